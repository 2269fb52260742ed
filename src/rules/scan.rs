//! Source text → findings: where a program hands its key over wrongly, names a wrong address, waits too briefly, or shows its key. Pure: no
//! file, clock or network; `io::project_scan` brings the texts.
//!
//! ```text
//! bytes ─► layout ─► tree-sitter (python, typescript, go, java, csharp, bash) ─► program ─► rules ─► findings
//!          (cells,   (grammar loaded on first use)                              (common   (one file
//!           scripts)                                                             form)     a client)
//! ```
//!
//! A front end turns a language's syntax into one common form (`expr`: texts with holes, reads of the environment, calls, maps), gathered in
//! a `program` that follows names within the file. The rules see nothing else, so a client's rules are short and languages agree.
//! Callers ask [`mentions_weaviate`] first and parse no other file, which is what makes it fast.
//!
//! A key that stands in a file is in no finding: sentences hold names only, and for a key in the source there is no fix as text, because a
//! patch that removes the line would show it.
//!
//! The file may be hostile: all work on it is counted by a [`Meter`], and what exceeds its allowance is [`Unreadable::TooComplex`].

mod bash;
mod csharp;
mod dotenv;
mod expr;
mod go;
mod installed;
mod java;
pub mod join;
mod layout;
mod meter;
mod names;
mod notebook;
mod own_lines;
mod problem;
mod program;
mod python;
mod reader;
pub mod requirement;
mod rules;
mod settings;
mod shape;
mod source;
mod stands;
mod syntax;
mod typescript;

pub use installed::{Installed, InstalledClient};
pub use meter::{Meter, MeteredWork, most_parser_bytes};
pub use settings::SettingsFormat;
pub use source::{Grammar, SourceKind};

use crate::model::api_key::ApiKey;
use crate::model::client::Language;
use crate::model::finding::Confidence;
use crate::model::sanitized::SanitizedText;
use crate::model::source_finding::{Edit, NotebookCell, SourceFinding};
use crate::model::source_finding::{Limit, NamedCluster};
use crate::rules::source_findings::is_test_or_example;
use aho_corasick::AhoCorasick;
use join::{Setting, VariableRead, VariableUse};
use layout::{LineStarts, SourceLayout};
use problem::Problem;
use program::Program;
use reader::TreeReader;
use rules::{RuleHit, RuleResult, VariableHit};
use settings::JudgedSetting;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;
use std::time::Duration;

/// What a file's text came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileReport {
    /// What is to be fixed.
    pub findings: Vec<SourceFinding>,
    /// Clusters on Weaviate Cloud that it names, each once.
    pub clusters: Vec<NamedCluster>,
    /// Init timeouts that are long enough as far as is known.
    pub limits: Vec<Limit>,
    /// Variables that it reads.
    pub reads: Vec<VariableRead>,
    /// Variables that it gives values.
    pub settings: Vec<Setting>,
    /// Whether it tells Python's client to take proxies and roots from the environment.
    pub trust_env: bool,
}

/// Longest sentence of a finding, in characters. It names variables as the file spells them.
const MAX_MESSAGE_CHARS: usize = 1000;

/// Why a text was not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// It is no text.
    Binary,
    /// A notebook that is no JSON of a notebook.
    NotANotebook,
    /// Reading it takes unreasonably long, or too much memory.
    TooComplex,
}

/// Whether a file speaks of Weaviate at all. Only then is it worth parsing.
pub fn mentions_weaviate(bytes: &[u8]) -> bool {
    use memchr::memmem::find;
    let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    wide || [&b"eaviate"[..], b"EAVIATE", b"WCD_", b"WCS_"].iter().any(|word| find(bytes, word).is_some())
}

/// What a Go file has at least of which a rule can speak: the client, a cluster's address, a variable or a constant for the key.
const IN_GO: [&str; 14] = [
    "weaviate-go-client",
    "weaviate.cloud",
    "weaviate.network",
    "semi.technology",
    "semi.network",
    "setbasicauth",
    "\"weaviate_",
    "`weaviate_",
    "\"wcd_",
    "`wcd_",
    "\"wcs_",
    "`wcs_",
    "weaviatekey",
    "weaviateapikey",
];

