//! `golden/open`: where the engine does not match a golden yet, in the open.
//!
//! A line an entry: profile, case, reason, with tabs between.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// What is known not to match: (case, profile) and the reason.
pub type Open = BTreeMap<(String, String), String>;

/// Reads the list; a missing file is an empty one.
///
/// # Errors
/// A sentence, with the line that is no entry.
pub fn read(folder: &Path) -> Result<Open, String> {
    let path = folder.join("open");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Open::new()),
        Err(e) => return Err(format!("failed to read {}: {e}", path.display())),
    };
    let mut open = Open::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
        let [profile, case, reason] = line.splitn(3, '\t').collect::<Vec<_>>()[..] else {
            return Err(format!(
                "{}:{}: expected a profile, a case and a reason with tabs between",
                path.display(),
                n + 1
            ));
        };
        open.insert((case.to_owned(), profile.to_owned()), reason.to_owned());
    }
    Ok(open)
}

/// Writes the list; an empty one is no file.
///
/// # Errors
/// A sentence, when the file can't be written or removed.
pub fn write(folder: &Path, open: &Open) -> Result<(), String> {
    let path = folder.join("open");
    if open.is_empty() {
        return match std::fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(format!("failed to remove {}: {e}", path.display()))
            }
            _ => Ok(()),
        };
    }
    let mut text =
        String::from("# Where the engine does not match a golden yet: profile, case, reason, with tabs between.\n");
    for ((case, profile), reason) in open {
        let _ = writeln!(text, "{profile}\t{case}\t{reason}");
    }
    super::store::write(&path, &text)
}
