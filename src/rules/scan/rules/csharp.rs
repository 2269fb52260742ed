//! What the official C# client accepts: `Connect.Cloud(endpoint, key)`, the builder, and `ClientConfiguration`. Read in the source of
//! 2026-08-21 (`ConnectionHelpers.cs`, `WeaviateClientBuilder.cs`, `Auth.cs`).

use super::endpoints::Endpoints;
use super::{Judge, password};
use crate::rules::scan::expr::{Expr, ExprKind};
use crate::rules::scan::names;
use crate::rules::scan::problem::Problem;
use crate::rules::scan::program::{CallSite, Program};

pub(super) fn apply<'a>(j: &mut Judge<'a>) {
    let program: &'a Program = j.program;
    let imported = program.imports.contains_key("\u{0}weaviate") || j.text.contains("Weaviate.Client");
    for site in &program.calls {
        let call = &site.call;
        let owner = call.callee.rsplit('.').nth(1).unwrap_or_default();
        if call.is_new && call.method() == "AuthenticationHeaderValue" {
            header_value(j, site);
        }
        if !imported {
            continue;
        }
        match (owner, call.method()) {
            ("Connect" | "WeaviateClientBuilder", "Cloud") => cloud(j, site),
            ("Connect" | "WeaviateClientBuilder", "Local") => init(j, site),
            ("WeaviateClientBuilder", "Custom") => custom(j, site),
            ("", "WeaviateClientBuilder") if call.is_new => builder(j, site),
            ("", "ClientConfiguration") if call.is_new => configuration(j, site),
            ("Auth", "ApiKey") => {
                if let Some(value) = call.arg("value", 0) {
                    j.key(value);
                }
            }
            ("Auth", "ClientPassword") => password::csharp(j, site),
            ("Auth", "BearerToken" | "ClientCredentials") => j.token(site, &call.callee),
            _ => {}
        }
    }
}

fn init<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    if let Some(limit) = site.call.named("initTimeout") {
        j.init_timeout(&limit.value, 1.0);
    }
    for (name, value) in chain(j, site) {
        if name == "WithInitTimeout" {
            j.init_timeout(value, 1.0);
        }
    }
}

/// The methods that are called on a builder, with their first argument: all begin where it begins.
fn chain<'a>(j: &Judge<'a>, site: &'a CallSite) -> Vec<(&'a str, &'a Expr)> {
    let same = |s: &&CallSite| s.span.start == site.span.start && s.span != site.span;
    let calls = j.program.searched_calls().iter().filter(same);
    calls.filter_map(|s| Some((s.call.method(), s.call.at(0)?))).collect()
}

fn cloud<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    if let Some(url) = site.call.arg("restEndpoint", 0) {
        j.cluster_url(url, false);
    }
    if let Some(key) = site.call.arg("apiKey", 1) {
        j.cloud_key(key);
    } else {
        let later = chain(j, site).iter().any(|(name, _)| *name == "WithCredentials");
        let headers = site.call.named("headers").is_some();
        if !later && !headers {
            j.report(Problem::NoKey { call: site.call.callee.clone() }, &site.call.callee_span, Vec::new());
        }
    }
    init(j, site);
}

fn custom<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let call = &site.call;
    let names = ["0 restEndpoint", "4 restPort", "6 useSsl", "2 grpcEndpoint", "5 grpcPort", ""];
    let given =
        Endpoints::of(names, |name| name.split_once(' ').and_then(|(at, name)| call.arg(name, at.parse().ok()?)));
    j.endpoints(&call.callee_span, &given);
    init(j, site);
}

fn builder<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let chain = chain(j, site);
    let get = |name: &str| chain.iter().find(|(n, _)| *n == name).map(|(_, e)| *e);
    let names = ["WithRestEndpoint", "WithRestPort", "UseSsl", "WithGrpcEndpoint", "WithGrpcPort", ""];
    let given = Endpoints::of(names, get);
    j.endpoints(&site.call.callee_span, &given);
    init(j, site);
}

fn configuration<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let get = |name: &str| site.call.named(name).map(|a| &a.value);
    let given = Endpoints::of(["RestAddress", "RestPort", "UseSsl", "GrpcAddress", "GrpcPort", ""], get);
    j.endpoints(&site.call.callee_span, &given);
    if let Some(limit) = get("InitTimeout") {
        j.init_timeout(limit, 1.0);
    }
}

/// `new AuthenticationHeaderValue(key)` and its like: the first argument is the scheme.
fn header_value<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let ours = |e: &'a Expr| {
        j.values(e)
            .into_iter()
            .any(|v| matches!(&v.kind, ExprKind::Env(n) | ExprKind::Name(n) if names::is_weaviate_key(n)))
    };
    let Some(first) = site.call.at(0) else { return };
    match site.call.at(1) {
        None if ours(first) => {
            let at = first.span.start..first.span.start;
            j.report(Problem::NoBearer, &first.span, vec![(at, "\"Bearer\", ".to_owned())]);
        }
        Some(second) if ours(second) => {
            if let Some((scheme, span)) = j.literal(first)
                && scheme != "Bearer"
                && !scheme.eq_ignore_ascii_case("basic")
            {
                j.report(Problem::WrongScheme, span, vec![(span.clone(), "Bearer".to_owned())]);
            }
        }
        _ => {}
    }
}
