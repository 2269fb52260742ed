//! The parts of a text, line by line: messages, warnings, frames of a traceback, lines of source code (the user's own or a library's), settings.
//! It knows the shapes in which languages print an error, and nothing of what an error means.

use super::lines::flat;
use std::ops::Range;

/// What a line is part of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// What a program says.
    Message,
    /// What a program says by the way, while it goes on.
    Warning,
    /// Where in the code it happened: a file and a line, or marks below them.
    Frame,
    /// A line of the user's own source code.
    OwnSource,
    /// A line of source code of a library.
    LibrarySource,
    /// A variable and its value.
    Setting,
}

/// Lines that belong together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Passage {
    /// What they are.
    pub(super) part: Part,
    /// Where they stand in the text.
    pub(super) range: Range<usize>,
    /// Their words on one line, without colors and frames around them.
    pub(super) words: String,
    /// Whether a new chain of errors begins in front of it.
    pub(super) starts_chain: bool,
}

/// What the lines before say about the next one.
#[derive(Default)]
struct Before<'a> {
    /// The package of the frame under which source code may stand; empty for the user's own.
    frame: Option<&'a str>,
    /// In a warning, whose lines are indented.
    warning: bool,
}

/// Takes a text apart.
pub(super) fn parts(text: &str) -> Vec<Passage> {
    let plain: Vec<String> = text.split('\n').map(flat).collect();
    let mut passages: Vec<Passage> = Vec::new();
    let mut before = Before::default();
    let mut at = 0;
    let mut chain = false;
    for (raw, plain) in text.split('\n').zip(&plain) {
        let range = at..at + raw.len();
        at = range.end + 1;
        let line = bare(plain);
        if line.trim().is_empty() || is_head(line) {
            chain |= line.contains("Traceback (most recent");
            before = Before::default();
            passages.push(Passage { part: Part::Frame, range, words: String::new(), starts_chain: false });
            continue;
        }
        let part = part_of(line, &mut before);
        let words = if part == Part::Frame { line } else { unnumbered(line) };
        let continues = passages.last().is_some_and(|p| p.part == part && !p.words.is_empty())
            && (part != Part::Message && part != Part::Setting || part == Part::Message && !starts_message(line));
        if let Some(last) = passages.last_mut().filter(|_| continues) {
            last.range.end = range.end;
            last.words.push(' ');
            last.words.push_str(words.trim());
        } else {
            let starts_chain = std::mem::take(&mut chain);
            passages.push(Passage { part, range, words: words.trim().to_owned(), starts_chain });
        }
    }
    passages
}

fn part_of<'a>(line: &'a str, before: &mut Before<'a>) -> Part {
    if let Some(path) = frame(line) {
        *before = Before { frame: Some(package(path).unwrap_or_default()), warning: false };
        return Part::Frame;
    }
    if line.trim_matches(['^', '~', ' ', '\t', '.']).is_empty() {
        return Part::Frame;
    }
    if is_warning(line) {
        *before = Before { frame: None, warning: true };
        return Part::Warning;
    }
    let indented = line.starts_with("  ") || line.starts_with('\t');
    if before.warning && indented {
        return Part::Warning;
    }
    before.warning = false;
    if let Some(package) = before.frame
        && (line.starts_with("    ") || is_numbered(line))
    {
        return if package.is_empty() { Part::OwnSource } else { Part::LibrarySource };
    }
    // A numbered line without its file, as notebooks print the cell that failed.
    if is_numbered(line) && line.trim_start().starts_with("--") {
        return Part::OwnSource;
    }
    before.frame = None;
    if is_code(line) {
        return Part::OwnSource;
    }
    if is_setting(line) { Part::Setting } else { Part::Message }
}

/// The line without what stands around it: the frame of a box, the name of a container in front of its output.
fn bare(line: &str) -> &str {
    let boxed = line.trim_start();
    let mut line = line;
    if let Some(inner) = boxed.strip_prefix('│').or_else(|| boxed.strip_prefix('╭')).or_else(|| boxed.strip_prefix('╰'))
    {
        line = inner.trim_end().trim_end_matches(['│', '─', '╮', '╯']);
        line = line.strip_prefix(' ').unwrap_or(line);
        if line.trim_matches(['─', ' ']).is_empty() {
            return "";
        }
    }
    let head = &line[..line.floor_char_boundary(48)];
    if let Some(bar) = head.find("| ") {
        let name = head[..bar].trim_end();
        if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b)) {
            line = line[bar + 1..].strip_prefix(' ').unwrap_or(&line[bar + 1..]);
        }
    }
    if let Some(stream) = ["stderr F ", "stdout F "].iter().find_map(|s| line[..line.floor_char_boundary(48)].find(s)) {
        line = &line[stream + 9..];
    }
    line
}

/// Lines that join errors and say nothing themselves.
fn is_head(line: &str) -> bool {
    ["Traceback (most recent call last)", "During handling of the above", "The above exception was"]
        .iter()
        .any(|head| line.contains(head))
}

