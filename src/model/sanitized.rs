//! Cleans foreign text (bodies, headers, certificate names, gRPC messages, files) before anything may show or store it.
//! It doesn't know secrets: that is `secret::Redactor`, which uses this.

use crate::model::key_shape::without_key_names;
use std::fmt;
use unicode_width::UnicodeWidthChar as _;

/// Longest foreign text that is kept, in characters. Longer text is cut and ends in `…`.
pub const MAX_FOREIGN_CHARS: usize = 400;

/// Most marks on one letter: Vietnamese has two, some scripts four.
const MAX_MARKS: usize = 6;

/// Foreign text without control, bidirectional or invisible characters, on one line and of bounded length.
///
/// The only ways to make one are [`SanitizedText::new`] and [`SanitizedText::up_to`], so a value of this type can go to a terminal or file as it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SanitizedText(String);

impl SanitizedText {
    /// Cleans `text` and cuts it to [`MAX_FOREIGN_CHARS`] characters.
    pub fn new(text: &str) -> Self {
        Self::up_to(text, MAX_FOREIGN_CHARS)
    }

    /// Cleans `text` and cuts it to `longest` characters, the `…` of a cut among them.
    pub fn up_to(text: &str, longest: usize) -> Self {
        let mut out = String::new();
        let mut count = 0;
        // Where the last character that fits begins: a cut puts the `…` there.
        let mut last = 0;
        let mut gap = false;
        let mut marks = 0;
        'text: for c in text.chars() {
            if c.is_whitespace() || c.is_control() {
                gap = !out.is_empty();
                continue;
            }
            if is_invisible(c) {
                continue;
            }
            // A tower of marks on one letter covers the lines around it.
            marks = if c.width() == Some(0) { marks + 1 } else { 0 };
            if marks > MAX_MARKS {
                continue;
            }
            for c in std::mem::take(&mut gap).then_some(' ').into_iter().chain([c]) {
                if count == longest {
                    out.truncate(last);
                    out.truncate(out.trim_end_matches(' ').len());
                    if longest > 0 {
                        out.push('…');
                    }
                    break 'text;
                }
                last = out.len();
                out.push(c);
                count += 1;
            }
        }
        if has_command(&out) {
            let harmless = without_commands(&out);
            return Self(if harmless.chars().count() <= longest {
                harmless
            } else {
                harmless.chars().take(longest).collect()
            });
        }
        Self(out)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for SanitizedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SanitizedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl PartialEq<str> for SanitizedText {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for SanitizedText {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl From<&str> for SanitizedText {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for SanitizedText {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

/// Longest path that is shown, in characters: the longest that Linux opens.
pub const MAX_PATH_CHARS: usize = 4096;

/// A name or path that may be hostile. It is opened and compared as it is; everything that shows it gets it [`SanitizedText`].
///
/// It has no `Deref`, and both its `Display` and its `Debug` are clean: the raw text comes out of [`ForeignPath::raw`] alone, and
/// `tests/architecture.rs` lists the files that may call that.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ForeignPath {
    raw: String,
    shown: SanitizedText,
    hides: bool,
}

impl ForeignPath {
    /// This name. What is a key by its looks is not shown.
    pub fn new(raw: impl Into<String>) -> Self {
        let raw = raw.into();
        let shown = without_key_names(&raw);
        Self::shown_as(raw, &shown)
    }

    /// This name, of which a key was taken out where it is shown.
    fn shown_as(raw: String, shown: &str) -> Self {
        Self { hides: raw != shown, shown: SanitizedText::up_to(shown, MAX_PATH_CHARS), raw }
    }

    /// Takes out what is secret by what `redact` knows as well.
    pub fn hide(&mut self, redact: impl Fn(&str) -> String) {
        let shown = without_key_names(&redact(&self.raw));
        *self = Self::shown_as(std::mem::take(&mut self.raw), &shown);
    }

    /// Whether a key was taken out where it is shown.
    pub const fn hides_key(&self) -> bool {
        self.hides
    }

    /// The raw text for programs, which quote it themselves; cleaned where it has a key.
    pub fn for_programs(&self) -> &str {
        if self.hides { self.shown.as_str() } else { &self.raw }
    }

    /// For opening, for comparing, and for rules that look at the name. It must not be shown.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// For showing.
    pub const fn shown(&self) -> &SanitizedText {
        &self.shown
    }

    /// The name where it may stand in a command: none where cleaning changed it or it was not UTF-8, because the
    /// command would name another file.
    pub fn exact(&self) -> Option<&str> {
        (self.raw == self.shown.as_str() && !self.raw.contains(char::REPLACEMENT_CHARACTER))
            .then_some(self.shown.as_str())
    }
}

impl From<&str> for ForeignPath {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl From<String> for ForeignPath {
    fn from(raw: String) -> Self {
        Self::new(raw)
    }
}

impl fmt::Display for ForeignPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shown.as_str())
    }
}

impl fmt::Debug for ForeignPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.shown, f)
    }
}

/// Whether a CI service might take a part of this line for an order of the program.
fn has_command(line: &str) -> bool {
    line.contains("##") || line.contains("::")
}

