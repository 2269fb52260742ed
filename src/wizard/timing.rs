//! When each probe of a run began and how long it took, chain by chain on one axis: the run as a picture. It measures nothing.

use super::{Overlay, Screen, Scroll, Wizard};
use crate::model::evidence::{Chain, ProbeId};
use crate::wizard::run::{Probing, RunState, StepState};
use std::time::{Duration, SystemTime};

/// Shortest axis.
const MIN_AXIS: Duration = Duration::from_millis(10);

/// A run on a time axis.
#[derive(Clone, PartialEq, Debug)]
pub struct Timing {
    /// Where the axis ends.
    pub total: Duration,
    /// The chains that have probes, each with its own.
    pub chains: Vec<(Chain, Vec<Bar>)>,
}

/// A probe on the axis.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bar {
    /// The probe.
    pub id: ProbeId,
    /// Its mark.
    pub mark: StepState,
    /// Its time on the axis.
    pub span: ProbeSpan,
}

/// A probe's time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProbeSpan {
    /// It ran, or runs, from here for so long.
    Ran(Duration, Duration),
    /// It was measured by the run before, whose axis is another.
    Before,
    /// It did not run.
    None,
}

impl Timing {
    /// The picture of a run, as far as it is at `now`.
    pub fn of(run: &Probing, now: SystemTime) -> Self {
        // What is read on this machine takes no time worth a look; it comes last.
        let chains: Vec<(Chain, Vec<Bar>)> = [Chain::Rest, Chain::Grpc, Chain::Console, Chain::Local]
            .into_iter()
            .map(|chain| (chain, run.plan.chain(chain).map(|p| bar(run, p.id, now)).collect::<Vec<_>>()))
            .filter(|(_, bars)| !bars.is_empty())
            .collect();
        let ends = chains.iter().flat_map(|(_, bars)| bars).map(|bar| match bar.span {
            ProbeSpan::Ran(from, took) => from.saturating_add(took),
            ProbeSpan::Before | ProbeSpan::None => Duration::ZERO,
        });
        // An axis of less than this would be marked with nothing but “0 ms”.
        Self { total: ends.max().unwrap_or_default().max(MIN_AXIS), chains }
    }

    /// The probe that took longest.
    pub fn slowest(&self) -> Option<(ProbeId, Duration)> {
        let ran = self.chains.iter().flat_map(|(_, bars)| bars).filter_map(|bar| match bar.span {
            ProbeSpan::Ran(_, took) => Some((bar.id, took)),
            ProbeSpan::Before | ProbeSpan::None => None,
        });
        ran.max_by_key(|(_, took)| *took)
    }
}

fn bar(run: &Probing, id: ProbeId, now: SystemTime) -> Bar {
    let mark = run.mark(id);
    let span = if run.kept.contains(&id.chain()) {
        ProbeSpan::Before
    } else {
        match (mark, run.running.get(&id), run.state) {
            (StepState::Running, Some(since), RunState::Running { since: begin }) => ProbeSpan::Ran(
                since.duration_since(begin).unwrap_or_default(),
                now.duration_since(*since).unwrap_or_default(),
            ),
            (StepState::Passed | StepState::Warned | StepState::Failed, ..) => {
                run.started(id).zip(run.took(id)).map_or(ProbeSpan::None, |(from, took)| ProbeSpan::Ran(from, took))
            }
            (StepState::Running | StepState::Skipped | StepState::Waiting, ..) => ProbeSpan::None,
        }
    };
    Bar { id, mark, span }
}

impl Wizard {
    /// The run that is on screen, while it runs or afterwards.
    pub fn run_shown(&self) -> Option<&Probing> {
        match &self.screen {
            Screen::Probing(probing) if probing.state != RunState::Waiting => Some(probing),
            Screen::Result(outcome) if !outcome.is_of_text() => Some(&outcome.probing),
            Screen::Probing(_) | Screen::Result(_) => None,
            Screen::Symptom | Screen::ErrorText(_) | Screen::Cluster | Screen::Question(_) => None,
        }
    }

    pub(super) fn open_timing(&mut self) {
        self.overlays.push(Overlay::Timing(Scroll::default()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::evidence::{Observation, ProbeEvent};
    use crate::wizard::tests::{at, grpc_blocked, keys, observed, passed, ready, send};
    use crate::wizard::{Effect, Msg};

    #[test]
    fn probes_stand_in_the_order_of_reports() {
        for symptom in ["1", "2", "4", "9"] {
            let mut wizard = ready();
            keys(&mut wizard, symptom);
            while !matches!(wizard.screen, Screen::Probing(_)) {
                keys(&mut wizard, "⏎");
            }
            let run = wizard.run_shown().expect("a run");
            for (_, bars) in Timing::of(run, wizard.cx.now).chains {
                let ids: Vec<ProbeId> = bars.iter().map(|bar| bar.id).collect();
                assert!(ids.is_sorted(), "{ids:?}");
            }
        }
    }

    #[test]
    fn bars_stand_where_the_probes_ran() {
        let mut wizard = ready();
        let effects = keys(&mut wizard, "3⏎");
        let [Effect::StartRun(id, _)] = effects.as_slice() else { panic!("{effects:?}") };
        let took =
            Observation { outcome: passed(), started: Duration::from_millis(20), took: Duration::from_millis(30) };
        send(&mut wizard, Msg::Probe(*id, ProbeEvent::Finished(ProbeId::RestDns, Box::new(took))));
        send(&mut wizard, Msg::Tick(at(1)));
        send(&mut wizard, Msg::Probe(*id, ProbeEvent::Started(ProbeId::GrpcTcp)));
        send(&mut wizard, Msg::Tick(at(4)));
        keys(&mut wizard, "t");
        assert!(matches!(wizard.overlays.as_slice(), [Overlay::Timing(_)]));
        let run = wizard.run_shown().expect("a run");
        let timing = Timing::of(run, at(4));
        assert_eq!(timing.total, Duration::from_secs(4));
        assert_eq!(timing.slowest(), Some((ProbeId::GrpcTcp, Duration::from_secs(3))));
        let bar = |wanted| timing.chains.iter().flat_map(|(_, b)| b).find(|b| b.id == wanted).map(|b| b.span);
        assert_eq!(bar(ProbeId::RestDns), Some(ProbeSpan::Ran(Duration::from_millis(20), Duration::from_millis(30))));
        assert_eq!(bar(ProbeId::GrpcTcp), Some(ProbeSpan::Ran(Duration::from_secs(1), Duration::from_secs(3))));
        assert_eq!(bar(ProbeId::RestTls), Some(ProbeSpan::None));
        let skipped = grpc_blocked().remove(1).1;
        send(&mut wizard, Msg::Probe(*id, ProbeEvent::Finished(ProbeId::GrpcTls, observed(skipped))));
        let timing = Timing::of(wizard.run_shown().expect("a run"), at(4));
        assert!(
            timing.chains.iter().flat_map(|(_, b)| b).any(|b| b.id == ProbeId::GrpcTls && b.span == ProbeSpan::None)
        );
    }

    #[test]
    fn a_saved_report_has_its_picture_too() {
        let mut wizard = Wizard::on_report(crate::report::text::tests::report(), "x.json");
        keys(&mut wizard, "t");
        let timing = Timing::of(wizard.run_shown().expect("a run"), at(0));
        assert_eq!(timing.slowest(), Some((ProbeId::GrpcTcp, Duration::from_secs(10))));
        keys(&mut wizard, "⎋");
        assert!(wizard.overlays.is_empty());
    }
}
