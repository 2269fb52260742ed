//! Keeps the start of a reset link's countdown in one small file, so that it survives the program. Nothing else is ever stored.

use super::Arrival;
use crate::wizard::Msg;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::AsyncReadExt as _;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Where the start is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Memory {
    /// In the platform's folder for state: `weaviate-doctor/reset-link` below `$XDG_STATE_HOME` or `~/.local/state` on Linux.
    Usual,
    /// In this file.
    File(PathBuf),
    /// Nowhere.
    Nowhere,
}

impl Memory {
    fn path(self) -> Option<PathBuf> {
        use etcetera::BaseStrategy as _;
        match self {
            Self::Usual => {
                let base = etcetera::choose_base_strategy().ok()?;
                let folder = base.state_dir().unwrap_or_else(|| base.data_dir());
                Some(folder.join("weaviate-doctor").join("reset-link"))
            }
            Self::File(path) => Some(path),
            Self::Nowhere => None,
        }
    }

    /// Reads what is stored into the queue and keeps a task for what will be.
    pub(super) fn open(self, queue: &UnboundedSender<Arrival>) -> Keeper {
        let (sender, receiver) = watch::channel(Wanted::Nothing);
        let queue = queue.clone();
        let task = tokio::spawn(async move {
            let Some(path) = self.path() else { return };
            if let Some(seconds) = read(&path).await {
                let _ = queue.send(Arrival::Msg(Msg::StoredResetLink(seconds)));
            }
            drop(queue);
            keep(&path, receiver).await;
        });
        Keeper { sender: Some(sender), task }
    }
}

/// What the file is to hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wanted {
    /// What it holds.
    Nothing,
    /// Nothing any more.
    Forgotten,
    /// This start.
    Stored(u64),
}

/// The task that writes, newest value last.
pub(super) struct Keeper {
    sender: Option<watch::Sender<Wanted>>,
    task: JoinHandle<()>,
}

impl Keeper {
    /// Has this start stored, or the stored one forgotten.
    pub fn store(&self, start: Option<u64>) {
        if let Some(sender) = &self.sender {
            sender.send_replace(start.map_or(Wanted::Forgotten, Wanted::Stored));
        }
    }

    /// Waits a little for what is still to be written.
    pub async fn close(&mut self, patience: Duration) {
        self.sender = None;
        let _ = tokio::time::timeout(patience, &mut self.task).await;
    }
}

async fn keep(path: &Path, mut wanted: watch::Receiver<Wanted>) {
    // A value that was sent before the sender went away still counts.
    while wanted.changed().await.is_ok() {
        let value = *wanted.borrow_and_update();
        // A folder that can't be written only means that the countdown ends with the program.
        let _ = match value {
            Wanted::Nothing => Ok(()),
            Wanted::Forgotten => tokio::fs::remove_file(path).await,
            Wanted::Stored(start) => write(path, start).await,
        };
    }
}

/// The stored seconds; none when there are none, or when the file is broken.
async fn read(path: &Path) -> Option<u64> {
    let mut text = String::new();
    let file = tokio::fs::File::open(path).await.ok()?;
    file.take(64).read_to_string(&mut text).await.ok()?;
    text.trim().parse().ok()
}

async fn write(path: &Path, start: u64) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    // Written beside and moved, so that nobody ever reads half of it.
    let fresh = path.with_extension("new");
    tokio::fs::write(&fresh, format!("{start}\n")).await?;
    tokio::fs::rename(&fresh, path).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc::unbounded_channel;

    #[tokio::test]
    async fn what_is_stored_is_found_again_and_rubbish_is_ignored() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("deep").join("reset-link");
        let (queue, mut arrivals) = unbounded_channel();
        let mut keeper = Memory::File(path.clone()).open(&queue);
        keeper.store(Some(1));
        keeper.store(Some(1_800_000_000));
        keeper.close(Duration::from_secs(5)).await;
        assert_eq!(std::fs::read_to_string(&path)?, "1800000000\n");
        let mut again = Memory::File(path.clone()).open(&queue);
        assert!(matches!(arrivals.recv().await, Some(Arrival::Msg(Msg::StoredResetLink(1_800_000_000)))));
        again.store(None);
        again.close(Duration::from_secs(5)).await;
        assert!(!path.exists());
        for rubbish in [&b"\xff\xfe"[..], b"soon", b"-5", b"99999999999999999999999999"] {
            std::fs::write(&path, rubbish)?;
            assert_eq!(read(&path).await, None);
        }
        assert_eq!(read(folder.path()).await, None);
        Ok(())
    }
}
