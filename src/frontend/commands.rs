//! The commands that run without a screen, a file each, named as the command.

pub mod causes;
pub mod check;
pub mod compare;
pub mod explain;
#[cfg(not(feature = "practice"))]
pub mod no_practice;
#[cfg(feature = "practice")]
pub mod practice;
#[cfg(feature = "scan")]
pub mod scan;
pub mod signals;

#[cfg(not(feature = "practice"))]
pub use no_practice as practice;
