//! Recognizes who answered an HTTP request and what the answer means, from status, headers and the first bytes of the body.
//! Pure: the bytes were read elsewhere. The table of Weaviate's own answers is `facts.md` §4.

use crate::model::api_key::Redactor;
use crate::model::sanitized::SanitizedText;
use strum::{EnumIter, IntoEnumIterator as _, IntoStaticStr};

/// An HTTP answer, recognized.
#[derive(Clone, PartialEq, Debug)]
pub struct HttpAnswer {
    /// Status code.
    pub status: u16,
    /// Who answered.
    pub speaker: Responder,
    /// What it means, where the text tells.
    pub meaning: AnswerKind,
    /// The message, or the first words of the body.
    pub message: SanitizedText,
    /// `Server` header.
    pub server: Option<SanitizedText>,
    /// `Via` header: a proxy in between.
    pub via: Option<SanitizedText>,
    /// `Location` header of a redirect.
    pub location: Option<SanitizedText>,
    /// `Retry-After`, in seconds; a date there counts from the answer's own `Date`.
    pub retry_after: Option<u64>,
}

/// Who wrote an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Responder {
    /// Weaviate itself: JSON with `code` and `message`, with `error[].message`, or the data that was asked for.
    Weaviate,
    /// Nothing but a status line: Weaviate answers `live` and `ready` so, but others can too.
    Bare,
    /// A page for people.
    HtmlPage,
    /// A web server or ingress speaking for itself, such as nginx's `default backend - 404`.
    Ingress,
    /// JSON of some other service.
    OtherJson,
    /// Anything else.
    OtherText,
}

/// What an answer means.
#[derive(Clone, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum AnswerKind {
    /// Success.
    Fine,
    /// 401: nobody gets in without credentials, and none arrived.
    AnonymousOff {
        /// The ways in that the server names, such as `API-keys`.
        methods: Vec<String>,
    },
    /// 401: the key is not one of this server's.
    InvalidKey,
    /// 401: the server has no API keys configured (`weaviate#8962`, up to 1.32), or no scheme at all.
    NoSchemeConfigured,
    /// 401: an OIDC token is past its time.
    TokenExpired,
    /// 401 or 500: an OIDC token was refused for another reason, such as a claim that is missing.
    TokenRefused,
    /// 403: the key is good, its role lacks a permission.
    Forbidden {
        /// The user named in the message.
        user: Option<SanitizedText>,
        /// The permission that is missing.
        permission: Option<SanitizedText>,
    },
    /// 503: maintenance, read-only or scale-out mode.
    Maintenance,
    /// 401: what the key belongs to is suspended; the key itself is not refused.
    Suspended,
    /// Nothing more than the status says.
    Unstated,
}

/// What was read of an answer before recognition.
#[derive(Clone, Copy, Debug)]
pub struct RawAnswer<'a> {
    /// Status code.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: &'a [(String, String)],
    /// First bytes of the body.
    pub body: &'a [u8],
}

impl RawAnswer<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

impl HttpAnswer {
    /// Recognizes an answer. `redactor` makes sure that an echoed key isn't kept.
    pub fn recognize(raw: RawAnswer<'_>, redactor: &Redactor) -> Self {
        let whole = String::from_utf8_lossy(raw.body);
        // Read before anything is taken out: what stands around an echoed key may go with it, and JSON is none without its quotes.
        let json = weaviate_message(whole.trim()).map(|message| redactor.redact(&message));
        // Before anything is cut out of the text below: that may cut a key in two, which nothing would find.
        let text = redactor.redact(&whole);
        let trimmed = text.trim();
        let speaker = speaker(&raw, trimmed, json.as_deref());
        let message = json.as_deref().unwrap_or(trimmed);
        let message = if speaker == Responder::HtmlPage { html_title(trimmed) } else { message.to_owned() };
        let clean = |name| raw.header(name).map(|v| redactor.clean(v)).filter(|v| !v.is_empty());
        Self {
            status: raw.status,
            speaker,
            meaning: meaning(raw.status, speaker, &message, redactor),
            message: redactor.clean(&message),
            server: clean("server"),
            via: clean("via"),
            location: clean("location"),
            retry_after: raw.header("retry-after").and_then(|v| wait(v.trim(), raw.header("date"))),
        }
    }

    /// Whether Weaviate itself refused the credentials (and not a portal, filter or proxy in its place).
    pub fn proves_key_refused(&self) -> bool {
        self.speaker == Responder::Weaviate && self.meaning == AnswerKind::InvalidKey
    }

