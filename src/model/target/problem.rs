//! What was tidied in a URL's text, and why a text can't be used.

use crate::model::client::Language;
use crate::model::sanitized::SanitizedText;
use strum::{EnumIter, IntoStaticStr};

/// Something that was tidied, which one client or another would not do.
#[derive(Clone, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum UrlHint {
    /// White space around it was removed.
    WhiteSpace,
    /// Quotes around it were removed.
    Quotes,
    /// A scheme was added.
    SchemeAdded,
    /// A path, query or fragment was left out. Nothing says which: a key may stand there.
    PathLeftOut,
    /// A user name or password in it was left out.
    CredentialsLeftOut,
    /// `http` became `https`, as the cloud helpers of the clients do.
    HttpsInstead,
    /// The host is written with upper case letters.
    UpperCase,
    /// The scheme stood there twice, or with one slash.
    SchemeRepaired,
    /// The user's client would not come through with the text as it stands.
    RefusedBy {
        /// The client.
        language: Language,
        /// Its own error.
        error: SanitizedText,
    },
}

/// Why a text can't be used as a cluster URL.
#[derive(Clone, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum UrlProblem {
    /// Nothing but white space.
    Empty,
    /// Longer than [`super::LONGEST_URL`].
    TooLong,
    /// Control characters inside.
    ControlCharacters,
    /// White space inside: a sentence, or two values.
    WhiteSpaceInside,
    /// A sample such as `YOUR-CLUSTER-URL`.
    Placeholder,
    /// A scheme that is neither `http` nor `https`.
    Scheme(SanitizedText),
    /// No host in it.
    NoHost,
    /// A port that is no number from 1 to 65535.
    Port,
    /// Not a URL for another reason.
    Unreadable,
    /// The console's address instead of a cluster's.
    IsConsole,
    /// The gRPC endpoint instead of the cluster's URL.
    IsGrpcEndpoint {
        /// The cluster URL that belongs to it.
        instead: String,
    },
    /// Most likely a key that was put into the URL's place; nothing shows it or looks it up.
    LooksLikeKey,
    /// A page about Weaviate (documentation, website) instead of a cluster.
    IsWebsite,
    /// The text holds more than a URL, and a program that gets it as it is does not come through.
    NeedsRepair {
        /// The right text.
        instead: String,
    },
    /// The user's client does not come through with this text.
    ClientRefuses {
        /// The client.
        language: Language,
        /// Its own error.
        error: SanitizedText,
        /// The right text.
        instead: String,
    },
}

impl UrlProblem {
    /// The text that was most likely meant, where that is known.
    pub fn instead(&self) -> Option<String> {
        match self {
            Self::IsGrpcEndpoint { instead } | Self::NeedsRepair { instead } | Self::ClientRefuses { instead, .. } => {
                Some(instead.clone())
            }
            _ => None,
        }
    }
}
