//! A place from which is checked: here, or wherever a command runs other commands.

/// The name of this machine among places.
pub const HERE: &str = "here";

/// A place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// What it is called: its name in the config file, [`HERE`], or the command itself.
    pub name: String,
    /// The command that is put in front, and its arguments. Without any, it is this machine.
    pub command: Vec<String>,
}

impl Place {
    /// This machine.
    pub fn here() -> Self {
        Self { name: HERE.to_owned(), command: Vec::new() }
    }

    /// Whether it is this machine.
    pub const fn is_here(&self) -> bool {
        self.command.is_empty()
    }
}
