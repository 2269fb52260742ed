//! A case full of names: on a shared screen none of them is in any frame, whole or in part, be it broken over rows or cut.

use super::fixture::{blocked, fine};
use super::*;
use crate::model::case::{Case, ConfiguredCluster, Sourced};
use crate::model::cause::Cause;
use crate::model::evidence::{CertificateFacts, EnvironmentFacts, Observation, Origin, ProbeFacts, Variable};
use crate::model::finding::{Confidence, Diagnosis, Finding, Verdict};
use crate::model::question::Question;
use crate::model::sanitized::SanitizedText;
use crate::model::source_finding::{OwnLines, SourceFinding};
use crate::model::symptom::Symptom;
use crate::wizard::result::RunResult;
use crate::wizard::save::SaveResult;
use crate::wizard::{Overlay, question};
use strum::IntoEnumIterator as _;

const SIZES: [(u16, u16); 5] = [(60, 16), (73, 24), (80, 24), (120, 40), (200, 50)];
/// All names hold this, so that a part of one is seen too.
const CANARY: &str = "canary";
/// Addresses hold one of these.
const ADDRESSES: [&str; 2] = ["203.0.113", "10.99.88"];

fn path(name: &str) -> crate::model::sanitized::ForeignPath {
    format!("/home/canaryuser/canary-folder-of-a-customer/{name}").as_str().into()
}

fn place(cause: Cause) -> SourceFinding {
    SourceFinding {
        cause,
        path: path("canary_program.py"),
        line: 4,
        column: 22,
        end_line: 4,
        end_column: 30,
        cell: None,
        message: "CANARY_PROD_KEY isn't set.".into(),
        confidence: Confidence::Certain,
        fix: Vec::new(),
        lines: Some(OwnLines {
            wrong: vec!["connect(\"https://canaryid7.c0.europe-west3.gcp.weaviate.cloud\")".to_owned()],
            right: vec![
                "connect(CANARY_PROD_KEY, url=\"https://canaryid7.c0.europe-west3.gcp.weaviate.cloud\")".to_owned(),
            ],
        }),
    }
}

/// A case in which everything has a name.
fn full() -> Case {
    let mut case = Case::empty();
    let url = "https://canaryid7.c0.europe-west3.gcp.weaviate.cloud";
    case.url = Sourced::new(url.to_owned(), Origin::File(path(".env")));
    case.key = Sourced::new(ApiKey::new(PLANTED.into()), Origin::Variable("CANARY_PROD_KEY".into()));
    case.client_origin = Origin::Project(path("uv.lock"));
    case.settings.dns_server = "10.99.88.77:53".parse().ok();
    case.settings.config = Some(path("canary-config.toml"));
    case.environment = EnvironmentFacts {
        proxy: vec![Variable { name: "HTTPS_PROXY".into(), value: "http://canaryproxy.example:3128".into() }],
        certificates: vec![Variable {
            name: "SSL_CERT_FILE".into(),
            value: "/home/canaryuser/canary-folder-of-a-customer/canary-roots.pem".into(),
        }],
        ..EnvironmentFacts::default()
    };
    case
}

/// What a probe found, with names in it.
fn named(observation: Observation) -> Observation {
    let name = |facts: &mut ProbeFacts| match facts {
        ProbeFacts::Tls(tls) => {
            tls.chain = vec![CertificateFacts {
                subject: SanitizedText::new("Canary Company Inspection Authority of the North"),
                issuer: SanitizedText::new("canary-root-ca"),
                issuer_organization: Some(SanitizedText::new("Canary Limited")),
                not_before: 1_795_000_000,
                not_after: 1_802_776_000,
                names: vec![SanitizedText::new("canaryintranet.example"), SanitizedText::new("canarybuild.example")],
                self_issued: false,
            }];
        }
        ProbeFacts::Environment(environment) => *environment = full().environment,
        ProbeFacts::Auth(auth) => {
            auth.user = Some(SanitizedText::new("canary-service-account"));
            auth.roles = vec![SanitizedText::new("canaryrole")];
        }
        _ => {}
    };
    let outcome = match observation.outcome {
        ProbeOutcome::Passed(mut facts) => {
            name(&mut facts);
            ProbeOutcome::Passed(facts)
        }
        ProbeOutcome::Failed(failure, Some(mut facts)) => {
            name(&mut facts);
            ProbeOutcome::Failed(failure, Some(facts))
        }
        other => other,
    };
    Observation { outcome, ..observation }
}

