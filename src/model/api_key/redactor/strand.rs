//! A text in the shapes in which a secret can stand in it: as it is, with escapes undone, without tags. Each character knows the bytes of
//! the text that it came from. It knows no secret.

use crate::model::sanitized::is_invisible;

/// Most layers of escapes that are undone, one within the other.
const MAX_LAYERS: usize = 6;

/// Longest tag that is taken out, in characters.
const MAX_TAG_CHARS: usize = 1000;

/// A character and the bytes of the text that it came from.
#[derive(Clone, Copy)]
pub(super) struct Unit {
    pub(super) c: char,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// A text in one of its shapes.
pub(super) type Strand = Vec<Unit>;

/// Every shape of `text`, whose first byte is at `offset`. The text itself comes first.
pub(super) fn shapes(text: &str, offset: usize) -> Vec<Strand> {
    let mut shapes = vec![plain(text, offset)];
    undone(&mut shapes, 0);
    let layers = shapes.len();
    // Quoted-printable is undone apart: its mark is a character that keys end with.
    if text.contains('=') || shapes[layers - 1].iter().any(|u| u.c == '=') {
        for from in [0, layers - 1] {
            if let Some(strand) = quoted_printable(&shapes[from]) {
                shapes.push(strand);
                let last = shapes.len() - 1;
                undone(&mut shapes, last);
            }
            if layers == 1 {
                break;
            }
        }
    }
    for i in 0..shapes.len() {
        if let Some(strand) = without_tags(&shapes[i]) {
            shapes.push(strand);
        }
    }
    shapes
}

fn plain(text: &str, offset: usize) -> Strand {
    text.char_indices()
        .filter(|(_, c)| !is_invisible(*c))
        .map(|(i, c)| Unit { c, from: offset + i, to: offset + i + c.len_utf8() })
        .collect()
}

/// Adds what each layer of escapes hides in the strand at `from`.
fn undone(shapes: &mut Vec<Strand>, from: usize) {
    let mut last = from;
    for _ in 0..MAX_LAYERS {
        let Some(strand) = unescaped(&shapes[last]) else { break };
        shapes.push(strand);
        last = shapes.len() - 1;
    }
}

/// One layer of escapes less. None when there is none.
fn unescaped(strand: &[Unit]) -> Option<Strand> {
    if !strand.iter().any(|u| matches!(u.c, '%' | '&' | '\\' | '+')) {
        return None;
    }
    let mut out = Vec::with_capacity(strand.len());
    let mut changed = false;
    let mut i = 0;
    while i < strand.len() {
        let rest = &strand[i..];
        let found = match rest[0].c {
            '%' => percent(rest),
            '&' => entity(rest),
            '\\' => backslash(rest),
            'U' | 'u' => code_point(rest),
            _ => None,
        };
        changed |= found.is_some();
        let (c, length) = found.unwrap_or((Some(rest[0].c), 1));
        let c = c.filter(|c| !is_invisible(*c));
        out.extend(c.map(|c| Unit { c, from: rest[0].from, to: rest[length - 1].to }));
        i += length;
    }
    changed.then_some(out)
}

/// What an escape stands for, which can be nothing, and its length.
type Escape = Option<(Option<char>, usize)>;

/// The number that some digits make.
fn number(units: &[Unit], radix: u32) -> Option<u32> {
    units.iter().try_fold(0_u32, |n, u| n.checked_mul(radix)?.checked_add(u.c.to_digit(radix)?))
}

/// How many digits there are, `most` at most.
fn digits(units: &[Unit], radix: u32, most: usize) -> usize {
    units.iter().take(most).take_while(|u| u.c.is_digit(radix)).count()
}

fn character(code: u32, length: usize) -> Escape {
    char::from_u32(code).map(|c| (Some(c), length))
}

/// `%2B`, `%u002B`, and the several of one character in UTF-8.
fn percent(rest: &[Unit]) -> Escape {
    if rest.get(1).is_some_and(|u| matches!(u.c, 'u' | 'U')) {
        return character(number(rest.get(2..6)?, 16)?, 6);
    }
    let byte = |at: usize| {
        let digits = rest.get(at..at + 3)?;
        u8::try_from(if digits[0].c == '%' { number(&digits[1..], 16)? } else { return None }).ok()
    };
    let first = byte(0)?;
    let wide = match first {
        0..0xc0 => return Some((Some(char::from(first)), 3)),
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0.. => 4,
    };
    let bytes: Option<Vec<u8>> = (0..wide).map(|n| byte(n * 3)).collect();
    let c = bytes.and_then(|b| std::str::from_utf8(&b).ok().and_then(|t| t.chars().next()));
    Some(c.map_or((Some(char::from(first)), 3), |c| (Some(c), wide * 3)))
}

/// Names of characters that keys are made of, and of white space (HTML, §13.5).
const NAMED: [(&str, char); 44] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("plus", '+'),
    ("equals", '='),
    ("sol", '/'),
    ("bsol", '\\'),
    ("lowbar", '_'),
    ("UnderBar", '_'),
    ("hyphen", '-'),
    ("dash", '-'),
    ("minus", '-'),
    ("period", '.'),
    ("colon", ':'),
    ("semi", ';'),
    ("comma", ','),
    ("excl", '!'),
    ("quest", '?'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("commat", '@'),
    ("ast", '*'),
    ("midast", '*'),
    ("lpar", '('),
    ("rpar", ')'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("rcub", '}'),
    ("rbrace", '}'),
    ("vert", '|'),
    ("Hat", '^'),
    ("grave", '`'),
    ("tilde", '~'),
    ("nbsp", ' '),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("shy", '\u{ad}'),
];

/// `&#43;`, `&#x2B;`, `&plus;`, with or without the semicolon behind a number.
fn entity(rest: &[Unit]) -> Escape {
    let ended = |length: usize| length + usize::from(rest.get(length).is_some_and(|u| u.c == ';'));
    if rest.get(1)?.c == '#' {
        let hexadecimal = matches!(rest.get(2)?.c, 'x' | 'X');
        let (from, radix) = if hexadecimal { (3, 16) } else { (2, 10) };
        let length = digits(&rest[from..], radix, 9);
        return character(number(&rest[from..from + length], radix).filter(|_| length > 0)?, ended(from + length));
    }
    let name = rest[1..].iter().take(9).take_while(|u| u.c.is_ascii_alphabetic()).count();
    if rest.get(1 + name)?.c != ';' {
        return None;
    }
    let is = |word: &str| word.len() == name && word.chars().eq(rest[1..=name].iter().map(|u| u.c));
    NAMED.iter().find(|(word, _)| is(word)).map(|(_, c)| (Some(*c), name + 2))
}

/// The escapes of JSON, C, shells and their kin. A backslash at the end of a line goes with the line break.
fn backslash(rest: &[Unit]) -> Escape {
    let next = rest.get(1)?.c;
    match next {
        'u' | 'U' | 'x' | 'X' if rest.get(2).is_some_and(|u| u.c == '{') => {
            let length = digits(rest.get(3..)?, 16, 8);
            (rest.get(3 + length)?.c == '}').then_some(())?;
            character(number(&rest[3..3 + length], 16)?, length + 4)
        }
        'u' => character(number(rest.get(2..6)?, 16)?, 6),
        'U' => character(number(rest.get(2..10)?, 16)?, 10),
        'x' | 'X' => character(number(rest.get(2..4)?, 16)?, 4),
        '0'..='7' => {
            let length = digits(&rest[1..], 8, 3);
            character(number(&rest[1..=length], 8)?, length + 1)
        }
        'n' | 'r' | 't' | 'f' | 'v' | 'b' => Some((Some(' '), 2)),
        '\n' => Some((None, 2)),
        '\r' => Some((None, 2 + usize::from(rest.get(2).is_some_and(|u| u.c == '\n')))),
        c if c.is_ascii_punctuation() => Some((Some(c), 2)),
        _ => None,
    }
}

/// `U+002B`.
fn code_point(rest: &[Unit]) -> Escape {
    if rest.get(1)?.c != '+' {
        return None;
    }
    let length = digits(&rest[2..], 16, 6);
    character(number(&rest[2..2 + length], 16).filter(|_| length >= 4)?, length + 2)
}

/// RFC 2045 §6.7: `=3D`, and `=` at the end of a line.
fn quoted_printable(strand: &[Unit]) -> Option<Strand> {
    let mut out = Vec::with_capacity(strand.len());
    let mut changed = false;
    let mut i = 0;
    while i < strand.len() {
        let rest = &strand[i..];
        let soft = 1 + rest[1..].iter().take(3).take_while(|u| matches!(u.c, ' ' | '\t' | '\r')).count();
        let code = || u8::try_from(number(rest.get(1..3)?, 16)?).ok();
        let found = match rest[0].c {
            '=' if rest.get(soft).is_some_and(|u| u.c == '\n') => Some((None, soft + 1)),
            '=' => code().map(|byte| (Some(char::from(byte)), 3)),
            _ => None,
        };
        let (c, length) = found.unwrap_or((Some(rest[0].c), 1));
        changed |= found.is_some();
        out.extend(c.map(|c| Unit { c, from: rest[0].from, to: rest[length - 1].to }));
        i += length;
    }
    changed.then_some(out)
}

/// Without tags and without the sequences that color a terminal. None when there are none.
fn without_tags(strand: &[Unit]) -> Option<Strand> {
    if !strand.iter().any(|u| matches!(u.c, '<' | '[' | '\u{1b}' | '\u{9b}')) {
        return None;
    }
    let mut out = Vec::with_capacity(strand.len());
    let mut changed = false;
    let mut i = 0;
    // Where the next `>` stands, so that a text full of `<` is not searched again for each.
    let mut close = 0;
    while i < strand.len() {
        let length = match strand[i].c {
            '<' => {
                close = close.max(i + 1);
                while close < strand.len() && strand[close].c != '>' {
                    close += 1;
                }
                let length = close + 1 - i;
                if close < strand.len() && length <= MAX_TAG_CHARS { length } else { 0 }
            }
            '\u{1b}' | '\u{9b}' => {
                let lead = if strand[i].c == '\u{1b}' && strand.get(i + 1).is_some_and(|u| u.c == '[') { 2 } else { 1 };
                let inner = strand[i + lead..].iter().take(40).take_while(|u| matches!(u.c, '0'..='?')).count();
                (lead + inner + 1).min(strand.len() - i)
            }
            // What is left of a color where control characters were taken out.
            '[' => {
                let inner = strand[i + 1..].iter().take(12).take_while(|u| matches!(u.c, '0'..='9' | ';')).count();
                if strand.get(i + 1 + inner).is_some_and(|u| u.c == 'm') { inner + 2 } else { 0 }
            }
            _ => 0,
        };
        if length == 0 {
            out.push(strand[i]);
            i += 1;
        } else {
            changed = true;
            i += length;
        }
    }
    changed.then_some(out)
}

/// A character without what changes its look: in lower case, and what is full-width, mathematical or circled as the plain one.
pub(super) fn folded(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let letter = |n: u32| char::from_u32(u32::from(b'a') + n % 26).unwrap_or(c);
    let digit = |n: u32| char::from_u32(u32::from(b'0') + n % 10).unwrap_or(c);
    let code = u32::from(c);
    match code {
        0xff01..=0xff5e => char::from_u32(code - 0xff01 + 0x21).unwrap_or(c).to_ascii_lowercase(),
        0x1d400..=0x1d6a3 => letter(code - 0x1d400),
        0x1d7ce..=0x1d7ff => digit(code - 0x1d7ce),
        0x24b6..=0x24e9 => letter(code - 0x24b6),
        0x249c..=0x24b5 => letter(code - 0x249c),
        0x1f130..=0x1f149 => letter(code - 0x1f130),
        0x1f150..=0x1f169 => letter(code - 0x1f150),
        0x1f170..=0x1f189 => letter(code - 0x1f170),
        0x2460..=0x2468 => digit(code - 0x2460 + 1),
        0x24ea => '0',
        0x2080..=0x2089 => digit(code - 0x2080),
        0x2074..=0x2079 => digit(code - 0x2070),
        0x2070 => '0',
        0xb9 => '1',
        0xb2 | 0xb3 => digit(code - 0xb0),
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}
