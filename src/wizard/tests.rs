//! Tests of the wizard as a whole: messages in, state and effects out.

use super::change::Overall;
use super::countdown::Left;
use super::probing::{Mark, RunState};
use super::*;
use crate::case::Given;
use crate::diagnosis::{Cause, Confidence, Surface, Verdict};
use crate::evidence::{Chain, ProbeEvent};
use crate::evidence::{EnvironmentFacts, Facts, Failure, Observation, Outcome, ProbeId, Skip};
use crate::question::Choice;
use crate::secret::ApiKey;
use std::net::SocketAddr;
use strum::IntoEnumIterator;

pub(crate) const PLANTED: &str = "plantedKey0123456789SECRETplanted==";

pub(crate) fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds)
}

/// A case as `discover` would find it.
pub(crate) fn found() -> Box<Case> {
    let mut case = Case::empty();
    let url = "https://abc.c0.europe-west3.gcp.weaviate.cloud";
    case.url = Given::new(url.to_owned(), Origin::DotEnv("WEAVIATE_URL".to_owned()));
    case.key = Given::new(ApiKey::new(PLANTED.to_owned()), Origin::Variable("WEAVIATE_API_KEY".to_owned()));
    Box::new(case)
}

pub(crate) fn faults() -> Vec<PracticeFault> {
    ["healthy", "grpc-blocked"]
        .map(|id| PracticeFault { id: id.to_owned(), broken: format!("{id}, in words") })
        .to_vec()
}

/// A wizard that knows its environment, at a moment in time.
pub(crate) fn ready() -> Wizard {
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Tick(at(0)));
    send(&mut wizard, Msg::Discovered(found()));
    wizard
}

pub(crate) fn send(wizard: &mut Wizard, msg: Msg) -> Vec<Effect> {
    wizard.update(msg)
}

/// Types a text; `⏎`, `⎋`, `↑`, `↓`, `⌫` are keys.
pub(crate) fn keys(wizard: &mut Wizard, text: &str) -> Vec<Effect> {
    text.chars()
        .flat_map(|c| {
            let input = match c {
                '⏎' => Input::Key(Key::Enter),
                '⎋' => Input::Key(Key::Esc),
                '↑' => Input::Key(Key::Up),
                '↓' => Input::Key(Key::Down),
                '⌫' => Input::Key(Key::Backspace),
                c => Input::Char(c),
            };
            let effects = wizard.update(Msg::Input(input));
            // The shell answers; here nothing in the files has changed.
            if matches!(effects.as_slice(), [Effect::LookAnew(_)]) {
                wizard.update(Msg::LookedAnew(Ok(None)))
            } else {
                effects
            }
        })
        .collect()
}

pub(crate) fn observed(outcome: Outcome) -> Box<Observation> {
    Box::new(Observation { outcome, started: Duration::ZERO, took: Duration::from_millis(12) })
}

pub(crate) fn passed() -> Outcome {
    Outcome::Passed(Facts::Environment(EnvironmentFacts::default()))
}

/// Lets the run under way end, with these outcomes and everything else passed.
pub(crate) fn finish(wizard: &mut Wizard, special: &[(ProbeId, Outcome)]) {
    let Screen::Probing(probing) = &wizard.screen else { panic!("nothing is being probed") };
    let (id, plan) = (probing.id, probing.plan.clone());
    for probe in plan.probes.iter().map(|p| p.id) {
        let outcome = special.iter().find(|(s, _)| *s == probe).map_or_else(passed, |(_, o)| o.clone());
        send(wizard, Msg::Probe(id, ProbeEvent::Started(probe)));
        send(wizard, Msg::Probe(id, ProbeEvent::Finished(probe, observed(outcome))));
    }
    send(wizard, Msg::Probe(id, ProbeEvent::Ended(Duration::from_millis(50))));
}

pub(crate) fn grpc_blocked() -> Vec<(ProbeId, Outcome)> {
    let timed_out =
        Failure::TimedOut { waiting_for: crate::evidence::Waiting::Connect, after: Duration::from_secs(10) };
    vec![
        (ProbeId::GrpcTcp, Outcome::Failed(timed_out, None)),
        (ProbeId::GrpcTls, Outcome::Skipped(Skip::Behind(ProbeId::GrpcTcp))),
        (ProbeId::GrpcHealth, Outcome::Skipped(Skip::Behind(ProbeId::GrpcTcp))),
        (ProbeId::GrpcAuth, Outcome::Skipped(Skip::Behind(ProbeId::GrpcTcp))),
    ]
}

fn outcome(wizard: &Wizard) -> &result::Outcome {
    match &wizard.screen {
        Screen::Result(outcome) => outcome,
        other => panic!("no result: {other:?}"),
    }
}

