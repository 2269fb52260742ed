//! Everything that one probe found, as label and value.

use super::text::{Document, width};
use super::{Canvas, MAX_PROSE_COLUMNS};
use crate::model::evidence::ProbeId;
use crate::wizard::run::Probing;
use crate::wizard::{Drawn, Scroll, Wizard};
use crate::words::describe;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

/// Draws the details over the probes.
pub fn draw(wizard: &Wizard, id: ProbeId, scroll: Scroll, canvas: &mut Canvas<'_, '_>, body: Rect) -> Drawn {
    let Some(probing) = wizard.run_shown() else { return Drawn::default() };
    let theme = canvas.theme;
    let columns = usize::from(body.width.min(MAX_PROSE_COLUMNS));
    let mut document = canvas.document();
    let mark = probing.mark(id);
    document.line(
        vec![
            Span::styled(format!("{} ", theme.mark(mark, 0)), theme.style(mark)),
            Span::styled(id.as_str(), theme.strong()),
            Span::styled(format!("  {}", id.title()), theme.dim()),
        ]
        .into_iter()
        .collect::<ratatui::text::Line<'static>>(),
    );
    document.gap();
    document.prose(
        &crate::frontend::tui::view::probe_words::sentence(probing, id, wizard.cx.now),
        columns,
        Style::new(),
    );
    document.gap();
    lines(&mut document, probing, id, columns, theme.dim());
    document.show(canvas, body, |_, _| usize::from(scroll.offset))
}

/// The facts of a probe.
pub fn lines(document: &mut Document, probing: &Probing, id: ProbeId, columns: usize, dim: Style) {
    let redactor = probing.case.redactor();
    let facts = match (&probing.told, probing.evidence.get(id)) {
        (Some(told), _) => told.get(&id).map(|t| t.details.clone()).unwrap_or_default(),
        (None, Some(observation)) => {
            describe::details(id, observation, &probing.case, &crate::rules::clients::proxy::table(&probing.case))
        }
        (None, None) => return,
    };
    let label = facts.iter().filter(|(_, value)| !value.is_empty()).map(|(l, _)| width(l)).max().unwrap_or(0).min(24);
    for (name, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
        let lead = vec![Span::styled(format!("{name:<label$}  "), dim)];
        document.hanging(lead, &redactor.redact(&value), columns, Style::new());
    }
}
