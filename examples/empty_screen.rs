//! The least that a program on ratatui can do: one line, then it waits for a key. `cargo bench --bench screen` measures the wizard's start beside it.

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::terminal::{EnterAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::crossterm::{event, execute};
use ratatui::widgets::Paragraph;
use std::io;

fn main() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen)?;
    let mut terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
    terminal.draw(|frame| frame.render_widget(Paragraph::new("one line"), frame.area()))?;
    event::read()?;
    disable_raw_mode()
}
