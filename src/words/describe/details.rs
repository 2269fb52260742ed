//! The raw facts of a probe as label and value, for the details behind the sentence.

use super::{date, url_hint};
use crate::model::case::Case;
use crate::model::evidence::{
    AuthFacts, CertificateFacts, DnsFacts, EnvironmentFacts, Failure, GrpcFailure, HealthFacts, HttpFacts, HttpFailure,
    KeyFacts, KeyRule, Observation, ProbeFacts, ProbeId, ProbeOutcome, ProxyFailure, Records, StoreVerdict, TcpFacts,
    TextFailure, TlsFacts, TlsFailure,
};
use crate::model::http_answer::HttpAnswer;
use crate::model::proxy_use::{Protocol, ProxyUse};
use crate::model::sanitized::SanitizedText;
use crate::words::catalog::trust;
use crate::words::catalog::{answer as shape, key_problem, origin, say, url_problem};
use crate::words::format::join;
use crate::words::format::{span, time};
use std::fmt::Display;
use std::net::IpAddr;

/// Label and value.
type Rows = Vec<(String, String)>;

/// The raw facts, as label and value.
pub fn details(id: ProbeId, observation: &Observation, case: &Case, proxies: &[ProxyUse]) -> Rows {
    let mut rows = Rows::new();
    if let ProbeOutcome::Failed(failure, _) = &observation.outcome {
        row(&mut rows, "Failure", failure.id());
        of_failure(&mut rows, failure);
    }
    if let Some(facts) = observation.outcome.facts() {
        of_facts(&mut rows, facts);
    }
    if id == ProbeId::LocalKey
        && let Some(rule) = case.key_rule()
    {
        row(
            &mut rows,
            if rule == KeyRule::Withheld { "Not sent" } else { "Sent" },
            super::key_rule(case).unwrap_or_default(),
        );
    }
    if id == ProbeId::LocalEnvironment {
        for line in proxies.chunk_by(|a, b| a.language == b.language) {
            let name = line.first().map_or("", |part| part.language.name());
            row(&mut rows, name, super::proxy_parts(line));
        }
    }
    match id {
        ProbeId::RestTcp => of_way(&mut rows, case, proxies, Protocol::Rest),
        ProbeId::GrpcTcp => of_way(&mut rows, case, proxies, Protocol::Grpc),
        _ => {}
    }
    if matches!(observation.outcome, ProbeOutcome::Skipped(_)) {
        row(&mut rows, "Skipped", super::summary(id, observation, case).trim_start_matches("skipped because "));
    } else {
        row(&mut rows, "Took", time(observation.took));
    }
    rows
}

fn row(rows: &mut Rows, label: &str, value: impl Display) {
    rows.push((label.to_owned(), value.to_string()));
}

fn maybe(rows: &mut Rows, label: &str, value: Option<impl Display>) {
    if let Some(value) = value {
        row(rows, label, value);
    }
}

/// The way that this part of the client takes, what chose it, and which official clients take another.
fn of_way(rows: &mut Rows, case: &Case, proxies: &[ProxyUse], protocol: Protocol) {
    let taken = match protocol {
        Protocol::Rest => case.settings.proxies.rest.as_ref(),
        Protocol::Grpc => case.settings.proxies.grpc.as_ref(),
    };
    match taken {
        Some(proxy) => row(rows, "Way", format!("through {}, from {}", proxy.url(), origin(&proxy.origin))),
        None => row(rows, "Way", "direct"),
    }
    let parts = || proxies.iter().filter(|part| part.protocol == protocol);
    let Some(own) = parts().find(|part| part.language == case.client.language) else { return };
    for other in parts().filter(|other| other.variable != own.variable) {
        let way =
            other.variable.as_ref().map_or("direct".to_owned(), |v| format!("through {}, from {}", v.value, v.name));
        row(rows, &format!("{}'s way", other.language.name()), way);
    }
}

fn of_failure(rows: &mut Rows, failure: &Failure) {
    match failure {
        Failure::Text(TextFailure::UrlUnusable(problem)) => row(rows, "The URL", url_problem(problem)),
        Failure::Http(HttpFailure::Answered(answer)) => of_answer(rows, "Answer", answer),
        Failure::Grpc(GrpcFailure::Status { code, message }) => {
            row(rows, "gRPC status", code.as_str());
            row(rows, "Message", message);
        }
        Failure::Tls(TlsFailure::CertificateUntrusted { issuer, .. }) => row(rows, "Issuer", issuer),
        Failure::Proxy(ProxyFailure::Refused { reply, .. }) => row(rows, "Reply", reply),
        Failure::Grpc(GrpcFailure::NotGrpc { status }) => row(rows, "HTTP status", status),
        Failure::Tls(TlsFailure::Alert { alert, .. }) => row(rows, "Alert", alert),
        // What else these hold stands in the sentence already.
        Failure::Text(TextFailure::UrlMissing | TextFailure::KeyEmpty | TextFailure::KeyUnclean(_))
        | Failure::Dns(_)
        | Failure::Tcp(_)
        | Failure::Proxy(_)
        | Failure::Tls(_)
        | Failure::Http(HttpFailure::NotHttp(_) | HttpFailure::CorsRefused)
        | Failure::Grpc(GrpcFailure::NotServing | GrpcFailure::NoAnswer { .. })
        | Failure::Local(_)
        | Failure::Program(_) => {}
    }
}

