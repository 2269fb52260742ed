//! Would each official client connect from here, and if not, at which step and with which message? Worked out from case and evidence by that
//! client's own rules (`facts.md` §2, §3, §0.5): order of calls, timeouts, proxy and trust habits. Pure; no client is run.

mod grpc;
mod judged;
pub mod proxy;
pub mod proxy_text;
mod rest;
pub mod roots;
mod stop;

pub use crate::model::proxy_use::{Protocol, ProxyUse};
pub use judged::JudgedClient;

use crate::model::case::Case;
use crate::model::cause::Cause;
use crate::model::client::{Client, Language, Version};
use crate::model::evidence::{
    Chain, ChainProblem, Evidence, Failure, Origin, ProbeId, ProxyTextProblem, ProxyTry, TextFailure,
};
use crate::model::sanitized::SanitizedText;
use crate::model::target::{Endpoint, Target};
use stop::{ClientCall, StepResult, StopReason, Why, below};

/// The official clients and the releases whose rules are known best.
pub const CURRENT: [(Language, Version); 4] = [
    (Language::Python, Version::new(4, 24, 1)),
    (Language::TypeScript, Version::new(3, 14, 0)),
    (Language::Go, Version::new(5, 7, 3)),
    (Language::Java, Version::new(6, 3, 0)),
];

/// How one client would fare.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientVerdict {
    /// The client.
    pub language: Language,
    /// Its version.
    pub version: Version,
    /// Whether it connects; none when what decides was not measured.
    pub connects: Option<bool>,
    /// The step at which it stops.
    pub stops_at: Option<String>,
    /// What it says then, or what delays it.
    pub message: Option<String>,
    /// What that step means for the diagnosis.
    pub stop: Option<ClientStop>,
}

/// Where a client stops, in the diagnosis' terms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClientStop {
    /// The cause that its own reason amounts to.
    pub cause: Cause,
    /// The probe that looked at this step.
    pub probe: ProbeId,
}

/// The verdicts: the user's own client first, where its version is known and another than today's. Empty when no cluster was measured.
pub fn verdicts(case: &Case, evidence: &Evidence) -> Vec<ClientVerdict> {
    let measured = evidence.iter().any(|(id, _)| id.chain() == Chain::Rest);
    let Client { language, version } = case.client;
    let own =
        version.map(|v| (language, v)).filter(|own| CURRENT.iter().any(|c| c.0 == own.0) && !CURRENT.contains(own));
    let all = own.into_iter().chain(CURRENT);
    let Some(target) = case.usable_target().filter(|_| measured) else {
        let refused = matches!(evidence.failure(ProbeId::LocalUrl), Some(Failure::Text(TextFailure::UrlUnusable(_))));
        return refused_texts(case, all).into_iter().filter(|_| refused).collect();
    };
    all.map(|(language, version)| View { case, evidence, target: &target, language, version }.verdict()).collect()
}

/// What the clients make of an address that can't be used: some take it apart otherwise, and nobody asked what they would meet.
fn refused_texts(case: &Case, all: impl Iterator<Item = (Language, Version)>) -> Vec<ClientVerdict> {
    let text = case.url.value.as_deref().unwrap_or_default();
    let of = |(language, version)| {
        let error = Target::client_error(language, text);
        let stop = ClientStop { cause: Cause::UrlMalformed, probe: ProbeId::LocalUrl };
        ClientVerdict {
            language,
            version,
            connects: error.is_some().then_some(false),
            stops_at: error.is_some().then(|| stop::step_name(ClientCall::Address).to_owned()),
            stop: error.is_some().then_some(stop),
            message: error.map(|error| error.to_string()),
        }
    };
    let rows: Vec<ClientVerdict> = all.map(of).collect();
    if rows.iter().any(|row| row.connects.is_some()) { rows } else { Vec::new() }
}

/// The verdict on the user's own client alone: the one that the diagnosis must agree with.
pub fn judged(case: &Case, evidence: &Evidence) -> Option<ClientVerdict> {
    verdicts(case, evidence).into_iter().find(|verdict| verdict.language == case.client.language)
}

/// What is looked at for one client.
#[derive(Clone, Copy)]
struct View<'a> {
    case: &'a Case,
    evidence: &'a Evidence,
    target: &'a Target,
    language: Language,
    version: Version,
}

