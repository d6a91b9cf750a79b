//! The profiles that a command was asked for.

use std::path::Path;

use super::Stopped;
use super::cases::tell;
use crate::case::decode::suggest;
use crate::profile::{self, Profile, user};

/// One profile a name, each once; a framework's bare name is its newest version, a YAML file is a profile that someone wrote.
pub(super) fn each(names: &[String]) -> Result<Vec<Profile>, Stopped> {
    let mut profiles: Vec<Profile> = Vec::with_capacity(names.len());
    for name in names {
        add(&mut profiles, name)?;
    }
    Ok(profiles)
}

/// Adds the profile that a name or a file means. Results carry the profile's name, so no two may share one.
fn add(profiles: &mut Vec<Profile>, name: &str) -> Result<(), Stopped> {
    let profile = one(name)?;
    match profiles.iter().find(|p| p.name == profile.name) {
        Some(_) if is_file(name) => Err(format!("two profiles are called {}: give one another `name:`", profile.name)),
        Some(_) => Ok(()),
        None => {
            profiles.push(profile);
            Ok(())
        }
    }
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
    let (versions, configurations) = (profile::builtin(), profile::configurations());
    let meant = |p: &Profile, name: &str| p.matches(name) && (p.conf.is_empty() || p.name == name);
    let all: Vec<Profile> = versions.into_iter().chain(configurations).collect();
    let (files, names): (Vec<&String>, Vec<&String>) = names.iter().partition(|name| is_file(name));
    if let Some(name) = names.iter().find(|name| !all.iter().any(|p| meant(p, name))) {
        return Err(unknown(name));
    }
    let built_in = all.into_iter().filter(|p| names.iter().any(|name| meant(p, name)));
    let mut profiles: Vec<Profile> = built_in.collect();
    for file in files {
        add(&mut profiles, file)?;
    }
    Ok(profiles)
}

fn unknown(name: &str) -> Stopped {
    let known = profile::patterns();
    format!("there is no profile {name}, built in or as a file; {}", suggest(name, known.iter().map(String::as_str)))
}
