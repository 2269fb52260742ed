//! Handing the fix over: copying a step, a command or the code, and opening a link. It only says what is to be done; who copies or opens
//! reports back which way it went.

use super::{Action, Context, CopyOf, CopyWay, Effect, Overlay, Screen, Wizard};
use crate::model::sanitized::is_web_address;
use crate::words::catalog::{RIGHT, say};
use std::collections::HashSet;

/// A link on screen, among those of the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkView {
    /// The links, that of the selected step first.
    pub links: Vec<String>,
    /// The one that is shown.
    pub cursor: usize,
}

impl LinkView {
    /// The one that is shown.
    pub fn link(&self) -> &str {
        self.links.get(self.cursor).map_or("", String::as_str)
    }
}

impl Context {
    /// Says something until the next key.
    pub(super) fn pass_on(&mut self, words: String) {
        self.notice = Some(words);
        self.notice_passes = true;
    }
}

impl Wizard {
    /// Copies the selected step's command, or its words where it has none.
    pub(super) fn copy_step(&mut self) -> Vec<Effect> {
        let Screen::Result(outcome) = &self.screen else { return Vec::new() };
        let Some(step) = outcome.selected() else { return Vec::new() };
        if let Some(message) = &step.message {
            return vec![Effect::Copy(CopyOf::Message, message.clone())];
        }
        if let Some(code) = &step.code {
            // Of the user's own lines, what should stand there.
            let right: Vec<&str> = code
                .lines()
                .filter_map(|line| line.strip_prefix(RIGHT))
                .map(|line| line.trim_start_matches("… "))
                .collect();
            if right.is_empty() {
                return self.copy_code();
            }
            return vec![Effect::Copy(CopyOf::Code, right.join("\n") + "\n")];
        }
        if let Some(command) = &step.command {
            return vec![Effect::Copy(CopyOf::Command, one_line(command))];
        }
        let link = step.link.as_ref().map(|l| format!("\n{l}")).unwrap_or_default();
        vec![Effect::Copy(CopyOf::Step, format!("{}{link}", step.text))]
    }

    /// Copies the code.
    pub(super) fn copy_code(&mut self) -> Vec<Effect> {
        let Screen::Result(outcome) = &self.screen else { return Vec::new() };
        let code = outcome.current().and_then(|p| p.document.code()).map(|s| s.code.clone());
        code.map(|code| Effect::Copy(CopyOf::Code, code)).into_iter().collect()
    }

    /// The links of the page on screen, that of the selected step first.
    pub fn links_shown(&self) -> Vec<String> {
        let (document, selected) = match (self.overlays.last(), &self.screen) {
            (Some(Overlay::Cause(page)), _) => (&page.document, None),
            (_, Screen::Result(outcome)) => {
                let Some(page) = outcome.current() else { return Vec::new() };
                (&page.document, outcome.selected())
            }
            (_, _) => return Vec::new(),
        };
        let own = selected.and_then(|s| s.link.clone());
        let all = own.iter().chain(document.links());
        let mut seen = HashSet::new();
        all.filter(|link| is_web_address(link) && seen.insert(*link)).cloned().collect()
    }

    /// Opens the selected step's link, or the first of the page: in a browser, and where there is none on the screen.
    pub(super) fn open_link(&mut self) -> Vec<Effect> {
        self.links_shown().into_iter().next().map(Effect::OpenLink).into_iter().collect()
    }

    /// A link that was clicked is opened; where it is shown in full already, it is copied.
    pub(super) fn link_pointed_at(&mut self, link: String) -> Vec<Effect> {
        if matches!(self.overlays.last(), Some(Overlay::Link(_))) {
            return vec![Effect::Copy(CopyOf::Link, link)];
        }
        if is_web_address(&link) { vec![Effect::OpenLink(link)] } else { Vec::new() }
    }

    pub(super) fn link_opened(&mut self, link: &str, opened: bool) {
        if opened {
            self.cx.pass_on(say("handover", "opened").to_owned());
            return;
        }
        let links = self.links_shown();
        if let Some(cursor) = links.iter().position(|l| l == link)
            && matches!(self.overlays.last(), None | Some(Overlay::Cause(_)))
        {
            self.overlays.push(Overlay::Link(LinkView { links, cursor }));
        }
    }

    pub(super) fn link_action(&mut self, action: Action) -> Vec<Effect> {
        let Some(Overlay::Link(view)) = self.overlays.last_mut() else { return Vec::new() };
        let last = view.links.len().saturating_sub(1);
        match action {
            Action::Up => view.cursor = view.cursor.saturating_sub(1),
            Action::Down => view.cursor = (view.cursor + 1).min(last),
            Action::Copy => return vec![Effect::Copy(CopyOf::Link, view.link().to_owned())],
            Action::Number(link) if link <= last => view.cursor = link,
            Action::Number(_) => {}
            _ => {
                self.overlays.pop();
            }
        }
        Vec::new()
    }

    /// Says what was copied and where it went.
    pub(super) fn copied(&mut self, what: CopyOf, way: CopyWay) {
        self.cx.pass_on(say("copied", way.into()).replace("{what}", say("copied", what.into())));
    }
}

/// A command as it is pasted: a shell runs a line as soon as it ends, before its reader has seen it.
fn one_line(command: &str) -> String {
    let steers = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    command.split(steers).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator as _;

    #[test]
    fn every_way_of_copying_has_its_words() {
        for what in CopyOf::iter() {
            assert!(crate::words::catalog::has("copied", what.into()), "{what:?}");
        }
        for way in CopyWay::iter() {
            assert!(crate::words::catalog::has("copied", way.into()), "{way:?}");
        }
    }

    #[test]
    fn a_copied_command_is_one_line() {
        assert_eq!(one_line("curl x\r\n  rm -rf /\u{2028}\u{85}ls\n"), "curl x rm -rf / ls");
        assert_eq!(one_line("curl -w '%{http_code}\\n' x"), "curl -w '%{http_code}\\n' x");
    }
}
