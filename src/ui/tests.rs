//! Tests of what is seen: key lines of each screen, at several sizes, and a long random walk that finds neither a panic nor a key.

mod fixture;
mod screens;

use super::*;
use crate::evidence::{Outcome, ProbeEvent, ProbeId, Skip};
use crate::secret::{ApiKey, Redactor};
use crate::wizard::tests::{PLANTED, at, faults, finish, found, grpc_blocked, keys, observed, passed, ready, send};
use crate::wizard::{Effect, Input, Key, Msg, Pasted};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::time::Duration;

const FULL: Theme = Theme { color: true, unicode: true, shade: theme::Shade::Terminal, deep: false };

/// What is on screen, line by line, and how it was drawn.
fn screen_of(wizard: &mut Wizard, theme: Theme, (width, height): (u16, u16)) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap_or_else(|e| match e {});
    let mut drawn = (Drawn::default(), Vec::new());
    let frame = terminal.draw(|frame| drawn = view_with_hits(wizard, &theme, frame)).unwrap_or_else(|e| match e {});
    let lines = frame
        .buffer
        .content
        .chunks(usize::from(width).max(1))
        .map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>())
        .collect();
    let _ = wizard.update(Msg::Drawn(drawn.0));
    let _ = wizard.update(Msg::Hits(drawn.1));
    lines
}

fn lines(wizard: &mut Wizard) -> Vec<String> {
    screen_of(wizard, FULL, (80, 24))
}

/// Whether all of these are seen, each on some line.
#[track_caller]
fn sees(wizard: &mut Wizard, expected: &[&str]) {
    let lines = lines(wizard);
    for text in expected {
        assert!(lines.iter().any(|l| l.contains(text)), "“{text}” is not on screen:\n{}", lines.join("\n"));
    }
}

#[test]
fn the_first_screen_needs_nothing_and_then_shows_what_was_found() {
    let mut wizard = Wizard::new(None, faults());
    sees(&mut wizard, &["What do you see?", "Found here  looking", "● Symptom ── ○ Cluster", "q quit"]);
    send(&mut wizard, Msg::Discovered(found()));
    let fingerprint = ApiKey::new(PLANTED.to_owned()).fingerprint();
    sees(
        &mut wizard,
        &["weaviate.cloud     WEAVIATE_URL in .env", &format!("set, fingerprint {fingerprint}"), "nothing else found"],
    );
    // The six of the source document, in its order.
    let lines = lines(&mut wizard);
    for (line, words) in
        lines.iter().skip(4).zip(["log in", "401", "times out", "MFA was turned on", "new cluster", "device"])
    {
        assert!(line.contains(words), "{line}");
    }
}

#[test]
fn each_symptom_is_explained_in_whole_sentences_even_while_a_reset_link_runs() {
    let mut wizard = ready();
    let scanned = crate::wizard::source::Scanned { files: 3, ..Default::default() };
    send(&mut wizard, Msg::Scanned(Some(Box::new(scanned))));
    let link = crate::wizard::StoredLink { id: 1, start: 1_800_000_000, asked: 1, label: String::new() };
    send(&mut wizard, Msg::StoredLinks(vec![link]));
    for _ in 0..9 {
        let seen = lines(&mut wizard);
        let row = seen.iter().rposition(|l| l.contains("sure, check everything")).expect("the last symptom");
        let explained = seen[row + 2].trim_end();
        assert!(explained.ends_with('.'), "{explained}:\n{}", seen.join("\n"));
        assert!(seen.iter().any(|l| l.contains("m reset link")) && seen.iter().any(|l| l.contains("source ")));
        keys(&mut wizard, "j");
    }
}

#[test]
fn filtering_by_typing() {
    let mut wizard = ready();
    keys(&mut wizard, "/mfa gone");
    let lines = lines(&mut wizard);
    assert!(lines.iter().any(|l| l.contains("› MFA blocks me")) && !lines.iter().any(|l| l.contains("401")));
    keys(&mut wizard, "zzz");
    sees(&mut wizard, &["Nothing matches"]);
}

