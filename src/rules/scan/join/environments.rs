//! Environments beside each other: which key stands beside which cluster, and keys that stand beside two. A key of Weaviate Cloud opens one
//! cluster; several keys for one cluster are normal, and own servers may share a key.

use super::Setting;
use super::reach::folder;
use crate::model::sanitized::SanitizedText;
use crate::model::source_finding::{ClusterKey, SourceFinding};
use crate::rules::scan::{FileReport, MAX_MESSAGE_CHARS, SettingsFormat, SourceKind, names};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

type Files<'a> = BTreeMap<&'a str, &'a FileReport>;

/// Settings that are used together, with the file of each.
type Environment<'a> = Vec<(&'a str, &'a Setting)>;

/// The keys of all environments, each with the cluster beside it.
pub(super) fn keys(files: &Files<'_>, is_url: &dyn Fn(&str) -> bool, is_key: &dyn Fn(&str) -> bool) -> Vec<ClusterKey> {
    let mut found: BTreeSet<ClusterKey> = BTreeSet::new();
    for environment in environments(files) {
        let mut stems: BTreeMap<String, Environment<'_>> = BTreeMap::new();
        for (path, setting) in environment.iter().filter(|(_, s)| s.real && (is_url(&s.name) || is_key(&s.name))) {
            stems.entry(stem(&setting.name)).or_default().push((path, setting));
        }
        for (stem, group) in &stems {
            let own = cluster(group, is_url);
            // A key without a qualifier goes with the one cluster that there is, and the other way round.
            let all: Environment<'_> = environment.iter().filter(|(_, s)| s.real).copied().collect();
            let only = || (stem.is_empty() || stems.contains_key("")).then(|| cluster(&all, is_url)).flatten();
            let has_url = group.iter().any(|(_, s)| is_url(&s.name) && !is_key(&s.name));
            let Some(host) = (if has_url { own } else { only() }) else { continue };
            for (path, setting) in group.iter().filter(|(_, s)| is_key(&s.name) && s.written.is_some()) {
                let (host, digest) = (host.to_owned(), setting.digest.clone());
                found.insert(ClusterKey { host, digest, path: (*path).into(), line: setting.other.line });
            }
        }
    }
    found.into_iter().collect()
}

/// The one cluster of Weaviate Cloud that settings name; none where there are two, or an address that is none of Weaviate Cloud's.
fn cluster<'a>(all: &[(&str, &'a Setting)], is_url: &dyn Fn(&str) -> bool) -> Option<&'a str> {
    let mut urls = all.iter().filter(|(_, s)| is_url(&s.name)).map(|(_, s)| s.cloud.as_deref());
    let first = urls.next()??;
    urls.all(|other| other == Some(first)).then_some(first)
}

/// What a name says besides that it is a key or an address of Weaviate: `STAGING_WEAVIATE_URL` → `staging`.
fn stem(name: &str) -> String {
    const WORDS: [&str; 24] = [
        "weaviate",
        "wcd",
        "wcs",
        "url",
        "uri",
        "host",
        "hostname",
        "endpoint",
        "cluster",
        "address",
        "instance",
        "rest",
        "http",
        "key",
        "apikey",
        "api",
        "auth",
        "token",
        "secret",
        "admin",
        "client",
        "credentials",
        "vector",
        "db",
    ];
    let last = name.rsplit('.').next().unwrap_or(name);
    let snake = names::snake(last);
    let words: Vec<&str> = snake.split('_').filter(|w| !w.is_empty() && !WORDS.contains(w)).collect();
    words.join("_")
}

/// What is used together: the settings of a file by its scopes and as a whole, a service with its `env_file`, a file that lies over another,
/// and the manifests of a folder.
fn environments<'a>(files: &Files<'a>) -> Vec<Environment<'a>> {
    let mut all: Vec<Environment<'a>> = Vec::new();
    let mut folders: BTreeMap<&str, Environment<'a>> = BTreeMap::new();
    for (path, file) in files {
        let mine: Environment<'a> = file.settings.iter().map(|s| (*path, s)).collect();
        let mut scopes: BTreeMap<&str, Environment<'a>> = BTreeMap::new();
        for (path, setting) in &mine {
            scopes.entry(&setting.scope).or_default().push((path, setting));
        }
        for service in file.settings.iter().filter(|s| !s.files.is_empty()) {
            let own = scopes.iter().filter(|(scope, _)| scope.starts_with(&service.scope));
            let mut together: Environment<'a> = own.flat_map(|(_, settings)| settings.iter().copied()).collect();
            let set: BTreeSet<&str> = together.iter().filter(|(_, s)| s.real).map(|(_, s)| s.name.as_str()).collect();
            let named = service.files.iter().map(|name| beside(path, name));
            let more = named.filter_map(|name| files.get_key_value(name.as_str()));
            let more = more.flat_map(|(path, file)| file.settings.iter().map(|s| (*path, s)));
            let more: Vec<_> = more.filter(|(_, s)| !set.contains(s.name.as_str())).collect();
            together.extend(more);
            all.push(together);
        }
        if let Some(base) = below(path).and_then(|base| files.get_key_value(base.as_str())) {
            let set: BTreeSet<&str> = mine.iter().filter(|(_, s)| s.real).map(|(_, s)| s.name.as_str()).collect();
            let under = base.1.settings.iter().filter(|s| !set.contains(s.name.as_str())).map(|s| (*base.0, s));
            all.push(mine.iter().copied().chain(under).collect());
        }
        if SourceKind::of(path) == Some(SourceKind::Settings(SettingsFormat::Yaml)) {
            folders.entry(folder(path)).or_default().extend(mine.iter().copied());
        }
        if scopes.len() > 1 {
            all.extend(scopes.into_values());
        }
        all.push(mine);
    }
    all.extend(folders.into_values());
    all
}

/// A file that another one names, relative to it.
fn beside(path: &str, name: &str) -> String {
    let name = name.trim_start_matches("./");
    if folder(path).is_empty() { name.to_owned() } else { format!("{}/{name}", folder(path)) }
}

/// The file that one with an environment in its name lies over: `appsettings.Staging.json`, `application-prod.yml`, `values-prod.yaml`.
fn below(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, ending) = name.rsplit_once('.')?;
    let base =
        ["appsettings.", "application-", "values-", "values."].into_iter().find(|base| stem.starts_with(base))?;
    Some(beside(path, &format!("{}.{ending}", base.trim_end_matches(['.', '-']))))
}

/// Keys that stand beside two clusters, at each of their places.
pub(super) fn shared(files: &Files<'_>, keys: &[ClusterKey]) -> Vec<SourceFinding> {
    let mut found = Vec::new();
    for key in keys {
        let Some(other) = keys.iter().find(|k| k.digest == key.digest && k.host != key.host) else { continue };
        let settings = files.get(key.path.raw()).map_or(&[][..], |file| &file.settings);
        let Some(setting) = settings.iter().find(|s| s.other.line == key.line && s.digest == key.digest) else {
            continue;
        };
        let mut finding = setting.other.clone();
        let place = |k: &ClusterKey| format!("{}:{}", k.path, k.line);
        let mut message =
            format!("The same key is used for another cluster in {}; a key opens only one cluster.", place(other));
        if let Some(right) = keys.iter().find(|k| k.host == key.host && k.digest != key.digest) {
            let _ = write!(message, " {} has another key for this cluster.", place(right));
        }
        finding.message = SanitizedText::up_to(&message, MAX_MESSAGE_CHARS);
        found.push(finding);
    }
    found
}
