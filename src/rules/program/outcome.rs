//! From what was seen of a program to the outcome of the probes `program.connect`, `program.rest` and `program.grpc`.

use crate::model::client::Language;
use crate::model::evidence::{
    Failure, GrpcCode, HostRole, Observation, ProbeFacts, ProbeId, ProbeOutcome, ProgramConnection, ProgramEnd,
    ProgramFacts, ProgramFailure, ProgramRequest, ProgramRequests, RequestEnd, Skip, Speech,
};
use crate::model::sanitized::SanitizedText;
use std::time::Duration;

/// Everything that was seen.
#[derive(Clone, PartialEq, Debug)]
pub struct ProgramRecord {
    /// The program and its connections.
    pub facts: ProgramFacts,
    /// Its requests.
    pub requests: Vec<ProgramRequest>,
}

/// The outcome of the three probes. `client` is the one that the project uses.
pub fn observations(record: ProgramRecord, client: Language) -> Vec<(ProbeId, Observation)> {
    let ProgramRecord { facts, requests } = record;
    let (calls, requests): (Vec<_>, Vec<_>) = requests.into_iter().partition(|r| r.is_grpc);
    let connect = connect(&facts);
    let rest = rest(&facts, &requests, connect.as_ref(), !calls.is_empty());
    let grpc = grpc(&facts, &calls, rest.as_ref().err(), client);
    let outcome = |result: Result<(), Stop>, facts| match result {
        Ok(()) => ProbeOutcome::Passed(facts),
        Err(Stop::Failed(failure)) => ProbeOutcome::Failed(failure, Some(facts)),
        Err(Stop::Skipped(skip)) => ProbeOutcome::Skipped(skip),
    };
    let span = |requests: &[ProgramRequest]| {
        let started = requests.first().map_or(Duration::ZERO, |r| r.started);
        let end = requests.iter().map(|r| r.started + took(r).unwrap_or_default()).max().unwrap_or_default();
        (started, end.saturating_sub(started))
    };
    let at = |(started, took), outcome| Observation { outcome, started, took };
    let whole = (Duration::ZERO, facts.took);
    let (rest_span, grpc_span) = (span(&requests), span(&calls));
    let of = |requests| ProbeFacts::Requests(Box::new(ProgramRequests { requests }));
    let connect = match connect {
        Some(failure) => Err(Stop::Failed(failure)),
        None => Ok(()),
    };
    vec![
        (ProbeId::ProgramConnect, at(whole, outcome(connect, ProbeFacts::Program(Box::new(facts))))),
        (ProbeId::ProgramRest, at(rest_span, outcome(rest, of(requests)))),
        (ProbeId::ProgramGrpc, at(grpc_span, outcome(grpc, of(calls)))),
    ]
}

/// How long a request took, until the answer was there or one side ended it.
pub(super) fn took(request: &ProgramRequest) -> Option<Duration> {
    match request.end {
        RequestEnd::Open => request.answered,
        RequestEnd::Answered(after) | RequestEnd::GivenUp(after) | RequestEnd::Broken(after) => Some(after),
    }
}

enum Stop {
    Failed(Failure),
    Skipped(Skip),
}

fn failed<T>(failure: ProgramFailure) -> Result<T, Stop> {
    Err(Stop::Failed(Failure::Program(failure)))
}

/// Whether a connection is about gRPC, as far as its host or its first words tell.
fn is_for_grpc(connection: &ProgramConnection) -> bool {
    connection.role == HostRole::Grpc
        || super::hosts::is_grpc_name(connection.host.as_str())
        || connection.offered.first().is_some_and(|p| p.as_str() == "h2") && connection.offered.len() == 1
}

/// Why the program did not get to the cluster.
fn connect(facts: &ProgramFacts) -> Option<Failure> {
    if facts.connections.is_empty() {
        let none = if facts.others.is_empty() { ProgramFailure::NothingSeen } else { ProgramFailure::OtherHosts };
        return Some(Failure::Program(none));
    }
    let mut to_rest: Vec<&ProgramConnection> = facts.connections.iter().filter(|c| !is_for_grpc(c)).collect();
    if to_rest.is_empty() {
        to_rest.extend(&facts.connections);
    }
    // One that works says that the others were tries.
    if to_rest.iter().any(|c| c.failure.is_none() && c.connected.is_some()) {
        return None;
    }
    let first = to_rest.iter().find_map(|c| c.failure.as_deref().cloned());
    first.or_else(|| to_rest.first().and_then(|c| given_up(c, facts)))
}

