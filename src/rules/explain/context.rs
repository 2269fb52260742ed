//! What a text shows besides the cause: which client printed it, in which version, and over which connection. It names no cause.

use super::event::Event;
use super::patterns::{Expression, PatternMark, Patterns, Wire};
use super::read::{PatternHit, Reading};
use crate::model::client::{Language, Version};
use std::str::FromStr;

static VERSIONS: [(Language, Expression); 7] = [
    (Language::Python, Expression::new("client", r"weaviate[-_]client(?:-python/|==|@|-)(\d+\.\d+(?:\.\d+)?)")),
    (Language::Python, Expression::new("client", r"weaviate[-_]client\s+(?:version\s+)?v?(\d+\.\d+(?:\.\d+)?)")),
    (
        Language::TypeScript,
        Expression::new("client", r"weaviate-(?:ts-)?client(?:-typescript)?[@/](?:npm:)?[\^~]?v?(\d+\.\d+(?:\.\d+)?)"),
    ),
    (Language::Go, Expression::new("go-client", r"weaviate-go-client(?:/v\d+)?[@/]v?(\d+\.\d+(?:\.\d+)?)")),
    (Language::Go, Expression::new("go-client", r"weaviate-go-client/v(\d+)")),
    (
        Language::Java,
        Expression::new("client", r"io\.weaviate:client6?:(\d+\.\d+(?:\.\d+)?)|client6?-(\d+\.\d+\.\d+)\.jar"),
    ),
    (Language::CSharp, Expression::new("Client", r"Weaviate\.Client[/, @]+(?:Version=)?v?(\d+\.\d+(?:\.\d+)?)")),
];

/// The client that printed the text, and its version when the text has it.
pub(super) fn client(reading: &Reading, hit: Option<&PatternHit>) -> Option<(Language, Option<Version>)> {
    let texts = [hit.map_or("", |h| &h.excerpt), &reading.head, &reading.tail];
    let version = |language: Option<Language>| {
        VERSIONS.iter().filter(|(l, _)| language.is_none_or(|wanted| wanted == *l)).find_map(|(l, regex)| {
            let captures = texts.iter().find_map(|t| regex.captures(t))?;
            let text = captures.first()?;
            Some((*l, Version::from_str(text).ok()?))
        })
    };
    let patterns = Patterns::get();
    let own = hit.and_then(|h| patterns.all[usize::from(h.pattern)].client);
    let mut votes = [0_u32; 6];
    for (pattern, count) in patterns.all.iter().zip(&reading.marks) {
        if let (Some(PatternMark::Client), Some(language)) = (pattern.mark, pattern.client) {
            votes[language as usize] += (*count).min(3) * u32::from(pattern.rank.max(1));
        }
    }
    let most = votes.iter().copied().max().unwrap_or(0);
    let winner = <Language as strum::IntoEnumIterator>::iter().find(|l| most > 0 && votes[*l as usize] == most);
    let language = own.or(winner);
    match (language, version(language)) {
        (Some(language), version) => Some((language, version.map(|(_, v)| v))),
        (None, Some((language, version))) => Some((language, Some(version))),
        (None, None) => None,
    }
}

/// Whether a hit is about the gRPC connection, judged by its error.
pub(super) fn is_grpc(hit: &PatternHit, event: &Event) -> bool {
    const WORDS: [&str; 14] = [
        "grpc",
        "inactiverpcerror",
        "aiorpcerror",
        "statuscode.",
        "rpc error: code",
        "health/check",
        "statusruntimeexception",
        "rpcexception",
        "statuscode=\"",
        "failed to connect to all addresses",
        "no connection established",
        "io exception",
        "nice-grpc",
        "name resolver",
    ];
    match Patterns::get().all[usize::from(hit.pattern)].wire {
        Some(Wire::Grpc) => return true,
        Some(Wire::Rest) => return false,
        None => {}
    }
    let words = event.words.to_ascii_lowercase();
    WORDS.iter().any(|w| words.contains(w)) && !words.contains("httpx.")
}

/// How often a mark was found.
pub(super) fn count(reading: &Reading, mark: PatternMark) -> u32 {
    let patterns = Patterns::get();
    patterns.all.iter().zip(&reading.marks).filter(|(p, _)| p.mark == Some(mark)).map(|(_, n)| n).sum()
}