fn run_id(wizard: &Wizard) -> RunId {
    match &wizard.screen {
        Screen::Probing(probing) => probing.id,
        other => panic!("no probes: {other:?}"),
    }
}

/// Answers every question in every way from here on and collects the causes that come first or later.
fn causes_behind(wizard: &Wizard, failing: &[(ProbeId, Outcome)], causes: &mut BTreeSet<Cause>) {
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
            causes.extend(outcome(&next).pages.iter().filter_map(|p| p.finding.as_ref()).map(|f| f.cause));
        }
        Screen::Symptom | Screen::ErrorText(_) | Screen::Cluster | Screen::Result(_) => panic!("the way leads nowhere"),
    }
}

#[test]
fn all_nine_console_causes_are_reached_by_answering() {
    let mut causes = BTreeSet::new();
    for number in ["1", "6", "4⏎"] {
        let mut wizard = ready();
        keys(&mut wizard, number);
        causes_behind(&wizard, &[], &mut causes);
    }
    let refused = Failure::Refused { addresses: vec![SocketAddr::from(([203, 0, 113, 1], 443))] };
    let mut wizard = ready();
    keys(&mut wizard, "1");
    let failing = [
        (ProbeId::ConsoleTcp, Outcome::Failed(refused, None)),
        (ProbeId::ConsoleTls, Outcome::Skipped(Skip::Behind(ProbeId::ConsoleTcp))),
        (ProbeId::ConsoleHttp, Outcome::Skipped(Skip::Behind(ProbeId::ConsoleTcp))),
    ];
    causes_behind(&wizard, &failing, &mut causes);
    let missing: Vec<Cause> =
        Cause::iter().filter(|c| c.surface() == Surface::Console && !causes.contains(c)).collect();
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
    assert_eq!(wizard.url_now().value.as_deref(), Some("my.weaviate.cloud"));
    assert!(wizard.key_now().value.is_some_and(|k| k.expose() == "typedKey0123456789abcdef"));
    keys(&mut wizard, "⏎");
    assert!(matches!(&wizard.screen, Screen::Question(asking) if asking.question == Question::BrowserLogin));
    keys(&mut wizard, "2");
    finish(&mut wizard, &grpc_blocked());
    keys(&mut wizard, "1");
    let done = wizard.done.clone();
    assert_eq!(done.len(), 1);
    // All the way back.
    keys(&mut wizard, "bb");
    assert!(matches!(&wizard.screen, Screen::Question(asking) if asking.cursor == 1));
    keys(&mut wizard, "b⎋");
    assert_eq!(wizard.screen, Screen::Symptom);
    assert_eq!(wizard.symptoms.selected, Symptom::BrowserAppBrokenAfterMfa);
    // And forward again: everything is still there.
    keys(&mut wizard, "⏎");
    assert_eq!(wizard.url_now().value.as_deref(), Some("my.weaviate.cloud"));
    assert!(wizard.key_now().value.is_some_and(|k| k.expose() == "typedKey0123456789abcdef"));
    keys(&mut wizard, "⏎⏎");
    finish(&mut wizard, &grpc_blocked());
    assert_eq!(wizard.case.answers.get(Question::BrowserLogin), Some(Choice::ApiKey));
    assert_eq!(wizard.done, done);
}

#[test]
fn what_was_found_fills_the_fields_and_a_typed_key_wins() {
    let mut wizard = ready();
    keys(&mut wizard, "2");
    assert_eq!(wizard.cluster.row, cluster::Row::Go);
    assert!(wizard.key_now().value.is_some_and(|k| k.expose() == PLANTED));
    keys(&mut wizard, "↑↑↑ab");
    assert!(wizard.key_now().value.is_some_and(|k| k.expose() == "ab"));
    keys(&mut wizard, "⌫⌫⌫");
    assert!(wizard.key_now().value.is_some_and(|k| k.expose() == PLANTED));
    send(&mut wizard, Msg::Input(Input::Ctrl('n')));
    assert_eq!(wizard.key_now().value.map(|k| k.dots()), None);
    // The found URL is taken byte for byte until somebody changes it.
    assert_eq!(wizard.url_now().origin, Origin::DotEnv("WEAVIATE_URL".to_owned()));
    keys(&mut wizard, "↑x");
    assert_eq!(wizard.url_now().origin, Origin::Typed);
}

#[test]
fn a_run_waits_for_the_environment() {
    let mut wizard = Wizard::new(Some(Symptom::Unauthorized), faults());
    assert_eq!(keys(&mut wizard, "⏎"), vec![]);
    assert!(matches!(&wizard.screen, Screen::Probing(p) if p.state == RunState::Waiting));
    let effects = send(&mut wizard, Msg::Discovered(found()));
    assert!(matches!(effects.as_slice(), [Effect::StartRun(_, case)] if case.usable_target().is_some()));
    assert!(matches!(&wizard.screen, Screen::Probing(p) if p.is_running()));
}

