//! The words around an explanation, and the command that settles it. How they are put together is the report's.

use super::{AddressMatch, Explanation, Missing, compare};
use crate::model::case::{Case, Sourced};
use crate::model::client::Client;
use crate::model::evidence::{Chain, Evidence, Origin};
use crate::model::symptom::Symptom;
use crate::words::catalog;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;

static WORDS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/explain");

/// The words for what is missing, and for the lines around an answer.
pub fn missing_words(missing: Missing) -> String {
    word(missing.id())
}

/// The words of this name.
pub fn word(name: &str) -> String {
    let text = WORDS.get_file("words.toml").and_then(include_dir::File::contents_utf8).unwrap_or_default();
    let words: BTreeMap<String, String> = toml::from_str(text).unwrap_or_default();
    words.get(name).map_or_else(|| name.to_owned(), |w| w.trim().to_owned())
}

/// The command that settles it; whether it asks for the cluster's URL first. An address that stands in the environment is found without being
/// repeated.
pub fn settling_command(explanation: &Explanation, case: &Case) -> (String, bool) {
    let symptom = explanation.symptom.map(|s| format!(" --symptom {}", s.id())).unwrap_or_default();
    if matches!(case.url.origin, Origin::Variable(_) | Origin::DotEnv(_)) && case.url.value.is_some() {
        return (format!("weaviate-doctor check{symptom}"), false);
    }
    let values = catalog::values(case, &Evidence::default());
    let option = |name: &str| values.get(name).cloned().unwrap_or_default();
    match values.get("check_target") {
        Some(target) => {
            (format!("weaviate-doctor check {target}{}{}{symptom}", option("check_key"), option("check_config")), false)
        }
        None => (format!("weaviate-doctor{symptom}"), explanation.symptom.is_none_or(Symptom::concerns_cluster)),
    }
}

/// What the probes that settle it look at, in plain words.
pub fn settling_claims(explanation: &Explanation) -> String {
    let of = |chain: Chain| {
        let titles: Vec<&str> = explanation.probes.iter().filter(|p| p.chain() == chain).map(|p| p.title()).collect();
        titles.join(", ")
    };
    let chains = [
        (Chain::Local, "settles-local"),
        (Chain::Rest, "settles-cluster"),
        (Chain::Grpc, "settles-grpc"),
        (Chain::Console, "settles-console"),
    ];
    let claims: Vec<String> = chains
        .into_iter()
        .map(|(chain, name)| (of(chain), name))
        .filter(|(claims, _)| !claims.is_empty())
        .map(|(claims, name)| word(name).replace("{claims}", &claims))
        .collect();
    word("settles").replace("{claims}", &claims.join("; "))
}

/// The case, completed from the text: the user's own lines; and, where the user said nothing, the client and the cluster's URL.
pub fn with_text(case: &Case, explanation: &Explanation) -> Case {
    let mut case = case.clone();
    if let Some((language, version)) = explanation.client
        && case.client_origin != Origin::Argument
    {
        let known = (case.client.language == language).then_some(case.client.version).flatten();
        case.client = Client { language, version: version.or(known) };
        case.client_origin = Origin::ErrorText;
    }
    if case.url.value.is_none()
        && let Some(url) = explanation.server.clone()
    {
        case.url = Sourced::new(url, Origin::ErrorText);
    }
    // The line that failed comes before whatever else the project holds.
    case.source.splice(0..0, explanation.source.iter().cloned());
    case
}

/// What the text shows besides the cause, a sentence each: the client, the address that it tried, and the one that it should have tried.
pub fn facts(explanation: &Explanation, case: &Case) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some((language, version)) = explanation.client {
        let version = version.map(|v| format!(" {v}")).unwrap_or_default();
        facts.push(word("client").replace("{client}", &format!("{}{version}", language.name())));
    }
    if let Some(tried) = &explanation.tried {
        let name = if tried.proxy { "tried-proxy" } else { "tried" };
        facts.push(word(name).replace("{address}", tried.address.as_str()));
        let by = catalog::origin(&case.url.origin);
        match (compare(tried, case), &tried.expected) {
            (AddressMatch::Other(address), _) => {
                facts.push(word("expected-by").replace("{address}", &address).replace("{origin}", &by));
            }
            (AddressMatch::Same, _) => facts.push(word("expected-same").replace("{origin}", &by)),
            (AddressMatch::Unknown, Some(address)) => {
                facts.push(word("expected").replace("{address}", address.as_str()));
            }
            (AddressMatch::Unknown, None) => {}
        }
    }
    facts
}