fn named_blocked(id: ProbeId) -> Observation {
    named(blocked(id))
}

fn named_fine(id: ProbeId) -> Observation {
    named(fine(id))
}

/// A wizard on a shared screen that knows the full case.
fn shared(symptom: Option<Symptom>) -> Wizard {
    let mut wizard = Wizard::new(symptom, faults());
    send(&mut wizard, Msg::Tick(at(0)));
    wizard.skip_known();
    wizard.present();
    send(&mut wizard, Msg::Discovered(Box::new(full())));
    let findings = vec![place(Cause::KeyPassedWrongly)];
    let scanned = crate::wizard::source::Scanned { findings, files: 3, ..Default::default() };
    send(&mut wizard, Msg::Scanned(Some(Box::new(scanned))));
    wizard
}

/// Looks at the screen in all sizes, and at all of a text that is longer than the window.
#[track_caller]
fn look(wizard: &mut Wizard, seen: &mut Vec<String>, what: &str) {
    look_in(wizard, seen, what, &SIZES);
}

fn look_in(wizard: &mut Wizard, seen: &mut Vec<String>, what: &str, sizes: &[(u16, u16)]) {
    for size in sizes.iter().copied() {
        let mut screens = vec![screen_of(wizard, FULL, size)];
        for _ in 0..4 {
            send(wizard, Msg::Input(Input::Key(Key::PageDown)));
            let next = screen_of(wizard, FULL, size);
            let same = screens.last() == Some(&next);
            screens.push(next);
            if same {
                break;
            }
        }
        send(wizard, Msg::Input(Input::Key(Key::Home)));
        for screen in screens {
            let screen = screen.join("\n");
            let small = screen.to_lowercase();
            // Over the end of a row a name goes on in the next one.
            let joined: String = small.split_whitespace().collect();
            for name in [CANARY].iter().chain(&ADDRESSES) {
                if small.contains(name) || joined.contains(name) {
                    seen.push(format!("{name} in {what} at {size:?}:\n{screen}"));
                }
            }
        }
    }
    if wizard.title().is_some_and(|title| title.to_lowercase().contains(CANARY)) {
        seen.push(format!("the title of {what}"));
    }
    seen.extend(wizard.parting().into_iter().filter(|line| line.to_lowercase().contains(CANARY)));
}

#[test]
fn no_name_is_in_any_frame_of_a_shared_screen() {
    let mut seen = Vec::new();
    let mut wizard = shared(None);
    look(&mut wizard, &mut seen, "the first screen");
    keys(&mut wizard, "/proxy");
    look(&mut wizard, &mut seen, "the filter");
    // A finding of the folder.
    let mut wizard = shared(None);
    wizard.symptoms.source = Some(true);
    keys(&mut wizard, "⏎");
    assert!(matches!(wizard.overlays.last(), Some(Overlay::Cause(_))));
    look(&mut wizard, &mut seen, "a finding of the folder");
    // The form, with a key that isn't set.
    let mut wizard = shared(Some(Symptom::Unauthorized));
    look(&mut wizard, &mut seen, "the form");
    wizard.cx.case.key = Sourced { value: None, origin: Origin::Variable("CANARY_PROD_KEY".into()) };
    send(&mut wizard, Msg::Tick(at(1)));
    look(&mut wizard, &mut seen, "the form without a key");
    let mut case = full();
    case.configured = vec![ConfiguredCluster {
        name: "canary-production".to_owned(),
        url: "https://canaryid8.c0.us-east1.gcp.weaviate.cloud".to_owned(),
        key: Sourced { value: None, origin: Origin::Variable("CANARY_PROD_KEY".into()) },
        proxy: None,
    }];
    let mut wizard = shared(None);
    send(&mut wizard, Msg::Discovered(Box::new(case)));
    keys(&mut wizard, "2");
    look(&mut wizard, &mut seen, "the configured clusters");
    // Every question.
    for question in Question::iter() {
        let mut wizard = shared(None);
        wizard.screen = Screen::Question(question::Asking::new(question, &wizard.cx.case.answers));
        look(&mut wizard, &mut seen, question.id());
    }
    assert!(seen.is_empty(), "{} times:\n{}", seen.len(), seen[..seen.len().min(4)].join("\n\n"));
}

