//! The details of a finding as the values of the placeholders in its words. It decides nothing.
#![deny(clippy::wildcard_enum_match_arm)]

use super::screens::detail;
use super::trust;
use super::values::{Values, origin};
use super::{join, seconds, url_problem};
use crate::model::case::Case;
use crate::model::finding::{Detail, GrpcRefusal};
use crate::model::http_answer::HttpAnswer;
use crate::model::sanitized::SanitizedText;
use crate::words::format::date;
use crate::words::format::span;
use std::net::SocketAddr;

/// Most names of a certificate that a sentence holds.
const MAX_NAMES: usize = 6;

/// Status and shape of an answer, such as `403 with an HTML page`.
pub fn answer(answer: &HttpAnswer) -> String {
    detail("answer", answer.speaker.into()).replace("{status}", &answer.status.to_string())
}

/// Puts a detail's words where the cause's words want them.
pub(super) fn put(of: &Detail, case: &Case, values: &mut Values) {
    let (placeholder, words) = match of {
        Detail::Answer(given) => ("answer", answer(given)),
        Detail::Reply(reply) => ("answer", reply.to_string()),
        Detail::AlertAnswer(alert) => ("answer", detail("instead", "alert").replace("{alert}", &quoted(alert))),
        Detail::NotGrpc(status) => ("answer", detail("instead", "not-grpc").replace("{status}", &status.to_string())),
        Detail::NoAnswer(after) => ("answer", detail("instead", "nothing").replace("{time}", &seconds(*after))),
        Detail::Message(message) => ("message", message.to_string()),
        Detail::GrpcMessage(code, message) => ("message", format!("{} {message}", code.as_str()).trim().to_owned()),
        Detail::Mode(mode) => ("mode", <&str>::from(*mode).to_owned()),
        Detail::RetryAfter(wait) => ("retry_after", whole_seconds(*wait)),
        Detail::UrlProblem(problem) => ("url_problem", url_problem(problem)),
        Detail::SuggestedUrl(url) => ("suggested_url", url.clone()),
        Detail::Addresses(addresses) => ("address", list(addresses)),
        Detail::AddressInText(address) => ("address", address.clone()),
        Detail::RestHost(host) => ("rest_host", host.clone()),
        Detail::RestPort(port) => ("rest_port", port.to_string()),
        Detail::GrpcHost(host) => ("grpc_host", host.clone()),
        Detail::Resolvers(servers) => ("resolver", list(servers)),
        Detail::DeniesConsole => {
            let console = &case.settings.console.host;
            ("dns_problem", detail("dns-problem", of.into()).replace("{console}", console))
        }
        Detail::NearestCluster { name, host } => {
            ("nearest_cluster", detail("detail", of.into()).replace("{name}", name).replace("{host}", host))
        }
        Detail::Proxy(proxy) => ("proxy", proxy.clone()),
        Detail::ProxyOrigin(named) => ("proxy_variable", origin(named)),
        Detail::Alert(alert) => ("alert", quoted(alert)),
        Detail::GrpcRefusal(refusal) => {
            let words = detail("grpc-refusal", refusal.into());
            let alert = match refusal {
                GrpcRefusal::Cut => String::new(),
                GrpcRefusal::Alert(alert) => quoted(alert),
            };
            ("grpc_refusal", words.replace("{alert}", &alert))
        }
        Detail::Issuer(issuer) => ("issuer", issuer.to_string()),
        Detail::Vendor(vendor) => ("vendor", (*vendor).to_owned()),
        Detail::ClientTrust { own, accepting } => return trust::put(own, accepting, values),
        Detail::CertificateNames(names) => ("names", join(names.iter().take(MAX_NAMES).map(SanitizedText::as_str))),
        Detail::NotAfter(moment) => ("not_after", date(*moment)),
        Detail::ClockOffset(offset) => ("clock_offset", span(*offset)),
        Detail::Measured(took) => ("measured", seconds(*took)),
        Detail::SuggestedTimeout(timeout) => {
            values.insert("suggested_seconds", timeout.to_string());
            ("suggested_timeout", whole_seconds(*timeout))
        }
        Detail::User(user) => ("user", user.to_string()),
        Detail::Permission(permission) => ("permission", permission.to_string()),
        Detail::VersionDecidesProxy => ("way_note", format!(" {}", detail("detail", of.into()))),
        Detail::ProxyText(problem) => {
            values.insert("proxy-text", String::new());
            ("proxy_problem", detail("proxy-problem", problem.into()).to_owned())
        }
        Detail::SocksPackage => ("socks", String::new()),
        Detail::KeyRefusal(refusal) => (refusal.into(), String::new()),
        Detail::KeyOpens(clusters) => ("other_cluster", join(clusters.iter().map(String::as_str))),
        Detail::OpenedByKeysOf(clusters) => ("other_key", join(clusters.iter().map(String::as_str))),
        Detail::ClientOfText(language) => ("client", detail("detail", of.into()).replace("{client}", language.name())),
        Detail::ClientVersion(version) => ("client_version", version.to_string()),
    };
    values.insert(placeholder, words);
}

fn quoted(alert: &SanitizedText) -> String {
    detail("detail", "alert").replace("{alert}", alert.as_str())
}

/// Not rounded: a server named them, or they go into code.
fn whole_seconds(seconds: u64) -> String {
    format!("{seconds} s")
}

fn list(addresses: &[SocketAddr]) -> String {
    let texts: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    join(texts.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::http_answer::Responder;
    use crate::words::catalog::has;
    use strum::IntoEnumIterator as _;

    #[test]
    fn every_detail_has_its_words() {
        for speaker in Responder::iter() {
            assert!(has("answer", speaker.into()), "{speaker:?}");
        }
        let alert = SanitizedText::new("AccessDenied");
        let host = || "abc.example".to_owned();
        let told = [
            (Detail::AlertAnswer(alert.clone()), "the TLS alert “AccessDenied”"),
            (Detail::NotGrpc(502), "502 instead of a gRPC answer"),
            (Detail::NoAnswer(std::time::Duration::from_secs(3)), "no answer in 3 s"),
            (Detail::DeniesConsole, "says it doesn't exist, but says that about console.weaviate.cloud too"),
            (Detail::NearestCluster { name: "shop".to_owned(), host: host() }, "shop (abc.example)"),
            (Detail::Alert(alert.clone()), "“AccessDenied”"),
            (Detail::GrpcRefusal(GrpcRefusal::Cut), "cuts the connection"),
            (Detail::GrpcRefusal(GrpcRefusal::Alert(alert)), "ends the handshake with the TLS alert “AccessDenied”"),
            (Detail::ClientOfText(crate::model::client::Language::Go), "the Go client"),
        ];
        for (of, expected) in told {
            let mut values = Values::new();
            put(&of, &Case::empty(), &mut values);
            assert_eq!(values.into_values().collect::<Vec<_>>(), [expected], "{of:?}");
        }
    }
}
