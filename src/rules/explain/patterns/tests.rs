//! Every pattern against its own examples and near misses, as they stand in the assets.

use super::*;
use crate::rules::explain::read::flat;

/// Whether this very pattern finds the text.
fn finds(patterns: &Patterns, number: u16, text: &str) -> bool {
    let pattern = &patterns.all[usize::from(number)];
    let around = flat(text);
    let skeleton = Skeleton::of(text);
    patterns.find(&skeleton.bytes).any(|f| f.pattern == number && pattern.verified(&around))
        || patterns
            .prose()
            .iter()
            .chain(patterns.whole())
            .any(|(n, r)| *n == number && r.is_match(around.as_bytes()) && !pattern.is_ruled_out(&around))
}

#[test]
fn every_pattern_finds_its_examples_and_no_near_miss() {
    let patterns = Patterns::new(load().unwrap());
    let mut ids = std::collections::BTreeSet::new();
    let mut wrong = Vec::new();
    for (number, pattern) in patterns.all.iter().enumerate() {
        let number = u16::try_from(number).unwrap();
        assert!(ids.insert(&pattern.id), "{} stands there twice", pattern.id);
        assert!(!pattern.example.is_empty() && !pattern.near_miss.is_empty(), "{} lacks examples", pattern.id);
        assert!(pattern.mark.is_some() || pattern.rank > 0, "{} has no rank", pattern.id);
        for example in &pattern.example {
            if !finds(&patterns, number, example) {
                wrong.push(format!("{} misses: {example}", pattern.id));
            }
        }
        for near in &pattern.near_miss {
            if finds(&patterns, number, near) {
                wrong.push(format!("{} wrongly finds: {near}", pattern.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_words_of_a_pattern_are_found_somewhere() {
    let patterns = Patterns::new(load().unwrap());
    for (number, pattern) in patterns.all.iter().enumerate() {
        for source in
            [&pattern.verify, &pattern.prose, &pattern.whole, &pattern.question, &pattern.unless].into_iter().flatten()
        {
            assert!(regex(source).is_some(), "{}: {source}", pattern.id);
        }
        for text in &pattern.text {
            let skeleton = Skeleton::of(text).bytes;
            assert!(patterns.find(&skeleton).any(|f| usize::from(f.pattern) == number), "{}: {text}", pattern.id);
        }
    }
}