fn of_facts(rows: &mut Rows, facts: &ProbeFacts) {
    match facts {
        ProbeFacts::Url(url) => {
            row(rows, "From", origin(&url.origin));
            row(rows, "REST", &url.rest);
            row(rows, "gRPC", &url.grpc);
            url.hints.iter().for_each(|hint| row(rows, "Tidied", url_hint(hint)));
        }
        ProbeFacts::Key(key) => of_key(rows, key),
        ProbeFacts::Environment(environment) => of_environment(rows, environment),
        ProbeFacts::Dns(dns) => of_dns(rows, dns),
        ProbeFacts::Tcp(tcp) => of_tcp(rows, tcp),
        ProbeFacts::Tls(tls) => of_tls(rows, tls),
        ProbeFacts::Http(http) => of_http(rows, http),
        ProbeFacts::Meta(meta) => {
            row(rows, "Version", &meta.version);
            maybe(rows, "gRPC message size", meta.grpc_max_message_size.map(|n| format!("{n} bytes")));
            if !meta.modules.is_empty() {
                row(rows, "Modules", join(meta.modules.iter().map(SanitizedText::as_str)));
            }
            maybe(rows, "gRPC-Web", meta.grpc_web.map(|web| say("grpc-web", web.into())));
        }
        ProbeFacts::Auth(auth) => of_auth(rows, auth),
        ProbeFacts::Cors(cors) => {
            row(rows, "HTTP status", cors.status);
            maybe(rows, "Allow-Origin", cors.allow_origin.as_ref());
            maybe(rows, "Allow-Headers", cors.allow_headers.as_ref());
        }
        ProbeFacts::Health(health) => of_health(rows, health),
        ProbeFacts::GrpcAuth(auth) => {
            row(rows, "gRPC status", auth.code.as_str());
            row(rows, "Message", &auth.message);
        }
        ProbeFacts::Program(program) => {
            row(rows, "Program", super::program::end(program));
            program.others.iter().for_each(|host| row(rows, "Not opened", host));
        }
        ProbeFacts::Requests(requests) => {
            requests.requests.iter().for_each(|request| row(rows, "Request", super::program::request(request)));
        }
    }
}

fn of_key(rows: &mut Rows, key: &KeyFacts) {
    row(rows, "From", origin(&key.origin));
    maybe(rows, "Fingerprint", key.fingerprint.as_ref());
    row(rows, "Length", <&str>::from(key.length));
    key.problems.iter().for_each(|problem| row(rows, "Problem", key_problem(*problem).0));
    if !key.problems.is_empty() {
        row(rows, "Can be repaired", if key.repairable { "yes" } else { "no" });
    }
}

fn of_environment(rows: &mut Rows, environment: &EnvironmentFacts) {
    for variable in environment.proxy.iter().chain(&environment.certificates) {
        row(rows, variable.name.as_str(), &variable.value);
    }
    for client in &environment.clients {
        let version = client.version.map_or_else(|| "version unknown".to_owned(), |v| v.to_string());
        row(rows, &format!("{} client", client.language.name()), format!("{version}, from {}", client.found_in));
    }
}

fn of_dns(rows: &mut Rows, dns: &DnsFacts) {
    row(rows, "Name", &dns.name);
    row(rows, "Taken from", <&str>::from(dns.used));
    dns.addresses.iter().for_each(|address| row(rows, "Address", address));
    if let Some(system) = &dns.system {
        let answer = match &system.answer {
            Ok(addresses) => list(addresses),
            Err(error) => <&str>::from(*error).to_owned(),
        };
        row(rows, "System resolver", format!("{answer}, {}", time(system.took)));
    }
    maybe(rows, "Console's name", dns.console.map(|known| if known { "known" } else { "doesn't exist either" }));
    for lookup in &dns.direct {
        row(
            rows,
            &format!("Server {}", lookup.server),
            format!("A {}; AAAA {}; {}", records(&lookup.a), records(&lookup.aaaa), time(lookup.took)),
        );
    }
}

fn list(addresses: &[IpAddr]) -> String {
    join(addresses.iter().map(ToString::to_string).collect::<Vec<_>>().iter().map(String::as_str))
}

fn records(records: &Records) -> String {
    match records {
        Records::Found(addresses) => list(addresses),
        Records::NoRecords => "none".to_owned(),
        Records::NxDomain => "NXDOMAIN".to_owned(),
        Records::ServFail => "SERVFAIL".to_owned(),
        Records::Refused => "REFUSED".to_owned(),
        Records::OtherCode(code) => format!("response code {code}"),
        Records::NoAnswer => "no answer".to_owned(),
        Records::Unreachable => "unreachable".to_owned(),
    }
}

