//! Proves at socket level, with ordinary clients, that each fault is what its name says. No probe and no diagnosis is involved.

mod case;
mod cluster;
mod grpc;
mod network;
mod tls;

use super::{Fault, Practice};
use crate::model::api_key::ApiKey;
use crate::model::case::Case;
use crate::model::target::{Endpoint, Target};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Long enough for anything on loopback that answers at all.
const SOON: Duration = Duration::from_millis(300);

/// Starts a practice and an empty case with it.
async fn practice(fault: Fault) -> (Practice, Case) {
    let practice = Practice::start(fault, None).await.unwrap();
    let mut case = Case::empty();
    practice.apply(&mut case);
    (practice, case)
}

fn target(case: &Case) -> Target {
    case.usable_target().unwrap()
}

fn key(text: &str) -> ApiKey {
    ApiKey::new(text.to_owned())
}

fn loopback(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// A client's TLS settings: the case's roots, these application protocols.
fn tls_config(case: &Case, alpn: &[&str]) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    for pem in &case.settings.extra_roots {
        roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|p| p.as_bytes().to_vec()).collect();
    config
}

/// Connects and speaks TLS with an endpoint.
async fn handshake(case: &Case, endpoint: &Endpoint, alpn: &[&str]) -> io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(loopback(endpoint.port)).await?;
    let name = ServerName::try_from(endpoint.host.clone()).unwrap();
    TlsConnector::from(Arc::new(tls_config(case, alpn))).connect(name, stream).await
}

/// The TLS error in an IO error.
fn tls_error(error: &io::Error) -> rustls::Error {
    error.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>()).unwrap().clone()
}

/// An HTTP answer of an endpoint.
#[derive(Debug)]
struct Got {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|v| v.to_str().unwrap())
    }
}

/// Asks an endpoint over HTTP, with this `Authorization` header.
async fn ask(
    case: &Case,
    endpoint: &Endpoint,
    method: &str,
    path: &str,
    authorization: Option<&str>,
) -> reqwest::Result<Got> {
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls_config(case, &["http/1.1"]))
        .resolve(&endpoint.host, loopback(endpoint.port))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()?;
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = client.request(method, format!("{endpoint}{path}"));
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    let answer = request.send().await?;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Ok(Got { status, headers, body: answer.text().await? })
}

/// Asks the cluster's REST endpoint, with the case's key as it is.
async fn rest(case: &Case, path: &str) -> Got {
    let header = case.key.value.as_ref().map(|k| format!("Bearer {}", k.expose()));
    ask(case, &target(case).rest, "GET", path, header.as_deref()).await.unwrap()
}
