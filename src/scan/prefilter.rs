//! Whether a text can hold anything that a rule would find, told from its words alone: a text that can't is never parsed. It may let too much
//! through and never too little; `tests/scan.rs` holds it against the rules.
//!
//! What each rule needs: a call of the client needs the client's name and the name of a call; a request of one's own needs the name of the
//! header; an address needs its host; a variable for browsers needs its prefix; a key in the source needs a name that speaks of Weaviate and
//! a text that looks like a key. Shell scripts are short and their words have no quotes: they are always parsed.

use super::Grammar;
use super::names::looks_like_key;
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::OnceLock;

/// What a word speaks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// A rule may need no more than this.
    Enough,
    /// The name of a header.
    Header,
    /// The host of an address, when it goes on with Weaviate's name.
    Host,
    /// The client of this language is at hand.
    Client(Tongue),
    /// Something that is called on it.
    Call(Tongue),
    /// May be part of a name that speaks of Weaviate.
    Name,
}

/// A grammar, or two of one client.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tongue {
    Python,
    Script,
    Go,
    Java,
    CSharp,
}

struct Word {
    text: &'static str,
    sign: Sign,
    /// Whether letters before or behind make another word of it.
    whole: bool,
    /// Whether capitals make another word of it.
    exact: bool,
}

const fn part(sign: Sign, text: &'static str) -> Word {
    Word { text, sign, whole: false, exact: false }
}

const fn whole(sign: Sign, text: &'static str) -> Word {
    Word { text, sign, whole: true, exact: false }
}

const fn exact(sign: Sign, text: &'static str) -> Word {
    Word { text, sign, whole: true, exact: true }
}

const PYTHON: Sign = Sign::Call(Tongue::Python);
const SCRIPT: Sign = Sign::Call(Tongue::Script);
const JAVA: Sign = Sign::Call(Tongue::Java);
const CSHARP: Sign = Sign::Call(Tongue::CSharp);

