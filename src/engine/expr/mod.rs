//! Expressions: what an operator or a function makes of the columns of one partition.
//!
//! One file a family of functions. A constant stays a scalar until an operation needs a column of it: what an operator makes of
//! a column and a scalar may differ from what it makes of two columns.

pub(in crate::engine) mod arithmetic;
pub(in crate::engine) mod arrow;
mod boxed;
pub(in crate::engine) mod cast;
pub(in crate::engine) mod choose;
mod compare;
mod dates;
mod decimal;
pub(in crate::engine) mod fits;
mod intake;
mod lengths;
pub(in crate::engine) mod literal;
mod logic;
mod meet;
mod membership;
mod missing;
pub(in crate::engine) mod ndarray;
mod number;
mod numeric;
mod objects;
pub(in crate::engine) mod python;
mod range;
pub(in crate::engine) mod several;
pub(in crate::engine) mod sql;
mod stamped;
mod strings;
mod texts;
pub(in crate::engine) mod times;
pub(in crate::engine) mod to_datetime;

pub(in crate::engine) use self::arrow::{holds, met, one as held, taken};
pub(in crate::engine) use boxed::{decimal, exact};
pub(in crate::engine) use cast::range;
pub(in crate::engine) use intake::one as constant;
pub(in crate::engine) use stamped::days;
pub(in crate::engine) use strings::is_uncovered;
pub(in crate::engine) use to_datetime::zone_name;

use super::column::Column;
use super::dtype::Kind;
use super::frame::Frame;
use super::ingest::convert;
use super::object::Obj;
use super::raised::{Raised, Raises};
use super::{Context, Phase, names, sample};
use crate::axis::evaluation::{Build, Expressions};
use crate::axis::{Axes, quirks, types};
use crate::case::expr::{BinaryOp, Expr, Function, Literal, UnaryOp};
use crate::result::ErrorKind;

/// What an expression evaluates to.
#[derive(Debug, Clone)]
pub(crate) enum Operand {
    /// A constant as it was written.
    Scalar(Literal),
    /// A column with as many rows as the frame.
    Column(Column),
}

/// Where an expression is evaluated.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The rows that columns are read from.
    pub(crate) frame: &'a Frame,
    /// The profile's axes.
    pub(crate) axes: &'a Axes,
    /// Whether the rows are the case's or made up.
    pub(crate) phase: Phase,
    /// How many rows the whole table has.
    table_rows: usize,
}

impl<'a> Scope<'a> {
    /// The rows of `frame` under this context's profile.
    pub(crate) fn new(frame: &'a Frame, context: &'a Context<'_>) -> Self {
        Self { frame, axes: context.axes, phase: context.phase, table_rows: context.rows }
    }

    /// Whether these are some of the table's rows only.
    pub(super) fn is_a_part(&self) -> bool {
        self.phase == Phase::Run && self.rows() < self.table_rows
    }

    /// How many rows a column here has.
    pub(crate) fn rows(&self) -> usize {
        self.frame.rows
    }
}

impl Operand {
    /// The operand as a column of the scope's rows: a constant is repeated, in the type the framework gives it.
    pub(crate) fn into_column(self, scope: &Scope<'_>) -> Raises<Column> {
        match self {
            Self::Scalar(literal) => {
                let column = literal::repeat(&literal, scope.rows(), scope.axes)?;
                let evaluation = &scope.axes.evaluation;
                match (scope.phase, evaluation.build(), evaluation.expressions(), column.kind()) {
                    // a column of objects is made up for a trial, whatever it holds
                    (Phase::Build, Build::Sample, Expressions::Rows, Kind::Object) => Ok(made_up(column, scope)),
                    _ => Ok(column),
                }
            }
            Self::Column(column) => Ok(column),
        }
    }
}

/// The column that `expr` is over the rows of `frame`; a lone constant is repeated.
pub(crate) fn column(expr: &Expr, frame: &Frame, context: &Context<'_>) -> Raises<Column> {
    let scope = Scope::new(frame, context);
    match (scope.axes.types.model(), scope.phase) {
        (types::Model::Sql, Phase::Build) => sql::written(expr)?,
        (types::Model::Sql, Phase::Run) | (types::Model::Numpy, _) => {}
    }
    match evaluate(expr, &scope)? {
        Operand::Scalar(literal) => literal::assigned(&literal, scope.rows(), scope.axes),
        Operand::Column(column) => Ok(column),
    }
}

