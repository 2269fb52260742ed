//! gRPC answers, asked for with tonic and, where tonic hides the wire, with bare HTTP/2.

use super::super::PRACTICE_KEY;
use super::super::grpc::SLOW_DELAY;
use super::{Fault, SOON, handshake, practice, target};
use crate::model::case::Case;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::time::timeout;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Uri};
use tonic::{Code, Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

#[derive(Clone, PartialEq, prost::Message)]
struct Search {
    #[prost(string, tag = "1")]
    collection: String,
    /// The server must skip what it doesn't know.
    #[prost(bool, tag = "102")]
    uses_127_api: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Nothing {}

/// A channel to the case's gRPC endpoint, whose connector owns its own TLS.
fn channel(case: &Case) -> Channel {
    let (case, grpc) = (case.clone(), target(case).grpc);
    let uri: Uri = grpc.to_string().parse().unwrap();
    Channel::builder(uri).connect_with_connector_lazy(tower::service_fn(move |_| {
        let (case, grpc) = (case.clone(), grpc.clone());
        async move { handshake(&case, &grpc, &["h2"]).await.map(TokioIo::new) }
    }))
}

async fn health(case: &Case, service: &str) -> Result<ServingStatus, Status> {
    let request = HealthCheckRequest { service: service.to_owned() };
    let answer = HealthClient::new(channel(case)).check(request).await?;
    Ok(answer.into_inner().status())
}

/// Calls a method of Weaviate's, which never succeeds: no class exists.
async fn call(case: &Case, method: &'static str, authorization: Option<&str>) -> (Code, String) {
    let mut client = tonic::client::Grpc::new(channel(case));
    client.ready().await.unwrap();
    let mut request = Request::new(Search { collection: "DoctorProbe".to_owned(), uses_127_api: true });
    if let Some(value) = authorization {
        request.metadata_mut().insert("authorization", value.parse().unwrap());
    }
    let codec = tonic_prost::ProstCodec::<Search, Nothing>::default();
    let status = client.unary(request, PathAndQuery::from_static(method), codec).await.unwrap_err();
    (status.code(), status.message().to_owned())
}

const SEARCH: &str = "/weaviate.v1.Weaviate/Search";
const TENANTS: &str = "/weaviate.v1.Weaviate/TenantsGet";

#[tokio::test]
async fn a_healthy_cluster_answers_as_a_real_one() {
    let (_practice, case) = practice(Fault::Healthy).await;
    for service in ["", "/grpc.health.v1.Health/Check", "nonsense"] {
        assert_eq!(health(&case, service).await.unwrap(), ServingStatus::Serving, "{service}");
    }
    let right = format!("Bearer {PRACTICE_KEY}");
    let lower = format!("bearer {PRACTICE_KEY}");
    let unauthorized = "extract auth: unauthorized: invalid api key";
    for wrong in [None, Some("Bearer wrong"), Some(PRACTICE_KEY), Some(lower.as_str())] {
        for method in [SEARCH, TENANTS] {
            assert_eq!(call(&case, method, wrong).await, (Code::Unknown, unauthorized.to_owned()), "{wrong:?}");
        }
    }
    let missing = "could not find class DoctorProbe in schema".to_owned();
    assert_eq!(call(&case, SEARCH, Some(&right)).await, (Code::Unknown, missing));
    let tenants = "get tenants: failed to execute query: could not get tenants: could not get tenants: class not found";
    assert_eq!(call(&case, TENANTS, Some(&right)).await, (Code::Unknown, tenants.to_owned()));
    let table = [
        ("/no.such.Service/Check", "unknown service no.such.Service"),
        ("/weaviate.v1.Weaviate/NoSuch", "unknown method NoSuch for service weaviate.v1.Weaviate"),
        ("/v1/meta", "unknown service v1"),
    ];
    for (method, message) in table {
        assert_eq!(call(&case, method, None).await, (Code::Unimplemented, message.to_owned()));
    }
}

#[tokio::test]
async fn faults_of_keys_and_rights() {
    let right = format!("Bearer {PRACTICE_KEY}");
    let (_practice, case) = practice(Fault::KeyRejected).await;
    let unauthorized = "extract auth: unauthorized: invalid api key".to_owned();
    assert_eq!(call(&case, SEARCH, Some(&right)).await, (Code::Unknown, unauthorized));

    for fault in [Fault::PermissionDenied, Fault::PermissionDeniedRest] {
        let (_practice, case) = practice(fault).await;
        let (code, message) = call(&case, SEARCH, Some(&right)).await;
        assert_eq!(code, Code::PermissionDenied);
        assert_eq!(
            message,
            "rbac: authorization, forbidden action: user 'practice-user' has insufficient permissions to read_data \
             [[Domain: data, Collection: DoctorProbe, Tenant: *, Object: *]]"
        );
        assert_eq!(call(&case, TENANTS, Some(&right)).await.0, Code::Unknown);
    }

    let (_practice, case) = practice(Fault::AuthNotConfigured).await;
    let (code, message) = call(&case, SEARCH, Some(&right)).await;
    assert_eq!(code, Code::Unknown);
    assert!(message.starts_with("extract auth: no authentication scheme is configured (API Key or OIDC), but"));
    assert_eq!(call(&case, SEARCH, Some("Bearer ")).await.1, message);
    assert!(call(&case, SEARCH, None).await.1.starts_with("could not find class"));
}

#[tokio::test]
async fn states_of_the_server() {
    let (_practice, case) = practice(Fault::GrpcNotServing).await;
    assert_eq!(health(&case, "").await.unwrap(), ServingStatus::NotServing);
    let (_practice, case) = practice(Fault::ServerTooOld).await;
    let status = health(&case, "").await.unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::Unimplemented, "unknown service grpc.health.v1.Health"));
    let (_practice, case) = practice(Fault::ClusterUnavailable).await;
    let status = health(&case, "").await.unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::Unavailable, "no healthy upstream"));
    for fault in [Fault::ClusterUnavailableHtml, Fault::ClusterNotFoundEdge, Fault::NotWeaviate, Fault::CaptivePortal] {
        let (_practice, case) = practice(fault).await;
        assert!(timeout(SOON, health(&case, "")).await.unwrap().is_err(), "{fault}");
    }
    for fault in [Fault::ClusterNotReady, Fault::RateLimited, Fault::RequestFiltered, Fault::ServerError] {
        let (_practice, case) = practice(fault).await;
        assert_eq!(health(&case, "").await.unwrap(), ServingStatus::Serving, "{fault}");
    }
}

