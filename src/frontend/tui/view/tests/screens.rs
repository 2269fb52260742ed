//! A picture of every screen at four sizes: its text, and below each where which style is. Without colors and without Unicode the same must
//! be seen, which is compared here and not stored twice. `INSTA_UPDATE=always cargo test --lib pictures` draws the pictures anew.

use super::fixture::{blocked, case, configured, end, fine, report, run};
use super::*;
use crate::report::comparison::SideBySide;
use crate::rules::compare::Comparison;
use crate::wizard::Effect;
use crate::wizard::practice::PracticeFault;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;

const SIZES: [(u16, u16); 4] = [(60, 16), (80, 24), (120, 40), (200, 50)];

/// What is drawn, with the place of the text's scrolling told back as the loop does.
fn buffer(wizard: &mut Wizard, theme: Theme, (width, height): (u16, u16)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap_or_else(|e| match e {});
    let mut drawn = (Drawn::default(), Vec::new());
    let frame = terminal.draw(|frame| drawn = view_with_hits(wizard, &theme, frame)).unwrap_or_else(|e| match e {});
    let buffer = frame.buffer.clone();
    let _ = wizard.update(Msg::Drawn(drawn.0));
    let _ = wizard.update(Msg::Hits(drawn.1));
    buffer
}

fn rows(buffer: &Buffer) -> Vec<String> {
    let wide = usize::from(buffer.area.width);
    let row = |cells: &[ratatui::buffer::Cell]| cells.iter().map(ratatui::buffer::Cell::symbol).collect::<String>();
    buffer.content.chunks(wide).map(|cells| row(cells).trim_end().to_owned()).collect()
}

/// The letter of a style: its color, as a capital when bold; `-` for dim.
fn letter(cell: &ratatui::buffer::Cell) -> char {
    let letter = match cell.fg {
        Color::Cyan => 'c',
        Color::Green => 'g',
        Color::Yellow => 'y',
        Color::Red => 'r',
        Color::Magenta => 'm',
        Color::Blue => 'b',
        Color::White => 'w',
        Color::Reset if cell.modifier.contains(Modifier::DIM) => '-',
        Color::Reset if cell.modifier.contains(Modifier::BOLD) => return 'B',
        Color::Reset => '.',
        other => panic!("a color without a letter: {other:?}"),
    };
    if cell.modifier.contains(Modifier::BOLD) { letter.to_ascii_uppercase() } else { letter }
}

/// The styles of a row as numbers of columns and letters; what is blank has none.
fn styles(cells: &[ratatui::buffer::Cell]) -> String {
    let mut letters: String = cells.iter().map(|c| if c.symbol() == " " { ' ' } else { letter(c) }).collect();
    // A gap between two words of one style belongs to them.
    for style in ['c', 'C', 'g', 'G', 'y', 'Y', 'r', 'R', 'B', '-', '.', 'b', 'm', 'w'] {
        let (joined, apart) = (format!("{style}{style}"), format!("{style} {style}"));
        while letters.contains(&apart) {
            letters = letters.replace(&apart, &format!("{}{style}", &joined));
        }
    }
    let mut out = String::new();
    let mut letters = letters.trim_end().chars().peekable();
    while let Some(letter) = letters.next() {
        let mut count = 1;
        while letters.next_if_eq(&letter).is_some() {
            count += 1;
        }
        let _ = write!(out, "{count}{}", if letter == ' ' { '_' } else { letter });
    }
    out
}

/// One picture: text, then styles.
fn picture(buffer: &Buffer) -> String {
    let wide = usize::from(buffer.area.width);
    let text = rows(buffer).join("\n");
    let styled = buffer.content.chunks(wide).enumerate().map(|(y, cells)| (y, styles(cells)));
    let plain = |line: &str| line.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '_'));
    let styled: Vec<String> = styled.filter(|(_, s)| !plain(s)).map(|(y, s)| format!("{y}:{s}")).collect();
    format!("{}\n[{}]\n", text.trim_end(), styled.join(" "))
}

/// Draws the wizard at every size, compares with what is stored, and looks for the key.
#[track_caller]
fn pictures(name: &str, wizard: &Wizard) {
    let redactor = Redactor::new([&ApiKey::new(PLANTED.to_owned())]);
    let mut all = String::new();
    for size in SIZES {
        let mut wizard = wizard.clone();
        // Twice: the first time the wizard learns how far the text goes.
        let _ = buffer(&mut wizard, FULL, size);
        let full = buffer(&mut wizard, FULL, size);
        let text = rows(&full);
        assert!(!redactor.finds(&text.join("\n")) && !redactor.finds(&text.concat()), "{name}: the key is seen");
        let without = buffer(&mut wizard, Theme { color: false, ..FULL }, size);
        assert_eq!(rows(&without), text, "{name}: without colors the same is seen");
        assert!(without.content.iter().all(|c| c.fg == Color::Reset && c.bg == Color::Reset), "{name}: a color");
        let plain = rows(&buffer(&mut wizard, Theme { unicode: false, ..FULL }, size));
        assert!(plain.iter().all(|l| l.is_ascii()), "{name}: {}", plain.join("\n"));
        assert!(!plain.iter().any(|l| l.contains("??")), "{name}: no sign for something: {}", plain.join("\n"));
        let _ = writeln!(all, "{}×{}\n{}", size.0, size.1, picture(&full));
        if size == (80, 24) {
            let _ = writeln!(all, "{}×{} in ASCII\n{}\n", size.0, size.1, plain.join("\n").trim_end());
        }
    }
    insta::with_settings!({
        snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true
    }, { insta::assert_snapshot!(name, all) });
}

