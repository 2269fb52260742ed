//! A watch: when it runs, what it tells, when it waits, how it ends.

use super::*;
use crate::model::case::{Case, Sourced};
use crate::model::evidence::{Origin, ProbeEvent};
use crate::wizard::tests::{at, finish, found, grpc_blocked, keys, observed, ready, send};
use crate::wizard::{Input, Key, Msg, Overlay};

/// A wizard that watches, whose first run is under way since time zero.
fn watching() -> Wizard {
    let mut wizard = ready();
    wizard.watch_every(Duration::from_secs(5));
    keys(&mut wizard, "3⏎");
    wizard
}

/// Lets the time come, and answers that the files are as they were. True when a run began.
fn tick(wizard: &mut Wizard, seconds: u64) -> bool {
    match send(wizard, Msg::Tick(at(seconds))).as_slice() {
        [] => false,
        [Effect::LookAnew(None)] => {
            let effects = send(wizard, Msg::LookedAnew(Ok(None)));
            matches!(effects.as_slice(), [Effect::StartRun(..)])
        }
        other => panic!("{other:?}"),
    }
}

fn marks_shown(wizard: &Wizard) -> (StepState, Option<StepState>) {
    let Screen::Probing(probing) = &wizard.screen else { panic!("no probes") };
    (probing.mark(ProbeId::GrpcTcp), probing.before.get(&ProbeId::GrpcTcp).map(|(mark, _)| *mark))
}

#[test]
fn runs_follow_one_another_and_a_change_is_told() {
    let mut wizard = watching();
    assert_eq!(wizard.next_run(), None, "a run is under way");
    finish(&mut wizard, &[]);
    assert!(matches!(wizard.screen, Screen::Probing(_)), "a watch stays with the probes");
    assert_eq!(wizard.next_run(), Some(at(5)));
    assert_eq!(wizard.wake(), Some(Duration::from_secs(5)));
    assert!(!tick(&mut wizard, 4) && tick(&mut wizard, 5));
    // What was seen stays until there is something new.
    assert_eq!(marks_shown(&wizard), (StepState::Waiting, Some(StepState::Passed)));
    let Screen::Probing(probing) = &wizard.screen else { panic!("no probes") };
    let (id, plan) = (probing.id, probing.plan.clone());
    let blocked = grpc_blocked();
    for probe in plan.probes.iter().map(|p| p.id) {
        let outcome =
            blocked.iter().find(|(b, _)| *b == probe).map_or_else(crate::wizard::tests::passed, |b| b.1.clone());
        send(&mut wizard, Msg::Probe(id, ProbeEvent::Finished(probe, observed(outcome))));
    }
    let effects = send(&mut wizard, Msg::Probe(id, ProbeEvent::Ended(Duration::from_secs(10))));
    let [Effect::Alert(words)] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(words.contains("healthy → grpc-blocked: "), "{words}");
    let watch = wizard.cx.watching().expect("on");
    assert_eq!((watch.runs, watch.turns.len()), (2, 1));
    assert_eq!(watch.turns[0].now, RunVerdict::Cause(Cause::GrpcBlocked));
    // The run took longer than the pause: the next one comes at once.
    send(&mut wizard, Msg::Tick(at(15)));
    assert!(matches!(wizard.cx.again, Some(Again::Watch)));
}

#[test]
fn it_waits_while_something_else_is_read_and_keeps_the_selection() {
    let mut wizard = watching();
    finish(&mut wizard, &grpc_blocked());
    keys(&mut wizard, "jd");
    assert!(matches!(wizard.overlays.as_slice(), [Overlay::Details(..)]));
    assert!(wizard.next_run().is_none() && wizard.wake().is_none() && !tick(&mut wizard, 60));
    let Screen::Probing(probing) = &wizard.screen else { panic!("no probes") };
    let selected = probing.selected;
    keys(&mut wizard, "⎋");
    assert!(selected.is_some() && tick(&mut wizard, 61));
    let Screen::Probing(probing) = &wizard.screen else { panic!("no probes") };
    assert_eq!(probing.selected, selected);
}

#[test]
fn it_ends_by_key_and_leads_to_the_result() {
    let mut wizard = watching();
    keys(&mut wizard, "⏎");
    assert!(matches!(wizard.screen, Screen::Probing(_)), "the run goes on");
    finish(&mut wizard, &grpc_blocked());
    assert!(matches!(wizard.screen, Screen::Result(_)) && wizard.cx.watching().is_none());
    // Back to the watch, which starts over at once.
    keys(&mut wizard, "W");
    assert!(tick(&mut wizard, 7));
    finish(&mut wizard, &[]);
    keys(&mut wizard, "⏎");
    assert!(matches!(wizard.screen, Screen::Result(_)) && wizard.cx.watching().is_none());
    // Esc ends it where it is, and stops what runs.
    keys(&mut wizard, "W");
    assert!(tick(&mut wizard, 14));
    assert_eq!(keys(&mut wizard, "⎋"), [Effect::StopRun]);
    assert!(wizard.cx.watching().is_none() && !tick(&mut wizard, 99));
    // Another one may begin from there.
    assert!(matches!(keys(&mut wizard, "W").as_slice(), [Effect::StartRun(..)]));
    finish(&mut wizard, &[]);
    keys(&mut wizard, "W");
    assert!(wizard.cx.watching().is_none() && matches!(wizard.screen, Screen::Probing(_)));
    assert!(send(&mut wizard, Msg::Tick(at(200))).is_empty() && wizard.wake().is_none());
}

