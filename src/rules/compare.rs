//! Two saved reports, layer by layer: what was the same in both places, what differs, and what the first difference on each chain means.
//! Pure: it reads no file, and its words stand in `assets/knowledge/compare.toml`.

pub mod groups;
mod layers;
mod seen;

use crate::model::evidence::{Chain, ProbeId};
use crate::model::report_schema::Report;
use strum::{EnumIter, IntoEnumIterator as _, IntoStaticStr};

/// One of the two reports.
#[derive(Clone, Copy, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Side {
    /// The one that was named first.
    A,
    /// The other.
    B,
}

impl Side {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// What is compared before anything was probed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Setup {
    /// What the user sees.
    Symptom,
    /// The cluster.
    Target,
    /// The client's language and version.
    Client,
    /// The init timeout that was judged by.
    Timeout,
    /// The key, by its fingerprint.
    Key,
    /// Proxy and certificate variables.
    Variables,
    /// The outcome; looked at last.
    Diagnosis,
}

/// A layer that both reports have or could have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ComparedLayer {
    /// What was given.
    Setup(Setup),
    /// What a probe looks at.
    Probe(ProbeId),
}

impl ComparedLayer {
    /// All of them, in the order in which a difference explains what follows.
    pub fn all() -> Vec<Self> {
        let probes = ProbeId::iter().filter(|id| id.chain() != Chain::Local).map(Self::Probe);
        let given = Setup::iter().filter(|s| *s != Setup::Diagnosis).map(Self::Setup);
        given.chain(probes).chain([Self::Setup(Setup::Diagnosis)]).collect()
    }

    /// The chain that it belongs to.
    pub const fn chain(self) -> Chain {
        match self {
            Self::Setup(_) => Chain::Local,
            Self::Probe(id) => id.chain(),
        }
    }

    /// Its name: `key`, or `tls` of `rest.tls`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Setup(setup) => setup.into(),
            Self::Probe(id) => id.as_str().split_once('.').map_or("", |(_, name)| name),
        }
    }
}

/// What a difference means; its words stand in the assets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum DifferenceMeaning {
    /// The users see different things.
    OtherSymptom,
    /// Two clusters.
    OtherTarget,
    /// Another client library.
    OtherClient,
    /// Another version of it.
    OtherClientVersion,
    /// Another init timeout.
    OtherTimeout,
    /// Another key.
    OtherKey,
    /// One has a key, the other none.
    KeyOnlyInOne,
    /// Other proxy or certificate variables.
    OtherVariables,
    /// The name resolves in one place only.
    NameOnlyInOne,
    /// The resolvers give other addresses.
    OtherAddresses,
    /// A private address in one place, a public one in the other.
    PrivateAddressInOne,
    /// The address is given by hand in one place.
    PinnedInOne,
    /// One goes through a proxy.
    ProxyOnlyInOne,
    /// Both do, through different ones.
    OtherProxy,
    /// The proxy lets only one through.
    ProxyStopsOne,
    /// Connections are refused in one place.
    RefusedInOne,
    /// Connections are dropped in one place.
    BlockedInOne,
    /// They fail in one place for another reason.
    ConnectsOnlyInOne,
    /// IPv4 or IPv6 works in one place only.
    FamilyOnlyInOne,
    /// Another authority issued the certificate, and one of them isn't public.
    OtherIssuer,
    /// Another authority issued it, and nothing shows which side is unusual.
    OtherIssuers,
    /// The same certificate, trusted by one machine only.
    TrustedOnlyInOne,
    /// The same certificate is out of date for one machine only.
    ClockDiffers,
    /// Another certificate.
    OtherCertificate,
    /// HTTP/2 gets through in one place only.
    Http2OnlyInOne,
    /// TLS fails in one place.
    TlsOnlyInOne,
    /// The service answers in one place only.
    AnswersOnlyInOne,
    /// It answers both in different ways.
    OtherAnswer,
    /// It says another version.
    OtherServerVersion,
    /// It is slower than the client waits in one place only.
    SlowerInOne,
    /// The key is accepted in one place only.
    KeyAcceptedInOne,
    /// The key is another user's.
    OtherUser,
    /// The user has other roles.
    OtherRoles,
    /// It fails in both, in different ways.
    FailsOtherwise,
    /// Nothing that was measured in both differs, but the verdicts do.
    OtherDiagnosis,
}

/// How a layer compares.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LayerMatch {
    /// Nothing differs that matters.
    Same,
    /// It differs.
    Differs(Difference),
    /// It was not measured in both, so nothing is said.
    NotCompared,
}

/// A difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// What it means.
    pub meaning: DifferenceMeaning,
    /// The side that the words are about: where it fails, or that has what the other lacks.
    pub about: Side,
    /// What A's report says there.
    pub a: String,
    /// What B's report says there.
    pub b: String,
}

/// A layer and how it compares.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LayerRow {
    /// The layer.
    pub layer: ComparedLayer,
    /// How it compares.
    pub compared: LayerMatch,
}

/// Why two reports can't be compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Incomparable {
    /// The one whose names are pseudonyms.
    pub redacted: Side,
}

/// Two reports side by side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// Every layer, chain by chain.
    pub rows: Vec<LayerRow>,
}

impl Comparison {
    /// Whether two can be compared: pseudonyms can't be with names; two redacted reports of one cluster can.
    pub fn comparable(a: &Report, b: &Report) -> Result<(), Incomparable> {
        match (a.redacted, b.redacted) {
            (true, false) => Err(Incomparable { redacted: Side::A }),
            (false, true) => Err(Incomparable { redacted: Side::B }),
            (true, true) | (false, false) => Ok(()),
        }
    }

    /// Compares.
    pub fn of(a: &Report, b: &Report) -> Result<Self, Incomparable> {
        Self::comparable(a, b)?;
        let mut rows: Vec<LayerRow> = Vec::new();
        for layer in ComparedLayer::all() {
            let compared = match layer {
                // What follows from another difference is none of its own.
                ComparedLayer::Setup(Setup::Diagnosis) if rows.iter().any(LayerRow::differs) => LayerMatch::NotCompared,
                ComparedLayer::Setup(setup) => layers::setup(setup, a, b),
                ComparedLayer::Probe(id) => layers::probe(id, a, b),
            };
            rows.push(LayerRow { layer, compared });
        }
        Ok(Self { rows })
    }

    /// Whether nothing differs.
    pub fn is_same(&self) -> bool {
        !self.rows.iter().any(LayerRow::differs)
    }

    /// The differences of a chain, the first layer first.
    pub fn differences(&self, chain: Chain) -> Vec<(ComparedLayer, &Difference)> {
        let rows = self.rows.iter().filter(|r| r.layer.chain() == chain);
        rows.filter_map(|r| match &r.compared {
            LayerMatch::Differs(difference) => Some((r.layer, difference)),
            LayerMatch::Same | LayerMatch::NotCompared => None,
        })
        .collect()
    }

    /// The layers of a chain that were compared and are the same.
    pub fn same(&self, chain: Chain) -> Vec<ComparedLayer> {
        let rows = self.rows.iter().filter(|r| r.layer.chain() == chain && r.compared == LayerMatch::Same);
        rows.map(|r| r.layer).collect()
    }
}

impl LayerRow {
    const fn differs(&self) -> bool {
        matches!(self.compared, LayerMatch::Differs(_))
    }
}
