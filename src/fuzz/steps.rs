//! Made-up steps: what fits the table at hand, now and then what does not.

use super::data::Made;
use super::rng::Rng;
use super::{Shape, Sort, expr, reshape};
use crate::case::expr::Expr;
use crate::case::plan::{
    AggFn, Aggregate, Ascending, Concat, ConcatBy, DropDuplicates, DropHow, Dropna, Fillna, Groupby, How, Join,
    JoinKeys, Keep, NaPosition, Scalar, Sort as SortStep, Step, Style, Top, ValueCounts,
};
use crate::case::types::Type;

/// The table as the generator knows it.
pub(super) struct Table<'a> {
    pub(super) shape: Vec<Shape>,
    /// Whether the rows still stand in an order that every framework keeps.
    pub(super) ordered: bool,
    others: &'a [Made],
}

impl Table<'_> {
    /// A table of these columns, whose rows may stand in any order.
    pub(super) const fn of(shape: Vec<Shape>) -> Self {
        Self { shape, ordered: false, others: &[] }
    }
}

/// One to five steps.
pub(super) fn steps(inputs: &[Made], rng: &mut Rng) -> Vec<Step> {
    let Some((first, others)) = inputs.split_first() else { return Vec::new() };
    let mut table = Table { shape: first.shape.clone(), ordered: true, others };
    let count = *rng.weighted(&[(4, 1), (5, 2), (3, 3), (1, 4), (1, 5)]);
    let mut steps = Vec::new();
    while steps.len() < count && !table.shape.is_empty() {
        steps.extend(step(&mut table, rng));
    }
    steps
}

#[derive(Clone, Copy)]
enum Word {
    Columns,
    WithColumns,
    Filter,
    Sort,
    Groupby,
    Agg,
    Join,
    Concat,
    Distinct,
    Dropna,
    Fillna,
    Astype,
    ValueCounts,
    Head,
    Top,
    Repartition,
    Fill,
    Window,
    Pivot,
    Melt,
    Explode,
}

/// A step for the table at hand; `None` where the one that was drawn is none for it.
pub(super) fn step(table: &mut Table<'_>, rng: &mut Rng) -> Option<Step> {
    let word = *rng.weighted(&[
        (2, Word::Columns),
        (8, Word::WithColumns),
        (5, Word::Filter),
        (3, Word::Sort),
        (8, Word::Groupby),
        (2, Word::Agg),
        (5, Word::Join),
        (2, Word::Concat),
        (2, Word::Distinct),
        (2, Word::Dropna),
        (3, Word::Fillna),
        (3, Word::Astype),
        (1, Word::ValueCounts),
        (2, Word::Head),
        (1, Word::Top),
        (1, Word::Repartition),
        (2, Word::Fill),
        (6, Word::Window),
        (2, Word::Pivot),
        (2, Word::Melt),
        (2, Word::Explode),
    ]);
    match word {
        Word::Columns => Some(columns(table, rng)),
        Word::WithColumns => Some(with_columns(table, rng)),
        Word::Filter => Some(Step::Filter(expr::of(Sort::Bool, &table.shape, 2, rng))),
        Word::Sort => Some(sort(table, rng)),
        Word::Groupby => groupby(table, rng),
        Word::Agg => {
            let agg = aggregates(table, &[], rng)?;
            table.shape = agg.iter().map(|a| shape_of(a, &table.shape)).collect();
            Some(Step::Agg(agg))
        }
        Word::Join => join(table, rng),
        Word::Concat => concat(table, rng),
        Word::Distinct => Some(distinct(table, rng)),
        Word::Dropna => Some(Step::Dropna(dropna(table, rng))),
        Word::Fillna => Some(Step::Fillna(fillna(table, rng))),
        Word::Astype => {
            let column = rng.one(&table.shape).name.clone();
            let to = rng
                .one(&[
                    Type::Int64,
                    Type::Float64,
                    Type::String,
                    Type::Bool,
                    Type::Int32,
                    Type::Float32,
                    Type::Timestamp(None),
                ])
                .clone();
            become_(table, &column, super::data::sort(&to));
            Some(Step::Astype(vec![(column, to)]))
        }
        Word::ValueCounts => {
            let column = rng.one(&table.shape).clone();
            table.ordered = false;
            let count = Shape { name: "count".to_owned(), sort: Sort::Int };
            let name = column.name.clone();
            table.shape = vec![column, count];
            Some(Step::ValueCounts(ValueCounts { column: name, dropna: maybe_bool(rng) }))
        }
        Word::Head if table.ordered => {
            let n = *rng.one(&[0, 1, 2, 3, 10]);
            Some(if rng.chance(60) { Step::Head(n) } else { Step::Tail(n) })
        }
        Word::Top if table.ordered => {
            table.ordered = false;
            let by = table.shape.iter().map(|s| s.name.clone()).collect();
            let top = Top { n: 1 + rng.below(4) as i64, by };
            Some(if rng.chance(50) { Step::Nlargest(top) } else { Step::Nsmallest(top) })
        }
        Word::Repartition => {
            table.ordered = false;
            Some(Step::Repartition(1 + rng.below(4)))
        }
        Word::Fill if table.ordered => Some(if rng.chance(50) { Step::Ffill } else { Step::Bfill }),
        Word::Window => reshape::window(table, rng),
        Word::Pivot => reshape::pivot(table, rng),
        Word::Melt => Some(reshape::melt(table, rng)),
        Word::Explode => reshape::explode(table, rng),
        Word::Head | Word::Top | Word::Fill => None,
    }
}

