//! What holds across the whole tree, held by reading it.

#![expect(clippy::expect_used, reason = "a test fails by panicking, and its files are its own")]

use std::path::{Path, PathBuf};

use parallax::{axis, profile};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` that ends in `ending`, with its text.
fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the repository").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let text = std::fs::read_to_string(&path).expect("a text file");
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "no {ending} below {folder}");
    found.sort();
    found
}

#[test]
fn the_engine_names_no_framework() {
    let names = ["pandas", "dask", "spark", "pyspark"];
    let mut hits = Vec::new();
    for (path, text) in files("src/engine", ".rs") {
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default().to_lowercase();
            let mut words = code.split(|c: char| !c.is_alphanumeric());
            if words.any(|word| names.contains(&word)) {
                hits.push(format!("{}:{}: {line}", path.display(), number + 1));
            }
        }
    }
    assert!(hits.is_empty(), "the engine asks axes, not names:\n{}", hits.join("\n"));
}

#[test]
fn the_engine_reads_axes_by_their_methods() {
    let mut hits = Vec::new();
    for (path, text) in files("src/engine", ".rs") {
        for axis in axis::catalogue() {
            for (at, _) in text.match_indices(&format!("axes.{}", axis.id)) {
                let rest = &text[at + "axes.".len() + axis.id.len()..];
                let is_whole = !rest.starts_with(|c: char| c == '_' || c.is_alphanumeric());
                if is_whole && !rest.starts_with('(') && !rest.starts_with(" = ") {
                    hits.push(format!("{}: {}", path.display(), axis.id));
                }
            }
        }
    }
    assert!(
        hits.is_empty(),
        "what a run reads is noted by `axes.topic.axis()`; these go by unseen:\n{}",
        hits.join("\n")
    );
}

#[test]
fn every_source_file_says_what_it_is_for() {
    for (path, text) in files("src", ".rs") {
        assert!(text.starts_with("//! "), "{} does not open with //!", path.display());
    }
}

#[test]
fn no_file_is_a_drawer_for_everything() {
    for (path, _) in files("src", ".rs") {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        assert!(
            !["util", "utils", "helpers", "helper", "common", "misc"].contains(&stem.as_str()),
            "{}",
            path.display()
        );
    }
}

#[test]
fn every_axis_is_shown_by_a_case_of_the_suite() {
    let missing: Vec<_> = axis::catalogue()
        .filter(|axis| !root().join("cases").join(format!("{}.yaml", axis.case)).exists())
        .map(|axis| format!("{} is shown by {}, which is not in cases/", axis.id, axis.case))
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_axis_differs_between_two_profiles() {
    let profiles: Vec<_> = profile::builtin().into_iter().chain(profile::configurations()).collect();
    let same: Vec<_> = axis::catalogue()
        .filter(|axis| {
            let words: Vec<_> = profiles.iter().map(|p| p.axes.get(axis.id)).collect();
            words.windows(2).all(|pair| pair[0] == pair[1])
        })
        .map(|axis| axis.id)
        .collect();
    assert!(same.is_empty(), "axes that no profile differs in: {same:?}");
}

#[test]
fn the_page_of_behaviours_has_a_row_for_every_axis() {
    let page = std::fs::read_to_string(root().join("reports/behaviours.md")).expect("the page is there");
    let proven = |axis: &axis::Axis| page.contains(&format!("(../cases/{}.yaml)", axis.case));
    let lacking: Vec<&str> = axis::catalogue().filter(|axis| !proven(axis)).map(|axis| axis.id).collect();
    assert!(lacking.is_empty(), "`parallax run` writes it anew: {lacking:?}");
    let rows = page.lines().filter(|line| line.starts_with("| **")).count();
    assert_eq!(rows, axis::catalogue().count());
}
