//! Tests of the plain lines: what is said and what an answer means, without a terminal.

use super::*;
use crate::model::cause::Cause;
use crate::model::evidence::ProbeEvent;
use crate::wizard::tests::{PLANTED, at, faults, finish, found, grpc_blocked, ready, send};
use strum::IntoEnumIterator as _;

/// Everything said so far after these answers.
fn talk(plain: &mut Plain, wizard: &mut Wizard, answers: &[&str]) -> String {
    let mut said = plain.tell(wizard);
    for answer in answers {
        let (lines, effects) = plain.hear(wizard, answer);
        said.extend(lines);
        if effects == [Effect::LookAnew(None)] {
            send(wizard, Msg::LookedAnew(Ok(None)));
        }
        said.extend(plain.tell(wizard));
    }
    said.join("\n")
}

fn asked(plain: &Plain, wizard: &Wizard) -> (String, bool) {
    plain.ask(wizard).map(|ask| (ask.text, ask.hidden)).unwrap_or_default()
}

#[test]
fn the_same_machine_is_driven_by_lines() {
    let (mut plain, mut wizard) = (Plain::default(), ready());
    let said = talk(&mut plain, &mut wizard, &["3"]);
    assert!(said.contains("What's going wrong?\n1. I can't log in") && said.contains("fingerprint"), "{said}");
    assert_eq!(
        asked(&plain, &wizard),
        ("Cluster URL, or Enter for abc.c0.europe-west3.gcp.weaviate.cloud:".into(), false)
    );
    talk(&mut plain, &mut wizard, &["https://other.weaviate.cloud"]);
    assert!(asked(&plain, &wizard).1, "the key is not echoed");
    let said = talk(&mut plain, &mut wizard, &["anotherPlantedKey123456"]);
    assert!(said.contains("Checking other.weaviate.cloud") && !said.contains("anotherPlantedKey"), "{said}");
    assert_eq!(plain.ask(&wizard), None);
    finish(&mut wizard, &grpc_blocked());
    let said = talk(&mut plain, &mut wizard, &["2", "2", "99", "nonsense", "language go", "probes"]);
    for wanted in [
        "Result: gRPC is blocked",
        "failed: gRPC, accepts connections",
        "Step 1: Send this to your network team",
        "Step 2 is done",
        "Step 2 is open again",
        "no step 99",
        "That isn't a command here",
        "language is now Go",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert_eq!(plain.verdict(), Some(crate::model::finding::Verdict::Diagnosed));
    assert!(!said.contains(PLANTED) && !said.contains('\u{1b}'));
    let said = talk(&mut plain, &mut wizard, &["back"]);
    assert!(said.contains("Which cluster?"), "{said}");
    let (_, effects) = plain.hear(&mut wizard, "quit");
    assert_eq!(effects, [Effect::Quit(crate::wizard::Leaving::Done)]);
}

#[test]
fn known_causes_are_found_and_explained_from_anywhere() {
    let (mut plain, mut wizard) = (Plain::default(), ready());
    let said = talk(&mut plain, &mut wizard, &["causes proxy", "3", "cause grpc-blocked", "cause"]);
    for wanted in [
        "proxy-required: ",
        "Who acts: your network team. (grpc-blocked)",
        "Step 1: Ask your network team",
        "Please name a cause",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    // It was no URL, and the form still asks for one.
    assert!(asked(&plain, &wizard).0.starts_with("Cluster URL"), "{:?}", asked(&plain, &wizard));
    let numbers: Vec<&str> = said.lines().filter(|l| l.contains(". proxy-required: ")).collect();
    let (number, _) = numbers[0].split_once(". ").expect("a number");
    let all = format!("Known causes: {}.", Cause::iter().count());
    for (answer, wanted) in [
        (format!("cause {number}"), "(proxy-required)"),
        ("cause suspended maintenance".to_owned(), "No known cause contains these words"),
        ("cause grpc-bloked".to_owned(), "Did you mean grpc-blocked?"),
        ("cause grpc".to_owned(), "grpc-slow: "),
        ("causes".to_owned(), all.as_str()),
        ("help".to_owned(), "causes WORDS"),
    ] {
        let said = talk(&mut plain, &mut wizard, &[&answer]);
        assert!(said.contains(wanted), "{answer}: {said}");
    }
}

#[test]
fn another_report_is_compared_by_its_name_and_the_answer_comes_as_lines() {
    use crate::report::comparison::SideBySide;
    use crate::rules::compare::Comparison;
    let (mut plain, mut wizard) = (Plain::default(), Wizard::on_report(crate::report::text::tests::report(), "a.json"));
    let said = talk(&mut plain, &mut wizard, &["compare", "help"]);
    assert!(said.contains("Please name a report") && said.contains("compare FILE"), "{said}");
    for _ in 0..2 {
        let (_, effects) = plain.hear(&mut wizard, "compare my q?.json");
        assert!(matches!(effects.as_slice(), [Effect::Compare(r)] if r.path == "my q?.json"), "{effects:?}");
        assert_eq!((plain.tell(&mut wizard), plain.ask(&wizard)), (vec![], None), "it is being read");
        let missing = Msg::Compared(Err("there's no such file".to_owned()));
        plain.observe(&missing);
        send(&mut wizard, missing);
        assert_eq!(plain.tell(&mut wizard), ["They can't be compared: there's no such file"]);
        assert!(wizard.overlays.is_empty() && plain.ask(&wizard).is_some());
    }
    plain.hear(&mut wizard, "compare b.json");
    let (a, mut b) = (crate::report::text::tests::report(), crate::report::text::tests::report());
    b.client.version = Some("4.0.0".to_owned());
    let comparison = Comparison::of(&a, &b).expect("comparable");
    let told = SideBySide { a: ("a.json", &a), b: ("b.json", &b), comparison: &comparison }.told();
    let msg = Msg::Compared(Ok(Box::new(told)));
    plain.observe(&msg);
    send(&mut wizard, msg);
    let said = plain.tell(&mut wizard).join("\n");
    for wanted in
        ["- B: b.json; ", "given differs at client: Another client version: ", "- B: python 4.0.0", "- gRPC: same: "]
    {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert!(wizard.overlays.is_empty() && plain.ask(&wizard).is_some());
}

#[test]
fn a_key_stays_as_it_was_typed_and_none_means_none() {
    let (mut plain, mut wizard) = (Plain::default(), ready());
    let said = talk(&mut plain, &mut wizard, &["3", "", " spacedPlantedKey12345 "]);
    assert!(said.contains("There are spaces around it") && !said.contains("spacedPlanted"), "{said}");
    assert_eq!(
        wizard.cx.key_now().value.as_ref().map(crate::model::api_key::ApiKey::expose),
        Some(" spacedPlantedKey12345 ")
    );
    finish(&mut wizard, &[]);
    let said = talk(&mut plain, &mut wizard, &["back", "", "none"]);
    assert!(said.contains("Key: none.") && wizard.cx.key_now().value.is_none(), "{said}");
    finish(&mut wizard, &[]);
    // A key that is given afterwards counts again.
    talk(&mut plain, &mut wizard, &["back", "", "third-planted-key-0123456789"]);
    assert!(wizard.cx.key_now().value.is_some());
}

#[test]
fn a_url_that_can_not_be_used_is_asked_for_again() {
    let (mut plain, mut wizard) = (Plain::default(), ready());
    let said = talk(&mut plain, &mut wizard, &["3", "this is no URL"]);
    assert!(said.contains("This URL has spaces in it"), "{said}");
    assert_eq!(asked(&plain, &wizard).0, "Another URL, or Enter to continue anyway:");
    talk(&mut plain, &mut wizard, &["https://x.weaviate.cloud", ""]);
    assert!(matches!(wizard.screen, Screen::Probing(_)));
}

#[test]
fn a_cluster_of_the_config_file_is_chosen_by_number_or_name() {
    use crate::model::case::{ChosenCluster, ConfiguredCluster, Sourced};
    use crate::model::evidence::Origin;
    let configured = ["production", "staging"].map(|name| ConfiguredCluster {
        name: name.to_owned(),
        url: format!("https://{name}.weaviate.cloud"),
        key: Sourced::default(),
        proxy: None,
    });
    for answer in ["2", "staging"] {
        let (mut plain, mut wizard) = (Plain::default(), Wizard::new(None, faults()));
        let mut case =
            crate::model::case::Case { configured: configured.to_vec(), ..crate::model::case::Case::empty() };
        send(&mut wizard, Msg::Discovered(Box::new(case.clone())));
        let said = talk(&mut plain, &mut wizard, &["3"]);
        assert!(said.contains("1. production\n2. staging"), "{said}");
        let (_, effects) = plain.hear(&mut wizard, answer);
        assert_eq!(effects, [Effect::ChooseCluster("staging".to_owned())]);
        assert_eq!(plain.ask(&wizard), None);
        case.url = Sourced::new("https://staging.weaviate.cloud".to_owned(), Origin::Config("staging".into()));
        case.key = found().key;
        case.named = Some(ChosenCluster { name: "staging".to_owned(), own_grpc: None });
        let msg = Msg::ClusterChosen("staging".to_owned(), Ok(Box::new(case)));
        plain.observe(&msg);
        send(&mut wizard, msg);
        plain.tell(&mut wizard);
        let (text, hidden) = asked(&plain, &wizard);
        assert!(hidden && text.contains("the one found (set, fingerprint"), "{text}");
        let said = talk(&mut plain, &mut wizard, &[""]);
        assert!(said.contains("Checking staging.weaviate.cloud"), "{said}");
    }
}

#[test]
fn what_takes_long_is_said_now_and_then() {
    let (mut plain, mut wizard) = (Plain::default(), ready());
    talk(&mut plain, &mut wizard, &["3", "", ""]);
    let Screen::Probing(probing) = &wizard.screen else { panic!("no run") };
    let id = probing.id;
    let started = ProbeEvent::Started(crate::model::evidence::ProbeId::GrpcTcp);
    send(&mut wizard, Msg::Probe(id, started));
    let mut count = 0;
    for second in 0..=25 {
        send(&mut wizard, Msg::Tick(at(second)));
        count += plain.tell(&mut wizard).iter().filter(|l| l.contains("Still waiting: gRPC")).count();
    }
    // At 2, 12 and 22 seconds.
    assert_eq!(count, 3);
    let said = talk(&mut plain, &mut wizard, &["stop"]);
    assert!(said.contains("Stopped.") && said.contains("Result: "), "{said}");
}

#[test]
fn the_reset_link_is_counted_in_lines() {
    let (mut plain, mut wizard) = (Plain::default(), ready());
    talk(&mut plain, &mut wizard, &["1", "1", "1", "1"]);
    finish(&mut wizard, &[]);
    let said = talk(&mut plain, &mut wizard, &["mail"]);
    assert!(said.contains("Type mail when you request") && said.contains("5 minutes left."), "{said}");
    let mut minutes = Vec::new();
    for second in 1..=300 {
        let effects = send(&mut wizard, Msg::Tick(at(second)));
        let alerts = effects.into_iter().filter_map(|e| if let Effect::Alert(words) = e { Some(words) } else { None });
        let told: Vec<String> = alerts.chain(plain.tell(&mut wizard)).collect();
        minutes.extend(told.into_iter().map(|line| (second, line)));
    }
    let at: Vec<u64> = minutes.iter().map(|(second, _)| *second).collect();
    assert_eq!(at, [60, 120, 180, 240, 300, 300], "{minutes:?}");
    assert!(minutes[0].1.starts_with("4 minutes left") && minutes[3].1.contains("Less than a minute"), "{minutes:?}");
    assert!(minutes[4].1.contains("has expired") && minutes[5].1.contains("mail again"), "{minutes:?}");
    let said = talk(&mut plain, &mut wizard, &["mail again"]);
    assert!(said.contains("5 minutes left"), "{said}");
    assert_eq!(wizard.cx.links.all.len(), 1);
}

#[test]
fn a_shared_reset_link_names_nobody() {
    let (mut plain, mut wizard) = (Plain::default(), ready());
    talk(&mut plain, &mut wizard, &["1", "1", "1", "1"]);
    finish(&mut wizard, &[]);
    talk(&mut plain, &mut wizard, &["mail"]);
    wizard.cx.links.all[0].label = "carla@bank.example".to_owned();
    wizard.present();
    let mut told = vec![talk(&mut plain, &mut wizard, &["mail"])];
    for second in 1..=320 {
        told.extend(send(&mut wizard, Msg::Tick(at(second))).iter().map(|effect| format!("{effect:?}")));
        told.extend(plain.tell(&mut wizard));
    }
    assert!(told.len() > 5 && !told.concat().contains("carla"), "{told:?}");
}

#[test]
fn a_report_is_saved_and_nothing_is_replaced_without_a_yes() {
    use crate::wizard::save::SaveResult;
    let (mut plain, mut wizard) = (Plain::default(), ready());
    talk(&mut plain, &mut wizard, &["3", "", ""]);
    finish(&mut wizard, &[]);
    plain.tell(&mut wizard);
    let (_, effects) = plain.hear(&mut wizard, "save redacted out.json");
    let [Effect::SaveReport(request)] = &effects[..] else { panic!("{effects:?}") };
    assert!(request.redact && request.path == "out.json" && !request.replace);
    assert_eq!(plain.ask(&wizard), None);
    let result = |plain: &mut Plain, wizard: &mut Wizard, result| {
        let msg = Msg::Saved(result);
        plain.observe(&msg);
        send(wizard, msg);
        plain.tell(wizard).join("\n")
    };
    assert_eq!(result(&mut plain, &mut wizard, SaveResult::Exists), "This file exists.");
    let (_, effects) = plain.hear(&mut wizard, "yes");
    assert!(matches!(&effects[..], [Effect::SaveReport(request)] if request.replace));
    let said = result(&mut plain, &mut wizard, SaveResult::Failed("the disk is full".into()));
    assert!(said.contains("the disk is full") && !said.contains("Result:"), "{said}");
    assert!(wizard.overlays.is_empty());
    let said = talk(&mut plain, &mut wizard, &["save"]);
    assert!(said.contains("Please name a file"), "{said}");
}

#[test]
fn an_error_text_comes_in_lines_and_the_practice_list_by_number() {
    let mut wizard = Wizard::new(None, faults());
    let mut plain = Plain::default();
    send(&mut wizard, Msg::Tick(at(0)));
    send(&mut wizard, Msg::Discovered(found()));
    let said = talk(&mut plain, &mut wizard, &["8", "first line", "401 anonymous access not enabled", "."]);
    assert!(said.contains("key-passed-wrongly") || said.contains("(key-"), "{said}");
    assert!(asked(&plain, &wizard).0.starts_with("Command"));
    let said = talk(&mut plain, &mut wizard, &["fix", "back", "another", "unfinished 401"]);
    assert!(said.contains("Result: "), "{said}");
    let (more, _) = plain.ended(&mut wizard);
    assert!(more && !talk(&mut plain, &mut wizard, &[]).is_empty());
    let said = talk(&mut plain, &mut wizard, &["back", "back", "practice", "7", "2"]);
    assert!(said.contains("2. grpc-blocked") && said.contains("from 1 to 2"), "{said}");
    assert!(
        matches!(&wizard.cx.place, crate::wizard::practice::ClusterSource::Practice { fault, .. } if fault == "grpc-blocked")
    );
}

#[test]
fn names_are_replaced_while_the_screen_is_shared_and_nothing_is_obeyed() {
    let (mut plain, mut wizard) = (Plain::default(), ready());
    wizard.present();
    let said = talk(&mut plain, &mut wizard, &["3", "", ""]);
    finish(&mut wizard, &grpc_blocked());
    let said = said + &talk(&mut plain, &mut wizard, &["probes"]);
    assert!(!said.contains("abc.c0"), "{said}");
    assert_eq!(harmless("a\u{1b}[2J\u{202e}b\tc  "), "a\u{fffd}[2J\u{fffd}b\tc");
    assert_eq!(to_ascii("“it’s” … – →"), "\"it's\" ... - ->");
}

/// Random answers never panic, and the key is in nothing that is said.
#[test]
fn whatever_is_answered_it_goes_on() {
    let words = [
        "1",
        "2",
        "3",
        "9",
        "back",
        "",
        "help",
        "practice",
        "mail",
        "again",
        "all",
        "next",
        "save x.json",
        "yes",
        "stop",
        "language java",
        ".",
        "probes",
        "repeat",
        "own",
        "file x",
        "none",
    ];
    let mut seed = 7_u64;
    for _ in 0..60 {
        let (mut plain, mut wizard) = (Plain::default(), ready());
        let mut said = String::new();
        for _ in 0..60 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let word = words[usize::try_from(seed >> 33).unwrap_or(0) % words.len()];
            said += &talk(&mut plain, &mut wizard, &[word]);
            if matches!(&wizard.screen, Screen::Probing(p) if p.is_running()) && !seed.is_multiple_of(3) {
                finish(&mut wizard, &grpc_blocked());
            }
        }
        assert!(!said.contains(PLANTED));
    }
}

#[test]
fn every_sentence_is_used_and_none_is_missing() {
    let sources = [
        include_str!("../plain.rs"),
        include_str!("causes.rs"),
        include_str!("command.rs"),
        include_str!("document.rs"),
        include_str!("form.rs"),
        include_str!("help.rs"),
        include_str!("input.rs"),
        include_str!("links.rs"),
        include_str!("outcome.rs"),
        include_str!("progress.rs"),
        include_str!("event_loop.rs"),
        include_str!("../cli/consistent.rs"),
    ];
    for name in crate::words::catalog::plain_names() {
        assert!(sources.iter().any(|s| s.contains(&format!("\"{name}\""))), "{name} is never said");
    }
    for source in sources {
        for (at, start) in source.match_indices("plain(\"") {
            let name = source[at + start.len()..].split('"').next().unwrap_or_default();
            assert!(crate::words::catalog::plain_names().any(|n| n == name), "{name} has no words");
        }
    }
}

#[test]
fn a_watch_says_what_changes_and_nothing_else() {
    let (mut plain, mut wizard) = (Plain::default(), ready());
    wizard.watch_every(std::time::Duration::from_secs(5));
    talk(&mut plain, &mut wizard, &["3", "", ""]);
    finish(&mut wizard, &[]);
    let said = plain.tell(&mut wizard).join("\n");
    assert!(said.contains("Watching, checks every 5 s. Now: healthy."), "{said}");
    assert!(plain.ask(&wizard).is_none() && Plain::listens(&wizard));
    let mut rest = Vec::new();
    for (time, found) in [(5, Vec::new()), (10, crate::wizard::tests::grpc_blocked()), (15, Vec::new())] {
        assert!(matches!(send(&mut wizard, Msg::Tick(at(time))).as_slice(), [Effect::LookAnew(_)]));
        send(&mut wizard, Msg::LookedAnew(Ok(None)));
        rest.extend(plain.tell(&mut wizard));
        finish(&mut wizard, &found);
        rest.extend(plain.tell(&mut wizard));
    }
    // What changed comes as an alert, which the loop prints.
    assert!(rest.is_empty(), "{rest:?}");
    let said = talk(&mut plain, &mut wizard, &["help", "stop"]);
    assert!(said.contains("stop: end the watch") && said.contains("Stopped watching after 4 runs."), "{said}");
    assert!(said.contains("Result: ") && !said.contains("passed: REST"), "{said}");
    let said = talk(&mut plain, &mut wizard, &["watch"]);
    assert!(said.contains("Watching: checks every 5 s."), "{said}");
}
