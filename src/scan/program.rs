//! What the front ends find in a file: calls, maps, definitions, scopes, imports. It looks names up within the file; it judges nothing.

use super::expr::{Arg, Call, Expr, Kind, Part, Span};
use super::meter::{Meter, Work};
use std::collections::HashMap;

/// How many names are followed one after the other.
const HOPS: usize = 8;

/// Most values of a function that are followed.
const RETURNS: usize = 8;

/// Most steps on the way to the values of one expression.
const STEPS: usize = 256;

/// Most definitions, calls and maps that are kept of one file.
const MOST: usize = 50_000;

/// Most values of a name that may have any of them.
const VALUES: usize = 64;

/// A file as the rules see it.
#[derive(Default)]
pub(super) struct Program {
    meter: Meter,
    pub calls: Vec<Site>,
    pub maps: Vec<MapSite>,
    pub stores: Vec<Store>,
    pub defs: Vec<Def>,
    /// By name and scope, in the order in which they take effect.
    by_name: HashMap<String, HashMap<usize, Vec<usize>>>,
    stores_of: HashMap<String, Vec<usize>>,
    scopes: Vec<Scope>,
    /// What a name of the file stands for: `wv` → `weaviate`.
    pub imports: HashMap<String, String>,
    /// Whether it surely runs in a browser.
    pub browser: bool,
    /// Parts that a test wants to fail.
    pub failures: Vec<Span>,
    /// Functions, or all of the file, that ask which client is installed.
    pub versions: Vec<Span>,
    scope_stack: Vec<(usize, usize)>,
    branches: Vec<usize>,
    enclosing: Vec<(usize, usize)>,
    bindings: Vec<(usize, String)>,
    /// What the file's functions give back.
    functions: HashMap<String, Function>,
    /// Where a function begins that has no name of its own, and that of its variable.
    function_name: Option<(usize, String)>,
}

/// A function of the file.
struct Function {
    scope: usize,
    returns: Vec<Expr>,
    /// Whether another one has the same name, so that nobody can tell which is called.
    ambiguous: bool,
}

/// A call and where it stands.
pub(super) struct Site {
    pub span: Span,
    pub call: Call,
    /// Calls that it stands inside of, the innermost first.
    pub inside: Vec<usize>,
    /// The variable that gets its value.
    pub bound: Option<String>,
}

/// A map and where it stands.
pub(super) struct MapSite {
    pub entries: Vec<Arg>,
    pub inside: Vec<usize>,
    pub bound: Option<String>,
}

/// `target["key"] = value`.
pub(super) struct Store {
    pub target: String,
    pub key: String,
    pub value: Expr,
    pub inside: Vec<usize>,
}

/// `name = value`.
pub(super) struct Def {
    pub name: String,
    pub value: Expr,
    at: usize,
    conditional: bool,
}

struct Scope {
    span: Span,
    parent: Option<usize>,
    class: Option<String>,
    /// The name of the function that it is the body of.
    function: Option<String>,
}

impl Program {
    pub(super) fn new(length: usize, meter: Meter) -> Self {
        let file = Scope { span: 0..length, parent: None, class: None, function: None };
        Self { meter, scopes: vec![file], scope_stack: vec![(usize::MAX, 0)], ..Self::default() }
    }

    /// To be called for each node in the order of the text: what ended before it is left.
    pub(super) fn arrive(&mut self, at: usize) {
        while self.scope_stack.last().is_some_and(|(end, _)| *end <= at) {
            self.scope_stack.pop();
        }
        while self.branches.last().is_some_and(|end| *end <= at) {
            self.branches.pop();
        }
        while self.enclosing.last().is_some_and(|(end, _)| *end <= at) {
            self.enclosing.pop();
        }
        while self.bindings.last().is_some_and(|(end, _)| *end <= at) {
            self.bindings.pop();
        }
    }

    fn scope(&self) -> usize {
        self.scope_stack.last().map_or(0, |(_, id)| *id)
    }

    /// A function or, with a name, a class begins.
    pub(super) fn open_scope(&mut self, span: Span, class: Option<String>) {
        let id = self.scopes.len();
        let parent = Some(self.scope());
        self.scope_stack.push((span.end, id));
        self.scopes.push(Scope { span, parent, class, function: None });
    }

    /// The function that begins at this place is put into a variable of this name.
    pub(super) fn name_function(&mut self, at: usize, name: &str) {
        self.function_name = Some((at, name.to_owned()));
    }

