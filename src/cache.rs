//! Where things lie that can be made again: the frameworks' environments, tables of made-up rows.

use std::path::PathBuf;

/// The folder for what can be made again: `PARALLAX_CACHE`, else the user's cache folder.
///
/// # Errors
/// When neither is known.
pub fn folder() -> Result<PathBuf, String> {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    set("PARALLAX_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|c| c.join("parallax")))
        .or_else(|| set("HOME").map(|h| h.join(".cache").join("parallax")))
        .ok_or_else(|| "there is no cache folder: set PARALLAX_CACHE or HOME".to_owned())
}
