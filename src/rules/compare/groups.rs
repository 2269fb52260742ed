//! Many reports: those that agree are one group, and what the odd ones have in common that no other has is told.

use super::seen::{ReportedProbe, State};
use super::{Comparison, Incomparable};
use crate::model::evidence::{Chain, ProbeId};
use crate::model::report_schema::Report;
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoEnumIterator as _;

/// How a layer stands in a report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LayerState {
    /// It works.
    Passed,
    /// It works, with something to say.
    Warned,
    /// It doesn't.
    Failed,
    /// It was not measured.
    Missing,
}

/// Something that reports can have in common.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SharedTrait {
    /// A chain goes through this proxy.
    Proxy(Chain, String),
    /// A chain goes through no proxy.
    NoProxy(Chain),
    /// The name has these addresses.
    Addresses(Chain, String),
    /// The certificate is from this authority.
    Issuer(Chain, String),
    /// The client's language and version.
    Client(String),
    /// The key, by its fingerprint.
    Key(String),
    /// The system and processor.
    Platform(String),
}

/// Reports that agree, by their numbers in the order in which they were given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportGroup {
    /// The reports.
    pub members: Vec<usize>,
    /// What all of them have in common and no other report has.
    pub shared: Vec<SharedTrait>,
    /// How the first of them differs from the first of the largest group; none for that group itself.
    pub comparison: Option<Comparison>,
}

/// Many reports by groups, the largest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Groups {
    /// The groups.
    pub groups: Vec<ReportGroup>,
    /// The layers that do not stand the same in all, and how they stand in each report.
    pub layers: Vec<(ProbeId, Vec<LayerState>)>,
}

impl Groups {
    /// Compares. Pseudonyms can't be compared with names.
    pub fn of(reports: &[&Report]) -> Result<Self, (usize, Incomparable)> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        // Only reports in which the same layers work can agree.
        let mut alike: BTreeMap<Signature, Vec<usize>> = BTreeMap::new();
        for (number, report) in reports.iter().enumerate() {
            if let Some(first) = reports.first() {
                Comparison::comparable(first, report).map_err(|refusal| (number, refusal))?;
            }
            let candidates = alike.entry(signature(report)).or_default();
            let mut same = None;
            for group in candidates.iter().copied() {
                let first = reports[groups[group][0]];
                if Comparison::of(first, report).map_err(|refusal| (number, refusal))?.is_same() {
                    same = Some(group);
                    break;
                }
            }
            if let Some(group) = same {
                groups[group].push(number);
            } else {
                candidates.push(groups.len());
                groups.push(vec![number]);
            }
        }
        groups.sort_by_key(|members| (usize::MAX - members.len(), members[0]));
        let traits: Vec<BTreeSet<SharedTrait>> = reports.iter().map(|report| traits(report)).collect();
        let main = groups.first().map(|members| members[0]);
        let groups = groups.into_iter().map(|members| {
            let comparison = main.filter(|main| *main != members[0]);
            let comparison = comparison.and_then(|main| Comparison::of(reports[main], reports[members[0]]).ok());
            ReportGroup { shared: shared(&members, &traits), comparison, members }
        });
        Ok(Self { groups: groups.collect(), layers: layers(reports) })
    }

    /// Whether all agree.
    pub fn is_same(&self) -> bool {
        self.groups.len() < 2
    }
}

type Signature = (String, Vec<String>, Vec<LayerState>);

/// What agrees wherever reports agree, and is quick to look at.
fn signature(report: &Report) -> Signature {
    let causes = report.diagnosis.causes.iter().map(|cause| cause.id.clone()).collect();
    // What was warned of may be a matter of the moment.
    let states = remote().map(|id| match state(report, id) {
        LayerState::Warned => LayerState::Passed,
        other => other,
    });
    (report.diagnosis.verdict.clone(), causes, states.collect())
}

fn remote() -> impl Iterator<Item = ProbeId> {
    ProbeId::iter().filter(|id| id.chain() != Chain::Local)
}

fn state(report: &Report, id: ProbeId) -> LayerState {
    let probe = ReportedProbe::of(report, id);
    match probe.state() {
        State::Held if probe.is_warned() => LayerState::Warned,
        State::Held => LayerState::Passed,
        State::Failed => LayerState::Failed,
        State::Missing => LayerState::Missing,
    }
}

fn layers(reports: &[&Report]) -> Vec<(ProbeId, Vec<LayerState>)> {
    let rows = remote().map(|id| (id, reports.iter().map(|report| state(report, id)).collect::<Vec<_>>()));
    rows.filter(|(_, states)| states.iter().any(|s| *s != states[0])).collect()
}

fn traits(report: &Report) -> BTreeSet<SharedTrait> {
    let mut found = BTreeSet::new();
    for (chain, dns, tcp, tls) in [
        (Chain::Rest, ProbeId::RestDns, ProbeId::RestTcp, ProbeId::RestTls),
        (Chain::Grpc, ProbeId::GrpcDns, ProbeId::GrpcTcp, ProbeId::GrpcTls),
    ] {
        let proxy = ReportedProbe::of(report, tcp);
        if proxy.state() != State::Missing {
            let proxy = proxy.proxy();
            found.insert(if proxy.is_empty() { SharedTrait::NoProxy(chain) } else { SharedTrait::Proxy(chain, proxy) });
        }
        let addresses = ReportedProbe::of(report, dns).addresses();
        if !addresses.is_empty() {
            let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            found.insert(SharedTrait::Addresses(chain, addresses.join(", ")));
        }
        let tls = ReportedProbe::of(report, tls);
        if let Some(issuer) = tls.issuers().first() {
            found.insert(SharedTrait::Issuer(chain, (*issuer).to_owned()));
        }
    }
    let version = report.client.version.as_ref().map(|v| format!(" {v}")).unwrap_or_default();
    found.insert(SharedTrait::Client(format!("{}{version}", report.client.language)));
    let key = ReportedProbe::of(report, ProbeId::LocalKey).text("fingerprint");
    if !key.is_empty() {
        found.insert(SharedTrait::Key(key.to_owned()));
    }
    found.extend(report.tool.platform.clone().map(SharedTrait::Platform));
    found
}

/// What all of these have and nobody else.
fn shared(members: &[usize], traits: &[BTreeSet<SharedTrait>]) -> Vec<SharedTrait> {
    let mut all = members.iter().map(|number| &traits[*number]);
    let Some(first) = all.next() else { return Vec::new() };
    let own: BTreeSet<&SharedTrait> = all.fold(first.iter().collect(), |kept: BTreeSet<&SharedTrait>, next| {
        kept.into_iter().filter(|t| next.contains(*t)).collect()
    });
    let inside: BTreeSet<usize> = members.iter().copied().collect();
    let others = || traits.iter().enumerate().filter(|(number, _)| !inside.contains(number)).map(|(_, t)| t);
    own.into_iter().filter(|t| !others().any(|other| other.contains(*t))).cloned().collect()
}
