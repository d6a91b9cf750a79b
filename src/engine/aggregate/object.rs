//! Aggregates of groups of Python objects: Python's operators, value by value.
//!
//! Source: pandas, `core/groupby/groupby.py` (`_agg_py_fallback`: what has no kernel for objects is the column's own method on
//! each group) and `core/nanops.py` (what that method does with missing values).

use arrow::buffer::BooleanBuffer;

use super::float::Welford;
use super::fold::{choose, fold};
use super::{Call, quantile, truths};
use crate::axis::cast::ArrayToNumber;
use crate::axis::{Axes, aggregate};
use crate::case::expr::BinaryOp;
use crate::case::plan::{AggFn, Style};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr::{cast, python, times};
use crate::engine::infer;
use crate::engine::keys::Groups;
use crate::engine::merged;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::read;
use crate::result::ErrorKind;

/// The aggregate of every group of an object column.
pub(super) fn grouped(column: &Column, groups: &Groups, call: Call, axes: &Axes) -> Raises<Column> {
    let values = column.as_objects().unwrap_or_default();
    let present = column.present();
    match call.function {
        AggFn::Sum => each(values, groups, |group| sum(&there(&group), Obj::Int(0))).map(Column::objects),
        AggFn::Any | AggFn::All => {
            match axes.aggregate.list_truth() {
                aggregate::ListTruth::Element if values.iter().any(|v| matches!(v, Obj::List(l) if l.len() > 1)) => {
                    return Err(Raised::value_error("the truth value of a list of several is ambiguous"));
                }
                aggregate::ListTruth::Element | aggregate::ListTruth::Python => {}
            }
            let all = call.function == AggFn::All;
            let known = values.iter().filter(|v| !v.is_missing());
            known.into_iter().try_for_each(|v| python::is_true(v).map(|_| ()))?;
            let is_true = |r: usize| python::is_true(&values[r]).unwrap_or(true);
            let truth = fold(groups, &present, all, |t, r| *t = if all { *t && is_true(r) } else { *t || is_true(r) });
            Ok(truths(truth.values, Family::Numpy))
        }
        AggFn::Std => deviations(values, groups, &present, axes),
        AggFn::Quantile => match call.style {
            Style::Method => Err(Raised::type_error("objects have no quantile")),
            Style::Agg => Ok(inferred(each(values, groups, |group| quantile_of(&group, call.q))?)),
        },
        function => {
            let one = |group: Vec<&Obj>| match function {
                AggFn::Prod => statistic(&group, function, axes).map_err(of_types),
                _ => statistic(&group, function, axes),
            };
            let results = each(values, groups, one)?;
            Ok(match axes.aggregate.object_result() {
                aggregate::ObjectResult::Infer => inferred(results),
                aggregate::ObjectResult::Made => super::made_key(Column::objects(results), axes)?,
                aggregate::ObjectResult::Object => {
                    let zoned = results.iter().any(|v| matches!(v, Obj::Timestamp(_, _, Some(_))));
                    let objects = Column::objects(results);
                    if zoned { times::inferred(&objects, axes)? } else { objects }
                }
            })
        }
    }
}

/// A value error as what a reduction of objects makes of it.
///
/// Source: pandas, `core/nanops.py` (`disallow`).
pub(super) fn of_types(raised: Raised) -> Raised {
    match raised.kind {
        ErrorKind::ValueError => Raised { kind: ErrorKind::TypeError, ..raised },
        _ => raised,
    }
}

/// `statistic` of the objects of every group.
fn each(values: &[Obj], groups: &Groups, statistic: impl Fn(Vec<&Obj>) -> Raises<Obj>) -> Raises<Vec<Obj>> {
    let (starts, rows) = groups.rows();
    starts
        .windows(2)
        .map(|b| statistic(rows[b[0] as usize..b[1] as usize].iter().map(|&r| &values[r as usize]).collect()))
        .collect()
}

fn there<'a>(group: &[&'a Obj]) -> Vec<&'a Obj> {
    group.iter().copied().filter(|v| !v.is_missing()).collect()
}