#[test]
fn the_filter_finds_causes_and_explains_them_by_keys_and_mouse() {
    let mut wizard = ready();
    keys(&mut wizard, "/");
    sees(&mut wizard, &["77 of 77", "› I can't log in", "Known causes", "more lines", "⏎ next"]);
    keys(&mut wizard, "proxy");
    sees(&mut wizard, &["› It works in one place", "Known causes", "⏎ next"]);
    send(&mut wizard, Msg::Input(Input::Key(Key::End)));
    sees(&mut wizard, &["⏎ explain", "F1 help"]);
    let last = lines(&mut wizard);
    // A click selects and moves nothing; a second one opens.
    let row = last.iter().position(|l| l.contains("› ")).expect("selected");
    let above = last[row - 1].trim().to_owned();
    click(&mut wizard, &above);
    assert!(lines(&mut wizard)[row - 1].contains(&format!("› {above}")), "{above}");
    click(&mut wizard, &above);
    sees(&mut wizard, &["What to do", "  1 ", "c copy", "● Symptom"]);
    let first = lines(&mut wizard);
    send(&mut wizard, Msg::Input(Input::Wheel(1)));
    assert_ne!(lines(&mut wizard), first);
    let copied = click(&mut wizard, "c copy");
    assert!(matches!(copied.as_slice(), [Effect::Copy(crate::wizard::CopyOf::Explanation, _)]));
    keys(&mut wizard, "⎋");
    sees(&mut wizard, &["/ proxy", &format!("› {above}")]);
    // Walking through all of it, what is selected is always seen.
    keys(&mut wizard, "⎋/");
    for size in [(60, 16), (80, 24), (200, 50)] {
        for key in std::iter::repeat_n(Key::Down, 80).chain(std::iter::repeat_n(Key::Up, 80)) {
            let seen = screen_of(&mut wizard, FULL, size).join("\n");
            assert!(seen.contains(" › "), "{seen}");
            send(&mut wizard, Msg::Input(Input::Key(key)));
        }
    }
}

#[test]
fn the_form_says_what_comes_out_and_what_is_wrong() {
    let mut wizard = ready();
    keys(&mut wizard, "2");
    sees(
        &mut wizard,
        &[
            "REST  abc.c0.europe-west3.gcp.weaviate.cloud:443",
            "gRPC  grpc-abc.c0.europe-west3.gcp.weaviate.cloud:443",
            "••••••••••••••••   20 to 200 characters, fingerprint",
            "from WEAVIATE_API_KEY",
            "› [ Go on ]",
        ],
    );
    keys(&mut wizard, "↑↑↑↑");
    send(&mut wizard, Msg::Input(Input::Ctrl('u')));
    keys(&mut wizard, "console.weaviate.cloud↓\"short\"");
    sees(&mut wizard, &["✗ This URL is the console's", "The quotes around it", "as it is and tidied"]);
    // The key in the wrong field is hidden there.
    keys(&mut wizard, "↑");
    send(&mut wizard, Msg::Input(Input::Ctrl('u')));
    send(&mut wizard, Msg::Input(Input::Paste(Pasted::new(PLANTED.to_owned()))));
    sees(&mut wizard, &["This looks like your key"]);
}

#[test]
fn a_password_or_token_in_the_url_is_veiled_while_it_is_typed() {
    let mut wizard = ready();
    keys(&mut wizard, "2↑↑↑↑");
    send(&mut wizard, Msg::Input(Input::Ctrl('u')));
    for c in "https://some:hunter2@abc.weaviate.cloud/v1?token=tok3n#frag".chars() {
        send(&mut wizard, Msg::Input(Input::Char(c)));
        let seen = lines(&mut wizard).join("\n");
        for secret in ["hunter", "tok3", "frag"] {
            assert!(!seen.contains(secret), "{seen}");
        }
    }
    sees(&mut wizard, &["https://••••••••••••@abc.weaviate.cloud/v1?•••••••••••#••••", "A user name or password in"]);
    // The cursor stands behind the last character, and a window that shows only the end shows dots too.
    let mut terminal = Terminal::new(TestBackend::new(60, 16)).unwrap_or_else(|e| match e {});
    terminal.draw(|frame| drop_drawn(view(&wizard, &FULL, frame))).unwrap_or_else(|e| match e {});
    let cursor = terminal.get_cursor_position().unwrap_or_else(|e| match e {});
    assert!(cursor.x > 40 && cursor.x < 60, "{cursor}");
    keys(&mut wizard, "↓⎋");
    let seen = lines(&mut wizard).join("\n");
    assert!(!seen.contains("hunter") && !seen.contains("tok3"), "{seen}");
}

