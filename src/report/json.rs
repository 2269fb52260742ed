//! The report as JSON text. The fields stand in `schema`.

use crate::model::report_schema::Report;

/// The report on one line with a line break at the end, for JSON Lines.
pub fn line(report: &Report) -> anyhow::Result<String> {
    let mut text = serde_json::to_string(report)?;
    text.push('\n');
    Ok(text)
}

/// The report as indented JSON with a line break at the end.
pub fn render(report: &Report) -> anyhow::Result<String> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(text)
}
