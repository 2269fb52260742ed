//! Closed streams, full devices and signals.

use super::*;

#[test]
fn closed_standard_streams() {
    let folder = tempfile::tempdir().unwrap();
    let shell = |redirections: &str| {
        let script = format!("exec \"$0\" check --api-key-file - 'not a url' --format json {redirections}");
        let mut command = Command::new("/bin/sh");
        command.env_clear().current_dir(folder.path()).args(["-c", &script, env!("CARGO_BIN_EXE_weaviate-doctor")]);
        command.output().unwrap()
    };
    reported(&shell("<&-"));
    let output = shell("</dev/null >&-");
    no_panic(&output);
    assert!(output.status.code().is_some());
    no_panic(&shell("</dev/null 2>&-"));
    let output = shell("</dev/null >/dev/full");
    refused(&output, "can't write the report");
    let script = "exec \"$0\" explain <&-";
    let output = Command::new("/bin/sh").args(["-c", script, env!("CARGO_BIN_EXE_weaviate-doctor")]).output().unwrap();
    refused(&output, "standard input is closed or empty");
    let output = program(folder.path()).arg("explain").stdin(Stdio::null()).output().unwrap();
    refused(&output, "there's nothing to read");
    let output = program(folder.path()).args(["explain", "nope.txt"]).output().unwrap();
    refused(&output, "“nope.txt”: there's no such file");
    for text in ["hrqNMpT4owEXAMPLEkey0000002", "WEAVIATE_API_KEY=hrqNMpT4owEXAMPLEkey0000002"] {
        let output = program(folder.path()).args(["explain", text]).output().unwrap();
        refused(&output, "can't read the error text: there's no such file");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("EXAMPLE"), "{output:?}");
    }
    for page in ["--version", "causes", "causes grpc-slow", "practice --list"] {
        let script = format!("exec \"$0\" {page} >/dev/full");
        let output =
            Command::new("/bin/sh").args(["-c", &script, env!("CARGO_BIN_EXE_weaviate-doctor")]).output().unwrap();
        refused(&output, "can't write to standard output: there's no space left: free some");
    }
}

#[test]
fn a_signal_ends_it_with_its_status_and_nothing_written() {
    let folder = tempfile::tempdir().unwrap();
    // What nohup set to be ignored stays ignored, as it should.
    let ignored = fs::read_to_string("/proc/self/status").ok().and_then(|status| {
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?.trim().to_owned();
        Some(u64::from_str_radix(&mask, 16).unwrap() & 1 != 0)
    });
    for (signal, status) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        if signal == "HUP" && ignored == Some(true) {
            println!("skipped: SIGHUP is ignored here");
            continue;
        }
        let mut child = program(folder.path())
            .args(["check", "--api-key-file", "-", "-o", "report.json"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        // It waits for the key; its new file tells that it listens for signals by then.
        while fs::read_dir(folder.path()).unwrap().count() == 0 {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let killed = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        let output = child.wait_with_output().unwrap();
        drop(input);
        no_panic(&output);
        assert_eq!(output.status.code(), Some(status), "{output:?}");
        assert!(output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

/// A text that could not be written is no success; a reader that has gone is none of this program's business.
#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_an_error_and_a_closed_pipe_is_none() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["--help"][..],
        &["check", "--help"],
        &["--version"],
        &["man"],
        &["completions", "bash"],
        &["causes"],
        &["practice", "--list"],
        &["check", "not a url"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = program(folder.path()).args(arguments).stdout(full).output().unwrap();
        no_panic(&output);
        let error = text(&output.stderr);
        assert_eq!((output.status.code(), error.lines().count()), (Some(2), 1), "{arguments:?}: {error}");
    }
    let mut child = program(folder.path()).arg("man").stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
