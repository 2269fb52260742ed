//! The user's own lines as they may be shown, wrong and right. A text in quotes that may be a key is dots in the one; in the other the variable
//! that belongs there. Where that can't be told for sure, nothing is shown.

use super::expr::ByteSpan;
use super::rules::RuleHit;
use super::source::{Grammar, SourceKind};
use crate::model::cause::Surface;
use crate::model::key_shape::{is_address, looks_like_key};
use crate::model::sanitized::SanitizedText;
use crate::model::source_finding::OwnLines;
use crate::rules::literal::{assigns_secret, is_key_of_words};
use std::ops::Range;

/// Most lines of each that are shown.
const MAX_LINES: usize = 5;
/// Longest line that is looked at, in bytes.
const MAX_LINE_BYTES: usize = 1000;
/// Most columns of a line.
const MAX_LINE_CHARS: usize = 160;
/// Most characters of a line that is shown from its beginning.
const MAX_WHOLE_CHARS: usize = 120;
/// What stands for a text that is not shown.
const DOTS: &str = "\"••••••\"";

/// Where a text in quotes stands, and what it says.
struct Literal {
    /// With its quotes and what belongs to them.
    span: ByteSpan,
    inner: String,
}

/// The lines that a finding is about, and those that repair it.
pub(super) fn of(text: &str, hit: &RuleHit, kind: SourceKind) -> Option<OwnLines> {
    let grammar = match kind {
        // Words without quotes may be anything there.
        SourceKind::Code(Grammar::Shell) => return None,
        SourceKind::Code(grammar) => grammar,
        SourceKind::Page => Grammar::TypeScript,
        SourceKind::Notebook => Grammar::Python,
        SourceKind::DotEnv | SourceKind::Settings(_) => return None,
    };
    let places: Vec<&ByteSpan> = hit.edits.iter().map(|(span, _)| span).collect();
    let mut rows: Vec<Range<usize>> = if places.is_empty() {
        vec![row(text, hit.span.start)]
    } else {
        places.iter().map(|s| row(text, s.start)).collect()
    };
    rows.sort_by_key(|row| row.start);
    rows.dedup();
    let one_row = |span: &ByteSpan| row(text, span.start).end >= span.end;
    if rows.len() > MAX_LINES || !places.iter().all(|span| one_row(span)) {
        return None;
    }
    let (mut wrong, mut right) = (Vec::new(), Vec::new());
    for row in rows {
        let old = Row::read(text, row, grammar)?;
        let before = old.with(hit, grammar, false)?;
        let after = old.with(hit, grammar, true)?;
        if before == after {
            continue;
        }
        let (before, after) = around_change(before, after);
        wrong.push(before);
        right.push(after);
    }
    if wrong.is_empty() {
        // Nothing is known that repairs it: the line alone.
        let old = Row::read(text, row(text, hit.span.start), grammar)?;
        wrong.push(old.with(hit, grammar, false)?);
    }
    let reads = right.iter().any(|line| line.contains("os.environ"));
    if grammar == Grammar::Python && reads && !text.contains("import os") && right.iter().all(|line| is_statement(line))
    {
        let indent: String = right[0].chars().take_while(|c| c.is_whitespace()).collect();
        right.insert(0, format!("{indent}import os"));
    }
    // What is copied has to be whole.
    if right.iter().any(|line| line.contains(DOTS)) {
        right.clear();
    }
    Some(OwnLines { wrong: cleaned(&wrong)?, right: cleaned(&right)? })
}

/// Whether a line is a statement of its own, and no argument of a call that began above it.
fn is_statement(line: &str) -> bool {
    let count = |brackets: [char; 3]| line.matches(brackets).count();
    count(['(', '[', '{']) == count([')', ']', '}']) && !line.ends_with(',') && !line.starts_with('…')
}

/// Two versions of a long line from the argument on that differs: what matters is not to be cut off.
fn around_change(before: String, after: String) -> (String, String) {
    if before.chars().count().max(after.chars().count()) <= MAX_WHOLE_CHARS {
        return (before, after);
    }
    let same = before.char_indices().zip(after.chars()).find(|((_, a), b)| a != b).map_or(0, |((at, _), _)| at);
    let Some(start) = before[..same].rfind([',', '(']).map(|at| at + 1) else { return (before, after) };
    let cut = |line: &str| format!("… {}", line[start..].trim_start());
    (cut(&before), cut(&after))
}

/// The line in which a place stands, without its end.
fn row(text: &str, at: usize) -> Range<usize> {
    let at = text.floor_char_boundary(at.min(text.len()));
    let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
    start..end
}

/// A line as it stands, with the texts in quotes that may be keys.
struct Row<'a> {
    text: &'a str,
    start: usize,
    secrets: Vec<Literal>,
}

