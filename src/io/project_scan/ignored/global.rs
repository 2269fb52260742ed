//! Where the user's own ignore file is: Git's `core.excludesFile`, by default `git/ignore` in the folder of configurations.

use crate::io::files;
use std::ffi::OsString;
use std::path::PathBuf;

/// Largest configuration of Git that is read.
const MAX_CONFIG_BYTES: u64 = 1 << 20;

/// The user's ignore file, which need not exist.
pub(super) fn excludes_file() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
    let folder =
        set("XDG_CONFIG_HOME").or_else(|| Some(home.as_ref()?.join(".config"))).map(|folder| folder.join("git"));
    let configurations = [
        set("GIT_CONFIG_GLOBAL"),
        home.as_ref().map(|home| home.join(".gitconfig")),
        folder.as_ref().map(|folder| folder.join("config")),
        set("GIT_CONFIG_SYSTEM").or_else(|| Some(PathBuf::from("/etc/gitconfig"))),
    ];
    let named = configurations.into_iter().flatten().find_map(|path| {
        let bytes = files::found(&path, MAX_CONFIG_BYTES).ok()?;
        named(&String::from_utf8_lossy(&bytes))
    });
    let at_home = |path: String| match (path.strip_prefix("~/"), &home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(OsString::from(path)),
    };
    named.map(at_home).or_else(|| Some(folder?.join("ignore")))
}

/// The value of `excludesFile` in a configuration.
fn named(text: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        let value = value.trim().trim_matches('"').trim();
        (name.trim().eq_ignore_ascii_case("excludesfile") && !value.is_empty()).then(|| value.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_a_configuration_names() {
        assert_eq!(named("[core]\n\texcludesFile = \"~/.ignored\"\n").as_deref(), Some("~/.ignored"));
        assert_eq!(named("[core]\n\teditor = vi\n"), None);
    }
}
