//! Reads a text of any length once, in windows that overlap, and keeps what decides: a bounded number of hits with the words around them. It
//! doesn't weigh them: that is `decide`.

use super::decode::Decoder;
use super::lines::{LineCounter, unwrapped};
pub(super) use super::lines::{flat, line_around};
use super::patterns::{PatternMark, PatternPlace, Patterns, VERIFY_AFTER, VERIFY_BEFORE};
use super::secrets::Secrets;
use super::skeleton::Skeleton;
use crate::model::api_key::Redactor;

/// A window is read when this much text is there.
const WINDOW_BYTES: usize = 256 * 1024;
/// This much of a window is kept for the next one.
const OVERLAP_BYTES: usize = 16 * 1024;
/// Words that end in this last part of a window are left to the next one, which sees what follows them.
const TAIL_BYTES: usize = 8 * 1024;
/// Hits that are kept for each pattern: a traceback has the words in the library's source, too.
const MAX_HITS_PER_PATTERN: usize = 6;
/// Verifications that may fail for each pattern in a window before the rest of the window goes unverified.
const MAX_FAILED_VERIFICATIONS: u32 = 100;
/// How often a mark is counted.
const MAX_MARK_COUNT: u32 = 50;
/// Text before and after a hit that is kept with it.
const CONTEXT_BYTES_BEFORE: usize = 3000;
const CONTEXT_BYTES_AFTER: usize = 1500;
/// Text from which on the start and the end are kept apart.
pub(super) const EDGE_BYTES: usize = 16 * 1024;
/// How far a name of a product reaches.
const PRODUCT_REACH_BYTES: usize = 2000;

/// What the text around a hit is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum About {
    /// Weaviate is named close by, or only Weaviate says this.
    Weaviate,
    /// No product is named close by.
    Nobody,
}

/// Words of a pattern, where they stand, and the text around them.
#[derive(Clone, Debug)]
pub(super) struct PatternHit {
    /// The pattern's number.
    pub(super) pattern: u16,
    /// Where it stands in the whole text, in bytes of UTF-8.
    pub(super) position: u64,
    /// The line, from 1.
    pub(super) line: u64,
    /// What the text around is about.
    pub(super) about: About,
    /// The text around it.
    pub(super) excerpt: String,
    /// Where the words stand in the excerpt.
    pub(super) start: usize,
    /// Behind their end.
    pub(super) end: usize,
}

/// What one pass over a text found.
#[derive(Clone, Default, Debug)]
pub(super) struct Reading {
    /// Kept hits of patterns that name a cause.
    pub(super) hits: Vec<PatternHit>,
    /// How often each mark's patterns were found, by pattern.
    pub(super) marks: Vec<u32>,
    /// The start of the text.
    pub(super) head: String,
    /// The end of the text, empty when the head holds it all.
    pub(super) tail: String,
    /// Length of the text in bytes of UTF-8.
    pub(super) length: u64,
    /// Whether anything but white space stood there.
    pub(super) some: bool,
    /// Control characters, as a sign of a file that is no text.
    pub(super) controls: u64,
    /// The secrets in it.
    pub(super) secrets: Secrets,
}

/// Reads a text chunk by chunk in constant memory.
pub struct TextReader {
    patterns: &'static Patterns,
    decoder: Decoder,
    window: String,
    /// Position of the window's first byte in the text.
    start: u64,
    /// Lines before the window.
    lines: u64,
    /// Words that end before this position were dealt with.
    done: u64,
    skeleton: Skeleton,
    found: Vec<PatternPlace>,
    kept: Vec<[u8; 2]>,
    failed: Vec<u32>,
    /// For each pattern that names a product, the words it saw last and its verdict.
    verified: Vec<Option<(String, bool)>>,
    reading: Reading,
}

impl Default for TextReader {
    fn default() -> Self {
        Self::new()
    }
}

impl TextReader {
    /// A reader for one text that may have these keys in it.
    pub fn knowing(keys: Redactor) -> Self {
        let mut reader = Self::new();
        reader.reading.secrets.own = keys;
        reader
    }

    /// A reader for one text.
    pub fn new() -> Self {
        let patterns = Patterns::get();
        let count = patterns.all.len();
        Self {
            patterns,
            decoder: Decoder::default(),
            window: String::new(),
            start: 0,
            lines: 0,
            done: 0,
            skeleton: Skeleton::default(),
            found: Vec::new(),
            kept: vec![[0; 2]; count],
            failed: vec![0; count],
            verified: vec![None; count],
            reading: Reading { marks: vec![0; count], ..Reading::default() },
        }
    }

