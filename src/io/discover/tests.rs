//! Which value wins, and where it is said to come from.

use super::*;
use crate::io::discover::options::{ConnectionOptions, DiagnosisOptions, KeyOptions};
use crate::model::symptom::Symptom;
use std::path::Path;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn case(options: &DiscoverOptions, variables: &[(&str, &str)], files: &[(&str, &str)]) -> Case {
    let folder = folder(files);
    assemble(options, &Environment::of(variables.iter().copied(), folder.path())).unwrap()
}

fn text(key: &Sourced<ApiKey>) -> Option<&str> {
    key.value.as_ref().map(ApiKey::expose)
}

fn key_env(name: &str) -> DiscoverOptions {
    DiscoverOptions {
        key: KeyOptions { api_key_env: Some(name.into()), ..KeyOptions::default() },
        ..DiscoverOptions::default()
    }
}

#[test]
fn argument_then_environment_then_file() {
    let none = DiscoverOptions::default();
    let dotenv = [(".env", "WEAVIATE_URL=file.example\nWEAVIATE_API_KEY=filekey\n")];
    let c = case(&none, &[("WCD_URL", "env.example"), ("WCD_API_KEY", "envkey")], &dotenv);
    assert_eq!((c.url.value.as_deref(), &c.url.origin), (Some("env.example"), &Origin::Variable("WCD_URL".into())));
    assert_eq!((text(&c.key), &c.key.origin), (Some("envkey"), &Origin::Variable("WCD_API_KEY".into())));
    let c = case(&none, &[], &dotenv);
    assert_eq!(c.url.origin, Origin::DotEnv("WEAVIATE_URL".into()));
    assert_eq!((text(&c.key), &c.key.origin), (Some("filekey"), &Origin::DotEnv("WEAVIATE_API_KEY".into())));
    let target = DiscoverOptions { target: Some(String::new()), ..DiscoverOptions::default() };
    let c = case(&target, &[("WEAVIATE_URL", "env.example")], &dotenv);
    assert_eq!((c.url.value.as_deref(), &c.url.origin), (Some(""), &Origin::Argument));
    let c = case(&none, &[], &[]);
    assert_eq!((c.url.value, c.url.origin, c.key.origin), (None, Origin::Nowhere, Origin::Nowhere));
}

#[test]
fn empty_variables() {
    let none = DiscoverOptions::default();
    let c = case(&none, &[("WEAVIATE_URL", ""), ("WCS_URL", "x.example"), ("WEAVIATE_API_KEY", "")], &[]);
    assert_eq!(c.url.origin, Origin::Variable("WCS_URL".into()));
    assert_eq!((text(&c.key), &c.key.origin), (Some(""), &Origin::Variable("WEAVIATE_API_KEY".into())));
    let c = case(&none, &[("WEAVIATE_URL", " "), ("WEAVIATE_API_KEY", ""), ("WCS_API_KEY", "k")], &[]);
    assert_eq!((c.url.value, c.url.origin), (None, Origin::Variable("WEAVIATE_URL".into())));
    assert_eq!(text(&c.key), Some("k"));
    // As with python-dotenv: what is set hides the file's, even when it is empty.
    let c = case(&none, &[("WEAVIATE_API_KEY", "")], &[(".env", "WEAVIATE_API_KEY=filekey")]);
    assert_eq!(text(&c.key), Some(""));
}

