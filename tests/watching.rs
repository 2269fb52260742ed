//! Does a watch, of `check` and of the wizard, see a fix that is made elsewhere and the fault that comes back? The real program, the wizard on a
//! pseudo-terminal, against a practice cluster on loopback that a config file names.
#![cfg(all(feature = "scan", feature = "practice"))]
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod place;
mod pty;

use place::{KEY, OTHER, Place, hides_keys, interrupted_after, watchdog};
use pty::terminal::Terminal;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Command;

/// In one go: a file that is half written is another matter.
fn put(path: &Path, text: &[u8]) {
    let new = path.with_extension("new");
    fs::write(&new, text).unwrap();
    fs::rename(&new, path).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_writes_a_line_a_run_until_ctrl_c() {
    let place = Place::new().await;
    place.write(&format!("[clusters.alpha]\n{}api_key_env = \"ALPHA_KEY\"\n", place.cluster));
    for (format, healthy) in [("json", "\"verdict\":\"healthy\""), ("text", "  healthy\n")] {
        let command = place.command(&["alpha", "--watch", "0.05", "--format", format]);
        let (lines, status) = tokio::task::spawn_blocking(move || interrupted_after(command, 2)).await.unwrap();
        assert_eq!(status, Some(130));
        assert!(lines.len() >= 2 && lines.iter().all(|l| l.contains(healthy)), "{lines:?}");
        hides_keys(&lines.concat());
    }
    let metrics = place.path("doctor.prom");
    let options = ["alpha", "--watch", "0.05", "--metrics", "doctor.prom"];
    for (more, host) in [(&[][..], false), (&["--metrics-host"][..], true)] {
        let command = place.command(&[&options[..], more].concat());
        tokio::task::spawn_blocking(move || interrupted_after(command, 2)).await.unwrap();
        let text = fs::read_to_string(&metrics).unwrap();
        assert!(text.contains("healthy") && text.ends_with("# EOF\n"), "{text}");
        assert_eq!(text.contains("host=\""), host, "{text}");
        hides_keys(&text);
        assert_eq!(
            fs::read_dir(place.folder.path())
                .unwrap()
                .filter(|f| f.as_ref().unwrap().file_name().to_string_lossy().ends_with(".new"))
                .count(),
            0
        );
    }
    // Nobody reads: it ends by itself, with the status of its last run.
    let mut child = place.command(&["alpha", "--watch", "0.05"]).spawn().unwrap();
    let _held = watchdog(&child);
    drop(child.stdout.take());
    let status = tokio::task::spawn_blocking(move || child.wait().unwrap()).await.unwrap();
    assert_eq!(status.code(), Some(0));
}

/// A key that is rotated while the program watches is seen by the next run; a file that is gone for a moment is no reason to stop.
#[tokio::test(flavor = "multi_thread")]
async fn a_watch_reads_the_key_anew_for_each_run() {
    let place = Place::new().await;
    place.write(&format!("[clusters.gamma]\n{}api_key_file = \"gamma.key\"\n", place.cluster));
    let (config, key_file) = (place.path("c.toml"), place.path("gamma.key"));
    let mut command = place.command(&["gamma", "--watch", "0.05", "--no-scan"]);
    let (lines, error) = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn().unwrap();
        let _held = watchdog(&child);
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut lines = String::new();
        let mut until = |wanted: &str, lines: &mut String| {
            for _ in 0..400 {
                let start = lines.len();
                output.read_line(lines).unwrap();
                if lines[start..].contains(wanted) {
                    return;
                }
            }
            panic!("never saw {wanted}: {lines}");
        };
        until("key-rejected", &mut lines);
        let text = fs::read(&config).unwrap();
        let put = |text: &[u8]| put(&config, text);
        put(b"this is no TOML");
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut error = String::new();
        errors.read_line(&mut error).unwrap();
        fs::write(&key_file, KEY).unwrap();
        put(&text);
        until("healthy", &mut lines);
        // The name is gone: it must not be taken for a host that gets some other key.
        put(b"");
        errors.read_line(&mut error).unwrap();
        until("healthy", &mut lines);
        assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
        // Whoever goes on writing into a full pipe would never end.
        std::io::copy(&mut output, &mut std::io::sink()).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130));
        (lines, error)
    })
    .await
    .unwrap();
    assert!(error.contains("c.toml, line 1") && error.contains("still watching"), "{error}");
    assert!(error.lines().nth(1).is_some_and(|line| line.contains("name another cluster now")), "{error}");
    hides_keys(&lines);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_sees_a_fix_in_a_file_and_keeps_to_its_cluster() {
    let place = Place::new().await;
    let text = format!("[clusters.gamma]\n{}api_key_file = \"gamma.key\"\n", place.cluster);
    place.write(&text);
    let (config, key_file) = (place.path("c.toml"), place.path("gamma.key"));
    let dns = place.dns.clone();
    let folder = place.folder.path().to_owned();
    tokio::task::spawn_blocking(move || {
        let options = ["gamma", "--watch", "1", "--symptom", "unauthorized", "--no-scan", "--config", "c.toml"];
        let way = ["--cacert", "roots.pem", "--dns-server", &dns, "--timeout", "20"];
        let mut terminal = Terminal::start_at(&folder, (100, 30), &[&options[..], &way[..]].concat());
        terminal.until("Continue");
        terminal.keys("\r");
        terminal.until("run 2, every 1 s");
        terminal.until("No change so far.");
        put(&key_file, KEY.as_bytes());
        terminal.until("key-rejected → key-passed-wrongly");
        // The name goes from the file: it is neither taken for a host nor an end of the watch.
        put(&config, b"");
        terminal.until("Still watching with");
        put(&config, text.as_bytes());
        put(&key_file, OTHER.as_bytes());
        terminal.until("→ key-rejected");
        terminal.keys("\r");
        terminal.until("● Fix");
        terminal.until("doesn't accept this API key");
        terminal.keys("q");
        assert_eq!(terminal.end(), 0);
        terminal.given_back();
        let written = String::from_utf8_lossy(&terminal.all);
        // The bell and the notification come with a change.
        assert!(written.contains("\u{1b}]9;") && written.contains('\u{7}'));
        hides_keys(&written);
    })
    .await
    .unwrap();
}
