//! Makes inputs out of seeds: the same seed, door and number always give the same input. It knows no door; what a door's texts are made of
//! comes in as words.

use serde_json::Value;

/// Longest input, in bytes. Stack overflows in foreign structure need some tens of kilobytes.
pub const MAX_INPUT_BYTES: usize = 96 << 10;

/// What opens and closes something in one of the formats.
const PAIRS: [(&str, &str); 16] = [
    ("(", ")"),
    ("[", "]"),
    ("{", "}"),
    ("f(", ")"),
    ("\"", "\""),
    ("'", "'"),
    ("`", "`"),
    ("/*", "*/"),
    ("$(", ")"),
    ("${", "}"),
    ("<a ", ">"),
    ("<script>", "</script>"),
    ("function(){", "}"),
    ("{{", "}}"),
    ("{\"a\":", "}"),
    ("$\"{", "}\""),
];

/// Characters that steer terminals, hide, join, or are cut apart easily.
const ODD: [&str; 30] = [
    "\u{0}",
    "\u{7}",
    "\u{8}",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\u{b}",
    "\u{c}",
    "\u{1b}[2J",
    "\u{1b}]0;x\u{7}",
    "\u{7f}",
    "\u{85}",
    "\u{9b}31m",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{202e}",
    "\u{2028}",
    "\u{2029}",
    "\u{2066}",
    "\u{feff}",
    "\u{fffd}",
    "\u{e0041}",
    "é",
    "e\u{301}",
    "密",
    "ﷺ",
    "👩\u{200d}💻",
    "İ",
];

const NUMBERS: [&str; 14] = [
    "0",
    "1",
    "-1",
    "127",
    "255",
    "256",
    "65535",
    "65536",
    "2147483648",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "1e309",
    "0x7f",
];

/// xorshift64*, Marsaglia 2003 and Vigna 2016: small, quick and the same everywhere.
pub struct Random(u64);

impl Random {
    /// The stream of this number.
    pub fn new(seed: u64) -> Self {
        // One round of splitmix64, so that neighboring numbers give unrelated streams; the state is never nought.
        let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self((z ^ (z >> 31)) | 1)
    }

