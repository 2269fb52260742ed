//! Names are replaced in the frame that was drawn, those too that are broken over rows: whatever a screen forgets, nobody sees.

use super::text::width;
use crate::wizard::present::ReplacedNames;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Style;
use std::ops::Range;

/// Most rows over which one name is broken.
const MAX_ROWS: usize = 4;

/// A run of text in a row, without what stands beside it: two columns are two pieces.
#[derive(Clone, Debug)]
struct Piece {
    x: u16,
    y: u16,
    text: String,
}

impl Piece {
    fn columns(&self) -> Range<u16> {
        self.x..self.x.saturating_add(u16::try_from(width(&self.text)).unwrap_or(u16::MAX))
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.columns().start < other.columns().end && other.columns().start < self.columns().end
    }
}

/// Replaces the names that are left.
pub(super) fn hide_names(buffer: &mut Buffer, names: &ReplacedNames) {
    let area = buffer.area;
    for y in area.top()..area.bottom() {
        for piece in pieces(buffer, y) {
            let hidden = names.hide(&piece.text);
            if hidden != piece.text {
                put(buffer, &piece, 0..piece.text.len(), &hidden);
            }
        }
    }
    for y in area.top()..area.bottom().saturating_sub(1) {
        for first in pieces(buffer, y) {
            let below = pieces(buffer, y + 1).into_iter().filter(|piece| piece.overlaps(&first));
            for second in below.collect::<Vec<_>>() {
                let mut chain = vec![first.clone(), second];
                // Only what is one long word goes on in a third row.
                while !hide_broken(buffer, &chain, names) && chain.len() < MAX_ROWS {
                    let last = chain.last().filter(|last| last.y + 1 < area.bottom() && !last.text.contains(' '));
                    let next =
                        last.and_then(|last| pieces(buffer, last.y + 1).into_iter().find(|piece| piece.overlaps(last)));
                    let Some(next) = next else { break };
                    chain.push(next);
                }
            }
        }
    }
}

/// Replaces a name that is broken over these pieces, between words or inside one. False where there is none.
fn hide_broken(buffer: &mut Buffer, chain: &[Piece], names: &ReplacedNames) -> bool {
    for gap in ["", " "] {
        let texts: Vec<&str> = chain.iter().map(|piece| piece.text.as_str()).collect();
        let joined = texts.join(gap);
        let hidden = names.hide_joined(&joined);
        if hidden == joined || hidden == texts.iter().map(|text| names.hide_joined(text)).collect::<Vec<_>>().join(gap)
        {
            continue;
        }
        let before = joined
            .char_indices()
            .zip(hidden.chars())
            .find(|((_, a), b)| a != b)
            .map_or(joined.len().min(hidden.len()), |((at, _), _)| at);
        let behind = joined[before..].chars().rev().zip(hidden[before..].chars().rev()).take_while(|(a, b)| a == b);
        let behind: usize = behind.map(|(c, _)| c.len_utf8()).sum();
        let name = before..joined.len() - behind;
        let mut pseudonym = hidden[before..hidden.len() - behind].to_owned();
        let mut start = 0;
        for piece in chain {
            let own = start..start + piece.text.len();
            start = own.end + gap.len();
            let part = name.start.max(own.start)..name.end.min(own.end);
            if part.start < part.end {
                let part = part.start - own.start..part.end - own.start;
                let room = width(&piece.text[part.clone()]);
                let rest = crate::words::columns::behind(&pseudonym, room).to_owned();
                let shown = pseudonym[..pseudonym.len() - rest.len()].to_owned();
                put(buffer, piece, part, &shown);
                pseudonym = rest;
            }
        }
        return true;
    }
    false
}

/// Writes a text over a part of a piece, as far as there is room before the next piece; what is left of the part is blank.
fn put(buffer: &mut Buffer, piece: &Piece, part: Range<usize>, text: &str) {
    let x = piece.x + u16::try_from(width(&piece.text[..part.start])).unwrap_or(0);
    let behind = &piece.text[part.end..];
    let right = pieces(buffer, piece.y).into_iter().map(|other| other.x).filter(|other| *other > piece.x).min();
    let end = right.map_or(buffer.area.right(), |right| right.saturating_sub(1));
    let room = usize::from(end.saturating_sub(x));
    let all = format!("{text}{behind}");
    let blank = width(&piece.text[part.start..]).saturating_sub(width(&all));
    buffer.set_stringn(x, piece.y, format!("{all}{}", " ".repeat(blank)), room, Style::new());
}

/// The runs of text in a row.
fn pieces(buffer: &Buffer, y: u16) -> Vec<Piece> {
    let area = buffer.area;
    let mut found: Vec<Piece> = Vec::new();
    let (mut covered, mut blanks) = (0, 2);
    for x in area.left()..area.right() {
        let Some(symbol) = buffer.cell((x, y)).map(Cell::symbol) else { continue };
        // A wide character covers the cell behind its own.
        if covered > 0 {
            covered -= 1;
            continue;
        }
        covered = width(symbol).saturating_sub(1);
        match symbol {
            "│" | "┃" | "─" | "━" => blanks = 2,
            " " => blanks += 1,
            _ => {
                match found.last_mut().filter(|_| blanks < 2) {
                    Some(piece) => {
                        piece.text.push_str(&" ".repeat(blanks));
                        piece.text.push_str(symbol);
                    }
                    None => found.push(Piece { x, y, text: symbol.to_owned() }),
                }
                blanks = 0;
            }
        }
    }
    found
}
