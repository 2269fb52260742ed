//! What a program was seen to do, in words. The sentences stand in the assets; the order of what is said stands here.

use super::failure;
use crate::model::case::{Case, Sourced};
use crate::model::evidence::{
    Credential, CredentialShape, Failure, GrpcCode, HostRole, Origin, ProbeFacts, ProbeId, ProgramConnection,
    ProgramEnd, ProgramFacts, ProgramFailure, ProgramRequest, ProgramRequests, RequestEnd,
};
use crate::model::target::Endpoint;
use crate::words::catalog::{origin, say};
use crate::words::format::{join, seconds, some, time};
use std::time::Duration;

/// Most requests that a sentence tells.
const MAX_REQUESTS: usize = 3;

fn words(name: &'static str) -> &'static str {
    say("program", name)
}

/// How the program ended, in words.
pub fn end(facts: &ProgramFacts) -> String {
    let (name, number) = match facts.end {
        ProgramEnd::Status(status) => ("ended", status),
        ProgramEnd::Signal(signal) => ("killed", signal),
    };
    let text = words(name).replace("{name}", facts.name.as_str()).replace("{number}", &number.to_string());
    text.replace("{time}", &seconds(facts.took))
}

/// Where the program connected to.
pub(super) fn connections(facts: &ProgramFacts) -> String {
    let mut hosts: Vec<String> = Vec::new();
    for connection in &facts.connections {
        let host = place(connection);
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    words("connected").replace("{hosts}", &some(&hosts))
}

fn place(connection: &ProgramConnection) -> String {
    Endpoint::new(true, connection.host.as_str(), connection.port).authority()
}

/// What the program asked.
pub(super) fn requests(facts: &ProgramRequests) -> String {
    let same = |a: &ProgramRequest, b: &ProgramRequest| {
        (&a.method, &a.path, a.status, a.grpc_status) == (&b.method, &b.path, b.status, b.grpc_status)
            && a.credential == b.credential
    };
    let mut told: Vec<&ProgramRequest> = Vec::new();
    for request in &facts.requests {
        if !told.iter().any(|earlier| same(earlier, request)) {
            told.push(request);
        }
    }
    let more = told.len().saturating_sub(MAX_REQUESTS);
    let all = told.into_iter().take(MAX_REQUESTS).map(request).collect::<Vec<_>>().join("; ");
    if more == 0 { all } else { format!("{all}; {}", words("more").replace("{count}", &more.to_string())) }
}

/// One request, with what it carried and what came of it.
pub fn request(request: &ProgramRequest) -> String {
    let what = if request.is_grpc {
        words("call").replace("{path}", request.path.as_str().trim_start_matches('/'))
    } else {
        format!("{} {}", request.method, request.path)
    };
    let unjudged = request.path.as_str().contains("/.well-known/") || request.path.as_str().starts_with("/grpc.health");
    let with = if unjudged && request.credential.shape == CredentialShape::Absent {
        String::new()
    } else {
        format!(" {}", credential(&request.credential))
    };
    format!("{what}{with}: {}", answer(request))
}

fn answer(request: &ProgramRequest) -> String {
    let after = |name: &'static str, took: Duration| words(name).replace("{time}", &time(took));
    match (request.answered, request.end) {
        (Some(took), _) => {
            let status = match (request.grpc_status, request.status) {
                (Some(code), _) if request.is_grpc => code.as_str().to_owned(),
                (_, Some(status)) => status.to_string(),
                (_, None) => String::new(),
            };
            after("answered", took).replace("{status}", &status)
        }
        (None, RequestEnd::GivenUp(took)) => after("gave-up", took),
        (None, RequestEnd::Broken(took)) => after("broken", took),
        (None, RequestEnd::Open | RequestEnd::Answered(_)) => words("open").to_owned(),
    }
}

/// What a request carried, in words.
pub fn credential(credential: &Credential) -> String {
    let key = match &credential.fingerprint {
        Some(fingerprint) => words("fingerprint").replace("{fingerprint}", fingerprint),
        None => String::new(),
    };
    let known = match credential.known.as_slice() {
        [] => String::new(),
        known => {
            let places: Vec<String> = known.iter().map(origin).collect();
            words("known").replace("{places}", &join(places.iter().map(String::as_str)))
        }
    };
    let header = credential.header.as_ref().map_or("", |header| header.as_str());
    let text = say("credential", credential.shape.into()).replace("{key}", &format!("{key}{known}"));
    text.replace("{header}", header)
}

/// Why it is not what a working program does.
pub(super) fn failed(id: ProbeId, of: &Failure, facts: Option<&ProbeFacts>, case: &Case) -> String {
    let told = match facts {
        Some(ProbeFacts::Requests(facts)) if !facts.requests.is_empty() => Some(telling(facts)),
        _ => None,
    };
    let Failure::Program(of) = of else { return way(id, of, facts, case) };
    let program = match facts {
        Some(ProbeFacts::Program(facts)) => Some(facts),
        _ => None,
    };
    match of {
        ProgramFailure::NothingSeen => words("nothing-seen").to_owned(),
        ProgramFailure::OtherHosts => {
            let others = program.map_or_else(String::new, |facts| some(&facts.others));
            words("other-hosts").replace("{hosts}", &others)
        }
        ProgramFailure::NothingSent => words("nothing-sent").to_owned(),
        ProgramFailure::Status(_) | ProgramFailure::GrpcStatus(_) => told.unwrap_or_default(),
        ProgramFailure::NotAccepted { place, after } => {
            words("gave-up-connecting").replace("{time}", &seconds(*after)).replace("{host}", place.as_str())
        }
        ProgramFailure::GaveUp(_) | ProgramFailure::Broken(_) => told.unwrap_or_default(),
    }
}

/// The request that tells most: one that was refused or not answered, else the first.
fn telling(facts: &ProgramRequests) -> String {
    let bad = |r: &&ProgramRequest| {
        r.answered.is_none()
            || r.status.is_some_and(|s| s >= 400)
            || r.grpc_status.is_some_and(|code| code != GrpcCode::Ok)
    };
    let (last, first) = (facts.requests.iter().find(bad), facts.requests.first());
    last.or(first).map(request).unwrap_or_default()
}

/// What stood between the program and a host: the words of the probes, for the host that the program asked for.
fn way(id: ProbeId, of: &Failure, facts: Option<&ProbeFacts>, case: &Case) -> String {
    let failing = match facts {
        Some(ProbeFacts::Program(facts)) => facts.connections.iter().find(|c| c.failure.is_some()),
        _ => None,
    };
    let mut asked = case.clone();
    let mut probe = if id == ProbeId::ProgramGrpc { ProbeId::GrpcTcp } else { ProbeId::RestTcp };
    if let Some(connection) = failing {
        let scheme = if connection.role == HostRole::Local { "http" } else { "https" };
        asked.url = Sourced::new(format!("{scheme}://{}", place(connection)), Origin::Program);
        asked.settings.grpc = None;
        probe = ProbeId::RestTcp;
    }
    failure::failed(probe, of, None, &asked)
}
