//! The observer between a client and a server, both real: what passes, what is seen, and for whom.
#![cfg(feature = "practice")]

use super::*;
use crate::model::api_key::ApiKey;
use crate::model::case::Sourced;
use crate::model::evidence::{CredentialShape, GrpcCode, HostRole, Origin, RequestEnd, Speech};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt as _, Empty, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use std::convert::Infallible;
use std::path::Path;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};

const KEY: &str = "hrqNMpT4owEXAMPLEkey0000002";
const PIECE: usize = 64 * 1024;

/// A server on loopback and its own authority.
struct Server {
    port: u16,
    root: String,
}

/// Answers every request with as many pieces as its path says, then trailers.
async fn answer(request: Request<Incoming>) -> Result<Response<StreamBody<Pieces>>, Infallible> {
    let path = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let _ = request.into_body().collect().await;
    let left = path.parse().unwrap_or(1);
    let mut answer = Response::new(StreamBody::new(Pieces { left, ended: false }));
    answer.headers_mut().insert("content-type", "application/grpc".parse().unwrap());
    Ok(answer)
}

/// Made as they are asked for.
struct Pieces {
    left: usize,
    ended: bool,
}

impl futures_util::Stream for Pieces {
    type Item = Result<Frame<Bytes>, Infallible>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let ended = self.ended;
        let frame = if self.left > 0 {
            self.left -= 1;
            Some(Frame::data(Bytes::from(vec![7; PIECE])))
        } else if ended {
            None
        } else {
            self.ended = true;
            let mut trailers = HeaderMap::new();
            trailers.insert("grpc-status", "0".parse().unwrap());
            Some(Frame::trailers(trailers))
        };
        std::task::Poll::Ready(frame.map(Ok))
    }
}

impl Server {
    async fn start() -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(rcgen::DnType::CommonName, "a root of this test");
        params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign];
        params.use_authority_key_identifier_extension = true;
        let root = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let mut leaf = CertificateParams::new(["127.0.0.1".to_owned(), "localhost".to_owned()]).unwrap();
        leaf.distinguished_name = rcgen::DistinguishedName::new();
        leaf.distinguished_name.push(rcgen::DnType::CommonName, "a server of this test");
        leaf.use_authority_key_identifier_extension = true;
        let chain = vec![leaf.signed_by(&key, &root).unwrap().into()];
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, PrivatePkcs8KeyDer::from(key.serialize_der()).into())
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    let server = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
                    let _ = server.serve_connection(TokioIo::new(stream), service_fn(answer)).await;
                });
            }
        });
        Self { port, root: root.pem() }
    }
}

async fn observer(server: &Server) -> Observer {
    let mut case = Case::empty();
    case.url = Sourced::new(format!("https://127.0.0.1:{}", server.port), Origin::Argument);
    case.settings.extra_roots = vec![server.root.clone()];
    let known =
        vec![KnownKey { origin: Origin::Variable("WEAVIATE_API_KEY".into()), key: ApiKey::new(KEY.to_owned()) }];
    let environment = Environment::of([], Path::new("/"));
    let watch = Watch {
        case: &case,
        options: &DiscoverOptions::default(),
        environment: &environment,
        hosts: Vec::new(),
        known,
        live: None,
    };
    Observer::start(watch).await.unwrap()
}

impl Observer {
    fn variable(&self, name: &str) -> String {
        self.variables.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap()
    }

    /// A tunnel to this place, with this password.
    async fn tunnel(&self, place: &str, password: Option<&str>) -> (TcpStream, String) {
        let address = url::Url::parse(&self.variable("https_proxy")).unwrap();
        let mut stream = TcpStream::connect(("127.0.0.1", address.port().unwrap())).await.unwrap();
        let token = password.unwrap_or(address.password().unwrap());
        let credentials = STANDARD.encode(format!("{}:{token}", address.username()));
        let head =
            format!("CONNECT {place} HTTP/1.1\r\nHost: {place}\r\nProxy-Authorization: Basic {credentials}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(stream.read_u8().await.unwrap());
        }
        (stream, String::from_utf8(answer).unwrap())
    }
}

