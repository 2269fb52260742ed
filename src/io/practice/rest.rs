//! The practice cluster's REST answers, byte for byte those of a real server, in the order in which it decides: well-known paths,
//! preflight, unknown path, wrong method, credentials, handler. Reading only; it stores no object.

use super::cluster::{Caller, PracticeCluster, Refusal, ServerFault, USER, forbidden};
use super::http::{Body, full, pieces, reply};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, AUTHORIZATION,
    CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, VARY,
};
use http::{Method, Request, Response, StatusCode};
use hyper::body::{Bytes, Frame, Incoming};

pub(super) const LINKS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/practice/links.json"));
const ADMIN_ROLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/practice/admin-role.json"));
const ALLOWED_HEADERS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/practice/allowed-headers.txt"));

/// A role that may look at the cluster and at no data.
const MONITORING_ROLE: &str = r#"{"name":"monitoring","permissions":[{"action":"read_cluster"}]}"#;

/// The one web site whose pages [`ServerFault::OtherOrigin`] lets in. The server sends it to everybody, whatever site asks.
const OTHER_ORIGIN: &str = "https://app.example.com";

/// Where Go's server stops to count a body and sends it in chunks.
const CHUNKED_ABOVE: usize = 2048;

/// Paths that the practice cluster has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum RestPath<'a> {
    Links,
    Liveness,
    Readiness,
    OpenId,
    Meta,
    OwnInfo,
    Schema,
    Class(&'a str),
    Nodes,
}

/// Answers one request.
pub(super) fn answer(cluster: &PracticeCluster, request: &Request<Incoming>) -> Response<Body> {
    let target = request.uri().path_and_query().map_or("/", |t| t.as_str());
    match target {
        "/v1/.well-known/live" => return empty(StatusCode::OK),
        "/v1/.well-known/ready" if matches!(cluster.flaw, ServerFault::NotReady | ServerFault::Maintenance) => {
            return empty(StatusCode::SERVICE_UNAVAILABLE);
        }
        "/v1/.well-known/ready" => return empty(StatusCode::OK),
        "/" => return moved(),
        _ => {}
    }
    if request.method() == Method::OPTIONS {
        return with_cors(cluster, empty(StatusCode::OK), false);
    }
    with_cors(cluster, routed(cluster, request, target), true)
}

fn routed(cluster: &PracticeCluster, request: &Request<Incoming>, target: &str) -> Response<Body> {
    let path = request.uri().path();
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
    let Some(route) = route(cluster, &parts) else {
        return json(StatusCode::NOT_FOUND, code_and_message(404, &format!("path {path} was not found")));
    };
    if request.method() != Method::GET {
        let message = format!("method {} is not allowed, but [GET] are", request.method());
        let mut answer = json(StatusCode::METHOD_NOT_ALLOWED, code_and_message(405, &message));
        answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET"));
        return answer;
    }
    let open = matches!(target, "/v1" | "/v1/.well-known/openid-configuration");
    let caller = match cluster.admit(token(request.headers()).as_deref()) {
        Ok(caller) => caller,
        Err(Refusal::NoKey) if open => Caller::Anonymous,
        Err(Refusal::NoKey) => return anonymous_off(cluster),
        Err(Refusal::Key(message)) => return json(StatusCode::UNAUTHORIZED, code_and_message(401, message)),
    };
    handled(cluster, route, caller)
}

fn route<'a>(cluster: &PracticeCluster, parts: &[&'a str]) -> Option<RestPath<'a>> {
    match parts {
        ["v1"] => Some(RestPath::Links),
        ["v1", ".well-known", "live"] => Some(RestPath::Liveness),
        ["v1", ".well-known", "ready"] => Some(RestPath::Readiness),
        ["v1", ".well-known", "openid-configuration"] => Some(RestPath::OpenId),
        ["v1", "meta"] => Some(RestPath::Meta),
        ["v1", "users", "own-info"] if cluster.flaw != ServerFault::Old => Some(RestPath::OwnInfo),
        ["v1", "schema"] => Some(RestPath::Schema),
        ["v1", "schema", class] => Some(RestPath::Class(class)),
        ["v1", "nodes"] => Some(RestPath::Nodes),
        _ => None,
    }
}

fn handled(cluster: &PracticeCluster, route: RestPath<'_>, caller: Caller) -> Response<Body> {
    let failing = cluster.flaw == ServerFault::Failing;
    match route {
        RestPath::Links => json(StatusCode::OK, LINKS),
        // The middleware answers these two; a query string bypasses it and finds no handler.
        RestPath::Liveness => unwritten("WeaviateWellknownLiveness"),
        RestPath::Readiness => unwritten("WeaviateWellknownReadiness"),
        RestPath::OpenId => empty(StatusCode::NOT_FOUND),
        RestPath::Meta | RestPath::OwnInfo | RestPath::Schema | RestPath::Class(_) | RestPath::Nodes if failing => {
            error(StatusCode::INTERNAL_SERVER_ERROR, "failed to execute query: leader not found")
        }
        RestPath::Meta => json(StatusCode::OK, meta(cluster)),
        RestPath::OwnInfo => own_info(cluster, caller),
        RestPath::Schema if cluster.flaw == ServerFault::NoRights => {
            denied("read_collections", "Domain: collections, Collection: *")
        }
        // To a role without rights, an empty list: it is filtered, not refused.
        RestPath::Schema => json(StatusCode::OK, "{\"classes\":[]}\n"),
        RestPath::Class(class) if cluster.lacks_rights() => {
            denied("read_collections", &format!("Domain: collections, Collection: {class}"))
        }
        RestPath::Class(_) => empty(StatusCode::NOT_FOUND),
        RestPath::Nodes if cluster.lacks_rights() => denied("read_nodes", "Domain: nodes, Verbosity: minimal"),
        RestPath::Nodes => json(StatusCode::OK, nodes(cluster)),
    }
}

