//! What a run that is under way comes to so far. Plain data; its words stand in the assets.

use super::{Chain, ProbeId};
use crate::model::cause::Cause;
use std::time::Duration;

/// A working hypothesis.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hypothesis {
    /// The most that the other side has proved.
    pub proved: Option<Proved>,
    /// What is waited for.
    pub waiting: Option<Waiting>,
    /// The cause that it comes to: if the probe that is waited for stays silent, else as things stand.
    pub suspect: Option<Cause>,
}

/// Something that works for certain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Proved {
    /// This chain accepts the key.
    AcceptsKey(Chain),
    /// A service answers on this chain.
    Answers(Chain),
}

/// A probe that runs longer than probes mostly do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// The probe.
    pub probe: ProbeId,
    /// For how long already, in whole seconds.
    pub waited: Duration,
    /// How long it may take.
    pub bound: Duration,
}
