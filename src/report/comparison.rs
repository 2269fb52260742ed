//! A comparison of two reports as text, JSON or Markdown. It compares nothing itself.

use super::markdown::escape::{cell, code, prose};
use super::style::{Style, TextTone as Color};
use super::text::wrap;
use crate::model::evidence::Chain;
use crate::model::report_schema::Report;
use crate::rules::compare::{ComparedLayer, Comparison, Difference, LayerMatch, Setup, Side};
use crate::words::catalog::comparison as say;
use serde_json::{Value, json};
use std::fmt::Write as _;
use strum::IntoEnumIterator as _;

/// Columns.
const TEXT_COLUMNS: usize = 80;

/// Two reports with their names and what differs.
pub struct SideBySide<'a> {
    /// The first report, and what it is called.
    pub a: (&'a str, &'a Report),
    /// The second one.
    pub b: (&'a str, &'a Report),
    /// What differs.
    pub comparison: &'a Comparison,
}

/// A comparison in words, for people: what every form of it says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ComparisonText {
    /// The two reports: what each is called, and what it is about.
    pub sides: [(String, String); 2],
    /// Whether nothing differs.
    pub same: bool,
    /// What it comes to.
    pub verdict: String,
    /// Chain by chain.
    pub chains: Vec<ChainTold>,
    /// The hosts that are named, to be hidden on a shared screen.
    pub hosts: Vec<String>,
}

/// What is said of one chain.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ChainTold {
    /// Its name.
    pub name: &'static str,
    /// The first layer that differs.
    pub first: Option<FirstTold>,
    /// The layers behind it that differ as well.
    pub also: Vec<String>,
    /// What is the same, or that nothing was compared.
    pub same: Option<String>,
}

/// The first layer of a chain that differs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FirstTold {
    /// What differs there.
    pub title: String,
    /// The layer's name alone.
    pub layer: &'static str,
    /// What that means.
    pub means: String,
    /// What A's report says there.
    pub a: String,
    /// What B's report says there.
    pub b: String,
}

/// What a difference means, in words: title and explanation.
fn words(difference: &Difference) -> (String, String) {
    let meaning: &'static str = difference.meaning.into();
    let place = |side: Side| say("words", side.into());
    let fill =
        |text: &str| text.replace("{odd}", place(difference.about)).replace("{fine}", place(difference.about.other()));
    (fill(say(meaning, "title")), fill(say(meaning, "means")))
}

const fn chain_name(chain: Chain) -> &'static str {
    match chain {
        Chain::Local => "given",
        Chain::Rest => "REST",
        Chain::Grpc => "gRPC",
        Chain::Console => "console",
    }
}

fn about(report: &Report) -> String {
    let target = report.target.as_ref().map_or("no cluster", |t| t.rest.trim_start_matches("https://"));
    let cause = match report.diagnosis.causes.first() {
        Some(cause) => format!("{} ({})", report.diagnosis.verdict, cause.id),
        None => report.diagnosis.verdict.clone(),
    };
    let version = report.client.version.as_ref().map(|v| format!(" {v}")).unwrap_or_default();
    let client = format!("{}{version}", report.client.language);
    format!("{cause} · {} · {target} · {client} · {} {}", report.started_at, report.tool.name, report.tool.version)
}

