//! gRPC-Web on the REST port, which Weaviate has from 1.38.3 on (`facts.md` §0.7): where plain gRPC is blocked, it proves service and key all
//! the same. One unary call over HTTP/1.1, as part of `rest.meta`; what plain gRPC does is for `grpc`.

use super::ProbeContext;
use super::grpc::NO_COLLECTION;
use crate::io::probe::net::http_client::{Http, Reply};
use crate::model::api_key::ApiKey;
use crate::model::client::Version;
use crate::model::evidence::GrpcWeb;
use http::Method;
use http::header::{CONTENT_TYPE, HeaderValue};
use prost::Message as _;
use std::time::Duration;
use tokio::time::timeout;
use tonic::Code;

/// The first server that has it.
const SINCE: Version = Version::new(1, 38, 3);
/// How long it may take. It is a remark beside the version, which must not be lost for it.
const GRPC_WEB_TIMEOUT: Duration = Duration::from_secs(3);
/// The flag of the frame that holds the trailers (gRPC-Web protocol).
const TRAILERS_FLAG: u8 = 0x80;

/// Whether a server of this version has it.
pub(super) fn is_offered(version: &str) -> bool {
    version.parse::<Version>().is_ok_and(|v| v >= SINCE)
}

/// Searches a collection that doesn't exist, as `grpc.auth` does.
pub(super) async fn ask(http: &Http<'_>, key: Option<&ApiKey>, shared: &ProbeContext) -> GrpcWeb {
    let call = async {
        let message = super::grpc::SearchRequest { collection: NO_COLLECTION.to_owned() }.encode_to_vec();
        let length = u32::try_from(message.len()).unwrap_or_default();
        let body = [&[0], &length.to_be_bytes()[..], &message].concat();
        let mut request = http.request(Method::POST, "v1/grpc-web/weaviate.v1.Weaviate/Search").ok()?;
        *request.body_mut() = body.into();
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc-web+proto"));
        headers.insert("X-Grpc-Web", HeaderValue::from_static("1"));
        http.send(request, key, shared).await.ok()
    };
    let patience = GRPC_WEB_TIMEOUT.min(shared.bound() / 2);
    let Ok(Some(reply)) = timeout(patience, call).await else { return GrpcWeb::Absent };
    grpc_web_of(status(&reply), key.is_some())
}

/// What a gRPC status means for service and key (`facts.md` §5).
fn grpc_web_of(status: Option<(Code, String)>, with_key: bool) -> GrpcWeb {
    let Some((code, message)) = status else { return GrpcWeb::Absent };
    if code == Code::Unauthenticated || message.starts_with("extract auth:") {
        return GrpcWeb::RefusesKey;
    }
    match code {
        Code::Ok | Code::Unknown | Code::InvalidArgument | Code::NotFound | Code::PermissionDenied if with_key => {
            GrpcWeb::TakesKey
        }
        Code::Ok | Code::Unknown | Code::InvalidArgument | Code::NotFound | Code::PermissionDenied => {
            GrpcWeb::TakesAnybody
        }
        _ => GrpcWeb::Absent,
    }
}

/// Code and message, from the headers of an answer without a body, or from the trailers in its last frame.
fn status(reply: &Reply) -> Option<(Code, String)> {
    let speaks = reply.header("content-type").is_some_and(|t| t.starts_with("application/grpc"));
    if !speaks || reply.cut {
        return None;
    }
    let in_headers = reply.header("grpc-status").map(|code| (code, reply.header("grpc-message").unwrap_or_default()));
    if let Some((code, message)) = in_headers {
        return Some((code_of(code)?, message.to_owned()));
    }
    let trailers = trailers(&reply.body)?;
    let field = |name: &str| {
        let line = trailers.lines().filter_map(|line| line.split_once(':'));
        line.into_iter().find(|(n, _)| n.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    };
    Some((code_of(&field("grpc-status")?)?, field("grpc-message").unwrap_or_default()))
}

/// The text of the frame with the trailers.
fn trailers(mut body: &[u8]) -> Option<String> {
    while let Some(([flag, length @ ..], rest)) = body.split_first_chunk::<5>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let frame = rest.get(..length)?;
        if *flag == TRAILERS_FLAG {
            return Some(String::from_utf8_lossy(frame).into_owned());
        }
        body = &rest[length..];
    }
    None
}

fn code_of(text: &str) -> Option<Code> {
    let number: i32 = text.trim().parse().ok()?;
    (0..=16).contains(&number).then(|| Code::from_i32(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailers_are_found_behind_messages_and_nothing_is_read_beyond_the_end() {
        let frame = |flag: u8, text: &str| {
            let length = u32::try_from(text.len()).unwrap();
            [&[flag], &length.to_be_bytes()[..], text.as_bytes()].concat()
        };
        let both = [frame(0, "message"), frame(TRAILERS_FLAG, "grpc-status:2\r\n")].concat();
        assert_eq!(trailers(&both).as_deref(), Some("grpc-status:2\r\n"));
        assert_eq!(trailers(&both[..both.len() - 1]), None);
        assert_eq!(trailers(&[0, 255, 255, 255, 255]), None);
        assert_eq!(trailers(b""), None);
    }

    #[test]
    fn statuses_mean_what_they_mean_in_plain_grpc() {
        let table = [
            (Some((Code::Unknown, "could not find class X in schema")), true, GrpcWeb::TakesKey),
            (Some((Code::PermissionDenied, "rbac: authorization, forbidden action")), true, GrpcWeb::TakesKey),
            (Some((Code::Unknown, "could not find class X in schema")), false, GrpcWeb::TakesAnybody),
            (Some((Code::Unknown, "extract auth: unauthorized: invalid api key")), true, GrpcWeb::RefusesKey),
            (Some((Code::Unimplemented, "unknown service")), true, GrpcWeb::Absent),
            (None, true, GrpcWeb::Absent),
        ];
        for (status, with_key, expected) in table {
            let status = status.map(|(code, message)| (code, message.to_owned()));
            assert_eq!(grpc_web_of(status.clone(), with_key), expected, "{status:?}");
        }
        assert!(is_offered("1.38.3") && is_offered("1.40.0-dev") && !is_offered("1.38.2") && !is_offered("x"));
    }
}
