//! A key in several pieces that are too short each, with other text between: wrapped by a log that puts a time in front of each line, in the
//! columns of a dump, in one field after another.

use super::forms::{KeyForm, LONG_KEY_CHARS, MIN_RUN_LETTERS, tells_piece};
use crate::model::api_key::redactor::line::{ReducedStrand, span};
use std::ops::Range;

/// Letters of a piece that has to look like a key's.
const MIN_PIECE_LETTERS: usize = 5;

/// Most letters between two pieces.
const MAX_GAP: usize = 64;

/// The pieces by which keys are known.
#[derive(Default)]
pub(super) struct Pieces {
    /// Sorted by the letters, each with its form and its place there.
    all: Vec<(u64, usize, usize)>,
    /// One bit for each, some of which share one.
    filter: Vec<u64>,
}

/// Pieces that follow one another.
struct PieceChain {
    form: usize,
    key: usize,
    text: usize,
    letters: usize,
    waiting: Vec<Range<usize>>,
}

impl Pieces {
    pub(super) fn of(forms: &[KeyForm]) -> Self {
        let mut pieces = Self { all: Vec::new(), filter: vec![0; 256] };
        let known = |f: &&KeyForm| f.is_plain() && f.telling.contains(&true) && f.letters.len() <= LONG_KEY_CHARS;
        for (number, form) in forms.iter().enumerate().filter(|(_, f)| known(f)) {
            for at in (0..=form.letters.len() - MIN_PIECE_LETTERS)
                .filter(|at| tells_piece(form, *at..*at + MIN_PIECE_LETTERS))
            {
                let letters = form.letters[at..at + MIN_PIECE_LETTERS].iter().fold(0, |packed, c| pack(packed, *c));
                pieces.all.push((letters, number, at));
                pieces.filter[slot(letters).0] |= slot(letters).1;
            }
        }
        pieces.all.sort_unstable();
        pieces.all.dedup_by_key(|piece| piece.0);
        pieces
    }

    /// Adds the keys that stand in pieces.
    pub(super) fn search(&self, forms: &[KeyForm], line: &ReducedStrand<'_>, found: &mut Vec<Range<usize>>) {
        if self.all.is_empty() {
            return;
        }
        let (mut packed, mut next) = (0, 0);
        let mut chain: Option<PieceChain> = None;
        for (i, c) in line.letters.iter().enumerate() {
            packed = pack(packed, *c);
            if i + 1 < MIN_PIECE_LETTERS
                || i + 1 - MIN_PIECE_LETTERS < next
                || self.filter[slot(packed).0] & slot(packed).1 == 0
            {
                continue;
            }
            let Ok(hit) = self.all.binary_search_by_key(&packed, |p| p.0) else { continue };
            let (_, form, key) = self.all[hit];
            let text = i + 1 - MIN_PIECE_LETTERS;
            let pairs = || forms[form].letters[key..].iter().zip(&line.letters[text..]);
            let length = pairs().take_while(|(a, b)| a == b).count();
            if length < MIN_PIECE_LETTERS {
                continue;
            }
            // What stands in front of it is a piece's too, as far as it is the key's.
            let earlier = forms[form].letters[..key].iter().rev().zip(line.letters[next..text].iter().rev());
            let before = earlier.take_while(|(a, b)| a == b).count();
            let (from, to) = (text - before, text + length);
            let place = span(&line.strand[line.places[from]..=line.places[to - 1]]);
            next = to;
            let goes_on = |c: &&mut PieceChain| c.form == form && c.key <= key - before && from - c.text <= MAX_GAP;
            if let Some(chain) = chain.as_mut().filter(goes_on) {
                (chain.key, chain.text) = (key + length, to);
                chain.letters += before + length;
                chain.waiting.push(place);
                if chain.letters >= MIN_RUN_LETTERS {
                    found.append(&mut chain.waiting);
                }
            } else {
                let letters = before + length;
                chain = Some(PieceChain { form, key: key + length, text: to, letters, waiting: vec![place] });
            }
        }
    }
}

/// The last letters in one number.
const fn pack(packed: u64, c: char) -> u64 {
    (packed << 12 | c as u64 & 0xfff) & ((1 << (12 * MIN_PIECE_LETTERS)) - 1)
}

const fn slot(packed: u64) -> (usize, u64) {
    let mixed = packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50;
    ((mixed >> 6) as usize, 1 << (mixed & 63))
}