fn chain_text(out: &mut String, chain: &ChainTold, style: Style) {
    let name = style.paint(Color::Heading, &format!("{:<8}", chain.name));
    let same = chain.same.iter().flat_map(|same| wrap::lines(same, TEXT_COLUMNS - 8));
    let same = same.map(|line| style.paint(Color::Aside, &line));
    let Some(first) = &chain.first else {
        for (i, line) in same.enumerate() {
            let lead = if i == 0 { format!("\n{name}") } else { " ".repeat(8) };
            let _ = writeln!(out, "{lead}{line}");
        }
        return;
    };
    let title = style.paint(Color::Heading, &first.title);
    let _ = writeln!(out, "\n{name}differs at {}: {title}", first.layer);
    for line in wrap::lines(&first.means, TEXT_COLUMNS - 8) {
        let _ = writeln!(out, "        {line}");
    }
    for (side, says) in [("A", &first.a), ("B", &first.b)] {
        for (i, line) in wrap::lines(says, TEXT_COLUMNS - 10).iter().enumerate() {
            let _ = writeln!(out, "        {} {line}", if i == 0 { side } else { " " });
        }
    }
    for line in chain.also.iter().map(|line| style.paint(Color::Aside, line)).chain(same) {
        let _ = writeln!(out, "        {line}");
    }
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
        let side = |(name, report): (&str, &Report)| (name.to_owned(), about(report));
        let hosts = [self.a.1, self.b.1].into_iter().filter_map(|r| r.target.as_ref());
        ComparisonText {
            sides: [side(self.a), side(self.b)],
            same: self.comparison.is_same(),
            verdict: self.verdict().to_owned(),
            chains: Chain::iter().map(|chain| self.chain_told(chain)).collect(),
            hosts: hosts.flat_map(|t| [t.rest.clone(), t.grpc.clone()]).collect(),
        }
    }

    fn chain_told(&self, chain: Chain) -> ChainTold {
        let differences = self.comparison.differences(chain);
        let same = self.same(chain);
        let same = (!same.is_empty()).then(|| format!("same: {}", same.join(", ")));
        let Some(((layer, first), more)) = differences.split_first() else {
            let same = same.unwrap_or_else(|| say("words", "not-compared").to_owned());
            return ChainTold { name: chain_name(chain), same: Some(same), ..ChainTold::default() };
        };
        let (title, means) = words(first);
        let (a, b) = (first.a.clone(), first.b.clone());
        let also = more.iter().map(|(layer, d)| format!("also {}: {}", layer.name(), words(d).0)).collect();
        ChainTold {
            name: chain_name(chain),
            first: Some(FirstTold { title, layer: layer.name(), means, a, b }),
            also,
            same,
        }
    }

    /// For people.
    pub fn text(&self, style: Style) -> String {
        let told = self.told();
        let mut out = String::new();
        for (side, (name, about)) in ["A", "B"].into_iter().zip(&told.sides) {
            let _ = writeln!(out, "{} {name}", style.paint(Color::Heading, side));
            for line in wrap::lines(about, TEXT_COLUMNS - 2) {
                let _ = writeln!(out, "  {}", style.paint(Color::Aside, &line));
            }
        }
        let mark = if told.same { style.paint(Color::Good, "✓") } else { style.paint(Color::Bad, "✗") };
        let _ = writeln!(out, "\n{mark} {}", style.paint(Color::Heading, &told.verdict));
        for chain in &told.chains {
            chain_text(&mut out, chain, style);
        }
        out
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

    /// For a ticket.
    pub fn markdown(&self) -> String {
        let mut out = format!("## {}\n\n", prose(self.verdict()));
        for (side, (name, report)) in [("A", self.a), ("B", self.b)] {
            let _ = writeln!(out, "- {side}: {}: {}", code(name), prose(&about(report)));
        }
        for chain in Chain::iter() {
            let differences = self.comparison.differences(chain);
            let Some(((layer, first), _)) = differences.split_first() else { continue };
            let (title, means) = words(first);
            let _ = writeln!(
                out,
                "\n### {} differs at {}: {}\n\n{}\n",
                chain_name(chain),
                layer.name(),
                prose(&title),
                prose(&means)
            );
            let _ = writeln!(out, "| layer | A | B | |\n|---|---|---|---|");
            for (layer, difference) in &differences {
                let (a, b) = (cell(&prose(&difference.a)), cell(&prose(&difference.b)));
                let _ = writeln!(out, "| {} | {a} | {b} | {} |", layer.name(), cell(&prose(&words(difference).0)));
            }
        }
        let _ = writeln!(out, "\n### Layer by layer\n\n| chain | same | differs |\n|---|---|---|");
        for chain in Chain::iter() {
            let same = self.same(chain);
            let differs: Vec<&str> = self.comparison.differences(chain).iter().map(|(l, _)| l.name()).collect();
            let _ = writeln!(out, "| {} | {} | {} |", chain_name(chain), same.join(", "), differs.join(", "));
        }
        out
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
        let chains: Vec<Value> = Chain::iter().map(|chain| self.chain_json(chain)).collect();
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