    /// Reads on.
    pub fn push(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(WINDOW_BYTES / 4) {
            self.decode(chunk, false);
            if self.window.len() >= WINDOW_BYTES {
                self.look(false);
            }
        }
    }

    /// Ends the text.
    pub(super) fn finish(mut self) -> Reading {
        self.decode(&[], true);
        self.look(true);
        self.reading.length = self.start + self.window.len() as u64;
        self.reading.hits.sort_by_key(|h| h.position);
        self.reading
    }

    fn decode(&mut self, bytes: &[u8], last: bool) {
        let before = self.window.len();
        self.decoder.push(bytes, last, &mut self.window);
        let fresh = &self.window[before..];
        let reading = &mut self.reading;
        if reading.head.len() < EDGE_BYTES {
            let room = fresh.floor_char_boundary(EDGE_BYTES - reading.head.len());
            reading.head.push_str(&fresh[..room]);
            reading.tail.push_str(&fresh[room..]);
        } else {
            reading.tail.push_str(fresh);
        }
        if reading.tail.len() > EDGE_BYTES {
            let cut = reading.tail.ceil_char_boundary(reading.tail.len() - EDGE_BYTES);
            reading.tail.drain(..cut);
        }
        let controls = fresh.bytes().filter(|b| *b < 32 && !matches!(b, 9..=13 | 27)).count();
        reading.controls += controls as u64;
        reading.some = reading.some || fresh.bytes().any(|b| !b.is_ascii_whitespace());
    }

    /// Looks at the window and keeps its end for the next one.
    fn look(&mut self, last: bool) {
        let mut skeleton = std::mem::take(&mut self.skeleton);
        let mut found = std::mem::take(&mut self.found);
        skeleton.read(&self.window);
        found.clear();
        found.extend(self.patterns.find(&skeleton.bytes));
        let limit = if last { self.window.len() } else { self.window.len().saturating_sub(TAIL_BYTES) };
        self.weigh(&skeleton, &found, limit);
        self.done = self.start + limit as u64;
        if !last {
            let cut = self.window.ceil_char_boundary(self.window.len().saturating_sub(OVERLAP_BYTES));
            self.lines += memchr::memchr_iter(b'\n', &self.window.as_bytes()[..cut]).count() as u64;
            self.start += cut as u64;
            self.window.drain(..cut);
        }
        self.skeleton = skeleton;
        self.found = found;
    }

    fn weigh(&mut self, skeleton: &Skeleton, found: &[PatternPlace], limit: usize) {
        let place = |f: &PatternPlace| (skeleton.place(f.start), skeleton.place(f.end - 1) + 1);
        self.failed.fill(0);
        let (weaviate, foreign) = self.marks(skeleton, found, limit);
        let mut line = LineCounter { text: &self.window, at: 0, count: self.lines };
        let mut fresh = Vec::new();
        self.reading.secrets.begin();
        for one in found {
            let (start, end) = place(one);
            let number = usize::from(one.pattern);
            let pattern = &self.patterns.all[number];
            if self.start + (end as u64) <= self.done || end > limit {
                continue;
            }
            if skeleton.is_inside_word(one.start)
                && !matches!(pattern.mark, Some(PatternMark::Secret | PatternMark::Weaviate))
            {
                continue;
            }
            if pattern.mark == Some(PatternMark::Secret) {
                self.reading.secrets.look(&self.window, start, self.window.ceil_char_boundary(end));
                continue;
            }
            if pattern.mark.is_some() {
                continue;
            }
            let Some(about) = about(&self.window, (start, end), pattern.own, &weaviate, &foreign) else { continue };
            if pattern.named && about == About::Nobody {
                continue;
            }
            let slot = usize::from(about == About::Nobody);
            if usize::from(self.kept[number][slot]) >= MAX_HITS_PER_PATTERN
                || self.failed[number] >= MAX_FAILED_VERIFICATIONS
            {
                continue;
            }
            if !self.holds(one, skeleton) {
                self.failed[number] += 1;
                continue;
            }
            self.kept[number][slot] += 1;
            fresh.push(hit(one.pattern, about, &self.window, (start, end), self.start, line.of(start)));
        }
        self.reading.hits.extend(fresh);
        self.reading.secrets.look_for_userinfo(&self.window);
        self.reading.secrets.look_across_lines(&self.window);
    }