#[test]
fn every_key_that_means_something_is_at_the_bottom() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    let shown = lines(&mut wizard).join("\n");
    for key in crate::wizard::help::keys(&wizard).iter().filter(|k| k.rank < 9) {
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
    sees(&mut wizard, &["Probing abc.c0", "name resolves", "3.0 of 10 s", "Esc stop", "This machine"]);
    send(&mut wizard, Msg::Probe(*id, ProbeEvent::Finished(ProbeId::RestDns, observed(passed()))));
    sees(&mut wizard, &["✓ name resolves              12 ms"]);
    let skipped = Outcome::Skipped(Skip::Behind(ProbeId::GrpcTcp));
    send(&mut wizard, Msg::Probe(*id, ProbeEvent::Finished(ProbeId::GrpcHealth, observed(skipped))));
    if let Screen::Probing(probing) = &mut wizard.screen {
        probing.selected = Some(ProbeId::GrpcHealth);
    }
    sees(&mut wizard, &["is healthy               skipped", "because “gRPC: accepts connections”"]);
}

#[test]
fn a_result_says_who_has_to_act_and_what_changed() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    sees(
        &mut wizard,
        &["✗ gRPC is blocked on this network", "whoever runs your network", "How we know", "› 1 [ ]", "more lines"],
    );
    keys(&mut wizard, "1");
    sees(&mut wizard, &["  1 [x]", "› 2 [ ]"]);
    keys(&mut wizard, "r");
    finish(&mut wizard, &[]);
    sees(
        &mut wizard,
        &[
            "✓ Fixed. What failed before was measured again",
            "gRPC accepts connections",
            "✗ failed          ✓ 12 ms",
            "Not run again, since everything there had passed: REST",
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
    keys(&mut wizard, "s");
    seen.push_str(&lines(&mut wizard).join("\n"));
    for _ in 0..200 {
        keys(&mut wizard, "↓");
        seen.push_str(&lines(&mut wizard).join("\n"));
    }
    for text in ["What to do", "WEAVIATE_API_KEY", "Then check", "Why", "Read more", "end of the text"] {
        assert!(seen.contains(text), "{text}");
    }
    for _ in 0..200 {
        keys(&mut wizard, "↑");
        let _ = lines(&mut wizard);
    }
    sees(&mut wizard, &["How we know", "› 1 [ ]"]);
}

#[test]
fn the_countdown_is_large_and_goes_on_in_the_header() {
    let mut wizard = ready();
    keys(&mut wizard, "1211");
    finish(&mut wizard, &[]);
    sees(&mut wizard, &["m asked for the mail", "you said: “The link says"]);
    keys(&mut wizard, "m");
    sees(
        &mut wizard,
        &[
            "██████       ████    ████",
            "dies at 08:05:00 UTC",
            "asked for once",
            "If the mail is late",
            "reset link 5:00",
        ],
    );
    keys(&mut wizard, "bbbb");
    send(&mut wizard, Msg::Tick(at(250)));
    sees(&mut wizard, &["! reset link 0:50"]);
    send(&mut wizard, Msg::Tick(at(301)));
    sees(&mut wizard, &["! reset link expired"]);
    keys(&mut wizard, "m");
    sees(&mut wizard, &["The link has expired", "⏎ asked again"]);
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
        let size: Vec<u16> =
            after.split(|c: char| !c.is_ascii_digit()).take(2).filter_map(|number| number.parse().ok()).collect();
        let [width, height] = size[..] else { panic!("{seen}") };
        let mut shows = |size| screen_of(&mut wizard, theme, size).join("\n").contains("camera");
        assert!(shows((width, height)), "{width}×{height}");
        // No line less would do, and no column less where the window was too narrow.
        assert!(!shows((width, height - 1)), "{width}×{height}");
        assert!(width == from.0 || !shows((width - 1, height)), "{width}×{height}");
    }
}

/// A case and findings full of names.
fn named(wizard: &mut Wizard) {
    let mut case = found();
    case.url = crate::case::Given::new(
        "https://secretid9.c0.europe-west3.gcp.weaviate.cloud".to_owned(),
        crate::evidence::Origin::File("/home/annabel/a-folder-with-a-long-name/of-a-project/inside/.env".to_owned()),
    );
    case.key.origin =
        crate::evidence::Origin::File("/home/annabel/another-folder-with-a-long-name/for-secrets/key.txt".to_owned());
    send(wizard, Msg::Discovered(case));
}

