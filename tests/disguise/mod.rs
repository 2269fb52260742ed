//! The disguises in which servers, files and people write a key. Nothing here comes from the program: whoever forgot a form there has not
//! forgotten the same one here.
#![allow(dead_code, reason = "each test uses what it needs")]

use std::fmt::Write as _;

/// The key of the tests: with every character that keys of Weaviate Cloud have. Its middle, its halves and so on occur nowhere else.
pub const KEY: &str = "Ab+cd/EfGh12ijKL34mnOP56qr==";

/// A form: its name and how a key is written in it.
pub type Form = (&'static str, fn(&str) -> String);

/// Every form.
pub const FORMS: &[Form] = &[
    ("raw", |k| k.to_owned()),
    ("capitals", |k| k.to_uppercase()),
    ("small letters", |k| k.to_lowercase()),
    ("backwards", |k| k.chars().rev().collect()),
    ("percent, whole", |k| special(k, "+/=", |b| format!("%{b:02X}"))),
    ("percent, small digits", |k| special(k, "+/=", |b| format!("%{b:02x}"))),
    ("percent, the slash left", |k| special(k, "+=", |b| format!("%{b:02X}"))),
    ("percent, only the plus", |k| special(k, "+", |b| format!("%{b:02X}"))),
    ("percent, only the padding", |k| special(k, "=", |b| format!("%{b:02X}"))),
    ("percent, every byte", |k| every(k, |b| format!("%{b:02X}"))),
    ("percent, twice", |k| special(k, "+/=", |b| format!("%25{b:02X}"))),
    ("percent, every byte, three times", |k| every(k, |b| format!("%2525{b:02x}"))),
    ("percent of JavaScript", |k| every(k, |b| format!("%u{b:04X}"))),
    ("decimal entities", |k| special(k, "+/=", |b| format!("&#{b};"))),
    ("decimal entities, every byte", |k| every(k, |b| format!("&#{b};"))),
    ("decimal entities with zeros", |k| every(k, |b| format!("&#{b:07};"))),
    ("decimal entities without their end", |k| every(k, |b| format!("&#{b:04} "))),
    ("hexadecimal entities", |k| special(k, "+/=", |b| format!("&#x{b:X};"))),
    ("hexadecimal entities, every byte", |k| every(k, |b| format!("&#x{b:x};"))),
    ("named entities", |k| k.replace('+', "&plus;").replace('/', "&sol;").replace('=', "&equals;")),
    ("entities, twice", |k| special(k, "+/=", |b| format!("&amp;#{b};"))),
    (r"\u", |k| special(k, "+/=", |b| format!("\\u{b:04X}"))),
    (r"\u, every byte", |k| every(k, |b| format!("\\u{b:04x}"))),
    (r"\u, twice", |k| every(k, |b| format!("\\\\u{b:04x}"))),
    (r"\u{}", |k| every(k, |b| format!("\\u{{{b:x}}}"))),
    (r"\x", |k| every(k, |b| format!("\\x{b:02x}"))),
    ("octal", |k| every(k, |b| format!("\\{b:03o}"))),
    ("code points", |k| every(k, |b| format!("U+{b:04X} "))),
    ("JSON with its slashes escaped", |k| k.replace('/', "\\/")),
    ("JSON in JSON", |k| k.replace('/', "\\\\\\/").replace('=', "\\\\u003d")),
    ("quoted-printable", |k| k.replace('=', "=3D")),
    ("quoted-printable, every byte", |k| every(k, |b| format!("={b:02X}"))),
    ("quoted-printable with soft line breaks", |k| chunks(k, 7, "=\r\n").replace("==", "=3D=3D")),
    ("broken over lines", |k| chunks(k, 9, "\r\n ")),
    ("broken over lines and quoted", |k| chunks(k, 8, "\n> ")),
    ("broken with a backslash", |k| chunks(k, 8, "\\\n")),
    ("broken by <br>", |k| chunks(k, 7, "<br>")),
    ("tags inside", |k| chunks(k, 4, "</span><span class=\"hll n1\">")),
    ("escaped tags inside", |k| chunks(k, 4, "&lt;wbr&gt;")),
    ("a color inside", |k| chunks(k, 4, "\u{1b}[31;1m")),
    ("spaced", |k| chunks(k, 1, " ")),
    ("in groups with dashes", |k| chunks(k, 4, "-")),
    ("zero-width characters between", |k| chunks(k, 1, "\u{200b}")),
    ("soft hyphens between", |k| chunks(k, 3, "\u{ad}")),
    ("full-width", |k| k.chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap_or(c)).collect()),
    ("mathematical", mathematical),
    ("base64", |k| base64(k.as_bytes(), *b"+/")),
    ("base64 of the header", |k| base64(format!("Bearer {k}").as_bytes(), *b"+/")),
    ("base64 of user and key", |k| base64(format!("u:{k}").as_bytes(), *b"-_")),
    ("base64 broken over lines", |k| chunks(&base64(k.as_bytes(), *b"+/"), 16, "\r\n")),
    ("base64 with its marks escaped", |k| special(&base64(k.as_bytes(), *b"+/"), "+/=", |b| format!("%{b:02X}"))),
    ("base64 twice", |k| base64(base64(k.as_bytes(), *b"+/").as_bytes(), *b"+/")),
    ("base64 of UTF-16", |k| base64(&wide(k), *b"+/")),
    ("base64 of percent-encoded", |k| base64(special(k, "+/=", |b| format!("%{b:02X}")).as_bytes(), *b"+/")),
    ("base32", |k| base32(k.as_bytes())),
    ("hexadecimal", |k| every(k, |b| format!("{b:02x}"))),
    ("hexadecimal in capitals", |k| every(k, |b| format!("{b:02X}"))),
    ("hexadecimal with colons", |k| every(k, |b| format!("{b:02x}:"))),
    ("hexadecimal with spaces", |k| every(k, |b| format!("{b:02x} "))),
    ("hexadecimal with 0x", |k| every(k, |b| format!("0x{b:02x}, "))),
    ("hexadecimal broken over lines", |k| chunks(&every(k, |b| format!("{b:02x}")), 16, "\n")),
    ("numbers of bytes", |k| every(k, |b| format!("{b},"))),
    ("binary", |k| every(k, |b| format!("{b:08b} "))),
    ("ROT13", rot13),
    ("truncated", |k| k[..k.len() - 4].to_owned()),
    ("truncated to half", |k| format!("{}…", &k[..=k.len() / 2])),
    ("without its beginning", |k| k[6..].to_owned()),
    ("masked in the middle", |k| format!("{}****{}", &k[..7], &k[k.len() - 6..])),
    ("masked with dots", |k| format!("{}...{}", &k[..5], &k[k.len() - 4..])),
    ("masked with x", |k| format!("{}xxxxxxxx{}", &k[..6], &k[k.len() - 5..])),
    ("behind a time on each line", |k| {
        format!("2026-03-02T09:14:11Z INFO {}", chunks(k, 8, "\n2026-03-02T09:14:11Z INFO "))
    }),
    ("behind the number of each line", |k| chunks(k, 9, "\n    12  ")),
    ("in one field after another", |k| chunks(k, 7, "\",\"next\":\"")),
    ("one character changed", |k| format!("{}?{}", &k[..12], &k[13..])),
];

