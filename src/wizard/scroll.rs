//! Where a scrolled text stands, and the actions that move it.

use super::action::Action;

/// Where a scrolled text stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Scroll {
    /// First line shown.
    pub offset: u16,
    /// The largest sensible value, as the screen said when it was last drawn.
    pub furthest: u16,
}

impl Scroll {
    /// Moves. False when the action is another one.
    pub fn act(&mut self, action: Action, page: u16) -> bool {
        self.offset = match action {
            Action::Up => self.offset.saturating_sub(1),
            Action::Down => self.offset.saturating_add(1),
            Action::PageUp => self.offset.saturating_sub(page),
            Action::PageDown => self.offset.saturating_add(page),
            Action::Home => 0,
            Action::End => self.furthest,
            _ => return false,
        }
        .min(self.furthest);
        true
    }
}

/// How many lines or entries an action moves a selection; none when it is another one.
pub(super) const fn steps(action: Action, page: isize) -> Option<isize> {
    Some(match action {
        Action::Up => -1,
        Action::Down => 1,
        Action::PageUp => -page,
        Action::PageDown => page,
        Action::Home => isize::MIN,
        Action::End => isize::MAX,
        _ => return None,
    })
}
