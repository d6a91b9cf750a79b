//! The suite's cases, looked through for what does not hold of them.

use std::path::PathBuf;

use parallax::case::load;
use parallax::case::plan::Case;

/// Fails with what `bad` finds among the cases. Changed cases and mixtures of profiles may panic in the engine, which is an answer; what
/// is found must still be told.
pub(crate) fn nothing(bad: impl FnOnce(&[Case]) -> Vec<String>) {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ()));
    let loaded = load(&[PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/cases"))]);
    let bad = bad(&loaded.cases);
    std::panic::set_hook(told);
    assert!(loaded.cases.len() > 1000, "the suite is there");
    assert!(bad.is_empty(), "{} bad:\n{}", bad.len(), bad.join("\n"));
}
