//! Tests of the wizard as a whole: messages in, state and effects out.
