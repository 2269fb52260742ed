//! What is behind a port of the practice cluster: perhaps TLS, and a server. The TCP below is in [`super::tcp`].

use super::cluster::PracticeCluster;
use super::http::{FixedAnswer, Protocols, other_service, portal, serve, upgrade};
use super::tcp::Port;
use super::tls::{Alpn, Authorities, Certificate};
use super::{grpc, rest};
use anyhow::Result;
use http::Request;
use hyper::body::Incoming;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// Longest TLS handshake that is waited for.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a client may take to notice that a conversation is over.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// Most bytes of a request that gets a fixed answer.
const LONGEST_REQUEST: usize = 16 * 1024;

/// A port, as a fault wants it.
#[derive(Clone, Copy, Debug)]
pub(super) enum PortRole {
    /// Refuses connections.
    Closed,
    /// Leaves SYNs unanswered.
    Blocked,
    /// Plain text.
    Plain(PortProtocol),
    /// TLS.
    Tls(Certificate, Alpn, PortProtocol),
}

/// Which server answers on a connection.
#[derive(Clone, Copy, Debug)]
pub(super) enum PortProtocol {
    /// The cluster's REST side.
    Rest,
    /// The cluster's gRPC side.
    Grpc,
    /// One page for every request.
    Page(&'static FixedAnswer),
    /// Some other service.
    OtherService,
    /// A captive portal, whose login page is on this host.
    Portal(&'static str),
    /// A server in front that sends everybody on to TLS.
    Upgrade,
    /// Answers any first bytes with these and closes the connection.
    Fixed(&'static str),
    /// Listens and never answers.
    Silent,
    /// Resets the connection at its first byte.
    Reset,
}

/// What came through a port: for each connection, how many requests. Clones count together.
#[derive(Clone, Default)]
pub(super) struct Traffic(Arc<Mutex<Vec<usize>>>);

impl Traffic {
    /// The requests of each connection, in the order in which they came.
    pub(super) fn requests(&self) -> Vec<usize> {
        self.0.lock().map(|counts| counts.clone()).unwrap_or_default()
    }

    /// Counts a connection; what comes back counts its requests.
    fn connection(&self) -> impl Fn() + Send + Sync + use<> {
        let counts = Arc::clone(&self.0);
        let index = counts.lock().map(|mut counts| {
            counts.push(0);
            counts.len() - 1
        });
        let index = index.unwrap_or_default();
        move || {
            if let Ok(mut counts) = counts.lock()
                && let Some(count) = counts.get_mut(index)
            {
                *count += 1;
            }
        }
    }
}

impl PortRole {
    /// Opens it.
    pub(super) async fn open(
        self,
        authorities: &Authorities,
        cluster: &Arc<PracticeCluster>,
        traffic: Traffic,
    ) -> Result<Port> {
        let (tls, speaker) = match self {
            Self::Closed => return Port::closed(),
            Self::Blocked => return Port::blocked().await,
            Self::Plain(speaker) => (None, speaker),
            Self::Tls(certificate, alpn, speaker) => {
                (Some(TlsAcceptor::from(authorities.server(certificate, alpn)?)), speaker)
            }
        };
        let cluster = Arc::clone(cluster);
        Port::serving(move |stream| {
            let count = traffic.connection();
            speaker.greet(stream, tls.clone(), Arc::clone(&cluster), count)
        })
        .await
    }
}

impl PortProtocol {
    async fn greet(
        self,
        stream: TcpStream,
        tls: Option<TlsAcceptor>,
        cluster: Arc<PracticeCluster>,
        count: impl Fn() + Send + Sync + 'static,
    ) {
        if matches!(self, Self::Reset) && stream.set_zero_linger().is_err() {
            // Without it the client would see an orderly end, which is another fault.
            return std::future::pending().await;
        }
        let Some(tls) = tls else {
            return self.speak(stream, cluster, count).await;
        };
        // A handshake that fails was answered with its alert by rustls.
        if let Ok(Ok(stream)) = timeout(HANDSHAKE_TIMEOUT, tls.accept(stream)).await {
            self.speak(stream, cluster, count).await;
        }
    }

    async fn speak<I>(self, mut io: I, cluster: Arc<PracticeCluster>, count: impl Fn() + Send + Sync + 'static)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        match self {
            Self::Rest => {
                let handler = move |request: Request<Incoming>| {
                    count();
                    let cluster = Arc::clone(&cluster);
                    async move {
                        if cluster.has_grpc_web() && request.uri().path().starts_with(grpc::WEB) {
                            grpc::web(&cluster, request).await
                        } else {
                            rest::answer(&cluster, &request)
                        }
                    }
                };
                serve(io, Protocols::Both, true, handler).await;
            }
            Self::Grpc => {
                let cold = AtomicBool::new(true);
                let handler = move |request| {
                    count();
                    let (cluster, cold) = (Arc::clone(&cluster), cold.swap(false, Ordering::Relaxed));
                    async move { grpc::answer(&cluster, request, cold).await }
                };
                serve(io, Protocols::Http2, false, handler).await;
            }
            Self::Page(page) => serve(io, Protocols::Both, true, move |_| async { page.answer() }).await,
            Self::OtherService => {
                let handler = |request| {
                    let answer = other_service(&request);
                    async { answer }
                };
                serve(io, Protocols::Both, true, handler).await;
            }
            Self::Portal(login_host) => {
                let handler = move |request| {
                    let answer = portal(&request, login_host);
                    async { answer }
                };
                serve(io, Protocols::Http1, true, handler).await;
            }
            Self::Upgrade => {
                let handler = |request| {
                    let answer = upgrade(&request);
                    async { answer }
                };
                serve(io, Protocols::Http1, true, handler).await;
            }
            Self::Fixed(answer) => fixed(&mut io, answer).await,
            Self::Silent => while io.read(&mut [0; 1024]).await.is_ok_and(|n| n > 0) {},
            Self::Reset => {
                let _ = io.read(&mut [0; 1024]).await;
            }
        }
    }
}

/// Reads a request's head, or the first bytes of what is no HTTP, answers, and waits for the client to go, because closing a
/// connection with unread bytes would reset it.
async fn fixed<I: AsyncRead + AsyncWrite + Unpin>(io: &mut I, answer: &str) {
    let mut request = Vec::new();
    loop {
        match io.read_buf(&mut request).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let is_http = request.first().is_some_and(u8::is_ascii_uppercase);
        if !is_http || request.windows(4).any(|w| w == b"\r\n\r\n") || request.len() > LONGEST_REQUEST {
            break;
        }
    }
    if io.write_all(answer.as_bytes()).await.is_ok() && io.shutdown().await.is_ok() {
        let _ = timeout(CLOSE_TIMEOUT, async { while io.read(&mut [0; 1024]).await.is_ok_and(|n| n > 0) {} }).await;
    }
}
