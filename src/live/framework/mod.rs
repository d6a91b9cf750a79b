//! The real frameworks, one file each: what a script begins with, who writes its calls, how it shows its result, and the Python that
//! the worker asks.

mod dask;
mod pandas;
mod spark;

use super::code::{Target, python};
use crate::case::plan::Case;
use crate::profile::{CONVERT_DTYPES, Framework};

/// All that running a framework takes.
#[derive(Debug)]
pub(super) struct Live {
    /// The distribution that it is.
    pub(super) distribution: &'static str,
    /// What the worker asks: its version, its tables in canonical form, which exception is which error kind.
    pub(super) module: &'static str,
    /// Imports and session.
    preamble: fn(Target<'_>) -> String,
    /// Inputs and steps.
    body: fn(&Case, Target<'_>, &[bool]) -> String,
    /// Whether an answer may hang on the order of a Python set, and so on the seed of Python's hashes.
    pub(super) hashes: bool,
    /// Prints `result`.
    pub(super) show: &'static str,
}

/// How `framework` is run.
pub(super) const fn of(framework: Framework) -> &'static Live {
    match framework {
        Framework::Pandas => &pandas::LIVE,
        Framework::Dask => &dask::LIVE,
        Framework::Spark => &spark::LIVE,
    }
}

/// Imports and session: the same for every case of a profile. Its settings are made as a user of the framework makes them.
pub fn preamble(target: Target<'_>) -> String {
    (of(target.framework).preamble)(target)
}

/// Inputs and steps. `decided` are the answers of an earlier run to what the code asked, in order: with them the code asks no more.
pub fn body(case: &Case, target: Target<'_>, decided: &[bool]) -> String {
    (of(target.framework).body)(case, target, decided)
}

/// The settings of a profile, each made by `call`.
fn settings(target: Target<'_>, call: &str) -> String {
    let line = |(name, value): &(String, String)| {
        call.replace("NAME", &python::string(name)).replace("VALUE", &python::setting(value))
    };
    target.conf.iter().filter(|(name, _)| name != CONVERT_DTYPES).map(line).collect()
}
