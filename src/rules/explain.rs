//! From an error text to causes, offline. Reads what people paste (tracebacks, logs, mails, sentences) once, in constant memory, and names the
//! cause, the words that decided, the client, the address that was tried and the probes that would settle it. Pure: the caller does all reading
//! and printing. The patterns are data in `assets/patterns`.
//!
//! Reading order: `decode` → `skeleton` → `patterns` → `read` → `decide`; `secrets` guards everything that leaves.

mod address;
mod context;
mod decide;
mod decode;
mod destination;
mod event;
mod given;
mod lines;
mod meaning;
#[cfg(feature = "scan")]
mod own_line;
mod parts;
mod patterns;
mod quote;
mod read;
mod render;
mod secrets;
mod settle;
mod skeleton;

pub use address::{AddressMatch, TriedAddress, compare};
pub use patterns::{Pattern, PatternError, load as patterns};
pub use quote::Quote;
pub use read::TextReader;
pub use render::{facts, missing_words, settling_claims, settling_command, with_text, word};
pub use settle::probes_for;

use crate::model::api_key::Redactor;
use crate::model::cause::Cause;
use crate::model::client::{Language, Version};
use crate::model::evidence::ProbeId;
use crate::model::finding::{Diagnosis, Verdict};
use crate::model::source_finding::SourceFinding;
use crate::model::symptom::Symptom;
use patterns::PatternMark;
use strum::{EnumIter, IntoStaticStr};

/// The outcome of an error text.
#[derive(Clone, PartialEq, Debug)]
pub struct Explanation {
    /// The causes, the best explanation first; what the same words could also mean stands behind it as possible.
    pub diagnosis: Diagnosis,
    /// The client that printed the text.
    pub client: Option<(Language, Option<Version>)>,
    /// The words that decided.
    pub quote: Option<Quote>,
    /// The address that the client tried.
    pub tried: Option<TriedAddress>,
    /// The URL of the cluster or server that it is about, as far as the text tells.
    pub server: Option<String>,
    /// The probes that would settle it.
    pub probes: Vec<ProbeId>,
    /// The symptom to start the probes from; without a cause, the one that the words tell of.
    pub symptom: Option<Symptom>,
    /// A key, token or password stood in the text and should be replaced.
    pub secret_seen: bool,
    /// What is missing for an answer.
    pub missing: Option<Missing>,
    /// What is wrong in the user's own lines that the text shows.
    pub source: Vec<SourceFinding>,
}

/// Why a text gets no answer. The words stand in `assets/explain/words.toml`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Missing {
    /// There is no text.
    Text,
    /// The file is no text.
    Readable,
    /// The Python client hides the reason in the lines above.
    WholeTraceback,
    /// The JavaScript client leaves the reason out.
    NodeReason,
    /// The text is about Weaviate and says too little.
    Message,
    /// The text is about another product.
    AboutWeaviate,
    /// Nothing in the text is known.
    Clue,
}

impl Missing {
    /// The name in the assets and in reports.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// Explains a text that is in memory.
pub fn explain(text: &[u8]) -> Explanation {
    let mut reader = TextReader::new();
    reader.push(text);
    reader.explain()
}

impl TextReader {
    /// Ends the text and explains it.
    pub fn explain(self) -> Explanation {
        let reading = self.finish();
        let decision = decide::decide(&reading);
        let hit = decision.hit.as_ref();
        let mut findings = decision.findings;
        let quote = hit.map(|h| quote::quote(h, &reading.secrets));
        let cause = findings.first().map(|f| f.cause);
        let tried = address::tried(&reading, hit, &reading.secrets, cause);
        let client = context::client(&reading, hit);
        let tried =
            tried.filter(|_| !matches!(cause, Some(Cause::AnotherServiceFailed | Cause::ModelProviderUnreachable)));
        let event = decision.event.as_ref();
        let address = event.and_then(|e| Some(reading.secrets.mask(&e.address.as_ref()?.text())));
        for finding in &mut findings {
            finding.details.extend(settle::details(tried.as_ref(), address.as_deref(), client));
        }
        let grpc = hit.zip(event).is_some_and(|(hit, event)| context::is_grpc(hit, event));
        let server = tried.as_ref().and_then(settle::cluster_url).or_else(|| given::server(event?, grpc));
        let server = server.filter(|url| reading.secrets.mask(url) == *url);
        let missing = if cause.is_some() { None } else { Some(missing(&reading, client)) };
        let verdict = if cause.is_some() { Verdict::Diagnosed } else { Verdict::Undiagnosed };
        let quiet = matches!(missing, Some(Missing::Text | Missing::AboutWeaviate | Missing::Readable));
        let shown = [hit.map_or("", |h| &h.excerpt), &reading.head, &reading.tail];
        let guard = reading.secrets.redactor();
        let quote = quote.map(|q| if guard.finds(&q.text) { q.without(&guard) } else { q });
        let source = cause.map(|_| own_source(&reading, client)).unwrap_or_default();
        Explanation {
            source,
            diagnosis: Diagnosis { verdict, findings },
            client,
            quote,
            server,
            tried: if quiet { None } else { tried },
            probes: if quiet { Vec::new() } else { probes_for(cause) },
            symptom: cause.map_or_else(|| decide::symptom(&reading).filter(|_| !quiet), Cause::symptom),
            secret_seen: reading.secrets.seen || shown.iter().any(|t| !reading.secrets.sure(t).is_empty()),
            missing,
        }
    }
}

/// What is wrong in the user's own lines that the text shows, without what may be secret in it.
#[cfg(feature = "scan")]
fn own_source(reading: &read::Reading, client: Option<(Language, Option<Version>)>) -> Vec<SourceFinding> {
    let mut found = own_line::findings(&reading.head, client);
    if found.is_empty() {
        found = own_line::findings(&reading.tail, client);
    }
    for finding in &mut found {
        finding.path.hide(|path| reading.secrets.mask(path));
        let lines = finding.lines.iter_mut().flat_map(|lines| lines.wrong.iter_mut().chain(&mut lines.right));
        lines.for_each(|line| *line = reading.secrets.mask(line));
    }
    found
}

/// Without the grammars, no code is read.
#[cfg(not(feature = "scan"))]
const fn own_source(_: &read::Reading, _: Option<(Language, Option<Version>)>) -> Vec<SourceFinding> {
    Vec::new()
}

/// A text as it may be shown: without keys, tokens and passwords, and without these of this machine. For what somebody types, so that it can
/// be long but not endless.
pub fn masked(text: &str, keys: &Redactor) -> String {
    let mut reader = TextReader::knowing(keys.clone());
    reader.push(text.as_bytes());
    reader.finish().secrets.mask(text)
}

/// What is missing in a text that gets no answer.
fn missing(reading: &read::Reading, client: Option<(Language, Option<Version>)>) -> Missing {
    let is = |mark| context::count(reading, mark) > 0;
    if !reading.some {
        Missing::Text
    } else if reading.controls * 20 > reading.length {
        Missing::Readable
    } else if is(PatternMark::ReasonHidden) {
        match client {
            Some((Language::TypeScript, _)) => Missing::NodeReason,
            _ => Missing::WholeTraceback,
        }
    } else if is(PatternMark::Weaviate) {
        Missing::Message
    } else if is(PatternMark::Foreign) {
        Missing::AboutWeaviate
    } else {
        Missing::Clue
    }
}
