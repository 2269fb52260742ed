//! Which files' values a program can read, by where both stand.

/// Folders that hold the settings of what stands beside them.
const ASIDE: [&str; 26] = [
    "base",
    "charts",
    "compose",
    "config",
    "configs",
    "deploy",
    "deployment",
    "docker",
    "env",
    "envs",
    "environments",
    "github",
    "helm",
    "infra",
    "k8s",
    "kubernetes",
    "kustomize",
    "main",
    "manifests",
    "overlays",
    "resources",
    "secrets",
    "settings",
    "src",
    "streamlit",
    "workflows",
];

/// The folder of a path; empty at the top.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a program at `code` can read what the file at `settings` sets: it stands in the same folder or above it, or in a folder for
/// settings beside those.
pub(super) fn reaches(settings: &str, code: &str) -> bool {
    let mut from = folder(settings);
    // An environment's own folder: `overlays/staging`, `envs/production`.
    if ASIDE.contains(&folder_name(folder(from))) && !folder(from).is_empty() {
        from = folder(from);
    }
    while ASIDE.contains(&folder_name(from)) {
        from = folder(from);
    }
    from.is_empty() || code.strip_prefix(from).is_some_and(|rest| rest.starts_with('/'))
}

fn folder_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path).trim_start_matches('.')
}
