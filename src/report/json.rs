//! The report as JSON text, and back. The fields stand in `schema`.

use super::schema::{Report, VERSION};

/// The report as indented JSON with a line break at the end.
pub fn render(report: &Report) -> anyhow::Result<String> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(text)
}

/// Reads a saved report.
pub fn read(text: &str) -> anyhow::Result<Report> {
    let report: Report = serde_json::from_str(text)?;
    anyhow::ensure!(
        report.schema_version == VERSION,
        "this report has schema version {}, this program reads {VERSION}",
        report.schema_version
    );
    Ok(report)
}
