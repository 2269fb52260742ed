//! From terminal events to [`Input`]. Only presses count; what has no meaning anywhere is dropped here.

use crate::wizard::{Input, Key, Pasted};
use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};

/// What a terminal event means; none when it means nothing to the wizard.
pub fn input(event: Event) -> Option<Input> {
    let key = match event {
        Event::Paste(text) => return Some(Input::Paste(Pasted::new(text))),
        // Terminals with an extended protocol also report releases and repeats.
        Event::Key(key) if key.kind == KeyEventKind::Press => key,
        Event::Mouse(mouse) => {
            return match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Some(Input::Click { x: mouse.column, y: mouse.row }),
                MouseEventKind::ScrollUp => Some(Input::Wheel(-1)),
                MouseEventKind::ScrollDown => Some(Input::Wheel(1)),
                MouseEventKind::Down(_)
                | MouseEventKind::Up(_)
                | MouseEventKind::Drag(_)
                | MouseEventKind::Moved
                | MouseEventKind::ScrollLeft
                | MouseEventKind::ScrollRight => None,
            };
        }
        Event::Key(_) | Event::Resize(..) | Event::FocusGained | Event::FocusLost => return None,
    };
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    Some(match key.code {
        // AltGr arrives as Ctrl and Alt together, and makes ordinary characters.
        KeyCode::Char(c) if ctrl && !alt => Input::Ctrl(c.to_ascii_lowercase()),
        KeyCode::Char(_) if alt && !ctrl => return None,
        KeyCode::Char(c) => Input::Char(c),
        KeyCode::F(n) => Input::F(n),
        KeyCode::Enter => Input::Key(Key::Enter),
        KeyCode::Esc => Input::Key(Key::Esc),
        KeyCode::Tab => Input::Key(Key::Tab),
        KeyCode::BackTab => Input::Key(Key::BackTab),
        KeyCode::Backspace => Input::Key(Key::Backspace),
        KeyCode::Delete => Input::Key(Key::Delete),
        KeyCode::Left => Input::Key(Key::Left),
        KeyCode::Right => Input::Key(Key::Right),
        KeyCode::Up => Input::Key(Key::Up),
        KeyCode::Down => Input::Key(Key::Down),
        KeyCode::Home => Input::Key(Key::Home),
        KeyCode::End => Input::Key(Key::End),
        KeyCode::PageUp => Input::Key(Key::PageUp),
        KeyCode::PageDown => Input::Key(Key::PageDown),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyEvent;

    #[test]
    fn only_presses_count() {
        let mut key = KeyEvent::new(KeyCode::Char('a'), KeyModifiers::NONE);
        assert_eq!(input(Event::Key(key)), Some(Input::Char('a')));
        key.kind = KeyEventKind::Release;
        assert_eq!(input(Event::Key(key)), None);
        let ctrl_c = KeyEvent::new(KeyCode::Char('C'), KeyModifiers::CONTROL);
        assert_eq!(input(Event::Key(ctrl_c)), Some(Input::Ctrl('c')));
        assert_eq!(input(Event::Resize(1, 1)), None);
    }
}
