//! The rules: what counts as a difference on each layer, and what it means.

use super::seen::{ReportedProbe, State};
use super::{Difference, DifferenceMeaning, LayerMatch, Setup, Side};
use crate::model::evidence::Origin;
use crate::model::evidence::{Layer as Depth, ProbeId};
use crate::model::report_schema::Report;
use crate::words::catalog;
use serde_json::Value;
use std::net::IpAddr;

/// Compares what was given.
pub(super) fn setup(setup: Setup, a: &Report, b: &Report) -> LayerMatch {
    let none = || "none".to_owned();
    match setup {
        Setup::Symptom => {
            let says = |r: &Report| r.symptom.clone().unwrap_or_else(none);
            when(a.symptom != b.symptom, DifferenceMeaning::OtherSymptom, Side::B, says(a), says(b))
        }
        Setup::Target => {
            let says =
                |r: &Report| r.target.as_ref().map_or_else(none, |t| format!("REST {}, gRPC {}", t.rest, t.grpc));
            when(endpoints(a) != endpoints(b), DifferenceMeaning::OtherTarget, Side::B, says(a), says(b))
        }
        Setup::Client => {
            let says = |r: &Report| {
                let version = r.client.version.as_deref().unwrap_or("of unknown version");
                format!("{} {version}", r.client.language)
            };
            let meaning = if a.client.language == b.client.language {
                DifferenceMeaning::OtherClientVersion
            } else {
                DifferenceMeaning::OtherClient
            };
            when(a.client != b.client, meaning, Side::B, says(a), says(b))
        }
        Setup::Timeout => {
            let says = |r: &Report| format!("{} ms", r.init_timeout_ms);
            // Another client has another default: that is said there.
            let differs = a.init_timeout_ms != b.init_timeout_ms && a.client.language == b.client.language;
            let shorter = if a.init_timeout_ms < b.init_timeout_ms { Side::A } else { Side::B };
            when(differs, DifferenceMeaning::OtherTimeout, shorter, says(a), says(b))
        }
        Setup::Key => key(a, b),
        Setup::Diagnosis => {
            let causes = |r: &Report| r.diagnosis.causes.iter().map(|c| c.id.clone()).collect::<Vec<_>>();
            let says = |r: &Report| format!("{}: {}", r.diagnosis.verdict, causes(r).join(", "));
            let differs = a.diagnosis.verdict != b.diagnosis.verdict || causes(a) != causes(b);
            when(differs, DifferenceMeaning::OtherDiagnosis, Side::B, says(a), says(b))
        }
        Setup::Variables => {
            let (p, q) =
                (ReportedProbe::of(a, ProbeId::LocalEnvironment), ReportedProbe::of(b, ProbeId::LocalEnvironment));
            if p.state() == State::Missing || q.state() == State::Missing {
                return LayerMatch::NotCompared;
            }
            let differ = ["proxy", "certificates"].iter().any(|name| p.fact(name) != q.fact(name));
            when(differ, DifferenceMeaning::OtherVariables, Side::B, variables(p), variables(q))
        }
    }
}

/// REST and gRPC endpoint. The practice cluster's ports are others each time.
fn endpoints(report: &Report) -> Option<(String, String)> {
    let practice = report.origins.url == catalog::origin(&Origin::Practice);
    let place = |url: &String| {
        if practice { url.rsplit_once(':').map_or(url.as_str(), |(host, _)| host).to_owned() } else { url.clone() }
    };
    report.target.as_ref().map(|t| (place(&t.rest), place(&t.grpc)))
}

fn key(a: &Report, b: &Report) -> LayerMatch {
    let (p, q) = (ReportedProbe::of(a, ProbeId::LocalKey), ReportedProbe::of(b, ProbeId::LocalKey));
    if p.state() == State::Missing && q.state() == State::Missing {
        return LayerMatch::NotCompared;
    }
    let fingerprint = |s: ReportedProbe<'_>| s.text("fingerprint").to_owned();
    let (first, second) = (fingerprint(p), fingerprint(q));
    match (first.is_empty(), second.is_empty()) {
        (false, true) => differs(DifferenceMeaning::KeyOnlyInOne, Side::A, p.says(), q.says()),
        (true, false) => differs(DifferenceMeaning::KeyOnlyInOne, Side::B, p.says(), q.says()),
        (true, true) => LayerMatch::Same,
        (false, false) => {
            let problems = p.fact("problems") != q.fact("problems");
            when(first != second || problems, DifferenceMeaning::OtherKey, Side::B, p.says(), q.says())
        }
    }
}

