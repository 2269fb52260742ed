//! What a report says about one probe, read from its facts. A fact that is missing or of another type is not there; it is never an error.

use crate::model::evidence::{Family, ProbeId};
use crate::model::report_schema::{Report, ReportProbe};
use crate::words::pseudonym::read_address;
use serde_json::Value;
use std::collections::BTreeSet;
use std::net::IpAddr;

/// How far a probe got.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// Its claim holds.
    Held,
    /// It doesn't.
    Failed,
    /// Not measured.
    Missing,
}

/// A probe of a report.
#[derive(Clone, Copy)]
pub(super) struct ReportedProbe<'a> {
    probe: Option<&'a ReportProbe>,
}

impl<'a> ReportedProbe<'a> {
    pub(super) fn of(report: &'a Report, id: ProbeId) -> Self {
        Self { probe: report.probes.iter().find(|p| p.id == id.as_str()) }
    }

    pub(super) fn state(self) -> State {
        match self.probe.map_or("", |p| p.status.as_str()) {
            "passed" | "warned" => State::Held,
            "failed" => State::Failed,
            _ => State::Missing,
        }
    }

    /// Its sentence.
    pub(super) fn says(self) -> String {
        self.probe.map(|p| p.summary.clone()).unwrap_or_default()
    }

    pub(super) fn is_warned(self) -> bool {
        self.probe.is_some_and(|p| p.status == "warned")
    }

    /// The kind of its failure.
    pub(super) fn failure(self) -> &'a str {
        self.probe.and_then(|p| p.failure.as_deref()).unwrap_or_default()
    }

    /// A fact, by JSON pointer.
    pub(super) fn fact(self, pointer: &str) -> Option<&'a Value> {
        let (first, rest) = pointer.split_once('/').unwrap_or((pointer, ""));
        let value = self.probe?.facts.get(first)?;
        if rest.is_empty() { Some(value) } else { value.pointer(&format!("/{rest}")) }
    }

    /// A fact that is a text.
    pub(super) fn text(self, pointer: &str) -> &'a str {
        self.fact(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// A fact that is a list of texts.
    pub(super) fn texts(self, pointer: &str) -> BTreeSet<&'a str> {
        self.fact(pointer).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// The addresses that a name resolved to.
    pub(super) fn addresses(self) -> BTreeSet<IpAddr> {
        self.texts("addresses").into_iter().filter_map(read_address).collect()
    }

    /// The issuers of the chain, the server's own certificate's first.
    pub(super) fn issuers(self) -> Vec<&'a str> {
        let chain = self.fact("chain").and_then(Value::as_array).into_iter().flatten();
        let issuers: Vec<&str> = chain.filter_map(|c| c.get("issuer").and_then(Value::as_str)).collect();
        let failed = self.text("failure/issuer");
        if issuers.is_empty() && !failed.is_empty() { vec![failed] } else { issuers }
    }

    /// The validity of the server's own certificate.
    pub(super) fn validity(self) -> (&'a str, &'a str) {
        (self.text("chain/0/not_before"), self.text("chain/0/not_after"))
    }

    /// Families that were tried, and those that connected.
    pub(super) fn families(self) -> (BTreeSet<Family>, BTreeSet<Family>) {
        let (mut tried, mut connected) = (BTreeSet::new(), BTreeSet::new());
        for attempt in self.fact("attempts").and_then(Value::as_array).into_iter().flatten() {
            let address = attempt.get("address").and_then(Value::as_str).and_then(read_address);
            let Some(family) = address.map(Family::of) else { continue };
            let result = attempt.get("result").and_then(Value::as_str).unwrap_or_default();
            // One that came second proves nothing about its family.
            if result == "late" {
                continue;
            }
            tried.insert(family);
            if result == "connected" {
                connected.insert(family);
            }
        }
        (tried, connected)
    }

    /// The proxy's URL. A port on this machine changes with each start and is ignored.
    pub(super) fn proxy(self) -> String {
        let url = self.text("proxy/url");
        let url = if url.is_empty() { self.text("failure/proxy") } else { url };
        if url.contains("://127.") || url.contains("://localhost") || url.contains("://[::1]") {
            url.rsplit_once(':').map_or(url, |(host, _)| host).to_owned()
        } else {
            url.to_owned()
        }
    }
}
