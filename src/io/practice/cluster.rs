//! What the practice cluster is like, seen from REST and gRPC alike: the keys it takes, the rights of their user, its flaw.
//! The texts are those of a real server (1.40.0-dev observed; 1.19.0 read from its source); it opens no socket.

use crate::model::api_key::ApiKey;

/// The user that every accepted key belongs to.
pub(super) const USER: &str = "practice-user";

/// Version of a cluster that is not old.
pub(super) const VERSION: &str = "1.38.3";

/// What is wrong with the server itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ServerFault {
    /// Nothing.
    None,
    /// It has neither keys nor OIDC configured and lets everybody in.
    NoScheme,
    /// It takes tokens of an identity provider, and the one that it gets is past its time.
    TokenExpired,
    /// The user's role may not read data.
    NoDataRights,
    /// The user may do nothing, not even look itself up.
    NoRights,
    /// It has just started.
    NotReady,
    /// It is in maintenance.
    Maintenance,
    /// It is in read-only mode and takes the gRPC health check for a write.
    ReadOnly,
    /// It is a 1.19.0, older than `own-info` (1.28.5) and the gRPC health service (1.22).
    Old,
    /// Reading its state fails.
    Failing,
    /// Its gRPC answers late.
    Slow,
    /// Its gRPC health service says so.
    NotServing,
    /// It lets pages of one web site in (`CORS_ALLOW_ORIGIN`), and the user's is another.
    OtherOrigin,
}

/// The cluster.
pub(super) struct PracticeCluster {
    /// Keys that it takes.
    pub(super) keys: Vec<ApiKey>,
    /// What is wrong with it.
    pub(super) flaw: ServerFault,
}

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Caller {
    /// [`USER`], by a key.
    User,
    /// A request without a key, on a cluster with anonymous access.
    Anonymous,
}

/// Why access is denied.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Refusal {
    /// No key was given, and one is needed.
    NoKey,
    /// What was given is not accepted; the server's message.
    Key(&'static str),
}

impl PracticeCluster {
    /// Lets a caller with this token in, or not. The empty token is one, too.
    pub(super) fn admit(&self, token: Option<&str>) -> Result<Caller, Refusal> {
        match (token, self.flaw) {
            (None, ServerFault::NoScheme) => Ok(Caller::Anonymous),
            (Some(_), ServerFault::NoScheme) => Err(Refusal::Key(
                "no authentication scheme is configured (API Key or OIDC), but an 'Authorization' header was provided. \
                 Please configure an auth scheme or remove the header for anonymous access",
            )),
            (None, _) => Err(Refusal::NoKey),
            (Some(_), ServerFault::TokenExpired) => {
                Err(Refusal::Key("unauthorized: oidc: token is expired (Token Expiry: 2026-01-01 00:00:00 +0000 UTC)"))
            }
            (Some(token), _) if self.takes(token) => Ok(Caller::User),
            (Some(_), ServerFault::Old) => Err(Refusal::Key("invalid api key, please provide a valid api key")),
            (Some(_), _) => Err(Refusal::Key("unauthorized: invalid api key")),
        }
    }

    fn takes(&self, token: &str) -> bool {
        let token = ApiKey::new(token.to_owned());
        self.keys.contains(&token)
    }

    /// The version it says it has.
    pub(super) fn version(&self) -> &'static str {
        if self.flaw == ServerFault::Old { "1.19.0" } else { VERSION }
    }

    /// Whether it takes gRPC-Web on its REST port.
    pub(super) fn has_grpc_web(&self) -> bool {
        self.flaw != ServerFault::Old
    }

    /// Whether the user's role may not read data.
    pub(super) fn lacks_rights(&self) -> bool {
        matches!(self.flaw, ServerFault::NoDataRights | ServerFault::NoRights)
    }
}

/// The refusal of an action that the user's role does not allow.
pub(super) fn forbidden(action: &str, resource: &str) -> String {
    format!(
        "rbac: authorization, forbidden action: user '{USER}' has insufficient permissions to {action} [[{resource}]]"
    )
}
