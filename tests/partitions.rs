//! The number of partitions changes a result only where the profile says why it may.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use parallax::case::load;
use parallax::case::plan::Case;
use parallax::engine::{Options, Seen, partition_reasons, table};
use parallax::golden::open;
use parallax::profile::{Profile, builtin, find};
use parallax::report::check::answer;
use parallax::result::{Comparison, Rules, compare};
use rayon::prelude::*;

/// What changes when the inputs of `case` are one partition and when they are more.
fn changes(case: &Case, profile: &Profile) -> Vec<(usize, Comparison)> {
    let of = |n: usize| answer(case, profile, &Options { partitions: Some(n) });
    let one = of(1);
    let compared = [2, 3, 7].map(|n| (n, compare(&one, &of(n), &Rules::of(case))));
    compared.into_iter().filter(|(_, comparison)| !comparison.is_same()).collect()
}

#[test]
fn partitions_change_a_result_only_where_a_step_says_why() {
    std::panic::set_hook(Box::new(|_| ()));
    let loaded = load(&[PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/cases"))]);
    assert!(loaded.cases.len() > 1000, "the suite is there");
    // Where the engine is known not to match, what it makes of partitions says nothing.
    let open = open::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/golden"))).expect("the list of what is open");
    let mut wrong = Vec::new();
    let mut said: BTreeSet<&str> = BTreeSet::new();
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for profile in builtin() {
        let runs = loaded
            .cases
            .par_iter()
            .filter(|case| case.runs_under(&profile) && !open.contains_key(&(case.id.clone(), profile.name.clone())));
        let results: Vec<_> =
            runs.map(|case| (case, partition_reasons(&case.steps, &profile.axes), changes(case, &profile))).collect();
        for (case, reasons, changes) in results {
            said.extend(&reasons);
            match (reasons.as_slice(), changes.first()) {
                (_, None) => {}
                ([], Some((n, comparison))) => {
                    wrong.push(format!("{} under {}: {n} partitions, {:?}", case.id, profile.name, comparison.kinds));
                }
                // a lone reason is the one that is shown
                ([reason], Some(_)) => *shown.entry(reason).or_default() += 1,
                (_, Some(_)) => {}
            }
        }
    }
    let _ = std::panic::take_hook();
    assert!(wrong.is_empty(), "{} without a reason:\n{}", wrong.len(), wrong.join("\n"));
    let idle: Vec<_> = said.iter().filter(|reason| !shown.contains_key(*reason)).collect();
    assert!(idle.is_empty(), "reasons that no case shows: {idle:?}");
}

#[test]
fn a_run_names_the_step_at_which_the_partition_fails_whose_error_is_met() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("two.yaml");
    let case = "case: Two partitions that fail at two steps
inputs:
  df:
    partitions: 2
    columns:
      a: {type: string, values: ['1', '1', x, '1']}
      b: {type: string, values: ['2', y, '2', '2']}
steps:
  - astype: {a: int64}
  - astype: {b: int64}
";
    std::fs::write(&path, case).unwrap();
    let loaded = load(&[path]);
    let step_of = |profile: &str| {
        let mut step = None;
        let mut watch = |seen: Seen<'_>| {
            if let Seen::Refused(place) = seen {
                step = place;
            }
        };
        let ended = table(&loaded.cases[0], &find(profile).unwrap(), &Options::default(), &mut watch);
        assert!(ended.is_err(), "{profile}");
        step
    };
    let steps = ["pandas@3.1", "dask@2022.2", "dask@2026.8", "spark@4.3"].map(step_of);
    assert_eq!(steps, [0, 1, 0, 1].map(Some));
}
