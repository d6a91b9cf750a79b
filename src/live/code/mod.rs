//! The Python that a real framework runs for a case. `record` runs it, reports print it, `repro` saves it: what is shown is what was
//! run.
//!
//! [`pandas`] writes the calls of pandas and Dask (a Dask frame takes pandas' calls; where they part, the method says so), [`spark`]
//! writes Spark's. A script is a preamble (imports, the session), one block an input and one line a step; the table at hand is called
//! `result` throughout.

mod inputs;
pub(super) mod pandas;
mod pandas_expr;
pub(super) mod python;
pub(super) mod spark;
mod spark_expr;

use crate::case::plan::DataFile;
use crate::profile::{CONVERT_DTYPES, Framework, Profile};

/// What a case's script is written for.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The framework.
    pub framework: Framework,
    /// First two numbers of its version: some calls are spelled otherwise in older ones.
    pub version: &'a str,
    /// Settings that it gets before anything runs.
    pub conf: &'a [(String, String)],
    /// How data files are named.
    pub paths: Paths,
}

/// How a script names the data files of a case.
#[derive(Debug, Clone, Copy)]
pub enum Paths {
    /// As the case does: to be shown, the same on every machine.
    AsWritten,
    /// In full: to be run, wherever that is.
    Full,
}

impl Paths {
    fn of(self, file: &DataFile) -> String {
        match self {
            Self::AsWritten => file.named.clone(),
            Self::Full => {
                let full = std::fs::canonicalize(&file.path).or_else(|_| std::path::absolute(&file.path));
                full.unwrap_or_else(|_| file.path.clone()).to_string_lossy().into_owned()
            }
        }
    }
}

impl<'a> Target<'a> {
    /// What a profile's script is written for.
    pub fn of(profile: &'a Profile) -> Self {
        Self { framework: profile.framework, version: &profile.version, conf: &profile.conf, paths: Paths::AsWritten }
    }

    /// The same, for a script that runs.
    pub fn to_run(self) -> Self {
        Self { paths: Paths::Full, ..self }
    }

    /// What the inputs are converted with: the argument list of a `convert_dtypes`, where there is to be one.
    fn converted(self) -> Option<String> {
        let (_, backend) = self.conf.iter().find(|(name, _)| name == CONVERT_DTYPES)?;
        Some(match backend.as_str() {
            "numpy_nullable" => "()".to_owned(),
            other => format!("(dtype_backend={})", python::string(other)),
        })
    }

    fn is_dask(self) -> bool {
        matches!(self.framework, Framework::Dask)
    }

    /// Whether the version is at least `major.minor`.
    pub(super) fn since(self, major: u32, minor: u32) -> bool {
        let mut numbers = self.version.split('.').map(|n| n.parse().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= (major, minor)
    }
}