/// What a column's own method makes of objects, missing ones among them.
pub(super) fn statistic(group: &[&Obj], function: AggFn, axes: &Axes) -> Raises<Obj> {
    match function {
        AggFn::Min | AggFn::Max => extreme(group, function == AggFn::Max, axes),
        AggFn::Prod => filled(group, &Obj::Int(1), BinaryOp::Mul),
        AggFn::Sum => filled(group, &Obj::Int(0), BinaryOp::Add),
        AggFn::Mean => mean(group, axes),
        AggFn::Median => {
            let group: Vec<&Obj> = group.iter().map(|v| cast::number_of(v, axes)).collect();
            let mut sorted = numbers(&group, parses(axes), Decimals::Taken)?;
            sorted.sort_by(f64::total_cmp);
            Ok(Obj::Float(if sorted.is_empty() { f64::NAN } else { quantile::median(&sorted) }))
        }
        AggFn::Var | AggFn::Std => {
            let decimals = match axes.aggregate.decimal_variance() {
                aggregate::DecimalVariance::Refuse => Decimals::Refused,
                aggregate::DecimalVariance::Number => Decimals::Taken,
            };
            let mut welford = Welford::<f64>::default();
            let group: Vec<&Obj> = group.iter().map(|v| cast::number_of(v, axes)).collect();
            numbers(&group, false, decimals)?.into_iter().for_each(|x| welford.add(x));
            let variance = welford.variance();
            Ok(Obj::Float(if function == AggFn::Std { variance.sqrt() } else { variance }))
        }
        other => Err(Raised::internal(format!("{} of objects", other.name()))),
    }
}

/// Objects added up from the first; `nothing` if there are none.
pub(super) fn sum(group: &[&Obj], nothing: Obj) -> Raises<Obj> {
    let mut values = group.iter();
    let Some(&first) = values.next() else { return Ok(nothing) };
    values.try_fold(first.clone(), |sum, value| python::binary(BinaryOp::Add, &sum, value))
}

/// Objects combined from the first on, `fill` in the place of missing ones.
fn filled(group: &[&Obj], fill: &Obj, op: BinaryOp) -> Raises<Obj> {
    let mut values = group.iter().map(|v| if v.is_missing() { fill } else { *v });
    let Some(first) = values.next() else { return Ok(fill.clone()) };
    values.try_fold(first.clone(), |so_far, value| python::binary(op, &so_far, value))
}

fn extreme(group: &[&Obj], largest: bool, axes: &Axes) -> Raises<Obj> {
    let infinity = Obj::Float(if largest { f64::NEG_INFINITY } else { f64::INFINITY });
    let present = there(group);
    if present.is_empty() {
        return Ok(Obj::Float(f64::NAN));
    }
    let compared: Vec<&Obj> = match axes.aggregate.object_extremes() {
        aggregate::ObjectExtremes::Infinity => {
            group.iter().map(|v| if v.is_missing() { &infinity } else { *v }).collect()
        }
        // the first of them in the place of what is missing, with which even an array is compared
        aggregate::ObjectExtremes::Skip => group.iter().map(|v| if v.is_missing() { present[0] } else { *v }).collect(),
    };
    let rows = BooleanBuffer::new_set(compared.len());
    // the one before stays where the two are equal
    let keeps = if largest { BinaryOp::Ge } else { BinaryOp::Le };
    let chosen = choose(&Groups::whole(compared.len()), &rows, |row, held| {
        Ok(!python::compare(keeps, compared[held], compared[row])?)
    })?;
    Ok(compared[chosen.value(0) as usize].clone())
}

fn parses(axes: &Axes) -> bool {
    match axes.aggregate.text_mean() {
        aggregate::TextMean::Parse => true,
        aggregate::TextMean::Refuse => false,
    }
}

/// The sum, 0 in the place of missing values, read as a number, through the count of what is there.
fn mean(group: &[&Obj], axes: &Axes) -> Raises<Obj> {
    let total = filled(group, &Obj::Int(0), BinaryOp::Add);
    // with numbers made of arrays of one element, or with no numbers of arrays at all, what fails is told of the types
    let total = match (total, axes.aggregate.array_mean(), axes.cast.array_to_number()) {
        (Err(raised), aggregate::ArrayMean::Refused, _) | (Err(raised), _, ArrayToNumber::Element) => {
            return Err(of_types(raised));
        }
        (total, aggregate::ArrayMean::Divided, ArrayToNumber::Refused) => total?,
        (Ok(total), ..) => total,
    };
    let count = there(group).len();
    if count == 0 {
        return Ok(Obj::Float(f64::NAN));
    }
    match (&total, axes.aggregate.array_mean()) {
        (Obj::Array(_), aggregate::ArrayMean::Divided) => {
            return python::binary(BinaryOp::Div, &total, &Obj::Int(count as i128));
        }
        (_, aggregate::ArrayMean::Divided | aggregate::ArrayMean::Refused) => {}
    }
    let total = number(&total, parses(axes), Decimals::Taken)?;
    Ok(Obj::Float(total / count as f64))
}

/// Whether decimals count as numbers.
#[derive(Debug, Clone, Copy)]
enum Decimals {
    /// They do.
    Taken,
    /// They don't mix with floating-point numbers.
    Refused,
}

