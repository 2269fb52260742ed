//! The user's own line in a traceback, looked at as `scan` looks at it in its file: what stands above the error often is the mistake itself.

use super::lines::flat;
use super::parts::package;
use crate::model::client::{Language, Version};
use crate::model::source_finding::SourceFinding;
use crate::rules::scan::{Grammar, Installed, InstalledClient, SourceKind, scan_source};

/// Most lines that belong to one frame.
const MAX_LINES: usize = 6;
/// Most frames that are looked at.
const MAX_FRAMES: usize = 8;
/// What a file of which only one line is known has above it.
const HEAD: &str = "import os\nimport weaviate\nfrom weaviate import connect_to_weaviate_cloud, connect_to_custom, connect_to_local, WeaviateClient, Client\n\
    from weaviate.classes.init import Auth\n";

/// What is wrong in the lines of the user's own that a Python traceback shows.
pub(super) fn findings(text: &str, client: Option<(Language, Option<Version>)>) -> Vec<SourceFinding> {
    let mut installed = Installed::default();
    if let Some((Language::Python, Some(version))) = client {
        installed.replace(Language::Python, InstalledClient::exact(version));
    }
    let lines: Vec<String> = text.split('\n').map(flat).collect();
    let own = lines.iter().enumerate().filter_map(|(i, line)| Some((i, frame(line)?)));
    let own = own.filter(|(_, (path, _))| package(path).is_none()).take(MAX_FRAMES);
    own.flat_map(|(i, (path, number))| {
        let code: Vec<&str> =
            lines[i + 1..].iter().take(MAX_LINES).map(|l| l.trim()).take_while(|l| is_code(l)).collect();
        let source = format!("{HEAD}{}\n", code.join("\n"));
        let kind = SourceKind::Code(Grammar::Python);
        let found = scan_source(path, source.as_bytes(), kind, &installed, None);
        let above = HEAD.lines().count();
        let placed = move |mut finding: SourceFinding| {
            // A line of the head is nobody's.
            let below = finding.line.checked_sub(above).filter(|below| *below > 0)?;
            finding.end_line = number + finding.end_line.saturating_sub(above + 1);
            finding.line = number + below - 1;
            // No edit of a file that was never read.
            finding.fix = Vec::new();
            Some(finding)
        };
        found.map(|report| report.findings).unwrap_or_default().into_iter().filter_map(placed)
    })
    .collect()
}

/// `File "app.py", line 5, in main`.
fn frame(line: &str) -> Option<(&str, usize)> {
    let (path, rest) = line.trim_start().strip_prefix("File \"")?.split_once("\", line ")?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let number: u32 = rest[..digits].parse().ok().filter(|number| *number > 0)?;
    Some((path, usize::try_from(number).ok()?))
}

/// Whether a line below a frame is its code.
fn is_code(line: &str) -> bool {
    let marks = line.trim_matches(['^', '~', ' ', '.']).is_empty();
    !marks && !line.starts_with("File \"") && !line.starts_with("Traceback")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cause::Cause;

    #[test]
    fn the_line_of_a_traceback_is_looked_at_as_in_its_file() {
        let text = "Traceback (most recent call last):\n  File \"/srv/shop/app.py\", line 7, in <module>\n    c = weaviate.connect_to_weaviate_cloud(cluster_url=u, auth_credentials=\"planted\")\n        ^^^^^^^\n  File \"/x/site-packages/weaviate/connect/helpers.py\", line 9, in connect_to_weaviate_cloud\n    raise weaviate.Client(\"x\")\nweaviate.exceptions.UnexpectedStatusCodeError: 401\n";
        let found = findings(text, Some((Language::Python, Some(Version::new(4, 9, 3)))));
        let first = found.iter().find(|f| f.cause == Cause::KeyPassedWrongly).unwrap();
        assert_eq!((first.path.to_string().as_str(), first.line), ("/srv/shop/app.py", 7));
        let lines = first.lines.as_ref().unwrap();
        assert_eq!(lines.wrong, ["c = weaviate.connect_to_weaviate_cloud(cluster_url=u, auth_credentials=\"••••••\")"]);
        assert_eq!(
            lines.right,
            [
                "c = weaviate.connect_to_weaviate_cloud(cluster_url=u, auth_credentials=Auth.api_key(os.environ[\"WEAVIATE_API_KEY\"]))"
            ]
        );
        assert!(!format!("{found:?}").contains("planted"));
        for number in ["0", "18446744073709551615"] {
            assert_eq!(findings(&text.replace("line 7", &format!("line {number}")), None), [], "{number}");
        }
    }
}
