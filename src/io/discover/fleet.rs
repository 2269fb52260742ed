//! Every cluster of the config file as a case of its own (`check --all`). What is the same for all is found out once; a case and its key are
//! put together when they are asked for, so that hundreds need not be held at once.

use super::dotenv::DotEnv;
use super::{Environment, base, config, key, proxies, proxies_of_configured};
use crate::io::discover::options::DiscoverOptions;
use crate::model::case::Case;
use crate::model::usage_error::UsageError;

/// The clusters of the config file.
pub struct Fleet {
    base: Case,
    found: config::ConfigFile,
    options: DiscoverOptions,
    environment: Environment,
    dotenv: DotEnv,
}

impl Fleet {
    /// Reads the config file. No cluster in it is an error: there is nothing to check.
    pub fn assemble(options: DiscoverOptions, environment: Environment) -> Result<Self, UsageError> {
        let dotenv = DotEnv::read(&environment);
        let found = config::find(options.others.config.as_deref(), &environment)?;
        if found.config.clusters.is_empty() {
            let which = if found.shown.shown().is_empty() {
                "there's none: write one, or name it with --config FILE".to_owned()
            } else {
                format!("{} has none: write [clusters.production] and url = \"https://…\" below it", found.shown)
            };
            return Err(UsageError::new(&format!("--all checks the clusters of the config file, and {which}")));
        }
        let mut base = base(&options, &environment, &found)?;
        base.other_keys = environment.keys_beside(&dotenv);
        base.configured = found.clusters(options.others.cross_check, &environment, &dotenv);
        proxies_of_configured(&mut base, &options, &environment);
        Ok(Self { base, found, options, environment, dotenv })
    }

    /// The clusters' names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.found.config.clusters.keys().map(String::as_str)
    }

    /// What the cases have in common: everything but URL, key and proxies.
    pub const fn base(&self) -> &Case {
        &self.base
    }

    /// The URL of a cluster, as the file has it.
    pub fn url(&self, name: &str) -> Option<&str> {
        self.found.config.clusters.get(name).map(|cluster| cluster.url.as_str())
    }

    /// The case of this cluster, with its own key alone. Reads its key's file. An error is about this cluster only.
    pub fn case(&self, name: &str) -> Result<Case, UsageError> {
        let cluster = self.found.config.clusters.get(name);
        let cluster = cluster.ok_or_else(|| UsageError::new("there's no cluster of this name in the config file"))?;
        let mut case = self.base.clone();
        config::apply(name, cluster, &mut case);
        case.key = if self.options.key.is_given() {
            key::given(&self.options.key, &self.environment, &self.dotenv, true)?
        } else {
            self.found.key(name, cluster, &self.environment, &self.dotenv)?
        };
        case.settings.proxies = proxies(&case, &self.options, &self.environment);
        Ok(case)
    }
}
