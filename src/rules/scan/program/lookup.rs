//! Looks names up within a file: what they stand for, the values that they may have, what is set in the maps of that name. All of it counts.

use super::{CallSite, KeyedAssignment, Program};
use crate::rules::scan::expr::{Call, Expr, ExprKind, TextPart};
use crate::rules::scan::meter::MeteredWork;

/// How many names are followed one after the other.
const MAX_NAME_HOPS: usize = 8;

/// Most steps on the way to the values of one expression.
const MAX_LOOKUP_STEPS: usize = 256;

/// Most values of a name that may have any of them.
const MAX_NAME_VALUES: usize = 64;

impl Program {
    /// What a call of a function of this file gives back; nothing when that isn't known.
    fn returned(&self, call: &Call) -> &[Expr] {
        let name = ["self.", "this.", "cls."].iter().find_map(|own| call.callee.strip_prefix(own));
        match self.functions.get(name.unwrap_or(&call.callee)) {
            Some(function) if !call.is_new && !function.ambiguous => &function.returns,
            _ => &[],
        }
    }

    fn scope_at(&self, at: usize) -> usize {
        // Scopes are in the order of the text: the last that begins before the place, or one around it.
        let mut id = self.scopes.partition_point(|s| s.span.start <= at).saturating_sub(1);
        while at >= self.scopes[id].span.end && self.allows(1) {
            let Some(parent) = self.scopes[id].parent else { break };
            id = parent;
        }
        id
    }

    /// The values that a name may have at this place.
    pub(in crate::rules::scan) fn lookup(&self, name: &str, at: usize) -> Vec<&Expr> {
        let plain =
            name.strip_prefix("self.").or_else(|| name.strip_prefix("this.")).or_else(|| name.strip_prefix("cls."));
        for name in [Some(name), plain].into_iter().flatten() {
            let Some(scopes) = self.by_name.get(name) else { continue };
            let here = self.scope_at(at);
            let mut scope = Some(here);
            while let Some(id) = scope {
                if !self.meter.spend(MeteredWork::Judging, 1) {
                    return Vec::new();
                }
                let known = scopes.get(&id).map_or(&[][..], Vec::as_slice);
                let own = id == here && !name.contains('.');
                let count = if own { known.partition_point(|i| self.defs[*i].at <= at) } else { known.len() };
                let values = self.last_values(&known[..count]);
                if !values.is_empty() {
                    return values;
                }
                scope = self.scopes[id].parent;
            }
        }
        Vec::new()
    }

    /// What these definitions of a name, one after the other, come to: the last that is sure, and those behind it that may be.
    fn last_values(&self, ids: &[usize]) -> Vec<&Expr> {
        let defs = ids.iter().rev().map(|i| &self.defs[*i]).take(MAX_NAME_VALUES);
        let mut values: Vec<&Expr> = Vec::new();
        for def in defs {
            values.push(&def.value);
            if !def.conditional {
                break;
            }
        }
        values.reverse();
        self.meter.spend(MeteredWork::Judging, values.len() as u64);
        values
    }

    /// Whether an entry of this map is set somewhere.
    pub(in crate::rules::scan) fn is_stored_to(&self, target: &str) -> bool {
        self.stores_of.contains_key(target)
    }

    /// The entries that are set in a map of this name.
    pub(in crate::rules::scan) fn stores_of(&self, target: &str) -> impl Iterator<Item = &KeyedAssignment> {
        let ids = self.stores_of.get(target).map_or(&[][..], Vec::as_slice);
        self.meter.spend(MeteredWork::Judging, ids.len() as u64);
        ids.iter().map(|i| &self.stores[*i])
    }

    /// All calls, for a rule that looks through them at one place; none when that was done too often.
    pub(in crate::rules::scan) fn searched_calls(&self) -> &[CallSite] {
        if self.allows(self.calls.len()) { &self.calls } else { &[] }
    }

    /// Counts what a rule is about to look at; false when it was too much altogether.
    pub(in crate::rules::scan) fn allows(&self, units: usize) -> bool {
        self.meter.spend(MeteredWork::Judging, units as u64)
    }

    /// The values of `config.weaviate.key` when `config` is a map of this file.
    fn entries_of(&self, path: &str, at: usize) -> Vec<&Expr> {
        for (dot, _) in path.match_indices('.').collect::<Vec<_>>().into_iter().rev().take(MAX_NAME_HOPS) {
            let mut found = self.lookup(&path[..dot], at);
            if found.is_empty() {
                continue;
            }
            // An entry that is set later is no constant.
            let first = path[dot + 1..].split('.').next().unwrap_or_default();
            if self.stores_of(&path[..dot]).any(|s| s.key == first) {
                return Vec::new();
            }
            for key in path[dot + 1..].split('.') {
                found = found.into_iter().filter_map(|value| entry_of(value, key)).collect();
            }
            return found;
        }
        Vec::new()
    }

