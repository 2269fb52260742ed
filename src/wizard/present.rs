//! Presentation mode, for shared screens: which names are replaced by which pseudonyms, and how the mode is left on purpose only. It draws
//! nothing and changes nothing that is probed, copied or stored.

use super::practice::{ClusterSource, PracticeState};
use super::source::ScanState;
use super::typed::{hidden_host, hidden_last_word, hidden_of_url, hidden_words};
use super::{Context, Overlay, Screen, Wizard};
use crate::model::api_key::{ApiKey, Redactor};
use crate::model::case::Case;
use crate::model::evidence::{Evidence, Origin, ProbeFacts, ProbeId};
use crate::model::mask_url::veil;
use crate::model::mask_url::veil_keys;
use crate::words::catalog::say;
use crate::words::pseudonym::{BUILT_IN, Pseudonyms};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The names that are replaced.
#[derive(Clone)]
pub struct ReplacedNames(Arc<Pseudonyms>);

impl ReplacedNames {
    /// The text with pseudonyms in it.
    pub fn hide(&self, text: &str) -> String {
        self.0.text(text)
    }

    /// The same of a text whose parts stood in several rows.
    pub fn hide_joined(&self, text: &str) -> String {
        self.0.learned_text(text)
    }
}

impl PartialEq for ReplacedNames {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for ReplacedNames {
    /// Hides what they are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Names(…)")
    }
}

/// Presentation mode while it is on.
#[derive(Clone, PartialEq, Debug)]
pub struct Presenting {
    /// What is replaced.
    pub names: ReplacedNames,
    /// Whether the key that leaves it was pressed once.
    leaving: bool,
}

impl Context {
    /// What knows the keys that the wizard has, typed ones too.
    pub fn keys_now(&self) -> Redactor {
        Redactor::new(self.key_now().value.iter().chain(&self.case.key.value)).and(&self.case.other_keys)
    }

    /// The names that are replaced, while they are.
    pub fn hidden_names(&self) -> Option<&ReplacedNames> {
        self.presenting.as_ref().map(|p| &p.names)
    }

    /// A text as it may be shown.
    pub fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.hidden_names().map_or(Cow::Borrowed(text), |names| Cow::Owned(names.hide(text)))
    }

    /// A text of a field as it may be shown: a key that was typed or pasted there by mistake is dots of its width.
    pub fn typed(&self, text: &str) -> String {
        veil_keys(text, &self.keys_now(), self.hidden(text, hidden_words(text)))
    }

    /// All of a text that is how a key of this machine begins, or else what is hidden anyway.
    fn hidden(&self, text: &str, otherwise: Vec<Range<usize>>) -> Vec<Range<usize>> {
        let begins = |key: &ApiKey| key.begins_with(text);
        let own = self.case.key.value.as_ref().is_some_and(begins) || self.key_now().value.as_ref().is_some_and(begins);
        if own || self.case.other_keys.begin_with(text) { std::iter::once(0..text.len()).collect() } else { otherwise }
    }

    /// The same of a text of lines, of which the last one is being typed where it is the `last`.
    pub fn typed_line(&self, text: &str, last: bool) -> String {
        let hidden = hidden_last_word(text).filter(|_| last);
        veil_keys(text, &self.keys_now(), self.hidden(text, hidden.into_iter().collect()))
    }

    /// The same of the URL's field, where more may be secret.
    pub fn typed_url(&self, text: &str) -> String {
        let typed = matches!(self.url_now().origin, Origin::Typed | Origin::Nowhere);
        let hidden = if typed { hidden_of_url(text) } else { Vec::new() };
        veil(text, &self.keys_now(), self.hidden(text, hidden))
    }

    /// Whether what was typed into the URL's field is hidden because it may become a key as well as an address.
    pub fn hides_host(&self) -> bool {
        let url = self.url_now();
        url.origin == Origin::Typed && url.value.is_some_and(|text| hidden_host(&text).is_some())
    }
}

