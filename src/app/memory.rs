//! Keeps the starts of the reset links' countdowns, with the user's own labels, in one small file that only the user can read, so that they
//! survive the program. Nothing else is ever stored.

use super::Arrival;
use crate::clean::Clean;
use crate::wizard::{Msg, StoredLink};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
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
            let stored = read(&path).await;
            if !stored.is_empty() {
                let _ = queue.send(Arrival::Msg(Msg::StoredLinks(stored)));
            }
            drop(queue);
            keep(&path, receiver).await;
        });
        Keeper { sender: Some(sender), task }
    }
}

/// Longest file that is read, in bytes.
const LONGEST: u64 = 4096;

/// What the file is to hold.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Wanted {
    /// What it holds.
    Nothing,
    /// These links; none removes the file.
    Stored(Vec<StoredLink>),
}

/// The task that writes, newest value last.
pub(super) struct Keeper {
    sender: Option<watch::Sender<Wanted>>,
    task: JoinHandle<()>,
}

impl Keeper {
    /// Has these links stored in place of those that are.
    pub fn store(&self, links: Vec<StoredLink>) {
        if let Some(sender) = &self.sender {
            sender.send_replace(Wanted::Stored(links));
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
        let value = wanted.borrow_and_update().clone();
        // A folder that can't be written only means that the countdowns end with the program.
        let _ = match value {
            Wanted::Nothing => Ok(()),
            Wanted::Stored(links) if links.is_empty() => tokio::fs::remove_file(path).await,
            Wanted::Stored(links) => write(path, &links).await,
        };
    }
}

/// The stored links; none when there are none. Lines that make no sense are left out.
async fn read(path: &Path) -> Vec<StoredLink> {
    let mut bytes = Vec::new();
    let Ok(file) = tokio::fs::File::open(path).await else { return Vec::new() };
    if file.take(LONGEST).read_to_end(&mut bytes).await.is_err() {
        return Vec::new();
    }
    String::from_utf8_lossy(&bytes).lines().filter_map(link).take(crate::wizard::link::MOST).collect()
}

/// `start`, or `start`, tab, times asked, tab, label. The file may come from anybody.
fn link(line: &str) -> Option<StoredLink> {
    let mut parts = line.splitn(3, '\t');
    let start = parts.next()?.trim().parse().ok()?;
    let asked = parts.next().map_or(Ok(1), str::parse).ok()?;
    let label = Clean::up_to(parts.next().unwrap_or_default(), crate::wizard::link::LONGEST_LABEL);
    Some(StoredLink { start, asked, label: label.as_str().to_owned() })
}

async fn write(path: &Path, links: &[StoredLink]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    // Written beside and moved, so that nobody ever reads half of it. Made anew, so that nobody else could open it before.
    let fresh = path.with_extension("new");
    let _ = tokio::fs::remove_file(&fresh).await;
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let rows: Vec<String> = links.iter().map(|l| format!("{}\t{}\t{}", l.start, l.asked, l.label)).collect();
    let text = format!("{}\n", rows.join("\n"));
    let mut file = options.open(&fresh).await?;
    file.write_all(text.as_bytes()).await?;
    file.flush().await?;
    drop(file);
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
        let stored = |start, label: &str| StoredLink { start, asked: 2, label: label.to_owned() };
        keeper.store(vec![stored(1, "")]);
        keeper.store(vec![stored(1_800_000_000, "Ana at work"), stored(1_800_000_050, "")]);
        keeper.close(Duration::from_secs(5)).await;
        assert_eq!(std::fs::read_to_string(&path)?, "1800000000\t2\tAna at work\n1800000050\t2\t\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path)?.permissions().mode() & 0o777, 0o600);
        }
        let mut again = Memory::File(path.clone()).open(&queue);
        let Some(Arrival::Msg(Msg::StoredLinks(links))) = arrivals.recv().await else { panic!("nothing stored") };
        assert_eq!(links, [stored(1_800_000_000, "Ana at work"), stored(1_800_000_050, "")]);
        again.store(Vec::new());
        again.close(Duration::from_secs(5)).await;
        assert!(!path.exists());
        for rubbish in [&b"\xff\xfe"[..], b"soon", b"-5", b"99999999999999999999999999", b"1\tmany\tx"] {
            std::fs::write(&path, rubbish)?;
            assert_eq!(read(&path).await, []);
        }
        // As the first version wrote it, and a label that a terminal could obey.
        std::fs::write(&path, "1800000000\n1800000001\t3\t\u{1b}[2Jx\n")?;
        let links = read(&path).await;
        assert_eq!((links.len(), links[0].asked), (2, 1));
        assert!(!links[1].label.contains('\u{1b}'));
        assert_eq!(read(folder.path()).await, []);
        Ok(())
    }
}
