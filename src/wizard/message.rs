//! What reaches the wizard and what it wants done, as plain data. It does nothing itself.

use super::action::Action;
use super::comparing::CompareRequest;
use super::input::{Input, Pasted};
use super::mouse::PointArea;
use super::save::{Content, SaveRequest, SaveResult};
use super::source::Scanned;
use crate::model::api_key::OtherKeys;
use crate::model::case::Case;
use crate::model::client::Language;
use crate::model::evidence::{Chain, ProbeEvent};
use crate::report::comparison::ComparisonText;
use crate::rules::explain::Explanation;
use std::time::SystemTime;

/// Number of a run. What an abandoned run still says is dropped by it.
pub type RunId = u64;

/// Something that happened.
#[derive(Clone, PartialEq, Debug)]
pub enum Msg {
    /// Somebody touched the keyboard.
    Input(Input),
    /// Somebody asked for this in another way; it is done where it applies.
    Action(Action),
    /// Somebody filled in a whole field at once.
    Answer(Answer),
    /// The current time.
    Tick(SystemTime),
    /// The environment has been read.
    Discovered(Box<Case>),
    /// It was read again: what was found, nothing where that can't be read twice, or why not.
    LookedAnew(Result<Option<Box<Case>>, String>),
    /// The source in the working directory has been looked through; none when there is nothing to look through.
    Scanned(Option<Box<Scanned>>),
    /// A practice cluster runs, or why it doesn't.
    Practice(String, Result<Box<Case>, String>),
    /// This run was started, on exactly this case.
    RunStarted(RunId, Box<Case>),
    /// A probe of this run started or ended.
    Probe(RunId, ProbeEvent),
    /// This run's task went away without ending the run.
    RunLost(RunId),
    /// The file with this number was read and explained, or why it wasn't.
    ErrorTextRead(u64, Result<Box<Explanation>, String>),
    /// These reset links were stored by an earlier session.
    StoredLinks(Vec<StoredLink>),
    /// The local time of day.
    Zone(LocalZone),
    /// A text was copied, or where it went instead.
    Copied(CopyOf, CopyWay),
    /// A browser was asked to open this link, or there is none.
    LinkOpened(String, bool),
    /// The screen was drawn and could be scrolled as far as this.
    Drawn(Drawn),
    /// A report was saved, or not.
    Saved(SaveResult),
    /// The case with this configured cluster in it, or why there is none.
    ClusterChosen(String, Result<Box<Case>, String>),
    /// What differs from another report, or why that can't be told.
    Compared(Result<Box<ComparisonText>, String>),
    /// What can be pointed at in the frame that was drawn.
    Hits(Vec<PointArea>),
    /// A background task panicked here.
    Defect(String),
}

/// A field that is filled in at once, and taken.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    /// Explain this error text.
    ErrorText(Pasted),
    /// Explain the one in the file of this name.
    ErrorTextFile(Pasted),
    /// The cluster's URL.
    Url(Pasted),
    /// The key.
    Key(Pasted),
    /// Go without a key, or with it.
    WithoutKey(bool),
    /// On from the form for URL and key.
    LeaveCluster,
    /// The configured cluster of this number, zero-based.
    Cluster(usize),
    /// The client's language.
    Language(Language),
    /// Save a report in the file of this name, if so said with pseudonyms.
    Save(Pasted, bool),
    /// Compare with the report in the file of this name.
    Compare(Pasted),
}

/// What drawing found out about the size of things.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Drawn {
    /// First line shown of the text that can be scrolled.
    pub offset: u16,
    /// The largest sensible value.
    pub furthest: u16,
    /// Lines of it that are seen at once.
    pub page: u16,
    /// Whether the selected item is among them.
    pub selected_seen: bool,
    /// The first item that is.
    pub first_seen: Option<usize>,
}

/// Something to be done outside.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Start probes; an earlier run is over.
    StartRun(RunId, Box<Case>),
    /// Stop them.
    StopRun,
    /// Read the environment's files again, with this configured cluster where one was chosen; [`Msg::LookedAnew`] tells what was found.
    LookAnew(Option<String>),
    /// Read what belongs to this cluster of the config file; [`Msg::ClusterChosen`] tells what was found.
    ChooseCluster(String),
    /// Start a practice cluster with this fault and put it into the case.
    StartPractice(String, Box<Case>),
    /// It is not needed any more.
    StopPractice,
    /// Read and explain the error text in the file of this name, and say so with this number. It may have these keys in it.
    ReadErrorText(u64, Pasted, OtherKeys),
    /// Save a report; [`Msg::Saved`] tells how it ended.
    SaveReport(Box<SaveRequest>),
    /// Compare a saved report with what is on screen; [`Msg::Compared`] tells what differs.
    Compare(Box<CompareRequest>),
    /// Copy this as a report for a ticket; with pseudonyms, if so said.
    CopyReport(Box<Content>, bool),
    /// Change what is stored of the reset links. Those of other windows stay as they are.
    StoreLink(LinkChange),
    /// Start the probes of these chains only.
    StartPart(RunId, Box<Case>, Vec<Chain>),
    /// Copy this text.
    Copy(CopyOf, String),
    /// Open this address in a browser, where there is one.
    OpenLink(String),
    /// Ring the bell and tell the desktop, in these words.
    Alert(String),
    /// Give the terminal back and stop until the shell says to go on.
    Suspend,
    /// Redraw everything.
    Redraw,
    /// End the program.
    Quit(Leaving),
}

/// A change of what is stored of the reset links.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkChange {
    /// This link is new or has changed.
    Put(StoredLink),
    /// The link of this id is over.
    Forget(u64),
}

/// A reset link as it is stored.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StoredLink {
    /// What it is known by in all windows.
    pub id: u64,
    /// When the mail was asked for, in seconds since 1970.
    pub start: u64,
    /// How many times one was asked for.
    pub asked: u32,
    /// The user's own word for the account; may be empty.
    pub label: String,
}

/// The local time of day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocalZone {
    /// Seconds ahead of UTC.
    pub offset: i32,
    /// Its short name, such as `CET`.
    pub name: String,
}

impl Default for LocalZone {
    fn default() -> Self {
        Self { offset: 0, name: "UTC".to_owned() }
    }
}

/// What was copied.
#[derive(Clone, Copy, PartialEq, Eq, Debug, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum CopyOf {
    /// A step's command.
    Command,
    /// A step's words.
    Step,
    /// A message for whoever has to act.
    Message,
    /// The code.
    Code,
    /// A link.
    Link,
    /// The whole report.
    Report,
    /// The explanation of a cause.
    Explanation,
}

/// Where a copied text went.
#[derive(Clone, Copy, PartialEq, Eq, Debug, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum CopyWay {
    /// Into this machine's clipboard; its own tool said so.
    System,
    /// To the terminal (OSC 52), which does not say whether it took it.
    Terminal,
    /// Nowhere: too long, or the terminal is gone.
    Nowhere,
}

/// Why the program ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaving {
    /// The user is done.
    Done,
    /// Ctrl-C.
    Interrupted,
}
