//! The commands that run without a screen, a file each, named as the command.

pub mod causes;
pub mod check;
pub mod compare;
pub mod explain;
pub mod scan;
