//! How do we speak? Every sentence that a user can read, in the assets and in the source, keeps to the words of `tests/words/forbidden.toml`;
//! and no article is longer than somebody reads who is locked out.
#![cfg(all(feature = "scan", feature = "practice"))]
#![expect(clippy::expect_used, reason = "a test that can't go on has failed")]

use regex::Regex;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};

/// Most words of an article: summary, why and steps, without code.
const MOST_WORDS: usize = 160;
/// Words of an article on average.
const WORDS_ON_AVERAGE: usize = 110;

/// Files of the assets that hold no words of ours: what clients, servers and web filters print, patterns for that, and words to redact.
const OF_OTHERS: [&str; 6] = [
    "assets/patterns",
    "assets/redaction",
    "assets/practice/",
    "assets/highlight",
    "assets/facts.md",
    "assets/knowledge/clients.toml",
];

/// Source whose texts are others' words: what the practice server answers, what clients raise, and what is looked for in errors.
const SPEAKS_FOR_OTHERS: [&str; 10] = [
    "src/io/practice/",
    "src/rules/explain/",
    "src/rules/clients",
    "src/rules/diagnosis/",
    "src/rules/scan/rules/",
    "src/rules/scan/reader",
    "src/model/http_answer.rs",
    "src/model/target",
    "src/model/api_key",
    "src/io/probe/",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    word: Vec<Word>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Word {
    wrong: String,
    right: String,
    #[serde(default)]
    except: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path());
    let mut found: Vec<PathBuf> = entries
        .flat_map(|path| if path.is_dir() { files(&path, ending) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|e| e == ending))
        .collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).expect("inside").to_string_lossy().replace('\\', "/")
}

/// The texts of a TOML value, but ids, links, commands and words to search by.
fn texts(value: &toml::Value, out: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => out.push(text.clone()),
        toml::Value::Array(all) => all.iter().for_each(|one| texts(one, out)),
        toml::Value::Table(table) => {
            let shown = table.iter().filter(|(key, _)| {
                !matches!(key.as_str(), "find" | "links" | "link" | "command" | "needs" | "snippet")
            });
            shown.for_each(|(_, one)| texts(one, out));
        }
        _ => {}
    }
}

/// The texts of a source file that a user can read: its literals, and the documentation of options, which is their help.
#[derive(Default)]
struct Literals {
    found: Vec<String>,
    helps: bool,
}

impl Literals {
    fn tokens(&mut self, tokens: proc_macro2::TokenStream) {
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Group(group) => self.tokens(group.stream()),
                proc_macro2::TokenTree::Literal(literal) => {
                    if let syn::Lit::Str(text) = syn::Lit::new(literal) {
                        self.found.push(text.value());
                    }
                }
                _ => {}
            }
        }
    }
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    let named = |a: &syn::Attribute| match &a.meta {
        syn::Meta::List(list) => a.path().is_ident("cfg") && list.tokens.to_string().starts_with("test"),
        _ => a.path().is_ident("test"),
    };
    attributes.iter().any(named)
}

impl<'a> Visit<'a> for Literals {
    fn visit_item_mod(&mut self, item: &'a syn::ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_lit_str(&mut self, literal: &'a syn::LitStr) {
        self.found.push(literal.value());
    }

    fn visit_macro(&mut self, called: &'a syn::Macro) {
        self.tokens(called.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'a syn::Attribute) {
        // Reasons for the compiler, and documentation, are for those who read the source.
        if ["arg", "command", "error"].iter().any(|known| attribute.path().is_ident(known))
            || (self.helps && attribute.path().is_ident("doc"))
        {
            match &attribute.meta {
                syn::Meta::List(list) => self.tokens(list.tokens.clone()),
                syn::Meta::NameValue(pair) => self.visit_expr(&pair.value),
                syn::Meta::Path(_) => {}
            }
        }
    }
}

/// Where, and the text there.
fn all_texts() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for path in files(&root().join("assets"), "toml") {
        let place = name(&path);
        if OF_OTHERS.iter().any(|others| place.starts_with(others)) {
            continue;
        }
        let value: toml::Value = toml::from_str(&std::fs::read_to_string(&path).expect("readable"))
            .unwrap_or_else(|e| panic!("{place}: {e}"));
        let mut found = Vec::new();
        texts(&value, &mut found);
        all.extend(found.into_iter().map(|text| (place.clone(), text)));
    }
    for path in files(&root().join("src"), "rs") {
        let place = name(&path);
        let for_tests = place.ends_with("tests.rs") || place.contains("/tests/");
        if for_tests || SPEAKS_FOR_OTHERS.iter().any(|others| place.starts_with(others)) {
            continue;
        }
        let file = syn::parse_file(&std::fs::read_to_string(&path).expect("readable")).expect("Rust");
        let mut literals = Literals { found: Vec::new(), helps: place.starts_with("src/frontend/cli") };
        literals.visit_file(&file);
        // One word is an id or a name.
        let sentences = literals.found.into_iter().filter(|text| text.trim().contains(' '));
        all.extend(sentences.map(|text| (place.clone(), text)));
    }
    all
}

