//! Conditions right behind a join on columns of the other table: they choose among its rows before partners are looked for.
//!
//! Source: Spark, `PushPredicateThroughJoin`, `EliminateOuterJoin` and `ConstraintHelper.inferAdditionalConstraints`.

use super::condition::{all, conjuncts, inlined, rejects};
use super::{found, left_name};
use crate::case::expr::Expr;
use crate::case::plan::{How, Join, JoinKeys, Step};
use crate::engine::demand::{Planned, references};
use crate::engine::frame::{Frame, Table};
use crate::engine::names::folded_same;

/// Tells every join of the planned steps which rows of its other table are chosen right behind it.
pub(super) fn chosen(planned: &mut [Planned], before: &Frame, inputs: &[(&str, Table)]) {
    for at in 0..planned.len() {
        let Step::Join(join) = &planned[at].step else { continue };
        let (Some(left), Some(after)) = (found(planned, at, before), &planned[at].meta) else { continue };
        let Some((_, other)) = inputs.iter().find(|(name, _)| *name == join.with) else { continue };
        let behind = planned[at + 1..].iter().map_while(|planned| match &planned.step {
            Step::Filter(condition) => Some(conjuncts(condition.clone())),
            _ => None,
        });
        let parts = behind.flatten().filter_map(|part| of_other(&part, join, (&left, &other.meta), after));
        planned[at].partners = all(parts.collect());
    }
}

/// A part of a condition in the terms of the other table, if it chooses among its rows.
fn of_other(part: &Expr, join: &Join, (left, other): (&Frame, &Frame), after: &Frame) -> Option<Expr> {
    let chooses = match join.kind() {
        How::Inner | How::Right | How::Cross => true,
        How::Left | How::Outer => rejects(part),
        How::Semi | How::Anti => false,
    };
    let names = references(part);
    if !chooses || names.is_empty() {
        return None;
    }
    names.iter().try_fold(part.clone(), |part, name| {
        let own = other_name(name, join, (left, other), after)?;
        Some(inlined(&part, name, &Expr::Column(own.into())))
    })
}

/// What the other table calls the column `name` of the join, or the key that has to be equal to it.
fn other_name(name: &str, join: &Join, (left, other): (&Frame, &Frame), after: &Frame) -> Option<String> {
    if let Some(own) = left_name(name, join, left, after) {
        let JoinKeys::On(keys) = &join.keys else { return None };
        let alike = left.get(&own)?.kind() == other.get(&own)?.kind();
        let met = matches!(join.kind(), How::Inner | How::Left | How::Right);
        return (alike && met && keys.contains(&own)).then_some(own);
    }
    let theirs = |own: &String| {
        let suffixed = join.suffixes.as_ref().map(|(_, right)| format!("{own}{right}"));
        match suffixed
            .filter(|suffixed| left.names.iter().any(|n| folded_same(n, own)) && after.get(suffixed).is_some())
        {
            Some(suffixed) => folded_same(&suffixed, name),
            None => folded_same(own, name),
        }
    };
    other.names.iter().map(ToString::to_string).find(theirs)
}