#[test]
fn named_keys() {
    let c = case(&key_env("MINE"), &[("WEAVIATE_API_KEY", "other")], &[]);
    assert_eq!((text(&c.key), &c.key.origin), (None, &Origin::Variable("MINE".into())));
    let c = case(&key_env("MINE"), &[], &[(".env", "MINE=k")]);
    assert_eq!((text(&c.key), &c.key.origin), (Some("k"), &Origin::DotEnv("MINE".into())));
    let c = case(&key_env("MINE"), &[("MINE", "")], &[]);
    assert_eq!(text(&c.key), Some(""));
    let no =
        DiscoverOptions { key: KeyOptions { no_api_key: true, ..KeyOptions::default() }, ..DiscoverOptions::default() };
    let c = case(&no, &[("WEAVIATE_API_KEY", "k")], &[]);
    assert_eq!((text(&c.key), &c.key.origin), (None, &Origin::Argument));
    let folder = folder(&[("key", "file-key\n"), ("large", &"k".repeat(70_000))]);
    let file = |name: &str| {
        let options = KeyOptions { api_key_file: Some(folder.path().join(name)), ..KeyOptions::default() };
        assemble(&DiscoverOptions { key: options, ..DiscoverOptions::default() }, &Environment::default())
    };
    assert_eq!(text(&file("key").unwrap().key), Some("file-key\n"));
    for (name, why) in [("", "it's a directory"), ("missing", "no such file"), ("large", "longer than 64 KiB")] {
        let error = file(name).unwrap_err().to_string();
        assert!(error.contains(why), "{name}: {error}");
    }
    let secret = "hrqNMpT4owEXAMPLEkey0000002";
    let error = assemble(&key_env(secret), &Environment::default()).unwrap_err().to_string();
    assert!(error.contains("looks like the key itself") && !error.contains(secret));
}

#[test]
fn odd_env_files_do_no_harm() {
    let folder = folder(&[(".env", "")]);
    let at = Environment::of([], folder.path());
    let path = folder.path().join(".env");
    for bytes in [vec![0xff_u8; 100], vec![b'a'; 2 << 20], b"WEAVIATE_URL=\xff".to_vec()] {
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(assemble(&DiscoverOptions::default(), &at).unwrap().url.value, None);
    }
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert_eq!(assemble(&DiscoverOptions::default(), &at).unwrap().url.value, None);
}

