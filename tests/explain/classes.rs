//! Texts class by class of what once went wrong: the cause, what may not be named, and words that suit nobody in that situation.

use super::*;

#[derive(Deserialize)]
struct Classes {
    text: Vec<Pasted>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pasted {
    class: String,
    text: String,
    accept: Vec<String>,
    /// May not be named as certain or likely.
    #[serde(default)]
    never: Vec<String>,
    /// May not stand in the output.
    #[serde(default)]
    never_words: Vec<String>,
}

#[test]
fn every_class_of_faults_is_mended() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain/classes.toml");
    let classes: Classes = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut wrong = String::new();
    for Pasted { class, text, accept, never, never_words } in &classes.text {
        let explanation = explain(text.as_bytes());
        let top = top(&explanation);
        let findings = &explanation.diagnosis.findings;
        let named = findings.iter().filter(|f| f.confidence != Confidence::Possible).map(|f| f.cause.id());
        let forbidden: Vec<&str> = named.filter(|id| never.iter().any(|n| n == id)).collect();
        let shown = report::explanation_text(&explanation, &Case::empty(), Style::PLAIN);
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        let said: Vec<&String> = never_words.iter().filter(|words| shown.contains(words.as_str())).collect();
        if !accept.iter().any(|a| a == top) || !forbidden.is_empty() || !said.is_empty() {
            let _ = writeln!(wrong, "{class}: {top}, not {accept:?}; {forbidden:?} {said:?}: {text}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
