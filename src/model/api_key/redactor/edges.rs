//! Where a key that was found really begins and ends: its punctuation, what encodings blur at its ends, and the rest behind a character that
//! somebody changed. It finds no key by itself.

use super::strand::folded;
use crate::model::api_key::redactor::line::{LetterRun, ReducedStrand, span};
use std::ops::Range;

/// Letters of a rest that must be the key's.
const MIN_REST_LETTERS: usize = 4;

/// How far behind a run its rest may begin, in letters of the text and of the key.
const MAX_TEXT_GAP: usize = 16;
const MAX_KEY_GAP: usize = 8;

/// The bytes of the text that a run stands for.
pub(super) fn widened(run: &LetterRun<'_>, line: &ReducedStrand<'_>) -> Range<usize> {
    if !run.form.is_plain() {
        return encoded(run, line);
    }
    let (mut key, mut text) = (run.key.clone(), run.text.clone());
    while let Some((k, t)) = behind(run, line, key.end, text.end) {
        (key.end, text.end) = (k, t);
    }
    while let Some((k, t)) = before(run, line, key.start, text.start) {
        (key.start, text.start) = (k, t);
    }
    let all = &run.form.all;
    let (mut from, mut to) = (line.places[text.start], line.places[text.end - 1]);
    for c in all[..run.form.places[key.start]].iter().rev() {
        if from == 0 || folded(line.strand[from - 1].c) != *c {
            break;
        }
        from -= 1;
    }
    for c in &all[run.form.places[key.end - 1] + 1..] {
        if line.strand.get(to + 1).is_none_or(|u| folded(u.c) != *c) {
            break;
        }
        to += 1;
    }
    span(&line.strand[from..=to])
}

/// Where the rest behind a run ends, in the key and in the text.
fn behind(run: &LetterRun<'_>, line: &ReducedStrand<'_>, key: usize, text: usize) -> Option<(usize, usize)> {
    let (form, letters) = (&run.form.letters, &line.letters);
    for t in text..(text + MAX_TEXT_GAP).min(letters.len()) {
        for k in key..(key + MAX_KEY_GAP).min(form.len()) {
            let length = form[k..].iter().zip(&letters[t..]).take_while(|(a, b)| a == b).count();
            if length >= MIN_REST_LETTERS {
                return Some((k + length, t + length));
            }
        }
    }
    None
}

/// The same in front of it.
fn before(run: &LetterRun<'_>, line: &ReducedStrand<'_>, key: usize, text: usize) -> Option<(usize, usize)> {
    let (form, letters) = (&run.form.letters, &line.letters);
    for t in (text.saturating_sub(MAX_TEXT_GAP)..=text).rev() {
        for k in (key.saturating_sub(MAX_KEY_GAP)..=key).rev() {
            let pairs = form[..k].iter().rev().zip(letters[..t].iter().rev());
            let length = pairs.take_while(|(a, b)| a == b).count();
            if length >= MIN_REST_LETTERS {
                return Some((k - length, t - length));
            }
        }
    }
    None
}

/// With the characters beside it that may hold bits of it.
fn encoded(run: &LetterRun<'_>, line: &ReducedStrand<'_>) -> Range<usize> {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_');
    let (first, last) = (line.places[run.text.start], line.places[run.text.end - 1]);
    let blur = run.form.blur;
    let before = line.strand[..first].iter().rev().take(blur).take_while(|u| part(u.c)).count();
    let behind = line.strand[last + 1..].iter().take(blur).take_while(|u| part(u.c) || u.c == '=').count();
    span(&line.strand[first - before..=last + behind])
}
