//! The built-in configurations of frameworks, held against their goldens.

use std::process::Command;

use parallax::profile::configurations;
use tempfile::TempDir;

#[test]
fn the_built_in_configurations_answer_as_recorded() {
    let reports = TempDir::new().expect("a folder");
    let names = configurations().into_iter().flat_map(|p| ["--profile".to_owned(), p.name]);
    let done = Command::new(env!("CARGO_BIN_EXE_parallax"))
        .args(["run", "cases", "--reports"])
        .arg(reports.path())
        .args(names)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("parallax runs");
    let out = String::from_utf8_lossy(&done.stdout);
    assert_eq!(done.status.code(), Some(0), "{out}");
    let agreed = out.lines().find(|line| line.contains("agreed")).expect("the count of results that agree");
    let agreed: usize = agreed.split_whitespace().next().and_then(|n| n.parse().ok()).expect("a count");
    assert!(agreed > 3000, "{out}");
}
