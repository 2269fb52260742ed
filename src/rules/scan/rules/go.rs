//! What the official Go client accepts: a bare host, a scheme, and the key in `AuthConfig`. Read in the source of 5.7.3
//! (`weaviate_client.go`, `auth/auth.go`, `grpc/config.go`); of 6.0.0-beta.3 `NewWeaviateCloud` (`facts.md` §1, §8).

use super::{Judge, key, password};
use crate::rules::scan::expr::{Arg, Expr, ExprKind};
use crate::rules::scan::names;
use crate::rules::scan::problem::Problem;
use crate::rules::scan::program::{CallSite, Def, Program};

/// The fields of `weaviate.Config`.
const FIELDS: [&str; 8] =
    ["Host", "Scheme", "ConnectionClient", "AuthConfig", "Headers", "StartupTimeout", "GrpcConfig", "Timeout"];

const NANOSECOND_IN_SECONDS: f64 = 1e-9;

/// A configuration's fields, wherever they are set.
struct Fields<'a> {
    args: &'a [Arg],
    later: Vec<(&'a str, &'a Expr)>,
}

impl<'a> Fields<'a> {
    fn get(&self, name: &str) -> Option<&'a Expr> {
        let later = self.later.iter().rev().find(|(n, _)| *n == name).map(|(_, e)| *e);
        later.or_else(|| self.args.iter().find(|a| a.name.as_deref() == Some(name)).map(|a| &a.value))
    }
}

pub(super) fn apply<'a>(j: &mut Judge<'a>) {
    let program: &'a Program = j.program;
    for site in &program.calls {
        let Some(path) = program.imported(&site.call.callee, site.span.start) else { continue };
        if path == "weaviate-go6.NewWeaviateCloud" {
            cloud(j, site);
        }
        let Some(rest) = path.strip_prefix("weaviate-go/") else { continue };
        match rest {
            "weaviate.Config" => config(j, site),
            "weaviate.NewConfig" => {
                if let Some(host) = site.call.at(0) {
                    j.host_and_scheme(host, site.call.at(1));
                }
            }
            "auth.ApiKey" => {
                if let Some(value) = site.call.arg("Value", 0) {
                    j.key(value);
                }
            }
            "auth.BearerToken" | "auth.ClientCredentials" => j.token(site, rest),
            "auth.ResourceOwnerPasswordFlow" => password::go(j, site),
            _ => {}
        }
    }
}

fn config<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let name = site.bound.as_deref().unwrap_or_default();
    let mine = |value: &Expr| {
        let found = j.program.lookup(name, value.span.start);
        found.is_empty() || found.iter().any(|v| v.span.start <= site.span.start && site.span.end <= v.span.end)
    };
    let field = |d: &'a Def| Some((d.name.strip_prefix(name)?.strip_prefix('.')?, &d.value));
    let later = j.program.defs.iter().filter_map(field).filter(|(_, value)| !name.is_empty() && mine(value));
    let fields = Fields { args: &site.call.args, later: later.collect() };
    if fields.args.iter().any(|a| a.name.is_none()) {
        return;
    }
    let unknown = fields.args.iter().find(|a| a.name.as_deref().is_some_and(|name| !FIELDS.contains(&name)));
    if let Some(arg) = unknown {
        let (call, given) = ("weaviate.Config".to_owned(), arg.name.clone().unwrap_or_default());
        if key::is_name(&given) {
            j.likely(Problem::KeyName { call, given, wanted: "AuthConfig" }, &arg.name_span, Vec::new());
            j.key(&arg.value);
        } else {
            j.likely(Problem::NoSuchArgument { call, given, old: false }, &arg.name_span, Vec::new());
        }
        return;
    }
    let host = fields.get("Host");
    if host.is_some() && fields.get("Scheme").is_none() {
        let (call, missing) = ("weaviate.Config".to_owned(), "Scheme".to_owned());
        j.likely(Problem::MissingArguments { call, missing }, &site.call.callee_span, Vec::new());
    }
    let cloud = host.and_then(|h| j.cloud_host(h)).map(|(h, _)| h);
    if let Some(host) = host {
        j.host_and_scheme(host, fields.get("Scheme"));
    }
    for name in ["StartupTimeout", "Timeout"] {
        if let Some(limit) = fields.get(name)
            && j.number(limit).is_some_and(|(n, _)| n > 0.0)
        {
            short(j, limit);
        }
    }
    if let (Some(cloud), Some(grpc)) = (&cloud, fields.get("GrpcConfig")) {
        grpc_config(j, grpc, cloud);
    }
    if cloud.is_some()
        && let Some(ExprKind::Call(auth)) = fields.get("AuthConfig").map(|a| &a.kind)
        && auth.callee.ends_with("ApiKey")
        && let Some(value) = auth.arg("Value", 0)
    {
        j.cloud_key(value);
    }
    let authorized = fields.get("AuthConfig").is_some_and(|a| !matches!(a.kind, ExprKind::Null));
    if authorized || fields.get("ConnectionClient").is_some() {
        return;
    }
    match fields.get("Headers") {
        Some(headers) => j.key_in_headers(Some(headers)),
        // A configuration that is handed on may still get its key elsewhere.
        None if cloud.is_some() => {
            j.likely(Problem::NoKey { call: "weaviate.Config".to_owned() }, &site.call.callee_span, Vec::new());
        }
        None => {}
    }
}

