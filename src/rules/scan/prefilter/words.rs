//! The words that a text is searched for before it is parsed, and what each speaks for.

use std::ops::Range;

/// What a word speaks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// A rule may need no more than this.
    Enough,
    /// The name of a header.
    Header,
    /// The host of an address, when it goes on with Weaviate's name.
    Host,
    /// The client of this language is at hand.
    Client(Tongue),
    /// A user name and password of HTTP's own login.
    Login,
    /// Something that is called on it.
    Call(Tongue),
    /// May be part of a name that speaks of Weaviate.
    Name,
    /// May be part of a name that speaks of a key.
    Key,
}

/// A grammar, or two of one client.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    Python,
    Script,
    Go,
    Java,
    CSharp,
}

pub(super) struct Word {
    pub text: &'static str,
    pub sign: Sign,
    /// Whether letters before or behind make another word of it.
    whole: bool,
    /// Whether capitals make another word of it.
    exact: bool,
}

const fn part(sign: Sign, text: &'static str) -> Word {
    Word { text, sign, whole: false, exact: false }
}

const fn whole(sign: Sign, text: &'static str) -> Word {
    Word { text, sign, whole: true, exact: false }
}

const fn exact(sign: Sign, text: &'static str) -> Word {
    Word { text, sign, whole: true, exact: true }
}

const PYTHON: Sign = Sign::Call(Tongue::Python);
const SCRIPT: Sign = Sign::Call(Tongue::Script);
const JAVA: Sign = Sign::Call(Tongue::Java);
const CSHARP: Sign = Sign::Call(Tongue::CSharp);

pub(super) const WORDS: [Word; 79] = [
    part(Sign::Name, "weaviate"),
    part(Sign::Name, "wcd"),
    part(Sign::Name, "wcs"),
    // Each of them ends a word: `names::is_key`.
    part(Sign::Key, "key"),
    part(Sign::Key, "token"),
    part(Sign::Key, "secret"),
    part(Sign::Key, "pat"),
    // Hosts, also as regular expressions write them.
    part(Sign::Enough, "weaviate.cloud"),
    part(Sign::Enough, "weaviate.network"),
    part(Sign::Enough, "semi.technology"),
    part(Sign::Enough, "weaviate\\.cloud"),
    part(Sign::Enough, "weaviate\\.network"),
    part(Sign::Enough, "semi\\.technology"),
    part(Sign::Enough, "grpc-"),
    part(Sign::Host, "console."),
    // Headers: `rules::http::OTHER_HEADERS` and the right one.
    whole(Sign::Header, "authorization"),
    whole(Sign::Header, "x-weaviate-api-key"),
    whole(Sign::Header, "x-api-key"),
    whole(Sign::Header, "api-key"),
    whole(Sign::Header, "apikey"),
    whole(Sign::Header, "x-apikey"),
    whole(Sign::Header, "x-auth-token"),
    whole(Sign::Header, "weaviate-api-key"),
    whole(Sign::Header, "x-api-token"),
    whole(Sign::Header, "api_key"),
    exact(Sign::Enough, "AuthenticationHeaderValue"),
    exact(Sign::Login, "auth"),
    exact(Sign::Login, "SetBasicAuth"),
    exact(Sign::Login, "setBasicAuth"),
    exact(Sign::Login, "Credentials.basic"),
    exact(Sign::Login, "BasicAuth"),
    // Prefixes of variables for browsers: `names::PUBLIC`.
    part(Sign::Enough, "public_"),
    part(Sign::Enough, "vite_"),
    part(Sign::Enough, "react_app_"),
    part(Sign::Enough, "gatsby_"),
    part(Sign::Enough, "vue_app_"),
    part(Sign::Enough, "ng_app_"),
    part(Sign::Enough, "storybook_"),
    part(Sign::Enough, "razzle_"),
    part(Sign::Enough, ".public."),
    // Clients.
    exact(Sign::Client(Tongue::Python), "weaviate"),
    exact(Sign::Client(Tongue::Script), "weaviate"),
    exact(Sign::Client(Tongue::Script), "weaviate2"),
    exact(Sign::Client(Tongue::Java), "io.weaviate"),
    part(Sign::Client(Tongue::CSharp), "weaviate"),
    part(Sign::Client(Tongue::Go), "weaviate-go-client"),
    part(Sign::Call(Tongue::Go), "weaviate-go-client"),
    part(PYTHON, "connect_to_"),
    part(PYTHON, "use_async_with_"),
    exact(PYTHON, "WeaviateClient"),
    exact(PYTHON, "WeaviateAsyncClient"),
    exact(PYTHON, "Client"),
    exact(PYTHON, "ConnectionParams"),
    exact(PYTHON, "AuthApiKey"),
    exact(PYTHON, "AuthClientPassword"),
    exact(PYTHON, "client_password"),
    exact(PYTHON, "AuthBearerToken"),
    exact(PYTHON, "bearer_token"),
    exact(PYTHON, "AuthClientCredentials"),
    exact(PYTHON, "client_credentials"),
    exact(PYTHON, "Timeout"),
    part(SCRIPT, "connectTo"),
    exact(SCRIPT, "client"),
    exact(SCRIPT, "ApiKey"),
    exact(SCRIPT, "AuthUserPasswordCredentials"),
    exact(SCRIPT, "AuthAccessTokenCredentials"),
    exact(SCRIPT, "AuthClientCredentials"),
    exact(JAVA, "connectToWeaviateCloud"),
    exact(JAVA, "connectToCustom"),
    exact(JAVA, "connectToLocal"),
    exact(JAVA, "WeaviateCloud"),
    exact(JAVA, "Authentication"),
    exact(JAVA, "WeaviateAuthClient"),
    exact(JAVA, "Config"),
    exact(CSHARP, "Connect"),
    exact(CSHARP, "WeaviateClientBuilder"),
    exact(CSHARP, "ClientConfiguration"),
    exact(CSHARP, "Auth"),
    exact(CSHARP, "WeaviateClient"),
];

impl Word {
    /// Whether the word stands here as it must.
    pub(super) fn stands(&self, text: &[u8], place: &Range<usize>) -> bool {
        let Range { start, end } = *place;
        let letter = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        let apart = || !letter(start.checked_sub(1).and_then(|i| text.get(i))) && !letter(text.get(end));
        (!self.exact || &text[start..end] == self.text.as_bytes()) && (!self.whole || apart())
    }
}
