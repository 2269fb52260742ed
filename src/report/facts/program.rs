//! What a program was seen to do, as JSON.

use super::{Value, json, milliseconds, origin, texts};
use crate::model::client::Language;
use crate::model::evidence::{
    Closer, Credential, GrpcCode, ProgramConnection, ProgramEnd, ProgramFacts, ProgramRequest, ProgramRequests,
    RequestEnd, Speech,
};
use crate::model::sanitized::SanitizedText;
use std::time::Duration;

pub(super) fn facts(facts: &ProgramFacts) -> Value {
    let (status, signal) = match facts.end {
        ProgramEnd::Status(status) => (Some(status), None),
        ProgramEnd::Signal(signal) => (None, Some(signal)),
    };
    let known = facts.known.iter().map(|known| {
        let problems: Vec<&str> = known.problems.iter().map(|p| <&str>::from(*p)).collect();
        json!({"origin": origin(&known.origin), "fingerprint": known.fingerprint, "problems": problems})
    });
    json!({
        "name": facts.name.as_str(),
        "status": status,
        "signal": signal,
        "took_ms": milliseconds(facts.took),
        "connections": facts.connections.iter().map(connection).collect::<Vec<_>>(),
        "others": texts(&facts.others),
        "left_out": facts.left_out,
        "known_keys": known.collect::<Vec<_>>(),
    })
}

fn connection(of: &ProgramConnection) -> Value {
    let (speech, alert) = match &of.speech {
        Speech::Silent => ("silent", None),
        Speech::Plain => ("plain", None),
        Speech::Opened => ("opened", None),
        Speech::Unopened => ("unopened", None),
        Speech::Refused(alert) => ("refused", Some(alert.as_str())),
    };
    json!({
        "host": of.host.as_str(),
        "port": of.port,
        "role": <&str>::from(of.role),
        "client": of.client.map(Language::id),
        "started_ms": milliseconds(of.started),
        "connected_ms": of.connected.map(milliseconds),
        "failure": of.failure.as_ref().map(|failure| failure.id()),
        "speech": speech,
        "alert": alert,
        "sni": of.sni.as_ref().map(SanitizedText::as_str),
        "offered": texts(&of.offered),
        "alpn": of.alpn.as_ref().map(SanitizedText::as_str),
        "closed_by": of.closed.map(|(closer, _): (Closer, Duration)| <&str>::from(closer)),
        "closed_ms": of.closed.map(|(_, at)| milliseconds(at)),
    })
}

pub(super) fn requests(facts: &ProgramRequests) -> Value {
    json!({"requests": facts.requests.iter().map(request).collect::<Vec<_>>()})
}

fn request(of: &ProgramRequest) -> Value {
    let (end, took) = match of.end {
        RequestEnd::Open => ("open", None),
        RequestEnd::Answered(took) => ("answered", Some(took)),
        RequestEnd::GivenUp(took) => ("given-up", Some(took)),
        RequestEnd::Broken(took) => ("broken", Some(took)),
    };
    json!({
        "host": of.host.as_str(),
        "port": of.port,
        "method": of.method.as_str(),
        "path": of.path.as_str(),
        "protocol": of.version,
        "status": of.status,
        "grpc_status": of.grpc_status.map(GrpcCode::as_str),
        "credential": credential(&of.credential),
        "headers": texts(&of.headers),
        "started_ms": milliseconds(of.started),
        "answered_ms": of.answered.map(milliseconds),
        "end": end,
        "took_ms": took.map(milliseconds),
    })
}

fn credential(of: &Credential) -> Value {
    let known: Vec<String> = of.known.iter().map(origin).collect();
    let problems: Vec<&str> = of.problems.iter().map(|p| <&str>::from(*p)).collect();
    json!({
        "shape": <&str>::from(of.shape),
        "header": of.header.as_ref().map(SanitizedText::as_str),
        "fingerprint": of.fingerprint,
        "problems": problems,
        "known": known,
    })
}
