//! A client's REST calls, judged by what the probes of the REST endpoint met. What concerns gRPC stands in `grpc`.

use super::stop::{ClientCall, StepResult, StopReason, Why, below};
use super::{ClientRoute, View};
use crate::model::api_key::KeyProblem;
use crate::model::client::Language;
use crate::model::evidence::{
    AttemptResult, Chain, Failure, HttpFailure, Layer, Phase, ProbeId, ProbeOutcome, Skip, TcpFailure, TextFailure,
    Warning,
};
use crate::model::http_answer::{AnswerKind, HttpAnswer, Responder};
use crate::model::proxy_use::Protocol;
use crate::words::catalog::client_words;
use crate::words::format::seconds;
use std::time::Duration;

/// It goes on behind TLS, as far as is known.
pub(super) fn not_asked() -> StepResult {
    client_words("note", "not-asked").map_or(StepResult::Fine, |words| StepResult::Late(words.to_owned()))
}

/// Python's limit on connecting over REST, for each address (`facts.md` §2).
const PYTHON_CONNECT: Duration = Duration::from_secs(5);

impl View<'_> {
    /// How one of the client's REST calls ends.
    pub(super) fn rest(&self, step: ClientCall) -> StepResult {
        let text = self.key_text();
        if step != ClientCall::OpenId && text != StepResult::Fine {
            return text;
        }
        let way = match self.route(Protocol::Rest) {
            ClientRoute::Other => return StepResult::Unknown,
            ClientRoute::Direct => self.direct(ProbeId::RestTcp),
            ClientRoute::Through => self.through(Protocol::Rest),
            ClientRoute::Measured => self.measured(),
        };
        match way {
            StepResult::Fine | StepResult::Late(_) => {}
            StepResult::Unknown | StepResult::Stops(_) => return way,
        }
        match self.answer(step) {
            StepResult::Fine => way,
            StepResult::Unknown if self.was_not_asked(Chain::Rest) => not_asked(),
            other => other,
        }
    }

    /// Whether the probes ended below HTTP on their own way, where this client goes another.
    pub(super) fn was_not_asked(&self, chain: Chain) -> bool {
        let (protocol, service) = match chain {
            Chain::Grpc => (Protocol::Grpc, ProbeId::GrpcHealth),
            Chain::Rest | Chain::Local | Chain::Console | Chain::Program => (Protocol::Rest, ProbeId::RestLive),
        };
        let skipped = matches!(
            self.evidence.get(service).map(|o| &o.outcome),
            Some(ProbeOutcome::Skipped(Skip::Behind(id))) if id.layer() < Layer::Service
        );
        // Of the others nobody measured where they go.
        let known = matches!(self.language, Language::Python | Language::TypeScript | Language::Go);
        skipped && known && self.route(protocol) != ClientRoute::Measured
    }

    /// Name, connection and TLS as the probes measured them.
    fn measured(&self) -> StepResult {
        for id in [ProbeId::RestDns, ProbeId::RestTcp, ProbeId::RestTls] {
            let Some(failure) = self.evidence.failure(id) else { continue };
            return self.handshake(Protocol::Rest, id, failure);
        }
        match self.trust_stage(Protocol::Rest, ProbeId::RestTls) {
            StepResult::Fine => self.slow_addresses(),
            other => other,
        }
    }

    /// Whether the direct way works, where the probes went through a proxy.
    pub(super) fn direct(&self, tcp: ProbeId) -> StepResult {
        match self.evidence.tcp(tcp).and_then(|t| t.direct.as_ref()) {
            None => StepResult::Unknown,
            Some(tried) => match &tried.failure {
                None => StepResult::Fine,
                Some(failure) => below(failure).map_or(StepResult::Unknown, StepResult::Stops),
            },
        }
    }

    /// Whether the way through a proxy works, where the probes went directly.
    pub(super) fn through(&self, protocol: Protocol) -> StepResult {
        match self.evidence.through(super::chain_of(protocol)) {
            None => StepResult::Unknown,
            Some(tried) => match &tried.failure {
                None => StepResult::Fine,
                Some(failure) => below(failure).map_or(StepResult::Unknown, StepResult::Stops),
            },
        }
    }

    /// Python tries addresses one by one; each that doesn't answer costs its limit.
    fn slow_addresses(&self) -> StepResult {
        if self.language != Language::Python {
            return StepResult::Fine;
        }
        let (Some(tcp), Some(dns)) = (self.evidence.tcp(ProbeId::RestTcp), self.evidence.dns(ProbeId::RestDns)) else {
            return StepResult::Fine;
        };
        let result = |ip| tcp.attempts.iter().find(|a| a.address.ip() == ip).map(|a| (a.result, a.took));
        let silent = |r| matches!(r, AttemptResult::TimedOut | AttemptResult::Late);
        let mut dead = Vec::new();
        for address in &dns.addresses {
            match result(*address) {
                Some((AttemptResult::Connected, took)) if took > PYTHON_CONNECT => {
                    return StepResult::stops(Why::NoConnect);
                }
                Some((AttemptResult::Connected, _)) => break,
                Some((r, _)) if silent(r) => dead.push(*address),
                Some(_) | None => {}
            }
        }
        match (dead.first(), u32::try_from(dead.len()), client_words("note", "slow-addresses")) {
            (Some(first), Ok(count), Some(words)) => {
                let cost = seconds(PYTHON_CONNECT * count);
                StepResult::Late(words.replace("{seconds}", &cost).replace("{address}", &first.to_string()))
            }
            (_, _, _) => StepResult::Fine,
        }
    }

    /// What the key's text makes of a request before it is sent.
    fn key_text(&self) -> StepResult {
        let Some(key) = self.evidence.key(ProbeId::LocalKey) else { return StepResult::Fine };
        let empty = matches!(self.evidence.failure(ProbeId::LocalKey), Some(Failure::Text(TextFailure::KeyEmpty)));
        let has = |p: KeyProblem| key.problems.contains(&p);
        let broken = has(KeyProblem::LineBreakAtEnd) || has(KeyProblem::ControlCharacters);
        // The server trims what stands behind the key, so an accepted key with space around has it there; Python does not send that.
        let trailing = has(KeyProblem::WhiteSpaceAround) && self.accepts_given();
        match self.language {
            Language::Python if has(KeyProblem::NonAscii) => StepResult::stops(Why::KeyLetters),
            Language::Python if broken || empty || trailing => StepResult::stops(Why::KeyText),
            Language::Go if broken => StepResult::stops(Why::KeyText),
            Language::Java if broken || has(KeyProblem::NonAscii) => StepResult::Unknown,
            Language::Python
            | Language::TypeScript
            | Language::Go
            | Language::Java
            | Language::CSharp
            | Language::Curl => StepResult::Fine,
        }
    }

    fn accepts_given(&self) -> bool {
        let auth = self.evidence.auth(ProbeId::RestAuth);
        auth.and_then(|a| a.with_key.as_ref()).is_some_and(HttpAnswer::proves_key_accepted)
    }

    /// What the cluster answers to this call.
    fn answer(&self, step: ClientCall) -> StepResult {
        match step {
            ClientCall::Live => match self.evidence.get(ProbeId::RestLive).map(|o| &o.outcome) {
                // Whether the one in front says the same to a request with the key was not asked.
                Some(ProbeOutcome::Warned(_, Warning::AnsweredInFront)) => StepResult::Unknown,
                Some(ProbeOutcome::Passed(_) | ProbeOutcome::Warned(..)) => StepResult::Fine,
                Some(ProbeOutcome::Failed(Failure::Http(HttpFailure::Answered(answer)), _))
                    if (300..400).contains(&answer.status) =>
                {
                    StepResult::Unknown
                }
                Some(ProbeOutcome::Failed(Failure::Http(HttpFailure::Answered(_)), _)) => {
                    StepResult::stops(Why::NotLive)
                }
                Some(ProbeOutcome::Failed(failure, _)) => self.transport(failure),
                Some(ProbeOutcome::Skipped(_)) | None => StepResult::Unknown,
            },
            ClientCall::OpenId => {
                let without = self.evidence.auth(ProbeId::RestAuth).and_then(|a| a.without_key.as_ref());
                match without.map(|a| &a.meaning) {
                    Some(AnswerKind::AnonymousOff { methods }) if methods.iter().any(|m| m == "OIDC") => {
                        StepResult::stops(Why::NoCredentials)
                    }
                    Some(_) | None => StepResult::Fine,
                }
            }
            ClientCall::Address
            | ClientCall::Start
            | ClientCall::Meta
            | ClientCall::FirstRest
            | ClientCall::Version
            | ClientCall::Health
            | ClientCall::FirstGrpc => self.meta(),
        }
    }

    /// `GET /v1/meta` with what the client sends.
    fn meta(&self) -> StepResult {
        if let Some(Failure::Http(HttpFailure::Answered(answer))) = self.evidence.failure(ProbeId::RestMeta) {
            // Whatever the reason: without an answer here no client goes on.
            return match self.judge(answer) {
                StepResult::Fine => self.stopped(Why::Forbidden, answer),
                other => other,
            };
        }
        let auth = self.evidence.get(ProbeId::RestAuth).map(|o| &o.outcome);
        match auth {
            Some(ProbeOutcome::Passed(_)) => StepResult::Fine,
            Some(ProbeOutcome::Warned(..)) if self.accepts_given() => StepResult::Fine,
            Some(ProbeOutcome::Warned(..) | ProbeOutcome::Failed(Failure::Text(TextFailure::KeyUnclean(_)), _)) => {
                self.unclean()
            }
            Some(ProbeOutcome::Failed(Failure::Http(HttpFailure::Answered(answer)), _)) => self.judge(answer),
            Some(ProbeOutcome::Failed(failure, _)) => self.transport(failure),
            // Over plain text the key waits for the first answer: what that was decides here too.
            Some(ProbeOutcome::Skipped(_)) | None => match self.evidence.failure(ProbeId::RestLive) {
                Some(Failure::Http(HttpFailure::Answered(answer))) => self.judge(answer),
                Some(failure) => self.transport(failure),
                None => StepResult::Unknown,
            },
        }
    }

    /// The given text was refused, or could not be sent as it is.
    fn unclean(&self) -> StepResult {
        let Some(auth) = self.evidence.auth(ProbeId::RestAuth) else { return StepResult::Unknown };
        let repaired = auth.with_repaired.as_ref().is_some_and(HttpAnswer::proves_key_accepted);
        let problems = self.evidence.key(ProbeId::LocalKey).map(|k| k.problems.clone()).unwrap_or_default();
        let around = |p: &KeyProblem| matches!(p, KeyProblem::LineBreakAtEnd | KeyProblem::WhiteSpaceAround);
        if self.language == Language::TypeScript && repaired && problems.iter().all(around) {
            // fetch takes white space off a header's end (Fetch standard, “normalize”).
            return StepResult::Fine;
        }
        auth.with_key.as_ref().map_or(StepResult::Unknown, |answer| self.judge(answer))
    }

    /// A failure of an exchange above TLS.
    fn transport(&self, failure: &Failure) -> StepResult {
        let limit = match self.language {
            Language::Python | Language::TypeScript | Language::Java => Duration::from_secs(30),
            Language::Go | Language::CSharp | Language::Curl => Duration::from_secs(60),
        };
        match failure {
            // The probe gave up before this client would.
            Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Response, after }) if *after < limit => {
                StepResult::Unknown
            }
            other => below(other).map_or(StepResult::Unknown, StepResult::Stops),
        }
    }

    /// An answer that is not the wanted one.
    fn judge(&self, answer: &HttpAnswer) -> StepResult {
        // Asking for the version needs no permission: a refusal of `own-info` for lack of one does not stop a client.
        if answer.proves_key_accepted() {
            return StepResult::Fine;
        }
        let why = match answer.status {
            200..=299 => Why::NotData,
            300..=399 if self.language == Language::Python => Why::Status,
            // The others follow redirects; where to was not measured.
            300..=399 => return StepResult::Unknown,
            401 => Why::Unauthorized,
            403 => Why::Forbidden,
            _ => Why::Status,
        };
        self.stopped(why, answer)
    }

    fn stopped(&self, why: Why, answer: &HttpAnswer) -> StepResult {
        StepResult::Stops(
            StopReason::new(why)
                .with("status", answer.status.to_string())
                .with("message", answer.message.to_string())
                .with("body", self.body(answer)),
        )
    }

    /// The answer's body as this client prints it.
    fn body(&self, answer: &HttpAnswer) -> String {
        let (status, message) = (answer.status, &answer.message);
        match (self.language, answer.speaker) {
            (Language::Python, Responder::Weaviate) if status == 401 => {
                format!("{{'code': {status}, 'message': '{message}'}}")
            }
            (Language::Python, Responder::Weaviate) => format!("{{'error': [{{'message': '{message}'}}]}}"),
            (Language::Python, _) => "None".to_owned(),
            (_, Responder::Weaviate) if status == 401 => format!("{{\"code\":{status},\"message\":\"{message}\"}}"),
            (_, Responder::Weaviate) => format!("{{\"error\":[{{\"message\":\"{message}\"}}]}}"),
            (_, Responder::Bare) => String::new(),
            (_, Responder::HtmlPage | Responder::Ingress | Responder::OtherJson | Responder::OtherText) => {
                "…".to_owned()
            }
        }
    }
}