#[test]
fn no_name_is_in_any_frame_of_a_shared_run() {
    let mut seen = Vec::new();
    for found in [named_fine, named_blocked] {
        let mut wizard = shared(None);
        keys(&mut wizard, "3");
        send(&mut wizard, Msg::Tick(at(2)));
        look(&mut wizard, &mut seen, "the checks under way");
        let (_, probes) = fixture::run(&wizard);
        fixture::report(&mut wizard, &probes, found);
        for id in &probes {
            if let Screen::Probing(probing) = &mut wizard.screen {
                probing.selected = Some(*id);
            }
            look(&mut wizard, &mut seen, id.as_str());
            wizard.overlays.push(Overlay::Details(*id, crate::wizard::Scroll::default()));
            look(&mut wizard, &mut seen, id.as_str());
            wizard.overlays.clear();
        }
        fixture::end(&mut wizard, found);
        keys(&mut wizard, "⏎");
        for (keys_to, what) in [("?", "help"), ("t", "timing"), ("v", "comparing"), ("x", "more"), ("o", "link")] {
            keys(&mut wizard, keys_to);
            look(&mut wizard, &mut seen, what);
            wizard.overlays.clear();
        }
        send(&mut wizard, Msg::Saved(SaveResult::Written("/home/canaryuser/canary-report.json".to_owned())));
        look(&mut wizard, &mut seen, "a saved report");
    }
    assert!(seen.is_empty(), "{} times:\n{}", seen.len(), seen[..seen.len().min(4)].join("\n\n"));
}

/// Every practice fault's cause is among them.
#[test]
fn no_name_is_in_any_frame_of_a_shared_result() {
    let mut seen = Vec::new();
    for cause in Cause::iter() {
        let mut wizard = shared(None);
        keys(&mut wizard, "3");
        let (_, probes) = fixture::run(&wizard);
        fixture::report(&mut wizard, &probes, named_blocked);
        let Screen::Probing(probing) = &wizard.screen else { panic!("no run") };
        let mut probing = (**probing).clone();
        probing.case.source = vec![place(cause)];
        probing.state = crate::wizard::run::RunState::Ended { took: Duration::from_secs(1) };
        let finding =
            Finding { cause, confidence: Confidence::Certain, owner: cause.owner(), evidence: probes, details: vec![] };
        let diagnosis = Diagnosis { verdict: Verdict::Diagnosed, findings: vec![finding] };
        wizard.screen = Screen::Result(Box::new(RunResult::diagnosed(probing, diagnosis)));
        send(&mut wizard, Msg::Zone(crate::wizard::LocalZone::default()));
        look_in(&mut wizard, &mut seen, cause.id(), &[(60, 16), (80, 24), (120, 40)]);
        keys(&mut wizard, "w");
        look_in(&mut wizard, &mut seen, cause.id(), &[(75, 40)]);
    }
    assert!(seen.is_empty(), "{} times:\n{}", seen.len(), seen[..seen.len().min(4)].join("\n\n"));
}

#[test]
fn no_name_of_a_pasted_error_is_in_any_frame() {
    let text = "Traceback (most recent call last):\n  File \"/home/canaryuser/canary-folder-of-a-customer/canary_program.py\", line 3, \
                in <module>\n    client = weaviate.connect_to_weaviate_cloud(cluster_url=CANARY_URL, auth_credentials=\"x\")\n\
                weaviate.exceptions.WeaviateGRPCUnavailableError: grpc-canaryid7.c0.europe-west3.gcp.weaviate.cloud:443 \
                /home/canaryuser/canary-folder-of-a-customer/canary.log ipv4:203.0.113.7:443 failed to connect: DEADLINE_EXCEEDED";
    let mut seen = Vec::new();
    let mut wizard = shared(None);
    keys(&mut wizard, "8");
    for part in text.split_inclusive(' ') {
        for c in part.chars() {
            send(&mut wizard, Msg::Input(Input::Char(c)));
        }
    }
    look(&mut wizard, &mut seen, "the box");
    let mut wizard = shared(None);
    keys(&mut wizard, "8");
    send(&mut wizard, Msg::Input(Input::Paste(Pasted::new(text.to_owned()))));
    look(&mut wizard, &mut seen, "the answer");
    keys(&mut wizard, "⏎");
    look(&mut wizard, &mut seen, "its fix");
    keys(&mut wizard, "w");
    look(&mut wizard, &mut seen, "all of it");
    assert!(seen.is_empty(), "{} times:\n{}", seen.len(), seen[..seen.len().min(4)].join("\n\n"));
}