    /// A function begins that has this name; without one, that of the variable that it is put into.
    pub(super) fn open_function(&mut self, span: Span, name: &str) {
        let variable = self.function_name.take().filter(|(at, _)| *at == span.start);
        let name = if name.is_empty() { variable.as_ref().map_or("", |(_, name)| name) } else { name };
        self.open_scope(span, None);
        let scope = self.scope();
        if name.is_empty() || self.functions.len() >= MOST {
            return;
        }
        self.scopes[scope].function = Some(name.to_owned());
        let new = Function { scope, returns: Vec::new(), ambiguous: false };
        let known = self.functions.entry(name.to_owned()).or_insert(new);
        known.ambiguous = known.scope != scope;
    }

    /// The function at the present place gives this back.
    pub(super) fn add_return(&mut self, value: Expr) {
        let scope = self.scope();
        let function = self.scopes[scope].function.as_ref().and_then(|name| self.functions.get_mut(name));
        if let Some(function) = function.filter(|f| f.scope == scope && f.returns.len() < RETURNS) {
            function.returns.push(value);
        }
    }

    /// What a call of a function of this file gives back; nothing when that isn't known.
    fn returned(&self, call: &Call) -> &[Expr] {
        let name = ["self.", "this.", "cls."].iter().find_map(|own| call.callee.strip_prefix(own));
        match self.functions.get(name.unwrap_or(&call.callee)) {
            Some(function) if !call.is_new && !function.ambiguous => &function.returns,
            _ => &[],
        }
    }

    /// A part that need not run begins.
    pub(super) fn open_branch(&mut self, span: &Span) {
        self.branches.push(span.end);
    }

    /// At the present place the program asks which client is installed.
    pub(super) fn asks_version(&mut self) {
        let span = self.scopes[self.scope()].span.clone();
        if self.versions.last() != Some(&span) {
            self.versions.push(span);
        }
    }

    /// Until `end`, values belong to this variable.
    pub(super) fn bind(&mut self, end: usize, name: &str) {
        self.bindings.push((end, name.to_owned()));
    }

    /// Depth of calls around the present place.
    fn inside(&self) -> Vec<usize> {
        self.enclosing.iter().rev().take(12).map(|(_, id)| *id).collect()
    }

    /// The variable that the value at the present place goes to; not beyond a function.
    fn bound(&self) -> Option<String> {
        let (end, name) = self.bindings.last()?;
        let (scope_end, _) = self.scope_stack.last()?;
        (end <= scope_end).then(|| name.clone())
    }

    pub(super) fn add_call(&mut self, span: Span, call: Call) {
        if self.calls.len() >= MOST {
            return;
        }
        let site = Site { inside: self.inside(), bound: self.bound(), span, call };
        self.enclosing.push((site.span.end, self.calls.len()));
        self.calls.push(site);
    }

    pub(super) fn add_map(&mut self, entries: Vec<Arg>) {
        if self.maps.len() < MOST {
            self.maps.push(MapSite { entries, inside: self.inside(), bound: self.bound() });
        }
    }

    pub(super) fn add_store(&mut self, target: String, key: String, value: Expr) {
        if self.stores.len() < MOST {
            let inside = self.inside();
            self.stores_of.entry(target.clone()).or_default().push(self.stores.len());
            self.stores.push(Store { target, key, value, inside });
        }
    }

    /// A definition in the present scope; `at` is where it takes effect.
    pub(super) fn define(&mut self, name: &str, at: usize, value: Expr) {
        let mut scope = self.scope();
        // `self.x` and `this.x` belong to the class.
        if name.starts_with("self.") || name.starts_with("this.") {
            let mut up = Some(scope);
            while let Some(id) = up {
                if self.scopes[id].class.is_some() {
                    scope = id;
                    break;
                }
                up = self.scopes[id].parent;
            }
        }
        if let (Some(class), Some(parent)) = (self.scopes[scope].class.clone(), self.scopes[scope].parent) {
            let plain = name.rsplit('.').next().unwrap_or(name);
            self.put(format!("{class}.{plain}"), at, value.clone(), parent);
        }
        self.put(name.to_owned(), at, value, scope);
    }

