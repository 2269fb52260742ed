//! What the official Python client accepts, by version: 3.x with `weaviate.Client`, 4.x with `connect_to_…`, plain text as a key since 4.14.4.
//! Read in the sources of 3.26.7, 4.4.4 to 4.15.4 and 4.24.1 (`connect/helpers.py`, `client.py`, `auth.py`, `config.py`).

mod arguments;
mod connection;
mod misuse;
mod vector_stores;

use super::{Judge, key, password};
use crate::model::client::{Language, PYTHON_TAKES_STRING, Version};
use crate::model::finding::Confidence;
use crate::rules::scan::expr::{ByteSpan, Expr, ExprKind};
use crate::rules::scan::join::VariableUse;
use crate::rules::scan::problem::Problem;
use crate::rules::scan::program::{CallSite, Program};
use arguments::{bind, signature, wrong_names};
use connection::{custom, from_url, protocols};

const CLOUD: [&str; 5] = ["cluster_url", "auth_credentials", "headers", "additional_config", "skip_init_checks"];
const LOCAL: [&str; 7] =
    ["host", "port", "grpc_port", "headers", "additional_config", "skip_init_checks", "auth_credentials"];
const CUSTOM: [&str; 10] = [
    "http_host",
    "http_port",
    "http_secure",
    "grpc_host",
    "grpc_port",
    "grpc_secure",
    "headers",
    "additional_config",
    "auth_credentials",
    "skip_init_checks",
];
const DIRECT: [&str; 6] = [
    "connection_params",
    "embedded_options",
    "auth_client_secret",
    "additional_headers",
    "additional_config",
    "skip_init_checks",
];
const V3: [&str; 9] = [
    "url",
    "auth_client_secret",
    "timeout_config",
    "proxies",
    "trust_env",
    "additional_headers",
    "startup_period",
    "embedded_options",
    "additional_config",
];

/// The limits that TypeScript's client has, too, and their defaults in seconds.
pub(super) const SECONDS: [(&str, u16); 2] = [("query", 30), ("insert", 90)];

/// The calls that are for Weaviate Cloud alone.
const CLOUD_CALLS: [&str; 3] = ["connect_to_weaviate_cloud", "connect_to_wcs", "use_async_with_weaviate_cloud"];

/// First release without `weaviate.Client`.
const WITHOUT_V3: Version = Version::new(4, 10, 0);
/// First release with `connect_to_weaviate_cloud`.
const WITH_CLOUD_NAME: Version = Version::new(4, 6, 2);
/// First release with `use_async_with_…`.
const WITH_ASYNC: Version = Version::new(4, 7, 0);
const V4: Version = Version::new(4, 0, 0);

