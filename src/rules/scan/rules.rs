//! The rules: what in a program hands a key over wrongly, names a wrong address or waits too briefly. They see the common form only; what
//! differs between the clients stands in one file a language.

mod address;
mod aside;
mod csharp;
mod endpoints;
mod go;
mod http;
mod java;
mod key;
mod limits;
mod password;
mod python;
mod shared;
mod shell;
mod typescript;

use super::expr::{Arg, ByteSpan, Call, Expr, ExprKind, TextPart};
use super::join::VariableUse;
use super::names;
use super::problem::Problem;
use super::program::Program;
use super::{Grammar, Installed, ScanContext};
use crate::model::cause::Cause;
use crate::model::client::{Language, Version};
use crate::model::finding::Confidence;
use std::time::Duration;

/// Something that was found, with its place in the program's text.
#[derive(Clone)]
pub(super) struct RuleHit {
    pub problem: Problem,
    pub span: ByteSpan,
    pub confidence: Confidence,
    /// Replacements that repair it; empty when it can't be repaired without knowing more.
    pub edits: Vec<(ByteSpan, String)>,
}

/// The outcome of a text.
#[derive(Default)]
pub(super) struct RuleResult {
    pub found: Vec<RuleHit>,
    /// Hosts of clusters that it names, each once, with the place.
    pub hosts: Vec<(String, ByteSpan)>,
    /// Init timeouts that are long enough as far as is known, and what to say where more was measured.
    pub limits: Vec<(Duration, RuleHit)>,
    /// Variables that it reads.
    pub reads: Vec<VariableHit>,
    /// Whether it tells Python's client to take proxies and roots from the environment.
    pub trust_env: bool,
}

/// A variable that is read for the key or an address.
pub(super) struct VariableHit {
    pub name: String,
    pub used: VariableUse,
    /// Whether nothing stands in for it.
    pub only: bool,
    pub span: ByteSpan,
    /// Where the code says that the host is to be spoken to without TLS.
    pub plain: Option<ByteSpan>,
}

/// Most reads that are kept of one file.
const MAX_READS: usize = 1000;

/// Everything that the rules look at, and what they found.
pub(super) struct Judge<'a> {
    pub program: &'a Program,
    pub text: &'a str,
    pub installed: &'a Installed,
    /// What gRPC's first answer took, when it was measured.
    pub measured: Option<Duration>,
    /// Whether the file is the configuration of Next.js, which puts what stands in its `env` into the code for browsers.
    pub next: bool,
    /// Whether samples are expected in it: a test, an example, a notebook.
    pub sample: bool,
    /// Where it stands.
    path: &'a str,
    found: Vec<RuleHit>,
    limits: Vec<(Duration, RuleHit)>,
    reads: Vec<VariableHit>,
    trust_env: bool,
}

/// Applies the rules of a language.
pub(super) fn apply_rules(grammar: Grammar, program: &Program, text: &str, around: &ScanContext<'_>) -> RuleResult {
    let ScanContext { installed, measured, next, sample, path, .. } = *around;
    let mut apply_rules = Judge {
        program,
        text,
        installed,
        measured,
        next,
        sample,
        path,
        found: Vec::new(),
        limits: Vec::new(),
        reads: Vec::new(),
        trust_env: false,
    };
    match grammar {
        Grammar::Python => python::apply(&mut apply_rules),
        Grammar::TypeScript | Grammar::Tsx => typescript::apply(&mut apply_rules),
        Grammar::Go => go::apply(&mut apply_rules),
        Grammar::Java => java::apply(&mut apply_rules),
        Grammar::CSharp => csharp::apply(&mut apply_rules),
        Grammar::Shell => shell::apply(&mut apply_rules),
    }
    if grammar != Grammar::Shell {
        http::apply(&mut apply_rules, grammar);
    }
    apply_rules.named_values();
    apply_rules.leave_out();
    apply_rules.leave_shared();
    let mut found = apply_rules.found;
    found.sort_by_key(|f| (f.span.start, f.problem.cause()));
    found.dedup_by(|a, b| a.span.start == b.span.start && a.problem.cause() == b.problem.cause());
    let Judge { limits, reads, trust_env, .. } = apply_rules;
    RuleResult { found, hosts: hosts(program), limits, reads, trust_env }
}