#[test]
fn on_a_shared_screen_no_name_is_seen_and_one_step_at_a_time() {
    const NAMES: [&str; 3] = ["secretid9", "203.0.113.1", "annabel"];
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Tick(at(0)));
    named(&mut wizard);
    sees(&mut wizard, &["secretid9"]);
    send(&mut wizard, Msg::Input(Input::Ctrl('p')));
    let mut seen = String::new();
    let mut look = |wizard: &mut Wizard| {
        for size in [(60, 16), (80, 24), (120, 40), (200, 50)] {
            let lines = screen_of(wizard, FULL, size);
            let screen = lines.join("\n");
            for name in NAMES {
                assert!(!screen.contains(name), "{name}:\n{screen}");
            }
            assert!(screen.contains("screen sharing: names replaced"), "{screen}");
            seen.push_str(&screen);
        }
    };
    look(&mut wizard);
    keys(&mut wizard, "3");
    look(&mut wizard);
    keys(&mut wizard, "↑↑↑↑");
    look(&mut wizard);
    keys(&mut wizard, "↓↓↓↓⏎");
    look(&mut wizard);
    finish(&mut wizard, &grpc_blocked());
    look(&mut wizard);
    sees(&mut wizard, &["What to do: step 1 of", "› 1 [ ]", "grpc-cluster-"]);
    let lines_now = lines(&mut wizard).join("\n");
    assert!(!lines_now.contains("  2 [ ]"), "{lines_now}");
    keys(&mut wizard, "↓s");
    look(&mut wizard);
    keys(&mut wizard, "bd");
    look(&mut wizard);
    // One press of the key does not leave it, another key in between makes it stay.
    for _ in 0..2 {
        send(&mut wizard, Msg::Input(Input::Ctrl('p')));
        sees(&mut wizard, &["Press Ctrl-P once more"]);
        keys(&mut wizard, "j");
        look(&mut wizard);
    }
    // What is copied is real: it has to work where it is pasted.
    keys(&mut wizard, "⎋⏎");
    let effects = keys(&mut wizard, "c");
    assert!(matches!(effects.as_slice(), [Effect::Copy(_, text)] if text.contains("secretid9")), "{effects:?}");
    shared_pictures(&mut wizard);
    send(&mut wizard, Msg::Input(Input::Ctrl('p')));
    send(&mut wizard, Msg::Input(Input::Ctrl('p')));
    sees(&mut wizard, &["secretid9"]);
}

/// The timing picture, another report beside this one, and the configured clusters show no name either.
fn shared_pictures(wizard: &mut Wizard) {
    let unseen = |wizard: &mut Wizard, expected: &str| {
        let screen = screen_of(wizard, FULL, (120, 40)).join("\n");
        assert!(screen.contains(expected), "{screen}");
        for name in ["secretid9", "othersecret7", "shop-staging", "annabel"] {
            assert!(!screen.contains(name), "{name}:\n{screen}");
        }
    };
    keys(wizard, "t");
    unseen(wizard, "When each probe ran");
    keys(wizard, "⎋vx.json⏎");
    let host = "othersecret7.c0.europe-west3.gcp.weaviate.cloud";
    let side = |name: &str| (name.to_owned(), format!("healthy · {host}:443"));
    let sides = [side("this run"), side("x.json")];
    let told =
        crate::report::comparison::Told { sides, hosts: vec![format!("https://{host}:443")], ..Default::default() };
    send(wizard, Msg::Compared(Ok(Box::new(told))));
    unseen(wizard, "x.json");
    keys(wizard, "⎋");
    let mut case = configured();
    case.configured[0].name = "shop-staging".to_owned();
    case.configured[0].url = format!("https://{host}");
    let mut fresh = Wizard::new(None, faults());
    send(&mut fresh, Msg::Discovered(case));
    fresh.present();
    keys(&mut fresh, "2");
    unseen(&mut fresh, "Which of your clusters?");
    // Letters and numbers still find what is hidden.
    keys(&mut fresh, "/shop");
    unseen(&mut fresh, "1 of 4");
    // What is explained from the first list names nobody.
    keys(&mut fresh, "⎋⎋⎋/grpc-blocked⏎");
    unseen(&mut fresh, "gRPC is blocked on this network");
}

/// Clicks on the first place that shows this.
#[track_caller]
fn click(wizard: &mut Wizard, text: &str) -> Vec<Effect> {
    let lines = lines(wizard);
    let (y, x) = lines
        .iter()
        .enumerate()
        .find_map(|(y, l)| l.find(text).map(|x| (y, l[..x].chars().count())))
        .unwrap_or_else(|| panic!("“{text}” is not on screen:\n{}", lines.join("\n")));
    let place = |n: usize| u16::try_from(n).unwrap_or(0);
    send(wizard, Msg::Input(Input::Click { x: place(x), y: place(y) }))
}

