//! The question whether a key may go to a host.

use super::text::wrap;
use super::{Canvas, MAX_PROSE_COLUMNS};
use crate::model::case::KeyConsent;
use crate::wizard::mouse::PointTarget;
use crate::wizard::{Action, Wizard};
use crate::words::catalog::say;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the question, why it is asked, and the answers.
pub fn draw(wizard: &Wizard, consent: &KeyConsent, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let area = Rect { width: body.width.min(MAX_PROSE_COLUMNS), ..body };
    let columns = usize::from(area.width);
    let [question, why] = wizard.cx.consent_words(consent);
    let y = canvas.put_all(area, 0, 0, &wrap(&wizard.cx.shown(&question), columns), theme.strong());
    let answers =
        canvas.put_all(area, 2, y + 1, &wrap(&wizard.cx.shown(&why), columns.saturating_sub(2)), theme.dim()) + 1;
    let answer = |key: &str, words| {
        Line::from(vec![Span::styled(format!("  {key}  "), theme.accent()), Span::raw(say("key-rule", words))])
    };
    canvas.put(area, 0, answers, answer("Enter ", "ask-yes"));
    canvas.hit(area, answers, PointTarget::Act(Action::Enter));
    canvas.put(area, 0, answers + 1, answer("Ctrl-N", "ask-no"));
    canvas.hit(area, answers + 1, PointTarget::Act(Action::WithoutKey));
}
