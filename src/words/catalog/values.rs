//! The values for the placeholders of the words: what was measured, or a plain word where nothing was. It decides nothing.

use super::SAMPLE_URL;
use crate::model::api_key::KeyProblem;
use crate::model::case::{Case, Settings};
use crate::model::evidence::{Evidence, Failure, KeyRule, LocalFailure, Origin, ProbeId};
use crate::model::question::{Choice, Question};
use crate::model::sanitized::ForeignPath;
use crate::model::sanitized::SanitizedText;
use crate::words::format::{join, seconds};
use std::collections::BTreeMap;

/// Values by placeholder name.
pub type Values = BTreeMap<&'static str, String>;

/// Every placeholder that words may use, with what stands there when nothing is known.
pub const PLACEHOLDERS: [(&str, &str); 63] = [
    ("rest_host", "the host in your URL"),
    ("rest_port", "443"),
    ("rest_url", "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud"),
    ("grpc_host", "the gRPC host"),
    ("grpc_port", "443"),
    ("console", "console.weaviate.cloud"),
    ("key_source", "wherever you keep it"),
    ("shortage", "this machine refused a system call"),
    ("shortage_fix", "Check again. If it stays, look at this machine's system log."),
    ("key_option", "--api-key-env"),
    ("url_source", "wherever you keep it"),
    ("key_problem", "characters that don't belong there"),
    ("key_fix", "copy it again, and nothing else"),
    ("init_timeout", "the client's init timeout"),
    ("measured", "a long time"),
    ("suggested_timeout", "30 s"),
    ("suggested_seconds", "30"),
    ("server_version", "an old version"),
    ("user", "your user"),
    ("known_as", "whose it is"),
    ("issuer", "an authority that isn't public"),
    ("vendor", "inspection software"),
    ("chain_problem", "breaks a rule of RFC 5280"),
    ("certificate", "of the chain"),
    ("certificate_issuer", "its authority"),
    ("refusing", "your client's TLS library"),
    ("accepting", "older ones, as far as known"),
    ("roots_note", ""),
    ("way_note", ""),
    ("proxy_problem", "isn't an address"),
    ("client", "your client"),
    ("client_version", "version unknown"),
    ("proxy", "the proxy"),
    ("proxy_variable", "the proxy setting"),
    ("answer", "an answer that isn't Weaviate's"),
    ("message", "…"),
    ("url_problem", "contains something that doesn't belong there"),
    ("suggested_url", "the REST Endpoint from the console"),
    ("not_after", "its end date"),
    ("names", "other names"),
    ("clock_offset", "some time"),
    ("permission", "the permission"),
    ("address", "an address with colons in it"),
    ("resolver", "the DNS server"),
    ("retry_after", "a while"),
    ("anonymous", "no"),
    ("other_cluster", "another cluster"),
    ("other_key", "the key of another cluster"),
    ("key_unset", "the variable"),
    ("nearest_cluster", "another cluster"),
    ("mode", "read-only"),
    ("alert", "a TLS alert"),
    ("grpc_refusal", "never answers"),
    ("grpc_web", "servers from 1.38.3 have it"),
    ("check_target", "your cluster"),
    ("check_key", ""),
    ("check_config", ""),
    ("dns_problem", "gave no usable answer"),
    ("other_clusters", "some"),
    ("configured_cluster", "a cluster in your config file"),
    ("configured_clusters", "those in your config file"),
    ("accepted", "network, certificates, cluster and key are fine"),
    ("excluded", "the network, the certificates, the cluster and the key"),
];