fn variables(seen: ReportedProbe<'_>) -> String {
    let of = |name| seen.fact(name).and_then(Value::as_array).into_iter().flatten();
    let part = |v: &Value, name: &str| v.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list: Vec<String> =
        of("proxy").chain(of("certificates")).map(|v| format!("{}={}", part(v, "name"), part(v, "value"))).collect();
    if list.is_empty() { "none of them is set".to_owned() } else { list.join(", ") }
}

fn when(differs: bool, meaning: DifferenceMeaning, about: Side, a: String, b: String) -> LayerMatch {
    if differs { self::differs(meaning, about, a, b) } else { LayerMatch::Same }
}

const fn differs(meaning: DifferenceMeaning, about: Side, a: String, b: String) -> LayerMatch {
    LayerMatch::Differs(Difference { meaning, about, a, b })
}

/// Compares what a probe found.
pub(super) fn probe(id: ProbeId, a: &Report, b: &Report) -> LayerMatch {
    let (p, q) = (ReportedProbe::of(a, id), ReportedProbe::of(b, id));
    let found = match (p.state(), q.state()) {
        // What it waited for, or why it was skipped, differs already.
        (State::Missing, _) | (_, State::Missing) => return LayerMatch::NotCompared,
        (State::Held, State::Failed) => Some((broken(id, p, q), Side::B)),
        (State::Failed, State::Held) => Some((broken(id, q, p), Side::A)),
        (State::Failed, State::Failed) => both_failed(id, p, q),
        (State::Held, State::Held) => both_held(id, p, q),
    };
    // The connection shows who is behind a proxy.
    if id.layer() == Depth::Dns && (p.text("used") == "by-proxy") != (q.text("used") == "by-proxy") {
        return LayerMatch::NotCompared;
    }
    match found {
        Some((meaning, about)) => {
            let about = match meaning {
                DifferenceMeaning::ProxyOnlyInOne => {
                    if p.proxy().is_empty() {
                        Side::B
                    } else {
                        Side::A
                    }
                }
                _ => about,
            };
            differs(meaning, about, p.says(), q.says())
        }
        None => LayerMatch::Same,
    }
}

/// What it means that a probe's claim holds in one place and not in the other.
fn broken(id: ProbeId, good: ReportedProbe<'_>, bad: ReportedProbe<'_>) -> DifferenceMeaning {
    match id.layer() {
        Depth::Local | Depth::Dns => DifferenceMeaning::NameOnlyInOne,
        Depth::Tcp => match bad.failure() {
            _ if good.proxy().is_empty() != bad.proxy().is_empty() => DifferenceMeaning::ProxyOnlyInOne,
            kind if kind.starts_with("proxy-") => DifferenceMeaning::ProxyStopsOne,
            "refused" => DifferenceMeaning::RefusedInOne,
            "timed-out" => DifferenceMeaning::BlockedInOne,
            _ => DifferenceMeaning::ConnectsOnlyInOne,
        },
        Depth::Tls => match bad.failure() {
            "certificate-untrusted" | "no-trust-store" if good.issuers() == bad.issuers() => {
                DifferenceMeaning::TrustedOnlyInOne
            }
            "certificate-untrusted" => DifferenceMeaning::OtherIssuer,
            "no-trust-store" => DifferenceMeaning::TrustedOnlyInOne,
            "certificate-expired" | "certificate-not-yet-valid" if good.validity() == bad.validity() => {
                DifferenceMeaning::ClockDiffers
            }
            "certificate-expired" | "certificate-not-yet-valid" | "certificate-name-mismatch" => {
                DifferenceMeaning::OtherCertificate
            }
            "http2-not-offered" => DifferenceMeaning::Http2OnlyInOne,
            _ => DifferenceMeaning::TlsOnlyInOne,
        },
        Depth::Service => DifferenceMeaning::AnswersOnlyInOne,
        Depth::Auth => DifferenceMeaning::KeyAcceptedInOne,
    }
}

fn both_failed(id: ProbeId, p: ReportedProbe<'_>, q: ReportedProbe<'_>) -> Option<(DifferenceMeaning, Side)> {
    if p.failure() != q.failure() {
        return Some((DifferenceMeaning::FailsOtherwise, Side::B));
    }
    if id.layer() == Depth::Tls && p.issuers() != q.issuers() {
        return Some((DifferenceMeaning::OtherIssuers, Side::B));
    }
    let said = |s: ReportedProbe<'_>| (s.fact("failure/status").cloned(), s.fact("failure/code").cloned());
    (said(p) != said(q)).then_some((DifferenceMeaning::OtherAnswer, Side::B))
}

