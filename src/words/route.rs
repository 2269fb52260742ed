//! The route strip in words: a line a chain, its steps by their short names, and behind them the time that it took or why it broke off. The one
//! formatter for screens, text, Markdown and plain lines.

use super::catalog::{say, word_for};
use super::columns::{clip, width};
use super::format;
use crate::model::evidence::{Chain, ProbeId};
use crate::model::report_schema::{Report, ReportProbe};
use crate::model::route::{Route, RouteStep, StepState, Strip};
use std::str::FromStr as _;
use std::time::Duration;

/// What stands between two steps: the widest that fits.
const LINKS: [&str; 4] = [" ── ", " ─ ", "  ", " "];
/// Columns between the steps and what is said of them.
const NOTE_GAP: &str = "  ";
/// A reason that is cut to less than this says nothing.
const MIN_REASON_COLUMNS: usize = 8;
/// A step runs for this long before its time is counted.
const COUNT_AFTER: Duration = Duration::from_secs(1);

/// A piece of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// The chain's name, padded.
    Name(String),
    /// A step: its sign comes first.
    Step(ProbeId, StepState, String),
    /// What stands between two steps.
    Link(&'static str),
    /// How long it took, or why it broke off.
    Note(StepState, String),
}

impl Piece {
    /// Columns that it takes.
    pub fn columns(&self) -> usize {
        width(&text(std::slice::from_ref(self)))
    }
}

/// The route of a report.
pub fn of(report: &Report) -> Route {
    let step = |probe: &ReportProbe| {
        let id = ProbeId::from_str(&probe.id).ok()?;
        Some(RouteStep {
            started: Duration::from_millis(probe.started_ms),
            took: Duration::from_millis(probe.duration_ms),
            failure: probe.failure.clone().map(|failure| (failure, status(probe))),
            ..RouteStep::new(id, StepState::of_status(&probe.status))
        })
    };
    Route::of(report.probes.iter().filter_map(step))
}

/// The status of the answer that made a probe fail.
pub fn status(probe: &ReportProbe) -> Option<u64> {
    let of = |name: &str| probe.facts.get(name)?.get("status")?.as_u64();
    of("failure").or_else(|| of("answer"))
}

/// The sign of a state where nothing moves.
pub const fn sign(state: StepState) -> &'static str {
    match state {
        StepState::Passed => "✓",
        StepState::Warned => "!",
        StepState::Failed => "✗",
        StepState::Skipped | StepState::Waiting | StepState::Running => "·",
    }
}

/// A step's short name.
pub fn step_name(id: ProbeId) -> &'static str {
    let name = match id {
        ProbeId::LocalUrl => "url",
        ProbeId::LocalKey => "key-text",
        ProbeId::LocalEnvironment => "environment",
        ProbeId::RestDns | ProbeId::GrpcDns | ProbeId::ConsoleDns => "dns",
        ProbeId::RestTcp | ProbeId::GrpcTcp | ProbeId::ConsoleTcp | ProbeId::ProgramConnect => "tcp",
        ProbeId::RestTls | ProbeId::GrpcTls | ProbeId::ConsoleTls => "tls",
        ProbeId::ProgramRest => "program-rest",
        ProbeId::ProgramGrpc => "program-grpc",
        ProbeId::RestLive => "live",
        ProbeId::RestReady => "ready",
        ProbeId::RestMeta => "meta",
        ProbeId::RestCors => "cors",
        ProbeId::GrpcHealth => "health",
        ProbeId::RestAuth | ProbeId::GrpcAuth => "auth",
        ProbeId::ConsoleHttp => "http",
    };
    say("route", name)
}

/// The chain's short name.
pub fn chain_name(chain: Chain) -> &'static str {
    match chain {
        Chain::Local => say("route", "here"),
        Chain::Rest | Chain::Grpc | Chain::Console | Chain::Program => say("chain", chain.into()),
    }
}

/// A line a chain. Of a run under way, `bound` is how long a step may take.
pub fn lines(route: &Route, columns: usize, bound: Option<Duration>) -> Vec<Vec<Piece>> {
    let names = route.strips.iter().map(|strip| width(chain_name(strip.chain))).max().unwrap_or_default() + 2;
    let link = LINKS.into_iter().find(|link| route.strips.iter().all(|s| fits(s, names, link, columns)));
    route.strips.iter().map(|strip| line(strip, names, link, columns, bound)).collect()
}

/// Whether all steps fit. What is said behind them doesn't count, so that nothing moves while a run goes on.
fn fits(strip: &Strip, names: usize, link: &str, columns: usize) -> bool {
    let wide: usize = strip.steps.iter().map(|step| 2 + width(step_name(step.id))).sum();
    names + wide + strip.steps.len().saturating_sub(1) * width(link) <= columns
}

