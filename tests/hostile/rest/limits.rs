//! Answers that never end, come drop by drop, or lie about their length.

use super::*;

pub fn floods() -> Vec<Attack> {
    let ok = || Bytes(b"HTTP/1.1 200 OK\r\n".to_vec());
    let chunked = || Bytes(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec());
    let lot = vec![b'a'; 64 * 1024];
    let chunk = [b"10000\r\n", &lot[..], b"\r\n"].concat();
    vec![
        all(
            "endless headers",
            vec![ok(), Endless(b"X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(100))],
            NOT_HTTP,
        ),
        all("one endless header", vec![ok(), Bytes(b"X: ".to_vec()), Endless(lot.clone())], NOT_HTTP),
        all("endless status line", vec![Bytes(b"HTTP/1.1 200 ".to_vec()), Endless(lot.clone())], NOT_HTTP),
        all("5000 headers", vec![ok(), Bytes(b"A: b\r\n".repeat(5000)), Bytes(b"\r\n".to_vec())], NOT_HTTP),
        all(
            "interim answers without end",
            vec![Endless(b"HTTP/1.1 100 Continue\r\n\r\n".repeat(500))],
            &["cluster-unavailable", "not-weaviate"],
        ),
        all(
            "early hints without end",
            vec![Endless(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(500))],
            &["cluster-unavailable", "not-weaviate"],
        ),
        all("endless body", vec![ok(), Bytes(b"\r\n".to_vec()), Endless(lot.clone())], NOT_HTTP),
        all(
            "gigabyte body",
            vec![ok(), Bytes(b"Content-Length: 1073741824\r\n\r\n".to_vec()), Endless(lot.clone())],
            NOT_HTTP,
        ),
        all(
            "endless refusal",
            vec![
                Bytes(b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n<html>".to_vec()),
                Endless(lot.clone()),
            ],
            &["request-filtered"],
        ),
        all(
            "endless white space, then nothing",
            vec![ok(), Bytes(b"\r\n".to_vec()), Endless(vec![b' '; 64 * 1024])],
            &["not-weaviate", "cluster-unavailable"],
        ),
        all("endless chunks", vec![chunked(), Endless(chunk)], NOT_HTTP),
        all("endless chunk extension", vec![chunked(), Bytes(b"5;x=".to_vec()), Endless(lot.clone())], NOT_HTTP),
        all("endless empty-looking chunk size", vec![chunked(), Endless(vec![b'0'; 64 * 1024])], NOT_HTTP),
        all(
            "chunk as large as can be written",
            vec![chunked(), Bytes(b"ffffffffffffffff\r\n".to_vec()), Endless(lot.clone())],
            NOT_HTTP,
        ),
        all("endless trailers", vec![chunked(), Bytes(b"0\r\n".to_vec()), Endless(b"T: x\r\n".repeat(1000))], NOT_HTTP),
        some(
            "endless body to the key",
            own_info,
            vec![ok(), Bytes(b"\r\n".to_vec()), Endless(lot.clone())],
            &["not-weaviate", "cluster-unavailable"],
        ),
        some(
            "endless refusal of the key",
            own_info,
            vec![Bytes(b"HTTP/1.1 401 Unauthorized\r\n\r\n".to_vec()), Endless(lot)],
            &["request-filtered"],
        ),
    ]
}

pub fn trickles() -> Vec<Attack> {
    let body = page("200 OK", JSON, ANONYMOUS_OFF);
    let late = &["cluster-unavailable"];
    vec![
        all("silence", vec![Silence], late),
        all("a byte a second from the start", vec![Drip(body.clone()), Silence], late),
        all(
            "a byte a second of headers",
            vec![Bytes(b"HTTP/1.1 200 OK\r\n".to_vec()), Drip(b"Server: x\r\n\r\n".to_vec()), Silence],
            late,
        ),
        all(
            "a byte a second of body",
            vec![Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n".to_vec()), Drip(vec![b' '; 99]), Silence],
            late,
        ),
        some(
            "a byte a second to the key",
            own_info,
            vec![Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n".to_vec()), Drip(vec![b'{'; 99])],
            late,
        ),
        some(
            "a byte a second for the version",
            meta_with_key,
            vec![Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n".to_vec()), Drip(vec![b'{'; 99])],
            late,
        ),
        some(
            "a refusal a byte a second",
            own_info,
            vec![
                Bytes(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 99\r\n\r\n".to_vec()),
                Drip(br#"{"code":401"#.to_vec()),
            ],
            &["request-filtered", "not-weaviate"],
        ),
    ]
}

pub fn lengths() -> Vec<Attack> {
    let meta = r#"{"hostname":"h","modules":{},"version":"1.37.2"}"#;
    let head = |extra: &str| Bytes(lines(&format!("HTTP/1.1 200 OK\n{extra}\n")));
    vec![
        all(
            "more body than announced",
            vec![head("Content-Length: 5\n"), Bytes(meta.repeat(3000).into_bytes())],
            NOT_HTTP,
        ),
        all(
            "less body than announced",
            vec![head("Content-Length: 500\n"), Bytes(meta.into()), Close],
            &["connection-reset"],
        ),
        all("two lengths", vec![head("Content-Length: 5\nContent-Length: 50\n"), Bytes(meta.into())], NOT_HTTP),
        all("negative length", vec![head("Content-Length: -1\n"), Bytes(meta.into())], NOT_HTTP),
        all(
            "length beyond every number",
            vec![head("Content-Length: 99999999999999999999999\n"), Bytes(meta.into())],
            NOT_HTTP,
        ),
        all(
            "length and chunks",
            vec![head("Content-Length: 5\nTransfer-Encoding: chunked\n"), Bytes(meta.into()), Close],
            NOT_HTTP,
        ),
        some(
            "gzip that would be the answer",
            meta_with_key,
            vec![Bytes(page("200 OK", "Content-Encoding: gzip\r\n", stored_gzip(meta.as_bytes())))],
            NOT_HTTP,
        ),
        all(
            "gzip bomb",
            vec![Bytes(page("200 OK", "Content-Encoding: gzip\r\n", stored_gzip(&[0; 60_000]).repeat(4)))],
            NOT_HTTP,
        ),
        all(
            "brotli",
            vec![Bytes(page("200 OK", "Content-Encoding: br\r\n", [0x1b, 0xff, 0xff, 0x80, 0xff].repeat(2000)))],
            NOT_HTTP,
        ),
        all(
            "zstd",
            vec![Bytes(page("200 OK", "Content-Encoding: zstd\r\n", [0x28, 0xb5, 0x2f, 0xfd, 0xe0].repeat(2000)))],
            NOT_HTTP,
        ),
        all(
            "every encoding at once",
            vec![Bytes(page("200 OK", "Content-Encoding: gzip, br, zstd, deflate\r\n", "x"))],
            NOT_HTTP,
        ),
    ]
}

/// A gzip member with one stored block (RFC 1951 §3.2.4, RFC 1952).
fn stored_gzip(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("short");
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    bytes.extend(length.to_le_bytes());
    bytes.extend((!length).to_le_bytes());
    bytes.extend(content);
    let mut crc = u32::MAX;
    for byte in content {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    bytes.extend((!crc).to_le_bytes());
    bytes.extend(u32::from(length).to_le_bytes());
    bytes
}
