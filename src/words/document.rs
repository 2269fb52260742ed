//! A text for people as blocks: what is said, and in which order. How it looks is left to those who render it: the screens, the plain lines,
//! the report as text and as Markdown.

use crate::model::report_schema::{ReportSnippet, ReportStep};
use crate::model::route::Route;
use crate::words::columns::width;
use std::ops::Range;

/// Most columns for a name in front of what is said of it.
const MAX_NAME_COLUMNS: usize = 23;

/// A text, block by block.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Document {
    /// In the order in which they are read.
    pub blocks: Vec<Block>,
    /// As many of them are enough to act upon; none where they belong together.
    pub enough: Option<usize>,
}

/// A part of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// What it is about; of a title, the title itself. It may be empty.
    pub label: String,
    /// What it says.
    pub content: Content,
}

/// What a block says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// What the text comes to, in one line, and the sentences right below it.
    Title(Option<Sign>, Vec<String>),
    /// A paragraph.
    Paragraph(String),
    /// One that is beside the point.
    Note(String),
    /// One that must not be overlooked.
    Warning(String),
    /// What not to do.
    Dont(String),
    /// Several things of one kind.
    Items(Vec<Item>),
    /// What to do, in order, and how many steps stand before these.
    Steps(Vec<ReportStep>, usize),
    /// Code to copy, which may be empty, and what is said right below it.
    Code(ReportSnippet, String),
    /// A command to copy.
    Command(String),
    /// Addresses to open.
    Links(Vec<String>),
    /// Words of others, with the place of those that matter.
    Quote(String, Range<usize>),
    /// How far each chain came, and what is said below.
    Chains(Route, String),
}

/// One of several things: its name, and what is said of it. An item with a name alone is the heading of those behind it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Item {
    /// How it stands.
    pub sign: Option<Sign>,
    /// Its name.
    pub name: String,
    /// How long it took.
    pub time: String,
    /// What programs and people on the telephone call it.
    pub id: String,
    /// What is said of it.
    pub text: String,
    /// What may be left out.
    pub more: String,
}

/// How something stands, as one character.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// It holds.
    Passed,
    /// It holds, with a remark.
    Warned,
    /// It doesn't.
    Failed,
    /// Not measured, or one of several.
    Neutral,
    /// Only the user can tell.
    Open,
    /// A place in the source.
    Place,
    /// Somebody said so.
    Said,
}

impl Item {
    /// Whether it is the heading of those behind it.
    pub fn is_heading(&self) -> bool {
        self.sign.is_none() && self.text.is_empty()
    }

    /// Columns for the names of all of these in front of what is said of them.
    pub fn name_columns(items: &[Self]) -> usize {
        let names = items.iter().filter(|item| !item.is_heading()).map(|item| width(&item.name));
        names.max().unwrap_or_default().min(MAX_NAME_COLUMNS)
    }
}

impl Sign {
    /// Of a probe, by its status.
    pub fn of_status(status: &str) -> Self {
        match status {
            "passed" => Self::Passed,
            "warned" => Self::Warned,
            "failed" => Self::Failed,
            _ => Self::Neutral,
        }
    }

    /// The character.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Passed => "✓",
            Self::Warned => "!",
            Self::Failed => "✗",
            Self::Neutral => "·",
            Self::Open => "?",
            Self::Place => "→",
            Self::Said => "›",
        }
    }
}

impl Document {
    /// Adds a block.
    pub fn push(&mut self, label: &str, content: Content) {
        self.blocks.push(Block { label: label.to_owned(), content });
    }

    /// Adds a paragraph, unless there is nothing to say.
    pub fn paragraph(&mut self, label: &str, text: &str) {
        if !text.is_empty() {
            self.push(label, Content::Paragraph(text.to_owned()));
        }
    }

    /// Adds items, unless there are none.
    pub fn items(&mut self, label: &str, items: impl IntoIterator<Item = Item>) {
        let items: Vec<Item> = items.into_iter().collect();
        if !items.is_empty() {
            self.push(label, Content::Items(items));
        }
    }

    /// The same with each of its texts replaced. Of a quote the place of the words is kept as far as it is still there.
    #[must_use]
    pub fn with_texts(mut self, replaced: &dyn Fn(&str) -> String) -> Self {
        let change = |text: &mut String| *text = replaced(text);
        for block in &mut self.blocks {
            change(&mut block.label);
            match &mut block.content {
                Content::Title(_, texts) | Content::Links(texts) => texts.iter_mut().for_each(change),
                Content::Paragraph(text)
                | Content::Note(text)
                | Content::Warning(text)
                | Content::Dont(text)
                | Content::Command(text)
                | Content::Chains(_, text) => change(text),
                Content::Quote(text, words) => {
                    let part = |range: Range<usize>| replaced(text.get(range).unwrap_or_default());
                    let (before, marked) = (part(0..words.start), part(words.clone()));
                    let all = format!("{before}{marked}{}", part(words.end..text.len()));
                    (*text, *words) = (all, before.len()..before.len() + marked.len());
                }
                Content::Items(items) => {
                    for item in items {
                        [&mut item.name, &mut item.time, &mut item.id, &mut item.text, &mut item.more]
                            .into_iter()
                            .for_each(change);
                    }
                }
                Content::Steps(steps, _) => {
                    for step in steps {
                        change(&mut step.text);
                        [&mut step.command, &mut step.link, &mut step.message, &mut step.code]
                            .into_iter()
                            .flatten()
                            .for_each(change);
                    }
                }
                Content::Code(snippet, below) => {
                    change(&mut snippet.code);
                    change(below);
                }
            }
        }
        self
    }

    /// What to do.
    pub fn steps(&self) -> Vec<&ReportStep> {
        let steps = self.blocks.iter().filter_map(|block| match &block.content {
            Content::Steps(steps, _) => Some(steps),
            _ => None,
        });
        steps.flatten().collect()
    }

    /// How many of the steps are enough to begin with.
    pub fn first_steps(&self) -> usize {
        let enough = self.enough.unwrap_or(self.blocks.len());
        let steps = |block: &Block| if let Content::Steps(steps, _) = &block.content { steps.len() } else { 0 };
        self.blocks.iter().take(enough).map(steps).sum()
    }

    /// Whether it is about code, be there some in this language or not.
    pub fn has_code(&self) -> bool {
        self.blocks.iter().any(|block| matches!(block.content, Content::Code(..)))
    }

    /// The code to copy.
    pub fn code(&self) -> Option<&ReportSnippet> {
        self.blocks.iter().find_map(|block| match &block.content {
            Content::Code(snippet, _) if !snippet.code.is_empty() => Some(snippet),
            _ => None,
        })
    }

    /// The addresses to open.
    pub fn links(&self) -> impl Iterator<Item = &String> {
        let further = self.blocks.iter().filter_map(|block| match &block.content {
            Content::Links(links) => Some(links),
            _ => None,
        });
        self.steps().into_iter().filter_map(|step| step.link.as_ref()).chain(further.flatten())
    }
}
