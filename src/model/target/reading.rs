//! What a client's own cloud helper makes of a text: the host that it takes from it, or the error that ends it (`facts.md` §1: `helpers.py`,
//! `helpers.ts`, measured with Python 4.24.1 and TypeScript 3.14.0).

use crate::model::client::Language;
use url::Url;

/// The host that this client takes from the text, or its own error; none where the client takes host and scheme apart.
pub(super) fn host_for(language: Language, text: &str) -> Option<Result<String, String>> {
    match language {
        Language::Python => Some(python(text)),
        Language::TypeScript => Some(typescript(text)),
        Language::Go | Language::Java | Language::CSharp | Language::Curl => None,
    }
}

/// `urlparse(text).netloc` where the text begins with `http`, else the text as it is; then `https://{host}:443`.
fn python(text: &str) -> Result<String, String> {
    let host = if text.starts_with("http") {
        let clean: String = text.chars().filter(|c| !matches!(c, '\t' | '\r' | '\n')).collect();
        let (_, rest) = clean.split_once("://").unwrap_or_default();
        rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned()
    } else {
        text.to_owned()
    };
    if host.is_empty() {
        return Err("Value error, host must not be empty".to_owned());
    }
    if host.starts_with("//") {
        return Err("UnsupportedProtocol: Request URL is missing an 'http://' or 'https://' protocol.".to_owned());
    }
    if host.chars().any(|c| c.is_ascii_control()) {
        return Err("InvalidURL: Invalid non-printable ASCII character in URL".to_owned());
    }
    if !host.is_ascii() {
        return Err("UnicodeEncodeError: 'ascii' codec can't encode character".to_owned());
    }
    match host.rsplit_once('@').map_or(host.as_str(), |(_, host)| host).split_once(':') {
        Some((_, port)) => Err(format!("InvalidURL: Invalid port: '{port}:443'")),
        None => Ok(host),
    }
}

/// `new URL(text).hostname`, with `https://` in front where the text doesn't begin with `http`.
fn typescript(text: &str) -> Result<String, String> {
    let text = if text.starts_with("http") { text.to_owned() } else { format!("https://{text}") };
    let invalid = || "TypeError: Invalid URL".to_owned();
    let url = Url::parse(&text).map_err(|_| invalid())?;
    url.host_str().map(|host| host.trim_end_matches('.').to_owned()).ok_or_else(invalid)
}
