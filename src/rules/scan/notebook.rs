//! Jupyter notebooks: the code cells as one text, each character with its place in the `.ipynb` file. Lines for the shell (`!curl …`,
//! `%%bash`) become a second text of the same length; other commands of the notebook are blanked.

use super::layout::{SourceLayout, blank};
use serde::Deserialize;
use serde_json::value::{RawValue, Value};

/// What a notebook holds.
pub(super) struct Notebook {
    /// The code cells.
    pub layout: SourceLayout,
    /// The lines for the shell, everything else blanked; none without any.
    pub shell: Option<String>,
    /// The code, with the notebook's own commands blanked.
    pub code: String,
    /// The kernel's language, in lower case.
    pub language: String,
}

/// The parts of the file that count; strings stay as they are written, so that their places are known.
#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    cells: Vec<JsonCell<'a>>,
    #[serde(default)]
    metadata: Value,
}

#[derive(Deserialize)]
struct JsonCell<'a> {
    #[serde(default)]
    cell_type: String,
    #[serde(borrow)]
    source: Option<&'a RawValue>,
}

/// Reads a notebook. None when it isn't one.
pub(super) fn read(text: &str, base: usize) -> Option<Notebook> {
    let file: File<'_> = serde_json::from_str(text).ok()?;
    let named = |place: &str| file.metadata.pointer(place).and_then(Value::as_str).filter(|name| !name.is_empty());
    let language = named("/kernelspec/language").or_else(|| named("/language_info/name")).unwrap_or_default();
    let language = language.to_ascii_lowercase();
    let mut layout = SourceLayout::notebook();
    for cell in file.cells {
        // Cells are numbered as they stand in the file, so the others count with an empty text.
        layout.open_cell();
        if cell.cell_type != "code" {
            continue;
        }
        let mut last = base;
        for line in cell.source.map(strings).unwrap_or_default() {
            // Both are parts of the same text.
            let at = line.as_ptr().addr() - text.as_ptr().addr();
            for (c, at) in decoded(text, at) {
                layout.push(c, base + at);
                last = base + at + 1;
            }
        }
        layout.push('\n', last);
    }
    let (code, shell) = split(&layout);
    Some(Notebook { layout, shell, code, language })
}

/// The strings of a source: one, or a list of lines.
fn strings(source: &RawValue) -> Vec<&str> {
    let lines = || serde_json::from_str::<Vec<&RawValue>>(source.get());
    let lines = lines().map_or_else(|_| vec![source.get()], |lines| lines.into_iter().map(RawValue::get).collect());
    lines.into_iter().filter(|line| line.starts_with('"')).collect()
}

/// The characters of the string that begins at `at`, with their places.
fn decoded(text: &str, at: usize) -> Vec<(char, usize)> {
    let mut out = Vec::new();
    let mut chars = text[at + 1..].char_indices().map(|(i, c)| (at + 1 + i, c));
    while let Some((start, c)) = chars.next() {
        let c = match c {
            '"' => break,
            '\\' => match chars.next().map_or('"', |(_, escaped)| escaped) {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'u' => {
                    let code: String = chars.by_ref().take(4).map(|(_, digit)| digit).collect();
                    // Halves of a pair stand for one character each: they only keep their place.
                    u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).unwrap_or('\u{fffd}')
                }
                other => other,
            },
            other => other,
        };
        out.push((c, start));
    }
    out
}

/// Parts the notebook's own commands from its code. Both texts are as long as the whole.
fn split(layout: &SourceLayout) -> (String, Option<String>) {
    let text = layout.text.as_str();
    let mut code = String::with_capacity(text.len());
    let mut shell = String::with_capacity(text.len());
    let mut any = false;
    let mut shell_cell = false;
    let mut other_cell = false;
    let mut continued = false;
    for line in text.split_inclusive('\n') {
        if layout.is_cell_start(code.len()) {
            (shell_cell, other_cell, continued) = (false, false, false);
        }
        let trimmed = line.trim_start();
        if let Some(magic) = trimmed.strip_prefix("%%") {
            let word = magic.split_whitespace().next().unwrap_or_default();
            shell_cell = matches!(word, "bash" | "sh" | "!" | "zsh") || magic.starts_with("script bash");
            other_cell = !shell_cell && !matches!(word, "time" | "timeit" | "capture" | "prun" | "memit");
            blank(line, &mut code);
            blank(line, &mut shell);
            continue;
        }
        let to_shell = shell_cell || trimmed.starts_with('!') || continued;
        if to_shell {
            any = true;
            blank(line, &mut code);
            shell.push_str(&line.replacen('!', " ", usize::from(!shell_cell && !continued)));
            continued = !shell_cell && line.trim_end().ends_with('\\');
        } else if other_cell || trimmed.starts_with(['%', '?']) {
            blank(line, &mut code);
            blank(line, &mut shell);
        } else {
            code.push_str(line);
            blank(line, &mut shell);
        }
    }
    (code, any.then_some(shell))
}
