//! What was tidied in a URL's text, in words. What is wrong with one stands in the knowledge.

use crate::model::target::UrlHint;

/// What was tidied in a URL's text.
pub fn url_hint(hint: &UrlHint) -> String {
    match hint {
        UrlHint::WhiteSpace => "spaces around it removed".to_owned(),
        UrlHint::Quotes => "quotes around it removed".to_owned(),
        UrlHint::SchemeAdded => "scheme added".to_owned(),
        UrlHint::PathLeftOut => "the path was removed".to_owned(),
        UrlHint::CredentialsLeftOut => "user name and password removed".to_owned(),
        UrlHint::HttpsInstead => "https instead of http".to_owned(),
        UrlHint::UpperCase => "changed to lower case".to_owned(),
        UrlHint::SchemeRepaired => "the scheme fixed".to_owned(),
        UrlHint::RefusedBy { language, error } => {
            format!("the {} client would stop at it as it's written: {error}", language.name())
        }
    }
}
