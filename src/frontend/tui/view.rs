//! Draws the wizard: what is on screen for a given state, and nothing else. It changes no state, starts nothing and knows no probe.

pub mod keys;
pub mod probe_words;
pub mod theme;

mod blocks;
mod chrome;
mod cluster;
mod code;
mod comparison;
mod consent;
mod countdown;
mod details;
mod error_text;
mod help;
mod hiding;
mod link;
mod listing;
mod probing;
mod question;
mod result;
mod save;
mod small;
mod symptom;
mod text;
mod timing;
mod watch;

pub use theme::Theme;

use crate::wizard::more::key_of;
use crate::wizard::mouse::{PointArea, PointTarget};
use crate::wizard::present::ReplacedNames;
use crate::wizard::{Drawn, Overlay, Screen, Wizard};
use crate::words::catalog::say;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// Smallest window in which the screens make sense, in columns and lines.
pub const MIN_WINDOW_CELLS: (u16, u16) = (60, 16);

/// Longest line of prose, in columns.
const MAX_PROSE_COLUMNS: u16 = 100;

/// What a screen is drawn with.
struct Canvas<'f, 'b> {
    frame: &'f mut Frame<'b>,
    theme: Theme,
    /// What is replaced on a shared screen.
    names: Option<ReplacedNames>,
    /// What can be pointed at.
    hits: Vec<PointArea>,
}

impl Canvas<'_, '_> {
    /// Lets this line of an area be pointed at.
    fn hit(&mut self, area: Rect, y: u16, target: PointTarget) {
        if y < area.height {
            self.hits.push(PointArea { x: area.x, y: area.y + y, width: area.width, height: 1, target });
        }
    }

    /// A text as it may be shown.
    fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.names.as_ref().map_or(Cow::Borrowed(text), |names| Cow::Owned(names.hide(text)))
    }

    /// An empty text whose names are replaced where they have to be.
    fn document(&self) -> text::Document {
        text::Document { names: self.names.clone(), ..text::Document::default() }
    }
}

/// Draws everything and says how far the text could be scrolled.
pub fn view(wizard: &Wizard, theme: &Theme, frame: &mut Frame<'_>) -> Drawn {
    view_with_hits(wizard, theme, frame).0
}

/// Draws everything; says how far the text could be scrolled, and what can be pointed at.
pub fn view_with_hits(wizard: &Wizard, theme: &Theme, frame: &mut Frame<'_>) -> (Drawn, Vec<PointArea>) {
    let area = frame.area();
    let mut canvas = Canvas { frame, theme: *theme, names: wizard.cx.hidden_names().cloned(), hits: Vec::new() };
    let drawn = if area.width < MIN_WINDOW_CELLS.0 || area.height < MIN_WINDOW_CELLS.1 {
        small::draw(wizard, &mut canvas, area);
        Drawn::default()
    } else {
        let body = chrome::draw(wizard, &mut canvas, area);
        let drawn = draw_body(wizard, &mut canvas, body);
        chrome::draw_more(wizard, &mut canvas, area, body, drawn);
        drawn
    };
    if let Some(names) = &canvas.names {
        hiding::hide_names(canvas.frame.buffer_mut(), names);
    }
    if !theme.unicode {
        theme::to_ascii(canvas.frame.buffer_mut());
    }
    (drawn, canvas.hits)
}

fn draw_body(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, body: Rect) -> Drawn {
    match wizard.overlays.last() {
        Some(Overlay::Help(scroll)) => return help::draw(wizard, *scroll, canvas, body),
        Some(Overlay::Details(id, scroll)) => return details::draw(wizard, *id, *scroll, canvas, body),
        Some(Overlay::SendKey(consent)) => consent::draw(wizard, consent, canvas, body),
        Some(Overlay::Save(form)) => save::draw(wizard, form, canvas, body),
        Some(Overlay::ResetLink(scroll)) => return countdown::draw(wizard, *scroll, canvas, body),
        Some(Overlay::Link(view)) => link::draw(wizard, view, canvas, body),
        Some(Overlay::Cause(page)) => {
            let area = Rect { width: body.width.min(MAX_PROSE_COLUMNS), ..body };
            let mut writer = blocks::Writer::new(canvas, usize::from(area.width));
            writer.all(&page.document);
            return writer.document.show(canvas, area, |_, _| usize::from(page.scroll.offset));
        }
        Some(Overlay::Practice(list)) => {
            let contents = listing::Contents {
                title: say("prompt", "practice"),
                intro: say("practice", "explain"),
                entries: wizard.cx.faults.iter().map(|f| (f.id.as_str(), f.broken.as_str())).collect(),
                words: wizard.cx.fault_entries(),
            };
            listing::draw(wizard, &contents, list, canvas, body);
        }
        Some(Overlay::More(list)) => {
            let entries = wizard.more_entries();
            let contents = listing::Contents {
                title: say("more", "title"),
                intro: say("more", "explain"),
                entries: entries.iter().map(|(action, text)| (key_of(*action), *text)).collect(),
                words: entries.iter().map(|(_, text)| (*text).to_owned()).collect(),
            };
            listing::draw(wizard, &contents, list, canvas, body);
        }
        Some(Overlay::Clusters(list)) => {
            let contents = listing::Contents {
                title: say("prompt", "clusters"),
                intro: say("clusters", "explain"),
                entries: wizard.cx.case.configured.iter().map(|c| (c.name.as_str(), host(&c.url))).collect(),
                words: wizard.cx.cluster_entries(),
            };
            listing::draw(wizard, &contents, list, canvas, body);
        }
        Some(Overlay::Timing(scroll)) => return timing::draw(wizard, *scroll, canvas, body),
        Some(Overlay::CompareWith(form)) => comparison::draw_form(wizard, form, canvas, body),
        Some(Overlay::Comparison(told, scroll)) => return comparison::draw(told, *scroll, canvas, body),
        None => match &wizard.screen {
            Screen::Symptom => return symptom::draw(wizard, canvas, body),
            Screen::ErrorText(mode) => return error_text::draw(wizard, mode, canvas, body),
            Screen::Cluster => cluster::draw(wizard, canvas, body),
            Screen::Question(asking) => question::draw(asking, wizard.cx.presenting.is_some(), canvas, body),
            Screen::Probing(probing) => probing::draw(wizard, probing, canvas, body),
            Screen::Result(outcome) => return result::draw(wizard, outcome, canvas, body),
        },
    }
    Drawn::default()
}

/// A URL without the scheme that everybody expects.
fn host(url: &str) -> &str {
    url.strip_prefix("https://").unwrap_or(url)
}

#[cfg(test)]
mod tests;
