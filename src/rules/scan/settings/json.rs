//! The texts of a JSON file with the names that lead to them. Comments are passed over; what is broken ends it.

use super::RawSetting;

/// How deep objects are followed.
const MAX_DEPTH: usize = 64;

pub(super) fn read(text: &str) -> Vec<RawSetting> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    // The names of the objects around; those of lists are empty.
    let mut path: Vec<String> = Vec::new();
    let mut name: Option<String> = None;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' if path.len() < MAX_DEPTH => path.push(name.take().unwrap_or_default()),
            b'{' | b'[' => return found,
            b'}' | b']' => {
                path.pop();
                name = None;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at = text[at..].find('\n').map_or(text.len(), |n| at + n);
                continue;
            }
            b'"' => {
                let start = at + 1;
                let Some(end) = end_of_text(bytes, start) else { return found };
                let raw = &text[start..end];
                at = end;
                let colon = text[end + 1..].trim_start().starts_with(':');
                if colon {
                    name = Some(raw.to_owned());
                } else if let Some(own) = name.take() {
                    let scope: Vec<&str> = path.iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
                    let scope = scope.join(".");
                    let whole = if scope.is_empty() { own } else { format!("{scope}.{own}") };
                    let plain = !raw.contains('\\');
                    let value = serde_json::from_str(&text[start - 1..=end]).unwrap_or_else(|_| raw.to_owned());
                    if whole.len() <= 400 {
                        found.push(RawSetting { path: whole, scope, span: start..end, value, plain, encoded: false });
                    }
                }
            }
            b',' => name = None,
            _ => {}
        }
        at += 1;
    }
    found
}

fn end_of_text(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}
