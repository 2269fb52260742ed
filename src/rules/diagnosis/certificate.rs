//! Causes in a certificate chain: what the user's own client refuses, by the rules of its own library and with its own roots.

use super::CaseFacts;
use super::interception::{Suspect, suspect};
use crate::model::cause::{Cause, Owner};
use crate::model::evidence::{ChainPlace, ChainProblem, Failure, Origin, ProbeId, TlsFailure};
use crate::model::finding::{Confidence, Detail, Finding};
use crate::model::target::Hosting;

/// The cause where the handshake ended because nobody here trusts the chain.
pub(super) fn failed(facts: &CaseFacts<'_>, id: ProbeId, failure: &TlsFailure) -> Option<Finding> {
    let by = [id];
    let finding = match failure {
        TlsFailure::CertificateUntrusted { issuer, self_signed } => {
            untrusted(facts, id, *self_signed).with(Detail::Issuer(issuer.clone()))
        }
        TlsFailure::CertificateUnusable => Finding::likely(Cause::CertificateUntrusted, &by),
        TlsFailure::CertificateNotConforming => Finding::certain(Cause::CertificateNotConforming, &by),
        TlsFailure::NoTrustStore => {
            let last = facts.evidence.tls(id).and_then(|tls| tls.chain.last());
            let finding = untrusted(facts, id, false).with_all(last.map(|c| Detail::Issuer(c.issuer.clone())));
            let here = finding.cause == Cause::CertificateUntrusted;
            if here { finding.owner(Owner::YourMachine) } else { finding }
        }
        TlsFailure::CertificateNameMismatch { presented, .. } => {
            let names = (!presented.is_empty()).then(|| Detail::CertificateNames(presented.clone()));
            Finding::certain(Cause::CertificateNameMismatch, &by).with_all(names)
        }
        TlsFailure::CertificateExpired { .. }
        | TlsFailure::CertificateNotYetValid { .. }
        | TlsFailure::NotSpoken { .. }
        | TlsFailure::TooOld
        | TlsFailure::Alert { .. }
        | TlsFailure::Http2NotOffered { .. } => return None,
    };
    Some(explained(facts, id, finding))
}

/// The cause where a store of this machine trusts the chain and the user's own client doesn't.
pub(super) fn refused_by_client(facts: &CaseFacts<'_>, id: ProbeId) -> Option<Finding> {
    let tls = facts.evidence.tls(id)?;
    let own = tls.clients.first().filter(|own| !own.accepts())?;
    let refusal = own.refusal.as_ref()?;
    // Where the version of the language decides and is not known, another version may accept it; where no client is known, another client may.
    let unsure = tls
        .clients
        .iter()
        .filter(|other| other.accepts() && other.verifies)
        .any(|other| other.language == own.language || facts.case.client_origin == Origin::Default);
    let confidence = if unsure { Confidence::Likely } else { Confidence::Certain };
    let by = [id];
    let here = |cause| Finding::new(cause, confidence, &by);
    let issuer = || Detail::Issuer(refusal.issuer.clone());
    let finding = match refusal.problem {
        ChainProblem::Expired => here(Cause::CertificateExpired).with(Detail::NotAfter(refusal.not_after)),
        ChainProblem::NotYetValid => here(Cause::ClockWrong),
        ChainProblem::WrongName | ChainProblem::CommonNameOnly => {
            let names = tls.chain.first().map(|leaf| leaf.names.clone()).filter(|names| !names.is_empty());
            here(Cause::CertificateNameMismatch).with_all(names.map(Detail::CertificateNames))
        }
        ChainProblem::UnknownIssuer | ChainProblem::SelfSigned | ChainProblem::RootMissing => {
            let issuer = tls.chain.last().map_or_else(issuer, |last| Detail::Issuer(last.issuer.clone()));
            foreign_root(facts, id, confidence).with(issuer)
        }
        ChainProblem::NameNotPermitted
        | ChainProblem::WrongPurpose
        | ChainProblem::BadSignature
        | ChainProblem::PathTooLong => here(Cause::CertificateUntrusted).with(issuer()),
        ChainProblem::NotAnAuthority
        | ChainProblem::MissingAuthorityKeyIdentifier
        | ChainProblem::MissingSubjectKeyIdentifier
        | ChainProblem::MissingKeyUsage
        | ChainProblem::BasicConstraintsNotCritical
        | ChainProblem::NamesNotCritical
        | ChainProblem::CertificateSigningNotAllowed
        | ChainProblem::KeyTooWeak
        | ChainProblem::SignatureTooWeak
        | ChainProblem::UnknownCriticalExtension
        | ChainProblem::Malformed => here(Cause::CertificateNotConforming),
    };
    Some(explained(facts, id, finding))
}

