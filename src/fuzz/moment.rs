//! Made-up expressions over points in time: their parts, points moved and cut, text read as time.

use std::sync::Arc;

use super::expr::{call, leaf, of};
use super::rng::Rng;
use super::{Shape, Sort};
use crate::case::expr::{Expr, Function, Literal};
use crate::case::parse::UNITS;

/// The formats that `to_datetime` is given.
const FORMATS: &[&str] = &["%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S", "%y%m%d", "%b %d %Y"];

/// A column of points in time, now and then of something else.
fn operand(shape: &[Shape], rng: &mut Rng) -> Expr {
    let sort = *rng.weighted(&[(8, Sort::Time), (4, Sort::Zoned), (2, Sort::Date), (1, Sort::Text)]);
    let there = |sort: Sort| shape.iter().any(|s| s.sort == sort);
    let sort = [sort, Sort::Time, Sort::Zoned, Sort::Date].into_iter().find(|s| there(*s)).unwrap_or(Sort::Time);
    leaf(sort, shape, rng)
}

/// A part of a point in time, or the days between two: an integer.
pub(super) fn part(shape: &[Shape], rng: &mut Rng) -> Expr {
    if rng.chance(15) {
        return call(Function::DateDiff, vec![operand(shape, rng), operand(shape, rng)]);
    }
    let function = *rng.one(&[
        Function::Year,
        Function::Month,
        Function::Day,
        Function::Hour,
        Function::Minute,
        Function::Second,
        Function::Quarter,
        Function::Dayofweek,
        Function::Weekofyear,
        Function::Dayofyear,
    ]);
    call(function, vec![operand(shape, rng)])
}

/// A point in time made from another, or read from text.
pub(super) fn point(shape: &[Shape], rng: &mut Rng) -> Expr {
    let text = |text: &'static str| Expr::Literal(Literal::Str(Arc::from(text)));
    let int = |n: i128| Expr::Literal(Literal::Int(n));
    match rng.below(6) {
        0 => call(Function::DateAdd, vec![operand(shape, rng), int(*rng.one(&[0, 1, 30, -1, -400]))]),
        1 => call(Function::AddMonths, vec![operand(shape, rng), int(*rng.one(&[0, 1, 12, -1, -13]))]),
        2 | 3 => call(Function::DateTrunc, vec![operand(shape, rng), text(rng.one::<&str>(&UNITS))]),
        4 => call(Function::ToDatetime, vec![of(Sort::Text, shape, 0, rng)]),
        _ => call(Function::ToDatetime, vec![of(Sort::Text, shape, 0, rng), text(rng.one::<&str>(FORMATS))]),
    }
}
