//! The texts of a YAML file with the names that lead to them, line by line: enough for settings, manifests and workflows. Anchors and
//! texts of several lines are passed over.

use super::RawSetting;
use super::lines::{assignment, lines, plain, value};
use base64::Engine as _;

/// Longest value that is decoded, in bytes.
const MAX_ENCODED_BYTES: usize = 16 << 10;

/// A name that is open, and how far its line is indented.
struct OpenName {
    indent: usize,
    name: String,
}

pub(super) fn read(text: &str) -> Vec<RawSetting> {
    let mut found: Vec<RawSetting> = Vec::new();
    let mut open: Vec<OpenName> = Vec::new();
    let mut document = 0_usize;
    let mut first = 0;
    let mut secret = false;
    // Deeper lines belong to a text of several lines.
    let mut block: Option<usize> = None;
    // `- name: X`, whose `value` is still to come.
    let mut named: Option<(usize, String)> = None;
    for (start, line) in lines(text) {
        if line.starts_with("---") {
            decode(&mut found[first..], secret);
            (first, secret, document) = (found.len(), false, document + 1);
            open.clear();
            continue;
        }
        let trimmed = line.trim_start();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let mut indent = line.len() - trimmed.len();
        if block.is_some_and(|outer| indent > outer) {
            continue;
        }
        block = None;
        let mut item = trimmed;
        let mut listed = false;
        while let Some(rest) = item.strip_prefix("- ") {
            listed = true;
            indent += 2 + (rest.len() - rest.trim_start().len());
            item = rest.trim_start();
        }
        let at = line.len() - item.len();
        let outer = if listed { indent - 1 } else { indent };
        open.retain(|o| o.indent < outer);
        let scope = scope(document, &open);
        let text_of = |name: &str, from: usize| {
            let inner = value(line, from);
            plain(&path(&open, name), &scope, text, start + inner.start..start + inner.end)
        };
        let Some(colon) = colon(item) else {
            if listed && let Some((name, inner)) = assignment(item) {
                let mut setting = text_of(&name, at + inner.start);
                (setting.span, setting.path) = (start + at + inner.start..start + at + inner.end, path(&open, &name));
                text.get(setting.span.clone()).unwrap_or_default().clone_into(&mut setting.value);
                found.push(setting);
            } else if listed {
                // A list of files, such as compose's `env_file`.
                found.push(plain(&path(&open, ""), &scope, text, start + at..start + at + item.trim_end().len()));
            }
            continue;
        };
        let name = item[..colon].trim_matches(['"', '\'']).to_owned();
        let inner = value(line, at + colon + 1);
        let written = &line[inner.clone()];
        if written.is_empty() {
            open.push(OpenName { indent, name });
        } else if written.starts_with(['|', '>']) && inner.len() <= 2 {
            block = Some(indent);
        } else if name == "name" && listed {
            named = Some((indent, written.to_owned()));
        } else if name == "value" && named.as_ref().is_some_and(|(at, _)| *at == indent) {
            if let Some((_, name)) = named.take() {
                found.push(text_of(&name, at + colon + 1));
            }
        } else {
            secret = secret || (open.is_empty() && name == "kind" && written == "Secret");
            found.push(text_of(&name, at + colon + 1));
        }
    }
    decode(&mut found[first..], secret);
    found
}

/// Where a name ends that has a value or more names behind it.
fn colon(item: &str) -> Option<usize> {
    let from = match item.chars().next()? {
        quote @ ('"' | '\'') => 1 + item[1..].find(quote)?,
        '{' | '[' | '&' | '*' => return None,
        _ => 0,
    };
    let found = item[from..].match_indices(':').map(|(at, _)| from + at);
    let mut ends = found.filter(|at| item[at + 1..].is_empty() || item[at + 1..].starts_with([' ', '\t']));
    ends.next().filter(|at| item[..*at].len() <= 200 && !item[..*at].contains(' '))
}

fn path(open: &[OpenName], name: &str) -> String {
    let names: Vec<&str> = open.iter().map(|o| o.name.as_str()).chain([name]).filter(|n| !n.is_empty()).collect();
    names.join(".")
}

fn scope(document: usize, open: &[OpenName]) -> String {
    format!("{document}:{}", path(open, ""))
}

/// The values of a Secret are in base64.
fn decode(found: &mut [RawSetting], secret: bool) {
    for setting in
        found.iter_mut().filter(|s| secret && s.scope.ends_with(":data") && s.value.len() <= MAX_ENCODED_BYTES)
    {
        let bytes = base64::engine::general_purpose::STANDARD.decode(setting.value.trim()).ok();
        setting.value = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        (setting.plain, setting.encoded) = (false, true);
    }
}