    /// Whether the answer proves that the credentials were accepted: success, or a refusal for lack of permission.
    pub fn proves_key_accepted(&self) -> bool {
        match self.meaning {
            AnswerKind::Fine => matches!(self.speaker, Responder::Weaviate),
            AnswerKind::Forbidden { .. } => self.speaker == Responder::Weaviate,
            AnswerKind::AnonymousOff { .. }
            | AnswerKind::InvalidKey
            | AnswerKind::NoSchemeConfigured
            | AnswerKind::TokenExpired
            | AnswerKind::TokenRefused
            | AnswerKind::Maintenance
            | AnswerKind::Suspended
            | AnswerKind::Unstated => false,
        }
    }
}

/// The wait that `Retry-After` asks for (RFC 9110 §10.2.3): seconds, or a moment.
fn wait(text: &str, date: Option<&str>) -> Option<u64> {
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let (until, from) = (httpdate::parse_http_date(text).ok()?, httpdate::parse_http_date(date?).ok()?);
    until.duration_since(from).ok().map(|wait| wait.as_secs())
}

/// The message of a JSON answer in one of Weaviate's two shapes.
/// Old servers wrote Python-like quotes (`facts.md` §4, second row); that shape is taken too.
fn weaviate_message(body: &str) -> Option<String> {
    let value: serde_json::Value =
        serde_json::from_str(body).or_else(|_| serde_json::from_str(&body.replace('\'', "\""))).ok()?;
    if let (Some(_), Some(message)) = (value.get("code"), value.get("message")) {
        return message.as_str().map(str::to_owned);
    }
    let first = value.get("error")?.as_array()?.first()?;
    first.get("message")?.as_str().map(str::to_owned)
}

fn speaker(raw: &RawAnswer<'_>, body: &str, message: Option<&str>) -> Responder {
    if let Some(message) = message {
        // Many gateways write JSON of this shape; a refusal of a right is Weaviate's only in its own words (`facts.md` §4).
        return if raw.status == 403 && !says_forbidden(message) { Responder::OtherJson } else { Responder::Weaviate };
    }
    if body.is_empty() {
        return Responder::Bare;
    }
    let lower = body.get(..body.len().min(400)).unwrap_or(body).to_ascii_lowercase();
    let html = raw.header("content-type").is_some_and(|t| t.to_ascii_lowercase().contains("html"));
    if html
        || lower.starts_with("<!doctype html")
        || lower.starts_with("<html")
        || lower.contains("<head")
        || lower.contains("<body")
    {
        let ingress = ["nginx", "openresty", "envoy", "haproxy", "traefik"].iter().any(|s| lower.contains(s))
            && raw.status >= 400;
        return if ingress && raw.status != 403 { Responder::Ingress } else { Responder::HtmlPage };
    }
    if serde_json::from_str::<serde_json::Value>(body).is_ok_and(|v| v.is_object() || v.is_array()) {
        return if is_weaviate_data(body) { Responder::Weaviate } else { Responder::OtherJson };
    }
    let ingress_texts = [
        "default backend",
        "no healthy upstream",
        "upstream connect error",
        "upstream request timeout",
        "404 page not found",
        "bad gateway",
        "service unavailable",
        "gateway timeout",
    ];
    if ingress_texts.iter().any(|t| lower.contains(t)) { Responder::Ingress } else { Responder::OtherText }
}

/// Whether a JSON document has the keys of what Weaviate answers to the doctor's own questions (meta, own-info, links).
fn is_weaviate_data(body: &str) -> bool {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(body) else { return false };
    let has = |key: &str| value.get(key).is_some();
    (has("version") && (has("modules") || has("hostname")))
        || (has("username") && (has("roles") || has("groups")))
        || has("links")
}

/// The title of an HTML page, or its first words without tags.
fn html_title(body: &str) -> String {
    let lower = body.to_ascii_lowercase();
    if let Some(start) = lower.find("<title").and_then(|i| lower[i..].find('>').map(|j| i + j + 1))
        && let Some(end) = lower[start..].find("</title")
        && let Some(title) = body.get(start..start + end)
    {
        return title.trim().to_owned();
    }
    let mut out = String::new();
    let mut tag = false;
    for c in body.chars().take(2000) {
        match c {
            '<' => tag = true,
            '>' => {
                tag = false;
                out.push(' ');
            }
            c if !tag => out.push(c),
            _ => {}
        }
    }
    out
}