/// The program closed a connection before the other side had accepted it.
fn given_up(connection: &ProgramConnection, facts: &ProgramFacts) -> Option<Failure> {
    let waited = connection.closed.map_or(facts.took, |(_, at)| at).saturating_sub(connection.started);
    let place = SanitizedText::new(&format!("{}:{}", connection.host, connection.port));
    (connection.connected.is_none()).then_some(Failure::Program(ProgramFailure::NotAccepted { place, after: waited }))
}

fn rest(facts: &ProgramFacts, requests: &[ProgramRequest], connect: Option<&Failure>, calls: bool) -> Result<(), Stop> {
    if requests.is_empty() {
        let passed = facts.connections.iter().any(|c| matches!(c.speech, Speech::Unopened | Speech::Refused(_)));
        return match connect {
            Some(_) => Err(Stop::Skipped(Skip::Behind(ProbeId::ProgramConnect))),
            None if passed => Err(Stop::Skipped(Skip::Unopened)),
            None if calls => Err(Stop::Skipped(Skip::NotUsed)),
            None => failed(ProgramFailure::NothingSent),
        };
    }
    let bad = |r: &&ProgramRequest| r.status.is_some_and(is_refusal);
    if let Some(status) = requests.iter().find(bad).and_then(|r| r.status) {
        return failed(ProgramFailure::Status(status));
    }
    unanswered(requests).map_or(Ok(()), failed)
}

/// Answers that keep a program out. That something is not there or is not valid is the program's own business.
fn is_refusal(status: u16) -> bool {
    matches!(status, 300..=399 | 401 | 403 | 407 | 415 | 421 | 426 | 429 | 451 | 500..)
}

/// The first request that was never answered.
fn unanswered(requests: &[ProgramRequest]) -> Option<ProgramFailure> {
    requests.iter().filter(|r| r.answered.is_none()).find_map(|r| match r.end {
        RequestEnd::GivenUp(after) => Some(ProgramFailure::GaveUp(after)),
        RequestEnd::Broken(after) => Some(ProgramFailure::Broken(after)),
        RequestEnd::Open | RequestEnd::Answered(_) => None,
    })
}

fn grpc(facts: &ProgramFacts, calls: &[ProgramRequest], rest: Option<&Stop>, client: Language) -> Result<(), Stop> {
    if calls.is_empty() {
        let mut own = facts.connections.iter().filter(|c| is_for_grpc(c));
        if let Some(failure) = own.clone().find_map(|c| c.failure.as_deref().cloned().or_else(|| given_up(c, facts))) {
            return Err(Stop::Failed(failure));
        }
        if own.any(|c| matches!(c.speech, Speech::Unopened | Speech::Refused(_))) {
            return Err(Stop::Skipped(Skip::Unopened));
        }
        let by_curl = facts.connections.iter().any(|c| c.client == Some(Language::Curl));
        let done = facts.end == ProgramEnd::Status(0);
        return match rest {
            Some(Stop::Failed(_)) => Err(Stop::Skipped(Skip::Behind(ProbeId::ProgramRest))),
            Some(Stop::Skipped(skip)) => Err(Stop::Skipped(*skip)),
            None if done || by_curl || !client.uses_grpc() => Err(Stop::Skipped(Skip::NotUsed)),
            None => failed(ProgramFailure::NothingSent),
        };
    }
    if let Some(status) = calls.iter().filter(|r| r.grpc_status.is_none()).find_map(|r| r.status.filter(|s| *s != 200))
    {
        return failed(ProgramFailure::Status(status));
    }
    if let Some(code) = calls.iter().filter_map(|r| r.grpc_status).find(|code| keeps_out(*code)) {
        return failed(ProgramFailure::GrpcStatus(code));
    }
    unanswered(calls).map_or(Ok(()), failed)
}

/// Statuses that keep a program out. The others are about what it asked for.
fn keeps_out(code: GrpcCode) -> bool {
    match code {
        GrpcCode::Unauthenticated
        | GrpcCode::PermissionDenied
        | GrpcCode::Unavailable
        | GrpcCode::Unimplemented
        | GrpcCode::DeadlineExceeded
        | GrpcCode::Cancelled
        | GrpcCode::ResourceExhausted
        | GrpcCode::Internal => true,
        GrpcCode::Ok
        | GrpcCode::Unknown
        | GrpcCode::InvalidArgument
        | GrpcCode::NotFound
        | GrpcCode::AlreadyExists
        | GrpcCode::FailedPrecondition
        | GrpcCode::Aborted
        | GrpcCode::OutOfRange
        | GrpcCode::DataLoss => false,
    }
}
