//! HTTP/2 (RFC 9113), read from a copy: headers and trailers are decoded, data is counted through.

use super::hpack::Decoder;
use super::{Desk, MAX_HEAD_BYTES, PREFACE, Unreadable};
use crate::io::observe::head::{Head, Header};
use crate::io::observe::journal::RequestNumber;
use std::collections::HashMap;

/// Most streams that are open at once.
const MAX_STREAMS: usize = 4096;
/// Bytes of a frame's head.
const FRAME_HEAD: usize = 9;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const PUSH_PROMISE: u8 = 5;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const PADDED: u8 = 8;
const PRIORITY: u8 = 0x20;

/// Both directions of a connection.
pub(super) struct Http2 {
    said: Frames,
    answered: Frames,
    streams: HashMap<u32, Stream>,
}

struct Stream {
    number: Option<RequestNumber>,
    /// Whether the answer's head has come.
    headed: bool,
}

impl Default for Http2 {
    fn default() -> Self {
        let said = Frames { skipped: PREFACE.len() as u64, ..Frames::default() };
        Self { said, answered: Frames::default(), streams: HashMap::new() }
    }
}

/// One direction: frames, and the block of headers that is under way.
#[derive(Default)]
struct Frames {
    head: Vec<u8>,
    payload: Vec<u8>,
    /// Bytes that are passed over before the next frame.
    skipped: u64,
    block: Vec<u8>,
    /// The stream of the block, and whether it ends with it.
    of: (u32, bool),
    decoder: Decoder,
}

/// What was read.
enum Event {
    Headers(u32, Vec<Header>, bool),
    End(u32),
    Reset(u32),
}

impl Frames {
    fn next(&mut self, bytes: &mut &[u8]) -> Result<Option<Event>, Unreadable> {
        while !bytes.is_empty() {
            if self.skipped > 0 {
                let count = usize::try_from(self.skipped).map_or(bytes.len(), |left| left.min(bytes.len()));
                *bytes = &bytes[count..];
                self.skipped -= count as u64;
                continue;
            }
            if !fill(&mut self.head, bytes, FRAME_HEAD) {
                break;
            }
            let length = usize::from(self.head[0]) << 16 | usize::from(self.head[1]) << 8 | usize::from(self.head[2]);
            let (kind, flags) = (self.head[3], self.head[4]);
            let stream = u32::from_be_bytes([self.head[5], self.head[6], self.head[7], self.head[8]]) & 0x7FFF_FFFF;
            match kind {
                HEADERS | CONTINUATION | RST_STREAM => {
                    if length + self.block.len() > MAX_HEAD_BYTES {
                        return Err(Unreadable);
                    }
                    if !fill(&mut self.payload, bytes, length) {
                        break;
                    }
                    self.head.clear();
                    let payload = std::mem::take(&mut self.payload);
                    if let Some(event) = self.frame(kind, flags, stream, &payload)? {
                        return Ok(Some(event));
                    }
                }
                // Official clients refuse them; whoever takes them changes the state of the compression.
                PUSH_PROMISE => return Err(Unreadable),
                _ => {
                    self.head.clear();
                    self.skipped = length as u64;
                    if kind == DATA && flags & END_STREAM != 0 {
                        return Ok(Some(Event::End(stream)));
                    }
                }
            }
        }
        Ok(None)
    }

    fn frame(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Result<Option<Event>, Unreadable> {
        if kind == RST_STREAM {
            return Ok(Some(Event::Reset(stream)));
        }
        if kind == HEADERS {
            let mut block = payload;
            if flags & PADDED != 0 {
                let (padding, rest) = block.split_first().ok_or(Unreadable)?;
                let end = rest.len().checked_sub(usize::from(*padding)).ok_or(Unreadable)?;
                block = &rest[..end];
            }
            if flags & PRIORITY != 0 {
                block = block.get(5..).ok_or(Unreadable)?;
            }
            self.block = block.to_vec();
            self.of = (stream, flags & END_STREAM != 0);
        } else {
            self.block.extend(payload);
        }
        if flags & END_HEADERS == 0 {
            return Ok(None);
        }
        let block = std::mem::take(&mut self.block);
        let headers = self.decoder.block(&block).map_err(|_| Unreadable)?;
        let (stream, ends) = self.of;
        Ok(Some(Event::Headers(stream, headers, ends)))
    }
}

/// Fills a buffer up to this length. False when the bytes did not suffice.
fn fill(buffer: &mut Vec<u8>, bytes: &mut &[u8], length: usize) -> bool {
    let count = length.saturating_sub(buffer.len()).min(bytes.len());
    buffer.extend(&bytes[..count]);
    *bytes = &bytes[count..];
    buffer.len() >= length
}

impl Http2 {
    pub(super) fn program(&mut self, mut bytes: &[u8], desk: &Desk) -> Result<(), Unreadable> {
        while let Some(event) = self.said.next(&mut bytes)? {
            match event {
                Event::Headers(stream, headers, _) if !self.streams.contains_key(&stream) => {
                    if self.streams.len() >= MAX_STREAMS {
                        return Err(Unreadable);
                    }
                    let pseudo = |wanted: &[u8]| {
                        let value = headers.iter().find(|(name, _)| name == wanted);
                        value.map_or_else(String::new, |(_, value)| String::from_utf8_lossy(value).into_owned())
                    };
                    let (method, path) = (pseudo(b":method"), pseudo(b":path"));
                    let number = desk.request(&Head { method, path, headers, version: "HTTP/2" });
                    self.streams.insert(stream, Stream { number, headed: false });
                }
                Event::Reset(stream) => {
                    if let Some(stream) = self.streams.remove(&stream) {
                        desk.journal.given_up(stream.number);
                    }
                }
                Event::Headers(..) | Event::End(_) => {}
            }
        }
        Ok(())
    }

    pub(super) fn server(&mut self, mut bytes: &[u8], desk: &Desk) -> Result<(), Unreadable> {
        while let Some(event) = self.answered.next(&mut bytes)? {
            match event {
                Event::Headers(id, headers, ends) => {
                    let Some(stream) = self.streams.get_mut(&id) else { continue };
                    let grpc = super::grpc_status(&headers);
                    let status = headers.iter().find(|(name, _)| name == b":status");
                    let status = status.and_then(|(_, value)| std::str::from_utf8(value).ok()?.parse::<u16>().ok());
                    if status.is_some_and(|status| status < 200) {
                        continue;
                    }
                    if !stream.headed {
                        stream.headed = true;
                        desk.journal.answered(stream.number, status, grpc);
                    }
                    if ends {
                        desk.journal.complete(stream.number, grpc);
                        self.streams.remove(&id);
                    }
                }
                Event::End(id) => {
                    if let Some(stream) = self.streams.remove(&id) {
                        desk.journal.complete(stream.number, None);
                    }
                }
                Event::Reset(id) => {
                    if let Some(stream) = self.streams.remove(&id) {
                        desk.journal.broken(stream.number);
                    }
                }
            }
        }
        Ok(())
    }
}