/// The value of `expr` in `scope`. Operands are evaluated left to right, so the first error is the leftmost's.
pub(crate) fn evaluate(expr: &Expr, scope: &Scope<'_>) -> Raises<Operand> {
    match scope.axes.types.model() {
        types::Model::Numpy => {
            expressible(expr)?;
            match on_arrays(expr, scope)? {
                Operand::Column(column) => {
                    convert::settled(column, scope.axes).map(|c| Operand::Column(made_up(c, scope)))
                }
                scalar @ Operand::Scalar(_) => Ok(scalar),
            }
        }
        types::Model::Sql => sql::evaluate(expr, scope),
    }
}

/// A column as the next operation of a trial finds it: of what it made, the type alone is known.
///
/// Source: Dask, `_emulate` and `meta_nonempty` (`dask/dataframe/core.py`, `utils.py`).
fn made_up(column: Column, scope: &Scope<'_>) -> Column {
    match (scope.phase, scope.axes.evaluation.build()) {
        (Phase::Build, Build::Sample) => sample::values(&column.dtype, scope.rows(), scope.axes),
        (Phase::Build, Build::Eager | Build::Schema) | (Phase::Run, _) => column,
    }
}

/// Refuses an expression with a cast that cannot be written, before anything of it is evaluated.
fn expressible(expr: &Expr) -> Raises<()> {
    match expr {
        Expr::Column(_) | Expr::Literal(_) => Ok(()),
        Expr::Unary(_, operand) | Expr::In { operand, .. } => expressible(operand),
        Expr::Cast(operand, ty) => cast::expressible(ty).and_then(|()| expressible(operand)),
        Expr::Binary(_, a, b) => expressible(a).and_then(|()| expressible(b)),
        Expr::Call(_, args) => args.iter().try_for_each(expressible),
    }
}

/// What every model evaluates alike: a column by its name, a constant, a cast.
fn plain(expr: &Expr, scope: &Scope<'_>) -> Raises<Operand> {
    match expr {
        Expr::Column(name) => {
            let place = names::place(scope.frame, name, scope.axes)?;
            Ok(Operand::Column(scope.frame.columns[place].clone()))
        }
        Expr::Literal(literal) => Ok(Operand::Scalar(literal.clone())),
        Expr::Cast(operand, ty) => {
            let column = evaluate(operand, scope)?.into_column(scope)?;
            cast::in_phase(&column, ty, scope.axes, scope.phase).map(Operand::Column)
        }
        _ => Err(Raised::internal("not a plain expression")),
    }
}

