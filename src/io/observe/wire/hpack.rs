//! Header compression of HTTP/2 (RFC 7541), decoding alone: the observer reads a copy of what passes and encodes nothing. Everything is
//! bounded; what breaks a rule ends the reading of that connection and nothing else.

use crate::io::observe::head::Header;

/// Largest dynamic table, in bytes as RFC 7541 §4.1 counts. Encoders of clients stay at 4096.
const MAX_TABLE_BYTES: usize = 64 * 1024;
/// Table size before anybody says otherwise.
const FIRST_TABLE_BYTES: usize = 4096;
/// What an entry counts besides its texts.
const ENTRY_BYTES: usize = 32;
/// Most bytes that one block comes to.
const MAX_BLOCK_BYTES: usize = 256 * 1024;

/// A block that can't be read.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::io::observe) struct Malformed;

/// The decoder of one direction of a connection.
pub(in crate::io::observe) struct Decoder {
    /// The newest first.
    table: std::collections::VecDeque<Header>,
    size: usize,
    limit: usize,
}

impl Default for Decoder {
    fn default() -> Self {
        Self { table: std::collections::VecDeque::new(), size: 0, limit: FIRST_TABLE_BYTES }
    }
}

impl Decoder {
    /// The headers of a whole block.
    pub(in crate::io::observe) fn block(&mut self, block: &[u8]) -> Result<Vec<Header>, Malformed> {
        let mut rest = block;
        let (mut headers, mut bytes) = (Vec::new(), 0);
        while let Some(&first) = rest.first() {
            let header = if first & 0x80 != 0 {
                self.indexed(integer(&mut rest, 7)?)?
            } else if first & 0xE0 == 0x20 {
                let limit = integer(&mut rest, 5)?;
                if limit > MAX_TABLE_BYTES {
                    return Err(Malformed);
                }
                self.limit = limit;
                self.evict();
                continue;
            } else {
                let (kept, prefix) = if first & 0x40 != 0 { (true, 6) } else { (false, 4) };
                let name = match integer(&mut rest, prefix)? {
                    0 => text(&mut rest)?,
                    index => self.indexed(index)?.0,
                };
                let header = (name, text(&mut rest)?);
                if kept {
                    self.size += header.0.len() + header.1.len() + ENTRY_BYTES;
                    self.table.push_front(header.clone());
                    self.evict();
                }
                header
            };
            bytes += header.0.len() + header.1.len() + ENTRY_BYTES;
            if bytes > MAX_BLOCK_BYTES {
                return Err(Malformed);
            }
            headers.push(header);
        }
        Ok(headers)
    }

    fn indexed(&self, index: usize) -> Result<Header, Malformed> {
        let at = index.checked_sub(1).ok_or(Malformed)?;
        if let Some((name, value)) = STATIC.get(at) {
            return Ok((name.as_bytes().to_vec(), value.as_bytes().to_vec()));
        }
        self.table.get(at - STATIC.len()).cloned().ok_or(Malformed)
    }

    fn evict(&mut self) {
        while self.size > self.limit {
            let Some((name, value)) = self.table.pop_back() else { break };
            self.size -= name.len() + value.len() + ENTRY_BYTES;
        }
    }
}

