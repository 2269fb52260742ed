//! From hits to findings: weighs them, and reads each in its context. The one place that knows that a refused connection means something else
//! over gRPC, through a proxy or to this machine.

use super::address;
use super::context::{count, is_grpc, line};
use super::destination::Destination;
use super::event::{Event, Speaker};
use super::parts::Part;
use super::patterns::{Expression, Pattern, PatternMark, Patterns};
use super::read::{About, PatternHit, Reading, flat};
use crate::model::cause::Cause;
use crate::model::finding::{Confidence, Finding};
use crate::model::target::{Target, UrlProblem};
use std::ops::Range;

/// Longer texts that name another product and not Weaviate are not taken as ones about Weaviate.
const MAX_OTHER_PRODUCT_BYTES: u64 = 8 * 1024;
/// Texts shorter than this that name no product prove nothing, such as “Connection refused”.
const MIN_NAMELESS_BYTES: u64 = 30;
/// Sentences are looked for in texts up to this length.
const MAX_PROSE_BYTES: u64 = 6 * 1024;
/// A few words and nothing else are a guess up to this length.
const MAX_FEW_WORDS_BYTES: u64 = 120;

/// The outcome of a text.
#[derive(Debug)]
pub(super) struct Decision {
    /// The causes, the best explanation first.
    pub(super) findings: Vec<Finding>,
    /// The words that decided.
    pub(super) hit: Option<PatternHit>,
}

/// A cause, the words that speak for it, and what else they could mean.
struct Candidate<'a> {
    cause: Cause,
    also: Vec<Cause>,
    pattern: &'a Pattern,
    hit: &'a PatternHit,
}

/// Weighs what was read.
pub(super) fn decide(reading: &Reading) -> Decision {
    let patterns = Patterns::get();
    let named = count(reading, PatternMark::Weaviate) > 0;
    let mut candidates: Vec<Candidate<'_>> = reading
        .hits
        .iter()
        .filter(|hit| hit.about == About::Weaviate || is_likely_ours(hit, reading, named))
        .filter_map(|hit| {
            let pattern = &patterns.all[usize::from(hit.pattern)];
            let (cause, also) = in_context(pattern, hit, reading)?;
            Some(Candidate { cause, also, pattern, hit })
        })
        .collect();
    // The highest rank first; among equals what was surely about Weaviate, then what stands first.
    candidates.sort_by_key(|c| (u8::MAX - c.pattern.rank, c.hit.about == About::Nobody, c.hit.position));
    let Some(best) = candidates.first() else { return words(reading).unwrap_or_else(|| prose(reading)) };
    let (cause, also) = together(best, reading);
    let others = candidates.iter().skip(1).filter(|c| c.pattern.own && c.pattern.rank >= best.pattern.rank);
    let mut alternatives: Vec<Cause> = also.into_iter().chain(others.map(|c| c.cause)).collect();
    alternatives.retain(|a| *a != cause);
    let confidence = if best.pattern.own && alternatives.is_empty() { Confidence::Certain } else { Confidence::Likely };
    Decision { findings: findings(cause, confidence, &alternatives), hit: Some(best.hit.clone()) }
}

fn findings(cause: Cause, confidence: Confidence, alternatives: &[Cause]) -> Vec<Finding> {
    let mut findings = vec![Finding::new(cause, confidence, &[])];
    for alternative in alternatives {
        if findings.len() < 4 && findings.iter().all(|f| f.cause != *alternative) {
            findings.push(Finding::possible(*alternative, &[]));
        }
    }
    findings
}

/// Whether words that anybody's software prints are about Weaviate although nobody is named close by.
fn is_likely_ours(hit: &PatternHit, reading: &Reading, named: bool) -> bool {
    static HOST: Expression = Expression::new(
        ".",
        r"(?:://|host='|host: |resolve '|lookup |to server at |connect to )([a-z0-9-]+(?:\.[a-z0-9-]+)+)",
    );
    static PORT: Expression = Expression::new(
        ":",
        r"(?:\d+\.\d+\.\d+\.\d+|\]|localhost|[a-z0-9-]+\.[a-z0-9.-]*[a-z]{3,}|[a-z0-9-]+\.(?:de|io|eu|ai|fr|uk)):(\d{2,5})\b",
    );
    // Libraries name these in their messages.
    static PORT_NAMED: Expression = Expression::new("port", r"\bport[ =:]+(\d{2,5})\b");
    const MANUALS: [&str; 5] = ["curl.se", "curl.haxx.se", "pydantic.dev", "nodejs.org", "python.org"];
    const PORTS: [u16; 9] = [443, 80, 8080, 8443, 50051, 8081, 50052, 50050, 8090];
    // A few words that anybody's software prints, and nothing else: no clue.
    if !named && reading.length < MIN_NAMELESS_BYTES && count(reading, PatternMark::Client) == 0 {
        return false;
    }
    if !named && reading.length > MAX_OTHER_PRODUCT_BYTES && count(reading, PatternMark::Foreign) > 0 {
        return false;
    }
    let from = hit.excerpt.ceil_char_boundary(hit.start.saturating_sub(400));
    let to = hit.excerpt.floor_char_boundary(hit.end + 300);
    let line =
        flat(&hit.excerpt[from..to]).replace("ipv4:", " ").replace("ipv6:", " ").replace("\n ", " ").replace('\n', " ");
    let foreign_host = HOST.all(&line).iter().any(|host| {
        let host = host.to_ascii_lowercase();
        // A proxy stands between the client and any server.
        let manual = host.contains("proxy") || MANUALS.iter().any(|m| host.ends_with(m));
        !manual && !host.contains("weaviate") && host.parse::<std::net::IpAddr>().is_err()
    });
    let foreign_port = PORT.all(&line).first().or(PORT_NAMED.all(&line).first()).is_some_and(|port| {
        port.parse::<u16>().is_ok_and(|p| !PORTS.contains(&p) && !address::is_proxy_port(&format!("x:{p}")))
    });
    !foreign_host && !foreign_port
}

