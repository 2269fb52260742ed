//! Attacks over gRPC: HTTP/2 that floods, breaks off, lies about windows and lengths; statuses that steer terminals.

use crate::attack::{Attack, Below, Door, EVIL};
use crate::rig::h2::{
    CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PING, PUSH_PROMISE, RST_STREAM, SETTINGS,
    WINDOW_UPDATE, after_request, fields, frame, head, serving, setting, string, trailers_only,
};
use crate::rig::wire::Step::{self, Bytes, Close, Drip, Endless, Silence};
use std::fmt::Write as _;

/// What may be said when gRPC breaks the rules of HTTP/2.
const BROKEN: &[&str] =
    &["rate-limited", "grpc-http2-stripped", "grpc-blocked", "grpc-not-serving", "grpc-wrong-endpoint"];
const SILENT: &[&str] = &["grpc-blocked"];

fn call(name: &str, steps: Vec<Step>, expect: &[&'static str]) -> Attack {
    let attack = Attack::new(name, expect).paced(&steps);
    Attack { grpc: Door::new(Below::Trusted, after_request(steps)), ..attack }
}

fn go_away(code: u32) -> Vec<u8> {
    frame(GOAWAY, 0, 0, &[&[0; 4][..], &code.to_be_bytes(), EVIL.as_bytes()].concat())
}

/// One header that takes much room, and a frame full of references to it (RFC 7541 §2.3.2).
fn hpack_bomb() -> Vec<u8> {
    let mut block = vec![0x88, 0x40];
    string(&mut block, b"x");
    string(&mut block, &[b'a'; 4000]);
    block.resize(16_000, 0xbe);
    frame(HEADERS, END_HEADERS | END_STREAM, 1, &block)
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, b| {
        let _ = write!(out, "%{b:02X}");
        out
    })
}

pub fn attacks() -> Vec<Attack> {
    [floods(), breaking_off(), windows(), lies(), steering()].into_iter().flatten().collect()
}

fn floods() -> Vec<Attack> {
    let open_head = frame(HEADERS, 0, 1, &fields(&[(":status", b"200")]));
    let filler = fields(&[("x-filler", &[b'a'; 200])]).repeat(60);
    vec![
        call("SETTINGS flood", vec![Endless(setting(4, 65_535).repeat(500))], BROKEN),
        call("PING flood", vec![Endless(frame(PING, 0, 0, &[7; 8]).repeat(500))], BROKEN),
        call("CONTINUATION flood", vec![Bytes(open_head.clone()), Endless(frame(CONTINUATION, 0, 1, &filler))], BROKEN),
        call(
            "empty CONTINUATION flood",
            vec![Bytes(open_head), Endless(frame(CONTINUATION, 0, 1, &[]).repeat(500))],
            BROKEN,
        ),
        call(
            "huge header list",
            vec![
                Bytes(frame(HEADERS, 0, 1, &filler)),
                Bytes(frame(CONTINUATION, 0, 1, &filler).repeat(20)),
                Bytes(frame(CONTINUATION, END_HEADERS, 1, &filler)),
                Silence,
            ],
            BROKEN,
        ),
        call("HPACK bomb", vec![Bytes(hpack_bomb()), Silence], BROKEN),
        call(
            "interim heads without end",
            vec![Endless(frame(HEADERS, END_HEADERS, 1, &fields(&[(":status", b"103")])).repeat(200))],
            BROKEN,
        ),
        call("empty DATA flood", vec![Bytes(head()), Endless(frame(DATA, 0, 1, &[]).repeat(500))], BROKEN),
        call("endless DATA", vec![Bytes(head()), Endless(frame(DATA, 0, 1, &[0; 16_000]))], BROKEN),
        call("unknown frames without end", vec![Endless(frame(0xbe, 0, 1, &[0; 1000]).repeat(20))], BROKEN),
        call("WINDOW_UPDATE flood", vec![Endless(frame(WINDOW_UPDATE, 0, 0, &[0, 0, 0, 1]).repeat(500))], BROKEN),
        call(
            "RST_STREAM flood",
            vec![Endless(
                (1..400).map(|i| frame(RST_STREAM, 0, i * 2 + 1, &[0, 0, 0, 8])).collect::<Vec<_>>().concat(),
            )],
            BROKEN,
        ),
        call(
            "pushes nobody wants",
            vec![Endless(frame(PUSH_PROMISE, END_HEADERS, 1, &[0, 0, 0, 2, 0x82]).repeat(10))],
            BROKEN,
        ),
    ]
}

fn breaking_off() -> Vec<Attack> {
    let mut attacks: Vec<Attack> = [0, 1, 2, 11, 12, u32::MAX]
        .map(|code| call(&format!("GOAWAY {code}"), vec![Bytes(go_away(code)), Close], BROKEN))
        .into();
    attacks.extend([0, 1, 2, 7, 8, 11, 13, u32::MAX].map(|code| {
        call(&format!("RST_STREAM {code}"), vec![Bytes(frame(RST_STREAM, 0, 1, &code.to_be_bytes())), Silence], BROKEN)
    }));
    attacks.push(call("GOAWAY and silence", vec![Bytes(go_away(0)), Silence], BROKEN));
    attacks.push(call("closed after the request", vec![Close], BROKEN));
    attacks.push(call("closed after the head", vec![Bytes(head()), Close], BROKEN));
    attacks.push(call("closed within a frame", vec![Bytes(head()[..5].to_vec()), Close], BROKEN));
    let mut reset = call("reset after the request", vec![Close], BROKEN);
    reset.grpc.resets = true;
    attacks.push(reset);
    attacks.push(call("silence", vec![Silence], SILENT));
    // HTTP/2 was spoken: the request was taken, and no answer to it came in time.
    attacks.push(call("a byte a second of frames", vec![Drip(serving()), Silence], &["grpc-not-serving"]));
    attacks
}

