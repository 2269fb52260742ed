//! What is seen of a run and of its outcome, of reset links and of links.

use super::*;

#[test]
fn every_key_that_means_something_is_at_the_bottom() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    let shown = lines(&mut wizard).join("\n");
    for key in crate::wizard::actions::keys(&wizard).iter().filter(|k| k.rank < 9) {
        assert!(shown.contains(&format!("{} {}", key.keys, key.does)), "{}:\n{shown}", key.keys);
    }
    // Where there is no room for all, the help is named as the place of the others.
    let small = screen_of(&mut wizard, FULL, (60, 16)).join("\n");
    assert!(small.contains("? all keys") && small.contains("r check again"), "{small}");
    keys(&mut wizard, "b");
    send(&mut wizard, Msg::Input(Input::Char('b')));
    keys(&mut wizard, "⎋1");
    sees(&mut wizard, &["1-5 answer"]);
}

#[test]
fn probes_are_seen_as_they_run_and_skips_say_why() {
    let mut wizard = ready();
    let effects = keys(&mut wizard, "3⏎");
    let [Effect::StartRun(id, _)] = effects.as_slice() else { panic!("{effects:?}") };
    send(&mut wizard, Msg::Probe(*id, ProbeEvent::Started(ProbeId::RestDns)));
    send(&mut wizard, Msg::Tick(at(3)));
    assert!(wizard.wake().is_some());
    sees(&mut wizard, &["Checking abc.c0", "name resolves", "3.0 of 10 s", "Esc stop", "Here  · URL"]);
    send(&mut wizard, Msg::Probe(*id, ProbeEvent::Finished(ProbeId::RestDns, observed(passed()))));
    sees(&mut wizard, &["REST  ✓ name ─ · connect"]);
    let skipped = ProbeOutcome::Skipped(Skip::Behind(ProbeId::GrpcTcp));
    send(&mut wizard, Msg::Probe(*id, ProbeEvent::Finished(ProbeId::GrpcHealth, observed(skipped))));
    if let Screen::Probing(probing) = &mut wizard.screen {
        probing.selected = Some(ProbeId::GrpcHealth);
    }
    sees(&mut wizard, &["› · gRPC health  is healthy", "“gRPC: accepts connections” has to work"]);
}

#[test]
fn no_row_moves_while_probes_report() {
    let mut wizard = ready();
    let effects = keys(&mut wizard, "3⏎");
    let [Effect::StartRun(id, case)] = effects.as_slice() else { panic!("{effects:?}") };
    send(&mut wizard, Msg::RunStarted(*id, case.clone()));
    let plan = fixture::run(&wizard).1;
    // The lines of the chains alone: what stands below tells of the probe that runs.
    let places = |wizard: &mut Wizard| -> Vec<Vec<(usize, String)>> {
        let rows = screen_of(wizard, FULL, (80, 24)).into_iter().skip(4).take(3);
        let names = |row: String| {
            let row = row.split_once("  no answer").map_or(row.clone(), |(steps, _)| steps.to_owned());
            let cells: Vec<char> = row.chars().collect();
            let words = (0..cells.len()).filter(|i| *i > 0 && cells[i - 1] == ' ' && cells[*i].is_alphabetic());
            words.map(|i| (i, cells[i..].iter().take_while(|c| c.is_alphabetic()).collect())).collect()
        };
        rows.map(names).collect()
    };
    let first = places(&mut wizard);
    assert!(first.iter().map(Vec::len).sum::<usize>() > 12, "{first:?}");
    for probe in &plan {
        send(&mut wizard, Msg::Probe(*id, ProbeEvent::Started(*probe)));
        let observation = fixture::blocked(*probe);
        send(&mut wizard, Msg::Probe(*id, ProbeEvent::Finished(*probe, Box::new(observation))));
        for (first, now) in first.iter().zip(places(&mut wizard)) {
            assert!(now.iter().all(|word| first.contains(word)), "{first:?} {now:?}");
        }
        // In the smallest window, every chain is seen.
        let small = screen_of(&mut wizard, FULL, (60, 16)).join("\n");
        assert!(["REST", "gRPC", "Here"].iter().all(|chain| small.contains(chain)), "{small}");
    }
}