/// What the words mean where they stand. None when they mean nothing there.
fn in_context(pattern: &Pattern, hit: &PatternHit, reading: &Reading) -> Option<(Cause, Vec<Cause>)> {
    let cause = pattern.cause?;
    let also = pattern.also.clone();
    let event = Event::around(&hit.excerpt, hit.start..hit.end);
    if event.part == Part::LibrarySource {
        return None;
    }
    if is_of_network(cause) && !pattern.own && event.is_of_another_service() {
        let cause = if event.speaker == Speaker::Server {
            Cause::ModelProviderUnreachable
        } else {
            Cause::AnotherServiceFailed
        };
        return (count(reading, PatternMark::Weaviate) > 0).then_some((cause, vec![]));
    }
    let grpc = is_grpc(hit);
    let line = line(hit);
    // A proxy variable beside a gRPC connection that fails: the REST client doesn't obey it in the same way.
    let to_proxy = grpc && count(reading, PatternMark::ProxyVariable) > 0;
    Some(match cause {
        Cause::ConnectionRefused | Cause::ConnectionBlocked | Cause::DnsUnreachable if to_proxy => {
            (Cause::GrpcProxyEnv, vec![Cause::ProxyUnreachable])
        }
        Cause::ConnectionRefused => refused(&line, grpc, hit, also),
        Cause::ConnectionBlocked | Cause::NetworkSlow if grpc => (Cause::GrpcBlocked, vec![Cause::GrpcSlow]),
        Cause::ConnectionReset if grpc => (Cause::GrpcBlocked, vec![Cause::ConnectionReset]),
        Cause::TlsNotSpoken if grpc => (cause, vec![Cause::GrpcWrongEndpoint]),
        Cause::ClusterNotFound | Cause::DnsUnreachable if event.destination() == Some(Destination::Container) => {
            (Cause::ContainerNameUnreachable, vec![])
        }
        Cause::ClusterNotFound | Cause::DnsUnreachable if names_sample_host(&line) => {
            (Cause::UrlMalformed, vec![cause])
        }
        Cause::ClusterNotFound | Cause::DnsUnreachable if line.contains("console.weaviate.cloud") => {
            (Cause::UrlIsConsole, vec![])
        }
        Cause::ClusterNotFound | Cause::DnsUnreachable if grpc => {
            (Cause::GrpcHostNotFound, vec![Cause::ClusterUrlOutdated])
        }
        Cause::CertificateUntrusted if count(reading, PatternMark::Inspection) > 0 => (Cause::TlsIntercepted, vec![]),
        Cause::TlsIntercepted if count(reading, PatternMark::Inspection) > 0 => (cause, vec![]),
        cause => (cause, also),
    })
}

/// Whether a cause lies on the way to whatever was to be reached.
fn is_of_network(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::ConnectionRefused
            | Cause::ConnectionBlocked
            | Cause::ConnectionReset
            | Cause::NetworkSlow
            | Cause::ClusterNotFound
            | Cause::DnsUnreachable
            | Cause::Ipv6Broken
            | Cause::GrpcBlocked
    )
}

