//! The program: reads the command line, chooses the front end, turns its end into an exit status. It knows no probe and no screen.

use anyhow::Context as _;
use std::io::{IsTerminal as _, Write as _};
use weaviate_doctor::frontend::cli;
use weaviate_doctor::frontend::cli::{CheckOptions, Command, EarlyExit, PracticeOptions, RunOptions};
use weaviate_doctor::frontend::commands::{causes, check, compare, explain, practice, run as run_command};
use weaviate_doctor::io::discover::Environment;
use weaviate_doctor::io::files::output;
use weaviate_doctor::io::limits;
use weaviate_doctor::model::api_key::Redactor;
use weaviate_doctor::model::usage_error;
use weaviate_doctor::words::catalog;

/// Wrong usage or unreadable input.
const USAGE: u8 = 2;

fn main() {
    #[cfg(feature = "run")]
    if std::env::args_os().nth(1).is_some_and(|first| first == weaviate_doctor::io::observe::child::BECOME) {
        let arguments: Vec<_> = std::env::args_os().skip(2).collect();
        std::process::exit(weaviate_doctor::io::observe::child::become_program(&arguments).into());
    }
    std::panic::set_hook(Box::new(panicked));
    limits::raise_descriptors();
    let environment = Environment::capture();
    let around = environment.clone();
    let arguments: Vec<String> = std::env::args_os().skip(1).map(|a| a.to_string_lossy().into_owned()).collect();
    let complain = |text: &str| complain(text, &around.redactor(), &arguments);
    let status = match cli::parse(std::env::args_os()) {
        Ok(command) => run(command, environment).unwrap_or_else(|error| complain(&format!("{error:#}"))),
        Err(EarlyExit::Show(text)) => written(text.print()).unwrap_or_else(|error| complain(&format!("{error:#}"))),
        Err(EarlyExit::Usage(error)) => complain(&error.to_string()),
    };
    // A lookup in a blocking thread may still hang; it must not hold up the end.
    std::process::exit(status.into());
}

fn run(command: Command, environment: Environment) -> anyhow::Result<u8> {
    match command {
        Command::Check(options) => check(options, environment),
        Command::Run(options) => run_program(options, environment),
        Command::Explain(options) => explain::run(&options, &environment),
        Command::Causes(id) => {
            let style = weaviate_doctor::frontend::color::style(
                cli::ColorChoice::Auto,
                &environment,
                std::io::stdout().is_terminal(),
            );
            print(&id.map_or_else(|| Ok(causes::list()), |id| causes::page(&id, style))?)
        }
        #[cfg(feature = "scan")]
        Command::Scan(options) => weaviate_doctor::frontend::commands::scan::run(&options, &environment),
        #[cfg(not(feature = "scan"))]
        Command::Scan(_) => anyhow::bail!("{}", catalog::say("builds", "no-scan")),
        Command::Compare(options) => on_threads(compare::compare(&options, &environment)),
        Command::Open(options) => wiring::open(&options, &environment),
        Command::Completions(shell) => print(&cli::completions(shell)),
        Command::Man(command) => print(&cli::man(command.as_deref())?),
        Command::Schema(what) => print(what.text()),
        Command::Guide => print(catalog::GUIDE),
        Command::Practice(PracticeOptions { list: true, .. }) => print(&practice::list()?),
        Command::Practice(options) => wiring::practice(options, environment),
        Command::Wizard(options) => wiring::wizard(options, environment),
    }
}

fn check(options: CheckOptions, environment: Environment) -> anyhow::Result<u8> {
    on_threads(check::run(options, environment, practice::start))
}

fn on_threads(command: impl Future<Output = anyhow::Result<u8>>) -> anyhow::Result<u8> {
    anyhow::ensure!(limits::has_threads(), "{}", catalog::say("shortage", "threads"));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("can't start the program's threads")?;
    let status = runtime.block_on(command);
    runtime.shutdown_background();
    status
}

fn run_program(options: RunOptions, environment: Environment) -> anyhow::Result<u8> {
    anyhow::ensure!(limits::has_threads(), "{}", catalog::say("shortage", "threads"));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("can't start the program's threads")?;
    let launcher = std::env::current_exe().ok();
    let status = runtime.block_on(run_command::run(options, environment, practice::start, launcher.as_deref()));
    runtime.shutdown_background();
    status
}

