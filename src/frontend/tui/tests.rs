//! The real loop on a fake terminal with scripted keys.

use super::*;
use crate::frontend::session::event::PracticeRun;
use crate::frontend::session::event::PracticeStarter;
use crate::frontend::session::reset_link_store::ResetLinkStore;
use crate::frontend::session::tasks::TaskRunner;
use crate::model::case::Case;
use crate::model::case::Sourced;
use crate::model::evidence::Origin;
use crate::wizard::practice::PracticeFault;
use crate::wizard::{CopyOf, Leaving};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use futures_util::future::BoxFuture;
use futures_util::stream;
use ratatui::backend::TestBackend;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::time::UNIX_EPOCH;

/// Counts how often the terminal was given away and taken back.
#[derive(Default)]
struct FakeStage {
    suspended: usize,
    retaken: usize,
    written: String,
}

impl TerminalControl for FakeStage {
    fn suspend(&mut self) -> io::Result<()> {
        self.suspended += 1;
        Ok(())
    }

    fn retake(&mut self) -> io::Result<()> {
        self.retaken += 1;
        Ok(())
    }

    fn write(&mut self, sequence: &str) -> io::Result<()> {
        self.written.push_str(sequence);
        Ok(())
    }

    fn title(&mut self, sequence: Option<&str>) -> io::Result<()> {
        self.written.push_str(sequence.unwrap_or("(title back)"));
        Ok(())
    }
}

fn noon() -> SystemTime {
    UNIX_EPOCH + Duration::from_hours(500_000)
}

fn key(code: KeyCode) -> Event {
    Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn ctrl(c: char) -> Event {
    Event::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL))
}

/// Keys with a pause before each, so that every one gets its frame; afterwards silence.
fn script(events: Vec<Event>) -> impl Stream<Item = io::Result<Event>> + Send + Unpin + 'static {
    let paced = stream::iter(events).then(|event| async {
        tokio::time::sleep(Duration::from_millis(15)).await;
        Ok(event)
    });
    Box::pin(paced.chain(stream::pending()))
}

struct Played {
    ending: ExitReason,
    screen: String,
    stage: FakeStage,
}

/// Runs the loop on this script until it ends.
async fn play(
    events: impl Stream<Item = io::Result<Event>> + Send + Unpin + 'static,
    discover: BoxFuture<'static, Result<Box<Case>, String>>,
    others: impl FnOnce(&UnboundedSender<SessionEvent>),
) -> Played {
    play_with(Look::default(), events, discover, others).await
}

/// The same with what the config file says about how things look.
async fn play_with(
    look: Look,
    events: impl Stream<Item = io::Result<Event>> + Send + Unpin + 'static,
    discover: BoxFuture<'static, Result<Box<Case>, String>>,
    others: impl FnOnce(&UnboundedSender<SessionEvent>),
) -> Played {
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap_or_else(|e| match e {});
    let mut stage = FakeStage::default();
    let (sender, receiver) = unbounded_channel();
    let starter: PracticeStarter = Box::new(|fault, mut case| {
        Box::pin(async move {
            case.url = Sourced::new("http://127.0.0.1:1".to_owned(), Origin::Practice);
            if fault == "healthy" {
                Ok(PracticeRun { case, keep: Box::new(()) })
            } else {
                Err("no such fault".to_owned())
            }
        })
    });
    others(&sender);
    let tasks = TaskRunner::new(sender, Box::new(|_| ()), Some(starter), ResetLinkStore::Nowhere);
    tasks.discover(Box::pin(std::future::ready(look)), discover);
    let faults = vec![PracticeFault { id: "healthy".to_owned(), broken: "nothing".to_owned() }];
    let theme = Theme { color: true, unicode: true, ..Theme::default() };
    let mut parting = Vec::new();
    let front =
        App { shown: false, theme, terminal: &mut terminal, stage: &mut stage, title: None, parting: &mut parting };
    let session = Session { wizard: Wizard::new(None, faults), front, tasks, clock: noon };
    let ending = tokio::time::timeout(Duration::from_secs(20), drive(session, events, receiver, Vec::new()))
        .await
        .unwrap_or(ExitReason::TerminalGone);
    let screen = terminal.backend().to_string();
    Played { ending, screen, stage }
}

fn found() -> BoxFuture<'static, Result<Box<Case>, String>> {
    Box::pin(async { Ok(Box::new(Case::empty())) })
}

#[tokio::test]
async fn the_user_walks_to_a_result_and_leaves() {
    // The URL can't be used, so no socket is opened: everything behind it is skipped.
    let mut events = vec![key(KeyCode::Char('2'))];
    events.extend("console.weaviate.cloud".chars().map(|c| key(KeyCode::Char(c))));
    events.extend([key(KeyCode::Down), Event::Paste("k".repeat(1_000_000))]);
    // The first says what is wrong, the second goes on all the same.
    events.extend([key(KeyCode::Enter), key(KeyCode::Enter)]);
    let pause = tokio::time::sleep(Duration::from_millis(1500));
    let last = stream::once(async move {
        pause.await;
        Ok(key(KeyCode::Char('q')))
    });
    let keys = stream::iter(events).map(Ok).chain(last).chain(stream::pending());
    let played = play(Box::pin(keys), found(), |_| ()).await;
    assert_eq!(played.ending, ExitReason::Left(Leaving::Done), "{}", played.screen);
    assert!(played.screen.contains("Do this") && played.screen.contains("● Fix"), "{}", played.screen);
    assert!(!played.screen.contains("kkkk"));
}

