//! A recorded answer that changed, for people at a terminal: old and new side by side.

use std::fmt::Write;

use super::safe::safe;
use super::shown::Shown;
use super::sides;
use crate::case::plan::Case;
use crate::golden::review::Change;
use crate::result::{Rules, compare};

/// What a change is, in a line: case, profiles, and how the answers differ.
pub fn line(change: &Change, case: Option<&Case>) -> String {
    format!("{} under {}: {}", safe(&change.case), change.profiles.join(", "), differs_in(change, case).join(", "))
}

/// The words of the kinds and notes in which the answers differ, and whether it wavers.
fn differs_in(change: &Change, case: Option<&Case>) -> Vec<&'static str> {
    let Some(old) = &change.old else { return vec!["no accepted answer"] };
    let mut words = compare(&old.outcome, &change.new.outcome, &case.map(Rules::of).unwrap_or_default()).words();
    match (old.undetermined, change.new.undetermined) {
        (false, true) => words.push("now it answers differently when it is asked again"),
        (true, false) => words.push("now it answers the same when it is asked again"),
        _ => {}
    }
    if words.is_empty() { vec!["the same"] } else { words }
}

/// The change: its line, what the case asks, and the two answers side by side, as far as they may be shown.
pub fn render(change: &Change, case: Option<&Case>, shown: Shown) -> String {
    let mut out = format!("{}\n", line(change, case));
    if let Some(case) = case {
        let _ = writeln!(out, "  {}", safe(&case.title));
    }
    out.push('\n');
    let Some(old) = &change.old else {
        sides::alone(&change.new.outcome, shown).iter().for_each(|line| out.push_str(&format!("    {line}\n")));
        return out;
    };
    let comparison = compare(&old.outcome, &change.new.outcome, &case.map(Rules::of).unwrap_or_default());
    out.push_str(&sides::text(["accepted", "new"], &old.outcome, &change.new.outcome, &comparison, shown));
    out
}
