//! The form for URL, key and client, and what can be said about them while they are typed. It probes nothing and never shows a key.

use super::field::Field;
use super::listing::Listing;
use super::practice::{ClusterSource, PracticeState};
use super::{Action, Context, Discovery, Effect, Input, Key, Overlay, Wizard};
use crate::model::api_key::{ApiKey, LONGEST_KEY};
use crate::model::case::{Case, KeyConsent, Sourced};
use crate::model::client::Language;
use crate::model::evidence::Origin;
use crate::model::target::{LONGEST_URL, Target, UrlProblem};
use crate::wizard::form_row::FormRow;
use crate::words::catalog::say;
use strum::IntoEnumIterator;

/// The form. What was typed stays here whichever way the user goes.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ClusterForm {
    /// The URL's text.
    pub url: Field,
    /// The key, if one was typed.
    pub typed_key: Sourced<ApiKey>,
    /// Which key counts.
    pub key_choice: KeyChoice,
    /// The row that has the focus.
    pub row: FormRow,
    /// Whether it was said that something is wrong with what stands here.
    pub warned: bool,
    /// The key that the person let go to a host, when they were asked.
    pub consent: Option<KeyConsent>,
}

/// What was most likely meant.
enum Repair {
    /// This URL.
    Url(String),
    /// This key.
    Key(ApiKey),
    /// The URL's text is the key.
    Moved(ApiKey),
}

/// The URL that stands somewhere in a text: behind a label, with another scheme, or with a port that is none.
fn url_within(text: &str) -> Option<String> {
    let words =
        text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '=' | ',' | ';' | '<' | '>' | '(' | ')'));
    let bare = words.map(|word| word.split_once("://").map_or(word, |(_, rest)| rest));
    // What stands before an @ is no host.
    let bare = bare.map(|word| word.rsplit_once('@').map_or(word, |(_, host)| host));
    let hosts = bare.filter_map(|word| word.split(['/', '?', '#', ':']).next()).filter(|host| host.contains('.'));
    let url = |host: &str| format!("https://{}", host.trim_matches(['.', '-']).to_ascii_lowercase());
    hosts.map(url).find(|url| Target::read(url, None).is_ok())
}

/// Which key counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum KeyChoice {
    /// The typed one, or else the one that was found.
    #[default]
    Given,
    /// None at all.
    Without,
}

impl ClusterForm {
    /// Puts a found URL into the field, unless the user was faster. `before` is what had been found until now.
    pub(super) fn found(&mut self, before: &Sourced<String>, found: &Case) {
        if self.is_url_as(before) {
            self.url = Field::holding(found.url.value.as_deref().unwrap_or_default(), LONGEST_URL + 1);
            // With the URL there, the next thing to look at is the key, or going on.
            if self.row == FormRow::Url && found.url.value.is_some() {
                self.row = if self.key(&found.key).value.is_some() { FormRow::Go } else { FormRow::Key };
            }
        }
    }

    fn is_url_as(&self, found: &Sourced<String>) -> bool {
        let holding = Field::holding(found.value.as_deref().unwrap_or_default(), LONGEST_URL + 1);
        holding.text() == self.url.text()
    }

    /// The URL that counts: the found one, byte for byte, as long as nobody changed it.
    pub fn url(&self, found: &Sourced<String>) -> Sourced<String> {
        if self.is_url_as(found) {
            found.clone()
        } else if self.url.is_empty() {
            Sourced { value: None, origin: Origin::Typed }
        } else {
            Sourced::new(self.url.text().to_owned(), Origin::Typed)
        }
    }

    /// The key that counts.
    pub fn key(&self, found: &Sourced<ApiKey>) -> Sourced<ApiKey> {
        match (self.key_choice, &self.typed_key.value) {
            (KeyChoice::Without, _) => Sourced { value: None, origin: Origin::Typed },
            (KeyChoice::Given, Some(_)) => self.typed_key.clone(),
            (KeyChoice::Given, None) => found.clone(),
        }
    }

    /// Adds to the typed key.
    fn type_key(&mut self, more: &str) {
        self.key_choice = KeyChoice::Given;
        self.typed_key.origin = Origin::Typed;
        self.typed_key.value.get_or_insert_default().push_str(more);
    }

    fn take_back(&mut self) {
        if let Some(key) = &mut self.typed_key.value {
            key.pop();
            if key.is_empty() {
                self.typed_key = Sourced::default();
            }
        }
    }
}

impl Context {
    /// The URL that counts now.
    pub(crate) fn url_now(&self) -> Sourced<String> {
        self.cluster.url(&self.case.url)
    }

