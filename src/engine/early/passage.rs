//! How a part of a condition gets before a step: in the terms of the columns that the step finds.

use super::condition::{inlined, rejects};
use crate::case::expr::{Expr, Function, Literal};
use crate::case::plan::{Fillna, How, Join, JoinKeys, Scalar, Step};
use crate::engine::demand::{references, refers};
use crate::engine::dtype::Kind;
use crate::engine::frame::Frame;
use crate::engine::names::folded_same;

/// How a part of a condition gets before a step.
pub(super) enum Passage {
    /// In these terms.
    Moves(Expr),
    /// In these terms, while it also stays where it is.
    Copies(Expr),
    /// It does not.
    Stays,
}

/// How `part` gets before `earlier`, which finds the columns of `found` and leaves those of `after`.
pub(super) fn through(part: &Expr, earlier: &Step, found: &Frame, after: &Frame) -> Passage {
    let used = references(part);
    let within = |names: &[String]| {
        let known = used.iter().all(|used| names.iter().any(|name| folded_same(name, used)));
        known && !used.is_empty()
    };
    let moves = |may: bool| if may { Passage::Moves(part.clone()) } else { Passage::Stays };
    match earlier {
        Step::Select(_) | Step::Drop(_) | Step::Sort(_) | Step::Repartition(_) => moves(true),
        // below the rename a dot would be one between a column and its field
        Step::Rename(names) if names.iter().any(|(old, new)| old.contains('.') && refers(part, new)) => Passage::Stays,
        Step::Rename(names) => {
            let old = names
                .iter()
                .rev()
                .fold(part.clone(), |part, (old, new)| inlined(&part, new, &Expr::Column(old.as_str().into())));
            Passage::Moves(old)
        }
        Step::WithColumns(columns) => {
            Passage::Moves(columns.iter().rev().fold(part.clone(), |part, (name, value)| inlined(&part, name, value)))
        }
        Step::Astype(columns) => Passage::Moves(columns.iter().fold(part.clone(), |part, (name, ty)| {
            inlined(&part, name, &Expr::Cast(Box::new(Expr::Column(name.as_str().into())), ty.clone()))
        })),
        Step::Fillna(fill) => filled(part, fill, found),
        Step::Explode(column) => moves(!refers(part, column)),
        Step::Melt(melt) => moves(melt.id_vars.as_ref().is_some_and(|ids| within(ids))),
        Step::Groupby(groupby) => {
            moves(within(&groupby.by) && groupby.agg.iter().all(|output| !refers(part, &output.out)))
        }
        Step::ValueCounts(counts) => moves(within(std::slice::from_ref(&counts.column))),
        Step::DropDuplicates(step) => moves(step.subset.as_ref().is_none_or(|subset| within(subset))),
        Step::Window(window) => {
            moves(within(&window.partition_by) && window.columns.iter().all(|column| !refers(part, &column.out)))
        }
        Step::Concat(_) => {
            let kind = |frame: &Frame, name: &str| {
                let place = frame.names.iter().position(|n| folded_same(n, name))?;
                Some(frame.columns[place].kind().clone())
            };
            let kept = used.iter().all(|name| kind(found, name).is_some() && kind(found, name) == kind(after, name));
            if kept { Passage::Copies(part.clone()) } else { Passage::Stays }
        }
        Step::Join(join) => through_join(part, join, found, after),
        _ => Passage::Stays,
    }
}

/// Before `fillna` a value is the filled one.
fn filled(part: &Expr, fill: &Fillna, found: &Frame) -> Passage {
    let mut part = part.clone();
    for name in references(&part) {
        let value = match fill {
            Fillna::Scalar(value) => Some(value),
            Fillna::Columns(values) => values.iter().find(|(n, _)| folded_same(n, &name)).map(|(_, value)| value),
        };
        let place = found.names.iter().position(|n| folded_same(n, &name));
        let Some(kind) = place.map(|place| found.columns[place].kind()) else { return Passage::Stays };
        let value = match (value, kind) {
            (Some(Scalar::Str(text)), Kind::String) => Literal::Str(text.clone()),
            (Some(Scalar::Bool(truth)), Kind::Bool) => Literal::Bool(*truth),
            (Some(Scalar::Int(_) | Scalar::Float(_)), kind) if kind.is_number() => return Passage::Stays,
            _ => continue,
        };
        let column = Expr::Column(name.as_str().into());
        part = inlined(&part, &name, &Expr::Call(Function::Coalesce, vec![column, Expr::Literal(value)]));
    }
    Passage::Moves(part)
}

/// Before a join a condition on columns of the left table chooses among its rows, where no row without a partner is kept that it
/// would choose otherwise.
fn through_join(part: &Expr, join: &Join, found: &Frame, after: &Frame) -> Passage {
    let keys: &[String] = if let JoinKeys::On(keys) = &join.keys { keys } else { &[] };
    let mut here = part.clone();
    let mut of_keys = false;
    for name in references(part) {
        let Some(own) = left_name(&name, join, found, after) else { return Passage::Stays };
        of_keys |= keys.iter().any(|key| folded_same(key, &name));
        here = inlined(&here, &name, &Expr::Column(own.into()));
    }
    match join.kind() {
        How::Inner | How::Left | How::Semi | How::Anti | How::Cross => Passage::Moves(here),
        How::Right if of_keys => Passage::Copies(here),
        // such a join keeps no row then that has no left one
        How::Right | How::Outer if !of_keys && rejects(part) => Passage::Copies(here),
        How::Right | How::Outer => Passage::Stays,
    }
}

/// What the left table calls the column `name` of the join.
pub(in crate::engine) fn left_name(name: &str, join: &Join, found: &Frame, after: &Frame) -> Option<String> {
    found.names.iter().map(ToString::to_string).find(|own| {
        let suffixed = join.suffixes.as_ref().map(|(left, _)| format!("{own}{left}"));
        match suffixed.filter(|suffixed| after.names.iter().any(|n| folded_same(n, suffixed))) {
            Some(suffixed) => folded_same(&suffixed, name),
            None => folded_same(own, name),
        }
    })
}
