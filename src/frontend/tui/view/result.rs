//! The result: what it is and who has to act, how that is known, what to do, the code, and why. Longer than the window, it scrolls.

pub mod cause;
mod change;
mod clients;

use super::text::{Document, width};
use super::{Canvas, MAX_PROSE_COLUMNS, chrome};
use crate::model::client::Language;
use crate::model::finding::Confidence;
use crate::wizard::mouse::PointTarget;
use crate::wizard::result::{Aim, Code, KnownFact, ResultPage, RunResult};
use crate::wizard::run::RowMark;
use crate::wizard::{Drawn, Wizard};
use crate::words::catalog::say;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// From this width on, the code stands beside the text.
const SIDE_BY_SIDE: u16 = 170;

/// Columns of the labels beside the evidence.
const LABEL_COLUMNS: usize = 15;

/// Draws the screen.
pub fn draw(wizard: &Wizard, outcome: &RunResult, canvas: &mut Canvas<'_, '_>, body: Rect) -> Drawn {
    let Some(page) = outcome.current() else { return Drawn::default() };
    let beside = body.width >= SIDE_BY_SIDE && page.fix.snippet.is_some();
    let columns = usize::from(body.width.min(if beside { 92 } else { MAX_PROSE_COLUMNS }));
    let text = Rect { width: u16::try_from(columns).unwrap_or(body.width), ..body };
    let mut writer = ResultWriter { document: canvas.document(), theme: canvas.theme, columns };
    writer.page(wizard, outcome, page, beside);
    if beside {
        let side = Rect { x: body.x + 97, width: body.width - 97, ..body };
        draw_code(outcome, page, canvas, side);
    }
    let document = writer.document;
    document.show(canvas, text, |document, height| match outcome.aim {
        Aim::Line(line) => usize::from(line),
        Aim::Code => document.code.unwrap_or(0),
        Aim::Step => follow(document, usize::from(outcome.drawn.offset), height),
    })
}

/// Moves as little as possible so that the selected step is seen.
fn follow(document: &Document, offset: usize, height: usize) -> usize {
    let Some(&(first, last)) = document.items.get(document.selected) else { return offset };
    if first < offset {
        // The heading above the first step comes along.
        first.saturating_sub(2)
    } else if last >= offset + height {
        (last + 1).saturating_sub(height).min(first)
    } else {
        offset
    }
}

fn draw_code(outcome: &RunResult, page: &ResultPage, canvas: &mut Canvas<'_, '_>, side: Rect) {
    let mut writer =
        ResultWriter { document: canvas.document(), theme: canvas.theme, columns: usize::from(side.width) };
    writer.languages(outcome.language(), page);
    writer.document.gap();
    writer.code(outcome, page);
    writer.document.lines.truncate(usize::from(side.height));
    writer.document.show(canvas, side, |_, _| 0);
}

struct ResultWriter {
    document: Document,
    theme: super::Theme,
    columns: usize,
}

impl ResultWriter {
    fn page(&mut self, wizard: &Wizard, outcome: &RunResult, page: &ResultPage, beside: bool) {
        let theme = self.theme;
        if let Some(change) = &outcome.change {
            self.change(outcome, change);
        }
        self.title(outcome, page);
        // Where it stands comes before what it is: that is the line to change.
        for place in &page.places {
            let lead = vec![Span::styled("  → ", theme.bad())];
            self.document.hanging(lead, place, self.columns, theme.strong());
        }
        self.document.gap();
        self.document.prose(&page.fix.summary, self.columns, Style::new());
        if outcome.was_stopped() && page.finding.is_some() {
            self.document.prose(say("result", "stopped"), self.columns, theme.warn());
        }
        if page.finding.as_ref().is_some_and(|f| f.confidence == Confidence::Possible) {
            self.document.prose(say("result", "possible"), self.columns, theme.dim());
        }
        self.document.gap();
        self.known(page);
        self.document.gap();
        self.steps(wizard, outcome, page);
        if wizard.is_mail_cause_shown() && wizard.links.all.is_empty() {
            self.document.gap();
            self.document.prose(say("result", "mail"), self.columns, theme.accent());
        }
        if !page.languages.is_empty() && !beside {
            self.document.gap();
            self.folded_code(outcome, page);
        }
        self.labeled("Then check", &page.fix.check);
        self.labeled("Why", &page.fix.why);
        self.others(outcome);
        self.proxies(outcome);
        self.clients(outcome);
        self.links(&page.fix.links);
    }

