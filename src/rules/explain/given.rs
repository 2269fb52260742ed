//! The address that the user's own lines give to the client, in source code or in a setting, and what is wrong with it where that is plain.

use super::destination::Destination;
use super::event::Event;
use super::patterns::Expression;
use crate::model::cause::Cause;
use crate::model::target::is_container_name;

/// Where a server of one's own answers REST, unless it was told otherwise.
const REST_PORT: u16 = 8080;

/// An address as it stands in the user's own lines.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Given {
    /// The argument or the variable that it is given by.
    name: String,
    /// The text.
    value: String,
}

static ADDRESSES: [Expression; 2] = [
    Expression::new(
        "",
        r#"\b([a-z_]*(?:url|host|hostname|endpoint))["']? *[=:] *(?:\w+ *\|\| *)?["'`]?((?:https?://)?[\w.\-]+(?::\d+)?(?:/[^\s"'`,)]*)?)"#,
    ),
    Expression::new(
        "(",
        r#"\b(client|connect\w*|use_async\w*)\( *["'`]((?:https?://)[\w.\-]+(?::\d+)?(?:/[^\s"'`,)]*)?)"#,
    ),
];

fn addresses(event: &Event) -> Vec<Given> {
    let settings = event.settings.lines().filter(|l| is_for_weaviate(l));
    let lines: Vec<&str> = event.own_source.lines().chain(settings).collect();
    let all = lines.join("\n");
    ADDRESSES
        .iter()
        .flat_map(|expression| expression.all_pairs(&all))
        .map(|(name, value)| Given { name: name.to_ascii_lowercase(), value: value.to_owned() })
        .filter(|given| {
            given.value.contains(['.', ':', '/']) || is_container_name(&given.value) || given.value == "localhost"
        })
        .collect()
}

fn is_for_weaviate(setting: &str) -> bool {
    ["WEAVIATE", "WCD", "WCS"].iter().any(|name| setting.contains(name))
}

/// The URL that the user's own lines name for Weaviate.
pub(super) fn url(event: &Event) -> Option<String> {
    let given = addresses(event).into_iter().find(|g| g.value.starts_with("http") || g.name.contains("host"));
    let Some(given) = given else {
        // The clients' own defaults.
        let local = ["connect_to_local(", "connectToLocal("].iter().any(|call| event.own_source.contains(call));
        return local.then(|| format!("http://localhost:{REST_PORT}"));
    };
    let https = given.value.starts_with("https://") || given.value.contains(".weaviate.");
    let bare = given.value.trim_start_matches("https://").trim_start_matches("http://");
    let place = bare.split('/').next()?;
    Some(format!("{}://{place}", if https { "https" } else { "http" }))
}

/// What is plainly wrong with the address in the user's own lines.
pub(super) fn fault(event: &Event) -> Option<Cause> {
    static PORTS: Expression = Expression::new("port", r"(?:^|[^\w])(?:http_)?port *[=:] *(\d+)");
    static GRPC_PORTS: Expression = Expression::new("grpc", r"grpc_?port *[=:] *(\d+)");
    static PLAIN: Expression = Expression::new("ecure", r"(http_?secure *[=:] *false)");
    let given = addresses(event);
    let is_host = |g: &Given| g.name.ends_with("host") || g.name.ends_with("hostname");
    let ports = PORTS.all(&event.own_source);
    let one_host = event.own_source.contains("connect_to_local") || event.own_source.contains("connectToLocal");
    if given.iter().any(|g| g.value.contains("console.weaviate.cloud")) {
        Some(Cause::UrlIsConsole)
    } else if given
        .iter()
        .any(|g| is_host(g) && g.name != "host" && g.value.contains("://") && !g.name.starts_with("weaviate"))
    {
        Some(Cause::UrlMalformed)
    } else if given
        .iter()
        .any(|g| !g.name.contains("grpc") && g.value.contains("grpc-") && g.value.contains(".weaviate."))
    {
        Some(Cause::UrlIsGrpcEndpoint)
    } else if !PLAIN.all(&event.own_source).is_empty() && ports.contains(&"443") {
        Some(Cause::UrlNotHttps)
    } else if one_host && GRPC_PORTS.all(&event.own_source).iter().any(|port| ports.contains(port)) {
        Some(Cause::GrpcWrongEndpoint)
    } else {
        None
    }
}

/// The URL of the server of one's own that an error is about.
pub(super) fn server(event: &Event, grpc: bool) -> Option<String> {
    let whose = [Destination::Loopback, Destination::Container, Destination::Somewhere];
    let address = event.address.as_ref().filter(|a| whose.contains(&a.whose) && !event.is_of_another_service());
    let address = address.filter(|a| a.whose != Destination::Somewhere || event.is_weaviate || a.port != Some(443));
    let Some(address) = address else { return url(event) };
    let host = if address.host.contains(':') { format!("[{}]", address.host) } else { address.host.clone() };
    Some(match address.port {
        Some(443) => format!("https://{host}"),
        Some(port) if !grpc => format!("http://{host}:{port}"),
        _ => format!("http://{host}:{REST_PORT}"),
    })
}