#[test]
fn a_key_that_changes_counts_and_another_cluster_does_not() {
    let mut wizard = watching();
    finish(&mut wizard, &[]);
    let run = |wizard: &mut Wizard, seconds: u64, found: Result<Option<Box<Case>>, String>| -> Box<Case> {
        assert!(matches!(send(wizard, Msg::Tick(at(seconds))).as_slice(), [Effect::LookAnew(None)]));
        let effects = send(wizard, Msg::LookedAnew(found));
        let [Effect::StartRun(_, case)] = effects.as_slice() else { panic!("{effects:?}") };
        let case = case.clone();
        finish(wizard, &[]);
        case
    };
    let mut rotated = found();
    rotated.key = Sourced::new(crate::model::api_key::ApiKey::new("another-key".into()), Origin::Variable("K".into()));
    let case = run(&mut wizard, 5, Ok(Some(rotated.clone())));
    assert_eq!(case.key, rotated.key);
    let mut elsewhere = found();
    elsewhere.url.value = Some("https://elsewhere.example".to_owned());
    let case = run(&mut wizard, 10, Ok(Some(elsewhere)));
    assert!(case.key == rotated.key && case.url.value == found().url.value);
    assert!(wizard.cx.notice.as_deref().is_some_and(|n| n.contains("no longer name this cluster")));
    let case = run(&mut wizard, 15, Err("config.toml, line 3: no such key".to_owned()));
    assert!(case.key == rotated.key && wizard.cx.notice.as_deref().is_some_and(|n| n.contains("line 3")));
}

#[test]
fn a_saved_report_is_not_watched() {
    let mut wizard = Wizard::on_report(crate::report::text::tests::report(), "x.json");
    wizard.watch_every(Duration::from_secs(5));
    keys(&mut wizard, "W");
    send(&mut wizard, Msg::Input(Input::Key(Key::Tab)));
    assert!(wizard.cx.watching().is_none() && wizard.next_run().is_none() && !wizard.can_watch());
}

#[test]
fn nothing_is_watched_more_often_than_eyes_can_follow() {
    let mut wizard = ready();
    wizard.watch_every(Duration::from_millis(1));
    assert_eq!(wizard.cx.watching().map(|w| w.every), Some(MIN_WATCH_INTERVAL));
}

#[test]
fn a_result_that_was_asked_for_comes_whatever_is_selected() {
    let mut wizard = watching();
    keys(&mut wizard, "j⏎");
    finish(&mut wizard, &grpc_blocked());
    assert!(matches!(wizard.screen, Screen::Result(_)) && wizard.cx.watching().is_none());
    // One that is left is not waited for.
    keys(&mut wizard, "W");
    assert!(tick(&mut wizard, 7));
    keys(&mut wizard, "⏎b");
    assert!(!wizard.watch_leaves() && wizard.cx.watching().is_some());
}

#[test]
fn a_run_that_was_stopped_is_watched_from_its_result_too() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎⎋⏎");
    assert!(matches!(wizard.screen, Screen::Result(_)));
    assert!(matches!(keys(&mut wizard, "W").as_slice(), [Effect::StartRun(..)]));
}

#[test]
fn each_watch_begins_anew() {
    let mut wizard = watching();
    finish(&mut wizard, &[]);
    assert!(tick(&mut wizard, 5));
    finish(&mut wizard, &grpc_blocked());
    keys(&mut wizard, "WW");
    let watch = wizard.cx.watching().expect("on");
    assert_eq!((watch.every, watch.runs, watch.turns.len()), (Duration::from_secs(5), 0, 0));
}

#[test]
fn a_cluster_that_the_source_named_is_in_no_file_and_its_key_may_change() {
    let mut wizard = watching();
    finish(&mut wizard, &[]);
    wizard.cx.case.url.origin = Origin::Source("app.py".into(), 3);
    let mut rotated = found();
    rotated.url = Sourced::default();
    rotated.key = Sourced::new(crate::model::api_key::ApiKey::new("another-key".into()), Origin::Variable("K".into()));
    send(&mut wizard, Msg::Tick(at(5)));
    let effects = send(&mut wizard, Msg::LookedAnew(Ok(Some(rotated.clone()))));
    let [Effect::StartRun(_, case)] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(case.key == rotated.key && case.url.value == found().url.value && wizard.cx.notice.is_none());
}

#[test]
fn a_shared_screen_shows_no_folder() {
    let mut wizard = watching();
    finish(&mut wizard, &[]);
    wizard.present();
    send(&mut wizard, Msg::Tick(at(5)));
    send(&mut wizard, Msg::LookedAnew(Err("/home/jane/c.toml, line 3: no such key".to_owned())));
    assert!(wizard.cx.notice.as_deref().is_some_and(|notice| !notice.contains("jane")));
}