/// The way that one part of a client takes, in terms of what was measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum ClientRoute {
    /// The way that the probes took.
    Measured,
    /// Directly, while the probes went through a proxy.
    Direct,
    /// Through a proxy, while the probes went directly.
    Through,
    /// Some other way, which nobody measured.
    Other,
}

impl View<'_> {
    fn verdict(&self) -> ClientVerdict {
        let mut verdict = ClientVerdict {
            language: self.language,
            version: self.version,
            connects: Some(true),
            stops_at: None,
            message: None,
            stop: None,
        };
        for (step, stage) in self.steps() {
            match stage {
                StepResult::Fine => {}
                StepResult::Late(note) => verdict.message = Some(note),
                StepResult::Unknown => verdict.connects = None,
                StepResult::Stops(stop) => {
                    verdict.connects = Some(false);
                    verdict.stops_at = Some(stop::step_name(step).to_owned());
                    verdict.message = self.message(step, &stop);
                    verdict.stop = Some(ClientStop { cause: stop.cause(step), probe: step.probe() });
                    return verdict;
                }
            }
        }
        verdict
    }

    /// The calls in the order in which this client makes them.
    fn steps(&self) -> Vec<(ClientCall, StepResult)> {
        if let Some(problem) = self.ends_start() {
            return vec![(ClientCall::Start, StepResult::stops(Why::ProxyText(problem)))];
        }
        let rest = |step| (step, self.rest(step));
        let version = (ClientCall::Version, self.server_version());
        let mut steps = match self.language {
            Language::Python if self.case.key.value.is_none() => {
                vec![rest(ClientCall::OpenId), rest(ClientCall::Meta), version]
            }
            Language::Python | Language::TypeScript | Language::CSharp | Language::Curl => {
                vec![rest(ClientCall::Meta), version]
            }
            Language::Go => vec![rest(ClientCall::FirstRest)],
            Language::Java => vec![rest(ClientCall::Live), rest(ClientCall::Meta), version],
        };
        if self.speaks_grpc() {
            // Go and Java open gRPC without asking anything; their first call meets what is wrong with it.
            let checks = matches!(self.language, Language::Python | Language::TypeScript);
            let step = if checks { ClientCall::Health } else { ClientCall::FirstGrpc };
            steps.push((step, self.grpc(step)));
        }
        steps
    }

    /// What of the proxy variables keeps Python's client from version 4 on from its start.
    fn ends_start(&self) -> Option<ProxyTextProblem> {
        let practice = self.case.url.origin == Origin::Practice;
        if self.language != Language::Python || self.version.major < 4 || practice {
            return None;
        }
        let environment = &self.case.environment;
        let found = proxy_text::ends_start(
            self.client().trust_env,
            |name| environment.way(name),
            |name| environment.text(name),
        );
        found.map(|(_, problem)| problem)
    }

    /// Python before version 4, TypeScript before 3 and Java before 6 need no gRPC to connect.
    fn speaks_grpc(&self) -> bool {
        self.version.major
            >= match self.language {
                Language::Python => 4,
                Language::TypeScript => 3,
                Language::Java => 6,
                Language::Go | Language::CSharp | Language::Curl => 0,
            }
    }

    /// The oldest server that the client accepts.
    fn server_version(&self) -> StepResult {
        let floor = match self.language {
            Language::Python | Language::TypeScript => Version::new(1, 27, 0),
            Language::Java => Version::new(1, 32, 0),
            Language::Go | Language::CSharp | Language::Curl => return StepResult::Fine,
        };
        let server = self.evidence.meta(ProbeId::RestMeta).and_then(|m| m.version.as_str().parse::<Version>().ok());
        match server {
            Some(server) if server < floor && self.is_current() => {
                StepResult::Stops(StopReason::new(Why::TooOld).with("version", server.to_string()))
            }
            // Earlier clients accept earlier servers; from which on is not known for each.
            Some(server) if server < floor => StepResult::Unknown,
            Some(_) | None => StepResult::Fine,
        }
    }

    /// Whether the rules of the current release hold for this one: nothing is known to differ from there on.
    fn is_current(&self) -> bool {
        CURRENT.iter().any(|(language, version)| *language == self.language && self.version >= *version)
    }

    /// This client, for rules about its way and its trust.
    fn client(&self) -> JudgedClient {
        JudgedClient { version: Some(self.version), ..JudgedClient::in_case(self.case, self.language) }
    }

    /// Which way a part of this client takes.
    fn route(&self, protocol: Protocol) -> ClientRoute {
        let proxies = &self.case.settings.proxies;
        let (endpoint, probed): (&Endpoint, _) = match protocol {
            Protocol::Rest => (&self.target.rest, &proxies.rest),
            Protocol::Grpc => (&self.target.grpc, &proxies.grpc),
        };
        let own = proxy::of_case(self.case, self.client(), protocol, endpoint);
        match (probed.as_ref().map(|p| &p.origin), own) {
            (None, None) => ClientRoute::Measured,
            // The practice cluster is reached directly, whatever stands in the environment.
            (None, Some(_)) if self.case.url.origin == Origin::Practice => ClientRoute::Measured,
            (None, Some(own)) => {
                let through = self.evidence.through(chain_of(protocol));
                let same =
                    |t: &&ProxyTry| t.variable == own.name || self.value(t.variable.as_str()) == Some(&own.value);
                through.filter(same).map_or(ClientRoute::Other, |_| ClientRoute::Through)
            }
            (Some(Origin::Variable(_)), None) => ClientRoute::Direct,
            (Some(Origin::Variable(name)), Some(own)) => {
                if *name == own.name || self.value(name.as_str()) == Some(&own.value) {
                    ClientRoute::Measured
                } else {
                    ClientRoute::Other
                }
            }
            // A proxy named by an option counts for every question.
            (Some(_), _) => ClientRoute::Measured,
        }
    }

    /// The value of a proxy variable.
    fn value(&self, name: &str) -> Option<&SanitizedText> {
        self.case.environment.proxy.iter().find(|v| v.name == name).map(|v| &v.value)
    }

    /// What this client's TLS makes of the chain, when the handshake showed one.
    fn trust_stage(&self, protocol: Protocol, tls: ProbeId) -> StepResult {
        let rules = roots::chain_rules(self.client(), protocol);
        let judged = self.evidence.tls(tls).into_iter().flat_map(|facts| &facts.clients);
        let found = judged.filter(|c| c.language == self.language).find(|c| rules.first() == Some(&c.rules));
        let Some(refusal) = found.filter(|c| c.verifies).and_then(|c| c.refusal.as_ref()) else {
            return StepResult::Fine;
        };
        StepResult::stops(match refusal.problem {
            ChainProblem::Expired | ChainProblem::NotYetValid => Why::Expired,
            ChainProblem::WrongName | ChainProblem::CommonNameOnly => Why::WrongName,
            _ => Why::Untrusted,
        })
    }

    /// What this client makes of a handshake that failed: for a certificate its own library's word counts.
    fn handshake(&self, protocol: Protocol, tls: ProbeId, failure: &Failure) -> StepResult {
        let of_certificate = matches!(failure, Failure::Tls(failure) if failure.is_of_certificate());
        let judged = self.evidence.tls(tls).is_some_and(|facts| !facts.clients.is_empty());
        if !(of_certificate && judged) {
            return below(failure).map_or(StepResult::Unknown, StepResult::Stops);
        }
        match self.trust_stage(protocol, tls) {
            // It goes on, where the probes did not.
            StepResult::Fine => StepResult::Unknown,
            other => other,
        }
    }

    fn message(&self, step: ClientCall, end: &StopReason) -> Option<String> {
        let grpc = matches!(step, ClientCall::Health | ClientCall::FirstGrpc);
        let endpoint = if grpc { &self.target.grpc } else { &self.target.rest };
        let text = end.words(self.language, step, endpoint)?;
        // The line with the call's own words came after 4.23 (`facts.md` §3).
        let old = self.language == Language::Python && self.version < Version::new(4, 24, 0);
        match text.split_once(" The gRPC call failed with: ").filter(|_| old) {
            Some((first, _)) => Some(first.to_owned()),
            None => Some(text),
        }
    }
}

/// The chain of a protocol.
const fn chain_of(protocol: Protocol) -> Chain {
    match protocol {
        Protocol::Rest => Chain::Rest,
        Protocol::Grpc => Chain::Grpc,
    }
}

#[cfg(test)]
mod tests;
