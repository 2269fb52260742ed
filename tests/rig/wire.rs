//! Loopback servers: each records what it received, above and below TLS, and counts who is still connected. No protocol above TLS.

use futures_util::future::BoxFuture;
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

/// Any port of 127.0.0.1.
pub const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// More than this is received by no honest server here, and a flood must not fill the test's own memory.
const MOST_HEARD: usize = 256 * 1024;

pub trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}
pub type Wire = Box<dyn Io>;

/// Bytes that arrived.
#[derive(Clone, Default)]
pub struct Heard(Arc<Mutex<Vec<u8>>>);

impl Heard {
    pub fn note(&self, bytes: &[u8]) {
        let mut heard = self.0.lock().unwrap();
        let room = MOST_HEARD.saturating_sub(heard.len()).min(bytes.len());
        heard.extend_from_slice(&bytes[..room]);
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// A stream that notes what is read from it.
struct Tap {
    inner: Wire,
    heard: Heard,
}

impl AsyncRead for Tap {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let result = Pin::new(&mut self.inner).poll_read(cx, buf);
        self.heard.note(&buf.filled()[before..]);
        result
    }
}

impl AsyncWrite for Tap {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// An accepted connection.
pub struct Conn {
    pub wire: Wire,
    /// It speaks HTTP/2, as ALPN agreed.
    pub h2: bool,
    /// How many came before it.
    pub index: usize,
    /// Where a server that decodes notes what it understood.
    pub heard: Heard,
}

pub type Handler = Arc<dyn Fn(Conn) -> BoxFuture<'static, ()> + Send + Sync>;

/// A handler from a closure.
pub fn handler<F, T>(f: F) -> Handler
where
    F: Fn(Conn) -> T + Send + Sync + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    Arc::new(move |conn| Box::pin(f(conn)))
}

/// How a server takes connections.
#[derive(Clone)]
pub struct Manner {
    pub bind: SocketAddr,
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// Connections after which the port closes.
    pub lives: usize,
    /// Closing sends RST instead of FIN.
    pub resets: bool,
}

impl Manner {
    pub fn plain() -> Self {
        Self { bind: ANY, tls: None, lives: usize::MAX, resets: false }
    }

    pub fn tls(config: Arc<rustls::ServerConfig>) -> Self {
        Self { tls: Some(config), ..Self::plain() }
    }
}

/// A running server.
pub struct Server {
    pub address: SocketAddr,
    pub heard: Heard,
    open: Arc<watch::Sender<usize>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn start(manner: Manner, handler: Handler) -> Self {
        let (heard, open) = (Heard::default(), Arc::new(watch::Sender::new(0)));
        if manner.lives == 0 {
            // Taken, and nothing listens on it.
            let socket = tokio::net::TcpSocket::new_v4().unwrap();
            socket.bind(manner.bind).unwrap();
            let address = socket.local_addr().unwrap();
            let task = tokio::spawn(async move {
                let _socket = socket;
                std::future::pending::<()>().await;
            });
            return Self { address, heard, open, task };
        }
        let listener = TcpListener::bind(manner.bind).await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(accept(listener, manner, handler, heard.clone(), Arc::clone(&open)));
        Self { address, heard, open, task }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Connections that nobody has closed yet.
    pub fn open(&self) -> usize {
        *self.open.borrow()
    }

    /// Waits until all of them are closed.
    pub async fn closed(&self) {
        let _ = self.open.subscribe().wait_for(|open| *open == 0).await;
    }
}

struct Counted(Arc<watch::Sender<usize>>);
impl Drop for Counted {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open -= 1);
    }
}

async fn accept(
    listener: TcpListener,
    manner: Manner,
    handler: Handler,
    heard: Heard,
    open: Arc<watch::Sender<usize>>,
) {
    let mut connections = JoinSet::new();
    for index in 0..manner.lives {
        let Ok((stream, _)) = listener.accept().await else { break };
        open.send_modify(|open| *open += 1);
        let counted = Counted(Arc::clone(&open));
        let (manner, handler, heard) = (manner.clone(), Arc::clone(&handler), heard.clone());
        connections.spawn(async move {
            let _counted = counted;
            serve(stream, &manner, handler, heard, index).await;
        });
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn serve(stream: TcpStream, manner: &Manner, handler: Handler, heard: Heard, index: usize) {
    let _ = stream.set_nodelay(true);
    if manner.resets {
        let _ = stream.set_zero_linger();
    }
    let wire: Wire = Box::new(Tap { inner: Box::new(stream), heard: heard.clone() });
    let Some(tls) = &manner.tls else {
        return handler(Conn { wire, h2: false, index, heard }).await;
    };
    let Ok(stream) = TlsAcceptor::from(Arc::clone(tls)).accept(wire).await else { return };
    let h2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let wire: Wire = Box::new(Tap { inner: Box::new(stream), heard: heard.clone() });
    handler(Conn { wire, h2, index, heard }).await;
}

/// One step of a server that follows no protocol but its script.
#[derive(Clone)]
pub enum Step {
    Bytes(Vec<u8>),
    /// The same bytes for ever.
    Endless(Vec<u8>),
    /// A byte a second, then the next step.
    Drip(Vec<u8>),
    /// Reads and says nothing.
    Silence,
    /// Ends the connection.
    Close,
}

/// Performs the steps; false when the connection is over.
pub async fn perform(io: &mut (impl AsyncRead + AsyncWrite + Unpin), steps: &[Step]) -> bool {
    for step in steps {
        let sent = match step {
            Step::Bytes(bytes) => io.write_all(bytes).await,
            Step::Endless(bytes) => endless(io, bytes).await,
            Step::Drip(bytes) => drip(io, bytes).await,
            Step::Silence => {
                while io.read(&mut [0; 4096]).await.is_ok_and(|n| n > 0) {}
                return false;
            }
            Step::Close => {
                let _ = io.shutdown().await;
                return false;
            }
        };
        if sent.is_err() || io.flush().await.is_err() {
            return false;
        }
    }
    true
}

/// As fast as it goes for half a megabyte, then at a pace that leaves this machine's cores to the others.
async fn endless(io: &mut (impl AsyncRead + AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    let mut pace = tokio::time::interval(Duration::from_millis(10));
    let mut sent = 0;
    loop {
        io.write_all(bytes).await?;
        sent += bytes.len();
        if sent > 512 * 1024 {
            pace.tick().await;
        }
    }
}

async fn drip(io: &mut (impl AsyncRead + AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    // The pace is the behavior under test.
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    for byte in bytes {
        seconds.tick().await;
        io.write_all(&[*byte]).await?;
        io.flush().await?;
    }
    Ok(())
}