/// Starts the practice cluster and the wizard with what the command line says.
mod wiring {
    use std::io::IsTerminal as _;
    use weaviate_doctor::frontend::cli::{
        ColorChoice, OpenFormat, OpenOptions, PracticeOptions, ReportOptions, RunArgs,
    };
    use weaviate_doctor::frontend::commands::practice;
    use weaviate_doctor::frontend::session::event::{LoadClusterFn, ReloadFn};
    use weaviate_doctor::frontend::session::reset_link_store::ResetLinkStore;
    use weaviate_doctor::frontend::session::start::{FrontendKind, SessionOptions, Start, StartScreen};
    use weaviate_doctor::frontend::tui::view::Theme;
    use weaviate_doctor::io::discover;
    use weaviate_doctor::io::discover::Environment;
    use weaviate_doctor::io::discover::config_file::Look;
    use weaviate_doctor::io::discover::options::{ConfigOptions, DiscoverOptions, KeyOptions};
    use weaviate_doctor::io::log::{Log, LogNames};
    use weaviate_doctor::io::output_file::Sink;
    use weaviate_doctor::io::project_scan;
    use weaviate_doctor::model::case::Case;
    use weaviate_doctor::model::key_shape::without_keys;
    use weaviate_doctor::model::sanitized::SanitizedText;

    /// `practice [FAULT]`: the wizard on it.
    pub fn practice(options: PracticeOptions, environment: Environment) -> anyhow::Result<u8> {
        let begin = match &options.fault {
            Some(fault) => StartScreen::Practice(practice::id(fault)?),
            None => practice::list().map(|_| StartScreen::PracticeList)?,
        };
        let PracticeOptions { judge, report, .. } = options;
        start(&RunArgs { judge, report, ..RunArgs::default() }, environment, begin)
    }

    /// The wizard.
    pub fn wizard(mut options: RunArgs, environment: Environment) -> anyhow::Result<u8> {
        let begin = match options.practice_fault() {
            Some(fault) => StartScreen::Practice(practice::id(fault)?),
            None => StartScreen::Wizard,
        };
        let front = FrontendKind::choose(options.judge.plain, environment.get("TERM"));
        if front == FrontendKind::Screen && !std::io::stdout().is_terminal() {
            weaviate_doctor::frontend::cli::is_command_or_address(options.target.as_deref())?;
        }
        if matches!(begin, StartScreen::Practice(_)) {
            options.target = None;
        }
        start(&options, environment, begin)
    }

    /// `open REPORT.json`: the wizard's screens on it.
    pub fn open(options: &OpenOptions, environment: &Environment) -> anyhow::Result<u8> {
        // A stranger's report may have the keys of this machine from somewhere.
        let others = environment.keys();
        let keys = others.redactor();
        let report = weaviate_doctor::frontend::commands::compare::read(&options.report, &keys)?;
        if options.write.format() == OpenFormat::Html {
            let page = weaviate_doctor::report::html(&report);
            Sink::open(options.write.output.as_deref())?.write(page.as_bytes())?;
            return Ok(0);
        }
        let name = options.report.file_name().unwrap_or(options.report.as_os_str()).to_string_lossy();
        Ok(weaviate_doctor::frontend::run(Start {
            symptom: None,
            front: FrontendKind::choose(options.plain, environment.get("TERM")),
            discover: Box::pin(std::future::ready(Ok(Box::new(Case::empty())))),
            anew: None,
            choose: None,
            look: looking(ConfigOptions::default(), environment.clone()),
            scan: None,
            theme: Theme::detect(|name| environment.get(name).map(str::to_owned)),
            prepare: Box::new(|_| {}),
            practice: None,
            begin: StartScreen::Report(
                Box::new(report),
                SanitizedText::up_to(&without_keys(&keys.redact(&name)), 60).to_string(),
                others,
            ),
            wishes: SessionOptions::default(),
            memory: ResetLinkStore::Nowhere,
            log: None,
        }))
    }

