//! Causes that the user's own program shows when it is observed. What was seen is certain: it wins over what probes infer of credentials.

use super::CaseFacts;
use crate::model::api_key::KeyProblem;
use crate::model::cause::{Cause, Surface};
use crate::model::evidence::{
    Chain, Credential, CredentialShape, DnsFailure, Failure, GrpcCode, HealthFacts, HostRole, KnownFingerprint, Origin,
    ProbeId, ProbeOutcome, ProgramConnection, ProgramEnd, ProgramFacts, ProgramFailure, ProgramRequest, RequestEnd,
    TcpFailure,
};
use crate::model::finding::{Confidence, Detail, Finding};
use crate::model::target::Hosting;
use std::time::Duration;

/// Brings in what was seen of the program.
pub(super) fn judge(facts: &CaseFacts<'_>, findings: &mut Vec<Finding>) {
    let Some(program) = facts.evidence.program(ProbeId::ProgramConnect) else { return };
    let seen = View {
        facts,
        program,
        rest: requests(facts, ProbeId::ProgramRest),
        calls: requests(facts, ProbeId::ProgramGrpc),
    };
    let found: Vec<Finding> = seen.address().or_else(|| seen.key()).or_else(|| seen.endpoint()).into_iter().collect();
    // What the program sends is seen: what this machine's own key is like says no more of it.
    if !seen.rest.is_empty() || !found.is_empty() {
        findings.retain(|f| f.cause.surface() != Surface::ApiKey || found.iter().any(|own| own.cause == f.cause));
    }
    // Whoever asks elsewhere does not meet what the probes met.
    if found.iter().any(|f| is_of_address(f.cause)) {
        findings.retain(|f| found.iter().any(|own| own.cause == f.cause));
    }
    seen.support(findings);
    findings.splice(0..0, found);
}

fn requests<'a>(facts: &CaseFacts<'a>, id: ProbeId) -> &'a [ProgramRequest] {
    facts.evidence.requests(id).map_or(&[], |facts| &facts.requests)
}

/// Whether a cause says that the program asks the wrong place.
const fn is_of_address(cause: Cause) -> bool {
    matches!(cause, Cause::UrlMalformed | Cause::UrlIsGrpcEndpoint | Cause::LocalAddress | Cause::ClusterNotFound)
}

struct View<'a> {
    facts: &'a CaseFacts<'a>,
    program: &'a ProgramFacts,
    rest: &'a [ProgramRequest],
    calls: &'a [ProgramRequest],
}

