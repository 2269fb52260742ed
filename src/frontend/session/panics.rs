//! What happens on a panic: on the screen's own thread the terminal is given back first; a panic of a background task is reported on the
//! screen and leaves it intact. What the panic says is never printed, because it may quote a key; where it happened is.

use crate::frontend::session::event::SessionEvent;
use crate::frontend::tui::terminal;
use crate::wizard::Msg;
use std::panic::PanicHookInfo;
use std::thread::ThreadId;
use tokio::sync::mpsc::UnboundedSender;

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Sync + Send + 'static>;

/// Installs the hook for this thread as the screen's own, and returns the one that was there.
pub fn install(queue: UnboundedSender<SessionEvent>) -> Hook {
    let screen = std::thread::current().id();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| on_panic(info, screen, &queue)));
    before
}

/// Puts the earlier hook back.
pub fn uninstall(before: Hook) {
    std::panic::set_hook(before);
}

fn on_panic(info: &PanicHookInfo<'_>, screen: ThreadId, queue: &UnboundedSender<SessionEvent>) {
    let place = info.location().map_or_else(|| "an unknown place".to_owned(), |l| format!("{}:{}", l.file(), l.line()));
    if std::thread::current().id() == screen {
        terminal::give_back();
        eprintln!("weaviate-doctor: a bug in this program at {place}; please report it");
    } else {
        let _ = queue.send(SessionEvent::Msg(Msg::Defect(place)));
    }
}
