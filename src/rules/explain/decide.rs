//! From hits to findings: weighs what the words mean in their errors, and what sentences say where there is no error.

use super::context::count;
use super::event::{Event, Scene};
use super::meaning::{meaning, names_sample_host};
use super::patterns::{Pattern, PatternMark, Patterns};
use super::read::{About, PatternHit, Reading, flat};
use crate::model::cause::Cause;
use crate::model::finding::{Confidence, Finding};
use std::ops::Range;

/// Longer texts that name another product and not Weaviate are not taken as ones about Weaviate.
const MAX_OTHER_PRODUCT_BYTES: u64 = 8 * 1024;
/// Texts shorter than this that name no product prove nothing, such as “Connection refused”.
const MIN_NAMELESS_BYTES: u64 = 30;
/// Sentences are looked for in texts up to this length.
const MAX_PROSE_BYTES: u64 = 6 * 1024;
/// A few words and nothing else are a guess up to this length.
const MAX_FEW_WORDS_BYTES: u64 = 120;

/// The outcome of a text.
#[derive(Debug)]
pub(super) struct Decision {
    /// The causes, the best explanation first.
    pub(super) findings: Vec<Finding>,
    /// The words that decided.
    pub(super) hit: Option<PatternHit>,
    /// The error in which they stand.
    pub(super) event: Option<Event>,
}

/// A cause, the words that speak for it, and what else they could mean.
struct Candidate<'a> {
    cause: Cause,
    also: Vec<Cause>,
    pattern: &'a Pattern,
    hit: &'a PatternHit,
    event: Event,
}

/// Weighs what was read.
pub(super) fn decide(reading: &Reading) -> Decision {
    let patterns = Patterns::get();
    let scene = Scene::of(&[&reading.head, &reading.tail]);
    let mut candidates: Vec<Candidate<'_>> = reading
        .hits
        .iter()
        .filter(|hit| hit.about == About::Weaviate || !is_too_little(reading))
        .filter_map(|hit| {
            let pattern = &patterns.all[usize::from(hit.pattern)];
            let event = Event::around(&hit.excerpt, hit.start..hit.end, &scene);
            if hit.about == About::Nobody && event.is_of_another_service() && !names_sample_host(&event.words) {
                return None;
            }
            let (cause, also) = meaning(pattern, hit, &event, reading)?;
            Some(Candidate { cause, also, pattern, hit, event })
        })
        .collect();
    // The highest rank first; among equals what was surely about Weaviate, then what stands first.
    candidates.sort_by_key(|c| (u8::MAX - c.pattern.rank, c.hit.about == About::Nobody, c.hit.position));
    let Some(best) = candidates.first() else { return words(reading).unwrap_or_else(|| prose(reading)) };
    let (cause, also) = together(best, reading);
    let others = candidates.iter().skip(1).filter(|c| c.pattern.own && c.pattern.rank >= best.pattern.rank);
    let mut alternatives: Vec<Cause> = also.into_iter().chain(others.map(|c| c.cause)).collect();
    alternatives.retain(|a| *a != cause);
    let confidence = if best.pattern.own && alternatives.is_empty() { Confidence::Certain } else { Confidence::Likely };
    let event = Some(best.event.clone());
    Decision { findings: findings(cause, confidence, &alternatives), hit: Some(best.hit.clone()), event }
}

fn findings(cause: Cause, confidence: Confidence, alternatives: &[Cause]) -> Vec<Finding> {
    let mut findings = vec![Finding::new(cause, confidence, &[])];
    for alternative in alternatives {
        if findings.len() < 4 && findings.iter().all(|f| f.cause != *alternative) {
            findings.push(Finding::possible(*alternative, &[]));
        }
    }
    findings
}

