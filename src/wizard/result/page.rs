//! A page of a result: what stands on it and how that is known. Whatever stands there, a key doesn't.

use crate::model::api_key::Redactor;
use crate::model::client::Language;
use crate::model::evidence::{ProbeId, ProbeOutcome};
use crate::model::finding::{Finding, Verdict};
use crate::rules::diagnosis::undiagnosed_words;
use crate::wizard::run::{Probing, RowMark, RunState};
use crate::words::catalog;
use crate::words::catalog::{FilledFix, FixSnippet};
use crate::words::describe;
use strum::IntoEnumIterator;

/// One cause, or the verdict where there is none.
#[derive(Clone, PartialEq, Debug)]
pub struct ResultPage {
    /// The finding; none for a verdict without a cause.
    pub finding: Option<Finding>,
    /// The words.
    pub fix: FilledFix,
    /// Where the source shows it.
    pub places: Vec<String>,
    /// How it is known.
    pub known: Vec<KnownFact>,
    /// Languages in which there is code for it.
    pub languages: Vec<Language>,
}

/// Something that is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KnownFact {
    /// A probe measured it.
    Measured(RowMark, String),
    /// The user answered this.
    Said(String),
    /// The error text has these words.
    Quoted(String),
}

pub(super) fn verdict_page(run: &Probing, verdict: Verdict, redactor: &Redactor) -> ResultPage {
    let stopped = run.state == RunState::Stopped;
    let healthy = verdict == Verdict::Healthy && !stopped;
    let name = match verdict {
        Verdict::Healthy if healthy => "healthy",
        Verdict::Healthy | Verdict::Diagnosed | Verdict::Undiagnosed if stopped => "stopped",
        Verdict::Healthy | Verdict::Diagnosed | Verdict::Undiagnosed => undiagnosed_words(&run.evidence),
    };
    let values = catalog::values(&run.case, &run.evidence);
    let mut fix = catalog::verdict(name, run.case.symptom, &values);
    let concerns = run.case.symptom.is_none_or(crate::model::symptom::Symptom::concerns_cluster);
    if healthy && concerns {
        fix.snippet = catalog::connecting(&run.case);
    }
    let shown: Vec<ProbeId> = run
        .evidence
        .iter()
        .filter(|(id, o)| match &o.outcome {
            ProbeOutcome::Failed(..) | ProbeOutcome::Warned(..) => true,
            ProbeOutcome::Passed(_) => is_telling(*id),
            ProbeOutcome::Skipped(_) => false,
        })
        .map(|(id, _)| id)
        .collect();
    let mut known = measured(run, &shown);
    known.extend(said(run));
    ResultPage {
        finding: None,
        fix: redacted(fix, redactor),
        places: Vec::new(),
        known: redacted_known(known, redactor),
        languages: if healthy && concerns { Language::iter().collect() } else { Vec::new() },
    }
}

/// Probes that say the most when everything works: the ends of the chains.
const fn is_telling(id: ProbeId) -> bool {
    matches!(
        id,
        ProbeId::RestReady
            | ProbeId::RestMeta
            | ProbeId::RestAuth
            | ProbeId::GrpcHealth
            | ProbeId::GrpcAuth
            | ProbeId::ConsoleHttp
    )
}

pub(super) fn measured(run: &Probing, ids: &[ProbeId]) -> Vec<KnownFact> {
    ids.iter()
        .filter_map(|id| run.evidence.get(*id).map(|o| (id, o)))
        .map(|(id, o)| KnownFact::Measured(RowMark::of(&o.outcome), describe::summary(*id, o, &run.case)))
        .collect()
}

pub(super) fn said(run: &Probing) -> Vec<KnownFact> {
    run.case
        .answers
        .iter()
        .filter_map(|(question, choice)| {
            let words = catalog::question(question).ok()?;
            Some(KnownFact::Said(words.choice(choice).to_owned()))
        })
        .collect()
}

/// Whatever stands on the page, a key doesn't: people paste it into the URL, and servers echo it.
pub(super) fn redacted(fix: FilledFix, redactor: &Redactor) -> FilledFix {
    let clean = |text: String| if redactor.finds(&text) { redactor.redact(&text) } else { text };
    FilledFix {
        title: clean(fix.title),
        summary: clean(fix.summary),
        why: clean(fix.why),
        question: fix.question.map(clean),
        steps: fix
            .steps
            .into_iter()
            .map(|s| catalog::FixStep { text: clean(s.text), command: s.command.map(clean), link: s.link.map(clean) })
            .collect(),
        check: clean(fix.check),
        snippet: fix.snippet.map(|s| FixSnippet { code: clean(s.code), ..s }),
        links: fix.links.into_iter().map(clean).collect(),
    }
}

pub(super) fn redacted_known(known: Vec<KnownFact>, redactor: &Redactor) -> Vec<KnownFact> {
    known
        .into_iter()
        .map(|known| match known {
            KnownFact::Measured(mark, text) => KnownFact::Measured(mark, redactor.redact(&text)),
            said @ (KnownFact::Said(_) | KnownFact::Quoted(_)) => said,
        })
        .collect()
}
