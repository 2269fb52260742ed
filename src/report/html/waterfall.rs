//! The probes on a time axis as SVG: a bar each, chain by chain, how long each waited for the one before, and the moment at which the client
//! itself gives up. Several places stand one above the other on one axis. Widths are shares, so that text keeps its size on a phone.

use super::blocks::state_class;
use crate::model::client::Language;
use crate::model::evidence::{Chain, ProbeId};
use crate::model::report_schema::Report;
use crate::model::route::{RouteStep, StepState};
use crate::words::catalog::say;
use crate::words::{format, route};
use maud::{Markup, html};
use std::str::FromStr as _;
use std::time::Duration;

/// Height of a row, of a heading, and of the name of a place.
const ROW_UNITS: u32 = 22;
const HEAD_UNITS: u32 = 30;
const PLACE_UNITS: u32 = 40;
/// Where the axis begins and ends, in percent of the width.
const AXIS_START: f64 = 24.0;
const AXIS_END: f64 = 86.0;
/// A bar is at least so wide, in percent, so that it is seen.
const MIN_BAR: f64 = 0.5;
/// Most parts of the axis.
const MAX_TICKS: f64 = 5.0;
/// A deadline that is so many times as far as everything else would leave nothing to see of that.
const MAX_STRETCH: u32 = 4;
/// Shortest axis.
const MIN_AXIS: Duration = Duration::from_millis(10);

/// What a place measured.
struct Lane<'a> {
    name: &'a str,
    rows: Vec<Row>,
    /// When the client gives up.
    deadline: Option<Duration>,
    client: String,
}

enum Row {
    Chain(Chain),
    Step(RouteStep, Duration),
}

/// The picture of these reports with their names; none where nothing ran.
pub(super) fn draw(places: &[(&str, &Report)]) -> Option<Markup> {
    let lanes: Vec<Lane<'_>> = places.iter().map(|(name, report)| lane(name, report)).collect();
    let end = |row: &Row| match row {
        Row::Step(step, _) => step.started.saturating_add(step.took),
        Row::Chain(_) => Duration::ZERO,
    };
    let longest = lanes.iter().flat_map(|lane| &lane.rows).map(end).max().filter(|end| !end.is_zero())?.max(MIN_AXIS);
    let near = |deadline: &Duration| *deadline <= longest.saturating_mul(MAX_STRETCH);
    let axis = Axis::of(lanes.iter().filter_map(|lane| lane.deadline).filter(near).fold(longest, Duration::max));
    let named = places.len() > 1;
    let mut y = HEAD_UNITS;
    let mut groups = Vec::new();
    for lane in &lanes {
        groups.push((y, lane));
        y += lane.height(named);
    }
    Some(html! {
        figure.waterfall {
            svg width="100%" height=(y + 4) role="img" aria-label=(spoken(&lanes)) {
                @for tick in axis.ticks() {
                    line.grid x1=(axis.x(tick)) x2=(axis.x(tick)) y1="18" y2=(y) {}
                    text.tick x=(axis.x(tick)) y="12" text-anchor="middle" { (format::time(tick)) }
                }
                @for (top, lane) in &groups { (lane.draw(*top, named, &axis)) }
            }
            (legend(&lanes, &axis))
        }
    })
}

fn lane<'a>(name: &'a str, report: &Report) -> Lane<'a> {
    let mut rows = Vec::new();
    let mut deadline = None;
    let language = Language::from_str(&report.client.language).unwrap_or_default();
    for strip in route::of(report).strips.into_iter().filter(|strip| strip.chain != Chain::Local) {
        let ran: Vec<RouteStep> = strip.steps.into_iter().filter(|step| step.state != StepState::Skipped).collect();
        let Some(first) = ran.first() else { continue };
        if strip.chain == Chain::Grpc && language.uses_grpc() && report.init_timeout_ms > 0 {
            deadline = Some(first.started.saturating_add(Duration::from_millis(report.init_timeout_ms)));
        }
        rows.push(Row::Chain(strip.chain));
        let mut free = first.started;
        for step in ran {
            let waited = free.min(step.started);
            free = free.max(step.started.saturating_add(step.took));
            rows.push(Row::Step(step, waited));
        }
    }
    Lane { name, rows, deadline, client: language.name().to_owned() }
}

impl Lane<'_> {
    fn height(&self, named: bool) -> u32 {
        let heads = self.rows.iter().filter(|row| matches!(row, Row::Chain(_))).count();
        let all = u32::try_from(self.rows.len()).unwrap_or_default();
        let heads = u32::try_from(heads).unwrap_or_default();
        heads * HEAD_UNITS + (all - heads) * ROW_UNITS + u32::from(named) * PLACE_UNITS
    }

    fn draw(&self, top: u32, named: bool, axis: &Axis) -> Markup {
        let mut y = top;
        let mut out = Vec::new();
        if named {
            out.push(html! {
                rect.band x="0" y=(y + 14) width="100%" height=(HEAD_UNITS - 8) rx="4" {}
                text.place x="8" y=(y + 29) { (self.name) }
            });
            y += PLACE_UNITS;
        }
        for row in &self.rows {
            out.push(match row {
                Row::Chain(chain) => html! { text.chain x="0" y=(y + 21) { (route::chain_name(*chain)) } },
                Row::Step(step, waited) => bar(step, *waited, y, axis),
            });
            y += if matches!(row, Row::Chain(_)) { HEAD_UNITS } else { ROW_UNITS };
        }
        let deadline = self.deadline.filter(|deadline| *deadline <= axis.end);
        html! {
            @for part in out { (part) }
            @if let Some(deadline) = deadline {
                line.deadline x1=(axis.x(deadline)) x2=(axis.x(deadline)) y1=(top + if named { PLACE_UNITS } else { 4 }) y2=(y) {}
            }
        }
    }
}

