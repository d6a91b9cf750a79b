//! Rows that have a partner, or none, found without a semi or anti join: by a join with the other table's distinct keys, or by whether
//! that table misses a key.

use super::change::{Changed, Site};
use super::form;
use crate::axis::remedy::Of;
use crate::case::expr::{Expr, Literal};
use crate::case::plan::{AggFn, Aggregate, DropDuplicates, How, Input, Join, JoinKeys, Source, Step};

impl Site {
    /// The cases with the semi or anti join at the start in other words; they start at the other table.
    pub(super) fn partners(&self, i: usize, missing_alone: bool) -> Option<Changed> {
        let Step::Join(join) = &self.case.steps[i] else { return None };
        let semi = match join.kind() {
            How::Semi => true,
            How::Anti => false,
            _ => return None,
        };
        let (left, right) = match &join.keys {
            JoinKeys::On(on) => (on.clone(), on.clone()),
            JoinKeys::LeftRight(left, right) => (left.clone(), right.clone()),
            JoinKeys::None => return None,
        };
        let [first, second] = self.case.inputs.as_slice() else { return None };
        if i > 0 || second.name != join.with {
            return None;
        }
        if missing_alone && !self.never_equal(&left, &right) {
            return None;
        }
        let mut steps = match missing_alone {
            true => missing(semi, &first.name, (left.as_slice(), right.as_slice()))?,
            false => joined(semi, &first.name, (&left, &right)),
        };
        steps.push(Step::Select(self.tables.first()?.iter().map(|(name, _)| name.clone()).collect()));
        let mut case = self.replaced(i, steps);
        case.inputs.swap(0, 1);
        let how = if missing_alone { "a filter by whether a key is missing" } else { "a join with distinct keys" };
        Some(self.with(case, format!("{} join as {how}", join.kind().name())))
    }

    /// Whether no value of the first table's key equals one of the other's, as their types have no values in common.
    fn never_equal(&self, left: &[String], right: &[String]) -> bool {
        let family = |input: &Input, key: &String| {
            let Source::Inline(columns) = &input.source else { return None };
            let ty = columns.iter().find(|column| column.name == *key)?.ty.to_string();
            Some(match ty.as_str() {
                "string" => "text",
                "duration" => "durations",
                ty if ty.starts_with("list") => return None,
                ty if Of::Times.fits(ty) => "times",
                // true is 1
                _ => "numbers",
            })
        };
        let [first, second] = self.case.inputs.as_slice() else { return false };
        match (left, right) {
            ([left], [right]) => family(first, left).zip(family(second, right)).is_some_and(|(a, b)| a != b),
            _ => false,
        }
    }
}

/// A join of the other table's distinct keys with the first one.
fn joined(semi: bool, first: &str, (left, right): (&[String], &[String])) -> Vec<Step> {
    let mut steps =
        vec![Step::Select(right.to_vec()), Step::DropDuplicates(DropDuplicates { subset: None, keep: None })];
    if left != right {
        steps.push(Step::Rename(right.iter().cloned().zip(left.iter().cloned()).collect()));
    }
    let join = |how| {
        let keys = JoinKeys::On(left.to_vec());
        Step::Join(Join { with: first.to_owned(), keys, how: Some(how), suffixes: None })
    };
    if semi {
        steps.push(join(How::Inner));
        return steps;
    }
    let found = "found";
    steps.push(Step::WithColumns(vec![(found.to_owned(), Expr::Literal(Literal::Int(1)))]));
    steps.push(join(How::Right));
    steps.extend(form::of_column("is_null(x)", found).map(Step::Filter));
    steps
}

/// Where keys of these types are never equal, only missing ones meet.
fn missing(semi: bool, first: &str, keys: (&[String], &[String])) -> Option<Vec<Step>> {
    let ([left], [right]) = keys else { return None };
    let (all, present) = ("other_rows", "other_keys");
    let count = |out: &str, function, column| Aggregate { out: out.to_owned(), function, column, q: None };
    let counts = vec![count(all, AggFn::Size, None), count(present, AggFn::Count, Some(right.clone()))];
    let cross = Join { with: first.to_owned(), keys: JoinKeys::None, how: Some(How::Cross), suffixes: None };
    let column = |name: &str| Expr::Column(name.into());
    let parts = [("k", &column(left)), ("n", &column(all)), ("p", &column(present))];
    let condition = if semi { "is_null(k) and n > p" } else { "not_null(k) or n == p" };
    Some(vec![Step::Agg(counts), Step::Join(cross), Step::Filter(form::of_parts(condition, &parts)?)])
}