fn practice_faults() -> Vec<PracticeFault> {
    use crate::io::practice::Fault;
    use strum::IntoEnumIterator as _;
    Fault::iter().map(|f| PracticeFault { id: f.id().to_owned(), broken: f.broken() }).collect()
}

fn found_at(case: crate::model::case::Case) -> Wizard {
    let mut wizard = Wizard::new(None, practice_faults());
    send(&mut wizard, Msg::Tick(at(0)));
    send(&mut wizard, Msg::Discovered(Box::new(case)));
    send(&mut wizard, Msg::Scanned(None));
    wizard
}

fn known() -> Wizard {
    found_at(case())
}

/// The wizard whose probes run, none of which has reported.
fn probing() -> Wizard {
    let mut wizard = known();
    keys(&mut wizard, "3⏎");
    let (id, _) = run(&wizard);
    let Screen::Probing(now) = &wizard.screen else { panic!("nothing is being probed") };
    let case = now.case.clone();
    send(&mut wizard, Msg::RunStarted(id, Box::new(case)));
    wizard
}

pub(super) fn broken() -> Wizard {
    let mut wizard = probing();
    end(&mut wizard, blocked);
    wizard
}

fn healthy() -> Wizard {
    let mut wizard = known();
    keys(&mut wizard, "9");
    for _ in 0..8 {
        if matches!(wizard.screen, Screen::Probing(_)) {
            break;
        }
        keys(&mut wizard, "⏎");
    }
    end(&mut wizard, fine);
    wizard
}

#[test]
fn pictures_of_the_way_to_the_probes() {
    let mut wizard = Wizard::new(None, practice_faults());
    send(&mut wizard, Msg::Tick(at(0)));
    pictures("first-frame", &wizard);
    let mut wizard = known();
    pictures("symptoms", &wizard);
    keys(&mut wizard, "/mfa");
    pictures("symptoms-filtered", &wizard);
    keys(&mut wizard, "↓↓↓");
    pictures("causes-filtered", &wizard);
    keys(&mut wizard, "⏎");
    pictures("cause", &wizard);
    let mut wizard = known();
    keys(&mut wizard, "/");
    pictures("symptoms-and-causes", &wizard);
    keys(&mut wizard, "grpc-blocked⏎");
    pictures("cause-with-commands", &wizard);
    let mut wizard = known();
    keys(&mut wizard, "1");
    pictures("question", &wizard);
    let mut wizard = known();
    keys(&mut wizard, "2");
    pictures("cluster", &wizard);
    keys(&mut wizard, "↑↑↑↑");
    send(&mut wizard, Msg::Input(Input::Ctrl('u')));
    keys(&mut wizard, "https://console.weaviate.cloud↓\"short key\"");
    pictures("cluster-with-problems", &wizard);
    send(&mut wizard, Msg::Input(Input::F(2)));
    pictures("practice", &wizard);
    keys(&mut wizard, "/proxy");
    pictures("practice-filtered", &wizard);
    keys(&mut wizard, "⎋⏎");
    pictures("cluster-practice", &wizard);
}

#[test]
fn pictures_of_configured_clusters() {
    let mut wizard = found_at(configured());
    keys(&mut wizard, "2");
    pictures("clusters", &wizard);
    keys(&mut wizard, "↓⏎");
    let mut chosen = configured();
    chosen.url = case().url;
    chosen.url.origin = crate::model::evidence::Origin::Config("production".into());
    chosen.key.origin = crate::model::evidence::Origin::Variable("PRODUCTION_KEY".into());
    chosen.named = Some(crate::model::case::ChosenCluster { name: "production".into(), own_grpc: None });
    send(&mut wizard, Msg::ClusterChosen("production".into(), Ok(Box::new(chosen))));
    pictures("cluster-chosen", &wizard);
}