fn of_tcp(rows: &mut Rows, tcp: &TcpFacts) {
    if let Some(proxy) = &tcp.proxy {
        row(rows, "Proxy", format!("{}, from {}", proxy.url, origin(&proxy.origin)));
        maybe(rows, "Proxy's reply", proxy.reply.as_ref());
        proxy.headers.iter().for_each(|(name, value)| row(rows, name, value));
    }
    if let Some(direct) = &tcp.direct {
        let result = direct.failure.as_ref().map_or("works", Failure::id).replace('-', " ");
        row(rows, "Without the proxy", format!("{result}, {}", time(direct.took)));
    }
    if let Some(through) = &tcp.through {
        let result = through.failure.as_ref().map_or("works", Failure::id).replace('-', " ");
        let row_text = format!("{result}, {}; your client doesn't read {}", time(through.took), through.variable);
        row(rows, &format!("Through {}", through.proxy), row_text);
    }
    for attempt in &tcp.attempts {
        let result = <&str>::from(attempt.result).replace('-', " ");
        row(rows, &attempt.address.to_string(), format!("{result}, {}", time(attempt.took)));
    }
}

fn of_tls(rows: &mut Rows, tls: &TlsFacts) {
    maybe(rows, "Protocol", tls.protocol.as_ref());
    maybe(rows, "ALPN", tls.alpn.as_ref());
    row(rows, "Handshake", time(tls.handshake));
    // Each client's line says its roots and its verdict; without one, the stores speak.
    if tls.clients.is_empty() {
        maybe(rows, "This machine's store", tls.system.as_ref().map(verdict));
        maybe(rows, "With --cacert", tls.given.as_ref().map(verdict));
        maybe(rows, "Mozilla's roots", tls.mozilla.as_ref().map(verdict));
    }
    for client in &tls.clients {
        row(rows, &trust::who(client), trust::line(client));
    }
    for (i, certificate) in tls.chain.iter().enumerate() {
        of_certificate(rows, i + 1, certificate);
    }
}

fn verdict(verdict: &StoreVerdict) -> &'static str {
    match verdict {
        StoreVerdict::Trusted => "trusts it",
        StoreVerdict::UnknownIssuer => "doesn't know the issuer",
        StoreVerdict::Expired => "says that it has expired",
        StoreVerdict::NotYetValid => "says that it isn't valid yet",
        StoreVerdict::WrongName => "says that it's for other names",
        StoreVerdict::Unusable => "says that it's revoked, damaged or not for servers",
        StoreVerdict::EmptyStore => "is empty",
    }
}

fn of_certificate(rows: &mut Rows, number: usize, certificate: &CertificateFacts) {
    row(rows, &format!("Certificate {number}"), &certificate.subject);
    row(rows, "  issued by", &certificate.issuer);
    row(rows, "  valid", format!("{} to {}", date(certificate.not_before), date(certificate.not_after)));
    if !certificate.names.is_empty() {
        let shown: Vec<&str> = certificate.names.iter().take(8).map(SanitizedText::as_str).collect();
        let more = certificate.names.len().saturating_sub(8);
        let tail = if more == 0 { String::new() } else { format!(" and {more} more") };
        row(rows, "  for", format!("{}{tail}", shown.join(", ")));
    }
}

fn of_http(rows: &mut Rows, http: &HttpFacts) {
    of_answer(rows, "Answer", &http.answer);
    if let Some(offset) = http.clock_offset.filter(|o| *o != 0) {
        let side = if offset > 0 { "ahead of" } else { "behind" };
        row(rows, "Server's clock", format!("{} {side} this machine's", span(offset.unsigned_abs())));
    }
}

fn of_answer(rows: &mut Rows, label: &str, answer: &HttpAnswer) {
    row(rows, label, shape(answer));
    if !answer.message.is_empty() {
        row(rows, "Message", format!("“{}”", answer.message));
    }
    maybe(rows, "Server", answer.server.as_ref());
    maybe(rows, "Via", answer.via.as_ref());
    maybe(rows, "Location", answer.location.as_ref());
    maybe(rows, "Retry-After", answer.retry_after.map(span));
}

fn of_auth(rows: &mut Rows, auth: &AuthFacts) {
    for (label, answer) in [
        ("Without a key", &auth.without_key),
        ("With the key", &auth.with_key),
        ("With the repaired key", &auth.with_repaired),
    ] {
        if let Some(answer) = answer {
            of_answer(rows, label, answer);
        }
    }
    maybe(rows, "User", auth.user.as_ref());
    if !auth.roles.is_empty() {
        row(rows, "Roles", join(auth.roles.iter().map(SanitizedText::as_str)));
    }
    if let Some(cross) = &auth.cross {
        for (label, names) in [
            ("The key opens", &cross.belongs_to),
            ("Also refused by", &cross.refused_by),
            ("Opened by the key of", &cross.opened_by),
            ("Not asked", &cross.not_asked),
        ] {
            if !names.is_empty() {
                row(rows, label, join(names.iter().map(String::as_str)));
            }
        }
    }
}

fn of_health(rows: &mut Rows, health: &HealthFacts) {
    health.cold.iter().for_each(|took| row(rows, "Connect to answer", time(*took)));
}
