//! Everything that a run can write: each report format, with and without pseudonyms, the comparison, the log, every screen, and the plain
//! words and debug texts behind them.

use crate::rig::run::Result;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::fmt::Write as _;
use std::time::SystemTime;
use weaviate_doctor::frontend::tui::view;
use weaviate_doctor::frontend::tui::view::Theme;
use weaviate_doctor::io::log::{Log, LogNames};
use weaviate_doctor::model::case::Case;
use weaviate_doctor::model::evidence::ProbeEvent;
use weaviate_doctor::model::report_schema::Report;
use weaviate_doctor::report::comparison::SideBySide;
use weaviate_doctor::report::{self, Moment, Style};
use weaviate_doctor::rules::compare::Comparison;
use weaviate_doctor::wizard::{Input, Key, Msg, Wizard};
use weaviate_doctor::words::{catalog, describe};

/// Each output with its name.
pub fn all(case: &Case, result: &Result) -> Vec<(&'static str, String)> {
    let moment = Moment { started: SystemTime::UNIX_EPOCH, took: result.evidence.took };
    let report = report::build(case, &result.evidence, &result.diagnosis, moment);
    let redacted = report::pseudonymous(report.clone(), case).expect("pseudonyms");
    let comparison = Comparison::of(&report, &report).expect("comparable");
    let both = SideBySide { a: ("a", &report), b: ("b", &report), comparison: &comparison };
    let mut all = vec![
        ("words", words(case, result)),
        ("log", log(case, result)),
        ("compare", both.text(Style::PLAIN) + &both.markdown() + &both.json().expect("JSON")),
        ("screens", screens(&report)),
    ];
    for (names, report) in [
        (["JSON", "text", "Markdown", "JUnit"], &report),
        (["JSON --redact", "text --redact", "Markdown --redact", "JUnit --redact"], &redacted),
    ] {
        let texts = [
            report::json(report).expect("JSON"),
            report::text::render(report, Style::PLAIN),
            report::markdown(report),
            report::junit(report).expect("XML"),
        ];
        all.extend(names.into_iter().zip(texts));
    }
    all
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

fn screens(report: &Report) -> String {
    let mut wizard = Wizard::on_report(report.clone(), "report.json");
    let mut terminal = Terminal::new(TestBackend::new(160, 60)).expect("terminal");
    let theme = Theme { color: false, unicode: true, ..Theme::default() };
    let mut all = String::new();
    for key in ['\u{1b}', 'b', 'd'] {
        let input = if key == '\u{1b}' { Input::Key(Key::Esc) } else { Input::Char(key) };
        let _ = wizard.update(Msg::Input(input));
        let _ = terminal.draw(|frame| {
            let _ = view::view(&wizard, &theme, frame);
        });
        all += &terminal.backend().to_string();
    }
    all
}
