//! The rows of `runs.toml`: which code runs with which client against which cluster, and what must come out.

use super::build::Outcome;
use super::stage::Stage;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use strum::IntoEnumIterator as _;
use weaviate_doctor::model::case::Case;
use weaviate_doctor::model::cause::Cause;
use weaviate_doctor::model::client::{Client, Language};
use weaviate_doctor::model::evidence::Evidence;
use weaviate_doctor::model::finding::Finding;
use weaviate_doctor::rules::explain;
use weaviate_doctor::words::catalog;

/// What must come out.
#[derive(Clone, Debug, PartialEq)]
pub enum Want {
    /// It prints the server's version.
    Connects,
    /// A parser of the language finds no error in it.
    Parses,
    /// It fails, its output has all these words, and `explain` names this cause among those that they may mean.
    Fails(Vec<String>, String),
}

/// One program.
#[derive(Clone, Debug)]
pub struct Row {
    pub language: Language,
    pub client: String,
    /// The snippet's name, or that of a file of wrong forms.
    pub snippet: Option<String>,
    pub before: Option<String>,
    pub stage: String,
    /// Environment besides the usual, with `{proxy}` and `{company}` filled in; an empty value stands for itself.
    pub env: BTreeMap<String, String>,
    /// What differs around it, in words for the table.
    pub surroundings: String,
    pub want: Want,
    /// The code, with the endpoint in it.
    pub code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    right: Vec<Entry>,
    wrong: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    language: String,
    #[serde(default)]
    clients: Vec<String>,
    #[serde(default)]
    snippets: Vec<String>,
    #[serde(default)]
    before: Vec<String>,
    on: Option<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    surroundings: String,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    explained: String,
}

/// All rows, in the order of the file.
pub fn rows() -> Vec<Row> {
    let file: File = toml::from_str(include_str!("runs.toml")).expect("runs.toml");
    let mut rows = Vec::new();
    for (entry, right) in file.right.iter().map(|e| (e, true)).chain(file.wrong.iter().map(|e| (e, false))) {
        assert!(right == entry.words.is_empty(), "words belong to what fails: {:?}", entry.words);
        let language = Language::from_str(&entry.language).expect("language");
        let want = match (right, language) {
            (true, Language::CSharp) => Want::Parses,
            (true, _) => Want::Connects,
            (false, _) => Want::Fails(entry.words.clone(), entry.explained.clone()),
        };
        for client in &entry.clients {
            let snippets = entry.snippets.iter().map(|name| (Some(name.clone()), None));
            for (snippet, before) in snippets.chain(entry.before.iter().map(|name| (None, Some(name.clone())))) {
                rows.push(Row {
                    language,
                    client: client.clone(),
                    snippet,
                    before,
                    stage: entry.on.clone().unwrap_or_else(|| "healthy".to_owned()),
                    env: entry.env.clone(),
                    surroundings: entry.surroundings.clone(),
                    want: want.clone(),
                    code: String::new(),
                });
            }
        }
    }
    rows
}

impl Row {
    /// Where its client is installed: nowhere for curl, which is on the system.
    pub fn home(&self) -> PathBuf {
        let clients = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("target").join("clients");
        match self.language {
            Language::Python => clients.join(format!("python-{}", self.client)),
            Language::TypeScript => clients.join(format!("typescript-{}", self.client)),
            Language::Go => clients.join("go"),
            Language::Java => clients.join(if self.client.starts_with('5') { "java-client5" } else { "java-client6" }),
            Language::CSharp => clients.join("csharp"),
            Language::Curl => clients,
        }
    }

    /// Its client and the client's version.
    pub fn client_name(&self) -> String {
        format!("{} {}", self.language.name(), self.client)
    }

    /// Whether it can be run here.
    pub fn is_installed(&self) -> bool {
        let has = |program: &str| {
            std::env::var_os("PATH").is_some_and(|p| std::env::split_paths(&p).any(|d| d.join(program).is_file()))
        };
        match self.language {
            Language::Curl => has("curl"),
            Language::Python | Language::CSharp => has("python3") && self.home().is_dir(),
            Language::TypeScript => has("node") && self.home().is_dir(),
            Language::Go => has("go") && self.home().is_dir(),
            Language::Java => has("javac") && has("keytool") && self.home().is_dir(),
        }
    }