#[test]
fn installed_beats_locked_beats_declared() {
    let locked = ("uv.lock", "[[package]]\nname = \"weaviate-client\"\nversion = \"4.14.3\"\n");
    let declared = ("package.json", r#"{"dependencies":{"weaviate-client":"3.1.0"}}"#);
    let installed = (".venv/lib/python3.12/site-packages/weaviate_client-4.9.0.dist-info/METADATA", "");
    let version = |c: &Case| c.client.version.map(|v| v.to_string());
    let c = case(&DiscoverOptions::default(), &[], &[locked, declared, installed]);
    assert_eq!(version(&c).as_deref(), Some("4.9.0"));
    assert_eq!(c.environment.clients.len(), 2);
    let c = case(&DiscoverOptions::default(), &[], &[locked, declared]);
    assert_eq!((version(&c).as_deref(), &c.client_origin), (Some("4.14.3"), &Origin::Project("uv.lock".into())));
    let typescript = DiscoverOptions {
        judge: DiagnosisOptions { client: Some("ts".parse().unwrap()), ..DiagnosisOptions::default() },
        ..DiscoverOptions::default()
    };
    let c = case(&typescript, &[], &[locked, declared]);
    assert_eq!((version(&c).as_deref(), &c.client_origin), (Some("3.1.0"), &Origin::Argument));
    let c = case(&DiscoverOptions::default(), &[], &[]);
    assert_eq!((c.client, c.client_origin), (Client::default(), Origin::Default));
    for package in ["node", "web"] {
        let path = format!("node_modules/@weaviate/{package}/package.json");
        let c = case(&DiscoverOptions::default(), &[], &[(&path, r#"{"version":"3.15.1"}"#)]);
        assert_eq!((c.client, c.client_origin), ("ts@3.15.1".parse().unwrap(), Origin::Project(path.as_str().into())));
    }
}

#[test]
fn practice_takes_nothing_from_the_environment() {
    let mut options = DiscoverOptions { target: Some("practice:healthy".into()), ..DiscoverOptions::default() };
    options.judge.symptom = Some(Symptom::Unauthorized);
    let variables = [("WEAVIATE_API_KEY", "real"), ("https_proxy", "http://p:1"), ("K", "mine")];
    let c = case(&options, &variables, &[]);
    assert_eq!((c.url.value.as_deref(), text(&c.key), &c.key.origin), (None, None, &Origin::Practice));
    assert_eq!(c.settings.proxies, Proxies::default());
    assert_eq!(c.environment.proxy.len(), 1);
    options.key.api_key_env = Some("K".into());
    assert_eq!(text(&case(&options, &variables, &[]).key), Some("mine"));
}

#[test]
fn proxies_by_option_and_environment() {
    let mut options = DiscoverOptions { target: Some("abc.weaviate.cloud".into()), ..DiscoverOptions::default() };
    let variables = [("https_proxy", "http://env:1"), ("no_proxy", "grpc-abc.weaviate.cloud")];
    let proxies = case(&options, &variables, &[]).settings.proxies;
    // Python reads it for gRPC alone, and there it is excepted; curl would take it for REST.
    assert!(proxies.rest.is_none() && proxies.grpc.is_none() && proxies.console.is_some());
    assert!(proxies.unused_rest.is_some() && proxies.unused_grpc.is_none());
    options.judge.client = Some(Client { language: Language::Go, version: None });
    let proxies = case(&options, &variables, &[]).settings.proxies;
    assert!(proxies.rest.is_some() && proxies.grpc.is_none() && proxies.unused_rest.is_none());
    options.way.proxy = Some(crate::model::proxy::Proxy::read("socks5h://o:1", Origin::Argument).unwrap());
    let c = case(&options, &variables, &[]);
    assert_eq!(c.settings.proxies.grpc.map(|p| p.url()).as_deref(), Some("socks5h://o:1"));
    options.way = ConnectionOptions { no_proxy: true, ..ConnectionOptions::default() };
    assert_eq!(case(&options, &variables, &[]).settings.proxies, Proxies::default());
}

#[test]
fn roots_are_checked() {
    let pem = rcgen::generate_simple_self_signed(vec!["x.example".to_owned()]).unwrap().cert.pem();
    let folder =
        folder(&[("good.pem", &pem), ("bad.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]);
    let read = |name: &str| {
        let way = ConnectionOptions { cacert: Some(folder.path().join(name)), ..ConnectionOptions::default() };
        assemble(&DiscoverOptions { way, ..DiscoverOptions::default() }, &Environment::of([], Path::new("")))
    };
    assert_eq!(read("good.pem").unwrap().settings.extra_roots.len(), 1);
    for (name, why) in [("bad.pem", "no certificate in it"), ("missing", "no such file"), ("", "directory")] {
        let error = read(name).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}

const CONFIG: &str = "theme = \"light\"\npresentation = true\n[clusters.staging]\nurl = \"https://def.weaviate.cloud\"\n\
    grpc = \"grpcs://other.weaviate.cloud:443\"\napi_key_env = \"STAGING_KEY\"\n";

#[test]
fn the_config_file_says_how_things_look_and_a_broken_one_nothing() {
    let folder = folder(&[("c.toml", CONFIG), ("broken.toml", "theme = 3")]);
    let look = |name: &str, without| {
        let config = Some(folder.path().join(name));
        let options = crate::io::discover::options::ConfigOptions {
            config,
            without,
            ..crate::io::discover::options::ConfigOptions::default()
        };
        super::look(&options, &Environment::of([], folder.path()))
    };
    let wanted = crate::io::discover::config_file::Look {
        theme: crate::io::discover::config_file::ThemeChoice::Light,
        presentation: true,
    };
    assert_eq!(look("c.toml", false), wanted);
    for (name, without) in [("c.toml", true), ("broken.toml", false), ("missing.toml", false)] {
        assert_eq!(look(name, without), crate::io::discover::config_file::Look::default(), "{name}");
    }
}

#[test]
fn what_belongs_to_a_named_cluster_goes_to_no_url_that_was_typed() {
    let folder = folder(&[("c.toml", CONFIG)]);
    let environment = Environment::of([("STAGING_KEY", "k")], folder.path());
    let mut options = DiscoverOptions { target: Some("staging".to_owned()), ..DiscoverOptions::default() };
    options.others.config = Some(folder.path().join("c.toml"));
    let mut case = assemble(&options, &environment).unwrap();
    assert_eq!((text(&case.key), case.named.as_ref().map(|n| n.name.as_str())), (Some("k"), Some("staging")));
    assert!(case.settings.grpc.is_some());
    // Chosen in the wizard, where the command line named nothing.
    options.target = None;
    apply_proxies(&mut case, &options, &environment);
    assert_eq!(text(&case.key), Some("k"));
    case.url = Sourced::new("https://third.weaviate.cloud".to_owned(), Origin::Typed);
    apply_proxies(&mut case, &options, &environment);
    assert!(case.key.value.is_none() && case.settings.grpc.is_none() && case.named.is_none());
}
