//! Many reports in words, and for programs: a table of layers and places, the groups, and how the odd ones differ.

use super::comparison::{about, chain_name, words};
use super::style::Style;
use super::{html, markdown, text};
use crate::model::evidence::{Chain, ProbeId};
use crate::model::report_schema::{Report, ReportSnippet};
use crate::rules::compare::groups::{Groups, LayerState, ReportGroup, SharedTrait};
use crate::words::catalog::comparison as say;
use crate::words::document::{Content, Document, Item, Sign};
use serde_json::{Value, json};
use strum::IntoEnumIterator as _;

/// Most places that the table has columns for; more are told by their groups.
const MAX_COLUMNS: usize = 8;
/// Most names of a group that are told.
const MAX_NAMES: usize = 8;

/// Reports with their names, and their groups.
pub struct ManyReports<'a> {
    /// Names and reports, as they were given.
    pub reports: &'a [(String, Report)],
    /// The groups.
    pub groups: &'a Groups,
}

impl ManyReports<'_> {
    /// For people.
    pub fn text(&self, style: Style) -> String {
        text::document(&self.document(true), style)
    }

    /// For a ticket.
    pub fn markdown(&self) -> String {
        markdown::document(&self.document(true))
    }

    /// A page, with the first of each group on one time axis.
    pub fn html(&self) -> String {
        let named = |number: &usize| self.reports.get(*number).map(|(name, report)| (name.as_str(), report));
        let firsts: Vec<_> = self.groups.groups.iter().filter_map(|g| g.members.first()).filter_map(named).collect();
        let all: Vec<_> = self.reports.iter().map(|(name, report)| (name.as_str(), report)).collect();
        html::comparison(&self.document(false), &firsts, &all)
    }

    /// `table` puts the layers in as a text.
    fn document(&self, table: bool) -> Document {
        let mut out = Document::default();
        let same = self.groups.is_same();
        let title = if same { say("words", "all-same") } else { say("words", "groups") };
        let title = title
            .replace("{count}", &self.reports.len().to_string())
            .replace("{groups}", &self.groups.groups.len().to_string());
        let sign = if same { Sign::Passed } else { Sign::Failed };
        out.push(&title, Content::Title(Some(sign), Vec::new()));
        if table && !same && self.reports.len() <= MAX_COLUMNS {
            self.table(&mut out);
        }
        for (number, group) in self.groups.groups.iter().enumerate() {
            self.group(&mut out, number, group);
        }
        out
    }

    /// A line a layer that differs, a column a report.
    fn table(&self, out: &mut Document) {
        let width = |number: usize| self.reports[number].0.chars().count().clamp(1, 16);
        let cell = |text: &str, number: usize| {
            let text: String = text.chars().take(16).collect();
            format!("{text:<width$}", width = width(number))
        };
        let row = |name: &str, cells: Vec<String>| format!("{name:<16}{}", cells.join("  ")).trim_end().to_owned();
        let mut lines = vec![row("", self.reports.iter().enumerate().map(|(n, (name, _))| cell(name, n)).collect())];
        for (id, states) in &self.groups.layers {
            let cells = states.iter().enumerate().map(|(n, state)| cell(sign(*state), n)).collect();
            lines.push(row(&format!("{} {}", chain_name(id.chain()), layer(*id)), cells));
        }
        let table = ReportSnippet { language: "text".to_owned(), code: lines.join("\n") };
        out.push("", Content::Code(table, String::new()));
    }

    fn group(&self, out: &mut Document, number: usize, group: &ReportGroup) {
        let Some(first) = group.members.first() else { return };
        let title = if number == 0 && group.members.len() > 1 { "agree" } else { "odd" };
        let title = say("words", title).replace("{names}", &self.names(group));
        out.paragraph(&title, &about(&self.reports[*first].1));
        let mut items = Vec::new();
        for chain in group.comparison.iter().flat_map(|_| Chain::iter()) {
            let differences = group.comparison.as_ref().map(|c| c.differences(chain)).unwrap_or_default();
            if let Some((layer, difference)) = differences.first() {
                let name = format!("{} {}", chain_name(chain), layer.name());
                items.push(Item { name, text: words(difference).0, more: difference.b.clone(), ..Item::default() });
            }
        }
        let shared = group.shared.iter().map(shared_words).collect::<Vec<_>>();
        if !shared.is_empty() && !self.groups.is_same() {
            let text = say("words", "shared").replace("{traits}", &shared.join("; "));
            items.push(Item { text, ..Item::default() });
        }
        out.items("", items);
    }

    fn names(&self, group: &ReportGroup) -> String {
        let names: Vec<&str> = group.members.iter().map(|number| self.reports[*number].0.as_str()).collect();
        match names.split_at_checked(MAX_NAMES).filter(|(_, more)| !more.is_empty()) {
            Some((some, more)) => say("words", "and-more")
                .replace("{names}", &some.join(", "))
                .replace("{count}", &more.len().to_string()),
            None => names.join(", "),
        }
    }

    /// For programs.
    pub fn json(&self) -> anyhow::Result<String> {
        let reports: Vec<Value> = self.reports.iter().map(|(name, report)| {
            json!({"name": name, "target": report.target, "client": report.client, "verdict": report.diagnosis.verdict,
                "causes": report.diagnosis.causes.iter().map(|c| &c.id).collect::<Vec<_>>()})
        }).collect();
        let groups: Vec<Value> = self
            .groups
            .groups
            .iter()
            .map(|group| {
                let differences: Vec<Value> = group
                    .comparison
                    .iter()
                    .flat_map(|c| Chain::iter().map(move |chain| (c, chain)))
                    .filter_map(|(comparison, chain)| {
                        let differences = comparison.differences(chain);
                        let (layer, difference) = differences.first()?;
                        let meaning: &str = difference.meaning.into();
                        Some(json!({"chain": <&str>::from(chain), "layer": layer.name(), "meaning": meaning,
                        "majority": difference.a, "here": difference.b}))
                    })
                    .collect();
                json!({"reports": group.members, "first_differences": differences,
                "shared": group.shared.iter().map(shared_words).collect::<Vec<_>>()})
            })
            .collect();
        let layers: Vec<Value> = self.groups.layers.iter().map(|(id, states)| {
            json!({"probe": id.as_str(), "states": states.iter().map(|state| state_id(*state)).collect::<Vec<_>>()})
        }).collect();
        let value = json!({
            "schema_version": crate::model::report_schema::VERSION,
            "tool": {"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")},
            "same": self.groups.is_same(), "reports": reports, "groups": groups, "layers": layers,
        });
        let mut text = serde_json::to_string_pretty(&value)?;
        text.push('\n');
        Ok(text)
    }
}