async fn tls(
    stream: TcpStream,
    root: &str,
    alpn: &[u8],
) -> std::io::Result<tokio_rustls::client::TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(CertificateDer::pem_slice_iter(root.as_bytes()).flatten());
    let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![alpn.to_vec()];
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("127.0.0.1").unwrap(), stream).await
}

/// A call over HTTP/2 through the observer. Returns the bytes of its answer and its trailers.
async fn call(observer: &Observer, server: &Server, pieces: usize) -> (usize, HeaderMap) {
    let (stream, _) = observer.tunnel(&format!("127.0.0.1:{}", server.port), None).await;
    let root = std::fs::read_to_string(observer.variable("WEAVIATE_DOCTOR_RUN_ROOT")).unwrap();
    ask(tls(stream, &root, b"h2").await.unwrap(), pieces).await
}

async fn ask(stream: tokio_rustls::client::TlsStream<TcpStream>, pieces: usize) -> (usize, HeaderMap) {
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = Request::post(format!("https://127.0.0.1/weaviate.v1.Weaviate/{pieces}"))
        .header("content-type", "application/grpc")
        .header("authorization", format!("Bearer {KEY}"))
        .body(Empty::<Bytes>::new())
        .unwrap();
    let mut body = sender.send_request(request).await.unwrap().into_body();
    let (mut bytes, mut trailers) = (0, HeaderMap::new());
    while let Some(frame) = body.frame().await {
        match frame.unwrap().into_data() {
            Ok(data) => bytes += data.len(),
            Err(frame) => trailers = frame.into_trailers().unwrap(),
        }
    }
    (bytes, trailers)
}

#[tokio::test]
async fn a_call_passes_unchanged_and_is_seen_without_its_key() {
    let server = Server::start().await;
    let observer = observer(&server).await;
    let (bytes, trailers) = call(&observer, &server, 3).await;
    assert_eq!((bytes, trailers["grpc-status"].to_str().unwrap()), (3 * PIECE, "0"));
    let seen = observer.seen();
    let request = &seen.requests[0];
    assert!(request.is_grpc && request.version == "HTTP/2");
    assert_eq!((request.status, request.grpc_status), (Some(200), Some(GrpcCode::Ok)));
    assert!(matches!(request.end, RequestEnd::Answered(_)));
    assert_eq!(request.credential.shape, CredentialShape::Bearer);
    assert_eq!(request.credential.known, [Origin::Variable("WEAVIATE_API_KEY".into())]);
    let connection = &seen.connections[0];
    assert_eq!((connection.role, connection.speech.clone()), (HostRole::Rest, Speech::Opened));
    assert_eq!(connection.alpn.as_ref().unwrap().as_str(), "h2");
    let all = format!("{:?} {:?}", seen.requests, seen.connections);
    assert!(!all.contains(KEY), "{all}");
    for (name, value) in observer.variables() {
        assert!(!value.contains(KEY), "{name}");
    }
    let root = observer.variable("WEAVIATE_DOCTOR_RUN_ROOT");
    let folder = Path::new(&root).parent().unwrap();
    for file in ["root.pem", "preload.cjs", "python/sitecustomize.py", "SSL_CERT_FILE.pem"] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        assert!(!text.contains(KEY) && !text.contains("PRIVATE KEY"), "{file}");
    }
}

#[tokio::test]
async fn requests_of_one_connection_are_told_apart() {
    let server = Server::start().await;
    let observer = observer(&server).await;
    let (stream, _) = observer.tunnel(&format!("127.0.0.1:{}", server.port), None).await;
    let root = std::fs::read_to_string(observer.variable("WEAVIATE_DOCTOR_RUN_ROOT")).unwrap();
    let stream = tls(stream, &root, b"http/1.1").await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    for path in ["/v1/meta", "/v1/objects/Mine/2", "/v1/schema"] {
        let request = Request::get(path).header("host", "x").body(Empty::<Bytes>::new()).unwrap();
        let _ = sender.send_request(request).await.unwrap().into_body().collect().await.unwrap();
    }
    let seen: Vec<_> = observer.seen().requests;
    let told: Vec<_> = seen.iter().map(|r| (r.path.as_str(), r.status, r.credential.shape)).collect();
    let absent = CredentialShape::Absent;
    assert_eq!(
        told,
        [("/v1/meta", Some(200), absent), ("/v1/objects/…/…", Some(200), absent), ("/v1/schema", Some(200), absent)]
    );
}

