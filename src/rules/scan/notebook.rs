//! Jupyter notebooks: the code cells as one text, each character with its place in the `.ipynb` file. Lines for the shell (`!curl …`,
//! `%%bash`) become a second text of the same length; other commands of the notebook are blanked.

use super::layout::{SourceLayout, blank};

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

/// A string of the file: its decoded characters with their places.
type Decoded = Vec<(char, usize)>;

enum Open {
    Object { key: String },
    Array { index: usize },
}

#[derive(Default)]
struct JsonCell {
    is_code: bool,
    source: Decoded,
}

/// Reads a notebook. None when it isn't one.
pub(super) fn read(text: &str, base: usize) -> Option<Notebook> {
    let mut language = String::new();
    let cells = cells(text, &mut language)?;
    let mut layout = SourceLayout::notebook();
    for cell in cells {
        // Cells are numbered as they stand in the file, so the others count with an empty text.
        layout.open_cell();
        if !cell.is_code {
            continue;
        }
        let mut last = base;
        for (c, at) in cell.source {
            layout.push(c, base + at);
            last = base + at + 1;
        }
        layout.push('\n', last);
    }
    let (code, shell) = split(&layout);
    Some(Notebook { layout, shell, code, language })
}

/// Walks the JSON without recursion and gathers the cells.
fn cells(text: &str, language: &mut String) -> Option<Vec<JsonCell>> {
    let bytes = text.as_bytes();
    let mut stack: Vec<Open> = Vec::new();
    let mut cells: Vec<JsonCell> = Vec::new();
    let mut expect_key = false;
    let mut is_notebook = false;
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'{' => {
                if let [Open::Object { key }, Open::Array { .. }] = stack.as_slice()
                    && key == "cells"
                {
                    cells.push(JsonCell::default());
                    is_notebook = true;
                }
                stack.push(Open::Object { key: String::new() });
                expect_key = true;
            }
            b'[' => {
                is_notebook = is_notebook || matches!(stack.as_slice(), [Open::Object { key }] if key == "cells");
                stack.push(Open::Array { index: 0 });
                expect_key = false;
            }
            b'}' | b']' => {
                stack.pop();
                expect_key = false;
            }
            b',' => match stack.last_mut() {
                Some(Open::Array { index }) => *index += 1,
                Some(Open::Object { .. }) => expect_key = true,
                None => {}
            },
            b'"' => {
                let (end, decoded) = string(text, i, wanted(&stack) || expect_key);
                let word = || decoded.iter().map(|(c, _)| *c).collect::<String>();
                if expect_key {
                    if let Some(Open::Object { key }) = stack.last_mut() {
                        *key = word();
                    }
                    expect_key = false;
                } else {
                    value(&stack, decoded, &mut cells, language);
                }
                i = end;
                continue;
            }
            _ => {}
        }
        i += 1;
    }
    is_notebook.then_some(cells)
}

/// Whether a string at this place is of interest.
fn wanted(stack: &[Open]) -> bool {
    match stack {
        [Open::Object { key: cells }, Open::Array { .. }, Open::Object { key }, ..] => {
            cells == "cells" && matches!(key.as_str(), "source" | "cell_type")
        }
        [Open::Object { key }, ..] => key == "metadata",
        _ => false,
    }
}

fn value(stack: &[Open], decoded: Decoded, cells: &mut [JsonCell], language: &mut String) {
    match stack {
        [Open::Object { key: top }, Open::Array { .. }, Open::Object { key }] if top == "cells" => {
            let Some(cell) = cells.last_mut() else { return };
            match key.as_str() {
                "cell_type" => cell.is_code = decoded.iter().map(|(c, _)| *c).eq("code".chars()),
                "source" => cell.source = decoded,
                _ => {}
            }
        }
        [Open::Object { key: top }, Open::Array { .. }, Open::Object { key }, Open::Array { .. }]
            if top == "cells" && key == "source" =>
        {
            if let Some(cell) = cells.last_mut() {
                cell.source.extend(decoded);
            }
        }
        [Open::Object { key: top }, Open::Object { key: part }, Open::Object { key: _ }]
        | [Open::Object { key: top }, Open::Object { key: part }]
            if top == "metadata" && matches!(part.as_str(), "kernelspec" | "language_info") =>
        {
            let leaf = match stack.last() {
                Some(Open::Object { key }) => key.as_str(),
                _ => "",
            };
            let is_name = (part == "kernelspec" && leaf == "language") || (part == "language_info" && leaf == "name");
            if is_name && language.is_empty() {
                *language = decoded.iter().map(|(c, _)| c.to_ascii_lowercase()).collect();
            }
        }
        _ => {}
    }
}

/// Reads the string that begins at `at`; gives the place behind it.
fn string(text: &str, at: usize, keep: bool) -> (usize, Decoded) {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut i = at + 1;
    while i < bytes.len() {
        match bytes[i] {
            b'"' => return (i + 1, out),
            b'\\' => {
                let start = i;
                let escaped = bytes.get(i + 1).copied().unwrap_or(b'"');
                i += 2;
                let c = match escaped {
                    b'n' => '\n',
                    b't' => '\t',
                    b'r' => '\r',
                    b'u' => {
                        let code = text.get(i..i + 4).and_then(|h| u32::from_str_radix(h, 16).ok());
                        i += 4;
                        // Halves of a pair stand for one character each: they only keep their place.
                        code.and_then(char::from_u32).unwrap_or('\u{fffd}')
                    }
                    other => char::from(other),
                };
                if keep {
                    out.push((c, start));
                }
            }
            _ => {
                let Some(c) = text.get(i..).and_then(|r| r.chars().next()) else { return (bytes.len(), out) };
                if keep {
                    out.push((c, i));
                }
                i += c.len_utf8();
            }
        }
    }
    (bytes.len(), out)
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
