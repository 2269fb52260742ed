//! Does the wizard's watch see a fix that is made elsewhere, and the fault that comes back? The real program on a pseudo-terminal, against a
//! practice cluster on loopback that a config file names.
#![cfg(unix)]
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

mod pty;

use pty::terminal::Terminal;
use std::fs;
use std::path::Path;
use weaviate_doctor::case::{Case, Given};
use weaviate_doctor::evidence::Origin;
use weaviate_doctor::practice::{Fault, Practice};
use weaviate_doctor::secret::{ApiKey, Redactor};

const RIGHT: &str = "cGxhbnRlZC1rZXktb2YtdGhlLXdhdGNoLTAwMDE=";
const WRONG: &str = "cGxhbnRlZC13cm9uZy1rZXktb2YtdGhlLXdhdGNoLTI=";

/// In one go: a file that is half written is another matter.
fn put(path: &Path, text: &str) {
    let new = path.with_extension("new");
    fs::write(&new, text).expect("written");
    fs::rename(&new, path).expect("renamed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_sees_a_fix_in_a_file_and_keeps_to_its_cluster() {
    let key = ApiKey::new(RIGHT.to_owned());
    let practice = Practice::start(Fault::Healthy, Some(&key)).await.expect("practice");
    let mut case = Case::empty();
    case.key = Given::new(key, Origin::Typed);
    practice.apply(&mut case);
    let home = tempfile::tempdir().expect("folder");
    let (config, key_file) = (home.path().join("c.toml"), home.path().join("my.key"));
    fs::write(home.path().join("roots.pem"), case.settings.extra_roots.concat()).expect("written");
    fs::write(&key_file, WRONG).expect("written");
    let (url, grpc) = (case.url.value.expect("URL"), case.settings.grpc.expect("gRPC"));
    let grpc = format!("grpc = \"grpcs://{}:{}\"", grpc.host, grpc.port);
    let text = format!("[clusters.mine]\nurl = \"{url}\"\n{grpc}\napi_key_file = \"my.key\"\n");
    fs::write(&config, &text).expect("written");
    let dns = case.settings.dns_server.expect("DNS server").to_string();
    tokio::task::spawn_blocking(move || {
        let options = ["mine", "--watch", "1", "--symptom", "unauthorized", "--no-scan", "--config", "c.toml"];
        let way = ["--cacert", "roots.pem", "--dns-server", &dns, "--timeout", "20"];
        let mut terminal = Terminal::start_in(home, (100, 30), &[&options[..], &way[..]].concat());
        terminal.until("Go on");
        terminal.keys("\r");
        terminal.until("run 2, every 1 s");
        terminal.until("No change so far.");
        put(&key_file, RIGHT);
        terminal.until("from key-rejected to key-passed-wrongly");
        // The name goes from the file: it is neither taken for a host nor an end of the watch.
        put(&config, "");
        terminal.until("The watch goes on with what was read before");
        put(&config, &text);
        put(&key_file, WRONG);
        terminal.until("to key-rejected");
        terminal.keys("\r");
        terminal.until("● Fix");
        terminal.until("does not accept this API key");
        terminal.keys("q");
        assert_eq!(terminal.end(), 0);
        terminal.given_back();
        let written = String::from_utf8_lossy(&terminal.all);
        // The bell and the notification come with a change.
        assert!(written.contains("\u{1b}]9;") && written.contains('\u{7}'));
        for key in [RIGHT, WRONG] {
            assert!(!Redactor::new([&ApiKey::new(key.to_owned())]).finds(&written), "a key is shown");
        }
    })
    .await
    .expect("walked");
    drop(practice);
}
