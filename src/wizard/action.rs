//! What a person can do, by name. Keys, words and help stand in the table of `actions`; what is done stands with each screen.

/// What a person can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, strum::EnumIter)]
pub enum Action {
    /// Up by one.
    Up,
    /// Down by one.
    Down,
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Up by a page.
    PageUp,
    /// Down by a page.
    PageDown,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// To the next field.
    NextField,
    /// To the field before.
    PreviousField,
    /// What the screen is for.
    Enter,
    /// Does or undoes what is selected.
    Toggle,
    /// The choice or step of this number, zero-based.
    Number(usize),
    /// Cut the list down by typing.
    Filter,
    /// Start the countdown of a reset link, or show it.
    ResetLink,
    /// Start it anew.
    NewMail,
    /// The email came later.
    Later,
    /// The email came earlier.
    Earlier,
    /// Name the link.
    Label,
    /// Count another link.
    AnotherAccount,
    /// Stop counting.
    Forget,
    /// Show why, and everything else; or only what is enough.
    Why,
    /// Show the code in full.
    ShowCode,
    /// The next client library.
    NextLanguage,
    /// The one before.
    PreviousLanguage,
    /// The next cause.
    NextCause,
    /// The one before.
    PreviousCause,
    /// Everything that the selected probe found.
    Details,
    /// Stop what is under way.
    Stop,
    /// Run the probes: those that matter now.
    Check,
    /// Run all of them.
    CheckAll,
    /// Run them again and again, or stop that.
    Watch,
    /// The run as a picture.
    Timing,
    /// What else can be done with the result.
    More,
    /// Save a report.
    Save,
    /// Pseudonyms in place of names in it.
    Redact,
    /// Copy what is selected.
    Copy,
    /// Copy the code.
    CopyCode,
    /// Copy the whole report.
    CopyReport,
    /// Compare with another report.
    Compare,
    /// Open a link.
    OpenLink,
    /// Another error text.
    AnotherText,
    /// Read an error text from a file.
    OpenFile,
    /// Empty the field.
    Clear,
    /// Take the text that was most likely meant.
    Repair,
    /// Choose a practice cluster.
    Practice,
    /// Leave it.
    OwnCluster,
    /// Choose a cluster of the config file.
    MyClusters,
    /// Go without a key.
    WithoutKey,
    /// One screen back.
    Back,
    /// Show or hide the keys.
    Help,
    /// Leave.
    Quit,
    /// Replace names on a shared screen, or show them again.
    Share,
    /// Leave from anywhere.
    Interrupt,
    /// Put the program aside.
    Suspend,
    /// Draw everything once more.
    Redraw,
}
