//! A key whose middle or end was masked or cut: `hrqNMpT4…0002`, `hrqN********0002`. What is left is shorter than a run.

use super::forms::KeyForm;
use super::strand::{Unit, folded};
use crate::model::api_key::redactor::line::span;
use std::ops::Range;

/// How far a mask is looked around for what it left, in characters.
const MAX_PIECE: usize = 64;

/// Characters of a key that may be left on both sides together, and on one side alone.
const MAX_BOTH_ENDS_CHARS: usize = 8;
const MAX_ONE_END_CHARS: usize = 6;

/// Adds the keys that are masked in a strand.
pub(super) fn search(form: &KeyForm, strand: &[Unit], found: &mut Vec<Range<usize>>) {
    let mut i = 0;
    while i < strand.len() {
        let Some(length) = mask(&strand[i..]) else {
            i += 1;
            continue;
        };
        let (before, behind) = (beginning(form, &strand[..i]), end(form, &strand[i + length..]));
        let alone = |n: usize, telling: bool| n >= MAX_ONE_END_CHARS && telling;
        let tells = |units: &[Unit]| units.iter().any(|u| u.c.is_ascii_digit()) || mixed(units);
        let first = &strand[i - before..i];
        let last = &strand[i + length..i + length + behind];
        let both = before >= 3 && behind >= 3 && before + behind >= MAX_BOTH_ENDS_CHARS;
        // A tag beside a whole key is no mask.
        let bracket = matches!(strand[i].c, '[' | '<' | '(');
        if both || !bracket && (alone(before, tells(first)) || alone(behind, tells(last))) {
            found.push(span(&strand[i - before..i + length + behind]));
        }
        // What stands between brackets may be the masked key itself.
        i += if bracket { 1 } else { length };
    }
}

fn mixed(units: &[Unit]) -> bool {
    let changes = units.windows(2).filter(|w| w[0].c.is_ascii_lowercase() && w[1].c.is_ascii_uppercase()).count();
    changes >= 2
}

/// The length of a mask that begins here: dots, stars and similar signs.
fn mask(strand: &[Unit]) -> Option<usize> {
    let first = strand[0].c;
    if !matches!(first, '*' | '•' | '●' | '·' | '█' | '…' | '.' | '#' | 'x' | 'X' | '?' | '[' | '<' | '(' | '_' | '-')
    {
        return None;
    }
    if let Some(close) = match first {
        '[' => Some(']'),
        '<' => Some('>'),
        '(' => Some(')'),
        _ => None,
    } {
        return strand.iter().take(24).position(|u| u.c == close).map(|at| at + 1);
    }
    let length = strand.iter().take_while(|u| u.c == first).count();
    let least = match first {
        '…' | '█' | '•' | '●' => 1,
        'x' | 'X' | '_' | '-' => 3,
        _ => 2,
    };
    (length >= least).then_some(length)
}

/// How many characters at the end of a strand are the beginning of the key.
fn beginning(form: &KeyForm, strand: &[Unit]) -> usize {
    let most = strand.len().min(form.all.len()).min(MAX_PIECE);
    let tail = &strand[strand.len() - most..];
    let same = |piece: &[Unit]| piece.iter().zip(form.all.iter()).all(|(u, k)| folded(u.c) == *k);
    (0..most).find(|at| same(&tail[*at..])).map_or(0, |at| most - at)
}

/// How many characters at the start of a strand are the end of the key.
fn end(form: &KeyForm, strand: &[Unit]) -> usize {
    let most = strand.len().min(form.all.len()).min(MAX_PIECE);
    let same = |n: usize| strand[..n].iter().rev().zip(form.all.iter().rev()).all(|(u, k)| folded(u.c) == *k);
    (1..=most).rev().find(|n| same(*n)).unwrap_or(0)
}