    /// The values that an expression may have, with names followed within the file. Never empty.
    pub(in crate::rules::scan) fn values<'a>(&'a self, expr: &'a Expr) -> Vec<&'a Expr> {
        let mut out = Vec::new();
        let mut open = vec![(expr, 0_usize)];
        let mut steps = 0;
        while let Some((expr, hops)) = open.pop() {
            steps += 1;
            if !self.allows(1) {
                out.push(expr);
                break;
            }
            match &expr.kind {
                ExprKind::Call(call)
                    if hops < MAX_NAME_HOPS && steps < MAX_LOOKUP_STEPS && !self.returned(call).is_empty() =>
                {
                    open.extend(self.returned(call).iter().rev().map(|value| (value, hops + 1)));
                }
                ExprKind::Either(options) if hops < MAX_NAME_HOPS => {
                    open.extend(options.iter().rev().map(|o| (o, hops + 1)));
                }
                ExprKind::Name(name) if hops < MAX_NAME_HOPS => {
                    let mut found = self.lookup(name, expr.span.start);
                    if found.is_empty() {
                        found = self.entries_of(name, expr.span.start);
                    }
                    // A definition by itself (`key = key.strip()`) is looked up before that place.
                    if found.is_empty() || found.iter().any(|f| std::ptr::eq(*f, expr)) {
                        out.push(expr);
                    } else {
                        open.extend(found.into_iter().rev().map(|f| (f, hops + 1)));
                    }
                }
                _ => out.push(expr),
            }
            if out.len() > 32 {
                break;
            }
        }
        out
    }

    /// `client.schema…`, when the call goes through one of these members of something that `is_client` accepts.
    pub(in crate::rules::scan) fn method_of(
        &self,
        site: &CallSite,
        members: &[&str],
        is_client: impl Fn(&Expr) -> bool,
    ) -> Option<String> {
        let callee = site.call.callee.as_str();
        for (at, _) in callee.match_indices('.') {
            let member = callee[at + 1..].split('.').next().unwrap_or_default();
            if at > 0 && members.contains(&member) {
                let name = Expr::new(site.span.clone(), ExprKind::Name(callee[..at].to_owned()));
                let found = self.lookup(&callee[..at], name.span.start).into_iter().any(&is_client);
                return found.then(|| format!("client.{member}"));
            }
        }
        None
    }

    /// The path with imports and aliases put in: `wv.Client` → `weaviate.Client`. None unless an import of the file binds it: a module of the
    /// program's own may have any name.
    pub(in crate::rules::scan) fn imported(&self, path: &str, at: usize) -> Option<String> {
        // `weaviate.default.connect…` of a CommonJS import.
        let mut path = path.split('.').filter(|part| *part != "default").collect::<Vec<_>>().join(".");
        for _ in 0..4 {
            let (first, rest) = path.split_once('.').map_or((path.as_str(), None), |(f, r)| (f, Some(r)));
            let join = |head: &str| rest.map_or_else(|| head.to_owned(), |rest| format!("{head}.{rest}"));
            if let Some(full) = self.imports.get(first) {
                return Some(join(full));
            }
            match self.lookup(first, at).as_slice() {
                [Expr { kind: ExprKind::Name(name), .. }] if *name != path => path = join(name),
                _ => return None,
            }
        }
        None
    }

    /// What stands in definitions, arguments and maps.
    pub(in crate::rules::scan) fn written(&self) -> impl Iterator<Item = &Expr> {
        let defs = self.defs.iter().map(|d| &d.value);
        let args = self.calls.iter().flat_map(|s| &s.call.args).map(|a| &a.value);
        let entries = self.maps.iter().flat_map(|m| &m.entries).map(|a| &a.value);
        defs.chain(args).chain(entries).chain(self.stores.iter().map(|s| &s.value))
    }

    /// Every expression below this one, itself included, without following names.
    pub(in crate::rules::scan) fn below(expr: &Expr) -> Vec<&Expr> {
        let mut all = Vec::new();
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            all.push(expr);
            match &expr.kind {
                ExprKind::Text(parts) => open.extend(parts.iter().filter_map(|p| match p {
                    TextPart::Hole(e) => Some(e),
                    TextPart::Literal { .. } => None,
                })),
                ExprKind::Sequence(items) | ExprKind::Either(items) | ExprKind::Sum(items) => open.extend(items),
                ExprKind::Map(entries) => open.extend(entries.iter().map(|a| &a.value)),
                ExprKind::Call(call) => {
                    open.extend(call.args.iter().map(|a| &a.value));
                    open.extend(&call.receiver);
                }
                ExprKind::Env(_)
                | ExprKind::Number(_)
                | ExprKind::Bool(_)
                | ExprKind::Null
                | ExprKind::Name(_)
                | ExprKind::Parameter { .. }
                | ExprKind::Unknown => {}
            }
        }
        all
    }
}

/// The last entry with this name of a map.
fn entry_of<'a>(map: &'a Expr, key: &str) -> Option<&'a Expr> {
    let ExprKind::Map(entries) = &map.kind else { return None };
    entries.iter().rev().find(|e| e.name.as_deref() == Some(key)).map(|e| &e.value)
}
