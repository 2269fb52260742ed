//! A run as `OpenMetrics` text (`check --watch --metrics FILE`), for the textfile collector of Prometheus' `node_exporter`. Gauges alone: the
//! collector's older parser reads them as well. Pure.

use crate::model::report_schema::Report;
use std::fmt::{self, Write as _};

/// The run. The host stands in it only when asked for: what scrapes it is often read by more people than the report.
pub fn render(report: &Report, with_host: bool) -> String {
    let mut out = Exposition { text: String::new(), host: host(report).filter(|_| with_host) };
    let started: Option<jiff::Timestamp> = report.started_at.parse().ok();
    let healthy = report.diagnosis.verdict == "healthy";
    out.family("version", "The version of weaviate-doctor, as a label.", "");
    out.sample("version", &[("version", &report.tool.version)], 1);
    out.family("healthy", "1 when every check of the last run passed and no cause was found.", "");
    out.sample("healthy", &[], u8::from(healthy));
    out.family("cause", "The causes of the last run, 1 for the one to act on first, 2 for the next.", "");
    for (place, cause) in (1..).zip(&report.diagnosis.causes) {
        let labels: [(&str, &str); 3] =
            [("cause", &cause.id), ("confidence", &cause.confidence), ("owner", &cause.owner)];
        out.sample("cause", &labels, place);
    }
    out.family("probe_passed", "1 for a check of the last run that passed, 0 for one that failed.", "");
    let ran = || report.probes.iter().filter(|probe| probe.status != "skipped");
    for probe in ran() {
        out.sample("probe_passed", &[("probe", &probe.id)], u8::from(probe.status != "failed"));
    }
    out.family("probe_duration_seconds", "How long each check of the last run took.", "seconds");
    for probe in ran() {
        out.sample("probe_duration_seconds", &[("probe", &probe.id)], Seconds(probe.duration_ms));
    }
    out.family("run_duration_seconds", "How long the last run took.", "seconds");
    out.sample("run_duration_seconds", &[], Seconds(report.duration_ms));
    if let Some(started) = started {
        out.family("run_timestamp_seconds", "When the last run began, in seconds since 1970.", "seconds");
        out.sample("run_timestamp_seconds", &[], started.as_second());
    }
    out.text.push_str("# EOF\n");
    out.text
}

/// The cluster's host, from the report's own endpoint.
fn host(report: &Report) -> Option<String> {
    let url = url::Url::parse(&report.target.as_ref()?.rest).ok()?;
    url.host_str().map(str::to_owned)
}

/// Milliseconds, written as seconds.
struct Seconds(u64);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

/// The text so far.
struct Exposition {
    text: String,
    host: Option<String>,
}

impl Exposition {
    fn family(&mut self, name: &str, help: &str, unit: &str) {
        let _ = writeln!(self.text, "# TYPE weaviate_doctor_{name} gauge");
        if !unit.is_empty() {
            let _ = writeln!(self.text, "# UNIT weaviate_doctor_{name} {unit}");
        }
        let _ = writeln!(self.text, "# HELP weaviate_doctor_{name} {help}");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl fmt::Display) {
        let host = self.host.as_deref().map(|host| ("host", host));
        let labels: Vec<String> = host
            .iter()
            .chain(labels)
            .map(|(label, value)| {
                let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
                format!("{label}=\"{value}\"")
            })
            .collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.text, "weaviate_doctor_{name}{labels} {value}");
    }
}
