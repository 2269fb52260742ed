//! What a client's TLS library makes of a chain, in words.

use super::screens::detail;
use super::values::Values;
use crate::model::client::Language;
use crate::model::evidence::{ChainPlace, ChainProblem, ChainRules, ClientTrust, NamedRoots, Refusal, RootStore};
use crate::words::format::join;

/// Puts the words for a chain that the user's client refuses where its cause wants them.
pub(super) fn put(own: &ClientTrust, accepting: &[ClientTrust], values: &mut Values) {
    let Some(refusal) = &own.refusal else { return };
    values.insert("chain_problem", problem(refusal).to_owned());
    values.insert("certificate", refusal.subject.to_string());
    values.insert("certificate_issuer", refusal.issuer.to_string());
    values.insert("refusing", who(own));
    if !accepting.is_empty() {
        values.insert("accepting", all(accepting));
    }
    let notes = notes(own, refusal, accepting);
    values.insert("roots_note", notes.iter().flat_map(|note| [" ", note.as_str()]).collect());
}

fn problem(refusal: &Refusal) -> &'static str {
    detail("chain-problem", refusal.problem.into())
}

fn notes(own: &ClientTrust, refusal: &Refusal, accepting: &[ClientTrust]) -> Vec<String> {
    let note = |name| detail("roots-note", name).to_owned();
    let unrooted =
        matches!(refusal.problem, ChainProblem::UnknownIssuer | ChainProblem::SelfSigned | ChainProblem::RootMissing);
    let mut notes: Vec<String> = own.named.iter().filter_map(|named| of_variable(named, unrooted)).collect();
    if refusal.place == ChainPlace::Root && refusal.problem == ChainProblem::Expired {
        notes.push(note("root-expired"));
    }
    if refusal.problem == ChainProblem::RootMissing {
        notes.push(note("root-missing"));
    }
    if refusal.problem == ChainProblem::CommonNameOnly {
        notes.push(note("common-name-only"));
    }
    if unrooted && own.stores.contains(&RootStore::Bundled) && own.named.is_empty() {
        notes.push(note("bundled"));
    }
    if !accepting.is_empty() {
        notes.push(note("accepting").replace("{accepting}", &all(accepting)));
    }
    notes
}

fn of_variable(named: &NamedRoots, unrooted: bool) -> Option<String> {
    let words = match named.problem {
        Some(problem) => detail("roots-problem", problem.into()),
        None if unrooted => detail("roots-problem", "not-in-it"),
        None => return None,
    };
    Some(words.replace("{variable}", named.variable.as_str()))
}

/// Clients by name; where every version of one is among them, its versions don't matter.
fn all(clients: &[ClientTrust]) -> String {
    let mut names: Vec<String> = Vec::new();
    for client in clients {
        let versions = clients.iter().filter(|other| other.language == client.language).count();
        let name = if versions > 1 { client.language.name().to_owned() } else { who(client) };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    join(names.iter().map(String::as_str))
}

/// A client as far as it decides, such as “Python 3.13 and newer”.
pub fn who(client: &ClientTrust) -> String {
    let versions = match (client.language, client.rules) {
        (Language::Python, ChainRules::OpensslStrict) => "python-openssl-strict",
        (Language::Python, ChainRules::Openssl) => "python-openssl",
        (Language::Python, ChainRules::Boringssl) => "python-boringssl",
        (_, ChainRules::NodeLevel2) => "node-level2",
        (_, ChainRules::Node) => "node",
        _ => return client.language.name().to_owned(),
    };
    detail("who", versions).to_owned()
}

/// One line on what a client makes of the chain, with its roots.
pub fn line(client: &ClientTrust) -> String {
    let verdict = match &client.refusal {
        _ if !client.verifies => detail("client-trust", "unverified").to_owned(),
        None => detail("client-trust", "accepts").to_owned(),
        Some(refusal) => detail("client-trust", "refuses").replace("{problem}", problem(refusal)),
    };
    let stores = client.stores.iter().map(|store| detail("root-store", store.into()).to_owned());
    let named = client.named.iter().map(|named| named.variable.to_string());
    let roots: Vec<String> = stores.chain(named).collect();
    format!("{verdict} ({})", join(roots.iter().map(String::as_str)))
}