impl<'a> Row<'a> {
    fn read(text: &'a str, row: Range<usize>, grammar: Grammar) -> Option<Self> {
        let line = text.get(row.clone()).filter(|line| line.len() <= MAX_LINE_BYTES)?;
        let (line, literals) = literals(line, grammar)?;
        let secrets = literals.into_iter().filter(|literal| !is_harmless(line, literal)).collect();
        Some(Self { text: line, start: row.start, secrets })
    }

    /// The line without what may be a key; repaired where that is asked.
    fn with(&self, hit: &RuleHit, grammar: Grammar, repaired: bool) -> Option<String> {
        let of_key = hit.problem.cause().surface() == Surface::ApiKey;
        let local = |span: &ByteSpan| -> Option<Range<usize>> {
            let start = span.start.checked_sub(self.start)?;
            let end = span.end.checked_sub(self.start)?;
            (end <= self.text.len()).then_some(start..end)
        };
        let is_key = |literal: &Literal| {
            let touches = |span: &ByteSpan| {
                local(span).is_some_and(|s| s.start <= literal.span.end && literal.span.start <= s.end)
            };
            of_key && (touches(&hit.span) || hit.edits.iter().any(|(span, _)| touches(span)))
        };
        // Which of two is the key can't be told.
        if repaired && self.secrets.iter().filter(|literal| is_key(literal)).count() > 1 {
            return None;
        }
        let mut edits: Vec<(Range<usize>, String)> = self
            .secrets
            .iter()
            .map(|literal| {
                let variable = if repaired && is_key(literal) { variable(grammar) } else { DOTS };
                (literal.span.clone(), variable.to_owned())
            })
            .collect();
        if repaired {
            // What repairs a text that is replaced as a whole is part of that.
            let free = |span: &Range<usize>| {
                let inside = |l: &Literal| l.span.start < span.end && span.start < l.span.end;
                !self.secrets.iter().any(inside)
            };
            let own = hit.edits.iter().filter_map(|(span, text)| Some((local(span)?, text.clone())));
            edits.extend(own.filter(|(span, _)| free(span)));
        }
        // What is put in front of a text comes before it, what is put behind it after it.
        edits.sort_by_key(|(span, _)| (span.start, span.end));
        let (mut out, mut at) = (String::new(), 0);
        for (span, text) in edits {
            out.push_str(self.text.get(at..span.start)?);
            out.push_str(&text);
            at = span.end;
        }
        out.push_str(self.text.get(at..)?);
        let out = out.trim_end().to_owned();
        let (_, left) = literals(&out, grammar)?;
        let shows = |l: &Literal| l.inner != "••••••" && !is_harmless(&out, l);
        (!left.iter().any(shows) && !is_secret(&out)).then_some(out)
    }
}

/// How a program reads the key from its variable.
const fn variable(grammar: Grammar) -> &'static str {
    match grammar {
        Grammar::Python => "os.environ[\"WEAVIATE_API_KEY\"]",
        Grammar::TypeScript | Grammar::Tsx => "process.env.WEAVIATE_API_KEY",
        Grammar::Go => "os.Getenv(\"WEAVIATE_API_KEY\")",
        Grammar::Java => "System.getenv(\"WEAVIATE_API_KEY\")",
        Grammar::CSharp => "Environment.GetEnvironmentVariable(\"WEAVIATE_API_KEY\")",
        Grammar::Shell => "\"$WEAVIATE_API_KEY\"",
    }
}

/// A line without its comment, and its texts in quotes. None where one of them doesn't end in it.
fn literals(line: &str, grammar: Grammar) -> Option<(&str, Vec<Literal>)> {
    let comment = if matches!(grammar, Grammar::Python | Grammar::Shell) { "#" } else { "//" };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        if line[at..].starts_with(comment) {
            return Some((line[..at].trim_end(), found));
        }
        // A comment that ends in the line, or doesn't.
        if line[at..].starts_with("/*") {
            return None;
        }
        if !matches!(c, '"' | '\'' | '`') {
            at += c.len_utf8();
            continue;
        }
        let quote = at;
        if line[quote..].starts_with("\"\"\"") || line[quote..].starts_with("'''") {
            return None;
        }
        let mut escaped = false;
        let end = line[quote + 1..].char_indices().find_map(|(i, inner)| {
            let ends = inner == c && !escaped;
            escaped = inner == '\\' && !escaped;
            ends.then_some(quote + 1 + i)
        })?;
        // `f"…"`, `b'…'`, `$"…"`, `@"…"`.
        let letters = line[..quote]
            .chars()
            .rev()
            .take_while(|c| matches!(c, 'f' | 'b' | 'r' | 'u' | 'F' | 'B' | 'R' | '$' | '@'));
        let prefix: usize = letters.map(char::len_utf8).sum();
        let alone = !line[..quote - prefix].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let start = if alone && prefix <= 2 { quote - prefix } else { quote };
        found.push(Literal { span: start..end + 1, inner: line[quote + 1..end].to_owned() });
        at = end + 1;
    }
    Some((line, found))
}

