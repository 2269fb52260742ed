//! The real loop on a fake terminal with scripted keys.
