//! Where the text that is parsed stands in the file: encodings, byte order marks, cells of notebooks, scripts inside pages.

use super::expr::ByteSpan;

/// A text to parse and where its pieces come from.
pub(super) struct SourceLayout {
    pub text: String,
    /// Pieces in the order of the text; each continues until the next.
    runs: Vec<SourceRun>,
    /// Where each cell begins in the text.
    cells: Vec<usize>,
    /// Whether an edit of the text can be made in the file.
    pub editable: bool,
    /// Whether an edit must be written as JSON does.
    pub json: bool,
}

#[derive(Clone, Copy)]
struct SourceRun {
    text: usize,
    file: usize,
}

impl SourceLayout {
    /// A file whose text stands as it is. What is not UTF-8 is replaced byte by byte; UTF-16 is read, but can't be edited. None when the
    /// file is no text.
    pub(super) fn plain(bytes: &[u8]) -> Option<Self> {
        if let Some(text) = utf16(bytes) {
            let start = SourceRun { text: 0, file: 0 };
            return Some(Self { text, runs: vec![start], cells: Vec::new(), editable: false, json: false });
        }
        let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let bytes = &bytes[mark..];
        let head = &bytes[..bytes.len().min(8000)];
        if memchr::memchr(0, head).is_some() {
            return None;
        }
        let mut text = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
        }
        let start = SourceRun { text: 0, file: mark };
        Some(Self { text, runs: vec![start], cells: Vec::new(), editable: true, json: false })
    }

    /// An empty text to which pieces of a notebook are added.
    pub(super) fn notebook() -> Self {
        Self { text: String::new(), runs: Vec::new(), cells: Vec::new(), editable: true, json: true }
    }

    /// A cell begins.
    pub(super) fn open_cell(&mut self) {
        self.cells.push(self.text.len());
    }

    /// Whether a cell begins here.
    pub(super) fn is_cell_start(&self, at: usize) -> bool {
        self.cells.binary_search(&at).is_ok()
    }

    /// A character that stands at `file` in the file.
    pub(super) fn push(&mut self, c: char, file: usize) {
        let expected = self.runs.last().map(|r| r.file + (self.text.len() - r.text));
        if expected != Some(file) {
            self.runs.push(SourceRun { text: self.text.len(), file });
        }
        self.text.push(c);
    }

    /// Where a place of the text stands in the file.
    pub(super) fn in_file(&self, at: usize) -> usize {
        let index = self.runs.partition_point(|r| r.text <= at);
        index.checked_sub(1).and_then(|i| self.runs.get(i)).map_or(at, |run| run.file + (at - run.text))
    }

    /// Where a span stands in the file.
    pub(super) fn span_in_file(&self, span: &ByteSpan) -> ByteSpan {
        if span.is_empty() {
            let at = self.in_file(span.start);
            return at..at;
        }
        self.in_file(span.start)..self.in_file(span.end - 1) + 1
    }

    /// The cell of a place, and the line in it; both count from 1. `lines` are those of the text.
    pub(super) fn cell(&self, at: usize, lines: &LineStarts) -> Option<(usize, usize)> {
        let cell = self.cells.partition_point(|start| *start <= at).checked_sub(1)?;
        Some((cell + 1, 1 + lines.line(at) - lines.line(self.cells[cell])))
    }
}

/// UTF-16 with its mark, as some editors of Windows write it.
fn utf16(bytes: &[u8]) -> Option<String> {
    let little = match bytes {
        [0xff, 0xfe, ..] => true,
        [0xfe, 0xff, ..] => false,
        _ => return None,
    };
    let unit = |pair: &[u8]| {
        if little { u16::from_le_bytes([pair[0], pair[1]]) } else { u16::from_be_bytes([pair[0], pair[1]]) }
    };
    let units: Vec<u16> = bytes[2..].chunks_exact(2).map(unit).collect();
    Some(String::from_utf16_lossy(&units))
}

/// Everything but the scripts of a page is blanked, so that places stay where they are.
pub(super) fn scripts_only(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut keep: Vec<ByteSpan> = Vec::new();
    let mut from = 0;
    while let Some(open) = lower[from..].find("<script").map(|n| n + from) {
        let Some(start) = lower[open..].find('>').map(|n| n + open + 1) else { break };
        let end = lower[start..].find("</script").map_or(lower.len(), |n| n + start);
        keep.push(start..end);
        from = end;
    }
    // Astro's front matter is a script too.
    if let Some(rest) = text.strip_prefix("---")
        && let Some(end) = rest.find("\n---")
    {
        keep.push(3..3 + end);
    }
    keep.sort_by_key(|k| k.start);
    let mut out = String::with_capacity(text.len());
    for kept in keep {
        blank(&text[out.len()..kept.start.max(out.len())], &mut out);
        out.push_str(&text[out.len()..kept.end.max(out.len())]);
    }
    blank(&text[out.len()..], &mut out);
    out
}

/// As many blanks as a text has bytes; line breaks stay.
pub(super) fn blank(text: &str, out: &mut String) {
    out.extend(text.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
}

/// Bytes between two counts of characters.
const COUNTED_EVERY: usize = 1024;

/// Lines and columns of a file's text.
pub(super) struct LineStarts {
    starts: Vec<usize>,
    /// How many characters begin before each multiple of [`COUNTED_EVERY`], so that places on one endless line cost no more than others.
    counted: Vec<usize>,
}

impl LineStarts {
    pub(super) fn of(text: &[u8]) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text).map(|i| i + 1);
        let counted = text.chunks(COUNTED_EVERY).scan(0, |sum, chunk| {
            let before = *sum;
            *sum += characters(chunk);
            Some(before)
        });
        Self { starts: std::iter::once(0).chain(breaks).collect(), counted: counted.collect() }
    }

    /// The line of a place, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|s| *s <= at).max(1)
    }

    fn characters_before(&self, text: &[u8], at: usize) -> usize {
        let chunk = (at / COUNTED_EVERY).min(self.counted.len().saturating_sub(1));
        let counted = self.counted.get(chunk).copied().unwrap_or_default();
        counted + characters(text.get(chunk * COUNTED_EVERY..at).unwrap_or_default())
    }

    /// Line and column of a place, in characters from 1.
    pub(super) fn place(&self, text: &[u8], at: usize) -> (usize, usize) {
        let line = self.line(at);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let column = self.characters_before(text, at.min(text.len())) - self.characters_before(text, start);
        let mark = usize::from(start == 0 && text.starts_with(b"\xef\xbb\xbf") && column > 0);
        (line, column + 1 - mark)
    }
}

/// How many characters begin in a text. Bytes that continue one don't count.
fn characters(text: &[u8]) -> usize {
    text.iter().filter(|b| (**b & 0xc0) != 0x80).count()
}