    /// Where to read more.
    fn links(&mut self, links: &[String]) {
        if links.is_empty() {
            return;
        }
        self.document.gap();
        self.document.line(Span::styled("Read more", self.theme.strong()));
        for link in links {
            let first = self.document.lines.len();
            self.document.hanging(vec![Span::raw("   ")], link, self.columns, self.theme.accent());
            self.document.point(first, self.columns, &PointTarget::Link(link.clone()));
        }
    }

    /// The link of a step, which can be pointed at.
    fn step_link(&mut self, link: &str) {
        let first = self.document.lines.len();
        let lead = vec![Span::styled("        ↗ ", self.theme.dim())];
        self.document.hanging(lead, link, self.columns, self.theme.accent());
        self.document.point(first, self.columns, &PointTarget::Link(link.to_owned()));
    }

    /// The verdict, and at the right edge how sure it is and who has to act.
    fn title(&mut self, outcome: &RunResult, page: &ResultPage) {
        let theme = self.theme;
        let possible = page.finding.as_ref().is_some_and(|f| f.confidence == Confidence::Possible);
        let text = match (&page.fix.question, possible) {
            (Some(question), true) => question,
            _ => &page.fix.title,
        };
        let (mark, style) = match &page.finding {
            None if outcome.is_healthy() => (theme.mark(RowMark::Passed, 0), theme.good()),
            None => (theme.mark(RowMark::Warned, 0), theme.warn()),
            Some(f) if f.confidence == Confidence::Possible => ("?", theme.warn()),
            Some(_) => (theme.mark(RowMark::Failed, 0), theme.bad()),
        };
        let mut aside = page.finding.as_ref().map_or_else(String::new, |f| {
            let sure = say("confidence", f.confidence.into());
            format!("{sure} · {}", say("owner", f.owner.into()))
        });
        if outcome.pages.len() > 1 {
            let count = format!("{} of {}", outcome.page + 1, outcome.pages.len());
            aside = if aside.is_empty() { count } else { format!("{count} · {aside}") };
        }
        let lead = vec![Span::styled(format!("{mark} "), style)];
        let before = self.document.lines.len();
        self.document.hanging(lead, text, self.columns, theme.strong());
        let one_line = self.document.lines.len() == before + 1;
        match self.document.lines.last_mut() {
            Some(line) if one_line && line.width() + width(&aside) + 3 <= self.columns => {
                let pad = self.columns - line.width() - width(&aside);
                line.spans.push(Span::raw(" ".repeat(pad)));
                line.spans.push(Span::styled(aside, theme.dim()));
            }
            _ if aside.is_empty() => {}
            _ => self.document.hanging(vec![Span::raw("  ")], &aside, self.columns, theme.dim()),
        }
    }

    fn known(&mut self, page: &ResultPage) {
        let theme = self.theme;
        let mut label = Some("How we know");
        for (i, known) in page.known.iter().enumerate() {
            if i > 0 && self.document.names.is_some() {
                self.document.line(Line::default());
            }
            let name = format!("{:LABEL_COLUMNS$}", label.take().unwrap_or_default());
            let mut lead = vec![Span::styled(name, theme.strong())];
            match known {
                KnownFact::Measured(mark, text) => {
                    lead.push(Span::styled(format!("{} ", theme.mark(*mark, 0)), theme.style(*mark)));
                    self.document.hanging(lead, text, self.columns, Style::new());
                }
                KnownFact::Quoted(words) => {
                    lead.push(Span::styled("› ", theme.accent()));
                    let text = format!("the text says: “{words}”");
                    self.document.hanging(lead, &text, self.columns, Style::new());
                }
                KnownFact::Said(answer) => {
                    lead.push(Span::styled("› ", theme.accent()));
                    let text = format!("you said: “{answer}”");
                    self.document.hanging(lead, &text, self.columns, Style::new());
                }
            }
        }
    }

