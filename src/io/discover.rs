//! Puts a case together from options, environment variables, a `.env` file, files that options name, and the project in the working
//! directory. It opens no socket and judges no value: a wrong URL or key is a matter of probes and diagnosis.

pub mod config_file;
pub mod options;

mod client;
mod config;
mod dotenv;
mod env;
mod fleet;
mod key;
mod proxy;
mod roots;
mod runtime;

pub use env::Environment;
pub use fleet::Fleet;

use crate::io::discover::config_file::Look;
use crate::io::discover::options::ConfigOptions;
use crate::io::discover::options::DiscoverOptions;
use crate::model::api_key::ApiKey;
use crate::model::case::{Case, Settings, Sourced};
use crate::model::client::{Client, Language};
use crate::model::evidence::{FoundClient, Origin};
use crate::model::place::{HERE, Place};
use crate::model::proxy::{Proxies, Proxy};
use crate::model::proxy_use::Protocol;
use crate::model::sanitized::SanitizedText;
use crate::model::target::{Endpoint, Target};
use crate::model::usage_error::UsageError;
use crate::rules::clients::JudgedClient;
use crate::rules::program::KnownKey;
use crate::words::closest_match::closest_match;
use dotenv::DotEnv;

/// The variables that hold a cluster URL, in the order in which they are tried (`facts.md` §7: what the documentation and other programs use).
pub const URL_VARIABLES: [&str; 12] = [
    "WEAVIATE_URL",
    "WEAVIATE_INSTANCE_URL",
    "WCD_URL",
    "WCD_CLUSTER_URL",
    "WCS_URL",
    "WCS_CLUSTER_URL",
    "WEAVIATE_CLUSTER_URL",
    "WEAVIATE_REST_ENDPOINT",
    "WEAVIATE_ENDPOINT",
    "WEAVIATE_HOSTNAME",
    "WEAVIATE_HTTP_HOST",
    "WEAVIATE_HOST",
];

/// Puts the case together. With the target `practice:FAULT` the URL stays open for the practice cluster, no proxy applies, and only a key
/// that an option names is taken: a real key that happens to lie in the environment has no business there.
pub fn assemble(options: &DiscoverOptions, environment: &Environment) -> Result<Case, UsageError> {
    let practice = options.practice_fault().is_some();
    let dotenv = if options.others.without { DotEnv::default() } else { DotEnv::read(environment) };
    // The practice cluster has nothing to do with the user's own.
    let found = if options.others.without || (practice && options.others.config.is_none()) {
        config::ConfigFile::default()
    } else {
        config::find(options.others.config.as_deref(), environment)?
    };
    let mut case = base(options, environment, &found)?;
    // Nothing of the file counts where it is left alone, and nothing of it is shown all the same.
    case.other_keys = if options.others.without { environment.keys() } else { environment.keys_beside(&dotenv) };
    case.url =
        if practice { Sourced { value: None, origin: Origin::Practice } } else { url(options, environment, &dotenv) };
    let named = if practice { None } else { found.named(options.target.as_deref())? };
    case.key = match named {
        Some((name, cluster)) => {
            config::apply(name, cluster, &mut case);
            if options.key.is_given() {
                key::given(&options.key, environment, &dotenv, true)?
            } else {
                found.key(name, cluster, environment, &dotenv)?
            }
        }
        None => key::given(&options.key, environment, &dotenv, practice)?,
    };
    if !practice {
        case.configured = found.clusters(options.others.cross_check, environment, &dotenv);
    }
    if !practice {
        apply_proxies(&mut case, options, environment);
    }
    Ok(case)
}

/// The place of this name in the config file, [`HERE`], or the one that a command to put in front makes.
pub fn place(text: &str, options: &ConfigOptions, environment: &Environment) -> Result<Place, UsageError> {
    let text = text.trim();
    if text == HERE {
        return Ok(Place::here());
    }
    let file = config::find(options.config.as_deref(), environment)?;
    if let Some(command) = file.config.places.get(text) {
        return Ok(Place { name: text.to_owned(), command: command.clone() });
    }
    let command = shlex::split(text).filter(|words| words.first().is_some_and(|word| !word.is_empty()));
    let command = command.ok_or_else(|| {
        UsageError::new("this is no command to put in front, such as 'kubectl exec -i deploy/api --': close its quotes")
    })?;
    if let [word] = command.as_slice() {
        let near = closest_match(word, file.config.places.keys().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!(": did you mean “{near}”?"));
        return Err(UsageError::new(&format!(
            "there is no place “{}” in the config file{near}{}",
            SanitizedText::up_to(word, 40),
            if near.is_empty() { ": name one of [places], here, or a command such as 'ssh build01'" } else { "" }
        )));
    }
    Ok(Place { name: SanitizedText::up_to(text, 60).to_string(), command })
}

