//! The list of symptoms, what the selected one is about, and what was found on this machine.

mod filtered;

use super::text::{clip, shorten, width, wrap};
use super::{Canvas, MAX_PROSE_COLUMNS};
use crate::model::case::Case;
use crate::model::cause::Surface;
use crate::model::evidence::Origin;
use crate::model::symptom::Symptom;
use crate::wizard::mouse::PointTarget;
use crate::wizard::practice::ClusterSource;
use crate::wizard::source::ScanState;
use crate::wizard::symptom::{Filter, SymptomEntry};
use crate::wizard::{Discovery, Drawn, Wizard};
use crate::words::catalog::{origin, say};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of the place that something comes from, at most.
const MAX_ORIGIN_COLUMNS: usize = 40;

/// From this width on, the explanation stands beside the list.
const TWO_PANES_COLUMNS: u16 = 110;

/// Headings above the groups.
const HEADINGS: u16 = 4;

/// Rows of what to check first: its heading and two lines.
const FIRST_CHECK_ROWS: u16 = 3;

/// Columns of the list then, and the column in which the explanation begins.
const LIST_COLUMNS: u16 = 62;
const SIDE_PANE_COLUMN: u16 = 66;

/// Draws the screen.
pub fn draw(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, body: Rect) -> Drawn {
    match &wizard.symptoms.filter {
        Filter::Off => draw_whole(wizard, canvas, body),
        Filter::Typing(typing) => return filtered::draw(wizard, typing, canvas, body),
    }
    Drawn::default()
}

fn draw_whole(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    canvas.put(body, 0, 0, Span::styled(say("prompt", "symptom"), theme.strong()));
    let wide = body.width >= TWO_PANES_COLUMNS;
    let columns = body.width.min(if wide { LIST_COLUMNS } else { MAX_PROSE_COLUMNS });
    let titles = titles(wizard, usize::from(columns).saturating_sub(6));
    let found = if wide { found_rows(wizard) } else { Vec::new() };
    let found_height = match (wide, found.len()) {
        (true, 0) => 0,
        (true, rows) => u16::try_from(rows).unwrap_or(0) + 1,
        (false, _) => u16::from(!summary(wizard).is_empty()),
    };
    let source_height = u16::from(wizard.symptoms.source.is_some());
    let bottom_rows = found_height + source_height;
    // A low window gets along without the headings, and then without the empty lines, rather than without the ends of the lines.
    let list_rows = u16::try_from(lines_of(&titles)).unwrap_or(u16::MAX);
    let others = 1 + FIRST_CHECK_ROWS + bottom_rows;
    let headings = body.height >= list_rows.saturating_add(HEADINGS + others);
    let rows = list_rows.saturating_add(if headings { HEADINGS } else { 0 });
    let spare = body.height.saturating_sub(rows.saturating_add(others));
    let top = 1 + u16::from(spare >= 3);
    let list = Rect { y: body.y + top, height: body.height.saturating_sub(top), width: columns, ..body };
    let bottom = draw_list(wizard, &titles, canvas, list, (headings, spare >= 3 + HEADINGS));
    let explain_y = top + bottom + u16::from(spare >= 1);
    // At one place, whichever symptom is selected; not at the far end of a high window.
    let found_y = body.height.saturating_sub(bottom_rows).min(explain_y.max(26) + FIRST_CHECK_ROWS);
    if wide {
        let width = (body.width - SIDE_PANE_COLUMN).min(MAX_PROSE_COLUMNS);
        let side = Rect { x: body.x + SIDE_PANE_COLUMN, y: body.y + 2, width, height: body.height - 2 };
        explain(wizard, canvas, side, true);
    } else {
        // The first thing to check comes before what was found: it may be all that is needed.
        let height = found_y.saturating_sub(explain_y);
        let height = height - u16::from(height > FIRST_CHECK_ROWS && bottom_rows > 0);
        let under = Rect { x: body.x + 3, y: body.y + explain_y, width: body.width - 3, height };
        explain(wizard, canvas, under, false);
    }
    let place = |y: u16, height: u16| Rect { y: body.y + y, height: height.min(body.height.saturating_sub(y)), ..body };
    if source_height > 0 && found_y < body.height {
        source_line(wizard, canvas, place(found_y, 1));
    }
    let y = found_y + source_height;
    if wizard.cx.discovery == Discovery::UnderWay {
        canvas.put(body, 0, body.height - 1, Span::styled("Found here", theme.strong()));
        canvas.put(body, 12, body.height - 1, Span::styled(say("symptom", "looking"), theme.dim()));
    } else if wide && !found.is_empty() {
        draw_found(found, canvas, place(y, found_height));
    } else if !wide && y < body.height {
        let text = canvas.shown(&summary(wizard)).into_owned();
        let text = clip(&text, usize::from(body.width.min(MAX_PROSE_COLUMNS)).saturating_sub(3));
        canvas.put(body, 3, y, Span::styled(text, theme.dim()));
    }
}

