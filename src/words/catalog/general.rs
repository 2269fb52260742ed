//! A cause's words where nothing was measured: for a list of all causes, and for one of them explained without a run.

use super::values::{self, Values};
use super::{FilledFix, contents, fix};
use crate::model::case::Case;
use crate::model::cause::Cause;
use crate::model::evidence::Evidence;
use crate::model::finding::Finding;
use serde::Deserialize;

/// What a list says of a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// See [`FilledFix::title`].
    pub title: String,
    /// See [`FilledFix::summary`].
    pub summary: String,
    /// Everything else that it is found by.
    pub search: String,
}

/// What a list says of a cause, in general words. Only the beginning of its file is read, in front of the steps: a list of all causes has to be
/// there while somebody types.
pub fn headline(cause: Cause) -> Headline {
    #[derive(Deserialize)]
    struct Head {
        title: String,
        summary: String,
        #[serde(default)]
        why: String,
        #[serde(default)]
        question: String,
        #[serde(default)]
        find: String,
    }
    let path = format!("causes/{}.toml", cause.id());
    let head = contents(&path).ok().and_then(|text| {
        let end = text.find("\n[").unwrap_or(text.len());
        toml::from_str::<Head>(&text[..end]).ok()
    });
    let Some(head) = head else {
        return Headline { title: cause.id().to_owned(), summary: String::new(), search: String::new() };
    };
    let general = |text: &str| values::fill(text.trim(), &Values::new());
    let search = general(&[head.question, head.find, head.why].join(" "));
    Headline { title: general(&head.title), summary: general(&head.summary), search }
}

/// The fix of a cause in general words, without a run.
pub fn in_general(cause: Cause) -> FilledFix {
    general(cause, &Case::empty())
}

/// The same for this user's client and cluster: nothing was measured.
pub fn general(cause: Cause, of: &Case) -> FilledFix {
    let finding = Finding::certain(cause, &[]);
    fix(&finding, of, &Evidence::default())
}
