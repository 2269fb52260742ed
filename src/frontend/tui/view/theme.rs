//! Colors by meaning, for light and dark terminals of sixteen or 256 colors; marks; and the plain characters for terminals that know no
//! others. No color carries a meaning alone.

use crate::io::discover::config_file::ThemeChoice;
use crate::wizard::run::StepState;
use crate::words::ascii;
use crate::words::highlight::Ink;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

/// How things look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Theme {
    /// Whether colors are used.
    pub color: bool,
    /// Whether more than ASCII is used.
    pub unicode: bool,
    /// What the colors have to be read on.
    pub shade: Shade,
    /// Whether the terminal has 256 colors or more.
    pub deep: bool,
}

/// What the colors have to be read on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shade {
    /// Nobody knows: the terminal's own sixteen colors, which its owner made readable.
    #[default]
    Terminal,
    /// A dark background.
    Dark,
    /// A light background.
    Light,
}

/// Frames of the spinner.
const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const PLAIN_SPINNER: [&str; 4] = ["|", "/", "-", "\\"];

/// What a color means.
#[derive(Clone, Copy)]
enum Tone {
    Accent,
    Good,
    Warn,
    Bad,
    Violet,
    Blue,
}

impl Theme {
    /// Reads the environment: `NO_COLOR`, `TERM`, `COLORTERM`, `COLORFGBG`, and whether the locale is UTF-8.
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|v| !v.is_empty());
        let term = set("TERM").unwrap_or_default();
        let dumb = term == "dumb";
        // The kernel's own console has a font of 512 characters at most: boxes yes, ticks no.
        let console = term == "linux";
        let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG"));
        let utf8 = match locale {
            Some(locale) => {
                let locale = locale.to_ascii_lowercase();
                locale.contains("utf-8") || locale.contains("utf8")
            }
            // Windows has no locale variables and a terminal that knows Unicode.
            None => cfg!(windows),
        };
        let direct = set("COLORTERM").is_some_and(|c| matches!(c.as_str(), "truecolor" | "24bit"));
        Self {
            color: set("NO_COLOR").is_none() && !dumb,
            unicode: utf8 && !dumb && !console,
            shade: set("COLORFGBG").map_or(Shade::Terminal, |colors| shade(&colors)),
            deep: !console && (direct || term.contains("256color") || term.contains("direct")),
        }
    }

    /// The same with what the config file wants; the terminal's own word counts where it wants nothing.
    #[must_use]
    pub const fn as_wanted(self, theme: ThemeChoice) -> Self {
        match theme {
            ThemeChoice::Auto => self,
            ThemeChoice::Light => Self { shade: Shade::Light, ..self },
            ThemeChoice::Dark => Self { shade: Shade::Dark, ..self },
        }
    }

    /// Colors of the cube keep a contrast of 4.5 to 1 or more with their background (WCAG 2.1, 1.4.3).
    fn colored(self, meaning: Tone) -> Style {
        if !self.color {
            return Style::new();
        }
        let color = match (self.shade, self.deep, meaning) {
            (Shade::Dark, true, Tone::Accent) => Color::Indexed(80),
            (Shade::Dark, true, Tone::Good) => Color::Indexed(114),
            (Shade::Dark, true, Tone::Warn) => Color::Indexed(221),
            (Shade::Dark, true, Tone::Bad) => Color::Indexed(210),
            (Shade::Dark, true, Tone::Violet) => Color::Indexed(176),
            (Shade::Dark, true, Tone::Blue) => Color::Indexed(111),
            (Shade::Light, true, Tone::Accent) => Color::Indexed(24),
            (Shade::Light, true, Tone::Good) => Color::Indexed(22),
            (Shade::Light, true, Tone::Warn) => Color::Indexed(94),
            (Shade::Light, true, Tone::Bad) => Color::Indexed(124),
            (Shade::Light, true, Tone::Violet) => Color::Indexed(90),
            (Shade::Light, true, Tone::Blue) => Color::Indexed(19),
            // Of the sixteen, cyan and yellow are pale on white.
            (Shade::Light, false, Tone::Accent | Tone::Blue) => Color::Blue,
            (Shade::Light, false, Tone::Warn | Tone::Violet) => Color::Magenta,
            (_, _, Tone::Accent) => Color::Cyan,
            (_, _, Tone::Good) => Color::Green,
            (_, _, Tone::Warn) => Color::Yellow,
            (_, _, Tone::Bad) => Color::Red,
            (_, _, Tone::Violet) => Color::Magenta,
            (_, _, Tone::Blue) => Color::Blue,
        };
        Style::new().fg(color)
    }

    /// Text that leads.
    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Text that stands back. Terminals differ in what they make of dim, so a grey of its own where the background is known.
    pub fn dim(self) -> Style {
        match (self.color && self.deep, self.shade) {
            (true, Shade::Dark) => Style::new().fg(Color::Indexed(246)),
            (true, Shade::Light) => Style::new().fg(Color::Indexed(241)),
            (true, Shade::Terminal) | (false, _) => Style::new().add_modifier(Modifier::DIM),
        }
    }

    /// What the user can act on, and where the selection is.
    pub fn accent(self) -> Style {
        self.colored(Tone::Accent)
    }

    /// The selected line.
    pub fn selected(self) -> Style {
        self.accent().add_modifier(Modifier::BOLD)
    }

    /// Something works.
    pub fn good(self) -> Style {
        self.colored(Tone::Good)
    }

    /// Something deserves a look.
    pub fn warn(self) -> Style {
        self.colored(Tone::Warn)
    }

    /// Something does not work.
    pub fn bad(self) -> Style {
        self.colored(Tone::Bad)
    }

    /// The style of a piece of code.
    pub fn ink(self, ink: Ink) -> Style {
        match ink {
            Ink::Keyword => self.colored(Tone::Violet),
            Ink::Text => self.colored(Tone::Good),
            Ink::Comment => self.dim(),
            Ink::Function => self.colored(Tone::Blue),
            Ink::Type => self.colored(Tone::Warn),
            Ink::Constant => self.colored(Tone::Accent),
        }
    }

    /// The style of a mark.
    pub fn style(self, mark: StepState) -> Style {
        match mark {
            StepState::Passed => self.good(),
            StepState::Warned => self.warn(),
            StepState::Failed => self.bad().add_modifier(Modifier::BOLD),
            StepState::Running => self.accent(),
            StepState::Skipped | StepState::Waiting => self.dim(),
        }
    }

    /// The mark itself; `tick` turns the spinner.
    pub fn mark(self, mark: StepState, tick: usize) -> &'static str {
        match mark {
            StepState::Passed => "✓",
            StepState::Warned => "!",
            StepState::Failed => "✗",
            StepState::Skipped | StepState::Waiting => "·",
            StepState::Running if self.unicode => SPINNER[tick % SPINNER.len()],
            StepState::Running => PLAIN_SPINNER[tick % PLAIN_SPINNER.len()],
        }
    }
}

