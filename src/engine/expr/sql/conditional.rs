//! What SQL evaluates only where it must: `and`, `or`, `if_else`, `coalesce`. An error in a branch that a row does not
//! take is never met.
//!
//! Source: Spark, `predicates.scala`, `conditionalExpressions.scala`, `nullExpressions.scala`.

use arrow::array::{Array, AsArray, BooleanArray, UInt32Array};
use arrow::compute;

use super::coerce::{self, Mode};
use super::{compare, evaluate, kind_of, to};
use crate::case::expr::{BinaryOp, Expr, Function, Literal};
use crate::engine::Phase;
use crate::engine::column::Column;
use crate::engine::constants::is_null_at_once;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr::{Operand, Scope};
use crate::engine::raised::{Raised, Raises};
use crate::engine::{demand, names};

/// The value of `expr` where `asked` is true; on the other rows it may be null.
fn evaluate_where(expr: &Expr, asked: &BooleanArray, scope: &Scope<'_>) -> Raises<Operand> {
    match (evaluate(expr, scope), scope.phase) {
        (Err(_), Phase::Run) if asked.true_count() < asked.len() => {
            let frame = scope.frame.filter(asked)?;
            let inner = Scope { frame: &frame, ..*scope };
            match evaluate(expr, &inner)? {
                Operand::Scalar(constant) => Ok(Operand::Scalar(constant)),
                Operand::Column(column) => {
                    let mut next = 0;
                    let places = asked.iter().map(|asked| {
                        (asked == Some(true)).then(|| {
                            next += 1;
                            next - 1
                        })
                    });
                    column.take(&places.collect::<UInt32Array>()).map(Operand::Column)
                }
            }
        }
        (value, Phase::Run | Phase::Build) => value,
    }
}

/// Looks up the names in expressions, which are before types are looked at.
///
/// Source: Spark, `ResolveReferences` ahead of `CheckAnalysis`.
fn known(exprs: &[&Expr], scope: &Scope<'_>) -> Raises<()> {
    let mut names = exprs.iter().flat_map(|expr| demand::references(expr));
    names.try_for_each(|name| names::place(scope.frame, &name, scope.axes).map(drop))
}

/// `a and b`, `a or b`: the right side only where the left does not decide.
pub(super) fn logic(op: BinaryOp, a: &Expr, b: &Expr, scope: &Scope<'_>) -> Raises<Column> {
    let decides = |truths: &Column| {
        *truths.kind() == Kind::Bool
            && truths.array().as_boolean().iter().all(|truth| truth == Some(op == BinaryOp::Or))
    };
    let left = unless(constant(b, scope).is_some_and(|truths| decides(&truths)), a, scope)?;
    // a side's type is checked before any row is computed, so a row's error on the left waits for the right's type
    let first = compare::truth(&left, scope).or_else(|raised| known(&[b], scope).and(Err(raised)))?;
    let decided = op == BinaryOp::Or;
    let open: BooleanArray = first.iter().map(|v| Some(v != Some(decided))).collect();
    let right = only(evaluate_where(b, &open, scope)?, &open, scope)?;
    let kinds = [kind_of(&left), kind_of(&right)];
    if kinds.iter().all(|kind| matches!(kind, Kind::Void | Kind::String)) && kinds.contains(&Kind::String) {
        return Err(Raised::type_error("neither side is a truth value"));
    }
    let second = compare::truth(&right, scope)?;
    let both =
        if op == BinaryOp::And { compute::and_kleene(&first, &second) } else { compute::or_kleene(&first, &second) };
    both.map(compare::truths).map_err(Raised::internal)
}

/// `a` where the condition is true, `b` elsewhere.
pub(super) fn if_else(test: &Expr, a: &Expr, b: &Expr, scope: &Scope<'_>) -> Raises<Column> {
    let test = unless(chosen(a) == chosen(b) && computes(scope), test, scope)?;
    if kind_of(&test) != Kind::Bool {
        known(&[a, b], scope)?;
        return Err(Raised::type_error("a condition must be truth values"));
    }
    let test = compare::truth(&test, scope)?;
    let taken: BooleanArray = test.iter().map(|v| Some(v == Some(true))).collect();
    let rest: BooleanArray = taken.iter().map(|v| Some(v == Some(false))).collect();
    let (a, b) = (evaluate_where(a, &taken, scope)?, evaluate_where(b, &rest, scope)?);
    let kind = common(&[kind_of(&a), kind_of(&b)], scope)?;
    let (a, b) = (to(&only(a, &taken, scope)?, &kind, scope)?, to(&only(b, &rest, scope)?, &kind, scope)?);
    merge(&taken, &a, &b)
}