#[test]
fn abandoned_runs_say_nothing() {
    let mut wizard = ready();
    keys(&mut wizard, "3");
    assert!(matches!(keys(&mut wizard, "⏎").as_slice(), [Effect::StartRun(..)]));
    let first = run_id(&wizard);
    assert_eq!(keys(&mut wizard, "b"), vec![Effect::StopRun]);
    assert_eq!(wizard.screen, Screen::Cluster);
    keys(&mut wizard, "⏎");
    let second = run_id(&wizard);
    assert_ne!(first, second);
    send(&mut wizard, Msg::Probe(first, ProbeEvent::Finished(ProbeId::RestDns, observed(passed()))));
    send(&mut wizard, Msg::Probe(first, ProbeEvent::Ended(Duration::ZERO)));
    send(&mut wizard, Msg::RunLost(first));
    assert!(matches!(&wizard.screen, Screen::Probing(p) if p.is_running() && p.evidence.is_empty()));
    // Stopped: what had not ended counts as not measured, and late news changes nothing.
    assert_eq!(keys(&mut wizard, "c"), vec![Effect::StopRun]);
    send(&mut wizard, Msg::Probe(second, ProbeEvent::Finished(ProbeId::RestDns, observed(passed()))));
    let Screen::Probing(probing) = &wizard.screen else { panic!("left the screen") };
    assert_eq!((probing.state, probing.mark(ProbeId::RestDns)), (RunState::Stopped, Mark::Skipped));
    keys(&mut wizard, "⏎");
    assert!(!outcome(&wizard).is_healthy());
}

#[test]
fn a_lost_run_is_a_defect_and_not_a_verdict_about_the_cluster() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    let id = run_id(&wizard);
    send(&mut wizard, Msg::RunLost(id));
    let outcome = outcome(&wizard);
    assert_ne!(outcome.diagnosis.verdict, Verdict::Healthy);
    assert!(!outcome.is_healthy());
}

#[test]
fn the_screen_stays_when_the_user_looks_around() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎↓");
    finish(&mut wizard, &[]);
    assert!(matches!(&wizard.screen, Screen::Probing(p) if p.has_ended()));
    keys(&mut wizard, "⏎");
    assert!(outcome(&wizard).is_healthy());
}

#[test]
fn fixed_is_said_only_of_what_was_measured() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    assert_eq!(outcome(&wizard).change, None);
    assert_eq!(outcome(&wizard).cause(), Some(Cause::GrpcBlocked));
    // Still blocked. Only what the fix can have changed runs again, unless everything is asked for.
    assert!(matches!(keys(&mut wizard.clone(), "R").as_slice(), [Effect::StartRun(..)]));
    let effects = keys(&mut wizard, "r");
    assert!(matches!(effects.as_slice(), [Effect::StartPart(_, _, chains)] if chains == &[Chain::Grpc]), "{effects:?}");
    assert!(matches!(&wizard.screen, Screen::Probing(p) if p.mark(ProbeId::RestAuth) == Mark::Passed
        && p.mark(ProbeId::GrpcTcp) == Mark::Waiting && p.mark(ProbeId::LocalUrl) == Mark::Waiting));
    finish(&mut wizard, &grpc_blocked());
    let change = outcome(&wizard).change.clone();
    assert_eq!(change.map(|c| (c.overall, c.cause)), Some((Overall::Still, Some(Cause::GrpcBlocked))));
    // The name of the gRPC host does not resolve any more: the port was not tried.
    keys(&mut wizard, "r");
    let dns = Failure::ResolverFailed { name: "grpc-abc".to_owned(), system: None };
    let mut behind = vec![(ProbeId::GrpcDns, Outcome::Failed(dns, None))];
    behind.extend(
        [ProbeId::GrpcTcp, ProbeId::GrpcTls, ProbeId::GrpcHealth, ProbeId::GrpcAuth]
            .map(|id| (id, Outcome::Skipped(Skip::Behind(ProbeId::GrpcDns)))),
    );
    finish(&mut wizard, &behind);
    assert_eq!(outcome(&wizard).change.as_ref().map(|c| c.overall), Some(Overall::NotMeasured));
    // Blocked again, then all passed.
    keys(&mut wizard, "r");
    finish(&mut wizard, &grpc_blocked());
    keys(&mut wizard, "r");
    finish(&mut wizard, &[]);
    let change = outcome(&wizard).change.clone();
    assert_eq!(change.as_ref().map(|c| c.overall), Some(Overall::Fixed));
    let tcp = change.and_then(|c| c.probes.into_iter().find(|(id, ..)| *id == ProbeId::GrpcTcp));
    assert_eq!(tcp, Some((ProbeId::GrpcTcp, Mark::Failed, Mark::Passed)));
    // And broken again.
    keys(&mut wizard, "r");
    finish(&mut wizard, &grpc_blocked());
    assert_eq!(outcome(&wizard).change.as_ref().map(|c| c.overall), Some(Overall::Worse));
    // A stopped run is compared with nothing.
    keys(&mut wizard, "rc⏎");
    assert_eq!(outcome(&wizard).change, None);
}

