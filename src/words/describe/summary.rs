//! One plain sentence for a probe's outcome. Failures have a file of their own.

use super::failure::failed;
use super::{host_and_port, role, url_hint};
use crate::model::case::Case;
use crate::model::evidence::{
    AuthFacts, Chain, DnsFacts, EnvironmentFacts, HttpFacts, KeyFacts, Observation, Origin, ProbeFacts, ProbeId,
    ProbeOutcome, Resolved, Skip, TcpFacts, TlsFacts, UrlFacts, Warning,
};
use crate::words::catalog::{answer as shape, origin, say};
use crate::words::format::{join, seconds};
use crate::words::format::{some, span, time};

/// One sentence for what a probe found. It starts in lower case unless a name stands first, and has no full stop.
pub fn summary(id: ProbeId, observation: &Observation, case: &Case) -> String {
    match &observation.outcome {
        ProbeOutcome::Passed(facts) => found(id, facts, case),
        ProbeOutcome::Warned(facts, warning) => warned(id, facts, warning, case),
        ProbeOutcome::Failed(failure, facts) if id.chain() == Chain::Program => {
            super::program::failed(id, failure, facts.as_ref(), case)
        }
        ProbeOutcome::Failed(failure, facts) => failed(id, failure, facts.as_ref(), case),
        ProbeOutcome::Skipped(skip) => skipped(*skip, case),
    }
}

fn found(id: ProbeId, facts: &ProbeFacts, case: &Case) -> String {
    match facts {
        ProbeFacts::Url(facts) => url(facts),
        ProbeFacts::Key(facts) => key(facts),
        ProbeFacts::Environment(facts) => environment(facts),
        ProbeFacts::Dns(facts) => dns(facts, case),
        ProbeFacts::Tcp(facts) => tcp(id, facts, case),
        ProbeFacts::Tls(facts) => tls(facts),
        ProbeFacts::Http(facts) => http(id, facts),
        ProbeFacts::Meta(facts) => match facts.grpc_web {
            Some(web) if web.proves() => format!("Weaviate {}; {}", facts.version, say("grpc-web", web.into())),
            Some(_) | None => format!("Weaviate {}", facts.version),
        },
        ProbeFacts::Auth(facts) => auth(facts),
        ProbeFacts::Cors(facts) => match &facts.allow_origin {
            Some(allowed) => format!(
                "browsers may send requests from {}",
                if allowed.as_str() == "*" { "anywhere" } else { allowed.as_str() }
            ),
            None => format!("the preflight was answered with {}", facts.status),
        },
        ProbeFacts::Health(facts) => match facts.cold.len() {
            0 | 1 => format!("gRPC health check answered in {}", time(facts.worst())),
            n => format!("gRPC health checks answered, the slowest of {n} in {}", time(facts.worst())),
        },
        ProbeFacts::GrpcAuth(facts) if facts.with_key => "gRPC accepted the key".to_owned(),
        ProbeFacts::GrpcAuth(facts) if facts.asks_for_key() => "gRPC asks for a key".to_owned(),
        ProbeFacts::GrpcAuth(_) => "gRPC works without a key".to_owned(),
        ProbeFacts::Program(facts) => super::program::connections(facts),
        ProbeFacts::Requests(facts) => super::program::requests(facts),
    }
}

fn url(facts: &UrlFacts) -> String {
    let bare = |url: &str| url.trim_start_matches("https://").to_owned();
    format!("REST is {}, gRPC is {}, from {}", bare(&facts.rest), bare(&facts.grpc), origin(&facts.origin))
}

fn key(facts: &KeyFacts) -> String {
    match &facts.fingerprint {
        Some(fingerprint) => format!("a key is set, fingerprint {fingerprint}, from {}", origin(&facts.origin)),
        None if facts.origin == Origin::Argument => "no key is used (--no-api-key)".to_owned(),
        None => "no key is used".to_owned(),
    }
}

fn environment(facts: &EnvironmentFacts) -> String {
    let names: Vec<&str> = facts.proxy.iter().chain(&facts.certificates).map(|v| v.name.as_str()).collect();
    let clients: Vec<String> = facts
        .clients
        .iter()
        .map(|c| {
            let version = c.version.map(|v| format!(" {v}")).unwrap_or_default();
            format!("{} client{version} in {}", c.language.name(), c.found_in)
        })
        .collect();
    let variables = if names.is_empty() {
        "no proxy or certificate variables are set".to_owned()
    } else {
        format!("{} {} set", join(names.iter().copied()), if names.len() == 1 { "is" } else { "are" })
    };
    if clients.is_empty() { variables } else { format!("{variables}; {}", join(clients.iter().map(String::as_str))) }
}