/// Puts the values into a text. Braces that enclose no placeholder's name stay.
pub(super) fn fill(text: &str, values: &Values) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let known = rest
            .find('}')
            .and_then(|close| PLACEHOLDERS.iter().find(|(name, _)| *name == &rest[1..close]).map(|p| (p, close)));
        if let Some(((name, fallback), close)) = known {
            out.push_str(values.get(name).map_or(*fallback, String::as_str));
            rest = &rest[close + 1..];
        } else {
            out.push('{');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// Whether every placeholder in a text has a value.
pub(super) fn knows_all(text: &str, values: &Values) -> bool {
    PLACEHOLDERS.iter().all(|(name, _)| values.contains_key(name) || !text.contains(&format!("{{{name}}}")))
}

/// Puts the user's endpoint and timeout into a snippet.
pub(super) fn fill_snippet(code: &str, case: &Case, values: &Values) -> String {
    let mut code = code.to_owned();
    if let Some(target) = case.usable_target() {
        let sample_host = SAMPLE_URL.trim_start_matches("https://");
        // With the port first: a self-hosted server may listen on any.
        code = code.replace(&format!("https://grpc-{sample_host}:443"), &target.grpc.to_string());
        code = code.replace(&format!("grpc-{sample_host}:443"), &target.grpc.authority());
        code = code.replace(&format!("grpc-{sample_host}"), &target.grpc.host);
        code = code.replace(&format!("{SAMPLE_URL}:443"), &target.rest.to_string());
        code = code.replace(SAMPLE_URL, &target.rest.url());
        code = code.replace(sample_host, &target.rest.host);
    }
    match values.get("suggested_seconds") {
        Some(seconds) => {
            let written = ["init=", "init: ", "StartupTimeout: "];
            written.iter().fold(code, |code, w| code.replace(&format!("{w}30"), &format!("{w}{seconds}")))
        }
        None => code,
    }
}

/// A key's problem in words.
pub fn key_problem(problem: KeyProblem) -> (&'static str, &'static str) {
    match problem {
        KeyProblem::LineBreakAtEnd => ("a line break at the end", "remove the line break at the end"),
        KeyProblem::WhiteSpaceAround => ("spaces around it", "remove the spaces around it"),
        KeyProblem::OnlyWhiteSpace => ("only spaces", "put the key there"),
        KeyProblem::Assignment => ("a name and “=” in front of it", "keep only what follows the “=”"),
        KeyProblem::Punctuation => {
            ("punctuation from the file it was copied from", "keep only the key, without commas, semicolons or braces")
        }
        KeyProblem::Quotes => ("quotes", "remove the quotes"),
        KeyProblem::BearerPrefix => ("“Bearer” in front", "remove “Bearer”, the client adds it"),
        KeyProblem::WhiteSpaceInside => ("spaces in the middle", "copy the key again in one piece"),
        KeyProblem::ControlCharacters => ("invisible characters", "copy the key again"),
        KeyProblem::NonAscii => (
            "characters no key has, such as curly quotes or long dashes",
            "copy the key again, not through a word processor or chat",
        ),
        KeyProblem::Placeholder => ("a sample instead of a key", "put your own key there"),
        KeyProblem::TooLong => ("far too many characters", "copy only the key"),
    }
}

/// Where a value came from, in words.
pub fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Nowhere => "nowhere".into(),
        Origin::Argument => "the command line".into(),
        Origin::Typed => "what you typed".into(),
        Origin::Variable(name) => name.to_string(),
        Origin::DotEnv(name) => format!("{name} in .env"),
        Origin::File(path) | Origin::Project(path) => path.to_string(),
        Origin::StandardInput => "standard input".into(),
        Origin::Practice => "the practice cluster".into(),
        Origin::ErrorText => "the error text".into(),
        Origin::Source(path, line) => format!("{path} line {line}"),
        Origin::Default => "the default".into(),
        Origin::Program => "what your program did".into(),
        Origin::Config(name) => format!("cluster {name} in the config file"),
    }
}

/// What of the key was not tried although there is one, so that no verdict says that it is good: which words tell it.
fn untested_key(case: &Case, evidence: &Evidence) -> Option<&'static str> {
    let asked_without =
        evidence.auth(ProbeId::RestAuth).is_some_and(|a| a.with_key.is_none() && a.with_repaired.is_none());
    if case.key_rule() == Some(KeyRule::Withheld) && asked_without {
        Some("nowhere")
    } else if case.keeps_key_from_grpc() && evidence.holds(ProbeId::GrpcAuth) {
        Some("not-over-grpc")
    } else {
        None
    }
}

