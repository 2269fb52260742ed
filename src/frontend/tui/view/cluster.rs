//! The form for URL, key and client, with what comes out of them and what is wrong with them, line by line as they are typed.
//! The key is shown as dots, never as text.

mod hints;

use super::symptom::from;
use super::text::{behind, clip, shorten, width, wrap};
use super::{Canvas, MAX_PROSE_COLUMNS};
use crate::model::api_key::ApiKey;
use crate::model::case::Sourced;
use crate::model::evidence::Origin;
use crate::model::target::{Target as Cluster, UrlHint};
use crate::wizard::cluster::KeyChoice;
use crate::wizard::form_row::FormRow;
use crate::wizard::mouse::PointTarget;
use crate::wizard::practice::{ClusterSource, PracticeState};
use crate::wizard::{Discovery, Wizard};
use crate::words::catalog::{field, say, url_problem};
use hints::{Hint, key_hints, length, url_hint};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of the labels in front of the values.
const LABEL_COLUMNS: usize = 13;

/// Draws the form; the row that has the focus is always in sight, with what stands under it.
pub fn draw(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, body: Rect) {
    canvas.put(body, 0, 0, Span::styled(say("prompt", "cluster"), canvas.theme.strong()));
    // A low window gets along without empty lines.
    let airy = body.height >= 19;
    let top = if airy { 2 } else { 1 };
    let area = Rect { y: body.y + top, width: body.width.min(MAX_PROSE_COLUMNS), height: body.height - top, ..body };
    let mut form = FormWriter { theme: canvas.theme, columns: usize::from(area.width), airy, ..FormWriter::default() };
    form.write(wizard);
    let (first, last) = form.focus;
    let page = usize::from(area.height);
    let offset = if last < page { 0 } else { (last + 1 - page).min(first) };
    for (y, line) in (0..area.height).zip(form.lines.iter().skip(offset)) {
        canvas.put(area, 0, y, line.clone());
    }
    for (row, first, last) in &form.parts {
        for y in (*first..=*last).filter_map(|line| u16::try_from(line.checked_sub(offset)?).ok()) {
            canvas.hit(area, y, PointTarget::Row(*row));
        }
    }
    if form.lines.len() > offset + page {
        canvas.put_right(body, body.height - 1, Line::styled(" ↓ more", canvas.theme.accent()));
    }
    if let Some((column, line)) = form.cursor
        && let Some(y) = line.checked_sub(offset).filter(|y| *y < page)
    {
        let x = area.x.saturating_add(u16::try_from(column).unwrap_or(0));
        let y = area.y + u16::try_from(y).unwrap_or(0);
        canvas.frame.set_cursor_position(Position::new(x.min(canvas.frame.area().right().saturating_sub(1)), y));
    }
}

#[derive(Default)]
struct FormWriter {
    theme: super::Theme,
    columns: usize,
    airy: bool,
    lines: Vec<Line<'static>>,
    /// First and last line of what has the focus.
    focus: (usize, usize),
    /// First and last line of every row.
    parts: Vec<(FormRow, usize, usize)>,
    /// Column and line of the text cursor.
    cursor: Option<(usize, usize)>,
}

impl FormWriter {
    fn write(&mut self, wizard: &Wizard) {
        let row = wizard.cx.cluster.row;
        match &wizard.cx.place {
            ClusterSource::Own => {
                self.part(FormRow::Url, row == FormRow::Url, |form| form.url(wizard));
                self.gap();
                self.part(FormRow::Key, row == FormRow::Key, |form| form.key(wizard));
                self.part(FormRow::Without, row == FormRow::Without, |form| form.without(wizard));
            }
            ClusterSource::Practice { fault, state } => {
                let focused = matches!(row, FormRow::Url | FormRow::Key | FormRow::Without);
                self.part(FormRow::Url, focused, |form| form.practice_in_place(wizard, fault, state, focused));
            }
        }
        self.gap();
        self.part(FormRow::Client, row == FormRow::Client, |form| form.client(wizard));
        self.gap();
        self.part(FormRow::Go, row == FormRow::Go, |form| form.go(wizard));
        if wizard.cx.offers_clusters() {
            self.part(FormRow::Saved, row == FormRow::Saved, |form| form.clusters_offer(wizard));
        }
        if !wizard.cx.faults.is_empty() {
            self.part(FormRow::Practice, row == FormRow::Practice, |form| form.practice_offer(wizard));
        }
    }

    fn part(&mut self, row: FormRow, focused: bool, write: impl FnOnce(&mut Self)) {
        let first = self.lines.len();
        write(self);
        let last = self.lines.len().saturating_sub(1);
        self.parts.push((row, first, last));
        if focused {
            self.focus = (first, last);
        }
    }

    fn room(&self) -> usize {
        self.columns.saturating_sub(LABEL_COLUMNS)
    }

    fn gap(&mut self) {
        if self.airy {
            self.lines.push(Line::default());
        }
    }

