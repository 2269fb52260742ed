//! Healthy clusters in their variety: none of them may raise an alarm.

use crate::rig::dns::everywhere;
use crate::rig::pki::Sent;
use crate::rig::proxy::{Gate, connect, open, socks};
use crate::rig::site::{Below, Door, Kit, Site};
use crate::rig::weaviate::{Head, Weaviate, page};
use crate::rig::wire::Step::Bytes;
use crate::rig::{PLANTED, REST_HOST};
use crate::row::{Roots, Row};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;
use weaviate_doctor::model::api_key::ApiKey;
use weaviate_doctor::model::case::Sourced;
use weaviate_doctor::model::client::{Client, Language};
use weaviate_doctor::model::evidence::Origin;
use weaviate_doctor::model::proxy::ProxyScheme;
use weaviate_doctor::model::target::Endpoint;

pub fn rows(kit: &Kit) -> Vec<Row> {
    [servers(), roles(), ways(kit), habits()].into_iter().flatten().collect()
}

fn fine(name: &str, site: Site) -> Row {
    Row::site(name, "healthy", site)
}

fn weaviate(change: impl FnOnce(&mut Weaviate)) -> Weaviate {
    let mut weaviate = Weaviate::with_key(PLANTED);
    change(&mut weaviate);
    weaviate
}

/// On Weaviate Cloud.
fn cloud(weaviate: Weaviate) -> Site {
    let door = Door::new(Below::Trusted, weaviate.handler());
    Site { rest: door.clone(), grpc: Some(door), ..Site::honest() }
}

/// Somewhere else, in plain text.
fn plain(weaviate: Weaviate) -> Site {
    Site {
        rest: Door::new(Below::Plain, weaviate.clone().handler()),
        grpc: Some(Door::new(Below::Plain, weaviate.plain_grpc())),
        own: true,
        plain: true,
        ..Site::honest()
    }
}

