//! A client's first contact with gRPC, judged by what the probes of the gRPC endpoint met. What concerns REST stands in `rest`.

use super::rest::not_asked;
use super::stop::{ClientCall, StepResult, Why, below};
use super::{ClientRoute, View};
use crate::model::client::Language;
use crate::model::evidence::{Chain, Failure, GrpcFailure, GrpcWeb, HealthFacts, Phase, ProbeId, TcpFailure};
use crate::model::http_answer::operational_mode;
use crate::model::proxy_use::Protocol;
use std::time::Duration;

impl View<'_> {
    /// The health check of Python and TypeScript, the first call of the others.
    pub(super) fn grpc(&self, step: ClientCall) -> StepResult {
        match self.route(Protocol::Grpc) {
            ClientRoute::Other => return StepResult::Unknown,
            ClientRoute::Direct => match self.direct(ProbeId::GrpcTcp) {
                StepResult::Fine | StepResult::Late(_) => {}
                other => return other,
            },
            ClientRoute::Through => match self.through(Protocol::Grpc) {
                StepResult::Fine | StepResult::Late(_) => {}
                other => return other,
            },
            ClientRoute::Measured => {
                for id in [ProbeId::GrpcDns, ProbeId::GrpcTcp, ProbeId::GrpcTls] {
                    if let Some(failure) = self.evidence.failure(id) {
                        return self.below_grpc(id, failure);
                    }
                }
                match self.trust_stage(Protocol::Grpc, ProbeId::GrpcTls) {
                    StepResult::Fine => {}
                    other => return other,
                }
            }
        }
        if step == ClientCall::FirstGrpc && self.writes_are_refused() {
            return StepResult::Fine;
        }
        if let Some(failure) = self.evidence.failure(ProbeId::GrpcHealth) {
            return self.answered_late(failure);
        }
        let Some(health) = self.evidence.health(ProbeId::GrpcHealth) else {
            return if self.was_not_asked(Chain::Grpc) { not_asked() } else { StepResult::Unknown };
        };
        if step == ClientCall::Health {
            return self.in_time(health);
        }
        // A call that carries the key meets what the key meets.
        match self.evidence.failure(ProbeId::GrpcAuth) {
            Some(failure) => below(failure).map_or(StepResult::Unknown, StepResult::Stops),
            None => StepResult::Fine,
        }
    }

    /// The server takes the health check for a write and refuses it, and reads, as gRPC-Web proved: who doesn't check its health gets in.
    fn writes_are_refused(&self) -> bool {
        let mode = match self.evidence.failure(ProbeId::GrpcHealth) {
            Some(Failure::Grpc(GrpcFailure::Status { message, .. })) => operational_mode(message.as_str()),
            Some(_) | None => None,
        };
        let web = self.evidence.meta(ProbeId::RestMeta).and_then(|m| m.grpc_web);
        mode.is_some() && web == Some(GrpcWeb::TakesKey)
    }

    /// The slowest cold check against the client's init timeout.
    fn in_time(&self, health: &HealthFacts) -> StepResult {
        if health.worst() > self.init_timeout() { StepResult::stops(Why::Slow) } else { StepResult::Fine }
    }

    /// What the user set, for the user's own language; that client's default for the others.
    fn init_timeout(&self) -> Duration {
        if self.language == self.case.client.language {
            self.case.init_timeout()
        } else {
            self.language.default_init_timeout()
        }
    }

    /// A failure below gRPC.
    fn below_grpc(&self, id: ProbeId, failure: &Failure) -> StepResult {
        match failure {
            Failure::Tls(_) => self.handshake(Protocol::Grpc, id, failure),
            _ => self.answered_late(failure),
        }
    }

    /// A failure; one that only waited is none for a client that waits longer.
    fn answered_late(&self, failure: &Failure) -> StepResult {
        let limit = match self.language {
            Language::Python | Language::TypeScript => self.init_timeout(),
            Language::Go | Language::Java | Language::CSharp | Language::Curl => Duration::from_secs(60),
        };
        match failure {
            Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Response, after })
            | Failure::Grpc(GrpcFailure::NoAnswer { after })
                if *after < limit =>
            {
                StepResult::Unknown
            }
            other => below(other).map_or(StepResult::Unknown, StepResult::Stops),
        }
    }
}
