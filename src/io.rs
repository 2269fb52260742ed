//! What touches the world: sockets, files, the environment. Typed facts come out; nothing is judged here.

pub mod conclusions;
pub mod discover;
pub mod files;
pub mod limits;
pub mod log;
#[cfg(not(feature = "scan"))]
pub mod no_scan;
#[cfg(feature = "run")]
pub mod observe;
pub mod output_file;
pub mod place;
#[cfg(feature = "practice")]
pub mod practice;
pub mod probe;
#[cfg(feature = "scan")]
pub mod project_scan;

#[cfg(not(feature = "scan"))]
pub use no_scan as project_scan;