#[tokio::test]
async fn nobody_without_the_token_gets_through() {
    let server = Server::start().await;
    let observer = observer(&server).await;
    let (_, answer) = observer.tunnel(&format!("127.0.0.1:{}", server.port), Some("guessed")).await;
    assert!(answer.starts_with("HTTP/1.1 407"), "{answer}");
    assert!(observer.seen().connections.is_empty());
}

#[tokio::test]
async fn a_client_that_does_not_trust_the_run_is_left_to_itself_the_next_time() {
    let server = Server::start().await;
    let observer = observer(&server).await;
    let place = format!("127.0.0.1:{}", server.port);
    let (stream, _) = observer.tunnel(&place, None).await;
    assert!(tls(stream, &server.root, b"h2").await.is_err());
    // Its alert is on its way: the next tunnel may be there before.
    for _ in 0..50 {
        let seen = observer.seen().connections[0].speech.clone();
        if matches!(seen, Speech::Refused(_)) {
            break;
        }
        tokio::task::yield_now().await;
        let _ = observer.tunnel("127.0.0.1:1", None).await;
    }
    let (stream, _) = observer.tunnel(&place, None).await;
    assert!(tls(stream, &server.root, b"h2").await.is_ok(), "its own certificate, unopened");
    let seen = observer.seen();
    let last = seen.connections.last().unwrap();
    assert_eq!(last.speech, Speech::Unopened);
    assert_eq!(last.offered[0].as_str(), "h2");
    assert!(seen.requests.is_empty());
}

#[tokio::test]
async fn others_are_passed_through_unopened_and_only_their_name_is_kept() {
    let server = Server::start().await;
    let other = Server::start().await;
    let observer = observer(&server).await;
    let (stream, _) = observer.tunnel(&format!("localhost:{}", other.port), None).await;
    assert!(tls(stream, &other.root, b"h2").await.is_ok());
    let seen = observer.seen();
    assert!(seen.connections.is_empty() && seen.requests.is_empty());
    assert_eq!(seen.others[0].as_str(), format!("localhost:{}", other.port));
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_told_to_the_program() {
    let server = Server::start().await;
    let observer = observer(&server).await;
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap().local_addr().unwrap().port();
    let (_, answer) = observer.tunnel(&format!("127.0.0.1:{closed}"), None).await;
    assert!(answer.starts_with("HTTP/1.1 502"), "{answer}");
}

/// 200 MB over gRPC. `cargo test --lib io::observe -- --ignored --nocapture` shows the time, and the memory that it took.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a while"]
async fn a_long_stream_takes_no_memory() {
    let server = Server::start().await;
    let observer = observer(&server).await;
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0").to_owned();
        line.trim().trim_end_matches("kB").trim().parse::<u64>().unwrap_or_default()
    };
    call(&observer, &server, 100).await;
    let begin = std::time::Instant::now();
    let place = TcpStream::connect(("127.0.0.1", server.port)).await.unwrap();
    let pieces = 200 * 1024 * 1024 / PIECE;
    let (bytes, _) = ask(tls(place, &server.root, b"h2").await.unwrap(), pieces).await;
    println!("{bytes} bytes directly in {:?}", begin.elapsed());
    let (before, begin) = (resident(), std::time::Instant::now());
    let (bytes, _) = call(&observer, &server, pieces).await;
    let (took, grown) = (begin.elapsed(), resident().saturating_sub(before));
    println!("{bytes} bytes in {took:?}, {grown} kB more");
    assert!(bytes == 200 * 1024 * 1024 && grown < 32 * 1024, "{bytes} bytes, {grown} kB more");
}
