//! The form for URL and key, asked one after the other, and what was found in the environment. Of a key only its fingerprint is said.

use super::{Ask, LineReply, Plain, PromptContext, Waits, act, answer};
use crate::frontend::plain::input::languages;
use crate::frontend::plain::input::number;
use crate::model::api_key::ApiKey;
use crate::model::case::Sourced;
use crate::model::evidence::Origin;
use crate::model::sanitized::SanitizedText;
use crate::model::target::{Target, UrlHint};
use crate::wizard::actions::of_word;
use crate::wizard::practice::ClusterSource as Where;
use crate::wizard::{Action, Answer, Pasted, Wizard};
use crate::words::catalog::{field, plain, say, url_problem};

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum PlainFormRow {
    /// The URL.
    #[default]
    Url,
    /// Another one, because that one can't be used.
    UrlAgain,
    /// The key.
    Key,
}

/// `client, version, from where`.
pub(super) fn client(wizard: &Wizard) -> String {
    let (client, origin) = wizard.cx.client_now();
    let version = client.version.map(|v| format!(" {v}")).unwrap_or_default();
    format!("{}{version}{}", client.language.name(), from(&origin))
}

/// `, from …`; nothing where that is clear.
fn from(origin: &Origin) -> String {
    match origin {
        Origin::Nowhere | Origin::Default | Origin::Typed => String::new(),
        other => format!(", from {}", SanitizedText::up_to(&crate::words::catalog::origin(other), 80)),
    }
}

/// What was found, in one line.
pub(super) fn found(wizard: &Wizard) -> String {
    let url = &wizard.cx.case.url;
    let cluster =
        shown_url(wizard, url).map_or_else(|| say("symptom", "no-cluster").to_owned(), |u| u + &from(&url.origin));
    let key = &wizard.cx.case.key;
    let known = match &key.value {
        Some(_) => format!("{}{}", key_words(key), from(&key.origin)),
        None => say("symptom", "no-key").to_owned(),
    };
    format!("Cluster: {cluster}. Key: {known}. Client: {}", client(wizard))
}

/// A URL without what may be secret in it: its host where it can be read.
fn shown_url(wizard: &Wizard, url: &Sourced<String>) -> Option<String> {
    let text = url.value.as_deref()?;
    Some(match Target::read(text, None) {
        Ok(target) => target.rest.host,
        Err(_) => SanitizedText::up_to(&wizard.cx.typed_url(text), 80).as_str().to_owned(),
    })
}

fn key_words(key: &Sourced<ApiKey>) -> String {
    match &key.value {
        Some(key) if key.is_empty() => "set, but empty".to_owned(),
        Some(key) => format!("set, fingerprint {}", key.fingerprint()),
        None => String::new(),
    }
}

/// Says what the form is about.
pub(super) fn describe(wizard: &Wizard, lines: &mut Vec<String>) {
    lines.push(say("prompt", "cluster").to_owned());
    if let Where::Practice { fault, .. } = &wizard.cx.place {
        lines.push(format!("{}: {fault}.", say("cluster", "practice-on")));
        lines.extend(wizard.cx.faults.iter().find(|f| f.id == *fault).map(|f| f.broken.clone()));
        lines.push(plain("practice-own").to_owned());
    }
    if wizard.cx.offers_clusters() {
        lines.push(plain("clusters").to_owned());
        let clusters = wizard.cx.case.configured.iter().enumerate();
        lines.extend(clusters.map(|(i, cluster)| format!("{}. {}", i + 1, cluster.name)));
    }
    lines.push(plain("client").replace("{client}", &client(wizard)).replace("{all}", &languages()));
}

impl Plain {
    /// Whether the answer will be a key.
    pub(super) fn asks_key(&self, wizard: &Wizard) -> bool {
        PromptContext::of(wizard) == PromptContext::Cluster
            && wizard.cx.place == Where::Own
            && self.row == PlainFormRow::Key
    }

