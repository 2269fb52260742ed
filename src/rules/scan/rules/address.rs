//! Addresses in a program: put together from their pieces, then held against what Weaviate Cloud and each client take.

use super::Judge;
use crate::model::finding::Confidence;
use crate::model::placeholder;
use crate::rules::scan::expr::{ByteSpan, Expr, ExprKind, TextPart};
use crate::rules::scan::join::VariableUse;
use crate::rules::scan::names;
use crate::rules::scan::names::Address;
use crate::rules::scan::problem::Problem;

/// Longest text that is put together; no address is as long.
const MAX_BYTES: usize = 8 << 10;

/// Most pieces that are put together for one expression.
const MAX_TEXT_PIECES: u32 = 128;

/// How deep a text is made of others.
const MAX_TEXT_DEPTH: u8 = 6;

/// Most texts that an expression is taken to be.
const MAX_TEXTS: usize = 8;

/// A text as far as it is known from its beginning on, with the places of its pieces.
#[derive(Clone, Default)]
pub(super) struct Joined<'a> {
    pub text: String,
    pieces: Vec<(usize, &'a ByteSpan)>,
    /// What is known behind the first unknown piece.
    rest: Vec<(&'a str, &'a ByteSpan)>,
    /// Whether something unknown follows the text.
    cut: bool,
}

impl<'a> Joined<'a> {
    fn unknown() -> Self {
        Self { cut: true, ..Self::default() }
    }

    fn push(&mut self, text: &'a str, span: &'a ByteSpan) {
        if self.cut {
            self.rest.push((text, span));
        } else if self.text.len() + text.len() > MAX_BYTES {
            self.cut = true;
        } else {
            self.pieces.push((self.text.len(), span));
            self.text.push_str(text);
        }
    }

    fn append(&mut self, other: &Self) {
        if self.cut || self.text.len() + other.text.len() > MAX_BYTES {
            self.cut = true;
            return self.rest.extend(&other.rest);
        }
        let from = self.text.len();
        self.text.push_str(&other.text);
        self.pieces.extend(other.pieces.iter().map(|(at, span)| (from + at, *span)));
        self.rest.extend(&other.rest);
        self.cut = other.cut;
    }

    /// The piece that a place of the text stands in, and where in it.
    fn piece(&self, at: usize) -> Option<(&'a ByteSpan, usize)> {
        let index = self.pieces.partition_point(|(start, _)| *start <= at).checked_sub(1)?;
        self.pieces.get(index).map(|(start, span)| (*span, at - start))
    }

    /// Whether one of the known pieces holds this.
    pub(super) fn contains(&self, part: &str) -> bool {
        self.text.contains(part) || self.rest.iter().any(|(text, _)| text.contains(part))
    }
}

/// A piece of a text or sum.
enum Piece<'a> {
    Known(&'a str, &'a ByteSpan),
    Hole(&'a Expr),
}

fn pieces(value: &Expr) -> Vec<Piece<'_>> {
    match &value.kind {
        ExprKind::Text(parts) => parts
            .iter()
            .map(|part| match part {
                TextPart::Literal { text, span } => Piece::Known(text, span),
                TextPart::Hole(hole) => Piece::Hole(hole),
            })
            .collect(),
        ExprKind::Sum(terms) => terms.iter().map(Piece::Hole).collect(),
        ExprKind::Call(call) if call.method() == "urljoin" => call.args.iter().map(|a| Piece::Hole(&a.value)).collect(),
        // `new URL(path, base)`
        ExprKind::Call(call) if call.is_new && call.callee == "URL" => {
            call.args.iter().rev().map(|a| Piece::Hole(&a.value)).collect()
        }
        _ => Vec::new(),
    }
}