    /// The key that counts now.
    pub(crate) fn key_now(&self) -> Sourced<ApiKey> {
        self.cluster.key(&self.found_key())
    }

    pub(super) fn toggle_without(&mut self) {
        self.cluster.key_choice = match self.cluster.key_choice {
            KeyChoice::Given => KeyChoice::Without,
            KeyChoice::Without => KeyChoice::Given,
        };
    }

    fn next_language(&mut self, by: isize) {
        self.set_language(neighbor(self.case.client.language, by, &Language::iter().collect::<Vec<_>>()));
    }

    fn lacks_key(&self) -> bool {
        // Until the environment has been read, a key may still come from there.
        self.discovery == Discovery::Done
            && self.cluster.key_choice == KeyChoice::Given
            && self.key_now().value.is_none()
    }

    /// Whether URL and key are there and nothing speaks against them, nor for a choice.
    pub(super) fn knows_cluster(&self) -> bool {
        match &self.place {
            ClusterSource::Practice { state, .. } => matches!(state, PracticeState::Ready(_)),
            ClusterSource::Own => {
                let case = self.case_now();
                self.discovery == Discovery::Done
                    && case.usable_target().is_some()
                    && case.key.value.is_some()
                    && (case.configured.is_empty() || self.cluster_named().is_some())
                    && self.typed_problem().is_none()
            }
        }
    }

    /// The first field in which something typed can't be right, and what is said of it.
    fn typed_problem(&self) -> Option<(FormRow, &'static str)> {
        if self.place != ClusterSource::Own || self.discovery != Discovery::Done {
            return None;
        }
        let url = self.url_now();
        if url.value.is_none() {
            return Some((FormRow::Url, "again-no-url"));
        }
        let case = Case { url, ..Case::empty() };
        if case.url.origin == Origin::Typed && case.usable_target().is_none() {
            return Some((FormRow::Url, "again-url"));
        }
        let key = self.key_now();
        let unclean = key.origin == Origin::Typed && key.value.is_some_and(|key| !key.problems().is_empty());
        unclean.then_some((FormRow::Key, "again-key"))
    }

    /// What was most likely meant by what is wrong in this field; a key moves where it belongs.
    fn repair(&self, row: FormRow) -> Option<Repair> {
        if row == FormRow::Key {
            return self.key_now().value.and_then(|key| key.repaired()).map(Repair::Key);
        }
        let url = self.url_now().value?;
        match Target::read(&url, None) {
            Ok(_) => None,
            Err(UrlProblem::LooksLikeKey) if self.key_now().value.is_none() => {
                Some(Repair::Moved(ApiKey::new(url.trim().to_owned())))
            }
            Err(problem) => problem.instead().or_else(|| url_within(&url)).map(Repair::Url),
        }
    }

    /// What can be repaired by a key now, and is not yet.
    pub(crate) fn repair_offered(&self) -> bool {
        self.cluster.warned && self.typed_problem().is_some_and(|(row, _)| self.repair(row).is_some())
    }

    fn take_repair(&mut self) {
        let Some((row, _)) = self.typed_problem() else { return };
        match self.repair(row) {
            Some(Repair::Url(url)) => self.cluster.url = Field::holding(&url, LONGEST_URL + 1),
            Some(Repair::Key(key)) => self.cluster.typed_key = Sourced::new(key, Origin::Typed),
            Some(Repair::Moved(key)) => {
                self.cluster.url = Field::default();
                self.cluster.typed_key = Sourced::new(key, Origin::Typed);
                self.cluster.key_choice = KeyChoice::Given;
                self.cluster.row = FormRow::Url;
            }
            None => {}
        }
        self.cluster.warned = false;
    }

    pub(super) fn cluster_is_typing(&self) -> bool {
        self.place == ClusterSource::Own && matches!(self.cluster.row, FormRow::Url | FormRow::Key)
    }

    fn type_into_row(&mut self, input: &Input) {
        let form = &mut self.cluster;
        form.warned = false;
        match (form.row, input) {
            (FormRow::Url, _) => {
                form.url.handle(input, LONGEST_URL + 1);
            }
            (FormRow::Key, Input::Char(c)) => form.type_key(c.encode_utf8(&mut [0; 4])),
            (FormRow::Key, Input::Paste(pasted)) => {
                let text = pasted.text();
                form.type_key(&text[..text.floor_char_boundary(LONGEST_KEY + 1)]);
            }
            (FormRow::Key, Input::Key(Key::Backspace)) => form.take_back(),
            (FormRow::Key, Input::Ctrl('u')) => form.typed_key = Sourced::default(),
            (
                FormRow::Key | FormRow::Without | FormRow::Client | FormRow::Go | FormRow::Saved | FormRow::Practice,
                _,
            ) => {}
        }
    }
}