fn own_info(cluster: &PracticeCluster, caller: Caller) -> Response<Body> {
    let role = match (caller, cluster.flaw) {
        (Caller::Anonymous, _) => return empty(StatusCode::UNAUTHORIZED),
        (Caller::User, ServerFault::NoRights) => return denied("read_users", &format!("Domain: users, User: {USER}")),
        (Caller::User, ServerFault::NoDataRights) => MONITORING_ROLE,
        (Caller::User, _) => ADMIN_ROLE.trim_end(),
    };
    json(StatusCode::OK, format!("{{\"groups\":null,\"roles\":[{role}],\"username\":\"{USER}\"}}\n"))
}

fn meta(cluster: &PracticeCluster) -> String {
    let version = cluster.version();
    let size = if cluster.flaw == ServerFault::Old { "" } else { "\"grpcMaxMessageSize\":104858000," };
    format!("{{{size}\"hostname\":\"http://[::]:8080\",\"modules\":{{}},\"version\":\"{version}\"}}\n")
}

fn nodes(cluster: &PracticeCluster) -> String {
    let (version, read_only) = (cluster.version(), cluster.flaw == ServerFault::ReadOnly);
    let mode = if read_only { "ReadOnly" } else { "ReadWrite" };
    format!(
        "{{\"nodes\":[{{\"batchStats\":{{\"queueLength\":0,\"ratePerSecond\":0}},\"name\":\"node1\",\
         \"operationalMode\":\"{mode}\",\"shards\":null,\"status\":\"HEALTHY\",\"version\":\"{version}\"}}]}}\n"
    )
}

/// The token of a request. The prefix counts as it is written; Go trims the header's value.
fn token(headers: &HeaderMap) -> Option<String> {
    let value = String::from_utf8_lossy(headers.get(AUTHORIZATION)?.as_bytes()).into_owned();
    value.trim().strip_prefix("Bearer ").filter(|token| !token.is_empty()).map(str::to_owned)
}

/// The one answer of the server that is JSON and doesn't say so: Go guesses its type.
fn anonymous_off(cluster: &PracticeCluster) -> Response<Body> {
    let text = if cluster.flaw == ServerFault::Old {
        r#"{"code":401,"message":"anonymous access not enabled, please provide an auth scheme such as OIDC"}"#
    } else {
        r#"{"code":401,"message": "anonymous access not enabled. Please authenticate through one of the available methods: [API-keys]" }"#
    };
    typed(StatusCode::UNAUTHORIZED, "text/plain; charset=utf-8", full(text))
}

fn moved() -> Response<Body> {
    let links = r#"{"links":{"href":"/v1","name":"api v1","documentationHref":"https://docs.weaviate.io/weaviate"}}"#;
    let mut answer = typed(StatusCode::MOVED_PERMANENTLY, "text/plain; charset=utf-8", full(links));
    answer.headers_mut().insert(LOCATION, HeaderValue::from_static("/v1"));
    answer
}

fn unwritten(operation: &str) -> Response<Body> {
    json(StatusCode::NOT_IMPLEMENTED, format!("\"operation {operation} has not yet been implemented\"\n"))
}

fn denied(action: &str, resource: &str) -> Response<Body> {
    error(StatusCode::FORBIDDEN, &forbidden(action, resource))
}

/// The shape of what handlers refuse.
fn error(status: StatusCode, message: &str) -> Response<Body> {
    json(status, format!("{}\n", serde_json::json!({"error": [{"message": message}]})))
}

/// The shape of what the router and the authentication refuse, which has no line break at its end.
fn code_and_message(code: u16, message: &str) -> String {
    serde_json::json!({"code": code, "message": message}).to_string()
}

fn json(status: StatusCode, text: impl Into<String>) -> Response<Body> {
    let text = Bytes::from(text.into());
    let body = if text.len() > CHUNKED_ABOVE { pieces([Frame::data(text)]) } else { full(text) };
    typed(status, "application/json", body)
}

fn typed(status: StatusCode, content_type: &'static str, body: Body) -> Response<Body> {
    let mut answer = reply(status, body);
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

fn empty(status: StatusCode) -> Response<Body> {
    reply(status, full(""))
}

fn with_cors(cluster: &PracticeCluster, mut answer: Response<Body>, varies: bool) -> Response<Body> {
    let headers = answer.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(ALLOWED_HEADERS.trim_ascii_end()));
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("*"));
    let origin = if cluster.flaw == ServerFault::OtherOrigin { OTHER_ORIGIN } else { "*" };
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static(origin));
    if varies {
        headers.insert(VARY, HeaderValue::from_static("Origin"));
    }
    answer
}