#[tokio::test]
async fn endings_have_their_status() {
    let interrupted = play(script(vec![ctrl('c')]), found(), |_| ()).await;
    assert_eq!((interrupted.ending.status(), interrupted.ending), (130, ExitReason::Left(Leaving::Interrupted)));
    let unusable = play(script(vec![]), Box::pin(async { Err("no such file".to_owned()) }), |_| ()).await;
    assert_eq!((unusable.ending.status(), unusable.ending), (2, ExitReason::Usage("no such file".to_owned())));
    for (number, status) in [(15, 143), (1, 129), (2, 130)] {
        let ended = play(script(vec![]), found(), |queue| drop(queue.send(SessionEvent::Signal(number)))).await;
        assert_eq!(ended.ending.status(), status);
    }
    let gone = play(stream::iter([Err(io::Error::other("gone"))]), found(), |_| ()).await;
    assert_eq!(gone.ending, ExitReason::TerminalGone);
}

#[cfg(unix)]
#[tokio::test]
async fn suspension_gives_the_terminal_away_and_draws_again() {
    let played = play(script(vec![ctrl('z'), ctrl('l'), key(KeyCode::Char('q'))]), found(), |queue| {
        drop(queue.send(SessionEvent::Signal(signal_hook::consts::SIGTSTP)));
        drop(queue.send(SessionEvent::Signal(signal_hook::consts::SIGCONT)));
    })
    .await;
    assert_eq!((played.stage.suspended, played.stage.retaken), (2, 1));
    assert!(played.screen.contains("What's going wrong?"), "{}", played.screen);
}

#[tokio::test]
async fn a_defect_in_the_background_is_told_and_the_screen_stays() {
    let played = play(script(vec![key(KeyCode::Down), key(KeyCode::Char('q'))]), found(), |queue| {
        drop(queue.send(SessionEvent::Msg(Msg::Defect("src/x.rs:1".to_owned()))));
    })
    .await;
    assert!(played.screen.contains("failed at src/x.rs:1") && played.screen.contains("What's going wrong?"));
}

#[tokio::test]
async fn an_idle_wizard_does_nothing() {
    static TICKS: AtomicUsize = AtomicUsize::new(0);
    fn counting() -> SystemTime {
        TICKS.fetch_add(1, Ordering::SeqCst);
        noon()
    }
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap_or_else(|e| match e {});
    let mut stage = FakeStage::default();
    let (sender, receiver) = unbounded_channel();
    let tasks = TaskRunner::new(sender, Box::new(|_| ()), None, ResetLinkStore::Nowhere);
    tasks.discover(Box::pin(async { Look::default() }), found());
    let mut parting = Vec::new();
    let theme = Theme::default();
    let front =
        App { shown: false, theme, terminal: &mut terminal, stage: &mut stage, title: None, parting: &mut parting };
    let session = Session { wizard: Wizard::new(None, Vec::new()), front, tasks, clock: counting };
    let idle = stream::pending::<io::Result<Event>>();
    let ended = tokio::time::timeout(Duration::from_millis(600), drive(session, idle, receiver, Vec::new())).await;
    assert!(ended.is_err());
    // One turn at the start, one for what was found.
    assert!(TICKS.load(Ordering::SeqCst) <= 4, "{TICKS:?}");
}

#[tokio::test]
async fn what_is_copied_goes_to_the_terminal_and_time_rings_the_bell() {
    let start = UNIX_EPOCH.elapsed().map_or(0, |_| noon().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs()));
    let played = play(script(vec![key(KeyCode::Char('q'))]), found(), |queue| {
        let stored = crate::wizard::StoredLink { id: 7, start: start - 100, asked: 1, label: String::new() };
        drop(queue.send(SessionEvent::Msg(Msg::StoredLinks(vec![stored]))));
        drop(queue.send(SessionEvent::Copied(CopyOf::Step, Some("text".to_owned()))));
    })
    .await;
    let written = played.stage.written;
    assert!(written.contains("\u{1b}]52;c;dGV4dA==\u{7}"), "{written:?}");
    assert!(written.contains("\u{1b}]2;reset link until"), "{written:?}");
    assert!(played.screen.contains("Copied the step."), "{}", played.screen);
}

#[tokio::test]
async fn presentation_of_the_config_file_is_on_before_anything_is_found() {
    let look = Look { presentation: true, ..Look::default() };
    let mut case = Case::empty();
    case.url = Sourced::new("https://secretid9.weaviate.cloud".to_owned(), Origin::Argument);
    let found: BoxFuture<'static, _> = Box::pin(async { Ok(Box::new(case)) });
    let events = vec![key(KeyCode::Down), key(KeyCode::Char('q'))];
    let played = play_with(look, script(events), found, |_| ()).await;
    assert!(played.screen.contains("names replaced") && !played.screen.contains("secretid9"), "{}", played.screen);
}
