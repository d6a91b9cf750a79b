//! Remedies over the suite: every one that is shown makes the two profiles agree, there is a sentence wherever there is none, and
//! the share of differences that have one does not fall.

mod suite;

use parallax::case::plan::Case;
use parallax::engine::Options;
use parallax::explain::cause::causes;
use parallax::explain::remedy::{Remedies, Remedy, Share, Side, remedies};
use parallax::profile::{Profile, find};
use parallax::report::check::answer;
use parallax::result::{Kind, Outcome, Rules, compare};
use rayon::prelude::*;

/// The steps that people take, one case in how many is looked at, and the least share of the differing cases that have a remedy,
/// in percent; cases that differ in types or order alone are not counted, those that both sides refuse are.
const STEPS: [(&str, &str, usize, usize); 8] = [
    ("pandas@3.1", "dask@2026.8", 3, 92),
    ("pandas@3.1", "spark@4.3", 3, 85),
    ("pandas@1.5", "pandas@2.3", 1, 90),
    ("pandas@2.3", "pandas@3.1", 1, 88),
    ("dask@2022.2", "dask@2025.12", 3, 89),
    ("dask@2025.12", "dask@2026.8", 1, 90),
    ("spark@3.4", "spark@3.5", 1, 90),
    ("spark@3.5", "spark@4.3", 1, 95),
];

struct Found {
    kinds: Vec<Kind>,
    remedies: Remedies,
    refused: bool,
    /// What does not hold of them.
    wrong: Option<String>,
}

#[test]
fn remedies_make_profiles_agree_and_most_differences_have_one() {
    suite::nothing(|cases| {
        let of_step = |(from, to, one_in, least): (&str, &str, usize, usize)| {
            let (from, to) = (find(from).unwrap(), find(to).unwrap());
            let drawn: Vec<&Case> = cases.iter().step_by(one_in).collect();
            let found: Vec<Found> = drawn.par_iter().filter_map(|case| looked_at(case, &from, &to)).collect();
            let mut share = Share::default();
            found.iter().for_each(|found| share.count(&found.kinds, &found.remedies, found.refused));
            let told = format!("{} → {}: {}", from.name, to.name, share.told());
            println!("{told}");
            let few = (share.remedied() * 100 < least * share.of).then_some(told);
            found.into_iter().filter_map(|found| found.wrong).chain(few).collect::<Vec<_>>()
        };
        STEPS.into_iter().flat_map(of_step).collect()
    });
}

/// Changes that people write, each with a case that takes it: on which side, and a part of what is told.
const WRITTEN: [(&str, &str, &str, Side, &str); 26] = [
    ("missing/ffill_across_partitions[n=2]", "pandas@3.1", "spark@4.3", Side::To, "in the order of a column `row`"),
    ("groupby/no_keys#1[fn=sum(v),style=method]", "pandas@3.1", "spark@4.3", Side::From, "groupby as an agg"),
    ("groupby/median_even[partitions=2]", "dask@2022.2", "dask@2025.12", Side::From, "of the middle rows"),
    ("groupby/nan_values[fn=mean]", "pandas@3.1", "spark@4.3", Side::To, "if_else(is_nan(x), null, x)"),
    ("types/rename_swap#1", "pandas@3.1", "spark@4.3", Side::To, "rename by way of other names"),
    ("types/failure_counted_only", "pandas@3.1", "spark@4.3", Side::From, "left out, which nothing reads"),
    ("dates/moved#1[e=add_months(t, 1)]", "pandas@3.1", "spark@4.3", Side::To, "date_trunc(t, 'day')"),
    ("dates/trunc_durations[unit=hour]", "pandas@3.1", "spark@4.3", Side::To, "// 3600 * 3600"),
    ("strings/split#2[n=3]", "pandas@3.1", "spark@4.3", Side::To, "zfill(slice(s, 2, 1000), 2)"),
    ("inputs/file_csv_fixed_with_null[type=date]", "pandas@3.1", "spark@4.3", Side::To, "n read as string"),
    (
        "cast/times_to_integers[type=int32,column={type:duration,values:[PT1H,-PT1S]}]",
        "pandas@3.1",
        "spark@4.3",
        Side::From,
        "// 1000000",
    ),
    ("window/across_partitions[n=3,by=[k],fn=cummin(x)]", "pandas@3.1", "dask@2026.8", Side::To, "the rows before"),
    ("groupby/quantile[q=0.25]", "pandas@3.1", "dask@2026.8", Side::To, "the rows around the place"),
    ("quirks/sum_after_infinity[fn=sum]", "pandas@1.5", "pandas@2.3", Side::From, "infinite values on their own"),
    (
        "join/missing_among_other_types#1[left=string,right=duration]",
        "pandas@3.1",
        "spark@4.3",
        Side::To,
        "by whether a key is missing",
    ),
    ("join/semi_with_two_keys[how=anti]", "pandas@3.1", "spark@4.3", Side::From, "a join with distinct keys"),
    (
        "reshape/pivot_values_are_a_key[pivot={index:[a],columns:b,values:b,agg:max}]",
        "pandas@3.1",
        "dask@2026.8",
        Side::To,
        "a column for each label",
    ),
    ("strings/contains_looks_around[pattern=(?<x>a)b]", "pandas@2.3", "pandas@3.1", Side::From, "(?P<x>a)b"),
    ("cast/arrays#1[of=list<int64>,to=float64]", "pandas@1.5", "pandas@2.3", Side::To, "l exploded before astype"),
    ("arithmetic/arrays#1[sum=l % 2]", "dask@2022.2", "dask@2025.12", Side::Both, "l exploded before with_columns"),
    ("reshape/pivot_mean_of_text[agg=mean]", "pandas@1.5", "pandas@2.3", Side::To, "the values of its index alone"),
    ("reshape/pivot_sum_of_text[v=s]", "pandas@3.1", "spark@4.3", Side::Both, "pivot with lists of texts"),
    ("window/names_as_keys[fn=cumsum(x)]", "pandas@3.1", "spark@4.3", Side::Both, "window of columns that are there"),
    ("dates/to_datetime_of_text[c=word]", "pandas@3.1", "spark@4.3", Side::Both, "contains(word, '^[0-9]{4}"),
    (
        "types/unneeded_aggregate#1[first={groupby:{by:[k],agg:{s:mean(t),n:count(t)}}},then={select:[n]}]",
        "pandas@3.1",
        "spark@4.3",
        Side::From,
        "s left out, which nothing reads",
    ),
    ("boolean/numbers_as_booleans[e=i and j]", "pandas@3.1", "spark@4.3", Side::Both, "i != 0 and j != 0"),
];