pub(super) fn become_(table: &mut Table<'_>, name: &str, sort: Sort) {
    match table.shape.iter_mut().find(|s| s.name == name) {
        Some(shape) => shape.sort = sort,
        None => table.shape.push(Shape { name: name.to_owned(), sort }),
    }
}

fn maybe_bool(rng: &mut Rng) -> Option<bool> {
    *rng.one(&[None, None, Some(true), Some(false)])
}

/// Some of the columns, at least one, in the order of the table.
pub(super) fn some_columns(table: &Table<'_>, most: usize, rng: &mut Rng) -> Vec<String> {
    let count = 1 + rng.below(most.min(table.shape.len()));
    let mut names: Vec<String> = table.shape.iter().map(|s| s.name.clone()).collect();
    while names.len() > count {
        names.remove(rng.below(names.len()));
    }
    if rng.chance(2) {
        names.push("nope".to_owned());
    }
    names
}

fn columns(table: &mut Table<'_>, rng: &mut Rng) -> Step {
    match rng.below(3) {
        0 => {
            let mut kept = some_columns(table, 4, rng);
            kept.reverse();
            table.shape = kept.iter().filter_map(|n| table.shape.iter().find(|s| s.name == *n).cloned()).collect();
            Step::Select(kept)
        }
        1 if table.shape.len() > 1 => {
            let dropped = rng.one(&table.shape).name.clone();
            table.shape.retain(|s| s.name != dropped);
            Step::Drop(vec![dropped])
        }
        _ => {
            let place = rng.below(table.shape.len());
            let old = table.shape[place].name.clone();
            let new = format!("{old}2");
            table.shape[place].name.clone_from(&new);
            Step::Rename(vec![(old, new)])
        }
    }
}

fn with_columns(table: &mut Table<'_>, rng: &mut Rng) -> Step {
    let count = *rng.weighted(&[(4, 1), (1, 2)]);
    let mut columns: Vec<(String, Expr)> = Vec::new();
    for i in 0..count {
        let sort = *rng.weighted(&[
            (4, Sort::Int),
            (4, Sort::Float),
            (3, Sort::Bool),
            (4, Sort::Text),
            (1, Sort::Decimal),
            (3, Sort::Time),
            (1, Sort::List),
        ]);
        let made = expr::of(sort, &table.shape, 2, rng);
        let mut name = if rng.chance(25) { rng.one(&table.shape).name.clone() } else { format!("n{i}") };
        // A case names each of its outputs once.
        while columns.iter().any(|(other, _)| *other == name) {
            name.push('_');
        }
        become_(table, &name, sort);
        columns.push((name, made));
    }
    Step::WithColumns(columns)
}

