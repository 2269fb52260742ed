//! A picture of every screen: its text at 80×24 (`INSTA_UPDATE=always cargo test --lib pictures` draws them again). What must hold at any size,
//! without colors and without Unicode is compared with that picture and not stored.

use super::fixture::{blocked, case, configured, end, fine, report, run};
use super::*;
use crate::model::cause::Cause;
use crate::model::symptom::Symptom;
use crate::report::comparison::SideBySide;
use crate::rules::compare::Comparison;
use crate::wizard::Effect;
use crate::wizard::mouse::PointArea;
use crate::wizard::practice::PracticeFault;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Color;
use strum::IntoEnumIterator as _;

/// The size of the stored pictures comes first: the others are compared with it.
const SIZES: [(u16, u16); 4] = [(80, 24), (60, 16), (120, 40), (200, 50)];

/// A frame as a terminal shows it.
struct Shown {
    buffer: Buffer,
    cursor: Position,
    hits: Vec<PointArea>,
    drawn: Drawn,
}

/// Draws twice: the first time the wizard learns how far the text goes.
fn shown(wizard: &Wizard, theme: Theme, (width, height): (u16, u16)) -> Shown {
    let mut wizard = wizard.clone();
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap_or_else(|e| match e {});
    let mut draw = || {
        let mut told = (Drawn::default(), Vec::new());
        let frame = terminal.draw(|frame| told = view_with_hits(&wizard, &theme, frame)).unwrap_or_else(|e| match e {});
        let (buffer, (drawn, hits)) = (frame.buffer.clone(), told);
        let _ = wizard.update(Msg::Drawn(drawn));
        let _ = wizard.update(Msg::Hits(hits.clone()));
        Shown { buffer, cursor: terminal.get_cursor_position().unwrap_or_else(|e| match e {}), hits, drawn }
    };
    draw();
    draw()
}

pub(super) fn buffer(wizard: &Wizard, theme: Theme, size: (u16, u16)) -> Buffer {
    shown(wizard, theme, size).buffer
}

fn rows(buffer: &Buffer) -> Vec<String> {
    let wide = usize::from(buffer.area.width);
    let row = |cells: &[ratatui::buffer::Cell]| cells.iter().map(ratatui::buffer::Cell::symbol).collect::<String>();
    buffer.content.chunks(wide).map(|cells| row(cells).trim_end().to_owned()).collect()
}

/// Compares the text at 80×24 with what is stored, and holds what must be true of every size, theme and terminal.
#[track_caller]
fn pictures(name: &str, wizard: &Wizard) {
    let redactor = Redactor::new([&ApiKey::new(PLANTED.to_owned())]);
    let stored = rows(&buffer(wizard, FULL, SIZES[0]));
    insta::with_settings!({
        snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true
    }, { insta::assert_snapshot!(name, without_totals(&stored)) });
    for size in SIZES {
        let full = shown(wizard, FULL, size);
        let text = rows(&full.buffer);
        let seen = format!("{name} at {size:?}:\n{}", text.join("\n"));
        assert!(!redactor.finds(&text.join("\n")) && !redactor.finds(&text.concat()), "the key is seen: {seen}");
        assert_eq!(rows(&buffer(wizard, Theme { color: false, ..FULL }, size)), text, "colors carry something: {seen}");
        let without = buffer(wizard, Theme { color: false, ..FULL }, size);
        assert!(without.content.iter().all(|c| c.fg == Color::Reset && c.bg == Color::Reset), "a color: {seen}");
        let plain = rows(&buffer(wizard, Theme { unicode: false, ..FULL }, size));
        assert!(plain.iter().all(|l| l.is_ascii() && !l.contains("??")), "not ASCII: {}", plain.join("\n"));
        nothing_is_cut(&text, size.0, &seen);
        nothing_overlaps(&full, &seen);
        selection_and_cursor_are_seen(wizard, &full, &stored, &text, &seen);
        if size.0 > SIZES[0].0 {
            nothing_is_missing(&stored, &text, &seen);
        }
    }
}

