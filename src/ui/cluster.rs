//! The form for URL, key and client, with what comes out of them and what is wrong with them, line by line as they are typed.
//! The key is shown as dots, never as text.

use super::symptom::from;
use super::text::{clip, shorten, wrap};
use super::{Canvas, PROSE};
use crate::case::Given;
use crate::clean::Clean;
use crate::evidence::Origin;
use crate::knowledge::{field, say};
use crate::secret::{ApiKey, Length};
use crate::target::{Target, UrlHint, UrlProblem};
use crate::wizard::cluster::{KeyChoice, Row};
use crate::wizard::practice::{Place, PracticeState};
use crate::wizard::{Discovery, Wizard};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of the labels in front of the values.
const LABEL: u16 = 13;

/// A line under a field.
struct Hint {
    mark: &'static str,
    style: Style,
    text: String,
}

/// Draws the form.
pub fn draw(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, body: Rect) {
    canvas.put(body, 0, 0, Span::styled(say("prompt", "cluster"), canvas.theme.strong()));
    let area = Rect { width: body.width.min(PROSE + 10), ..body };
    // A low window gets along without empty lines; what is below the edge is reached by going there.
    let airy = body.height >= 20;
    let mut form = Form { canvas, area, y: if airy { 2 } else { 1 }, airy };
    match &wizard.place {
        Place::Own => {
            form.url(wizard);
            form.key(wizard);
        }
        Place::Practice { fault, state } => form.practice_in_place(wizard, fault, state),
    }
    form.client(wizard);
    form.buttons(wizard);
}

struct Form<'c, 'f, 'b> {
    canvas: &'c mut Canvas<'f, 'b>,
    area: Rect,
    y: u16,
    airy: bool,
}

