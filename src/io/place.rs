//! Another place: `check` runs there by the place's own command, and its events come back over the command's standard output. The program that is
//! there is used where it is the same; else this one sends itself, into a private file that is removed again, whatever happens.
//!
//! Nothing but the given command is started here, and no shell stands around it. What comes back is anybody's: bounded in time and size, and read
//! like a stranger's report.

use crate::io::files;
use crate::model::api_key::{ApiKey, Redactor};
use crate::model::place::Place;
use crate::model::report_schema::Report;
use crate::model::sanitized::SanitizedText;
use crate::report::MAX_REPORT_BYTES;
use crate::report::events::{Told, told};
use std::io;
use std::path::Path;
use std::pin::pin;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// How long a place may say nothing. A probe is bounded by less; a password may have to be typed.
const SILENCE_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a place may take altogether.
const PLACE_TIMEOUT: Duration = Duration::from_secs(300);
/// How long what was told to end may take to do so.
const END_TIMEOUT: Duration = Duration::from_secs(5);
/// Most lines of a stream. A run has some ninety.
const MAX_LINES: usize = 2000;
/// Most bytes of what a place says on standard error that are kept.
const MAX_COMPLAINT_BYTES: usize = 4096;
/// Largest program that is sent; a debug build has some 200 MiB.
const MAX_PROGRAM_BYTES: u64 = 1 << 30;
/// Longest answer of `uname`.
const MAX_UNAME_BYTES: usize = 200;

/// What a shell does at the place: takes the key's line and then the program from standard input, the program into a private file, runs it with the
/// key on its standard input, and removes it. `$0` is the program's length in bytes. Folders that no program may be run in are passed over.
const RECEIVE: &str = r#"umask 077
f=
for d in "${TMPDIR:-/tmp}" /dev/shm "$HOME" .; do
  f=$(mktemp "$d/weaviate-doctor.XXXXXX" 2>/dev/null) || { f=; continue; }
  printf '#!/bin/sh\n' > "$f" && chmod 700 "$f" && "$f" 2>/dev/null && break
  rm -f "$f"; f=
done
[ -n "$f" ] || exit 91
trap 'rm -f "$f"' 0
trap 'exit 129' 1 2 13 15
IFS= read -r k
head -c "$0" > "$f" || exit 92
"$f" --version > /dev/null 2>&1 < /dev/null || exit 93
printf %s "$k" | "$f" "$@""#;

/// How this program ends where its options are wrong, and how its words begin then.
const WRONG_USAGE: i32 = 2;
const OWN_WORDS: &str = ": weaviate-doctor: ";

/// Exit statuses of [`RECEIVE`].
const NOT_WRITABLE: [i32; 2] = [91, 92];
const NOT_RUNNABLE: i32 = 93;

/// Why nothing comes from a place.
#[derive(Debug, thiserror::Error)]
pub enum PlaceProblem {
    /// The command itself can't be started.
    #[error("the command “{0}” can't be started: {1}")]
    NoCommand(SanitizedText, io::Error),
    /// There is no shell to receive the program.
    #[error("weaviate-doctor isn't there, and without a shell it can't be sent: {0}")]
    NoShell(String),
    /// What runs here doesn't run there.
    #[error(
        "weaviate-doctor isn't there, and this one is for another system ({here}; there {there}): install it there"
    )]
    OtherSystem {
        /// System and processor here.
        here: String,
        /// System and processor there.
        there: SanitizedText,
    },
    /// No folder takes the program.
    #[error("weaviate-doctor isn't there, and no folder there takes it (/tmp, /dev/shm, $HOME): {0}")]
    NotWritable(String),
    /// It was sent and doesn't start.
    #[error("weaviate-doctor isn't there, and this build doesn't run there: use the static build, or install it there")]
    NotRunnable,
    /// This program can't read itself.
    #[error("weaviate-doctor isn't there, and this one can't read itself to send itself: {0}")]
    Unread(String),
    /// Nothing came for too long.
    #[error("it said nothing for {} seconds", SILENCE_TIMEOUT.as_secs())]
    Silent,
    /// It came to no end.
    #[error("it came to no end in {} seconds", PLACE_TIMEOUT.as_secs())]
    Endless,
    /// More came than any run says.
    #[error("it says more than any run does")]
    Flood,
    /// It ended before the report.
    #[error("it ended without a report{0}")]
    Ended(String),
    /// What came is no run of this program.
    #[error("its answer isn't this program's: {0}")]
    Foreign(String),
}

/// What is asked of a place.
pub struct PlaceCheck<'a> {
    /// Where.
    pub place: &'a Place,
    /// The options of `check` there.
    pub arguments: &'a [String],
    /// This side's key, which goes there over standard input.
    pub key: Option<&'a ApiKey>,
    /// What nothing that comes back may hold.
    pub keys: &'a Redactor,
}

/// How far an attempt came.
enum Attempt {
    Report(Box<Report>),
    /// It ended before it said anything that a run says; with its exit status and its own words.
    NotThere(Option<i32>, String),
}

