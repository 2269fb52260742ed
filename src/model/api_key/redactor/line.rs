//! A text reduced to letters and digits, and places in it.

use crate::model::api_key::redactor::forms::{KeyForm, MIN_RUN_LETTERS};
use crate::model::api_key::redactor::strand::{Unit, folded};
use std::ops::Range;
use zeroize::Zeroizing;

/// From this length on a run of nothing but words is the key too.
pub(super) const WORDS_RUN: usize = 24;

/// Shortest key of words that is known with other white space and punctuation in it than its own.
pub(super) const LOOSE_WORDS: usize = 16;

/// Texts of the program's and the product's own. A key that shares a run with one is not known by that run.
pub(super) const OWN: [&str; 10] = [
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

pub(super) const HASH_FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// Letters of a text that are letters of a form.
pub(super) struct LetterRun<'a> {
    pub(super) form: &'a KeyForm,
    /// Places in the form's letters.
    pub(super) key: Range<usize>,
    /// Places in the text's letters.
    pub(super) text: Range<usize>,
}

impl<'a> LetterRun<'a> {
    /// The longest run around letters that are the same. None when only their hash was.
    pub(super) fn around(form: &'a KeyForm, key: usize, letters: &[char], text: usize) -> Option<Self> {
        let same = |k: usize, t: usize| form.letters.get(k).is_some_and(|k| letters.get(t) == Some(k));
        (0..MIN_RUN_LETTERS).all(|n| same(key + n, text + n)).then_some(())?;
        let before = (1..=key.min(text)).take_while(|n| same(key - n, text - n)).count();
        let behind = (MIN_RUN_LETTERS..form.letters.len()).take_while(|n| same(key + n, text + n)).count();
        let length = before + MIN_RUN_LETTERS + behind;
        Some(Self { form, key: key - before..key - before + length, text: text - before..text - before + length })
    }

    /// Whether it is the key, and not words that stand in the key too.
    pub(super) fn counts(&self, line: &ReducedStrand<'_>) -> bool {
        let (form, length) = (self.form, self.key.len());
        if length < form.least {
            return false;
        }
        let telling = !form.is_plain()
            || length >= WORDS_RUN
            || form.telling[self.key.start..=self.key.end - MIN_RUN_LETTERS].contains(&true);
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
pub(super) struct ReducedStrand<'a> {
    pub(super) strand: &'a [Unit],
    pub(super) letters: Vec<char>,
    /// Where each letter stands in the strand.
    pub(super) places: Vec<usize>,
    /// The hash of the run that ends in each letter.
    pub(super) hashes: Vec<u64>,
}

impl<'a> ReducedStrand<'a> {
    pub(super) fn of(strand: &'a [Unit]) -> Self {
        let most = strand.len();
        let (letters, places, hashes) = (Vec::with_capacity(most), Vec::with_capacity(most), Vec::with_capacity(most));
        let mut line = Self { strand, letters, places, hashes };
        let mut hash = 0;
        for (i, unit) in strand.iter().enumerate() {
            let c = folded(unit.c);
            if if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() } {
                let gone = line.letters.len().checked_sub(MIN_RUN_LETTERS).map(|first| line.letters[first]);
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

/// The hash of the last [`MIN_RUN_LETTERS`] letters, from that of the [`MIN_RUN_LETTERS`] before.
pub(super) const fn rolled(hash: u64, c: char, gone: Option<char>) -> u64 {
    const OUT: u64 = {
        let mut power = 1_u64;
        let mut n = 0;
        while n < MIN_RUN_LETTERS {
            power = power.wrapping_mul(HASH_FACTOR);
            n += 1;
        }
        power
    };
    let hash = hash.wrapping_mul(HASH_FACTOR).wrapping_add(c as u64 + 1);
    match gone {
        Some(gone) => hash.wrapping_sub(OUT.wrapping_mul(gone as u64 + 1)),
        None => hash,
    }
}
