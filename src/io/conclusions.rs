//! Tells the observers of a run what it comes to while it is under way: between the events of the probes goes the working hypothesis of the
//! rules. It measures nothing and decides nothing.

use crate::model::case::Case;
use crate::model::evidence::{Evidence, ProbeEvent, ProbeId};
use crate::rules::hypothesis::hypothesis;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// How often it is thought about. A run that ends before has none.
const EVERY: Duration = Duration::from_secs(1);

/// The same events, with the hypotheses about this case.
pub fn with_hypotheses(case: &Case, mut events: UnboundedReceiver<ProbeEvent>) -> UnboundedReceiver<ProbeEvent> {
    let (sender, receiver) = unbounded_channel();
    let case = case.clone();
    tokio::spawn(async move {
        let mut evidence = Evidence::default();
        let mut running: BTreeMap<ProbeId, Instant> = BTreeMap::new();
        let mut latest = None;
        let mut ticks = interval_at(Instant::now() + EVERY, EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let event = tokio::select! {
                event = events.recv() => match event {
                    Some(event) => event,
                    None => return,
                },
                _ = ticks.tick() => {
                    let waited: Vec<_> = running.iter().map(|(id, since)| (*id, since.elapsed())).collect();
                    let now = hypothesis(&case, &evidence, &waited);
                    if now == latest {
                        continue;
                    }
                    latest = now;
                    match now {
                        Some(now) => ProbeEvent::Supposed(now),
                        None => continue,
                    }
                }
            };
            match &event {
                ProbeEvent::Started(id) => {
                    running.insert(*id, Instant::now());
                }
                ProbeEvent::Finished(id, observation) => {
                    running.remove(id);
                    evidence.insert(*id, (**observation).clone());
                }
                ProbeEvent::Supposed(_) | ProbeEvent::Ended(_) => {}
            }
            if sender.send(event).is_err() {
                return;
            }
        }
    });
    receiver
}
