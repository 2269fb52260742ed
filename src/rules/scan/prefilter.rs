//! Whether a text can hold anything that a rule would find, told from its words alone: a text that can't is never parsed. It may let too much
//! through and never too little; `tests/scan.rs` holds it against the rules.
//!
//! What each rule needs: a call of the client needs the client's name and the name of a call; a request of one's own needs the name of the
//! header; an address needs its host; a variable for browsers needs its prefix; a key in the source needs a name that speaks of Weaviate and
//! a text that looks like a key. Shell scripts are short and their words have no quotes: they are always parsed.

mod words;

use super::Grammar;
use super::expr::unescape;
use super::literal::{is_key_of_words, looks_like_key};
use super::names::MAX_NAME_BYTES;
use aho_corasick::{AhoCorasick, MatchKind};
use std::ops::Range;
use std::sync::OnceLock;
use words::{Sign, Tongue, WORDS};

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
    let (mut client, mut call, mut login) = (false, false, false);
    let mut names = SeenNames::default();
    for found in automaton.find_overlapping_iter(text) {
        let word = &WORDS[found.pattern().as_usize()];
        let place = found.range();
        let settled = match word.sign {
            Sign::Enough | Sign::Header | Sign::Host => false,
            Sign::Login => login,
            Sign::Client(of) => client || of != tongue,
            Sign::Call(of) => call || of != tongue,
            Sign::Name | Sign::Key => names.settled,
        };
        if settled || !word.stands(text, &place) {
            continue;
        }
        match word.sign {
            Sign::Enough if !is_import(grammar, text, place.start) => return true,
            Sign::Header if is_header(grammar, text, &place) => return true,
            Sign::Host if goes_on_with_weaviate(&text[place.end..]) => return true,
            Sign::Enough | Sign::Header | Sign::Host => {}
            // An argument or entry, not the package of that name.
            Sign::Login => login = word.text != "auth" || is_given(&text[place.end..]),
            Sign::Client(_) => client = true,
            Sign::Call(_) => call = true,
            Sign::Name => names.weaviate(grammar, text, &place),
            Sign::Key => names.key(text, &place),
        }
        if client && call {
            return true;
        }
    }
    (login && names.last_weaviate.is_some()) || (names.settled && holds_key(text))
}

/// Whether a value is given to a name: `auth=(…)`, `auth: { … }`.
fn is_given(behind: &[u8]) -> bool {
    let behind = behind.trim_ascii_start();
    let behind = behind.strip_prefix(b"\"").or_else(|| behind.strip_prefix(b"'")).unwrap_or(behind).trim_ascii_start();
    behind.starts_with(b":") && !behind.starts_with(b":=") || behind.starts_with(b"=") && !behind.starts_with(b"==")
}

/// What the text's names speak of so far.
#[derive(Default)]
struct SeenNames {
    /// Whether one may be that of a key of Weaviate: in one piece, as a class and a field, or as a map and an entry.
    settled: bool,
    last_weaviate: Option<usize>,
    last_key: Option<usize>,
    class: bool,
    api_key: bool,
}

impl SeenNames {
    fn weaviate(&mut self, grammar: Grammar, text: &[u8], place: &Range<usize>) {
        if is_import(grammar, text, place.start) || is_comment(grammar, text, place.start) {
            return;
        }
        self.class = self.class || is_class(grammar, text, place.start) || opens_map(text, place.end);
        self.last_weaviate = Some(place.start);
        self.judge(place.start);
    }

    fn key(&mut self, text: &[u8], place: &Range<usize>) {
        // `keys`, `path` and `dispatch` are other words.
        let capital =
            text.get(place.end).is_some_and(u8::is_ascii_uppercase) && text[place.end - 1].is_ascii_lowercase();
        if text.get(place.end).is_some_and(u8::is_ascii_alphanumeric) && !capital {
            return;
        }
        self.api_key = self.api_key || is_api_key(text, place);
        self.last_key = Some(place.start);
        self.judge(place.start);
    }

    fn judge(&mut self, here: usize) {
        let (Some(weaviate), Some(key)) = (self.last_weaviate, self.last_key) else { return };
        let near = here - weaviate.min(key) <= MAX_NAME_BYTES;
        self.settled = near || self.class || self.api_key;
    }
}

/// Whether the name around this place is that of a class.
fn is_class(grammar: Grammar, text: &[u8], at: usize) -> bool {
    let classes = !matches!(grammar, Grammar::Go | Grammar::CSharp | Grammar::Shell);
    let inside = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'$' || *b >= 0x80;
    let from = at.saturating_sub(MAX_NAME_BYTES);
    let Some(start) =
        text[from..at].iter().rposition(|b| !inside(b)).map(|i| from + i + 1).or((from == 0).then_some(0))
    else {
        // Longer than any name. To look further back at each word would take quadratic time.
        return classes;
    };
    let before = text[start.saturating_sub(MAX_NAME_BYTES)..start].trim_ascii_end();
    let words = [&b"class"[..], b"record", b"enum", b"interface"];
    classes && words.iter().any(|word| before.ends_with(word))
}

/// Whether the name that goes on here is that of a map of settings: `WEAVIATE = {`, `"weaviate": {`, `weaviate=dict(`.
fn opens_map(text: &[u8], at: usize) -> bool {
    let rest = &text[at..text.len().min(at + MAX_NAME_BYTES)];
    let name = |b: &u8| b.is_ascii_alphanumeric() || b"_-.]'\" ".contains(b);
    let behind = &rest[rest.iter().take_while(|b| name(b)).count()..];
    let given = behind.strip_prefix(b":").or_else(|| behind.strip_prefix(b"="));
    given.is_some_and(|given| !given.starts_with(b"=") && given.iter().any(|b| b"{(".contains(b)))
}