/// The clusters' hosts that stand in texts of the program; samples of documentation are none.
fn hosts(program: &Program) -> Vec<(String, ByteSpan)> {
    let mut hosts: Vec<(String, ByteSpan)> = Vec::new();
    for value in program.written().flat_map(Program::below) {
        let Some((text, span)) = value.as_literal() else { continue };
        let Some(host) = names::cloud_host(text).filter(|h| names::wrong_address(h).is_none()) else { continue };
        if !names::is_sample_host(&host) && !hosts.iter().any(|(h, _)| *h == host) && hosts.len() < 100 {
            hosts.push((host, span.clone()));
        }
    }
    hosts
}

impl<'a> Judge<'a> {
    pub(super) fn report(&mut self, problem: Problem, span: &ByteSpan, edits: Vec<(ByteSpan, String)>) {
        self.add(problem, span, Confidence::Certain, edits);
    }

    pub(super) fn likely(&mut self, problem: Problem, span: &ByteSpan, edits: Vec<(ByteSpan, String)>) {
        self.add(problem, span, Confidence::Likely, edits);
    }

    fn add(&mut self, problem: Problem, span: &ByteSpan, confidence: Confidence, edits: Vec<(ByteSpan, String)>) {
        self.found.push(RuleHit { problem, span: span.clone(), confidence, edits });
    }

