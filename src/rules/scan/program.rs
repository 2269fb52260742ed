//! What the front ends find in a file: calls, maps, definitions, scopes, imports. It looks names up within the file and applies no rule.

mod lookup;

use super::expr::{Arg, ByteSpan, Call, Expr};
use super::meter::Meter;
use std::collections::{HashMap, HashSet};

/// Most values of a function that are followed.
const MAX_RETURN_VALUES: usize = 8;

/// Most definitions, calls and maps that are kept of one file.
const MAX_RECORDS: usize = 50_000;

/// A file as the rules see it.
#[derive(Default)]
pub(super) struct Program {
    meter: Meter,
    pub calls: Vec<CallSite>,
    pub maps: Vec<MapSite>,
    pub stores: Vec<KeyedAssignment>,
    pub defs: Vec<Def>,
    /// By name and scope, in the order in which they take effect.
    by_name: HashMap<String, HashMap<usize, Vec<usize>>>,
    stores_of: HashMap<String, Vec<usize>>,
    scopes: Vec<Scope>,
    /// What a name of the file stands for: `wv` → `weaviate`.
    pub imports: HashMap<String, String>,
    /// Whether it surely runs in a browser.
    pub browser: bool,
    /// Code that a test expects to fail.
    pub failures: Vec<ByteSpan>,
    /// What `with` opens, and whether `async` stands in front of it.
    pub with_items: Vec<(Expr, bool)>,
    /// Where what is awaited begins and ends.
    awaited: HashSet<(usize, usize)>,
    /// Where a statement that is nothing but an expression begins and ends.
    statements: HashSet<(usize, usize)>,
    /// Functions, or all of the file, that ask which client is installed.
    pub versions: Vec<ByteSpan>,
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
    /// Whether another one has the same name, so that the called one is unknown.
    ambiguous: bool,
}

/// A call and where it stands.
pub(super) struct CallSite {
    pub span: ByteSpan,
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
pub(super) struct KeyedAssignment {
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
    span: ByteSpan,
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
    pub(super) fn open_scope(&mut self, span: ByteSpan, class: Option<String>) {
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
    pub(super) fn open_function(&mut self, span: ByteSpan, name: &str) {
        let variable = self.function_name.take().filter(|(at, _)| *at == span.start);
        let name = if name.is_empty() { variable.as_ref().map_or("", |(_, name)| name) } else { name };
        self.open_scope(span, None);
        let scope = self.scope();
        if name.is_empty() || self.functions.len() >= MAX_RECORDS {
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
        if let Some(function) = function.filter(|f| f.scope == scope && f.returns.len() < MAX_RETURN_VALUES) {
            function.returns.push(value);
        }
    }

    /// A part that need not run begins.
    pub(super) fn open_branch(&mut self, span: &ByteSpan) {
        self.branches.push(span.end);
    }

    /// At the present place the program asks which client is installed.
    pub(super) fn asks_version(&mut self) {
        let span = self.scopes[self.scope()].span.clone();
        if self.versions.last() != Some(&span) {
            self.versions.push(span);
        }
    }

    /// This is awaited.
    pub(super) fn awaits(&mut self, span: &ByteSpan) {
        if self.awaited.len() < MAX_RECORDS {
            self.awaited.insert((span.start, span.end));
        }
    }

    pub(super) fn is_awaited(&self, span: &ByteSpan) -> bool {
        self.awaited.contains(&(span.start, span.end))
    }

    /// This is a statement of its own.
    pub(super) fn states(&mut self, span: &ByteSpan) {
        if self.statements.len() < MAX_RECORDS {
            self.statements.insert((span.start, span.end));
        }
    }

    pub(super) fn is_statement(&self, span: &ByteSpan) -> bool {
        self.statements.contains(&(span.start, span.end))
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

    pub(super) fn add_call(&mut self, span: ByteSpan, call: Call) {
        if self.calls.len() >= MAX_RECORDS {
            return;
        }
        let site = CallSite { inside: self.inside(), bound: self.bound(), span, call };
        self.enclosing.push((site.span.end, self.calls.len()));
        self.calls.push(site);
    }

    pub(super) fn add_map(&mut self, entries: Vec<Arg>) {
        if self.maps.len() < MAX_RECORDS {
            self.maps.push(MapSite { entries, inside: self.inside(), bound: self.bound() });
        }
    }

    pub(super) fn add_store(&mut self, target: String, key: String, value: Expr) {
        if self.stores.len() < MAX_RECORDS {
            let inside = self.inside();
            self.stores_of.entry(target.clone()).or_default().push(self.stores.len());
            self.stores.push(KeyedAssignment { target, key, value, inside });
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
        if self.defs.len() < MAX_RECORDS {
            let conditional = !self.branches.is_empty();
            let known = self.by_name.entry(name.clone()).or_default().entry(scope).or_default();
            let place = known.partition_point(|i| self.defs[*i].at <= at);
            known.insert(place, self.defs.len());
            self.defs.push(Def { name, value, at, conditional });
        }
    }
}
