//! Which style a text has: asked of its cells, where a style says something that the text says too.

use super::screens::{broken, buffer, healthy, known};
use super::*;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// The cells of the first place at 80×24 that shows this text.
#[track_caller]
fn cells(wizard: &Wizard, text: &str) -> Vec<Cell> {
    let buffer = buffer(wizard, FULL, (80, 24));
    let wanted: Vec<String> = text.chars().map(String::from).collect();
    let shows = |cells: &&[Cell]| cells.iter().zip(&wanted).all(|(cell, c)| cell.symbol() == c);
    let row = |row: &[Cell]| row.windows(wanted.len()).find(shows).map(<[Cell]>::to_vec);
    let found = buffer.content.chunks(usize::from(buffer.area.width)).find_map(row);
    found.unwrap_or_else(|| panic!("“{text}” is not on screen: {buffer:?}"))
}

/// Whether all of the text, blanks aside, has this color and is or isn't bold and dim.
#[track_caller]
fn has(wizard: &Wizard, text: &str, color: Color, modifier: Modifier) {
    for cell in cells(wizard, text).iter().filter(|c| c.symbol() != " ") {
        let weight = cell.modifier & (Modifier::BOLD | Modifier::DIM);
        assert_eq!((cell.fg, weight), (color, modifier), "“{}” of “{text}”", cell.symbol());
    }
}

const PLAIN: (Color, Modifier) = (Color::Reset, Modifier::empty());
const STRONG: (Color, Modifier) = (Color::Reset, Modifier::BOLD);
const DIM: (Color, Modifier) = (Color::Reset, Modifier::DIM);
const ACCENT: (Color, Modifier) = (Color::Cyan, Modifier::empty());
const SELECTED: (Color, Modifier) = (Color::Cyan, Modifier::BOLD);
const GOOD: (Color, Modifier) = (Color::Green, Modifier::empty());
const BAD: (Color, Modifier) = (Color::Red, Modifier::empty());

#[test]
fn styles_say_what_the_text_says() {
    let first = known();
    let result = broken();
    let mut probes = broken();
    keys(&mut probes, "b");
    let fine = healthy();
    for (wizard, text, (color, modifier)) in [
        (&first, " weaviate-doctor ", STRONG),
        (&first, "● Symptom", SELECTED),
        (&first, "○ Cluster", DIM),
        (&result, "✓ Check", ACCENT),
        (&result, "✗", BAD),
        (&result, "gRPC is blocked on this network", STRONG),
        (&result, "Do this", STRONG),
        (&result, "name", PLAIN),
        (&result, "›", SELECTED),
        (&result, "copy message", DIM),
        (&probes, "✗", (Color::Red, Modifier::BOLD)),
        (&probes, "accepts connections", DIM),
    ] {
        has(wizard, text, color, modifier);
    }
    let tick = &cells(&fine, "✓ Everything works")[0];
    assert_eq!((tick.fg, tick.modifier), GOOD);
}
