//! A snippet as lines in color. What is what in it is a matter of `highlight`; without colors nothing is looked at but comments.

use super::Theme;
use super::text::wrap_code;
use crate::model::client::Language;
use crate::words::highlight;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::ops::Range;

/// The lines, each behind three spaces.
pub fn lines(language: Option<Language>, code: &str, theme: Theme, columns: usize) -> Vec<Line<'static>> {
    let code = code.replace('\t', "    ");
    let inks: Vec<(Range<usize>, Style)> = language
        .filter(|_| theme.color)
        .map(|language| {
            highlight::pieces(language, &code).into_iter().map(|(place, ink)| (place, theme.ink(ink))).collect()
        })
        .unwrap_or_default();
    let mut out = Vec::new();
    let mut at = 0;
    for whole in code.split_inclusive('\n') {
        let line = whole.trim_end_matches(['\n', '\r']);
        let comment = line.trim_start().starts_with(['#']) || line.trim_start().starts_with("//");
        let mut start = at;
        for (i, wrapped) in wrap_code(line, columns).into_iter().enumerate() {
            let mut spans = vec![Span::raw("   ")];
            let text = if i == 0 { wrapped.as_str() } else { wrapped.strip_prefix("↪ ").unwrap_or(&wrapped) };
            if i > 0 {
                spans.push(Span::styled("↪ ", theme.dim()));
            }
            if theme.color {
                colored(text, start, &inks, &mut spans);
            } else {
                spans.push(Span::styled(text.to_owned(), if comment { theme.dim() } else { Style::new() }));
            }
            start += text.len();
            out.push(Line::from(spans));
        }
        at += whole.len();
    }
    out
}

/// A text that begins at `start`, cut where the inks change.
fn colored(text: &str, start: usize, inks: &[(Range<usize>, Style)], spans: &mut Vec<Span<'static>>) {
    let end = start + text.len();
    let mut at = start;
    let first = inks.partition_point(|(place, _)| place.end <= start);
    for (place, style) in inks.iter().skip(first).take_while(|(place, _)| place.start < end) {
        let (from, to) = (place.start.max(at), place.end.min(end));
        for (piece, style) in [(at..from, Style::new()), (from..to, *style)] {
            if let Some(piece) = text.get(piece.start - start..piece.end - start).filter(|p| !p.is_empty()) {
                spans.push(Span::styled(piece.to_owned(), style));
            }
        }
        at = to;
    }
    if let Some(rest) = text.get(at - start..).filter(|r| !r.is_empty()) {
        spans.push(Span::raw(rest.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_change_no_character() {
        let code =
            "import os\n\tprint(f\"ä {os.environ['X']} and a text that is longer than the window\")  # end\n\nx = 1\n";
        let python = Some(Language::Python);
        let text = |color| {
            let lines = lines(python, code, Theme { color, unicode: true, ..Theme::default() }, 30);
            lines.iter().map(|l| l.spans.iter().map(|s| s.content.as_ref()).collect::<String>()).collect::<Vec<_>>()
        };
        assert_eq!(text(true), text(false));
        assert!(text(true).len() > 4);
        let colored = lines(python, code, Theme { color: true, unicode: true, ..Theme::default() }, 30);
        assert!(colored[0].spans.iter().any(|s| s.content == "import" && s.style.fg.is_some()));
    }
}
