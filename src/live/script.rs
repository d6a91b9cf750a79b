//! A case's script as a file that stands alone: what it reproduces and on which versions, the session, the case's code, its result
//! printed.

use super::code::Target;
use super::edition::Edition;
use super::framework;
use crate::case::plan::Case;
use crate::profile::Profile;

/// The script of `case` under `profile`: the preamble and code that `record` runs, with a heading and the result printed.
///
/// # Errors
/// A sentence, when the profile belongs to no edition: no environment is known to run the script.
pub fn stand_alone(case: &Case, profile: &Profile) -> Result<String, String> {
    let edition = Edition::of(profile)?;
    case.write_made()?;
    let target = Target::of(profile).to_run();
    let title = case.title.lines().collect::<Vec<_>>().join(" ");
    let versions = edition.distributions(profile.framework).join(", ");
    let (preamble, body) = (framework::preamble(target), framework::body(case, target, &[]));
    let show = framework::of(profile.framework).show;
    Ok(format!("# {}\n# {title}\n# {} with {versions}\n\n{preamble}\n{body}\n{show}\n", case.id, profile.name))
}