#[test]
fn a_name_keeps_its_pseudonym_for_a_whole_session() {
    let mut wizard = shared(None);
    let pseudonym = |wizard: &mut Wizard| {
        let screen = screen_of(wizard, FULL, (120, 40)).join(" ");
        let at = screen.find("cluster-").unwrap_or_else(|| panic!("{screen}"));
        screen[at..at + 14].to_owned()
    };
    let first = pseudonym(&mut wizard);
    keys(&mut wizard, "3");
    send(&mut wizard, Msg::Tick(at(2)));
    assert_eq!(pseudonym(&mut wizard), first);
    fixture::end(&mut wizard, named_blocked);
    keys(&mut wizard, "⏎");
    assert_eq!(pseudonym(&mut wizard), first);
}

#[test]
fn what_is_known_is_not_asked_and_one_step_back_shows_it() {
    let mut wizard = shared(None);
    let effects = keys(&mut wizard, "3");
    assert!(matches!(effects.as_slice(), [Effect::StartRun(..)]), "{effects:?}");
    // One Enter too many on the way means nothing.
    assert!(keys(&mut wizard, "⏎").is_empty() && matches!(wizard.screen, Screen::Probing(_)));
    keys(&mut wizard, "b");
    assert_eq!(wizard.screen, Screen::Cluster);
}

#[test]
fn enter_does_not_wait_and_nothing_is_shown_for_the_blink_of_an_eye() {
    // All within half a second: no other screen is drawn on the way to the result.
    let mut wizard = shared(None);
    keys(&mut wizard, "3");
    assert!(wizard.holds_back());
    fixture::end(&mut wizard, fine);
    assert!(matches!(wizard.screen, Screen::Result(_)) && !wizard.holds_back());
    // What was shown stays for as long.
    let mut wizard = shared(None);
    keys(&mut wizard, "3");
    send(&mut wizard, Msg::Tick(at(0) + Duration::from_millis(600)));
    assert!(!wizard.holds_back());
    fixture::end(&mut wizard, fine);
    assert!(matches!(wizard.screen, Screen::Probing(_)));
    assert_eq!(wizard.wake(), Some(Duration::from_millis(400)));
    send(&mut wizard, Msg::Tick(at(1)));
    assert!(matches!(wizard.screen, Screen::Result(_)));
    // Enter before a cause is known waits for the first; once more, for nothing.
    let mut wizard = shared(None);
    keys(&mut wizard, "3");
    send(&mut wizard, Msg::Tick(at(3)));
    assert!(keys(&mut wizard, "⏎").is_empty() && matches!(wizard.screen, Screen::Probing(_)));
    let effects = keys(&mut wizard, "⏎");
    assert!(matches!(effects.as_slice(), [Effect::StopRun]) && matches!(wizard.screen, Screen::Result(_)));
    let mut wizard = shared(None);
    keys(&mut wizard, "3");
    send(&mut wizard, Msg::Tick(at(3)));
    keys(&mut wizard, "⏎");
    let (_, probes) = fixture::run(&wizard);
    let without_last: Vec<ProbeId> =
        probes.iter().copied().filter(|id| id.chain() != crate::model::evidence::Chain::Local).collect();
    for probe in without_last {
        if matches!(wizard.screen, Screen::Probing(_)) {
            fixture::report(&mut wizard, &[probe], blocked);
        }
    }
    assert!(matches!(wizard.screen, Screen::Result(_)));
}