fn dns(facts: &DnsFacts, case: &Case) -> String {
    let addresses = some(&facts.addresses);
    match facts.used {
        Resolved::Literal => format!("{} is an address already", facts.name),
        Resolved::Pinned => format!("{} is {addresses} (--connect-to)", facts.name),
        Resolved::System => format!("{} is {addresses}", facts.name),
        Resolved::Server if case.settings.practice => format!("{} is {addresses}", facts.name),
        Resolved::Server => format!("{} is {addresses} (--dns-server)", facts.name),
        Resolved::ByProxy => format!("the proxy looks {} up", facts.name),
    }
}

fn tcp(id: ProbeId, facts: &TcpFacts, case: &Case) -> String {
    let (host, port) = host_and_port(id, case);
    match &facts.proxy {
        Some(proxy) => {
            let direct = match facts.direct.as_ref().map(|d| d.failure.is_some()) {
                Some(true) => "; there's no direct connection",
                Some(false) | None => "",
            };
            format!("the proxy {} opens port {port} of {host} (from {}){direct}", proxy.url, origin(&proxy.origin))
        }
        None => match facts.reached().first() {
            Some(address) => format!("port {port} of {host} accepts connections at {}", address.ip()),
            None => format!("port {port} of {host} accepts connections"),
        },
    }
}

fn tls(facts: &TlsFacts) -> String {
    let protocol = facts.protocol.as_deref().unwrap_or("TLS");
    let speaks = facts.alpn.as_deref().map(|a| format!(" with {a}")).unwrap_or_default();
    match facts.chain.first() {
        Some(own) => {
            let issuer = own.issuer_organization.as_ref().unwrap_or(&own.issuer);
            format!("{protocol}{speaks}, certificate from {issuer} until {}", super::date(own.not_after))
        }
        None => format!("{protocol}{speaks}"),
    }
}

fn http(id: ProbeId, facts: &HttpFacts) -> String {
    let answer = &facts.answer;
    match id {
        ProbeId::RestLive => "Weaviate is live".to_owned(),
        ProbeId::RestReady => "Weaviate is ready".to_owned(),
        ProbeId::ConsoleHttp => format!("the console answers with {}", answer.status),
        _ => format!("{} answers {}", role(id), shape(answer)),
    }
}

fn auth(facts: &AuthFacts) -> String {
    let Some(answer) = facts.with_repaired.as_ref().or(facts.with_key.as_ref()) else {
        return match &facts.without_key {
            Some(answer) if answer.proves_key_accepted() => "REST works without a key".to_owned(),
            Some(answer) => format!("without a key, REST answers {}", shape(answer)),
            None => "REST wasn't asked".to_owned(),
        };
    };
    let user = facts.user.as_ref().map(|u| format!(" as “{u}”")).unwrap_or_default();
    let roles = match facts.roles.as_slice() {
        [] => String::new(),
        [one] => format!(", role {one}"),
        more => format!(", roles {}", some(more)),
    };
    if answer.proves_key_accepted() {
        format!("REST accepted the key{user}{roles}")
    } else {
        format!("REST answered the key {}", shape(answer))
    }
}

fn warned(id: ProbeId, facts: &ProbeFacts, warning: &Warning, case: &Case) -> String {
    let base = found(id, facts, case);
    let remark = match warning {
        Warning::UrlTidied => match facts {
            ProbeFacts::Url(url) if !url.hints.is_empty() => {
                let hints: Vec<String> = url.hints.iter().map(url_hint).collect();
                join(hints.iter().map(String::as_str))
            }
            _ => "the text was cleaned up".to_owned(),
        },
        Warning::VariablesSet => return base,
        Warning::ResolversDiffer => "a direct question to the DNS server gives another answer".to_owned(),
        Warning::FamilyDead(family) => format!("its {} addresses don't answer", <&str>::from(*family)),
        Warning::SomeAddressesDead => "some of its addresses don't answer".to_owned(),
        Warning::TrustedHereOnly => "only this machine trusts it, public root programs don't".to_owned(),
        Warning::ClientRefuses => "your client refuses this certificate".to_owned(),
        Warning::TrustedByClientOnly => "your client trusts it, this machine's store doesn't".to_owned(),
        Warning::NotInSystemStore => "public root programs trust it, this machine's store doesn't".to_owned(),
        Warning::ClockOffset(seconds) => format!(
            "this machine's clock is {} {}",
            span(seconds.unsigned_abs()),
            if *seconds > 0 { "ahead" } else { "behind" }
        ),
        Warning::SlowerThan(limit) => format!("that's slower than the client's init timeout of {}", seconds(*limit)),
        Warning::AcceptedRepaired => "only after its text was cleaned up".to_owned(),
        Warning::LooksLikeSample => "its text looks like a sample's".to_owned(),
        Warning::LooksCopied => "there's punctuation around it".to_owned(),
        Warning::AnsweredInFront => "something in front of Weaviate sent it; Weaviate answers behind it".to_owned(),
        Warning::KeyWithheld => super::key_rule(case).unwrap_or_default(),
        Warning::KeyKeptFromGrpc => kept_from_grpc(case),
        Warning::AnonymousAllowed => "it wasn't needed: the cluster works without a key".to_owned(),
    };
    format!("{base}; {remark}")
}