/// Whether a text in quotes is surely no key: nothing, an address, the name of a variable or an entry, or only holes for values.
fn is_harmless(line: &str, literal: &Literal) -> bool {
    let inner = literal.inner.trim();
    // A text inside a hole, such as what counts where a variable is missing.
    if inner.contains(['"', '\'', '`']) {
        return false;
    }
    let parts = || inner.split(|c: char| !(c.is_ascii_alphanumeric() || "+/=_-.~".contains(c)));
    if parts().chain(inner.split(['/', '?', '=', '&', ':'])).any(|part| looks_like_key(part) || is_key_of_words(part)) {
        return false;
    }
    let before = line[..literal.span.start].trim_end();
    let after = line[literal.span.end..].trim_start();
    let reads = ["environ[", "environ.get(", "etenv(", "env[", "EnvironmentVariable(", "Env("];
    let is_made_of = |allowed: fn(char) -> bool| !inner.is_empty() && inner.chars().all(allowed);
    let is_name = is_made_of(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    // People write the key itself where its variable belongs.
    let is_variable = is_made_of(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let begins_entry = before.is_empty() || before.ends_with(['{', ',']);
    let is_entry = begins_entry && (after.starts_with(':') || after.starts_with("=>")) && is_name;
    let is_address = !inner.contains(['@', '?', '#'])
        && !inner.contains(char::is_whitespace)
        && (inner == "localhost" || inner.starts_with("http://") || inner.starts_with("https://") || is_address(inner));
    inner.is_empty()
        || is_address
        || is_entry
        || is_variable && reads.iter().any(|read| before.ends_with(read))
        || matches!(inner, "Authorization" | "authorization")
        || without_holes(inner)
            .split([' ', ':'])
            .all(|word| matches!(word, "" | "Bearer" | "bearer" | "Authorization" | "authorization"))
}

/// What of a text is no hole for a value: `{key}`, `${key}`, `$KEY`.
fn without_holes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '$']) {
        out.push_str(&rest[..at]);
        let hole = &rest[at..];
        let end = match hole.find('{').filter(|open| *open <= 1) {
            Some(_) => hole.find('}').map_or(hole.len(), |end| end + 1),
            None => 1 + hole[1..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(hole.len() - 1),
        };
        rest = &hole[end..];
    }
    out + rest
}

/// Whether a line may still hold a key.
fn is_secret(line: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || "+/=_-.~".contains(c);
    let dotless = line.replace(DOTS, "");
    assigns_secret(&dotless)
        || dotless.split(|c| !word(c)).any(|w| {
            std::iter::once(w).chain(w.split('=')).any(|w| (looks_like_key(w) || is_key_of_words(w)) && !is_address(w))
        })
}

