//! The question whether a key may go to a host.

use super::text::wrap;
use super::{Canvas, PROSE};
use crate::case::KeyConsent;
use crate::knowledge::say;
use crate::wizard::mouse::Target;
use crate::wizard::{Input, Key, Wizard};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the question, why it is asked, and the answers.
pub fn draw(wizard: &Wizard, consent: &KeyConsent, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let area = Rect { width: body.width.min(PROSE), ..body };
    let columns = usize::from(area.width);
    let [question, why] = wizard.consent_words(consent);
    let y = canvas.put_all(area, 0, 0, &wrap(&wizard.shown(&question), columns), theme.strong());
    let mut y = canvas.put_all(area, 2, y + 1, &wrap(&wizard.shown(&why), columns.saturating_sub(2)), theme.dim()) + 1;
    for (key, words, input) in [("y", "ask-yes", Input::Key(Key::Enter)), ("n", "ask-no", Input::Char('n'))] {
        let line = vec![Span::styled(format!("  {key}  "), theme.accent()), Span::raw(say("key-rule", words))];
        canvas.put(area, 0, y, Line::from(line));
        canvas.hit(area, y, Target::Press(input));
        y += 1;
    }
}