    fn start(options: &RunArgs, environment: Environment, begin: StartScreen) -> anyhow::Result<u8> {
        let names = if options.report.redact { LogNames::LeftOut } else { LogNames::Shown };
        let log = options.log.log.as_deref().map(|path| Log::open(path, names)).transpose()?;
        let mut theme = Theme::detect(|name| environment.get(name).map(str::to_owned));
        theme.color = match options.judge.color {
            ColorChoice::Auto => theme.color,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        let asked = options.discovery();
        let look = looking(asked.others.clone(), environment.clone());
        let symptom = options.judge.symptom;
        let front = FrontendKind::choose(options.judge.plain, environment.get("TERM"));
        let ReportOptions { redact, watch } = options.report;
        let wishes = SessionOptions { presentation: options.judge.presentation, redact, watch };
        let (read, around) = (asked.clone(), environment.clone());
        // Standard input can be read once.
        let twice = read.key.api_key_file.as_deref() != Some(std::path::Path::new("-"));
        let (scan, here, client) = (!options.no_scan, environment.clone(), options.judge.client);
        let scanned = async move {
            weaviate_doctor::frontend::session::start::scanned(project_scan::project_beside(here, client, None).await)
        };
        Ok(weaviate_doctor::frontend::run(Start {
            symptom,
            front,
            discover: discovering(read.clone(), around.clone()),
            choose: Some(choosing(asked.clone(), environment.clone(), twice)),
            look,
            anew: twice.then(|| -> ReloadFn {
                Box::new(move |cluster| match cluster {
                    Some(name) => naming(name, read.clone(), around.clone()),
                    None => discovering(read.clone(), around.clone()),
                })
            }),
            scan: scan.then(|| -> futures_util::future::BoxFuture<'static, _> { Box::pin(scanned) }),
            theme,
            prepare: Box::new(move |case| discover::apply_proxies(case, &asked, &environment)),
            practice: practice::kit(),
            begin,
            wishes,
            memory: ResetLinkStore::Usual,
            log,
        }))
    }

    /// What the config file says about how things look.
    fn looking(options: ConfigOptions, environment: Environment) -> futures_util::future::BoxFuture<'static, Look> {
        Box::pin(async move {
            tokio::task::spawn_blocking(move || discover::look(&options, &environment)).await.unwrap_or_default()
        })
    }

    /// A cluster of the config file, as if the command line named it. A key from standard input is not read a second time: the wizard has it.
    fn choosing(mut options: DiscoverOptions, environment: Environment, twice: bool) -> LoadClusterFn {
        if !twice {
            options.key = KeyOptions::default();
        }
        Box::new(move |name| naming(name, options.clone(), environment.clone()))
    }

    /// What belongs to the cluster of this name. Where the config file doesn't name it any more, the name would be taken for a host.
    fn naming(
        name: String,
        options: DiscoverOptions,
        environment: Environment,
    ) -> futures_util::future::BoxFuture<'static, Result<Box<Case>, String>> {
        let found = discovering(DiscoverOptions { target: Some(name.clone()), ..options }, environment);
        Box::pin(async move {
            let case = found.await?;
            if case.named.as_ref().is_some_and(|named| named.name == name) {
                Ok(case)
            } else {
                Err(format!("the config file no longer names {}", SanitizedText::up_to(&name, 80)))
            }
        })
    }

    fn discovering(
        options: DiscoverOptions,
        environment: Environment,
    ) -> futures_util::future::BoxFuture<'static, Result<Box<Case>, String>> {
        Box::pin(async move {
            let assembled = tokio::task::spawn_blocking(move || {
                project_scan::assembled(&options, &environment)
                    .map_err(|error| environment.redactor().redact(&error.to_string()))
            });
            let case = assembled.await.map_err(|_| "the environment couldn't be read".to_owned())?;
            case.map(Box::new)
        })
    }
}

/// One line on standard error, which may be closed.
fn complain(text: &str, keys: &Redactor, arguments: &[String]) -> u8 {
    let line = format!("weaviate-doctor: {}\n", usage_error::shown(text, keys, arguments));
    let _ = std::io::stderr().write_all(line.as_bytes());
    USAGE
}

/// Writes to standard output, which may be closed early, as `head` does.
fn print(text: &str) -> anyhow::Result<u8> {
    let mut output = std::io::stdout().lock();
    written(output.write_all(text.as_bytes()).and_then(|()| output.flush()))
}

fn written(result: std::io::Result<()>) -> anyhow::Result<u8> {
    match result {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            anyhow::bail!("can't write to standard output: {}", output::problem(&error))
        }
        Ok(()) | Err(_) => Ok(0),
    }
}

/// Says where, and nothing of what the program held: that may be a key.
fn panicked(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(|l| format!(" at {}:{}", l.file(), l.line())).unwrap_or_default();
    let line = format!("weaviate-doctor: a bug in this program{place}; please report it with this line\n");
    let _ = std::io::stderr().write_all(line.as_bytes());
}