fn sort(table: &mut Table<'_>, rng: &mut Rng) -> Step {
    table.ordered = false;
    let by = some_columns(table, 2, rng);
    let ascending = match rng.below(4) {
        0 => Some(Ascending::All(rng.chance(50))),
        1 => Some(Ascending::Each(by.iter().map(|_| rng.chance(50)).collect())),
        _ => None,
    };
    let na_position = *rng.one(&[None, None, None, Some(NaPosition::First), Some(NaPosition::Last)]);
    Step::Sort(SortStep { by, ascending, na_position })
}

fn shape_of(aggregate: &Aggregate, before: &[Shape]) -> Shape {
    let of =
        aggregate.column.as_ref().and_then(|c| before.iter().find(|s| s.name == *c)).map_or(Sort::Other, |s| s.sort);
    let sort = match aggregate.function {
        AggFn::Count | AggFn::Size | AggFn::Nunique => Sort::Int,
        AggFn::Mean | AggFn::Std | AggFn::Var | AggFn::Median | AggFn::Quantile => Sort::Float,
        AggFn::Any | AggFn::All => Sort::Bool,
        AggFn::List => Sort::List,
        AggFn::Sum | AggFn::Min | AggFn::Max | AggFn::First | AggFn::Last | AggFn::Prod => of,
    };
    Shape { name: aggregate.out.clone(), sort }
}

/// One to three aggregates over columns that are not keys; `None` when there is no such column.
fn aggregates(table: &Table<'_>, keys: &[String], rng: &mut Rng) -> Option<Vec<Aggregate>> {
    let values: Vec<&Shape> = table.shape.iter().filter(|s| !keys.contains(&s.name)).collect();
    if values.is_empty() {
        return None;
    }
    let count = *rng.weighted(&[(5, 1), (3, 2), (1, 3)]);
    let made = (0..count)
        .map(|i| {
            let column = *rng.one(&values);
            let numeric: &[AggFn] = &[
                AggFn::Sum,
                AggFn::Sum,
                AggFn::Mean,
                AggFn::Mean,
                AggFn::Min,
                AggFn::Max,
                AggFn::Std,
                AggFn::Var,
                AggFn::Median,
                AggFn::Count,
                AggFn::Nunique,
                AggFn::Prod,
                AggFn::Quantile,
            ];
            let any: &[AggFn] = &[AggFn::Count, AggFn::Min, AggFn::Max, AggFn::Nunique, AggFn::Size, AggFn::Sum];
            let logical: &[AggFn] = &[AggFn::Any, AggFn::All, AggFn::Sum, AggFn::Count, AggFn::Mean];
            let in_order: &[AggFn] = &[AggFn::First, AggFn::Last, AggFn::List];
            let pool = match column.sort {
                _ if table.ordered && rng.chance(12) => in_order,
                Sort::Int | Sort::Float | Sort::Decimal => numeric,
                Sort::Bool => logical,
                Sort::Text | Sort::Date | Sort::Time | Sort::Zoned | Sort::Span | Sort::List | Sort::Other => any,
            };
            let function = *rng.one(pool);
            Aggregate {
                out: format!("o{i}"),
                function,
                column: (function != AggFn::Size).then(|| column.name.clone()),
                q: (function == AggFn::Quantile).then(|| *rng.one(&[0.25, 0.5, 0.9])),
            }
        })
        .collect();
    Some(made)
}

fn groupby(table: &mut Table<'_>, rng: &mut Rng) -> Option<Step> {
    let by = some_columns(table, 2, rng);
    let agg = aggregates(table, &by, rng)?;
    let outs: Vec<Shape> = agg.iter().map(|a| shape_of(a, &table.shape)).collect();
    table.shape.retain(|s| by.contains(&s.name));
    table.shape.extend(outs);
    table.ordered = false;
    let style = *rng.weighted(&[(6, None), (1, Some(Style::Method)), (1, Some(Style::Agg))]);
    Some(Step::Groupby(Groupby { by, agg, dropna: maybe_bool(rng), sort: maybe_bool(rng), style }))
}

