//! The config file's text (`interface.md`, "Config file"): clusters by name, and where their keys are. Pure; it reads no file and no
//! variable, and what stands in the file is quoted in no message but the names of clusters, because it may be a key by mistake.

mod places;

use crate::model::client::Version;
use crate::model::client::{Client, Language};
use crate::model::key_shape::is_key_for_name;
use crate::model::sanitized::SanitizedText;
use crate::model::target::{Endpoint, Target};
use crate::words::catalog;
use crate::words::closest_match::closest_match;
use std::collections::BTreeMap;
use std::str::FromStr as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Most clusters that a file may name.
const MOST_CLUSTERS: usize = 2000;
/// Longest name of a cluster or a place, in bytes.
const LONGEST_NAME: usize = 60;

/// What a config file says.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Config {
    /// The client to judge by, where no option names one.
    pub client: Option<Client>,
    /// How the wizard looks.
    pub look: Look,
    /// The clusters, by name.
    pub clusters: BTreeMap<String, FileCluster>,
    /// The places to check from, by name: each the command that is put in front, and its arguments.
    pub places: BTreeMap<String, Vec<String>>,
}

/// How the wizard looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Look {
    /// Which colors suit the terminal.
    pub theme: ThemeChoice,
    /// Whether names are replaced from the start.
    pub presentation: bool,
}

/// Which colors suit the terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ThemeChoice {
    /// As the terminal says, or else its own sixteen.
    #[default]
    Auto,
    /// For a light background.
    Light,
    /// For a dark one.
    Dark,
}

/// A cluster of the file.
#[derive(Clone, PartialEq, Debug)]
pub struct FileCluster {
    /// Its URL, which can be read as one.
    pub url: String,
    /// Its gRPC endpoint, where it is not the derived one.
    pub grpc: Option<Endpoint>,
    /// Where its key is.
    pub key: Option<KeyPlace>,
}

/// Where a key is. Never the key itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KeyPlace {
    /// In this variable.
    Variable(String),
    /// In this file, as the config file writes it.
    File(String),
}

/// What is wrong with a config file, and what to write instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigProblem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there, as one clause.
    pub what: String,
}

impl Config {
    /// Reads the text of a config file.
    pub fn read(text: &str) -> Result<Self, ConfigProblem> {
        let reader = ConfigReader { text };
        if let Some(at) = too_deep(text) {
            return Err(reader.problem(at, "brackets and braces are nested too deep: the file needs two levels"));
        }
        // The parser's own message may quote what stands there.
        let table = DeTable::parse(text).map_err(|error| {
            reader.problem(error.span().map_or(0, |s| s.start), "this isn't TOML: write name = \"value\", with quotes")
        })?;
        let mut config = Self::default();
        for (key, value) in table.get_ref() {
            match key.get_ref().as_ref() {
                "client" => config.client = Some(reader.client(value)?),
                "theme" => config.look.theme = reader.theme(value)?,
                "presentation" => config.look.presentation = reader.presentation(value)?,
                "clusters" => config.clusters = reader.clusters(value)?,
                "places" => config.places = reader.places(value)?,
                other => {
                    let hint = "the file has client, theme, presentation, and tables such as [clusters.production] and [places.pod]";
                    return Err(reader.unknown(key.span().start, other, &KEYS, hint));
                }
            }
        }
        Ok(config)
    }
}

/// Deepest nesting of brackets and braces. The parser goes down one call a level, also where they are never closed.
const MAX_NESTING: usize = 32;

/// Where brackets and braces stand too deep inside one another, whatever they stand in.
fn too_deep(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    text.bytes().enumerate().find_map(|(at, byte)| {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        (open > MAX_NESTING).then_some(at)
    })
}

/// The fields of the file, and of one of its clusters.
pub const KEYS: [&str; 5] = ["client", "theme", "presentation", "clusters", "places"];
/// See [`KEYS`].
pub const CLUSTER_KEYS: [&str; 4] = ["url", "grpc", "api_key_env", "api_key_file"];

/// Names under which people write a key itself.
const LITERAL: [&str; 14] = [
    "api_key",
    "apikey",
    "api-key",
    "key",
    "token",
    "password",
    "secret",
    "auth",
    "auth_key",
    "auth_credentials",
    "weaviate_api_key",
    "wcd_api_key",
    "bearer",
    "authorization",
];

struct ConfigReader<'a> {
    text: &'a str,
}

