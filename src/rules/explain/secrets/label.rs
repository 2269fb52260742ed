//! What a word such as `api_key`, `Bearer` or `Schlüssel` announces: reads the label, what stands between it and a value, and the whole value. It
//! leaves broken lines to `wrapped`.

use super::place::{Value, gap, spaces};
use super::value::{Rule, is_secret};
use super::words::Words;
use crate::model::cause::Cause;
use crate::model::symptom::Symptom;
use std::ops::Range;
use std::str::FromStr;

/// Longest identifier that is read as a label.
const MAX_LABEL_BYTES: usize = 64;

/// A word that may announce a secret.
struct Label<'a> {
    text: &'a str,
    /// The identifier that it is a part of.
    name: &'a str,
    start: usize,
    end: usize,
    /// It stands in quotes, as in JSON.
    quoted: bool,
}

/// How a label and its value are joined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Join {
    Assigned,
    /// `("authorization", "…")`.
    Pair,
    /// `api_key("…")`.
    Call,
    /// `<key>…</key>`.
    Tag,
    /// `--api-key …`.
    Option,
    /// Nothing but space, as in a sentence.
    Sentence,
}

/// The secrets that the word at `start..end` announces, each as the pieces that line breaks leave of it.
pub(super) fn announced(text: &str, start: usize, end: usize) -> Vec<Vec<Range<usize>>> {
    let words = Words::get();
    let said = text[start..end].to_lowercase();
    if words.weak.contains(&said) {
        let rule = if words.is_password(&said) { Rule::Password } else { Rule::Any };
        return weak(text, start, end, rule).into_iter().collect();
    }
    let Some(label) = label(text, start, end) else { return vec![] };
    if words.is_helper(&text[text.ceil_char_boundary(start.saturating_sub(30))..end]) {
        return second_argument(text, end).into_iter().collect();
    }
    if label.name.eq_ignore_ascii_case("bearer") {
        return bearer(&label).into_iter().collect();
    }
    let found = if words.names_secret(label.name) { value_of(&label).or_else(|| as_key(&label)) } else { None };
    found.or_else(|| standing_alone(&label)).into_iter().collect()
}

/// The identifier around the word. None when lines are broken in it, or when it is too long for one.
fn label(text: &str, start: usize, end: usize) -> Option<Label<'_>> {
    let bytes = text.as_bytes();
    let part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    if !text[start..end].bytes().all(|b| part(&&b) || b == b'.') {
        return None;
    }
    let mut from = start - bytes[..start].iter().rev().take(MAX_LABEL_BYTES).take_while(part).count();
    let to = end + bytes[end..].iter().take(MAX_LABEL_BYTES).take_while(part).count();
    let name = text[from..to].trim_start_matches('-');
    from = to - name.len();
    let name = name.trim_end_matches('-');
    let quoted = from > 0 && matches!(bytes[from - 1], b'"' | b'\'' | b'`');
    (name.len() < MAX_LABEL_BYTES && from + name.len() >= end).then_some(Label {
        text,
        name,
        start: from,
        end: from + name.len(),
        quoted,
    })
}

impl Label<'_> {
    fn is_option(&self) -> bool {
        self.text[..self.start].ends_with("--")
    }

    /// A word that sentences use too, such as `key`, and not `api_key`.
    fn is_bare(&self) -> bool {
        matches!(
            self.name.to_ascii_lowercase().as_str(),
            "key" | "token" | "secret" | "pass" | "password" | "authorization"
        )
    }

    fn is_shouted(&self) -> bool {
        self.name.contains('_') && !self.name.bytes().any(|b| b.is_ascii_lowercase())
    }

    fn is_password(&self) -> bool {
        Words::get().is_password(self.name)
    }
}

/// The value of a label that names a secret.
fn value_of(label: &Label<'_>) -> Option<Vec<Range<usize>>> {
    let (join, at) = join(label);
    let rule = if label.is_password() { Rule::Password } else { Rule::Any };
    let lists = label.name.to_ascii_lowercase().ends_with("keys");
    match join {
        Join::Sentence if label.is_shouted() => sentence(label.text, at),
        Join::Sentence => sentence(label.text, at).filter(|_| label.text[..at].ends_with(char::is_whitespace)),
        // A call that fetches a key takes its name.
        Join::Call if is_getter(label.name) => None,
        Join::Call if label.is_bare() && !label.is_password() => None,
        Join::Call | Join::Pair => {
            let value = Value::read(label.text, at, rule, false)?;
            (value.quoted && holds(&value, rule, label)).then(|| value.pieces(label.text))
        }
        Join::Assigned if label.is_bare() && !label.is_password() && is_complaint(label) => None,
        Join::Assigned | Join::Tag | Join::Option => {
            let value = Value::read(label.text, at, rule, lists)?;
            let option = join == Join::Option && label.text[value.range.clone()].starts_with('-');
            (!option && holds(&value, rule, label)).then(|| value.pieces(label.text))
        }
    }
}

