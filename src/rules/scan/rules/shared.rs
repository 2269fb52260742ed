//! Edits of constants that are used more than once: one use may be right where the other is wrong, so such an edit stands only where every
//! use asks for it.

use super::{Judge, RuleHit};
use crate::rules::scan::expr::ByteSpan;
use crate::rules::scan::names;
use crate::rules::scan::program::Def;
use std::collections::HashMap;

/// Bytes of text that are looked through for one unit of work.
const BYTES_PER_UNIT: usize = 64;

impl Judge<'_> {
    /// Takes the edits off findings in constants that not every use is wrong with.
    pub(super) fn leave_shared(&mut self) {
        let mut wanted: HashMap<(usize, &str), usize> = HashMap::new();
        for hit in self.found.iter().filter(|hit| !hit.edits.is_empty()) {
            *wanted.entry((hit.span.start, hit.problem.cause().id())).or_default() += 1;
        }
        let mut uses: HashMap<&str, usize> = HashMap::new();
        let mut shared = Vec::new();
        for (i, hit) in self.found.iter().enumerate() {
            let Some(def) = self.definition(hit) else { continue };
            let count = match uses.get(def.name.as_str()) {
                Some(count) => *count,
                None if self.program.allows(self.text.len() / BYTES_PER_UNIT + 1) => {
                    // All but the definition itself.
                    let count = occurrences(self.text, &def.name).saturating_sub(1);
                    uses.insert(&def.name, count);
                    count
                }
                None => usize::MAX,
            };
            // The name alone asks for it once, too.
            let by_name = names::is_weaviate_url(&def.name) || names::is_weaviate_key(&def.name);
            let asked = wanted.get(&(hit.span.start, hit.problem.cause().id())).copied().unwrap_or_default();
            if count > asked.saturating_sub(usize::from(by_name)).max(1) {
                shared.push(i);
            }
        }
        for i in shared {
            self.found[i].edits.clear();
        }
    }

    /// The definition that an edit of a finding changes, innermost first.
    fn definition(&self, hit: &RuleHit) -> Option<&Def> {
        if hit.edits.is_empty() || !self.program.allows(self.program.defs.len()) {
            return None;
        }
        let inside = |outer: &ByteSpan, inner: &ByteSpan| outer.start <= inner.start && inner.end <= outer.end;
        let holds = |def: &&Def| hit.edits.iter().any(|(edit, _)| inside(&def.value.span, edit));
        // What a call of the definition gets belongs to that call.
        let own = |def: &&Def| {
            let calls = self.program.calls.iter().map(|site| &site.span);
            let within = |call: &ByteSpan| inside(&def.value.span, call) && inside(call, &hit.span);
            self.program.allows(self.program.calls.len()) && !{ calls }.any(within)
        };
        self.program.defs.iter().filter(holds).filter(own).min_by_key(|def| def.value.span.len())
    }
}

/// How often a name stands in a text as a word of its own.
fn occurrences(text: &str, name: &str) -> usize {
    let word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let bytes = text.as_bytes();
    let found = memchr::memmem::find_iter(bytes, name.as_bytes());
    found.filter(|at| !word(at.checked_sub(1).and_then(|i| bytes.get(i))) && !word(bytes.get(at + name.len()))).count()
}
