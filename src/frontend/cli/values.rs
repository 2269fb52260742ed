//! Reads the values of options. Each error says what to write instead, and quotes nothing that may hold a secret.

use crate::model::client::{Client, Version};
use crate::model::evidence::Origin;
use crate::model::proxy::Proxy;
use crate::model::question::{Choice, Question};
use crate::model::sanitized::SanitizedText;
use crate::model::symptom::Symptom;
use crate::model::target::Endpoint;
use crate::words::closest_match::closest_match;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;
use strum::IntoEnumIterator;

/// The longest time that an option takes.
const LONGEST_SECONDS: f64 = 3600.0;

pub(super) fn symptom(text: &str) -> Result<Symptom, String> {
    Symptom::from_str(text.trim()).map_err(|_| unknown("symptom", text, Symptom::iter().map(Symptom::id)))
}

pub(super) fn answer(text: &str) -> Result<(Question, Choice), String> {
    let (question, choice) = text.split_once('=').ok_or("write QUESTION=CHOICE, for example login-step=code-asked")?;
    let question = Question::from_str(question.trim())
        .map_err(|_| unknown("question", question, Question::iter().map(Question::id)))?;
    let fitting = || question.choices().iter().map(|c| c.id());
    let choice = Choice::from_str(choice.trim())
        .ok()
        .filter(|c| question.choices().contains(c))
        .ok_or_else(|| unknown(&format!("answer to {}", question.id()), choice, fitting()))?;
    Ok((question, choice))
}

pub(super) fn client(text: &str) -> Result<Client, String> {
    Client::from_str(text.trim())
}

pub(super) fn version(text: &str) -> Result<Version, String> {
    let problem = || format!("“{}” isn't a version: write for example 3.13", SanitizedText::up_to(text, 40));
    let text = text.trim();
    let plain = text.starts_with(|c: char| c.is_ascii_digit() || c == 'v');
    Version::from_str(text).ok().filter(|_| plain).ok_or_else(problem)
}

pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let problem = || {
        format!(
            "“{}” isn't a number of seconds above 0 and up to {LONGEST_SECONDS:.0}, for example 2.5",
            SanitizedText::up_to(text, 30)
        )
    };
    let plain = text.len() <= 20 && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    let value =
        text.parse::<f64>().ok().filter(|v| plain && (0.001..=LONGEST_SECONDS).contains(v)).ok_or_else(problem)?;
    Ok(Duration::from_secs_f64(value))
}

/// A variable's name. The text isn't quoted: people put the key itself here.
pub(super) fn variable_name(text: &str) -> Result<String, String> {
    let fits = text.len() <= 128
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let problem = "this takes the name of the variable with the key, such as WEAVIATE_API_KEY, and not the key itself";
    if fits { Ok(text.to_owned()) } else { Err(problem.to_owned()) }
}

pub(super) fn dns_server(text: &str) -> Result<SocketAddr, String> {
    let text = text.trim();
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    text.parse::<SocketAddr>()
        .or_else(|_| bare.parse::<IpAddr>().map(|address| SocketAddr::new(address, 53)))
        .ok()
        .filter(|server| server.port() != 0)
        .ok_or_else(|| {
            format!("“{}” isn't an address such as 1.1.1.1 or [2606:4700::1111]:53", SanitizedText::up_to(text, 60))
        })
}

pub(super) fn grpc(text: &str) -> Result<Endpoint, String> {
    endpoint(text, "grpcs://grpc-abc.weaviate.cloud:443, or grpc://localhost:50051 for plain text")
}

pub(super) fn console(text: &str) -> Result<Endpoint, String> {
    endpoint(text, "https://console.weaviate.cloud")
}

pub(super) fn proxy(text: &str) -> Result<Proxy, String> {
    Proxy::read(text, Origin::Argument)
}

/// The text isn't quoted: a URL can hold a password.
fn endpoint(text: &str, example: &str) -> Result<Endpoint, String> {
    let problem = || format!("this isn't a URL such as {example}");
    if text.len() > crate::model::target::LONGEST_URL || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(problem());
    }
    Endpoint::read(text).map_err(|_| problem())
}

fn unknown<'a>(what: &str, given: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let given = SanitizedText::up_to(given, 40);
    match closest_match(given.as_str(), known.clone()) {
        Some(near) => format!("there's no {what} “{given}”: did you mean {near}?"),
        None => format!("there's no {what} “{given}”: use one of {}", known.collect::<Vec<_>>().join(", ")),
    }
}
