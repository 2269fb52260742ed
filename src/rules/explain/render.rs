//! An explanation as plain text of at most 80 columns. The words come from the assets; colors only repeat what the signs say.

use super::{AddressMatch, Explanation, Missing, Quote, compare};
use crate::model::case::{Case, Sourced};
use crate::model::client::Client;
use crate::model::evidence::{Chain, Evidence, Origin};
use crate::model::finding::{Confidence, Finding};
use crate::model::symptom::Symptom;
use crate::words::catalog;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

const TEXT_COLUMNS: usize = 80;

static WORDS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/explain");

/// The words for what is missing, and for the lines around an answer.
pub fn missing_words(missing: Missing) -> String {
    word(missing.id())
}

/// The words of this name.
pub fn word(name: &str) -> String {
    let text = WORDS.get_file("words.toml").and_then(include_dir::File::contents_utf8).unwrap_or_default();
    let words: BTreeMap<String, String> = toml::from_str(text).unwrap_or_default();
    words.get(name).map_or_else(|| name.to_owned(), |w| w.trim().to_owned())
}

/// The explanation as text. With `color`, the words that decided are also shown in reverse; they are marked by a line of `^` in any case.
pub fn to_text(explanation: &Explanation, case: &Case, color: bool) -> String {
    let mut out = Text::default();
    let given = case;
    let case = with_text(given, explanation);
    let findings = &explanation.diagnosis.findings;
    if let Some(first) = findings.first() {
        answer(&mut out, first, &case);
    } else {
        out.paragraph(&word("no-answer"));
        if let Some(missing) = explanation.missing {
            out.paragraph(&missing_words(missing));
        }
    }
    if let Some(quote) = &explanation.quote {
        out.paragraph(&word("decided").replace("{line}", &quote.line.to_string()));
        out.quote(&quote.without(&case.redactor()), color);
    }
    for fact in facts(explanation, given) {
        out.item("·", &fact);
    }
    if let Some(first) = findings.first() {
        fix(&mut out, first, &case);
    }
    let others: Vec<&Finding> = findings.iter().skip(1).collect();
    if !others.is_empty() {
        out.paragraph(&word("others"));
        for other in others {
            let fix = catalog::fix(other, &case, &Evidence::default());
            out.item("?", fix.question.as_ref().unwrap_or(&fix.title));
            out.verbatim(&format!("      weaviate-doctor causes {}", other.cause.id()));
        }
    }
    if explanation.secret_seen {
        out.paragraph(&word("secret"));
    }
    if !explanation.probes.is_empty() {
        settle(&mut out, explanation, &case);
    }
    out.finish()
}

/// The command that settles it; whether it asks for the cluster's URL first. An address that stands in the environment is found without being
/// repeated.
pub fn settling_command(explanation: &Explanation, case: &Case) -> (String, bool) {
    let symptom = explanation.symptom.map(|s| format!(" --symptom {}", s.id())).unwrap_or_default();
    if matches!(case.url.origin, Origin::Variable(_) | Origin::DotEnv(_)) && case.url.value.is_some() {
        return (format!("weaviate-doctor check{symptom}"), false);
    }
    let values = catalog::values(case, &Evidence::default());
    let option = |name: &str| values.get(name).cloned().unwrap_or_default();
    match values.get("check_target") {
        Some(target) => {
            (format!("weaviate-doctor check {target}{}{}{symptom}", option("check_key"), option("check_config")), false)
        }
        None => (format!("weaviate-doctor{symptom}"), explanation.symptom.is_none_or(Symptom::concerns_cluster)),
    }
}

/// The command that settles it, and in plain words what it looks at.
fn settle(out: &mut Text, explanation: &Explanation, case: &Case) {
    let (command, asks) = settling_command(explanation, case);
    out.paragraph(&word(if asks { "probes-ask" } else { "probes" }));
    out.verbatim(&format!("    {command}"));
    let of = |chain: Chain| {
        let titles: Vec<&str> = explanation.probes.iter().filter(|p| p.chain() == chain).map(|p| p.title()).collect();
        titles.join(", ")
    };
    let chains = [
        (Chain::Local, "settles-local"),
        (Chain::Rest, "settles-cluster"),
        (Chain::Grpc, "settles-grpc"),
        (Chain::Console, "settles-console"),
    ];
    let claims: Vec<String> = chains
        .into_iter()
        .map(|(chain, name)| (of(chain), name))
        .filter(|(claims, _)| !claims.is_empty())
        .map(|(claims, name)| word(name).replace("{claims}", &claims))
        .collect();
    out.paragraph(&word("settles").replace("{claims}", &claims.join("; ")));
    let ids: Vec<&str> = explanation.probes.iter().map(|p| p.as_str()).collect();
    out.paragraph(&word("settles-names").replace("{ids}", &ids.join(", ")));
}