/// The line with a space in whatever CI services obey: `::error::` where a line begins, which a word may come to do when lines are broken,
/// and `##[error]` or `##vso[…]` anywhere. IPv6 addresses that begin so stay.
pub(crate) fn without_commands(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    for (i, word) in line.split(' ').enumerate() {
        if i > 0 {
            out.push(' ');
        }
        let address = |c: char| c.is_ascii_hexdigit() || !c.is_ascii_alphabetic();
        match word.strip_prefix("::") {
            Some(rest) if !rest.chars().all(address) => {
                out.push_str(": :");
                out.push_str(rest);
            }
            Some(_) | None => out.push_str(word),
        }
    }
    out.replace("##[", "# #[").replace("##vso[", "# #vso[")
}

/// Longest address that may be opened, in bytes.
const MAX_LINK_BYTES: usize = 2048;

/// Whether a foreign address may be opened or made a link: one of the web, with nothing in it that a shell or a terminal could obey, nor a
/// name in front of the host that looks like the host. A host in other letters has to stand there in its ASCII form (`xn--…`), which nobody
/// takes for another.
pub fn is_web_address(link: &str) -> bool {
    let Some(rest) = link.strip_prefix("https://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    link.len() <= MAX_LINK_BYTES
        && link.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '`' | '<' | '>' | '\\'))
        && !authority.is_empty()
        && authority.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'))
}

/// Characters that change how their neighbors are shown or show nothing themselves
/// (Unicode TR36: bidirectional controls, zero-width characters, tags, interlinear marks).
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_survives() {
        let hostile = "\u{1b}[2J\u{1b}]0;x\u{7}ok\u{9b}31m\u{202e}evil\u{200b}\r\nnext\tline";
        let clean = SanitizedText::new(hostile);
        assert_eq!(clean.as_str(), "[2J ]0;x ok 31mevil next line");
    }

    #[test]
    fn only_plain_web_addresses_are_links() {
        assert!(is_web_address("https://docs.weaviate.io/cloud/manage-clusters/connect#grpc"));
        for bad in [
            "http://x",
            "file:///etc/passwd",
            "https://x/\u{1b}]0;",
            "https://x/$(id)`",
            "javascript:1",
            "https://docs.weaviate.io@evil.example/",
            "https://docs.weaviate.io:pass@evil.example/",
            "https://docs.weaviate.io%2f@evil.example/",
            "https://evil.example\\@docs.weaviate.io/",
            "https:///evil.example",
            "https://",
            "https://do\u{441}s.weaviate.io/",
            "https://evil%00.example/",
        ] {
            assert!(!is_web_address(bad), "{bad}");
        }
        assert!(is_web_address("https://xn--dos-qdd.example/a?mail=me@x#y") && is_web_address("https://[::1]:8443/"));
        assert!(!is_web_address(&format!("https://x/{}", "a".repeat(3000))));
    }

    #[test]
    fn length_is_bounded_in_characters() {
        let clean = SanitizedText::up_to(&"é".repeat(50), 10);
        assert_eq!(clean.as_str(), format!("{}…", "é".repeat(9)));
        assert!(SanitizedText::new("\n\t ").is_empty());
        for (text, longest, expected) in [
            ("abc", 3, "abc"),
            ("abc\n", 3, "abc"),
            ("abcd", 3, "ab…"),
            ("ab c", 3, "ab…"),
            ("a bc", 3, "a…"),
            ("abc d", 3, "ab…"),
            ("ab", 1, "…"),
            ("a", 1, "a"),
            ("a", 0, ""),
        ] {
            assert_eq!(SanitizedText::up_to(text, longest).as_str(), expected, "{text:?} {longest}");
        }
    }

    #[test]
    fn nothing_that_a_ci_obeys_survives() {
        for (text, clean) in [
            ("::error::x", ": :error::x"),
            ("a ::add-mask::x", "a : :add-mask::x"),
            (":\u{200b}:error file=a::x", ": :error file=a::x"),
            ("a##[error]b ##vso[task.complete]", "a# #[error]b # #vso[task.complete]"),
            ("#\u{200b}#vso[x]", "# #vso[x]"),
            ("to ::1 and ::ffff:127.0.0.1, std::string", "to ::1 and ::ffff:127.0.0.1, std::string"),
            ("## heading", "## heading"),
        ] {
            assert_eq!(SanitizedText::new(text).as_str(), clean, "{text:?}");
        }
        assert_eq!(SanitizedText::up_to("::error::", 9).as_str().chars().count(), 9);
    }

    #[test]
    fn marks_do_not_pile_up() {
        let clean = SanitizedText::new(&format!("a{}b\u{e9}", "\u{301}".repeat(100)));
        assert_eq!(clean.as_str().chars().count(), 1 + MAX_MARKS + 2);
    }

    #[test]
    fn a_foreign_path_shows_nothing_that_steers() {
        let path = ForeignPath::new("a\u{1b}[2J\n::error::\u{202e}.py");
        for shown in [path.to_string(), format!("{path:?}"), path.shown().to_string()] {
            assert!(!shown.contains(|c: char| c.is_control() || is_invisible(c)), "{shown:?}");
        }
        assert_eq!((path.exact(), ForeignPath::from("a b.py").exact()), (None, Some("a b.py")));
        assert!(path.raw().contains('\n'));
    }
}
