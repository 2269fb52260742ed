//! Finds and reads the config file, and puts the cluster that the target names into the case. What the file may say stands in
//! `crate::io::discover::config_file`. A cluster of the file gets its own key alone; others' keys are read for `--cross-check` and for nothing else.

use super::dotenv::DotEnv;
use super::{Environment, key};
use crate::io::discover::config_file::{Config, FileCluster, KeyPlace};
use crate::io::files;
use crate::model::api_key::ApiKey;
use crate::model::case::{Case, ChosenCluster, ConfiguredCluster, Sourced};
use crate::model::evidence::Origin;
use crate::model::sanitized::ForeignPath;
use crate::model::usage_error::UsageError;
use crate::words::closest_match::closest_match;
use crate::words::format;
use std::path::{Path, PathBuf};

/// Longest config file, in bytes.
const MAX_CONFIG_BYTES: u64 = 1 << 20;

/// A config file that was read.
#[derive(Default)]
pub(super) struct ConfigFile {
    pub config: Config,
    /// The file, to be shown.
    pub shown: ForeignPath,
    folder: PathBuf,
}

/// The file of `--config`, or else the usual one, which need not exist.
pub(super) fn find(option: Option<&Path>, environment: &Environment) -> Result<ConfigFile, UsageError> {
    let path = match option {
        Some(path) => path.to_owned(),
        None => match usual(environment).filter(|path| path.is_file()) {
            Some(path) => path,
            None => return Ok(ConfigFile::default()),
        },
    };
    let shown = ForeignPath::from(path.to_string_lossy().as_ref());
    let problem = |why: &str| UsageError::new(&format!("can't read the config file “{shown}”: {why}"));
    let text = files::found_text(&path, MAX_CONFIG_BYTES).map_err(|error| problem(&error.words()))?;
    let config = Config::read(&text).map_err(|p| UsageError::new(&format!("{shown}, line {}: {}", p.line, p.what)))?;
    Ok(ConfigFile { config, shown, folder: path.parent().map(Path::to_owned).unwrap_or_default() })
}

/// `weaviate-doctor/config.toml` in the platform's config folder.
fn usual(environment: &Environment) -> Option<PathBuf> {
    let folder = |name: &str| environment.get(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let base = if cfg!(windows) {
        folder("APPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")))
    };
    Some(base?.join("weaviate-doctor").join("config.toml"))
}

/// Puts this cluster's URL and gRPC endpoint into the case. The options' own win.
pub(super) fn apply(name: &str, cluster: &FileCluster, case: &mut Case) {
    case.url = Sourced::new(cluster.url.clone(), Origin::Config(name.into()));
    case.named = Some(ChosenCluster { name: name.to_owned(), own_grpc: case.settings.grpc.clone() });
    if case.settings.grpc.is_none() {
        case.settings.grpc.clone_from(&cluster.grpc);
    }
}

impl ConfigFile {
    /// The cluster that the target names. Where the file has clusters, a single word is the name of one or a mistake, as it is with the
    /// contexts and profiles of other tools; a host without a dot is written as a URL.
    pub fn named(&self, target: Option<&str>) -> Result<Option<(&str, &FileCluster)>, UsageError> {
        let Some(target) = target.map(str::trim) else { return Ok(None) };
        if let Some((name, cluster)) = self.config.clusters.get_key_value(target) {
            return Ok(Some((name, cluster)));
        }
        let word = !target.is_empty() && !target.contains(['.', ':', '/']) && target != "localhost";
        if !word || self.config.clusters.is_empty() {
            return Ok(None);
        }
        // The word is not repeated: people give the key itself here.
        let near = closest_match(target, self.config.clusters.keys().map(String::as_str));
        let it = near.map_or_else(|| "it".to_owned(), |near| format!("did you mean {near}? It"));
        Err(UsageError::new(&format!(
            "there's no cluster of this name in {}: {it} {} A host is written with its scheme, as in https://HOST",
            self.shown,
            self.listed()
        )))
    }

    /// `names a, b and c.`, as many as fit.
    fn listed(&self) -> String {
        let names: Vec<&str> = self.config.clusters.keys().map(String::as_str).collect();
        match names.split_at_checked(8).filter(|(_, more)| !more.is_empty()) {
            Some((first, more)) => format!("names {} and {} more.", first.join(", "), more.len()),
            None => format!("names {}.", format::join(names)),
        }
    }

    /// This cluster's key. Without a place in the file there is none: any other might belong to another cluster.
    pub fn key(
        &self,
        name: &str,
        cluster: &FileCluster,
        environment: &Environment,
        dotenv: &DotEnv,
    ) -> Result<Sourced<ApiKey>, UsageError> {
        match &cluster.key {
            None => Ok(Sourced { value: None, origin: Origin::Config(name.into()) }),
            Some(KeyPlace::Variable(variable)) => key::variable(variable, environment, dotenv),
            Some(KeyPlace::File(path)) => key::file(&self.folder.join(path)),
        }
    }

    /// The clusters of the file, with their keys only where those are to be tried.
    pub fn clusters(&self, with_keys: bool, environment: &Environment, dotenv: &DotEnv) -> Vec<ConfiguredCluster> {
        let entry = |(name, cluster): (&String, &FileCluster)| {
            // A key that can't be read belongs to another cluster's trouble: it is left out.
            let key = if with_keys {
                self.key(name, cluster, environment, dotenv).unwrap_or_default()
            } else {
                Sourced::default()
            };
            ConfiguredCluster { name: name.clone(), url: cluster.url.clone(), key, proxy: None }
        };
        self.config.clusters.iter().map(entry).collect()
    }
}