#[test]
fn every_list_and_every_key_can_be_pointed_at() {
    let mut wizard = ready();
    assert_eq!(click(&mut wizard, "Found here"), vec![]);
    assert_eq!(wizard.screen, Screen::Symptom);
    // A click selects, a second one goes on.
    click(&mut wizard, "times out");
    sees(&mut wizard, &["› 3"]);
    click(&mut wizard, "times out");
    sees(&mut wizard, &["Which cluster?"]);
    click(&mut wizard, "Client");
    sees(&mut wizard, &["› Client"]);
    click(&mut wizard, "[ ] go without");
    sees(&mut wizard, &["[x] go without"]);
    click(&mut wizard, "[x] go without");
    click(&mut wizard, "[ Practice cluster ]");
    sees(&mut wizard, &["What shall be broken?"]);
    click(&mut wizard, "Esc");
    let effects = click(&mut wizard, "[ Go on ]");
    assert!(matches!(effects.as_slice(), [Effect::StartRun(..)]), "{effects:?}");
    click(&mut wizard, "is healthy");
    sees(&mut wizard, &["› · is healthy"]);
    finish(&mut wizard, &grpc_blocked());
    click(&mut wizard, "⏎ result");
    click(&mut wizard, "2 [ ]");
    sees(&mut wizard, &["› 2 [ ]"]);
    click(&mut wizard, "2 [ ]");
    sees(&mut wizard, &["  2 [x]"]);
    send(&mut wizard, Msg::Input(Input::Wheel(1)));
    let seen = lines(&mut wizard).join("\n");
    assert!(!seen.contains("✗ gRPC is blocked on"), "{seen}");
    assert_eq!(click(&mut wizard, "q quit"), vec![Effect::Quit(crate::wizard::Leaving::Done)]);
    let mut wizard = ready();
    keys(&mut wizard, "1");
    click(&mut wizard, "authenticator");
    click(&mut wizard, "authenticator");
    sees(&mut wizard, &["Do you still have"]);
}

#[test]
fn tabs_links_and_lists_can_be_pointed_at() {
    let mut wizard = ready();
    keys(&mut wizard, "2⏎");
    finish(&mut wizard, &[]);
    keys(&mut wizard, "s");
    sees(&mut wizard, &["[Python] │ TypeScript"]);
    click(&mut wizard, "Go │");
    sees(&mut wizard, &["│ [Go] │", "package main"]);
    assert_eq!(wizard.case.client.language, crate::client::Language::Go);
    send(&mut wizard, Msg::Input(Input::Key(Key::End)));
    let _ = lines(&mut wizard);
    send(&mut wizard, Msg::Input(Input::Key(Key::End)));
    let effects = click(&mut wizard, "https://docs.weaviate.io");
    let [Effect::OpenLink(link)] = effects.as_slice() else { panic!("{effects:?}") };
    // No browser here: the link is shown, and a click on the picture copies it.
    send(&mut wizard, Msg::LinkOpened(link.clone(), false));
    let effects = click(&mut wizard, "▄▄▄▄▄");
    assert!(matches!(effects.as_slice(), [Effect::Copy(crate::wizard::CopyOf::Link, _)]), "{effects:?}");
    keys(&mut wizard, "⎋");
    let mut wizard = ready();
    keys(&mut wizard, "1211");
    finish(&mut wizard, &[]);
    keys(&mut wizard, "mlAna⏎a");
    sees(&mut wizard, &["› 2  link 2"]);
    click(&mut wizard, "1  Ana");
    sees(&mut wizard, &["› 1  Ana"]);
    keys(&mut wizard, "2");
    sees(&mut wizard, &["› 2  link 2"]);
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Discovered(configured()));
    keys(&mut wizard, "2");
    click(&mut wizard, "staging");
    let effects = click(&mut wizard, "staging");
    assert_eq!(effects, vec![Effect::ChooseCluster("staging".to_owned())]);
}