    /// Notes the variables that a value is read from.
    pub(super) fn reads(&mut self, expr: &'a Expr, used: VariableUse, plain: Option<&ByteSpan>) {
        let values = self.values(expr);
        let only = values.len() == 1;
        let variable = |value: &'a Expr| match &value.kind {
            ExprKind::Env(name) => Some((name, &value.span)),
            ExprKind::Text(parts) => match parts.as_slice() {
                [TextPart::Hole(Expr { kind: ExprKind::Env(name), span })] => Some((name, span)),
                _ => None,
            },
            _ => None,
        };
        for (name, span) in values.into_iter().filter_map(variable) {
            if self.reads.len() < MAX_READS {
                let (name, span, plain) = (name.clone(), span.clone(), plain.cloned());
                self.reads.push(VariableHit { name, used, only, span, plain });
            }
        }
    }

    pub(super) fn version(&self, language: Language) -> Option<Version> {
        self.installed.get(language).map(|k| k.version)
    }

    /// Whether files prove that the client in use is at least this release.
    pub(super) fn is_since(&self, language: Language, first: Version) -> bool {
        self.installed.get(language).is_some_and(|known| known.oldest.is_some_and(|oldest| oldest >= first))
    }

    /// A call that releases from `first` on don't have. Only files that name such a release prove that it fails.
    pub(super) fn old_call(
        &mut self,
        call: String,
        language: Language,
        gone: (Version, &'static str),
        span: &ByteSpan,
    ) {
        let proved = self.is_since(language, gone.0) && !self.is_named_for(gone.0.major.saturating_sub(1));
        let version = if proved { self.version_words(language) } else { None };
        let confidence = if proved { Confidence::Certain } else { Confidence::Likely };
        self.add(Problem::OldCall { call, gone: gone.1, version }, span, confidence, Vec::new());
    }

    /// Whether the file's own name says that it is for this major release: then the project has more than the one in its manifest.
    fn is_named_for(&self, major: u32) -> bool {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or(self.path).to_ascii_lowercase();
        let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| word == format!("v{major}") || word == format!("py{major}"))
    }

    /// The version as words for a sentence.
    pub(super) fn version_words(&self, language: Language) -> Option<String> {
        self.installed.get(language).map(|k| k.shown.clone())
    }

    /// The source of a place.
    pub(super) fn source(&self, span: &ByteSpan) -> &'a str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    pub(super) fn values(&self, expr: &'a Expr) -> Vec<&'a Expr> {
        self.program.values(expr)
    }

    /// The one literal text that an expression has.
    pub(super) fn literal(&self, expr: &'a Expr) -> Option<(&'a str, &'a ByteSpan)> {
        self.values(expr).into_iter().find_map(Expr::as_literal)
    }

    pub(super) fn number(&self, expr: &'a Expr) -> Option<(f64, &'a ByteSpan)> {
        self.values(expr).into_iter().find_map(|v| match v.kind {
            ExprKind::Number(n) => Some((n, &v.span)),
            _ => None,
        })
    }

    pub(super) fn boolean(&self, expr: &'a Expr) -> Option<(bool, &'a ByteSpan)> {
        self.values(expr).into_iter().find_map(|v| match v.kind {
            ExprKind::Bool(b) => Some((b, &v.span)),
            _ => None,
        })
    }

    /// The entries of a map that an expression is, with those that are put in later and those of maps spread into it. The flag says that
    /// there may be more.
    pub(super) fn entries(&self, expr: &'a Expr) -> Option<(Vec<&'a Arg>, bool)> {
        let mut name = expr;
        let map = self.values(expr).into_iter().find_map(|v| match &v.kind {
            ExprKind::Map(entries) => {
                name = expr;
                Some(entries)
            }
            _ => None,
        })?;
        let (mut all, mut open) = self.spread(map);
        if let ExprKind::Name(name) = &name.kind
            && self.program.is_stored_to(name)
        {
            open = true;
        }
        all.retain(|a| a.name.is_some());
        Some((all, open))
    }

    /// Arguments or entries with spreads put in.
    pub(super) fn spread(&self, args: &'a [Arg]) -> (Vec<&'a Arg>, bool) {
        let (mut all, mut open) = (Vec::new(), false);
        let mut todo: Vec<(&'a Arg, u8)> = args.iter().rev().map(|a| (a, 0)).collect();
        while let Some((arg, depth)) = todo.pop() {
            if !arg.spread {
                all.push(arg);
                continue;
            }
            let map = self.values(&arg.value).into_iter().find_map(|v| match &v.kind {
                ExprKind::Map(entries) => Some(entries),
                _ => None,
            });
            match map {
                Some(entries) if depth < 8 && all.len() < 500 => {
                    todo.extend(entries.iter().rev().map(|a| (a, depth + 1)));
                }
                _ => open = true,
            }
            if let ExprKind::Name(name) = &arg.value.kind {
                open = open || self.program.is_stored_to(name);
            }
        }
        (all, open)
    }

    /// Looks at constants, entries and arguments whose name says what they are, wherever they go.
    fn named_values(&mut self) {
        let defs = self.program.defs.iter().map(|d| (d.name.as_str(), &d.value));
        let stores = self.program.stores.iter().map(|s| (s.key.as_str(), &s.value));
        let entries = self.program.maps.iter().flat_map(|m| &m.entries);
        let args = self.program.calls.iter().flat_map(|s| &s.call.args);
        let named = entries.chain(args).filter_map(|a| Some((a.name.as_deref()?, &a.value)));
        let all: Vec<(&str, &Expr)> = defs.chain(stores).chain(named).collect();
        // `WEAVIATE = {"API_KEY": "…"}` and `{"weaviate": {"key": "…"}}`: name and entry together say what it is.
        let within = all.iter().filter(|(name, value)| {
            names::is_weaviate(name) && matches!(value.kind, ExprKind::Map(_)) && !names::is_vendor(name)
        });
        let inside: Vec<&Expr> = within.flat_map(|(_, value)| key::entries(value)).collect();
        // A literal that stands in for a variable of that name: `getenv("WEAVIATE_API_KEY", "…")`.
        let stands_in = |e: &&Expr| match &e.kind {
            ExprKind::Either(options) => options
                .iter()
                .any(|o| matches!(&o.kind, ExprKind::Env(n) | ExprKind::Name(n) if names::is_weaviate_key(n))),
            _ => false,
        };
        let positional =
            self.program.calls.iter().flat_map(|s| &s.call.args).filter(|a| a.name.is_none()).map(|a| &a.value);
        let values = all.iter().map(|(_, value)| *value).chain(positional);
        let defaults: Vec<&Expr> = values.flat_map(Program::below).filter(stands_in).collect();
        for value in inside.into_iter().chain(defaults) {
            self.literal_key(value);
        }
        for (name, value) in all {
            if names::is_weaviate_key(name) {
                self.literal_key(value);
            } else if names::is_weaviate_url(name) && value.as_literal().is_some() {
                self.address(value);
            }
        }
        if self.next {
            self.given_to_browsers();
        }
        for value in self.public_reads() {
            if let ExprKind::Env(name) = &value.kind {
                self.exposed(name, &value.span);
            }
        }
    }

    /// Entries of `env` and `publicRuntimeConfig` in the configuration of Next.js: their names need no prefix.
    fn given_to_browsers(&mut self) {
        let entries = self.program.maps.iter().flat_map(|m| &m.entries);
        let lists = entries.filter(|e| matches!(e.name.as_deref(), Some("env" | "publicRuntimeConfig")));
        let given = lists.filter_map(|list| self.entries(&list.value)).flat_map(|(entries, _)| entries);
        for entry in given.collect::<Vec<_>>() {
            if let Some(name) = entry.name.as_deref().filter(|name| names::is_weaviate_key(name)) {
                self.exposed(name, &entry.name_span);
            }
        }
    }

    /// Reads of variables that are sent to browsers and named like a Weaviate key.
    fn public_reads(&self) -> Vec<&'a Expr> {
        let is_public =
            |e: &&Expr| matches!(&e.kind, ExprKind::Env(n) if names::is_public(n) && names::is_weaviate_key(n));
        self.program.written().flat_map(Program::below).filter(is_public).collect()
    }

    /// A public variable that holds a key; said once a name.
    pub(super) fn exposed(&mut self, name: &str, span: &ByteSpan) {
        if !self.program.allows(self.found.len()) {
            return;
        }
        let same = |f: &RuleHit| matches!(&f.problem, Problem::Exposed { name: n } if n == name);
        if let Some(known) = self.found.iter_mut().find(|f| same(f)) {
            if span.start < known.span.start {
                known.span = span.clone();
            }
            return;
        }
        self.report(Problem::Exposed { name: name.to_owned() }, span, Vec::new());
    }

    /// The calls that get a value: those around it, and those that get the variable it is put into. With the value's place, a variable of the
    /// same name elsewhere in the file doesn't count.
    pub(super) fn receivers(&self, inside: &[usize], bound: Option<&str>, place: Option<&ByteSpan>) -> Vec<&'a Call> {
        let mut all: Vec<&Call> = inside.iter().map(|i| &self.program.calls[*i].call).collect();
        if let Some(name) = bound {
            let same = |at: usize| {
                let values = self.program.lookup(name, at);
                let holds = |v: &&Expr| place.is_some_and(|p| v.span.start <= p.start && p.end <= v.span.end);
                place.is_none() || values.is_empty() || values.iter().any(holds)
            };
            let named = |n: &str| n == name || n.strip_prefix(name).is_some_and(|r| r.starts_with('.'));
            let uses = |e: &Expr| matches!(&e.kind, ExprKind::Name(n) if named(n)) && same(e.span.start);
            let takes = |c: &Call| c.args.iter().any(|a| Program::below(&a.value).into_iter().any(uses));
            all.extend(self.program.searched_calls().iter().map(|s| &s.call).filter(|c| takes(c)).take(64));
        }
        all
    }

    /// Whether something with this cause was found within a place.
    pub(super) fn has(&self, cause: Cause, span: &ByteSpan) -> bool {
        self.program.allows(self.found.len())
            && self
                .found
                .iter()
                .any(|f| f.problem.cause() == cause && f.span.start >= span.start && f.span.end <= span.end)
    }
}
