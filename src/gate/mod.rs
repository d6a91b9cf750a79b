//! What a run is held to besides the goldens: what cases and `parallax.yaml` expect ([`expectations`]), and what an earlier run
//! found ([`baseline`]).

pub mod baseline;
pub mod config;
pub mod expectations;
