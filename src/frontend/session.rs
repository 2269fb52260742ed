//! What both interactive front ends share: what they start with, the tasks they run beside the loop, what reaches the loop, how it ends.
//! It draws nothing and decides nothing that the wizard decides.

pub mod desktop;
pub mod event;
pub mod panics;
pub mod reset_link_store;
pub mod runtime;
pub mod save_report;
pub mod session_loop;
pub mod signals;
pub mod start;
pub mod tasks;
pub mod terminal_env;
pub mod time_zone;
