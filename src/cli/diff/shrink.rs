//! `parallax diff --shrink`: a case that differs, with the few rows that still show it, as a case of its own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::case::plan::Case;
use crate::case::{load, write};
use crate::cli::{Stopped, output};
use crate::engine::Options;
use crate::golden::store;
use crate::profile::Profile;
use crate::report::check::answer;
use crate::result::{Kind, Rules, compare};
use crate::shrink::{Few, Holds, files};

/// The case with few rows in the place of the one that differs. One that agrees stays as it is, and nothing is written.
pub(super) fn written(
    cases: Vec<Case>,
    from: &Profile,
    to: &Profile,
    options: Options,
    path: Option<&Path>,
) -> Result<Vec<Case>, Stopped> {
    let [case] = cases.as_slice() else {
        return Err(format!("--shrink takes one case, and these are {}; choose one with --filter", cases.len()));
    };
    let kinds = |case: &Case| -> Vec<Kind> {
        compare(&answer(case, from, &options), &answer(case, to, &options), &Rules::of(case)).kinds
    };
    let whole = kinds(case);
    if whole.is_empty() {
        output::note("parallax: nothing differs, so that there is nothing to shrink");
        return Ok(cases);
    }
    let path = path.map_or_else(|| small(&case.path), Path::to_path_buf);
    if path.exists() {
        return Err(format!("{} is there already: choose another name with --output", path.display()));
    }
    let folder = std::env::temp_dir().join(format!("parallax-shrink-{}", std::process::id()));
    let failed = |what: &Path, e: &std::io::Error| format!("failed to write {}: {e}", what.display());
    fs::create_dir_all(&folder).map_err(|e| failed(&folder, &e))?;
    let shrunk = shrunk(case, &folder, &path, &mut |case| Ok(kinds(case) == whole));
    let kept = shrunk.and_then(|Written { text, files, told }| {
        store::write(&path, &text)?;
        for (from, name) in &files {
            let to = path.with_file_name(name);
            fs::copy(from, &to).map_err(|e| failed(&to, &e))?;
        }
        output::note(&format!("parallax: {}: {told}", path.display()));
        Ok(())
    });
    // what is left in a folder for what is temporary does no harm
    let _ = fs::remove_dir_all(&folder);
    kept?;
    Ok(load(&[path]).cases)
}

/// `mine.yaml` as `mine-small.yaml`.
fn small(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    PathBuf::from(format!("{stem}-small.yaml"))
}

/// What is written.
struct Written {
    /// The case file's text.
    text: String,
    /// The data files that go beside it: where each is, and what it is to be called.
    files: Vec<(PathBuf, String)>,
    /// How many rows are left, in words.
    told: String,
}

/// The case with few rows, as it is written to `path`; data files are made in `folder`.
fn shrunk(case: &Case, folder: &Path, path: &Path, holds: &mut Holds<'_>) -> Result<Written, Stopped> {
    let few = Few::of(case.clone(), Some(folder))?;
    let all = few.rows();
    let mut small = few.fewest(holds)?;
    if !holds(&small)? {
        return Err("the difference is gone once the rows of its Parquet files stand in the case itself".to_owned());
    }
    let rows = Few::of(small.clone(), Some(folder))?.rows();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut beside = Vec::new();
    for file in files(&mut small) {
        let name = format!("{stem}-{}", file.named);
        beside.push((std::mem::replace(&mut file.path, PathBuf::from(&name)), name));
    }
    let text = write::naming(&small, &|file| file.path.to_string_lossy().into_owned());
    Ok(Written { text, files: beside, told: format!("{rows} of {all} rows still show the difference") })
}
