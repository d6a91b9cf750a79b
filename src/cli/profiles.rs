//! The profiles that a command was asked for.

use std::path::Path;

use super::Stopped;
use super::cases::tell;
use crate::profile::{self, Profile, user};

/// One profile a name; a framework's bare name is its newest version, a YAML file is a profile that someone wrote.
pub(super) fn each(names: &[String]) -> Result<Vec<Profile>, Stopped> {
    names.iter().map(|name| one(name)).collect()
}

/// The profile that a name or a file means.
pub(super) fn one(name: &str) -> Result<Profile, Stopped> {
    if !is_file(name) {
        return profile::find(name).ok_or_else(|| unknown(name));
    }
    user::read(Path::new(name)).map_err(|problems| {
        tell(&problems);
        format!("the profile {name} can't be used")
    })
}

fn is_file(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
}

/// The profiles that the names mean: the built-in ones in their own order, a framework's bare name being every version of it, then
/// those of files.
pub(super) fn every_version(names: &[String]) -> Result<Vec<Profile>, Stopped> {
    let all = profile::builtin();
    let (files, names): (Vec<&String>, Vec<&String>) = names.iter().partition(|name| is_file(name));
    if let Some(name) = names.iter().find(|name| !all.iter().any(|p| p.matches(name))) {
        return Err(unknown(name));
    }
    let built_in = all.into_iter().filter(|p| names.iter().any(|name| p.matches(name)));
    let mut profiles: Vec<Profile> = built_in.collect();
    for file in files {
        profiles.push(one(file)?);
    }
    Ok(profiles)
}

fn unknown(name: &str) -> Stopped {
    let all = profile::builtin();
    let known: Vec<&str> = all.iter().map(|p| p.name.as_str()).collect();
    format!("there is no profile {name}; there are {}, and YAML files of your own", known.join(", "))
}