/// The same for a request of its own, beside which a header is spoken of. A package called `authorization` is none.
const HEADERS_IN_GO: [&str; 5] = ["\"authorization", "`authorization", "authorization:", "api-key", "x-auth-token"];

/// Whether a file can be one that the rules speak of. Weaviate's own name stands in every import of its server's source, so a Go file has to
/// have more than that; for all others it is enough that they speak of Weaviate.
pub fn is_worth_parsing(bytes: &[u8], source: SourceKind) -> bool {
    static WORDS: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    static HEADERS: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    if source != SourceKind::Code(Grammar::Go) {
        return true;
    }
    let build = |words: &[&str]| AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok();
    WORDS.get_or_init(|| build(&IN_GO)).as_ref().is_none_or(|words| words.is_match(bytes))
        || HEADERS.get_or_init(|| build(&HEADERS_IN_GO)).as_ref().is_none_or(|words| words.is_match(bytes))
            && memchr::memmem::find(bytes, b"eader").is_some()
}

/// What is known besides the file.
struct ScanContext<'a> {
    installed: &'a Installed,
    /// What gRPC's first answer took, when it was measured.
    measured: Option<Duration>,
    /// Whether the file is the configuration of Next.js.
    next: bool,
    /// Whether samples are expected in it.
    sample: bool,
    /// Where it stands.
    path: &'a str,
    meter: &'a Meter,
}

/// Scans one file's bytes. `measured` is what gRPC's first answer took, when it was measured.
pub fn scan_source(
    path: &str,
    bytes: &[u8],
    source: SourceKind,
    installed: &Installed,
    measured: Option<Duration>,
) -> Result<FileReport, Unreadable> {
    scan_metered(path, bytes, source, installed, measured, &Meter::default())
}

/// The same with a meter that the caller can read, and by which time and memory are bounded.
pub fn scan_metered(
    path: &str,
    bytes: &[u8],
    source: SourceKind,
    installed: &Installed,
    measured: Option<Duration>,
    meter: &Meter,
) -> Result<FileReport, Unreadable> {
    let next = is_next_config(path);
    let sample = source == SourceKind::Notebook || is_test_or_example(path);
    let report = scan_with(path, bytes, source, &ScanContext { installed, measured, next, sample, path, meter })?;
    // What was found before the meter ran out may be half of something.
    if meter.is_over() { Err(Unreadable::TooComplex) } else { Ok(report) }
}

fn is_next_config(path: &str) -> bool {
    path.rsplit(['/', '\\']).next().is_some_and(|name| name.starts_with("next.config."))
}

fn scan_with(path: &str, bytes: &[u8], source: SourceKind, around: &ScanContext<'_>) -> Result<FileReport, Unreadable> {
    let layout = SourceLayout::plain(bytes).ok_or(Unreadable::Binary)?;
    let mut settings = Vec::new();
    let (layout, found) = match source {
        SourceKind::DotEnv => {
            let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
            settings = settings::judge(path, settings::dotenv(&layout.text));
            let found = dotenv::findings(name, &layout.text);
            (layout, RuleResult { found, ..RuleResult::default() })
        }
        SourceKind::Settings(format) => {
            settings = settings::judge(path, settings::read(format, &layout.text));
            let found = settings.iter().flat_map(JudgedSetting::by_name).collect();
            (layout, RuleResult { found, ..RuleResult::default() })
        }
        SourceKind::Code(grammar) => {
            let found = installing(grammar, &layout.text, &layout.text, around)?;
            (layout, found)
        }
        SourceKind::Page => {
            let scripts = layout::scripts_only(&layout.text);
            let found = parsed(Grammar::TypeScript, &scripts, around)?;
            (layout, found)
        }
        SourceKind::Notebook => cells(&layout, around)?,
    };
    Ok(place((path, source), bytes, &layout, found, settings))
}

