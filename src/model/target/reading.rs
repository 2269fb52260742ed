//! What a client's own cloud helper makes of a text: the host that it takes from it, or the error that ends it (`facts.md` §1: `helpers.py`,
//! `helpers.ts`, measured with Python 4.24.1 and TypeScript 3.14.0).

use super::{Endpoint, Hosting, Target, UrlProblem, grpc_endpoint};
use crate::model::client::Language;
use crate::model::sanitized::SanitizedText;
use url::Url;

impl Target {
    /// The same as this client's cloud helper takes it from a variable or a file: `new URL(…).hostname`, whatever port stands behind it.
    #[must_use]
    pub fn as_taken_by(mut self, language: Language, grpc: Option<&Endpoint>) -> Self {
        if language == Language::TypeScript && self.kind == Hosting::WeaviateCloud {
            self.rest.port = 443;
            self.grpc = grpc.cloned().unwrap_or_else(|| grpc_endpoint(&self.rest, None));
        }
        self
    }

    /// The error with which this client's cloud helper, or its first call, ends on this text; none where it comes through, or other rules
    /// decide.
    pub fn client_error(language: Language, text: &str) -> Option<SanitizedText> {
        let read = Self::read(text, None);
        let lower = text.to_ascii_lowercase();
        let cloud = [".weaviate.cloud", ".weaviate.network"].iter().any(|domain| lower.contains(domain));
        match (read, host_for(language, text)) {
            (Ok(target), _) => match target.refused_by(language, text) {
                Some(UrlProblem::ClientRefuses { error, .. }) => Some(error),
                Some(_) | None => None,
            },
            (Err(_), Some(Err(error))) if cloud => Some(SanitizedText::up_to(&error, 120)),
            (Err(_), Some(Ok(_))) if cloud => Some(SanitizedText::new(no_connection(language))),
            (Err(_), _) => None,
        }
    }

    /// What stops a program that gets this text from a variable or a file as it stands: nobody repairs it there. A cloud helper reads it by
    /// its own rules; other ways to connect take it apart in ways of their own, so only what no URL has is held against them.
    pub fn refused_by(&self, language: Language, text: &str) -> Option<UrlProblem> {
        let read = if self.kind == Hosting::WeaviateCloud { host_for(language, text) } else { None };
        let error = match read {
            None if self.is_more_than_a_url() => return Some(UrlProblem::NeedsRepair { instead: self.rest.url() }),
            None => return None,
            Some(Ok(host)) if host.eq_ignore_ascii_case(&self.rest.host) => return None,
            Some(Ok(_)) => no_connection(language).to_owned(),
            Some(Err(error)) => error,
        };
        // The helpers add the port themselves.
        let instead = format!("https://{}", self.rest.host);
        Some(UrlProblem::ClientRefuses { language, error: SanitizedText::up_to(&error, 120), instead })
    }
}

/// What a client says where the host that it took from a text is no cluster.
const fn no_connection(language: Language) -> &'static str {
    match language {
        Language::TypeScript => "WeaviateStartUpError: fetch failed",
        _ => "WeaviateStartUpError: Could not connect to Weaviate:Connection to Weaviate failed.",
    }
}

/// The host that this client takes from the text, or its own error; none where the client takes host and scheme apart.
fn host_for(language: Language, text: &str) -> Option<Result<String, String>> {
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
