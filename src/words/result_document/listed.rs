//! What a report lists at its end: the clients, the proxies, every probe, and what was probed.

use super::item;
use crate::model::client::Language;
use crate::model::evidence::{Chain, ProbeId};
use crate::model::proxy_use::Protocol;
use crate::model::report_schema::{Report, ReportClientVerdict, ReportProbe, ReportProxyUse};
use crate::words::catalog::say;
use crate::words::document::{Item, Sign};
use crate::words::{describe, format};
use std::str::FromStr as _;
use std::time::Duration;
use strum::IntoEnumIterator as _;

/// What a client is called.
pub(super) fn language(id: &str) -> &str {
    Language::from_str(id).map_or(id, |l| l.name())
}

/// How an official client would fare.
pub(super) fn client(client: &ReportClientVerdict) -> Item {
    let sign = match client.connects {
        Some(true) => Sign::Passed,
        Some(false) => Sign::Failed,
        None => Sign::Neutral,
    };
    let name = format!("{} {}", language(&client.language), client.version.as_deref().unwrap_or_default());
    Item {
        name: name.trim_end().to_owned(),
        more: client.message.clone().unwrap_or_default(),
        ..item(sign, &describe::connects(client.connects, client.stops_at.as_deref()))
    }
}

/// Which proxy variable each part of a client obeys.
pub(super) fn proxy(parts: &[ReportProxyUse]) -> Item {
    let part = |row: &ReportProxyUse| {
        let protocol = Protocol::iter().find(|p| <&str>::from(*p) == row.protocol).unwrap_or(Protocol::Rest);
        describe::proxy_part(protocol, row.variable.as_deref(), row.proxy.as_deref())
    };
    Item {
        name: parts.first().map_or_else(String::new, |row| language(&row.language).to_owned()),
        text: parts.iter().map(part).collect::<Vec<_>>().join("; "),
        ..Item::default()
    }
}

/// Every probe, chain by chain. A reason that was just given is not given again.
pub(super) fn probes(report: &Report) -> Vec<Item> {
    let mut items = Vec::new();
    for probes in report.probes.chunk_by(|a, b| chain(a) == chain(b)) {
        let host = match probes.first().and_then(chain) {
            Some(Chain::Rest) => report.target.as_ref().map(|t| &t.rest),
            Some(Chain::Grpc) => report.target.as_ref().map(|t| &t.grpc),
            Some(Chain::Local | Chain::Console | Chain::Program) | None => None,
        };
        let name = probes.first().and_then(chain).map_or("", |chain| say("chain", chain.into()));
        let name = host.map_or_else(|| name.to_owned(), |host| format!("{name} {host}"));
        items.push(Item { name, ..Item::default() });
        let mut reason = "";
        for probe in probes {
            let skipped = probe.status == "skipped";
            let again = skipped && reason == probe.summary;
            reason = if skipped { &probe.summary } else { "" };
            let text = probe.summary.strip_prefix("skipped ").unwrap_or(&probe.summary);
            items.push(Item {
                name: ProbeId::from_str(&probe.id).map_or_else(|_| probe.id.clone(), |id| id.title().to_owned()),
                time: match probe.status.as_str() {
                    "skipped" => "skipped".to_owned(),
                    _ if probe.id.starts_with("local.") => String::new(),
                    _ => format::time(Duration::from_millis(probe.duration_ms)),
                },
                id: probe.failure.iter().fold(probe.id.clone(), |id, failure| format!("{id} {failure}")),
                ..item(Sign::of_status(&probe.status), if again { "" } else { text })
            });
        }
    }
    items
}

fn chain(probe: &ReportProbe) -> Option<Chain> {
    ProbeId::from_str(&probe.id).ok().map(ProbeId::chain)
}

/// What was probed, for whom, when, and with what.
pub(super) fn origin(report: &Report) -> Vec<Item> {
    let row = |name: &'static str, text: String| Item { name: say("where", name).to_owned(), text, ..Item::default() };
    let mut rows = Vec::new();
    if let Some(target) = &report.target {
        rows.push(row("cluster", format!("{}, {}", target.rest, target.kind)));
        rows.push(row("grpc", target.grpc.clone()));
    }
    let version = report.client.version.as_ref().map(|v| format!(" {v}")).unwrap_or_default();
    rows.push(row("client", format!("{}{version}", language(&report.client.language))));
    rows.extend(report.symptom.iter().map(|symptom| row("symptom", symptom.clone())));
    let took = format::time(Duration::from_millis(report.duration_ms));
    rows.push(row("time", format!("{}, {took} altogether", report.started_at)));
    rows.push(row("tool", format!("{} {}", report.tool.name, report.tool.version)));
    rows
}
