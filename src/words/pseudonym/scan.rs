//! Finds the names in a sentence or in code and puts their pseudonyms there: what was learned, addresses, URLs and cluster hosts.

use super::{CLOUD, Pseudonyms, shape};
use std::net::{IpAddr, SocketAddr};

impl Pseudonyms {
    /// A sentence or code with the pseudonyms in it.
    pub fn text(&self, text: &str) -> String {
        Self::replaced(text, |rest| self.at_start(rest))
    }

    /// The same of the names alone that were learned: two halves of a text may look like another one.
    pub fn learned_text(&self, text: &str) -> String {
        Self::replaced(text, |rest| self.learned(rest))
    }

    fn replaced(text: &str, name_at: impl Fn(&str) -> Option<(String, usize)>) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = ' ';
        while let Some(first) = rest.chars().next() {
            let at_word = !(is_word(before) && is_word(first));
            let found = if at_word { name_at(rest) } else { None };
            let (new, taken) = found.unwrap_or_else(|| (first.to_string(), first.len_utf8()));
            out.push_str(&new);
            before = rest[..taken].chars().next_back().unwrap_or(' ');
            rest = &rest[taken..];
        }
        out
    }

    /// What the text begins with, if it is a name: its pseudonym and its length in bytes.
    fn at_start(&self, text: &str) -> Option<(String, usize)> {
        self.learned(text).or_else(|| self.address_at(text)).or_else(|| self.host_at(text))
    }

    fn learned(&self, text: &str) -> Option<(String, usize)> {
        if !text.bytes().next().is_some_and(|first| self.firsts.contains(&first)) {
            return None;
        }
        self.order.iter().find_map(|original| {
            let rest = text.strip_prefix(original.as_str())?;
            let ends = !(original.chars().next_back().is_some_and(is_word) && rest.chars().next().is_some_and(is_word));
            ends.then(|| (self.known.get(original).cloned().unwrap_or_default(), original.len()))
        })
    }

    fn address_at(&self, text: &str) -> Option<(String, usize)> {
        let end = text.find(|c: char| !(c.is_ascii_hexdigit() || matches!(c, '.' | ':'))).unwrap_or(text.len());
        let run = text[..end].trim_end_matches(['.', ':']);
        let run = if text[..end].starts_with("::") && run.is_empty() { "::" } else { run };
        if run.len() < 3 || text[run.len()..].chars().next().is_some_and(is_word) {
            return None;
        }
        if let Ok(address) = run.parse::<IpAddr>() {
            return Some((self.address(address), run.len()));
        }
        let socket: SocketAddr = run.parse().ok()?;
        Some((self.socket(socket), run.len()))
    }

    /// A URL, or a host of Weaviate Cloud. Other hosts are known only when they were learned: code is full of dots.
    fn host_at(&self, text: &str) -> Option<(String, usize)> {
        let end = text.find(|c: char| !is_host_sign(c)).unwrap_or(text.len());
        if text[end..].starts_with("://") {
            return self.url(text);
        }
        let run = text[..end].trim_end_matches(['.', '-']);
        let cloud = CLOUD.iter().any(|suffix| run.to_ascii_lowercase().ends_with(suffix));
        (cloud && shape::is_host(run)).then(|| (self.host(run), run.len()))
    }

    /// Learns every host that stands in a sentence.
    pub fn learn_hosts_of(&mut self, sentence: &str) {
        for word in sentence.split(|c: char| !is_host_sign(c)).map(|w| w.trim_matches(['.', '-'])) {
            if shape::is_host(word) {
                self.learn_host(word);
            }
        }
    }
}

const fn is_host_sign(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
