//! Colours by meaning, marks, and the plain characters for terminals that know no others. No colour carries a meaning alone.

use crate::highlight::Ink;
use crate::wizard::probing::Mark;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

/// How things look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Theme {
    /// Whether colours are used.
    pub color: bool,
    /// Whether more than ASCII is used.
    pub unicode: bool,
}

/// Frames of the spinner.
const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const PLAIN_SPINNER: [&str; 4] = ["|", "/", "-", "\\"];

impl Theme {
    /// Reads the environment: `NO_COLOR`, `TERM=dumb`, and whether the locale is UTF-8.
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|v| !v.is_empty());
        let dumb = set("TERM").is_some_and(|t| t == "dumb");
        // The kernel's own console has a font of 512 characters at most: boxes yes, ticks no.
        let console = set("TERM").is_some_and(|t| t == "linux");
        let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG"));
        let utf8 = match locale {
            Some(locale) => {
                let locale = locale.to_ascii_lowercase();
                locale.contains("utf-8") || locale.contains("utf8")
            }
            // Windows has no locale variables and a terminal that knows Unicode.
            None => cfg!(windows),
        };
        Self { color: set("NO_COLOR").is_none() && !dumb, unicode: utf8 && !dumb && !console }
    }

    fn colored(self, color: Color) -> Style {
        if self.color { Style::new().fg(color) } else { Style::new() }
    }

    /// Text that leads.
    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Text that stands back.
    pub fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// What the user can act on, and where the selection is.
    pub fn accent(self) -> Style {
        self.colored(Color::Cyan)
    }

    /// The selected line.
    pub fn selected(self) -> Style {
        self.accent().add_modifier(Modifier::BOLD)
    }

    /// Something works.
    pub fn good(self) -> Style {
        self.colored(Color::Green)
    }

    /// Something deserves a look.
    pub fn warn(self) -> Style {
        self.colored(Color::Yellow)
    }

    /// Something does not work.
    pub fn bad(self) -> Style {
        self.colored(Color::Red)
    }

    /// The style of a piece of code.
    pub fn ink(self, ink: Ink) -> Style {
        match ink {
            Ink::Keyword => self.colored(Color::Magenta),
            Ink::Text => self.colored(Color::Green),
            Ink::Comment => self.dim(),
            Ink::Function => self.colored(Color::Blue),
            Ink::Type => self.colored(Color::Yellow),
            Ink::Constant => self.colored(Color::Cyan),
        }
    }

    /// The style of a mark.
    pub fn style(self, mark: Mark) -> Style {
        match mark {
            Mark::Passed => self.good(),
            Mark::Warned => self.warn(),
            Mark::Failed => self.bad().add_modifier(Modifier::BOLD),
            Mark::Running => self.accent(),
            Mark::Skipped | Mark::Waiting => self.dim(),
        }
    }

    /// The mark itself; `tick` turns the spinner.
    pub fn mark(self, mark: Mark, tick: usize) -> &'static str {
        match mark {
            Mark::Passed => "✓",
            Mark::Warned => "!",
            Mark::Failed => "✗",
            Mark::Skipped | Mark::Waiting => "·",
            Mark::Running if self.unicode => SPINNER[tick % SPINNER.len()],
            Mark::Running => PLAIN_SPINNER[tick % PLAIN_SPINNER.len()],
        }
    }
}

/// Replaces every character that is not ASCII by one that is, one for one, so that nothing moves.
pub fn to_ascii(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if cell.symbol().is_ascii() {
            continue;
        }
        let plain = match cell.symbol() {
            "✓" => "+",
            "✗" => "x",
            "·" | "…" | "•" => ".",
            "─" | "━" | "╸" | "–" | "—" => "-",
            "│" | "┃" => "|",
            "●" | "↗" => "*",
            "○" => "o",
            "›" | "▸" | "→" | "↪" => ">",
            "‹" | "←" => "<",
            "↑" => "^",
            "↓" => "v",
            "█" => "#",
            "▏" | "▌" => "_",
            "⏎" => "E",
            "“" | "”" => "\"",
            "‘" | "’" => "'",
            "\u{a0}" => " ",
            _ => "?",
        };
        cell.set_symbol(plain);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_decides() {
        let theme = |pairs: &[(&str, &str)]| {
            Theme::detect(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        let full = theme(&[("LANG", "en_US.UTF-8"), ("TERM", "xterm-256color")]);
        assert_eq!(full, Theme { color: true, unicode: true });
        assert!(!theme(&[("LANG", "C.UTF-8"), ("NO_COLOR", "1")]).color);
        assert!(theme(&[("LANG", "C.utf8"), ("NO_COLOR", "")]).color);
        assert!(!theme(&[("LANG", "C.UTF-8"), ("LC_ALL", "C")]).unicode);
        assert_eq!(theme(&[("LANG", "C.UTF-8"), ("TERM", "dumb")]), Theme { color: false, unicode: false });
    }
}