    /// Label, value, and at the right edge where the value comes from; on a line of its own where there is no room.
    fn row(&mut self, label: &str, focused: bool, value: Vec<Span<'static>>, source: &str) {
        let theme = self.theme;
        let style = if focused { theme.selected() } else { theme.strong() };
        let mut spans = vec![
            Span::styled(if focused { " › " } else { "   " }, theme.selected()),
            Span::styled(format!("{label:0$}", LABEL_COLUMNS - 3), style),
        ];
        spans.extend(value);
        let mut line = Line::from(spans);
        let source = shorten(source, self.room());
        let pad = self.columns.saturating_sub(line.width() + width(&source));
        if source.is_empty() || pad >= 2 {
            line.spans.push(Span::raw(" ".repeat(pad)));
            line.spans.push(Span::styled(source, theme.dim()));
            self.lines.push(line);
        } else {
            self.lines.push(line);
            self.lines.push(Line::from(vec![Span::raw(" ".repeat(LABEL_COLUMNS)), Span::styled(source, theme.dim())]));
        }
    }

    fn hint(&mut self, hint: &Hint) {
        let mut mark = Some(hint.mark);
        for line in wrap(&hint.text, self.room().saturating_sub(2)) {
            let mark = mark.take().unwrap_or(" ");
            self.lines.push(Line::from(vec![
                Span::raw(" ".repeat(LABEL_COLUMNS)),
                Span::styled(format!("{mark} "), hint.style),
                Span::raw(line),
            ]));
        }
    }

    fn note(&mut self, text: &str) {
        self.hint(&Hint { mark: "·", style: self.theme.dim(), text: text.to_owned() });
    }

    fn url(&mut self, wizard: &Wizard) {
        let theme = self.theme;
        let focused = wizard.cx.cluster.row == FormRow::Url;
        let given = wizard.cx.url_now();
        let text = wizard.cx.cluster.url.text();
        // A key that was pasted into this field by mistake is hidden here too.
        let is_key = wizard.cx.keys_now().finds(text);
        let typed = given.value.is_none() || given.origin == Origin::Typed;
        let source = if typed { String::new() } else { wizard.cx.shown(&from(&given.origin)).into_owned() };
        // Where both have no room on one line, the place it comes from has one of its own.
        let room = self.room().saturating_sub(1);
        let (window, cursor) = wizard.cx.cluster.url.window(room.saturating_sub(1));
        // A password or token in it is hidden by dots of its own width, so that the cursor stays where it is.
        let veiled = wizard.cx.shown(&wizard.cx.typed_url(text)).into_owned();
        let shown = if focused && wizard.cx.presenting.is_none() {
            clip(behind(&veiled, width(text) - width(window)), room)
        } else {
            shorten(&veiled, room)
        };
        if focused {
            let cursor = if wizard.cx.presenting.is_some() { width(&shown) } else { cursor };
            self.cursor = Some((LABEL_COLUMNS + cursor, self.lines.len()));
        }
        let style = if focused { theme.selected() } else { Style::new() };
        self.row("URL", focused, vec![Span::styled(shown, style)], &source);
        if wizard.cx.hides_host() && !is_key {
            self.note(field("url", "hidden"));
        } else if is_key {
            self.hint(&Hint { mark: "!", style: theme.warn(), text: field("url", "looks-like-key").to_owned() });
        } else {
            self.url_hints(wizard, &given);
        }
    }

    fn url_hints(&mut self, wizard: &Wizard, given: &Sourced<String>) {
        let theme = self.theme;
        match given.value.as_deref().map(|text| Cluster::read(text, wizard.cx.grpc_now().as_ref())) {
            None if wizard.cx.discovery == Discovery::UnderWay => self.note(say("symptom", "looking")),
            None => self.note(field("url", "missing")),
            Some(Ok(target)) => {
                let room = self.room().saturating_sub(6);
                for (name, endpoint) in [("REST", &target.rest), ("gRPC", &target.grpc)] {
                    self.lines.push(Line::from(vec![
                        Span::raw(" ".repeat(LABEL_COLUMNS)),
                        Span::styled(format!("{name}  "), theme.dim()),
                        Span::styled(shorten(&wizard.cx.shown(super::host(&endpoint.to_string())), room), theme.good()),
                    ]));
                }
                // What makes no difference comes last.
                let harmless = |h: &&UrlHint| matches!(h, UrlHint::SchemeAdded | UrlHint::UpperCase);
                for hint in target.hints.iter().filter(|h| !harmless(h)) {
                    self.hint(&Hint { mark: "!", style: theme.warn(), text: url_hint(hint, target.rest.tls) });
                }
                for hint in target.hints.iter().filter(harmless) {
                    self.note(&url_hint(hint, target.rest.tls));
                }
            }
            Some(Err(problem)) => {
                let advice = field("url-advice", (&problem).into());
                let text = wizard.cx.shown(&format!("This URL {}. {advice}", url_problem(&problem))).into_owned();
                self.hint(&Hint { mark: "✗", style: theme.bad(), text });
            }
        }
    }