#[tokio::test]
async fn slow_is_late_and_only_on_a_cold_connection() {
    let (_practice, case) = practice(Fault::GrpcSlow).await;
    let mut client = HealthClient::new(channel(&case));
    let check = |service: &str| HealthCheckRequest { service: service.to_owned() };
    let mut cold = Box::pin(client.check(check("")));
    assert!(timeout(SOON, &mut cold).await.is_err());
    assert!(timeout(SLOW_DELAY + SOON * 5, &mut cold).await.unwrap().is_ok());
    drop(cold);
    assert!(timeout(SOON, client.check(check(""))).await.unwrap().is_ok());
}

#[tokio::test]
async fn the_wire_looks_as_grpc_go_makes_it() {
    let (_practice, case) = practice(Fault::Healthy).await;
    let stream = handshake(&case, &target(&case).grpc, &["h2"]).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    let _task = super::super::tcp::Task::start(async { drop(connection.await) });
    let request = |path: &str, content_type: &str, body: &'static [u8]| {
        let request = hyper::Request::post(format!("https://x{path}")).header("content-type", content_type);
        request.body(Full::new(Bytes::from_static(body))).unwrap()
    };

    let refused = sender.send_request(request("/v1/meta", "application/grpc", b"")).await.unwrap();
    let headers: Vec<_> = refused.headers().iter().map(|(n, v)| (n.as_str(), v.to_str().unwrap())).collect();
    let expected =
        [("content-type", "application/grpc"), ("grpc-status", "12"), ("grpc-message", "unknown service v1")];
    assert_eq!((refused.status().as_u16(), headers), (200, expected.to_vec()));

    let other = sender.send_request(request("/v1/meta", "application/json", b"{}")).await.unwrap();
    assert_eq!(other.status(), 415);
    assert_eq!(other.headers()["grpc-message"], "invalid gRPC request content-type \"application/json\"");

    let health = request("/grpc.health.v1.Health/Check", "application/grpc", b"\0\0\0\0\0");
    let served = sender.send_request(health).await.unwrap();
    assert_eq!((served.status().as_u16(), served.headers().len()), (200, 1));
    let collected = served.into_body().collect().await.unwrap();
    let trailers = collected.trailers().unwrap().clone();
    assert_eq!((&trailers["grpc-status"], &trailers["grpc-message"]), (&"0".parse().unwrap(), &"".parse().unwrap()));
    assert_eq!(collected.to_bytes(), &b"\0\0\0\0\x02\x08\x01"[..]);

    for broken in [&b"\0"[..], b"\0\0\0\0\x09x", b"\0\0\0\0\x02\xff\xff", b"\x01\0\0\0\0"] {
        let got = sender.send_request(request(SEARCH, "application/grpc", broken)).await.unwrap();
        assert_ne!(got.headers()["grpc-status"], "0", "{broken:?}");
    }
}
