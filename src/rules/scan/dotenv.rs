//! `.env` files: names and values of Weaviate's variables. A value is judged and never shown.

use super::names::{self, Address};
use super::problem::Problem;
use super::rules::RuleHit;
use crate::model::api_key::{ApiKey, KeyProblem};
use crate::model::finding::Confidence;
use std::ops::Range;

/// Samples and templates hold no values that anybody uses.
pub(super) fn is_template(file_name: &str) -> bool {
    ["example", "sample", "template", "dist", "tmpl", "default", "defaults"]
        .iter()
        .any(|word| file_name.split(['.', '-', '_']).any(|part| part.eq_ignore_ascii_case(word)))
}

/// Judges a file line by line.
pub(super) fn findings(file_name: &str, text: &str) -> Vec<RuleHit> {
    let template = is_template(file_name);
    let own = is_own_server(text);
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((name, value)) = assignment(line) {
            let value = start + value.start..start + value.end;
            if own && names::is_weaviate_key(&name) && text[value.clone()].trim().is_empty() {
                start += line.len();
                continue;
            }
            one(&name, text, &value, template, &mut found);
        }
        start += line.len();
    }
    found
}

/// Whether every Weaviate that a file names is self-hosted, and may need no key.
fn is_own_server(text: &str) -> bool {
    let assigned = text.split_inclusive('\n').filter_map(|line| {
        let (name, value) = assignment(line)?;
        let value = line[value].trim();
        // `WEAVIATE_HOST=weaviate` is one of a network of containers; `WEAVIATE_CLUSTER=prod` is no address.
        let host = names::snake(&name).split('_').any(|w| matches!(w, "host" | "hostname" | "address"));
        let address = !value.is_empty() && host || value.contains(['.', ':', '/']);
        (names::is_weaviate_url(&name) && address).then_some(value)
    });
    let addresses: Vec<&str> = assigned.collect();
    let own = |value: &&str| {
        let plain = value.starts_with("http://") || !value.contains("://");
        names::cloud_host(value).is_none() && !value.contains('$') && (plain || names::is_local(value))
    };
    !addresses.is_empty() && addresses.iter().all(own)
}

/// The name, and where in the line the value stands, quotes and comments left out.
pub(super) fn assignment(line: &str) -> Option<(String, Range<usize>)> {
    let trimmed = line.trim_start();
    if trimmed.starts_with('#') {
        return None;
    }
    let equals = line.find('=')?;
    let name = line[..equals].trim();
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return None;
    }
    let rest = line[equals + 1..].trim_end();
    let lead = rest.len() - rest.trim_start().len();
    let value = rest.trim_start();
    let start = equals + 1 + lead;
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote)
            && let Some(end) = inner.find(quote)
            && inner[end + 1..].trim_start().is_empty_or_comment()
        {
            return Some((name.to_owned(), start + 1..start + 1 + end));
        }
    }
    let plain = if value.starts_with('#') { "" } else { value.split(" #").next().unwrap_or(value).trim_end() };
    Some((name.to_owned(), start..start + plain.len()))
}

trait Tail {
    fn is_empty_or_comment(&self) -> bool;
}

impl Tail for str {
    fn is_empty_or_comment(&self) -> bool {
        self.is_empty() || self.starts_with('#')
    }
}

fn one(name: &str, text: &str, span: &Range<usize>, template: bool, found: &mut Vec<RuleHit>) {
    let value = text.get(span.clone()).unwrap_or_default();
    let mut report = |problem: Problem, edits: Vec<(Range<usize>, String)>| {
        found.push(RuleHit { problem, span: span.clone(), confidence: Confidence::Certain, edits });
    };
    if names::is_weaviate_key(name) {
        if names::is_public(name) {
            report(Problem::Exposed { name: name.to_owned() }, Vec::new());
        } else if value.trim().is_empty() {
            if !template {
                report(Problem::EmptyKey, Vec::new());
            }
        } else if !value.starts_with('$') {
            match key_problem(value) {
                Some(Problem::SampleKey) if template => {}
                Some(problem) => report(problem, Vec::new()),
                None => {}
            }
        }
    } else if names::is_weaviate_url(name) {
        if value.trim().is_empty() {
            if !template {
                report(Problem::EmptyUrl, Vec::new());
            }
            return;
        }
        match names::wrong_address(value) {
            Some(Address::Console) => report(Problem::ConsoleUrl, Vec::new()),
            Some(Address::Grpc) => {
                let piece = if value.contains("grpc-") { "grpc-" } else { ".grpc" };
                let edits = value.find(piece).map(|at| (span.start + at..span.start + at + piece.len(), String::new()));
                report(Problem::GrpcUrl, edits.into_iter().collect());
            }
            None if value.starts_with("http://") && names::cloud_host(value).is_some() => {
                report(Problem::PlainHttp, vec![(span.start + 4..span.start + 4, "s".to_owned())]);
            }
            None => {}
        }
    }
}

