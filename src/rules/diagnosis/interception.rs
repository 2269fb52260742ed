//! Whose certificate an untrusted chain is: inspection software, a company's authority, or the server's own mistake.

use crate::model::evidence::CertificateFacts;
use crate::model::target::Hosting;

/// Who stands behind an untrusted chain.
pub(super) enum Suspect {
    /// This product's name stands in it.
    Vendor(&'static str),
    /// A private authority signed for a host that has a public certificate.
    Company,
    /// The server itself.
    Server,
}

/// Words in issuer or subject, in lower case, and the product they belong to.
const VENDORS: [(&str, &str); 39] = [
    ("zscaler", "Zscaler"),
    ("netskope", "Netskope"),
    ("goskope", "Netskope"),
    ("palo alto", "Palo Alto Networks"),
    ("paloalto", "Palo Alto Networks"),
    ("fortinet", "Fortinet"),
    ("fortigate", "Fortinet FortiGate"),
    ("fortissl", "Fortinet"),
    ("cisco umbrella", "Cisco Umbrella"),
    ("opendns", "Cisco Umbrella"),
    ("ironport", "Cisco Secure Web Appliance"),
    ("blue coat", "Broadcom ProxySG"),
    ("bluecoat", "Broadcom ProxySG"),
    ("symantec web security", "Broadcom Web Security"),
    ("sophos", "Sophos"),
    ("check point", "Check Point"),
    ("checkpoint", "Check Point"),
    ("mcafee", "Skyhigh (McAfee)"),
    ("skyhigh", "Skyhigh (McAfee)"),
    ("forcepoint", "Forcepoint"),
    ("websense", "Forcepoint"),
    ("barracuda", "Barracuda"),
    ("kaspersky", "Kaspersky"),
    ("avast", "Avast"),
    ("avg technologies", "AVG"),
    ("eset ssl filter", "ESET"),
    ("bitdefender", "Bitdefender"),
    ("gateway ca - cloudflare", "Cloudflare Gateway"),
    ("cloudflare for teams", "Cloudflare Gateway"),
    ("menlo security", "Menlo Security"),
    ("iboss", "iboss"),
    ("cato networks", "Cato Networks"),
    ("watchguard", "WatchGuard"),
    ("sonicwall", "SonicWall"),
    ("trend micro", "Trend Micro"),
    ("squid", "Squid"),
    ("mitmproxy", "mitmproxy"),
    ("charles proxy", "Charles"),
    ("portswigger", "Burp Suite"),
];

/// Words with which companies name the authority that their inspection signs with.
const COMPANY: [&str; 14] = [
    "inspect",
    "proxy",
    "firewall",
    "gateway",
    "web filter",
    "ssl decrypt",
    "tls decrypt",
    "corp",
    "enterprise",
    "internal",
    "intranet",
    "company",
    "group ca",
    "antivirus",
];

pub(super) fn suspect(chain: &[CertificateFacts], self_signed: bool, kind: Hosting) -> Suspect {
    let texts: Vec<String> =
        chain.iter().flat_map(|c| [c.issuer.as_str(), c.subject.as_str()]).map(str::to_ascii_lowercase).collect();
    if let Some((_, vendor)) = VENDORS.iter().find(|(word, _)| texts.iter().any(|t| t.contains(word))) {
        return Suspect::Vendor(vendor);
    }
    if self_signed {
        return Suspect::Server;
    }
    let issuers: Vec<String> = chain.iter().map(|c| c.issuer.as_str().to_ascii_lowercase()).collect();
    if COMPANY.iter().any(|word| issuers.iter().any(|t| t.contains(word))) {
        return Suspect::Company;
    }
    // Weaviate Cloud's own chain is public and complete. A longer chain to an unknown root comes from an inspector.
    let foreign_root = chain.len() > 1 && chain.last().is_some_and(|c| c.self_issued);
    if kind == Hosting::WeaviateCloud && foreign_root { Suspect::Company } else { Suspect::Server }
}
