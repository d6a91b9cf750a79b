//! The real frameworks: the Python they run, the workers that run it, the environments of each edition. They are the judge.

pub mod code;
pub mod edition;
pub mod framework;
pub mod record;
pub mod script;
pub mod side_by_side;
pub mod worker;
