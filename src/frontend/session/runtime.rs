//! The tasks' runtime. It ends without waiting for a name lookup that hangs.

use crate::frontend::session::event::{ExitReason, SessionEvent};
use crate::frontend::session::signals;
use tokio::sync::mpsc::UnboundedSender;

/// A runtime that ends without waiting for a name lookup that hangs.
pub struct Runtime(Option<tokio::runtime::Runtime>);

impl Runtime {
    /// None, with a line on standard error, where the system gives no threads.
    pub fn start() -> Option<Self> {
        if !crate::io::limits::has_threads() {
            eprintln!("weaviate-doctor: {}", crate::words::catalog::say("shortage", "threads"));
            return None;
        }
        match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
            Ok(runtime) => Some(Self(Some(runtime))),
            Err(error) => {
                eprintln!("weaviate-doctor: the program couldn't start its tasks: {error}");
                None
            }
        }
    }

    /// Sends signals into the queue.
    pub fn watch_signals(&self, queue: &UnboundedSender<SessionEvent>) {
        let _entered = self.0.as_ref().map(tokio::runtime::Runtime::enter);
        signals::watch(queue);
    }

    /// Runs the loop to its end.
    pub fn block_on(&self, future: impl Future<Output = ExitReason>) -> ExitReason {
        self.0.as_ref().map_or(ExitReason::TerminalGone, |runtime| runtime.block_on(future))
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
