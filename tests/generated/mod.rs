//! Documents of which a test writes a part: what stands between two marks is held against what the test made, and written anew where
//! `UPDATE_TABLES=1` stands in front of the command.
#![allow(
    dead_code,
    clippy::expect_used,
    reason = "each test uses its part, and a document without its marks has failed"
)]

use std::sync::{Mutex, PoisonError};

/// Two tests of one file may write the same document.
static WRITING: Mutex<()> = Mutex::new(());

/// Whether documents are written, not judged.
pub fn is_written() -> bool {
    std::env::var_os("UPDATE_TABLES").is_some()
}

/// Fails where the document says something else than this between the marks, or writes it there. The file is named from the repository's top.
pub fn keep(file: &str, mark: &str, content: &str, test: &str) {
    if is_written() {
        let _one = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        let before = read(file);
        let (start, end) = inside(&before, file, mark);
        let after = format!("{}{content}\n{}", &before[..start], &before[end..]);
        return std::fs::write(path(file), after).expect("written");
    }
    let said = said(file, mark);
    assert!(
        said == content,
        "{file}, {mark}: run UPDATE_TABLES=1 cargo test --test {test}\n{said}\n\nnow\n\n{content}"
    );
}

/// Fails where the file is not this, or writes it.
pub fn keep_file(file: &str, content: &str, test: &str) {
    if is_written() {
        return std::fs::write(path(file), content).expect("written");
    }
    let is_same = std::fs::read_to_string(path(file)).is_ok_and(|said| said == content);
    assert!(is_same, "{file} is not what is shown now: run UPDATE_TABLES=1 cargo test --test {test}");
}

/// What a document says between two marks.
pub fn said(file: &str, mark: &str) -> String {
    let text = read(file);
    let (start, end) = inside(&text, file, mark);
    text[start..end].trim_end().to_owned()
}

fn inside(text: &str, file: &str, mark: &str) -> (usize, usize) {
    let (begin, end) = (format!("<!-- {mark}:begin -->\n"), format!("<!-- {mark}:end -->"));
    let start = text.find(&begin).map(|at| at + begin.len());
    let place = start.and_then(|start| Some((start, start + text[start..].find(&end)?)));
    place.unwrap_or_else(|| panic!("{file} has no place for {mark}"))
}

fn path(file: &str) -> String {
    format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    std::fs::read_to_string(path(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
}
