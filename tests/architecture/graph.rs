//! The module graph of `src`, read with `syn`: which file names something of which other file, in `use` declarations, paths and the tokens of
//! macros. What is compiled for tests alone is left out: a test may look anywhere.
//!
//! It follows names, not types: a value that reaches a file through a method's result draws no arrow.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use syn::visit::{self, Visit};

/// A module's path below the crate: `["model", "case"]` for `src/model/case.rs`. The crate itself is empty.
pub type Module = Vec<String>;

/// Which modules each module names.
pub type Graph = BTreeMap<Module, BTreeSet<Module>>;

/// Reads the graph of these files: module, text.
pub fn graph(files: &[(Module, String)]) -> Graph {
    let modules: BTreeSet<Module> = files.iter().map(|(module, _)| module.clone()).collect();
    files
        .iter()
        .map(|(module, text)| {
            let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", shown(module)));
            let mut names =
                Names { modules: &modules, here: module.clone(), inner: module.clone(), named: BTreeSet::new() };
            names.visit_file(&file);
            names.named.remove(module);
            (module.clone(), names.named)
        })
        .collect()
}

/// The module of a file below `src`, as `mod` declarations would find it.
pub fn module_of(path: &Path) -> Module {
    let mut parts: Module = path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "lib") {
        parts.pop();
    }
    parts
}

/// `crate::model::case`.
pub fn shown(module: &[String]) -> String {
    std::iter::once("crate").chain(module.iter().map(String::as_str)).collect::<Vec<_>>().join("::")
}

struct Names<'a> {
    modules: &'a BTreeSet<Module>,
    /// The file's module.
    here: Module,
    /// The module inside the file that is being read.
    inner: Module,
    named: BTreeSet<Module>,
}

impl Names<'_> {
    /// Takes a path of names: what it leads to counts, when that is a module of this crate.
    fn path(&mut self, names: &[String]) {
        let mut at = match names.first().map(String::as_str) {
            Some("crate") => Module::new(),
            Some("self") => self.inner.clone(),
            Some("super") => self.inner[..self.inner.len().saturating_sub(1)].to_vec(),
            // A child of this file can be named without `self`.
            Some(child) if self.modules.contains(&[self.here.as_slice(), &[child.to_owned()]].concat()) => {
                let child = [self.here.as_slice(), &[child.to_owned()]].concat();
                self.lead(child, &names[1..]);
                return;
            }
            Some(_) | None => return,
        };
        let mut rest = &names[1..];
        while rest.first().is_some_and(|name| name == "super") {
            at.pop();
            rest = &rest[1..];
        }
        self.lead(at, rest);
    }

    fn lead(&mut self, mut at: Module, rest: &[String]) {
        for name in rest {
            at.push(name.clone());
            if !self.modules.contains(&at) {
                at.pop();
                break;
            }
        }
        while !self.modules.contains(&at) && !at.is_empty() {
            at.pop();
        }
        self.named.insert(at);
    }

    fn tree(&mut self, tree: &syn::UseTree, prefix: &mut Vec<String>) {
        match tree {
            syn::UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.tree(&path.tree, prefix);
                prefix.pop();
            }
            syn::UseTree::Name(name) => self.leaf(&name.ident, prefix),
            syn::UseTree::Rename(rename) => self.leaf(&rename.ident, prefix),
            syn::UseTree::Glob(_) => self.path(prefix),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(item, prefix)),
        }
    }

    fn leaf(&mut self, name: &syn::Ident, prefix: &mut Vec<String>) {
        prefix.push(name.to_string());
        self.path(prefix);
        prefix.pop();
    }

    /// Paths in the arguments of macros: runs of names with `::` between them.
    fn tokens(&mut self, tokens: proc_macro2::TokenStream) {
        use proc_macro2::TokenTree;
        let mut names: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.path(&names);
                        names.clear();
                    }
                    names.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    self.path(&names);
                    names.clear();
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.path(&names);
    }
}

fn for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
    })
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Mod(item) => &item.attrs,
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            syn::Item::Use(item) => &item.attrs,
            syn::Item::Const(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !for_tests(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.content.is_some() {
            self.inner.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.inner.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &mut Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.path(&names);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}

/// The circles of the graph, each with its members in order. A module with its own children is none; a circle among the children is.
pub fn circles(graph: &Graph) -> Vec<Vec<Module>> {
    let mut found = Vec::new();
    let mut open: Vec<BTreeSet<Module>> = vec![graph.keys().cloned().collect()];
    while let Some(among) = open.pop() {
        for component in components(graph, &among) {
            match component.iter().find(|root| component.iter().all(|other| other.starts_with(root))) {
                Some(root) => open.push(component.iter().filter(|other| *other != root).cloned().collect()),
                None => found.push(component.into_iter().collect()),
            }
        }
    }
    found.sort();
    found
}

/// The strongly connected components of more than one module among these: each reaches each other one.
fn components(graph: &Graph, among: &BTreeSet<Module>) -> Vec<BTreeSet<Module>> {
    let reached = |from: &Module| -> BTreeSet<Module> {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(at) = open.pop() {
            for next in graph.get(&at).into_iter().flatten().filter(|next| among.contains(*next)) {
                if seen.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        seen
    };
    let reach: BTreeMap<&Module, BTreeSet<Module>> = among.iter().map(|module| (module, reached(module))).collect();
    let mut done: BTreeSet<&Module> = BTreeSet::new();
    let mut found = Vec::new();
    for module in among {
        if !done.contains(module) && reach[module].contains(module) {
            let component: BTreeSet<Module> =
                reach[module].iter().filter(|other| reach[*other].contains(module)).cloned().collect();
            done.extend(among.iter().filter(|m| component.contains(*m)));
            if component.len() > 1 {
                found.push(component);
            }
        }
    }
    found
}
