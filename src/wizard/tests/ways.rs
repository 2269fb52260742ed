//! The way through the wizard, forward and back, and what it takes in on it.

use super::*;

/// Answers every question in every way from here on and collects the causes that come first or later.
fn causes_behind(wizard: &Wizard, failing: &[(ProbeId, ProbeOutcome)], causes: &mut BTreeSet<Cause>) {
    match &wizard.screen {
        Screen::Question(asking) => {
            for i in 0..asking.question.choices().len() {
                let mut next = wizard.clone();
                keys(&mut next, &(i + 1).to_string());
                causes_behind(&next, failing, causes);
            }
        }
        Screen::Probing(_) => {
            let mut next = wizard.clone();
            finish(&mut next, failing);
            causes.extend(outcome(&next).pages.iter().filter_map(|p| p.cause));
        }
        Screen::Symptom | Screen::ErrorText(_) | Screen::Cluster | Screen::Result(_) => panic!("the way leads nowhere"),
    }
}

#[test]
fn every_console_cause_that_questions_find_is_reached_by_answering() {
    let mut causes = BTreeSet::new();
    for number in ["1", "6", "4⏎"] {
        let mut wizard = ready();
        keys(&mut wizard, number);
        causes_behind(&wizard, &[], &mut causes);
    }
    let refused = Failure::Tcp(TcpFailure::Refused { addresses: vec![SocketAddr::from(([203, 0, 113, 1], 443))] });
    let mut wizard = ready();
    keys(&mut wizard, "1");
    let failing = [
        (ProbeId::ConsoleTcp, ProbeOutcome::Failed(refused, None)),
        (ProbeId::ConsoleTls, ProbeOutcome::Skipped(Skip::Behind(ProbeId::ConsoleTcp))),
        (ProbeId::ConsoleHttp, ProbeOutcome::Skipped(Skip::Behind(ProbeId::ConsoleTcp))),
    ];
    causes_behind(&wizard, &failing, &mut causes);
    let asked = |c: &Cause| c.surface() == Surface::Console && c.found_by() != FoundBy::Explain;
    let missing: Vec<Cause> = Cause::iter().filter(|c| asked(c) && !causes.contains(c)).collect();
    assert_eq!(missing, vec![]);
}

#[test]
fn back_loses_nothing() {
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Tick(at(0)));
    // Symptom, URL and key typed before the environment is known.
    keys(&mut wizard, "4");
    keys(&mut wizard, "my.weaviate.cloud↓typedKey0123456789abcdef");
    send(&mut wizard, Msg::Discovered(found()));
    assert_eq!(wizard.cx.url_now().value.as_deref(), Some("my.weaviate.cloud"));
    assert!(wizard.cx.key_now().value.is_some_and(|k| k.expose() == "typedKey0123456789abcdef"));
    keys(&mut wizard, "⏎");
    assert!(matches!(&wizard.screen, Screen::Question(asking) if asking.question == Question::BrowserLogin));
    keys(&mut wizard, "2");
    finish(&mut wizard, &grpc_blocked());
    keys(&mut wizard, " ");
    let done = wizard.cx.done.clone();
    assert_eq!(done.len(), 1);
    // All the way back.
    keys(&mut wizard, "bb");
    assert!(matches!(&wizard.screen, Screen::Question(asking) if asking.cursor == 1));
    keys(&mut wizard, "b⎋");
    assert_eq!(wizard.screen, Screen::Symptom);
    assert_eq!(wizard.symptoms.selected, Symptom::BrowserAppBrokenAfterMfa);
    // And forward again: everything is still there.
    keys(&mut wizard, "⏎");
    assert_eq!(wizard.cx.url_now().value.as_deref(), Some("my.weaviate.cloud"));
    assert!(wizard.cx.key_now().value.is_some_and(|k| k.expose() == "typedKey0123456789abcdef"));
    keys(&mut wizard, "⏎⏎");
    finish(&mut wizard, &grpc_blocked());
    assert_eq!(wizard.cx.case.answers.get(Question::BrowserLogin), Some(Choice::ApiKey));
    assert_eq!(wizard.cx.done, done);
}

#[test]
fn what_was_found_fills_the_fields_and_a_typed_key_wins() {
    let mut wizard = ready();
    keys(&mut wizard, "2");
    assert_eq!(wizard.cx.cluster.row, crate::wizard::form_row::FormRow::Go);
    assert!(wizard.cx.key_now().value.is_some_and(|k| k.expose() == PLANTED));
    keys(&mut wizard, "↑↑↑ab");
    assert!(wizard.cx.key_now().value.is_some_and(|k| k.expose() == "ab"));
    keys(&mut wizard, "⌫⌫⌫");
    assert!(wizard.cx.key_now().value.is_some_and(|k| k.expose() == PLANTED));
    send(&mut wizard, Msg::Input(Input::Ctrl('n')));
    assert_eq!(wizard.cx.key_now().value.map(|k| k.dots()), None);
    // The found URL is taken byte for byte until somebody changes it.
    assert_eq!(wizard.cx.url_now().origin, Origin::DotEnv("WEAVIATE_URL".into()));
    keys(&mut wizard, "↑x");
    assert_eq!(wizard.cx.url_now().origin, Origin::Typed);
}