/// What was found, in one line.
fn summary(wizard: &Wizard) -> String {
    let case = &wizard.cx.case;
    let [cluster, key, client] = rows(case);
    let mut parts = Vec::new();
    if let ClusterSource::Practice { fault, .. } = &wizard.cx.place {
        parts.push(format!("practice cluster, {fault}"));
    } else {
        parts.extend(Some(cluster.1).filter(|_| case.url.value.is_some() || !case.configured.is_empty()));
        parts.extend(Some(format!("key {}", key.1)).filter(|_| case.key.value.is_some()));
    }
    parts.extend(Some(client.1).filter(|_| !matches!(case.client_origin, Origin::Default | Origin::Nowhere)));
    let unread =
        matches!(&wizard.cx.source, ScanState::Done(scanned) if scanned.findings.is_empty() && scanned.unread > 0);
    parts.extend(unread.then(|| say("symptom", "source-unread").to_owned()));
    parts.join(" · ")
}

/// What is to be fixed in the folder, as a line that can be opened.
fn source_line(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let ScanState::Done(scanned) = &wizard.cx.source else { return };
    let Some(first) = scanned.findings.first() else { return };
    let theme = canvas.theme;
    let selected = wizard.symptoms.at() == SymptomEntry::Source;
    let text = say("symptom", "source-line").replace("{place}", &format!("{}:{}", first.path, first.line));
    let text = canvas.shown(&text.replace("{message}", first.message.as_str())).into_owned();
    let style = if selected { theme.selected() } else { Style::new() };
    let line = Line::from(vec![
        Span::styled(if selected { " › " } else { "   " }, theme.selected()),
        Span::styled("! ", theme.warn()),
        Span::styled(clip(&text, usize::from(area.width.min(MAX_PROSE_COLUMNS)).saturating_sub(5)), style),
    ]);
    canvas.put(area, 0, 0, line);
    canvas.hit(area, 0, PointTarget::Symptom(SymptomEntry::Source));
}

/// Draws the list and returns its height: with headings above the groups, and with empty lines between them.
fn draw_list(
    wizard: &Wizard,
    titles: &[Title],
    canvas: &mut Canvas<'_, '_>,
    area: Rect,
    (headings, gaps): (bool, bool),
) -> u16 {
    let theme = canvas.theme;
    let mut y = 0;
    let whole = lines_of(titles) <= usize::from(area.height);
    let mut group = None;
    for (number, symptom, lines) in titles {
        let surface = Surface::of_symptom(*symptom);
        if group != Some(surface) {
            y += u16::from(gaps && group.is_some());
            group = Some(surface);
            if headings {
                let heading = say("symptom", surface.map_or("group-other", group_name));
                canvas.put(area, 1, y, Span::styled(heading, theme.dim()));
                y += 1;
            }
        }
        let selected = *symptom == wizard.symptoms.selected && wizard.symptoms.at() != SymptomEntry::Source;
        let style = if selected { theme.selected() } else { Style::new() };
        let mut lead = Some((if selected { " › " } else { "   " }, format!("{}  ", number + 1)));
        let cut = clip(&lines.join(" "), usize::from(area.width).saturating_sub(6));
        for text in if whole { lines.as_slice() } else { std::slice::from_ref(&cut) } {
            let (pointer, number) = lead.take().unwrap_or(("   ", "   ".to_owned()));
            let line = Line::from(vec![
                Span::styled(pointer, theme.selected()),
                Span::styled(number, if selected { style } else { theme.accent() }),
                Span::styled(text.as_str(), style),
            ]);
            canvas.put(area, 0, y, line);
            canvas.hit(area, y, PointTarget::Symptom(SymptomEntry::Symptom(*symptom)));
            y += 1;
        }
    }
    y
}

