//! The forms that a key takes without being escaped: itself, backwards, in hexadecimal, base64, base32 and their kin. It searches nothing.

use super::strand::folded;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::fmt::Write as _;
use std::ops::Range;
use zeroize::Zeroizing;

/// How many letters and digits of a key in a row are the key.
pub(super) const MIN_RUN_LETTERS: usize = 12;

/// Characters at the ends of base64 and base32 that are made of the key and of what stands beside it.
const BLURRED_CHARS: usize = 8;

/// From this length on, a key is searched in the forms that are only likely for keys by every [`MIN_RUN_LETTERS`]th run alone.
pub(super) const LONG_KEY_CHARS: usize = 256;

/// Longest text that is looked for with all that stands in it.
pub(super) const MAX_EXACT_CHARS: usize = 4;

/// One form of a key: its letters and digits.
pub(super) struct KeyForm {
    /// Letters and digits, folded.
    pub(super) letters: Zeroizing<Vec<char>>,
    /// All characters, folded. Empty where only letters and digits count.
    pub(super) all: Zeroizing<Vec<char>>,
    /// Where each letter stands in [`Self::all`].
    pub(super) places: Vec<usize>,
    /// For each run of [`MIN_RUN_LETTERS`] letters, whether it can be nothing but this key. Empty: all are.
    pub(super) telling: Vec<bool>,
    /// Shortest run that counts.
    pub(super) least: usize,
    /// Characters beside it that may hold bits of it.
    pub(super) blur: usize,
    /// For each letter, what kind of character it is in the key and whether a new part of the key begins with it.
    kinds: Vec<(u8, bool)>,
    /// How many runs lie between two that are looked for.
    pub(super) stride: usize,
}

impl KeyForm {
    /// Whether the form is the key itself and no encoding of it.
    pub(super) fn is_plain(&self) -> bool {
        !self.all.is_empty()
    }

    fn plain(key: &str) -> Self {
        let all: Zeroizing<Vec<char>> = Zeroizing::new(key.chars().map(folded).collect());
        let places: Vec<usize> = (0..all.len()).filter(|i| all[*i].is_alphanumeric()).collect();
        let letters: Zeroizing<Vec<char>> = Zeroizing::new(places.iter().map(|i| all[*i]).collect());
        let exact: Zeroizing<Vec<char>> = Zeroizing::new(key.chars().collect());
        let kinds = places.iter().enumerate().map(|(n, place)| {
            let parts = n > 0 && exact[places[n - 1]..*place].iter().any(|c| is_joint(*c));
            (kind(exact[*place]), parts)
        });
        let kinds = kinds.collect();
        let telling = (0..(places.len() + 1).saturating_sub(MIN_RUN_LETTERS))
            .map(|at| tells(&exact, &places[at..at + MIN_RUN_LETTERS]));
        Self { telling: telling.collect(), letters, all, places, least: MIN_RUN_LETTERS, blur: 0, kinds, stride: 1 }
    }

    fn encoded(text: &str, least: usize, blur: usize, stride: usize) -> Self {
        let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).map(folded).collect();
        Self {
            letters: Zeroizing::new(letters),
            all: Zeroizing::default(),
            places: Vec::new(),
            telling: Vec::new(),
            least: if stride > 1 { least.max(stride + MIN_RUN_LETTERS - 1) } else { least },
            blur,
            kinds: Vec::new(),
            stride,
        }
    }
}

/// Whether these characters of a key are no words: between letters, upper case and digits it changes often within its parts.
fn tells(key: &[char], places: &[usize]) -> bool {
    let (mut changes, mut digits) = (0, 0);
    for pair in places.windows(2) {
        let (a, b) = (kind(key[pair[0]]), kind(key[pair[1]]));
        let apart = key[pair[0]..pair[1]].iter().any(|c| is_joint(*c));
        if a != b && !apart {
            changes += 1;
            digits += usize::from(a == 0 || b == 0);
        }
    }
    digits >= 2 || changes >= 5
}

/// Whether a few letters of a key are no part of a word.
pub(super) fn tells_piece(form: &KeyForm, piece: Range<usize>) -> bool {
    let pairs = form.kinds[piece].windows(2).filter(|pair| !pair[1].1 && pair[0].0 != pair[1].0);
    let (changes, digits) = pairs.fold((0, false), |(n, digits), p| (n + 1, digits || p[0].0 == 0 || p[1].0 == 0));
    digits || changes >= 2
}

fn kind(c: char) -> u8 {
    if c.is_ascii_digit() { 0 } else { 1 + u8::from(c.is_uppercase()) }
}

/// Whether a character joins the words of a name.
const fn is_joint(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | ' ' | ':')
}