impl View<'_> {
    /// A host or a port where no cluster is.
    fn address(&self) -> Option<Finding> {
        let connections = &self.program.connections;
        let by = [ProbeId::ProgramConnect];
        let worked = |role| connections.iter().any(|c| c.role == role && c.failure.is_none());
        let failed = || connections.iter().filter(|c| c.failure.is_some());
        if failed().any(|c| c.role == HostRole::NoHost) && !worked(HostRole::Rest) {
            return Some(Finding::certain(Cause::UrlMalformed, &by));
        }
        let local = failed().find(|c| c.role == HostRole::Local && is_refused(c));
        if let Some(local) = local.filter(|_| !worked(HostRole::Rest) && !worked(HostRole::Weaviate)) {
            let address = Detail::AddressInText(format!("{}:{}", local.host, local.port));
            return Some(Finding::certain(Cause::LocalAddress, &by).with(address));
        }
        // REST asked of a gRPC endpoint, which takes nothing but HTTP/2 with its own content type.
        let offers = |c: &ProgramConnection| c.offered.iter().any(|p| p.as_str() == "http/1.1");
        let knocked = failed().any(|c| is_grpc_host(c.host.as_str()) && offers(c));
        if knocked && !worked(HostRole::Rest) {
            return Some(Finding::certain(Cause::UrlIsGrpcEndpoint, &by));
        }
        let asked = self.rest.iter().find(|r| r.role == HostRole::Grpc || is_grpc_host(r.host.as_str()));
        if asked.is_some_and(|r| r.status != Some(200)) && !self.rest.iter().any(|r| r.role == HostRole::Rest) {
            return Some(Finding::certain(Cause::UrlIsGrpcEndpoint, &[ProbeId::ProgramRest]));
        }
        let gone = failed().find(|c| matches!(c.role, HostRole::Rest | HostRole::Weaviate) && is_unknown(c));
        let other = gone.filter(|c| !is_grpc_host(c.host.as_str()) && !self.is_target(c));
        other.map(|c| Finding::certain(Cause::ClusterNotFound, &by).with(Detail::RestHost(c.host.to_string())))
    }

    fn is_target(&self, connection: &ProgramConnection) -> bool {
        self.facts.case.usable_target().is_some_and(|target| target.rest.host == connection.host.as_str())
    }

    /// What the requests carry, and what the cluster says to it.
    fn key(&self) -> Option<Finding> {
        let (all, by) = [(self.rest, ProbeId::ProgramRest), (self.calls, ProbeId::ProgramGrpc)]
            .into_iter()
            .find(|(requests, _)| requests.iter().any(is_unauthorized))
            .unwrap_or((&[], ProbeId::ProgramRest));
        if let Some(refused) = all.iter().find(|r| is_unauthorized(r)) {
            return Some(self.refused(refused, by));
        }
        let forbidden = |r: &ProgramRequest| r.status == Some(403) || r.grpc_status == Some(GrpcCode::PermissionDenied);
        if let Some((by, _)) =
            [(ProbeId::ProgramRest, self.rest), (ProbeId::ProgramGrpc, self.calls)].into_iter().find(|(_, requests)| {
                requests.iter().any(|r| forbidden(r) && r.credential.shape == CredentialShape::Bearer)
            })
        {
            return Some(Finding::likely(Cause::PermissionDenied, &[by]));
        }
        self.unsent()
    }

    /// A key that can't be sent at all: the client refuses it before a request is made.
    fn unsent(&self) -> Option<Finding> {
        let silent = matches!(
            self.facts.evidence.failure(ProbeId::ProgramRest),
            Some(Failure::Program(ProgramFailure::NothingSent))
        ) || matches!(
            self.facts.evidence.failure(ProbeId::ProgramConnect),
            Some(Failure::Program(ProgramFailure::NothingSeen))
        );
        let broke = self.program.end != ProgramEnd::Status(0);
        let key = self.own_key().filter(|_| silent && broke && self.rest.is_empty())?;
        let unsendable = |p: &KeyProblem| {
            matches!(p, KeyProblem::LineBreakAtEnd | KeyProblem::ControlCharacters | KeyProblem::NonAscii)
        };
        let found = key.problems.iter().any(unsendable);
        found.then(|| Finding::certain(Cause::KeyMalformed, &[ProbeId::ProgramConnect]))
    }

    /// The key that the program would find on this machine.
    fn own_key(&self) -> Option<&KnownFingerprint> {
        let own = |k: &&KnownFingerprint| !matches!(k.origin, Origin::Config(_)) || self.is_own_cluster(&k.origin);
        self.program.known.iter().find(own)
    }

    fn is_own_cluster(&self, origin: &Origin) -> bool {
        let named = self.facts.case.named.as_ref();
        matches!(origin, Origin::Config(name) if named.is_some_and(|own| own.name == name.as_str()))
    }

    fn refused(&self, request: &ProgramRequest, by: ProbeId) -> Finding {
        let credential = &request.credential;
        let certain = |cause| Finding::certain(cause, &[by]);
        let in_source = |cause| self.facts.case.source.iter().any(|f| f.cause == cause);
        match credential.shape {
            CredentialShape::Absent if self.asked_openid() && in_source(Cause::OidcPasswordLogin) => {
                certain(Cause::OidcPasswordLogin)
            }
            CredentialShape::Absent => self.absent(by),
            CredentialShape::Bare
            | CredentialShape::LowerCase
            | CredentialShape::Basic
            | CredentialShape::OtherHeader => certain(Cause::KeyPassedWrongly),
            // Where the text itself says Bearer, the text is wrong; else the program puts it there once more.
            CredentialShape::DoubledBearer if self.is_own_text(credential, KeyProblem::BearerPrefix) => {
                certain(Cause::KeyMalformed)
            }
            CredentialShape::DoubledBearer => certain(Cause::KeyPassedWrongly),
            CredentialShape::Quoted => certain(Cause::KeyMalformed),
            CredentialShape::WhiteSpace if credential.fingerprint.is_none() => certain(Cause::KeyEmpty),
            CredentialShape::WhiteSpace => certain(Cause::KeyMalformed),
            CredentialShape::Bearer if !credential.problems.is_empty() => certain(Cause::KeyMalformed),
            CredentialShape::Bearer => self.rejected(credential, by),
        }
    }

    /// No key was sent where one is wanted.
    fn absent(&self, by: ProbeId) -> Finding {
        match self.own_key() {
            None => Finding::certain(Cause::KeyMissing, &[by]),
            Some(known) if known.fingerprint.is_none() => Finding::certain(Cause::KeyEmpty, &[by]),
            // It is there, and reaches nobody.
            Some(_) => Finding::certain(Cause::KeyPassedWrongly, &[by]),
        }
    }

    /// A key as it should be, which this cluster refused.
    fn rejected(&self, credential: &Credential, by: ProbeId) -> Finding {
        let others: Vec<String> = credential
            .known
            .iter()
            .filter(|origin| !self.is_own_cluster(origin))
            .filter_map(|origin| if let Origin::Config(name) = origin { Some(name.to_string()) } else { None })
            .collect();
        let own = credential.known.iter().any(|origin| self.is_own_cluster(origin));
        if !others.is_empty() && !own {
            return Finding::certain(Cause::KeyForAnotherCluster, &[by]).with(Detail::KeyOpens(others));
        }
        Finding::certain(Cause::KeyRejected, &[by])
    }

    fn asked_openid(&self) -> bool {
        self.rest.iter().any(|r| r.path.as_str().ends_with("/openid-configuration"))
    }

    /// Whether a key of this machine has this problem, and the same key was sent.
    fn is_own_text(&self, credential: &Credential, problem: KeyProblem) -> bool {
        let same = |k: &&KnownFingerprint| k.fingerprint == credential.fingerprint;
        self.program.known.iter().filter(same).any(|k| k.problems.contains(&problem))
    }

    /// gRPC at a place where there is none.
    fn endpoint(&self) -> Option<Finding> {
        let cloud = |host: &str| host.ends_with(".weaviate.cloud") || host.ends_with(".weaviate.network");
        let elsewhere = self.program.connections.iter().find(|c| {
            let grpc = is_grpc_host(c.host.as_str()) || c.offered.iter().any(|p| p.as_str() == "h2");
            cloud(c.host.as_str()) && c.port != 443 && (grpc || c.port == 50051)
        });
        if elsewhere.is_some() && self.calls.iter().all(|call| call.port != 443) {
            return Some(Finding::certain(Cause::GrpcWrongEndpoint, &[ProbeId::ProgramConnect]));
        }
        let at_rest = self.calls.iter().find(|call| {
            call.role == HostRole::Rest && call.grpc_status.is_none() && call.status.is_some_and(|s| s != 200)
        });
        let apart = self.facts.case.usable_target().is_none_or(|t| t.rest != t.grpc);
        at_rest.filter(|_| apart && self.facts.kind == Hosting::WeaviateCloud)?;
        Some(Finding::certain(Cause::GrpcWrongEndpoint, &[ProbeId::ProgramGrpc]))
    }

    /// What the probes found of the way is seen in the program too where it failed at the same place, and how long it waited is known.
    fn support(&self, findings: &mut Vec<Finding>) {
        let failed = |id| matches!(self.facts.evidence.get(id).map(|o| &o.outcome), Some(ProbeOutcome::Failed(..)));
        let pairs = [
            (ProbeId::ProgramConnect, Chain::Rest),
            (ProbeId::ProgramRest, Chain::Rest),
            (ProbeId::ProgramGrpc, Chain::Grpc),
        ];
        for finding in findings.iter_mut() {
            for (id, chain) in pairs {
                let same = finding.evidence.iter().any(|e| e.chain() == chain);
                if same && failed(id) && !finding.evidence.contains(&id) {
                    finding.evidence.push(id);
                }
            }
            if finding.cause == Cause::GrpcSlow && self.gave_up().is_some() {
                finding.confidence = Confidence::Certain;
            }
        }
        // gRPC answers the probes, and answered the program too late, or not before it gave up.
        let Some(patience) = self.gave_up() else { return };
        let measured = self.facts.evidence.health(ProbeId::GrpcHealth).map(HealthFacts::worst);
        if let Some(worst) = measured.filter(|_| !findings.iter().any(|f| f.evidence.contains(&ProbeId::ProgramGrpc))) {
            let certain = worst > patience || patience < SHORT_PATIENCE;
            let confidence = if certain { Confidence::Certain } else { Confidence::Likely };
            findings.push(
                Finding::new(Cause::GrpcSlow, confidence, &[ProbeId::GrpcHealth, ProbeId::ProgramGrpc])
                    .with(Detail::Measured(worst))
                    .with(Detail::SuggestedTimeout(super::grpc::suggest(worst))),
            );
        }
    }

    /// How long the program waited for gRPC before it gave up.
    fn gave_up(&self) -> Option<Duration> {
        let call = self.calls.iter().filter(|call| call.answered.is_none()).find_map(|call| match call.end {
            RequestEnd::GivenUp(after) => Some(after),
            RequestEnd::Open | RequestEnd::Answered(_) | RequestEnd::Broken(_) => None,
        });
        call.or_else(|| {
            let Failure::Program(failure) = self.facts.evidence.failure(ProbeId::ProgramGrpc)? else { return None };
            match failure {
                ProgramFailure::GaveUp(after) | ProgramFailure::NotAccepted { after, .. } => Some(*after),
                // REST worked, and gRPC was never asked: the limit that stands in the source was over before.
                ProgramFailure::NothingSent => {
                    let short = self.facts.case.source.iter().any(|f| f.cause == Cause::GrpcSlow);
                    short.then_some(Duration::ZERO)
                }
                ProgramFailure::NothingSeen
                | ProgramFailure::OtherHosts
                | ProgramFailure::Status(_)
                | ProgramFailure::GrpcStatus(_)
                | ProgramFailure::Broken(_) => None,
            }
        })
    }
}

/// Nobody gets an answer from elsewhere in so little time.
const SHORT_PATIENCE: Duration = Duration::from_millis(100);

fn is_unauthorized(request: &ProgramRequest) -> bool {
    request.status == Some(401) || request.grpc_status == Some(GrpcCode::Unauthenticated)
}

fn is_grpc_host(host: &str) -> bool {
    host.starts_with("grpc-") || host.contains(".grpc.")
}

fn is_refused(connection: &ProgramConnection) -> bool {
    matches!(connection.failure.as_deref(), Some(Failure::Tcp(TcpFailure::Refused { .. })))
}

fn is_unknown(connection: &ProgramConnection) -> bool {
    matches!(connection.failure.as_deref(), Some(Failure::Dns(DnsFailure::NameNotFound { .. })))
}
