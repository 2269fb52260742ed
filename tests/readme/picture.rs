//! A screen as SVG: its cells with their colors, for light and dark readers in one file; and several screens as a film without a script.
//! Text stays text, so that it can be searched, and each run of it is as wide as its cells whatever font the reader has.

use maud::{Markup, PreEscaped, html};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;
use weaviate_doctor::frontend::tui::view;
use weaviate_doctor::frontend::tui::view::Theme;
use weaviate_doctor::io::discover::config_file::ThemeChoice;
use weaviate_doctor::wizard::Wizard;

/// Size of a screen and of a cell.
const COLUMNS: u16 = 80;
const ROWS: u16 = 24;
const CELL_WIDTH: f32 = 8.4;
const CELL_HEIGHT: f32 = 19.0;
/// Room around the cells, and the bar above them.
const MARGIN: f32 = 16.0;
const BAR: f32 = 30.0;

/// The basic colors of a terminal, where a theme leaves them to it.
const BASIC: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 49, 49),
    (13, 160, 100),
    (180, 140, 0),
    (36, 114, 200),
    (188, 63, 188),
    (17, 150, 190),
    (200, 200, 200),
    (102, 102, 102),
    (241, 76, 76),
    (35, 209, 139),
    (245, 245, 67),
    (59, 142, 234),
    (214, 112, 214),
    (41, 184, 219),
    (255, 255, 255),
];

/// What a screen shows, to dark and to light readers.
pub struct Picture {
    dark: Buffer,
    light: Buffer,
}

/// How a cell looks: its color in the dark and in the light, whether it is bold, and whether the colors change places.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    dark: Color,
    light: Color,
    bold: bool,
    dim: bool,
    turned: bool,
}

impl Picture {
    /// Of what the wizard shows now.
    pub fn of(wizard: &Wizard) -> Self {
        Self { dark: drawn(wizard, ThemeChoice::Dark), light: drawn(wizard, ThemeChoice::Light) }
    }

    fn look(&self, x: u16, y: u16) -> Look {
        let (dark, light) = (self.dark[(x, y)].style(), self.light[(x, y)].style());
        let color = |style: Style| style.fg.unwrap_or(Color::Reset);
        let has = |modifier| dark.add_modifier.contains(modifier);
        Look {
            dark: color(dark),
            light: color(light),
            bold: has(Modifier::BOLD),
            dim: has(Modifier::DIM),
            turned: has(Modifier::REVERSED),
        }
    }

    /// The runs of a row that look the same: first column, text, look. Empty cells belong to none.
    fn runs(&self, y: u16) -> Vec<(u16, String, Look)> {
        let mut runs: Vec<(u16, String, Look)> = Vec::new();
        for x in 0..COLUMNS {
            let (symbol, look) = (self.dark[(x, y)].symbol(), self.look(x, y));
            match runs.last_mut() {
                Some((start, text, same))
                    if *same == look && usize::from(x - *start) == text.width() && !text.ends_with("  ") =>
                {
                    text.push_str(symbol);
                }
                _ => runs.push((x, symbol.to_owned(), look)),
            }
        }
        for (start, text, look) in &mut runs {
            if !look.turned {
                let shown = text.trim_start();
                *start += u16::try_from(text.len() - shown.len()).expect("a row");
                *text = shown.trim_end().to_owned();
            }
        }
        runs.retain(|(_, text, _)| !text.is_empty());
        runs
    }
}

fn drawn(wizard: &Wizard, shade: ThemeChoice) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(COLUMNS, ROWS)).expect("terminal");
    let theme = Theme { color: true, unicode: true, deep: true, ..Theme::default() }.as_wanted(shade);
    let draw = |frame: &mut ratatui::Frame<'_>| {
        view::view(wizard, &theme, frame);
    };
    terminal.draw(draw).expect("drawn");
    terminal.backend().buffer().clone()
}

/// One screen.
pub fn still(picture: &Picture, about: &str) -> String {
    svg(about, &[(picture, 1)])
}

/// Screens one after the other, each for so many seconds, again and again. Who wants no motion sees the last one.
pub fn film(frames: &[(Picture, u32)], about: &str) -> String {
    let frames: Vec<(&Picture, u32)> = frames.iter().map(|(picture, seconds)| (picture, *seconds)).collect();
    svg(about, &frames)
}