#[test]
fn what_only_the_user_can_tell_is_never_called_fixed() {
    let mut wizard = ready();
    keys(&mut wizard, "1211");
    finish(&mut wizard, &[]);
    assert_eq!(outcome(&wizard).cause(), Some(Cause::ResetLinkExpired));
    keys(&mut wizard, "r");
    finish(&mut wizard, &[]);
    assert_eq!(outcome(&wizard).change.as_ref().map(|c| c.overall), Some(Overall::NotMeasurable));
}

#[test]
fn another_cluster_is_no_fix() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    keys(&mut wizard, "bb↑↑↑↑");
    send(&mut wizard, Msg::Input(Input::Ctrl('u')));
    keys(&mut wizard, "other.weaviate.cloud⏎");
    finish(&mut wizard, &[]);
    assert_eq!(outcome(&wizard).change, None);
}

/// One that was begun at the first moment of these tests.
fn link(start: u64) -> StoredLink {
    StoredLink { id: 1_800_000_000_000_000_000, start, asked: 1, label: String::new() }
}

fn stored(start: u64) -> Effect {
    Effect::StoreLink(LinkChange::Put(link(start)))
}

#[test]
fn the_reset_links_countdown() {
    let mut wizard = ready();
    keys(&mut wizard, "1211");
    finish(&mut wizard, &[]);
    assert!(wizard.is_mail_cause_shown() && wizard.wake().is_none());
    let effects = keys(&mut wizard, "m");
    assert_eq!(effects, vec![stored(1_800_000_000)]);
    let digits = |w: &Wizard| w.reset_link_left().map(Left::digits);
    assert_eq!(digits(&wizard).as_deref(), Some("5:00"));
    assert!(wizard.wake().is_some_and(|t| t <= Duration::from_millis(1100)));
    // It goes on, whichever screen is open.
    keys(&mut wizard, "bbb");
    send(&mut wizard, Msg::Tick(at(241)));
    assert_eq!(digits(&wizard).as_deref(), Some("0:59"));
    assert!(matches!(wizard.reset_link_left(), Some(Left::LastMinute(_))));
    // A suspended laptop.
    send(&mut wizard, Msg::Tick(at(5000)));
    assert!(matches!(wizard.reset_link_left(), Some(Left::Expired(_))));
    assert_eq!(wizard.wake(), None);
    // The mail came later than was counted: back to life, and taken back.
    keys(&mut wizard, "m");
    assert_eq!(keys(&mut wizard, "+"), vec![stored(1_800_004_730)]);
    assert_eq!(digits(&wizard).as_deref(), Some("0:30"));
    keys(&mut wizard, "-m");
    assert!(matches!(wizard.reset_link_left(), Some(Left::Expired(_))));
    // It offers to start again.
    assert_eq!(keys(&mut wizard, "m"), vec![]);
    let again = StoredLink { asked: 2, ..link(1_800_005_000) };
    assert_eq!(keys(&mut wizard, "⏎"), vec![Effect::StoreLink(LinkChange::Put(again))]);
    // The mail was asked for a minute earlier.
    keys(&mut wizard, "--");
    assert_eq!(digits(&wizard).as_deref(), Some("4:00"));
    keys(&mut wizard, "+++++");
    assert_eq!(digits(&wizard).as_deref(), Some("5:00"));
    assert_eq!(keys(&mut wizard, "x"), vec![Effect::StoreLink(LinkChange::Forget(1_800_000_000_000_000_000))]);
    assert_eq!(digits(&wizard), None);
}

#[test]
fn what_is_played_on_the_practice_cluster_is_not_stored() {
    let mut wizard = ready();
    send(&mut wizard, Msg::Input(Input::F(2)));
    keys(&mut wizard, "⏎");
    let practice = Case::empty();
    send(&mut wizard, Msg::Practice("healthy".to_owned(), Ok(Box::new(practice))));
    keys(&mut wizard, "1211");
    finish(&mut wizard, &[]);
    assert_eq!(keys(&mut wizard, "m-+x"), vec![]);
    assert_eq!(keys(&mut wizard, "m"), vec![]);
    assert!(wizard.reset_link_left().is_some());
    // It goes with the practice cluster.
    keys(&mut wizard, "⎋bbbbb2");
    assert_eq!(keys(&mut wizard, "⌫"), vec![Effect::StopPractice]);
    assert_eq!(wizard.reset_link_left(), None);
}

