//! What stands around the terminal: whether it is far away, inside tmux, beside a desktop; and the sequences that go through it. It decides
//! nothing about the wizard.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Longest text that is sent to a terminal's clipboard, in bytes. Terminals take about 74,000 characters of Base64.
const MAX_CLIPBOARD_BYTES: usize = 50_000;

/// What the environment says about the terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "five independent facts of the environment, not one state")]
pub struct TerminalEnv {
    /// Somebody came in over SSH: the clipboard and the browser here are not theirs.
    pub remote: bool,
    /// tmux stands between.
    pub tmux: bool,
    /// An X11 desktop.
    pub x11: bool,
    /// A Wayland desktop.
    pub wayland: bool,
    /// The terminal knows nothing beyond text and the bell.
    pub plain: bool,
}

impl TerminalEnv {
    /// Reads the environment.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).is_some_and(|v| !v.is_empty());
        let term = variable("TERM").unwrap_or_default();
        Self {
            remote: set("SSH_CONNECTION") || set("SSH_TTY") || set("SSH_CLIENT"),
            tmux: set("TMUX"),
            x11: set("DISPLAY"),
            wayland: set("WAYLAND_DISPLAY"),
            plain: term == "linux" || term == "dumb",
        }
    }

    /// Whether a desktop is here, with a clipboard and perhaps a browser.
    pub const fn has_desktop(self) -> bool {
        !self.remote && (cfg!(target_os = "macos") || cfg!(windows) || self.x11 || self.wayland)
    }

    /// The sequence that puts a text into the terminal's clipboard (OSC 52); none when it is too long or the terminal knows no such thing.
    pub fn copying(self, text: &str) -> Option<String> {
        if self.plain || text.len() > MAX_CLIPBOARD_BYTES {
            return None;
        }
        let sequence = format!("\u{1b}]52;c;{}\u{7}", STANDARD.encode(text));
        // tmux takes it itself (set-clipboard on), or hands it to the terminal around it (allow-passthrough on); the same text twice is no harm.
        Some(if self.tmux { format!("{sequence}{}", through_tmux(&sequence)) } else { sequence })
    }

    /// The bell, and a notification of the desktop in the two forms that terminals know (OSC 9, OSC 777).
    pub fn alert(self, words: &str) -> String {
        if self.plain {
            return "\u{7}".to_owned();
        }
        let words: String = words.chars().filter(|c| !c.is_control() && *c != ';').collect();
        let sequence = format!("\u{1b}]9;{words}\u{1b}\\\u{1b}]777;notify;weaviate-doctor;{words}\u{1b}\\");
        if self.tmux { format!("\u{7}{}", through_tmux(&sequence)) } else { format!("\u{7}{sequence}") }
    }

    /// The sequence that sets the window's title (OSC 2); none for terminals without one.
    pub fn title(self, words: &str) -> Option<String> {
        let words: String = words.chars().filter(|c| !c.is_control()).collect();
        (!self.plain).then(|| format!("\u{1b}]2;{words}\u{1b}\\"))
    }
}

/// tmux hands on what is wrapped like this, escapes doubled.
fn through_tmux(sequence: &str) -> String {
    format!("\u{1b}Ptmux;{}\u{1b}\\", sequence.replace('\u{1b}', "\u{1b}\u{1b}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> TerminalEnv {
        TerminalEnv::of(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    #[test]
    fn sequences_suit_the_terminal() {
        let plain = of(&[("TERM", "xterm-256color"), ("DISPLAY", ":0")]);
        assert_eq!(plain.copying("hé").as_deref(), Some("\u{1b}]52;c;aMOp\u{7}"));
        assert!(plain.has_desktop());
        let tmux =
            of(&[("TERM", "tmux-256color"), ("TMUX", "/tmp/x,1,0"), ("SSH_TTY", "/dev/pts/1"), ("DISPLAY", ":10")]);
        assert_eq!(
            tmux.copying("a").as_deref(),
            Some("\u{1b}]52;c;YQ==\u{7}\u{1b}Ptmux;\u{1b}\u{1b}]52;c;YQ==\u{7}\u{1b}\\")
        );
        assert!(!tmux.has_desktop() || cfg!(not(unix)), "the desktop of an SSH session is not the user's");
        assert_eq!(plain.copying(&"x".repeat(MAX_CLIPBOARD_BYTES + 1)), None);
        assert!(plain.alert("over; now\u{1b}").contains("]9;over now\u{1b}\\"));
        let console = of(&[("TERM", "linux")]);
        assert_eq!((console.alert("x").as_str(), console.copying("x"), console.title("x")), ("\u{7}", None, None));
    }
}
