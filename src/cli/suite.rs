//! Cases with what is known of them: what `run` and `audit` work on.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::cases::{Choice, Gathered, beside, gather};
use super::{Stopped, profiles};
use crate::engine::Options;
use crate::golden::Golden;
use crate::golden::open::{self, Open};
use crate::golden::store::Store;
use crate::profile::{self, Profile};
use crate::report::check::Asked;

/// Which cases, profiles and goldens are meant.
#[derive(Debug, clap::Args)]
pub(super) struct Suite {
    /// The case directory (or a case file).
    #[arg(default_value = "cases")]
    pub(super) dir: PathBuf,
    #[command(flatten)]
    pub(super) choice: Choice,
    /// Only this profile, such as `pandas@3.1`; a bare name means every version of it, a YAML file is one of
    /// your own (`{extends: spark@4.3, set: {arithmetic.by_zero: infinity}}`). May be given several times.
    #[arg(long)]
    pub(super) profile: Vec<String>,
    /// The folder of goldens; left out, `golden` beside the case directory.
    #[arg(long)]
    golden: Option<PathBuf>,
}

/// What was meant, read.
pub(super) struct Read {
    pub(super) gathered: Gathered,
    pub(super) profiles: Vec<Profile>,
    pub(super) store: Store,
    pub(super) goldens: BTreeMap<String, Golden>,
    pub(super) open: Open,
}

impl Suite {
    /// Reads it all.
    ///
    /// # Errors
    /// A sentence, when there is nothing to run or a golden can't be read.
    pub(super) fn read(&self) -> Result<Read, Stopped> {
        let profiles =
            if self.profile.is_empty() { profile::builtin() } else { profiles::every_version(&self.profile)? };
        let gathered = gather(std::slice::from_ref(&self.dir), &self.choice)?;
        if gathered.cases.is_empty() {
            return Err(format!("there is no sound case in {}", self.dir.display()));
        }
        if !gathered.cases.iter().any(|case| profiles.iter().any(|profile| case.runs_under(profile))) {
            return Err("none of the cases is for these profiles: their own `profiles:` name others".to_owned());
        }
        let store = Store::new(self.golden.clone().unwrap_or_else(|| self.beside("golden")));
        let (goldens, open) = (store.all()?, open::read(store.folder())?);
        Ok(Read { gathered, profiles, store, goldens, open })
    }

    /// The folder `name` beside the cases.
    pub(super) fn beside(&self, name: &str) -> PathBuf {
        beside(std::slice::from_ref(&self.dir), name)
    }
}

impl Read {
    /// As the engine is asked.
    pub(super) fn asked(&self, options: Options) -> Asked<'_> {
        Asked {
            cases: &self.gathered.cases,
            profiles: &self.profiles,
            goldens: &self.goldens,
            open: &self.open,
            options,
        }
    }
}
