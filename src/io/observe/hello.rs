//! The first bytes of a connection: TLS or not, and what its client hello asks for. What was read is kept, so that it can be passed on.

use rustls::server::Acceptor;
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// Longest client hello.
const MAX_HELLO_BYTES: usize = 64 * 1024;
/// The record type that begins a handshake (RFC 8446 §5.1).
const HANDSHAKE: u8 = 0x16;

/// What a client hello asks for.
pub(super) struct Hello {
    /// The host (SNI).
    pub(super) name: Option<String>,
    /// The protocols (ALPN).
    pub(super) alpn: Vec<Vec<u8>>,
}

/// The first bytes, and the hello where they are TLS. An error is a client that left without a word.
pub(super) async fn read(
    stream: &mut (impl AsyncRead + Unpin),
    mut read: Vec<u8>,
) -> io::Result<(Vec<u8>, Option<Hello>)> {
    let (mut acceptor, mut fed) = (Acceptor::default(), 0);
    loop {
        if read.len() == fed && stream.read_buf(&mut read).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if read[0] != HANDSHAKE || read.len() > MAX_HELLO_BYTES {
            return Ok((read, None));
        }
        let mut rest = &read[fed..];
        while !rest.is_empty() {
            acceptor.read_tls(&mut rest)?;
        }
        fed = read.len();
        match acceptor.accept() {
            Ok(None) => {}
            Ok(Some(accepted)) => {
                let hello = accepted.client_hello();
                let alpn = hello.alpn().into_iter().flatten().map(<[u8]>::to_vec).collect();
                let hello = Hello { name: hello.server_name().map(str::to_owned), alpn };
                return Ok((read, Some(hello)));
            }
            // Nothing that is known: it is carried through as it is.
            Err(_) => return Ok((read, None)),
        }
    }
}