fn both_held(id: ProbeId, p: ReportedProbe<'_>, q: ReportedProbe<'_>) -> Option<(DifferenceMeaning, Side)> {
    let other = |differs: bool, meaning| differs.then_some((meaning, Side::B));
    match id.layer() {
        Depth::Local => None,
        Depth::Dns => names(p, q),
        Depth::Tcp => connections(p, q),
        Depth::Tls => certificates(p, q),
        Depth::Auth => {
            let user = p.text("user") != q.text("user");
            let roles = p.texts("roles") != q.texts("roles");
            other(user, DifferenceMeaning::OtherUser).or_else(|| other(roles, DifferenceMeaning::OtherRoles))
        }
        Depth::Service => match id {
            ProbeId::RestMeta => other(p.text("version") != q.text("version"), DifferenceMeaning::OtherServerVersion),
            ProbeId::GrpcHealth => match (p.is_warned(), q.is_warned()) {
                (true, false) => Some((DifferenceMeaning::SlowerInOne, Side::A)),
                (false, true) => Some((DifferenceMeaning::SlowerInOne, Side::B)),
                (true, true) | (false, false) => None,
            },
            _ => None,
        },
    }
}

fn names(p: ReportedProbe<'_>, q: ReportedProbe<'_>) -> Option<(DifferenceMeaning, Side)> {
    let pinned = |s: ReportedProbe<'_>| s.text("used") == "pinned";
    match (pinned(p), pinned(q)) {
        (true, false) => return Some((DifferenceMeaning::PinnedInOne, Side::A)),
        (false, true) => return Some((DifferenceMeaning::PinnedInOne, Side::B)),
        (true, true) | (false, false) => {}
    }
    let (first, second) = (p.addresses(), q.addresses());
    // Big services give some of their addresses at a time: one in common is enough.
    if first.is_empty() || second.is_empty() || !first.is_disjoint(&second) {
        return None;
    }
    match (first.iter().all(is_private), second.iter().all(is_private)) {
        (true, false) => Some((DifferenceMeaning::PrivateAddressInOne, Side::A)),
        (false, true) => Some((DifferenceMeaning::PrivateAddressInOne, Side::B)),
        (true, true) | (false, false) => Some((DifferenceMeaning::OtherAddresses, Side::B)),
    }
}

fn is_private(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_private() || v4.is_loopback() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_loopback() || v6.is_unicast_link_local(),
    }
}

fn connections(p: ReportedProbe<'_>, q: ReportedProbe<'_>) -> Option<(DifferenceMeaning, Side)> {
    let (first, second) = (p.proxy(), q.proxy());
    if first != second {
        let one = first.is_empty() || second.is_empty();
        return Some((if one { DifferenceMeaning::ProxyOnlyInOne } else { DifferenceMeaning::OtherProxy }, Side::B));
    }
    let ((tried_a, works_a), (tried_b, works_b)) = (p.families(), q.families());
    if works_a.iter().any(|f| tried_b.contains(f) && !works_b.contains(f)) {
        return Some((DifferenceMeaning::FamilyOnlyInOne, Side::B));
    }
    works_b
        .iter()
        .any(|f| tried_a.contains(f) && !works_a.contains(f))
        .then_some((DifferenceMeaning::FamilyOnlyInOne, Side::A))
}

fn certificates(p: ReportedProbe<'_>, q: ReportedProbe<'_>) -> Option<(DifferenceMeaning, Side)> {
    let public = |s: ReportedProbe<'_>| s.text("mozilla_roots") == "trusted";
    if p.issuers() != q.issuers() {
        return Some(match (public(p), public(q)) {
            (true, false) => (DifferenceMeaning::OtherIssuer, Side::B),
            (false, true) => (DifferenceMeaning::OtherIssuer, Side::A),
            (true, true) | (false, false) => (DifferenceMeaning::OtherIssuers, Side::B),
        });
    }
    let trusted = |s: ReportedProbe<'_>| s.text("system_store") == "trusted";
    match (trusted(p), trusted(q)) {
        (true, false) => Some((DifferenceMeaning::TrustedOnlyInOne, Side::B)),
        (false, true) => Some((DifferenceMeaning::TrustedOnlyInOne, Side::A)),
        (true, true) | (false, false) => None,
    }
}
