//! What the official Java clients accept: `client6` with `WeaviateClient.connectTo…`, and `client` (5.x) with `Config` and
//! `WeaviateAuthClient`. Read in the sources of 6.3.1 (`api/Config.java`, `WeaviateClient.java`) and of the branch `v5`.

use super::endpoints::Endpoints;
use super::{Judge, password};
use crate::rules::scan::expr::{Arg, Call, Expr, ExprKind};
use crate::rules::scan::problem::Problem;
use crate::rules::scan::program::{CallSite, Program};

pub(super) fn apply<'a>(j: &mut Judge<'a>) {
    let program: &'a Program = j.program;
    let six = program.imports.values().any(|v| v == "weaviate6");
    let five = program.imports.values().any(|v| v == "weaviate5");
    if program.imports.contains_key("\u{0}langchain4j") {
        langchain4j(j);
    }
    if !six && !five {
        return;
    }
    for site in &program.calls {
        let call = &site.call;
        let owner = call.callee.rsplit('.').nth(1).unwrap_or_default();
        let is_client = matches!(owner, "" | "WeaviateClient" | "WeaviateClientAsync");
        match call.method() {
            "connectToWeaviateCloud" if is_client => cloud(j, call),
            "connectToCustom" if is_client => custom(j, site),
            "connectToLocal" if is_client => call.args.iter().for_each(|arg| limits(j, arg)),
            "WeaviateCloud" if call.is_new => cloud(j, call),
            "apiKey" if matches!(owner, "Authentication" | "WeaviateAuthClient") => {
                if let Some(value) = call.at(usize::from(owner == "WeaviateAuthClient")) {
                    j.key(value);
                }
            }
            "resourceOwnerPassword" | "resourceOwnerPasswordCredentials" if owner == "Authentication" => {
                password::java(j, site);
            }
            "clientPassword" if owner == "WeaviateAuthClient" => password::java(j, site),
            "bearerToken" if matches!(owner, "Authentication" | "WeaviateAuthClient") => j.token(site, &call.callee),
            "Config" if call.is_new && five => config(j, site),
            _ => {}
        }
    }
}

fn cloud<'a>(j: &mut Judge<'a>, call: &'a Call) {
    if let Some(url) = call.at(0) {
        j.cluster_url(url, false);
    }
    if let Some(key) = call.at(1) {
        j.cloud_key(key);
    }
    if let Some(settings) = call.args.get(2) {
        limits(j, settings);
    }
}

/// The settings inside a lambda, by the name of their method.
fn settings<'a>(j: &Judge<'a>, site: &'a CallSite) -> Vec<(&'a str, &'a Expr)> {
    let inside = |s: &&CallSite| s.span.start >= site.span.start && s.span.end <= site.span.end && s.span != site.span;
    let calls = j.program.searched_calls().iter().filter(inside);
    calls.filter_map(|s| Some((s.call.method(), s.call.at(0)?))).collect()
}

fn limits<'a>(j: &mut Judge<'a>, arg: &'a Arg) {
    for inner in Program::below(&arg.value) {
        // `.timeout(init, query, insert)` or `.timeout(all)` in a chain of settings.
        if let ExprKind::Call(call) = &inner.kind
            && call.method() == "timeout"
            && let Some(init) = call.at(0)
            && j.number(init).is_some_and(|(n, _)| n > 0.0)
        {
            j.init_timeout(init, 1.0);
        }
    }
}

fn custom<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    site.call.args.iter().for_each(|arg| limits(j, arg));
    let settings = settings(j, site);
    let get = |name: &str| settings.iter().find(|(n, _)| *n == name).map(|(_, e)| *e);
    j.endpoints(&site.call.callee_span, &Endpoints::of(["httpHost", "httpPort", "", "grpcHost", "grpcPort", ""], get));
    if get("httpHost").and_then(|h| j.cloud_host(h)).is_some() {
        j.scheme(get("scheme"));
    }
}

/// `new Config(scheme, host, …)` of 5.x.
fn config<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let call = &site.call;
    let Some(host) = call.at(1) else { return };
    let cloud = j.host_and_scheme(host, call.at(0));
    // Without `WeaviateAuthClient` and without headers nothing carries a key.
    let plain = j
        .receivers(&site.inside, site.bound.as_deref(), Some(&site.span))
        .into_iter()
        .find(|c| c.is_new && c.method() == "WeaviateClient");
    if cloud
        && call.args.len() == 2
        && let Some(client) = plain
        && client.args.len() == 1
    {
        j.report(Problem::NoKey { call: "new WeaviateClient".to_owned() }, &client.callee_span, Vec::new());
    }
}

/// `WeaviateEmbeddingStore.builder().scheme(…).host(…).apiKey(…)` of `LangChain4j` 1.x, in one chain or on a variable.
fn langchain4j<'a>(j: &mut Judge<'a>) {
    let program: &'a Program = j.program;
    let builders = |s: &&'a CallSite| matches!(s.call.callee.as_str(), "WeaviateEmbeddingStore.builder");
    for builder in program.calls.iter().filter(builders) {
        let of_variable = |call: &Call| {
            let owner = call.callee.split('.').next().unwrap_or_default();
            builder.bound.as_deref() == Some(owner) && call.callee.contains('.')
        };
        let mine = |s: &&'a CallSite| s.span.start == builder.span.start || of_variable(&s.call);
        let set: Vec<(&str, &'a Expr)> = program
            .searched_calls()
            .iter()
            .filter(mine)
            .filter_map(|s| Some((s.call.method(), s.call.at(0)?)))
            .collect();
        let get = |name: &str| set.iter().find(|(n, _)| *n == name).map(|(_, e)| *e);
        let cloud = get("host").is_some_and(|host| j.host_and_scheme(host, get("scheme")));
        match get("apiKey") {
            Some(key) => j.cloud_key(key),
            None if cloud => {
                let call = "WeaviateEmbeddingStore.builder".to_owned();
                j.likely(Problem::NoKey { call }, &builder.call.callee_span, Vec::new());
            }
            None => {}
        }
    }
}