impl<'a> Judge<'a> {
    /// The texts that an expression may be, with constants of the file put in. What isn't known ends a text.
    pub(super) fn joined(&self, expr: &'a Expr) -> Vec<Joined<'a>> {
        self.join(expr, 0, &mut { MAX_TEXT_PIECES })
    }

    fn join(&self, expr: &'a Expr, depth: u8, budget: &mut u32) -> Vec<Joined<'a>> {
        let mut all: Vec<Joined<'a>> = Vec::new();
        for value in self.values(expr) {
            let pieces = pieces(value);
            if pieces.is_empty() || depth >= MAX_TEXT_DEPTH || all.len() >= MAX_TEXTS {
                all.push(Joined::unknown());
                continue;
            }
            let mut texts = vec![Joined::default()];
            for (i, piece) in pieces.into_iter().enumerate() {
                *budget = budget.saturating_sub(1);
                let inner = match piece {
                    Piece::Known(text, span) => {
                        for t in &mut texts {
                            t.push(text, span);
                        }
                        continue;
                    }
                    Piece::Hole(hole) if *budget > 0 && !std::ptr::eq(hole, value) => {
                        self.join(hole, depth + 1, budget)
                    }
                    Piece::Hole(_) => vec![Joined::unknown()],
                };
                match inner.as_slice() {
                    _ if i == 0 => texts = inner,
                    [one] => texts.iter_mut().for_each(|t| t.append(one)),
                    _ => texts.iter_mut().for_each(|t| t.append(&Joined::unknown())),
                }
            }
            all.extend(texts);
        }
        all.truncate(MAX_TEXTS);
        all
    }

    /// Looks at a text where a cluster's address belongs. True when it is wrong.
    pub(super) fn address(&mut self, expr: &'a Expr) -> bool {
        let all = self.joined(expr);
        all.iter().filter(|text| self.wrong_address(text)).count() > 0
    }

    /// Looks for the console's and the gRPC endpoint's address.
    pub(super) fn wrong_address(&mut self, joined: &Joined<'a>) -> bool {
        let text = joined.text.as_str();
        if names::is_retired(text)
            && let Some((_, span)) = joined.pieces.first()
        {
            self.likely(Problem::Retired, span, Vec::new());
        }
        let bare = text.split("://").last().unwrap_or(text);
        let whole = !joined.cut || bare.contains(['/', ':', '?']);
        let problem = if whole { names::wrong_address(text) } else { (bare == "grpc-").then_some(Address::Grpc) };
        let Some(problem) = problem else { return false };
        let lower = text.to_ascii_lowercase();
        let place = |piece: &str| joined.piece(lower.find(piece)?).map(|(span, _)| span);
        let Some((_, first)) = joined.pieces.first() else { return false };
        match problem {
            Address::Console => self.report(Problem::ConsoleUrl, place("console.").unwrap_or(first), Vec::new()),
            Address::Grpc => {
                let found = ["grpc-", ".grpc"].into_iter().find_map(|piece| Some((piece, place(piece)?)));
                let (piece, span) = found.unwrap_or(("grpc-", first));
                let edits = self.cut(span, piece);
                self.report(Problem::GrpcUrl, span, edits.into_iter().collect());
            }
        }
        true
    }

    /// Looks for a URL without the scheme that the client asks for.
    pub(super) fn without_scheme(&mut self, expr: &'a Expr) {
        self.reads(expr, VariableUse::Url, None);
        for joined in self.joined(expr) {
            let bare = joined.text.as_str();
            let known = !joined.cut
                && bare.contains(['.', ':'])
                && !bare.contains("://")
                && !bare.contains(char::is_whitespace);
            let Some((_, span)) = joined.pieces.first().filter(|_| known && !placeholder::is_url(bare)) else {
                continue;
            };
            let cloud = names::cloud_host(bare).is_some() && self.source(span) == bare;
            let edits = if cloud { vec![(span.start..span.start, "https://".to_owned())] } else { Vec::new() };
            self.report(Problem::NoScheme, span, edits);
        }
    }

    /// The edit that takes a piece out of a literal.
    fn cut(&self, span: &ByteSpan, piece: &str) -> Option<(ByteSpan, String)> {
        let at = span.start + self.source(span).find(piece)?;
        Some((at..at + piece.len(), String::new()))
    }

    /// Looks for this machine's address in a call that is for Weaviate Cloud alone. One that only stands in for a missing setting is fine.
    pub(super) fn local_address(&mut self, expr: &'a Expr) {
        let values = self.values(expr);
        if let [value] = values.as_slice()
            && let Some((text, span)) = value.leading_literal()
            && names::is_local(text)
        {
            self.report(Problem::LocalUrl, span, Vec::new());
        }
    }

    /// Looks for a plain `http://` address of Weaviate Cloud.
    pub(super) fn plain_http(&mut self, expr: &'a Expr) {
        for joined in self.joined(expr) {
            self.is_plain_http(&joined);
        }
    }

    pub(super) fn is_plain_http(&mut self, joined: &Joined<'a>) {
        let text = joined.text.as_str();
        let scheme = text.get(..7).is_some_and(|s| s.eq_ignore_ascii_case("http://"));
        if scheme
            && names::cloud_host(text).is_some()
            && names::wrong_address(text).is_none()
            && let Some((_, span)) = joined.pieces.first()
        {
            let at = span.start + 4..span.start + 4;
            let exact = self.source(span).get(..5).is_some_and(|s| s.eq_ignore_ascii_case("http:"));
            self.report(Problem::PlainHttp, span, if exact { vec![(at, "s".to_owned())] } else { Vec::new() });
        }
    }

    /// Looks at a bare host and the scheme beside it. True when the host is one of Weaviate Cloud.
    pub(super) fn host_and_scheme(&mut self, host: &'a Expr, scheme: Option<&'a Expr>) -> bool {
        let plain = scheme.and_then(|s| self.literal(s)).filter(|(text, _)| text.eq_ignore_ascii_case("http"));
        self.reads(host, VariableUse::Host, plain.map(|(_, span)| span));
        if !self.address(host) {
            self.scheme_in_host(host, VariableUse::Host);
        }
        let cloud = self.cloud_host(host).is_some();
        self.scheme(scheme.filter(|_| cloud));
        cloud
    }

    /// Looks at the scheme for a host of Weaviate Cloud.
    pub(super) fn scheme(&mut self, scheme: Option<&'a Expr>) {
        if let Some((text, span)) = scheme.and_then(|s| self.literal(s))
            && text.eq_ignore_ascii_case("http")
        {
            self.report(Problem::PlainHttp, span, vec![(span.clone(), "https".to_owned())]);
        }
    }

    /// Looks for a scheme in front of what must be a bare host.
    pub(super) fn scheme_in_host(&mut self, host: &'a Expr, used: VariableUse) {
        self.reads(host, used, None);
        let found = self.values(host).into_iter().find_map(|v| {
            let (text, span) = v.leading_literal()?;
            let scheme = ["https://", "http://"].into_iter().find(|s| text.starts_with(s))?;
            Some((span, scheme.len()))
        });
        if let Some((span, length)) = found {
            self.report(Problem::SchemeInHost, span, vec![(span.start..span.start + length, String::new())]);
        }
    }

    /// The host on Weaviate Cloud that an expression names.
    pub(super) fn cloud_host(&self, expr: &'a Expr) -> Option<(String, &'a ByteSpan)> {
        self.joined(expr).into_iter().find_map(|joined| {
            let host = names::cloud_host(&joined.text)?;
            let at = joined.text.to_ascii_lowercase().find(&host)?;
            Some((host, joined.piece(at)?.0))
        })
    }

    /// Looks at the URL for a helper that makes a cluster's REST and gRPC address of it. `verbatim`: the client takes the port with it, and
    /// without a scheme all of the text.
    pub(super) fn cluster_url(&mut self, expr: &'a Expr, verbatim: bool) {
        self.reads(expr, VariableUse::Url, None);
        let all = self.joined(expr);
        let only = all.len() == 1;
        if all.iter().filter(|text| self.wrong_address(text)).count() > 0 {
            return;
        }
        for joined in &all {
            if only && !joined.cut && !self.sample && names::is_sample_url(&joined.text) {
                let span = joined.pieces.first().map_or(&expr.span, |(_, span)| *span);
                self.add(Problem::SampleUrl, span, Confidence::Possible, Vec::new());
            } else if joined.text.trim().is_empty() && !joined.cut && only {
                match &expr.kind {
                    ExprKind::Text(_) => self.report(Problem::EmptyUrl, &expr.span, Vec::new()),
                    // A field's default is set elsewhere; a constant may be, too.
                    ExprKind::Name(name) if !name.contains('.') => {
                        self.likely(Problem::EmptyUrl, &expr.span, Vec::new());
                    }
                    _ => {}
                }
            } else if let Some((problem, at, length)) = shape(joined, verbatim) {
                let Some((span, from)) = joined.piece(at) else { continue };
                let place = span.start + from..span.start + from + length;
                let exact = self.source(&place) == &joined.text[at..at + length] && length > 0;
                self.report(problem, span, if exact { vec![(place, String::new())] } else { Vec::new() });
            } else if verbatim && let Some((span, length)) = port_behind(joined) {
                let place = span.start..span.start + length;
                self.report(Problem::UrlPort, span, vec![(place, String::new())]);
            }
        }
        self.local_address(expr);
    }
}

/// What is wrong with the shape of a URL, and the piece of it that is too much (none when nothing can be taken out).
fn shape(joined: &Joined<'_>, verbatim: bool) -> Option<(Problem, usize, usize)> {
    let text = joined.text.as_str();
    // Samples and names of variables are no addresses.
    if text.is_empty() || text.contains(['<', '>', '{', '}', '$', '[', ']', '…']) || names::is_local(text) {
        return None;
    }
    let lead = text.len() - text.trim_start().len();
    if lead > 0 {
        return Some((Problem::OddUrl, 0, lead));
    }
    if text.starts_with(['"', '\'', '`', '“', '‘']) {
        return Some((Problem::OddUrl, 0, 0));
    }
    let lower = text.to_ascii_lowercase();
    let scheme = ["https://", "http://"].into_iter().find(|s| lower.starts_with(s)).map_or(0, str::len);
    if scheme > 0 && ["https:/", "http:/"].iter().any(|s| lower[scheme..].starts_with(s)) {
        return Some((Problem::OddUrl, 0, scheme));
    }
    if scheme == 0 && ["https:/", "http:/"].iter().any(|s| lower.starts_with(s)) {
        return Some((Problem::OddUrl, 0, 0));
    }
    if !verbatim || names::cloud_host(text).is_none() {
        return None;
    }
    let rest = &text[scheme..];
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    if let Some(colon) = rest[..end].find(':') {
        let known = end < rest.len() || !joined.cut;
        return known.then_some((Problem::UrlPort, scheme + colon, end - colon));
    }
    let whole = if joined.cut { 0 } else { rest.len() - end };
    (scheme == 0 && end < rest.len()).then_some((Problem::UrlPath, end, whole))
}

/// A port directly behind something unknown: `f"https://{host}:443"`.
fn port_behind<'a>(joined: &Joined<'a>) -> Option<(&'a ByteSpan, usize)> {
    let (text, span) = joined.rest.first()?;
    let digits = text.strip_prefix(':')?.bytes().take_while(u8::is_ascii_digit).count();
    let ends = text[1 + digits..].is_empty() || text[1 + digits..].starts_with('/');
    // What stands between host and port isn't known when it is more than one piece.
    (digits > 0 && ends && joined.rest.len() == 1).then_some((*span, 1 + digits))
}