    fn steps(&mut self, wizard: &Wizard, outcome: &RunResult, page: &ResultPage) {
        let theme = self.theme;
        if page.fix.steps.is_empty() {
            return;
        }
        let one = wizard.presenting.is_some();
        let heading = if one {
            let text = say("presentation", "step").replace("{n}", &(outcome.step + 1).to_string());
            text.replace("{all}", &page.fix.steps.len().to_string())
        } else {
            "What to do".to_owned()
        };
        self.document.line(Span::styled(heading, theme.strong()));
        self.document.selected = outcome.step;
        if one {
            self.document.line(Line::default());
        }
        for (i, step) in page.fix.steps.iter().enumerate() {
            // On a shared screen one step at a time: everybody looks at the same.
            if one && i != outcome.step {
                continue;
            }
            let selected = i == outcome.step;
            let first = self.document.lines.len();
            let done = wizard.done.contains(&step.text);
            let style = if selected { theme.selected() } else { Style::new() };
            let lead = vec![
                Span::styled(if selected { "› " } else { "  " }, theme.selected()),
                Span::styled(format!("{} ", i + 1), if selected { style } else { theme.accent() }),
                Span::styled(if done { "[x] " } else { "[ ] " }, if done { theme.good() } else { style }),
            ];
            let text = if done && !selected { theme.dim() } else { Style::new() };
            self.document.hanging(lead, &step.text, self.columns, text);
            for command in step.command.iter().flat_map(|c| c.lines()) {
                self.document.command(command, self.columns, theme);
            }
            self.document.point(first, self.columns, &PointTarget::Step(i));
            if let Some(link) = &step.link {
                self.step_link(link);
            }
            let last = self.document.lines.len() - 1;
            let times = if one { page.fix.steps.len() } else { 1 };
            self.document.items.extend(std::iter::repeat_n((first, last), times));
        }
    }

    fn languages(&mut self, current: Language, page: &ResultPage) {
        let theme = self.theme;
        // The brackets say it without a color.
        let name = |language: Language| {
            if language == current { format!("[{}]", language.name()) } else { language.name().to_owned() }
        };
        let all: usize = page.languages.iter().map(|l| width(&name(*l)) + 3).sum();
        let label = if LABEL_COLUMNS + all > self.columns + 3 { 6 } else { LABEL_COLUMNS };
        let mut spans = vec![Span::styled(format!("{:label$}", "Code"), theme.strong())];
        let mut x = label;
        for (i, language) in page.languages.iter().enumerate() {
            if i > 0 {
                spans.push(Span::styled(" │ ", theme.dim()));
                x += 3;
            }
            let style = if *language == current { theme.selected() } else { theme.dim() };
            let text = name(*language);
            self.document.spots.push((self.document.lines.len(), x, width(&text), PointTarget::Language(*language)));
            x += width(&text);
            spans.push(Span::styled(text, style));
        }
        self.document.line(Line::from(spans));
    }

    fn folded_code(&mut self, outcome: &RunResult, page: &ResultPage) {
        self.document.code = Some(self.document.lines.len());
        self.languages(outcome.language(), page);
        match outcome.code {
            Code::Folded => {
                let arrows = if self.theme.unicode { "←→" } else { chrome::plain("←→") };
                let other =
                    if page.languages.len() > 1 { format!(", {arrows} changes the language") } else { String::new() };
                let text = format!("s shows it{other}");
                self.document.line(Line::styled(format!("{:LABEL_COLUMNS$}{text}", ""), self.theme.dim()));
            }
            Code::Open => {
                self.document.gap();
                self.code(outcome, page);
            }
        }
    }

    fn code(&mut self, outcome: &RunResult, page: &ResultPage) {
        let theme = self.theme;
        let Some(snippet) = &page.fix.snippet else {
            let text = say("result", "no-snippet").replace("{language}", outcome.language().name());
            self.document.prose(&text, self.columns, theme.dim());
            return;
        };
        self.snippet(snippet);
    }

    fn labeled(&mut self, label: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        self.document.gap();
        let lead = vec![Span::styled(format!("{label:LABEL_COLUMNS$}"), self.theme.strong())];
        self.document.hanging(lead, text, self.columns, Style::new());
    }

    /// The other causes, so that nobody has to look for them.
    fn others(&mut self, outcome: &RunResult) {
        let others: Vec<&ResultPage> =
            outcome.pages.iter().enumerate().filter(|(i, _)| *i != outcome.page).map(|(_, p)| p).collect();
        if others.is_empty() {
            return;
        }
        self.document.gap();
        let mut label = Some("Also");
        for page in others {
            let possible = page.finding.as_ref().is_some_and(|f| f.confidence == Confidence::Possible);
            let text = match (&page.fix.question, possible) {
                (Some(question), true) => question,
                _ => &page.fix.title,
            };
            let lead = vec![
                Span::styled(format!("{:LABEL_COLUMNS$}", label.take().unwrap_or_default()), self.theme.strong()),
                Span::styled(if possible { "? " } else { "· " }, self.theme.dim()),
            ];
            self.document.hanging(lead, text, self.columns, Style::new());
        }
    }
}