/// What a choice comes to whose condition is constant, or whose sides are the same.
///
/// Source: Spark, `SimplifyConditionals`.
fn chosen(expr: &Expr) -> &Expr {
    let Expr::Call(Function::IfElse, args) = expr else { return expr };
    match args.as_slice() {
        [Expr::Literal(Literal::Bool(true)), a, _] => chosen(a),
        [Expr::Literal(Literal::Bool(false) | Literal::Null), _, b] => chosen(b),
        [_, a, b] if chosen(a) == chosen(b) => chosen(a),
        _ => expr,
    }
}

/// The two sides of an operator that gives null for a null: the second is not computed where the first is null. The first is the
/// divisor in a division, the point in time beside a length of time, the length of time beside a number, else the left one.
pub(super) fn both(op: BinaryOp, a: &Expr, b: &Expr, scope: &Scope<'_>) -> Raises<(Operand, Operand)> {
    let divides = matches!(op, BinaryOp::Div | BinaryOp::FloorDiv | BinaryOp::Mod);
    let (first, second) = if divides { (b, a) } else { (a, b) };
    let missing = |column: Column| column.present().count_set_bits() == 0;
    // a null that constants come to is met too late for another constant
    let in_time = !demand::references(first).is_empty() || is_null_at_once(second);
    let first = unless(in_time && constant(second, scope).is_some_and(missing), first, scope)?;
    let is_span = |operand: &Operand| matches!(kind_of(operand), Kind::Interval(..));
    let there = |operand: &Operand| -> BooleanArray {
        match operand {
            Operand::Scalar(constant) => vec![*constant != Literal::Null; scope.rows()].into(),
            Operand::Column(column) => column.present().iter().map(Some).collect(),
        }
    };
    if op == BinaryOp::Add && is_span(&first) {
        return Ok((first, evaluate(second, scope)?));
    }
    let there_first = there(&first);
    let second = match evaluate_where(second, &there_first, scope)? {
        Operand::Column(column) => only(Operand::Column(column), &there_first, scope)?,
        text if kind_of(&first) == Kind::Void && kind_of(&text) == Kind::String => only(text, &there_first, scope)?,
        constant => constant,
    };
    let first = match op {
        BinaryOp::Mul if is_span(&second) => only(first, &there(&second), scope)?,
        _ => first,
    };
    Ok(if divides { (second, first) } else { (first, second) })
}

/// Whether `of` is there, or is missing. What cannot be missing need not be computed to be told, and so does not fail.
///
/// Source: Spark, `NullPropagation`.
pub(super) fn presence(of: &Expr, asked: bool, scope: &Scope<'_>) -> Raises<Column> {
    match evaluate(of, scope) {
        Err(_) if computes(scope) && !nullable(of) => Ok(compare::truths(vec![asked; scope.rows()].into())),
        value => {
            let column = value?.into_column(scope)?;
            Ok(compare::truths(column.present().iter().map(|there| Some(there == asked)).collect()))
        }
    }
}

/// Whether the type of an expression has room for a missing value, by its parts.
fn nullable(expr: &Expr) -> bool {
    let number = |expr: &Expr| matches!(expr, Expr::Literal(Literal::Int(_) | Literal::Float(_) | Literal::Bool(_)));
    match expr {
        Expr::Column(_) => true,
        Expr::Literal(literal) => *literal == Literal::Null,
        // text may spell no value of the other type
        Expr::Cast(operand, _) => !number(operand) && !matches!(&**operand, Expr::Cast(..)) || nullable(operand),
        Expr::Unary(_, operand) => nullable(operand),
        Expr::Binary(BinaryOp::Div | BinaryOp::FloorDiv | BinaryOp::Mod, ..) => true,
        Expr::Binary(_, a, b) => nullable(a) || nullable(b),
        Expr::In { operand, list, .. } => nullable(operand) || list.contains(&Literal::Null),
        Expr::Call(Function::IsNull | Function::NotNull | Function::IsNan, _) => false,
        Expr::Call(Function::Coalesce | Function::FillNull, args) => args.iter().all(nullable),
        Expr::Call(Function::IfElse, args) => args.iter().skip(1).any(nullable),
        Expr::Call(Function::ToDatetime, args) if args.len() == 1 => true,
        Expr::Call(Function::Log, _) => true,
        Expr::Call(_, args) => args.iter().any(nullable),
    }
}

/// What is looked for in a list: nothing, if the list has only nulls.
pub(super) fn sought(operand: &Expr, list: &[Literal], scope: &Scope<'_>) -> Raises<Operand> {
    let nulls = !list.is_empty()
        && !demand::references(operand).is_empty()
        && list.iter().all(|member| *member == Literal::Null);
    unless(nulls && computes(scope), operand, scope)
}