    /// Counts the marks that are new, and says where Weaviate and where others are named.
    fn marks(&mut self, skeleton: &Skeleton, found: &[PatternPlace], limit: usize) -> (Vec<usize>, Vec<usize>) {
        let (mut weaviate, mut foreign) = (Vec::new(), Vec::new());
        for one in found {
            let number = usize::from(one.pattern);
            let pattern = &self.patterns.all[number];
            let names = match pattern.mark {
                None | Some(PatternMark::Secret) => continue,
                Some(PatternMark::Weaviate) => Some(&mut weaviate),
                Some(_) if skeleton.is_inside_word(one.start) => continue,
                Some(PatternMark::Foreign) => Some(&mut foreign),
                Some(_) => None,
            };
            let (start, end) = (skeleton.place(one.start), skeleton.place(one.end - 1) + 1);
            let enough =
                self.reading.marks[number] >= MAX_MARK_COUNT || self.failed[number] >= MAX_FAILED_VERIFICATIONS;
            if names.is_none() && enough {
                continue;
            }
            if !self.names(one, skeleton) {
                self.failed[number] += 1;
                continue;
            }
            if let Some(places) = names {
                places.push(start);
            }
            let fresh = self.start + (end as u64) > self.done && end <= limit;
            self.reading.marks[number] += u32::from(fresh && self.reading.marks[number] < MAX_MARK_COUNT);
        }
        (weaviate, foreign)
    }

    /// Whether words that may name a product do. A log repeats the same words, so the last verdict is kept.
    fn names(&mut self, one: &PatternPlace, skeleton: &Skeleton) -> bool {
        let number = usize::from(one.pattern);
        let pattern = &self.patterns.all[number];
        if !pattern.has_verifier() {
            return true;
        }
        if !matches!(
            pattern.mark,
            Some(PatternMark::Weaviate | PatternMark::Foreign | PatternMark::Client | PatternMark::ReasonHidden)
        ) {
            return self.holds(one, skeleton);
        }
        let from = self.window.ceil_char_boundary(skeleton.place(one.start).saturating_sub(4));
        let words = &self.window[from..self.window.floor_char_boundary(skeleton.place(one.end - 1) + 13)];
        let known = &mut self.verified[number];
        if known.as_ref().is_none_or(|(text, _)| text != words) {
            *known = Some((words.to_owned(), pattern.verified(&flat(words))));
        }
        known.as_ref().is_some_and(|(_, held)| *held)
    }

    /// Whether what stands around the words bears them out.
    fn holds(&self, one: &PatternPlace, skeleton: &Skeleton) -> bool {
        let pattern = &self.patterns.all[usize::from(one.pattern)];
        if !pattern.has_verifier() {
            return true;
        }
        let (start, end) = (skeleton.place(one.start), skeleton.place(one.end - 1) + 1);
        let from = self.window.ceil_char_boundary(start.saturating_sub(VERIFY_BEFORE));
        let to = self.window.floor_char_boundary(end + VERIFY_AFTER);
        let around = flat(&self.window[from..to]);
        if pattern.verified(&around) || unwrapped(&around).is_some_and(|u| pattern.verified(&u)) {
            return true;
        }
        // The sentence may go on behind a line break.
        let (from, to) = line_around(&self.window, start, self.window.floor_char_boundary(end + 120));
        memchr::memchr(b'\n', &self.window.as_bytes()[from..to]).is_some()
            && pattern.verified(&flat(&self.window[from..to]).replace('\n', " "))
    }
}

fn hit(pattern: u16, about: About, window: &str, (start, end): (usize, usize), offset: u64, line: u64) -> PatternHit {
    let from = window.ceil_char_boundary(start.saturating_sub(CONTEXT_BYTES_BEFORE));
    let to = window.floor_char_boundary(end + CONTEXT_BYTES_AFTER);
    let stop = window.ceil_char_boundary(end);
    PatternHit {
        pattern,
        position: offset + start as u64,
        line,
        about,
        excerpt: window[from..to].to_owned(),
        start: start - from,
        end: stop - from,
    }
}

/// What the text around is about; none when it is another product.
fn about(text: &str, (start, end): (usize, usize), own: bool, weaviate: &[usize], foreign: &[usize]) -> Option<About> {
    if own {
        return Some(About::Weaviate);
    }
    let within = |marks: &[usize], from: usize, to: usize| {
        let first = marks.partition_point(|m| *m < from);
        marks.get(first).is_some_and(|m| *m < to)
    };
    let (from, to) = line_around(text, start, end);
    if within(weaviate, from, to) {
        return Some(About::Weaviate);
    }
    if within(foreign, from, to) {
        return None;
    }
    let (from, to) = (start.saturating_sub(PRODUCT_REACH_BYTES), end + PRODUCT_REACH_BYTES);
    if within(weaviate, from, to) {
        return Some(About::Weaviate);
    }
    if within(foreign, from, to) { None } else { Some(About::Nobody) }
}
