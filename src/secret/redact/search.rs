//! Finds runs of a key's letters in a text that is reduced to letters and digits, in one pass whatever the number of forms. It changes no text.

use super::forms::{self, Form, RUN};
use super::pieces::Pieces;
use super::strand::{Unit, folded};
use super::{edges, masked};
use std::ops::Range;
use zeroize::Zeroizing;

/// From this length on a run of nothing but words is the key too.
const WORDS_RUN: usize = 24;

/// Shortest key of words that is known with other white space and punctuation in it than its own.
const LOOSE_WORDS: usize = 16;

/// Texts of the program's and the product's own. A key that shares a run with one is not known by that run.
const OWN: [&str; 10] = [
    "https://console.weaviate.cloud",
    "https://docs.weaviate.io",
    "https://status.weaviate.io",
    ".europe-west3.gcp.weaviate.cloud",
    ".grpc.weaviate.network",
    "weaviate-cloud",
    "weaviate-client",
    "weaviate-doctor",
    "weaviate_api_key",
    "authorization: bearer",
];

/// Longest text that is compared as a whole at each place of a text, in characters.
const MAX_WHOLE_CHARS: usize = 64;

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// A run of [`RUN`] letters of a form.
struct Gram {
    hash: u64,
    form: u32,
    at: u32,
}

/// What one or more keys are known by.
#[derive(Default)]
pub(super) struct Needles {
    forms: Vec<Form>,
    grams: Vec<Gram>,
    /// One bit for each hash, some of which share one: most of a text goes no further.
    filter: Vec<u64>,
    /// Short keys, which are known as a whole alone.
    whole: Vec<Zeroizing<Vec<char>>>,
    pieces: Pieces,
    longest: usize,
}

impl Needles {
    /// The needles for the texts of keys.
    pub(super) fn new<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        let mut needles = Self::default();
        for key in keys {
            needles.longest = needles.longest.max(key.chars().count());
            if key.chars().filter(|c| c.is_alphanumeric()).count() >= RUN {
                needles.forms.extend(forms::of(key));
            } else {
                // So few letters among so many other characters are no key: its beginning tells it from everything else.
                let end = key.char_indices().nth(MAX_WHOLE_CHARS).map_or(key.len(), |(at, _)| at);
                let whole = forms::whole(&key[..end]);
                needles.whole.extend(whole.iter().map(|w| Zeroizing::new(w.chars().collect::<Vec<char>>())));
            }
        }
        needles.index();
        needles.pieces = Pieces::of(&needles.forms);
        needles
    }

    fn index(&mut self) {
        for (form, text) in self.forms.iter().enumerate() {
            let Ok(form) = u32::try_from(form) else { break };
            let mut hash = 0_u64;
            for (i, c) in text.letters.iter().enumerate() {
                hash = rolled(hash, *c, i.checked_sub(RUN).map(|o| text.letters[o]));
                let Some(at) = (i + 1).checked_sub(RUN).filter(|at| at % text.stride == 0) else { continue };
                self.grams.push(Gram { hash, form, at: u32::try_from(at).unwrap_or(u32::MAX) });
            }
        }
        self.grams.sort_by_key(|g| g.hash);
        self.grams.dedup_by_key(|g| g.hash);
        // Thirty-two bits a run: one text place in thirty is looked at twice.
        let bits = (self.grams.len() * 32).next_power_of_two().max(64);
        self.filter = vec![0; bits / 64];
        for gram in &self.grams {
            let (word, bit) = slot(gram.hash, self.filter.len());
            self.filter[word] |= bit;
        }
    }

    /// The most characters of a text, encoded ones included, that can be the beginning of a secret without being known as one.
    pub(super) fn longest(&self) -> usize {
        /// The widest escape of one character, such as `&#x0000002B;`.
        const MAX_ESCAPE: usize = 12;
        self.longest.min(WORDS_RUN) * MAX_ESCAPE
    }

    /// Adds where secrets stand in one shape of a text.
    pub(super) fn search(&self, line: &Line<'_>, found: &mut Vec<Range<usize>>) {
        let strand = line.strand;
        if !self.forms.is_empty() {
            self.runs(line, found);
            self.pieces.search(&self.forms, line, found);
            for form in self.forms.iter().filter(|f| f.is_plain()) {
                masked::search(form, strand, found);
            }
        }
        for word in &self.whole {
            let starts = strand.iter().enumerate().filter(|(_, u)| u.c == word[0]);
            found.extend(starts.filter_map(|(at, _)| {
                let units = strand.get(at..at + word.len())?;
                units.iter().map(|u| u.c).eq(word.iter().copied()).then(|| span(units))
            }));
        }
    }

    fn runs(&self, line: &Line<'_>, found: &mut Vec<Range<usize>>) {
        let letters = &line.letters;
        // What ends before this was found already.
        let mut next = 0;
        for (i, hash) in line.hashes.iter().copied().enumerate().skip(RUN - 1) {
            let (word, bit) = slot(hash, self.filter.len());
            if i < next || self.filter[word] & bit == 0 {
                continue;
            }
            let Ok(gram) = self.grams.binary_search_by_key(&hash, |g| g.hash) else { continue };
            let gram = &self.grams[gram];
            let form = &self.forms[gram.form as usize];
            let Some(run) = Run::around(form, gram.at as usize, letters, i + 1 - RUN) else { continue };
            next = run.text.end;
            if run.counts(line) {
                found.push(edges::widened(&run, line));
            }
        }
    }
}