/// Whether a text shows a part of the key that was written in this form: as much of it as could be put together again.
pub fn shows(output: &str, form: &Form, key: &str) -> bool {
    shows_in(&letters(output), form, key)
}

/// The same in a text of which [`letters`] are left.
pub fn shows_in(output: &str, form: &Form, key: &str) -> bool {
    let written = (form.1)(key);
    // A mask leaves few characters, and what stands in pieces has other text between, which stays.
    let pieces = form.0.starts_with("behind") || form.0.starts_with("in one field");
    let least = match form.0 {
        name if name.starts_with("masked") => 5,
        _ if pieces => 6,
        _ => 12,
    };
    let mut texts = vec![letters(key)];
    if !pieces {
        texts.extend([written.as_str(), &written.replace("\r\n", "")].map(letters));
    }
    texts.iter().any(|text| {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        ends.windows(least + 1).any(|piece| output.contains(&text[piece[0]..piece[least]]))
    })
}

/// Letters and digits alone.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn every(key: &str, write: fn(u8) -> String) -> String {
    key.bytes().map(write).collect()
}

fn special(key: &str, which: &str, write: fn(u8) -> String) -> String {
    key.chars().map(|c| if which.contains(c) { write(c as u8) } else { c.to_string() }).collect()
}

fn chunks(text: &str, length: usize, between: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(length).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join(between)
}

fn wide(key: &str) -> Vec<u8> {
    key.bytes().flat_map(|b| [b, 0]).collect()
}

fn rot13(key: &str) -> String {
    let turn = |c: char, a: u8| char::from((c as u8 - a + 13) % 26 + a);
    key.chars()
        .map(|c| match c {
            'a'..='z' => turn(c, b'a'),
            'A'..='Z' => turn(c, b'A'),
            c => c,
        })
        .collect()
}

fn mathematical(key: &str) -> String {
    let moved = |c: char, from: char, to: u32| char::from_u32(c as u32 - from as u32 + to).unwrap_or(c);
    key.chars()
        .map(|c| match c {
            'A'..='Z' => moved(c, 'A', 0x1d400),
            'a'..='z' => moved(c, 'a', 0x1d41a),
            '0'..='9' => moved(c, '0', 0x1d7ce),
            c => c,
        })
        .collect()
}

/// Base64 by hand.
pub fn base64(bytes: &[u8], last: [u8; 2]) -> String {
    let mut alphabet: Vec<u8> = (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').collect();
    alphabet.extend(last);
    grouped(bytes, 6, &alphabet, 4)
}

fn base32(bytes: &[u8]) -> String {
    let alphabet: Vec<u8> = (b'A'..=b'Z').chain(b'2'..=b'7').collect();
    grouped(bytes, 5, &alphabet, 8)
}

fn grouped(bytes: &[u8], width: usize, alphabet: &[u8], group: usize) -> String {
    let mut bits = String::new();
    for byte in bytes {
        let _ = write!(bits, "{byte:08b}");
    }
    while !bits.len().is_multiple_of(width) {
        bits.push('0');
    }
    let mut out: String = (0..bits.len() / width)
        .map(|i| {
            let value = bits[i * width..(i + 1) * width].bytes().fold(0, |n, b| n * 2 + usize::from(b - b'0'));
            char::from(alphabet[value])
        })
        .collect();
    while !out.len().is_multiple_of(group) {
        out.push('=');
    }
    out
}