const WORDS: [Word; 70] = [
    part(Sign::Name, "weaviate"),
    part(Sign::Name, "wcd"),
    part(Sign::Name, "wcs"),
    // Hosts, also as regular expressions write them.
    part(Sign::Enough, "weaviate.cloud"),
    part(Sign::Enough, "weaviate.network"),
    part(Sign::Enough, "semi.technology"),
    part(Sign::Enough, "weaviate\\.cloud"),
    part(Sign::Enough, "weaviate\\.network"),
    part(Sign::Enough, "semi\\.technology"),
    part(Sign::Enough, "grpc-"),
    part(Sign::Host, "console."),
    // Headers: `rules::http::OTHER_HEADERS` and the right one.
    whole(Sign::Header, "authorization"),
    whole(Sign::Header, "x-weaviate-api-key"),
    whole(Sign::Header, "x-api-key"),
    whole(Sign::Header, "api-key"),
    whole(Sign::Header, "apikey"),
    whole(Sign::Header, "x-apikey"),
    whole(Sign::Header, "x-auth-token"),
    whole(Sign::Header, "weaviate-api-key"),
    whole(Sign::Header, "x-api-token"),
    whole(Sign::Header, "api_key"),
    exact(Sign::Enough, "AuthenticationHeaderValue"),
    // Prefixes of variables for browsers: `names::PUBLIC`.
    part(Sign::Enough, "public_"),
    part(Sign::Enough, "vite_"),
    part(Sign::Enough, "react_app_"),
    part(Sign::Enough, "gatsby_"),
    part(Sign::Enough, "vue_app_"),
    part(Sign::Enough, "ng_app_"),
    part(Sign::Enough, "storybook_"),
    part(Sign::Enough, "razzle_"),
    part(Sign::Enough, ".public."),
    // Clients.
    exact(Sign::Client(Tongue::Python), "weaviate"),
    exact(Sign::Client(Tongue::Script), "weaviate"),
    exact(Sign::Client(Tongue::Script), "weaviate2"),
    exact(Sign::Client(Tongue::Java), "io.weaviate"),
    part(Sign::Client(Tongue::CSharp), "weaviate"),
    part(Sign::Client(Tongue::Go), "weaviate-go-client"),
    part(Sign::Call(Tongue::Go), "weaviate-go-client"),
    part(PYTHON, "connect_to_"),
    part(PYTHON, "use_async_with_"),
    exact(PYTHON, "WeaviateClient"),
    exact(PYTHON, "WeaviateAsyncClient"),
    exact(PYTHON, "Client"),
    exact(PYTHON, "ConnectionParams"),
    exact(PYTHON, "AuthApiKey"),
    exact(PYTHON, "AuthClientPassword"),
    exact(PYTHON, "client_password"),
    exact(PYTHON, "AuthBearerToken"),
    exact(PYTHON, "bearer_token"),
    exact(PYTHON, "AuthClientCredentials"),
    exact(PYTHON, "client_credentials"),
    exact(PYTHON, "Timeout"),
    part(SCRIPT, "connectTo"),
    exact(SCRIPT, "client"),
    exact(SCRIPT, "ApiKey"),
    exact(SCRIPT, "AuthUserPasswordCredentials"),
    exact(SCRIPT, "AuthAccessTokenCredentials"),
    exact(SCRIPT, "AuthClientCredentials"),
    exact(JAVA, "connectToWeaviateCloud"),
    exact(JAVA, "connectToCustom"),
    exact(JAVA, "connectToLocal"),
    exact(JAVA, "WeaviateCloud"),
    exact(JAVA, "Authentication"),
    exact(JAVA, "WeaviateAuthClient"),
    exact(JAVA, "Config"),
    exact(CSHARP, "Connect"),
    exact(CSHARP, "WeaviateClientBuilder"),
    exact(CSHARP, "ClientConfiguration"),
    exact(CSHARP, "Auth"),
    exact(CSHARP, "WeaviateClient"),
];

fn automaton() -> Option<&'static AhoCorasick> {
    static WORD: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let build = || {
        let words = WORDS.iter().map(|w| w.text);
        AhoCorasick::builder().match_kind(MatchKind::Standard).ascii_case_insensitive(true).build(words).ok()
    };
    WORD.get_or_init(build).as_ref()
}

fn tongue(grammar: Grammar) -> Option<Tongue> {
    Some(match grammar {
        Grammar::Python => Tongue::Python,
        Grammar::TypeScript | Grammar::Tsx => Tongue::Script,
        Grammar::Go => Tongue::Go,
        Grammar::Java => Tongue::Java,
        Grammar::CSharp => Tongue::CSharp,
        Grammar::Shell => return None,
    })
}

/// Whether a rule may find something in this text.
pub(super) fn may_find(grammar: Grammar, text: &[u8]) -> bool {
    let (Some(tongue), Some(automaton)) = (tongue(grammar), automaton()) else { return true };
    let (mut client, mut call, mut name) = (false, false, false);
    for found in automaton.find_overlapping_iter(text) {
        let word = &WORDS[found.pattern().as_usize()];
        let settled = match word.sign {
            Sign::Enough | Sign::Header | Sign::Host => false,
            Sign::Client(of) => client || of != tongue,
            Sign::Call(of) => call || of != tongue,
            Sign::Name => name,
        };
        if settled || !word.stands(text, found.start(), found.end()) {
            continue;
        }
        match word.sign {
            Sign::Enough if !is_import(grammar, text, found.start()) => return true,
            Sign::Header if is_header(grammar, text, found.start(), found.end()) => return true,
            Sign::Host if goes_on_with_weaviate(&text[found.end()..]) => return true,
            Sign::Enough | Sign::Header | Sign::Host => {}
            Sign::Client(_) => client = true,
            Sign::Call(_) => call = true,
            Sign::Name => name = !is_import(grammar, text, found.start()) && !is_comment(grammar, text, found.start()),
        }
        if client && call {
            return true;
        }
    }
    name && holds_key(text)
}

