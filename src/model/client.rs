//! The official client libraries: languages, versions and the defaults that decide what a user sees. No detection: that is `discover`.

use crate::model::sanitized::SanitizedText;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// A client library's language. The names are those of `--client`.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Display, EnumIter, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum Language {
    /// `weaviate-client` of the Python package index.
    #[default]
    #[strum(to_string = "python", serialize = "py")]
    Python,
    /// `weaviate-client` of npm, JavaScript too.
    #[strum(to_string = "typescript", serialize = "javascript", serialize = "ts", serialize = "js", serialize = "node")]
    TypeScript,
    /// `weaviate-go-client`.
    #[strum(to_string = "go", serialize = "golang")]
    Go,
    /// `client6` (or `client`) of `io.weaviate`.
    Java,
    /// `Weaviate.Client` of `NuGet`.
    #[strum(to_string = "csharp", serialize = "c#", serialize = "cs", serialize = "dotnet")]
    CSharp,
    /// Plain REST with curl or another HTTP client.
    #[strum(to_string = "curl", serialize = "rest", serialize = "shell", serialize = "sh")]
    Curl,
}

impl Language {
    /// The name of the public interface.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// The name as people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Python => "Python",
            Self::TypeScript => "TypeScript",
            Self::Go => "Go",
            Self::Java => "Java",
            Self::CSharp => "C#",
            Self::Curl => "curl",
        }
    }

    /// The client's default for its start-up check (`facts.md` §2: `config.py:63`, `grpc.ts:235`, Java `Config`; Go checks nothing by
    /// default; for C# and curl nothing is known, so Python's strict value is not used against them).
    pub const fn default_init_timeout(self) -> Duration {
        match self {
            Self::Python | Self::TypeScript => Duration::from_secs(2),
            Self::Java | Self::Go | Self::CSharp | Self::Curl => Duration::from_secs(30),
        }
    }

    /// Whether the client uses gRPC at all.
    pub const fn uses_grpc(self) -> bool {
        !matches!(self, Self::Curl)
    }
}

/// A release of a client library. Parts that were not given count as zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Version {
    /// First number.
    pub major: u32,
    /// Second number.
    pub minor: u32,
    /// Third number.
    pub patch: u32,
}

impl Version {
    /// A version.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl FromStr for Version {
    type Err = ();

    /// Reads `4`, `4.14`, `v4.14.3`, `1.31.0-rc.0`; what stands behind the numbers is left out.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim().trim_start_matches(['v', 'V', '=', '^', '~', '>', '<', ' ']);
        let mut parts = [0_u32; 3];
        let mut read = 0;
        for (slot, part) in parts.iter_mut().zip(text.split('.')) {
            let digits: &str = &part[..part.bytes().take_while(u8::is_ascii_digit).count()];
            if digits.is_empty() {
                break;
            }
            *slot = digits.parse().map_err(|_| ())?;
            read += 1;
            if digits.len() < part.len() {
                break;
            }
        }
        if read == 0 { Err(()) } else { Ok(Self::new(parts[0], parts[1], parts[2])) }
    }
}

/// The client whose rules and snippets are used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Client {
    /// Its language.
    pub language: Language,
    /// Its version, when known.
    pub version: Option<Version>,
}

/// First Python release whose `connect_to_*` helpers take a bare string as a key (commit 6c172b05, 2025-04-29).
pub const PYTHON_TAKES_STRING: Version = Version::new(4, 14, 4);

impl Client {
    /// Whether this client silently drops a key that is handed over as a bare string (Python before 4.14.4, and v3).
    pub fn drops_bare_string(self) -> bool {
        self.language == Language::Python && self.version.is_some_and(|v| v < PYTHON_TAKES_STRING)
    }
}

impl Client {
    /// The ending of the names of the snippets for an older major version whose code is another: Python 3 (REST only, `weaviate.Client`)
    /// and Java 5 (`io.weaviate:client`). None for what is current or unknown.
    pub fn old_major(self) -> Option<&'static str> {
        match (self.language, self.version?.major) {
            (Language::Python, 1..=3) => Some("v3"),
            (Language::Java, 1..=5) => Some("v5"),
            _ => None,
        }
    }
}

impl FromStr for Client {
    type Err = String;

    /// Reads `LANG` or `LANG@VERSION`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (language, version) = text.split_once('@').map_or((text, None), |(l, v)| (l, Some(v)));
        let language = Language::from_str(language).map_err(|_| {
            format!(
                "unknown client language “{}”: use python, typescript, go, java, csharp or curl",
                SanitizedText::up_to(language, 40)
            )
        })?;
        let version = version
            .map(|v| {
                Version::from_str(v).map_err(|()| {
                    format!(
                        "“{}” isn't a version: write for example {}@4.14.3",
                        SanitizedText::up_to(v, 40),
                        language.id()
                    )
                })
            })
            .transpose()?;
        Ok(Self { language, version })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_clients_are_read() {
        assert_eq!("v4.14".parse(), Ok(Version::new(4, 14, 0)));
        assert_eq!("1.31.0-rc.0".parse(), Ok(Version::new(1, 31, 0)));
        assert_eq!("^3.14.0".parse(), Ok(Version::new(3, 14, 0)));
        assert_eq!("4.0b2".parse(), Ok(Version::new(4, 0, 0)));
        assert_eq!("x".parse::<Version>(), Err(()));
        assert_eq!("99999999999".parse::<Version>(), Err(()));
        let old: Client = "python@4.14.3".parse().unwrap();
        assert!(old.drops_bare_string());
        assert!(!"python@4.14.4".parse::<Client>().unwrap().drops_bare_string());
        assert!(!"python".parse::<Client>().unwrap().drops_bare_string());
        assert_eq!("JavaScript".parse::<Client>().unwrap().language, Language::TypeScript);
        assert!("cobol".parse::<Client>().is_err());
    }
}
