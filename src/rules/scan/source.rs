//! What a file is written in, by its name.

use super::settings::SettingsFormat;
use crate::model::client::Language;

/// What a file is written in, by its name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SourceKind {
    /// A program.
    Code(Grammar),
    /// A page with scripts in it (Vue, Svelte, Astro).
    Page,
    /// A Jupyter notebook.
    Notebook,
    /// A `.env` file.
    DotEnv,
    /// Another file that gives variables their values.
    Settings(SettingsFormat),
}

/// The languages that are read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "each is a language's name")]
pub enum Grammar {
    Python,
    TypeScript,
    /// TypeScript with elements, and JavaScript.
    Tsx,
    Go,
    Java,
    CSharp,
    Shell,
}

impl SourceKind {
    /// The kind of a file; none when it isn't one that is read.
    pub fn of(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        #[expect(
            clippy::case_sensitive_file_extension_comparisons,
            reason = "programs that read .env files look for small letters"
        )]
        if name == ".env" || name.starts_with(".env.") || name.ends_with(".env") {
            return Some(Self::DotEnv);
        }
        if let Some(format) = SettingsFormat::of(name) {
            return Some(Self::Settings(format));
        }
        let extension = name.rsplit_once('.')?.1;
        Some(match extension {
            "py" | "pyw" | "pyi" => Self::Code(Grammar::Python),
            "ts" | "mts" | "cts" => Self::Code(Grammar::TypeScript),
            "tsx" | "jsx" | "js" | "mjs" | "cjs" => Self::Code(Grammar::Tsx),
            "go" => Self::Code(Grammar::Go),
            "java" => Self::Code(Grammar::Java),
            "cs" | "csx" => Self::Code(Grammar::CSharp),
            "sh" | "bash" | "zsh" | "envrc" => Self::Code(Grammar::Shell),
            "vue" | "svelte" | "astro" => Self::Page,
            "ipynb" => Self::Notebook,
            _ => return None,
        })
    }

    /// The language whose client counts.
    pub fn language(self) -> Language {
        match self {
            Self::Code(Grammar::Python) | Self::Notebook => Language::Python,
            Self::Code(Grammar::TypeScript | Grammar::Tsx) | Self::Page => Language::TypeScript,
            Self::Code(Grammar::Go) => Language::Go,
            Self::Code(Grammar::Java) => Language::Java,
            Self::Code(Grammar::CSharp) => Language::CSharp,
            Self::Code(Grammar::Shell) | Self::DotEnv | Self::Settings(_) => Language::Curl,
        }
    }
}
