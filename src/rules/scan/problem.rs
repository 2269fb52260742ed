//! What can be wrong in a source file, the cause it belongs to, and one sentence for each. No sentence holds anything from the file but names.

use crate::model::cause::Cause;
use crate::model::sanitized::SanitizedText;

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Problem {
    /// Plain text for a client that wants an object.
    BareString { call: String, version: Option<String> },
    /// Plain text for a client that wants an object in its older releases; which one is in use is unknown.
    PerhapsBareString { call: String },
    /// A tuple, list or map where a credential belongs.
    NotCredentials { call: String },
    /// The key under a name that the call rejects or ignores.
    KeyName { call: String, given: String, wanted: &'static str },
    /// The key under a name that no documentation knows and that happens to work.
    KeyUndocumented { call: String, given: String, wanted: &'static str },
    /// A variable that nothing sets.
    NotSet { name: String, key: bool },
    /// A key that stands beside two clusters.
    OtherCluster,
    /// Bytes, a list or a map where the text of the key belongs.
    KeyNotText { call: String },
    /// Another argument under a name that the call doesn't know.
    OptionName { call: String, given: String, wanted: &'static str },
    /// The key as an argument of its own where options belong.
    KeyPositional { call: String },
    /// The key as a header that Weaviate doesn't read.
    KeyHeader { name: String },
    /// The key as another kind of credential.
    KeyAsToken { call: String },
    /// No key at all.
    NoKey { call: String },
    /// No URL at all.
    NoUrl { call: String },
    /// An Authorization header without `Bearer `.
    NoBearer,
    /// An Authorization header with `bearer ` or another scheme.
    WrongScheme,
    /// A variable in single quotes.
    SingleQuotes,
    /// A user name and password of HTTP.
    BasicLogin,
    /// `Bearer ` in front of a key.
    BearerInKey,
    /// Quotes or white space inside the value.
    OddKey,
    /// A line break at the end of a value that a Secret of Kubernetes holds.
    LineBreakInSecret,
    /// An empty key.
    EmptyKey,
    /// A sample such as `YOUR-API-KEY` in a file that is used.
    SampleKey,
    /// An empty URL.
    EmptyUrl,
    /// A key written into the source.
    KeyInSource,
    /// A key in a variable that build tools send to browsers.
    Exposed { name: String },
    /// The console's address.
    ConsoleUrl,
    /// The gRPC endpoint's address.
    GrpcUrl,
    /// This machine's address where Weaviate Cloud's belongs.
    LocalUrl,
    /// `http` for Weaviate Cloud.
    PlainHttp,
    /// A scheme where the client wants a bare host.
    SchemeInHost,
    /// A port in a URL to which the client adds one.
    UrlPort,
    /// A path behind a host without a scheme.
    UrlPath,
    /// A second scheme, quotes or white space in a URL.
    OddUrl,
    /// A REST port that Weaviate Cloud doesn't have.
    WrongPort,
    /// A gRPC host, port or encryption that Weaviate Cloud doesn't have.
    WrongGrpcEndpoint,
    /// One port for REST and gRPC.
    SamePort,
    /// E-mail and password for a program.
    Password { browser: bool },
    /// An init timeout that is too short.
    ShortInit { measured: bool },
    /// A query or insert timeout of less than a second, and the client's default in seconds.
    ShortLimit { default: u16 },
    /// An argument that the call doesn't have; `old`: version 3 has it.
    NoSuchArgument { call: String, given: String, old: bool },
    /// Arguments that the call can't do without.
    MissingArguments { call: String, missing: String },
    /// A call that no release of the client has.
    NoSuchCall { call: String },
    /// A name that the package doesn't export.
    NoExport { name: String },
    /// A header without its colon.
    NoColon,
    /// `with` on an asynchronous client.
    PlainWith { call: String },
    /// `async with` or `await` on a synchronous client.
    AsyncWith { call: String },
    /// A call that does nothing until it is awaited.
    NotAwaited { call: String },
    /// A sample such as `https://your-cluster…` in a file that is used.
    SampleUrl,
    /// A host where the client wants a URL.
    NoScheme,
    /// An address of the sandboxes that have ended.
    Retired,
    /// A call of an older client, the release without it, and the version in use where files prove that it is as new.
    OldCall { call: String, gone: &'static str, version: Option<String> },
    /// A call that the client in use doesn't have yet.
    NewCall { call: String, version: Option<String> },
}

impl Problem {
    /// The cause it belongs to.
    pub(super) fn cause(&self) -> Cause {
        match self {
            Self::BareString { .. }
            | Self::PerhapsBareString { .. }
            | Self::NotCredentials { .. }
            | Self::KeyName { .. }
            | Self::KeyUndocumented { .. }
            | Self::KeyNotText { .. }
            | Self::KeyPositional { .. }
            | Self::KeyHeader { .. }
            | Self::KeyAsToken { .. }
            | Self::NoBearer
            | Self::NoColon
            | Self::WrongScheme
            | Self::SingleQuotes
            | Self::BasicLogin => Cause::KeyPassedWrongly,
            Self::OptionName { .. }
            | Self::OldCall { .. }
            | Self::NoSuchCall { .. }
            | Self::NoSuchArgument { .. }
            | Self::MissingArguments { .. } => Cause::ClientApiMismatch,
            Self::NoExport { .. } | Self::PlainWith { .. } | Self::AsyncWith { .. } | Self::NotAwaited { .. } => {
                Cause::ClientMisused
            }
            Self::Retired => Cause::ClusterUrlOutdated,
            Self::NoKey { .. } | Self::NotSet { key: true, .. } => Cause::KeyMissing,
            Self::NotSet { key: false, .. } => Cause::UrlMissing,
            Self::OtherCluster => Cause::KeyForAnotherCluster,
            Self::NoUrl { .. } | Self::EmptyUrl => Cause::UrlMissing,
            Self::BearerInKey | Self::OddKey | Self::LineBreakInSecret | Self::SampleKey => Cause::KeyMalformed,
            Self::EmptyKey => Cause::KeyEmpty,
            Self::KeyInSource => Cause::KeyInSource,
            Self::Exposed { .. } => Cause::KeyExposedToBrowser,
            Self::ConsoleUrl => Cause::UrlIsConsole,
            Self::GrpcUrl => Cause::UrlIsGrpcEndpoint,
            Self::LocalUrl => Cause::LocalAddress,
            Self::PlainHttp => Cause::UrlNotHttps,
            Self::SchemeInHost
            | Self::SampleUrl
            | Self::NoScheme
            | Self::WrongPort
            | Self::UrlPort
            | Self::UrlPath
            | Self::OddUrl => Cause::UrlMalformed,
            Self::WrongGrpcEndpoint | Self::SamePort => Cause::GrpcWrongEndpoint,
            Self::Password { browser: true } => Cause::MfaBlocksBrowserApp,
            Self::Password { browser: false } => Cause::OidcPasswordLogin,
            Self::ShortInit { .. } => Cause::GrpcSlow,
            Self::ShortLimit { .. } => Cause::NetworkSlow,
            Self::NewCall { .. } => Cause::ClientTooOld,
        }
    }

    /// One plain sentence.
    #[expect(clippy::too_many_lines, reason = "one table of words")]
    pub(super) fn sentence(&self) -> String {
        let short = |name: &str| SanitizedText::up_to(name, 60).to_string();
        let of = |version: &Option<String>| {
            version.as_ref().map_or_else(String::new, |v| format!(" (version {})", SanitizedText::up_to(v, 40)))
        };
        match self {
            Self::BareString { call, version } => format!(
                "{} of this client{} doesn't send a plain-text key: wrap it, as in Auth.api_key(…).",
                short(call),
                of(version)
            ),
            Self::PerhapsBareString { call } => format!(
                "{} takes a plain-text key only from 4.14.4 on; wrapped, as in Auth.api_key(…), it works in every release.",
                short(call)
            ),
            Self::NotCredentials { call } => {
                format!("The credentials for {} are neither text nor a credentials object.", short(call))
            }
            Self::KeyName { call, given, wanted } => {
                format!("{} has no option {}; the key is read from {wanted}.", short(call), short(given))
            }
            Self::KeyUndocumented { call, given, wanted } => format!(
                "{} has no documented option {}: it happens to work today, but TypeScript refuses it; the key belongs in {wanted}.",
                short(call),
                short(given)
            ),
            Self::NotSet { name, .. } => format!("The program reads {}, which no file here sets.", short(name)),
            Self::OtherCluster => "The same key is used for another cluster; a key opens only one cluster.".to_owned(),
            Self::KeyNotText { call } => {
                format!("{} takes the key as text; bytes or a list raise an error.", short(call))
            }
            Self::OptionName { call, given, wanted } => {
                format!("{} has no argument {}; it's called {wanted}.", short(call), short(given))
            }
            Self::KeyPositional { call } => {
                format!("{} takes the key inside an object of options, as authCredentials; here it's lost.", short(call))
            }
            Self::KeyHeader { name } => format!(
                "Weaviate doesn't read the key from the header {}; it wants Authorization: Bearer and the key.",
                short(name)
            ),
            Self::KeyAsToken { call } => {
                format!("{} is for tokens of an identity provider; an API key goes into the API key credential.", short(call))
            }
            Self::NoKey { call } => format!("{} gets no key, so Weaviate Cloud answers 401.", short(call)),
            Self::NoUrl { call } => format!("{} gets no cluster URL.", short(call)),
            Self::NoBearer => {
                "The Authorization header has only the key; Weaviate wants Bearer, one space, then the key.".to_owned()
            }
            Self::WrongScheme => {
                "The Authorization header must begin with exactly “Bearer ”: capital B, one space.".to_owned()
            }
            Self::SingleQuotes => {
                "In single quotes the shell sends the variable's name instead of the key.".to_owned()
            }
            Self::BasicLogin => "Weaviate doesn't accept a user name and password here; send Authorization: Bearer.".to_owned(),
            Self::BearerInKey => "The key itself begins with Bearer; the client adds that word, so it's sent twice.".to_owned(),
            Self::OddKey => "The key has quotes, spaces or odd characters that become part of it.".to_owned(),
            Self::LineBreakInSecret => {
                "The Secret's value ends with a line break, which becomes part of the key: encode it without one (printf, not echo).".to_owned()
            }
            Self::EmptyKey => "The key is empty, so no key is sent.".to_owned(),
            Self::SampleKey => "This is a sample, not a key.".to_owned(),
            Self::EmptyUrl => "The cluster URL is empty.".to_owned(),
            Self::KeyInSource => "There's a key in the source; anyone who can read the file can use the cluster.".to_owned(),
            Self::Exposed { name } => {
                format!("{} is built into the code for browsers, so every visitor can read the key.", short(name))
            }
            Self::ConsoleUrl => "This is the console's URL; the program needs the cluster's REST endpoint.".to_owned(),
            Self::GrpcUrl => {
                "This is the gRPC endpoint; the REST endpoint belongs here: the same without grpc.".to_owned()
            }
            Self::LocalUrl => "This function is for Weaviate Cloud, but the URL is this machine's.".to_owned(),
            Self::PlainHttp => "Weaviate Cloud accepts only https; with http the request fails or sends the key unencrypted.".to_owned(),
            Self::SchemeInHost => "The client adds the scheme itself; only the host name belongs here.".to_owned(),
            Self::UrlPort => "The client adds the port itself, so leave it out of the URL.".to_owned(),
            Self::UrlPath => "Without https:// in front, the client takes all of this as the host; only the host name belongs here.".to_owned(),
            Self::OddUrl => "The URL has a second scheme, quotes or spaces, so the client finds no host in it.".to_owned(),
            Self::WrongPort => "Weaviate Cloud listens only on port 443.".to_owned(),
            Self::SamePort => "REST and gRPC have a port each: 8080 and 50051, unless the server was told otherwise.".to_owned(),
            Self::WrongGrpcEndpoint => {
                "On Weaviate Cloud gRPC is at the host grpc- followed by the cluster's host, on port 443, encrypted.".to_owned()
            }
            Self::Password { browser: true } => {
                "A browser app that signs in with email and password stops working with MFA; use an API key behind your own server.".to_owned()
            }
            Self::Password { browser: false } => {
                "This signs in with email and password; Weaviate Cloud wants an API key from programs.".to_owned()
            }
            Self::ShortInit { measured: false } => {
                "This limit is under 2 seconds, so a slow first answer ends the start.".to_owned()
            }
            Self::ShortInit { measured: true } => "The init timeout is shorter than gRPC's first answer took here.".to_owned(),
            Self::ShortLimit { default } => format!(
                "This timeout is less than a second where the client's default is {default}; the query timeout also bounds Python's first request."
            ),
            Self::NoSuchArgument { call, given, old: true } => format!(
                "{} has no argument {}; that's one of weaviate.Client, which was removed in version 4.",
                short(call),
                short(given)
            ),
            Self::NoSuchArgument { call, given, old: false } => format!("{} has no argument {}.", short(call), short(given)),
            Self::MissingArguments { call, missing } => format!("{} needs {} too.", short(call), short(missing)),
            Self::NoSuchCall { call } => format!("No release of the client has {}.", short(call)),
            Self::NoExport { name } => {
                format!("The package has no export {}: it's the default export, imported without braces.", short(name))
            }
            Self::NoColon => "A header is a name, a colon, then the value: Authorization: Bearer and the key.".to_owned(),
            Self::PlainWith { call } => {
                format!("{} makes an asynchronous client, which async with opens; with alone fails.", short(call))
            }
            Self::AsyncWith { call } => {
                format!("{} makes a synchronous client; async with and await are for use_async_with_….", short(call))
            }
            Self::NotAwaited { call } => format!("{} does nothing here without await.", short(call)),
            Self::SampleUrl => "This is a sample, not your cluster's URL.".to_owned(),
            Self::NoScheme => "This client wants the whole URL, with https:// in front of the host.".to_owned(),
            Self::Retired => {
                "This is an old sandbox URL; clusters are now at weaviate.cloud.".to_owned()
            }
            Self::OldCall { call, gone, version: None } => format!("{} was removed in {gone} of the client.", short(call)),
            Self::OldCall { call, gone, version } => {
                format!("{} was removed in {gone} of the client; the one in use{} doesn't have it.", short(call), of(version))
            }
            Self::NewCall { call, version } => {
                format!("{} belongs to a newer client than the one in use{}.", short(call), of(version))
            }
        }
    }
}
