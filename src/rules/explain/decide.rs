//! From hits to findings: weighs what the words mean in their errors, and what sentences say where there is no error.

use super::context::count;
use super::event::{Event, Scene};
use super::meaning::{meaning, names_sample_host};
use super::patterns::{Pattern, PatternMark, Patterns};
use super::read::{About, PatternHit, Reading, flat};
use crate::model::cause::Cause;
use crate::model::finding::{Confidence, Finding};
use crate::model::symptom::Symptom;
use std::ops::Range;

/// Longer texts that name another product and not Weaviate are not taken as ones about Weaviate.
const MAX_OTHER_PRODUCT_BYTES: u64 = 8 * 1024;
/// Texts shorter than this that name no product prove nothing, such as “Connection refused”.
const MIN_NAMELESS_BYTES: u64 = 30;
/// Patterns below this rank are remarks.
const MIN_RANK: u8 = 20;
/// Sentences are looked for in texts up to this length.
const MAX_PROSE_BYTES: u64 = 6 * 1024;
/// What somebody tells is looked for in texts up to this length.
const MAX_TOLD_BYTES: u64 = 600;
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
    let candidates = candidates(reading);
    // That another service failed says nothing of Weaviate: what is said of Weaviate itself comes first.
    let ours = candidates.iter().position(|c| c.cause != Cause::AnotherServiceFailed && c.pattern.rank >= MIN_RANK);
    let Some(best) = candidates.get(ours.unwrap_or(0)) else { return words(reading).unwrap_or_else(|| prose(reading)) };
    let (cause, also) = together(best, reading);
    let others = candidates.iter().filter(|c| c.pattern.own && c.pattern.rank >= best.pattern.rank);
    let mut alternatives: Vec<Cause> = also.into_iter().chain(others.map(|c| c.cause)).collect();
    alternatives.retain(|a| *a != cause);
    let said = best.pattern.own && best.pattern.cause == Some(cause);
    let confidence = if said && alternatives.is_empty() { Confidence::Certain } else { Confidence::Likely };
    let event = Some(best.event.clone());
    Decision { findings: findings(cause, confidence, &alternatives), hit: Some(best.hit.clone()), event }
}

/// What the words mean in their errors, the highest rank first; among equals what was surely about Weaviate, then what stands first. Errors are
/// read only as far down as they can decide.
fn candidates(reading: &Reading) -> Vec<Candidate<'_>> {
    let patterns = Patterns::get();
    let scene = Scene::of(&[&reading.head, &reading.tail]);
    let rank = |hit: &PatternHit| patterns.all[usize::from(hit.pattern)].rank;
    let too_little = is_too_little(reading);
    let mut hits: Vec<&PatternHit> =
        reading.hits.iter().filter(|hit| hit.about == About::Weaviate || !too_little).collect();
    hits.sort_by_key(|hit| (u8::MAX - rank(hit), hit.about == About::Nobody, hit.position));
    let mut candidates: Vec<Candidate<'_>> = Vec::new();
    for hit in hits {
        let found = candidates.iter().find(|c| c.cause != Cause::AnotherServiceFailed);
        if found.is_some_and(|best| best.pattern.rank > rank(hit)) {
            break;
        }
        let pattern = &patterns.all[usize::from(hit.pattern)];
        let event = Event::around(&hit.excerpt, hit.start..hit.end, &scene);
        if hit.about == About::Nobody && event.is_of_another_service() && !names_sample_host(&event.words) {
            continue;
        }
        if let Some((cause, also)) = meaning(pattern, hit, &event, reading) {
            candidates.push(Candidate { cause, also, pattern, hit, event });
        }
    }
    candidates
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

/// The symptom that somebody tells of in a sentence, for when it names no cause.
pub(super) fn symptom(reading: &Reading) -> Option<Symptom> {
    if reading.length > MAX_TOLD_BYTES || count(reading, PatternMark::Foreign) > 0 {
        return None;
    }
    let patterns = Patterns::get();
    let text = flat(&reading.head).replace('\n', " ");
    let told = patterns.prose().iter().filter_map(|(number, regex)| {
        let pattern = &patterns.all[usize::from(*number)];
        let symptom = pattern.symptom?;
        regex.is_match(text.as_bytes()).then_some((pattern.rank, symptom))
    });
    told.max_by_key(|(rank, _)| *rank).map(|(_, symptom)| symptom)
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