fn cells(file: &SourceLayout, around: &ScanContext<'_>) -> Result<(SourceLayout, RuleResult), Unreadable> {
    let book = notebook::read(&file.text, file.in_file(0)).ok_or(Unreadable::NotANotebook)?;
    let grammar = match book.language.as_str() {
        "" | "python" | "python3" | "ipython" => Grammar::Python,
        "typescript" | "javascript" => Grammar::TypeScript,
        _ => return Ok((book.layout, RuleResult::default())),
    };
    let mut found = installing(grammar, &book.code, &book.layout.text, around)?;
    if let Some(shell) = &book.shell {
        found.found.extend(parsed(Grammar::Shell, shell, around)?.found);
    }
    Ok((book.layout, found))
}

/// Reads a text that may install the client itself, in comments and commands of `whole`.
fn installing(grammar: Grammar, text: &str, whole: &str, around: &ScanContext<'_>) -> Result<RuleResult, Unreadable> {
    match (grammar == Grammar::Python).then(|| requirement::installs(whole)).flatten() {
        None => parsed(grammar, text, around),
        Some(known) => {
            let mut installed = around.installed.clone();
            installed.replace(Language::Python, known);
            parsed(grammar, text, &ScanContext { installed: &installed, ..*around })
        }
    }
}

/// Reads a text in one language and applies its rules.
fn parsed(grammar: Grammar, source: &str, around: &ScanContext<'_>) -> Result<RuleResult, Unreadable> {
    let language = match grammar {
        Grammar::Python => python::language(),
        Grammar::TypeScript => typescript::typescript(),
        Grammar::Tsx => typescript::tsx(),
        Grammar::Go => go::language(),
        Grammar::Java => java::language(),
        Grammar::CSharp => csharp::language(),
        Grammar::Shell => bash::language(),
    };
    let meter = around.meter;
    meter.allow(source.len());
    let plain = match grammar {
        Grammar::Python => python::without_comments(source),
        Grammar::Shell => bash::in_ascii(source),
        Grammar::TypeScript | Grammar::Tsx | Grammar::Go | Grammar::Java | Grammar::CSharp => Cow::Borrowed(source),
    };
    let plain = shape::parsable(grammar, plain).ok_or(Unreadable::TooComplex)?;
    let tree = syntax::parse_forgiving(&language, plain, meter).ok_or(Unreadable::TooComplex)?;
    let program: Option<Program> = match grammar {
        Grammar::Python => TreeReader::<python::Python>::new(source, meter).gather(&tree),
        Grammar::TypeScript | Grammar::Tsx => TreeReader::<typescript::TypeScript>::new(source, meter).gather(&tree),
        Grammar::Go => TreeReader::<go::Go>::new(source, meter).gather(&tree),
        Grammar::Java => TreeReader::<java::Java>::new(source, meter).gather(&tree),
        Grammar::CSharp => TreeReader::<csharp::CSharp>::new(source, meter).gather(&tree),
        Grammar::Shell => TreeReader::<bash::Bash>::new(source, meter).gather(&tree),
    };
    let broken = tree.root_node().has_error();
    drop(tree);
    let mut program = program.ok_or(Unreadable::TooComplex)?;
    // In broken code the import may be part of what can't be read.
    if broken && grammar == Grammar::Python && source.lines().any(|line| line.trim() == "import weaviate") {
        program.imports.entry("weaviate".to_owned()).or_insert_with(|| "weaviate".to_owned());
    }
    Ok(rules::apply_rules(grammar, &program, source, around))
}