#[test]
fn no_row_moves_while_probes_report() {
    for size in [(60, 16), (80, 24)] {
        let mut wizard = ready();
        let effects = keys(&mut wizard, "3⏎");
        let [Effect::StartRun(id, case)] = effects.as_slice() else { panic!("{effects:?}") };
        send(&mut wizard, Msg::RunStarted(*id, case.clone()));
        let plan = fixture::run(&wizard).1;
        let titles = |wizard: &mut Wizard| -> Vec<(usize, String)> {
            let rows = screen_of(wizard, FULL, size).into_iter().enumerate();
            // The rows of the list alone: what stands below tells of the probe that runs.
            let rows =
                rows.map(|(y, l)| (y, plan.iter().filter(|id| l.contains(id.title())).map(|id| id.title()).collect()));
            rows.filter(|(_, titles): &(usize, String)| !titles.is_empty()).collect()
        };
        let first = titles(&mut wizard);
        assert!(first.len() > 4, "{first:?}");
        for probe in &plan {
            send(&mut wizard, Msg::Probe(*id, ProbeEvent::Started(*probe)));
            let observation = fixture::blocked(*probe);
            send(&mut wizard, Msg::Probe(*id, ProbeEvent::Finished(*probe, Box::new(observation))));
            let now = titles(&mut wizard);
            assert!(first.iter().all(|row| now.contains(row)), "{first:?} {now:?}");
        }
    }
}

#[test]
fn help_shows_the_keys_of_the_screen_beneath() {
    let mut wizard = ready();
    keys(&mut wizard, "?");
    sees(&mut wizard, &["Keys on this screen", "Show only the lines that contain"]);
    keys(&mut wizard, "⎋2↑↑↑↑");
    send(&mut wizard, Msg::Input(Input::F(1)));
    sees(&mut wizard, &["Go to another field", "Ctrl-U"]);
}

#[test]
fn without_unicode_everything_is_ascii_and_without_colour_nothing_is_lost() {
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

fn drop_drawn(_: Drawn) {}

#[test]
fn an_error_text_shows_its_cause_and_the_deciding_words_and_never_the_key() {
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Tick(at(0)));
    send(&mut wizard, Msg::Discovered(Box::new(crate::case::Case::empty())));
    keys(&mut wizard, "8");
    sees(&mut wizard, &["What does the error say?", "● Error text", "Ctrl-O open a file", "F1 help"]);
    let text = format!(
        "headers: {{'Authorization': 'Bearer {PLANTED}'}}\nweaviate.exceptions.UnexpectedStatusCodeError: Meta endpoint! Unexpected \
         status code: 401, with response body: {{'code': 401, 'message': 'unauthorized: invalid api key'}}.\n"
    );
    send(&mut wizard, Msg::Input(Input::Paste(Pasted::new(text))));
    sees(
        &mut wizard,
        &["These words decided it, in line 2", "^^^^^^^", "A key, token or password stood", "⏎ fix", "p run probes"],
    );
    keys(&mut wizard, "b");
    sees(&mut wizard, &["[key removed]", "Press Enter to see what it comes to"]);
    keys(&mut wizard, "⏎⏎");
    sees(&mut wizard, &["the text says: “", "r run probes", "● Fix"]);
    // A key that is typed, letter by letter, nothing announcing it.
    keys(&mut wizard, "bbe");
    let redactor = Redactor::new([&ApiKey::new(PLANTED[..12].to_owned())]);
    for c in PLANTED.chars() {
        send(&mut wizard, Msg::Input(Input::Char(c)));
        let seen = lines(&mut wizard).join("\n");
        assert!(!redactor.finds(&seen), "{seen}");
    }
    let mut wizard = ready();
    keys(&mut wizard, "8");
    send(&mut wizard, Msg::Input(Input::Paste(Pasted::new("it does not work".to_owned()))));
    sees(&mut wizard, &["does not say enough", "p run probes"]);
    send(&mut wizard, Msg::Input(Input::F(1)));
    sees(&mut wizard, &["Run the probes that settle it"]);
}

/// A small generator (Knuth's MMIX constants), so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }
}

/// Texts as people paste them: with a key, without a clue, huge, and hostile.
fn error_text(number: usize) -> String {
    let wrapped = format!("{}\n{}", &PLANTED[..17], &PLANTED[17..]);
    match number {
        0 => format!("weaviate: Authorization: Bearer {PLANTED}\nunauthorized: invalid api key"),
        1 => format!(
            "connect_to_weaviate_cloud(auth_credentials=Auth.api_key(\"{wrapped}\")) weaviate grpc DEADLINE_EXCEEDED"
        ),
        2 => format!("{PLANTED}\n\u{1b}[2Jredis: connection refused\u{202e}"),
        3 => "the reset link says it is expired".to_owned(),
        4 => format!("api_key={PLANTED} {}", "weaviate 語 https://x.weaviate.cloud/v1 404 Not Found\n".repeat(300)),
        _ => String::new(),
    }
}