/// The name of a group's heading in the words.
const fn group_name(surface: Surface) -> &'static str {
    match surface {
        Surface::Console => "group-console",
        Surface::ApiKey => "group-api_key",
        Surface::Connection | Surface::Client => "group-connection",
    }
}

/// A symptom of the list: its number from zero, itself, and its title in lines.
type Title = (usize, Symptom, Vec<String>);

fn titles(wizard: &Wizard, columns: usize) -> Vec<Title> {
    let shown = wizard.symptoms.shown().into_iter();
    shown.map(|(number, (symptom, words))| (number, *symptom, wrap(&words.title, columns))).collect()
}

fn lines_of(titles: &[Title]) -> usize {
    titles.iter().map(|(_, _, lines)| lines.len()).sum()
}

/// As many whole sentences as fit; of a single long one, its beginning.
fn sentences(text: &str, columns: usize, room: usize) -> Vec<String> {
    let ends = text.match_indices(". ").map(|(i, _)| i + 1).chain([text.len()]);
    let fitting = ends.map(|end| wrap(&text[..end], columns)).take_while(|lines| lines.len() <= room).last();
    fitting.unwrap_or_else(|| {
        let mut lines = wrap(text, columns);
        lines.truncate(room);
        if let Some(last) = lines.last_mut() {
            *last = clip(&format!("{last} …"), columns);
        }
        lines
    })
}

/// What the selected symptom is about, and what to check first; in a narrow window the latter alone comes first.
fn explain(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, area: Rect, beside: bool) {
    let Some(words) = wizard.symptoms.words() else { return };
    let theme = canvas.theme;
    let columns = usize::from(area.width.min(MAX_PROSE_COLUMNS));
    let parts =
        [("", &words.explain), (say("symptom", "first"), &words.first), (say("symptom", "needs"), &words.needs)];
    let order: &[usize] = if beside { &[0, 1, 2] } else { &[1, 0] };
    let mut y = 0;
    for (label, text) in order.iter().map(|i| parts[*i]).filter(|(_, text)| !text.is_empty()) {
        let room = usize::from(area.height.saturating_sub(y + u16::from(!label.is_empty()) + u16::from(y > 0)));
        if room == 0 {
            return;
        }
        y += u16::from(y > 0);
        if !label.is_empty() {
            canvas.put(area, 0, y, Span::styled(label, theme.strong()));
            y += 1;
        }
        let style = if label.is_empty() { theme.dim() } else { Style::new() };
        y = canvas.put_all(area, 0, y, &sentences(text, columns, room), style);
    }
}

/// What was found here, each with where it comes from; nothing of what wasn't. Of the key only its fingerprint.
fn found_rows(wizard: &Wizard) -> Vec<(&'static str, String, String)> {
    let case = &wizard.cx.case;
    let [cluster, key, client] = rows(case);
    let mut rows = Vec::new();
    if let ClusterSource::Practice { fault, .. } = &wizard.cx.place {
        rows.push(("cluster", format!("practice cluster, {fault}"), String::new()));
        rows.push(("key", say("symptom", "practice-key").to_owned(), String::new()));
    } else {
        rows.extend(Some(cluster).filter(|_| case.url.value.is_some() || !case.configured.is_empty()));
        rows.extend(Some(key).filter(|_| case.key.value.is_some()));
    }
    rows.extend(Some(client).filter(|_| !matches!(case.client_origin, Origin::Default | Origin::Nowhere)));
    // What is to be fixed stands in a line of its own.
    rows.extend(source(&wizard.cx.source).filter(|_| wizard.symptoms.source.is_none()));
    rows
}

