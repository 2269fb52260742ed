//! The rules: what counts as a difference on each layer, and what it means.

use super::seen::{Seen, State};
use super::{Compared, Difference, Meaning, Setup, Side};
use crate::model::evidence::{Layer as Depth, ProbeId};
use crate::model::report_schema::Report;
use serde_json::Value;
use std::net::IpAddr;

/// Compares what was given.
pub(super) fn setup(setup: Setup, a: &Report, b: &Report) -> Compared {
    let none = || "none".to_owned();
    match setup {
        Setup::Symptom => {
            let says = |r: &Report| r.symptom.clone().unwrap_or_else(none);
            when(a.symptom != b.symptom, Meaning::OtherSymptom, Side::B, says(a), says(b))
        }
        Setup::Target => {
            let says =
                |r: &Report| r.target.as_ref().map_or_else(none, |t| format!("REST {}, gRPC {}", t.rest, t.grpc));
            when(endpoints(a) != endpoints(b), Meaning::OtherTarget, Side::B, says(a), says(b))
        }
        Setup::Client => {
            let says = |r: &Report| {
                let version = r.client.version.as_deref().unwrap_or("of unknown version");
                format!("{} {version}", r.client.language)
            };
            let meaning =
                if a.client.language == b.client.language { Meaning::OtherClientVersion } else { Meaning::OtherClient };
            when(a.client != b.client, meaning, Side::B, says(a), says(b))
        }
        Setup::Timeout => {
            let says = |r: &Report| format!("{} ms", r.init_timeout_ms);
            // Another client has another default: that is said there.
            let differs = a.init_timeout_ms != b.init_timeout_ms && a.client.language == b.client.language;
            let shorter = if a.init_timeout_ms < b.init_timeout_ms { Side::A } else { Side::B };
            when(differs, Meaning::OtherTimeout, shorter, says(a), says(b))
        }
        Setup::Key => key(a, b),
        Setup::Diagnosis => {
            let causes = |r: &Report| r.diagnosis.causes.iter().map(|c| c.id.clone()).collect::<Vec<_>>();
            let says = |r: &Report| format!("{}: {}", r.diagnosis.verdict, causes(r).join(", "));
            let differs = a.diagnosis.verdict != b.diagnosis.verdict || causes(a) != causes(b);
            when(differs, Meaning::OtherDiagnosis, Side::B, says(a), says(b))
        }
        Setup::Variables => {
            let (p, q) = (Seen::of(a, ProbeId::LocalEnvironment), Seen::of(b, ProbeId::LocalEnvironment));
            if p.state() == State::Missing || q.state() == State::Missing {
                return Compared::NotCompared;
            }
            let differ = ["proxy", "certificates"].iter().any(|name| p.fact(name) != q.fact(name));
            when(differ, Meaning::OtherVariables, Side::B, variables(p), variables(q))
        }
    }
}

/// REST and gRPC endpoint. The practice cluster's ports are others each time.
fn endpoints(report: &Report) -> Option<(String, String)> {
    let practice = report.origins.url == crate::words::catalog::origin(&crate::model::evidence::Origin::Practice);
    let place = |url: &String| {
        if practice { url.rsplit_once(':').map_or(url.as_str(), |(host, _)| host).to_owned() } else { url.clone() }
    };
    report.target.as_ref().map(|t| (place(&t.rest), place(&t.grpc)))
}

fn key(a: &Report, b: &Report) -> Compared {
    let (p, q) = (Seen::of(a, ProbeId::LocalKey), Seen::of(b, ProbeId::LocalKey));
    if p.state() == State::Missing && q.state() == State::Missing {
        return Compared::NotCompared;
    }
    let fingerprint = |s: Seen<'_>| s.text("fingerprint").to_owned();
    let (first, second) = (fingerprint(p), fingerprint(q));
    match (first.is_empty(), second.is_empty()) {
        (false, true) => differs(Meaning::KeyOnlyInOne, Side::A, p.says(), q.says()),
        (true, false) => differs(Meaning::KeyOnlyInOne, Side::B, p.says(), q.says()),
        (true, true) => Compared::Same,
        (false, false) => {
            let problems = p.fact("problems") != q.fact("problems");
            when(first != second || problems, Meaning::OtherKey, Side::B, p.says(), q.says())
        }
    }
}