impl Form<'_, '_, '_> {
    fn room(&self) -> usize {
        usize::from(self.area.width.saturating_sub(LABEL))
    }

    /// The label of a row, with the pointer when it has the focus.
    fn label(&mut self, text: &str, focused: bool) {
        let theme = self.canvas.theme;
        let pointer = if focused { " › " } else { "   " };
        let style = if focused { theme.selected() } else { theme.strong() };
        let line = Line::from(vec![Span::styled(pointer, theme.selected()), Span::styled(text.to_owned(), style)]);
        self.canvas.put(self.area, 0, self.y, line);
    }

    fn gap(&mut self) {
        if self.airy {
            self.y += 1;
        }
    }

    fn hints(&mut self, hints: Vec<Hint>, most: usize) {
        let room = self.room().saturating_sub(2);
        let lines = hints.into_iter().flat_map(|hint| {
            let mut mark = Some(hint.mark);
            wrap(&hint.text, room)
                .into_iter()
                .map(move |line| (mark.take().unwrap_or(" "), line, hint.style))
                .collect::<Vec<_>>()
        });
        for (mark, line, style) in lines.take(most).collect::<Vec<_>>() {
            let line = Line::from(vec![Span::styled(format!("{mark} "), style), Span::raw(line)]);
            self.canvas.put(self.area, LABEL, self.y, line);
            self.y += 1;
        }
    }

    fn url(&mut self, wizard: &Wizard) {
        let theme = self.canvas.theme;
        let focused = wizard.cluster.row == Row::Url;
        self.label("URL", focused);
        let given = wizard.url_now();
        let key = wizard.key_now();
        // A key that was pasted into this field by mistake is hidden here too.
        let is_key = wizard.cluster.url.text().len() > 7
            && (wizard.case.redactor().finds(wizard.cluster.url.text())
                || key.value.is_some_and(|k| crate::secret::Redactor::new([&k]).finds(wizard.cluster.url.text())));
        let source =
            if given.value.is_some() && given.origin != Origin::Typed { from(&given.origin) } else { String::new() };
        let source = clip(&source, 26);
        let room = self.room().saturating_sub(super::text::width(&source) + 2);
        let (text, cursor) = wizard.cluster.url.window(room.saturating_sub(1));
        let shown = if is_key { "•".repeat(16) } else { clip(text, room) };
        let style = if focused { theme.selected() } else { Style::new() };
        self.canvas.put(self.area, LABEL, self.y, Span::styled(shown, style));
        self.canvas.put_right(self.area, self.y, Line::styled(source, theme.dim()));
        if focused {
            self.cursor(if is_key { 16 } else { cursor }, room);
        }
        self.y += 1;
        if is_key {
            let hint = Hint { mark: "!", style: theme.warn(), text: field("url", "looks-like-key").to_owned() };
            self.hints(vec![hint], 2);
        } else {
            self.url_hints(wizard, &given);
        }
        self.gap();
    }

    fn url_hints(&mut self, wizard: &Wizard, given: &Given<String>) {
        let theme = self.canvas.theme;
        let read = given.value.as_deref().map(|text| Target::read(text, wizard.case.settings.grpc.as_ref()));
        match read {
            None if wizard.discovery == Discovery::UnderWay => {
                let text = say("symptom", "looking").to_owned();
                self.hints(vec![Hint { mark: "·", style: theme.dim(), text }], 1);
            }
            None => {
                let text = field("url", "missing").to_owned();
                self.hints(vec![Hint { mark: "·", style: theme.dim(), text }], 2);
            }
            Some(Ok(target)) => {
                let room = self.room().saturating_sub(8);
                for (name, endpoint) in [("REST", &target.rest), ("gRPC", &target.grpc)] {
                    let line = Line::from(vec![
                        Span::styled(format!("{name}  "), theme.dim()),
                        Span::styled(shorten(&endpoint.to_string(), room), theme.good()),
                    ]);
                    self.canvas.put(self.area, LABEL, self.y, line);
                    self.y += 1;
                }
                let hints = target.hints.iter().map(|h| Hint {
                    mark: if matches!(h, UrlHint::SchemeAdded | UrlHint::UpperCase) { "·" } else { "!" },
                    style: theme.warn(),
                    text: url_hint(h, target.rest.tls),
                });
                self.hints(hints.collect(), if self.airy { 4 } else { 1 });
            }
            Some(Err(problem)) => {
                let hint = Hint { mark: "✗", style: theme.bad(), text: url_problem(&problem) };
                self.hints(vec![hint], 3);
            }
        }
    }

    fn key(&mut self, wizard: &Wizard) {
        let theme = self.canvas.theme;
        let form = &wizard.cluster;
        let focused = form.row == Row::Key;
        self.label("Key", focused);
        let given = wizard.key_now();
        if let Some(key) = &given.value {
            let dots = "•".repeat(key.dots());
            let line = Line::from(vec![
                Span::styled(dots, if focused { theme.selected() } else { Style::new() }),
                Span::styled(
                    if key.is_empty() { String::new() } else { format!("   fingerprint {}", key.fingerprint()) },
                    theme.dim(),
                ),
            ]);
            self.canvas.put(self.area, LABEL, self.y, line);
            if given.origin != Origin::Typed {
                self.canvas.put_right(self.area, self.y, Line::styled(clip(&from(&given.origin), 30), theme.dim()));
            }
        } else if form.key_choice == KeyChoice::Without {
            self.canvas.put(self.area, LABEL, self.y, Span::styled("none", theme.dim()));
        }
        if focused {
            self.cursor(given.value.as_ref().map_or(0, ApiKey::dots), 20);
        }
        self.y += 1;
        let hints = key_hints(wizard, &given, self.canvas.theme);
        self.hints(hints, if self.airy { 4 } else { 1 });
        let marked = if form.key_choice == KeyChoice::Without { "[x]" } else { "[ ]" };
        let on = form.row == Row::Without;
        let style = if on { theme.selected() } else { theme.dim() };
        self.canvas.put(self.area, LABEL, self.y, Span::styled(format!("{marked} go without a key"), style));
        if on {
            self.canvas.put(self.area, LABEL - 2, self.y, Span::styled("›", theme.selected()));
        }
        self.y += 1;
        self.gap();
    }

    fn practice_in_place(&mut self, wizard: &Wizard, fault: &str, state: &PracticeState) {
        let theme = self.canvas.theme;
        self.label("Practice", matches!(wizard.cluster.row, Row::Url | Row::Key | Row::Without));
        self.canvas.put(self.area, LABEL, self.y, Span::styled(clip(fault, self.room()), theme.accent()));
        self.y += 1;
        let broken = wizard.faults.iter().find(|f| f.id == fault).map_or("", |f| f.broken.as_str());
        let mut hints = vec![(broken.to_owned(), "·"), (say("cluster", "practice-on").to_owned(), "·")];
        match state {
            PracticeState::Wanted | PracticeState::Starting => hints.push((say("prompt", "starting").to_owned(), "·")),
            PracticeState::Ready(case) => {
                if let Some(target) = case.usable_target() {
                    hints.push((format!("REST  {}", target.rest), "✓"));
                    hints.push((format!("gRPC  {}", target.grpc), "✓"));
                }
            }
        }
        hints.push((say("cluster", "practice-back").to_owned(), "·"));
        let hints = hints.into_iter().filter(|(t, _)| !t.is_empty()).map(|(text, mark)| Hint {
            mark,
            style: theme.dim(),
            text,
        });
        self.hints(hints.collect(), 8);
        self.gap();
    }

    fn client(&mut self, wizard: &Wizard) {
        let theme = self.canvas.theme;
        let focused = wizard.cluster.row == Row::Client;
        self.label("Client", focused);
        let (client, origin) = wizard.client_now();
        let version = client.version.map(|v| format!(" {v}")).unwrap_or_default();
        let line = Line::from(vec![
            Span::styled("‹ ", theme.accent()),
            Span::styled(client.language.name(), if focused { theme.selected() } else { Style::new() }),
            Span::raw(version),
            Span::styled(" ›", theme.accent()),
        ]);
        self.canvas.put(self.area, LABEL, self.y, line);
        if origin != Origin::Typed {
            self.canvas.put_right(self.area, self.y, Line::styled(clip(&from(&origin), 30), theme.dim()));
        }
        self.y += 1;
        self.gap();
    }

    fn buttons(&mut self, wizard: &Wizard) {
        let theme = self.canvas.theme;
        let row = wizard.cluster.row;
        let go = row == Row::Go;
        let style = if go { theme.selected() } else { theme.accent() };
        let line = Line::from(vec![
            Span::styled(if go { " › " } else { "   " }, theme.selected()),
            Span::styled("[ Go on ]", style),
        ]);
        self.canvas.put(self.area, 0, self.y, line);
        let usable =
            wizard.place != Place::Own || wizard.url_now().value.is_none_or(|t| Target::read(&t, None).is_ok());
        if !usable {
            self.canvas.put(self.area, LABEL, self.y, Span::styled(say("cluster", "later"), theme.dim()));
        }
        self.y += 1;
        if wizard.faults.is_empty() {
            return;
        }
        let practice = row == Row::Practice;
        let style = if practice { theme.selected() } else { theme.accent() };
        let line = Line::from(vec![
            Span::styled(if practice { " › " } else { "   " }, theme.selected()),
            Span::styled("[ Practice cluster ]", style),
            Span::styled(format!("  {}", say("cluster", "practice-offer")), theme.dim()),
        ]);
        self.canvas.put(self.area, 0, self.y, line);
    }

    fn cursor(&mut self, column: usize, room: usize) {
        let x = self.area.x + LABEL + u16::try_from(column.min(room)).unwrap_or(0);
        let y = self.area.y + self.y;
        if y < self.area.bottom() && x < self.canvas.frame.area().right() {
            self.canvas.frame.set_cursor_position(Position::new(x, y));
        }
    }
}

