//! SQL's `to_timestamp`: a cast, or text read by a pattern.
//!
//! Source: Spark, `ParseToTimestamp` and `GetTimestamp` in `datetimeExpressions.scala`.

use arrow::array::{ArrayRef, AsArray, Int64Array};
use arrow::compute;

use super::{Operand, Scope, coerce, kind_of, to};
use crate::axis::dates::Misfit;
use crate::case::expr::{Expr, Function, Literal};
use crate::engine::Phase;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::points::{NoPattern, Pattern};
use crate::result::ErrorKind;

/// Refuses patterns in `expr` that cannot be written: it is written out before a name in it is looked up.
pub(in crate::engine::expr) fn written(expr: &Expr) -> Raises<()> {
    match expr {
        Expr::Column(_) | Expr::Literal(_) => Ok(()),
        Expr::Unary(_, operand) | Expr::Cast(operand, _) | Expr::In { operand, .. } => written(operand),
        Expr::Binary(_, a, b) => written(a).and_then(|()| written(b)),
        Expr::Call(function, args) => {
            args.iter().try_for_each(written)?;
            match (function, args.get(1)) {
                (Function::ToDatetime, Some(Expr::Literal(Literal::Str(format)))) => match Pattern::parse(format) {
                    Err(NoPattern::Unknown(directive)) => Err(unknown(directive)),
                    Err(NoPattern::Refused) | Ok(_) => Ok(()),
                },
                _ => Ok(()),
            }
        }
    }
}

fn unknown(directive: char) -> Raised {
    Raised::unsupported(format!("the directive %{directive}"))
}

/// `to_timestamp(x)` or `to_timestamp(x, pattern)`.
pub(in crate::engine::expr) fn to_timestamp(x: &Operand, format: Option<&str>, scope: &Scope<'_>) -> Raises<Column> {
    let pattern = match format.map(Pattern::parse) {
        Some(Err(NoPattern::Unknown(directive))) => return Err(unknown(directive)),
        Some(Err(NoPattern::Refused)) => Some(None),
        Some(Ok(pattern)) => Some(Some(pattern)),
        None => None,
    };
    let kind = kind_of(x);
    let taken = match kind {
        Kind::Date | Kind::Timestamp(..) | Kind::String | Kind::Void => kind.clone(),
        ref number if number.is_number() && pattern.is_none() => kind.clone(),
        Kind::List(_) | Kind::Object => return Err(unfit(&kind)),
        // a number is taken as an argument, and then has no way to the text that is read
        ref number if number.is_number() => {
            return Err(Raised::new(ErrorKind::ColumnNotFound, "a pattern of a number can't be resolved"));
        }
        _ => Kind::String,
    };
    let x = to(x, &taken, scope)?;
    match pattern {
        Some(pattern) if taken == Kind::String => by_pattern(&x, pattern.as_ref(), scope),
        _ => to(&Operand::Column(x), &coerce::instant(), scope),
    }
}

fn unfit(kind: &Kind) -> Raised {
    Raised::type_error(format!("{} is no point in time", DType::sql(kind.clone()).native()))
}

fn by_pattern(texts: &Column, pattern: Option<&Pattern>, scope: &Scope<'_>) -> Raises<Column> {
    let kind = coerce::instant();
    let pattern = match (pattern, scope.phase) {
        (Some(pattern), _) => pattern,
        // it is read when a plan that needs it is compiled, whether there are rows or not
        (None, Phase::Build) => return Ok(Column::missing(DType::sql(kind), texts.len())),
        (None, Phase::Run) => return Err(Raised::value_error("the pattern has a part that reads nothing")),
    };
    let array = texts.array();
    let micros = array.as_string::<i32>().iter().map(|text| {
        let Some(text) = text else { return Ok(None) };
        let read = pattern.read(text);
        let raises = read.is_none()
            && match scope.axes.dates.misfit() {
                Misfit::Null => false,
                Misfit::ReadBefore => pattern.was_read(text),
                Misfit::Error => true,
            };
        if raises {
            return Err(Raised::new(ErrorKind::ParseError, format!("{text:?} is not written as the pattern says")));
        }
        Ok(read)
    });
    let array: ArrayRef =
        compute::cast(&micros.collect::<Raises<Int64Array>>()?, &kind.arrow()).map_err(Raised::internal)?;
    Ok(Column::new(DType::sql(kind), array))
}
