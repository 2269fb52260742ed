//! The desktop's own tools for its clipboard and its browser, where there are any. Each is bounded in time, gets its text on standard input
//! or as one argument, and never passes a shell.

use crate::frontend::session::terminal_env::TerminalEnv;
use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a tool may take.
const CLIPBOARD_TIMEOUT: Duration = Duration::from_secs(2);

type ClipboardTool = (&'static str, &'static [&'static str]);

fn clipboards(around: TerminalEnv) -> Vec<ClipboardTool> {
    let mut tools: Vec<ClipboardTool> = Vec::new();
    if cfg!(target_os = "macos") {
        tools.push(("pbcopy", &[]));
    }
    if cfg!(windows) {
        tools.push(("clip", &[]));
    }
    if around.wayland {
        tools.push(("wl-copy", &[]));
    }
    if around.x11 {
        tools.extend([("xclip", &["-selection", "clipboard"][..]), ("xsel", &["--input", "--clipboard"][..])]);
    }
    tools
}

/// Puts the text into this machine's clipboard. False when no tool took it. Blocks for a moment.
pub fn copy(text: &str, around: TerminalEnv) -> bool {
    around.has_desktop()
        && clipboards(around).into_iter().any(|(program, arguments)| {
            start(Command::new(program).args(arguments), Stdio::piped()).is_some_and(|child| took(child, text))
        })
}

/// Whether the tool took the text and ended well. One that hangs is ended.
fn took(mut child: Child, text: &str) -> bool {
    let Some(mut input) = child.stdin.take() else { return false };
    let text = text.to_owned();
    // One that doesn't read would hold whoever writes.
    let writing = std::thread::spawn(move || input.write_all(text.as_bytes()).is_ok());
    let well = ended_well(&mut child);
    if well.is_none() {
        let _ = child.kill();
        let _ = child.wait();
    }
    well == Some(true) && writing.join().unwrap_or(false)
}

/// Asks a browser to open the address. False when there is none. Blocks for a moment.
pub fn open(link: &str, around: TerminalEnv) -> bool {
    around.has_desktop()
        && open::commands(link).into_iter().any(|mut command| {
            let Some(mut child) = start(&mut command, Stdio::null()) else { return false };
            match ended_well(&mut child) {
                // The browser itself: it stays, and this thread waits for its end so that no dead process is left.
                None => {
                    std::thread::spawn(move || drop(child.wait()));
                    true
                }
                Some(well) => well,
            }
        })
}

fn start(command: &mut Command, input: Stdio) -> Option<Child> {
    command.stdin(input).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
}

/// Whether it ended well; none when it still runs.
fn ended_well(child: &mut Child) -> Option<bool> {
    let until = Instant::now() + CLIPBOARD_TIMEOUT;
    while Instant::now() < until {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) => std::thread::sleep(Duration::from_millis(10)),
            Err(_) => return Some(false),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_desktop_nothing_is_started() {
        let far = TerminalEnv { remote: true, x11: true, ..TerminalEnv::default() };
        assert!(!copy("x", far) && !open("https://example.com", far));
    }

    #[test]
    fn tools_are_bounded_and_their_status_counts() {
        if cfg!(windows) {
            return;
        }
        assert!(start(&mut Command::new("no-such-tool-anywhere"), Stdio::null()).is_none());
        // It reads nothing: neither it nor what writes into it is left behind.
        let begin = Instant::now();
        let hangs = start(Command::new("sleep").arg("60"), Stdio::piped()).expect("started");
        assert!(!took(hangs, &"x".repeat(1 << 20)) && begin.elapsed() < 4 * CLIPBOARD_TIMEOUT);
        let takes = start(&mut Command::new("cat"), Stdio::piped()).expect("started");
        assert!(took(takes, &"x".repeat(1 << 20)));
        let status = |tool| start(&mut Command::new(tool), Stdio::null()).and_then(|mut c| ended_well(&mut c));
        assert_eq!((status("true"), status("false")), (Some(true), Some(false)));
    }
}