/// Whether only the gRPC part of this client looks at the certificate that both endpoints show (`NODE_TLS_REJECT_UNAUTHORIZED=0`).
pub(super) fn is_for_grpc_alone(facts: &CaseFacts<'_>, failure: &Failure) -> bool {
    let verifies = |id| facts.evidence.tls(id).and_then(|tls| tls.clients.first()).is_none_or(|own| own.verifies);
    let grpc =
        matches!(facts.evidence.failure(ProbeId::GrpcTls), Some(Failure::Tls(other)) if other.is_of_certificate());
    matches!(failure, Failure::Tls(failure) if failure.is_of_certificate())
        && !verifies(ProbeId::RestTls)
        && grpc
        && verifies(ProbeId::GrpcTls)
}

/// A root that this machine has and the client doesn't.
fn foreign_root(facts: &CaseFacts<'_>, id: ProbeId, confidence: Confidence) -> Finding {
    let chain = facts.evidence.tls(id).map(|t| t.chain.as_slice()).unwrap_or_default();
    let self_signed = chain.len() == 1 && chain[0].self_issued;
    match (suspect(chain, self_signed, facts.kind), facts.kind) {
        (Suspect::Vendor(vendor), _) => Finding::certain(Cause::TlsIntercepted, &[id]).with(Detail::Vendor(vendor)),
        // A cluster of Weaviate Cloud has a public certificate: a root of this machine alone is interception, whoever the client is.
        (Suspect::Company | Suspect::Server, Hosting::WeaviateCloud) => Finding::certain(Cause::TlsIntercepted, &[id]),
        (Suspect::Company | Suspect::Server, Hosting::SelfHosted | Hosting::Local) => {
            Finding::new(Cause::CertificateUntrusted, confidence, &[id]).owner(Owner::YourMachine)
        }
    }
}

fn untrusted(facts: &CaseFacts<'_>, id: ProbeId, self_signed: bool) -> Finding {
    let by = [id];
    let chain = facts.evidence.tls(id).map(|t| t.chain.as_slice()).unwrap_or_default();
    match suspect(chain, self_signed, facts.kind) {
        Suspect::Vendor(vendor) => Finding::certain(Cause::TlsIntercepted, &by).with(Detail::Vendor(vendor)),
        Suspect::Company => Finding::likely(Cause::TlsIntercepted, &by),
        Suspect::Server if self_signed => Finding::certain(Cause::CertificateUntrusted, &by),
        Suspect::Server => Finding::likely(Cause::CertificateUntrusted, &by),
    }
}

/// Adds what the client's own library says, and who acts where that is not the server's operator.
fn explained(facts: &CaseFacts<'_>, id: ProbeId, finding: Finding) -> Finding {
    let Some(tls) = facts.evidence.tls(id) else { return finding };
    let Some(own) = tls.clients.first().filter(|own| !own.accepts()) else { return finding };
    let accepting = tls.clients.iter().filter(|other| other.accepts() && other.verifies).cloned().collect();
    let in_the_bundle = own.refusal.as_ref().is_some_and(|refusal| refusal.place == ChainPlace::Root);
    let by_variable = own.named.iter().any(|named| named.problem.is_some());
    let here = in_the_bundle && finding.cause != Cause::CertificateNotConforming || by_variable;
    let finding = if here { finding.owner(Owner::YourMachine) } else { finding };
    finding.with(Detail::ClientTrust { own: Box::new(own.clone()), accepting })
}
