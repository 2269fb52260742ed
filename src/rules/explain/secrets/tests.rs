//! Secrets in every place and shape are masked, and ordinary words stay.

use super::*;

const KEY: &str = "dGhQc2ZwY1VqV0tZbW9rRXhhbXBsZTEyMzQ1Njc4";

fn masked(text: &str) -> String {
    Secrets::default().mask(text)
}

#[test]
fn secrets_in_every_place_are_masked() {
    for text in [
        format!("Illegal header value b'Bearer {KEY}\\n'"),
        format!("> authorization: Bearer {KEY}\r\n>"),
        format!("WEAVIATE_API_KEY={KEY}"),
        format!("auth_client_secret=weaviate.AuthApiKey(api_key=\"{KEY}\")"),
        format!("{{\"apiKey\": \"{KEY}\"}}"),
        format!("metadata was invalid: [('authorization', 'Bearer {KEY}\\n')]"),
        format!("https://user:{KEY}@host.example/v1"),
        format!("curl -u admin:{KEY} https://x"),
        format!("the value {KEY} was printed alone"),
    ] {
        let out = masked(&text);
        assert!(!out.contains(KEY) && out.contains(MASK), "{out}");
    }
    assert!(!masked("Incorrect API key provided: sk-proj-EXAMPLE0000notreal0000abcd. You can").contains("EXAMPLE0000"));
    assert!(!masked("password=hunter2! x").contains("hunter2"));
    assert!(!masked("Auth.client_password('me@example.com', \"tiger lily\")").contains("tiger"));
    assert!(!masked("AuthApiKey(api_key=\"not-the-right-key-000\")").contains("right-key"));
}

#[test]
fn secrets_split_over_lines_are_masked() {
    for (a, b) in [(10, 25), (3, 38), (20, 21)] {
        let (x, y, z) = (&KEY[..a], &KEY[a..b], &KEY[b..]);
        for text in [
            format!("httpx: Illegal header value b'Bearer {x}\n{y}\n{z}\\n'"),
            format!("> Authorization: Bear\n> er {x}\n> {y}{z}\n> done"),
        ] {
            let out = masked(&text);
            for piece in [x, y, z].iter().filter(|p| p.len() > 2) {
                assert!(!out.contains(*piece), "{out}");
            }
        }
    }
}

#[test]
fn a_secret_is_known_again() {
    let mut secrets = Secrets::default();
    let text = "API_KEY=plain-and-simple-77\nrejected plain-and-sim\nple-77!";
    secrets.look(text, 0, 7);
    assert!(secrets.seen);
    let out = secrets.mask(text);
    assert!(!out.contains("plain") && !out.contains("ple-77"), "{out}");
}

#[test]
fn ordinary_words_stay() {
    for text in [
        "auth_credentials=Auth.api_key(os.environ[\"WEAVIATE_API_KEY\"])",
        "methods: [API-keys]'}.\nTraceback (most recent call last)",
        "unauthorized: invalid api key",
        "KeyError: 'WEAVIATE_API_KEY'",
        "net/http: invalid header field value for \"Authorization\"\nexit status 1",
        "X-Cohere-Api-Key nor in environment variable under COHERE_APIKEY",
        "grpc-exampleggwb9kxuslryovo.c0.us-west3.gcp.weaviate.cloud:443",
        "Illegal header value b'Bearer '",
        "weaviate.exceptions.UnexpectedStatusCodeError: Meta endpoint!",
        "SASL authentication failed: Invalid username or password\nexit",
    ] {
        assert_eq!(masked(text), text);
    }
}
