//! The program: reads the command line, chooses the front end, turns its end into an exit status. It knows no probe and no screen.

use anyhow::Context as _;
use std::io::{IsTerminal as _, Write as _};
use weaviate_doctor::clean::Clean;
use weaviate_doctor::cli::{self, CheckOptions, Command, PracticeOptions, Stop};
use weaviate_doctor::discover::Environment;
use weaviate_doctor::report::Style;
use weaviate_doctor::{causes, check};

/// Wrong usage or unreadable input.
const USAGE: u8 = 2;

fn main() {
    std::panic::set_hook(Box::new(panicked));
    let environment = Environment::capture();
    let status = match cli::parse(std::env::args_os()) {
        Ok(command) => run(command, environment).unwrap_or_else(|error| complain(&format!("{error:#}"))),
        Err(Stop::Show(text)) => {
            text.print();
            0
        }
        Err(Stop::Usage(error)) => complain(&error.to_string()),
    };
    // A lookup in a blocking thread may still hang; it must not hold up the end.
    std::process::exit(status.into());
}

fn run(command: Command, environment: Environment) -> anyhow::Result<u8> {
    match command {
        Command::Check(options) => check(options, environment),
        Command::Causes(id) => {
            let style = Style::choose(cli::ColorChoice::Auto, &environment, std::io::stdout().is_terminal());
            print(&id.map_or_else(|| Ok(causes::list()), |id| causes::page(&id, style))?);
            Ok(0)
        }
        Command::Practice(PracticeOptions { list: true, .. }) => {
            print(&wiring::practice_list()?);
            Ok(0)
        }
        Command::Practice(options) => wiring::practice(options, environment),
        Command::Wizard(options) => wiring::wizard(options, environment),
    }
}

fn check(options: CheckOptions, environment: Environment) -> anyhow::Result<u8> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("can't start the program's threads")?;
    let status = runtime.block_on(check::run(options, environment, wiring::start_practice));
    runtime.shutdown_background();
    status
}

/// THE ONE PLACE that knows the wizard and the practice cluster.
mod wiring {
    use weaviate_doctor::case::Case;
    use weaviate_doctor::check::Keep;
    use weaviate_doctor::cli::{PracticeOptions, RunOptions};
    use weaviate_doctor::discover::Environment;

    /// `practice:FAULT` of `check`: starts the practice cluster and points the case at it. It lives as long as what is returned.
    pub async fn start_practice(fault: &str, case: &mut Case) -> anyhow::Result<Keep> {
        let _ = (fault, case);
        anyhow::bail!("the practice cluster is not wired yet")
    }

    /// `practice --list`: a line each with fault, cause id and what is broken.
    pub fn practice_list() -> anyhow::Result<String> {
        anyhow::bail!("the practice cluster is not wired yet")
    }

    /// `practice [FAULT]`: the wizard on it.
    pub fn practice(options: PracticeOptions, environment: Environment) -> anyhow::Result<u8> {
        drop((options, environment));
        anyhow::bail!("the practice cluster is not wired yet")
    }

    /// The wizard.
    pub fn wizard(options: RunOptions, environment: Environment) -> anyhow::Result<u8> {
        drop((options, environment));
        anyhow::bail!("the wizard is not wired yet: use weaviate-doctor check")
    }
}

/// One line on standard error, which may be closed.
fn complain(text: &str) -> u8 {
    let line = format!("weaviate-doctor: {}\n", Clean::up_to(text, 800));
    let _ = std::io::stderr().write_all(line.as_bytes());
    USAGE
}

/// Standard output may be closed early, as `head` does.
fn print(text: &str) {
    let mut output = std::io::stdout().lock();
    let _ = output.write_all(text.as_bytes()).and_then(|()| output.flush());
}

/// Says where, and nothing of what the program held: that may be a key.
fn panicked(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(|l| format!(" at {}:{}", l.file(), l.line())).unwrap_or_default();
    let line = format!("weaviate-doctor: a defect of this program{place}; please report it with this line\n");
    let _ = std::io::stderr().write_all(line.as_bytes());
}
