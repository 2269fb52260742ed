//! What is wrong with a URL's text, or was tidied in it, in words. No advice: that stands in the knowledge.

use crate::target::{UrlHint, UrlProblem};

/// What is wrong with a URL's text, as a sentence's end behind “the URL”.
pub fn url_problem(problem: &UrlProblem) -> String {
    match problem {
        UrlProblem::Empty => "is empty".to_owned(),
        UrlProblem::TooLong => "is far too long".to_owned(),
        UrlProblem::ControlCharacters => "has control or invisible characters in it".to_owned(),
        UrlProblem::WhiteSpaceInside => "has white space inside: a sentence, or two values".to_owned(),
        UrlProblem::Placeholder => "is a sample, not your cluster's".to_owned(),
        UrlProblem::Scheme(scheme) => format!("starts with “{scheme}”, which is neither http nor https"),
        UrlProblem::NoHost => "names no host".to_owned(),
        UrlProblem::Port => "has a port that is no number from 1 to 65535".to_owned(),
        UrlProblem::Unreadable => "can't be read as a URL".to_owned(),
        UrlProblem::LooksLikeKey => "looks like a key, not like a URL".to_owned(),
        UrlProblem::IsConsole => "is the console's, not a cluster's".to_owned(),
        UrlProblem::IsGrpcEndpoint { instead } => format!("is the gRPC endpoint; the cluster's is {instead}"),
        UrlProblem::IsWebsite => "is a website about Weaviate, not a cluster".to_owned(),
    }
}

/// What was tidied in a URL's text.
pub fn url_hint(hint: &UrlHint) -> String {
    match hint {
        UrlHint::WhiteSpace => "white space around it removed".to_owned(),
        UrlHint::Quotes => "quotes around it removed".to_owned(),
        UrlHint::SchemeAdded => "scheme added".to_owned(),
        UrlHint::PathLeftOut(path) => format!("path “{path}” left out"),
        UrlHint::CredentialsLeftOut => "user name and password left out".to_owned(),
        UrlHint::HttpsInstead => "https instead of http".to_owned(),
        UrlHint::UpperCase => "upper case made lower case".to_owned(),
    }
}
