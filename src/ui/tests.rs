//! Tests of what is seen: key lines of each screen, at several sizes.