fn layer(id: ProbeId) -> &'static str {
    id.as_str().split_once('.').map_or("", |(_, name)| name)
}

const fn sign(state: LayerState) -> &'static str {
    match state {
        LayerState::Passed => "✓",
        LayerState::Warned => "!",
        LayerState::Failed => "✗",
        LayerState::Missing => "·",
    }
}

const fn state_id(state: LayerState) -> &'static str {
    match state {
        LayerState::Passed => "passed",
        LayerState::Warned => "warned",
        LayerState::Failed => "failed",
        LayerState::Missing => "not-measured",
    }
}

fn shared_words(shared: &SharedTrait) -> String {
    let fill = |name: &'static str, value: &str| say("shared", name).replace("{value}", value);
    let of = |name: &'static str, chain: Chain, value: &str| fill(name, value).replace("{chain}", chain_name(chain));
    match shared {
        SharedTrait::Proxy(chain, proxy) => of("proxy", *chain, proxy),
        SharedTrait::NoProxy(chain) => of("no-proxy", *chain, ""),
        SharedTrait::Addresses(chain, addresses) => of("addresses", *chain, addresses),
        SharedTrait::Issuer(chain, issuer) => of("issuer", *chain, issuer),
        SharedTrait::Client(client) => fill("client", client),
        SharedTrait::Key(fingerprint) => fill("key", fingerprint),
        SharedTrait::Platform(platform) => fill("platform", platform),
    }
}