#[test]
fn pictures_of_an_error_text() {
    let mut wizard = known();
    keys(&mut wizard, "8");
    pictures("error-text", &wizard);
    send(&mut wizard, Msg::Input(Input::Ctrl('o')));
    keys(&mut wizard, "app.log");
    pictures("error-text-file", &wizard);
    keys(&mut wizard, "⎋");
    let text = "weaviate.exceptions.WeaviateGRPCUnavailableError: \nWeaviate v1.37.2 makes use of a high-speed gRPC API as well as a \
        REST API.\nUnfortunately, the gRPC health check against Weaviate could not be completed.\n";
    send(&mut wizard, Msg::Input(Input::Paste(Pasted::new(text.to_owned()))));
    pictures("error-text-explained", &wizard);
}

#[test]
fn pictures_of_the_probes() {
    let mut wizard = probing();
    let rest = [ProbeId::LocalUrl, ProbeId::LocalKey, ProbeId::LocalEnvironment, ProbeId::RestDns, ProbeId::GrpcDns];
    report(&mut wizard, &rest, fine);
    let (id, _) = run(&wizard);
    for probe in [ProbeId::RestTcp, ProbeId::GrpcTcp] {
        send(&mut wizard, Msg::Probe(id, ProbeEvent::Started(probe)));
    }
    send(&mut wizard, Msg::Tick(at(3)));
    pictures("probes-running", &wizard);
    keys(&mut wizard, "⎋");
    pictures("probes-stopped", &wizard);
    let mut wizard = broken();
    keys(&mut wizard, "b");
    pictures("probes-ended", &wizard);
    keys(&mut wizard, "d");
    pictures("details", &wizard);
    keys(&mut wizard, "⎋t");
    pictures("timing-blocked", &wizard);
    let mut wizard = healthy();
    keys(&mut wizard, "t");
    pictures("timing", &wizard);
    // A fault that comes and goes.
    let mut wizard = broken();
    for found in [fine, blocked, fine] {
        keys(&mut wizard, "R");
        end(&mut wizard, found);
    }
    keys(&mut wizard, "b");
    pictures("probes-again", &wizard);
}

#[test]
fn pictures_of_a_watch() {
    let mut wizard = known();
    wizard.watch_every(std::time::Duration::from_secs(5));
    keys(&mut wizard, "3⏎");
    let mut time = 0;
    for found in [fine, fine, blocked, blocked, fine, fine, fine] {
        end(&mut wizard, found);
        time += 5;
        if matches!(send(&mut wizard, Msg::Tick(at(time))).as_slice(), [Effect::LookAnew(_)]) {
            send(&mut wizard, Msg::LookedAnew(Ok(None)));
        }
    }
    pictures("watch-running", &wizard);
    end(&mut wizard, blocked);
    pictures("watch", &wizard);
}

#[test]
fn pictures_of_results() {
    let mut wizard = broken();
    pictures("result", &wizard);
    keys(&mut wizard, "?");
    pictures("help", &wizard);
    keys(&mut wizard, "⎋w");
    pictures("save", &wizard);
    keys(&mut wizard, "⎋");
    let link = wizard.links_shown().first().cloned().unwrap_or_default();
    send(&mut wizard, Msg::LinkOpened(link, false));
    pictures("link", &wizard);
    keys(&mut wizard, "⎋");
    send(&mut wizard, Msg::Input(Input::Ctrl('p')));
    pictures("screen-sharing", &wizard);
    let mut wizard = broken();
    keys(&mut wizard, "1r");
    end(&mut wizard, fine);
    pictures("result-fixed", &wizard);
    let mut wizard = healthy();
    pictures("result-healthy", &wizard);
    keys(&mut wizard, "s");
    pictures("result-code", &wizard);
}

#[test]
fn pictures_of_the_reset_links() {
    let mut wizard = known();
    keys(&mut wizard, "1211");
    end(&mut wizard, fine);
    keys(&mut wizard, "m");
    send(&mut wizard, Msg::Tick(at(42)));
    pictures("reset-link", &wizard);
    keys(&mut wizard, "lAna at work⏎a");
    send(&mut wizard, Msg::Tick(at(310)));
    pictures("reset-links", &wizard);
}

#[test]
fn pictures_of_a_saved_report() {
    let report = crate::report::text::tests::report();
    let mut wizard = Wizard::on_report(report.clone(), "customer.json");
    pictures("saved-report", &wizard);
    keys(&mut wizard, "v");
    pictures("compare", &wizard);
    let mut other = report.clone();
    "healthy".clone_into(&mut other.diagnosis.verdict);
    other.diagnosis.causes.clear();
    for probe in other.probes.iter_mut().filter(|p| p.id.starts_with("grpc.")) {
        probe.summary = format!("{}: it works", probe.id);
        "passed".clone_into(&mut probe.status);
        (probe.failure, probe.because) = (None, None);
    }
    let comparison = Comparison::of(&report, &other).expect("both have names");
    let both = SideBySide { a: ("customer.json", &report), b: ("office.json", &other), comparison: &comparison };
    keys(&mut wizard, "office.json⏎");
    send(&mut wizard, Msg::Compared(Ok(Box::new(both.told()))));
    pictures("comparison", &wizard);
}