/// An integer whose first bits share a byte with something else (§5.1).
fn integer(rest: &mut &[u8], prefix: u32) -> Result<usize, Malformed> {
    let mask = (1_usize << prefix) - 1;
    let mut value = usize::from(take(rest)?) & mask;
    if value < mask {
        return Ok(value);
    }
    for shift in [0, 7, 14, 21] {
        let byte = usize::from(take(rest)?);
        value += (byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(Malformed)
}

fn take(rest: &mut &[u8]) -> Result<u8, Malformed> {
    let (first, behind) = rest.split_first().ok_or(Malformed)?;
    *rest = behind;
    Ok(*first)
}

/// A text, as it is or in Huffman's code (§5.2).
fn text(rest: &mut &[u8]) -> Result<Vec<u8>, Malformed> {
    let coded = rest.first().ok_or(Malformed)? & 0x80 != 0;
    let length = integer(rest, 7)?;
    let (text, behind) = rest.split_at_checked(length).ok_or(Malformed)?;
    *rest = behind;
    if coded { huffman(text) } else { Ok(text.to_vec()) }
}

/// Code lengths of the bytes 0 to 255 and of the end (§B). The code is canonical: within a length, codes follow the bytes.
const LENGTHS: [u8; 257] = [
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28,
    28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12,
    10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6,
    5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22,
    22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20,
    22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28,
    27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28,
    27, 27, 27, 27, 27, 26, 30,
];

/// Longest code, in bits.
const LONGEST_CODE: usize = 30;

/// For each length its first code, and the symbols in order of their codes with the place where each length begins.
struct Code {
    first: [u32; LONGEST_CODE + 2],
    start: [usize; LONGEST_CODE + 2],
    symbols: Vec<u16>,
}

static CODE: std::sync::LazyLock<Code> = std::sync::LazyLock::new(|| {
    let (mut first, mut start) = ([0; LONGEST_CODE + 2], [0; LONGEST_CODE + 2]);
    let (mut symbols, mut next) = (Vec::with_capacity(LENGTHS.len()), 0_u32);
    for length in 1..=LONGEST_CODE {
        next <<= 1;
        (first[length], start[length]) = (next, symbols.len());
        let of_length = (0_u16..).zip(LENGTHS).filter(|(_, l)| usize::from(*l) == length);
        symbols.extend(of_length.map(|(symbol, _)| symbol));
        next += u32::try_from(symbols.len() - start[length]).unwrap_or_default();
    }
    start[LONGEST_CODE + 1] = symbols.len();
    Code { first, start, symbols }
});

fn huffman(coded: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut out = Vec::with_capacity(coded.len() * 2);
    let (mut code, mut length) = (0_u32, 0_usize);
    for bit in coded.iter().flat_map(|byte| (0..8).rev().map(move |at| u32::from(byte >> at & 1))) {
        code = code << 1 | bit;
        length += 1;
        if length > LONGEST_CODE {
            return Err(Malformed);
        }
        let count = CODE.start[length + 1] - CODE.start[length];
        let Some(at) = code.checked_sub(CODE.first[length]).and_then(|at| usize::try_from(at).ok()) else { continue };
        if at < count {
            let symbol = CODE.symbols[CODE.start[length] + at];
            out.push(u8::try_from(symbol).map_err(|_| Malformed)?);
            (code, length) = (0, 0);
        }
    }
    // What is left is padding: the beginning of the end's code, which is ones.
    if length < 8 && code == (1 << length) - 1 { Ok(out) } else { Err(Malformed) }
}

/// §A.
const STATIC: [(&str, &str); 61] = [
    (":authority", ""),
    (":method", "GET"),
    (":method", "POST"),
    (":path", "/"),
    (":path", "/index.html"),
    (":scheme", "http"),
    (":scheme", "https"),
    (":status", "200"),
    (":status", "204"),
    (":status", "206"),
    (":status", "304"),
    (":status", "400"),
    (":status", "404"),
    (":status", "500"),
    ("accept-charset", ""),
    ("accept-encoding", "gzip, deflate"),
    ("accept-language", ""),
    ("accept-ranges", ""),
    ("accept", ""),
    ("access-control-allow-origin", ""),
    ("age", ""),
    ("allow", ""),
    ("authorization", ""),
    ("cache-control", ""),
    ("content-disposition", ""),
    ("content-encoding", ""),
    ("content-language", ""),
    ("content-length", ""),
    ("content-location", ""),
    ("content-range", ""),
    ("content-type", ""),
    ("cookie", ""),
    ("date", ""),
    ("etag", ""),
    ("expect", ""),
    ("expires", ""),
    ("from", ""),
    ("host", ""),
    ("if-match", ""),
    ("if-modified-since", ""),
    ("if-none-match", ""),
    ("if-range", ""),
    ("if-unmodified-since", ""),
    ("last-modified", ""),
    ("link", ""),
    ("location", ""),
    ("max-forwards", ""),
    ("proxy-authenticate", ""),
    ("proxy-authorization", ""),
    ("range", ""),
    ("referer", ""),
    ("refresh", ""),
    ("retry-after", ""),
    ("server", ""),
    ("set-cookie", ""),
    ("strict-transport-security", ""),
    ("transfer-encoding", ""),
    ("user-agent", ""),
    ("vary", ""),
    ("via", ""),
    ("www-authenticate", ""),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hexadecimal: &str) -> Vec<u8> {
        let digits: Vec<char> = hexadecimal.chars().filter(|c| !c.is_whitespace()).collect();
        digits.chunks(2).map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap()).collect()
    }

    fn shown(headers: &[Header]) -> Vec<String> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        headers.iter().map(|(name, value)| format!("{}: {}", text(name), text(value))).collect()
    }

    /// RFC 7541 §C.4 and §C.6: three blocks each, with Huffman's code and evictions.
    #[test]
    fn the_examples_of_the_standard() {
        let mut requests = Decoder::default();
        for (block, last) in [
            ("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff", ":authority: www.example.com"),
            ("8286 84be 5886 a8eb 1064 9cbf", "cache-control: no-cache"),
            ("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf", "custom-key: custom-value"),
        ] {
            assert_eq!(shown(&requests.block(&bytes(block)).unwrap()).last().unwrap(), last);
        }
        let mut answers = Decoder { limit: 256, ..Decoder::default() };
        let first = answers.block(&bytes(
            "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 \
             8f0b 97c8 e9ae 82ae 43d3",
        ));
        assert_eq!(
            shown(&first.unwrap()),
            [
                ":status: 302",
                "cache-control: private",
                "date: Mon, 21 Oct 2013 20:13:21 GMT",
                "location: https://www.example.com"
            ]
        );
        let second = answers.block(&bytes("4883 640e ffc1 c0bf")).unwrap();
        assert_eq!(shown(&second)[0], ":status: 307");
        assert_eq!(answers.table.len(), 4);
        assert_eq!(answers.size, 222);
    }

    #[test]
    fn what_breaks_a_rule_is_refused() {
        for block in
            ["80", "ff ff ff ff ff ff", "be", "3f ff ff 7f", "41", "41 85 00", "41 81 ff ff", "41 84 ff ff ff ff"]
        {
            assert_eq!(Decoder::default().block(&bytes(block)), Err(Malformed), "{block}");
        }
    }
}
