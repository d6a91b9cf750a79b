//! Made-up expressions: well-typed most of the time.

use std::sync::Arc;

use chrono::NaiveDate;

use super::rng::Rng;
use super::{Shape, Sort, moment};
use crate::case::expr::{BinaryOp, Expr, Function, Literal, UnaryOp};
use crate::case::types::Type;

/// How many expressions in a hundred do not fit their operands, on purpose.
const MISFITS: usize = 4;

/// An expression of this sort over the columns of `shape`.
pub(super) fn of(sort: Sort, shape: &[Shape], depth: usize, rng: &mut Rng) -> Expr {
    let sort = if rng.chance(MISFITS) { *rng.one(&[Sort::Bool, Sort::Int, Sort::Float, Sort::Text]) } else { sort };
    if depth == 0 || rng.chance(20) {
        return leaf(sort, shape, rng);
    }
    match sort {
        Sort::Bool => truth(shape, depth - 1, rng),
        Sort::Int | Sort::Float | Sort::Decimal => number(sort, shape, depth - 1, rng),
        Sort::Text => text(shape, depth - 1, rng),
        Sort::Date | Sort::Time | Sort::Zoned => moment::point(shape, rng),
        Sort::List => {
            let separator = Expr::Literal(Literal::Str(Arc::from(*rng.one(&[" ", "-", "a", "."]))));
            call(Function::Split, vec![text(shape, 0, rng), separator])
        }
        Sort::Span | Sort::Other => leaf(sort, shape, rng),
    }
}

pub(super) fn leaf(sort: Sort, shape: &[Shape], rng: &mut Rng) -> Expr {
    let fitting: Vec<&Shape> = shape.iter().filter(|s| s.sort == sort).collect();
    if fitting.is_empty() || rng.chance(15) {
        return Expr::Literal(literal(sort, rng));
    }
    Expr::Column(Arc::from(rng.one(&fitting).name.as_str()))
}

fn literal(sort: Sort, rng: &mut Rng) -> Literal {
    if rng.chance(6) {
        return Literal::Null;
    }
    match sort {
        Sort::Bool => Literal::Bool(rng.chance(50)),
        Sort::Int => Literal::Int(*rng.one(&[0, 1, 2, 3, 7, 10, 300])),
        Sort::Float | Sort::Decimal => Literal::Float(*rng.one(&[0.0, 0.5, 1.0, 2.5, 10.0])),
        Sort::Span => Literal::Int(1),
        Sort::Text | Sort::List | Sort::Other => Literal::Str(Arc::from(*rng.one(&["a", "b", "", "x", "10"]))),
        Sort::Date => Literal::Date(NaiveDate::from_ymd_opt(2024, 1, 31).unwrap_or_default()),
        Sort::Time | Sort::Zoned => Literal::Timestamp(
            NaiveDate::from_ymd_opt(2024, 1, 31).unwrap_or_default().and_hms_opt(10, 0, 0).unwrap_or_default(),
        ),
    }
}

/// Some column's sort, so that comparisons have something to compare.
fn comparable(shape: &[Shape], rng: &mut Rng) -> Sort {
    match rng.one(shape).sort {
        Sort::Other => Sort::Int,
        sort => sort,
    }
}

fn truth(shape: &[Shape], depth: usize, rng: &mut Rng) -> Expr {
    let sort = comparable(shape, rng);
    let any = |rng: &mut Rng| of(sort, shape, depth.min(1), rng);
    match rng.below(10) {
        0..=3 => {
            let op = *rng.one(&[BinaryOp::Eq, BinaryOp::Ne, BinaryOp::Lt, BinaryOp::Le, BinaryOp::Gt, BinaryOp::Ge]);
            binary(op, any(rng), any(rng))
        }
        4 => binary(*rng.one(&[BinaryOp::And, BinaryOp::Or]), truth(shape, 0, rng), truth(shape, 0, rng)),
        5 => Expr::Unary(UnaryOp::Not, Box::new(truth(shape, 0, rng))),
        6 => {
            let list = (0..=rng.below(3)).map(|_| literal(sort, rng)).collect();
            Expr::In { operand: Box::new(any(rng)), list, negated: rng.chance(30) }
        }
        7 => call(*rng.one(&[Function::IsNull, Function::NotNull, Function::IsNan]), vec![any(rng)]),
        8 => call(
            Function::Between,
            vec![any(rng), Expr::Literal(literal(sort, rng)), Expr::Literal(literal(sort, rng))],
        ),
        _ => {
            let needle = Expr::Literal(Literal::Str(Arc::from(*rng.one(&["a", "b", "", "é", "."]))));
            let test = *rng.one(&[Function::Contains, Function::Startswith, Function::Endswith]);
            call(test, vec![leaf(Sort::Text, shape, rng), needle])
        }
    }
}

