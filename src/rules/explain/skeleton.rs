//! The letters and digits of a text: what is left when white space, punctuation, quotes, colors and line breaks are taken away. In this form a
//! message is the same whether it was wrapped, quoted in a mail, escaped in JSON, colored, retyped from a screenshot or written with other quotes.

/// A text's skeleton with, for each byte, the place in the text where it comes from.
#[derive(Clone, Default, Debug)]
pub(super) struct Skeleton {
    /// Letters and digits, lower case; `i`, `l`, `1` are one letter, and so are `o` and `0`.
    pub(super) bytes: Vec<u8>,
    places: Vec<u32>,
}

const DROPPED_BYTE: u8 = 0;
const SPECIAL_BYTE: u8 = 1;

/// What becomes of each byte: a letter, nothing, or something that needs a look at what follows.
const TABLE: [u8; 256] = {
    let mut table = [DROPPED_BYTE; 256];
    let mut b = 0;
    while b < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "the loop ends at 255")]
        let byte = b as u8;
        table[b] = match byte {
            b'i' | b'I' | b'l' | b'L' | b'1' => b'l',
            b'o' | b'O' | b'0' => b'o',
            b'a'..=b'z' | b'2'..=b'9' => byte,
            b'A'..=b'Z' => byte.to_ascii_lowercase(),
            0x1b | b'[' | b'\\' | b'&' | 0x80.. => SPECIAL_BYTE,
            _ => DROPPED_BYTE,
        };
        b += 1;
    }
    table
};

impl Skeleton {
    /// The skeleton of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut skeleton = Self::default();
        skeleton.read(text);
        skeleton
    }

    /// Replaces what is there by the skeleton of `text`, which must be shorter than 4 GB.
    pub(super) fn read(&mut self, text: &str) {
        self.bytes.clear();
        self.places.clear();
        let bytes = text.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            match TABLE[usize::from(bytes[i])] {
                DROPPED_BYTE => i += 1,
                SPECIAL_BYTE => i += self.special(text, i),
                letter => {
                    self.put(letter, i);
                    i += 1;
                }
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "windows are far shorter than 4 GB")]
    fn put(&mut self, letter: u8, place: usize) {
        self.bytes.push(letter);
        self.places.push(place as u32);
    }

    /// Handles the byte at `i` and says how many bytes it used.
    fn special(&mut self, text: &str, i: usize) -> usize {
        let bytes = text.as_bytes();
        match bytes[i] {
            0x1b | b'[' => escape_length(&bytes[i..]).max(1),
            b'\\' => match bytes.get(i + 1) {
                Some(b'n' | b'r' | b't') => 2,
                Some(b'u') if bytes[i..].starts_with(b"\\u001b") || bytes[i..].starts_with(b"\\u001B") => 6,
                _ => 1,
            },
            b'&' => {
                let end = bytes[i..].iter().take(7).position(|b| *b == b';');
                end.filter(|e| bytes[i + 1..i + e].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#'))
                    .map_or(1, |e| e + 1)
            }
            _ => {
                let Some(c) = text.get(i..).and_then(|rest| rest.chars().next()) else { return 1 };
                if c.is_alphanumeric() {
                    let mut buffer = [0; 4];
                    for lower in c.to_lowercase() {
                        for byte in lower.encode_utf8(&mut buffer).bytes() {
                            self.put(byte, i);
                        }
                    }
                }
                c.len_utf8()
            }
        }
    }

    /// Whether the byte at `index` continues the word before it; not where something was removed in between.
    pub(super) fn is_inside_word(&self, index: usize) -> bool {
        index > 0 && self.places.get(index - 1).is_some_and(|before| *before as usize + 1 == self.place(index))
    }

    /// The place in the text where the byte at `index` comes from.
    pub(super) fn place(&self, index: usize) -> usize {
        self.places.get(index).map_or(0, |p| *p as usize)
    }
}

/// Length of the terminal sequence at the start of `bytes`, also of one whose escape character was lost on the way; 0 if there is none.
pub(super) fn escape_length(bytes: &[u8]) -> usize {
    match bytes {
        [0x1b, b'[', rest @ ..] => {
            rest.iter().take(40).position(|b| (0x40..=0x7e).contains(b)).map_or(2, |end| end + 3)
        }
        [0x1b, b']', rest @ ..] => rest.iter().take(200).position(|b| matches!(b, 7 | 0x1b)).map_or(2, |end| end + 3),
        [0x1b, _, ..] => 2,
        [0x1b] => 1,
        [b'[', rest @ ..] => {
            let digits = rest.iter().take(12).take_while(|b| b.is_ascii_digit() || **b == b';').count();
            if digits > 0 && rest.get(digits) == Some(&b'm') { digits + 2 } else { 0 }
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> String {
        String::from_utf8(Skeleton::of(text).bytes).unwrap()
    }

    #[test]
    fn one_message_in_every_disguise_has_one_skeleton() {
        let plain = letters("unauthorized: invalid api key");
        for disguise in [
            "unauthor\nized: inva\n> lid api key",
            "\u{1b}[4munauthorized:\u{1b}[0m invalid [31mapi[39m key",
            "{\\\"unauthorized\\\": \\n invalid api key}",
            "UNAUTHORIZED&#58; lnvaIid&nbsp;apl key",
            "“unauthorized” – \u{200b}invalid\u{a0}api\u{feff} key",
        ] {
            assert_eq!(letters(disguise), plain, "{disguise}");
        }
        assert_eq!(letters("Schlüssel 401"), "schlüssel4ol".replace('i', "l"));
    }

    #[test]
    fn places_point_back() {
        let text = "ä [31mx-\u{1b}]0;title\u{7}y";
        let skeleton = Skeleton::of(text);
        assert_eq!(&text[skeleton.place(2)..=skeleton.place(2)], "x");
        assert_eq!(&text[skeleton.place(3)..=skeleton.place(3)], "y");
        assert_eq!(Skeleton::of("\\").bytes, b"");
        assert_eq!(Skeleton::of("\u{1b}").bytes, b"");
    }
}
