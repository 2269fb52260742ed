//! In place of `project_scan` in a build without the feature `scan`: there is never a project to read.

use super::discover::options::DiscoverOptions;
use super::discover::{Environment, assemble};
use crate::model::case::Case;
use crate::model::client::Client;
use crate::model::scan_outcome::Project;
use crate::model::usage_error::UsageError;
use std::time::Duration;

/// Puts the case together.
pub fn assembled(options: &DiscoverOptions, environment: &Environment) -> Result<Case, UsageError> {
    assemble(options, environment)
}

/// Reads nothing.
pub async fn project_beside(_: Environment, _: Option<Client>, _: Option<Duration>) -> Project {
    std::future::ready(Project::Absent).await
}
