//! Carries bytes in both directions, streaming and unchanged, and hands a copy to whoever listens. Memory is two buffers, whatever passes.

use super::journal::Journal;
use super::wire::Conversation;
use crate::model::evidence::Closer;
use std::io::Cursor;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, Chain, Join, join, split};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// Bytes that are carried at a time.
const BUFFER_BYTES: usize = 64 * 1024;

/// Carries everything between the program and the other side, until both have closed. A connection that is not listened to has no conversation.
pub(super) async fn relay(
    program: impl AsyncRead + AsyncWrite,
    server: impl AsyncRead + AsyncWrite,
    journal: &Journal,
    connection: usize,
    conversation: Option<&Conversation>,
) {
    let ((from_program, to_program), (from_server, to_server)) = (split(program), split(server));
    let out = async {
        let done = carry(from_program, to_server, |bytes| {
            if let Some(c) = conversation {
                c.program(bytes);
            }
        });
        let done = done.await;
        journal.closed(connection, if done == Ended::Reading { Closer::Program } else { Closer::Server });
    };
    let back = async {
        let done = carry(from_server, to_program, |bytes| {
            if let Some(c) = conversation {
                c.server(bytes);
            }
        });
        let done = done.await;
        journal.closed(connection, if done == Ended::Reading { Closer::Server } else { Closer::Program });
    };
    tokio::join!(out, back);
}

/// Which side of a direction ended it.
#[derive(PartialEq, Eq)]
enum Ended {
    Reading,
    Writing,
}

async fn carry(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, heard: impl Fn(&[u8])) -> Ended {
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let count = match from.read(&mut buffer).await {
            Ok(0) | Err(_) => {
                let _ = to.shutdown().await;
                return Ended::Reading;
            }
            Ok(count) => count,
        };
        heard(&buffer[..count]);
        if to.write_all(&buffer[..count]).await.is_err() || to.flush().await.is_err() {
            return Ended::Writing;
        }
    }
}

/// A connection whose first bytes were read already.
pub(super) type Prefixed = Join<Chain<Cursor<Vec<u8>>, OwnedReadHalf>, OwnedWriteHalf>;

/// The connection with what was read of it in front again.
pub(super) fn prefixed(first: Vec<u8>, stream: TcpStream) -> Prefixed {
    let (read, write) = stream.into_split();
    join(Cursor::new(first).chain(read), write)
}