#[test]
fn links_warn_once_at_one_minute_and_once_at_the_end() {
    let mut wizard = ready();
    keys(&mut wizard, "1211");
    finish(&mut wizard, &[]);
    keys(&mut wizard, "m");
    keys(&mut wizard, "lAna⏎");
    let tick = |w: &mut Wizard, s| send(w, Msg::Tick(at(s)));
    assert_eq!(tick(&mut wizard, 200), vec![]);
    let words = |effects: Vec<Effect>| match effects.as_slice() {
        [Effect::Alert(words)] => words.clone(),
        other => panic!("no alert: {other:?}"),
    };
    assert!(words(tick(&mut wizard, 241)).contains("minute left for the reset link (Ana)"));
    assert_eq!(tick(&mut wizard, 250), vec![]);
    assert!(words(tick(&mut wizard, 301)).contains("(Ana) has expired"));
    assert_eq!(tick(&mut wizard, 302), vec![]);
    assert!(wizard.title().is_some_and(|t| t.contains("expired")));
    // Moved by hand it is alive again, and may warn anew.
    keys(&mut wizard, "+");
    assert!(words(tick(&mut wizard, 400)).contains("expired"));
    // One that expired while the program was closed raises no alarm.
    let mut late = Wizard::new(None, faults());
    send(&mut late, Msg::Tick(at(500)));
    send(&mut late, Msg::StoredLinks(vec![link(1_800_000_000)]));
    assert_eq!(send(&mut late, Msg::Tick(at(501))), vec![]);
}

#[test]
fn several_links_of_several_accounts() {
    let mut wizard = ready();
    keys(&mut wizard, "1211");
    finish(&mut wizard, &[]);
    keys(&mut wizard, "mlAna⏎");
    send(&mut wizard, Msg::Tick(at(100)));
    assert_eq!(wizard.links.all.len(), 1);
    // While a label is typed, letters are letters; the key has no business there.
    keys(&mut wizard, "alq?⎋");
    assert!(wizard.links.editing.is_none() && wizard.links.all.len() == 2);
    keys(&mut wizard, "l");
    send(&mut wizard, Msg::Input(Input::Paste(Pasted::new(PLANTED.to_owned()))));
    let effects = keys(&mut wizard, "⏎");
    assert!(!format!("{effects:?} {wizard:?}").contains("plantedKey"));
    // The next to expire is the one in the header.
    assert_eq!(wizard.reset_link_left().map(Left::digits).as_deref(), Some("3:20"));
    assert_eq!(wizard.links.cursor, 1);
    let effects = keys(&mut wizard, "↑n");
    assert!(matches!(effects.as_slice(), [Effect::StoreLink(LinkChange::Put(link))] if link.asked == 2
        && link.label == "Ana" && link.start == 1_800_000_100));
    keys(&mut wizard, "x");
    assert_eq!(wizard.links.all.len(), 1);
    for _ in 0..20 {
        keys(&mut wizard, "a");
    }
    assert_eq!(wizard.links.all.len(), link::MOST);
}

#[test]
fn steps_commands_code_and_links_are_handed_over() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    let page = outcome(&wizard).current().cloned().unwrap_or_else(|| panic!("no page"));
    assert_eq!(keys(&mut wizard, "c"), vec![Effect::Copy(CopyOf::Step, page.fix.steps[0].text.clone())]);
    let with_command = page.fix.steps.iter().position(|s| s.command.is_some());
    if let Some(step) = with_command {
        let Screen::Result(outcome) = &mut wizard.screen else { panic!("left") };
        outcome.step = step;
        let effects = keys(&mut wizard, "c");
        assert_eq!(
            effects,
            vec![Effect::Copy(CopyOf::Command, page.fix.steps[step].command.clone().unwrap_or_default())]
        );
    }
    send(&mut wizard, Msg::Copied(CopyOf::Command, CopyWay::Terminal));
    assert!(wizard.notice.as_deref().is_some_and(|n| n.contains("the command") && n.contains("OSC 52")));
    let effects = keys(&mut wizard, "o");
    let [Effect::OpenLink(url)] = effects.as_slice() else { panic!("{effects:?}") };
    // No browser: the link is on the screen.
    send(&mut wizard, Msg::LinkOpened(url.clone(), false));
    assert!(matches!(wizard.overlays.as_slice(), [Overlay::Link(view)] if view.link() == url));
    assert_eq!(keys(&mut wizard, "c"), vec![Effect::Copy(CopyOf::Link, url.clone())]);
    keys(&mut wizard, "⎋");
    send(&mut wizard, Msg::LinkOpened(url.clone(), true));
    assert!(wizard.overlays.is_empty() && wizard.notice.as_deref().is_some_and(|n| n.contains("browser")));
    // The user's language comes first among the code's.
    let mut wizard = ready();
    wizard.set_language(Language::Go);
    keys(&mut wizard, "2⏎");
    finish(&mut wizard, &[]);
    assert_eq!(outcome(&wizard).current().map(|p| p.languages[0]), Some(Language::Go));
    assert!(
        matches!(keys(&mut wizard, "y").as_slice(), [Effect::Copy(CopyOf::Code, code)] if code.contains("package main"))
    );
}

