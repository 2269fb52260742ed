//! Which clients a file's project uses: what `discover` finds in the nearest folder, and where only a range is declared, the newest release
//! that it lets in.

use crate::io::discover;
use crate::io::files;
use crate::model::client::{Client, Language, Version};
use crate::rules::scan::requirement::{newest, oldest, python_line};
use crate::rules::scan::{Installed, InstalledClient};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many folders upwards are looked at.
const MAX_FOLDERS_UP: usize = 12;

/// Largest manifest that is read.
const MAX_MANIFEST_BYTES: u64 = 1 << 20;

/// What is found once is kept.
#[derive(Default)]
pub(super) struct Cache {
    own: Mutex<HashMap<PathBuf, Arc<FolderManifest>>>,
    /// By the folder of a file, with what counts from the folders above.
    all: Mutex<HashMap<PathBuf, Arc<Installed>>>,
}

/// What a folder says by itself.
struct FolderManifest {
    installed: Installed,
    /// Whether a repository begins here.
    top: bool,
}

impl Cache {
    /// The clients for a file; `said` is the one that the user named, against whatever files say.
    pub(super) fn of(&self, file: &Path, said: Option<Client>) -> Arc<Installed> {
        let folder = file.parent().unwrap_or(file);
        if let Some(known) = lock(&self.all).get(folder) {
            return Arc::clone(known);
        }
        let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let mut all = Installed::default();
        for folder in absolute.ancestors().skip(1).take(MAX_FOLDERS_UP) {
            let own = self.own(folder);
            for language in [Language::Python, Language::TypeScript, Language::Go, Language::Java, Language::CSharp] {
                if let Some(known) = own.installed.get(language) {
                    all.note(language, known.clone());
                }
            }
            // A project ends where its repository does.
            if own.top {
                break;
            }
        }
        if let Some(Client { language, version: Some(version) }) = said {
            all.say(language, InstalledClient::exact(version));
        }
        let all = Arc::new(all);
        lock(&self.all).insert(folder.to_owned(), Arc::clone(&all));
        all
    }

    fn own(&self, folder: &Path) -> Arc<FolderManifest> {
        if let Some(known) = lock(&self.own).get(folder) {
            return Arc::clone(known);
        }
        let found = Arc::new(FolderManifest { installed: look(folder), top: folder.join(".git").exists() });
        lock(&self.own).insert(folder.to_owned(), Arc::clone(&found));
        found
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn look(folder: &Path) -> Installed {
    let mut installed = Installed::default();
    let mut ranges = Vec::new();
    for client in discover::clients(folder) {
        match client.version {
            Some(version) => installed.note(client.language, InstalledClient::exact(version)),
            None => ranges.push(client),
        }
    }
    for client in ranges {
        let text = files::found_text(&folder.join(client.found_in.raw()), MAX_MANIFEST_BYTES).unwrap_or_default();
        let requirement = match client.language {
            Language::Python => text.lines().find_map(python_line),
            Language::TypeScript => declared(&text),
            Language::Go | Language::Java | Language::CSharp | Language::Curl => None,
        };
        let requirement = requirement.unwrap_or_default();
        // Without an upper bound it is the newest, whatever a folder further up says.
        let version = newest(&requirement).unwrap_or(Version::new(u32::MAX, u32::MAX, u32::MAX));
        let oldest = oldest(&requirement);
        let shown = if requirement.is_empty() { "newest".to_owned() } else { requirement };
        installed.note(client.language, InstalledClient { version, oldest, shown });
    }
    if installed.get(Language::Python).is_none()
        && let Some(known) = elsewhere(folder)
    {
        installed.note(Language::Python, known);
    }
    installed
}

/// Declarations in files that `discover` doesn't look at.
fn elsewhere(folder: &Path) -> Option<InstalledClient> {
    ["setup.cfg", "environment.yml", "environment.yaml", "requirements.in", "constraints.txt"].into_iter().find_map(
        |name| {
            let text = files::found_text(&folder.join(name), MAX_MANIFEST_BYTES).ok()?;
            let shown = text.lines().find_map(python_line)?;
            Some(InstalledClient { version: newest(&shown)?, oldest: oldest(&shown), shown })
        },
    )
}

/// The requirement in a `package.json`.
fn declared(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let parts = ["dependencies", "devDependencies", "peerDependencies"];
    let names = ["weaviate-client", "weaviate-ts-client"];
    let entry = parts.iter().find_map(|part| names.iter().find_map(|name| value.get(part)?.get(*name)))?;
    entry.as_str().map(str::to_owned)
}