/// Whether the word of a key is part of a name such as `api_key`.
fn is_api_key(text: &[u8], place: &Range<usize>) -> bool {
    let inside = |b: &u8| b.is_ascii_alphanumeric() || b"_-. ".contains(b);
    let from = place.start.saturating_sub(MAX_NAME_BYTES);
    let to = text.len().min(place.end + MAX_NAME_BYTES);
    let start = text[from..place.start].iter().rposition(|b| !inside(b)).map_or(from, |i| from + i + 1);
    let end = text[place.end..to].iter().position(|b| !inside(b)).map_or(to, |i| place.end + i);
    text[start..end].windows(3).any(|w| w.eq_ignore_ascii_case(b"api"))
}

/// Whether a host that begins before this place is one of Weaviate's.
fn goes_on_with_weaviate(rest: &[u8]) -> bool {
    let host = rest.iter().take(253).take_while(|b| b.is_ascii_alphanumeric() || b"-_.\\%".contains(b));
    let host: Vec<u8> = host.map(u8::to_ascii_lowercase).collect();
    ["weaviate", "semi"].iter().any(|name| memchr::memmem::find(&host, name.as_bytes()).is_some())
}

/// Whether the word can be the name of a header here. In Go that is a text, or the key of an entry.
fn is_header(grammar: Grammar, text: &[u8], place: &Range<usize>) -> bool {
    let before = place.start.checked_sub(1).and_then(|i| text.get(i));
    let quoted = before == text.get(place.end) && matches!(before, Some(b'"' | b'`'));
    let behind = text[place.end..].trim_ascii_start();
    grammar != Grammar::Go || quoted || (behind.starts_with(b":") && !behind.starts_with(b":="))
}

/// Most bytes of a line on each side of a word that are looked at. A longer line is neither an import nor a comment that somebody wrote,
/// and to walk it for each of its words would take quadratic time.
const MAX_LINE_BYTES: usize = 1024;

/// The line of a place, without blanks around it; none when it is too long.
fn line(text: &[u8], at: usize) -> Option<&[u8]> {
    let (first, last) = (at.saturating_sub(MAX_LINE_BYTES), text.len().min(at + MAX_LINE_BYTES));
    let from = match memchr::memrchr(b'\n', &text[first..at]) {
        Some(n) => first + n + 1,
        None if first == 0 => 0,
        None => return None,
    };
    let to = match memchr::memchr(b'\n', &text[at..last]) {
        Some(n) => at + n,
        None if last == text.len() => last,
        None => return None,
    };
    Some(text[from..to].trim_ascii())
}

/// Whether the line of this place is nothing but an import, whose path is no value and names none.
fn is_import(grammar: Grammar, text: &[u8], at: usize) -> bool {
    let Some(line) = line(text, at) else { return false };
    match grammar {
        // `alias "github.com/…"` within `import ( … )`.
        Grammar::Go => {
            let alias = line.split(|b| *b == b'"').next().unwrap_or_default();
            let word = |b: &u8| b.is_ascii_alphanumeric() || b"_. ".contains(b);
            let path = line.get(alias.len()..).unwrap_or_default();
            let dotted = path.starts_with(b"\"github.com/") || path.starts_with(b"\"google.golang.org/");
            dotted && line.ends_with(b"\"") && memchr::memchr_iter(b'"', line).count() == 2 && alias.iter().all(word)
        }
        Grammar::Java | Grammar::CSharp => {
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
    slashes && line(text, at).is_some_and(|line| line.starts_with(b"//"))
}

/// Whether a word of the text looks like a key.
fn holds_key(text: &[u8]) -> bool {
    // A line that goes on behind a backslash may cut a key in two.
    if memchr::memmem::find(text, b"\\\n").is_some() || memchr::memmem::find(text, b"\\\r").is_some() {
        return true;
    }
    let part = |b: &u8| b.is_ascii_alphanumeric() || b"+/=_-.~\\".contains(b);
    let mut at = 0;
    text.split(|b| !part(b)).any(|word| {
        let place = at..at + word.len();
        at = place.end + 1;
        word.len() >= 16 && is_whole_text(text, &place) && is_key(word)
    })
}

fn is_key(word: &[u8]) -> bool {
    let Ok(word) = std::str::from_utf8(word) else { return false };
    // What an escape leaves at either end belongs to no key.
    let key = |word: &str| looks_like_key(word) || is_key_of_words(word);
    key(word) || (word.contains('\\') && unescape(word).split_whitespace().any(key))
}

/// Whether this place is all that stands between two quotes, blanks and `Bearer ` aside. The pieces of a sum are no keys.
fn is_whole_text(text: &[u8], place: &Range<usize>) -> bool {
    let quote = |b: Option<&u8>| b.is_some_and(|b| b"\"'`".contains(b));
    let behind = text[place.end..].trim_ascii_start();
    let before = text[..place.start].trim_ascii_end();
    let before = before.strip_suffix(b"Bearer").unwrap_or(before).trim_ascii_end();
    let sum = || {
        behind[1..].trim_ascii_start().starts_with(b"+") || before[..before.len() - 1].trim_ascii_end().ends_with(b"+")
    };
    quote(behind.first()) && quote(before.last()) && !sum()
}
