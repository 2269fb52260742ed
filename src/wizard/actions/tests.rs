//! Tests of the table: nothing without key, word and help, and nothing that means two things.

use super::*;
use std::collections::BTreeMap;
use strum::IntoEnumIterator as _;

fn name(action: Action) -> String {
    format!("{action:?}")
}

#[test]
fn every_action_has_a_key_a_word_and_a_line_of_help() {
    for action in Action::iter() {
        let row: Vec<&ActionRow> = rows().filter(|row| row.action == action).collect();
        let [row] = row.as_slice() else { panic!("{action:?} stands in {} rows", row.len()) };
        assert!(!row.keys.is_empty() && !row.words.is_empty() && !row.texts.is_empty(), "{action:?}");
        for text in row.texts {
            assert!(text.help.explain.ends_with('.'), "{action:?}: {:?}", text.help);
            assert!(
                text.help.rank >= UNLISTED || !text.help.keys.is_empty() && !text.help.does.is_empty(),
                "{action:?}"
            );
        }
    }
}

#[test]
fn no_letter_and_no_word_has_two_meanings() {
    let (mut letters, mut words) = (BTreeMap::new(), BTreeMap::new());
    for row in rows() {
        for key in row.keys {
            let letter = match key {
                KeyPress::Char(c) if *c != ' ' => format!("{c}"),
                KeyPress::Ctrl(c) => format!("Ctrl-{c}"),
                KeyPress::F(n) => format!("F{n}"),
                KeyPress::Char(_) | KeyPress::Digit | KeyPress::Key(_) => continue,
            };
            let other = letters.insert(letter.clone(), name(row.action));
            assert_eq!(other, None, "{letter} means {:?}, too", row.action);
        }
        for word in row.words {
            let other = words.insert(*word, name(row.action));
            assert_eq!(other, None, "{word} means {:?}, too", row.action);
        }
    }
}

/// Where two rows share a named key, the first that applies wins; each of them has to win somewhere.
#[test]
fn what_stands_at_the_bottom_is_a_key_of_its_row() {
    for row in rows() {
        for text in row.texts.iter().filter(|text| text.help.rank < UNLISTED) {
            let known = row.keys.iter().any(|key| match key {
                KeyPress::Char(' ') => text.help.keys == "Space",
                KeyPress::Char(c) => text.help.keys.starts_with(*c),
                KeyPress::Digit => text.help.keys == "1-9",
                KeyPress::Ctrl(c) => text.help.keys == format!("Ctrl-{}", c.to_ascii_uppercase()),
                KeyPress::F(n) => text.help.keys == format!("F{n}"),
                KeyPress::Key(key) => {
                    let label = match key {
                        Key::Enter => "⏎",
                        Key::Up => "↑",
                        Key::Right => "←→",
                        Key::PageDown => "PgDn",
                        _ => "",
                    };
                    let named = format!("{key:?}");
                    !label.is_empty() && text.help.keys.starts_with(label) || text.help.keys == named
                }
            });
            assert!(known, "{:?} is said to have the key {}", row.action, text.help.keys);
        }
    }
}