/// What this case and this evidence say.
pub fn values(case: &Case, evidence: &Evidence) -> Values {
    let mut v = Values::new();
    if let Some(target) = case.usable_target() {
        v.insert("rest_host", target.rest.host.clone());
        v.insert("rest_port", target.rest.port.to_string());
        v.insert("rest_url", target.rest.url());
        v.insert("grpc_host", target.grpc.host.clone());
        v.insert("grpc_port", target.grpc.port.to_string());
    }
    // What people do, they do at the real console, also while the practice cluster plays it.
    let console = if case.settings.practice { Settings::default().console } else { case.settings.console.clone() };
    v.insert("console", console.url().trim_start_matches("https://").to_owned());
    // The page answers here, and doesn't open there.
    let closed = case.answers.get(Question::LoginStep) == Some(Choice::PageDoesNotOpen);
    if closed && evidence.holds(ProbeId::ConsoleHttp) {
        v.insert("browser", String::new());
    }
    check_again(case, &mut v);
    v.insert("client", case.client.language.name().to_owned());
    if let Some(version) = case.client.version {
        v.insert("client_version", version.to_string());
    }
    v.insert("init_timeout", seconds(case.init_timeout()));
    // A variable that is not set is the place, too, where a key was looked for.
    if let (None, Origin::Variable(name)) = (&case.key.value, &case.key.origin) {
        v.insert("key_unset", name.to_string());
    }
    if case.key.value.is_some() || matches!(case.key.origin, Origin::Variable(_)) {
        v.insert("key_source", origin(&case.key.origin));
    }
    if let Origin::Variable(name) | Origin::DotEnv(name) = &case.key.origin {
        v.insert("key_option", format!("--api-key-env {name}"));
    }
    v.insert("url_source", origin(&case.url.origin));
    if let Some(words) = untested_key(case, evidence) {
        v.insert("accepted", super::say("untested-key", words).to_owned());
        v.insert("excluded", super::say("untested-key", "excluded").to_owned());
    }
    if let Some((_, Failure::Local(LocalFailure::Resource { what }))) =
        evidence.failed().find(|(_, f)| f.is_local_resource())
    {
        v.insert("shortage", super::say("shortage", (*what).into()).to_owned());
        v.insert("shortage_fix", super::say("shortage-fix", (*what).into()).to_owned());
    }
    if let Some(key) = evidence.key(ProbeId::LocalKey)
        && !key.problems.is_empty()
    {
        let words: Vec<_> = key.problems.iter().map(|p| key_problem(*p)).collect();
        v.insert("key_problem", join(words.iter().map(|w| w.0)));
        v.insert("key_fix", join(words.iter().map(|w| w.1)));
    }
    if let Some(meta) = evidence.meta(ProbeId::RestMeta) {
        v.insert("server_version", meta.version.to_string());
        let said = meta.grpc_web.map_or("old", <&'static str>::from);
        v.insert("grpc_web", super::say("grpc-web-fix", said).replace("{server_version}", meta.version.as_str()));
    }
    v.entry("grpc_web").or_insert_with(|| super::say("grpc-web-fix", "unknown").to_owned());
    if let Some(auth) = evidence.auth(ProbeId::RestAuth) {
        if let Some(user) = &auth.user {
            v.insert("user", user.to_string());
            let roles = join(auth.roles.iter().map(SanitizedText::as_str));
            let roles = if roles.is_empty() { roles } else { format!(" (role: {roles})") };
            v.insert("known_as", format!("it as {user}{roles}"));
        }
        if let Some(without) = &auth.without_key {
            v.insert("anonymous", if without.proves_key_accepted() { "yes" } else { "no" }.to_owned());
        }
    }
    v
}

/// How this very cluster is checked once more: by its name in the config file, which brings its key and its gRPC endpoint along, or else by
/// its URL and with the option that said where the key is.
fn check_again(case: &Case, v: &mut Values) {
    let names: Vec<&str> = case.configured.iter().map(|c| c.name.as_str()).collect();
    if let Some(first) = names.first() {
        let shown = names.len().min(8);
        let more = names.len() - shown;
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        v.insert("configured_cluster", in_shell(first));
        // In quotation marks, by which a name that is also a word is known as one.
        let quoted: Vec<String> = names.iter().take(shown).map(|name| format!("“{name}”")).collect();
        let list = if more.is_empty() { join(quoted.iter().map(String::as_str)) } else { quoted.join(", ") };
        v.insert("configured_clusters", list + &more);
    }
    let others = names.iter().filter(|n| case.url.origin != Origin::Config((**n).into())).count();
    if others > 0 && !case.settings.cross_check {
        v.insert("other_clusters", others.to_string());
    }
    match &case.url.origin {
        Origin::Config(name) => {
            v.insert("check_target", in_shell(name.as_str()));
        }
        // Another user can't reach this practice cluster, but can start a similar one.
        _ if case.settings.practice => {}
        _ => {
            if let Some(target) = case.usable_target() {
                v.insert("check_target", target.rest.url());
            }
        }
    }
    // A name that can't be shown as it is can't stand in a command either.
    let in_command = |path: &ForeignPath| path.exact().map(in_shell);
    let option = match &case.key.origin {
        _ if !case.settings.key_named => Some(String::new()),
        Origin::Variable(name) | Origin::DotEnv(name) => Some(format!(" --api-key-env {}", in_shell(name.as_str()))),
        Origin::File(path) => in_command(path).map(|path| format!(" --api-key-file {path}")),
        Origin::StandardInput => Some(" --api-key-file -".to_owned()),
        _ => Some(String::new()),
    };
    let config = match &case.settings.config {
        None => Some(String::new()),
        Some(path) => in_command(path).map(|path| format!(" --config {path}")),
    };
    let (Some(option), Some(config)) = (option, config) else {
        v.remove("check_target");
        return;
    };
    v.insert("check_key", option);
    v.insert("check_config", config);
}

/// A word as a shell takes it whole.
fn in_shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '@' | '%' | '+');
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn words_are_filled() {
        let values = Values::from([("rest_host", "h".to_owned())]);
        assert_eq!(fill("{rest_host} %{http_code} {grpc_host} {", &values), "h %{http_code} the gRPC host {");
        assert_eq!(join(["a", "b", "c"]), "a, b and c");
        assert_eq!(
            [
                seconds(Duration::from_millis(3400)),
                seconds(Duration::from_secs(2)),
                seconds(Duration::from_millis(33)),
                seconds(Duration::from_secs(12))
            ],
            ["3.4 s", "2 s", "33 ms", "12 s"]
        );
    }
}
