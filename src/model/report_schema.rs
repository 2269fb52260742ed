//! The JSON report, `schema_version` 1, as types. Fields may be added; what stands here is kept. Only data: it is built in `build`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The version of this schema.
pub const VERSION: u32 = 1;

/// A report.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Report {
    /// [`VERSION`].
    pub schema_version: u32,
    /// Who wrote it.
    pub tool: ReportTool,
    /// Whether names are replaced by pseudonyms.
    #[serde(default, skip_serializing_if = "is_false")]
    pub redacted: bool,
    /// Of `check --all`: the cluster's name in the config file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Start of the run, RFC 3339 in UTC.
    pub started_at: String,
    /// From start to end.
    pub duration_ms: u64,
    /// The endpoints; none when the URL can't be used.
    pub target: Option<ReportTarget>,
    /// Whose rules the judgment follows.
    pub client: ReportClient,
    /// What the user sees.
    pub symptom: Option<String>,
    /// Where the values came from, in words.
    #[serde(default)]
    pub origins: Origins,
    /// The init timeout that was judged by.
    #[serde(default)]
    pub init_timeout_ms: u64,
    /// What the user answered, by question.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, String>,
    /// What the user could still answer, to narrow it down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_question: Option<OpenQuestion>,
    /// What was probed, in the order of the interface.
    pub probes: Vec<ReportProbe>,
    /// The outcome.
    pub diagnosis: ReportDiagnosis,
    /// How the official clients would fare from here.
    #[serde(default)]
    pub clients: Vec<ReportClientVerdict>,
    /// Which part of which client obeys which proxy variable, when any is set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proxies: Vec<ReportProxyUse>,
    /// What stands in the project's source, when it was looked through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<ReportPlace>,
}

/// What `scan` writes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScanReport {
    /// [`VERSION`].
    pub schema_version: u32,
    /// Who wrote it.
    pub tool: ReportTool,
    /// The outcome.
    pub diagnosis: ReportDiagnosis,
    /// Each place that is to be changed.
    pub findings: Vec<ReportPlace>,
    /// How many files were read.
    pub files: usize,
    /// Files that were not.
    pub left_out: Vec<ReportSkippedFile>,
}

/// A place in a source file, and what is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportPlace {
    /// The file, relative to the working directory where it is below it.
    pub path: String,
    /// Line, from 1; in a notebook that of the `.ipynb` file.
    pub line: usize,
    /// Column, in characters from 1.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column behind the end.
    pub end_column: usize,
    /// In a notebook: which cell, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<usize>,
    /// In a notebook: which line of the cell, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell_line: Option<usize>,
    /// The cause's id.
    pub cause: String,
    /// `certain`, `likely` or `possible`.
    pub confidence: String,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Whether `scan --diff` has a change for it.
    pub fixable: bool,
}

/// A file that was not read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportSkippedFile {
    /// The file.
    pub path: String,
    /// Why, in one word.
    pub reason: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// Who wrote a report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportTool {
    /// `weaviate-doctor`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Operating system and architecture that it ran on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
}

/// The endpoints.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportTarget {
    /// REST, as a URL with port.
    pub rest: String,
    /// gRPC, as a URL with port.
    pub grpc: String,
    /// `weaviate-cloud`, `self-hosted` or `local`.
    pub kind: String,
}

/// A client library.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportClient {
    /// Its language.
    pub language: String,
    /// Its version, when known.
    pub version: Option<String>,
}

/// Where the values came from, in words.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Origins {
    /// The URL.
    pub url: String,
    /// The key.
    pub key: String,
    /// The client.
    pub client: String,
}

/// A question that has no answer yet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OpenQuestion {
    /// Its id, for `--answer`.
    pub id: String,
    /// The question.
    pub text: String,
    /// Its choices.
    pub choices: Vec<ReportChoice>,
}

/// A choice of a question.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportChoice {
    /// Its id, for `--answer`.
    pub id: String,
    /// The choice in words.
    pub text: String,
}

/// One probe.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportProbe {
    /// Its id.
    pub id: String,
    /// `passed`, `warned`, `failed` or `skipped`.
    pub status: String,
    /// Of a skipped one: the id of the probe that it needs, or another reason in one word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Of a failed one: the kind of failure in one word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// One sentence.
    pub summary: String,
    /// When it began, since the run's start.
    #[serde(default)]
    pub started_ms: u64,
    /// How long it ran.
    pub duration_ms: u64,
    /// What it found, by name.
    pub facts: Map<String, Value>,
}

/// The outcome of a run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportDiagnosis {
    /// `healthy`, `diagnosed` or `undiagnosed`.
    pub verdict: String,
    /// The causes, the one to act on first.
    pub causes: Vec<ReportCause>,
    /// Where no cause was found: what that says, what it excludes, and what to look at next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conclusion: Option<Conclusion>,
}

/// What a run without a cause says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Conclusion {
    /// In one line.
    pub title: String,
    /// What was found out.
    pub summary: String,
    /// What that excludes, and what it leaves.
    pub why: String,
    /// What to look at next.
    pub steps: Vec<ReportStep>,
}

/// A cause that was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportCause {
    /// Its id.
    pub id: String,
    /// The part of the product.
    pub surface: String,
    /// `certain`, `likely` or `possible`.
    pub confidence: String,
    /// Who has to act.
    pub owner: String,
    /// The probes that show it.
    pub evidence: Vec<String>,
    /// Where the source shows it, with what is wrong there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// What it is.
    pub summary: String,
    /// The question that stands for it while it is only possible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What to do.
    pub fix: ReportFix,
}

/// What to do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportFix {
    /// The verdict in one line.
    pub title: String,
    /// Why it happens.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// What to do now: one step with what it takes, and at most two more. All that there is to do stands in `steps`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub first: Vec<ReportStep>,
    /// What not to do, though it seems likely to help.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub dont: String,
    /// What to do, in order.
    pub steps: Vec<ReportStep>,
    /// Code to copy.
    pub snippet: Option<ReportSnippet>,
    /// How to see that it worked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub check: String,
    /// Where to read more.
    pub links: Vec<String>,
}

/// One thing to do.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportStep {
    /// What to do.
    pub text: String,
    /// A command to copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// An address to open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// A message ready to send.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The lines of the code that decide, behind `→`, and those around them; or the user's own lines, behind `✗`, and what should stand there,
    /// behind `✓`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// Code to copy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportSnippet {
    /// Its language.
    pub language: String,
    /// The code.
    pub code: String,
}

/// How an official client would fare, by its own rules and what was measured.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportClientVerdict {
    /// Its language.
    pub language: String,
    /// Its version, when known.
    pub version: Option<String>,
    /// Whether it connects; null when what decides was not measured.
    pub connects: Option<bool>,
    /// The step at which it stops.
    pub stops_at: Option<String>,
    /// What it says then, or what delays it.
    pub message: Option<String>,
}

/// What one part of a client does with the environment's proxy variables.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportProxyUse {
    /// The client's language.
    pub language: String,
    /// `rest` or `grpc`.
    pub protocol: String,
    /// The variable that it obeys; null when it connects directly.
    pub variable: Option<String>,
    /// The proxy that stands there, without credentials.
    pub proxy: Option<String>,
}
