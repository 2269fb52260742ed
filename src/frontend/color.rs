//! When texts are colored: what the command line, the environment and the terminal say.

use crate::frontend::cli::ColorChoice;
use crate::io::discover::Environment;
use crate::report::Style;

/// `--color` decides; then `NO_COLOR` (no-color.org: set and not empty), `CLICOLOR_FORCE`, `TERM=dumb`; then whether it goes to a terminal.
pub fn style(choice: ColorChoice, environment: &Environment, terminal: bool) -> Style {
    let set = |name| environment.get(name).is_some_and(|v| !v.is_empty());
    let colored = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if set("NO_COLOR") => false,
        ColorChoice::Auto if set("CLICOLOR_FORCE") && environment.get("CLICOLOR_FORCE") != Some("0") => true,
        ColorChoice::Auto => terminal && environment.get("TERM") != Some("dumb"),
    };
    if colored { Style::COLORED } else { Style::PLAIN }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn when_to_color() {
        use ColorChoice::{Always, Auto, Never};
        type Row<'a> = (ColorChoice, &'a [(&'a str, &'a str)], bool, bool);
        let table: [Row<'_>; 8] = [
            (Auto, &[], true, true),
            (Auto, &[], false, false),
            (Auto, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true, false),
            (Auto, &[("NO_COLOR", "")], true, true),
            (Auto, &[("TERM", "dumb")], true, false),
            (Auto, &[("CLICOLOR_FORCE", "1")], false, true),
            (Always, &[("NO_COLOR", "1")], false, true),
            (Never, &[("CLICOLOR_FORCE", "1")], true, false),
        ];
        for (choice, variables, terminal, expected) in table {
            let environment = Environment::of(variables.iter().copied(), Path::new(""));
            assert_eq!(style(choice, &environment, terminal) == Style::COLORED, expected, "{choice:?} {variables:?}");
        }
    }
}