/// Letters of a text that are letters of a form.
pub(super) struct Run<'a> {
    pub(super) form: &'a Form,
    /// Places in the form's letters.
    pub(super) key: Range<usize>,
    /// Places in the text's letters.
    pub(super) text: Range<usize>,
}

impl<'a> Run<'a> {
    /// The longest run around letters that are the same. None when only their hash was.
    fn around(form: &'a Form, key: usize, letters: &[char], text: usize) -> Option<Self> {
        let same = |k: usize, t: usize| form.letters.get(k).is_some_and(|k| letters.get(t) == Some(k));
        (0..RUN).all(|n| same(key + n, text + n)).then_some(())?;
        let before = (1..=key.min(text)).take_while(|n| same(key - n, text - n)).count();
        let behind = (RUN..form.letters.len()).take_while(|n| same(key + n, text + n)).count();
        let length = before + RUN + behind;
        Some(Self { form, key: key - before..key - before + length, text: text - before..text - before + length })
    }

    /// Whether it is the key, and not words that stand in the key too.
    fn counts(&self, line: &Line<'_>) -> bool {
        let (form, length) = (self.form, self.key.len());
        if length < form.least {
            return false;
        }
        let telling = !form.is_plain()
            || length >= WORDS_RUN
            || form.telling[self.key.start..=self.key.end - RUN].contains(&true);
        let whole = length == form.letters.len();
        if telling || (whole && length >= LOOSE_WORDS) {
            return true;
        }
        // Words: only as they stand in the key.
        let piece = &form.all[form.places[self.key.start]..=form.places[self.key.end - 1]];
        let units = &line.strand[line.places[self.text.start]..=line.places[self.text.end - 1]];
        if !units.iter().map(|u| folded(u.c)).eq(piece.iter().copied()) {
            return false;
        }
        let piece: Zeroizing<String> = Zeroizing::new(piece.iter().collect());
        let one_word = form.all.len() > piece.chars().count() && piece.chars().all(char::is_alphabetic);
        let parts = form.all.iter().any(|c| matches!(c, '-' | '_' | '.' | ' '));
        whole || !(one_word && parts || OWN.iter().any(|own| own.contains(piece.as_str())))
    }
}

/// A strand reduced to letters and digits.
pub(super) struct Line<'a> {
    pub(super) strand: &'a [Unit],
    pub(super) letters: Vec<char>,
    /// Where each letter stands in the strand.
    pub(super) places: Vec<usize>,
    /// The hash of the run that ends in each letter.
    hashes: Vec<u64>,
}

impl<'a> Line<'a> {
    pub(super) fn of(strand: &'a [Unit]) -> Self {
        let most = strand.len();
        let (letters, places, hashes) = (Vec::with_capacity(most), Vec::with_capacity(most), Vec::with_capacity(most));
        let mut line = Self { strand, letters, places, hashes };
        let mut hash = 0;
        for (i, unit) in strand.iter().enumerate() {
            let c = folded(unit.c);
            if if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() } {
                let gone = line.letters.len().checked_sub(RUN).map(|first| line.letters[first]);
                hash = rolled(hash, c, gone);
                line.letters.push(c);
                line.places.push(i);
                line.hashes.push(hash);
            }
        }
        line
    }
}

/// The bytes that some units came from.
pub(super) fn span(units: &[Unit]) -> Range<usize> {
    units.first().map_or(0, |u| u.from)..units.last().map_or(0, |u| u.to)
}

/// The hash of the last [`RUN`] letters, from that of the [`RUN`] before.
const fn rolled(hash: u64, c: char, gone: Option<char>) -> u64 {
    const OUT: u64 = {
        let mut power = 1_u64;
        let mut n = 0;
        while n < RUN {
            power = power.wrapping_mul(FACTOR);
            n += 1;
        }
        power
    };
    let hash = hash.wrapping_mul(FACTOR).wrapping_add(c as u64 + 1);
    match gone {
        Some(gone) => hash.wrapping_sub(OUT.wrapping_mul(gone as u64 + 1)),
        None => hash,
    }
}

/// The word and the bit of a hash in a filter of this many words.
fn slot(hash: u64, words: usize) -> (usize, u64) {
    let mixed = (hash ^ hash >> 32).wrapping_mul(FACTOR) >> 20;
    let word = usize::try_from(mixed >> 6).unwrap_or(0) & (words - 1);
    (word, 1 << (mixed & 63))
}