/// The lines without what all of them begin with, and without what could steer a terminal.
fn cleaned(lines: &[String]) -> Option<Vec<String>> {
    let indent = lines.iter().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let clean = |line: &String| {
        let line = line.get(indent..)?;
        let own = line.chars().take_while(|c| c.is_whitespace()).count().min(16);
        Some(format!("{}{}", " ".repeat(own), SanitizedText::up_to(line.trim(), MAX_LINE_CHARS)))
    };
    lines.iter().map(clean).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Installed, SourceKind, scan_source};

    /// A file's text, and what is shown of its first finding.
    fn shown(path: &str, text: &str) -> Option<(Vec<String>, Vec<String>)> {
        let kind = SourceKind::of(path).unwrap();
        let found = scan_source(path, text.as_bytes(), kind, &Installed::default(), None).unwrap().findings;
        let lines = found.into_iter().find_map(|f| f.lines)?;
        Some((lines.wrong, lines.right))
    }

    #[test]
    fn a_key_in_the_line_is_the_variable_in_the_right_one() {
        let import = "import weaviate\nfrom weaviate.classes.init import Auth\n";
        let bare = "c = weaviate.WeaviateClient(p, auth_client_secret=\"planted-words-only\")  # planted too\n";
        assert_eq!(
            shown("a.py", &format!("import os\n{import}{bare}")).unwrap(),
            (
                vec!["c = weaviate.WeaviateClient(p, auth_client_secret=\"••••••\")".to_owned()],
                vec![
                    "c = weaviate.WeaviateClient(p, auth_client_secret=Auth.api_key(os.environ[\"WEAVIATE_API_KEY\"]))"
                        .to_owned()
                ],
            )
        );
        let (wrong, right) = shown("a.py", &format!("{import}{bare}")).unwrap();
        assert_eq!((wrong.len(), right.len(), right[0].as_str()), (1, 2, "import os"));
        let inside = "c = weaviate.WeaviateClient(\n    p,\n    auth_client_secret=\"planted-words-only\",\n)\n";
        let (_, right) = shown("a.py", &format!("{import}{inside}")).unwrap();
        assert_eq!(right, ["auth_client_secret=Auth.api_key(os.environ[\"WEAVIATE_API_KEY\"]),"]);
        let ts = "import weaviate from 'weaviate-client';\nconst c = await weaviate.connectToWeaviateCloud(u, { apiKey: process.env.WEAVIATE_API_KEY });\n";
        let (wrong, right) = shown("a.ts", ts).unwrap();
        assert!(wrong[0].contains("apiKey:") && right[0].contains("authCredentials:"), "{wrong:?} {right:?}");
    }

    #[test]
    fn of_a_long_line_what_differs_is_shown() {
        let text = "import os\nimport weaviate\nfrom weaviate.classes.init import Auth\nc = weaviate.WeaviateClient(weaviate.connect.ConnectionParams.from_url(\"https://a.c0.us-east1.gcp.weaviate.cloud\", 443), auth_client_secret=\"planted-words-only\")\n";
        let (wrong, right) = shown("a.py", text).unwrap();
        assert_eq!(wrong, ["… auth_client_secret=\"••••••\")"]);
        assert_eq!(right, ["… auth_client_secret=Auth.api_key(os.environ[\"WEAVIATE_API_KEY\"]))"]);
    }

    #[test]
    fn no_text_of_a_line_that_may_be_a_key_is_shown() {
        for (path, text) in [
            (
                "a.py",
                "import weaviate\nc = weaviate.connect_to_weaviate_cloud(cluster_url=\"https://a.weaviate.cloud\", auth_credentials=(\"planted\",), headers={\"X\": \"planted\"})\n",
            ),
            ("a.py", "import weaviate\nc = weaviate.WeaviateClient(p, auth_client_secret='planted' + \"planted\")\n"),
            ("a.py", "import weaviate\nc = weaviate.WeaviateClient(p, auth_client_secret=f\"planted{x}\")\n"),
            ("a.py", "import weaviate\nc = weaviate.WeaviateClient(p, auth_client_secret=\"\"\"planted\"\"\")\n"),
            (
                "a.ts",
                "import weaviate from 'weaviate-client';\nconst c = await weaviate.connectToWeaviateCloud(u, { apiKey: `planted` });\n",
            ),
            ("a.sh", "curl -H 'Authorization: Bearer planted' https://a.c0.us-east1.gcp.weaviate.cloud/v1/meta\n"),
            ("a.sh", "curl -H \"Authorization: planted\" https://a.c0.us-east1.gcp.weaviate.cloud/v1/meta\n"),
            (
                "a.ts",
                "import weaviate from 'weaviate-client';\nconst c = await weaviate.connectToWeaviateCloud(u, { apiKey: prod ? 'planted-search' : 'x-y' });\n",
            ),
            (
                "a.ts",
                "import weaviate from 'weaviate-client';\nconst c = await weaviate.connectToWeaviateCloud(u, { apiKey: k /* planted-in-comment */ });\n",
            ),
            (
                "a.ts",
                "import weaviate from 'weaviate-client';\nconst c = await weaviate.connectToWeaviateCloud(u, { apiKey: `Bearer ${k || 'planted-words'}` });\n",
            ),
            (
                "a.py",
                "import os\nimport weaviate\nc = weaviate.WeaviateClient(p, auth_client_secret=f\"Bearer {os.getenv('K') or 'planted-words'}\")\n",
            ),
            (
                "a.py",
                "import os\nimport weaviate\nc = weaviate.WeaviateClient(p, auth_client_secret=os.environ[\"planted-words\"])\n",
            ),
            (
                "a.py",
                "import weaviate\nc = weaviate.connect_to_weaviate_cloud(cluster_url=\"https://a.weaviate.cloud?api_key=planted-words\", auth_credentials=\"x-y\")\n",
            ),
            (
                "a.sh",
                "curl -u jane:planted -H \"Authorization: $WEAVIATE_API_KEY\" https://a.c0.us-east1.gcp.weaviate.cloud/v1/meta\n",
            ),
        ] {
            let shown = shown(path, text);
            assert!(!format!("{shown:?}").contains("planted"), "{text}{shown:?}");
        }
    }
}