fn holds(value: &Value<'_>, rule: Rule, label: &Label<'_>) -> bool {
    !value.code && is_secret(value.word, rule, value.quoted, label.is_shouted())
}

/// `missing key: apiKey` names a key and gives none.
fn is_complaint(label: &Label<'_>) -> bool {
    let before = label.text[label.text.floor_char_boundary(label.start.saturating_sub(24))..label.start]
        .trim_end()
        .to_ascii_lowercase();
    [
        "missing",
        "unknown",
        "unexpected",
        "duplicate",
        "no such",
        "required",
        "extra",
        "for",
        "invalid",
        "partition",
        "primary",
        "sort",
        "cache",
        "foreign",
        "hash",
    ]
    .iter()
    .any(|w| before.ends_with(w))
}

fn is_getter(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["get", "has", "read", "load", "fetch", "is", "find"].iter().any(|g| lower.starts_with(g))
}

/// What joins a label to what follows, and where that begins.
fn join(label: &Label<'_>) -> (Join, usize) {
    let text = label.text;
    let bytes = text.as_bytes();
    let tag = label.start > 0 && bytes[label.start - 1] == b'<';
    if tag && bytes.get(label.end) == Some(&b'>') {
        return (Join::Tag, label.end + 1);
    }
    let mut at = label.end;
    let mut closed = 0;
    while closed < 5 && matches!(bytes.get(at), Some(b'"' | b'\'' | b'`' | b'\\' | b']' | b'*' | b'?')) {
        at += 1;
        closed += 1;
    }
    at = spaces(text, at);
    let named = (label.quoted || label.is_shouted()).then(|| value_attribute(bytes, at)).flatten();
    if let Some(behind) = named {
        return (Join::Assigned, behind);
    }
    let rest = &text[at..];
    let operator = [":=", "=>", "===", "==", "+=", "=", "：", "＝", ":"].into_iter().find(|o| rest.starts_with(o));
    match operator {
        Some(":") if rest.starts_with("::") || rest.starts_with("://") => (Join::Sentence, text.len()),
        Some(operator) => (Join::Assigned, spaces(text, at + operator.len())),
        None if label.is_option() => (Join::Option, at),
        None if rest.starts_with(['(', '{']) => (Join::Call, at + 1),
        None if label.quoted && closed > 0 && rest.starts_with(',') => (Join::Pair, spaces(text, at + 1)),
        None if closed > 0 && !rest.starts_with(char::is_alphanumeric) => (Join::Sentence, text.len()),
        None => (Join::Sentence, at),
    }
}

/// Behind `value:` or `value=`, which says in YAML and XML what a name before it holds.
fn value_attribute(bytes: &[u8], at: usize) -> Option<usize> {
    let gap = |from: usize, set: &[u8]| bytes[from..].iter().take(40).take_while(|b| set.contains(b)).count();
    let word = at + gap(at, b" \t\r\n,\"'");
    if !bytes.get(word..word + 5)?.eq_ignore_ascii_case(b"value") {
        return None;
    }
    let operator = word + 5 + gap(word + 5, b" \"'");
    matches!(bytes.get(operator), Some(b':' | b'=')).then(|| operator + 1 + gap(operator + 1, b" "))
}

/// What follows `Bearer`.
fn bearer(label: &Label<'_>) -> Option<Vec<Range<usize>>> {
    let text = label.text;
    let rest = &text[label.end..];
    let wide = rest.bytes().take(4).take_while(|b| matches!(b, b':' | b'=' | b' ')).count().max(gap(rest));
    let at = label.end + wide;
    if wide == 0 || text[at..].starts_with(['"', '\'']) && !rest.starts_with([':', '=']) {
        return None;
    }
    let value = Value::read(text, at, Rule::Any, false)?;
    let quoted = !value.word.contains(char::is_whitespace);
    (is_secret(value.word, Rule::Any, quoted, true)).then(|| value.pieces(text))
}

