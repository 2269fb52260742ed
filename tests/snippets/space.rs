//! A network of its own for the run: the test starts itself again in a network namespace with nothing but loopback, so that port 443 is
//! free and no packet can leave, and each program in a mount namespace with its own files in the place of some of the system's.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Set in the inner process.
const MARK: &str = "WEAVIATE_DOCTOR_SNIPPETS";
/// Longest run in seconds. The slowest wrong form retries for half a minute.
const LONGEST: &str = "120";
/// Puts files over others, pairs of source and target before `--`, and becomes the program behind it.
const OVERLAY: &str = r#"while [ "$1" != -- ]; do mount --bind "$1" "$2" || exit 125; shift 2; done; shift; exec "$@""#;

/// Why there can be no such network here; none when there can.
pub fn missing() -> Option<String> {
    if std::env::var_os(MARK).is_some() {
        return None;
    }
    let mut command = unshare();
    command.args(["sh", "-c", "ip link set lo up && mount --bind /etc/hostname /etc/hosts"]);
    match command.stdout(Stdio::null()).stderr(Stdio::null()).status() {
        Ok(status) if status.success() => None,
        Ok(_) => Some("no network namespace can be made (it needs root or user namespaces, and ip)".to_owned()),
        Err(_) => Some("unshare is missing".to_owned()),
    }
}

fn unshare() -> Command {
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--net", "--mount", "--"]);
    command
}

/// Runs the test of this name again inside. True in that process.
pub fn inside(test: &str) -> bool {
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    let own = std::env::current_exe().expect("own path");
    let mut command = unshare();
    command.args(["sh", "-c", r#"ip link set lo up && exec "$@""#, "sh"]).arg(own);
    let ended =
        command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(MARK, "1").output().expect("unshare");
    print!("{}", String::from_utf8_lossy(&ended.stdout));
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    false
}

/// A command whose program sees the first file of each pair in the place of the second. One that `ends` by itself is given a limit; the
/// other has the command's process, so that killing that kills it.
pub fn with_files(files: &[(PathBuf, PathBuf)], program: &Path, ends: bool) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--", "sh", "-c", OVERLAY, "sh"]);
    for (from, to) in files {
        command.arg(from).arg(to);
    }
    command.arg("--");
    if ends {
        command.args(["timeout", "-k", "1", LONGEST]);
    }
    command.arg(program);
    command
}