fn on_arrays(expr: &Expr, scope: &Scope<'_>) -> Raises<Operand> {
    match expr {
        Expr::Column(_) | Expr::Literal(_) | Expr::Cast(..) => plain(expr, scope),
        Expr::Unary(op, operand) => {
            let column = evaluate(operand, scope)?.into_column(scope)?;
            tried(vec![Operand::Column(column)], scope, |args, scope| {
                let column = args[0].clone().into_column(scope)?;
                match op {
                    UnaryOp::Neg => arithmetic::negate(&column, scope.axes),
                    UnaryOp::Not => logic::not(&column, scope.axes),
                }
            })
        }
        Expr::Binary(op, a, b) => {
            let apart = parsed(a) != parsed(b);
            let lengths = matches!(&**b, Expr::Call(Function::Len, _));
            let (mut a, b) = (evaluate(a, scope)?, evaluate(b, scope)?);
            if let (true, Operand::Column(_), Operand::Column(_)) = (apart, &a, &b) {
                rows_compared(*op, scope)?;
            }
            match (op, &a, &b) {
                (_, Operand::Scalar(_), Operand::Scalar(_)) => a = Operand::Column(a.into_column(scope)?),
                (BinaryOp::Mod, Operand::Scalar(Literal::Str(text)), Operand::Column(_)) => {
                    return python::formatted(text).map(|text| Operand::Scalar(Literal::Str(text)));
                }
                _ => {}
            }
            tried(vec![a, b], scope, |args, scope| match lengths {
                true => arithmetic::by_lengths(*op, &args[0], &args[1], scope),
                false => binary(*op, &args[0], &args[1], scope),
            })
        }
        Expr::In { operand, list, negated } => {
            let column = evaluate(operand, scope)?.into_column(scope)?;
            tried(vec![Operand::Column(column)], scope, |args, scope| {
                let list = if on_types(scope) { &[] } else { list.as_slice() };
                let found = membership::is_in(&args[0].clone().into_column(scope)?, list, scope.axes)?;
                if *negated { logic::not(&found, scope.axes) } else { Ok(found) }
            })
        }
        Expr::Call(function, args) => {
            let operands = match (function, args.as_slice()) {
                // what is kept stands before the condition in the call
                (Function::IfElse, [condition, kept, other]) => {
                    let kept = evaluate(kept, scope)?;
                    vec![evaluate(condition, scope)?, kept, evaluate(other, scope)?]
                }
                _ => args.iter().map(|a| evaluate(a, scope)).collect::<Raises<Vec<_>>>()?,
            };
            if let (Some(Operand::Scalar(_)), false) =
                (operands.first(), matches!(args.first(), Some(Expr::Literal(_))))
            {
                return Err(Raised::unsupported(format!("a text has no {}", function.name())));
            }
            match function {
                function if numeric::is_ufunc(*function) => call(*function, operands, scope).map(Operand::Column),
                function if strings::tells(*function) => {
                    let tried = tried_on_text(*function, &operands, scope)?;
                    call(*function, tried.unwrap_or(operands), scope).map(Operand::Column)
                }
                function => tried(operands, scope, |args, scope| call(*function, args.to_vec(), scope)),
            }
        }
    }
}

/// Whether an expression has the rows of parsed times.
pub(in crate::engine) fn parsed(expr: &Expr) -> bool {
    match expr {
        Expr::Call(Function::ToDatetime, _) => true,
        // it has the rows of what it chooses from
        Expr::Call(Function::IfElse, args) => args.get(1).is_some_and(parsed),
        Expr::Call(_, args) => args.iter().any(parsed),
        Expr::Column(_) | Expr::Literal(_) => false,
        Expr::Unary(_, operand) | Expr::Cast(operand, _) | Expr::In { operand, .. } => parsed(operand),
        Expr::Binary(_, a, b) => parsed(a) || parsed(b),
    }
}

/// Refuses to compare, in a trial, the rows of parsed times with those of the table.
fn rows_compared(op: BinaryOp, scope: &Scope<'_>) -> Raises<()> {
    match scope.axes.quirks.parsed_times() {
        quirks::ParsedTimes::OneMore if op.is_comparison() && scope.phase == Phase::Build => {
            Err(Raised::value_error("only rows that are labelled alike are compared"))
        }
        quirks::ParsedTimes::OneMore | quirks::ParsedTimes::Right => Ok(()),
    }
}

/// The operands of a function of text in a trial on types, where it is called on made-up rows once its column has proved to be one of text.
/// Source: Dask, `Accessor.__init__` and `FunctionMap._meta` (`dask_expr/_accessor.py`).
fn tried_on_text(function: Function, operands: &[Operand], scope: &Scope<'_>) -> Raises<Option<Vec<Operand>>> {
    let (true, [first, rest @ ..]) = (on_types(scope), operands) else { return Ok(None) };
    let frame = scope.frame.emptied();
    let none = first.clone().into_column(scope)?.slice(0, 0);
    let of = |column| std::iter::once(Operand::Column(column)).chain(rest.iter().cloned()).collect::<Vec<_>>();
    call(function, of(none.clone()), &Scope { frame: &frame, ..*scope })?;
    Ok(Some(of(sample::values(&none.dtype, scope.rows(), scope.axes))))
}

/// Whether this is a trial on types.
fn on_types(scope: &Scope<'_>) -> bool {
    let evaluation = &scope.axes.evaluation;
    matches!(
        (scope.phase, evaluation.build(), evaluation.expressions()),
        (Phase::Build, Build::Sample, Expressions::Types)
    )
}