pub(super) fn apply<'a>(j: &mut Judge<'a>) {
    let program: &'a Program = j.program;
    misuse::apply(j);
    vector_stores::apply(j);
    for site in &program.calls {
        let path = program.imported(&site.call.callee, site.span.start).unwrap_or_default();
        let Some(rest) = path.strip_prefix("weaviate.") else {
            old_method(j, site);
            continue;
        };
        let mut names = rest.rsplit('.');
        let (last, before) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
        match (before, last) {
            (_, name) if CLOUD_CALLS.contains(&name) => helper(j, site, last, &CLOUD),
            (_, "connect_to_local" | "use_async_with_local") => helper(j, site, last, &LOCAL),
            (_, "connect_to_custom" | "use_async_with_custom") => helper(j, site, last, &CUSTOM),
            (_, "connect_to_embedded" | "use_async_with_embedded") => {}
            ("", name) if name.starts_with("connect_to_") || name.starts_with("use_async_with_") => {
                j.likely(Problem::NoSuchCall { call: name.to_owned() }, &site.call.callee_span, Vec::new());
            }
            (_, "WeaviateClient" | "WeaviateAsyncClient") => direct(j, site, last),
            ("" | "client", "Client") => v3(j, site),
            ("ConnectionParams", "from_url") => from_url(j, site),
            ("ConnectionParams", "from_params") => {
                let bound = bind(j, &site.call, &CUSTOM);
                signature(j, site, &bound, &CUSTOM[..6]);
                custom(j, site, &bound);
            }
            (_, "ConnectionParams") => protocols(j, site),
            (_, "AuthApiKey") | ("Auth", "api_key") => {
                if let Some(value) = site.call.arg("api_key", 0) {
                    api_key(j, site, value);
                }
            }
            (_, "AuthClientPassword") | ("Auth", "client_password") => password::python(j, site),
            (_, "AuthBearerToken" | "AuthClientCredentials") | ("Auth", "bearer_token" | "client_credentials") => {
                j.token(site, last);
            }
            (_, "AdditionalConfig") => {
                let told = site.call.named("trust_env").map(|told| j.values(&told.value));
                j.trust_env |= told.is_some_and(|all| all.iter().any(|one| matches!(one.kind, ExprKind::Bool(true))));
            }
            (_, "Timeout") => {
                if let Some(init) = site.call.named("init") {
                    j.init_timeout(&init.value, 1.0);
                }
                for (name, default) in SECONDS {
                    if let Some(limit) = site.call.named(name) {
                        j.short_limit(&limit.value, default);
                    }
                }
            }
            _ => {}
        }
    }
}

/// `Auth.api_key(…)`.
fn api_key<'a>(j: &mut Judge<'a>, site: &'a CallSite, value: &'a Expr) {
    let around = j.receivers(&site.inside, site.bound.as_deref(), Some(&site.span));
    if around.iter().any(|c| CLOUD_CALLS.contains(&c.method())) {
        j.cloud_key(value);
    } else {
        j.key(value);
    }
    let broken = j.values(value).into_iter().find(|v| matches!(v.kind, ExprKind::Sequence(_) | ExprKind::Map(_)));
    if let Some(broken) = broken {
        let source = j.source(&broken.span);
        let edits = match source.rfind(".encode(") {
            Some(at) if source.ends_with(')') => vec![(broken.span.start + at..broken.span.end, String::new())],
            _ => Vec::new(),
        };
        j.report(Problem::KeyNotText { call: site.call.callee.clone() }, &broken.span, edits);
    }
}

/// `client.schema.…` and its like, on a client of version 4.
fn old_method<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let program: &'a Program = j.program;
    let is_new = |value: &Expr| match &value.kind {
        ExprKind::Call(call) => {
            let path = program.imported(&call.callee, value.span.start).unwrap_or_default();
            let last = path.rsplit('.').next().unwrap_or_default();
            path.starts_with("weaviate.")
                && (last.starts_with("connect_to_")
                    || last.starts_with("use_async_")
                    || last.starts_with("WeaviateClient"))
        }
        _ => false,
    };
    let version = j.version(Language::Python);
    if version.is_none_or(|v| v >= V4)
        && let Some(call) = program.method_of(site, &["schema", "query", "data_object", "classification"], is_new)
    {
        j.old_call(call, Language::Python, (V4, "version 4"), &site.call.callee_span);
    }
}