impl Word {
    /// Whether the word stands here as it must.
    fn stands(&self, text: &[u8], start: usize, end: usize) -> bool {
        let letter = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        let apart = || !letter(start.checked_sub(1).and_then(|i| text.get(i))) && !letter(text.get(end));
        (!self.exact || &text[start..end] == self.text.as_bytes()) && (!self.whole || apart())
    }
}

/// Whether a host that begins before this place is one of Weaviate's.
fn goes_on_with_weaviate(rest: &[u8]) -> bool {
    let host = rest.iter().take(253).take_while(|b| b.is_ascii_alphanumeric() || b"-_.\\%".contains(b));
    let host: Vec<u8> = host.map(u8::to_ascii_lowercase).collect();
    ["weaviate", "semi"].iter().any(|name| memchr::memmem::find(&host, name.as_bytes()).is_some())
}

/// Whether the word can be the name of a header here. Go's names of headers are texts.
fn is_header(grammar: Grammar, text: &[u8], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).and_then(|i| text.get(i));
    grammar != Grammar::Go || (before == text.get(end) && matches!(before, Some(b'"' | b'`')))
}

/// The line of a place, without blanks around it.
fn line(text: &[u8], at: usize) -> &[u8] {
    let from = memchr::memrchr(b'\n', &text[..at]).map_or(0, |n| n + 1);
    let to = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |n| at + n);
    text[from..to].trim_ascii()
}

/// Whether the line of this place is nothing but an import, whose path is no value and names none.
fn is_import(grammar: Grammar, text: &[u8], at: usize) -> bool {
    match grammar {
        // `alias "github.com/…"` within `import ( … )`.
        Grammar::Go => {
            let line = line(text, at);
            let alias = line.split(|b| *b == b'"').next().unwrap_or_default();
            let word = |b: &u8| b.is_ascii_alphanumeric() || b"_. ".contains(b);
            let path = line.get(alias.len()..).unwrap_or_default();
            let dotted = path.starts_with(b"\"github.com/") || path.starts_with(b"\"google.golang.org/");
            dotted && line.ends_with(b"\"") && memchr::memchr_iter(b'"', line).count() == 2 && alias.iter().all(word)
        }
        Grammar::Java | Grammar::CSharp => {
            let line = line(text, at);
            let starts = ["import ", "package ", "using ", "namespace "].iter().any(|s| line.starts_with(s.as_bytes()));
            let one = line.ends_with(b";") && memchr::memchr_iter(b';', line).count() == 1;
            starts && one && !line.contains(&b'"')
        }
        Grammar::Python | Grammar::TypeScript | Grammar::Tsx | Grammar::Shell => false,
    }
}

/// Whether the whole line of this place is a comment, which names no variable.
fn is_comment(grammar: Grammar, text: &[u8], at: usize) -> bool {
    let slashes = matches!(grammar, Grammar::Go | Grammar::Java | Grammar::CSharp);
    slashes && line(text, at).starts_with(b"//")
}

/// Whether a word of the text looks like a key.
fn holds_key(text: &[u8]) -> bool {
    // A line that goes on behind a backslash may cut a key in two.
    if memchr::memmem::find(text, b"\\\n").is_some() || memchr::memmem::find(text, b"\\\r").is_some() {
        return true;
    }
    let part = |b: &u8| b.is_ascii_alphanumeric() || b"+/=_-.~\\".contains(b);
    let words = text.split(|b| !part(b)).filter(|w| w.len() >= 16);
    words.filter_map(|w| std::str::from_utf8(w).ok()).any(|word| {
        // What an escape leaves at either end belongs to no key.
        let plain = super::expr::unescape(word);
        looks_like_key(word) || (word.contains('\\') && plain.split_whitespace().any(looks_like_key))
    })
}