fn windows() -> Vec<Attack> {
    vec![
        call("window beyond its bound", vec![Bytes(setting(4, u32::MAX)), Silence], BROKEN),
        call("no window", vec![Bytes(setting(4, 0)), Silence], BROKEN),
        call("no streams", vec![Bytes(setting(3, 0)), Silence], BROKEN),
        call("frames of no size", vec![Bytes(setting(5, 0)), Silence], BROKEN),
        call("header table of four gigabytes", vec![Bytes(setting(1, u32::MAX)), Silence], BROKEN),
        call("window update of nothing", vec![Bytes(frame(WINDOW_UPDATE, 0, 1, &[0; 4])), Silence], BROKEN),
        call(
            "window overflow",
            vec![Bytes(frame(WINDOW_UPDATE, 0, 0, &[0x7f, 0xff, 0xff, 0xff]).repeat(2)), Silence],
            BROKEN,
        ),
        call("settings of a wrong size", vec![Bytes(frame(SETTINGS, 0, 0, &[0; 5])), Silence], BROKEN),
        call(
            "an answer to nobody",
            vec![Bytes(frame(HEADERS, END_HEADERS, 77, &fields(&[(":status", b"200")]))), Silence],
            BROKEN,
        ),
        call(
            "a frame of sixteen megabytes",
            vec![Bytes(vec![0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]), Endless(vec![0; 64 * 1024])],
            BROKEN,
        ),
    ]
}

fn lies() -> Vec<Attack> {
    let message = |bytes: &[u8]| Bytes([head(), frame(DATA, 0, 1, bytes)].concat());
    let status = |code: &str| {
        Bytes(frame(
            HEADERS,
            END_HEADERS | END_STREAM,
            1,
            &fields(&[(":status", code.as_bytes()), ("content-type", b"application/grpc")]),
        ))
    };
    let plain = |code: &str| {
        Bytes(frame(
            HEADERS,
            END_HEADERS | END_STREAM,
            1,
            &fields(&[(":status", code.as_bytes()), ("content-type", b"text/html")]),
        ))
    };
    let any = &[
        "grpc-http2-stripped",
        "grpc-blocked",
        "grpc-not-serving",
        "grpc-wrong-endpoint",
        "request-filtered",
        "undiagnosed",
    ];
    vec![
        call(
            "a message of four gigabytes",
            vec![message(&[0, 0xff, 0xff, 0xff, 0xff]), Endless(frame(DATA, 0, 1, &[0; 16_000]))],
            any,
        ),
        call("a message of four megabytes, slowly", vec![message(&[0, 0, 0x3f, 0xff, 0xff]), Drip(vec![0; 60])], any),
        call("a compressed message", vec![message(&[1, 0, 0, 0, 2, 0x1f, 0x8b]), Silence], any),
        call("no message", vec![Bytes(trailers_only("0", b""))], any),
        call(
            "a message that is none",
            vec![
                message(&[0, 0, 0, 0, 3, 0xff, 0xff, 0xff]),
                Bytes(frame(HEADERS, END_HEADERS | END_STREAM, 1, &fields(&[("grpc-status", b"0")]))),
            ],
            any,
        ),
        call("a status beyond all codes", vec![Bytes(trailers_only("999", b"x"))], any),
        call("a negative status", vec![Bytes(trailers_only("-1", b"x"))], any),
        call("no status", vec![status("200")], any),
        call("HTTP 401 that calls itself gRPC", vec![status("401")], any),
        call("HTTP 403 that calls itself gRPC", vec![status("403")], any),
        call("HTTP 401", vec![plain("401")], &["request-filtered"]),
        call("HTTP 302", vec![plain("302")], &["grpc-wrong-endpoint"]),
        call("UNAUTHENTICATED before any key", vec![Bytes(trailers_only("16", b"who are you"))], &["request-filtered"]),
        call(
            "a refusal of the key before any key",
            vec![Bytes(trailers_only("2", b"extract auth: unauthorized: invalid api key"))],
            &["undiagnosed", "grpc-wrong-endpoint"],
        ),
        call(
            "HTTP/1.1 in HTTP/2's place",
            vec![Bytes(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".to_vec()), Close],
            BROKEN,
        ),
        call("half of good news", vec![Bytes(serving()[..60].to_vec()), Silence], any),
    ]
}

fn steering() -> Vec<Attack> {
    let encoded = percent(EVIL);
    vec![
        call("steering in a status", vec![Bytes(trailers_only("14", encoded.as_bytes()))], &["grpc-not-serving"]),
        call("raw steering in a status", vec![Bytes(trailers_only("14", EVIL.as_bytes())), Silence], BROKEN),
        call(
            "steering in a refusal",
            vec![Bytes(trailers_only("7", format!("extract auth: {encoded}").as_bytes()))],
            &["request-filtered"],
        ),
        call(
            "a status message of 60 kB",
            vec![
                Bytes(frame(
                    HEADERS,
                    0,
                    1,
                    &fields(&[(":status", b"200"), ("content-type", b"application/grpc"), ("grpc-status", b"13")]),
                )),
                Bytes(frame(
                    CONTINUATION,
                    END_HEADERS,
                    1,
                    &fields(&[("grpc-message", &encoded.repeat(150).as_bytes()[..16_000])]),
                )),
                Silence,
            ],
            BROKEN,
        ),
    ]
}
