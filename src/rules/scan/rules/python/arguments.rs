//! A call's arguments held against its signature: other names, names that it never had, arguments that are missing.

use super::{V3, is_plain, wrap};
use crate::model::client::{Language, PYTHON_TAKES_STRING};
use crate::model::finding::Confidence;
use crate::rules::scan::expr::{Arg, ByteSpan, Call, Expr};
use crate::rules::scan::problem::Problem;
use crate::rules::scan::program::CallSite;
use crate::rules::scan::rules::{Judge, key};

/// Names under which people hand over a URL.
const URL_NAMES: [&str; 10] = [
    "url",
    "uri",
    "weaviate_url",
    "wcd_url",
    "wcs_url",
    "cluster",
    "endpoint",
    "cluster_uri",
    "clusterURL",
    "cluster_url",
];

/// A call's arguments by name.
pub(super) struct Bound<'a> {
    args: Vec<(&'a str, &'a Expr)>,
    unknown: Vec<&'a Arg>,
    pub open: bool,
}

impl<'a> Bound<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&'a Expr> {
        self.args.iter().find(|(n, _)| *n == name).map(|(_, e)| *e)
    }
}

pub(super) fn bind<'a>(j: &Judge<'a>, call: &'a Call, parameters: &[&'static str]) -> Bound<'a> {
    let (args, open) = j.spread(&call.args);
    let mut bound = Bound { args: Vec::new(), unknown: Vec::new(), open };
    let mut position = 0;
    for arg in args {
        match arg.name.as_deref() {
            Some(name) if parameters.contains(&name) => bound.args.push((name, &arg.value)),
            Some(_) => bound.unknown.push(arg),
            // `connect(...)` of documentation.
            None if j.source(&arg.value.span) == "..." => bound.open = true,
            None => {
                if let Some(name) = parameters.get(position) {
                    bound.args.push((name, &arg.value));
                }
                position += 1;
            }
        }
    }
    bound
}

/// Looks for arguments under names that the call doesn't have; one report a call, with all renames.
pub(super) fn wrong_names(
    j: &mut Judge<'_>,
    call: &str,
    bound: &Bound<'_>,
    url: Option<&'static str>,
    key: Option<&'static str>,
) -> bool {
    let mut edits: Vec<(ByteSpan, String)> = Vec::new();
    let mut first: Option<(Problem, ByteSpan)> = None;
    for arg in &bound.unknown {
        let given = arg.name.clone().unwrap_or_default();
        let (wanted, is_key) = match (url, key) {
            (Some(url), _) if URL_NAMES.contains(&given.as_str()) => (url, false),
            (_, Some(key)) if key::is_name(&given) => (key, true),
            _ => continue,
        };
        if bound.get(wanted).is_none() && j.source(&arg.name_span) == given {
            edits.push((arg.name_span.clone(), wanted.to_owned()));
            // Under its right name plain text isn't sent by every release.
            if is_key && !j.is_since(Language::Python, PYTHON_TAKES_STRING) && is_plain(j, &arg.value) {
                edits.extend(wrap(j, &arg.value.span, &arg.value.span));
            }
        }
        let call = call.to_owned();
        let problem =
            if is_key { Problem::KeyName { call, given, wanted } } else { Problem::OptionName { call, given, wanted } };
        // A wrong URL name stops the call in the same way; the one report is about the code being for another client.
        if first.as_ref().is_none_or(|(known, _)| matches!(known, Problem::KeyName { .. }) && !is_key) {
            first = Some((problem, arg.name_span.clone()));
        }
    }
    let Some((problem, span)) = first else { return false };
    j.report(problem, &span, edits);
    true
}

/// Looks for arguments that the call doesn't have under any name, and for those that it can't do without.
pub(super) fn signature(j: &mut Judge<'_>, site: &CallSite, bound: &Bound<'_>, needed: &[&'static str]) {
    let call = site.call.method().to_owned();
    // The next release may take more than those that were read.
    let known = j.installed.get(Language::Python).is_some_and(|known| known.oldest == Some(known.version));
    let confidence = if known { Confidence::Certain } else { Confidence::Likely };
    if let Some(arg) = bound.unknown.iter().find(|a| !is_other_name(a)) {
        let given = arg.name.clone().unwrap_or_default();
        let old = V3.contains(&given.as_str());
        j.add(Problem::NoSuchArgument { call, given, old }, &arg.name_span, confidence, Vec::new());
        return;
    }
    let missing: Vec<&str> = needed.iter().copied().filter(|name| bound.get(name).is_none()).collect();
    if !bound.open && bound.unknown.is_empty() && !missing.is_empty() {
        let missing = missing.join(", ");
        j.add(Problem::MissingArguments { call, missing }, &site.call.callee_span, confidence, Vec::new());
    }
}

/// Whether an argument is one of those that [`wrong_names`] speaks of.
fn is_other_name(arg: &Arg) -> bool {
    arg.name.as_deref().is_none_or(|name| URL_NAMES.contains(&name) || key::is_name(name))
}
