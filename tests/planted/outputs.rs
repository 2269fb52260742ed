//! Everything that the program can write: each report format, with and without pseudonyms, the comparison, the log, the lines of a watch, every
//! screen, the plain lines, what is copied and what is saved from there, and the plain words and debug texts behind them.

use crate::disguise::{FORMS, KEY, letters, shows_in};
use crate::rig::run::Result;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::fmt::Write as _;
use std::time::SystemTime;
use weaviate_doctor::frontend::plain::Plain;
use weaviate_doctor::frontend::session::save_report;
use weaviate_doctor::frontend::tui::view;
use weaviate_doctor::frontend::tui::view::Theme;
use weaviate_doctor::io::log::{Log, LogNames};
use weaviate_doctor::model::case::Case;
use weaviate_doctor::model::evidence::ProbeEvent;
use weaviate_doctor::model::report_schema::Report;
use weaviate_doctor::report::comparison::SideBySide;
use weaviate_doctor::report::{self, History, Moment, Style};
use weaviate_doctor::rules::compare::Comparison;
use weaviate_doctor::wizard::save::{Content, SaveRequest, SaveResult};
use weaviate_doctor::wizard::{Effect, Input, Key, Msg, Wizard};
use weaviate_doctor::words::{catalog, describe};

/// Outputs with their names.
pub type Outputs = Vec<(String, String)>;

/// What shows one of these forms, a line each.
pub fn wrong(outputs: &Outputs, forms: &[usize], place: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (output, text) in outputs {
        let seen = letters(text);
        for form in forms.iter().map(|n| &FORMS[*n]).filter(|form| shows_in(&seen, form, KEY)) {
            let line = text.lines().find(|line| shows_in(&letters(line), form, KEY)).unwrap_or_default();
            let line: String = line.chars().take(300).collect();
            wrong.push(format!("{} from {place} in {output}: {line}", form.0));
        }
    }
    wrong
}

/// Each output of a run, of which the `number` says which file is saved.
pub fn of_run(case: &Case, result: &Result, number: usize) -> Outputs {
    let moment = Moment { started: SystemTime::UNIX_EPOCH, took: result.evidence.took };
    let report = report::build(case, &result.evidence, &result.diagnosis, moment);
    let redacted = report::pseudonymous(report.clone(), case).expect("pseudonyms");
    let mut all = vec![("words".to_owned(), words(case, result)), ("log".to_owned(), log(case, result))];
    all.extend(beside(&report));
    all.extend(formats(&report, ""));
    all.extend(formats(&redacted, " --redact"));
    let content = Content::Run {
        case: Box::new(case.clone()),
        evidence: Box::new(result.evidence.clone()),
        diagnosis: Box::new(result.diagnosis.clone()),
        began: SystemTime::UNIX_EPOCH,
        took: result.evidence.took,
    };
    all.push(saved(&content, number));
    let mut wizard = run_in_wizard(case, result);
    all.extend(walked(&mut wizard, "run"));
    all
}

/// Each output of a report that is opened.
pub fn of_report(report: &Report, number: usize) -> Outputs {
    let mut all = formats(report, "");
    all.extend(beside(report));
    all.push(saved(&Content::Report(Box::new(report.clone())), number));
    all.extend(walked(&mut Wizard::on_report(report.clone(), "report.json"), "open"));
    all
}

/// The comparison and the line of a watch.
fn beside(report: &Report) -> Outputs {
    let mut history = History::default();
    let line = history.follow(report, Style::PLAIN) + &report::json_line(report).expect("JSON");
    let mut all = vec![("watch".to_owned(), line)];
    if let Ok(comparison) = Comparison::of(report, report) {
        let both = SideBySide { a: ("a", report), b: ("b", report), comparison: &comparison };
        let text = both.text(Style::PLAIN) + &both.markdown() + &page(&both.html()) + &both.json().expect("JSON");
        all.push(("compare".to_owned(), text));
    }
    all
}

fn formats(report: &Report, how: &str) -> Outputs {
    let texts = [
        ("JSON", report::json(report).expect("JSON")),
        ("text", report::text::render(report, Style::PLAIN)),
        ("Markdown", report::markdown(report)),
        ("HTML", page(&report::html(report))),
        ("JUnit", report::junit(report).expect("XML")),
    ];
    texts.map(|(name, text)| (format!("{name}{how}"), text)).into()
}

/// A page without its style, which is the same in all, and without its own tags that look like those which one of the forms puts into a key.
/// A foreign one is escaped and stays.
fn page(text: &str) -> String {
    let (head, behind) = text.split_once("<style>").expect("a style");
    let (_, body) = behind.split_once("</style>").expect("its end");
    format!("{head}{body}").replace("<span class", "<")
}

