//! Does a key go only where a rule lets it go? A cluster on loopback notes what reaches it, and hostile working directories name it.
#![cfg(all(feature = "scan", feature = "practice"))]
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]
#![allow(clippy::expect_used, reason = "the rig's")]

mod rig;

use rig::pki::{Leaf, Sent};
use rig::site::Kit;
use rig::weaviate::Weaviate;
use rig::wire::{Manner, Server};
use std::path::Path;
use std::process::{Command, Stdio};
use weaviate_doctor::model::case::Sourced;
use weaviate_doctor::model::connect_to::ConnectTo;
use weaviate_doctor::model::evidence::{Origin, ProbeFacts, ProbeId, ProbeOutcome};

/// Of the environment.
const OWN: &str = "b3duLWtleS1vZi10aGUtZW52aXJvbm1lbnQ";
/// Something else that is secret there.
const OTHER: &str = "c29tZXRoaW5nLWVsc2UtdGhhdC1pcy1zZWNyZXQ";

struct Run {
    report: serde_json::Value,
    text: String,
}

impl Run {
    fn probe(&self, id: &str) -> &serde_json::Value {
        self.report["probes"].as_array().unwrap().iter().find(|p| p["id"] == id).unwrap()
    }
}

fn check(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    command.env_clear().envs(variables.iter().copied()).env("SOME_SECRET", OTHER).current_dir(folder);
    command.args(["check", "--client", "curl", "--timeout", "5"]).args(arguments).stdin(Stdio::null());
    let output = command.args(["--format", "json"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr);
    let report = text.lines().take_while(|l| *l != "}").collect::<Vec<_>>().join("\n") + "}";
    Run { report: serde_json::from_str(&report).unwrap(), text }
}

async fn cluster() -> Server {
    Server::start(Manner::plain(), Weaviate::with_key(OWN).handler()).await
}

fn folder(dotenv: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".env"), dotenv).unwrap();
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_environment_gets_into_a_value_of_dotenv() {
    let server = cluster().await;
    let url = format!("http://127.0.0.1:{}", server.port());
    let ways = [
        "${SOME_SECRET}",
        "\"${SOME_SECRET}\"",
        "$SOME_SECRET",
        "x${SOME_SECRET}",
        "${A:-$SOME_SECRET}",
        "${A:-${SOME_SECRET}}",
        "$(printenv SOME_SECRET)",
        "`printenv SOME_SECRET`",
        "%SOME_SECRET%",
        "${SOME_SECRET:?}",
        "\"\\${SOME_SECRET}\"",
    ];
    for way in ways {
        let folder = folder(&format!("export WEAVIATE_URL={url}\nexport WEAVIATE_API_KEY={way}\n"));
        let run = check(folder.path(), &[], &[]);
        assert!(!server.heard.text().contains(OTHER) && !run.text.contains(OTHER), "{way}");
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".env"), format!("WEAVIATE_URL=https://k-{way}.evil.invalid\n")).unwrap();
        let run = check(folder.path(), &[], &[]);
        assert!(!run.text.to_lowercase().contains(&OTHER.to_lowercase()), "{way}: {}", run.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_a_file_names_gets_no_key_of_the_environment() {
    let server = cluster().await;
    let url = format!("http://127.0.0.1:{}", server.port());
    let folder = folder(&format!("WEAVIATE_URL={url}\n"));
    let key = [("WEAVIATE_API_KEY", OWN)];
    let run = check(folder.path(), &key, &[]);
    assert!(!server.heard.text().contains(OWN), "the key reached a host that a stranger named");
    assert_eq!(run.report["diagnosis"]["verdict"], "undiagnosed");
    assert!(run.report["diagnosis"]["causes"].as_array().unwrap().is_empty());
    assert_eq!(run.probe("local.key")["facts"]["release"], "withheld");
    assert_eq!(run.probe("rest.auth")["status"], "skipped");
    assert_eq!(run.probe("rest.auth")["because"], "key-withheld");
    let option = "--api-key-env WEAVIATE_API_KEY";
    assert!(run.probe("rest.auth")["summary"].as_str().unwrap().contains(option));
    assert!(run.probe("local.key")["summary"].as_str().unwrap().contains(option));
    // --cross-check says nothing about this host either.
    check(folder.path(), &key, &["--cross-check"]);
    assert!(!server.heard.text().contains(OWN));
    // An option or a typed URL does, and the report says which.
    let by_option = check(folder.path(), &key, &["--api-key-env", "WEAVIATE_API_KEY"]);
    assert_eq!(by_option.probe("local.key")["facts"]["release"], "option-names-key");
    assert_eq!(by_option.probe("rest.auth")["status"], "passed");
    let by_url = check(folder.path(), &key, &[&url]);
    assert_eq!(by_url.probe("local.key")["facts"]["release"], "url-typed");
    let same = check(folder.path(), &[("WEAVIATE_API_KEY", OWN), ("WEAVIATE_URL", url.as_str())], &[]);
    assert_eq!(same.probe("local.key")["facts"]["release"], "same-place");
    assert!(server.heard.text().contains(OWN));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_the_config_file_do_not_go_to_a_host_that_dotenv_names() {
    // Hostile twice: the file brings host and key, so that the host may refuse it and `--cross-check` has its turn.
    let server = cluster().await;
    let folder =
        folder(&format!("WEAVIATE_URL=http://127.0.0.1:{}\nWEAVIATE_API_KEY=bait-bait-bait-bait-1\n", server.port()));
    std::fs::write(
        folder.path().join("c.toml"),
        "[clusters.mine]\nurl = \"https://127.0.0.1:9\"\napi_key_env = \"MINE\"\n",
    )
    .unwrap();
    check(folder.path(), &[("MINE", OWN)], &["--cross-check", "--config", "c.toml"]);
    assert!(server.heard.text().contains("bait-bait"));
    assert!(!server.heard.text().contains(OWN), "a configured cluster's key reached a stranger's host");
}

/// REST is a company's apex domain: nobody owns the name beside it that clients make of it.
#[test]
fn a_key_does_not_follow_to_a_grpc_host_that_anybody_may_register() {
    if !rig::run::alone("a_key_does_not_follow_to_a_grpc_host_that_anybody_may_register") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for (host, sent) in [("mycompany.com", false), ("vectors.mycompany.com", true)] {
            let grpc_host = format!("grpc-{host}");
            let kit = Kit::new();
            let tls = |alpn| Some(kit.authority.server(&Leaf::of(&[host, &grpc_host]), Sent::WithIntermediate, &[alpn]));
            let rest = Server::start(Manner { tls: tls("http/1.1"), ..Manner::plain() }, Weaviate::with_key(OWN).handler());
            let other = Weaviate { key: Some("another-key".into()), ..Weaviate::with_key(OWN) };
            let grpc = Server::start(Manner { tls: tls("h2"), ..Manner::plain() }, other.handler());
            let (rest, grpc) = (rest.await, grpc.await);
            let mut case = rig::run::case(Some(OWN), std::time::Duration::from_secs(5));
            case.url = Sourced::new(format!("https://{host}"), Origin::Argument);
            case.settings.extra_roots = vec![kit.authority.root_pem()];
            let to = |host: &str, server: &Server| ConnectTo::read(&format!("{host}:443:127.0.0.1:{}", server.port())).unwrap();
            case.settings.connect_to = vec![to(host, &rest), to(&grpc_host, &grpc)];
            let result = rig::run::run(&case).await;
            let outcome = &result.evidence.get(ProbeId::GrpcAuth).unwrap().outcome;
            let said = rig::run::reports(&case, &result);
            assert!(result.evidence.holds(ProbeId::RestAuth), "{said}");
            if sent {
                assert!(matches!(outcome, ProbeOutcome::Failed(..)), "{outcome:?}");
                continue;
            }
            assert!(matches!(outcome, ProbeOutcome::Warned(ProbeFacts::GrpcAuth(facts), _) if !facts.with_key), "{outcome:?}");
            assert_eq!(result.named(), "healthy");
            let line = "anybody may register grpc-mycompany.com, which is only derived from mycompany.com. The official clients do send it there";
            assert!(said.contains(line), "{said}");
            assert!(said.contains("Your key wasn't sent or tested over gRPC"), "{said}");
        }
    });
}