fn svg(about: &str, frames: &[(&Picture, u32)]) -> String {
    let (wide, high) =
        (f32::from(COLUMNS) * CELL_WIDTH + 2.0 * MARGIN, f32::from(ROWS) * CELL_HEIGHT + MARGIN + BAR + 8.0);
    let mut looks: Vec<Look> = Vec::new();
    let shown: Vec<Markup> = frames.iter().map(|(picture, _)| screen(picture, &mut looks)).collect();
    let page = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {wide} {high}")) width=(wide) height=(high) role="img" aria-label=(about) {
            title { (about) }
            style { (PreEscaped(style(&looks, frames))) }
            rect.w x="0.5" y="0.5" width=(wide - 1.0) height=(high - 1.0) rx="9" {}
            @for x in [20, 40, 60] { circle.o cx=(x) cy="17" r="5.5" {} }
            @for (n, screen) in shown.iter().enumerate() {
                g class=[(shown.len() > 1).then(|| format!("f f{n}"))] { (screen) }
            }
        }
    };
    page.into_string() + "\n"
}

fn screen(picture: &Picture, looks: &mut Vec<Look>) -> Markup {
    html! {
        @for y in 0..ROWS {
            @for (x, text, look) in picture.runs(y) {
                @let class = class(look, looks);
                @let columns = f32::from(u16::try_from(text.width()).expect("a row"));
                @let (left, top) = (MARGIN + f32::from(x) * CELL_WIDTH, BAR + 6.0 + f32::from(y) * CELL_HEIGHT);
                @if look.turned { rect.(class) x=(number(left)) y=(number(top)) width=(number(columns * CELL_WIDTH)) height=(CELL_HEIGHT) {} }
                text class=[look.turned.then_some("t").or((!class.is_empty()).then_some(class.as_str()))] x=(number(left)) y=(number(top + 14.0))
                    textLength=(number(columns * CELL_WIDTH)) { (text) }
            }
        }
    }
}

fn number(value: f32) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// The class of a look; that of plain text is none.
fn class(look: Look, looks: &mut Vec<Look>) -> String {
    let plain = Look { dark: Color::Reset, light: Color::Reset, bold: false, dim: false, turned: false };
    if look == plain {
        return String::new();
    }
    let at = looks.iter().position(|l| *l == look).unwrap_or_else(|| {
        looks.push(look);
        looks.len() - 1
    });
    format!("c{at}")
}

fn style(looks: &[Look], frames: &[(&Picture, u32)]) -> String {
    let font = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace";
    let mut out = format!(
        "text{{font:14px {font};white-space:pre;fill:#1f2430}}.w{{fill:#fcfdfe;stroke:#cdd4dd}}.o{{fill:#d5dbe3}}.t{{fill:#fcfdfe}}"
    );
    let mut dark = "text{fill:#dfe4ec}.w{fill:#12161f;stroke:#333c4b}.o{fill:#3b4556}.t{fill:#12161f}".to_owned();
    for (n, look) in looks.iter().enumerate() {
        let weight = if look.bold { ";font-weight:700" } else { "" };
        let dim = if look.dim { ";opacity:.7" } else { "" };
        let _ = write!(out, ".c{n}{{fill:{}{weight}{dim}}}", rgb(look.light, "#1f2430"));
        let _ = write!(dark, ".c{n}{{fill:{}}}", rgb(look.dark, "#dfe4ec"));
    }
    let _ = write!(out, "@media(prefers-color-scheme:dark){{{dark}}}");
    let total: u32 = frames.iter().map(|(_, seconds)| seconds).sum();
    let percent = |seconds: u32| f64::from(seconds) * 100.0 / f64::from(total);
    let mut begin = 0;
    for (n, (_, seconds)) in frames.iter().enumerate().filter(|_| frames.len() > 1) {
        let (from, to) = (percent(begin), percent(begin + seconds));
        begin += seconds;
        let _ = write!(
            out,
            ".f{n}{{animation:k{n} {total}s step-end infinite}}@keyframes k{n}{{0%{{visibility:hidden}}{from:.2}%{{visibility:visible}}"
        );
        let _ = if to < 100.0 { write!(out, "{to:.2}%{{visibility:hidden}}}}") } else { write!(out, "}}") };
    }
    if let Some(last) = frames.len().checked_sub(1).filter(|last| *last > 0) {
        let _ = write!(
            out,
            ".f{{visibility:hidden}}@media(prefers-reduced-motion:reduce){{.f{{animation:none}}.f{last}{{visibility:visible}}}}"
        );
    }
    out
}

fn rgb(color: Color, text: &str) -> String {
    let (r, g, b) = match color {
        Color::Indexed(n @ 16..=231) => {
            let level = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
            let n = n - 16;
            (level(n / 36), level(n / 6 % 6), level(n % 6))
        }
        Color::Indexed(n @ 232..=255) => (8 + 10 * (n - 232), 8 + 10 * (n - 232), 8 + 10 * (n - 232)),
        Color::Indexed(n) => BASIC[usize::from(n)],
        Color::Rgb(r, g, b) => (r, g, b),
        _ => return text.to_owned(),
    };
    format!("#{r:02x}{g:02x}{b:02x}")
}
