//! Whose way and whose trust are judged: the user's own client with what is known of it, and the official clients of other languages.

use super::CURRENT;
use crate::model::case::Case;
use crate::model::client::{Language, Version};

/// A client that is judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct JudgedClient {
    /// Its language.
    pub language: Language,
    /// Its version; none for the user's own client where that is not known.
    pub version: Option<Version>,
    /// The version of its language, where that is known.
    pub runtime: Option<Version>,
    /// Whether it is told to take proxies and roots from the environment (Python, `AdditionalConfig(trust_env=True)`).
    pub trust_env: bool,
}

impl JudgedClient {
    /// A client of which nothing else is known.
    pub const fn of(language: Language) -> Self {
        Self { language, version: None, runtime: None, trust_env: false }
    }

    /// The user's own.
    pub fn own(case: &Case) -> Self {
        let Case { client, runtime, .. } = case;
        Self { language: client.language, version: client.version, runtime: *runtime, trust_env: case.trust_env }
    }

    /// The client of this language: the user's own, or the official one.
    pub fn in_case(case: &Case, language: Language) -> Self {
        let version = || CURRENT.iter().find(|(of, _)| *of == language).map(|(_, version)| *version);
        if case.client.language == language {
            Self::own(case)
        } else {
            Self { version: version(), ..Self::of(language) }
        }
    }

    /// The user's own client first, then the official clients of other languages.
    pub fn all(case: &Case) -> Vec<Self> {
        let others = CURRENT.iter().map(|(language, _)| *language).filter(|other| *other != case.client.language);
        std::iter::once(Self::own(case)).chain(others.map(|language| Self::in_case(case, language))).collect()
    }

    /// Python's client from version 4 on, told to take proxies and roots from the environment.
    pub(super) fn trusts_environment(self) -> bool {
        self.trust_env && self.language == Language::Python && self.version.is_none_or(|version| version.major >= 4)
    }
}
