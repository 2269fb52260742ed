//! What was measured, read or said of a finding, typed. The words of each stand in `assets` and are put together in `words::catalog`.

use crate::model::client::{Language, Version};
use crate::model::evidence::{ClientTrust, GrpcCode, Origin, ProxyTextProblem};
use crate::model::http_answer::{HttpAnswer, KeyRefusal, OperationalMode};
use crate::model::sanitized::SanitizedText;
use crate::model::target::UrlProblem;
use std::net::SocketAddr;
use std::time::Duration;
use strum::IntoStaticStr;

/// One thing that the words of a finding need.
#[derive(Clone, PartialEq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Detail {
    // -- what came back in place of the wanted answer
    /// This HTTP answer.
    Answer(Box<HttpAnswer>),
    /// This reply of a proxy.
    Reply(SanitizedText),
    /// This TLS alert.
    AlertAnswer(SanitizedText),
    /// A plain HTTP answer of this status to a gRPC request.
    NotGrpc(u16),
    /// Nothing for so long.
    NoAnswer(Duration),
    /// The message of an answer.
    Message(SanitizedText),
    /// A gRPC status and its message.
    GrpcMessage(GrpcCode, SanitizedText),
    /// The mode of operation that the server names.
    Mode(OperationalMode),
    /// The wait that the server asks for, in seconds.
    RetryAfter(u64),

    // -- names and addresses
    /// What is wrong with the URL's text.
    UrlProblem(UrlProblem),
    /// The URL to use instead.
    SuggestedUrl(String),
    /// The addresses that were tried.
    Addresses(Vec<SocketAddr>),
    /// The address that a text names.
    AddressInText(String),
    /// The REST host that a text names.
    RestHost(String),
    /// The port of that host.
    RestPort(u16),
    /// The gRPC host that a text names.
    GrpcHost(String),
    /// The DNS servers that were asked.
    Resolvers(Vec<SocketAddr>),
    /// They deny the console's name as well, which does exist.
    DeniesConsole,
    /// The configured cluster that was probably meant.
    NearestCluster {
        /// Its name in the config file.
        name: String,
        /// Its REST host.
        host: String,
    },

    // -- proxy, TLS, time
    /// The proxy, without credentials.
    Proxy(String),
    /// It is a SOCKS proxy, for which Python's client needs one more package.
    SocksPackage,
    /// The variable's text is no address of a proxy to this client.
    ProxyText(ProxyTextProblem),
    /// Whether the client takes the proxy depends on the version of its language, which isn't known.
    VersionDecidesProxy,
    /// Where the proxy was named.
    ProxyOrigin(Origin),
    /// The TLS alert by which somebody said no.
    Alert(SanitizedText),
    /// How the gRPC endpoint says no, where it doesn't just stay silent.
    GrpcRefusal(GrpcRefusal),
    /// Who issued the certificate.
    Issuer(SanitizedText),
    /// The inspection software that issued it.
    Vendor(&'static str),
    /// What the user's client makes of the chain, and who accepts it.
    ClientTrust {
        /// The user's client.
        own: Box<ClientTrust>,
        /// Clients, or other versions of the same, that accept it.
        accepting: Vec<ClientTrust>,
    },
    /// The names in the certificate.
    CertificateNames(Vec<SanitizedText>),
    /// The end of its validity, seconds since 1970.
    NotAfter(i64),
    /// How far this machine's clock is off, in seconds.
    ClockOffset(u64),
    /// How long it took, or was waited.
    Measured(Duration),
    /// An init timeout that would do, in whole seconds.
    SuggestedTimeout(u64),

    // -- credentials and clients
    /// The user whom the server names.
    User(SanitizedText),
    /// The permission that is missing.
    Permission(SanitizedText),
    /// Why the server refuses the key.
    KeyRefusal(KeyRefusal),
    /// The configured clusters that the key opens.
    KeyOpens(Vec<String>),
    /// The configured clusters whose keys open this one.
    OpenedByKeysOf(Vec<String>),
    /// The client that printed a text.
    ClientOfText(Language),
    /// Its version.
    ClientVersion(Version),
}

/// How the gRPC endpoint says no.
#[derive(Clone, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum GrpcRefusal {
    /// The connection is broken off.
    Cut,
    /// The handshake ends with this TLS alert.
    Alert(SanitizedText),
}