fn join(table: &mut Table<'_>, rng: &mut Rng) -> Option<Step> {
    if table.others.is_empty() {
        return None;
    }
    let other = rng.one(table.others);
    let how = *rng.weighted(&[
        (3, None),
        (3, Some(How::Inner)),
        (3, Some(How::Left)),
        (2, Some(How::Right)),
        (3, Some(How::Outer)),
        (1, Some(How::Semi)),
        (1, Some(How::Anti)),
        (1, Some(How::Cross)),
    ]);
    let shared: Vec<String> =
        table.shape.iter().filter(|s| other.shape.iter().any(|o| o.name == s.name)).map(|s| s.name.clone()).collect();
    let keys = if how == Some(How::Cross) {
        JoinKeys::None
    } else if shared.is_empty() || rng.chance(15) {
        JoinKeys::LeftRight(vec![rng.one(&table.shape).name.clone()], vec![rng.one(&other.shape).name.clone()])
    } else {
        JoinKeys::On(vec![rng.one(&shared).clone()])
    };
    let suffixes = rng.chance(50).then(|| ("_l".to_owned(), "_r".to_owned()));
    table.ordered = false;
    if !matches!(how, Some(How::Semi | How::Anti)) {
        let on: &[String] = if let JoinKeys::On(on) = &keys { on } else { &[] };
        let (l, r) = suffixes.clone().unwrap_or_else(|| ("_x".to_owned(), "_y".to_owned()));
        let left = table.shape.clone();
        let overlaps = |name: &str| {
            !on.iter().any(|k| k == name)
                && left.iter().any(|s| s.name == name)
                && other.shape.iter().any(|s| s.name == name)
        };
        for shape in &mut table.shape {
            if overlaps(&shape.name) {
                shape.name.push_str(&l);
            }
        }
        for shape in &other.shape {
            if !on.contains(&shape.name) {
                let name = if overlaps(&shape.name) { format!("{}{r}", shape.name) } else { shape.name.clone() };
                table.shape.push(Shape { name, sort: shape.sort });
            }
        }
    }
    Some(Step::Join(Join { with: other.input.name.clone(), keys, how, suffixes }))
}

fn concat(table: &mut Table<'_>, rng: &mut Rng) -> Option<Step> {
    if table.others.is_empty() {
        return None;
    }
    let other = rng.one(table.others);
    for shape in &other.shape {
        if !table.shape.iter().any(|s| s.name == shape.name) {
            table.shape.push(shape.clone());
        }
    }
    let by = *rng.one(&[None, Some(ConcatBy::Name), Some(ConcatBy::Position)]);
    Some(Step::Concat(Concat { with: vec![other.input.name.clone()], by }))
}

fn distinct(table: &mut Table<'_>, rng: &mut Rng) -> Step {
    let subset = (table.ordered && rng.chance(60)).then(|| some_columns(table, 2, rng));
    let keep = (table.ordered && rng.chance(25)).then(|| if rng.chance(50) { Keep::First } else { Keep::Last });
    table.ordered = false;
    Step::DropDuplicates(DropDuplicates { subset, keep })
}

fn dropna(table: &Table<'_>, rng: &mut Rng) -> Dropna {
    let how = *rng.one(&[None, Some(DropHow::Any), Some(DropHow::All)]);
    let thresh = (how.is_none() && rng.chance(25)).then(|| 1 + rng.below(3) as i64);
    let subset = rng.chance(40).then(|| some_columns(table, 2, rng));
    Dropna { how, thresh, subset }
}

fn fillna(table: &Table<'_>, rng: &mut Rng) -> Fillna {
    let value = |sort: Sort, rng: &mut Rng| match sort {
        Sort::Bool => Scalar::Bool(rng.chance(50)),
        Sort::Int | Sort::Decimal => Scalar::Int(*rng.one(&[0, 1, -1])),
        Sort::Float => Scalar::Float(*rng.one(&[0.0, 1.5])),
        Sort::Text | Sort::Date | Sort::Time | Sort::Zoned | Sort::Span | Sort::List | Sort::Other => {
            Scalar::Str("?".into())
        }
    };
    let column = rng.one(&table.shape).clone();
    if rng.chance(40) {
        return Fillna::Scalar(value(column.sort, rng));
    }
    let value = value(column.sort, rng);
    Fillna::Columns(vec![(column.name, value)])
}