/// The path in a frame of a traceback.
fn frame(line: &str) -> Option<&str> {
    let trimmed = line.trim_start();
    // Python.
    if let Some(rest) = trimmed.strip_prefix("File ") {
        let quoted = rest.strip_prefix('"').and_then(|r| r.split_once("\", line ")).map(|(path, _)| path);
        return quoted.or_else(|| (rest.contains(", line ") || rest.contains(", in ")).then_some(rest));
    }
    // JavaScript, Java, C#.
    if let Some(rest) = trimmed.strip_prefix("at ") {
        let place = rest.contains('(')
            || rest.contains("file:")
            || rest.contains("node:")
            || rest.contains(" in ")
            || rest.starts_with('/');
        return place.then_some(rest);
    }
    // The file above the line of code in Node and in Rich's boxes.
    let first = trimmed.split(' ').next().unwrap_or_default();
    let (path, number) = first.rsplit_once(':')?;
    let is_path =
        path.contains('/') && [".js", ".mjs", ".cjs", ".ts", ".tsx", ".py", ".go"].iter().any(|e| path.ends_with(e));
    (is_path && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(path)
}

/// The library that a path of a frame belongs to; none for the user's own code.
pub(super) fn package(path: &str) -> Option<&str> {
    for folder in ["site-packages/", "dist-packages/", "node_modules/", "go/pkg/mod/"] {
        if let Some((_, rest)) = path.rsplit_once(folder) {
            let end = rest.find(['/', '"', ' ']).unwrap_or(rest.len());
            let end =
                if rest.starts_with('@') { rest[end + 1..].find('/').map_or(rest.len(), |n| end + 1 + n) } else { end };
            return Some(&rest[..end]);
        }
    }
    ["/lib/python3", "node:", "java.base", "<frozen", "io.weaviate.", "io.grpc.", "System.", "Grpc.", "Weaviate.Client"]
        .into_iter()
        .find(|mark| path.contains(mark))
}

/// `12 │ code`, `---> 12 code`, `12     code`: a line of code with its number.
fn is_numbered(line: &str) -> bool {
    let rest = line.trim_start_matches([' ', '❱', '-', '>', '│']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    (1..=5).contains(&digits) && rest[digits..].starts_with([' ', '│']) && rest.len() > digits + 1
}

fn unnumbered(line: &str) -> &str {
    if is_numbered(line) {
        line.trim_start_matches([' ', '❱', '-', '>', '│', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    } else {
        line
    }
}

/// Whether a line says something while the program goes on.
fn is_warning(line: &str) -> bool {
    let Some(at) = line.find("Warning: ").or_else(|| line.find("Warning\"")) else {
        return line.contains("\"level\":\"warning\"") || line.contains("level=warning");
    };
    // `…/warnings.py:93: DeprecationWarning: …`, `UserWarning: …`, `(node:12) Warning: …`
    let head = line[..at].trim();
    head.bytes().all(|b| b.is_ascii_alphanumeric())
        || head.contains(".py:")
        || head.contains("sys:")
        || head.contains("(node:")
}

/// Whether a line begins a message of its own: an exception's name, a program's, a time.
fn starts_message(line: &str) -> bool {
    let line = line.trim_start();
    let Some(first) = line.split([' ', '(']).next() else { return false };
    let ends = first.strip_suffix(':');
    let named = ends.is_some_and(|name| {
        let name = name.rsplit(['.', ':']).next().unwrap_or(name);
        name.starts_with(|c: char| c.is_ascii_uppercase())
            && ["Error", "Exception", "Timeout", "Refused", "Failed", "Warning"].iter().any(|end| name.ends_with(end))
    });
    named
        || line.starts_with('{')
        || ["curl:", "panic:", "Error:", "Caused by", "[cause]", "Unhandled exception", "Exception in thread"]
            .iter()
            .any(|head| line.starts_with(head))
        || line.len() > 10
            && line.as_bytes()[..4].iter().all(u8::is_ascii_digit)
            && matches!(line.as_bytes()[4], b'-' | b'/')
}

/// Whether somebody pasted the line that makes the client.
fn is_code(line: &str) -> bool {
    const CALLS: [&str; 7] = [
        "weaviate.Client(",
        "weaviate.connect",
        "weaviate.client(",
        "weaviate.New",
        "connect_to_",
        "connectTo",
        "Weaviate.from_",
    ];
    let call = CALLS.iter().any(|call| line.contains(call));
    call && line.contains(" = ") && !line.contains("Error")
}

/// `NAME=value`, `- NAME=value`, `NAME: value`.
fn is_setting(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '-']);
    let line = line.strip_prefix("export ").or_else(|| line.strip_prefix("set ")).unwrap_or(line);
    let end = line.find(['=', ':']).unwrap_or(0);
    end > 2
        && line[..end].bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        && line[..end].contains('_')
}
