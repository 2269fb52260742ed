//! What is known of the text of a proxy variable.

use strum::{EnumIter, IntoStaticStr};

/// Why a client can't use the text of a proxy variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ProxyTextProblem {
    /// It names a SOCKS proxy, for which the client needs one more package.
    #[default]
    SocksPackage,
    /// It has a scheme that the client's HTTP library doesn't know for a proxy.
    UnknownScheme,
    /// It has a control character in it.
    ControlCharacter,
    /// What stands for the port isn't a number.
    PortNotANumber,
    /// It is no address at all.
    NoAddress,
}

/// What clients make of the text of a proxy variable: found before credentials are taken out of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProxyTextFacts {
    /// Why Python's HTTP library makes no proxy of it.
    pub httpx: Option<ProxyTextProblem>,
    /// Whether it names its scheme.
    pub has_scheme: bool,
    /// Whether Go takes it for a proxy at all.
    pub go_reads: bool,
    /// Whether it is an address.
    pub is_address: bool,
}
