//! The error of a text that some words stand in, before anything is concluded from it: who tried to reach whom, from where, in which phase, and
//! what else the text shows of it. Rules decide on this.

use super::destination::{Address, Destination};
use super::lines::{flat, unwrapped};
use super::parts::{Part, Passage, package, parts};
use std::ops::Range;

/// Who says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Speaker {
    /// A client of Weaviate, or what it is built on.
    Client,
    /// The Weaviate server, in its log.
    Server,
    /// A module of the server, which calls a model service during a request.
    Module,
    /// A library for something else than Weaviate.
    OtherLibrary,
    /// Nothing tells.
    Unknown,
}

/// How far the attempt had come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    /// The library was loaded.
    Import,
    /// The client was connecting.
    Connect,
    /// A request of an open client.
    Query,
    /// Nothing tells.
    Unknown,
}

/// An error that a text reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Event {
    /// What the words are part of.
    pub(super) part: Part,
    /// Its words on one line.
    pub(super) words: String,
    /// Who says it.
    pub(super) speaker: Speaker,
    /// How far it came.
    pub(super) phase: Phase,
    /// Whom it was to reach.
    pub(super) address: Option<Address>,
    /// The user's own lines of source code in the text.
    pub(super) own_source: String,
    /// Variables and their values in the text.
    pub(super) settings: String,
    /// Whether the text tells of containers.
    pub(super) in_container: bool,
    /// Whether the text says that this address is a Weaviate server.
    pub(super) is_weaviate: bool,
}

/// Packages that call other services than Weaviate.
const OTHER_PACKAGES: [&str; 22] = [
    "openai",
    "ollama",
    "anthropic",
    "cohere",
    "mistralai",
    "litellm",
    "tiktoken",
    "transformers",
    "huggingface_hub",
    "sentence_transformers",
    "voyageai",
    "groq",
    "boto3",
    "botocore",
    "redis",
    "psycopg2",
    "psycopg",
    "pymongo",
    "elasticsearch",
    "qdrant_client",
    "pip",
    "nltk",
];

/// What the whole text shows beside its errors.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Scene {
    own_source: String,
    settings: String,
    in_container: bool,
    /// The port of the gRPC endpoint that the client was given.
    grpc_port: Option<u16>,
}

impl Scene {
    /// What these parts of a text show, such as its start and its end.
    pub(super) fn of(texts: &[&str]) -> Self {
        let mut scene = Self::default();
        for text in texts {
            let passages = parts(text);
            let lines = |part: Part| passages.iter().filter(move |p| p.part == part).map(|p| p.words.as_str());
            for line in lines(Part::OwnSource) {
                scene.own_source += line;
                scene.own_source.push('\n');
            }
            for line in lines(Part::Setting) {
                scene.settings += line;
                scene.settings.push('\n');
            }
            scene.in_container |= is_in_container(text);
            let endpoint = || super::address::grpc_endpoint(&flat(text));
            scene.grpc_port = scene.grpc_port.or_else(|| super::address::port(&endpoint()?));
        }
        scene
    }
}

impl Event {
    /// The error in which the words at `at` stand, in a text that shows this besides.
    pub(super) fn around(text: &str, at: Range<usize>, scene: &Scene) -> Self {
        let passages = parts(text);
        let index = passages.iter().position(|p| p.range.end >= at.start).unwrap_or(passages.len());
        let part = passages.get(index).map_or(Part::Message, |p| p.part);
        let last = passages.iter().rposition(|p| p.range.start < at.end).unwrap_or(index).max(index);
        let hit: Vec<&Passage> = passages.iter().take(last + 1).skip(index).collect();
        let words = hit.iter().map(|p| p.words.as_str()).collect::<Vec<_>>().join(" ");
        let span = hit.first().map_or(at.start, |p| p.range.start)..hit.last().map_or(at.end, |p| p.range.end);
        let address = address(&words, &text[span.start..text.floor_char_boundary(span.end + 200)])
            .or_else(|| Address::named_in(&chained(&passages, index)?))
            .map(|address| Address { whose: behind(&address, &words, scene.grpc_port), ..address });
        let Scene { own_source, settings, in_container, .. } = scene.clone();
        let speaker = speaker(&words, &passages, index);
        let host = address.as_ref().map_or("", |a| a.host.as_str());
        let named = |lines: &str| {
            !host.is_empty() && lines.lines().any(|l| l.contains(host) && l.to_ascii_lowercase().contains("weaviate"))
        };
        let is_weaviate = words.to_ascii_lowercase().contains("weaviate")
            || host.contains("weaviate")
            || speaker == Speaker::Client
            || named(&own_source)
            || named(&settings);
        Self {
            part,
            phase: phase(&words, &own_source),
            speaker,
            address,
            own_source,
            settings,
            in_container,
            is_weaviate,
            words,
        }
    }

    /// Whose the address is; where none is named, nothing is known.
    pub(super) fn destination(&self) -> Option<Destination> {
        self.address.as_ref().map(|a| a.whose)
    }