/// The objects that are there, as numbers.
fn numbers(group: &[&Obj], parse: bool, decimals: Decimals) -> Raises<Vec<f64>> {
    there(group).into_iter().map(|v| number(v, parse, decimals)).collect()
}

fn number(value: &Obj, parse: bool, decimals: Decimals) -> Raises<f64> {
    let refused = || Raised::type_error(format!("could not convert {} to numeric", python::class(value)));
    match (value, decimals) {
        (Obj::Bool(b), _) => Ok(f64::from(u8::from(*b))),
        (Obj::Int(i), _) => Ok(*i as f64),
        (Obj::Float(x), _) => Ok(*x),
        (Obj::Decimal(digits, scale), Decimals::Taken) => Ok(decimal(*digits, *scale)),
        (Obj::MinusZero(_), Decimals::Taken) => Ok(-0.0),
        (Obj::Str(text), _) if parse => read::float(text).ok_or_else(refused),
        _ => Err(refused()),
    }
}

/// A decimal as the nearest double.
fn decimal(digits: i128, scale: i32) -> f64 {
    format!("{digits}e{}", -scale).parse().unwrap_or(f64::NAN)
}

/// The standard deviation: the whole column is read as numbers first, text too.
fn deviations(values: &[Obj], groups: &Groups, present: &BooleanBuffer, axes: &Axes) -> Raises<Column> {
    let numbers = values
        .iter()
        .map(|value| match cast::number_of(value, axes) {
            value if value.is_missing() => Ok(f64::NAN),
            Obj::Str(text) => read::float(text).ok_or_else(|| match value {
                Obj::Array(_) => Raised::value_error("setting an array element with a sequence"),
                _ => Raised::new(ErrorKind::InvalidCast, format!("could not convert string to float: '{text}'")),
            }),
            Obj::List(_) | Obj::Array(_) => Err(Raised::value_error("setting an array element with a sequence")),
            value => number(value, false, Decimals::Taken),
        })
        .collect::<Raises<Vec<f64>>>()?;
    let folded = fold(groups, present, Welford::<f64>::default(), |w, r| w.add(numbers[r])).values;
    let roots: arrow::array::Float64Array = folded.iter().map(|w| Some(w.variance().sqrt())).collect();
    Ok(Column::new(DType::numpy(Kind::Float64), std::sync::Arc::new(roots)))
}

/// The quantile between two neighbours, by Python's operators.
pub(super) fn quantile_of(group: &[&Obj], q: f64) -> Raises<Obj> {
    let there = there(group);
    if there.is_empty() {
        return Ok(Obj::Float(f64::NAN));
    }
    let sorted = merged::sorted(&there, &mut |a, b| python::compare(BinaryOp::Lt, a, b))?;
    let (below, above, part) = quantile::neighbours(sorted.len(), q);
    let (a, b) = (sorted[below], sorted[above]);
    if matches!((a, b), (Obj::Bool(_), Obj::Bool(_))) {
        let [a, b] = [a, b].map(|v| f64::from(u8::from(python::truth(v))));
        return Ok(Obj::Float(quantile::between(a, b, b - a, part)));
    }
    let way = python::binary(BinaryOp::Sub, b, a)?;
    if part >= 0.5 {
        python::binary(BinaryOp::Sub, b, &python::binary(BinaryOp::Mul, &way, &Obj::Float(1.0 - part))?)
    } else {
        python::binary(BinaryOp::Add, a, &python::binary(BinaryOp::Mul, &way, &Obj::Float(part))?)
    }
}

/// Objects in the type that fits all of them. Source: pandas, `lib.maybe_convert_objects`.
pub(super) fn inferred(values: Vec<Obj>) -> Column {
    if let Some(unsigned) = infer::unsigned(&values) {
        return unsigned;
    }
    let all = |fits: fn(&Obj) -> bool| !values.is_empty() && values.iter().all(fits);
    if all(|v| matches!(v, Obj::Bool(_))) {
        return truths(values.iter().map(python::truth).collect(), Family::Numpy);
    }
    if all(|v| matches!(v, Obj::Int(i) if i64::try_from(*i).is_ok())) {
        let integer = |v: &Obj| if let Obj::Int(i) = v { *i as i64 } else { 0 };
        return super::integers(values.iter().map(integer).collect());
    }
    if all(|v| matches!(v, Obj::Int(_) | Obj::Float(_))) && infer::fits_double(&values) {
        let double = |v: &Obj| match v {
            Obj::Int(i) => Some(*i as f64),
            Obj::Float(x) => Some(*x),
            _ => None,
        };
        let doubles: arrow::array::Float64Array = values.iter().map(double).collect();
        return Column::new(DType::numpy(Kind::Float64), std::sync::Arc::new(doubles));
    }
    Column::objects(values)
}