/// Every key that this machine has for a cluster, with its place: the case's, those of the usual variables, those of the config file.
pub fn known_keys(case: &Case, options: &DiscoverOptions, environment: &Environment) -> Vec<KnownKey> {
    let dotenv = if options.others.without { DotEnv::default() } else { DotEnv::read(environment) };
    let own = Sourced { value: case.key.value.clone(), origin: case.key.origin.clone() };
    let usual =
        named(&key::KEY_VARIABLES, environment, &dotenv).map(|(value, origin)| key_of(value.to_owned(), origin));
    let configured = config::find(options.others.config.as_deref(), environment).unwrap_or_default();
    let clusters = configured
        .clusters(true, environment, &dotenv)
        .into_iter()
        .map(|cluster| Sourced { value: cluster.key.value, origin: Origin::Config(cluster.name.as_str().into()) });
    let mut known: Vec<KnownKey> = Vec::new();
    for key in std::iter::once(own).chain(usual).chain(clusters) {
        if let Some(value) = key.value.filter(|_| !known.iter().any(|k| k.origin == key.origin)) {
            known.push(KnownKey { origin: key.origin, key: value });
        }
    }
    known
}

/// The hosts that the environment, `.env` and the config file name for a cluster.
pub fn named_hosts(case: &Case, options: &DiscoverOptions, environment: &Environment) -> Vec<String> {
    let dotenv = if options.others.without { DotEnv::default() } else { DotEnv::read(environment) };
    let variables: Vec<String> =
        named(&URL_VARIABLES, environment, &dotenv).map(|(value, _)| value.to_owned()).collect();
    let urls = variables.into_iter().chain(case.configured.iter().map(|c| c.url.clone()));
    urls.filter_map(|url| Some(Target::read(&url, None).ok()?.rest.host)).collect()
}

/// The proxy that this part of a client takes for the endpoint, as options and environment say.
pub fn proxy_of(
    case: &Case,
    options: &DiscoverOptions,
    environment: &Environment,
    endpoint: &Endpoint,
    language: Language,
    protocol: Protocol,
) -> Option<Proxy> {
    match &options.way.proxy {
        _ if options.way.no_proxy => None,
        Some(proxy) => Some(proxy.clone()),
        None => proxy::of_client(environment, endpoint, JudgedClient::in_case(case, language), protocol),
    }
}

/// How the wizard looks, as the config file says. A file that can't be read is reported by [`assemble`].
pub fn look(options: &ConfigOptions, environment: &Environment) -> Look {
    if options.without {
        return Look::default();
    }
    config::find(options.config.as_deref(), environment).map(|found| found.config.look).unwrap_or_default()
}

/// What is the same for every cluster: symptom, answers, settings, surroundings, client.
fn base(options: &DiscoverOptions, environment: &Environment, found: &config::ConfigFile) -> Result<Case, UsageError> {
    let mut case = Case::empty();
    case.symptom = options.judge.symptom;
    for (question, choice) in &options.judge.answers {
        case.answers.set(*question, *choice);
    }
    case.settings = settings(options)?;
    case.environment = environment.facts();
    case.environment.clients = client::found(environment.directory());
    let configured = found.config.client.map(|client| (client, Origin::File(found.shown.clone())));
    (case.client, case.client_origin) =
        choose_client(options.judge.client.map(|c| (c, Origin::Argument)).or(configured), &case.environment.clients);
    let active = environment.get("VIRTUAL_ENV").filter(|folder| !folder.is_empty());
    let found = || runtime::found(case.client.language, environment.directory(), active);
    case.runtime = options.judge.runtime.or_else(found);
    Ok(case)
}

/// Works out which proxies apply to the case's endpoints. To be called again when its URL has changed.
pub fn apply_proxies(case: &mut Case, options: &DiscoverOptions, environment: &Environment) {
    if case.url.origin == Origin::Typed && case.named.take().is_some() {
        // Another URL was typed: what belongs to the named cluster doesn't go there.
        case.settings.grpc.clone_from(&options.way.grpc);
        if case.key.origin != Origin::Typed && !options.key.is_given() {
            case.key = Sourced::default();
        }
    }
    case.settings.proxies = proxies(case, options, environment);
    proxies_of_configured(case, options, environment);
}

fn proxies_of_configured(case: &mut Case, options: &DiscoverOptions, environment: &Environment) {
    for other in &mut case.configured {
        let endpoint = Target::read(&other.url, None).ok().map(|t| t.rest);
        other.proxy = endpoint.and_then(|e| of_endpoint(&e, options, environment));
    }
}

