//! What the official TypeScript client accepts: `weaviate-client` from 3 on, which reads the key from `authCredentials` alone, and
//! `weaviate-ts-client` (2.x), which reads it from `apiKey`. Read in the sources of 3.12.1 (`connection/helpers.js`, `auth.js`) and 2.2.0.

use super::endpoints::Endpoints;
use super::python::SECONDS;
use super::{Judge, key, password};
use crate::model::client::{Language, Version};
use crate::rules::scan::expr::{Arg, ByteSpan, Call, Expr, ExprKind};
use crate::rules::scan::names;
use crate::rules::scan::problem::Problem;
use crate::rules::scan::program::{CallSite, Program};

/// First release without the calls of version 2.
const WITHOUT_V2: (Version, &str) = (Version::new(3, 0, 0), "version 3");

pub(super) fn apply<'a>(j: &mut Judge<'a>) {
    let program: &'a Program = j.program;
    for site in &program.calls {
        let path = program.imported(&site.call.callee, site.span.start).unwrap_or_default();
        let (root, rest) = path.split_once('.').unwrap_or((path.as_str(), ""));
        let old = match root {
            "weaviate" => j.version(Language::TypeScript).is_some_and(|v| v < Version::new(3, 0, 0)),
            "weaviate2" => true,
            "llamaindex" => {
                llama_index(j, &site.call);
                continue;
            }
            _ => {
                old_method(j, site);
                continue;
            }
        };
        if let Some(name) = rest.strip_prefix("weaviate.") {
            if names::connects(name) || name == "client" {
                j.likely(Problem::NoExport { name: "weaviate".to_owned() }, &site.call.callee_span, Vec::new());
            }
            continue;
        }
        if names::connects(rest) {
            not_awaited(j, site);
        }
        match rest {
            "connectToWeaviateCloud" | "connectToWCD" | "connectToWCS" | "connectToLocal" | "connectToCustom"
                if old =>
            {
                let version = j.version_words(Language::TypeScript);
                j.report(Problem::NewCall { call: rest.to_owned(), version }, &site.call.callee_span, Vec::new());
            }
            "connectToWeaviateCloud" | "connectToWCD" | "connectToWCS" => cloud(j, site, rest),
            "connectToLocal" => {
                if let Some(options) = site.call.at(0) {
                    common(j, options, rest, false);
                    let entries = j.entries(options).map(|(e, _)| e).unwrap_or_default();
                    let host = entries.into_iter().find(|a| a.name.as_deref() == Some("host"));
                    if let Some((_, span)) = host.and_then(|h| j.cloud_host(&h.value)) {
                        j.report(Problem::PlainHttp, span, Vec::new());
                    }
                }
            }
            "connectToCustom" => {
                if let Some(options) = site.call.at(0) {
                    common(j, options, rest, false);
                    custom(j, site, options);
                }
            }
            name if name.starts_with("connectTo") && !name.contains('.') => {
                j.likely(Problem::NoSuchCall { call: name.to_owned() }, &site.call.callee_span, Vec::new());
            }
            "client" | "weaviateV2.client" => client(j, site, old || rest != "client"),
            "ApiKey" => {
                if let Some(value) = site.call.at(0) {
                    j.key(value);
                }
            }
            "AuthUserPasswordCredentials" => password::typescript(j, site),
            "AuthAccessTokenCredentials" | "AuthClientCredentials" => {
                j.token(site, rest);
            }
            _ => {}
        }
    }
}

/// A promise that is used as if it were the client.
fn not_awaited<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let program: &'a Program = j.program;
    let Some(name) = site.bound.as_deref().filter(|_| site.inside.is_empty() && !program.is_awaited(&site.span)) else {
        return;
    };
    let mine = |at: usize| program.lookup(name, at).iter().any(|value| value.span == site.span);
    let member = |call: &'a Call| call.callee.strip_prefix(name)?.strip_prefix('.');
    // `LangChain` is given the client as an option.
    let given = |other: &CallSite| {
        let path = program.imported(&other.call.callee, other.span.start);
        let options = other.call.args.iter().flat_map(|a| match &a.value.kind {
            ExprKind::Map(entries) => entries.as_slice(),
            _ => &[],
        });
        let is_client = |a: &Arg| {
            a.name.as_deref() == Some("client") && matches!(&a.value.kind, ExprKind::Name(given) if given == name)
        };
        path.is_some_and(|path| path.starts_with("langchain.")) && options.into_iter().any(is_client)
    };
    let used = program.searched_calls().iter().any(|other| {
        let member = member(&other.call).filter(|_| mine(other.span.start));
        member.is_some_and(|member| !matches!(member, "then" | "catch" | "finally")) || given(other)
    });
    if used {
        j.report(Problem::NotAwaited { call: site.call.method().to_owned() }, &site.call.callee_span, Vec::new());
    }
}