#[test]
fn practice_comes_and_goes_without_touching_what_is_the_users() {
    let mut wizard = ready();
    keys(&mut wizard, "2");
    send(&mut wizard, Msg::Input(Input::F(2)));
    let effects = keys(&mut wizard, "↓⏎");
    let [Effect::StartPractice(fault, case)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(fault, "grpc-blocked");
    assert!(case.key.value.is_none(), "a real key has no business there");
    // Going on already: the run waits.
    assert_eq!(keys(&mut wizard, "⏎"), vec![]);
    let mut practice = Case::empty();
    practice.url = Sourced::new("https://practice.weaviate.cloud:1".to_owned(), Origin::Practice);
    // Another one that was asked for earlier doesn't count.
    assert_eq!(send(&mut wizard, Msg::Practice("healthy".to_owned(), Ok(Box::new(practice.clone())))), vec![]);
    let effects = send(&mut wizard, Msg::Practice("grpc-blocked".to_owned(), Ok(Box::new(practice))));
    assert!(matches!(effects.as_slice(), [Effect::StartRun(_, case)]
        if case.url.origin == Origin::Practice && case.symptom == Some(Symptom::Unauthorized)));
    keys(&mut wizard, "b");
    assert_eq!(keys(&mut wizard, "⌫"), vec![Effect::StopPractice]);
    assert!(wizard.cx.url_now().value.is_some_and(|u| u.contains("abc.c0")));
    // One that can't be started says why.
    send(&mut wizard, Msg::Input(Input::F(2)));
    keys(&mut wizard, "⏎⏎");
    send(&mut wizard, Msg::Practice("healthy".to_owned(), Err("no port".to_owned())));
    assert!(wizard.cx.notice.as_deref().is_some_and(|n| n.contains("no port")));
    assert_eq!(wizard.screen, Screen::Cluster);
}

#[test]
fn leaving_asks_nothing_and_typing_is_no_command() {
    let mut wizard = ready();
    assert_eq!(keys(&mut wizard, "q"), vec![Effect::Quit(Leaving::Done)]);
    keys(&mut wizard, "2↑↑↑↑↑");
    assert_eq!(keys(&mut wizard, "q?m"), vec![]);
    assert!(wizard.cx.cluster.url.text().ends_with("q?m"));
    let interrupted = send(&mut wizard, Msg::Input(Input::Ctrl('c')));
    assert_eq!(interrupted, vec![Effect::Quit(Leaving::Interrupted)]);
    assert_eq!(send(&mut wizard, Msg::Input(Input::Ctrl('z'))), vec![Effect::Suspend]);
}

#[test]
fn no_debug_output_shows_what_was_typed() {
    let mut wizard = ready();
    keys(&mut wizard, "2↑↑↑");
    let paste = Msg::Input(Input::Paste(Pasted::new(PLANTED.to_owned())));
    assert!(!format!("{paste:?}").contains("planted"));
    send(&mut wizard, paste);
    keys(&mut wizard, "↑");
    send(&mut wizard, Msg::Input(Input::Paste(Pasted::new(PLANTED.to_owned()))));
    let effects = keys(&mut wizard, "↓↓↓↓⏎");
    assert!(!format!("{wizard:?} {effects:?}").contains("plantedKey"));
}

/// What was typed wrong is repaired by a key, or kept by a second Enter.
#[test]
fn what_was_typed_wrong_is_repaired_by_a_key() {
    use crate::wizard::field::Field;
    let good = "https://abc.c0.europe-west3.gcp.weaviate.cloud";
    for (typed, repaired) in [
        ("REST Endpoint: abc.c0.europe-west3.gcp.weaviate.cloud", Some(good)),
        ("grpcs://abc.c0.europe-west3.gcp.weaviate.cloud", Some(good)),
        ("https://abc.c0.europe-west3.gcp.weaviate.cloud:99999", Some(good)),
        ("?", None),
        ("", None),
        ("https://your-cluster-url", None),
    ] {
        let mut wizard = Wizard::new(Some(Symptom::NotSure), faults());
        let mut case = Case::empty();
        case.key = Sourced::new(ApiKey::new(PLANTED.to_owned()), Origin::Variable("WEAVIATE_API_KEY".into()));
        send(&mut wizard, Msg::Discovered(Box::new(case)));
        wizard.cx.cluster.url = Field::holding(typed, 400);
        assert!(keys(&mut wizard, "⏎").is_empty(), "{typed}");
        assert_eq!(wizard.cx.repair_offered(), repaired.is_some(), "{typed}");
        let mut kept = wizard.clone();
        assert!(!keys(&mut kept, "⏎").is_empty(), "{typed}: the second Enter goes on");
        send(&mut wizard, Msg::Input(Input::Ctrl('r')));
        assert_eq!(wizard.cx.cluster.url.text(), repaired.unwrap_or(typed));
    }
    for typed in ["Bearer planted-key-0123456789", "\"planted-key-0123456789\""] {
        let mut wizard = ready();
        keys(&mut wizard, "2");
        wizard.cx.cluster.typed_key = Sourced::new(ApiKey::new(typed.to_owned()), Origin::Typed);
        assert!(keys(&mut wizard, "⏎").is_empty() && wizard.cx.repair_offered(), "{typed}");
        send(&mut wizard, Msg::Input(Input::Ctrl('r')));
        let key = wizard.cx.key_now().value.map(|key| key.expose().to_owned());
        assert_eq!(key.as_deref(), Some("planted-key-0123456789"));
        assert!(!keys(&mut wizard, "⏎").is_empty());
    }
}
