//! The pages of a result: one a cause, or one for the verdict where nothing is proved. What they say comes from the report.

use crate::model::cause::Cause;
use crate::model::client::Language;
use crate::model::report_schema::Report;
use crate::words::catalog::languages_for;
use crate::words::document::Document;
use crate::words::result_document;
use std::str::FromStr as _;
use strum::IntoEnumIterator as _;

/// One cause, or the verdict where there is none.
#[derive(Clone, PartialEq, Debug)]
pub struct ResultPage {
    /// The cause; none for a verdict, or for a cause that this version doesn't know.
    pub cause: Option<Cause>,
    /// What is said.
    pub document: Document,
    /// Languages in which there is code for it.
    pub languages: Vec<Language>,
}

/// All of them. `quoted` are the words of an error text that decided.
pub(super) fn pages(report: &Report, is_of_text: bool, quoted: Option<&str>) -> Vec<ResultPage> {
    let causes = &report.diagnosis.causes;
    // Nothing is proved: the verdict comes first, the questions behind it.
    let verdict = !is_of_text && causes.iter().all(|cause| cause.confidence == "possible");
    let places = verdict.then_some(None).into_iter().chain((0..causes.len()).map(Some));
    places
        .map(|at| {
            let document = result_document::page(report, at, quoted);
            let id = at.and_then(|at| causes.get(at)).map(|cause| cause.id.as_str());
            let languages = match id {
                _ if !document.has_code() => Vec::new(),
                Some(id) => languages_for(id),
                None => Language::iter().collect(),
            };
            ResultPage { cause: id.and_then(|id| Cause::from_str(id).ok()), document, languages }
        })
        .collect()
}
