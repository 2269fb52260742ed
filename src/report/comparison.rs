//! A comparison of two reports in words, and for programs. It compares nothing itself.

use super::style::Style;
use super::{html, markdown, text};
use crate::model::evidence::Chain;
use crate::model::report_schema::Report;
use crate::rules::compare::{ComparedLayer, Comparison, Difference, LayerMatch, Setup, Side};
use crate::words::catalog::comparison as say;
use crate::words::document::{Content, Document, Item, Sign};
use serde_json::{Value, json};
use strum::IntoEnumIterator as _;

/// Two reports with their names and what differs.
pub struct SideBySide<'a> {
    /// The first report, and what it is called.
    pub a: (&'a str, &'a Report),
    /// The second one.
    pub b: (&'a str, &'a Report),
    /// What differs.
    pub comparison: &'a Comparison,
}

/// A comparison in words, for people.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ComparisonText {
    /// What it says.
    pub document: Document,
    /// The hosts that are named, to be hidden on a shared screen.
    pub hosts: Vec<String>,
}

/// What a difference means, in words: title and explanation.
pub(super) fn words(difference: &Difference) -> (String, String) {
    let meaning: &'static str = difference.meaning.into();
    let place = |side: Side| say("words", side.into());
    let fill =
        |text: &str| text.replace("{odd}", place(difference.about)).replace("{fine}", place(difference.about.other()));
    (fill(say(meaning, "title")), fill(say(meaning, "means")))
}

pub(super) const fn chain_name(chain: Chain) -> &'static str {
    match chain {
        Chain::Local => "given",
        Chain::Rest => "REST",
        Chain::Grpc => "gRPC",
        Chain::Console => "console",
        Chain::Program => "program",
    }
}

pub(super) fn about(report: &Report) -> String {
    let target = report.target.as_ref().map_or("no cluster", |t| t.rest.trim_start_matches("https://"));
    let cause = match report.diagnosis.causes.first() {
        Some(cause) => format!("{} ({})", report.diagnosis.verdict, cause.id),
        None => report.diagnosis.verdict.clone(),
    };
    let version = report.client.version.as_ref().map(|v| format!(" {v}")).unwrap_or_default();
    let client = format!("{}{version}", report.client.language);
    format!("{cause} · {} · {target} · {client} · {} {}", report.started_at, report.tool.name, report.tool.version)
}

fn named(name: &str, text: &str, more: String) -> Item {
    Item { name: name.to_owned(), text: text.to_owned(), more, ..Item::default() }
}

