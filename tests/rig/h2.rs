//! HTTP/2 frames by hand, for servers that break every rule of it (RFC 9113, RFC 7541 without Huffman codes).

use super::wire::{Conn, Handler, Step, handler, perform};
use tokio::io::AsyncReadExt as _;

pub const DATA: u8 = 0;
pub const HEADERS: u8 = 1;
pub const RST_STREAM: u8 = 3;
pub const SETTINGS: u8 = 4;
pub const PUSH_PROMISE: u8 = 5;
pub const PING: u8 = 6;
pub const GOAWAY: u8 = 7;
pub const WINDOW_UPDATE: u8 = 8;
pub const CONTINUATION: u8 = 9;

pub const END_STREAM: u8 = 1;
pub const ACK: u8 = 1;
pub const END_HEADERS: u8 = 4;

/// A frame.
pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = vec![length[1], length[2], length[3], kind, flags];
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}

/// A setting.
pub fn setting(id: u16, value: u32) -> Vec<u8> {
    frame(SETTINGS, 0, 0, &[&id.to_be_bytes()[..], &value.to_be_bytes()].concat())
}

/// Header fields, literal and not indexed.
pub fn fields(list: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, value) in list {
        bytes.push(0);
        string(&mut bytes, name.as_bytes());
        string(&mut bytes, value);
    }
    bytes
}

/// A string literal with its length in front (RFC 7541 §5.1, §5.2).
pub fn string(out: &mut Vec<u8>, text: &[u8]) {
    let mut rest = text.len();
    if rest < 127 {
        out.push(u8::try_from(rest).unwrap());
    } else {
        out.push(127);
        rest -= 127;
        while rest >= 128 {
            out.push(u8::try_from(rest % 128).unwrap() | 128);
            rest /= 128;
        }
        out.push(u8::try_from(rest).unwrap());
    }
    out.extend(text);
}

/// The head of a gRPC answer on stream 1.
pub fn head() -> Vec<u8> {
    frame(HEADERS, END_HEADERS, 1, &fields(&[(":status", b"200"), ("content-type", b"application/grpc")]))
}

/// An answer without a message.
pub fn trailers_only(status: &str, message: &[u8]) -> Vec<u8> {
    let list = [
        (":status", &b"200"[..]),
        ("content-type", b"application/grpc"),
        ("grpc-status", status.as_bytes()),
        ("grpc-message", message),
    ];
    frame(HEADERS, END_HEADERS | END_STREAM, 1, &fields(&list))
}

/// The whole of a good health check.
pub fn serving() -> Vec<u8> {
    let trailers = frame(HEADERS, END_HEADERS | END_STREAM, 1, &fields(&[("grpc-status", b"0")]));
    [head(), frame(DATA, 0, 1, &[0, 0, 0, 0, 2, 8, 1]), trailers].concat()
}

/// Greets with SETTINGS, performs the steps once a request has come, and goes on reading meanwhile.
pub fn after_request(steps: Vec<Step>) -> Handler {
    handler(move |conn: Conn| {
        let steps = steps.clone();
        async move {
            let (mut read, write) = tokio::io::split(conn.wire);
            let mut write = tokio::io::join(tokio::io::empty(), write);
            if !perform(&mut write, &[Step::Bytes(frame(SETTINGS, 0, 0, &[]))]).await {
                return;
            }
            if read.read_exact(&mut [0; 24]).await.is_err() {
                return;
            }
            loop {
                let mut header = [0; 9];
                if read.read_exact(&mut header).await.is_err() {
                    return;
                }
                let length = u64::from(u32::from_be_bytes([0, header[0], header[1], header[2]]));
                if tokio::io::copy(&mut (&mut read).take(length), &mut tokio::io::sink()).await.is_err() {
                    return;
                }
                if header[3] == HEADERS {
                    break;
                }
            }
            let drain = async { while read.read(&mut [0; 16 * 1024]).await.is_ok_and(|n| n > 0) {} };
            tokio::pin!(drain);
            tokio::select! {
                () = &mut drain => return,
                open = perform(&mut write, &steps) => if !open { return },
            }
            // The client decides when it is over.
            drain.await;
        }
    })
}
