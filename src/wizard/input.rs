//! What a user does at the keyboard, as data without a terminal library. `Debug` never shows what was typed, because it may be a key.

use crate::model::api_key::ApiKey;
use std::fmt;

/// One thing done at the keyboard.
#[derive(Clone, PartialEq)]
pub enum Input {
    /// A character.
    Char(char),
    /// A pasted text.
    Paste(Pasted),
    /// A character together with Ctrl.
    Ctrl(char),
    /// A function key.
    F(u8),
    /// Any other key.
    Key(Key),
    /// The left button of the mouse.
    Click {
        /// Column.
        x: u16,
        /// Line.
        y: u16,
    },
    /// The wheel: up is negative.
    Wheel(i8),
}

/// A key that has a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key {
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Cursor left.
    Left,
    /// Cursor right.
    Right,
    /// Cursor up.
    Up,
    /// Cursor down.
    Down,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Char(_) => f.write_str("Char(…)"),
            Self::Paste(_) => f.write_str("Paste(…)"),
            Self::Ctrl(c) => write!(f, "Ctrl({c:?})"),
            Self::F(n) => write!(f, "F({n})"),
            Self::Key(key) => write!(f, "{key:?}"),
            Self::Click { x, y } => write!(f, "Click({x}, {y})"),
            Self::Wheel(by) => write!(f, "Wheel({by})"),
        }
    }
}

/// A pasted text. It is treated as a key until it is known not to be one.
#[derive(Clone, PartialEq, Eq)]
pub struct Pasted(ApiKey);

impl Pasted {
    /// Takes the text; no field takes more than the first few thousand bytes of it.
    pub fn new(text: String) -> Self {
        Self(ApiKey::new(text))
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        self.0.expose()
    }
}

impl fmt::Debug for Pasted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pasted(…)")
    }
}