fn number(sort: Sort, shape: &[Shape], depth: usize, rng: &mut Rng) -> Expr {
    let any = |rng: &mut Rng| of(sort, shape, depth, rng);
    match rng.below(14) {
        0..=4 => {
            let op = *rng.weighted(&[
                (4, BinaryOp::Add),
                (4, BinaryOp::Sub),
                (4, BinaryOp::Mul),
                (3, BinaryOp::Div),
                (2, BinaryOp::FloorDiv),
                (2, BinaryOp::Mod),
                (1, BinaryOp::Pow),
            ]);
            binary(op, any(rng), any(rng))
        }
        5 => Expr::Unary(UnaryOp::Neg, Box::new(leaf(sort, shape, rng))),
        6 => call(Function::FillNull, vec![any(rng), Expr::Literal(literal(sort, rng))]),
        7 => call(Function::Coalesce, vec![any(rng), any(rng)]),
        8 => call(Function::IfElse, vec![truth(shape, 0, rng), any(rng), any(rng)]),
        9 => {
            let function = *rng.one(&[
                Function::Abs,
                Function::Floor,
                Function::Ceil,
                Function::Sqrt,
                Function::Sign,
                Function::Exp,
                Function::Log,
            ]);
            call(function, vec![any(rng)])
        }
        11 => {
            call(Function::Clip, vec![any(rng), Expr::Literal(literal(sort, rng)), Expr::Literal(literal(sort, rng))])
        }
        12 => moment::part(shape, rng),
        10 => match rng.below(3) {
            0 => call(Function::Round, vec![any(rng)]),
            1 => call(Function::Round, vec![any(rng), Expr::Literal(Literal::Int(*rng.one(&[0, 1, 2, -1])))]),
            _ => call(Function::Len, vec![leaf(Sort::Text, shape, rng)]),
        },
        _ => {
            let to =
                rng.one(&[Type::Int64, Type::Float64, Type::String, Type::Int8, Type::Bool, Type::Float32]).clone();
            Expr::Cast(Box::new(any(rng)), to)
        }
    }
}

fn text(shape: &[Shape], depth: usize, rng: &mut Rng) -> Expr {
    let any = |rng: &mut Rng| of(Sort::Text, shape, depth, rng);
    let written = |rng: &mut Rng| Expr::Literal(Literal::Str(Arc::from(*rng.one(&["a", "b", "", "x."]))));
    match rng.below(9) {
        0 | 1 => {
            let function = *rng.one(&[Function::Upper, Function::Lower, Function::Strip, Function::Title]);
            call(function, vec![any(rng)])
        }
        7 => call(Function::Zfill, vec![any(rng), Expr::Literal(Literal::Int(*rng.one(&[0, 2, 5])))]),
        2 => binary(BinaryOp::Add, any(rng), any(rng)),
        3 => call(Function::Replace, vec![any(rng), written(rng), written(rng)]),
        4 => {
            let bounds = *rng.one(&[(0, 1), (0, 2), (1, 3), (2, 2), (-2, 0), (1, 100)]);
            let int = |i: i128| Expr::Literal(Literal::Int(i));
            call(Function::Slice, vec![any(rng), int(bounds.0), int(bounds.1)])
        }
        5 => call(Function::FillNull, vec![any(rng), written(rng)]),
        6 => call(Function::IfElse, vec![truth(shape, 0, rng), any(rng), any(rng)]),
        _ => Expr::Cast(
            Box::new(leaf(*rng.one(&[Sort::Int, Sort::Float, Sort::Bool, Sort::Date, Sort::Time]), shape, rng)),
            Type::String,
        ),
    }
}

fn binary(op: BinaryOp, a: Expr, b: Expr) -> Expr {
    Expr::Binary(op, Box::new(a), Box::new(b))
}

pub(super) const fn call(function: Function, args: Vec<Expr>) -> Expr {
    Expr::Call(function, args)
}