    /// Its code as the table names it.
    pub fn shown(&self) -> String {
        self.snippet.clone().or_else(|| self.before.as_ref().map(|b| format!("before/{b}"))).unwrap_or_default()
    }

    /// Gives it its code, as the product hands it out where it is a snippet.
    pub fn fill(&mut self, stage: &Stage) {
        let mut case = stage.case.clone();
        case.client = Client { language: self.language, version: self.client.parse().ok() };
        self.code = if let Some(name) = &self.snippet {
            let file = catalog::snippet(self.language, name).unwrap_or_else(|| panic!("no snippet {name}"));
            let plain = ["-v3", "-v5", "-self-hosted"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
            let found = Cause::iter()
                .find(|c| catalog::article(*c).is_ok_and(|a| a.snippet_names().any(|n| n == plain)))
                .unwrap_or_else(|| panic!("no cause shows {name}"));
            let code =
                handed_out(found, &case).unwrap_or_else(|| panic!("{found} shows no code for {}", self.client_name()));
            assert_eq!(code, catalog::in_snippet(file, &case), "{found} shows another snippet than {name}");
            code
        } else {
            let path = folder_of_wrong_forms(self.language).join(self.before.as_ref().expect("a file"));
            catalog::in_snippet(&std::fs::read_to_string(path).expect("file"), &case)
        };
        let (host, port) = stage.proxy.trim_start_matches("http://").split_once(':').expect("a port");
        for value in self.env.values_mut() {
            *value = value.replace("{proxy_host}", host).replace("{proxy_port}", port);
            *value = value.replace("{proxy}", &stage.proxy).replace("{company}", &stage.company.to_string_lossy());
        }
    }

    /// What is not as it must be.
    pub fn complaint(&self, result: &Outcome) -> Option<String> {
        let wrong = match &self.want {
            Want::Connects | Want::Parses => (!result.connected).then(|| "does not connect".to_owned()),
            Want::Fails(..) if result.connected => Some("connects".to_owned()),
            Want::Fails(words, explained) => {
                let lacking =
                    words.iter().find(|w| !result.output.contains(*w)).map(|w| format!("its error lacks “{w}”"));
                lacking.or_else(|| misread(&result.output, explained))
            }
        }?;
        let text: String = result.output.chars().rev().take(3000).collect::<Vec<_>>().into_iter().rev().collect();
        Some(format!("== {} {} on {}: {wrong}\n{text}", self.client_name(), self.shown(), self.stage))
    }
}

/// What `explain` makes of this output, if it is not what it should be.
fn misread(output: &str, explained: &str) -> Option<String> {
    let explanation = explain::explain(output.as_bytes());
    let named: Vec<&str> = explanation.diagnosis.findings.iter().map(|f| f.cause.id()).collect();
    let right = match (explained.strip_prefix("none: "), explanation.missing) {
        (Some(missing), Some(said)) => <&str>::from(said) == missing,
        (Some(_), None) => false,
        (None, _) => named.contains(&explained),
    };
    (!right).then(|| format!("explain names {named:?}, {:?} missing, not {explained}", explanation.missing))
}

/// The code that the fix of a cause hands out in this case.
pub fn handed_out(found: Cause, case: &Case) -> Option<String> {
    let finding = Finding::certain(found, &[]);
    catalog::fix(&finding, case, &Evidence::default()).snippet.map(|s| s.code)
}

fn folder_of_wrong_forms(language: Language) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snippets/before").join(language.id())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return vec![] };
    entries.map(|e| e.expect("entry").path()).filter(|p| p.is_file()).collect()
}

/// Every snippet of the assets.
pub fn snippet_files() -> BTreeSet<(Language, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/snippets");
    let stem = |p: PathBuf| p.file_stem().expect("name").to_string_lossy().into_owned();
    Language::iter().flat_map(|l| files(&folder.join(l.id())).into_iter().map(move |p| (l, stem(p)))).collect()
}

/// Every wrong form.
pub fn before_files() -> BTreeSet<(Language, String)> {
    let name = |p: PathBuf| p.file_name().expect("name").to_string_lossy().into_owned();
    Language::iter().flat_map(|l| files(&folder_of_wrong_forms(l)).into_iter().map(move |p| (l, name(p)))).collect()
}