fn meaning(status: u16, speaker: Responder, message: &str, redactor: &Redactor) -> AnswerKind {
    match status {
        200..=299 => AnswerKind::Fine,
        401 if speaker == Responder::Weaviate => unauthorized(message, redactor),
        403 if speaker == Responder::Weaviate => AnswerKind::Forbidden {
            user: between(message, "user '", "'").map(|t| redactor.clean(t)),
            permission: between(message, "permissions to ", "").map(|t| redactor.clean(t)),
        },
        500 if speaker == Responder::Weaviate && says_oidc(message) => AnswerKind::TokenRefused,
        503 if speaker == Responder::Weaviate || message.contains("maintenance") => AnswerKind::Maintenance,
        _ => AnswerKind::Unstated,
    }
}

/// Weaviate's words for a right that is missing.
fn says_forbidden(message: &str) -> bool {
    message.contains("forbidden action: ") || message.contains("forbidden") && message.contains("permission")
}

/// Whether an error is that of the check of an OIDC token (`facts.md` §4).
fn says_oidc(message: &str) -> bool {
    message.trim_start_matches("unauthorized: ").starts_with("oidc:")
}

/// Why a server refuses a key or a token, where its words tell more than that it does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum KeyRefusal {
    /// The key's user is deactivated.
    UserDeactivated,
    /// The user is known and this is not, or no longer, its key: it was rotated or deleted.
    KeyReplaced,
    /// The token has no claim, or none that can be read, to tell the user by.
    ClaimMissing,
}

/// What Weaviate's own words say of a refusal (`facts.md` §4); nothing where the key is simply unknown.
pub fn key_refusal(message: &str) -> Option<KeyRefusal> {
    if let Some((_, reason)) = message.split_once("invalid api key: ") {
        return match reason {
            _ if reason.contains("deactivated") => Some(KeyRefusal::UserDeactivated),
            _ if reason.contains("invalid token") => Some(KeyRefusal::KeyReplaced),
            _ => None,
        };
    }
    (says_oidc(message) && message.contains("claim")).then_some(KeyRefusal::ClaimMissing)
}

/// A mode of operation that keeps requests out (`OPERATIONAL_MODE`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum OperationalMode {
    /// Writes are refused.
    ReadOnly,
    /// Writes are refused while nodes are added.
    ScaleOut,
    /// Reads are refused.
    WriteOnly,
}

/// The mode of operation that keeps a request out, where Weaviate's own words name one (1.40.0-dev observed). A read-only or scale-out server
/// takes gRPC's health check for a write.
pub fn operational_mode(message: &str) -> Option<OperationalMode> {
    let (mode, _) = message.split_once(" mode is enabled temporally at the config level")?;
    OperationalMode::iter().find(|known| mode.ends_with(<&str>::from(*known)))
}

/// Whether Weaviate's own words say that the server is in maintenance. Over gRPC alone it gives the reason in words (`facts.md` §4).
pub fn says_maintenance(message: &str) -> bool {
    message.contains("server is in maintenance mode")
}

fn unauthorized(message: &str, redactor: &Redactor) -> AnswerKind {
    let lower = message.to_ascii_lowercase();
    if lower.contains("anonymous access not enabled") {
        let methods = between(message, "methods: [", "]").unwrap_or_default();
        let methods = methods.split([',', ' ']).map(|m| SanitizedText::up_to(redactor.clean(m).as_str(), 20));
        return AnswerKind::AnonymousOff {
            methods: methods.filter(|m| !m.is_empty()).map(|m| m.as_str().to_owned()).take(5).collect(),
        };
    }
    // Order matters: `apikey auth is not configured` also speaks of keys.
    if lower.contains("not configured") || lower.contains("no authentication scheme is configured") {
        return AnswerKind::NoSchemeConfigured;
    }
    if lower.contains("suspended") {
        return AnswerKind::Suspended;
    }
    if lower.contains("token is expired") {
        return AnswerKind::TokenExpired;
    }
    if lower.contains("invalid api key") {
        return AnswerKind::InvalidKey;
    }
    if lower.contains("oidc") || lower.contains("jwt") || lower.contains("token") {
        return AnswerKind::TokenRefused;
    }
    AnswerKind::Unstated
}

/// The text between two marks; an empty end mark means up to the end.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let rest = &text[text.find(start)? + start.len()..];
    Some(if end.is_empty() { rest } else { &rest[..rest.find(end)?] })
}

#[cfg(test)]
mod tests;
