//! An outer join of two keys of which each rises and none compares with the other: their rows are put in no common order.
//!
//! Source: pandas, `core/reshape/merge.py` (`get_join_indexers`) and `core/indexes/base.py` (`Index.join`, which falls back on
//! `_join_via_get_indexer`).

use super::Pair;
use crate::axis::{Axes, quirks};
use crate::case::expr::BinaryOp;
use crate::engine::column::Column;
use crate::engine::expr::python;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};

/// How the values of a key follow each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rise {
    /// Each is greater than the one before.
    Strict,
    /// Some are equal to the one before.
    Weak,
    /// In no such order.
    None,
}

/// The rows of such a join; none where the keys are not such.
pub(super) fn pairs(left: &Column, right: &Column, axes: &Axes) -> Raises<Option<Vec<Pair>>> {
    let (left, right) = (left.to_objects(), right.to_objects());
    match (left.first(), right.first()) {
        (Some(l), Some(r)) if python::compare(BinaryOp::Lt, l, r).is_err() => {}
        _ => return Ok(None),
    }
    match (rise(&left), rise(&right), axes.quirks.unlike_keys()) {
        (Rise::None, ..) | (_, Rise::None, _) | (Rise::Weak, Rise::Weak, _) => Ok(None),
        (Rise::Strict, Rise::Strict, _) => {
            let lefts = (0..left.len() as u32).map(|l| (Some(l), None));
            Ok(Some(lefts.chain((0..right.len() as u32).map(|r| (None, Some(r)))).collect()))
        }
        (_, _, quirks::UnlikeKeys::Refused) => Err(Raised::value_error("as many rows on both sides as the keys imply")),
        (_, _, quirks::UnlikeKeys::Right) => Ok(None),
    }
}

fn rise(values: &[Obj]) -> Rise {
    let follows = |op| values.windows(2).all(|pair| matches!(python::compare(op, &pair[0], &pair[1]), Ok(true)));
    match values {
        // the only value is in order if it is equal to itself
        [Obj::None] => Rise::Strict,
        _ if values.iter().any(Obj::is_missing) => Rise::None,
        _ if follows(BinaryOp::Lt) => Rise::Strict,
        _ if follows(BinaryOp::Le) => Rise::Weak,
        _ => Rise::None,
    }
}