#[test]
fn a_result_says_who_has_to_act_and_what_changed() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    sees(
        &mut wizard,
        &[
            "✗ gRPC is blocked on this network",
            "your network team",
            "✗ connect",
            "› 1 [ ]",
            "Please allow outbound TCP 443",
        ],
    );
    keys(&mut wizard, "w");
    sees(&mut wizard, &["How we know", "more lines"]);
    keys(&mut wizard, "w ");
    sees(&mut wizard, &["  1 [x]", "› 2 [ ]"]);
    keys(&mut wizard, "r");
    finish(&mut wizard, &[]);
    sees(
        &mut wizard,
        &[
            "✓ Fixed. What failed before works now.",
            "gRPC accepts connections",
            "✗ failed          ✓ 12 ms",
            "Not rechecked because it passed before: REST",
            "✓ Everything works from here",
        ],
    );
}

#[test]
fn everything_on_a_result_can_be_reached_by_going_down() {
    let mut wizard = ready();
    keys(&mut wizard, "2⏎");
    finish(&mut wizard, &[]);
    let mut seen = lines(&mut wizard).join("\n");
    keys(&mut wizard, "w");
    seen.push_str(&lines(&mut wizard).join("\n"));
    for _ in 0..200 {
        keys(&mut wizard, "↓");
        seen.push_str(&lines(&mut wizard).join("\n"));
    }
    for text in ["What to look at next", "WEAVIATE_API_KEY", "To confirm", "Why", "Read more", "end of the text"] {
        assert!(seen.contains(text), "{text}");
    }
    for _ in 0..200 {
        keys(&mut wizard, "↑");
        let _ = lines(&mut wizard);
    }
    sees(&mut wizard, &["✓ name", "› 1 [ ]"]);
}

#[test]
fn the_first_screen_says_what_of_the_source_was_not_read() {
    use crate::frontend::session::start::scanned;
    use crate::model::scan_outcome::Project;
    use crate::model::scan_outcome::{Reason, ScanOutcome, SkippedFile};
    let words = crate::words::catalog::say("symptom", "source-unread");
    let left = |reason| {
        let left_out = vec![SkippedFile { path: "a.py".into(), reason }];
        Project::Read(Box::new(ScanOutcome { left_out, ours: 3, ..ScanOutcome::default() }))
    };
    for (project, told) in [
        (Project::Unread, true),
        (left(Reason::TooComplex), true),
        (left(Reason::Binary), false),
        (Project::Absent, false),
    ] {
        let mut wizard = ready();
        send(&mut wizard, Msg::Scanned(scanned(project.clone())));
        let seen = screen_of(&mut wizard, FULL, (120, 40)).join("\n");
        assert_eq!(seen.contains(words), told, "{project:?}: {seen}");
    }
}

#[test]
fn the_first_screen_and_the_result_name_the_line_in_the_source() {
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Discovered(found()));
    let finding = crate::model::source_finding::SourceFinding {
        cause: crate::model::cause::Cause::GrpcBlocked,
        path: "src/app.py".into(),
        line: 6,
        column: 12,
        end_line: 6,
        end_column: 20,
        cell: None,
        message: "Said by a rule.".into(),
        confidence: crate::model::finding::Confidence::Certain,
        fix: Vec::new(),
        lines: None,
    };
    let scanned = crate::wizard::source::Scanned { findings: vec![finding], files: 3, ..Default::default() };
    send(&mut wizard, Msg::Scanned(Some(Box::new(scanned))));
    sees(&mut wizard, &["! src/app.py:6 Said by a rule."]);
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    let lines = lines(&mut wizard);
    let place = lines.iter().position(|l| l.contains("→ src/app.py:6:12: Said by a rule."));
    let summary = lines.iter().position(|l| l.contains("Do this"));
    assert!(place.is_some() && place < summary, "{}", lines.join("\n"));
}

