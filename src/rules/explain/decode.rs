//! Bytes of any encoding that people paste, as UTF-8, chunk by chunk. It knows encodings and nothing of errors.

/// How the bytes are to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Encoding {
    /// UTF-8; bytes that are not are read as Windows-1252.
    Utf8,
    /// Two bytes a unit, the low one first.
    Utf16Le,
    /// Two bytes a unit, the high one first.
    Utf16Be,
}

/// Turns chunks of bytes into UTF-8. A character that is split between two chunks is kept for the next one.
#[derive(Clone, Default, Debug)]
pub(super) struct Decoder {
    encoding: Option<Encoding>,
    kept: Vec<u8>,
    high: Option<u16>,
    /// A carriage return at the end of a chunk: what follows it decides.
    returned: bool,
}

/// How many bytes are looked at before the encoding is decided.
const ENCODING_SAMPLE_BYTES: usize = 4096;

impl Decoder {
    /// Adds the text of `bytes` to `out`; a carriage return alone ends a line there, too. With `last`, nothing is kept back.
    pub(super) fn push(&mut self, bytes: &[u8], last: bool, out: &mut String) {
        let from = out.len();
        if std::mem::take(&mut self.returned) {
            out.push('\r');
        }
        self.text(bytes, last, out);
        if !last && out[from..].ends_with('\r') {
            out.pop();
            self.returned = true;
        }
        if has_lone_return(&out.as_bytes()[from..]) {
            let text = out.split_off(from);
            out.push_str(&with_ends_of_lines(&text));
        }
    }

    fn text(&mut self, bytes: &[u8], last: bool, out: &mut String) {
        if self.encoding.is_none() {
            self.kept.extend_from_slice(bytes);
            if self.kept.len() < ENCODING_SAMPLE_BYTES && !last {
                return;
            }
            let start = std::mem::take(&mut self.kept);
            let (encoding, mark) = detect(&start);
            self.encoding = Some(encoding);
            self.decode(encoding, &start[mark..], last, out);
        } else if let Some(encoding) = self.encoding {
            if self.kept.is_empty() {
                self.decode(encoding, bytes, last, out);
            } else {
                let mut joined = std::mem::take(&mut self.kept);
                joined.extend_from_slice(bytes);
                self.decode(encoding, &joined, last, out);
            }
        }
    }

    fn decode(&mut self, encoding: Encoding, bytes: &[u8], last: bool, out: &mut String) {
        match encoding {
            Encoding::Utf8 => self.utf8(bytes, last, out),
            Encoding::Utf16Le => self.utf16(bytes, u16::from_le_bytes, out),
            Encoding::Utf16Be => self.utf16(bytes, u16::from_be_bytes, out),
        }
    }

    fn utf8(&mut self, mut bytes: &[u8], last: bool, out: &mut String) {
        loop {
            match std::str::from_utf8(bytes) {
                Ok(text) => {
                    out.push_str(text);
                    return;
                }
                Err(error) => {
                    let (good, bad) = bytes.split_at(error.valid_up_to());
                    out.push_str(std::str::from_utf8(good).unwrap_or_default());
                    if error.error_len().is_none() && !last {
                        self.kept = bad.to_vec();
                        return;
                    }
                    let skip = error.error_len().unwrap_or(bad.len()).min(bad.len());
                    out.extend(bad[..skip].iter().map(|b| windows_1252(*b)));
                    bytes = &bad[skip..];
                }
            }
        }
    }

    fn utf16(&mut self, bytes: &[u8], unit: fn([u8; 2]) -> u16, out: &mut String) {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units = self.high.take().into_iter().chain(pairs.iter().map(|p| unit(*p)));
        let mut units = units.peekable();
        while let Some(first) = units.next() {
            if (0xD800..0xDC00).contains(&first) {
                let Some(second) = units.peek().copied() else {
                    self.high = Some(first);
                    break;
                };
                if let Some(Ok(c)) = char::decode_utf16([first, second]).next() {
                    out.push(c);
                    units.next();
                } else {
                    out.push(char::REPLACEMENT_CHARACTER);
                }
            } else {
                out.push(char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        self.kept = rest.to_vec();
    }
}

/// Whether a carriage return stands there without the line feed behind it.
fn has_lone_return(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'))
}

/// The text with a line feed for each carriage return that stands alone: places stay where they are.
fn with_ends_of_lines(text: &str) -> String {
    let mut chars = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        out.push(if c == '\r' && chars.peek() != Some(&'\n') { '\n' } else { c });
    }
    out
}

/// The encoding and the length of the byte order mark.
fn detect(bytes: &[u8]) -> (Encoding, usize) {
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        return (Encoding::Utf8, 3);
    }
    if bytes.starts_with(&[0xFF, 0xFE]) {
        return (Encoding::Utf16Le, 2);
    }
    if bytes.starts_with(&[0xFE, 0xFF]) {
        return (Encoding::Utf16Be, 2);
    }
    let sample = &bytes[..bytes.len().min(ENCODING_SAMPLE_BYTES)];
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    // Latin text in UTF-16 has a zero in nearly every second byte, and never in the others.
    if half > 0 && odd * 10 > half * 7 && even * 10 < half {
        (Encoding::Utf16Le, 0)
    } else if half > 0 && even * 10 > half * 7 && odd * 10 < half {
        (Encoding::Utf16Be, 0)
    } else {
        (Encoding::Utf8, 0)
    }
}

/// A byte of Windows-1252, which is what Latin-1 mostly is in practice.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(bytes: &[u8], step: usize) -> String {
        let mut decoder = Decoder::default();
        let mut out = String::new();
        for chunk in bytes.chunks(step) {
            decoder.push(chunk, false, &mut out);
        }
        decoder.push(&[], true, &mut out);
        out
    }

    #[test]
    fn every_encoding_in_chunks_of_every_size() {
        let text = "Schlüssel “abc” 😀 connection refused\r\n";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for step in [1, 2, 3, 7, 4096] {
            assert_eq!(whole(text.as_bytes(), step), text);
            assert_eq!(whole(&[&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat(), step), text);
            assert_eq!(whole(&le, step), text);
            assert_eq!(whole(&[&[0xFF, 0xFE][..], &le].concat(), step), text);
            assert_eq!(whole(&be, step), text);
            assert_eq!(whole(&[&[0xFE, 0xFF][..], &be].concat(), step), text);
            assert_eq!(whole(b"f\xFCr \x93K\xF6ln\x94", step), "für “Köln”");
        }
        assert_eq!(whole(b"", 1), "");
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line() {
        for step in [1, 2, 3, 4096] {
            assert_eq!(whole(b"one\rtwo\r\nthree\r\r\nfour\r", step), "one\ntwo\r\nthree\n\r\nfour\n");
        }
    }
}
