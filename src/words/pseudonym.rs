//! Stable pseudonyms for names: hosts, cluster ids, addresses, users, certificates. The same name gets the same pseudonym wherever the key is
//! the same, and nothing else tells which name it was. Pure; which texts of a report are names is known in `report`.
//!
//! The key comes from the cluster's host, so that two redacted reports of one cluster can be compared and those of two clusters can't be
//! linked. Only those who know the host can test a guess of another name.

mod scan;
mod shape;

use crate::model::case::Case;
use crate::model::sanitized::SanitizedText;
use crate::words::catalog;
use ring::hmac;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Cluster hosts of Weaviate Cloud end so (`facts.md` §1).
const CLOUD: [&str; 3] = [".weaviate.cloud", ".weaviate.network", ".semi.network"];

/// Texts below this length are replaced in prose only between quotation marks: they may be words.
const MIN_PROSE_NAME_BYTES: usize = 12;

/// Roles and users that every Weaviate has; they name nobody.
pub const BUILT_IN: [&str; 6] = ["admin", "root", "viewer", "read-only", "anonymous", "weaviate"];

/// Makes pseudonyms, and remembers what stands for what.
pub struct Pseudonyms {
    key: hmac::Key,
    /// Original and pseudonym.
    known: BTreeMap<String, String>,
    /// The originals, the longest first.
    order: Vec<String>,
    /// The bytes that they begin with.
    firsts: BTreeSet<u8>,
}

