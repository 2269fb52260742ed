//! Where a value came from.

use crate::model::sanitized::{ForeignPath, SanitizedText};

/// Where a value came from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Origin {
    /// It was not given at all.
    #[default]
    Nowhere,
    /// Typed on the command line.
    Argument,
    /// Typed into the wizard.
    Typed,
    /// This environment variable.
    Variable(SanitizedText),
    /// This variable of a `.env` file in the working directory.
    DotEnv(SanitizedText),
    /// A file named by an option.
    File(ForeignPath),
    /// Standard input.
    StandardInput,
    /// The practice cluster's own.
    Practice,
    /// Found in this file of the working directory.
    Project(ForeignPath),
    /// Found in the error text that the user pasted.
    ErrorText,
    /// Stands in this source file of the working directory, at this line.
    Source(ForeignPath, usize),
    /// The built-in default.
    Default,
    /// The cluster of this name in the config file.
    Config(SanitizedText),
    /// The user's program used it.
    Program,
}