/// `client.schema.…` and its like, on a client of version 3.
fn old_method<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let program: &'a Program = j.program;
    let is_new = |value: &Expr| match &value.kind {
        ExprKind::Call(call) => {
            let path = program.imported(&call.callee, value.span.start);
            path.is_some_and(|path| path.starts_with("weaviate.connectTo"))
        }
        _ => false,
    };
    if let Some(call) = program.method_of(site, &["schema", "graphql", "data", "misc", "classifications"], is_new) {
        j.old_call(call, Language::TypeScript, WITHOUT_V2, &site.call.callee_span);
    }
}

/// `new WeaviateVectorStore({ cloudOptions: { clusterURL, apiKey } })` of `LlamaIndex`.
fn llama_index<'a>(j: &mut Judge<'a>, call: &'a Call) {
    if call.method() != "WeaviateVectorStore" {
        return;
    }
    let entry = |entries: &[&'a Arg], name: &str| entries.iter().find(|a| a.name.as_deref() == Some(name)).copied();
    let options = call.at(0).and_then(|o| j.entries(o)).and_then(|(all, _)| entry(&all, "cloudOptions"));
    let Some((options, _)) = options.and_then(|options| j.entries(&options.value)) else { return };
    if let Some(url) = entry(&options, "clusterURL") {
        j.cluster_url(&url.value, false);
    }
    if let Some(key) = entry(&options, "apiKey") {
        j.cloud_key(&key.value);
    }
}

fn cloud<'a>(j: &mut Judge<'a>, site: &'a CallSite, name: &str) {
    let call = &site.call;
    if call.args.iter().any(|a| a.spread) {
        return;
    }
    let Some(url) = call.at(0) else {
        j.report(Problem::NoUrl { call: name.to_owned() }, &call.callee_span, Vec::new());
        return;
    };
    if let Some((entries, _)) = j.entries(url) {
        let given = entries.first().and_then(|a| a.name.clone()).unwrap_or_default();
        let problem =
            Problem::OptionName { call: name.to_owned(), given, wanted: "an argument of its own before the options" };
        j.report(problem, &url.span, Vec::new());
        return;
    }
    j.cluster_url(url, false);
    let Some(options) = call.at(1) else {
        j.report(Problem::NoKey { call: name.to_owned() }, &call.callee_span, Vec::new());
        return;
    };
    if positional_key(j, options) {
        let edits = if call.args.len() == 2 { around(&options.span, "{ authCredentials: ", " }") } else { Vec::new() };
        j.report(Problem::KeyPositional { call: name.to_owned() }, &options.span, edits);
        j.key(options);
        return;
    }
    common(j, options, name, true);
}

/// The edits that put something around a value.
fn around(span: &ByteSpan, before: &str, behind: &str) -> Vec<(ByteSpan, String)> {
    vec![(span.start..span.start, before.to_owned()), (span.end..span.end, behind.to_owned())]
}

/// Whether what stands in the place of the options is the key.
fn positional_key<'a>(j: &Judge<'a>, options: &'a Expr) -> bool {
    let named = matches!(&options.kind, ExprKind::Name(n) if names::is_key(n));
    j.values(options).into_iter().any(|v| match &v.kind {
        ExprKind::Call(call) => {
            is_client_path(j, call, v, &["ApiKey", "AuthAccessTokenCredentials", "AuthClientCredentials"])
        }
        ExprKind::Parameter { string } => *string || named,
        _ => key::is_text(v),
    })
}

fn is_client_path(j: &Judge<'_>, call: &Call, at: &Expr, names: &[&str]) -> bool {
    let path = j.program.imported(&call.callee, at.span.start).unwrap_or_default();
    path.split_once('.').is_some_and(|(root, rest)| root.starts_with("weaviate") && names.contains(&rest))
}

/// Options that every connect function has.
fn common<'a>(j: &mut Judge<'a>, options: &'a Expr, name: &str, needs_key: bool) {
    let Some((entries, open)) = j.entries(options) else {
        let nothing = j.values(options).iter().all(|v| matches!(v.kind, ExprKind::Null));
        if nothing && needs_key {
            j.report(Problem::NoKey { call: name.to_owned() }, &options.span, Vec::new());
        }
        return;
    };
    let get = |name: &str| entries.iter().copied().rev().find(|a| a.name.as_deref() == Some(name));
    if let Some((limits, _)) = get("timeout").and_then(|timeout| j.entries(&timeout.value)) {
        for limit in limits {
            let name = limit.name.as_deref().unwrap_or_default();
            if name == "init" {
                j.init_timeout(&limit.value, 1.0);
            }
            if let Some((_, default)) = SECONDS.iter().find(|(n, _)| *n == name) {
                j.short_limit(&limit.value, *default);
            }
        }
    }
    if let Some(auth) = get("authCredentials").or_else(|| get("auth")) {
        if auth.name.as_deref() == Some("auth") {
            undocumented(j, auth, name);
        }
        credentials(j, auth, name, needs_key);
        return;
    }
    let wrong = entries.iter().copied().find(|a| a.name.as_deref().is_some_and(key::is_name));
    if let Some(wrong) = wrong {
        let given = wrong.name.clone().unwrap_or_default();
        let problem = Problem::KeyName { call: name.to_owned(), given: given.clone(), wanted: "authCredentials" };
        let written = j.source(&wrong.name_span);
        let edit = if wrong.name_span == wrong.value.span {
            format!("authCredentials: {given}")
        } else {
            "authCredentials".to_owned()
        };
        let edits = if written == given { vec![(wrong.name_span.clone(), edit)] } else { Vec::new() };
        j.report(problem, &wrong.name_span, edits);
        j.key(&wrong.value);
        return;
    }
    if !needs_key {
        j.key_in_headers(get("headers").map(|h| &h.value));
        return;
    }
    if open {
        return;
    }
    j.no_key(name, &options.span, get("headers").map(|h| &h.value));
}