impl Wizard {
    /// What the pseudonyms of this session are made with. Whoever can tell it can try names.
    pub fn seed_pseudonyms(&mut self, seed: String) {
        self.cx.pseudonym_seed = Some(seed);
    }

    /// Turns presentation mode on.
    pub fn present(&mut self) {
        if self.cx.pseudonym_seed.is_none() {
            // One for the whole session: a name keeps its pseudonym.
            let host = self.cx.url_now().value.unwrap_or_default();
            let moment = self.cx.now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            self.cx.pseudonym_seed = Some(format!("{}\0{}", host.to_ascii_lowercase(), moment.as_nanos()));
        }
        let names = self.names();
        self.cx.presenting = Some(Presenting { names, leaving: false });
    }

    /// On at one press; off only at two in a row, so that no slip of a finger shows a name.
    pub(super) fn presentation_key(&mut self) {
        let words = match &mut self.cx.presenting {
            None => {
                self.present();
                "on"
            }
            Some(presenting) if presenting.leaving => {
                self.cx.presenting = None;
                "off"
            }
            Some(presenting) => {
                presenting.leaving = true;
                "leaving"
            }
        };
        self.cx.pass_on(say("presentation", words).to_owned());
    }

    /// Any other key means that the mode stays.
    pub(super) fn presentation_stays(&mut self) {
        if let Some(presenting) = &mut self.cx.presenting {
            presenting.leaving = false;
        }
    }

    /// Names come and go with what is typed and measured.
    pub(super) fn learn_names(&mut self) {
        if self.cx.presenting.is_some() {
            let names = self.names();
            if let Some(presenting) = &mut self.cx.presenting {
                presenting.names = names;
            }
        }
    }

    fn names(&self) -> ReplacedNames {
        let mut cases = vec![(&self.cx.case, None)];
        if let ClusterSource::Practice { state: PracticeState::Ready(case), .. } = &self.cx.place {
            cases.insert(0, (case, None));
        }
        match &self.screen {
            Screen::Probing(probing) => cases.insert(0, (&probing.case, Some(&probing.evidence))),
            Screen::Result(outcome) => cases.insert(0, (&outcome.probing.case, Some(&outcome.probing.evidence))),
            Screen::Symptom | Screen::ErrorText(_) | Screen::Cluster | Screen::Question(_) => {}
        }
        if let Some(latest) = &self.cx.latest {
            cases.push((&latest.case, Some(&latest.evidence)));
        }
        let typed = self.cx.cluster.url.text();
        let seed = self.cx.pseudonym_seed.as_deref().unwrap_or_default();
        let mut names = Pseudonyms::keyed(seed.as_bytes());
        names.learn_hosts_of(typed);
        self.learn_text_of_error(&mut names);
        if let ScanState::Done(scanned) = &self.cx.source {
            let places = scanned.findings.iter().chain(scanned.limits.iter().map(|limit| &limit.place));
            places.for_each(|place| names.learn_path(place.path.shown().as_str()));
            for cluster in &scanned.clusters {
                names.learn_host(&cluster.host);
                names.learn_path(cluster.path.shown().as_str());
            }
            scanned.keys.iter().for_each(|key| names.learn_path(key.path.shown().as_str()));
        }
        if let Some(path) = &self.cx.saved_as {
            names.learn_path(path);
        }
        match self.overlays.last() {
            Some(Overlay::Save(form)) => names.learn_path(form.name.text()),
            Some(Overlay::CompareWith(form)) => names.learn_path(form.name.text()),
            _ => {}
        }
        if let Some(saved) = &self.cx.saved {
            for part in &saved.banner {
                names.learn_hosts_of(part);
            }
            if let Some(target) = &saved.report.target {
                names.learn_hosts_of(&target.rest);
                names.learn_hosts_of(&target.grpc);
            }
        }
        if let Some(Overlay::Comparison(told, _)) = self.overlays.last() {
            for host in &told.hosts {
                names.learn_hosts_of(host);
            }
        }
        for (case, evidence) in cases {
            learn_case(&mut names, case);
            if let Some(evidence) = evidence {
                learn_evidence(&mut names, evidence);
            }
        }
        ReplacedNames(Arc::new(names))
    }