impl Pseudonyms {
    /// Pseudonyms by this key: the cluster's host, or something random where there is none.
    pub fn keyed(seed: &[u8]) -> Self {
        let seed = [b"weaviate-doctor pseudonyms 1\0", seed].concat();
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &seed),
            known: BTreeMap::new(),
            order: Vec::new(),
            firsts: BTreeSet::new(),
        }
    }

    fn digest(&self, kind: &str, text: &str) -> [u8; 8] {
        let tag = hmac::sign(&self.key, format!("{kind}\0{}", text.to_lowercase()).as_bytes());
        let mut out = [0; 8];
        out.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
        out
    }

    /// `user-3f9a1c` for a name of this kind.
    pub fn name(&self, kind: &str, text: &str) -> String {
        let [a, b, c, ..] = self.digest(kind, text);
        format!("{kind}-{a:02x}{b:02x}{c:02x}")
    }

    /// `ip-3f9a1c` for an address, `ip6-…` for one of IPv6: nobody takes it for a real one, and private, unique local and link-local ones are
    /// called so. Loopback stays as it is. [`read_address`] reads it.
    pub fn address(&self, address: IpAddr) -> String {
        let [a, b, c, d, ..] = self.digest("address", &address.to_string());
        match address {
            IpAddr::V4(v4) if v4.is_loopback() || v4.is_unspecified() || v4.is_broadcast() => address.to_string(),
            IpAddr::V4(v4) => {
                let sort = if v4.is_private() {
                    "private-"
                } else if v4.is_link_local() {
                    "local-"
                } else {
                    ""
                };
                format!("ip-{sort}{a:02x}{b:02x}{c:02x}")
            }
            IpAddr::V6(v6) if v6.is_loopback() || v6.is_unspecified() => address.to_string(),
            IpAddr::V6(v6) => {
                if let Some(v4) = v6.to_ipv4_mapped() {
                    return self.address(v4.into());
                }
                let sort = match v6.segments()[0] {
                    unique if unique & 0xfe00 == 0xfc00 => "private-",
                    link if link & 0xffc0 == 0xfe80 => "local-",
                    _ => "",
                };
                format!("ip6-{sort}{a:02x}{b:02x}{c:02x}{d:02x}")
            }
        }
    }

    /// An address with its port.
    fn socket(&self, socket: SocketAddr) -> String {
        let address = self.address(socket.ip());
        let address = if address.contains(':') { format!("[{address}]") } else { address };
        format!("{address}:{}", socket.port())
    }

    /// A host. Of a Weaviate Cloud host, the region stays and the cluster's id goes.
    pub fn host(&self, host: &str) -> String {
        let lower = host.trim_end_matches('.').to_ascii_lowercase();
        if let Ok(address) = lower.parse() {
            return self.address(address);
        }
        // What stands for a name stays when the same text is looked at once more.
        let id = lower.split('.').next().unwrap_or_default().trim_start_matches("grpc-");
        let is_made = self.known.values().any(|made| *made == lower || *made == id);
        if catalog::is_public_host(&lower) || lower == "localhost" || is_made {
            return lower;
        }
        if let Some(rest) = lower.strip_prefix("*.") {
            // A wildcard right above a region names no cluster.
            let cloud = CLOUD.iter().any(|suffix| format!(".{rest}").ends_with(suffix));
            return if cloud { format!("*.{}", self.labels(rest)) } else { format!("*.{}", self.host(rest)) };
        }
        match lower.split_once('.') {
            Some((id, rest)) if CLOUD.iter().any(|suffix| format!(".{rest}").ends_with(suffix)) => {
                format!("{}.{}", self.cluster(id), self.labels(rest))
            }
            _ => format!("{}.example", self.name("host", &lower)),
        }
    }

    /// `grpc-` stays in front, since gRPC hosts are recognized by it.
    fn cluster(&self, id: &str) -> String {
        if shape::is_region(id.trim_start_matches("grpc-")) {
            return id.to_owned();
        }
        match id.strip_prefix("grpc-") {
            Some(id) => format!("grpc-{}", self.name("cluster", id)),
            None => self.name("cluster", id),
        }
    }

    /// What stands behind the cluster's id: regions stay.
    fn labels(&self, rest: &str) -> String {
        let label = |label: &str| if shape::is_region(label) { label.to_owned() } else { self.name("part", label) };
        rest.split('.').map(label).collect::<Vec<_>>().join(".")
    }

    /// Remembers what stands for a name, for [`Pseudonyms::text`]. Names of less than three characters are not looked for.
    pub fn learn(&mut self, original: &str, pseudonym: &str) {
        let original = original.trim();
        if original.chars().count() < 3 || original == pseudonym || self.known.contains_key(original) {
            return;
        }
        self.known.insert(original.to_owned(), pseudonym.to_owned());
        self.firsts.extend(original.bytes().next());
        let place = self.order.partition_point(|known| known.len() >= original.len());
        self.order.insert(place, original.to_owned());
    }

    /// Remembers a file: its folders and its name may be a person's or a customer's. Usual names, such as `src/app.py`, stay.
    pub fn learn_path(&mut self, path: &str) {
        for home in ["/home/", "/Users/", "\\Users\\"] {
            let user = path.split_once(home).and_then(|(_, rest)| rest.split(['/', '\\']).next());
            if let Some(user) = user {
                self.learn(user, &self.name("user", user));
            }
        }
        if shape::names_nobody(path) {
            return;
        }
        let (folder, file) = path.rsplit_once(['/', '\\']).unwrap_or(("", path));
        let ending = file.rsplit_once('.').map(|(_, ending)| ending).filter(|e| shape::is_file_ending(e));
        let ending = ending.map_or_else(String::new, |ending| format!(".{ending}"));
        self.learn(path, &format!("{}{ending}", self.name("file", path)));
        for (part, kind) in [(folder, "folder"), (file, "file")] {
            if !shape::names_nobody(part) {
                self.learn(part, &self.name(kind, part));
            }
        }
    }

    /// Remembers the name of a variable, unless it is one that everybody has.
    pub fn learn_variable(&mut self, name: &str) {
        const USUAL: [&str; 17] = [
            "WEAVIATE", "WCD", "WCS", "API", "KEY", "URL", "AUTH", "ADMIN", "HOST", "HOSTNAME", "INSTANCE", "CLUSTER",
            "GRPC", "PORT", "REST", "ENDPOINT", "TOKEN",
        ];
        if !name.split('_').all(|part| USUAL.contains(&part)) && !shape::names_nobody(name) {
            self.learn(
                name,
                &format!("VARIABLE_{}", self.name("name", name).trim_start_matches("name-").to_uppercase()),
            );
        }
    }

    /// Remembers a name of a certificate, unless it consists of words that name nobody.
    pub fn learn_certificate(&mut self, name: &str) {
        if !shape::names_nobody(name) && !BUILT_IN.contains(&name.to_lowercase().as_str()) {
            self.learn(name, &self.foreign(name));
        }
    }

    /// Remembers a host, and a cluster's bare id.
    pub fn learn_host(&mut self, host: &str) {
        let lower = host.to_ascii_lowercase();
        let pseudonym = self.host(&lower);
        if pseudonym == lower {
            return;
        }
        if let Some((id, rest)) = lower.split_once('.')
            && CLOUD.iter().any(|suffix| format!(".{rest}").ends_with(suffix))
        {
            let id = id.strip_prefix("grpc-").unwrap_or(id);
            // An id that might be a word would take the word out of every sentence.
            if id.len() >= MIN_PROSE_NAME_BYTES || id.chars().any(|c| !c.is_ascii_alphabetic()) {
                self.learn(id, &self.name("cluster", id));
            }
        }
        self.learn(&lower, &pseudonym);
        self.learn(host, &pseudonym);
    }

    /// Remembers the hosts that a case names, but for those of its config file, which may be hundreds.
    pub fn learn_case(&mut self, case: &Case) {
        if let Some(text) = &case.url.value {
            self.learn_hosts_of(text);
        }
        if let Some(target) = case.usable_target() {
            self.learn_host(&target.rest.host);
            self.learn_host(&target.grpc.host);
        }
        let proxies = &case.settings.proxies;
        for proxy in proxies.iter() {
            self.learn_host(&proxy.host);
        }
        // Folders are often named after their owner, files after a customer.
        if let Some(path) = &case.settings.config {
            let path = path.shown().as_str();
            let ending = path.strip_suffix(".toml").map_or("", |_| ".toml");
            self.learn(path, &format!("{}{ending}", self.name("file", path)));
        }
        self.learn_host(&case.settings.console.host);
        case.settings.connect_to.iter().filter_map(|c| c.host.as_ref()).for_each(|host| self.learn_host(host));
    }

    /// Remembers a cluster's name in the config file. One that might be a word, such as “weaviate”, is replaced only where a sentence shows
    /// that it is a name.
    pub fn learn_cluster(&mut self, name: &str) {
        let new = self.name("cluster", name);
        if name.len() >= MIN_PROSE_NAME_BYTES || name.chars().any(|c| !c.is_ascii_alphabetic()) {
            self.learn(name, &new);
            return;
        }
        for (before, behind) in [("“", "”"), ("cluster ", ""), ("", " ("), ("weaviate-doctor check ", "")] {
            self.learn(&format!("{before}{name}{behind}"), &format!("{before}{new}{behind}"));
        }
    }

    /// Remembers a foreign text as a whole, and as far as a sentence quotes it. Returns what stands for it.
    pub fn learn_text(&mut self, text: &str) -> String {
        if let Some(known) = self.known.get(text.trim()) {
            return known.clone();
        }
        self.learn_hosts_of(text);
        let pseudonym = self.foreign(text);
        if pseudonym == text {
            return pseudonym;
        }
        for cut in [120, 160, 400] {
            let part = SanitizedText::up_to(text, cut);
            if part.as_str() != text {
                self.learn(part.as_str(), &pseudonym);
            }
        }
        if text.chars().count() < MIN_PROSE_NAME_BYTES {
            self.learn(&format!("“{text}”"), &format!("“{pseudonym}”"));
        } else {
            self.learn(text, &pseudonym);
        }
        pseudonym
    }

    /// What stands for a foreign text: addresses, hosts and URLs keep their shape, texts that name nobody stay, everything else goes.
    pub fn foreign(&self, text: &str) -> String {
        let trimmed = text.trim();
        if shape::names_nobody(trimmed) {
            return text.to_owned();
        }
        if let Some(shaped) = self.shaped(trimmed) {
            return shaped;
        }
        let parts: Vec<&str> = trimmed.split([',', ' ']).filter(|p| !p.is_empty()).collect();
        let list: Option<Vec<String>> = parts.iter().map(|p| self.shaped(p)).collect();
        match list {
            Some(list) if list.len() > 1 => list.join(","),
            _ => format!("[{}]", self.name("text", trimmed)),
        }
    }

    /// A URL, a host, an address or a network, in its own shape.
    fn shaped(&self, text: &str) -> Option<String> {
        if let Ok(address) = text.trim_matches(['[', ']']).parse::<IpAddr>() {
            return Some(self.address(address));
        }
        if let Ok(socket) = text.parse::<std::net::SocketAddr>() {
            return Some(self.socket(socket));
        }
        if let Some((network, bits)) = text.split_once('/')
            && let (Ok(network), Ok(bits)) = (network.parse::<IpAddr>(), bits.parse::<u8>())
        {
            return Some(format!("{}/{bits}", self.address(network)));
        }
        if text.contains("://") {
            let (shaped, _) = self.url(text)?;
            return Some(shaped);
        }
        let bare = text.trim_start_matches(['.', '*']);
        let (host, port) = bare.split_once(':').unwrap_or((bare, ""));
        let is_port = port.is_empty() || port.parse::<u16>().is_ok();
        (is_port && shape::is_host(host)).then(|| {
            let dots = &text[..text.len() - bare.len()];
            let port = if port.is_empty() { String::new() } else { format!(":{port}") };
            format!("{dots}{}{port}", self.host(host))
        })
    }

    /// Scheme, host and port of the URL that a text begins with, and how many bytes they take. User names in it are left out.
    fn url(&self, text: &str) -> Option<(String, usize)> {
        let (scheme, rest) = text.split_once("://")?;
        let plain = !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+');
        let end = rest.find(|c: char| !is_authority(c)).unwrap_or(rest.len());
        let authority = rest[..end].trim_end_matches(['.', ':', ',']);
        let place = authority.rsplit('@').next()?;
        let (host, port) = match place.strip_prefix('[').and_then(|p| p.split_once(']')) {
            Some((host, port)) => (host, port.trim_start_matches(':')),
            None => place.split_once(':').unwrap_or((place, "")),
        };
        if !plain || host.is_empty() {
            return None;
        }
        let mapped = self.host(host);
        let mapped = if mapped.contains(':') { format!("[{mapped}]") } else { mapped };
        let port = if port.is_empty() { String::new() } else { format!(":{port}") };
        Some((format!("{scheme}://{mapped}{port}"), scheme.len() + 3 + authority.len()))
    }
}

