//! What people get to read for a case that is bad: one snapshot a file of `tests/bad_cases`.

#![expect(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test fails by panicking, and its files are its own"
)]

use std::path::Path;

use parallax::case;

/// The folder of bad cases.
fn folder() -> &'static Path {
    Path::new("tests/bad_cases")
}

#[test]
fn every_bad_case_is_told_with_its_place() {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .expect("the folder of bad cases")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".yaml"))
        .collect();
    names.sort();
    assert!(names.len() >= 30, "only {} bad cases", names.len());
    for name in names {
        let loaded = case::load(&[folder().join(&name)]);
        assert!(!loaded.problems.is_empty(), "{name} is not found to be bad");
        let mut text: String = loaded.problems.iter().map(|p| p.render(false)).collect::<Vec<_>>().join("\n");
        for case in &loaded.cases {
            // The id's folders depend on where the repository stands.
            let id = case.id.rsplit('/').next().unwrap_or_default();
            text.push_str(&format!("\nloaded all the same: {id}\n"));
        }
        insta::with_settings!({prepend_module_to_snapshot => false, snapshot_path => "bad_cases"}, {
            insta::assert_snapshot!(name.trim_end_matches(".yaml"), text);
        });
    }
}

#[test]
fn every_snapshot_has_its_bad_case() {
    for entry in std::fs::read_dir(folder()).expect("the folder of bad cases") {
        let path = entry.expect("an entry").path();
        assert!(path.with_extension("yaml").exists(), "{} has no case", path.display());
    }
}