fn configured() -> Box<crate::case::Case> {
    Box::new(fixture::configured())
}

/// Something that may happen. The planted key arrives only where a key belongs: by discovery, or typed into its field.
fn anything(random: &mut Random, wizard: &Wizard, clock: &mut u64, run: u64) -> Msg {
    const NAMED: [Key; 15] = [
        Key::Enter,
        Key::Esc,
        Key::Tab,
        Key::BackTab,
        Key::Backspace,
        Key::Delete,
        Key::Left,
        Key::Right,
        Key::Up,
        Key::Down,
        Key::Home,
        Key::End,
        Key::PageUp,
        Key::PageDown,
        Key::Enter,
    ];
    const TYPED: [char; 31] = [
        'e', 'o', 't', 'v', 'C', '8', '8', '1', '2', '3', '4', '5', '8', 'b', 'c', 'd', 'j', 'k', 'm', 'n', 'p', 'r',
        's', 'x', '+', '-', '?', '/', ' ', '語', '\u{202e}',
    ];
    let probes: Vec<ProbeId> = <ProbeId as strum::IntoEnumIterator>::iter().collect();
    match random.below(24) {
        0..=6 => Msg::Input(Input::Key(NAMED[random.below(NAMED.len())])),
        7..=13 => Msg::Input(Input::Char(TYPED[random.below(TYPED.len())])),
        14 => Msg::Input(Input::F(u8::try_from(1 + random.below(3)).unwrap_or(1))),
        15 => Msg::Input(Input::Ctrl(['n', 'u', 'w', 'a', 'e', 'k', 'o'][random.below(7)])),
        16 => {
            let key_field = wizard.is_typing() && wizard.cluster.row == crate::wizard::cluster::Row::Key;
            let in_form = wizard.screen == Screen::Cluster && key_field;
            if matches!(wizard.screen, Screen::ErrorText(_)) {
                return Msg::Input(Input::Paste(Pasted::new(error_text(random.below(6)))));
            }
            let junk = format!("\u{1b}[2J{}\u{0}\n", "https://x.weaviate.cloud/ü ".repeat(random.below(400)));
            Msg::Input(Input::Paste(Pasted::new(if in_form { PLANTED.to_owned() } else { junk })))
        }
        17 => {
            *clock += u64::try_from(random.below(90)).unwrap_or(0);
            Msg::Tick(at(*clock))
        }
        18 if random.below(3) == 0 => {
            let explanation = crate::explain::explain(error_text(random.below(6)).as_bytes());
            let read = if random.below(2) == 0 { Ok(Box::new(explanation)) } else { Err("no such file".to_owned()) };
            Msg::ErrorTextRead(u64::try_from(1 + random.below(4)).unwrap_or(1), read)
        }
        18 if random.below(2) == 0 => {
            let place = |n: usize| u16::try_from(n).unwrap_or(0);
            Msg::Input(if random.below(4) == 0 {
                Input::Wheel([-1, 1][random.below(2)])
            } else {
                Input::Click { x: place(random.below(90)), y: place(random.below(30)) }
            })
        }
        18 if random.below(2) == 0 => Msg::Compared(match random.below(2) {
            0 => Ok(Box::new(crate::report::comparison::Told::default())),
            _ => Err("no such file".to_owned()),
        }),
        18 => Msg::Discovered(if random.below(2) == 0 { found() } else { configured() }),
        19 if random.below(2) == 0 => {
            let mut case = configured();
            case.named = Some(crate::case::Named { name: "production".into(), own_grpc: None });
            case.key = found().key;
            Msg::ClusterChosen("production".into(), Ok(case))
        }
        19 => {
            let url = format!("https://{PLANTED}@practice.weaviate.cloud:1/{PLANTED}");
            let mut case = found();
            case.url = crate::case::Given::new(url, crate::evidence::Origin::Practice);
            Msg::Practice(faults()[random.below(2)].id.clone(), Ok(case))
        }
        20..=22 => {
            let id = probes[random.below(probes.len())];
            let blocked = grpc_blocked();
            let outcome = match random.below(4) {
                0 => passed(),
                1 => Outcome::Skipped(Skip::NoKey),
                2 => blocked[0].1.clone(),
                _ => blocked[1].1.clone(),
            };
            let event = match random.below(8) {
                0 => ProbeEvent::Ended(Duration::from_millis(7)),
                1 | 2 => ProbeEvent::Started(id),
                _ => ProbeEvent::Finished(id, observed(outcome)),
            };
            Msg::Probe(run, event)
        }
        _ => Msg::StoredLinks(vec![crate::wizard::StoredLink {
            id: u64::try_from(random.below(4)).unwrap_or(0),
            start: 1_800_000_000 + u64::try_from(random.below(500)).unwrap_or(0),
            asked: 1,
            label: ["", "語", "Ana"][random.below(3)].to_owned(),
        }]),
    }
}

