//! Which part of which client takes its proxy from which variable. Plain data; `rules::clients` works it out.

use crate::model::client::Language;
use crate::model::evidence::Variable;
use strum::{EnumIter, IntoStaticStr};

/// The two protocols of a client.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Protocol {
    /// REST.
    Rest,
    /// gRPC.
    Grpc,
}

/// A row of the table of proxy variables: what one part of one client does with the environment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProxyUse {
    /// The client.
    pub language: Language,
    /// Its part.
    pub protocol: Protocol,
    /// The variable that it obeys; none when it connects directly.
    pub variable: Option<Variable>,
}
