//! Clusters, places or runs as rows, the layers of each chain as columns: one sign a cell.

use super::blocks::state_class;
use crate::model::evidence::{Chain, ProbeId};
use crate::model::report_schema::Report;
use crate::model::route::StepState;
use crate::words::catalog::say;
use crate::words::route;
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::str::FromStr as _;
use strum::IntoEnumIterator as _;

/// A row.
pub(super) struct GridRow<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What was measured; none where nothing was.
    pub report: Option<&'a Report>,
    /// How it stands.
    pub state: StepState,
    /// What came of it.
    pub said: String,
    /// How long it took.
    pub time: String,
}

/// The table. It scrolls by itself where it is wider than the page.
pub(super) fn draw(label: &str, rows: &[GridRow<'_>]) -> Markup {
    let states: Vec<BTreeMap<ProbeId, StepState>> =
        rows.iter().map(|row| row.report.map_or_else(BTreeMap::new, states)).collect();
    let is_shown = |id: &ProbeId| {
        let seen = |state: Option<&StepState>| match id.chain() {
            // This machine's own texts are in order nearly always.
            Chain::Local => state == Some(&StepState::Failed),
            Chain::Rest | Chain::Grpc | Chain::Console | Chain::Program => state.is_some(),
        };
        states.iter().any(|states| seen(states.get(id)))
    };
    let columns: Vec<ProbeId> = ProbeId::iter().filter(is_shown).collect();
    html! {
        div.scroll role="region" tabindex="0" aria-label=(label) {
            table.grid {
                thead {
                    tr {
                        td rowspan="2" {}
                        @for chain in columns.chunk_by(|a, b| a.chain() == b.chain()) {
                            th.chain scope="colgroup" colspan=(chain.len()) { (chain.first().map_or("", |id| route::chain_name(id.chain()))) }
                        }
                        th rowspan="2" scope="col" { (say("page", "result")) }
                    }
                    tr { @for id in &columns { th.layer scope="col" { span { (route::step_name(*id)) } } } }
                }
                tbody {
                    @for (row, states) in rows.iter().zip(&states) {
                        tr {
                            th scope="row" { (row.name) }
                            @for id in &columns {
                                @let state = states.get(id).copied().unwrap_or(StepState::Skipped);
                                td.(short_class(state)) { (route::sign(state)) }
                            }
                            td.said { b.(state_class(row.state)) { (route::sign(row.state)) } " " (row.said) @if !row.time.is_empty() { " " small { (row.time) } } }
                        }
                    }
                }
            }
        }
    }
}

fn states(report: &Report) -> BTreeMap<ProbeId, StepState> {
    let probes = report.probes.iter();
    probes.filter_map(|p| Some((ProbeId::from_str(&p.id).ok()?, StepState::of_status(&p.status)))).collect()
}

/// A letter each: there are thousands of cells.
const fn short_class(state: StepState) -> &'static str {
    match state {
        StepState::Passed => "p",
        StepState::Warned => "w",
        StepState::Failed => "f",
        StepState::Skipped | StepState::Running | StepState::Waiting => "s",
    }
}
