//! Why a difference has no remedy, in a sentence.

use std::collections::BTreeSet;

use super::search::Search;
use crate::axis::Axis;
use crate::axis::remedy::Change;
use crate::case::decode::count;
use crate::result::{Comparison, ErrorKind, Kind, Outcome};

/// The sentence, after `tried` changed cases.
pub(super) fn sentence(
    search: &Search<'_>,
    comparison: &Comparison,
    pool: &[(&'static Axis, &'static Change)],
    tried: usize,
) -> String {
    let [(from, left), (to, right)] = search.sides;
    match (left.error(), right.error()) {
        (Some(a), Some(b)) => {
            return format!(
                "both refuse the case, {} with {a} and {} with {b}: there is no result to make equal",
                from.name, to.name
            );
        }
        (Some(ErrorKind::Unsupported), None) => return lacks(&from.name, tried),
        (None, Some(ErrorKind::Unsupported)) => return lacks(&to.name, tried),
        (Some(kind), None) => return refuses(&from.name, &kind.to_string(), tried),
        (None, Some(kind)) => return refuses(&to.name, &kind.to_string(), tried),
        (None, None) => {}
    }
    if comparison.kinds == [Kind::Type]
        && let (Outcome::Table(left), Outcome::Table(right)) = (left, right)
    {
        let types =
            |t: &crate::result::ResultTable| comparison.types.iter().map(|&i| t.columns[i].ty.clone()).collect();
        let (a, b): (BTreeSet<String>, BTreeSet<String>) = (types(left), types(right));
        let words = |types: BTreeSet<String>| types.into_iter().collect::<Vec<_>>().join(", ");
        return format!(
            "the values are the same, and no cast turns {} of {} into {} of {} or the other way round",
            words(a),
            from.name,
            words(b),
            to.name
        );
    }
    let axes: BTreeSet<&str> = search.causes.iter().flat_map(|c| c.flips.iter().map(|f| f.axis.id)).collect();
    let axes = axes.into_iter().collect::<Vec<_>>().join(", ");
    if pool.is_empty() {
        return format!("no change of a case is known against {axes}");
    }
    format!("none of {} that were tried against {axes} makes the two agree", count(tried, "changed case"))
}

fn lacks(profile: &str, tried: usize) -> String {
    format!(
        "{profile} has no such operation, and none of {} that were tried does without it",
        count(tried, "changed case")
    )
}

fn refuses(profile: &str, kind: &str, tried: usize) -> String {
    format!(
        "{profile} refuses it ({kind}), and none of {} that were tried gives the other's result",
        count(tried, "changed case")
    )
}