fn url_hint(hint: &UrlHint, tls: bool) -> String {
    let detail = match hint {
        UrlHint::PathLeftOut(path) => path.as_str(),
        UrlHint::WhiteSpace
        | UrlHint::Quotes
        | UrlHint::SchemeAdded
        | UrlHint::CredentialsLeftOut
        | UrlHint::HttpsInstead
        | UrlHint::UpperCase => "",
    };
    let name = match hint {
        UrlHint::SchemeAdded if !tls => "scheme-added-plain",
        other => other.into(),
    };
    field("url-hint", name).replace("{detail}", detail)
}

fn url_problem(problem: &UrlProblem) -> String {
    let detail = match problem {
        UrlProblem::Scheme(scheme) => scheme.to_string(),
        UrlProblem::IsGrpcEndpoint { instead } => instead.clone(),
        UrlProblem::Empty
        | UrlProblem::TooLong
        | UrlProblem::ControlCharacters
        | UrlProblem::WhiteSpaceInside
        | UrlProblem::Placeholder
        | UrlProblem::NoHost
        | UrlProblem::Port
        | UrlProblem::Unreadable
        | UrlProblem::IsConsole
        | UrlProblem::IsWebsite => String::new(),
    };
    field("url-problem", problem.into()).replace("{detail}", Clean::up_to(&detail, 80).as_str())
}

fn key_hints(wizard: &Wizard, given: &Given<ApiKey>, theme: super::Theme) -> Vec<Hint> {
    let plain = |name| Hint { mark: "·", style: theme.dim(), text: field("key", name).to_owned() };
    let Some(key) = &given.value else {
        return match wizard.cluster.key_choice {
            KeyChoice::Without => vec![plain("none")],
            KeyChoice::Given if wizard.discovery == Discovery::UnderWay => {
                vec![Hint { mark: "·", style: theme.dim(), text: say("symptom", "looking").to_owned() }]
            }
            KeyChoice::Given => vec![plain("missing")],
        };
    };
    let problems = key.problems();
    let mut hints: Vec<Hint> = problems
        .iter()
        .map(|p| Hint { mark: "!", style: theme.warn(), text: field("key-problem", p.into()).to_owned() })
        .collect();
    if !problems.is_empty() && key.repaired().is_some() {
        hints.push(plain("repaired"));
    }
    if problems.is_empty() {
        match key.length() {
            Length::Short => hints.push(plain("short")),
            Length::Long => hints.push(plain("long")),
            Length::Empty | Length::Usual => {}
        }
    }
    if hints.is_empty() && given.origin != Origin::Typed && wizard.cluster.row == Row::Key {
        hints.push(plain("found"));
    }
    hints
}