/// The worst that is wrong with a key's text.
pub(super) fn key_problem(value: &str) -> Option<Problem> {
    let problems = ApiKey::new(value.to_owned()).problems();
    if problems.contains(&KeyProblem::BearerPrefix) {
        return Some(Problem::BearerInKey);
    }
    if problems.contains(&KeyProblem::Placeholder) {
        return Some(Problem::SampleKey);
    }
    (!problems.is_empty()).then_some(Problem::OddKey)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cause::Cause;

    fn causes(file: &str, text: &str) -> Vec<Cause> {
        findings(file, text).iter().map(|f| f.problem.cause()).collect()
    }

    #[test]
    fn values_are_judged_by_name() {
        let host = "a.c0.europe-west3.gcp.weaviate.cloud";
        let key = "aHJxTk1wVDRvd0VYQU1QTEVrZXkwMDAwMDAy";
        let table: Vec<(String, Vec<Cause>)> = vec![
            (format!("WEAVIATE_URL=https://grpc-{host}\n"), vec![Cause::UrlIsGrpcEndpoint]),
            ("export WCD_URL = 'https://console.weaviate.cloud' # here\r\n".into(), vec![Cause::UrlIsConsole]),
            (format!("WEAVIATE_URL=http://{host}"), vec![Cause::UrlNotHttps]),
            ("WEAVIATE_URL=http://localhost:8080".into(), vec![]),
            (format!("WEAVIATE_GRPC_HOST=grpc-{host}"), vec![]),
            ("WEAVIATE_API_KEY=\n".into(), vec![Cause::KeyEmpty]),
            ("WEAVIATE_URL=http://localhost:8080\nWEAVIATE_API_KEY=\n".into(), vec![]),
            ("WEAVIATE_API_KEY=\nWEAVIATE_HOST=weaviate:8080\n".into(), vec![]),
            ("WEAVIATE_SCHEME=http\nWEAVIATE_HOST=weaviate\nWEAVIATE_API_KEY=\n".into(), vec![]),
            ("WEAVIATE_CLUSTER=prod\nWEAVIATE_API_KEY=\n".into(), vec![Cause::KeyEmpty]),
            (format!("WEAVIATE_API_KEY=\nWEAVIATE_URL=https://{host}\n"), vec![Cause::KeyEmpty]),
            (
                format!("WEAVIATE_API_KEY=\nWEAVIATE_URL=https://{host}\nWEAVIATE_LOCAL_URL=http://localhost:8080\n"),
                vec![Cause::KeyEmpty],
            ),
            ("WEAVIATE_API_KEY=\nWEAVIATE_URL=\n".into(), vec![Cause::KeyEmpty, Cause::UrlMissing]),
            ("WEAVIATE_API_KEY=\"\" # later\n".into(), vec![Cause::KeyEmpty]),
            ("WEAVIATE_API_KEY=${SECRET}\n".into(), vec![]),
            (format!("WEAVIATE_API_KEY=\"{key}\"\n"), vec![]),
            (format!("WEAVIATE_API_KEY={key} # note"), vec![]),
            (format!("WEAVIATE_API_KEY=\"Bearer {key}\"\n"), vec![Cause::KeyMalformed]),
            (format!("WEAVIATE_API_KEY=\"'{key}'\"\n"), vec![Cause::KeyMalformed]),
            (format!("WEAVIATE_API_KEY=“{key}”\n"), vec![Cause::KeyMalformed]),
            (format!("VITE_WEAVIATE_API_KEY={key}\n"), vec![Cause::KeyExposedToBrowser]),
            ("# WEAVIATE_API_KEY=\nOPENAI_API_KEY=\n".into(), vec![]),
        ];
        for (text, expected) in table {
            assert_eq!(causes(".env", &text), expected, "{text}");
        }
        assert_eq!(causes(".env.example", "WEAVIATE_API_KEY=\nWEAVIATE_URL=\nWCD_API_KEY=YOUR-API-KEY\n"), vec![]);
        assert_eq!(causes(".env", "WCD_API_KEY=YOUR-API-KEY\n"), vec![Cause::KeyMalformed]);
    }
}
