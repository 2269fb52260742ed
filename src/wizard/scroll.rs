//! Where a scrolled text stands, and the keys that move it.

use super::{Input, Key};

/// Where a scrolled text stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Scroll {
    /// First line shown.
    pub offset: u16,
    /// The largest sensible value, as the screen said when it was last drawn.
    pub furthest: u16,
}

impl Scroll {
    /// Moves by keys. False when the input is none of them.
    pub fn handle(&mut self, input: &Input, page: u16) -> bool {
        self.offset = match input {
            Input::Key(Key::Up) | Input::Char('k') => self.offset.saturating_sub(1),
            Input::Key(Key::Down) | Input::Char('j') => self.offset.saturating_add(1),
            Input::Key(Key::PageUp) => self.offset.saturating_sub(page),
            Input::Key(Key::PageDown) | Input::Char(' ') => self.offset.saturating_add(page),
            Input::Key(Key::Home) => 0,
            Input::Key(Key::End) => self.furthest,
            _ => return false,
        }
        .min(self.furthest);
        true
    }
}