/// The value of `expr`; of its type alone where a plan has `spared` it.
///
/// Source: Spark, `NullPropagation`, `BooleanSimplification`, `SimplifyConditionals`, `OptimizeIn`.
fn unless(spared: bool, expr: &Expr, scope: &Scope<'_>) -> Raises<Operand> {
    if !spared {
        return evaluate(expr, scope);
    }
    let nowhere = BooleanArray::from(vec![false; scope.rows()]);
    match evaluate_where(expr, &nowhere, scope)? {
        text if kind_of(&text) == Kind::String => only(text, &nowhere, scope),
        other => Ok(other),
    }
}

/// Whether rows are computed, of which there are some.
fn computes(scope: &Scope<'_>) -> bool {
    scope.phase == Phase::Run && scope.rows() > 0
}

/// The value of an operand that is the same whatever the rows are.
fn constant(expr: &Expr, scope: &Scope<'_>) -> Option<Column> {
    let mut constant = computes(scope);
    expr.columns(&mut |_| constant = false);
    let value = constant.then(|| evaluate(expr, scope).ok())??;
    value.into_column(scope).ok()
}

/// The operand with null on the rows that are not asked for, so that no cast there can fail.
fn only(operand: Operand, asked: &BooleanArray, scope: &Scope<'_>) -> Raises<Operand> {
    if asked.true_count() == asked.len() || kind_of(&operand) == Kind::Void {
        return Ok(operand);
    }
    let column = operand.into_column(scope)?;
    let rest = compute::not(asked).map_err(Raised::internal)?;
    let array = compute::nullif(&column.array(), &rest).map_err(Raised::internal)?;
    Ok(Operand::Column(Column::new(column.dtype, array)))
}

/// The first of the values that is not null.
pub(super) fn coalesce(args: &[Expr], scope: &Scope<'_>) -> Raises<Column> {
    let mut open = BooleanArray::from(vec![true; scope.rows()]);
    let mut values = Vec::with_capacity(args.len());
    for arg in args {
        let value = only(evaluate_where(arg, &open, scope)?, &open, scope)?;
        let column = value.clone().into_column(scope)?.array();
        open = open.iter().enumerate().map(|(i, open)| Some(open == Some(true) && !valid(&column, i))).collect();
        values.push(value);
    }
    let kind = common(&values.iter().map(kind_of).collect::<Vec<_>>(), scope)?;
    let mut columns = values.iter().map(|v| to(v, &kind, scope));
    let mut result = columns.next().ok_or_else(|| Raised::internal("no arguments"))??;
    for next in columns {
        let array = result.array();
        let there: BooleanArray = (0..array.len()).map(|i| Some(valid(&array, i))).collect();
        result = merge(&there, &result, &next?)?;
    }
    Ok(result)
}

fn valid(array: &arrow::array::ArrayRef, i: usize) -> bool {
    *array.data_type() != arrow::datatypes::DataType::Null && array.is_valid(i)
}

fn common(kinds: &[Kind], scope: &Scope<'_>) -> Raises<Kind> {
    coerce::common(kinds, scope.axes).ok_or_else(|| Raised::type_error("the branches have no common type"))
}

fn merge(test: &BooleanArray, a: &Column, b: &Column) -> Raises<Column> {
    if *a.kind() == Kind::Void {
        return Ok(Column::missing(DType::sql(Kind::Void), test.len()));
    }
    let array = compute::kernels::zip::zip(test, &a.array(), &b.array()).map_err(Raised::internal)?;
    Ok(Column::new(a.dtype.clone(), array))
}

/// Every value held between two others: the least of the upper bound and the greatest of the lower bound and the value,
/// nulls left out.
pub(super) fn clip(args: &[Operand], scope: &Scope<'_>) -> Raises<Column> {
    let [of, low, high] = args else { return Err(Raised::internal("clip without its bounds")) };
    let above = extreme(BinaryOp::Ge, of, low, scope)?;
    extreme(BinaryOp::Le, &Operand::Column(above), high, scope)
}

fn extreme(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    let kind = coerce::common_without_text(&[kind_of(a), kind_of(b)], Mode::of(scope.axes), scope.axes)
        .ok_or_else(|| Raised::type_error("the values have no common type"))?;
    let (a, b) = (to(a, &kind, scope)?, to(b, &kind, scope)?);
    let holds = compare::columns(op, &a, &b, scope)?;
    let array = b.array();
    let first: BooleanArray =
        holds.iter().enumerate().map(|(i, holds)| Some(holds.unwrap_or_else(|| !valid(&array, i)))).collect();
    merge(&first, &a, &b)
}
