//! `--log`: a line for each event of a run, appended to a file. It holds no secret: every line passes the case's redactor. Names stay out of
//! it as well where the report is redacted.

use crate::io::files::output::OutputStream;
use crate::model::api_key::Redactor;
use crate::model::case::Case;
use crate::model::evidence::{ProbeEvent, ProbeOutcome, Skip};
use crate::model::sanitized::SanitizedText;
use crate::model::usage_error::UsageError;
use crate::words::describe;
use crate::words::format;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long the reader of a log that is a pipe may take nothing. The run waits meanwhile.
const PIPE_PATIENCE: Duration = Duration::from_millis(500);

/// An open log. Clones write to the same file.
#[derive(Clone)]
pub struct Log {
    file: Arc<Mutex<Option<OutputStream>>>,
    names: LogNames,
    /// Stands at the beginning of each line: which of several runs it is about.
    about: String,
}

/// Whether sentences, which hold names, are logged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogNames {
    /// With sentences.
    Shown,
    /// Without.
    LeftOut,
}

impl Log {
    /// Opens the file to append to it; what stands there stays.
    pub fn open(path: &Path, names: LogNames) -> Result<Self, UsageError> {
        let file = OutputStream::append(path).map_err(|error| {
            let shown = SanitizedText::up_to(&path.to_string_lossy(), 200);
            UsageError::new(&format!("can't write the log “{shown}”: {}", crate::io::files::output::problem(&error)))
        })?;
        let file = Some(file.patient_for(PIPE_PATIENCE));
        Ok(Self { file: Arc::new(Mutex::new(file)), names, about: String::new() })
    }

    /// The same log for one of several runs at once.
    #[must_use]
    pub fn about(&self, name: &str) -> Self {
        Self { about: format!("{name}: "), ..self.clone() }
    }

    /// Says what is probed.
    pub fn begin(&self, case: &Case) {
        let target = match (self.names, case.usable_target()) {
            (LogNames::Shown, Some(target)) => format!("REST {}, gRPC {}", target.rest, target.grpc),
            (LogNames::Shown, None) => "no usable URL".to_owned(),
            (LogNames::LeftOut, _) => "names left out".to_owned(),
        };
        let version = case.client.version.map(|v| format!(" {v}")).unwrap_or_default();
        let client = format!("{}{version}", case.client.language.id());
        let text =
            format!("run started: {target}; client {client}; {} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
        self.line("INFO", &text, &case.redactor());
    }

    /// Follows an event.
    pub fn event(&self, event: &ProbeEvent, case: &Case) {
        let (level, text) = match event {
            ProbeEvent::Started(id) => ("DEBUG", format!("{id} started")),
            ProbeEvent::Supposed(hypothesis) => ("DEBUG", describe::hypothesis(hypothesis)),
            ProbeEvent::Ended(took) => ("INFO", format!("run ended after {}", format::time(*took))),
            ProbeEvent::Finished(id, observation) => {
                let (level, status) = match &observation.outcome {
                    ProbeOutcome::Passed(_) => ("INFO", "passed".to_owned()),
                    ProbeOutcome::Warned(..) => ("WARN", "warned".to_owned()),
                    ProbeOutcome::Failed(failure, _) => ("ERROR", format!("failed ({})", failure.id())),
                    ProbeOutcome::Skipped(skip) => ("INFO", format!("skipped ({})", Skip::as_str(*skip))),
                };
                let said = match self.names {
                    LogNames::Shown => format!(": {}", describe::summary(*id, observation, case)),
                    LogNames::LeftOut => String::new(),
                };
                (level, format!("{id} {status} after {}{said}", format::time(observation.took)))
            }
        };
        self.line(level, &text, &case.redactor());
    }

    /// A log that can't be written any more is no reason to stop; nothing more is written to it then.
    fn line(&self, level: &str, text: &str, redactor: &Redactor) {
        let time = format!("{:.3}", jiff::Timestamp::now());
        let text = SanitizedText::up_to(&redactor.redact(&format!("{}{text}", self.about)), 1000);
        if let Ok(mut file) = self.file.lock()
            && let Some(stream) = file.as_mut()
        {
            // One write a line, so that two programs on one log don't mix theirs.
            if stream.write_all(format!("{time} {level:<5} {text}\n").as_bytes()).is_err() {
                *file = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::api_key::ApiKey;
    use crate::model::case::Sourced;
    use crate::model::evidence::{GrpcAuthFacts, GrpcCode, Observation, Origin, ProbeFacts, ProbeId};

    const KEY: &str = "planted-key-0123456789";

    #[test]
    fn a_line_an_event_and_what_stood_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.log");
        std::fs::write(&path, "earlier\n").unwrap();
        let mut case = Case::empty();
        case.url = Sourced::new(format!("https://{KEY}.weaviate.cloud"), Origin::Typed);
        case.key = Sourced::new(ApiKey::new(KEY.into()), Origin::Typed);
        let failure = crate::model::evidence::Failure::Grpc(crate::model::evidence::GrpcFailure::Status {
            code: GrpcCode::Internal,
            message: SanitizedText::new(&format!("no\n{KEY}")),
        });
        let observation =
            |outcome| Box::new(Observation { outcome, started: Duration::ZERO, took: Duration::from_millis(40) });
        let facts = ProbeFacts::GrpcAuth(GrpcAuthFacts {
            with_key: true,
            code: GrpcCode::Ok,
            message: SanitizedText::default(),
        });
        for names in [LogNames::Shown, LogNames::LeftOut] {
            let log = Log::open(&path, names).unwrap();
            log.begin(&case);
            log.event(&ProbeEvent::Started(ProbeId::GrpcHealth), &case);
            log.event(
                &ProbeEvent::Finished(ProbeId::GrpcHealth, observation(ProbeOutcome::Failed(failure.clone(), None))),
                &case,
            );
            log.event(
                &ProbeEvent::Finished(ProbeId::GrpcAuth, observation(ProbeOutcome::Passed(facts.clone()))),
                &case,
            );
            log.event(&ProbeEvent::Ended(Duration::from_secs(1)), &case);
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines[0], lines.len()), ("earlier", 11));
        assert!(
            !text.contains(KEY)
                && lines[3].contains("ERROR grpc.health failed (grpc) after 40 ms: gRPC answered INTERNAL"),
            "{text}"
        );
        assert!(!lines[6..].iter().any(|l| l.contains("weaviate.cloud") || l.contains("answered")), "{text}");
    }
}