/// Every form of a key that is long enough to be known by a part of it. `key` has at least [`MIN_RUN_LETTERS`] letters and digits.
pub(super) fn of(key: &str) -> Vec<KeyForm> {
    let stride = if key.len() > LONG_KEY_CHARS { MIN_RUN_LETTERS } else { 1 };
    let mut forms = vec![KeyForm::plain(key)];
    let mut add = |text: &str, least: usize, blur: usize| forms.push(KeyForm::encoded(text, least, blur, stride));
    let bytes = key.as_bytes();
    let wide: Zeroizing<Vec<u8>> = Zeroizing::new(key.encode_utf16().flat_map(u16::to_le_bytes).collect());
    let backwards: Zeroizing<String> = Zeroizing::new(key.chars().rev().collect());
    let rotated: Zeroizing<String> = Zeroizing::new(key.chars().map(rotated).collect());
    let digits = hexadecimal(bytes);
    add(&backwards, MIN_RUN_LETTERS, 0);
    add(&rotated, MIN_RUN_LETTERS, 0);
    add(&digits, MIN_RUN_LETTERS, 0);
    add(&hexadecimal(&wide), MIN_RUN_LETTERS, 0);
    add(&listed(bytes, |list, byte| write!(list, "0x{byte:02x}")), 2 * MIN_RUN_LETTERS, 0);
    add(&listed(bytes, |list, byte| write!(list, "{byte}")), 2 * MIN_RUN_LETTERS, 0);
    add(&listed(bytes, |list, byte| write!(list, "{byte:08b}")), 4 * MIN_RUN_LETTERS, 0);
    let escaped = percent(key);
    for text in [&wide[..], escaped.as_bytes()].into_iter().filter(|text| *text != bytes) {
        (0..3).filter_map(|offset| base64(text, offset)).for_each(|once| add(&once, MIN_RUN_LETTERS, BLURRED_CHARS));
    }
    for once in (0..3).filter_map(|offset| base64(bytes, offset)) {
        add(&once, MIN_RUN_LETTERS, BLURRED_CHARS);
        (0..3)
            .filter_map(|offset| base64(once.as_bytes(), offset))
            .for_each(|twice| add(&twice, MIN_RUN_LETTERS, BLURRED_CHARS));
    }
    (0..5).for_each(|offset| add(&base32(bytes, offset), MIN_RUN_LETTERS, BLURRED_CHARS));
    forms.retain(|f| f.letters.len() >= f.least);
    forms
}

/// The texts that a short key is known by, as a whole.
pub(super) fn whole(key: &str) -> Vec<Zeroizing<String>> {
    let digits = hexadecimal(key.as_bytes());
    let mut forms = vec![
        Zeroizing::new(key.to_owned()),
        // A host name is written in lower case, also when it is a key by mistake.
        Zeroizing::new(key.to_ascii_lowercase()),
        Zeroizing::new(digits.to_ascii_uppercase()),
        digits,
    ];
    for offset in 0..3 {
        forms.extend(core(key.as_bytes(), offset).into_iter().flat_map(|core| {
            [Zeroizing::new(STANDARD_NO_PAD.encode(core)), Zeroizing::new(URL_SAFE_NO_PAD.encode(core))]
        }));
    }
    forms.retain(|f| f.len() >= MAX_EXACT_CHARS);
    forms.sort_by(|a, b| a.as_str().cmp(b));
    forms.dedup_by(|a, b| a.as_str() == b.as_str());
    forms
}

/// Lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> Zeroizing<String> {
    listed(bytes, |digits, byte| write!(digits, "{byte:02x}"))
}

/// Each byte as `write` writes it.
fn listed(bytes: &[u8], write: impl Fn(&mut String, u8) -> std::fmt::Result) -> Zeroizing<String> {
    let mut list = Zeroizing::new(String::with_capacity(bytes.len() * 8));
    for byte in bytes {
        // Nothing can go wrong when a string is written to.
        let _ = write(&mut list, *byte);
    }
    list
}

fn percent(text: &str) -> Zeroizing<String> {
    listed(text.as_bytes(), |out, b| {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~') {
            write!(out, "{}", char::from(b))
        } else {
            write!(out, "%{b:02X}")
        }
    })
}

/// Letters moved by half the alphabet (ROT13).
fn rotated(c: char) -> char {
    let moved = |first: u8| char::from(first + (c as u8 - first + 13) % 26);
    match c {
        'a'..='z' => moved(b'a'),
        'A'..='Z' => moved(b'A'),
        _ => c,
    }
}

/// The bytes of `text` that fill whole groups of three, when it starts `offset` bytes into one: their base64 is the same whatever stands around.
fn core(text: &[u8], offset: usize) -> Option<&[u8]> {
    let inner = text.get((3 - offset) % 3..)?;
    let whole = &inner[..inner.len() - inner.len() % 3];
    // Fewer than eight characters of base64 would match by accident.
    (whole.len() >= 6).then_some(whole)
}

/// Base64 without the marks that its two alphabets differ in.
fn base64(text: &[u8], offset: usize) -> Option<Zeroizing<String>> {
    core(text, offset).map(|core| Zeroizing::new(STANDARD_NO_PAD.encode(core)))
}

/// Base32 (RFC 4648 §6) of the part that is the same whatever stands around, when the text starts `offset` bytes into a group of five.
fn base32(text: &[u8], offset: usize) -> Zeroizing<String> {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut out = Zeroizing::new(String::with_capacity(text.len() * 2));
    for group in text.get((5 - offset) % 5..).unwrap_or_default().chunks_exact(5) {
        let bits = group.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        for place in (0..8).rev() {
            out.push(char::from(ALPHABET[usize::try_from(bits >> (place * 5) & 31).unwrap_or(0)]));
        }
    }
    out
}