/// `weaviate.NewWeaviateCloud(ctx, host, key)` of version 6, which adds scheme and port itself.
fn cloud<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    if let Some(host) = site.call.at(1) {
        j.host_and_scheme(host, None);
    }
    match site.call.at(2) {
        Some(key) => j.cloud_key(key),
        None => j.report(
            Problem::MissingArguments { call: site.call.method().to_owned(), missing: "the key".to_owned() },
            &site.call.callee_span,
            Vec::new(),
        ),
    }
}

/// A limit in Go's nanoseconds; a bare number is one of those.
fn short<'a>(j: &mut Judge<'a>, limit: &'a Expr) {
    let seconds = j.number(limit).map_or(0.0, |(n, _)| n * NANOSECOND_IN_SECONDS);
    let shortest = 2.0_f64.max(j.measured.map_or(0.0, |m| m.as_secs_f64()));
    if seconds < shortest {
        let edits = vec![(limit.span.clone(), "30 * time.Second".to_owned())];
        let edits = if j.source(&limit.span).contains("time.") { edits } else { Vec::new() };
        j.short_init(seconds, 2.0, &limit.span, edits);
    } else {
        j.enough(seconds, &limit.span);
    }
}

fn grpc_config<'a>(j: &mut Judge<'a>, grpc: &'a Expr, cloud: &str) {
    let found = j.values(grpc).into_iter().find_map(|v| match &v.kind {
        ExprKind::Call(call) if call.callee.ends_with(".Config") => Some((call, v)),
        _ => None,
    });
    let Some((call, value)) = found else { return };
    let Some(host) = call.named("Host") else { return };
    let Some((text, span)) = j.literal(&host.value) else { return };
    let bare = text.split("://").last().unwrap_or(text);
    let (name, port) = bare.split_once(':').unwrap_or((bare, ""));
    let Some(grpc_host) = names::cloud_host(name) else { return };
    let mut edits = Vec::new();
    let exact = j.source(span) == text && bare == text;
    let right_host = grpc_host.starts_with("grpc-") || grpc_host.contains(".grpc.");
    if !right_host && exact && !cloud.ends_with(".weaviate.network") {
        edits.push((span.start..span.start, "grpc-".to_owned()));
    }
    let right_port = port.is_empty() || port == "443";
    if !right_port && exact {
        edits.push((span.start + name.len() + 1..span.end, "443".to_owned()));
    }
    let secured = call.named("Secured").and_then(|s| j.boolean(&s.value)).is_some_and(|(b, _)| b) || port == "443";
    if !right_host || !right_port || bare != text {
        j.report(Problem::WrongGrpcEndpoint, span, edits);
    } else if !secured && call.named("Secured").is_none_or(|s| j.boolean(&s.value).is_some()) {
        j.report(Problem::WrongGrpcEndpoint, &value.span, Vec::new());
    }
}
