//! A page of a result as lines: what changed, what the page says, and the words that do something here.

use super::document::describe_block;
use crate::frontend::plain::input::languages;
use crate::wizard::Wizard;
use crate::wizard::result::{ResultPage, RunResult};
use crate::words::catalog::{plain, say};
use crate::words::document::{Block, Content};
use crate::words::format::join;

/// The page on screen.
pub(super) fn describe(wizard: &Wizard, outcome: &RunResult, lines: &mut Vec<String>) {
    let Some(page) = outcome.current() else { return };
    changes(outcome, lines);
    for block in &page.document.blocks {
        describe_block(block, &wizard.cx.done, lines);
        match &block.content {
            Content::Title(..) if outcome.pages.len() > 1 => {
                let text = plain("part").replace("{n}", &(outcome.page + 1).to_string());
                lines.push(text.replace("{all}", &outcome.pages.len().to_string()));
            }
            Content::Steps(_, 0) if wizard.is_mail_cause_shown() && wizard.cx.links.all.is_empty() => {
                lines.push(plain("mail").to_owned());
            }
            Content::Code(..) => other_languages(outcome, page, lines),
            _ => {}
        }
    }
}

/// What changed since the run before.
fn changes(outcome: &RunResult, lines: &mut Vec<String>) {
    let Some(change) = &outcome.change else { return };
    lines.push(say("changed", change.overall.into()).to_owned());
    for (id, was, now) in &change.probes {
        let text = plain("changed").replace("{chain}", say("chain", id.chain().into())).replace("{title}", id.title());
        lines.push(text.replace("{before}", was.word()).replace("{now}", now.word()));
    }
}

/// The code in the user's language, and in which others there is some.
pub(super) fn code(wizard: &Wizard, outcome: &RunResult, page: &ResultPage, lines: &mut Vec<String>) {
    let is_code = |block: &&Block| matches!(block.content, Content::Code(..));
    if let Some(block) = page.document.blocks.iter().find(is_code) {
        describe_block(block, &wizard.cx.done, lines);
        other_languages(outcome, page, lines);
    }
}

fn other_languages(outcome: &RunResult, page: &ResultPage, lines: &mut Vec<String>) {
    let others: Vec<&str> = page.languages.iter().filter(|l| **l != outcome.language()).map(Into::into).collect();
    if !others.is_empty() {
        lines.push(plain("languages").replace("{all}", &join(others)));
    }
}

/// The line for a language that does not exist.
pub(super) fn unknown_language() -> String {
    plain("unknown-language").replace("{all}", &languages())
}