#[test]
fn a_random_walk_finds_no_panic_and_no_key() {
    const SIZES: [(u16, u16); 8] = [(80, 24), (120, 40), (200, 50), (60, 16), (59, 15), (10, 3), (1, 1), (33, 200)];
    let redactor = Redactor::new([&ApiKey::new(PLANTED.to_owned())]);
    let mut screens = std::collections::BTreeSet::new();
    let (mut answers, mut explained) = (0, 0);
    for seed in 0..8 {
        let mut random = Random(seed * 7919 + 1);
        // Some begin where the error text goes, which few ways lead to by chance.
        let symptom = (seed % 3 == 2).then_some(crate::diagnosis::Symptom::HaveErrorText);
        let mut wizard = Wizard::new(symptom, faults());
        // Others begin at a cause that the filter found.
        if seed % 3 == 1 {
            for input in [Input::Char('/'), Input::Key(Key::End), Input::Key(Key::Enter)] {
                let _ = wizard.update(Msg::Input(input));
            }
        }
        let (mut clock, mut run) = (0, 0);
        for step in 0..600 {
            let msg = anything(&mut random, &wizard, &mut clock, run);
            for effect in wizard.update(msg) {
                assert!(!format!("{effect:?}").contains("plantedKey"));
                if let Effect::StartRun(id, _) = effect {
                    run = id;
                }
            }
            screens.insert((wizard.stage(), wizard.overlays.len().min(2)));
            answers +=
                usize::from(matches!(&wizard.screen, Screen::ErrorText(crate::wizard::error_text::Mode::Answer(_))));
            explained += usize::from(matches!(wizard.overlays.last(), Some(Overlay::Cause(_))));
            if step % 3 > 0 {
                continue;
            }
            let size = SIZES[random.below(SIZES.len())];
            let theme = Theme { color: true, unicode: random.below(2) == 0, ..Theme::default() };
            let seen = screen_of(&mut wizard, theme, size);
            assert!(!redactor.finds(&seen.join("")) && !redactor.finds(&seen.join("\n")), "{}", seen.join("\n"));
            let stripped: String = seen.join("").chars().filter(|c| !c.is_whitespace()).collect();
            assert!(!stripped.contains("plantedKey"), "{}", seen.join("\n"));
            assert!(!stripped.contains('\u{1b}') && !stripped.contains('\u{202e}'));
        }
    }
    assert!(answers > 20, "the walk should explain texts: {answers}");
    assert!(explained > 20, "the walk should read about causes: {explained}");
    assert!(screens.len() >= 9, "the walk should get around: {screens:?}");
}

#[test]
fn the_first_screen_and_the_result_name_the_line_in_the_source() {
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Discovered(found()));
    let finding = crate::scan::SourceFinding {
        cause: crate::diagnosis::Cause::GrpcBlocked,
        path: "src/app.py".to_owned(),
        line: 6,
        column: 12,
        end_line: 6,
        end_column: 20,
        cell: None,
        message: "Said by a rule.".to_owned(),
        confidence: crate::diagnosis::Confidence::Certain,
        fix: Vec::new(),
    };
    let scanned = crate::wizard::source::Scanned { findings: vec![finding], files: 3, ..Default::default() };
    send(&mut wizard, Msg::Scanned(Some(Box::new(scanned))));
    sees(&mut wizard, &["source    1 place to fix, first src/app.py:6:12"]);
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    let lines = lines(&mut wizard);
    let place = lines.iter().position(|l| l.contains("→ src/app.py:6:12: Said by a rule."));
    let summary = lines.iter().position(|l| l.contains("How we know"));
    assert!(place.is_some() && place < summary, "{}", lines.join("\n"));
}
