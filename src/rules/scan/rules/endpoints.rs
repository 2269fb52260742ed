//! Hosts, ports and encryption that are given one by one. Weaviate Cloud has one right answer to each.

use super::Judge;
use crate::model::cause::Cause;
use crate::rules::scan::expr::{ByteSpan, Expr};
use crate::rules::scan::join::VariableUse;
use crate::rules::scan::problem::Problem;

/// What a call names, and what counts where it names nothing.
pub(super) struct Endpoints<'a> {
    pub http_host: Option<&'a Expr>,
    pub http_port: Option<&'a Expr>,
    pub http_secure: Option<&'a Expr>,
    pub grpc_host: Option<&'a Expr>,
    pub grpc_port: Option<&'a Expr>,
    pub grpc_secure: Option<&'a Expr>,
    /// Whether leaving a field out means a local Weaviate's plain ports.
    pub plain_by_default: bool,
}

/// The right port.
const PORT: &str = "443";

impl<'a> Endpoints<'a> {
    /// What is given under these names, in the order of the fields; an empty name stands for a field that the call doesn't have.
    pub(super) fn of(names: [&str; 6], get: impl Fn(&str) -> Option<&'a Expr>) -> Self {
        let [http_host, http_port, http_secure, grpc_host, grpc_port, grpc_secure] = names.map(get);
        Self { http_host, http_port, http_secure, grpc_host, grpc_port, grpc_secure, plain_by_default: false }
    }
}

impl<'a> Judge<'a> {
    /// Looks at the endpoints that a call at `at` names.
    pub(super) fn endpoints(&mut self, at: &ByteSpan, given: &Endpoints<'a>) {
        if let (Some(host), Some((false, span))) = (given.http_host, given.http_secure.and_then(|s| self.boolean(s))) {
            self.reads(host, VariableUse::Url, Some(span));
        }
        let wrong_http = given.http_host.is_some_and(|host| self.address(host));
        let rest = given.http_host.and_then(|h| self.cloud_host(h));
        let grpc = given.grpc_host.and_then(|h| self.cloud_host(h));
        if wrong_http || (rest.is_none() && grpc.is_none()) {
            return;
        }
        if rest.is_some() {
            let secure = given.http_secure.map(|s| self.boolean(s));
            let port = given.http_port.and_then(|p| self.port(p)).filter(|(port, _)| port != PORT);
            let port_edit = port.iter().map(|(_, span)| ((*span).clone(), PORT.to_owned()));
            match secure {
                // The port of plain http goes with it.
                Some(Some((false, span))) => {
                    let edits = std::iter::once((span.clone(), self.yes(span))).chain(port_edit).collect();
                    self.report(Problem::PlainHttp, span, edits);
                }
                None if given.plain_by_default => self.report(Problem::PlainHttp, at, Vec::new()),
                _ => {}
            }
            if let Some((port, span)) = &port
                && !(port.starts_with("80") && matches!(secure, Some(Some((false, _)))))
            {
                self.report(Problem::WrongPort, span, vec![((*span).clone(), PORT.to_owned())]);
            }
        }
        self.grpc_endpoint(at, given, rest.as_ref().map(|(host, _)| host.as_str()), grpc.as_ref());
    }

    fn grpc_endpoint(
        &mut self,
        at: &ByteSpan,
        given: &Endpoints<'a>,
        rest: Option<&str>,
        grpc: Option<&(String, &'a ByteSpan)>,
    ) {
        let mut place: Option<ByteSpan> = None;
        let mut edits = Vec::new();
        // What can't be repaired in part is left to the reader.
        let mut by_hand = false;
        if let (Some((host, span)), Some(argument)) = (grpc, given.grpc_host) {
            let named = host.starts_with("grpc-") || host.contains(".grpc.");
            // A constant may be right for REST: then the argument is the place, and there is nothing to edit.
            let inline = argument.span.start <= span.start && span.end <= argument.span.end;
            if !named && !inline {
                by_hand = true;
                place.get_or_insert_with(|| argument.span.clone());
            } else if !named {
                place.get_or_insert_with(|| (*span).clone());
                let start =
                    span.start + self.source(span).find(host.split('.').next().unwrap_or_default()).unwrap_or(0);
                if host.ends_with(".weaviate.network") {
                    by_hand = true;
                } else {
                    edits.push((start..start, "grpc-".to_owned()));
                }
            } else if rest.is_some_and(|rest| !host.contains(rest.split('.').next().unwrap_or(rest))) {
                // The gRPC endpoint of another cluster.
                by_hand = true;
                place.get_or_insert_with(|| argument.span.clone());
            }
        }
        if let Some((port, span)) = given.grpc_port.and_then(|p| self.port(p))
            && port != PORT
        {
            place.get_or_insert_with(|| span.clone());
            edits.push((span.clone(), PORT.to_owned()));
        }
        if let Some((false, span)) = given.grpc_secure.and_then(|s| self.boolean(s)) {
            place.get_or_insert_with(|| span.clone());
            edits.push((span.clone(), self.yes(span)));
        }
        let left_out = given.plain_by_default && (given.grpc_port.is_none() || given.grpc_secure.is_none());
        if place.is_none() && left_out && !self.has(Cause::UrlNotHttps, at) {
            place = Some(at.clone());
            edits.clear();
        }
        if by_hand {
            edits.clear();
        }
        if let Some(place) = place {
            self.report(Problem::WrongGrpcEndpoint, &place, edits);
        }
    }

    /// `true` as the language writes `false` here.
    fn yes(&self, no: &ByteSpan) -> String {
        if self.source(no) == "False" { "True" } else { "true" }.to_owned()
    }

    /// A port as a number or a text of digits.
    fn port(&self, expr: &'a Expr) -> Option<(String, &'a ByteSpan)> {
        if let Some((number, span)) = self.number(expr) {
            return Some((format!("{number:.0}"), span));
        }
        let (text, span) = self.literal(expr)?;
        (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| (text.to_owned(), span))
    }
}