    /// Whether it is the failure of something that isn't the connection to Weaviate.
    pub(super) fn is_of_another_service(&self) -> bool {
        if self.speaker == Speaker::Module {
            return !matches!(self.destination(), Some(Destination::Cloud | Destination::Proxy));
        }
        match self.destination() {
            Some(Destination::Model | Destination::Another) => true,
            // A number says nothing of who it is.
            Some(Destination::Somewhere) if self.has_number_as_host() => {
                self.address.as_ref().is_some_and(|a| !a.has_port_of_weaviate()) && !self.is_weaviate
            }
            Some(Destination::Somewhere) => !self.is_weaviate || self.speaker == Speaker::OtherLibrary,
            Some(Destination::Loopback | Destination::Container) => {
                let without_port = self.destination() == Some(Destination::Loopback);
                let fits = |a: &Address| a.port.map_or(without_port, |_| a.has_port_of_weaviate());
                self.speaker == Speaker::OtherLibrary || !self.is_weaviate && !self.address.as_ref().is_some_and(fits)
            }
            Some(Destination::Cloud | Destination::Console | Destination::Proxy) => false,
            None => self.speaker == Speaker::OtherLibrary,
        }
    }
}

impl Event {
    fn has_number_as_host(&self) -> bool {
        self.address.as_ref().is_some_and(|a| a.host.parse::<std::net::IpAddr>().is_ok())
    }
}

/// Whose an address is. gRPC that asks an address at another port than its endpoint's asks a proxy.
fn behind(address: &Address, words: &str, grpc_port: Option<u16>) -> Destination {
    let by_grpc = ["ipv4:", "ipv6:", "No connection established"].iter().any(|sign| words.contains(sign));
    let elsewhere = address.port.zip(grpc_port).is_some_and(|(asked, given)| asked != given);
    if by_grpc && elsewhere { Destination::Proxy } else { address.whose }
}

/// The address in an error's words. A name that was cut at the end of a line is put together again.
fn address(words: &str, lines: &str) -> Option<Address> {
    let plain = Address::named_in(words);
    if plain.as_ref().is_some_and(|a| !matches!(a.whose, Destination::Somewhere | Destination::Container)) {
        return plain;
    }
    let whole = unwrapped(&flat(lines)).and_then(|lines| Address::named_in(&lines));
    whole.filter(|a| plain.is_none() || matches!(a.whose, Destination::Cloud | Destination::Console)).or(plain)
}

/// The errors of the same chain that stand in front of it: an exception often repeats what an inner one says with its address.
fn chained(passages: &[Passage], index: usize) -> Option<String> {
    let from = passages[..index.min(passages.len())].iter().rposition(|p| p.starts_chain).unwrap_or(0);
    let rest = passages.get(from..)?.iter().filter(|p| p.part == Part::Message);
    Some(rest.map(|p| p.words.as_str()).collect::<Vec<_>>().join("\n")).filter(|words| words.len() < 4000)
}

fn speaker(words: &str, passages: &[Passage], index: usize) -> Speaker {
    const SERVER: [&str; 5] = ["\"build_git_commit\"", "\"build_image_tag\"", "\"action\":\"", "memberlist", "raft: "];
    const MODULE: [&str; 11] = [
        "init provider",
        "init module",
        "remote client",
        "vectorize params",
        "vectorize keywords",
        "vectorize target",
        "send post request",
        "update vector:",
        "connection to: ",
        "generate: ",
        "rerank: ",
    ];
    const CLIENT: [&str; 14] = [
        "weaviate.exceptions",
        "weaviateconnection",
        "weaviatestartup",
        "weaviategrpc",
        "weaviatequeryerror",
        "weaviate failed",
        "io.weaviate",
        "weaviate.client",
        "weaviate at",
        "weaviate.v1.",
        "grpc.health",
        "with protocol grpc",
        "weaviateerror",
        "weaviatebatch",
    ];
    let lower = words.to_ascii_lowercase();
    if MODULE.iter().any(|mark| lower.contains(mark)) {
        return Speaker::Module;
    }
    if SERVER.iter().any(|mark| lower.contains(mark)) && !lower.contains("weaviate.exceptions") {
        return Speaker::Server;
    }
    if CLIENT.iter().any(|mark| lower.contains(mark)) {
        return Speaker::Client;
    }
    let from = passages[..index.min(passages.len())].iter().rposition(|p| p.starts_chain).unwrap_or(0);
    let frames = || {
        passages
            .iter()
            .skip(from)
            .filter(|p| p.part == Part::Frame)
            .flat_map(|p| p.words.split("File "))
            .filter_map(package)
    };
    if frames().any(|p| p.starts_with("weaviate") || p.contains("@weaviate/") || p.starts_with("io.weaviate")) {
        return Speaker::Client;
    }
    if frames().any(|p| OTHER_PACKAGES.contains(&p)) {
        return Speaker::OtherLibrary;
    }
    Speaker::Unknown
}

fn phase(words: &str, own_source: &str) -> Phase {
    let has = |marks: &[&str]| marks.iter().any(|m| words.contains(m));
    if has(&["ModuleNotFoundError", "ImportError", "Cannot find module", "does not provide an export"]) {
        Phase::Import
    } else if has(&[
        "Query call with protocol",
        "/weaviate.v1.Weaviate/",
        "explorer: ",
        "WeaviateQueryError",
        "WeaviateBatch",
    ]) {
        Phase::Query
    } else if has(&[
        "Health/Check",
        "health check",
        "startup",
        "Could not connect to Weaviate",
        "Connection to Weaviate failed",
        "failed to connect to all addresses",
        "No connection established",
        "while dialing",
        "server preface",
    ]) || own_source.contains("connect")
    {
        Phase::Connect
    } else {
        Phase::Unknown
    }
}

fn is_in_container(text: &str) -> bool {
    ["docker", "compose", "kubectl", "container", "pod/", "kubernetes", "celery"]
        .iter()
        .any(|word| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some())
}

#[cfg(test)]
mod tests;
