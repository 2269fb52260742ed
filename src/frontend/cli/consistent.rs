//! What clap can't see of a command line: an option that is answered twice, a misspelled command, options that don't go together.

use super::Command;
use crate::model::usage_error::UsageError;
use crate::words::closest_match::closest_match;

/// The commands' names, to tell a slip of the hand from a host.
pub(super) const COMMANDS: [&str; 12] = [
    "check",
    "explain",
    "scan",
    "run",
    "compare",
    "open",
    "causes",
    "practice",
    "completions",
    "man",
    "schema",
    "guide",
];

/// Refuses what doesn't go together.
pub(super) fn consistent(command: &Command) -> Result<(), UsageError> {
    let judge = match command {
        Command::Wizard(run) => {
            let word = run.target.as_deref().unwrap_or_default();
            if COMMANDS.contains(&word) {
                return Err(UsageError::new(&format!("write the command first: weaviate-doctor {word} [OPTIONS]")));
            }
            // A cluster of the config file may be called much like a command: only a slip of one letter is taken for one.
            if word.chars().all(|c| c.is_ascii_lowercase())
                && let Some(meant) = closest_match(word, COMMANDS)
                && meant.len() >= 4
                && meant.len().abs_diff(word.len()) <= 1
            {
                return Err(UsageError::new(&format!("there's no command “{word}”: did you mean “{meant}”?")));
            }
            &run.judge
        }
        Command::Check(check) if check.run.judge.presentation => {
            return Err(UsageError::new("--presentation is about the wizard's screens: leave it out"));
        }
        Command::Check(check) => {
            check.output.consistent(check.run.report)?;
            if check.place.from.len() > 1 {
                return Err(UsageError::new(
                    "check is from one place: weaviate-doctor compare --from A --from B checks from several",
                ));
            }
            if check.output.all && !check.place.from.is_empty() {
                return Err(UsageError::new(
                    "--all checks the clusters of this machine's config file: leave out --from",
                ));
            }
            &check.run.judge
        }
        Command::Run(run) => {
            run.consistent()?;
            &run.run.judge
        }
        Command::Practice(practice) => &practice.judge,
        Command::Compare(compare) => {
            compare.consistent()?;
            return Ok(());
        }
        Command::Open(open) => {
            open.consistent()?;
            return Ok(());
        }
        Command::Explain(_)
        | Command::Causes(_)
        | Command::Scan(_)
        | Command::Completions(_)
        | Command::Man(_)
        | Command::Schema(_)
        | Command::Guide => return Ok(()),
    };
    if let Command::Wizard(run) = command
        && judge.plain
        && run.key.api_key_file.as_deref() == Some(std::path::Path::new("-"))
    {
        return Err(UsageError::new(crate::words::catalog::plain("two-readers")));
    }
    for (i, (question, choice)) in judge.answers.iter().enumerate() {
        if judge.answers.iter().take(i).any(|(q, c)| q == question && c != choice) {
            return Err(UsageError::new(&format!("--answer gives {} two answers: keep one", question.id())));
        }
    }
    Ok(())
}