/// What `operation` makes of the operands: in a trial on types, of none of their rows.
fn tried(
    args: Vec<Operand>,
    scope: &Scope<'_>,
    operation: impl FnOnce(&[Operand], &Scope<'_>) -> Raises<Column>,
) -> Raises<Operand> {
    if !on_types(scope) {
        return operation(&args, scope).map(Operand::Column);
    }
    let emptied = |arg: Operand| match arg {
        Operand::Column(column) => Operand::Column(column.slice(0, 0)),
        scalar @ Operand::Scalar(_) => scalar,
    };
    let args: Vec<Operand> = args.into_iter().map(emptied).collect();
    operation(&args, &Scope { frame: &scope.frame.emptied(), ..*scope }).map(Operand::Column)
}

fn binary(op: BinaryOp, a: &Operand, b: &Operand, scope: &Scope<'_>) -> Raises<Column> {
    too_large_beside_text(a, b)?;
    let categories = |operand: &Operand| matches!(operand, Operand::Column(column) if column.categorical);
    if (categories(a) || categories(b)) && !matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
        return Err(Raised::type_error("categories have no order and no operations"));
    }
    match op {
        BinaryOp::Add
        | BinaryOp::Sub
        | BinaryOp::Mul
        | BinaryOp::Div
        | BinaryOp::FloorDiv
        | BinaryOp::Mod
        | BinaryOp::Pow => arithmetic::binary(op, a, b, scope),
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
            compare::binary(op, a, b, scope)
        }
        BinaryOp::And | BinaryOp::Or => logic::binary(op, a, b, scope),
    }
}

/// Refuses integers among objects that 64 bits do not hold beside a column of text: they are handed to Arrow, which holds the text.
///
/// Source: pandas, `ArrowStringArray` (`_box_pa_array`).
fn too_large_beside_text(a: &Operand, b: &Operand) -> Raises<()> {
    let (Operand::Column(a), Operand::Column(b)) = (a, b) else { return Ok(()) };
    let objects = match (a.kind(), b.kind()) {
        (Kind::String, Kind::Object) => b.as_objects(),
        (Kind::Object, Kind::String) => a.as_objects(),
        _ => None,
    };
    let large = |v: &Obj| matches!(v, Obj::Int(i) if i64::try_from(*i).is_err() && u64::try_from(*i).is_err());
    match objects {
        Some(values) if values.iter().any(large) => {
            Err(Raised::new(ErrorKind::Overflow, "Python int too large to convert to C long"))
        }
        _ => Ok(()),
    }
}

/// The column that a function makes of its arguments, each already evaluated. Which of them must be a column, and so takes
/// [`Operand::into_column`], is the function's own rule.
fn call(function: Function, args: Vec<Operand>, scope: &Scope<'_>) -> Raises<Column> {
    use Function::{Abs, Ceil, Exp, Floor, Log, Round, Sign, Sqrt};
    if let Some(done) = arrow::call(function, &args, scope) {
        return done;
    }
    if dates::tells(function)
        && let Some(done) = stamped::call(function, &args, scope)
    {
        return done;
    }
    let mut args = args.into_iter();
    let mut next = || args.next().ok_or_else(|| Raised::internal("a function without its arguments"));
    match function {
        Function::IsNull => Ok(missing::test(&next()?.into_column(scope)?, false)),
        Function::NotNull => Ok(missing::test(&next()?.into_column(scope)?, true)),
        Function::IsNan => missing::is_nan(&next()?.into_column(scope)?, scope.axes),
        Function::FillNull => missing::fill(&next()?.into_column(scope)?, &next()?, scope),
        Function::Coalesce => missing::coalesce(&next()?.into_column(scope)?, &next()?.into_column(scope)?, scope),
        Function::IfElse => {
            let (test, a) = (next()?, next()?.into_column(scope)?);
            missing::if_else(&test, &a, &next()?, scope)
        }
        Function::Between => range::between(&next()?.into_column(scope)?, &next()?, &next()?, scope),
        Function::Clip => range::clip(&next()?.into_column(scope)?, &next()?, &next()?, scope),
        Abs | Round | Floor | Ceil | Sqrt | Log | Exp | Sign => numeric::call(function, args.collect(), scope),
        Function::ToDatetime => to_datetime::call(&args.collect::<Vec<_>>(), scope),
        function if strings::tells(function) => strings::call(function, args.collect(), scope),
        function => dates::call(function, &args.collect::<Vec<_>>(), scope),
    }
}
