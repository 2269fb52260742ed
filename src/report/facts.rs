//! A probe's facts as JSON. Times are whole milliseconds, names end in `_ms`; dates are days. Only shape: the words stand in `words::describe`.

mod program;

use crate::model::evidence::{
    AuthFacts, CertificateFacts, ClientTrust, CorsFacts, DnsFacts, EnvironmentFacts, Failure, GrpcAuthFacts,
    GrpcFailure, HealthFacts, HttpFacts, HttpFailure, KeyFacts, LocalFailure, MetaFacts, ProbeFacts, ProxyFacts,
    ProxyFailure, ProxyTry, Records, StoreVerdict, TcpFacts, TlsFacts, TlsFailure, UrlFacts, Variable,
};
use crate::model::http_answer::{AnswerKind, HttpAnswer};
use crate::model::sanitized::SanitizedText;
use crate::words::catalog::origin;
use crate::words::describe::{date, url_hint};
use crate::words::format::milliseconds;
use serde_json::{Map, Value, json};

/// The facts, by name.
pub(super) fn map(facts: &ProbeFacts) -> Map<String, Value> {
    let value = match facts {
        ProbeFacts::Url(facts) => url(facts),
        ProbeFacts::Key(facts) => key(facts),
        ProbeFacts::Environment(facts) => environment(facts),
        ProbeFacts::Dns(facts) => dns(facts),
        ProbeFacts::Tcp(facts) => tcp(facts),
        ProbeFacts::Tls(facts) => tls(facts),
        ProbeFacts::Http(facts) => http(facts),
        ProbeFacts::Meta(facts) => meta(facts),
        ProbeFacts::Auth(facts) => auth(facts),
        ProbeFacts::Cors(facts) => cors(facts),
        ProbeFacts::Health(facts) => health(facts),
        ProbeFacts::GrpcAuth(facts) => grpc_auth(facts),
        ProbeFacts::Program(facts) => program::facts(facts),
        ProbeFacts::Requests(facts) => program::requests(facts),
    };
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// What a failure says beyond its kind, under `failure`; what stands in the other facts is not repeated.
pub(super) fn of_failure(failure: &Failure) -> Option<Value> {
    match failure {
        Failure::Http(HttpFailure::Answered(given)) => {
            let mut value = answer(given);
            if let (AnswerKind::Forbidden { user, permission }, Some(fields)) = (&given.meaning, value.as_object_mut())
            {
                fields.insert("user".into(), json!(text(user.as_ref())));
                fields.insert("permission".into(), json!(text(permission.as_ref())));
            }
            Some(value)
        }
        Failure::Grpc(GrpcFailure::Status { code, message }) => {
            Some(json!({"code": code.as_str(), "message": message.as_str()}))
        }
        Failure::Grpc(GrpcFailure::NotGrpc { status }) => Some(json!({"status": status})),
        Failure::Tls(TlsFailure::CertificateUntrusted { issuer, self_signed }) => {
            Some(json!({"issuer": issuer.as_str(), "self_signed": self_signed}))
        }
        Failure::Tls(TlsFailure::CertificateNameMismatch { presented, .. }) => Some(json!({"names": texts(presented)})),
        Failure::Proxy(ProxyFailure::Refused { proxy, reply }) => {
            Some(json!({"proxy": proxy, "reply": reply.as_str()}))
        }
        Failure::Proxy(failure) => Some(json!({"proxy": failure.proxy()})),
        Failure::Tls(TlsFailure::Alert { alert, .. }) => Some(json!({"alert": alert.as_str()})),
        Failure::Local(LocalFailure::Resource { what }) => Some(json!({"missing": <&str>::from(*what)})),
        _ => None,
    }
}

fn text(text: Option<&SanitizedText>) -> Option<&str> {
    text.map(SanitizedText::as_str)
}

fn texts(texts: &[SanitizedText]) -> Vec<&str> {
    texts.iter().map(SanitizedText::as_str).collect()
}

fn url(facts: &UrlFacts) -> Value {
    json!({
        "origin": origin(&facts.origin),
        "rest": facts.rest,
        "grpc": facts.grpc,
        "tidied": facts.hints.iter().map(url_hint).collect::<Vec<_>>(),
    })
}

fn key(facts: &KeyFacts) -> Value {
    json!({
        "origin": origin(&facts.origin),
        "fingerprint": facts.fingerprint,
        "length": <&str>::from(facts.length),
        "problems": facts.problems.iter().map(|p| <&str>::from(*p)).collect::<Vec<_>>(),
        "repairable": facts.repairable,
    })
}

fn environment(facts: &EnvironmentFacts) -> Value {
    let variables = |list: &[Variable]| -> Vec<Value> {
        list.iter().map(|v| json!({"name": v.name.as_str(), "value": v.value.as_str()})).collect()
    };
    let clients: Vec<Value> = facts
        .clients
        .iter()
        .map(|c| json!({"language": c.language.id(), "version": c.version.map(|v| v.to_string()), "found_in": c.found_in.to_string()}))
        .collect();
    json!({"proxy": variables(&facts.proxy), "certificates": variables(&facts.certificates), "clients": clients})
}

fn dns(facts: &DnsFacts) -> Value {
    let system = facts.system.as_ref().map(|lookup| match &lookup.answer {
        Ok(addresses) => json!({"addresses": addresses, "error": null, "took_ms": milliseconds(lookup.took)}),
        Err(error) => json!({"addresses": [], "error": <&str>::from(*error), "took_ms": milliseconds(lookup.took)}),
    });
    let direct: Vec<Value> = facts
        .direct
        .iter()
        .map(|d| {
            json!({
                "server": d.server.to_string(), "a": records(&d.a), "aaaa": records(&d.aaaa), "took_ms": milliseconds(d.took)
            })
        })
        .collect();
    json!({
        "name": facts.name,
        "used": <&str>::from(facts.used),
        "addresses": facts.addresses,
        "system": system,
        "direct": direct,
        "console_known": facts.console,
        "through": through(facts.through.as_ref()),
    })
}

fn records(records: &Records) -> Value {
    let (answer, addresses, code) = match records {
        Records::Found(addresses) => ("found", addresses.as_slice(), None),
        Records::NoRecords => ("no-records", [].as_slice(), None),
        Records::NxDomain => ("nxdomain", [].as_slice(), Some(3)),
        Records::ServFail => ("servfail", [].as_slice(), Some(2)),
        Records::Refused => ("refused", [].as_slice(), Some(5)),
        Records::OtherCode(code) => ("other", [].as_slice(), Some(*code)),
        Records::NoAnswer => ("no-answer", [].as_slice(), None),
        Records::Unreachable => ("unreachable", [].as_slice(), None),
    };
    json!({"answer": answer, "addresses": addresses, "code": code})
}

fn tcp(facts: &TcpFacts) -> Value {
    let attempts: Vec<Value> = facts
        .attempts
        .iter()
        .map(|a| {
            json!({
                "address": a.address.to_string(), "result": <&str>::from(a.result), "took_ms": milliseconds(a.took)
            })
        })
        .collect();
    let direct = facts.direct.as_ref().map(|d| {
        json!({"works": d.failure.is_none(), "failure": d.failure.as_ref().map(Failure::id), "took_ms": milliseconds(d.took)})
    });
    json!({"attempts": attempts, "proxy": facts.proxy.as_ref().map(proxy), "direct": direct, "through": through(facts.through.as_ref())})
}

fn through(tried: Option<&ProxyTry>) -> Option<Value> {
    tried.map(|t| {
        json!({
            "proxy": t.proxy, "variable": t.variable.as_str(), "works": t.failure.is_none(),
            "failure": t.failure.as_ref().map(Failure::id), "took_ms": milliseconds(t.took)
        })
    })
}

fn proxy(facts: &ProxyFacts) -> Value {
    let headers: Vec<Value> = facts.headers.iter().map(|(n, v)| json!({"name": n, "value": v.as_str()})).collect();
    json!({"url": facts.url, "origin": origin(&facts.origin), "reply": text(facts.reply.as_ref()), "headers": headers})
}

fn tls(facts: &TlsFacts) -> Value {
    let verdict = |v: &Option<StoreVerdict>| v.as_ref().map(<&str>::from);
    json!({
        "protocol": facts.protocol,
        "alpn": facts.alpn,
        "handshake_ms": milliseconds(facts.handshake),
        "system_store": verdict(&facts.system),
        "given_roots": verdict(&facts.given),
        "mozilla_roots": verdict(&facts.mozilla),
        "chain": facts.chain.iter().map(certificate).collect::<Vec<_>>(),
        "clients": facts.clients.iter().map(client_trust).collect::<Vec<_>>(),
    })
}

fn client_trust(client: &ClientTrust) -> Value {
    let refused = client.refusal.as_ref().map(|refusal| {
        json!({
            "problem": <&str>::from(refusal.problem),
            "at": <&str>::from(refusal.place),
            "subject": refusal.subject.as_str(),
            "issuer": refusal.issuer.as_str(),
        })
    });
    let named = client
        .named
        .iter()
        .map(|named| json!({"variable": named.variable.as_str(), "problem": named.problem.map(<&str>::from)}));
    json!({
        "language": client.language.id(),
        "rules": <&str>::from(client.rules),
        "roots": client.stores.iter().map(<&str>::from).collect::<Vec<_>>(),
        "variables": named.collect::<Vec<_>>(),
        "verifies": client.verifies,
        "accepts": client.accepts(),
        "refused": refused,
    })
}

fn certificate(facts: &CertificateFacts) -> Value {
    json!({
        "subject": facts.subject.as_str(),
        "issuer": facts.issuer.as_str(),
        "issuer_organization": text(facts.issuer_organization.as_ref()),
        "not_before": date(facts.not_before),
        "not_after": date(facts.not_after),
        "names": texts(&facts.names),
        "self_issued": facts.self_issued,
    })
}

fn answer(answer: &HttpAnswer) -> Value {
    json!({
        "status": answer.status,
        "speaker": <&str>::from(answer.speaker),
        "meaning": <&str>::from(&answer.meaning),
        "message": answer.message.as_str(),
        "server": text(answer.server.as_ref()),
        "via": text(answer.via.as_ref()),
        "location": text(answer.location.as_ref()),
        "retry_after_s": answer.retry_after,
    })
}

fn http(facts: &HttpFacts) -> Value {
    json!({"answer": answer(&facts.answer), "clock_offset_s": facts.clock_offset})
}

fn meta(facts: &MetaFacts) -> Value {
    json!({
        "version": facts.version.as_str(),
        "grpc_max_message_size": facts.grpc_max_message_size,
        "modules": texts(&facts.modules),
        "grpc_web": facts.grpc_web.map(<&str>::from),
    })
}

fn auth(facts: &AuthFacts) -> Value {
    let answer = |a: &Option<HttpAnswer>| a.as_ref().map(answer);
    json!({
        "without_key": answer(&facts.without_key),
        "with_key": answer(&facts.with_key),
        "with_repaired_key": answer(&facts.with_repaired),
        "user": text(facts.user.as_ref()),
        "roles": texts(&facts.roles),
        "cross_check": facts.cross.as_ref().map(|cross| json!({
            "belongs_to": cross.belongs_to,
            "refused_by": cross.refused_by,
            "opened_by": cross.opened_by,
            "not_asked": cross.not_asked,
        })),
    })
}

fn cors(facts: &CorsFacts) -> Value {
    json!({
        "status": facts.status,
        "allow_origin": text(facts.allow_origin.as_ref()),
        "allow_headers": text(facts.allow_headers.as_ref()),
    })
}

fn health(facts: &HealthFacts) -> Value {
    json!({
        "cold_ms": facts.cold.iter().map(|took| milliseconds(*took)).collect::<Vec<_>>(),
        "worst_ms": milliseconds(facts.worst()),
    })
}

fn grpc_auth(facts: &GrpcAuthFacts) -> Value {
    json!({"code": facts.code.as_str(), "message": facts.message.as_str()})
}
