//! The profiles that a command was asked for.

use super::Stopped;
use crate::profile::{self, Profile};

/// One profile a name; a framework's bare name is its newest version.
pub(super) fn each(names: &[String]) -> Result<Vec<Profile>, Stopped> {
    names.iter().map(|name| profile::find(name).ok_or_else(|| unknown(name))).collect()
}

/// The profiles that the names mean, in their own order; a framework's bare name is every version of it.
pub(super) fn every_version(names: &[String]) -> Result<Vec<Profile>, Stopped> {
    let all = profile::builtin();
    if let Some(name) = names.iter().find(|name| !all.iter().any(|p| p.matches(name))) {
        return Err(unknown(name));
    }
    Ok(all.into_iter().filter(|p| names.iter().any(|name| p.matches(name))).collect())
}

fn unknown(name: &str) -> Stopped {
    let all = profile::builtin();
    let known: Vec<&str> = all.iter().map(|p| p.name.as_str()).collect();
    format!("there is no profile {name}; there are {}", known.join(", "))
}
