//! What is said of a run's probes, on the screens and in plain lines alike.

use crate::model::evidence::{Layer, ProbeId};
use crate::wizard::run::Probing;
use crate::words::catalog::say;
use crate::words::describe;
use std::time::Duration;

/// After this time a probe says what it waits for: people want to know what takes so long.
pub const EXPLAIN_WAIT_AFTER: Duration = Duration::from_secs(2);

/// What a running probe waits for, in a sentence.
pub fn waits_for(id: ProbeId) -> &'static str {
    let what = match id.layer() {
        Layer::Local => "for-machine",
        Layer::Dns => "for-name",
        Layer::Tcp => "for-connection",
        Layer::Tls => "for-handshake",
        Layer::Service | Layer::Auth => "for-answer",
    };
    say("probing", what)
}

/// A probe by its chain and title: `REST: accepts connections`.
pub fn name(id: ProbeId) -> String {
    format!("{}: {}", say("chain", id.chain().into()), id.title())
}

impl Probing {
    /// The host that is probed.
    pub fn target(&self) -> String {
        match self.case.usable_target() {
            Some(target) if self.plan.has(ProbeId::RestDns) => target.rest.host,
            _ if self.plan.has(ProbeId::ConsoleHttp) => self.case.settings.console.host.clone(),
            _ => say("prompt", "this-machine").to_owned(),
        }
    }

    /// What a probe found, in one sentence without the key; none while nothing is known.
    pub fn sentence(&self, id: ProbeId) -> Option<String> {
        if let Some(told) = &self.told {
            return told.get(&id).map(|t| t.sentence.clone());
        }
        let observation = self.evidence.get(id)?;
        Some(self.case.redactor().redact(&describe::summary(id, observation, &self.case)))
    }
}
