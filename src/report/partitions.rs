//! Whether a result is another one when the same rows are cut into other partitions: found by running it so.

use super::check::answer;
use crate::case::plan::{Case, Source};
use crate::engine::{Options, partition_reasons};
use crate::profile::Profile;
use crate::result::{Outcome, Rules, compare};

/// The numbers of partitions that are tried.
pub const TRIED: [usize; 4] = [1, 2, 3, 7];

/// Another result than that of the case as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Otherwise {
    /// When every input has this many partitions.
    pub partitions: usize,
    /// How it differs: kinds and notes.
    pub differs: Vec<&'static str>,
}

/// With which numbers of partitions `case` has another result than `outcome` under `profile`. Only tables that are written in the
/// case are cut anew, and only where some step says that it may matter.
pub(super) fn otherwise(case: &Case, profile: &Profile, outcome: &Outcome, rules: &Rules) -> Vec<Otherwise> {
    let small = case.inputs.iter().all(|input| matches!(input.source, Source::Inline(_)));
    if !small || partition_reasons(&case.steps, &profile.axes).is_empty() {
        return Vec::new();
    }
    let tried = TRIED.map(|partitions| {
        let other = answer(case, profile, &Options { partitions: Some(partitions) });
        Otherwise { partitions, differs: compare(outcome, &other, rules).words() }
    });
    tried.into_iter().filter(|found| !found.differs.is_empty()).collect()
}

/// `1 partition (rows, value), 7 partitions (rows)`
pub(super) fn words(found: &[Otherwise]) -> String {
    let one =
        |o: &Otherwise| format!("{} ({})", crate::case::decode::count(o.partitions, "partition"), o.differs.join(", "));
    found.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::case::load_text;
    use crate::profile::builtin;

    #[test]
    fn a_head_is_another_where_it_looks_at_one_partition_only() {
        let text = "case: First rows\ninputs:\n  df: {columns: {a: {type: int64, values: [1, 2, 3, 4]}}}\nsteps: [{head: 3}]\n";
        let loaded = load_text(Path::new("first.yaml"), text);
        let [case] = loaded.cases.as_slice() else { unreachable!("one case") };
        let mut told = Vec::new();
        for profile in builtin() {
            let outcome = answer(case, &profile, &Options::default());
            let found = otherwise(case, &profile, &outcome, &Rules::of(case));
            told.push((profile.name.clone(), words(&found)));
        }
        let of = |name: &str| told.iter().find(|(profile, _)| profile == name).map(|(_, words)| words.as_str());
        assert_eq!(of("dask@2026.8"), Some("1 partition (rows), 7 partitions (rows)"));
        assert_eq!(of("pandas@3.1"), Some(""));
    }
}
