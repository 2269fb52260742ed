//! Tests of what is seen: key lines of each screen, at several sizes, and a long random walk that finds neither a panic nor a key.

mod canaries;
mod documents;
mod fit;
mod fixture;
mod mouse;
mod results;
mod screens;
mod sharing;
mod styles;
mod walk;
mod way;

use super::*;
use crate::model::api_key::{ApiKey, Redactor};
use crate::model::evidence::{ProbeEvent, ProbeId, ProbeOutcome, Skip};
use crate::wizard::tests::{PLANTED, at, faults, finish, found, grpc_blocked, keys, observed, passed, ready, send};
use crate::wizard::{Effect, Input, Key, Msg, Pasted};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::time::Duration;

const FULL: Theme = Theme { color: true, unicode: true, shade: theme::Shade::Terminal, deep: false };

/// What is on screen, line by line, and how it was drawn.
fn screen_of(wizard: &mut Wizard, theme: Theme, (width, height): (u16, u16)) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap_or_else(|e| match e {});
    let mut drawn = (Drawn::default(), Vec::new());
    let frame = terminal.draw(|frame| drawn = view_with_hits(wizard, &theme, frame)).unwrap_or_else(|e| match e {});
    let lines = frame
        .buffer
        .content
        .chunks(usize::from(width).max(1))
        .map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>())
        .collect();
    let _ = wizard.update(Msg::Drawn(drawn.0));
    let _ = wizard.update(Msg::Hits(drawn.1));
    lines
}

fn lines(wizard: &mut Wizard) -> Vec<String> {
    screen_of(wizard, FULL, (80, 24))
}

/// Whether all of these are seen, each on some line.
#[track_caller]
fn sees(wizard: &mut Wizard, expected: &[&str]) {
    let lines = lines(wizard);
    for text in expected {
        assert!(lines.iter().any(|l| l.contains(text)), "“{text}” is not on screen:\n{}", lines.join("\n"));
    }
}

/// Clicks on the first place that shows this.
#[track_caller]
fn click(wizard: &mut Wizard, text: &str) -> Vec<Effect> {
    let lines = lines(wizard);
    let (y, x) = lines
        .iter()
        .enumerate()
        .find_map(|(y, l)| l.find(text).map(|x| (y, l[..x].chars().count())))
        .unwrap_or_else(|| panic!("“{text}” is not on screen:\n{}", lines.join("\n")));
    let place = |n: usize| u16::try_from(n).unwrap_or(0);
    send(wizard, Msg::Input(Input::Click { x: place(x), y: place(y) }))
}

fn drop_drawn(_: Drawn) {}

fn configured() -> Box<crate::model::case::Case> {
    Box::new(fixture::configured())
}
