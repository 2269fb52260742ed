//! What no probe can know: the questions, their choices, and which to ask next. The words stand in `assets/knowledge/questions.toml`.

use std::collections::BTreeMap;
use strum::{EnumIter, EnumString, IntoStaticStr};

/// A question to the user.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Question {
    /// What happens at the console's login page.
    LoginStep,
    /// Which way the account signs in.
    SignInMethod,
    /// What the user knows about the password.
    PasswordState,
    /// What became of the reset mail.
    ResetMail,
    /// Whether the authenticator is at hand.
    Authenticator,
    /// How the browser application signs in.
    BrowserLogin,
    /// Whether a key was made in the console for this very cluster.
    KeyCreated,
    /// Whether this is the place where it works.
    WorksHere,
}

/// A choice. Each belongs to one or more questions, in the order of [`Question::choices`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Choice {
    /// The page does not open.
    PageDoesNotOpen,
    /// The password is refused.
    PasswordRefused,
    /// A reset was asked for and did not work out.
    ResetTried,
    /// A code is asked for.
    CodeAsked,
    /// E-mail and password.
    EmailPassword,
    /// Google, GitHub, Microsoft or the company's sign-in.
    IdentityProvider,
    /// Forgotten.
    Forgotten,
    /// Changed a while ago; the stored one may be the old one.
    ChangedRecently,
    /// Sure that it is right.
    Sure,
    /// No mail came.
    MailMissing,
    /// The link says that it has expired or is invalid.
    LinkExpired,
    /// No reset was asked for yet.
    NotAskedYet,
    /// The authenticator is lost or reset.
    DeviceGone,
    /// It is there, and its code is refused.
    CodeRefused,
    /// It signs in as a user, with e-mail and password.
    UserLogin,
    /// It uses an API key.
    ApiKey,
    /// Yes.
    Yes,
    /// No.
    No,
    /// The user can't tell.
    Unsure,
}

impl Question {
    /// Its name in the knowledge and in `--answer`.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// The choices, in the order in which they are shown.
    pub const fn choices(self) -> &'static [Choice] {
        use Choice::{
            ApiKey, ChangedRecently, CodeAsked, CodeRefused, DeviceGone, EmailPassword, Forgotten, IdentityProvider,
            LinkExpired, MailMissing, No, NotAskedYet, PageDoesNotOpen, PasswordRefused, ResetTried, Sure, Unsure,
            UserLogin, Yes,
        };
        match self {
            Self::LoginStep => &[PasswordRefused, ResetTried, CodeAsked, PageDoesNotOpen, Unsure],
            Self::SignInMethod => &[EmailPassword, IdentityProvider, Unsure],
            Self::PasswordState => &[Forgotten, ChangedRecently, Sure],
            Self::ResetMail => &[LinkExpired, MailMissing, NotAskedYet],
            Self::Authenticator => &[DeviceGone, CodeRefused],
            Self::BrowserLogin => &[UserLogin, ApiKey, Unsure],
            Self::KeyCreated => &[No, Yes, Unsure],
            Self::WorksHere => &[No, Yes],
        }
    }
}

impl Choice {
    /// Its name in the knowledge and in `--answer`.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// What was answered so far.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answers(BTreeMap<Question, Choice>);

impl Answers {
    /// The answer to a question.
    pub fn get(&self, question: Question) -> Option<Choice> {
        self.0.get(&question).copied()
    }

    /// Records an answer. False when the choice is not one of the question's.
    pub fn set(&mut self, question: Question, choice: Choice) -> bool {
        let fits = question.choices().contains(&choice);
        if fits {
            self.0.insert(question, choice);
        }
        fits
    }

    /// Takes an answer back.
    pub fn forget(&mut self, question: Question) {
        self.0.remove(&question);
    }

    /// All answers.
    pub fn iter(&self) -> impl Iterator<Item = (Question, Choice)> {
        self.0.iter().map(|(q, c)| (*q, *c))
    }
}
