//! The messages that clients and server can raise, as a list with its sources: each is named rightly, or left alone rightly.

use super::*;

#[derive(Deserialize)]
struct Raised {
    message: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    /// Client and version.
    by: String,
    /// File and line.
    at: String,
    text: String,
    /// What is right as the first answer.
    accept: Vec<String>,
}

#[test]
fn what_clients_raise_is_named_or_rightly_left_alone() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain/raised.toml");
    let raised: Raised = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(raised.message.len() > 130, "where is the list?");
    let mut wrong = String::new();
    for Message { by, at, text, accept } in &raised.message {
        assert!(accept.iter().all(|a| a == "undiagnosed" || a.parse::<Cause>().is_ok()), "{accept:?}");
        let explanation = explain(text.as_bytes());
        if !accept.iter().any(|a| a == top(&explanation)) {
            let _ = writeln!(wrong, "{by}, {at}: {}, not {accept:?}: {text}", top(&explanation));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
