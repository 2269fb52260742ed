//! Plain data that everybody speaks: no rule, no IO, no sentence.

pub mod report_schema;
pub mod scan_outcome;
pub mod usage_error;

pub mod api_key;
pub mod case;
pub mod cause;
pub mod client;
pub mod connect_to;
pub mod evidence;
pub mod finding;
pub mod http_answer;
pub mod key_shape;
pub mod mask_url;
pub mod place;
pub mod placeholder;
pub mod plan;
pub mod proxy;
pub mod proxy_use;
pub mod question;
pub mod route;
pub mod sanitized;
pub mod source_finding;
pub mod symptom;
pub mod target;