fn variables(seen: Seen<'_>) -> String {
    let of = |name| seen.fact(name).and_then(Value::as_array).into_iter().flatten();
    let part = |v: &Value, name: &str| v.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list: Vec<String> =
        of("proxy").chain(of("certificates")).map(|v| format!("{}={}", part(v, "name"), part(v, "value"))).collect();
    if list.is_empty() { "none of them is set".to_owned() } else { list.join(", ") }
}

fn when(differs: bool, meaning: Meaning, about: Side, a: String, b: String) -> Compared {
    if differs { self::differs(meaning, about, a, b) } else { Compared::Same }
}

const fn differs(meaning: Meaning, about: Side, a: String, b: String) -> Compared {
    Compared::Differs(Difference { meaning, about, a, b })
}

/// Compares what a probe found.
pub(super) fn probe(id: ProbeId, a: &Report, b: &Report) -> Compared {
    let (p, q) = (Seen::of(a, id), Seen::of(b, id));
    let found = match (p.state(), q.state()) {
        // What it waited for, or why nobody tried, differs already.
        (State::Missing, _) | (_, State::Missing) => return Compared::NotCompared,
        (State::Held, State::Failed) => Some((broken(id, p, q), Side::B)),
        (State::Failed, State::Held) => Some((broken(id, q, p), Side::A)),
        (State::Failed, State::Failed) => both_failed(id, p, q),
        (State::Held, State::Held) => both_held(id, p, q),
    };
    // Who is behind a proxy is told by the connection.
    if id.layer() == Depth::Dns && (p.text("used") == "by-proxy") != (q.text("used") == "by-proxy") {
        return Compared::NotCompared;
    }
    match found {
        Some((meaning, about)) => {
            let about = match meaning {
                Meaning::ProxyOnlyInOne => {
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
        None => Compared::Same,
    }
}

/// What it means that a probe's claim holds in one place and not in the other.
fn broken(id: ProbeId, good: Seen<'_>, bad: Seen<'_>) -> Meaning {
    match id.layer() {
        Depth::Local | Depth::Dns => Meaning::NameOnlyInOne,
        Depth::Tcp => match bad.failure() {
            _ if good.proxy().is_empty() != bad.proxy().is_empty() => Meaning::ProxyOnlyInOne,
            kind if kind.starts_with("proxy-") => Meaning::ProxyStopsOne,
            "refused" => Meaning::RefusedInOne,
            "timed-out" => Meaning::BlockedInOne,
            _ => Meaning::ConnectsOnlyInOne,
        },
        Depth::Tls => match bad.failure() {
            "certificate-untrusted" | "no-trust-store" if good.issuers() == bad.issuers() => Meaning::TrustedOnlyInOne,
            "certificate-untrusted" => Meaning::OtherIssuer,
            "no-trust-store" => Meaning::TrustedOnlyInOne,
            "certificate-expired" | "certificate-not-yet-valid" if good.validity() == bad.validity() => {
                Meaning::ClockDiffers
            }
            "certificate-expired" | "certificate-not-yet-valid" | "certificate-name-mismatch" => {
                Meaning::OtherCertificate
            }
            "http2-not-offered" => Meaning::Http2OnlyInOne,
            _ => Meaning::TlsOnlyInOne,
        },
        Depth::Service => Meaning::AnswersOnlyInOne,
        Depth::Auth => Meaning::KeyAcceptedInOne,
    }
}

fn both_failed(id: ProbeId, p: Seen<'_>, q: Seen<'_>) -> Option<(Meaning, Side)> {
    if p.failure() != q.failure() {
        return Some((Meaning::FailsOtherwise, Side::B));
    }
    if id.layer() == Depth::Tls && p.issuers() != q.issuers() {
        return Some((Meaning::OtherIssuers, Side::B));
    }
    let said = |s: Seen<'_>| (s.fact("failure/status").cloned(), s.fact("failure/code").cloned());
    (said(p) != said(q)).then_some((Meaning::OtherAnswer, Side::B))
}

fn both_held(id: ProbeId, p: Seen<'_>, q: Seen<'_>) -> Option<(Meaning, Side)> {
    let other = |differs: bool, meaning| differs.then_some((meaning, Side::B));
    match id.layer() {
        Depth::Local => None,
        Depth::Dns => names(p, q),
        Depth::Tcp => connections(p, q),
        Depth::Tls => certificates(p, q),
        Depth::Auth => {
            let user = p.text("user") != q.text("user");
            let roles = p.texts("roles") != q.texts("roles");
            other(user, Meaning::OtherUser).or_else(|| other(roles, Meaning::OtherRoles))
        }
        Depth::Service => match id {
            ProbeId::RestMeta => other(p.text("version") != q.text("version"), Meaning::OtherServerVersion),
            ProbeId::GrpcHealth => match (p.is_warned(), q.is_warned()) {
                (true, false) => Some((Meaning::SlowerInOne, Side::A)),
                (false, true) => Some((Meaning::SlowerInOne, Side::B)),
                (true, true) | (false, false) => None,
            },
            _ => None,
        },
    }
}

fn names(p: Seen<'_>, q: Seen<'_>) -> Option<(Meaning, Side)> {
    let pinned = |s: Seen<'_>| s.text("used") == "pinned";
    match (pinned(p), pinned(q)) {
        (true, false) => return Some((Meaning::PinnedInOne, Side::A)),
        (false, true) => return Some((Meaning::PinnedInOne, Side::B)),
        (true, true) | (false, false) => {}
    }
    let (first, second) = (p.addresses(), q.addresses());
    // Big services give some of their addresses at a time: one in common is enough.
    if first.is_empty() || second.is_empty() || !first.is_disjoint(&second) {
        return None;
    }
    match (first.iter().all(is_private), second.iter().all(is_private)) {
        (true, false) => Some((Meaning::PrivateAddressInOne, Side::A)),
        (false, true) => Some((Meaning::PrivateAddressInOne, Side::B)),
        (true, true) | (false, false) => Some((Meaning::OtherAddresses, Side::B)),
    }
}

fn is_private(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_private() || v4.is_loopback() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_loopback() || v6.is_unicast_link_local(),
    }
}

fn connections(p: Seen<'_>, q: Seen<'_>) -> Option<(Meaning, Side)> {
    let (first, second) = (p.proxy(), q.proxy());
    if first != second {
        let one = first.is_empty() || second.is_empty();
        return Some((if one { Meaning::ProxyOnlyInOne } else { Meaning::OtherProxy }, Side::B));
    }
    let ((tried_a, works_a), (tried_b, works_b)) = (p.families(), q.families());
    if works_a.iter().any(|f| tried_b.contains(f) && !works_b.contains(f)) {
        return Some((Meaning::FamilyOnlyInOne, Side::B));
    }
    works_b.iter().any(|f| tried_a.contains(f) && !works_a.contains(f)).then_some((Meaning::FamilyOnlyInOne, Side::A))
}

fn certificates(p: Seen<'_>, q: Seen<'_>) -> Option<(Meaning, Side)> {
    let public = |s: Seen<'_>| s.text("mozilla_roots") == "trusted";
    if p.issuers() != q.issuers() {
        return Some(match (public(p), public(q)) {
            (true, false) => (Meaning::OtherIssuer, Side::B),
            (false, true) => (Meaning::OtherIssuer, Side::A),
            (true, true) | (false, false) => (Meaning::OtherIssuers, Side::B),
        });
    }
    let trusted = |s: Seen<'_>| s.text("system_store") == "trusted";
    match (trusted(p), trusted(q)) {
        (true, false) => Some((Meaning::TrustedOnlyInOne, Side::B)),
        (false, true) => Some((Meaning::TrustedOnlyInOne, Side::A)),
        (true, true) | (false, false) => None,
    }
}
