//! The name that a misspelt one probably means. Counts edits (Levenshtein); knows nothing of what is named.

/// The candidate that `text` probably means: the one with the fewest edits, if those are few for its length.
pub fn closest_match<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let text = text.trim();
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    let lower = text.to_ascii_lowercase().replace(['_', ' '], "-");
    candidates
        .into_iter()
        .map(|candidate| (strsim::levenshtein(&lower, candidate), candidate))
        .filter(|(edits, candidate)| {
            let part =
                lower.len() >= 4 && (candidate.contains(&lower) || (candidate.len() >= 4 && lower.contains(candidate)));
            *edits <= (candidate.len() / 4).max(1) || part
        })
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognized_and_strangers_are_not() {
        let names = ["check", "causes", "practice", "grpc-blocked", "grpc-slow"];
        assert_eq!(closest_match("chekc", names), None);
        assert_eq!(closest_match("chck", names), Some("check"));
        assert_eq!(closest_match("practise", names), Some("practice"));
        assert_eq!(closest_match("GRPC_BLOCKD", names), Some("grpc-blocked"));
        assert_eq!(closest_match("blocked", names), Some("grpc-blocked"));
        assert_eq!(closest_match("localhost", names), None);
        assert_eq!(closest_match("", names), None);
        assert_eq!(closest_match(&"x".repeat(1 << 20), names), None);
    }
}