    fn put(&mut self, name: String, at: usize, value: Expr, scope: usize) {
        if self.defs.len() < MOST {
            let conditional = !self.branches.is_empty();
            let known = self.by_name.entry(name.clone()).or_default().entry(scope).or_default();
            let place = known.partition_point(|i| self.defs[*i].at <= at);
            known.insert(place, self.defs.len());
            self.defs.push(Def { name, value, at, conditional });
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
    pub(super) fn lookup(&self, name: &str, at: usize) -> Vec<&Expr> {
        let plain =
            name.strip_prefix("self.").or_else(|| name.strip_prefix("this.")).or_else(|| name.strip_prefix("cls."));
        for name in [Some(name), plain].into_iter().flatten() {
            let Some(scopes) = self.by_name.get(name) else { continue };
            let here = self.scope_at(at);
            let mut scope = Some(here);
            while let Some(id) = scope {
                if !self.meter.spend(Work::Judging, 1) {
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
        let defs = ids.iter().rev().map(|i| &self.defs[*i]).take(VALUES);
        let mut values: Vec<&Expr> = Vec::new();
        for def in defs {
            values.push(&def.value);
            if !def.conditional {
                break;
            }
        }
        values.reverse();
        self.meter.spend(Work::Judging, values.len() as u64);
        values
    }

    /// Whether an entry of this map is set somewhere.
    pub(super) fn is_stored_to(&self, target: &str) -> bool {
        self.stores_of.contains_key(target)
    }

    /// The entries that are set in a map of this name.
    pub(super) fn stores_of(&self, target: &str) -> impl Iterator<Item = &Store> {
        let ids = self.stores_of.get(target).map_or(&[][..], Vec::as_slice);
        self.meter.spend(Work::Judging, ids.len() as u64);
        ids.iter().map(|i| &self.stores[*i])
    }

    /// All calls, for a rule that looks through them at one place; none when that was done too often.
    pub(super) fn searched_calls(&self) -> &[Site] {
        if self.allows(self.calls.len()) { &self.calls } else { &[] }
    }

    /// Counts what a rule is about to look at; false when it was too much altogether.
    pub(super) fn allows(&self, units: usize) -> bool {
        self.meter.spend(Work::Judging, units as u64)
    }

    /// The values of `config.weaviate.key` when `config` is a map of this file.
    fn entries_of(&self, path: &str, at: usize) -> Vec<&Expr> {
        for (dot, _) in path.match_indices('.').collect::<Vec<_>>().into_iter().rev().take(HOPS) {
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
    pub(super) fn values<'a>(&'a self, expr: &'a Expr) -> Vec<&'a Expr> {
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
                Kind::Call(call) if hops < HOPS && steps < STEPS && !self.returned(call).is_empty() => {
                    open.extend(self.returned(call).iter().rev().map(|value| (value, hops + 1)));
                }
                Kind::Either(options) if hops < HOPS => open.extend(options.iter().rev().map(|o| (o, hops + 1))),
                Kind::Name(name) if hops < HOPS => {
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
    pub(super) fn method_of(&self, site: &Site, members: &[&str], is_client: impl Fn(&Expr) -> bool) -> Option<String> {
        let callee = site.call.callee.as_str();
        for (at, _) in callee.match_indices('.') {
            let member = callee[at + 1..].split('.').next().unwrap_or_default();
            if at > 0 && members.contains(&member) {
                let name = Expr::new(site.span.clone(), Kind::Name(callee[..at].to_owned()));
                let found = self.lookup(&callee[..at], name.span.start).into_iter().any(&is_client);
                return found.then(|| format!("client.{member}"));
            }
        }
        None
    }

    /// The path with imports and aliases put in: `wv.Client` → `weaviate.Client`.
    pub(super) fn canonical(&self, path: &str, at: usize) -> String {
        let mut path = path.to_owned();
        for _ in 0..4 {
            let (first, rest) = path.split_once('.').map_or((path.as_str(), None), |(f, r)| (f, Some(r)));
            let join = |head: &str| rest.map_or_else(|| head.to_owned(), |rest| format!("{head}.{rest}"));
            if let Some(full) = self.imports.get(first) {
                return join(full);
            }
            match self.lookup(first, at).as_slice() {
                [Expr { kind: Kind::Name(name), .. }] if *name != path => path = join(name),
                _ => return path,
            }
        }
        path
    }

    /// Every expression below this one, itself included, without following names.
    pub(super) fn below(expr: &Expr) -> Vec<&Expr> {
        let mut all = Vec::new();
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            all.push(expr);
            match &expr.kind {
                Kind::Text(parts) => open.extend(parts.iter().filter_map(|p| match p {
                    Part::Hole(e) => Some(e),
                    Part::Literal { .. } => None,
                })),
                Kind::Sequence(items) | Kind::Either(items) | Kind::Sum(items) => open.extend(items),
                Kind::Map(entries) => open.extend(entries.iter().map(|a| &a.value)),
                Kind::Call(call) => {
                    open.extend(call.args.iter().map(|a| &a.value));
                    open.extend(&call.receiver);
                }
                Kind::Env(_)
                | Kind::Number(_)
                | Kind::Bool(_)
                | Kind::Null
                | Kind::Name(_)
                | Kind::Parameter { .. }
                | Kind::Unknown => {}
            }
        }
        all
    }
}

/// The last entry with this name of a map.
fn entry_of<'a>(map: &'a Expr, key: &str) -> Option<&'a Expr> {
    let Kind::Map(entries) = &map.kind else { return None };
    entries.iter().rev().find(|e| e.name.as_deref() == Some(key)).map(|e| &e.value)
}
