//! The practice cluster's gRPC answers: health, `Search` and `TenantsGet`, byte for byte those of a real server. Written onto HTTP/2
//! by hand, because a generated service can't show what real ones put on the wire. It holds no data: every class is missing.

use super::cluster::{PracticeCluster, Refusal, ServerFault, forbidden};
use super::http::{Body, full, pieces, reply};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Bytes, Frame, Incoming};
use prost::Message as _;
use std::fmt::Write as _;
use std::time::Duration;
use tonic::Code;
use tonic_health::pb::HealthCheckResponse;
use tonic_health::pb::health_check_response::ServingStatus;

/// How late a slow cluster answers the first call of a connection.
pub(super) const SLOW_DELAY: Duration = Duration::from_secs(3);

/// Most bytes that are read of a call's message.
const LONGEST_MESSAGE: usize = 64 * 1024;

/// `SearchRequest` and `TenantsGetRequest`, as far as they are read.
#[derive(Clone, PartialEq, prost::Message)]
struct OfCollection {
    #[prost(string, tag = "1")]
    collection: String,
}

/// What a server in read-only mode says to every call that it does not know as a read.
const READ_ONLY: &str =
    "read-only mode is enabled temporally at the config level: write operations are not allowed during this time";

/// An error, with code and message.
type Refused = (Code, String);

/// Answers one call. `cold`: it is the connection's first.
pub(super) async fn answer(cluster: &PracticeCluster, request: Request<Incoming>, cold: bool) -> Response<Body> {
    let content_type = request.headers().get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if request.method() != Method::POST || !content_type.starts_with(b"application/grpc") {
        let message = format!("invalid gRPC request content-type {:?}", String::from_utf8_lossy(content_type));
        return trailers_only(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::InvalidArgument, &message);
    }
    if cold && cluster.flaw == ServerFault::Slow {
        tokio::time::sleep(SLOW_DELAY).await;
    }
    let path = request.uri().path().to_owned();
    match called(cluster, &path, request).await {
        Ok(message) => success(message),
        Err((code, message)) => trailers_only(StatusCode::OK, code, &message),
    }
}

/// Answers one call of gRPC-Web, which a server from 1.38.3 on takes on its REST port, below this path.
pub(super) const WEB: &str = "/v1/grpc-web/";

/// The same calls over HTTP/1.1; the status comes in a frame of its own.
pub(super) async fn web(cluster: &PracticeCluster, request: Request<Incoming>) -> Response<Body> {
    let content_type = request.headers().get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if request.method() != Method::POST || !content_type.starts_with(b"application/grpc-web") {
        return reply(StatusCode::UNSUPPORTED_MEDIA_TYPE, full(""));
    }
    let path = format!("/{}", request.uri().path().trim_start_matches(WEB));
    let (code, message, mut body) = match called(cluster, &path, request).await {
        Ok(message) => (Code::Ok, String::new(), framed(0, &message.encode_to_vec())),
        Err((code, message)) => (code, message, Vec::new()),
    };
    let message = String::from_utf8_lossy(escaped(&message).as_bytes()).into_owned();
    body.extend(framed(0x80, format!("grpc-message: {message}\r\ngrpc-status: {}\r\n", code as i32).as_bytes()));
    let mut answer = reply(StatusCode::OK, full(body));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc-web+proto"));
    answer
}

/// What the service says to a call.
async fn called(
    cluster: &PracticeCluster,
    path: &str,
    request: Request<Incoming>,
) -> Result<HealthCheckResponse, Refused> {
    let (service, method) = path.trim_start_matches('/').rsplit_once('/').unwrap_or(("", ""));
    let token = token(request.headers());
    if cluster.flaw == ServerFault::Maintenance {
        return Err((Code::Unavailable, "server is in maintenance mode".to_owned()));
    }
    let reads = matches!(method, "Search" | "TenantsGet" | "Aggregate");
    if cluster.flaw == ServerFault::ReadOnly && !reads {
        return Err((Code::Unavailable, READ_ONLY.to_owned()));
    }
    match (service, method) {
        // A 1.19 has neither of the two services.
        (service, _) if cluster.flaw == ServerFault::Old => {
            Err((Code::Unimplemented, format!("unknown service {service}")))
        }
        ("grpc.health.v1.Health", "Check") => Ok(health(cluster)),
        ("weaviate.v1.Weaviate", "Search") => match collection(request).await {
            Ok(class) => Err(search(cluster, token.as_deref(), &class)),
            Err(refused) => Err(refused),
        },
        ("weaviate.v1.Weaviate", "TenantsGet") => match collection(request).await {
            Ok(class) => Err(tenants(cluster, token.as_deref(), &class)),
            Err(refused) => Err(refused),
        },
        ("grpc.health.v1.Health" | "weaviate.v1.Weaviate", _) => {
            Err((Code::Unimplemented, format!("unknown method {method} for service {service}")))
        }
        _ => Err((Code::Unimplemented, format!("unknown service {service}"))),
    }
}

