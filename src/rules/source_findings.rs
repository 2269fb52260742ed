//! Which findings in the source stand behind a cause that probes or words tell, and how a place is written.

use crate::model::case::Case;
use crate::model::cause::Cause;
use crate::model::evidence::ProbeId;
use crate::model::finding::{Confidence, Diagnosis, Finding, Verdict};
use crate::model::sanitized::SanitizedText;
use crate::model::source_finding::{ClusterKey, Limit, SourceFinding, explains};
use std::time::Duration;

impl SourceFinding {
    /// The place as editors take it: `app.py:6:12`; in a notebook the cell too.
    pub fn place(&self) -> String {
        let cell = self.cell.map_or_else(String::new, |cell| format!(" (cell {}, line {})", cell.number, cell.line));
        format!("{}:{}:{}{cell}", SanitizedText::up_to(self.path.shown().as_str(), 400), self.line, self.column)
    }

    /// Whether its lines hold a key or a password that stands in the source.
    pub fn shows_secret(&self) -> bool {
        matches!(self.cause, Cause::KeyInSource | Cause::OidcPasswordLogin | Cause::MfaBlocksBrowserApp)
    }
}

/// The findings that explain this cause, the surest first.
pub fn findings_for(findings: &[SourceFinding], cause: Cause) -> Vec<&SourceFinding> {
    let mut found: Vec<&SourceFinding> = findings.iter().filter(|f| explains(f.cause, cause)).collect();
    found.sort_by_key(|f| (f.cause != cause, std::cmp::Reverse(f.confidence), is_test_or_example(f.path.raw())));
    found
}

/// Where this cluster refused the key, and files of the project have another key for its URL or the same key beside another cluster: puts
/// that first, and gives the places.
pub fn key_of_another(diagnosis: &mut Diagnosis, case: &Case, keys: &[ClusterKey]) -> Vec<SourceFinding> {
    let refused = diagnosis.findings.first().is_some_and(|first| first.cause == Cause::KeyRejected);
    let (Some(target), Some(key)) = (case.usable_target().filter(|_| refused), &case.key.value) else {
        return Vec::new();
    };
    let (host, digest) = (target.rest.host.as_str(), key.digest());
    let place = |key: &ClusterKey| {
        let message = if key.host == host {
            "This file has another key for this URL."
        } else {
            "The same key is used here for another cluster."
        };
        SourceFinding {
            cause: Cause::KeyForAnotherCluster,
            path: key.path.clone(),
            line: key.line,
            column: 1,
            end_line: key.line,
            end_column: 1,
            cell: None,
            message: message.into(),
            confidence: Confidence::Likely,
            fix: Vec::new(),
            lines: None,
        }
    };
    let found: Vec<SourceFinding> =
        keys.iter().filter(|k| (k.host == host) != (k.digest == digest)).map(place).collect();
    if !found.is_empty() {
        diagnosis.findings.retain(|f| f.cause != Cause::KeyForAnotherCluster);
        diagnosis.findings.insert(0, Finding::likely(Cause::KeyForAnotherCluster, &[ProbeId::RestAuth]));
    }
    found
}

/// Whether a finding keeps the program out whatever the cluster does. A key that others can read is bad, and still opens the door; what
/// connects to this machine may be meant to.
pub fn keeps_out(finding: &SourceFinding) -> bool {
    let harmless = matches!(finding.cause, Cause::KeyInSource | Cause::KeyExposedToBrowser | Cause::LocalAddress);
    finding.confidence == Confidence::Certain && !harmless && !is_test_or_example(finding.path.raw())
}

/// Puts what the source certainly does behind what was proved, each cause once: it is what the user's program does.
pub fn add_certain(diagnosis: &mut Diagnosis, found: &[SourceFinding]) {
    for finding in found.iter().filter(|finding| keeps_out(finding)) {
        if !diagnosis.findings.iter().any(|known| explains(finding.cause, known.cause)) {
            diagnosis.findings.push(Finding::certain(finding.cause, &[]));
            diagnosis.verdict = Verdict::Diagnosed;
        }
    }
}

