//! What the user's own program was seen to do (`run`): connections, requests, the shape of the credential, how it ended. Bodies, keys and the
//! ids in paths are not here: they are dropped where they are seen, in `io::observe`.

use super::failure::{Failure, GrpcCode};
use super::origin::Origin;
use crate::model::api_key::KeyProblem;
use crate::model::client::Language;
use crate::model::sanitized::SanitizedText;
use std::time::Duration;
use strum::IntoStaticStr;

/// Facts of `program.connect`: the program as a whole.
#[derive(Clone, PartialEq, Debug)]
pub struct ProgramFacts {
    /// Its name, without folder and arguments.
    pub name: SanitizedText,
    /// How it ended.
    pub end: ProgramEnd,
    /// How long it ran.
    pub took: Duration,
    /// Its connections to hosts of Weaviate, in order.
    pub connections: Vec<ProgramConnection>,
    /// Hosts of others that it talked to: passed through unopened.
    pub others: Vec<SanitizedText>,
    /// Connections and requests beyond those that are kept.
    pub left_out: usize,
    /// Keys that this machine has, by origin and fingerprint; never the keys.
    pub known: Vec<KnownFingerprint>,
}

/// A key of this machine, as far as it may be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownFingerprint {
    /// Where it stands.
    pub origin: Origin,
    /// As in [`super::KeyFacts::fingerprint`]; none for an empty one.
    pub fingerprint: Option<String>,
    /// What is wrong with its text.
    pub problems: Vec<KeyProblem>,
}

/// How the program ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProgramEnd {
    /// With this status.
    Status(i32),
    /// By this signal.
    Signal(i32),
}

/// Whose host a connection goes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum HostRole {
    /// The cluster's REST endpoint.
    Rest,
    /// The cluster's gRPC endpoint.
    Grpc,
    /// Another host of Weaviate, or another port of the cluster's.
    Weaviate,
    /// This machine.
    Local,
    /// A text that is no host, such as a scheme in a host's place.
    NoHost,
}

/// One connection.
#[derive(Clone, PartialEq, Debug)]
pub struct ProgramConnection {
    /// The host that the program asked for.
    pub host: SanitizedText,
    /// The port.
    pub port: u16,
    /// Whose host it is.
    pub role: HostRole,
    /// The client, where what it said of itself tells.
    pub client: Option<Language>,
    /// Since the program's start.
    pub started: Duration,
    /// How long until the other side had answered the connection; none if it never did.
    pub connected: Option<Duration>,
    /// Why there is no connection to the host, or none that this client would trust.
    pub failure: Option<Box<Failure>>,
    /// What was spoken on it.
    pub speech: Speech,
    /// The name in the handshake (SNI).
    pub sni: Option<SanitizedText>,
    /// The protocols that the client offered (ALPN).
    pub offered: Vec<SanitizedText>,
    /// The one that was agreed on.
    pub alpn: Option<SanitizedText>,
    /// Who closed it first, and when; none when it was open until the end.
    pub closed: Option<(Closer, Duration)>,
}

/// How far a connection could be looked into.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Speech {
    /// Nothing was sent on it.
    #[default]
    Silent,
    /// Plain text.
    Plain,
    /// TLS, opened.
    Opened,
    /// TLS, passed through unopened.
    Unopened,
    /// The client refused the certificate of this run, with this alert.
    Refused(SanitizedText),
}

/// Who closes a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Closer {
    /// The program.
    Program,
    /// The other side.
    Server,
}

/// Facts of `program.rest` and of `program.grpc`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ProgramRequests {
    /// In order.
    pub requests: Vec<ProgramRequest>,
}

/// One request.
#[derive(Clone, PartialEq, Debug)]
pub struct ProgramRequest {
    /// The host of its connection.
    pub host: SanitizedText,
    /// Its port.
    pub port: u16,
    /// Whose host it is.
    pub role: HostRole,
    /// Method.
    pub method: SanitizedText,
    /// Path without ids and query.
    pub path: SanitizedText,
    /// Whether it is a gRPC call.
    pub is_grpc: bool,
    /// HTTP version.
    pub version: &'static str,
    /// What it carries as a credential.
    pub credential: Credential,
    /// Names of its headers.
    pub headers: Vec<SanitizedText>,
    /// Since the program's start.
    pub started: Duration,
    /// From the request's head to the answer's.
    pub answered: Option<Duration>,
    /// HTTP status.
    pub status: Option<u16>,
    /// gRPC status.
    pub grpc_status: Option<GrpcCode>,
    /// How it ended.
    pub end: RequestEnd,
}

/// How a request ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum RequestEnd {
    /// It was under way when the program ended.
    #[default]
    Open,
    /// The whole answer came, so long after the request.
    Answered(Duration),
    /// The program took it back before.
    GivenUp(Duration),
    /// The other side broke it off before.
    Broken(Duration),
}

/// What a request carries as a credential: its shape, never itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Credential {
    /// The shape.
    pub shape: CredentialShape,
    /// The header that holds it, where that is not `authorization`.
    pub header: Option<SanitizedText>,
    /// Fingerprint of the key in it, without what stands around it.
    pub fingerprint: Option<String>,
    /// What is wrong with the key's own text.
    pub problems: Vec<KeyProblem>,
    /// Where the same key stands on this machine.
    pub known: Vec<Origin>,
}

/// The shape of a credential.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum CredentialShape {
    /// There is none.
    #[default]
    Absent,
    /// `Bearer KEY`, as it should be.
    Bearer,
    /// `KEY` alone.
    Bare,
    /// `Bearer Bearer KEY`.
    DoubledBearer,
    /// `bearer KEY`.
    LowerCase,
    /// Quotes are part of the key.
    Quoted,
    /// White space, or nothing, in the key's place.
    WhiteSpace,
    /// User name and password.
    Basic,
    /// Under another header.
    OtherHeader,
}