/// The health check asks for no key and looks at no service name.
fn health(cluster: &PracticeCluster) -> HealthCheckResponse {
    let status =
        if cluster.flaw == ServerFault::NotServing { ServingStatus::NotServing } else { ServingStatus::Serving };
    HealthCheckResponse { status: status.into() }
}

/// What `Search` says: access denied, no permission to read, or an unknown class.
fn search(cluster: &PracticeCluster, token: Option<&str>, class: &str) -> Refused {
    if let Err(refused) = admit(cluster, token) {
        return refused;
    }
    if cluster.lacks_rights() {
        let resource = format!("Domain: data, Collection: {class}, Tenant: *, Object: *");
        return (Code::PermissionDenied, forbidden("read_data", &resource));
    }
    (Code::Unknown, format!("could not find class {class} in schema"))
}

/// What `TenantsGet` says. Rights play no part: it filters its answer by them.
fn tenants(cluster: &PracticeCluster, token: Option<&str>, class: &str) -> Refused {
    if let Err(refused) = admit(cluster, token) {
        return refused;
    }
    let message = match (class, cluster.flaw) {
        ("", _) => "get tenants: missing collection ",
        (_, ServerFault::Failing) => "get tenants: failed to execute query: leader not found",
        _ => "get tenants: failed to execute query: could not get tenants: could not get tenants: class not found",
    };
    (Code::Unknown, message.to_owned())
}

fn admit(cluster: &PracticeCluster, token: Option<&str>) -> Result<(), Refused> {
    let message = match cluster.admit(token) {
        Ok(_) => return Ok(()),
        // gRPC does not tell a missing key from a wrong one.
        Err(Refusal::NoKey) => "unauthorized: invalid api key",
        Err(Refusal::Key(message)) => message,
    };
    Err((Code::Unknown, format!("extract auth: {message}")))
}

/// The token of a call. Nothing is trimmed, and an empty one is one.
fn token(headers: &HeaderMap) -> Option<String> {
    let value = String::from_utf8_lossy(headers.get(AUTHORIZATION)?.as_bytes()).into_owned();
    value.strip_prefix("Bearer ").map(str::to_owned)
}

/// The collection that the call's message names.
async fn collection(request: Request<Incoming>) -> Result<String, Refused> {
    let unreadable = |what: &str| (Code::Internal, format!("grpc: error unmarshalling request: {what}"));
    let body = Limited::new(request.into_body(), LONGEST_MESSAGE).collect().await;
    let body = body.map_err(|_| (Code::ResourceExhausted, "grpc: received message larger than max".to_owned()))?;
    let body = body.to_bytes();
    // One flag for compression, four bytes of length, the message.
    let Some(([compressed, length @ ..], message)) = body.split_first_chunk::<5>() else {
        return Err(unreadable("unexpected EOF"));
    };
    if *compressed != 0 {
        return Err((Code::Unimplemented, "grpc: Decompressor is not installed for this message".to_owned()));
    }
    if usize::try_from(u32::from_be_bytes(*length)) != Ok(message.len()) {
        return Err(unreadable("unexpected EOF"));
    }
    OfCollection::decode(message).map(|m| m.collection).map_err(|error| unreadable(&error.to_string()))
}

fn success(message: HealthCheckResponse) -> Response<Body> {
    let data: Bytes = framed(0, &message.encode_to_vec()).into();
    let mut answer = reply(StatusCode::OK, pieces([Frame::data(data), Frame::trailers(status(Code::Ok, ""))]));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    answer
}

/// A flag, four bytes of length, the content.
fn framed(flag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap_or_default();
    [&[flag], &length.to_be_bytes()[..], content].concat()
}

fn trailers_only(http: StatusCode, code: Code, message: &str) -> Response<Body> {
    let mut answer = reply(http, full(""));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    answer.headers_mut().extend(status(code, message));
    answer
}

fn status(code: Code, message: &str) -> HeaderMap {
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", HeaderValue::from(code as i32));
    trailers.insert("grpc-message", escaped(message));
    trailers
}

/// Escapes as Go does: `%` and everything outside printable ASCII.
fn escaped(message: &str) -> HeaderValue {
    let mut text = String::with_capacity(message.len());
    for byte in message.bytes() {
        match byte {
            b'%' | 0..b' ' | 0x7f.. => {
                // Writing to a string can't fail.
                let _ = write!(text, "%{byte:02X}");
            }
            _ => text.push(char::from(byte)),
        }
    }
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
