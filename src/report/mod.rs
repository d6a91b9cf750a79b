//! What a run found, as one plain model, and the forms it is shown in.
//!
//! [`check`] runs the engine and holds its answers against the goldens; what comes out is a [`model::Run`]. [`terminal`],
//! [`markdown`], [`html`], [`json`], [`junit`], [`github`] and [`sarif`] are functions from it to text. None of them knows a clock: two runs write the same bytes.

pub mod behaviours;
pub mod change;
pub mod check;
pub mod diff;
pub mod finding;
pub mod github;
pub mod html;
pub mod inconsistencies;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod model;
pub mod parquet;
pub mod partitions;
mod safe;
pub mod sarif;
pub mod shown;
mod sides;
pub mod terminal;
pub mod trace;