fn draw_found(mut rows: Vec<(&'static str, String, String)>, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    canvas.put(area, 0, 0, Span::styled("Found here", theme.strong()));
    for (_, value, from) in &mut rows {
        *value = canvas.shown(value).into_owned();
        *from = shorten(&canvas.shown(from), MAX_ORIGIN_COLUMNS);
    }
    let columns = usize::from(area.width.min(MAX_PROSE_COLUMNS));
    let longest = |rows: &[(&str, String, String)]| rows.iter().map(|(_, _, from)| width(from)).max().unwrap_or(0);
    // Where the cluster has no room beside it, the place goes without its “from”.
    if width(&rows[0].1) + 13 + longest(&rows) + 3 > columns {
        for (.., from) in &mut rows {
            *from = from.strip_prefix("from ").unwrap_or(from).to_owned();
        }
    }
    let room = columns.saturating_sub(13 + longest(&rows) + 2).max(20);
    for (y, (label, value, from)) in (1..).zip(rows) {
        canvas.put(area, 3, y, Span::styled(label, theme.dim()));
        let room_here = if from.is_empty() { columns.saturating_sub(13) } else { room };
        canvas.put(area, 13, y, Span::raw(shorten(&value, room_here)));
        let x = u16::try_from(13 + room + 2).unwrap_or(u16::MAX);
        canvas.put(area, x, y, Span::styled(from, theme.dim()));
    }
}

/// What the project's source says: the first place to fix, or that there is none.
fn source(source: &ScanState) -> Option<(&'static str, String, String)> {
    let counted = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    let text = match source {
        // A folder without a word of Weaviate is no news.
        ScanState::Off | ScanState::UnderWay => return None,
        ScanState::Done(scanned) => match scanned.findings.first() {
            None if scanned.unread > 0 => say("symptom", "source-unread").to_owned(),
            None if scanned.files == 0 => return None,
            None => say("symptom", "source-clean").replace("{files}", &counted(scanned.files, "file")),
            Some(first) => say("symptom", "source-found")
                .replace("{places}", &counted(scanned.findings.len(), "place"))
                .replace("{place}", &first.place()),
        },
    };
    Some(("source", text, String::new()))
}

fn rows(case: &Case) -> [(&'static str, String, String); 3] {
    let cluster = match &case.url.value {
        Some(text) => case.usable_target().map_or_else(
            || {
                crate::model::sanitized::SanitizedText::up_to(
                    &crate::model::mask_url::veil(text, &case.redactor(), []),
                    80,
                )
                .as_str()
                .to_owned()
            },
            |t| t.rest.host,
        ),
        None if !case.configured.is_empty() => {
            say("symptom", "configured").replace("{count}", &case.configured.len().to_string())
        }
        None => say("symptom", "no-cluster").to_owned(),
    };
    let key = match &case.key.value {
        Some(key) if key.is_empty() => "set, but empty".to_owned(),
        Some(key) => format!("set, fingerprint {}", key.fingerprint()),
        None => say("symptom", "no-key").to_owned(),
    };
    let client = case.client.version.map_or_else(
        || case.client.language.name().to_owned(),
        |version| format!("{} {version}", case.client.language.name()),
    );
    [
        ("cluster", cluster, case.url.value.as_ref().map_or_else(String::new, |_| from(&case.url.origin))),
        ("key", key, case.key.value.as_ref().map_or_else(String::new, |_| from(&case.key.origin))),
        ("client", client, from(&case.client_origin)),
    ]
}

/// Where something came from, to be shortened where it is shown; nothing when it came from nowhere. A name in it is replaced before that.
pub fn from(source: &Origin) -> String {
    match source {
        Origin::Nowhere => String::new(),
        Origin::Default => "default".to_owned(),
        other => format!("from {}", crate::model::sanitized::SanitizedText::up_to(&origin(other), 300)),
    }
}
