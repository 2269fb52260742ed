//! The one thing to do now: a message ready to send, or the lines of the code that decide.

use super::article::{ActText, Article};
use super::{FilledFix, Values, fix_recipient, say, values};
use crate::model::case::Case;
use crate::model::finding::Finding;
use crate::model::report_schema::ReportStep;

/// Lines around the one that decides.
const LINES_AROUND: usize = 2;
/// What stands in front of the line that decides, and of the others.
pub const MARKED: &str = "→ ";
const UNMARKED: &str = "  ";
/// What stands in front of a line of the user's that is wrong, and of what should stand there.
pub const WRONG: &str = "✗ ";
/// See [`WRONG`].
pub const RIGHT: &str = "✓ ";
/// What looks for the user's own line.
pub const LOOK_COMMAND: &str = "weaviate-doctor scan";

/// Puts into a fix what is to be done first.
pub(super) fn put(fix: &mut FilledFix, article: &Article, (finding, case): (&Finding, &Case), known: &Values) {
    let act = &article.act;
    let fill = |text: &String| values::fill(text.trim(), known);
    fix.dont = act.dont.as_ref().map(fill).unwrap_or_default();
    let step = act.step.as_ref().map(fill);
    let lead = match message(act, known) {
        Some(message) => {
            let text = step.unwrap_or_else(|| say("act", fix_recipient(finding, case)).to_owned());
            Some(ReportStep { text, message: Some(message), ..ReportStep::default() })
        }
        None if !act.mark.is_empty() => {
            let code = fix.snippet.as_ref().and_then(|snippet| excerpt(&snippet.code, &act.mark));
            step.zip(code).map(|(text, code)| ReportStep { text, code: Some(code), ..ReportStep::default() })
        }
        None => None,
    };
    let Some(lead) = lead else { return };
    let find = act.find.as_ref().map(fill);
    let find = find.map(|text| ReportStep { text, command: Some(LOOK_COMMAND.to_owned()), ..ReportStep::default() });
    let then = act.then.iter().map(fill).map(|text| ReportStep { text, ..ReportStep::default() });
    fix.first = [lead].into_iter().chain(find).chain(then).collect();
}

/// What whoever has to act needs to know: what is asked for, and a test. None where a name in it is unknown.
fn message(act: &ActText, known: &Values) -> Option<String> {
    let text = act.message.as_ref()?;
    if !values::knows_all(text, known) {
        return None;
    }
    let fill = |text: &String| values::fill(text.trim(), known);
    let mut parts = vec![fill(text)];
    if let Some(test) = act.test.as_ref().filter(|test| values::knows_all(test, known)) {
        parts.push(say("act", "test").replace("{test}", &fill(test)));
    }
    Some(parts.join("\n"))
}

/// The first line that decides, and those around it.
fn excerpt(code: &str, marks: &[String]) -> Option<String> {
    let lines: Vec<&str> = code.lines().collect();
    let decides = |line: &str| marks.iter().any(|mark| line.contains(mark.as_str()));
    let at = marks.iter().find_map(|mark| lines.iter().position(|line| line.contains(mark.as_str())))?;
    let first = at.saturating_sub(LINES_AROUND);
    let around = &lines[first..=(at + LINES_AROUND).min(lines.len() - 1)];
    let indent = around.iter().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len());
    let indent = indent.min().unwrap_or(0);
    let row = |line: &&str| {
        let lead = if decides(line) { MARKED } else { UNMARKED };
        format!("{lead}{}", line.get(indent..).unwrap_or_default()).trim_end().to_owned()
    };
    Some(around.iter().map(row).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_decides_is_marked_among_its_neighbors() {
        let code = "import a\n\nwith connect(\n    url=u,\n    key=k,\n) as c:\n    c.run()\n";
        let marks = ["auth".to_owned(), "key=".to_owned()];
        let expected = "  with connect(\n      url=u,\n→     key=k,\n  ) as c:\n      c.run()";
        assert_eq!(excerpt(code, &marks).as_deref(), Some(expected));
        assert_eq!(excerpt("nothing", &marks), None);
    }
}