impl PlaceCheck<'_> {
    /// Runs the check there. `follow` hears what happens. What was started is ended when this is dropped.
    pub async fn run(&self, follow: &mut (dyn FnMut(&Told) + Send)) -> Result<Report, PlaceProblem> {
        timeout(PLACE_TIMEOUT, self.by_any_way(follow)).await.unwrap_or(Err(PlaceProblem::Endless))
    }

    async fn by_any_way(&self, follow: &mut (dyn FnMut(&Told) + Send)) -> Result<Report, PlaceProblem> {
        let own = std::env::current_exe().unwrap_or_default();
        if self.place.is_here() {
            return match self.attempt(self.arguments, &[], follow).await? {
                Attempt::Report(report) => Ok(*report),
                Attempt::NotThere(_, why) => Err(PlaceProblem::Ended(why)),
            };
        }
        // What is called so there, and what is there under the path that it has here: a namespace, a container with the same files.
        for program in ["weaviate-doctor".to_owned(), own.to_string_lossy().into_owned()] {
            let words = [&[program], self.arguments].concat();
            match self.attempt(&words, &[], follow).await? {
                Attempt::Report(report) => return Ok(*report),
                // It is there, and the options are wrong for it.
                Attempt::NotThere(Some(WRONG_USAGE), why) if why.starts_with(OWN_WORDS) => {
                    return Err(PlaceProblem::Ended(why));
                }
                Attempt::NotThere(..) => {}
            }
        }
        self.suits().await?;
        let bytes = files::named(&own, MAX_PROGRAM_BYTES).map_err(|error| PlaceProblem::Unread(error.words()))?;
        let script = ["sh".to_owned(), "-c".to_owned(), RECEIVE.to_owned(), bytes.len().to_string()];
        match self.attempt(&[&script, self.arguments].concat(), &bytes, follow).await? {
            Attempt::Report(report) => Ok(*report),
            Attempt::NotThere(Some(status), _) if NOT_WRITABLE.contains(&status) => {
                Err(PlaceProblem::NotWritable(self.beside()))
            }
            Attempt::NotThere(Some(NOT_RUNNABLE), _) => Err(PlaceProblem::NotRunnable),
            Attempt::NotThere(_, why) => Err(PlaceProblem::Ended(why)),
        }
    }

    /// Whether this program can run there at all.
    async fn suits(&self) -> Result<(), PlaceProblem> {
        let mut child = self.start(&["uname".to_owned(), "-sm".to_owned()])?;
        drop(child.stdin.take());
        let answer = timeout(SILENCE_TIMEOUT, said(child.stdout.take(), MAX_UNAME_BYTES));
        let answer = answer.await.map_err(|_| PlaceProblem::Silent)?;
        end(&mut child).await;
        let there = SanitizedText::up_to(answer.trim(), 60);
        let here = format!("{} {}", system(), std::env::consts::ARCH);
        if answer.trim().is_empty() {
            Err(PlaceProblem::NoShell(self.beside()))
        } else if there.as_str().replace("arm64", "aarch64") == here {
            Ok(())
        } else {
            Err(PlaceProblem::OtherSystem { here, there })
        }
    }

    /// Runs these words there with the program's bytes and the key on their standard input, and hears what they say.
    async fn attempt(
        &self,
        words: &[String],
        program: &[u8],
        follow: &mut (dyn FnMut(&Told) + Send),
    ) -> Result<Attempt, PlaceProblem> {
        let mut child = self.start(words)?;
        let input = child.stdin.take();
        let key = self.key.map_or("", ApiKey::expose);
        let feed = async move {
            let Some(mut input) = input else { return };
            // Whoever doesn't read it says why on the other streams. A program is led by the key's line; alone the key is all there is.
            let (first, between) = if program.is_empty() { (key, &b""[..]) } else { (key, &b"\n"[..]) };
            for bytes in [first.as_bytes(), between, program] {
                if input.write_all(bytes).await.is_err() {
                    return;
                }
            }
            let _ = input.shutdown().await;
        };
        let complaint = said(child.stderr.take(), MAX_COMPLAINT_BYTES);
        let mut rest = pin!(async { tokio::join!(feed, complaint).1 });
        let mut hear = pin!(self.hear(child.stdout.take(), follow));
        let mut complaint = None;
        let heard = loop {
            tokio::select! {
                heard = &mut hear => break heard,
                said = &mut rest, if complaint.is_none() => complaint = Some(said),
            }
        };
        let status = end(&mut child).await;
        if let Some(report) = heard? {
            return Ok(Attempt::Report(Box::new(report)));
        }
        let complaint = match complaint {
            Some(said) => said,
            None => timeout(END_TIMEOUT, rest).await.unwrap_or_default(),
        };
        let last = complaint.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let last = SanitizedText::up_to(&self.keys.redact(last.trim()), 200);
        Ok(Attempt::NotThere(status, if last.as_str().is_empty() { String::new() } else { format!(": {last}") }))
    }

    /// Hears a stream up to its report. None where it ends without having begun.
    async fn hear(
        &self,
        stream: Option<impl AsyncRead + Unpin>,
        follow: &mut (dyn FnMut(&Told) + Send),
    ) -> Result<Option<Report>, PlaceProblem> {
        let Some(stream) = stream else { return Ok(None) };
        let mut stream = BufReader::new(stream.take(2 * MAX_REPORT_BYTES));
        let mut began = false;
        let mut line = Vec::new();
        for _ in 0..MAX_LINES {
            line.clear();
            let read = timeout(SILENCE_TIMEOUT, stream.read_until(b'\n', &mut line)).await;
            let read = read.map_err(|_| PlaceProblem::Silent)?.unwrap_or(0);
            if read == 0 || line.last() != Some(&b'\n') {
                let cut = stream.get_ref().limit() == 0;
                return match (cut, began) {
                    (true, _) => Err(PlaceProblem::Flood),
                    (false, true) => Err(PlaceProblem::Ended(" in the middle of a run".to_owned())),
                    (false, false) => Ok(None),
                };
            }
            match told(&String::from_utf8_lossy(&line), self.keys) {
                Ok(Told::Ended(report)) => return Ok(Some(*report)),
                Ok(event) => {
                    began |= matches!(event, Told::Begun(_));
                    follow(&event);
                }
                // Another program's words, or another version's: this one sends itself.
                Err(_) if !began => return Ok(None),
                Err(error) => return Err(PlaceProblem::Foreign(error.to_string())),
            }
        }
        Err(PlaceProblem::Flood)
    }

    /// Starts the place's command with these words behind it.
    fn start(&self, words: &[String]) -> Result<Child, PlaceProblem> {
        let own = [std::env::current_exe().unwrap_or_default().to_string_lossy().into_owned()];
        let line = if self.place.is_here() { &own[..] } else { &self.place.command };
        let [program, before @ ..] = line else { return Err(PlaceProblem::Ended(String::new())) };
        let mut command = Command::new(program);
        command.args(before);
        if is_ssh(&self.place.command) {
            // It hands its words to a shell, joined by spaces.
            let quoted = words.iter().map(|word| shlex::try_quote(word).map_or_else(|_| String::new(), Into::into));
            command.arg(quoted.collect::<Vec<String>>().join(" "));
        } else {
            command.args(words);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command.spawn().map_err(|error| PlaceProblem::NoCommand(SanitizedText::up_to(program, 60), error))
    }

    /// How to check from beside the program where nothing can be put into its place.
    fn beside(&self) -> String {
        let words: Vec<&str> = self.place.command.iter().map(String::as_str).collect();
        let Some(pod) = kubernetes(&words) else {
            return "start a container with the image of weaviate-doctor in the same network".to_owned();
        };
        let image = format!("registry.example/weaviate-doctor:{}", env!("CARGO_PKG_VERSION"));
        let line = format!("kubectl debug -it {pod} --image={image} -- /weaviate-doctor check");
        SanitizedText::up_to(&line, 300).to_string()
    }
}