    fn key(&mut self, wizard: &Wizard) {
        let theme = self.theme;
        let focused = wizard.cx.cluster.row == FormRow::Key;
        let given = wizard.cx.key_now();
        if focused {
            self.cursor = Some((LABEL_COLUMNS + given.value.as_ref().map_or(0, ApiKey::dots), self.lines.len()));
        }
        let (mut source, mut below) = (String::new(), None);
        let value = match &given.value {
            Some(key) => {
                if given.origin != Origin::Typed {
                    source = wizard.cx.shown(&from(&given.origin)).into_owned();
                }
                let words = format!("   {}, fingerprint {}", length(key), key.fingerprint());
                let fits = key.dots() + width(&words) <= self.room();
                let mark = match (key.is_empty(), fits) {
                    (true, _) => String::new(),
                    (false, true) => words,
                    (false, false) => format!("   fingerprint {}", key.fingerprint()),
                };
                if !fits {
                    below = Some(length(key));
                }
                let style = if focused { theme.selected() } else { Style::new() };
                vec![Span::styled("•".repeat(key.dots()), style), Span::styled(mark, theme.dim())]
            }
            None if wizard.cx.cluster.key_choice == KeyChoice::Without => vec![Span::styled("none", theme.dim())],
            None => Vec::new(),
        };
        self.row("Key", focused, value, &source);
        if let Some(words) = below {
            self.note(words);
        }
        for hint in key_hints(wizard, &given, theme) {
            self.hint(&hint);
        }
    }

    fn without(&mut self, wizard: &Wizard) {
        let theme = self.theme;
        let focused = wizard.cx.cluster.row == FormRow::Without;
        let mark = if wizard.cx.cluster.key_choice == KeyChoice::Without { "[x]" } else { "[ ]" };
        let style = if focused { theme.selected() } else { theme.dim() };
        self.row("", focused, vec![Span::styled(format!("{mark} go without a key"), style)], "");
    }

    fn practice_in_place(&mut self, wizard: &Wizard, fault: &str, state: &PracticeState, focused: bool) {
        let theme = self.theme;
        self.row("Practice", focused, vec![Span::styled(clip(fault, self.room()), theme.accent())], "");
        if let Some(fault) = wizard.cx.faults.iter().find(|f| f.id == fault) {
            self.note(&fault.broken);
        }
        self.note(say("cluster", "practice-on"));
        match state {
            PracticeState::Wanted | PracticeState::Starting => self.note(say("prompt", "starting")),
            PracticeState::Ready(case) => {
                for (name, endpoint) in case.usable_target().iter().flat_map(|t| [("REST", &t.rest), ("gRPC", &t.grpc)])
                {
                    self.lines.push(Line::from(vec![
                        Span::raw(" ".repeat(LABEL_COLUMNS)),
                        Span::styled(format!("{name}  "), theme.dim()),
                        Span::styled(
                            shorten(
                                &wizard.cx.shown(super::host(&endpoint.to_string())),
                                self.room().saturating_sub(6),
                            ),
                            theme.good(),
                        ),
                    ]));
                }
            }
        }
        self.note(say("cluster", "practice-back"));
    }

    fn client(&mut self, wizard: &Wizard) {
        let theme = self.theme;
        let focused = wizard.cx.cluster.row == FormRow::Client;
        let (client, origin) = wizard.cx.client_now();
        let version = client.version.map(|v| format!(" {v}")).unwrap_or_default();
        let value = vec![
            Span::styled("‹ ", theme.accent()),
            Span::styled(client.language.name(), if focused { theme.selected() } else { Style::new() }),
            Span::raw(version),
            Span::styled(" ›", theme.accent()),
        ];
        let source = if origin == Origin::Typed { String::new() } else { wizard.cx.shown(&from(&origin)).into_owned() };
        self.row("Client", focused, value, &source);
    }

    fn button(&mut self, label: &'static str, focused: bool, words: &str) {
        let theme = self.theme;
        let room = self.columns.saturating_sub(5 + label.len());
        self.lines.push(Line::from(vec![
            Span::styled(if focused { " › " } else { "   " }, theme.selected()),
            Span::styled(label, if focused { theme.selected() } else { theme.accent() }),
            Span::styled(format!("  {}", clip(words, room)), theme.dim()),
        ]));
    }

    fn go(&mut self, wizard: &Wizard) {
        let usable = wizard.cx.place != ClusterSource::Own
            || wizard.cx.url_now().value.is_none_or(|text| Cluster::read(&text, None).is_ok());
        self.button(
            "[ Continue ]",
            wizard.cx.cluster.row == FormRow::Go,
            if usable { "" } else { say("cluster", "later") },
        );
    }

    fn clusters_offer(&mut self, wizard: &Wizard) {
        let words = match wizard.cx.cluster_named() {
            Some(name) => say("clusters", "chosen").replace("{name}", &wizard.cx.shown(name)),
            None => say("clusters", "offer").replace("{count}", &wizard.cx.case.configured.len().to_string()),
        };
        self.button("[ My clusters ]", wizard.cx.cluster.row == FormRow::Saved, &words);
    }

    fn practice_offer(&mut self, wizard: &Wizard) {
        let focused = wizard.cx.cluster.row == FormRow::Practice;
        self.button("[ Practice cluster ]", focused, say("cluster", "practice-offer"));
    }
}