fn bar(step: &RouteStep, waited: Duration, y: u32, axis: &Axis) -> Markup {
    let (from, to) = (axis.share(step.started), axis.share(step.started.saturating_add(step.took)));
    let from = from.min(AXIS_END - MIN_BAR);
    let idle = axis.share(waited);
    html! {
        text x="0" y=(y + 15) {
            tspan.sign.(state_class(step.state)) { (route::sign(step.state)) } " " (route::step_name(step.id))
        }
        @if from - idle > MIN_BAR { line.idle x1=(percent(idle)) x2=(percent(from)) y1=(y + 11) y2=(y + 11) {} }
        rect.bar.(kind(step)) x=(percent(from)) y=(y + 5) width=(percent((to - from).max(MIN_BAR))) height="12" rx="2" {}
        text.time x="100%" y=(y + 15) text-anchor="end" { (format::time(step.took)) }
    }
}

/// What a probe does, by which its bar is colored; its row says it in words.
const fn kind(step: &RouteStep) -> &'static str {
    match (step.state, step.id) {
        (StepState::Failed, _) => "kind-failed",
        (_, ProbeId::RestDns | ProbeId::GrpcDns | ProbeId::ConsoleDns) => "kind-name",
        (_, ProbeId::RestTcp | ProbeId::GrpcTcp | ProbeId::ConsoleTcp | ProbeId::ProgramConnect) => "kind-connect",
        (_, ProbeId::RestTls | ProbeId::GrpcTls | ProbeId::ConsoleTls) => "kind-tls",
        _ => "kind-request",
    }
}

/// What the colors and lines mean.
fn legend(lanes: &[Lane<'_>], axis: &Axis) -> Markup {
    let swatch = |class: &str| {
        html! { svg width="16" height="12" aria-hidden="true" { rect.bar.(class) y="1" width="16" height="10" rx="2" {} } }
    };
    let mut deadlines: Vec<(bool, String)> = Vec::new();
    for lane in lanes {
        let Some(deadline) = lane.deadline else { continue };
        let text = say("page", if deadline <= axis.end { "deadline" } else { "far-deadline" });
        let text = text.replace("{client}", &lane.client).replace("{time}", &format::time(deadline));
        if !deadlines.iter().any(|(_, told)| *told == text) {
            deadlines.push((deadline <= axis.end, text));
        }
    }
    html! {
        figcaption {
            ul.legend {
                @for (class, name) in [("kind-name", "dns"), ("kind-connect", "tcp"), ("kind-tls", "tls")] {
                    li { (swatch(class)) (say("route", name)) }
                }
                li { (swatch("kind-request")) (say("page", "request")) }
                li { (swatch("kind-failed")) (say("changed", "failed")) }
                li { svg width="16" height="12" aria-hidden="true" { line.idle x1="0" x2="16" y1="6" y2="6" {} } (say("page", "idle")) }
                @for (near, text) in deadlines {
                    li {
                        @if near { svg width="16" height="12" aria-hidden="true" { line.deadline x1="8" x2="8" y1="0" y2="12" {} } }
                        (text)
                    }
                }
            }
        }
    }
}

/// The picture in words: the longest step of each place. Every time stands in the table of probes.
fn spoken(lanes: &[Lane<'_>]) -> String {
    let mut parts = Vec::new();
    for lane in lanes {
        let steps = lane.rows.iter().filter_map(|row| if let Row::Step(step, _) = row { Some(step) } else { None });
        let Some(longest) = steps.max_by_key(|step| step.took) else { continue };
        let name = format!("{} {}", route::chain_name(longest.id.chain()), route::step_name(longest.id));
        let told = say("timing", "slowest").replace("{name}", &name).replace("{time}", &format::time(longest.took));
        parts.push(if lanes.len() > 1 { format!("{}: {told}", lane.name) } else { told });
    }
    parts.join(". ")
}

/// Times as shares of the width.
struct Axis {
    end: Duration,
    step: Duration,
}

impl Axis {
    fn of(end: Duration) -> Self {
        let rough = end.as_secs_f64() / MAX_TICKS;
        let unit = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|n| n * unit).find(|step| *step >= rough).unwrap_or(rough);
        Self { end, step: Duration::try_from_secs_f64(step).unwrap_or(end) }
    }

    fn ticks(&self) -> impl Iterator<Item = Duration> {
        let step = self.step;
        (0..=10_u32).map(move |n| step.saturating_mul(n)).take_while(|tick| *tick <= self.end)
    }

    fn share(&self, time: Duration) -> f64 {
        let share = time.as_secs_f64() / self.end.as_secs_f64().max(f64::MIN_POSITIVE);
        AXIS_START + share.min(1.0) * (AXIS_END - AXIS_START)
    }

    fn x(&self, time: Duration) -> String {
        percent(self.share(time))
    }
}

fn percent(share: f64) -> String {
    format!("{share:.2}%")
}
