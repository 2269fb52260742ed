//! A table of texts, and what is read of the error in which some words stand.

use super::*;
use Destination::{Another, Cloud, Container, Loopback, Model, Proxy, Somewhere};

/// A text with the words that are looked at, and what is read of the error in which they stand.
struct Row {
    text: &'static str,
    words: &'static str,
    part: Part,
    speaker: Speaker,
    phase: Phase,
    whose: Option<Destination>,
    address: &'static str,
}

fn event(text: &str, words: &str) -> Event {
    let start = text.find(words).unwrap();
    Event::around(text, start..start + words.len(), &Scene::of(&[text]))
}

const PYTHON: &str = r#"Traceback (most recent call last):
  File "/srv/app.py", line 4, in <module>
    client = weaviate.connect_to_local(port=8082)
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/srv/site-packages/weaviate/connect/v4.py", line 411, in open
    raise WeaviateClosedClientError(f"invalid {port!r}")
httpx.ConnectError: [Errno 111] Connection refused

During handling of the above exception, another exception occurred:

weaviate.exceptions.WeaviateConnectionError: Connection to Weaviate failed. Details:
Error: [Errno 111] Connection refused.
Is Weaviate running and reachable at http://localhost:8082?"#;

const ROWS: [Row; 17] = [
    Row {
        text: PYTHON,
        words: "[Errno 111] Connection refused.",
        part: Part::Message,
        speaker: Speaker::Client,
        phase: Phase::Connect,
        whose: Some(Loopback),
        address: "localhost:8082",
    },
    Row {
        text: PYTHON,
        words: "WeaviateClosedClientError",
        part: Part::LibrarySource,
        speaker: Speaker::Client,
        phase: Phase::Connect,
        whose: Some(Loopback),
        address: "localhost:8082",
    },
    Row {
        text: PYTHON,
        words: "connect_to_local",
        part: Part::OwnSource,
        speaker: Speaker::Client,
        phase: Phase::Connect,
        whose: Some(Loopback),
        address: "localhost:8082",
    },
    Row {
        text: "WeaviateQueryError: Query call with protocol GRPC search failed with message explorer: vectorize params: remote client vectorize: send POST request: Post \"http://localhost:11434/api/embed\": dial tcp [::1]:11434: connect: connection refused.",
        words: "connection refused",
        part: Part::Message,
        speaker: Speaker::Module,
        phase: Phase::Query,
        whose: Some(Model),
        address: "localhost:11434",
    },
    Row {
        text: "⚠ Query failed: HTTPConnectionPool(host='localhost', port=11434): Max\nretries exceeded with url: /api/embeddings (Caused by\nNewConnectionError('Connection\nrefused'))",
        words: "Connection\nrefused",
        part: Part::Message,
        speaker: Speaker::Unknown,
        phase: Phase::Unknown,
        whose: Some(Model),
        address: "localhost:11434",
    },
    Row {
        text: "HTTPSConnectionPool(host='index.example', port=443): Max retries exceeded with url: /weaviate-client/json (Network is unreachable)",
        words: "unreachable",
        part: Part::Message,
        speaker: Speaker::Unknown,
        phase: Phase::Unknown,
        whose: Some(Another),
        address: "index.example:443",
    },
    Row {
        text: "Get \"https://vectors.example.com/v1/meta\": EOF",
        words: "EOF",
        part: Part::Message,
        speaker: Speaker::Unknown,
        phase: Phase::Unknown,
        whose: Some(Somewhere),
        address: "vectors.example.com",
    },
    Row {
        text: "Error: getaddrinfo ENOTFOUND weaviate\n    at GetAddrInfoReqWrap.onlookup (node:dns:107:26)",
        words: "ENOTFOUND",
        part: Part::Message,
        speaker: Speaker::Unknown,
        phase: Phase::Unknown,
        whose: Some(Container),
        address: "weaviate",
    },
    Row {
        text: "dial tcp: lookup abc.c0.us-east1.gcp.weaviate.cloud on 10.0.0.2:53: no such host",
        words: "no such host",
        part: Part::Message,
        speaker: Speaker::Unknown,
        phase: Phase::Unknown,
        whose: Some(Cloud),
        address: "abc.c0.us-east1.gcp.weaviate.cloud",
    },
    Row {
        text: "proxyconnect tcp: dial tcp 192.0.2.8:3128: connect: connection refused",
        words: "refused",
        part: Part::Message,
        speaker: Speaker::Unknown,
        phase: Phase::Unknown,
        whose: Some(Proxy),
        address: "192.0.2.8:3128",
    },
    Row {
        text: "/srv/warnings.py:93: DeprecationWarning: Dep005: You are using an old version.\n            Consider upgrading.\n  warnings.warn(\n12 objects",
        words: "Consider",
        part: Part::Warning,
        speaker: Speaker::Unknown,
        phase: Phase::Unknown,
        whose: None,
        address: "",
    },
    Row {
        text: "{\"build_git_commit\":\"64457c2\",\"msg\":\"memberlist: Failed to resolve\",\"error\":\"lookup weaviate-headless.default.svc: no such host\"}",
        words: "no such host",
        part: Part::Message,
        speaker: Speaker::Server,
        phase: Phase::Unknown,
        whose: Some(Container),
        address: "weaviate-headless.default.svc",
    },
    Row {
        text: "  File \"/srv/site-packages/openai/_base_client.py\", line 1047, in request\nopenai.APIConnectionError: Connection error.\nhttpx.ConnectError: [Errno -2] Name or service not known",
        words: "Name or service",
        part: Part::Message,
        speaker: Speaker::OtherLibrary,
        phase: Phase::Unknown,
        whose: None,
        address: "",
    },
    Row {
        text: "Error: connect ECONNREFUSED ::1:8080",
        words: "ECONNREFUSED",
        part: Part::Message,
        speaker: Speaker::Unknown,
        phase: Phase::Unknown,
        whose: Some(Loopback),
        address: "[::1]:8080",
    },
    Row {
        text: "WEAVIATE_URL=http://weaviate:8080",
        words: "8080",
        part: Part::Setting,
        speaker: Speaker::Unknown,
        phase: Phase::Unknown,
        whose: Some(Container),
        address: "weaviate:8080",
    },
    Row {
        text: "file:///srv/node_modules/weaviate-client/dist/searcher.js:33\n    }), (err) => new WeaviateQueryError(err.message, 'gRPC'));\n                 ^\n\nTypeError: x",
        words: "new WeaviateQueryError",
        part: Part::LibrarySource,
        speaker: Speaker::Client,
        phase: Phase::Query,
        whose: None,
        address: "",
    },
    Row {
        text: "│ ❱ 14 │   client = weaviate.connect_to_local()  │\n│ ConnectError: [Errno 111] Connection      │\n│ refused      │",
        words: "Connection",
        part: Part::Message,
        speaker: Speaker::Unknown,
        phase: Phase::Connect,
        whose: None,
        address: "",
    },
];

#[test]
fn who_tried_to_reach_whom_and_how_far_it_came() {
    for row in ROWS {
        let event = event(row.text, row.words);
        let read = (event.part, event.speaker, event.phase, event.destination());
        assert_eq!(read, (row.part, row.speaker, row.phase, row.whose), "{}: {event:#?}", row.text);
        assert_eq!(event.address.map(|a| a.text()).unwrap_or_default(), row.address, "{}", row.text);
    }
}

#[test]
fn what_a_text_shows_beside_its_errors() {
    let text = "docker compose up\n      - WCD_URL=http://localhost:8080\nclient = weaviate.connect_to_custom(http_host=\"x\")\nhttpx.ConnectError: refused";
    let event = event(text, "refused");
    assert_eq!(event.settings, "- WCD_URL=http://localhost:8080\n");
    assert!(event.own_source.contains("connect_to_custom"), "{event:?}");
    assert!(event.in_container);
    assert_eq!(event.words, "httpx.ConnectError: refused");
}
