//! `--connect-to HOST:PORT:ADDR:PORT`, as in curl: connections to one place go to another.

use crate::model::sanitized::SanitizedText;
use std::fmt;
use std::net::IpAddr;

/// `HOST:PORT:ADDR:PORT` as in curl: connections to the first pair go to the second. Empty means any.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectTo {
    /// Host it applies to; none means any.
    pub host: Option<String>,
    /// Port it applies to; none means any.
    pub port: Option<u16>,
    /// Address to connect to; none means the host itself.
    pub to_address: Option<IpAddr>,
    /// Port to connect to; none means the same.
    pub to_port: Option<u16>,
}

impl fmt::Display for ConnectTo {
    /// As the option takes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bracketed = |host: &str| if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
        let port = |port: Option<u16>| port.map(|p| p.to_string()).unwrap_or_default();
        let host = self.host.as_deref().map(bracketed).unwrap_or_default();
        let address = self.to_address.map(|a| bracketed(&a.to_string())).unwrap_or_default();
        write!(f, "{host}:{}:{address}:{}", port(self.port), port(self.to_port))
    }
}

impl ConnectTo {
    /// Reads the option's value.
    pub fn read(text: &str) -> Result<Self, String> {
        let explain = || {
            format!(
                "“{}” is not HOST:PORT:ADDR:PORT, for example abc.weaviate.cloud:443:127.0.0.1:8443",
                SanitizedText::up_to(text, 80)
            )
        };
        let mut parts = split_outside_brackets(text).into_iter();
        let (Some(host), Some(port), Some(to), Some(to_port), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(explain());
        };
        let number =
            |text: &str| if text.is_empty() { Ok(None) } else { text.parse::<u16>().map(Some).map_err(|_| explain()) };
        let address = to.trim_matches(['[', ']']);
        let to_address = match address {
            "" => None,
            "localhost" => Some(IpAddr::from([127, 0, 0, 1])),
            _ => Some(address.parse().map_err(|_| explain())?),
        };
        let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
        Ok(Self {
            host: (!host.is_empty()).then_some(host),
            port: number(port)?,
            to_address,
            to_port: number(to_port)?,
        })
    }

    /// Whether it applies to this endpoint.
    pub fn applies(&self, host: &str, port: u16) -> bool {
        self.host.as_deref().is_none_or(|h| h == host) && self.port.is_none_or(|p| p == port)
    }
}

/// The parts between colons that stand in no brackets.
pub fn split_outside_brackets(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_u32);
    for (i, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => {
                parts.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}
