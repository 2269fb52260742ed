//! What touches the world: sockets, files, the environment. Typed facts come out; nothing is judged here.

pub mod discover;
pub mod files;
pub mod limits;
pub mod log;
pub mod output_file;
pub mod practice;
pub mod probe;
pub mod project_scan;
