//! Runs: waited for, abandoned, lost, compared with the one before; and what is handed over of their fix.

use super::*;
use crate::words::document::{Content, Sign};

/// The sign in front of the outcome of the first page.
fn sign(outcome: &result::RunResult) -> Option<Sign> {
    match outcome.pages[0].document.blocks[0].content {
        Content::Title(sign, _) => sign,
        _ => None,
    }
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
    assert_eq!(keys(&mut wizard, "⎋"), vec![Effect::StopRun]);
    send(&mut wizard, Msg::Probe(second, ProbeEvent::Finished(ProbeId::RestDns, observed(passed()))));
    let Screen::Probing(probing) = &wizard.screen else { panic!("left the screen") };
    assert_eq!((probing.state, probing.mark(ProbeId::RestDns)), (RunState::Stopped, StepState::Skipped));
    keys(&mut wizard, "⏎");
    assert_eq!(sign(outcome(&wizard)), Some(Sign::Warned));
}

#[test]
fn a_lost_run_is_a_defect_and_not_a_verdict_about_the_cluster() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    let id = run_id(&wizard);
    send(&mut wizard, Msg::RunLost(id));
    let outcome = outcome(&wizard);
    assert_ne!(outcome.diagnosis.verdict, Verdict::Healthy);
    assert_eq!(sign(outcome), Some(Sign::Warned));
}

#[test]
fn the_screen_stays_when_the_user_looks_around() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎↓");
    finish(&mut wizard, &[]);
    assert!(matches!(&wizard.screen, Screen::Probing(p) if p.has_ended()));
    keys(&mut wizard, "⏎");
    assert_eq!(sign(outcome(&wizard)), Some(Sign::Passed));
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
    assert!(matches!(&wizard.screen, Screen::Probing(p) if p.mark(ProbeId::RestAuth) == StepState::Passed
        && p.mark(ProbeId::GrpcTcp) == StepState::Waiting && p.mark(ProbeId::LocalUrl) == StepState::Waiting));
    finish(&mut wizard, &grpc_blocked());
    let change = outcome(&wizard).change.clone();
    assert_eq!(change.map(|c| (c.overall, c.cause)), Some((Overall::Still, Some(Cause::GrpcBlocked))));
    // The name of the gRPC host does not resolve any more: the port was not tried.
    keys(&mut wizard, "r");
    let dns =
        Failure::Dns(crate::model::evidence::DnsFailure::ResolverFailed { name: "grpc-abc".to_owned(), system: None });
    let mut behind = vec![(ProbeId::GrpcDns, ProbeOutcome::Failed(dns, None))];
    behind.extend(
        [ProbeId::GrpcTcp, ProbeId::GrpcTls, ProbeId::GrpcHealth, ProbeId::GrpcAuth]
            .map(|id| (id, ProbeOutcome::Skipped(Skip::Behind(ProbeId::GrpcDns)))),
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
    assert_eq!(tcp, Some((ProbeId::GrpcTcp, StepState::Failed, StepState::Passed)));
    // And broken again.
    keys(&mut wizard, "r");
    finish(&mut wizard, &grpc_blocked());
    assert_eq!(outcome(&wizard).change.as_ref().map(|c| c.overall), Some(Overall::Worse));
    // A stopped run is compared with nothing.
    keys(&mut wizard, "r⎋⏎");
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

#[test]
fn steps_commands_code_and_links_are_handed_over() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    let page = outcome(&wizard).current().cloned().unwrap_or_else(|| panic!("no page"));
    let message = page.document.steps()[0].message.clone().unwrap_or_default();
    assert!(message.contains("Please allow outbound TCP 443") && message.contains("Test: curl"), "{message}");
    assert_eq!(keys(&mut wizard, "⏎"), vec![Effect::Copy(CopyOf::Message, message)]);
    assert!(wizard.cx.done.is_empty(), "Enter marks nothing as done");
    let with_command = page.document.steps().iter().position(|s| s.command.is_some());
    if let Some(step) = with_command {
        let Screen::Result(outcome) = &mut wizard.screen else { panic!("left") };
        outcome.step = step;
        let effects = keys(&mut wizard, "c");
        assert_eq!(
            effects,
            vec![Effect::Copy(CopyOf::Command, page.document.steps()[step].command.clone().unwrap_or_default())]
        );
    }
    send(&mut wizard, Msg::Copied(CopyOf::Command, CopyWay::Terminal));
    assert!(wizard.cx.notice.as_deref().is_some_and(|n| n.contains("the command") && n.contains("Copied")));
    let effects = keys(&mut wizard, "o");
    let [Effect::OpenLink(url)] = effects.as_slice() else { panic!("{effects:?}") };
    // No browser: the link is on the screen.
    send(&mut wizard, Msg::LinkOpened(url.clone(), false));
    assert!(matches!(wizard.overlays.as_slice(), [Overlay::Link(view)] if view.link() == url));
    assert_eq!(keys(&mut wizard, "c"), vec![Effect::Copy(CopyOf::Link, url.clone())]);
    keys(&mut wizard, "⎋");
    send(&mut wizard, Msg::LinkOpened(url.clone(), true));
    assert!(wizard.overlays.is_empty() && wizard.cx.notice.as_deref().is_some_and(|n| n.contains("browser")));
    // The user's language comes first among the code's.
    let mut wizard = ready();
    wizard.cx.set_language(Language::Go);
    keys(&mut wizard, "2⏎");
    finish(&mut wizard, &[]);
    assert_eq!(outcome(&wizard).current().map(|p| p.languages[0]), Some(Language::Go));
    assert!(
        matches!(keys(&mut wizard, "y").as_slice(), [Effect::Copy(CopyOf::Code, code)] if code.contains("package main"))
    );
}