#[test]
fn the_countdown_survives_a_restart() {
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Tick(at(100)));
    send(&mut wizard, Msg::StoredLinks(vec![link(1_800_000_000)]));
    assert_eq!(wizard.reset_link_left().map(Left::digits).as_deref(), Some("3:20"));
    // One that runs already is not replaced.
    send(&mut wizard, Msg::StoredLinks(vec![link(1_800_000_050)]));
    assert_eq!(wizard.reset_link_left().map(Left::digits).as_deref(), Some("3:20"));
    let mut late = Wizard::new(None, faults());
    send(&mut late, Msg::Tick(at(100_000)));
    // What is long over goes from the file, with its label.
    let gone = send(&mut late, Msg::StoredLinks(vec![link(1_800_000_000)]));
    assert_eq!(gone, vec![Effect::StoreLink(LinkChange::Forget(1_800_000_000_000_000_000))]);
    assert_eq!(late.reset_link_left(), None);
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
    practice.url = Given::new("https://practice.weaviate.cloud:1".to_owned(), Origin::Practice);
    // Another one that was asked for earlier doesn't count.
    assert_eq!(send(&mut wizard, Msg::Practice("healthy".to_owned(), Ok(Box::new(practice.clone())))), vec![]);
    let effects = send(&mut wizard, Msg::Practice("grpc-blocked".to_owned(), Ok(Box::new(practice))));
    assert!(matches!(effects.as_slice(), [Effect::StartRun(_, case)]
        if case.url.origin == Origin::Practice && case.symptom == Some(Symptom::Unauthorized)));
    keys(&mut wizard, "b");
    assert_eq!(keys(&mut wizard, "⌫"), vec![Effect::StopPractice]);
    assert!(wizard.url_now().value.is_some_and(|u| u.contains("abc.c0")));
    // One that can't be started says why.
    send(&mut wizard, Msg::Input(Input::F(2)));
    keys(&mut wizard, "⏎⏎");
    send(&mut wizard, Msg::Practice("healthy".to_owned(), Err("no port".to_owned())));
    assert!(wizard.notice.as_deref().is_some_and(|n| n.contains("no port")));
    assert_eq!(wizard.screen, Screen::Cluster);
}

#[test]
fn leaving_asks_nothing_and_typing_is_no_command() {
    let mut wizard = ready();
    assert_eq!(keys(&mut wizard, "q"), vec![Effect::Quit(Leaving::Done)]);
    keys(&mut wizard, "2↑↑↑↑↑");
    assert_eq!(keys(&mut wizard, "q?m"), vec![]);
    assert!(wizard.cluster.url.text().ends_with("q?m"));
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

fn paste(wizard: &mut Wizard, text: &str) -> Vec<Effect> {
    send(wizard, Msg::Input(Input::Paste(Pasted::new(text.to_owned()))))
}

fn mode(wizard: &Wizard) -> &error_text::Mode {
    match &wizard.screen {
        Screen::ErrorText(mode) => mode,
        other => panic!("not on the error text: {other:?}"),
    }
}

#[test]
fn a_pasted_error_text_is_explained_and_leads_to_its_fix_and_to_the_probes() {
    use error_text::Mode;
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Tick(at(0)));
    send(&mut wizard, Msg::Discovered(Box::new(Case::empty())));
    keys(&mut wizard, "8");
    assert_eq!(*mode(&wizard), Mode::Text);
    let text = "weaviate.exceptions.WeaviateGRPCUnavailableError: \nWeaviate v1.30.0 makes use of a high-speed gRPC API as well as a REST \
        API.\nUnfortunately, the gRPC health check against Weaviate could not be completed.\n\
        grpc-abc.c0.europe-west3.gcp.weaviate.cloud:443 StatusCode.DEADLINE_EXCEEDED weaviate-client==4.16.1";
    assert_eq!(paste(&mut wizard, text), vec![]);
    assert!(matches!(mode(&wizard), Mode::Answer(_)) && wizard.names_cause() && wizard.offers_probes());
    let named = wizard.error_text.explained.as_ref().map(|e| e.diagnosis.findings[0].cause);
    // The fix, and back.
    assert_eq!(wizard.stages(), [Stage::Symptom, Stage::ErrorText, Stage::Fix]);
    keys(&mut wizard, "⏎");
    assert_eq!(outcome(&wizard).cause(), named);
    assert!(matches!(outcome(&wizard).current().map(|p| p.known.as_slice()), Some([result::Known::Quoted(_)])));
    keys(&mut wizard, "b");
    assert!(matches!(mode(&wizard), Mode::Answer(_)));
    // The probes: the form knows the cluster and the client, and the symptom is set.
    assert_eq!(keys(&mut wizard, "p"), vec![]);
    assert_eq!(wizard.screen, Screen::Cluster);
    assert_eq!(wizard.case.symptom, Some(Symptom::ConnectionTimeout));
    assert_eq!(wizard.url_now().value.as_deref(), Some("https://abc.c0.europe-west3.gcp.weaviate.cloud"));
    assert_eq!(wizard.case.client.version, Some(crate::client::Version::new(4, 16, 1)));
    keys(&mut wizard, "⎋");
    assert!(matches!(mode(&wizard), Mode::Answer(_)), "back leads to the answer");
    keys(&mut wizard, "pasdf0123456789");
    let effects = keys(&mut wizard, "⏎");
    assert!(matches!(effects.as_slice(), [Effect::StartRun(_, case)] if case.usable_target().is_some()), "{effects:?}");
    finish(&mut wizard, &grpc_blocked());
    assert_eq!(outcome(&wizard).cause(), Some(Cause::GrpcBlocked));
    // A console's cause asks its questions.
    let mut wizard = ready();
    keys(&mut wizard, "8");
    paste(&mut wizard, "the reset link says it is expired");
    keys(&mut wizard, "p");
    assert!(matches!(&wizard.screen, Screen::Question(_)));
    keys(&mut wizard, "b");
    assert!(matches!(mode(&wizard), Mode::Answer(_)));
}