#[test]
fn changes_are_such_as_people_write() {
    suite::nothing(|cases| {
        let other = |(id, from, to, on, part): &(&str, &str, &str, Side, &str)| {
            let found = cases.iter().find(|case| case.id == *id).unwrap();
            let found = looked_at(found, &find(from).unwrap(), &find(to).unwrap()).unwrap();
            let first = found.remedies.found.first();
            let holds = first.is_some_and(|remedy| remedy.on == *on && changes(remedy).contains(part));
            found.wrong.or_else(|| (!holds).then(|| format!("{id}: {}", first.map(changes).unwrap_or_default())))
        };
        WRITTEN.par_iter().filter_map(other).collect()
    });
}

fn changes(remedy: &Remedy) -> String {
    remedy.parts.iter().flat_map(|part| part.changes.clone()).collect::<Vec<_>>().join("; ")
}

/// What the search finds for a case that differs.
fn looked_at(case: &Case, from: &Profile, to: &Profile) -> Option<Found> {
    if !case.runs_under(from) || !case.runs_under(to) {
        return None;
    }
    let (rules, options) = (Rules::of(case), Options::default());
    let (left, right) = (answer(case, from, &options), answer(case, to, &options));
    let kinds = compare(&left, &right, &rules).kinds;
    if kinds.is_empty() || left.is_left_out() || right.is_left_out() {
        return None;
    }
    let refused = left.error().is_some() && right.error().is_some();
    let causes = causes(case, (from, &left), (to, &right), &rules, options);
    let remedies = remedies(case, (from, &left), (to, &right), &rules, &causes, options);
    let wrong = wrong(&remedies, &left, &right, &rules).map(|wrong| format!("{}: {wrong}", case.id));
    Some(Found { kinds, remedies, refused, wrong })
}

/// What does not hold of the remedies.
fn wrong(found: &Remedies, left: &Outcome, right: &Outcome, rules: &Rules) -> Option<String> {
    if found.found.is_empty() && found.why_none.is_none() {
        return Some("neither a remedy nor a sentence why there is none".to_owned());
    }
    found.found.iter().find_map(|remedy| {
        let mut outcomes = [left.clone(), right.clone()];
        for part in &remedy.parts {
            outcomes[usize::from(part.on == Side::To)] = answer(&part.case, &part.profile, &Options::default());
        }
        let [left, right] = &outcomes;
        let kinds = compare(left, right, rules).kinds;
        if kinds != remedy.leaves || kinds.iter().any(|kind| *kind != Kind::Type) {
            return Some(format!("differs in {kinds:?} after: {}", changes(remedy)));
        }
        let code = remedy.parts.iter().all(|part| !part.code.is_empty());
        (!code).then(|| format!("no code changes by: {}", changes(remedy)))
    })
}