/// `auth` is handed on by the releases up to 3.14, in which whatever is left of the options lands in the client's own.
fn undocumented<'a>(j: &mut Judge<'a>, auth: &'a Arg, name: &str) {
    let given = "auth".to_owned();
    let shorthand = auth.name_span == auth.value.span;
    let edit = if shorthand { "authCredentials: auth" } else { "authCredentials" };
    let edits =
        if j.source(&auth.name_span) == given { vec![(auth.name_span.clone(), edit.to_owned())] } else { Vec::new() };
    let problem = Problem::KeyUndocumented { call: name.to_owned(), given, wanted: "authCredentials" };
    j.likely(problem, &auth.name_span, edits);
}

fn credentials<'a>(j: &mut Judge<'a>, auth: &'a Arg, name: &str, cloud: bool) {
    let values = j.values(&auth.value);
    for value in &values {
        match &value.kind {
            // `{ apiKey: key }` is no ApiKey.
            ExprKind::Map(_) | ExprKind::Sequence(_) => {
                j.report(Problem::NotCredentials { call: name.to_owned() }, &value.span, Vec::new());
                return;
            }
            ExprKind::Call(call) if !call.is_new && is_client_path(j, call, value, &["ApiKey"]) => {
                let at = call.callee_span.start..call.callee_span.start;
                j.report(Problem::NotCredentials { call: name.to_owned() }, &value.span, vec![(at, "new ".to_owned())]);
                return;
            }
            _ => {}
        }
    }
    for value in &values {
        match &value.kind {
            ExprKind::Call(call) if cloud && is_client_path(j, call, value, &["ApiKey"]) => {
                if let Some(value) = call.at(0) {
                    j.cloud_key(value);
                }
            }
            _ => {}
        }
    }
    // One after the other an empty default would look like all that there is.
    match values.iter().any(|v| key::is_text(v)) {
        true if cloud => j.cloud_key(&auth.value),
        true => j.key(&auth.value),
        false => {}
    }
}

fn custom<'a>(j: &mut Judge<'a>, site: &'a CallSite, options: &'a Expr) {
    let Some((entries, open)) = j.entries(options) else { return };
    let get = |name: &str| entries.iter().copied().rev().find(|a| a.name.as_deref() == Some(name)).map(|a| &a.value);
    let names = ["httpHost", "httpPort", "httpSecure", "grpcHost", "grpcPort", "grpcSecure"];
    let given = Endpoints { plain_by_default: !open, ..Endpoints::of(names, get) };
    j.endpoints(&site.call.callee_span, &given);
}

/// `weaviate.client(…)`: in v2 with scheme and host, in v3 with `connectionParams`.
fn client<'a>(j: &mut Judge<'a>, site: &'a CallSite, old: bool) {
    let Some((entries, _)) = site.call.at(0).and_then(|o| j.entries(o)) else { return };
    let get = |name: &str| entries.iter().copied().rev().find(|a| a.name.as_deref() == Some(name));
    if !old {
        if get("connectionParams").is_none() && (get("host").is_some() || get("scheme").is_some()) {
            j.old_call("weaviate.client".to_owned(), Language::TypeScript, WITHOUT_V2, &site.call.callee_span);
        } else if let Some(auth) = get("auth") {
            credentials(j, auth, "weaviate.client", false);
        }
        return;
    }
    if let Some(host) = get("host") {
        j.host_and_scheme(&host.value, get("scheme").map(|a| &a.value));
    }
    if let Some(api_key) = get("apiKey") {
        if j.values(&api_key.value).iter().any(|v| key::is_text(v)) {
            let problem = Problem::BareString { call: "weaviate.client".to_owned(), version: None };
            let edits = around(&api_key.value.span, "new weaviate.ApiKey(", ")");
            let edits = if api_key.name_span == api_key.value.span { Vec::new() } else { edits };
            j.report(problem, &api_key.value.span, edits);
            j.key(&api_key.value);
        }
    } else {
        let wrong = ["authCredentials", "auth", "token", "key", "credentials"].iter().find_map(|n| get(n));
        let wrong = wrong.or_else(|| {
            get("authClientSecret").filter(|a| {
                j.values(&a.value)
                    .iter()
                    .any(|v| key::is_text(v) || matches!(&v.kind, ExprKind::Call(c) if c.method() == "ApiKey"))
            })
        });
        if let Some(wrong) = wrong {
            let given = wrong.name.clone().unwrap_or_default();
            let problem = Problem::KeyName { call: "weaviate.client".to_owned(), given, wanted: "apiKey" };
            j.report(problem, &wrong.name_span, Vec::new());
        }
    }
}
