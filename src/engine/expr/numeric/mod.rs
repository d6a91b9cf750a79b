//! `abs round floor ceil sqrt log exp sign`: under NumPy's model ([`numpy`]) by how values are held, under SQL's ([`sql`]) by type.

mod numpy;
mod objects;
mod single;
mod sql;

pub(super) use numpy::returned;

use super::{Operand, Scope};
use crate::axis::{Axes, numeric, types};
use crate::case::expr::{Function, Literal};
use crate::engine::column::Column;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::{java, sql as spelling};

/// The column that a function of numbers makes of its first argument.
pub(super) fn call(function: Function, args: Vec<Operand>, scope: &Scope<'_>) -> Raises<Column> {
    let mut args = args.into_iter();
    let column = args.next().ok_or_else(|| Raised::internal("a function without its argument"))?.into_column(scope)?;
    let digits = match args.next() {
        None => 0,
        Some(Operand::Scalar(Literal::Int(n))) => {
            i32::try_from(n).map_err(|_| Raised::value_error("round takes a small number of digits"))?
        }
        Some(Operand::Scalar(Literal::Bool(one))) if matches!(scope.axes.types.model(), types::Model::Numpy) => {
            one.into()
        }
        Some(_) => return Err(Raised::type_error("round takes a whole number of digits")),
    };
    match scope.axes.types.model() {
        types::Model::Numpy => numpy::apply(function, &column, digits, scope.axes),
        types::Model::Sql => sql::apply(function, &column, digits, scope.axes),
    }
}

/// Whether NumPy's own loop over the values is what is called, rather than a method of the column.
pub(super) const fn is_ufunc(function: Function) -> bool {
    use Function::{Abs, Ceil, Exp, Floor, Log, Sign, Sqrt};
    matches!(function, Abs | Floor | Ceil | Sqrt | Log | Exp | Sign)
}

/// A function of one real number.
fn real(function: Function, x: f64) -> f64 {
    match function {
        Function::Abs => x.abs(),
        Function::Floor => x.floor(),
        Function::Ceil => x.ceil(),
        Function::Sqrt => x.sqrt(),
        Function::Log => x.ln(),
        Function::Exp => x.exp(),
        Function::Sign if x == 0.0 || x.is_nan() => x,
        Function::Sign => x.signum(),
        _ => x,
    }
}

/// A number rounded to `digits` decimals.
fn rounded(x: f64, digits: i32, axes: &Axes) -> f64 {
    let unit = 10_f64.powi(digits.abs());
    match axes.numeric.rounding() {
        numeric::Rounding::Away => printed(x, digits),
        numeric::Rounding::Even if digits == 0 => x.round_ties_even(),
        numeric::Rounding::Even if digits > 0 => (x * unit).round_ties_even() / unit,
        numeric::Rounding::Even => (x / unit).round_ties_even() * unit,
    }
}

/// A double rounded by the decimal digits that it is printed with, halves away from zero.
fn printed(x: f64, digits: i32) -> f64 {
    if !x.is_finite() {
        return x;
    }
    let Some((figures, scale)) = spelling::decimal(&java::double(x), 0) else { return x };
    if digits >= scale {
        return if x == 0.0 { 0.0 } else { x };
    }
    let rounded = super::cast::rescaled(figures, scale, digits).unwrap_or(figures);
    format!("{rounded}e{}", -digits).parse().unwrap_or(x)
}

/// A double rounded to `digits` decimals by its exact value, halves to even: what Python's `round` makes of it.
fn printed_even(x: f64, digits: i32) -> f64 {
    match usize::try_from(digits) {
        Ok(digits) => format!("{x:.digits$}").parse().unwrap_or(x),
        Err(_) => {
            let unit = 10_f64.powi(-digits);
            (x / unit).round_ties_even() * unit
        }
    }
}
