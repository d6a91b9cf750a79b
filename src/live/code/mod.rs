//! The Python that a real framework runs for a case. `record` runs it, reports print it, `repro` saves it: what is shown is what was
//! run.
//!
//! [`pandas`] writes the calls of pandas and Dask (a Dask frame takes pandas' calls; where they part, the method says so), [`spark`]
//! writes Spark's. A script is a preamble (imports, the session), one block an input and one line a step; the table at hand is called
//! `result` throughout.

mod inputs;
mod pandas;
mod pandas_expr;
mod python;
mod spark;
mod spark_expr;

use crate::case::plan::Case;
use crate::profile::{Framework, Profile};

/// What a case's script is written for.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The framework.
    pub framework: Framework,
    /// First two numbers of its version: some calls are spelled otherwise in older ones.
    pub version: &'a str,
    /// Settings that it gets before anything runs.
    pub conf: &'a [(String, String)],
}

impl<'a> Target<'a> {
    /// What a profile's script is written for.
    pub fn of(profile: &'a Profile) -> Self {
        Self { framework: profile.framework, version: &profile.version, conf: &profile.conf }
    }

    fn is_dask(self) -> bool {
        matches!(self.framework, Framework::Dask)
    }

    /// Whether the version is at least `major.minor`.
    fn since(self, major: u32, minor: u32) -> bool {
        let mut numbers = self.version.split('.').map(|n| n.parse().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= (major, minor)
    }
}

/// Imports and session: the same for every case of a profile. Its settings are made as a user of the framework makes them.
pub fn preamble(target: Target<'_>) -> String {
    let settings = |call: &str| -> String {
        let line = |(name, value): &(String, String)| {
            call.replace("NAME", &python::string(name)).replace("VALUE", &python::setting(value))
        };
        target.conf.iter().map(line).collect()
    };
    match target.framework {
        Framework::Pandas => format!("{}{}", pandas::PREAMBLE, settings("pd.set_option(NAME, VALUE)\n")),
        Framework::Dask => {
            let own = settings("dask.config.set({NAME: VALUE})\n");
            format!("{}{}{own}", pandas::PREAMBLE, pandas::dask_preamble(target))
        }
        Framework::Spark => {
            let made = "    .getOrCreate()\n";
            spark::PREAMBLE.replacen(made, &format!("{}{made}", settings("    .config(NAME, VALUE)\n")), 1)
        }
    }
}

/// Inputs and steps. `decided` are the answers of an earlier run to what the code asked, in order: with them the code asks no more.
pub fn body(case: &Case, target: Target<'_>, decided: &[bool]) -> String {
    match target.framework {
        Framework::Pandas | Framework::Dask => pandas::body(case, target),
        Framework::Spark => spark::body(case, target, decided),
    }
}