/// What a sentence says behind a label: `api key … rejected`, `my key is …`.
fn sentence(text: &str, mut at: usize) -> Option<Vec<Range<usize>>> {
    let words = Words::get();
    for _ in 0..4 {
        at = spaces(text, at);
        let value = Value::read(text, at, Rule::Likely, false)?;
        if value.range.is_empty() {
            return None;
        }
        if !value.code && is_secret(value.word, Rule::Likely, false, false) && !is_address(text, &value.range) {
            return Some(vec![value.range]);
        }
        let bare = value.word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if !words.links.contains(&bare) {
            return None;
        }
        at = value.range.end;
        at += text[at..].bytes().take(3).take_while(|b| matches!(b, b'"' | b'\'' | b'`' | b':' | b'=' | b',')).count();
    }
    None
}

fn is_address(text: &str, range: &Range<usize>) -> bool {
    text[range.end..].starts_with(['/', '@', '(']) || text[..range.start].ends_with(['/', '@'])
}

/// What follows a word for a key in another language.
fn weak(text: &str, start: usize, end: usize, rule: Rule) -> Option<Vec<Range<usize>>> {
    // Within an ASCII word it is another word.
    let letter = |c: char| c.is_ascii_alphabetic();
    if text.as_bytes()[start].is_ascii() && text[..start].ends_with(letter)
        || text[end..].starts_with(letter) && text.as_bytes()[start].is_ascii()
    {
        return None;
    }
    let mut at = spaces(text, end);
    if let Some(link) = ["是", "为", "は", "：", ":", "="].into_iter().find(|l| text[at..].starts_with(l)) {
        at = spaces(text, at + link.len());
        let value = Value::read(text, at, rule, false)?;
        return (!value.code && is_secret(value.word, rule, value.quoted, false)).then(|| vec![value.range]);
    }
    sentence(text, at)
}

/// `with … as key`: what stands before the words.
fn as_key(label: &Label<'_>) -> Option<Vec<Range<usize>>> {
    let text = label.text;
    let from = text.ceil_char_boundary(label.start.saturating_sub(300));
    let mut before = text[from..label.start].trim_end_matches([' ', '-', '_']);
    for word in ["API", "api", "Api", "the", "my", "an", "a", "our"] {
        before = before.strip_suffix(word).map_or(before, str::trim_end);
    }
    let before = [" as", " als", " como", " comme"].into_iter().find_map(|w| before.strip_suffix(w))?;
    let before = before.trim_end_matches([' ', '`', '"', '\'', '*', '”']);
    let at = from + before.rfind([' ', '\n', '`', '"', '\'', '*', '“']).map_or(0, |i| i + 1);
    let range = text.ceil_char_boundary(at)..from + before.len();
    is_secret(text.get(range.clone())?, Rule::Likely, false, false).then(|| vec![range])
}

/// `team-rag-prod-key`: a word that says itself that it is a key.
fn standing_alone(label: &Label<'_>) -> Option<Vec<Range<usize>>> {
    const NAMES: [&str; 14] = [
        "api", "apikey", "x", "your", "invalid", "missing", "every", "any", "public", "primary", "new", "foreign",
        "client", "auth",
    ];
    let text = label.text;
    let from =
        label.start - text[..label.start].bytes().rev().take(1).filter(|b| matches!(b, b'/' | b'.' | b'@')).count();
    let name = label.name;
    let parts: Vec<&str> = name.split('-').collect();
    let named = parts.iter().any(|p| NAMES.contains(p));
    let telling = parts.iter().any(|p| matches!(*p, "key" | "secret" | "token"));
    let behind = text.as_bytes().get(label.end);
    let file = matches!(behind, Some(b'/' | b'.' | b'@' | b'(' | b'=' | b':')) && !text[label.end..].starts_with(". ");
    let ours = Cause::from_str(name).is_ok() || Symptom::from_str(name).is_ok();
    let whole = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    (parts.len() >= 3 && whole && telling && !named && !file && !ours && from == label.start && !label.is_option())
        .then(|| std::iter::once(label.start..label.end).collect())
}

/// The second argument of a call, when it stands there in quotes and without a name.
fn second_argument(text: &str, end: usize) -> Option<Vec<Range<usize>>> {
    let open = end + text[end..].bytes().take(6).take_while(|b| b.is_ascii_alphabetic() || *b == b' ').count();
    let inside = text[open..].strip_prefix('(')?;
    let mut quote = None;
    for (at, c) in inside.char_indices().take(400) {
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if matches!(c, ')' | '(' | '{') => return None,
            None if c == ',' => {
                let value = Value::read(text, open + 1 + at + 1, Rule::Any, false)?;
                return (value.quoted && is_secret(value.word, Rule::Any, true, false)).then(|| vec![value.range]);
            }
            None => {}
        }
    }
    None
}