/// One line. Without a link that fits, all steps but the one that matters are their signs alone.
fn line(
    strip: &Strip,
    names: usize,
    link: Option<&'static str>,
    columns: usize,
    bound: Option<Duration>,
) -> Vec<Piece> {
    let mut out = vec![Piece::Name(format!("{:names$}", chain_name(strip.chain)))];
    let mut used = names;
    let matters = strip.running().or(strip.failed()).map(|step| step.id);
    for (i, step) in strip.telling().iter().enumerate() {
        let is_named = link.is_some() || Some(step.id) == matters;
        let name = if is_named { step_name(step.id) } else { "" };
        let apart = is_named || matters.is_some() && strip.telling().get(i.wrapping_sub(1)).map(|s| s.id) == matters;
        if let Some(link) = link.or(apart.then_some(" ")).filter(|_| i > 0) {
            used += width(link);
            out.push(Piece::Link(link));
        }
        used += 1 + if is_named { 1 + width(name) } else { 0 };
        out.push(Piece::Step(step.id, step.state, name.to_owned()));
    }
    if let Some((state, note)) = note(strip, bound) {
        let room = columns.saturating_sub(used + width(NOTE_GAP));
        if width(&note) <= room || strip.failed().is_some() && room > MIN_REASON_COLUMNS {
            out.push(Piece::Link(NOTE_GAP));
            out.push(Piece::Note(state, clip(&note, room)));
        }
    }
    out
}

/// What is said behind the steps.
fn note(strip: &Strip, bound: Option<Duration>) -> Option<(StepState, String)> {
    if let Some(step) = strip.running() {
        let bound = bound.filter(|_| step.took >= COUNT_AFTER)?;
        let text = say("route", "running").replace("{took}", &format!("{:.1}", step.took.as_secs_f64()));
        return Some((StepState::Running, text.replace("{bound}", &format::seconds(bound))));
    }
    if let Some(step) = strip.failed() {
        return Some((StepState::Failed, reason(step)?));
    }
    if strip.steps.iter().all(|step| step.state == StepState::Skipped) {
        return Some((StepState::Skipped, say("route", "skipped").to_owned()));
    }
    strip.took().filter(|_| strip.chain != Chain::Local).map(|took| (StepState::Skipped, format::time(took)))
}

/// Why a step failed, in a few words.
fn reason(step: &RouteStep) -> Option<String> {
    let (failure, status) = step.failure.as_ref()?;
    let words = match status {
        Some(status) => say("route", "status").replace("{status}", &status.to_string()),
        None => word_for("route-reason", failure).to_owned(),
    };
    Some(words.replace("{took}", &format::time(step.took)))
}

/// The strip for those who listen: `gRPC: name passed; connect failed, no answer in 10 s`.
pub fn spoken(strip: &Strip) -> String {
    let mut parts: Vec<String> = Vec::new();
    for group in strip.telling().chunk_by(|a, b| a.state == b.state) {
        let names: Vec<&str> = group.iter().map(|step| step_name(step.id)).collect();
        let state = group.first().map_or(StepState::Skipped, |step| step.state);
        parts.push(format!("{} {}", names.join(", "), state.word()));
    }
    let why = strip.failed().and_then(reason).map(|why| format!(" ({why})")).unwrap_or_default();
    format!("{}: {}{why}", chain_name(strip.chain), parts.join("; "))
}

impl StepState {
    /// The state as a word.
    pub fn word(self) -> &'static str {
        let word = match self {
            Self::Passed => "passed",
            Self::Warned => "warned",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Running | Self::Waiting => "unknown",
        };
        say("changed", word)
    }
}

/// A line as text, for forms without color.
pub fn text(pieces: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Name(text) | Piece::Note(_, text) => text.clone(),
        Piece::Step(_, state, name) if name.is_empty() => sign(*state).to_owned(),
        Piece::Step(_, state, name) => format!("{} {name}", sign(*state)),
        Piece::Link(link) => (*link).to_owned(),
    };
    pieces.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator as _;

    fn whole(broken: Option<ProbeId>) -> Route {
        let mut cut = false;
        Route::of(ProbeId::iter().filter(|id| *id != ProbeId::RestCors).map(|id| {
            let fails = Some(id) == broken;
            let state = match (fails, cut && Some(id.chain()) == broken.map(ProbeId::chain)) {
                (true, _) => StepState::Failed,
                (false, true) => StepState::Skipped,
                (false, false) => StepState::Passed,
            };
            cut |= fails;
            let failure = fails.then(|| ("timed-out".to_owned(), None));
            RouteStep { took: Duration::from_secs(10), failure, ..RouteStep::new(id, state) }
        }))
    }

    #[test]
    fn a_strip_fits_its_columns_and_says_where_the_chain_breaks() {
        for columns in [34, 56, 76, 100] {
            for broken in ProbeId::iter().map(Some).chain([None]) {
                for line in lines(&whole(broken), columns, None) {
                    let text = text(&line);
                    assert!(width(&text) <= columns, "{columns}: {text}");
                }
            }
        }
        let route = whole(Some(ProbeId::GrpcTcp)).outside();
        let said: Vec<String> = lines(&route, 76, None).iter().map(|line| text(line)).collect();
        assert_eq!(said[1], "gRPC     ✓ name ─ ✗ connect  no answer in 10 s");
        assert_eq!(spoken(&route.strips[1]), "gRPC: name passed; connect failed (no answer in 10 s)");
        assert!(said[0].starts_with("REST     ✓ name ─ ✓ connect ─ ✓ TLS"), "{said:?}");
        let narrow = lines(&route, 40, None);
        assert_eq!(text(&narrow[1]), "gRPC     ✓ ✗ connect  no answer in 10 s");
    }
}
