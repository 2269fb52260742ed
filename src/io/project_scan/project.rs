//! The scan of the current project, for the wizard and `check`: bounded in time and files, and not of a home directory. They
//! wait for it only so long and go on without it; the reading thread blocks nothing.

use super::{Request, scan};
use crate::io::discover::options::DiscoverOptions;
use crate::io::discover::{self, Environment};
use crate::model::case::Case;
use crate::model::client::{Client, Language};
use crate::model::scan_outcome::{Project, ScanOutcome};
use crate::model::usage_error::UsageError;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long it may take. A project of some ten thousand files needs a second.
const SCAN_TIME: Duration = Duration::from_secs(5);

/// How long it is waited for. It ends by itself before, unless a file or the file system holds it.
const SCAN_TIMEOUT: Duration = Duration::from_secs(7);

/// Most files that are read.
const MOST_FILES: usize = 20_000;

/// Scans the working directory beside everything else, and waits for a bounded time.
pub async fn project_beside(environment: Environment, client: Option<Client>, measured: Option<Duration>) -> Project {
    waited_for(SCAN_TIMEOUT, move || project(&environment, client, measured)).await
}

/// What comes out of it in this time.
async fn waited_for(patience: Duration, scan: impl FnOnce() -> Option<ScanOutcome> + Send + 'static) -> Project {
    match tokio::time::timeout(patience, tokio::task::spawn_blocking(scan)).await {
        Ok(Ok(Some(outcome))) => Project::Read(Box::new(outcome)),
        Ok(Ok(None)) => Project::Absent,
        Ok(Err(_)) | Err(_) => Project::Unread,
    }
}

/// Puts the case together; where the environment has what `trust_env=True` lets Python's client take, the project's source says whether it is
/// told to.
pub fn assembled(options: &DiscoverOptions, environment: &Environment) -> Result<Case, UsageError> {
    let mut case = discover::assemble(options, environment)?;
    let practice = options.practice_fault().is_some();
    let around = &case.environment;
    let roots = ["SSL_CERT_FILE", "SSL_CERT_DIR"];
    let decides = !around.proxy.is_empty() || around.certificates.iter().any(|v| roots.contains(&v.name.as_str()));
    if !practice && decides && case.client.language == Language::Python {
        case.trust_env = project(environment, None, None).is_some_and(|outcome| outcome.trust_env);
        if case.trust_env {
            discover::apply_proxies(&mut case, options, environment);
        }
    }
    Ok(case)
}

/// Scans the working directory; none when it is no project: a home directory or the root of everything.
pub fn project(environment: &Environment, client: Option<Client>, measured: Option<Duration>) -> Option<ScanOutcome> {
    let folder = environment.directory();
    let home = ["HOME", "USERPROFILE"].iter().filter_map(|name| environment.get(name)).any(|home| {
        let home = Path::new(home);
        // A folder above the home directory is no project either.
        !home.as_os_str().is_empty() && home.starts_with(folder)
    });
    if home || folder.parent().is_none() || !folder.is_dir() {
        return None;
    }
    let mut request = Request::of(vec![PathBuf::from(folder)], folder.to_owned());
    (request.client, request.measured) = (client, measured);
    (request.time, request.most_files) = (SCAN_TIME, MOST_FILES);
    Some(scan(&request).without(&environment.keys().redactor()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn the_source_tells_python_to_trust_the_environment() {
        let folder = tempfile::tempdir().unwrap();
        let way = |source: &str| {
            let told = format!("import weaviate\nfrom weaviate.classes.init import AdditionalConfig\n{source}\n");
            std::fs::write(folder.path().join("app.py"), told).unwrap();
            let variables = [("HTTPS_PROXY", "http://p.example:1"), ("WEAVIATE_URL", "https://a.c0.weaviate.cloud")];
            let case = assembled(&DiscoverOptions::default(), &Environment::of(variables, folder.path())).unwrap();
            (case.trust_env, case.settings.proxies.rest.is_some())
        };
        assert_eq!(way("config = AdditionalConfig(trust_env=True)"), (true, true));
        assert_eq!(way("config = AdditionalConfig(trust_env=False)"), (false, false));
        assert_eq!(way("config = AdditionalConfig()"), (false, false));
    }

    #[tokio::test]
    async fn a_scan_that_does_not_end_is_waited_for_in_vain() {
        // It ends with the test, which drops the sender.
        let (sender, held) = channel::<()>();
        let held = move || held.recv().map(|()| ScanOutcome::default()).ok();
        assert_eq!(waited_for(Duration::from_millis(10), held).await, Project::Unread);
        drop(sender);
        let broken = || panic!("a defect");
        assert_eq!(waited_for(Duration::from_secs(60), broken).await, Project::Unread);
        assert_eq!(waited_for(Duration::from_secs(60), || None).await, Project::Absent);
        let read = waited_for(Duration::from_secs(60), || Some(ScanOutcome::default())).await;
        assert_eq!(read, Project::Read(Box::default()));
    }
}