/// A chain that other clients trust is looked at, and the key stays here (environment or options, client, then: over REST, over gRPC).
#[tokio::test(flavor = "multi_thread")]
async fn a_key_goes_only_over_a_chain_that_the_users_own_client_accepts() {
    let table: [(&str, &[&str], bool, bool); 14] = [
        ("NODE_EXTRA_CA_CERTS", &["--client", "python"], false, false),
        ("NODE_EXTRA_CA_CERTS", &[], false, false),
        ("NODE_EXTRA_CA_CERTS", &["--client", "typescript"], true, true),
        ("SSL_CERT_FILE", &["--client", "python"], false, false),
        ("SSL_CERT_FILE", &["--client", "typescript"], false, false),
        ("SSL_CERT_FILE", &["--client", "go"], true, true),
        ("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", &["--client", "python"], false, true),
        ("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", &["--client", "java"], false, false),
        ("CURL_CA_BUNDLE", &["--client", "python", "--cross-check"], false, false),
        ("--cacert", &["--client", "python"], true, true),
        ("--cacert without its key", &["--client", "python@4.24.1", "--runtime", "3.12"], true, true),
        ("--cacert without its key", &["--client", "python@4.24.1", "--runtime", "3.13"], false, true),
        ("--cacert without its key", &["--client", "python"], false, true),
        ("nothing", &["--client", "go"], false, false),
    ];
    let (host, grpc_host) = ("vectors.example.com", "grpc-vectors.example.com");
    let kit = Kit::new();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.pem");
    std::fs::write(&root, kit.authority.root_pem()).unwrap();
    let root = root.to_str().unwrap();
    for (trusted, options, rest_gets, grpc_gets) in table {
        let leaf = Leaf { names_authority_key: !trusted.ends_with("key"), ..Leaf::of(&[host, grpc_host]) };
        let tls = |alpn| Some(kit.authority.server(&leaf, Sent::WithIntermediate, &[alpn]));
        let rest = Server::start(Manner { tls: tls("http/1.1"), ..Manner::plain() }, Weaviate::with_key(OWN).handler());
        let grpc = Server::start(Manner { tls: tls("h2"), ..Manner::plain() }, Weaviate::with_key(OWN).handler());
        let (rest, grpc) = (rest.await, grpc.await);
        let mut command = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
        command.env_clear().env("WEAVIATE_API_KEY", OWN).current_dir(folder.path()).stdin(Stdio::null());
        command.args(["check", &format!("https://{host}"), "--timeout", "5", "--format", "json"]).args(options);
        for (name, server) in [(host, &rest), (grpc_host, &grpc)] {
            command.args(["--connect-to", &format!("{name}:443:127.0.0.1:{}", server.port())]);
        }
        match trusted {
            "nothing" => {}
            option if option.starts_with("--") => drop(command.args(["--cacert", root])),
            variable => drop(command.env(variable, root)),
        }
        let output = command.output().unwrap();
        let report = String::from_utf8_lossy(&output.stdout).into_owned();
        let heard = [&rest, &grpc].map(|server| server.heard.text().to_ascii_lowercase());
        let got = heard.clone().map(|text| text.contains(&OWN.to_ascii_lowercase()));
        assert_eq!(got, [rest_gets, grpc_gets], "{trusted} {options:?}: {report}");
        let headed = heard.map(|text| text.contains("authorization"));
        assert_eq!(headed, got, "{trusted} {options:?}");
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let is_healthy = report["diagnosis"]["verdict"] == "healthy";
        assert_eq!(is_healthy, rest_gets && grpc_gets, "{trusted} {options:?}: {}", report["diagnosis"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_an_open_cluster_never_saw_is_not_called_good() {
    let open = Weaviate { key: None, ..Weaviate::with_key(OWN) };
    let server = Server::start(Manner::plain(), open.handler()).await;
    let folder = folder(&format!("WEAVIATE_URL=http://127.0.0.1:{}\n", server.port()));
    let run = check(folder.path(), &[("WEAVIATE_API_KEY", OWN)], &[]);
    assert!(!server.heard.text().contains(OWN));
    assert_eq!(run.report["diagnosis"]["verdict"], "healthy", "{}", run.text);
    let said = run.report["diagnosis"]["conclusion"]["summary"].as_str().unwrap();
    assert!(
        said.contains("Your key wasn't sent, so we don't know whether it's good") && !said.contains("accepted"),
        "{said}"
    );
    assert!(!run.report["diagnosis"]["conclusion"]["why"].as_str().unwrap().contains("the cluster and the key"));
}

#[test]
fn a_small_file_that_expands_without_end_stops_nothing() {
    let folder = folder(&format!("A=xxxxxxxxxxxxxxxx\n{}", "A=${A}${A}\n".repeat(60)));
    let run = check(folder.path(), &[], &["http://127.0.0.1:9"]);
    assert_eq!(run.report["diagnosis"]["verdict"], "diagnosed");
}

#[cfg(unix)]
#[test]
fn out_of_descriptors_is_no_cause_on_the_network() {
    let program = env!("CARGO_BIN_EXE_weaviate-doctor");
    for limit in [18, 20, 24, 28, 32, 36, 64] {
        let script = format!("ulimit -n {limit} && exec {program} check practice:healthy --timeout 4 --format json");
        let output = Command::new("sh").args(["-c", &script]).env_clear().output().unwrap();
        let Ok(report) = serde_json::from_slice::<serde_json::Value>(&output.stdout) else {
            assert_eq!(output.status.code(), Some(2), "{limit}");
            continue;
        };
        assert!(report["diagnosis"]["causes"].as_array().unwrap().is_empty(), "{limit}: {}", report["diagnosis"]);
    }
    // A low soft limit is no limit where the hard one allows more.
    let script = format!("ulimit -Sn 24 && exec {program} check practice:healthy --format json");
    let output = Command::new("sh").args(["-c", &script]).env_clear().output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}