/// Options, pod and container of `kubectl exec`, as `kubectl debug` takes them.
fn kubernetes(words: &[&str]) -> Option<String> {
    let at = words.iter().position(|word| *word == "exec")?;
    words[..at].iter().find(|word| Path::new(word).file_name().is_some_and(|name| name == "kubectl"))?;
    let mut out: Vec<String> = words[1..at].iter().map(|word| (*word).to_owned()).collect();
    let mut rest = words[at + 1..].iter().copied().take_while(|word| *word != "--");
    while let Some(word) = rest.next() {
        match word {
            "-i" | "--stdin" | "-t" | "--tty" | "-it" | "-ti" => {}
            "-c" | "--container" => out.push(format!("--target={}", rest.next()?)),
            _ => out.push(word.replacen("--container=", "--target=", 1)),
        }
    }
    Some(out.join(" "))
}

fn is_ssh(command: &[String]) -> bool {
    command.iter().any(|word| Path::new(word).file_stem().is_some_and(|name| name == "ssh"))
}

/// This system as `uname -s` calls it.
const fn system() -> &'static str {
    if cfg!(target_os = "linux") {
        "Linux"
    } else if cfg!(target_os = "macos") {
        "Darwin"
    } else {
        std::env::consts::OS
    }
}

/// The beginning of a stream; the rest is read and forgotten, so that nobody waits.
async fn said(stream: Option<impl AsyncRead + Unpin>, most: usize) -> String {
    let Some(mut stream) = stream else { return String::new() };
    let (mut kept, mut buffer) = (Vec::new(), [0; 4096]);
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        let room = most.saturating_sub(kept.len()).min(read);
        kept.extend_from_slice(&buffer[..room]);
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// Waits for the end of a child, and makes it where none comes. Its exit status, where it ended by itself.
async fn end(child: &mut Child) -> Option<i32> {
    if let Ok(status) = timeout(END_TIMEOUT, child.wait()).await {
        return status.ok()?.code();
    }
    let _ = child.kill().await;
    None
}