/// Gives what was found its place in the file.
fn place(
    (path, source): (&str, SourceKind),
    bytes: &[u8],
    layout: &SourceLayout,
    judged: RuleResult,
    settings: Vec<JudgedSetting>,
) -> FileReport {
    let RuleResult { found, hosts, limits, reads, trust_env } = judged;
    if found.is_empty() && hosts.is_empty() && limits.is_empty() && reads.is_empty() && settings.is_empty() {
        return FileReport { trust_env, ..FileReport::default() };
    }
    let whole: &[u8] = if layout.editable { bytes } else { layout.text.as_bytes() };
    let lines = LineStarts::of(whole);
    let cell_lines = LineStarts::of(if layout.json { layout.text.as_bytes() } else { b"" });
    let one = |found: RuleHit| {
        let span = layout.span_in_file(&found.span);
        let (line, column) = lines.place(whole, span.start);
        let (end_line, end_column) = lines.place(whole, span.end);
        let cell = layout.cell(found.span.start, &cell_lines).map(|(number, line)| NotebookCell { number, line });
        let edit = |(span, text): (Range<usize>, String)| {
            let text = if layout.json { text.replace('\\', "\\\\").replace('"', "\\\"") } else { text };
            Edit { bytes: layout.span_in_file(&span), text }
        };
        let lines = own_lines::of(&layout.text, &found, source);
        SourceFinding {
            lines,
            cause: found.problem.cause(),
            path: path.into(),
            line,
            column,
            end_line,
            end_column,
            cell,
            message: SanitizedText::up_to(&found.problem.sentence(), MAX_MESSAGE_CHARS),
            confidence: found.confidence,
            fix: if layout.editable { found.edits.into_iter().map(edit).collect() } else { Vec::new() },
        }
    };
    let limits = limits.into_iter().map(|(init, found)| Limit { init, place: one(found) }).collect();
    let at = |problem: Problem, span: Range<usize>, confidence: Confidence| {
        one(RuleHit { problem, span, confidence, edits: Vec::new() })
    };
    let read = |read: VariableHit| {
        let VariableHit { name, used, only, span, plain } = read;
        let key = used == VariableUse::Key;
        let unset = at(Problem::NotSet { name: name.clone(), key }, span, Confidence::Likely);
        let plain = plain.map(|span| at(Problem::PlainHttp, span, Confidence::Certain));
        VariableRead { name, used, only, unset, plain }
    };
    let dotenv = SourceKind::of(path) == Some(SourceKind::DotEnv);
    let setting = |setting: JudgedSetting| {
        let name = setting.raw.name().to_owned();
        let by_name = (names::is_weaviate_key(&name), names::is_weaviate_url(&name));
        let wrong = |hits: Vec<RuleHit>| hits.into_iter().map(one).collect::<Vec<_>>();
        let grpc = setting.as_host.iter().filter(|f| matches!(f.problem, Problem::SchemeInHost)).cloned().collect();
        let all = [
            (VariableUse::Key, if by_name.0 { Vec::new() } else { setting.as_key }),
            (VariableUse::Url, if by_name.1 { Vec::new() } else { setting.as_url }),
            (VariableUse::GrpcHost, grpc),
            (VariableUse::Host, setting.as_host),
        ];
        let is_files = setting.raw.path.ends_with("env_file") || setting.raw.scope.ends_with("env_file");
        let words = setting.raw.value.split([',', '[', ']', ' ', '"', '\'']).filter(|w| is_files && !w.is_empty());
        Setting {
            scope: setting.raw.scope.trim_end_matches(".env_file").to_owned(),
            real: setting.real,
            dotenv,
            wrong: all.into_iter().filter(|(_, hits)| !hits.is_empty()).map(|(u, hits)| (u, wrong(hits))).collect(),
            written: setting.written.map(one),
            files: words.map(str::to_owned).collect(),
            digest: ApiKey::new(setting.raw.value.clone()).digest(),
            other: at(Problem::OtherCluster, setting.raw.span.clone(), Confidence::Likely),
            cloud: setting.cloud,
            name,
        }
    };
    let reads = reads.into_iter().map(read).collect();
    let settings = settings.into_iter().map(setting).collect();
    let mut findings: Vec<SourceFinding> = found.into_iter().map(one).collect();
    findings.sort_by_key(|f| (f.line, f.column));
    let cluster = |(host, span): (String, Range<usize>)| {
        let (line, _) = lines.place(whole, layout.span_in_file(&span).start);
        NamedCluster { host, path: path.into(), line }
    };
    FileReport { clusters: hosts.into_iter().map(cluster).collect(), findings, limits, reads, settings, trust_env }
}