/// Whether a text that doesn't name Weaviate says too little, or too much of others, to be about it.
fn is_too_little(reading: &Reading) -> bool {
    let few_words = reading.length < MIN_NAMELESS_BYTES && count(reading, PatternMark::Client) == 0;
    let of_others = reading.length > MAX_OTHER_PRODUCT_BYTES && count(reading, PatternMark::Foreign) > 0;
    count(reading, PatternMark::Weaviate) == 0 && (few_words || of_others)
}

/// Two things in one text that mean more together.
fn together(best: &Candidate<'_>, reading: &Reading) -> (Cause, Vec<Cause>) {
    let also = best.also.clone();
    let given = count(reading, PatternMark::KeyGiven) > 0;
    match best.cause {
        Cause::KeyMissing | Cause::KeyRejected | Cause::NoKeyOnNewCluster if has_new_cluster(reading) => {
            (Cause::NoKeyOnNewCluster, vec![Cause::KeyMissing])
        }
        Cause::KeyMissing if given => (Cause::KeyPassedWrongly, vec![Cause::OidcPasswordLogin, Cause::KeyMissing]),
        cause => (cause, also),
    }
}

fn has_new_cluster(reading: &Reading) -> bool {
    let patterns = Patterns::get();
    let text = flat(&reading.head);
    reading.length <= MAX_PROSE_BYTES
        && patterns.prose().iter().any(|(n, r)| {
            patterns.all[usize::from(*n)].mark == Some(PatternMark::NewCluster) && r.is_match(text.as_bytes())
        })
}

/// What a sentence says, when no message was found.
fn prose(reading: &Reading) -> Decision {
    let nothing = Decision { findings: Vec::new(), hit: None, event: None };
    if reading.length > MAX_PROSE_BYTES || count(reading, PatternMark::Foreign) > 0 {
        return nothing;
    }
    let patterns = Patterns::get();
    let text = flat(&reading.head);
    let best = patterns
        .prose()
        .iter()
        .filter_map(|(n, regex)| {
            let pattern = &patterns.all[usize::from(*n)];
            if pattern.is_ruled_out(&text) {
                return None;
            }
            Some((pattern.rank, *n, pattern, pattern.cause?, regex.find(text.as_bytes())?.range()))
        })
        .max_by_key(|(rank, n, ..)| (*rank, u16::MAX - n));
    let Some((_, number, pattern, cause, range)) = best else { return nothing };
    let confidence = if pattern.is_question(&text) { Confidence::Possible } else { Confidence::Likely };
    let hit = hit(number, text, range);
    Decision { findings: findings(cause, confidence, &pattern.also), hit: Some(hit), event: None }
}

/// The outcome of a few words when they are all there is, such as `401`: a guess, with what else they can mean.
fn words(reading: &Reading) -> Option<Decision> {
    if reading.length > MAX_FEW_WORDS_BYTES || count(reading, PatternMark::Foreign) > 0 {
        return None;
    }
    let patterns = Patterns::get();
    let text = flat(&reading.head);
    // A program's answer has more to it: braces, a body, a product's name.
    if text.contains(['{', '<']) {
        return None;
    }
    let (number, _) = patterns.whole().iter().find(|(_, regex)| regex.is_match(text.as_bytes()))?;
    let pattern = &patterns.all[usize::from(*number)];
    let start = text.len() - text.trim_start().len();
    let range = start..start + text.trim().len();
    let hit = hit(*number, text, range);
    Some(Decision {
        findings: findings(pattern.cause?, Confidence::Possible, &pattern.also),
        hit: Some(hit),
        event: None,
    })
}

/// A place in a text that names no product.
fn hit(pattern: u16, text: String, range: Range<usize>) -> PatternHit {
    // The expression counts bytes and may end within a character.
    let range = text.floor_char_boundary(range.start)..text.ceil_char_boundary(range.end);
    let line = text[..range.start].bytes().filter(|b| *b == b'\n').count() as u64 + 1;
    PatternHit {
        pattern,
        position: range.start as u64,
        line,
        about: About::Nobody,
        start: range.start,
        end: range.end,
        excerpt: text,
    }
}
