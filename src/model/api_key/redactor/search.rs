//! Finds runs of a key's letters in a text that is reduced to letters and digits, in one pass whatever the number of forms. It changes no text.

use super::forms::{self, KeyForm, MIN_RUN_LETTERS};
use super::pieces::Pieces;
use super::{edges, masked};
use crate::model::api_key::redactor::line::{HASH_FACTOR, LetterRun, ReducedStrand, WORDS_RUN, rolled, span};
use std::ops::Range;
use zeroize::Zeroizing;

/// Longest text that is compared as a whole at each place of a text, in characters.
const MAX_WHOLE_CHARS: usize = 64;

/// A run of [`MIN_RUN_LETTERS`] letters of a form.
struct Gram {
    hash: u64,
    form: u32,
    at: u32,
}

/// What one or more keys are known by.
#[derive(Default)]
pub(super) struct Needles {
    forms: Vec<KeyForm>,
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
            if key.chars().filter(|c| c.is_alphanumeric()).count() >= MIN_RUN_LETTERS {
                needles.forms.extend(forms::of(key));
            } else {
                // So few letters among so many other characters are no key: its beginning is distinctive.
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
                hash = rolled(hash, *c, i.checked_sub(MIN_RUN_LETTERS).map(|o| text.letters[o]));
                let Some(at) = (i + 1).checked_sub(MIN_RUN_LETTERS).filter(|at| at % text.stride == 0) else {
                    continue;
                };
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
    pub(super) fn search(&self, line: &ReducedStrand<'_>, found: &mut Vec<Range<usize>>) {
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

    fn runs(&self, line: &ReducedStrand<'_>, found: &mut Vec<Range<usize>>) {
        let letters = &line.letters;
        // What ends before this was found already.
        let mut next = 0;
        for (i, hash) in line.hashes.iter().copied().enumerate().skip(MIN_RUN_LETTERS - 1) {
            let (word, bit) = slot(hash, self.filter.len());
            if i < next || self.filter[word] & bit == 0 {
                continue;
            }
            let Ok(gram) = self.grams.binary_search_by_key(&hash, |g| g.hash) else { continue };
            let gram = &self.grams[gram];
            let form = &self.forms[gram.form as usize];
            let Some(run) = LetterRun::around(form, gram.at as usize, letters, i + 1 - MIN_RUN_LETTERS) else {
                continue;
            };
            next = run.text.end;
            if run.counts(line) {
                found.push(edges::widened(&run, line));
            }
        }
    }
}

/// The word and the bit of a hash in a filter of this many words.
fn slot(hash: u64, words: usize) -> (usize, u64) {
    let mixed = (hash ^ hash >> 32).wrapping_mul(HASH_FACTOR) >> 20;
    let word = usize::try_from(mixed >> 6).unwrap_or(0) & (words - 1);
    (word, 1 << (mixed & 63))
}