/// What the background is, by `COLORFGBG`: text and background among the terminal's sixteen, `15;0` or `0;default;15`.
fn shade(colors: &str) -> Shade {
    match colors.rsplit(';').next().and_then(|c| c.parse().ok()) {
        Some(0..=6 | 8) => Shade::Dark,
        Some(7 | 9..=15) => Shade::Light,
        Some(16..=u8::MAX) | None => Shade::Terminal,
    }
}

/// Replaces every character that is not ASCII by one that is, one for one, so that nothing moves.
pub fn to_ascii(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if cell.symbol().is_ascii() {
            continue;
        }
        let plain = ascii::sign(cell.symbol());
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
        assert_eq!(full, Theme { color: true, unicode: true, shade: Shade::Terminal, deep: true });
        assert!(!theme(&[("LANG", "C.UTF-8"), ("NO_COLOR", "1")]).color);
        assert!(theme(&[("LANG", "C.utf8"), ("NO_COLOR", "")]).color);
        assert!(!theme(&[("LANG", "C.UTF-8"), ("LC_ALL", "C")]).unicode);
        assert_eq!(theme(&[("LANG", "C.UTF-8"), ("TERM", "dumb")]), Theme::default());
        let console = theme(&[("LANG", "C.UTF-8"), ("TERM", "linux"), ("COLORTERM", "truecolor")]);
        assert_eq!(console, Theme { color: true, ..Theme::default() });
        assert!(theme(&[("TERM", "xterm"), ("COLORTERM", "truecolor")]).deep && !theme(&[("TERM", "xterm")]).deep);
        for (colors, expected) in [
            ("15;0", Shade::Dark),
            ("0;default;15", Shade::Light),
            ("0;7", Shade::Light),
            ("12;8", Shade::Dark),
            ("0;default", Shade::Terminal),
            ("x", Shade::Terminal),
            ("1;99", Shade::Terminal),
        ] {
            assert_eq!(theme(&[("COLORFGBG", colors)]).shade, expected, "{colors}");
        }
        // The config file's word counts more than the terminal's.
        let light = theme(&[("COLORFGBG", "15;0")]).as_wanted(ThemeChoice::Light);
        assert_eq!(light.shade, Shade::Light);
        assert_eq!(light.as_wanted(ThemeChoice::Auto), light);
    }

    /// Red, green and blue of a color of the cube or of the greys (xterm's `256colres.pl`).
    fn parts(index: u8) -> [f64; 3] {
        if index >= 232 {
            return [f64::from(8 + 10 * u16::from(index - 232)); 3];
        }
        let step = |n: u8| if n == 0 { 0.0 } else { f64::from(55 + 40 * u16::from(n)) };
        [(index - 16) / 36, (index - 16) / 6 % 6, (index - 16) % 6].map(step)
    }

    /// Relative luminance (WCAG 2.1).
    fn luminance(parts: [f64; 3]) -> f64 {
        let linear = |c: f64| {
            let c = c / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = parts.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    #[test]
    fn what_is_colored_can_be_read_on_its_background() {
        // Black and white, and the off-white and off-black of common themes (Solarized's base3 and base03).
        for (shade, backgrounds) in [
            (Shade::Dark, [[0.0, 0.0, 0.0], [0.0, 43.0, 54.0]]),
            (Shade::Light, [[255.0, 255.0, 255.0], [253.0, 246.0, 227.0]]),
        ] {
            let theme = Theme { color: true, unicode: true, shade, deep: true };
            let inks = [Ink::Keyword, Ink::Text, Ink::Comment, Ink::Function, Ink::Type, Ink::Constant];
            let styles = [theme.accent(), theme.good(), theme.warn(), theme.bad(), theme.dim()];
            for style in styles.into_iter().chain(inks.map(|ink| theme.ink(ink))) {
                let Some(Color::Indexed(index)) = style.fg else { panic!("{style:?}") };
                for background in backgrounds {
                    let (a, b) = (luminance(parts(index)), luminance(background));
                    let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                    assert!(contrast >= 4.5, "{shade:?} {index}: {contrast:.1}");
                }
            }
        }
    }
}