#[test]
fn enter_explains_what_was_typed_unless_more_follows_at_once() {
    use error_text::Mode;
    let mut wizard = ready();
    keys(&mut wizard, "8⏎");
    assert_eq!(*mode(&wizard), Mode::Text, "there is nothing to explain yet");
    // As a terminal without bracketed paste sends it.
    keys(&mut wizard, "Traceback (most recent call last):⏎weaviate.exceptions.X: 401,⏎");
    send(&mut wizard, Msg::Tick(at(0)));
    assert!(wizard.wake().is_some_and(|w| w <= Duration::from_millis(60)));
    keys(&mut wizard, "anonymous access not enabled⏎q");
    send(&mut wizard, Msg::Tick(at(1)));
    assert_eq!(*mode(&wizard), Mode::Text);
    keys(&mut wizard, "⌫⏎");
    send(&mut wizard, Msg::Tick(at(2)));
    assert!(matches!(mode(&wizard), Mode::Answer(_)));
    let first = wizard.error_text.explained.as_ref().and_then(|e| e.diagnosis.findings.first().map(|f| f.cause));
    assert_eq!(first, Some(Cause::KeyMissing));
    // Back to the box, where nothing was lost, and to another text.
    keys(&mut wizard, "b");
    assert!(!wizard.error_text.is_empty());
    keys(&mut wizard, "⏎e");
    assert!(*mode(&wizard) == Mode::Text && wizard.error_text.is_empty());
}

#[test]
fn a_file_is_read_outside_and_an_old_answer_counts_no_more() {
    use error_text::Mode;
    let mut wizard = ready();
    keys(&mut wizard, "8");
    send(&mut wizard, Msg::Input(Input::Ctrl('o')));
    assert_eq!(keys(&mut wizard, "app.log⏎"), vec![Effect::ReadErrorText(1, Pasted::new("app.log".to_owned()))]);
    keys(&mut wizard, "b");
    let explanation = Box::new(crate::explain::explain(b"unauthorized: invalid api key"));
    send(&mut wizard, Msg::ErrorTextRead(1, Ok(explanation.clone())));
    assert!(matches!(mode(&wizard), Mode::File(naming) if naming.name.text() == "app.log"));
    assert_eq!(keys(&mut wizard, "⏎"), vec![Effect::ReadErrorText(2, Pasted::new("app.log".to_owned()))]);
    send(&mut wizard, Msg::ErrorTextRead(2, Err("there is no such file".to_owned())));
    assert!(matches!(mode(&wizard), Mode::File(naming) if naming.problem.is_some()));
    keys(&mut wizard, "⏎");
    send(&mut wizard, Msg::ErrorTextRead(3, Ok(explanation)));
    assert!(matches!(mode(&wizard), Mode::Answer(_)) && wizard.names_cause());
}