fn servers() -> Vec<Row> {
    let modules = |head: &Head| {
        let modules: Vec<String> = (0..300)
            .map(|i| format!(r#""module-{i}":{{"documentationHref":"https://example.test/{i}","name":"Module {i}"}}"#))
            .collect();
        let body = format!(r#"{{"hostname":"h","modules":{{{}}},"version":"1.37.2"}}"#, modules.join(","));
        (head.path == "/v1/meta" && head.with_key())
            .then(|| vec![Bytes(page("200 OK", "Content-Type: application/json\r\n", body))])
    };
    vec![
        fine("self-hosted with anonymous access", plain(weaviate(|w| w.key = None))).with_key(None),
        fine("self-hosted in plain text, with a key", plain(weaviate(|_| {}))),
        fine("self-hosted with TLS on ports of its own", Site { own: true, ..Site::honest() }),
        fine("server of 1.27 without own-info", cloud(weaviate(|w| (w.version, w.own_info) = ("1.27.5", false)))),
        fine("newest server", cloud(weaviate(|w| w.version = "1.40.0-dev"))),
        fine(
            "keys and OIDC",
            cloud(weaviate(|w| w.anonymous_off = w.anonymous_off.replace("[API-keys]", "[API-keys, OIDC]"))),
        ),
        fine("a key that looks like a sample", plain(weaviate(|w| w.key = Some("secret".into()))))
            .with_key(Some("secret")),
        fine("a hundred modules", cloud(weaviate(|w| w.script = Some(Arc::new(modules))))),
        fine("no Date header", cloud(weaviate(|w| w.date = false))),
        fine("bodies in chunks", cloud(weaviate(|w| w.chunked = true))),
        fine("no keep-alive", cloud(weaviate(|w| w.keep_alive = false))),
        fine("closes after each answer without a word", cloud(weaviate(|w| w.hangs_up = true))),
        fine("gRPC answers after a second", cloud(weaviate(|w| w.grpc_delay = Duration::from_secs(1)))),
    ]
}

fn roles() -> Vec<Row> {
    let denied = "rbac: authorization, forbidden action: user 'lab-user' has insufficient permissions to read_data [[Domain: data, Collection: WeaviateDoctorProbe, Tenant: *, Object: *]]";
    let role = |name: &str, collection: &str| {
        format!(
            r#"[{{"name":"{name}","permissions":[{{"action":"read_data","data":{{"collection":"{collection}","object":"*","tenant":"*"}}}},{{"action":"read_collections","collections":{{"collection":"{collection}"}}}}]}}]"#
        )
    };
    let thousands: Vec<String> = (0..4000).map(|i| format!(r#"{{"name":"team-{i}","permissions":[{{"action":"read_data","data":{{"collection":"Team{i}","object":"*","tenant":"*"}}}}]}}"#)).collect();
    vec![
        fine("viewer", cloud(weaviate(|w| w.roles = role("viewer", "*")))),
        fine(
            "role for one collection",
            cloud(weaviate(|w| {
                w.roles = role("docs-reader", "Docs");
                w.search = (7, denied.to_owned());
            })),
        ),
        fine(
            "thousands of roles",
            cloud(weaviate(|w| {
                w.roles = format!("[{}]", thousands.join(","));
                w.search = (7, denied.to_owned());
            })),
        ),
    ]
}

fn ways(kit: &Kit) -> Vec<Row> {
    let through = |scheme, door| Site { proxy: Some((scheme, door)), ..Site::honest() };
    let password: Gate = Arc::new(|head| match head.header("proxy-authorization") {
        Some("Basic bGFiOmxhYi1wYXNzd29yZA==") => Ok(()),
        _ => Err("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n".to_owned()),
    });
    let with_password = Row::tweaked(
        "working CONNECT proxy with a password",
        "healthy",
        through(ProxyScheme::Http, Door::new(Below::Plain, connect(password))),
        |case, _| {
            for proxy in [&mut case.settings.proxies.rest, &mut case.settings.proxies.grpc].into_iter().flatten() {
                let secret = |text: &str| ApiKey::new(text.to_owned());
                proxy.credentials = Some((secret("lab"), secret("lab-password")));
            }
        },
    );
    let by_name = Row::tweaked(
        "working CONNECT proxy that resolves names",
        "healthy",
        through(ProxyScheme::Http, Door::new(Below::Plain, connect(open()))),
        |case, _| case.settings.connect_to.clear(),
    );
    let both = kit.authority.server(&Kit::leaf(), Sent::WithIntermediate, &["h2", "http/1.1"]);
    let one_port =
        Site { rest: Door { below: Below::Shown(both), ..Door::honest() }, grpc: None, own: true, ..Site::honest() };
    // A server on 127.0.0.1 whose name has ::1 too, where nobody listens.
    let dual = Site {
        dns: Some((everywhere(vec![Ipv6Addr::LOCALHOST.into(), Ipv4Addr::LOCALHOST.into()]), false)),
        ..Site::honest()
    };
    let v6 = Site { bind: (Ipv6Addr::LOCALHOST, 0).into(), own: true, ..Site::honest() };
    let v6 = Row::tweaked("IPv6 only, by its address", "healthy", v6, |case, standing| {
        case.settings.connect_to.clear();
        case.url = Sourced::new(format!("https://[::1]:{}", standing.rest.port()), Origin::Argument);
        let port = standing.grpc.as_ref().map_or(0, crate::rig::wire::Server::port);
        case.settings.grpc = Some(Endpoint::new(true, "::1", port));
    });
    let v6_named = Site {
        bind: (Ipv6Addr::LOCALHOST, 0).into(),
        dns: Some((everywhere(vec![Ipv6Addr::LOCALHOST.into()]), false)),
        ..Site::honest()
    };
    vec![
        by_name,
        with_password,
        fine(
            "working CONNECT proxy to an address",
            through(ProxyScheme::Http, Door::new(Below::Plain, connect(open()))),
        ),
        fine("working SOCKS proxy", through(ProxyScheme::Socks5h, Door::new(Below::Plain, socks(false)))),
        fine(
            "working SOCKS proxy, names resolved here",
            through(ProxyScheme::Socks5, Door::new(Below::Plain, socks(false))),
        ),
        Row::program("private authority, by --cacert", "healthy", Site::honest(), Roots::Given),
        fine("REST and gRPC on one port behind one name", one_port),
        v6,
        fine("IPv6 only, by name", v6_named),
        fine("two families, one of which refuses", dual),
    ]
}

fn habits() -> Vec<Row> {
    let url = |name: &str, make: fn(u16) -> String| {
        Row::tweaked(name, "healthy", Site::honest(), move |case, standing| {
            case.url = Sourced::new(make(standing.rest.port()), Origin::Argument);
        })
    };
    let curl = |case: &mut weaviate_doctor::model::case::Case| {
        case.client = Client { language: Language::Curl, ..Client::default() };
    };
    let no_grpc = Site { grpc: Some(Door::closed()), ..Site::honest() };
    vec![
        // The clients' cloud helpers make https of it before anything is sent, so nobody is redirected.
        url("cloud URL that begins with http", |port| format!("http://{REST_HOST}:{port}")),
        url("URL with a path behind it", |port| format!("https://{REST_HOST}:{port}/v1/")),
        url("URL without a scheme", |port| format!("{REST_HOST}:{port}")),
        url("URL in capitals", |port| format!("https://{}:{port}", REST_HOST.to_uppercase())),
        Row::tweaked("REST by curl, gRPC closed", "healthy", no_grpc, move |case, _| curl(case)),
    ]
}