/// The rows with `N` for what grows with each new cause: how many there are, and how many lines follow where all are listed.
fn without_totals(rows: &[String]) -> String {
    let total = format!("of {}", Symptom::iter().count() + Cause::iter().count());
    let hidden = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "N");
    let all = rows.iter().any(|row| row.contains(&format!("{} {total}", &total[3..])));
    let row = |row: &String| match row.find(&total) {
        _ if all && (row.contains(&total) || row.contains(" more lines ")) => hidden(row),
        Some(at) => row[..at].to_owned() + &hidden(&row[at..]),
        None => row.clone(),
    };
    rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

/// In the last column stand the scroll bar, a frame and the line's end, never a text that may go on. The keys at the bottom come whole or not.
fn nothing_is_cut(text: &[String], width: u16, seen: &str) {
    for line in body(text).iter().filter(|line| line.chars().count() == usize::from(width)) {
        assert!(line.ends_with(['┃', '│', '─', '…']), "“{line}” goes on: {seen}");
    }
}

/// The lines above the keys.
fn body(text: &[String]) -> &[String] {
    &text[..text.iter().rposition(|line| line.starts_with("──")).unwrap_or(text.len())]
}

/// What can be pointed at is inside the frame, and no two of them share a cell.
fn nothing_overlaps(shown: &Shown, seen: &str) {
    let area = |hit: &PointArea| Rect::new(hit.x, hit.y, hit.width, hit.height);
    for (i, hit) in shown.hits.iter().enumerate() {
        assert_eq!(area(hit).intersection(shown.buffer.area), area(hit), "{hit:?}: {seen}");
        for other in &shown.hits[i + 1..] {
            assert!(!area(hit).intersects(area(other)), "{hit:?} and {other:?}: {seen}");
        }
    }
}

/// What is selected, and the cursor where something can be typed, are seen at every size.
fn selection_and_cursor_are_seen(wizard: &Wizard, shown: &Shown, stored: &[String], text: &[String], seen: &str) {
    let selected = |text: &[String]| text.iter().any(|l| l.contains("› "));
    let further_down = shown.drawn.furthest > 0 && !shown.drawn.selected_seen;
    assert!(!selected(stored) || selected(text) || further_down, "nothing is selected: {seen}");
    assert!(shown.drawn.offset <= shown.drawn.furthest, "scrolled too far: {seen}");
    if wizard.is_typing() {
        let Position { x, y } = shown.cursor;
        assert!((x, y) != (0, 0) && shown.buffer.area.contains(shown.cursor), "the cursor is at {x}, {y}: {seen}");
    }
}

/// A larger screen shows every word that the stored one does, the line that says that there is more aside.
fn nothing_is_missing(stored: &[String], text: &[String], seen: &str) {
    let larger: String = body(text).concat().split_whitespace().collect::<String>().to_lowercase();
    let whole = body(stored).iter().filter(|line| !line.trim_start().starts_with('…'));
    for word in whole.flat_map(|line| line.split_whitespace()).filter(|w| w.contains(char::is_alphabetic)) {
        // What is shortened is seen up to there.
        let word = word.trim_matches(['┃', '│', '─']).split('…').next().unwrap_or_default();
        assert!(larger.contains(&word.to_lowercase()), "“{word}” is missing: {seen}");
    }
}

fn practice_faults() -> Vec<PracticeFault> {
    use crate::io::practice::Fault;
    Fault::iter().map(|f| PracticeFault { id: f.id().to_owned(), broken: f.broken() }).collect()
}

fn found_at(case: crate::model::case::Case) -> Wizard {
    let mut wizard = Wizard::new(None, practice_faults());
    send(&mut wizard, Msg::Tick(at(0)));
    send(&mut wizard, Msg::Discovered(Box::new(case)));
    send(&mut wizard, Msg::Scanned(None));
    wizard
}

pub(super) fn known() -> Wizard {
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

pub(super) fn healthy() -> Wizard {
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
    keys(&mut wizard, "⎋x");
    pictures("share", &wizard);
    keys(&mut wizard, "2");
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
    keys(&mut wizard, "w");
    pictures("result-why", &wizard);
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