    /// What an error text names: whoever pasted it has not read it for that.
    fn learn_text_of_error(&self, names: &mut Pseudonyms) {
        let keys = self.cx.keys_now();
        let mut texts = self.error_text.shown(MAX_ERROR_LINES, &keys);
        if let Some(explained) = &self.error_text.explained {
            texts.extend(explained.quote.iter().map(|quote| quote.text.clone()));
            texts.extend(explained.server.clone());
            texts.extend(explained.tried.iter().map(|tried| tried.address.as_str().to_owned()));
            explained.source.iter().for_each(|found| names.learn_path(found.path.shown().as_str()));
        }
        for text in texts {
            names.learn_hosts_of(&text);
            let ends =
                |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '(' | ')' | ',' | '<' | '>' | '“' | '”' | '`');
            let words = text.split(ends).map(|word| word.trim_end_matches([':', '.', ';']));
            let is_path = |word: &&str| word.matches(['/', '\\']).count() >= 2 && !word.contains("://");
            // Who is before the @ of an address is a name too.
            let people = words.clone().filter_map(|word| word.rsplit_once('@')).map(|(who, _)| who);
            people.for_each(|who| drop(names.learn_text(who.rsplit(['/', ':', '=']).next().unwrap_or(who))));
            words.filter(is_path).for_each(|path| names.learn_path(path.split(':').next().unwrap_or(path)));
        }
    }
}

/// Lines of an error text whose names are looked for: the box shows no more.
const MAX_ERROR_LINES: usize = 60;

fn learn_case(names: &mut Pseudonyms, case: &Case) {
    names.learn_case(case);
    for cluster in &case.configured {
        names.learn_hosts_of(&cluster.url);
        names.learn_cluster(&cluster.name);
        learn_origin(names, &cluster.key.origin);
    }
    for origin in [&case.url.origin, &case.key.origin, &case.client_origin] {
        learn_origin(names, origin);
    }
    case.source.iter().for_each(|found| names.learn_path(found.path.shown().as_str()));
    for variable in case.environment.proxy.iter().chain(&case.environment.certificates) {
        names.learn_hosts_of(variable.value.as_str());
        if !variable.value.as_str().contains("://") {
            names.learn_path(variable.value.as_str());
        }
    }
}

fn learn_origin(names: &mut Pseudonyms, origin: &Origin) {
    match origin {
        Origin::File(path) | Origin::Project(path) | Origin::Source(path, _) => names.learn_path(path.shown().as_str()),
        Origin::Variable(name) | Origin::DotEnv(name) => names.learn_variable(name.as_str()),
        Origin::Config(name) => names.learn_cluster(name.as_str()),
        Origin::Nowhere | Origin::Argument | Origin::Typed | Origin::StandardInput | Origin::Practice => {}
        Origin::ErrorText | Origin::Default | Origin::Program => {}
    }
}

fn learn_evidence(names: &mut Pseudonyms, evidence: &Evidence) {
    for (_, observation) in evidence.iter() {
        let facts = observation.outcome.facts();
        if let Some(ProbeFacts::Tls(tls)) = facts {
            for certificate in &tls.chain {
                let who =
                    [Some(&certificate.subject), Some(&certificate.issuer), certificate.issuer_organization.as_ref()];
                let all = who.into_iter().flatten().chain(&certificate.names);
                all.for_each(|name| names.learn_certificate(name.as_str()));
            }
        }
    }
    let Some(auth) = evidence.auth(ProbeId::RestAuth) else { return };
    for user in auth.user.iter().map(crate::model::sanitized::SanitizedText::as_str).filter(|u| !BUILT_IN.contains(u)) {
        let pseudonym = names.name("user", user);
        names.learn(user, &pseudonym);
    }
    for role in auth.roles.iter().map(crate::model::sanitized::SanitizedText::as_str).filter(|r| !BUILT_IN.contains(r))
    {
        let pseudonym = names.name("role", role);
        names.learn(role, &pseudonym);
    }
}