    /// The stream of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::new(hash(bytes))
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`; nought where that is nought.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 16).unwrap_or_default() % end.max(1)
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these; the caller has at least one.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    fn range(&mut self, length: usize, longest: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..(start + self.below(longest)).min(length)
    }
}

/// FNV-1a.
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

/// Changes an input a few times.
pub fn mutate(data: &mut Vec<u8>, words: &[&str], seeds: &[Vec<u8>], random: &mut Random) {
    for _ in 0..=random.below(6) {
        if random.once_in(3) && change_json(data, words, random) {
            continue;
        }
        change(data, words, seeds, random);
        data.truncate(MAX_INPUT_BYTES);
    }
}

fn insert(data: &mut Vec<u8>, at: usize, piece: &[u8]) {
    let room = MAX_INPUT_BYTES.saturating_sub(data.len());
    data.splice(at..at, piece.iter().copied().take(room));
}

/// How often something is repeated: mostly a few times, now and then until the input is full.
fn times(random: &mut Random) -> usize {
    match random.below(64) {
        0 => random.below(40_000),
        1..8 => random.below(400),
        _ => random.below(9),
    }
}

fn change(data: &mut Vec<u8>, words: &[&str], seeds: &[Vec<u8>], random: &mut Random) {
    let length = data.len();
    let at = random.below(length + 1);
    let word = |random: &mut Random| if words.is_empty() { "a" } else { random.pick(words) };
    match random.below(15) {
        0 => {
            if let Some(byte) = data.get_mut(at) {
                *byte = if random.once_in(2) { *byte ^ (1 << random.below(8)) } else { random.next().to_le_bytes()[0] };
            }
        }
        1 => drop(data.drain(random.range(length, 64))),
        2 => drop(data.drain(random.range(length, 2000))),
        3 => {
            let piece = data[random.range(length, 200)].to_vec();
            insert(data, at, &piece);
        }
        4 => {
            let piece = data[random.range(length, 24)].repeat(times(random));
            insert(data, at, &piece);
        }
        5 => {
            let piece = word(random).repeat(times(random));
            insert(data, at, piece.as_bytes());
        }
        6 => {
            let (open, close) = PAIRS[random.below(PAIRS.len())];
            let (depth, inside) = (times(random), random.range(length, 200));
            let middle = data[inside.clone()].to_vec();
            let piece = [open.repeat(depth).as_bytes(), &middle, close.repeat(depth).as_bytes()].concat();
            data.drain(inside.clone());
            insert(data, inside.start, &piece);
        }
        7 => insert(data, at, word(random).as_bytes()),
        8 => {
            let token = token(data, at);
            data.splice(token, word(random).bytes());
        }
        9 => insert(data, at, random.pick(&ODD).as_bytes()),
        10 => {
            let number = number(data, at);
            data.splice(number, random.pick(&NUMBERS).bytes());
        }
        11 => {
            if let Some(other) = seeds.get(random.below(seeds.len())) {
                data.truncate(at);
                data.extend_from_slice(&other[random.below(other.len() + 1)..]);
            }
        }
        12 => {
            if let Some(other) = seeds.get(random.below(seeds.len())) {
                insert(data, at, &other[line(other, random.below(other.len() + 1))]);
            }
        }
        13 => {
            let piece = data[line(data, at)].to_vec();
            insert(data, line(data, random.below(length + 1)).start, &piece);
        }
        _ => drop(data.drain(line(data, at))),
    }
}

fn around(data: &[u8], at: usize, inside: impl Fn(u8) -> bool) -> std::ops::Range<usize> {
    let start = data[..at].iter().rposition(|b| !inside(*b)).map_or(0, |i| i + 1);
    let end = data[at..].iter().position(|b| !inside(*b)).map_or(data.len(), |i| at + i);
    start..end
}

fn token(data: &[u8], at: usize) -> std::ops::Range<usize> {
    around(data, at, |b| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80)
}

/// The next number, or nothing at the end.
fn number(data: &[u8], at: usize) -> std::ops::Range<usize> {
    let start = data[at..].iter().position(u8::is_ascii_digit).map_or(data.len(), |i| at + i);
    around(data, start, |b| b.is_ascii_digit())
}

/// A line with its end.
fn line(data: &[u8], at: usize) -> std::ops::Range<usize> {
    let line = around(data, at, |b| b != b'\n');
    line.start..(line.end + 1).min(data.len())
}

/// Changes the structure of a JSON text; false where it is none.
fn change_json(data: &mut Vec<u8>, words: &[&str], random: &mut Random) -> bool {
    if !matches!(data.first(), Some(b'{' | b'[')) {
        return false;
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(data) else { return false };
    let mut at = random.below(count(&value));
    if let Some(node) = find(&mut value, &mut at) {
        change_node(node, words, random);
    }
    let text = value.to_string();
    if text.len() <= MAX_INPUT_BYTES {
        *data = text.into_bytes();
    }
    true
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

fn find<'a>(value: &'a mut Value, at: &mut usize) -> Option<&'a mut Value> {
    if *at == 0 {
        return Some(value);
    }
    *at -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| find(item, at)),
        Value::Object(fields) => fields.values_mut().find_map(|field| find(field, at)),
        _ => None,
    }
}

fn change_node(node: &mut Value, words: &[&str], random: &mut Random) {
    let text = |random: &mut Random| match random.below(3) {
        0 => random.pick(&ODD).repeat(1 + times(random) / 4),
        1 if !words.is_empty() => random.pick(words).to_owned(),
        _ => "x".repeat(times(random)),
    };
    match (random.below(3), &mut *node) {
        (0, Value::Array(items)) if !items.is_empty() => {
            let item = items[random.below(items.len())].clone();
            items.extend(std::iter::repeat_n(item, times(random)));
        }
        (1, Value::Array(items)) if !items.is_empty() => drop(items.swap_remove(random.below(items.len()))),
        (0, Value::Object(fields)) => drop(fields.insert(text(random), Value::Null)),
        (1, Value::Object(fields)) => {
            let name = fields.keys().nth(random.below(fields.len())).cloned();
            if let Some(field) = name.and_then(|name| fields.remove(&name)).filter(|_| random.once_in(2)) {
                fields.insert(text(random), field);
            }
        }
        (2, Value::String(old)) => old.push_str(&text(random)),
        _ => {
            *node = match random.below(8) {
                0 => Value::Null,
                1 => Value::Bool(true),
                2 => u64::MAX.into(),
                3 => i64::MIN.into(),
                4 => 1e300.into(),
                5 => Value::Array(vec![Value::from("x"); times(random)]),
                6 => (0..random.below(100)).fold(Value::Null, |inner, _| serde_json::json!({"a": [inner]})),
                _ => text(random).into(),
            }
        }
    }
}