fn helper<'a>(j: &mut Judge<'a>, site: &'a CallSite, name: &str, parameters: &[&'static str]) {
    let version = j.version(Language::Python);
    let too_old = match name {
        "connect_to_weaviate_cloud" => WITH_CLOUD_NAME,
        "connect_to_wcs" | "connect_to_local" | "connect_to_custom" => V4,
        _ => WITH_ASYNC,
    };
    if version.is_some_and(|v| v < too_old) {
        let version = j.version_words(Language::Python);
        j.report(Problem::NewCall { call: name.to_owned(), version }, &site.call.callee_span, Vec::new());
        return;
    }
    let bound = bind(j, &site.call, parameters);
    let is_cloud = parameters == CLOUD;
    let url = is_cloud.then_some("cluster_url");
    if !wrong_names(j, name, &bound, url, Some("auth_credentials")) && is_cloud && !bound.open {
        if bound.get("cluster_url").is_none() {
            j.report(Problem::NoUrl { call: name.to_owned() }, &site.call.callee_span, Vec::new());
        } else if bound.get("auth_credentials").is_none() {
            j.no_key(name, &site.call.callee_span, bound.get("headers"));
        }
    }
    signature(j, site, &bound, if parameters == CUSTOM { &CUSTOM[..6] } else { &[] });
    if !is_cloud && bound.get("auth_credentials").is_none() {
        j.key_in_headers(bound.get("headers"));
    }
    if let Some(url) = bound.get("cluster_url") {
        j.cluster_url(url, true);
    }
    if let Some(host) = bound.get("host") {
        j.scheme_in_host(host, VariableUse::Host);
    }
    let port = |name: &str| bound.get(name).and_then(|port| j.number(port));
    if parameters == LOCAL
        && let (Some((rest, _)), Some((grpc, span))) = (port("port"), port("grpc_port"))
        && (rest - grpc).abs() < 0.5
    {
        j.report(Problem::SamePort, span, Vec::new());
    }
    if parameters == CUSTOM {
        custom(j, site, &bound);
    } else if let Some((_, span)) = bound.get("host").and_then(|h| j.cloud_host(h)) {
        j.report(Problem::PlainHttp, span, Vec::new());
    }
    if let Some(auth) = bound.get("auth_credentials") {
        let drops = version.is_some_and(|v| v < PYTHON_TAKES_STRING);
        if !drops && !j.is_since(Language::Python, PYTHON_TAKES_STRING) {
            perhaps_bare(j, auth, name);
        }
        let values = j.values(auth);
        if is_cloud && !values.is_empty() && values.iter().all(|v| matches!(v.kind, ExprKind::Null)) {
            j.no_key(name, &auth.span, bound.get("headers"));
        }
        credentials(j, auth, name, drops, is_cloud);
    }
}

/// Plain text where the release in use may be one that doesn't send it.
fn perhaps_bare<'a>(j: &mut Judge<'a>, auth: &'a Expr, call: &str) {
    if is_plain(j, auth) {
        let edits = wrap(j, &auth.span, &auth.span);
        j.add(Problem::PerhapsBareString { call: call.to_owned() }, &auth.span, Confidence::Possible, edits);
    }
}

fn is_plain<'a>(j: &Judge<'a>, key: &'a Expr) -> bool {
    j.values(key).into_iter().any(|v| key::is_text(v) && !matches!(v.kind, ExprKind::Name(_)))
}

/// Looks at a value where credentials belong. `wants_object`: plain text isn't sent.
fn credentials<'a>(j: &mut Judge<'a>, auth: &'a Expr, call: &str, wants_object: bool, cloud: bool) {
    let values = j.values(auth);
    let mut said = false;
    for value in &values {
        match &value.kind {
            ExprKind::Sequence(_) | ExprKind::Map(_) if !said => {
                said = true;
                let edits = match &value.kind {
                    ExprKind::Sequence(items) if items.len() == 1 => wrap(j, &value.span, &items[0].span),
                    _ => Vec::new(),
                };
                j.report(Problem::NotCredentials { call: call.to_owned() }, &value.span, edits);
            }
            _ if key::is_text(value) && wants_object && !said => {
                said = true;
                let version = if call.ends_with("Client") { None } else { j.version_words(Language::Python) };
                let problem = Problem::BareString { call: call.to_owned(), version };
                let edits = wrap(j, &auth.span, &auth.span);
                if matches!(value.kind, ExprKind::Name(_)) {
                    j.likely(problem, &auth.span, edits);
                } else {
                    j.report(problem, &auth.span, edits);
                }
            }
            ExprKind::Name(name) => {
                let path = j.program.imported(name, value.span.start).unwrap_or_default();
                // `Auth.api_key` itself, not called.
                if path.starts_with("weaviate.") && (path.ends_with("Auth.api_key") || path.ends_with("AuthApiKey")) {
                    j.report(Problem::NotCredentials { call: call.to_owned() }, &value.span, Vec::new());
                }
            }
            ExprKind::Call(inner) => {
                let path = j.program.imported(&inner.callee, value.span.start).unwrap_or_default();
                if path.starts_with("weaviate.") && path.ends_with(".Auth") {
                    j.report(Problem::NotCredentials { call: call.to_owned() }, &value.span, Vec::new());
                }
            }
            _ => {}
        }
    }
    if values.iter().any(|v| key::is_text(v)) {
        if cloud {
            j.cloud_key(auth);
        } else {
            j.key(auth);
        }
    }
}