fn refused(line: &str, grpc: bool, hit: &PatternHit, also: Vec<Cause>) -> (Cause, Vec<Cause>) {
    // A number with dots first: `09:14` is no host.
    static ADDRESS: [Expression; 3] = [
        Expression::new(":", r"((?:\d{1,3}\.){3}\d{1,3}:\d{2,5}\b|\[[0-9a-f:]*\]:\d{2,5}\b)"),
        Expression::new("localhost", r"(\blocalhost:\d{2,5}\b)"),
        Expression::new(":", r"(\b[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+:\d{2,5}\b)"),
    ];
    let bare = line.replace("%5B", "[").replace("%5D", "]").replace(" ::1:", " [::1]:");
    // A line break may stand between the address and the words.
    let from = hit.excerpt.ceil_char_boundary(hit.start.saturating_sub(60));
    let joined = flat(&hit.excerpt[from..hit.start]).replace('\n', "");
    let find = |text: &str| ADDRESS.iter().find_map(|e| e.all(text).first().map(|a| (*a).to_owned()));
    let address = find(&bare).or_else(|| find(&joined)).unwrap_or_default();
    let address = address.as_str();
    let near = &hit.excerpt;
    let local_named = ["localhost:", "127.0.0.1:", "connect_to_local", "connectToLocal"];
    if address::is_proxy_port(address) || line.contains("proxyconnect") {
        return if grpc {
            (Cause::GrpcProxyEnv, vec![Cause::ProxyUnreachable])
        } else {
            (Cause::ProxyUnreachable, vec![])
        };
    }
    if address::is_local(address) || (!grpc && address.is_empty() && local_named.iter().any(|n| near.contains(n))) {
        return (Cause::LocalAddress, vec![if grpc { Cause::GrpcRefused } else { Cause::ConnectionRefused }]);
    }
    if grpc { (Cause::GrpcRefused, vec![]) } else { (Cause::ConnectionRefused, also) }
}

/// Whether the line names a host that is a sample from the documentation.
fn names_sample_host(line: &str) -> bool {
    static HOST: Expression = Expression::new("", r"([<{$\w.{}>-]*(?:your|weaviate)[\w.<>{}-]*)");
    HOST.all(line).iter().any(|host| matches!(Target::read(host, None), Err(UrlProblem::Placeholder)))
}

/// Two things in one text that mean more together.
fn together(best: &Candidate<'_>, reading: &Reading) -> (Cause, Vec<Cause>) {
    let also = best.also.clone();
    let given = count(reading, PatternMark::KeyGiven) > 0;
    match best.cause {
        Cause::KeyMissing | Cause::KeyRejected | Cause::NoKeyOnNewCluster if has_new_cluster(reading) => {
            (Cause::NoKeyOnNewCluster, vec![Cause::KeyMissing])
        }
        Cause::KeyMissing if given => (Cause::KeyPassedWrongly, vec![Cause::OidcPasswordLogin, Cause::KeyMissing]),
        cause => (cause, also),
    }
}

fn has_new_cluster(reading: &Reading) -> bool {
    let patterns = Patterns::get();
    let text = flat(&reading.head);
    reading.length <= MAX_PROSE_BYTES
        && patterns.prose().iter().any(|(n, r)| {
            patterns.all[usize::from(*n)].mark == Some(PatternMark::NewCluster) && r.is_match(text.as_bytes())
        })
}

/// What a sentence says, when no message was found.
fn prose(reading: &Reading) -> Decision {
    let nothing = Decision { findings: Vec::new(), hit: None };
    if reading.length > MAX_PROSE_BYTES || count(reading, PatternMark::Foreign) > 0 {
        return nothing;
    }
    let patterns = Patterns::get();
    let text = flat(&reading.head);
    let best = patterns
        .prose()
        .iter()
        .filter_map(|(n, regex)| {
            let pattern = &patterns.all[usize::from(*n)];
            if pattern.is_ruled_out(&text) {
                return None;
            }
            Some((pattern.rank, *n, pattern, pattern.cause?, regex.find(text.as_bytes())?.range()))
        })
        .max_by_key(|(rank, n, ..)| (*rank, u16::MAX - n));
    let Some((_, number, pattern, cause, range)) = best else { return nothing };
    let confidence = if pattern.is_question(&text) { Confidence::Possible } else { Confidence::Likely };
    let hit = hit(number, text, range);
    Decision { findings: findings(cause, confidence, &pattern.also), hit: Some(hit) }
}

/// The outcome of a few words when they are all there is, such as `401`: a guess, with what else they can mean.
fn words(reading: &Reading) -> Option<Decision> {
    if reading.length > MAX_FEW_WORDS_BYTES || count(reading, PatternMark::Foreign) > 0 {
        return None;
    }
    let patterns = Patterns::get();
    let text = flat(&reading.head);
    // A program's answer has more to it: braces, a body, a product's name.
    if text.contains(['{', '<']) {
        return None;
    }
    let (number, _) = patterns.whole().iter().find(|(_, regex)| regex.is_match(text.as_bytes()))?;
    let pattern = &patterns.all[usize::from(*number)];
    let start = text.len() - text.trim_start().len();
    let range = start..start + text.trim().len();
    let hit = hit(*number, text, range);
    Some(Decision { findings: findings(pattern.cause?, Confidence::Possible, &pattern.also), hit: Some(hit) })
}

/// A place in a text that names no product.
fn hit(pattern: u16, text: String, range: Range<usize>) -> PatternHit {
    // The expression counts bytes and may end within a character.
    let range = text.floor_char_boundary(range.start)..text.ceil_char_boundary(range.end);
    let line = text[..range.start].bytes().filter(|b| *b == b'\n').count() as u64 + 1;
    PatternHit {
        pattern,
        position: range.start as u64,
        line,
        about: About::Nobody,
        start: range.start,
        end: range.end,
        excerpt: text,
    }
}