impl ConfigReader<'_> {
    fn problem(&self, at: usize, what: &str) -> ConfigProblem {
        let before = self.text.get(..at).unwrap_or(self.text);
        ConfigProblem { line: before.matches('\n').count() + 1, what: what.to_owned() }
    }

    fn unknown(&self, at: usize, name: &str, known: &[&str], hint: &str) -> ConfigProblem {
        let lower = name.to_ascii_lowercase();
        if LITERAL.contains(&lower.as_str()) {
            return self.problem(at, "a key never belongs in this file: write api_key_env = \"NAME\" with the name of the variable that has it");
        }
        // A name of ordinary length and letters is no key.
        let plain = name.len() <= 24 && name.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '_' | '-'));
        let shown = if plain { format!("unknown name “{name}”") } else { "unknown name".to_owned() };
        match closest_match(name, known.iter().copied()).filter(|_| plain) {
            Some(near) => self.problem(at, &format!("{shown}: write {near}")),
            None => self.problem(at, &format!("{shown}: {hint}")),
        }
    }

    fn text<'t>(&self, name: &str, value: &'t Spanned<DeValue<'_>>) -> Result<&'t str, ConfigProblem> {
        let what = || self.problem(value.span().start, &format!("{name} is a text in quotes: write {name} = \"…\""));
        value.get_ref().as_str().ok_or_else(what)
    }

    fn client(&self, value: &Spanned<DeValue<'_>>) -> Result<Client, ConfigProblem> {
        let text = self.text("client", value)?;
        let (language, version) = text.split_once('@').map_or((text, None), |(l, v)| (l, Some(v)));
        let known = Language::from_str(language).is_ok() && version.is_none_or(|v| v.parse::<Version>().is_ok());
        let what = "client is one of python, typescript, go, java, csharp and curl, perhaps with a version: write client = \"python\"";
        text.parse().ok().filter(|_| known).ok_or_else(|| self.problem(value.span().start, what))
    }

    fn theme(&self, value: &Spanned<DeValue<'_>>) -> Result<ThemeChoice, ConfigProblem> {
        match self.text("theme", value)? {
            "auto" => Ok(ThemeChoice::Auto),
            "light" => Ok(ThemeChoice::Light),
            "dark" => Ok(ThemeChoice::Dark),
            _ => Err(self.problem(value.span().start, "theme is one of auto, light and dark: write theme = \"light\"")),
        }
    }

    fn presentation(&self, value: &Spanned<DeValue<'_>>) -> Result<bool, ConfigProblem> {
        let what = "presentation is true or false, without quotes: write presentation = true";
        value.get_ref().as_bool().ok_or_else(|| self.problem(value.span().start, what))
    }

    fn clusters(&self, value: &Spanned<DeValue<'_>>) -> Result<BTreeMap<String, FileCluster>, ConfigProblem> {
        let at = value.span().start;
        let what = "clusters are tables: write [clusters.production] and url = \"https://…\" below it";
        let table = value.get_ref().as_table().ok_or_else(|| self.problem(at, what))?;
        let mut clusters = BTreeMap::new();
        for (name, value) in table {
            let at = name.span().start;
            let name = name.get_ref().as_ref();
            if !is_name(name) {
                let what = "a cluster's name has letters, digits, “-”, “_” and “.” alone: write [clusters.production]";
                return Err(self.problem(at, what));
            }
            let fields = value.get_ref().as_table().ok_or_else(|| self.problem(at, what))?;
            clusters.insert(name.to_owned(), self.cluster(name, at, fields)?);
        }
        if clusters.len() > MOST_CLUSTERS {
            return Err(self.problem(at, &format!("there are more than {MOST_CLUSTERS} clusters: leave some out")));
        }
        Ok(clusters)
    }

    fn cluster(&self, name: &str, at: usize, fields: &DeTable<'_>) -> Result<FileCluster, ConfigProblem> {
        let (mut url, mut grpc, mut key) = (None, None, None);
        for (field, value) in fields {
            let start = value.span().start;
            match field.get_ref().as_ref() {
                "url" => url = Some(self.url(value)?),
                "grpc" => {
                    let read = Endpoint::read(self.text("grpc", value)?);
                    let what = "grpc isn't a URL: write grpc = \"grpcs://grpc-abc.weaviate.cloud:443\"";
                    grpc = Some(read.map_err(|_| self.problem(start, what))?);
                }
                "api_key_env" | "api_key_file" if key.is_some() => {
                    return Err(self.problem(start, "api_key_env and api_key_file contradict each other: keep one"));
                }
                "api_key_env" => key = Some(self.variable(value)?),
                "api_key_file" => {
                    let path = self.text("api_key_file", value)?;
                    if path.is_empty() || path.contains(['\n', '\r', '\0']) {
                        return Err(self.problem(start, "api_key_file is the name of a file with only the key"));
                    }
                    key = Some(KeyPlace::File(path.to_owned()));
                }
                other => {
                    let hint = "a cluster has url, grpc, api_key_env and api_key_file";
                    return Err(self.unknown(field.span().start, other, &CLUSTER_KEYS, hint));
                }
            }
        }
        let what = || format!("cluster {name} has no url: write url = \"https://…\" below [clusters.{name}]");
        Ok(FileCluster { url: url.ok_or_else(|| self.problem(at, &what()))?, grpc, key })
    }

    fn url(&self, value: &Spanned<DeValue<'_>>) -> Result<String, ConfigProblem> {
        let text = self.text("url", value)?;
        if text.trim_start().starts_with("practice:") {
            let what = "name a practice cluster on the command line, as in weaviate-doctor check practice:healthy; here, write url = \"https://…\" with a cluster's own URL, or leave this one out";
            return Err(self.problem(value.span().start, what));
        }
        match Target::read(text, None) {
            Ok(_) => Ok(text.to_owned()),
            Err(problem) => {
                let has = catalog::url_problem(&problem);
                let what =
                    format!("this url {has}: write the REST Endpoint from the cluster's Dashboard in the console");
                Err(self.problem(value.span().start, &what))
            }
        }
    }

    /// People put the key itself where its variable's name belongs.
    fn variable(&self, value: &Spanned<DeValue<'_>>) -> Result<KeyPlace, ConfigProblem> {
        let text = self.text("api_key_env", value)?;
        let name = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && text.len() <= 80;
        if name && !is_key_for_name(text) {
            return Ok(KeyPlace::Variable(text.to_owned()));
        }
        let what = "api_key_env is the name of a variable, and a key never belongs in this file: write api_key_env = \"PRODUCTION_KEY\"";
        Err(self.problem(value.span().start, what))
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && SanitizedText::new(name).as_str() == name
        && !is_key_for_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = r#"client = "python"

[clusters.production]
url = "https://abc.c0.europe-west3.gcp.weaviate.cloud"
api_key_env = "PRODUCTION_KEY"        # or api_key_file = "…"

[clusters.staging]
url = "https://def.c0.europe-west3.gcp.weaviate.cloud"
grpc = "grpcs://grpc-def.c0.europe-west3.gcp.weaviate.cloud:443"   # optional
api_key_env = "STAGING_KEY"
"#;

    #[test]
    fn nesting_is_bounded_before_it_is_parsed() {
        for (text, refused) in
            [("a = {".repeat(3000), true), ("[".repeat(100_000), true), ("[clusters.a]\n".repeat(50), false)]
        {
            let problem = Config::read(&text).unwrap_err();
            assert_eq!(problem.what.contains("too deep"), refused, "{}", problem.what);
        }
    }

    #[test]
    fn the_example_of_the_interface_is_read() {
        let config = Config::read(EXAMPLE).unwrap();
        assert_eq!(config.client.map(|c| c.language), Some(Language::Python));
        assert_eq!(config.clusters.keys().collect::<Vec<_>>(), ["production", "staging"]);
        assert_eq!(config.clusters["production"].key, Some(KeyPlace::Variable("PRODUCTION_KEY".into())));
        assert_eq!(
            config.clusters["staging"].grpc.as_ref().map(Endpoint::authority).unwrap(),
            "grpc-def.c0.europe-west3.gcp.weaviate.cloud:443"
        );
        assert_eq!(Config::read(""), Ok(Config::default()));
        let look = Config::read("theme = \"light\"\npresentation = true").unwrap().look;
        assert_eq!(look, Look { theme: ThemeChoice::Light, presentation: true });
    }

    #[test]
    fn mistakes_are_told_with_their_line_and_what_to_write() {
        let table = [
            ("client = \"python\"\nclustr = 1", 2, "write clusters"),
            ("\nclient = \"cobol\"", 2, "client = \"python\""),
            ("theme = \"blue\"", 1, "theme = \"light\""),
            ("presentation = \"yes\"", 1, "presentation = true"),
            ("client = 3", 1, "write client = \"…\""),
            ("api_key = \"hrqNMpT4owSECRETkey0000002\"", 1, "api_key_env = \"NAME\""),
            (
                "[clusters.a]\nurl = \"https://a.example\"\nkey = \"hrqNMpT4owSECRETkey0000002\"",
                3,
                "api_key_env = \"NAME\"",
            ),
            (
                "[clusters.a]\nurl = \"https://a.example\"\napi_key_env = \"hrqNMpT4owSECRETkey0000002\"",
                3,
                "never belongs",
            ),
            ("[clusters.a]\nurl = \"https://a.example\"\napi_key_evn = \"A\"", 3, "api_key_env"),
            ("[clusters.a]\nurl = \"https://a.example\"\nhrqNMpT4owSECRETkey0000002 = 1", 3, "unknown name"),
            ("[clusters.a]\nurl = \"hrqNMpT4owSECRETkey0000002\"", 2, "looks like a key"),
            ("[clusters.a]\ngrpc = \"ftp://x\"\nurl = \"a.example\"", 2, "grpcs://"),
            ("[clusters.a]\napi_key_env = \"A\"", 1, "has no url"),
            ("[clusters.hrqNMpT4owSECRETkey0000002]\nurl = \"a.example\"", 1, "letters, digits"),
            ("[clusters.\"a b\"]\nurl = \"a.example\"", 1, "letters, digits"),
            ("[clusters.a]\nurl = \"a.example\"\napi_key_env = \"A\"\napi_key_file = \"b\"", 4, "keep one"),
            ("clusters = 1", 1, "[clusters.production]"),
            ("[clusters.a]\nurl = hrqNMpT4owSECRETkey0000002", 2, "isn't TOML"),
        ];
        for (text, line, expected) in table {
            let problem = Config::read(text).unwrap_err();
            assert_eq!(problem.line, line, "{text}: {problem:?}");
            assert!(problem.what.contains(expected), "{text}: {problem:?}");
            assert!(!problem.what.contains("SECRET"), "{problem:?}");
        }
    }
}