/// Whether a path is that of a test, an example or documentation, by the usual names.
pub fn is_test_or_example(path: &str) -> bool {
    path.split('/').any(|part| {
        let part = part.to_ascii_lowercase();
        ["test", "spec", "example", "fixture", "mock", "docs"].iter().any(|w| part.contains(w))
    })
}

/// The limits that are too short for what was measured.
pub fn too_short(limits: &[Limit], measured: Duration) -> Vec<SourceFinding> {
    limits.iter().filter(|limit| limit.init < measured).map(|limit| limit.place.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::api_key::ApiKey;
    use crate::model::case::Sourced;
    use crate::model::evidence::Origin;

    #[test]
    fn what_the_source_certainly_does_is_a_cause_behind_what_was_proved() {
        let found = |cause, confidence, path: &str| SourceFinding {
            cause,
            path: path.into(),
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
            cell: None,
            message: "m".into(),
            confidence,
            fix: Vec::new(),
            lines: None,
        };
        let (certain, likely) = (Confidence::Certain, Confidence::Likely);
        let after = |known: &[Cause], source: &[SourceFinding]| {
            let findings: Vec<Finding> = known.iter().map(|cause| Finding::certain(*cause, &[])).collect();
            let verdict = if known.is_empty() { Verdict::Healthy } else { Verdict::Diagnosed };
            let mut diagnosis = Diagnosis { verdict, findings };
            add_certain(&mut diagnosis, source);
            (diagnosis.verdict, diagnosis.findings.iter().map(|f| f.cause).collect::<Vec<_>>())
        };
        let (http, grpc) = (Cause::UrlNotHttps, Cause::GrpcBlocked);
        let twice = [found(http, certain, "a.py"), found(http, certain, "b.py")];
        assert_eq!(after(&[], &twice), (Verdict::Diagnosed, vec![http]));
        assert_eq!(after(&[grpc], &twice), (Verdict::Diagnosed, vec![grpc, http]));
        assert_eq!(after(&[http], &twice), (Verdict::Diagnosed, vec![http]));
        for quiet in [
            found(http, likely, "a.py"),
            found(http, certain, "tests/a.py"),
            found(Cause::KeyInSource, certain, "a.py"),
        ] {
            assert_eq!(after(&[], &[quiet]), (Verdict::Healthy, Vec::new()));
        }
    }

    #[test]
    fn a_refused_key_that_belongs_to_another_cluster() {
        let (ours, others) = ("a.c0.us-east1.gcp.weaviate.cloud", "b.c0.us-east1.gcp.weaviate.cloud");
        let mut case = Case::empty();
        case.url = Sourced::new(format!("https://{ours}"), Origin::Argument);
        case.key = Sourced::new(ApiKey::new("one".to_owned()), Origin::Argument);
        let key = |host: &str, text: &str| ClusterKey {
            host: host.to_owned(),
            digest: ApiKey::new(text.to_owned()).digest(),
            path: ".env.production".into(),
            line: 2,
        };
        let first = |cause, keys: &[ClusterKey]| {
            let findings = vec![Finding::certain(cause, &[])];
            let mut diagnosis = Diagnosis { verdict: Verdict::Diagnosed, findings };
            let places = key_of_another(&mut diagnosis, &case, keys).len();
            (diagnosis.findings[0].cause, diagnosis.findings.len(), places)
        };
        let (rejected, other) = (Cause::KeyRejected, Cause::KeyForAnotherCluster);
        // Another key for this URL, the same key for another one; the same for both says nothing.
        assert_eq!(first(rejected, &[key(ours, "two")]), (other, 2, 1));
        assert_eq!(first(rejected, &[key(others, "one"), key(ours, "one")]), (other, 2, 1));
        assert_eq!(first(rejected, &[key(ours, "one"), key(others, "two")]), (rejected, 1, 0));
        assert_eq!(first(rejected, &[]), (rejected, 1, 0));
        // Only where the cluster refused it.
        assert_eq!(first(Cause::KeyMissing, &[key(ours, "two")]), (Cause::KeyMissing, 1, 0));
    }
}