/// The case, completed from the text where the user said nothing: the client, and the cluster's URL.
pub fn with_text(case: &Case, explanation: &Explanation) -> Case {
    let mut case = case.clone();
    if let Some((language, version)) = explanation.client
        && case.client_origin != Origin::Argument
    {
        let known = (case.client.language == language).then_some(case.client.version).flatten();
        case.client = Client { language, version: version.or(known) };
        case.client_origin = Origin::ErrorText;
    }
    if case.url.value.is_none()
        && let Some(url) = explanation.tried.as_ref().and_then(super::settle::cluster_url)
    {
        case.url = Sourced::new(url, Origin::ErrorText);
    }
    case
}

fn answer(out: &mut Text, finding: &Finding, case: &Case) {
    let fix = catalog::fix(finding, case, &Evidence::default());
    let sure = match finding.confidence {
        Confidence::Certain => word("certain"),
        Confidence::Likely => word("likely"),
        // A question, never a fact.
        Confidence::Possible => {
            out.paragraph(&word("guess").replace("{title}", &fix.title).replace("{id}", finding.cause.id()));
            out.item("?", fix.question.as_ref().unwrap_or(&fix.title));
            return;
        }
    };
    out.paragraph(&format!("{} ({}, {sure})", fix.title, finding.cause.id()));
    out.paragraph(&fix.why);
}

/// What the text shows besides the cause, a sentence each: the client, the address that it tried, and the one that it should have tried.
pub fn facts(explanation: &Explanation, case: &Case) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some((language, version)) = explanation.client {
        let version = version.map(|v| format!(" {v}")).unwrap_or_default();
        facts.push(word("client").replace("{client}", &format!("{}{version}", language.name())));
    }
    if let Some(tried) = &explanation.tried {
        let name = if tried.proxy { "tried-proxy" } else { "tried" };
        facts.push(word(name).replace("{address}", tried.address.as_str()));
        let by = catalog::origin(&case.url.origin);
        match (compare(tried, case), &tried.expected) {
            (AddressMatch::Other(address), _) => {
                facts.push(word("expected-by").replace("{address}", &address).replace("{origin}", &by));
            }
            (AddressMatch::Same, _) => facts.push(word("expected-same").replace("{origin}", &by)),
            (AddressMatch::Unknown, Some(address)) => {
                facts.push(word("expected").replace("{address}", address.as_str()));
            }
            (AddressMatch::Unknown, None) => {}
        }
    }
    facts
}

fn fix(out: &mut Text, finding: &Finding, case: &Case) {
    let fix = catalog::fix(finding, case, &Evidence::default());
    out.paragraph(&word("steps"));
    for (number, step) in fix.steps.iter().enumerate() {
        out.item(&format!("{}.", number + 1), &step.text);
        for more in [&step.command, &step.link].into_iter().flatten() {
            out.verbatim(&format!("      {more}"));
        }
    }
    if let Some(snippet) = &fix.snippet {
        out.paragraph(&word("snippet").replace("{language}", snippet.language.name()));
        for line in snippet.code.lines() {
            out.verbatim(&format!("    {line}"));
        }
    }
}

/// Text that is wrapped as it grows.
#[derive(Default)]
struct Text {
    out: String,
    open: bool,
}

impl Text {
    fn paragraph(&mut self, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.wrap(text, "", "");
        self.open = false;
    }

    fn item(&mut self, sign: &str, text: &str) {
        if !self.open {
            self.out.push('\n');
            self.open = true;
        }
        self.wrap(text, &format!("  {sign} "), &" ".repeat(sign.width() + 3));
    }

    fn verbatim(&mut self, line: &str) {
        if !self.open {
            self.out.push('\n');
            self.open = true;
        }
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn wrap(&mut self, text: &str, first: &str, rest: &str) {
        let mut line = first.to_owned();
        let mut empty = true;
        for word in text.split_whitespace() {
            if !empty && line.width() + 1 + word.width() > TEXT_COLUMNS {
                self.out.push_str(&line);
                self.out.push('\n');
                rest.clone_into(&mut line);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    /// Lines with a part of them marked, broken where they are too wide.
    fn quote(&mut self, quote: &Quote, color: bool) {
        self.out.push('\n');
        for (row, words) in quote.rows(TEXT_COLUMNS - 4) {
            let (before, marked, after) = (&row[..words.start], &row[words.clone()], &row[words.end..]);
            let (on, off) = if color && !marked.is_empty() { ("\u{1b}[7m", "\u{1b}[0m") } else { ("", "") };
            let shown = format!("    {before}{on}{marked}{off}{after}");
            let _ = writeln!(self.out, "{}", shown.trim_end());
            if !marked.is_empty() {
                let _ = writeln!(self.out, "    {}{}", " ".repeat(before.width()), "^".repeat(marked.width()));
            }
        }
        self.open = false;
    }

    fn finish(self) -> String {
        self.out
    }
}