fn proxies(case: &Case, options: &DiscoverOptions, environment: &Environment) -> Proxies {
    let way = &options.way;
    if way.no_proxy {
        return Proxies::default();
    }
    let of = |endpoint: &Endpoint| of_endpoint(endpoint, options, environment);
    let console = of(&case.settings.console);
    let Some(target) = case.usable_target() else { return Proxies { console, ..Proxies::default() } };
    if way.proxy.is_some() {
        return Proxies { rest: of(&target.rest), grpc: of(&target.grpc), console, ..Proxies::default() };
    }
    let own = |protocol, endpoint| proxy::of_client(environment, endpoint, JudgedClient::own(case), protocol);
    let (rest, grpc) = (own(Protocol::Rest, &target.rest), own(Protocol::Grpc, &target.grpc));
    // What curl takes, and so do most programs; else what another official client takes.
    let unused = |own: &Option<Proxy>, protocol, endpoint| {
        let mut others = [Language::Go, Language::Python, Language::TypeScript].into_iter();
        let other = |language| proxy::of_client(environment, endpoint, JudgedClient::in_case(case, language), protocol);
        if own.is_some() { None } else { of(endpoint).or_else(|| others.find_map(other)) }
    };
    Proxies {
        unused_rest: unused(&rest, Protocol::Rest, &target.rest),
        unused_grpc: unused(&grpc, Protocol::Grpc, &target.grpc),
        rest,
        grpc,
        console,
    }
}

fn of_endpoint(endpoint: &Endpoint, options: &DiscoverOptions, environment: &Environment) -> Option<Proxy> {
    match &options.way.proxy {
        _ if options.way.no_proxy => None,
        // A proxy that is named on the command line is meant for everything, whatever no_proxy says.
        Some(proxy) => Some(proxy.clone()),
        None => proxy::of_environment(environment, endpoint),
    }
}

/// The URL's text. Among the usual variables an empty one counts as unset, and its name is kept only if no other has a value.
fn url(options: &DiscoverOptions, environment: &Environment, dotenv: &DotEnv) -> Sourced<String> {
    if let Some(target) = &options.target {
        return Sourced::new(target.clone(), Origin::Argument);
    }
    let mut empty = Origin::Nowhere;
    for (value, origin) in named(&URL_VARIABLES, environment, dotenv) {
        if !value.trim().is_empty() {
            return Sourced::new(value.to_owned(), origin);
        }
        if empty == Origin::Nowhere {
            empty = origin;
        }
    }
    Sourced { value: None, origin: empty }
}

/// The values of these variables, those of the environment first, then those of `.env`. As with the libraries that load such a file, a name
/// that is set in the environment, even to nothing, hides the same name in the file.
fn named<'a>(
    names: &'a [&'a str],
    environment: &'a Environment,
    dotenv: &'a DotEnv,
) -> impl Iterator<Item = (&'a str, Origin)> {
    let set = names.iter().filter_map(|name| Some((environment.get(name)?, Origin::Variable((*name).into()))));
    let file = names
        .iter()
        .filter(|name| environment.get(name).is_none())
        .filter_map(|name| Some((dotenv.get(name)?, Origin::DotEnv((*name).into()))));
    set.chain(file)
}

/// `--client`, or the config file's, beats what was found; where it names no version, that of the same language's client in the project is
/// taken.
fn choose_client(option: Option<(Client, Origin)>, found: &[FoundClient]) -> (Client, Origin) {
    match (option, found.first()) {
        (Some((client, origin)), _) => {
            let same = found.iter().find(|f| f.language == client.language);
            let version = client.version.or_else(|| same.and_then(|f| f.version));
            (Client { version, ..client }, origin)
        }
        (None, Some(first)) => {
            let client = Client { language: first.language, version: first.version };
            (client, Origin::Project(first.found_in.clone()))
        }
        (None, None) => (Client { language: Language::Python, version: None }, Origin::Default),
    }
}

fn settings(options: &DiscoverOptions) -> Result<Settings, UsageError> {
    let (judge, way) = (&options.judge, &options.way);
    let defaults = Settings::default();
    Ok(Settings {
        grpc: way.grpc.clone(),
        connect_to: way.connect_to.clone(),
        dns_server: way.dns_server,
        extra_roots: way.cacert.as_deref().map(roots::read).transpose()?.into_iter().collect(),
        proxies: Proxies::default(),
        init_timeout: judge.init_timeout,
        timeout: judge.timeout.unwrap_or(defaults.timeout),
        cross_check: options.others.cross_check,
        key_named: options.key.is_given(),
        config: options.others.config.as_ref().map(|path| path.to_string_lossy().as_ref().into()),
        console: way.console.clone().unwrap_or(defaults.console),
        console_named: way.console.is_some(),
        practice: false,
    })
}

/// The clients of the project in a folder, as `scan` needs them for each file's nearest one.
pub fn clients(folder: &std::path::Path) -> Vec<FoundClient> {
    client::found(folder)
}

/// A given key that is empty, so that its absence has a place.
fn key_of(text: String, origin: Origin) -> Sourced<ApiKey> {
    Sourced::new(ApiKey::new(text), origin)
}

#[cfg(test)]
mod tests;