fn skipped(skip: Skip, case: &Case) -> String {
    let why = match skip {
        Skip::Behind(id) => behind(id),
        Skip::NoKey => no_key(case),
        Skip::KeyNotSendable => "the key's text can't be sent".to_owned(),
        Skip::KeyWouldLeak => "the key would be sent unencrypted to somebody else".to_owned(),
        Skip::ClientRefusesChain => say("key-rule", "client-refuses-chain").to_owned(),
        Skip::KeyWithheld => say("key-rule", "skipped").replace("{option}", &sending_option(case)),
        Skip::Cancelled => return "not measured, the run was stopped".to_owned(),
        Skip::NotUsed => return say("program", "not-used").to_owned(),
        Skip::Unopened => return say("program", "unopened").to_owned(),
    };
    format!("skipped because {why}")
}

/// What did not hold, so that a probe behind it was not run.
fn behind(id: ProbeId) -> String {
    let host = role(id);
    match id {
        ProbeId::LocalUrl => "there's no usable URL".to_owned(),
        ProbeId::LocalKey => "there's no usable key".to_owned(),
        ProbeId::LocalEnvironment => "the environment couldn't be read".to_owned(),
        ProbeId::RestDns | ProbeId::GrpcDns | ProbeId::ConsoleDns => format!("the name of {host} wasn't resolved"),
        ProbeId::RestTcp | ProbeId::GrpcTcp | ProbeId::ConsoleTcp => {
            format!("the connection to {host} was never opened")
        }
        ProbeId::RestTls | ProbeId::GrpcTls | ProbeId::ConsoleTls => {
            format!("there's no trusted connection to {host}")
        }
        ProbeId::RestLive => "it didn't answer like Weaviate".to_owned(),
        ProbeId::RestReady => "the cluster isn't ready".to_owned(),
        ProbeId::RestMeta => "the cluster didn't tell its version".to_owned(),
        ProbeId::RestAuth => "REST didn't accept the key".to_owned(),
        ProbeId::RestCors => "the preflight was refused".to_owned(),
        ProbeId::GrpcHealth => "the gRPC health check didn't pass".to_owned(),
        ProbeId::GrpcAuth => "gRPC didn't accept the key".to_owned(),
        ProbeId::ConsoleHttp => "the console didn't answer".to_owned(),
        ProbeId::ProgramConnect => "the program didn't reach the cluster".to_owned(),
        ProbeId::ProgramRest => "the program's REST requests weren't accepted".to_owned(),
        ProbeId::ProgramGrpc => "the program's gRPC calls weren't accepted".to_owned(),
    }
}

/// The option that lets a key go wherever the URL points.
fn sending_option(case: &Case) -> String {
    match &case.key.origin {
        Origin::Variable(name) | Origin::DotEnv(name) => format!("--api-key-env {name}"),
        Origin::Nowhere
        | Origin::Argument
        | Origin::Typed
        | Origin::File(_)
        | Origin::StandardInput
        | Origin::Practice
        | Origin::Project(_)
        | Origin::ErrorText
        | Origin::Source(..)
        | Origin::Default
        | Origin::Program
        | Origin::Config(_) => "--api-key-file FILE".to_owned(),
    }
}

/// Which rule lets the key go to the cluster, or that none does and which option would; none where there is no key or no cluster.
pub fn key_rule(case: &Case) -> Option<String> {
    let (rule, target) = (case.key_rule()?, case.usable_target()?);
    let words = say("key-rule", rule.into());
    let with_host = words.replace("{host}", &target.rest.host).replace("{option}", &sending_option(case));
    Some(with_host.replace("{url}", &origin(&case.url.origin)).replace("{key}", &origin(&case.key.origin)))
}

/// Why gRPC was asked without the key.
fn kept_from_grpc(case: &Case) -> String {
    let Some(target) = case.usable_target() else { return String::new() };
    let words = say("key-rule", "kept-from-grpc").replace("{grpc_host}", &target.grpc.host);
    words.replace("{host}", &target.rest.host)
}

/// Why there is no key.
fn no_key(case: &Case) -> String {
    use crate::model::evidence::Origin;
    match &case.key.origin {
        Origin::Variable(name) => format!("{name} isn't set"),
        Origin::Argument => "of --no-api-key".to_owned(),
        Origin::Config(name) => format!("the config file has no key for {name}"),
        Origin::Nowhere
        | Origin::Typed
        | Origin::DotEnv(_)
        | Origin::File(_)
        | Origin::StandardInput
        | Origin::Practice
        | Origin::Project(_)
        | Origin::ErrorText
        | Origin::Source(..)
        | Origin::Default
        | Origin::Program => "there's no key to try".to_owned(),
    }
}