impl SideBySide<'_> {
    fn verdict(&self) -> &'static str {
        match (self.comparison.is_same(), self.a.1.diagnosis.verdict == "healthy") {
            (true, true) => say("words", "same"),
            (true, false) => say("words", "same-broken"),
            (false, _) => say("words", "differ"),
        }
    }

    /// In words, for any form that people read.
    pub fn told(&self) -> ComparisonText {
        let hosts = [self.a.1, self.b.1].into_iter().filter_map(|r| r.target.as_ref());
        ComparisonText {
            document: self.document(),
            hosts: hosts.flat_map(|t| [t.rest.clone(), t.grpc.clone()]).collect(),
        }
    }

    /// The chains; that of an observed program where there is one.
    fn chains(&self) -> impl Iterator<Item = Chain> + use<'_> {
        let observed = [self.a.1, self.b.1].iter().any(|r| r.probes.iter().any(|p| p.id.starts_with("program.")));
        Chain::iter().filter(move |chain| observed || *chain != Chain::Program)
    }

    /// The outcome, then both sides, then each chain.
    fn document(&self) -> Document {
        let mut out = Document::default();
        let sign = if self.comparison.is_same() { Sign::Passed } else { Sign::Failed };
        out.push(self.verdict(), Content::Title(Some(sign), Vec::new()));
        let side = |name: &str, (file, report): (&str, &Report)| named(name, file, about(report));
        out.items(say("words", "reports"), [side("A", self.a), side("B", self.b)]);
        let (differ, equal): (Vec<Chain>, Vec<Chain>) =
            self.chains().partition(|chain| !self.comparison.differences(*chain).is_empty());
        for chain in differ {
            self.chain(&mut out, chain);
        }
        let equal = equal.into_iter().map(|chain| named(chain_name(chain), &self.same_words(chain), String::new()));
        out.items(say("words", "equal"), equal);
        out
    }

    fn chain(&self, out: &mut Document, chain: Chain) {
        let differences = self.comparison.differences(chain);
        let Some(((layer, first), more)) = differences.split_first() else { return };
        let (title, means) = words(first);
        let label = say("words", "differs").replace("{chain}", chain_name(chain)).replace("{layer}", layer.name());
        out.paragraph(&label.replace("{title}", &title), &means);
        let sides = [named("A", &first.a, String::new()), named("B", &first.b, String::new())];
        let also = more.iter().map(|(layer, d)| {
            let sides = format!("A: {}; B: {}", d.a, d.b);
            named(&say("words", "also").replace("{layer}", layer.name()), &words(d).0, sides)
        });
        out.items("", sides.into_iter().chain(also));
        if !self.same(chain).is_empty() {
            out.push("", Content::Note(self.same_words(chain)));
        }
    }

    fn same_words(&self, chain: Chain) -> String {
        match self.same(chain) {
            same if same.is_empty() => say("words", "not-compared").to_owned(),
            same => say("words", "same-layers").replace("{layers}", &same.join(", ")),
        }
    }

    /// For people.
    pub fn text(&self, style: Style) -> String {
        text::document(&self.document(), style)
    }

    /// For a ticket.
    pub fn markdown(&self) -> String {
        markdown::document(&self.document())
    }

    /// A page, with both places on one time axis.
    pub fn html(&self) -> String {
        html::comparison(&self.document(), &[self.a, self.b], &[])
    }

    /// The layers of a chain that are the same. Two practice clusters are one target, and yet their ports are others.
    fn same(&self, chain: Chain) -> Vec<&'static str> {
        let ports = self.a.1.target != self.b.1.target;
        let name = |layer: ComparedLayer| match layer {
            ComparedLayer::Setup(Setup::Target) if ports => say("words", "target-but-ports"),
            other => other.name(),
        };
        self.comparison.same(chain).into_iter().map(name).collect()
    }

    /// For programs.
    pub fn json(&self) -> anyhow::Result<String> {
        let side = |(name, report): (&str, &Report)| {
            json!({
                "file": name, "tool": report.tool, "started_at": report.started_at, "target": report.target, "client": report.client,
                "symptom": report.symptom, "redacted": report.redacted, "verdict": report.diagnosis.verdict,
                "causes": report.diagnosis.causes.iter().map(|c| &c.id).collect::<Vec<_>>(),
            })
        };
        let chains: Vec<Value> = self.chains().map(|chain| self.chain_json(chain)).collect();
        let value = json!({
            "schema_version": crate::model::report_schema::VERSION,
            "tool": {"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")},
            "a": side(self.a), "b": side(self.b), "same": self.comparison.is_same(), "chains": chains,
        });
        let mut text = serde_json::to_string_pretty(&value)?;
        text.push('\n');
        Ok(text)
    }

    fn chain_json(&self, chain: Chain) -> Value {
        let differences = self.comparison.differences(chain);
        let rows = self.comparison.rows.iter().filter(|r| r.layer.chain() == chain);
        let layers: Vec<Value> = rows
            .map(|row| {
                let compared = match &row.compared {
                    LayerMatch::Same => "same",
                    LayerMatch::Differs(_) => "differs",
                    LayerMatch::NotCompared => "not-compared",
                };
                json!({"layer": row.layer.name(), "compared": compared})
            })
            .collect();
        let list: Vec<Value> = differences
            .iter()
            .map(|(layer, difference)| {
                let (title, means) = words(difference);
                let (meaning, about): (&str, &str) = (difference.meaning.into(), difference.about.into());
                json!({"layer": layer.name(), "meaning": meaning, "about": about, "title": title, "explanation": means,
                       "a": difference.a, "b": difference.b})
            })
            .collect();
        json!({
            "chain": <&str>::from(chain), "first_difference": differences.first().map(|(l, _)| l.name()),
            "differences": list, "layers": layers,
        })
    }
}
