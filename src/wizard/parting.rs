//! What stays in the terminal when the wizard is left: what was found, who acts, where the report is, and a reset link that is still counted.

use super::countdown::Left;
use super::{Screen, Wizard};
use crate::words::catalog::say;
use crate::words::document::{Block, Content};

impl Wizard {
    /// Two to four lines; none where nothing was found out.
    pub fn parting(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Screen::Result(outcome) = &self.screen
            && let Some(page) = outcome.current()
            && let Some(Block { label, content: Content::Title(sign, below) }) = page.document.blocks.first()
        {
            lines.push(format!("{} {label}", sign.map_or("", |sign| sign.symbol())));
            lines.extend((!below.is_empty()).then(|| format!("  {}", below.join(" "))));
            let step = page.document.steps().first().map(|step| &step.text);
            lines
                .extend(step.filter(|_| lines.len() > 1).map(|step| format!("  {}: {step}", say("result", "do-this"))));
        }
        let report = self.cx.saved_as.as_ref();
        lines.extend(report.map(|path| format!("  {}", say("save", "written").replace("{path}", path))));
        if let Some(link) = self.cx.links.urgent(self.cx.now) {
            let left = link.countdown.left(self.cx.now);
            let (time, zone) = self.cx.clock(link.countdown);
            let text = say("parting", "link").replace("{left}", &left.digits()).replace("{time}", &time);
            lines.extend((!matches!(left, Left::Expired(_))).then(|| format!("  {}", text.replace("{zone}", zone))));
        }
        lines.iter().map(|line| self.cx.shown(line).into_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::wizard::tests::{finish, grpc_blocked, keys, ready};

    #[test]
    fn what_was_found_and_what_still_runs_stays_when_the_wizard_is_left() {
        let mut wizard = ready();
        assert!(wizard.parting().is_empty());
        keys(&mut wizard, "3⏎");
        finish(&mut wizard, &grpc_blocked());
        wizard.cx.saved_as = Some("weaviate-report.json".to_owned());
        keys(&mut wizard, "m");
        let lines = wizard.parting();
        assert_eq!(lines.len(), 5, "{lines:?}");
        assert!(lines[0].starts_with("✗ gRPC is blocked") && lines[3].contains("weaviate-report.json"), "{lines:?}");
        assert!(lines[4].contains("5:00"), "{lines:?}");
    }
}
