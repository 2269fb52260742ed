//! When texts are colored: what the command line, the environment and the terminal say.

use crate::frontend::cli::ColorChoice;
use crate::frontend::tui::view::Theme;
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
    let style = if colored { Style::COLORED } else { Style::PLAIN };
    // What goes to a file or a pipe is UTF-8; a terminal shows what it can.
    let unicode = !terminal || Theme::detect(|name| environment.get(name).map(str::to_owned)).unicode;
    if unicode { style } else { style.in_ascii() }
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
            let locale = [("LANG", "C.UTF-8"), ("TERM", "xterm")];
            let environment = Environment::of(locale.iter().chain(variables).copied(), Path::new(""));
            let plain = variables.contains(&("TERM", "dumb"));
            let wanted = if expected { Style::COLORED } else { Style::PLAIN };
            let wanted = if plain { wanted.in_ascii() } else { wanted };
            assert_eq!(style(choice, &environment, terminal), wanted, "{choice:?} {variables:?}");
        }
    }

    #[test]
    fn a_terminal_without_unicode_gets_ascii_and_a_file_does_not() {
        let environment = Environment::of([("LC_ALL", "C"), ("TERM", "xterm")], Path::new(""));
        assert_eq!(style(ColorChoice::Auto, &environment, true), Style::COLORED.in_ascii());
        assert_eq!(style(ColorChoice::Auto, &environment, false), Style::PLAIN);
    }
}