/// The address in a report's text, with or without a port: a real one, or one of the same sort for each pseudonym. Two texts give the same
/// address only where they mean the same.
pub fn read_address(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    if let Ok(socket) = text.parse::<SocketAddr>() {
        return Some(socket.ip());
    }
    let name = text.split_once(':').map_or(text, |(name, _)| name);
    let (family, rest) = name.split_once('-')?;
    let (sort, digits) = rest.rsplit_once('-').unwrap_or(("", rest));
    let digits = u32::from_str_radix(digits, 16).ok()?;
    let [a, b, c, d] = digits.to_be_bytes();
    match (family, sort) {
        ("ip", "private") => Some(Ipv4Addr::new(10, b, c, d).into()),
        ("ip", "local") => Some(Ipv4Addr::new(169, 254, c, d).into()),
        // RFC 1112: 240.0.0.0/4 is nobody's.
        ("ip", "") => Some(Ipv4Addr::new(240, b, c, d).into()),
        ("ip6", "private" | "local" | "") => {
            let first = match sort {
                "private" => 0xfd00,
                "local" => 0xfe80,
                _ => 0x2001,
            };
            let half = |high: u8, low: u8| u16::from_be_bytes([high, low]);
            Some(Ipv6Addr::new(first, 0xdb8, 0, 0, 0, 0, half(a, b), half(c, d)).into())
        }
        _ => None,
    }
}

fn is_authority(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '.' | '-' | '_' | ':' | '@' | '[' | ']' | '%' | '~' | '!' | '$' | '&' | '+' | '=')
}

#[cfg(test)]
mod tests;
