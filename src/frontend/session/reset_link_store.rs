//! Keeps the starts of the reset links' countdowns, with the user's own labels, in one small file that only the user can read, so that they
//! survive the program. Nothing else is ever stored. Several windows may share the file: each changes what is its own, under a lock.

use crate::frontend::session::event::SessionEvent;
use crate::io::files;
use crate::io::files::output;
use crate::model::sanitized::SanitizedText;
use crate::wizard::link::{LONGEST_LABEL, MAX_LINKS};
use crate::wizard::{LinkChange, Msg, StoredLink};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

/// Where the start is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ResetLinkStore {
    /// In the platform's folder for state: `weaviate-doctor/reset-link` below `$XDG_STATE_HOME` or `~/.local/state` on Linux.
    Usual,
    /// In this file.
    File(PathBuf),
    /// Nowhere.
    Nowhere,
}

impl ResetLinkStore {
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
    pub fn open(self, queue: &UnboundedSender<SessionEvent>) -> StoreWriter {
        let (sender, receiver) = unbounded_channel();
        let queue = queue.clone();
        let task = tokio::spawn(async move {
            let Some(path) = self.path() else { return };
            let from = path.clone();
            let stored = tokio::task::spawn_blocking(move || read(&from)).await.unwrap_or_default();
            if !stored.is_empty() {
                let _ = queue.send(SessionEvent::Msg(Msg::StoredLinks(stored)));
            }
            drop(queue);
            keep(path, receiver).await;
        });
        StoreWriter { sender: Some(sender), task }
    }
}

/// Longest file that is read, in bytes.
const MAX_STORE_BYTES: u64 = 4096;

/// The task that writes, change by change.
pub struct StoreWriter {
    sender: Option<UnboundedSender<LinkChange>>,
    task: JoinHandle<()>,
}

impl StoreWriter {
    /// Has this changed in what is stored.
    pub fn store(&self, change: LinkChange) {
        if let Some(sender) = &self.sender {
            let _ = sender.send(change);
        }
    }

    /// Waits a little for what is still to be written.
    pub async fn close(&mut self, patience: Duration) {
        self.sender = None;
        let _ = tokio::time::timeout(patience, &mut self.task).await;
    }
}

async fn keep(path: PathBuf, mut changes: UnboundedReceiver<LinkChange>) {
    // What was sent before the sender went away still counts.
    while let Some(first) = changes.recv().await {
        let mut together = vec![first];
        while let Ok(next) = changes.try_recv() {
            together.push(next);
        }
        let path = path.clone();
        // A folder that can't be written only means that the countdowns end with the program.
        let _ = tokio::task::spawn_blocking(move || merge(&path, together)).await;
    }
}

/// Changes the file, which another window may have changed since it was read.
fn merge(path: &Path, changes: Vec<LinkChange>) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // Held until the end of this function. The file beside is never removed: whoever waits for it holds it open.
    let lock = output::lock_file(&path.with_extension("lock"))?;
    // Some network folders know no locks: then the last window to write wins, as ever.
    let _held = lock.lock();
    let mut links = read(path);
    for change in changes {
        match change {
            LinkChange::Put(link) => match links.iter_mut().find(|l| l.id == link.id) {
                Some(known) => *known = link,
                None => links.push(link),
            },
            LinkChange::Forget(id) => links.retain(|l| l.id != id),
        }
    }
    while links.len() > MAX_LINKS {
        let oldest = links.iter().enumerate().min_by_key(|(_, l)| l.start).map_or(0, |(i, _)| i);
        links.remove(oldest);
    }
    if links.is_empty() { std::fs::remove_file(path) } else { write(path, &links) }
}

/// The stored links; none when there are none. Lines that make no sense are left out.
fn read(path: &Path) -> Vec<StoredLink> {
    let Ok(file) = files::open_found(path) else { return Vec::new() };
    let Ok(bytes) = files::at_most(file.take(MAX_STORE_BYTES), MAX_STORE_BYTES) else { return Vec::new() };
    String::from_utf8_lossy(&bytes).lines().filter_map(link).take(MAX_LINKS).collect()
}