impl Wizard {
    pub(super) fn cluster_action(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Down | Action::NextField => self.cluster_step(1),
            Action::Up | Action::PreviousField => self.cluster_step(-1),
            Action::Enter => return self.cluster_enter(),
            Action::Toggle => match self.cx.cluster.row {
                FormRow::Client => self.cx.next_language(1),
                FormRow::Without => self.cx.toggle_without(),
                FormRow::Practice => self.open_practice_list(),
                FormRow::Saved => self.open_clusters(),
                FormRow::Url | FormRow::Key | FormRow::Go => {}
            },
            Action::NextLanguage => self.cx.next_language(1),
            Action::PreviousLanguage => self.cx.next_language(-1),
            Action::WithoutKey => self.cx.toggle_without(),
            Action::MyClusters => self.open_clusters(),
            Action::OwnCluster => return self.leave_practice(),
            Action::Clear => self.type_into_form(&Input::Ctrl('u')),
            Action::Repair => self.cx.take_repair(),
            Action::Back => self.back_to_way_in(),
            _ => {}
        }
        Vec::new()
    }

    pub(super) fn type_into_form(&mut self, input: &Input) {
        if self.cx.cluster_is_typing() {
            self.cx.type_into_row(input);
        } else if matches!(input, Input::Paste(_)) {
            self.paste_anywhere(input);
        }
    }

    /// To the next row that is there.
    fn cluster_step(&mut self, by: isize) {
        let next = self.cx.cluster.row.step(by);
        let next = if next == FormRow::Saved && !self.cx.offers_clusters() { next.step(by) } else { next };
        // There is nothing behind the last row.
        if next != FormRow::Saved || self.cx.offers_clusters() {
            self.cx.cluster.row = next;
        }
    }

    /// A paste while no text field has the focus goes to the first field that is still empty.
    fn paste_anywhere(&mut self, input: &Input) {
        if self.cx.place != ClusterSource::Own {
            return;
        }
        if self.cx.cluster.url.is_empty() {
            self.cx.cluster.row = FormRow::Url;
        } else if self.cx.key_now().value.is_none() {
            self.cx.cluster.row = FormRow::Key;
        } else {
            return;
        }
        self.cx.type_into_row(input);
    }

    fn cluster_enter(&mut self) -> Vec<Effect> {
        match self.cx.cluster.row {
            FormRow::Url if self.cx.place == ClusterSource::Own && self.cx.lacks_key() => {
                self.cx.cluster.row = FormRow::Key;
            }
            FormRow::Without => self.cx.toggle_without(),
            FormRow::Practice => self.open_practice_list(),
            FormRow::Saved => self.open_clusters(),
            FormRow::Url | FormRow::Key | FormRow::Client | FormRow::Go => return self.cluster_checked(),
        }
        Vec::new()
    }

    /// What was typed here is checked here: Enter stays at it once, and goes on with it the second time.
    fn cluster_checked(&mut self) -> Vec<Effect> {
        match self.cx.typed_problem().filter(|_| !self.cx.cluster.warned) {
            Some((row, words)) => {
                self.cx.cluster.warned = true;
                self.cx.cluster.row = row;
                let repair = match self.cx.repair(row) {
                    Some(Repair::Url(url)) => say("cluster", "repair-url").replace("{url}", &url),
                    Some(Repair::Key(_)) => say("cluster", "repair-key").to_owned(),
                    Some(Repair::Moved(_)) => say("cluster", "repair-moved").to_owned(),
                    None => say("cluster", words).to_owned(),
                };
                self.cx.pass_on(repair);
                Vec::new()
            }
            None => self.cluster_done(),
        }
    }

    /// Passes by the form from now on where all of it is known.
    pub fn skip_known(&mut self) {
        self.cx.skips_known = true;
    }

    pub(super) fn open_practice_list(&mut self) {
        if !self.cx.faults.is_empty() {
            self.overlays.push(Overlay::Practice(Listing::default()));
        }
    }
}

/// The language before or behind this one among `all`, around the corner.
pub(super) fn neighbor(language: Language, by: isize, all: &[Language]) -> Language {
    let count = all.len().max(1);
    let at = all.iter().position(|l| *l == language).unwrap_or(0);
    let to = if by < 0 { at + count - 1 } else { at + 1 } % count;
    all.get(to).copied().unwrap_or(language)
}