/// A file that the wizard saves, or the text that it copies for a ticket.
fn saved(content: &Content, number: usize) -> (String, String) {
    let names = ["s.json", "s.md", "s.html", "s.xml", "s.txt"];
    let Some(name) = names.get(number % (names.len() + 1)) else {
        return ("copied report".to_owned(), save_report::for_ticket(content.clone(), false).expect("a text"));
    };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name).display().to_string();
    let request = SaveRequest { path: path.clone(), redact: false, replace: true, what: content.clone() };
    assert!(matches!(save_report::save(&request), SaveResult::Written(_)), "{name}");
    let text = std::fs::read_to_string(path).expect("written");
    (format!("saved {name}"), if *name == "s.html" { page(&text) } else { text })
}

fn words(case: &Case, result: &Result) -> String {
    let mut all = format!("{case:?}{:?}{:?}", result.evidence, result.diagnosis);
    for (id, observation) in result.evidence.iter() {
        let _ = write!(
            all,
            "{}{:?}",
            describe::summary(id, observation, case),
            describe::details(id, observation, case, &weaviate_doctor::rules::clients::proxy::table(case))
        );
    }
    for finding in &result.diagnosis.findings {
        let _ = write!(all, "{:?}", catalog::fix(finding, case, &result.evidence));
    }
    all
}

fn log(case: &Case, result: &Result) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let log = Log::open(&path, LogNames::Shown).expect("opened");
    log.begin(case);
    for (id, observation) in result.evidence.iter() {
        log.event(&ProbeEvent::Finished(id, Box::new(observation.clone())), case);
    }
    std::fs::read_to_string(&path).expect("written")
}

/// The wizard at the result of this run.
fn run_in_wizard(case: &Case, result: &Result) -> Wizard {
    let mut wizard = Wizard::new(Some(weaviate_doctor::model::symptom::Symptom::NotSure), Vec::new());
    let _ = wizard.update(Msg::Tick(SystemTime::UNIX_EPOCH));
    let mut effects = wizard.update(Msg::Discovered(Box::new(case.clone())));
    for _ in 0..6 {
        let started = effects.iter().find_map(|effect| match effect {
            Effect::StartRun(id, case) => Some((*id, case.clone())),
            _ => None,
        });
        if let Some((run, case)) = started {
            let _ = wizard.update(Msg::RunStarted(run, case));
            for (id, observation) in result.evidence.iter() {
                let _ = wizard.update(Msg::Probe(run, ProbeEvent::Finished(id, Box::new(observation.clone()))));
            }
            let _ = wizard.update(Msg::Probe(run, ProbeEvent::Ended(result.evidence.took)));
            let _ = wizard.update(Msg::Input(Input::Key(Key::Enter)));
            return wizard;
        }
        effects = wizard.update(Msg::Input(Input::Key(Key::Enter)));
    }
    panic!("no run was started");
}

/// The screens behind some keys, what the keys copy or open, and the same as plain lines.
fn walked(wizard: &mut Wizard, from: &str) -> Outputs {
    let mut plain = (wizard.clone(), Plain::default());
    let mut terminal = Terminal::new(TestBackend::new(120, 50)).expect("terminal");
    let theme = Theme { color: false, unicode: true, ..Theme::default() };
    let (mut screens, mut copied) = (String::new(), String::new());
    // Details of each probe, the fix with its steps, its link, its code, the clients, help.
    for key in ['d', 'y', 'j', 'c', '\u{1b}', 'j', 'C', 'd'] {
        let input = if key == '\u{1b}' { Input::Key(Key::Esc) } else { Input::Char(key) };
        for effect in wizard.update(Msg::Input(input)) {
            match effect {
                Effect::Copy(_, text) | Effect::OpenLink(text) | Effect::Alert(text) => copied += &(text + "\n"),
                _ => {}
            }
        }
        let _ = terminal.draw(|frame| {
            let _ = view::view(wizard, &theme, frame);
        });
        screens += &terminal.backend().to_string();
    }
    let (wizard, plain) = (&mut plain.0, &mut plain.1);
    let mut lines = plain.tell(wizard);
    for said in ["probes", "details", "clients", "1", "code", "links", "help", "back", "details"] {
        lines.extend(plain.hear(wizard, said).0);
        lines.extend(plain.tell(wizard));
    }
    vec![
        (format!("screens of {from}"), screens),
        (format!("copied from {from}"), copied),
        (format!("plain lines of {from}"), lines.join("\n")),
    ]
}
