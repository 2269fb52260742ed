//! The commands that run without a screen, a file each, named as the command.

pub mod causes;
pub mod check;
pub mod compare;
pub mod explain;
#[cfg(not(feature = "practice"))]
pub mod no_practice;
#[cfg(not(feature = "run"))]
pub mod no_run;
#[cfg(feature = "practice")]
pub mod practice;
#[cfg(feature = "run")]
pub mod run;
#[cfg(feature = "scan")]
pub mod scan;
pub mod signals;

#[cfg(not(feature = "practice"))]
pub use no_practice as practice;
#[cfg(not(feature = "run"))]
pub use no_run as run;
