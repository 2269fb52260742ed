//! A cause's file in the assets, as it is read.

use serde::Deserialize;
use std::collections::BTreeMap;

/// A cause's file as it stands in the assets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// See [`super::FilledFix::title`]; likewise for the others.
    pub title: String,
    pub(super) summary: String,
    pub(super) why: String,
    pub(super) question: Option<String>,
    pub(super) check: String,
    /// Further words by which people look for it.
    #[serde(default)]
    pub find: String,
    pub(super) snippet: Option<String>,
    /// The fix is a newer client: the snippet is that one's, whichever the user has.
    #[serde(default)]
    pub(super) upgrade: bool,
    #[serde(default)]
    pub(super) links: Vec<String>,
    pub(super) steps: Vec<StepText>,
    #[serde(default)]
    pub(super) variant: BTreeMap<String, Variant>,
    /// What to do first, in few words.
    #[serde(default)]
    pub(super) act: ActText,
}

impl Article {
    /// Names of its variants.
    pub fn variant_names(&self) -> impl Iterator<Item = &str> {
        self.variant.keys().map(String::as_str)
    }

    /// Names of the snippets that it or a variant shows.
    pub fn snippet_names(&self) -> impl Iterator<Item = &str> {
        self.variant.values().map(|v| &v.snippet).chain([&self.snippet]).filter_map(|s| s.as_deref())
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepText {
    pub(super) text: String,
    /// A placeholder without whose value the step makes no sense and is left out.
    pub(super) needs: Option<String>,
    pub(super) command: Option<String>,
    /// What the command's output means: said only where the command is shown.
    pub(super) result: Option<String>,
    pub(super) link: Option<String>,
}

impl StepText {
    /// Whether it leads to the console or to Weaviate's support, which know nothing of somebody's own server.
    pub(super) fn is_for_cloud(&self) -> bool {
        let parts = [Some(&self.text), self.command.as_ref(), self.link.as_ref()];
        let ours = ["console.weaviate.cloud", "support@weaviate.io"];
        parts.into_iter().flatten().any(|part| ours.iter().any(|place| part.contains(place)))
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Variant {
    pub(super) title: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) why: Option<String>,
    pub(super) question: Option<String>,
    pub(super) check: Option<String>,
    pub(super) snippet: Option<String>,
    pub(super) links: Option<Vec<String>>,
    pub(super) steps: Option<Vec<StepText>>,
}

/// The one thing to do now, and what to do it with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActText {
    /// The step, where it isn't to send the message.
    #[serde(rename = "do")]
    pub(super) step: Option<String>,
    /// The message for whoever has to act.
    pub(super) message: Option<String>,
    /// A command that proves it, before and after.
    pub(super) test: Option<String>,
    /// What stands in the line of the code that decides, in whichever language.
    #[serde(default)]
    pub(super) mark: Vec<String>,
    /// Where the user's own line isn't known, how to find it.
    pub(super) find: Option<String>,
    /// At most two steps behind it.
    #[serde(default)]
    pub(super) then: Vec<String>,
    /// What not to do.
    pub(super) dont: Option<String>,
}