    pub(super) fn ask_of_form(&self, wizard: &Wizard) -> Ask {
        if wizard.cx.place != Where::Own {
            return Ask { text: plain("go").to_owned(), hidden: false };
        }
        let text = match self.row {
            PlainFormRow::Url => match shown_url(wizard, &wizard.cx.url_now()) {
                Some(url) => plain("url-found").replace("{url}", &url),
                None => plain("url").to_owned(),
            },
            PlainFormRow::UrlAgain => plain("url-again").to_owned(),
            PlainFormRow::Key => {
                let key = wizard.cx.key_now();
                if key.value.is_some() {
                    plain("key-found").replace("{key}", &key_words(&key))
                } else {
                    plain("key").to_owned()
                }
            }
        };
        Ask { text: wizard.cx.shown(&text).into_owned(), hidden: self.row == PlainFormRow::Key }
    }

    /// An answer that is no command, to the form.
    pub(super) fn hear_form(&mut self, wizard: &mut Wizard, line: &str, heard: &mut LineReply) {
        if wizard.cx.place != Where::Own {
            if of_word(line) == Some(Action::OwnCluster) {
                heard.effects = act(wizard, Action::OwnCluster);
                self.place = None;
            } else if line.is_empty() {
                self.leave(wizard, heard);
            } else {
                heard.say(plain("unknown-command"));
            }
            return;
        }
        let names: Vec<&str> = wizard.cx.case.configured.iter().map(|c| c.name.as_str()).collect();
        let chosen = number(line, names.len()).or_else(|| names.iter().position(|name| *name == line));
        if let Some(at) = chosen.filter(|_| wizard.cx.offers_clusters()) {
            heard.effects = answer(wizard, Answer::Cluster(at));
            self.waits = Waits::Cluster;
            return;
        }
        if !line.is_empty() {
            answer(wizard, Answer::Url(Pasted::new(line.to_owned())));
        }
        let given = wizard.cx.url_now();
        let again = self.row == PlainFormRow::UrlAgain && line.is_empty();
        self.row = PlainFormRow::Key;
        match given.value.as_deref().map(|text| Target::read(text, wizard.cx.case.settings.grpc.as_ref())) {
            None => heard.say(field("url", "missing")),
            Some(Ok(target)) => {
                heard.say(format!("REST: {}", target.rest));
                heard.say(format!("gRPC: {}", target.grpc));
                for hint in target.hints.iter().filter(|h| !matches!(h, UrlHint::SchemeAdded | UrlHint::UpperCase)) {
                    heard.say(format!("The URL: {}.", crate::words::describe::url_hint(hint)));
                }
            }
            Some(Err(problem)) if !again => {
                heard.say(format!("This URL {}. {}", url_problem(&problem), field("url-advice", (&problem).into())));
                self.row = PlainFormRow::UrlAgain;
            }
            Some(Err(_)) => heard.say(say("cluster", "later")),
        }
    }

    /// The key: the text as it was typed, white space and all.
    pub(super) fn hear_key(&mut self, wizard: &mut Wizard, line: &str, heard: &mut LineReply) {
        let none = line.trim() == "none";
        match line.trim() {
            "back" => {
                self.row = PlainFormRow::Url;
                return;
            }
            "quit" | "help" => return self.command(wizard, line, heard),
            _ => {}
        }
        if none {
            answer(wizard, Answer::WithoutKey(true));
        } else if !line.is_empty() {
            answer(wizard, Answer::WithoutKey(false));
            answer(wizard, Answer::Key(Pasted::new(line.to_owned())));
        }
        match &wizard.cx.key_now().value {
            None => heard.say(plain("key-none")),
            Some(key) if key.is_empty() => heard.say(plain("key-empty")),
            Some(key) => {
                heard.say(plain("key-set").replace("{fingerprint}", &key.fingerprint()));
                let problems = key.problems();
                heard.lines.extend(problems.iter().map(|p| field("key-problem", p.into()).to_owned()));
                if !problems.is_empty() && key.repaired().is_some() {
                    heard.say(field("key", "repaired"));
                }
            }
        }
        self.leave(wizard, heard);
    }

    fn leave(&mut self, wizard: &mut Wizard, heard: &mut LineReply) {
        heard.effects = answer(wizard, Answer::LeaveCluster);
        self.row = PlainFormRow::Url;
    }
}
