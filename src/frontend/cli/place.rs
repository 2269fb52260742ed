//! Other places to check from, and which options go there.

use super::RunArgs;
use crate::model::usage_error::UsageError;
use clap::Args;
use std::time::Duration;

/// From where is checked.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Other places")]
pub struct PlaceArgs {
    /// The places.
    #[arg(
        long,
        value_name = "PLACE",
        help = "Check from another place: a name of [places] in the config file, here, or a command to put in front",
        long_help = "Check from another place: a name of [places] in the config file, here, or a command to put in front, such as \
        'kubectl exec -i deploy/api --', 'docker exec -i app', 'ssh build01' or 'ip netns exec red'. The variables and files of that \
        place count. Where weaviate-doctor isn't there, it sends itself into a private file and removes it again"
    )]
    pub from: Vec<String>,
    /// Hand this side's key to the other place, over standard input
    #[arg(long, requires = "from")]
    pub send_key: bool,
}

impl RunArgs {
    /// The options as they are given to `check` at another place. What names a file of this machine can't go there.
    pub fn for_place(&self, send_key: bool) -> Result<Vec<String>, UsageError> {
        let refuse = |option: &str| {
            Err(UsageError::new(&format!(
                "{option} is about a file of this machine, and --from checks at another place: leave it out"
            )))
        };
        let files = [
            ("--api-key-file", self.key.api_key_file.is_some() && !send_key),
            ("--cacert", self.way.cacert.is_some()),
            ("--config", false),
            ("--log", self.log.log.is_some()),
        ];
        if let Some((option, _)) = files.iter().find(|(_, given)| *given) {
            return refuse(option);
        }
        if self.way.proxy.is_some() {
            return Err(UsageError::new(
                "--proxy with --from would show in the process list there: set the variable at that place",
            ));
        }
        if self.report.watch.is_some() {
            return Err(UsageError::new("--watch repeats here: leave it out with --from"));
        }
        let mut words = Vec::new();
        let seconds = |d: Duration| d.as_secs_f64().to_string();
        let mut option = |name: &str, value: Option<String>| {
            words.extend(value.map(|value| format!("{name}={value}")));
        };
        let Self { judge, key, way, .. } = self;
        option("--symptom", judge.symptom.map(|s| s.id().to_owned()));
        for (question, choice) in &judge.answers {
            option("--answer", Some(format!("{}={}", question.id(), choice.id())));
        }
        option(
            "--client",
            judge.client.map(|client| match client.version {
                Some(version) => format!("{}@{version}", client.language.id()),
                None => client.language.id().to_owned(),
            }),
        );
        option("--runtime", judge.runtime.map(|v| v.to_string()));
        option("--init-timeout", judge.init_timeout.map(seconds));
        option("--timeout", judge.timeout.map(seconds));
        if !send_key {
            option("--api-key-env", key.api_key_env.clone());
        }
        option("--grpc", way.grpc.as_ref().map(ToString::to_string));
        for redirect in &way.connect_to {
            option("--connect-to", Some(redirect.to_string()));
        }
        option("--dns-server", way.dns_server.map(|a| a.to_string()));
        option("--console", way.console.as_ref().map(ToString::to_string));
        let flags = [
            ("--no-api-key", key.no_api_key),
            ("--no-proxy", way.no_proxy),
            ("--no-scan", self.no_scan),
            ("--redact", self.report.redact),
            ("--cross-check", self.others.cross_check),
        ];
        words.extend(flags.iter().filter(|(_, given)| *given).map(|(name, _)| (*name).to_owned()));
        // An address that a person pasted may begin like an option.
        words.extend(self.target.iter().flat_map(|target| ["--".to_owned(), target.clone()]));
        Ok(words)
    }
}
