//! E-mail and password for a program. They are wrong for Weaviate Cloud; a Weaviate of one's own with a login service may well want them, so
//! something must say that it is Weaviate Cloud.

use super::Judge;
use crate::rules::scan::expr::{Call, Expr, ExprKind, TextPart};
use crate::rules::scan::names;
use crate::rules::scan::problem::Problem;
use crate::rules::scan::program::{CallSite, Program};

/// E-mail and password are wrong for Weaviate Cloud; a self-hosted Weaviate may want them.
pub(super) fn python<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let mut cloud = false;
    for call in j.receivers(&site.inside, site.bound.as_deref(), Some(&site.span)) {
        let method = call.method();
        match method {
            "connect_to_weaviate_cloud" | "connect_to_wcs" | "use_async_with_weaviate_cloud" => {
                j.report(Problem::Password { browser: false }, &site.span, Vec::new());
                return;
            }
            "connect_to_custom" | "use_async_with_custom" | "WeaviateClient" | "WeaviateAsyncClient" | "Client" => {
                let hosts = call.args.iter().filter(|a| !matches!(a.name.as_deref(), Some(n) if n.contains("auth")));
                let values: Vec<&Expr> = hosts.flat_map(|a| j.values(&a.value)).collect();
                let all: Vec<&Expr> = values.into_iter().flat_map(Program::below).collect();
                // Version 3 had no function of its own for Weaviate Cloud.
                let named = all.iter().any(|v| v.leading_literal().is_some_and(|(t, _)| t.contains("://")));
                cloud = cloud || all.iter().any(|v| is_cloud(v)) || (method == "Client" && !named);
            }
            _ => {}
        }
    }
    if cloud {
        j.likely(Problem::Password { browser: false }, &site.span, Vec::new());
    }
}

/// Whether a text may be a host or an address of one; an e-mail address is none.
fn is_host(text: &str) -> bool {
    (text.contains('.') || text.starts_with("localhost")) && !text.contains('@')
}

fn is_cloud(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Text(parts) => {
            parts.iter().any(|p| matches!(p, TextPart::Literal { text, .. } if names::cloud_host(text).is_some()))
        }
        ExprKind::Env(name) | ExprKind::Name(name) => {
            let snake = names::snake(name);
            snake.split('_').any(|w| matches!(w, "wcd" | "wcs"))
        }
        _ => false,
    }
}

/// E-mail and password are wrong for Weaviate Cloud, and in browsers end with MFA.
pub(super) fn typescript<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let browser = j.program.browser;
    let mut cloud = false;
    for call in j.receivers(&site.inside, site.bound.as_deref(), Some(&site.span)) {
        match call.method() {
            "connectToWeaviateCloud" | "connectToWCD" | "connectToWCS" => {
                j.report(Problem::Password { browser }, &site.span, Vec::new());
                return;
            }
            method @ ("connectToCustom" | "client") => {
                let all: Vec<&Expr> =
                    call.args.iter().flat_map(|a| j.values(&a.value)).flat_map(Program::below).collect();
                let hosts: Vec<&str> =
                    all.iter().filter_map(|v| v.leading_literal()).map(|(t, _)| t).filter(|t| is_host(t)).collect();
                let named =
                    all.iter().any(|v| matches!(&v.kind, ExprKind::Env(n) if names::snake(n).starts_with("wc")));
                let inside = hosts.iter().any(|h| names::cloud_host(h).is_some());
                // v2 had no function of its own for Weaviate Cloud.
                cloud = cloud || inside || named || (method == "client" && hosts.is_empty());
            }
            _ => {}
        }
    }
    if cloud {
        j.likely(Problem::Password { browser }, &site.span, Vec::new());
    }
}

/// Go has one way to connect for every Weaviate; plain `http` means self-hosted.
pub(super) fn go<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let mut elsewhere = false;
    let mut somewhere = false;
    for call in j.receivers(&site.inside, site.bound.as_deref(), Some(&site.span)) {
        let host = if call.method() == "Config" { call.named("Host").map(|a| &a.value) } else { call.at(0) };
        if let Some(host) = host {
            somewhere = true;
            let other =
                j.values(host).iter().any(|v| v.leading_literal().is_some_and(|(t, _)| names::cloud_host(t).is_none()));
            elsewhere = elsewhere || other;
        }
        let plain = call.named("Scheme").and_then(|s| j.literal(&s.value)).is_some_and(|(t, _)| t == "http");
        let inside = host.and_then(|h| j.cloud_host(h)).is_some();
        elsewhere = elsewhere || (plain && !inside);
    }
    if somewhere && !elsewhere {
        j.likely(Problem::Password { browser: false }, &site.span, Vec::new());
    }
}

/// Java's hosts are arguments of what is around.
pub(super) fn java<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let literals = |e: &'a Expr| {
        let below: Vec<&Expr> = j.values(e).into_iter().flat_map(Program::below).collect();
        below.into_iter().filter_map(Expr::leading_literal).map(|(t, _)| t).collect::<Vec<_>>()
    };
    let around = j.receivers(&site.inside, site.bound.as_deref(), Some(&site.span));
    let own = site.call.args.iter().flat_map(|a| literals(&a.value));
    let outer =
        around.iter().filter(|c| c.method() != "println").flat_map(|c| &c.args).flat_map(|a| literals(&a.value));
    let hosts: Vec<&str> = own.chain(outer).filter(|t| is_host(t)).collect();
    let local = around.iter().any(|c| c.method() == "connectToLocal");
    let plain =
        around.iter().chain([&&site.call]).flat_map(|c| &c.args).flat_map(|a| literals(&a.value)).any(|t| t == "http");
    let elsewhere = local
        || (plain && hosts.is_empty())
        || (!hosts.is_empty() && !hosts.iter().any(|h| names::cloud_host(h).is_some()));
    // A login that is made here and used elsewhere says nothing of where.
    let connects = |call: &&&Call| call.method().starts_with("connectTo") || call.method().ends_with("Config");
    let somewhere = around.iter().any(|c| connects(&c)) || !hosts.is_empty() || site.call.method() == "clientPassword";
    if somewhere && !elsewhere {
        j.likely(Problem::Password { browser: false }, &site.span, Vec::new());
    }
}

/// C#'s hosts are arguments, or settings beside it.
pub(super) fn csharp<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let around = j.receivers(&site.inside, site.bound.as_deref(), Some(&site.span));
    let local = around.iter().any(|c| c.callee.ends_with("Connect.Local"));
    let hosts: Vec<&str> =
        around.iter().flat_map(|c| &c.args).filter_map(|a| a.value.leading_literal()).map(|(t, _)| t).collect();
    let hosts: Vec<&str> = hosts.into_iter().filter(|t| is_host(t)).collect();
    // `options.Credentials = …` beside `options.RestEndpoint = …`.
    let owner =
        site.bound.as_deref().and_then(|b| b.rsplit_once('.')).map(|(owner, _)| format!("{owner}.RestEndpoint"));
    let beside = owner.map(|name| j.program.lookup(&name, site.span.start)).unwrap_or_default();
    let hosts: Vec<&str> =
        hosts.into_iter().chain(beside.into_iter().filter_map(Expr::leading_literal).map(|(t, _)| t)).collect();
    let elsewhere = around.is_empty() && hosts.is_empty()
        || local
        || (!hosts.is_empty() && !hosts.iter().any(|h| names::cloud_host(h).is_some()));
    if !elsewhere {
        j.likely(Problem::Password { browser: false }, &site.span, Vec::new());
    }
}
