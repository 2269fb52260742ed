//! The head of a request as it is read; it is judged and dropped.

/// A header as it was sent.
pub(super) type Header = (Vec<u8>, Vec<u8>);

/// The head of a request.
pub(super) struct Head {
    /// Method.
    pub(super) method: String,
    /// Path and query, or a whole URL as proxies get it.
    pub(super) path: String,
    /// Names and values.
    pub(super) headers: Vec<Header>,
    /// HTTP version.
    pub(super) version: &'static str,
}