/// The edit that wraps a key, with what the file has imported already.
/// The value itself isn't part of the edits, because it may be the key.
fn wrap(j: &Judge<'_>, span: &ByteSpan, inner: &ByteSpan) -> Vec<(ByteSpan, String)> {
    let imports = &j.program.imports;
    let by_path = |wanted: &[&str]| {
        imports.iter().filter(|(_, path)| wanted.contains(&path.as_str())).map(|(name, _)| name.clone()).min()
    };
    let wrapper = by_path(&["weaviate.classes.init.Auth", "weaviate.auth.Auth"])
        .map(|auth| format!("{auth}.api_key"))
        .or_else(|| by_path(&["weaviate.auth.AuthApiKey", "weaviate.AuthApiKey"]))
        .or_else(|| by_path(&["weaviate"]).map(|weaviate| format!("{weaviate}.auth.AuthApiKey")));
    let Some(wrapper) = wrapper else { return Vec::new() };
    vec![(span.start..inner.start, format!("{wrapper}(")), (inner.end..span.end, ")".to_owned())]
}

fn direct<'a>(j: &mut Judge<'a>, site: &'a CallSite, name: &str) {
    if j.version(Language::Python).is_some_and(|v| v < V4) {
        let version = j.version_words(Language::Python);
        j.report(Problem::NewCall { call: name.to_owned(), version }, &site.call.callee_span, Vec::new());
        return;
    }
    let bound = bind(j, &site.call, &DIRECT);
    wrong_names(j, name, &bound, Some("connection_params"), Some("auth_client_secret"));
    signature(j, site, &bound, &[]);
    if bound.get("auth_client_secret").is_none() {
        j.key_in_headers(bound.get("additional_headers"));
    }
    if let Some(params) = bound.get("connection_params") {
        let text = j.values(params).into_iter().any(|v| matches!(v.kind, ExprKind::Text(_) | ExprKind::Env(_)));
        if text {
            let (given, wanted) = ("plain text".to_owned(), "ConnectionParams");
            j.report(Problem::OptionName { call: name.to_owned(), given, wanted }, &params.span, Vec::new());
        }
    }
    if let Some(auth) = bound.get("auth_client_secret") {
        credentials(j, auth, name, true, false);
    }
}

fn v3<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let call = "weaviate.Client";
    let bound = bind(j, &site.call, &V3);
    if j.version(Language::Python).is_none_or(|v| v >= WITHOUT_V3) {
        j.old_call(call.to_owned(), Language::Python, (WITHOUT_V3, "version 4"), &site.call.callee_span);
        if let Some(auth) = bound.get("auth_client_secret") {
            j.key(auth);
        }
        return;
    }
    wrong_names(j, call, &bound, Some("url"), Some("auth_client_secret"));
    if let Some(url) = bound.get("url")
        && !j.address(url)
    {
        j.plain_http(url);
        j.without_scheme(url);
    }
    match bound.get("auth_client_secret") {
        Some(auth) => credentials(j, auth, call, true, false),
        None => j.key_in_headers(bound.get("additional_headers")),
    }
}