/// `start`, or `start`, tab, times asked, tab, label, or the same with tab and id behind it. The file may come from anybody.
fn link(line: &str) -> Option<StoredLink> {
    let mut parts = line.splitn(4, '\t');
    let start = parts.next()?.trim().parse().ok()?;
    let asked = parts.next().map_or(Ok(1), str::parse).ok()?;
    let label = SanitizedText::up_to(parts.next().unwrap_or_default(), LONGEST_LABEL);
    // Earlier versions wrote none; no two of their links began in the same second.
    let id = parts.next().map_or(Some(start), |id| id.trim().parse().ok())?;
    Some(StoredLink { id, start, asked, label: label.as_str().to_owned() })
}

fn write(path: &Path, links: &[StoredLink]) -> io::Result<()> {
    // Written beside and moved, so that nobody ever reads half of it. Created new, so that nobody else could have opened it before.
    let mut file = output::private_beside(path)?;
    for l in links {
        writeln!(file, "{}\t{}\t{}\t{}", l.start, l.asked, l.label, l.id)?;
    }
    file.persist(path)?;
    Ok(())
}

/// How long the end waits for the countdown to be stored.
pub const STORE_TIMEOUT: Duration = Duration::from_millis(300);

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(start: u64, label: &str) -> StoredLink {
        StoredLink { id: start * 1_000_000_000, start, asked: 2, label: label.to_owned() }
    }

    fn put(start: u64, label: &str) -> LinkChange {
        LinkChange::Put(stored(start, label))
    }

    #[tokio::test]
    async fn what_is_stored_is_found_again_and_rubbish_is_ignored() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("deep").join("reset-link");
        let (queue, mut arrivals) = unbounded_channel();
        let mut keeper = ResetLinkStore::File(path.clone()).open(&queue);
        keeper.store(put(1_800_000_000, ""));
        keeper.store(put(1_800_000_000, "Ana at work"));
        keeper.store(put(1_800_000_050, ""));
        keeper.close(Duration::from_secs(5)).await;
        assert_eq!(
            std::fs::read_to_string(&path)?,
            "1800000000\t2\tAna at work\t1800000000000000000\n1800000050\t2\t\t1800000050000000000\n"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path)?.permissions().mode() & 0o777, 0o600);
        }
        let mut again = ResetLinkStore::File(path.clone()).open(&queue);
        let Some(SessionEvent::Msg(Msg::StoredLinks(links))) = arrivals.recv().await else { panic!("nothing stored") };
        assert_eq!(links, [stored(1_800_000_000, "Ana at work"), stored(1_800_000_050, "")]);
        for link in links {
            again.store(LinkChange::Forget(link.id));
        }
        again.close(Duration::from_secs(5)).await;
        assert!(!path.exists());
        for rubbish in [&b"\xff\xfe"[..], b"soon", b"-5", b"99999999999999999999999999", b"1\tmany\tx", b"1\t1\tx\tme"]
        {
            std::fs::write(&path, rubbish)?;
            assert_eq!(read(&path), []);
        }
        // As the first version wrote it, and a label that a terminal could obey.
        std::fs::write(&path, "1800000000\n1800000001\t3\t\u{1b}[2Jx\n")?;
        let links = read(&path);
        assert_eq!((links.len(), links[0].asked, links[0].id), (2, 1, 1_800_000_000));
        assert!(!links[1].label.contains('\u{1b}'));
        assert_eq!(read(folder.path()), []);
        Ok(())
    }

    #[tokio::test]
    async fn two_windows_keep_each_others_links() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("reset-link");
        let (queue, _arrivals) = unbounded_channel();
        let mut windows = [0, 1].map(|_| ResetLinkStore::File(path.clone()).open(&queue));
        for round in 0..4 {
            for (window, start) in windows.iter().zip([1_800_000_000, 1_800_000_100]) {
                window.store(put(start + round, &format!("{round}")));
            }
        }
        windows[0].store(LinkChange::Forget(stored(1_800_000_000, "").id));
        // The other window still counts it down; what it changes of its own does not bring it back.
        windows[1].store(put(1_800_000_103, "last"));
        for window in &mut windows {
            window.close(Duration::from_secs(5)).await;
        }
        let mut starts: Vec<u64> = read(&path).iter().map(|l| l.start).collect();
        starts.sort_unstable();
        let first = [1_800_000_001, 1_800_000_002, 1_800_000_003];
        let second = [1_800_000_100, 1_800_000_101, 1_800_000_102, 1_800_000_103];
        assert_eq!(starts, [&first[..], &second[..]].concat());
        Ok(())
    }
}