#[test]
fn the_countdown_is_large_and_goes_on_in_the_header() {
    let mut wizard = ready();
    keys(&mut wizard, "1211");
    finish(&mut wizard, &[]);
    sees(&mut wizard, &["m requested it", "Do this"]);
    keys(&mut wizard, "m");
    sees(
        &mut wizard,
        &[
            "██████       ████    ████",
            "expires at 08:05:00 UTC",
            "requested once",
            "If the email is late",
            "reset link 5:00",
        ],
    );
    keys(&mut wizard, "bbbb");
    send(&mut wizard, Msg::Tick(at(250)));
    sees(&mut wizard, &["! reset link 0:50"]);
    send(&mut wizard, Msg::Tick(at(301)));
    sees(&mut wizard, &["! reset link expired"]);
    keys(&mut wizard, "m");
    sees(&mut wizard, &["The link has expired", "⏎ new email"]);
    let small = screen_of(&mut wizard, FULL, (10, 3));
    assert!(small.first().is_some_and(|l| l.starts_with("0:00")), "{small:?}");
}

#[test]
fn a_link_is_shown_in_full_and_as_a_picture() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    let effects = keys(&mut wizard, "o");
    let [Effect::OpenLink(link)] = effects.as_slice() else { panic!("{effects:?}") };
    send(&mut wizard, Msg::LinkOpened(link.clone(), false));
    for (size, theme) in
        [((80, 24), FULL), ((200, 50), Theme { color: false, unicode: false, ..Theme::default() }), ((60, 16), FULL)]
    {
        let seen = screen_of(&mut wizard, theme, size).join("\n");
        // In full, even where it takes several lines.
        let whole: String = seen.chars().filter(char::is_ascii_graphic).collect();
        assert!(whole.contains("https://") && seen.contains("Open this on any device"), "{seen}");
        assert_eq!(seen.contains("camera"), size != (60, 16), "{seen}");
    }
}

#[test]
fn where_a_code_has_no_room_the_screen_says_what_size_it_needs() {
    let ascii = Theme { unicode: false, ..FULL };
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    let link = wizard.links_shown().first().cloned().expect("a link");
    send(&mut wizard, Msg::LinkOpened(link, false));
    for (theme, from) in [(ascii, (80, 24)), (ascii, (60, 16)), (ascii, (120, 30)), (FULL, (60, 16))] {
        let seen = screen_of(&mut wizard, theme, from).join(" ");
        let (_, after) = seen.split_once("needs a window of ").unwrap_or_else(|| panic!("{seen}"));
        let size: Vec<u16> = after
            .split(|c: char| !c.is_ascii_digit())
            .take(2)
            .filter_map(|number| number.parse::<u16>().ok())
            .collect();
        let [width, height] = size[..] else { panic!("{seen}") };
        let mut shows = |size| screen_of(&mut wizard, theme, size).join("\n").contains("camera");
        assert!(shows((width, height)), "{width}×{height}");
        // No line less would do, and no column less where the window was too narrow.
        assert!(!shows((width, height - 1)), "{width}×{height}");
        assert!(width == from.0 || !shows((width - 1, height)), "{width}×{height}");
    }
}

#[test]
fn without_unicode_everything_is_ascii_and_without_color_nothing_is_lost() {
    let plain = Theme { color: false, unicode: false, ..Theme::default() };
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    let lines = screen_of(&mut wizard, plain, (80, 24));
    assert!(lines.iter().all(|l| l.is_ascii()), "{}", lines.join("\n"));
    assert!(lines.iter().any(|l| l.contains("x gRPC is blocked")) && lines.iter().any(|l| l.contains("> 1 [ ]")));
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap_or_else(|e| match e {});
    let frame = terminal.draw(|frame| drop_drawn(view(&wizard, &plain, frame))).unwrap_or_else(|e| match e {});
    assert!(frame.buffer.content.iter().all(|c| c.fg == ratatui::style::Color::Reset));
}