#[test]
fn language_and_version_return_together() {
    let mut case = found();
    case.client = Client { language: Language::Python, version: Some(crate::client::Version::new(4, 14, 3)) };
    let mut wizard = Wizard::new(Some(Symptom::Unauthorized), faults());
    send(&mut wizard, Msg::Discovered(case.clone()));
    wizard.set_language(Language::Go);
    assert_eq!(wizard.case.client, Client { language: Language::Go, version: None });
    wizard.set_language(Language::Python);
    assert_eq!(wizard.case.client, case.client);
}

fn source_finding(cause: Cause, line: usize) -> crate::scan::SourceFinding {
    crate::scan::SourceFinding {
        cause,
        path: "app.py".to_owned(),
        line,
        column: 3,
        end_line: line,
        end_column: 9,
        cell: None,
        message: "Said by a rule.".to_owned(),
        confidence: Confidence::Certain,
        fix: Vec::new(),
    }
}

#[test]
fn the_source_names_the_cluster_whichever_is_read_first() {
    let scanned = |hosts: &[&str]| {
        let cluster =
            |host: &&str| crate::scan::NamedCluster { host: (*host).to_owned(), path: "app.py".into(), line: 7 };
        Msg::Scanned(Some(Box::new(source::Scanned {
            clusters: hosts.iter().map(cluster).collect(),
            ..Default::default()
        })))
    };
    let nothing = || Msg::Discovered(Box::new(Case::empty()));
    let one = "abc.c0.gcp.weaviate.cloud";
    for messages in [[nothing(), scanned(&[one, one])], [scanned(&[one]), nothing()]] {
        let mut wizard = Wizard::new(None, faults());
        for msg in messages {
            send(&mut wizard, msg);
        }
        assert_eq!(wizard.url_now().value.as_deref(), Some("https://abc.c0.gcp.weaviate.cloud"));
        assert_eq!(wizard.url_now().origin, Origin::Source("app.py".to_owned(), 7));
    }
    // Two are no answer, and what the environment says stays.
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, nothing());
    send(&mut wizard, scanned(&[one, "def.c0.gcp.weaviate.cloud"]));
    assert_eq!(wizard.url_now().value, None);
    let mut wizard = ready();
    send(&mut wizard, scanned(&["other.c0.gcp.weaviate.cloud"]));
    assert_eq!(wizard.url_now().origin, Origin::DotEnv("WEAVIATE_URL".to_owned()));
}

#[test]
fn the_place_in_the_source_comes_to_the_page_also_when_the_scan_ends_last() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    let Screen::Result(outcome) = &wizard.screen else { panic!("no result") };
    let cause = outcome.cause().expect("a cause");
    assert!(outcome.current().is_some_and(|p| p.places.is_empty()));
    let findings = (1..=7).map(|line| source_finding(cause, line)).chain([source_finding(Cause::UrlIsConsole, 99)]);
    let scanned = source::Scanned { findings: findings.collect(), ..Default::default() };
    send(&mut wizard, Msg::Scanned(Some(Box::new(scanned))));
    let Screen::Result(outcome) = &wizard.screen else { panic!("no result") };
    let places = &outcome.current().expect("a page").places;
    assert_eq!(places.first().map(String::as_str), Some("app.py:1:3: Said by a rule."));
    assert!(places.len() == 5 && places.last().is_some_and(|l| l.contains("3 more")), "{places:?}");
}

/// A limit that was long enough before the run is too short for what it measured, whichever ends first, scan or run.
#[test]
fn what_was_measured_reaches_the_limits_in_the_source() {
    let slow = || {
        let facts = crate::evidence::Facts::Health(crate::evidence::HealthFacts { cold: vec![Duration::from_secs(3)] });
        let late = crate::evidence::Warning::SlowerThan(Duration::from_secs(2));
        vec![(ProbeId::GrpcHealth, Outcome::Warned(facts, late))]
    };
    let limit = |seconds, line| crate::scan::Limit {
        init: Duration::from_secs(seconds),
        place: source_finding(Cause::GrpcSlow, line),
    };
    let scanned = || {
        let scanned = source::Scanned { limits: vec![limit(2, 4), limit(9, 5)], ..Default::default() };
        Msg::Scanned(Some(Box::new(scanned)))
    };
    for scan_first in [true, false] {
        let mut wizard = ready();
        if scan_first {
            send(&mut wizard, scanned());
        }
        keys(&mut wizard, "3⏎");
        finish(&mut wizard, &slow());
        if !scan_first {
            send(&mut wizard, scanned());
        }
        assert_eq!(outcome(&wizard).cause(), Some(Cause::GrpcSlow));
        let places = &outcome(&wizard).current().expect("a page").places;
        assert_eq!(places, &["app.py:4:3: Said by a rule."], "scan first: {scan_first}");
    }
}
