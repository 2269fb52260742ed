//! HTTP/1.1 (RFC 9112), read from a copy: heads are parsed, bodies are counted through.

use super::{Desk, MAX_HEAD_BYTES, Unreadable};
use crate::io::observe::head::{Head, Header};
use crate::io::observe::journal::RequestNumber;
use std::collections::VecDeque;

/// Most requests that wait for their answers.
const MAX_PENDING: usize = 1024;

/// Both directions of a connection.
#[derive(Default)]
pub(super) struct Http1 {
    said: Messages,
    answered: Messages,
    /// Requests without an answer, and whether each was a HEAD.
    pending: VecDeque<(Option<RequestNumber>, bool)>,
    current: Option<RequestNumber>,
    /// Another protocol has been agreed on.
    switched: bool,
}

/// One direction: where in a message it is.
#[derive(Default)]
struct Messages {
    state: State,
    line: Vec<u8>,
}

#[derive(Default, Clone, Copy)]
enum State {
    #[default]
    Head,
    Body(u64),
    ChunkSize,
    Chunk(u64),
    Trailers,
    ToTheEnd,
}

/// How long the body behind a head is.
enum Framing {
    Length(u64),
    Chunked,
    ToTheEnd,
}

/// What was reached.
enum Reached {
    Head(Vec<u8>),
    End,
}

impl Messages {
    /// Reads on to the next head or the end of a message; none when the bytes are used up.
    fn next(&mut self, bytes: &mut &[u8]) -> Result<Option<Reached>, Unreadable> {
        while !bytes.is_empty() {
            match self.state {
                State::Head => {
                    if let Some(head) = self.until(bytes, b"\r\n\r\n")? {
                        return Ok(Some(Reached::Head(head)));
                    }
                }
                State::Body(left) => {
                    let left = skip(bytes, left);
                    self.state = State::Body(left);
                    if left == 0 {
                        self.state = State::Head;
                        return Ok(Some(Reached::End));
                    }
                }
                State::ChunkSize => {
                    if let Some(line) = self.until(bytes, b"\r\n")? {
                        let digits = line.split(|b| *b == b';').next().unwrap_or_default();
                        let size =
                            std::str::from_utf8(digits).ok().and_then(|d| u64::from_str_radix(d.trim(), 16).ok());
                        self.state = match size.ok_or(Unreadable)? {
                            0 => State::Trailers,
                            size => State::Chunk(size.checked_add(2).ok_or(Unreadable)?),
                        };
                    }
                }
                State::Chunk(left) => {
                    let left = skip(bytes, left);
                    self.state = if left == 0 { State::ChunkSize } else { State::Chunk(left) };
                }
                State::Trailers => {
                    if self.until(bytes, b"\r\n")?.is_some_and(|line| line == b"\r\n") {
                        self.state = State::Head;
                        return Ok(Some(Reached::End));
                    }
                }
                State::ToTheEnd => *bytes = &[],
            }
        }
        Ok(None)
    }

    /// Takes bytes up to this end.
    fn until(&mut self, bytes: &mut &[u8], end: &[u8]) -> Result<Option<Vec<u8>>, Unreadable> {
        // An end may begin in what was kept: a byte at a time is simple, and heads are short.
        while let Some((first, rest)) = bytes.split_first() {
            *bytes = rest;
            // Empty lines in front of a head are passed over (§2.2).
            if !(self.line.is_empty() && end.len() == 4 && matches!(first, b'\r' | b'\n')) {
                self.line.push(*first);
            }
            if self.line.ends_with(end) {
                return Ok(Some(std::mem::take(&mut self.line)));
            }
            if self.line.len() > MAX_HEAD_BYTES {
                return Err(Unreadable);
            }
        }
        Ok(None)
    }

    /// The body that follows. True when there is none.
    fn body(&mut self, framing: &Framing) -> bool {
        self.state = match framing {
            Framing::Length(0) => State::Head,
            Framing::Length(length) => State::Body(*length),
            Framing::Chunked => State::ChunkSize,
            Framing::ToTheEnd => State::ToTheEnd,
        };
        matches!(self.state, State::Head)
    }
}

fn skip(bytes: &mut &[u8], left: u64) -> u64 {
    let count = usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()));
    *bytes = &bytes[count..];
    left - count as u64
}

impl Http1 {
    pub(super) fn program(&mut self, mut bytes: &[u8], desk: &Desk) -> Result<(), Unreadable> {
        while !self.switched
            && let Some(reached) = self.said.next(&mut bytes)?
        {
            let Reached::Head(head) = reached else { continue };
            let (first, headers) = parse(&head).ok_or(Unreadable)?;
            let mut words = first.split(' ');
            let (Some(method), Some(path), Some("HTTP/1.1" | "HTTP/1.0")) = (words.next(), words.next(), words.next())
            else {
                return Err(Unreadable);
            };
            if self.pending.len() >= MAX_PENDING {
                return Err(Unreadable);
            }
            self.said.body(&framing(&headers).unwrap_or(Framing::Length(0)));
            let head = Head { method: method.to_owned(), path: path.to_owned(), headers, version: "HTTP/1.1" };
            self.pending.push_back((desk.request(&head), method == "HEAD"));
        }
        Ok(())
    }

    pub(super) fn server(&mut self, mut bytes: &[u8], desk: &Desk) -> Result<(), Unreadable> {
        while !self.switched
            && let Some(reached) = self.answered.next(&mut bytes)?
        {
            let Reached::Head(head) = reached else {
                self.end(desk);
                continue;
            };
            let (first, headers) = parse(&head).ok_or(Unreadable)?;
            let status: u16 =
                first.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)?.parse().ok()).ok_or(Unreadable)?;
            if status == 101 {
                self.switched = true;
            } else if status < 200 {
                self.answered.body(&Framing::Length(0));
                continue;
            }
            let (number, is_head) = self.pending.pop_front().ok_or(Unreadable)?;
            desk.journal.answered(number, Some(status), super::grpc_status(&headers));
            self.current = number;
            let none = is_head || matches!(status, 101 | 204 | 304);
            let framing = if none { Framing::Length(0) } else { framing(&headers).unwrap_or(Framing::ToTheEnd) };
            // An answer without a stated end is there when its head is: nothing of the body is looked at.
            if self.answered.body(&framing) || matches!(framing, Framing::ToTheEnd) {
                self.end(desk);
            }
        }
        Ok(())
    }

    fn end(&mut self, desk: &Desk) {
        desk.journal.complete(self.current.take(), None);
    }
}

/// The first line and the headers, names in lower case.
fn parse(head: &[u8]) -> Option<(String, Vec<Header>)> {
    let mut lines = head.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let first = String::from_utf8_lossy(lines.next()?).into_owned();
    let header = |line: &[u8]| {
        let colon = line.iter().position(|b| *b == b':')?;
        // What clients leave around a value is a part of what is looked for, but for the one space that belongs there.
        let value = &line[colon + 1..];
        Some((line[..colon].to_ascii_lowercase(), value.strip_prefix(b" ").unwrap_or(value).to_vec()))
    };
    Some((first, lines.filter(|line| !line.is_empty()).filter_map(header).collect()))
}

fn framing(headers: &[Header]) -> Option<Framing> {
    let value = |wanted: &[u8]| {
        let (_, value) = headers.iter().find(|(name, _)| name == wanted)?;
        std::str::from_utf8(value).ok().map(|v| v.trim().to_ascii_lowercase())
    };
    if value(b"transfer-encoding").is_some_and(|v| v.ends_with("chunked")) {
        return Some(Framing::Chunked);
    }
    value(b"content-length")?.parse().ok().map(Framing::Length)
}