#[test]
fn nobody_reads_a_forbidden_word() {
    let words: Words =
        toml::from_str(&std::fs::read_to_string(root().join("tests/words/forbidden.toml")).expect("readable"))
            .expect("TOML");
    let texts = all_texts();
    assert!(texts.len() > 1500, "only {} texts were found", texts.len());
    let mut wrong = Vec::new();
    for word in &words.word {
        let pattern = Regex::new(&format!(r"(?i)\b(?:{})\b", word.wrong)).expect("a pattern");
        for (place, text) in &texts {
            let read = word.except.iter().fold(text.clone(), |text, right| text.replace(right.as_str(), ""));
            if let Some(found) = pattern.find(&read) {
                let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
                wrong.push(format!("{place}: “{}”, write “{}”: {line}", found.as_str(), word.right));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{} in all", wrong.join("\n"), wrong.len());
}

/// Words of an article as each reader gets it: in general, and for each client or kind of cluster that has its own.
#[test]
fn no_article_is_longer_than_somebody_reads_who_is_locked_out() {
    let mut all = Vec::new();
    for path in files(&root().join("assets/knowledge/causes"), "toml") {
        let article: toml::Table = toml::from_str(&std::fs::read_to_string(&path).expect("readable")).expect("TOML");
        let none = toml::Table::new();
        let variants = article.get("variant").and_then(toml::Value::as_table).unwrap_or(&none);
        let cause = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let general = std::iter::once((cause.clone(), &none));
        let special = variants.iter().filter_map(|(name, v)| Some((format!("{cause}, {name}"), v.as_table()?)));
        for (name, variant) in general.chain(special) {
            let part = |key: &str| variant.get(key).or_else(|| article.get(key));
            let said = |value: &toml::Value| value.as_str().map_or(0, |text| text.split_whitespace().count());
            let steps = part("steps").and_then(toml::Value::as_array).expect("steps").iter();
            let steps = steps.flat_map(|step| ["text", "result"].into_iter().filter_map(|key| step.get(key))).map(said);
            let words = ["summary", "why"].into_iter().filter_map(part).map(said).sum::<usize>() + steps.sum::<usize>();
            all.push((words, name));
        }
    }
    all.sort();
    let sum: usize = all.iter().map(|(words, _)| words).sum();
    let longest: Vec<_> = all.iter().rev().take_while(|(words, _)| *words > MOST_WORDS).collect();
    assert!(longest.is_empty(), "longer than {MOST_WORDS} words: {longest:?}");
    let average = sum.div_ceil(all.len());
    assert!(average <= WORDS_ON_AVERAGE, "{average} words on average; the longest: {:?}", &all[all.len() - 20..]);
}

/// A sentence that is missing shows its name instead, which no compiler sees.
#[test]
fn every_sentence_that_the_source_asks_for_is_there() {
    let file = std::fs::read_to_string(root().join("assets/knowledge/screens.toml")).expect("the sentences");
    let sentences: toml::Table = toml::from_str(&file).expect("TOML");
    let has = |section: &str, name: &str| sentences.get(section).is_some_and(|section| section.get(name).is_some());
    let say = Regex::new(r#"\bsay\(\s*"([a-z-]+)",\s*"([a-z0-9-]+)""#).expect("an expression");
    let words = Regex::new(r#"\bwords\("([a-z0-9-]+)"\)"#).expect("an expression");
    let mut missing = Vec::new();
    for path in files(&root().join("src"), "rs") {
        let source = std::fs::read_to_string(&path).expect("source");
        // The words of a comparison stand in a file of their own.
        let asked =
            say.captures_iter(&source).map(|c| (c[1].to_owned(), c[2].to_owned())).filter(|(s, _)| s != "words");
        let of_program = path.ends_with("describe/program.rs").then_some(&words);
        let more = of_program.into_iter().flat_map(|words| words.captures_iter(&source));
        let asked = asked.chain(more.map(|c| ("program".to_owned(), c[1].to_owned())));
        missing.extend(asked.filter(|(section, name)| !has(section, name)).map(|(s, n)| format!("{s}.{n}")));
    }
    assert!(missing.is_empty(), "no words for {}", missing.join(", "));
}
