//! Expressions in pandas' and Dask's terms.
//!
//! A literal is the Python scalar, but a column where the idiom calls a method or a function on it.

use super::{Target, python};
use crate::case::expr::{BinaryOp, Expr, Function, Literal, UnaryOp};
use crate::case::types::Type;

/// What has no idiom, in words.
type Unsupported = String;

/// The expression as a value: a column, or the scalar that a literal is.
pub(super) fn value(expr: &Expr, target: Target<'_>) -> Result<String, Unsupported> {
    match expr {
        Expr::Literal(literal) => Ok(python::literal(literal)),
        Expr::Column(name) => Ok(format!("result[{}]", python::string(name))),
        Expr::Unary(UnaryOp::Neg, a) => Ok(format!("-{}", atom(a, target)?)),
        Expr::Unary(UnaryOp::Not, a) => Ok(format!("~{}", atom(a, target)?)),
        Expr::Binary(op, a, b) => {
            let both = matches!((&**a, &**b), (Expr::Literal(_), Expr::Literal(_)));
            let left = if both { column(a, target)? } else { bracketed(a, target)? };
            let op = match op {
                BinaryOp::And => "&",
                BinaryOp::Or => "|",
                op => op.name(),
            };
            Ok(format!("{left} {op} {}", bracketed(b, target)?))
        }
        Expr::In { operand, list, negated } => {
            let list = python::list(list.iter().map(python::literal));
            let not = if *negated { "~" } else { "" };
            Ok(format!("{not}{}.isin({list})", atom(operand, target)?))
        }
        Expr::Cast(a, ty) => match dtype(ty) {
            Some(dtype) => Ok(format!("{}.astype({dtype})", atom(a, target)?)),
            None => Err(format!("cast to {ty}")),
        },
        Expr::Call(function, args) => call(*function, args, target),
    }
}

/// The expression as a column, also where it is a literal.
pub(super) fn column(expr: &Expr, target: Target<'_>) -> Result<String, Unsupported> {
    match expr {
        Expr::Literal(literal) if target.is_dask() => {
            Ok(format!("result.assign(tmp={})[\"tmp\"]", python::literal(literal)))
        }
        Expr::Literal(literal) => Ok(format!("pd.Series({}, index=result.index)", python::literal(literal))),
        expr => value(expr, target),
    }
}

/// A column that a method can be called on.
fn atom(expr: &Expr, target: Target<'_>) -> Result<String, Unsupported> {
    let text = column(expr, target)?;
    Ok(if compound(expr) { format!("({text})") } else { text })
}

/// A value in brackets where it is more than a name or a call.
fn bracketed(expr: &Expr, target: Target<'_>) -> Result<String, Unsupported> {
    let text = value(expr, target)?;
    Ok(if compound(expr) { format!("({text})") } else { text })
}

fn compound(expr: &Expr) -> bool {
    match expr {
        Expr::Unary(..) | Expr::Binary(..) => true,
        Expr::In { negated, .. } => *negated,
        Expr::Call(function, _) => matches!(function, Function::DateAdd | Function::AddMonths),
        Expr::Column(_) | Expr::Literal(_) | Expr::Cast(..) => false,
    }
}

/// The dtype that `astype` gets; `None` where there is none.
pub(super) fn dtype(ty: &Type) -> Option<String> {
    Some(match ty {
        Type::String => "str".to_owned(),
        Type::Timestamp(None) => python::string("datetime64[us]"),
        Type::Timestamp(Some(zone)) => python::string(&format!("datetime64[us, {zone}]")),
        Type::Duration => python::string("timedelta64[us]"),
        Type::Date | Type::Decimal(..) | Type::List(_) => return None,
        ty => python::string(&ty.to_string()),
    })
}

fn call(function: Function, args: &[Expr], target: Target<'_>) -> Result<String, Unsupported> {
    let x = || atom(&args[0], target);
    let arg = |i: usize| value(&args[i], target);
    let method = |name: &str| -> Result<String, Unsupported> {
        let rest = (1..args.len()).map(arg).collect::<Result<Vec<_>, _>>()?;
        Ok(format!("{}.{name}({})", x()?, rest.join(", ")))
    };
    let numpy =
        || -> Result<String, Unsupported> { Ok(format!("np.{}({})", function.name(), column(&args[0], target)?)) };
    let part = |name: &str| -> Result<String, Unsupported> { Ok(format!("{}.dt.{name}", x()?)) };
    match function {
        Function::IsNull => method("isna"),
        Function::NotNull => method(if target.is_dask() { "notnull" } else { "notna" }),
        Function::IsNan => Ok(format!("np.isnan({})", column(&args[0], target)?)),
        Function::FillNull => method("fillna"),
        Function::Coalesce => Ok(format!("{}.combine_first({})", x()?, column(&args[1], target)?)),
        Function::IfElse => Ok(format!("{}.where({}, {})", atom(&args[1], target)?, arg(0)?, arg(2)?)),
        Function::Between | Function::Clip | Function::Abs | Function::Round => method(function.name()),
        Function::Floor | Function::Ceil | Function::Sqrt | Function::Log | Function::Exp | Function::Sign => numpy(),
        Function::Len
        | Function::Upper
        | Function::Lower
        | Function::Strip
        | Function::Contains
        | Function::Startswith
        | Function::Endswith
        | Function::Slice
        | Function::Split
        | Function::Zfill
        | Function::Title => method(&format!("str.{}", function.name())),
        Function::Replace => Ok(format!("{}.str.replace({}, {}, regex=False)", x()?, arg(1)?, arg(2)?)),
        Function::Year
        | Function::Month
        | Function::Day
        | Function::Hour
        | Function::Minute
        | Function::Second
        | Function::Quarter
        | Function::Dayofweek
        | Function::Dayofyear => part(function.name()),
        Function::Weekofyear => part("isocalendar().week"),
        Function::ToDatetime => {
            let module = if target.is_dask() { "dd" } else { "pd" };
            let format = if args.len() > 1 { format!(", format={}", arg(1)?) } else { String::new() };
            Ok(format!("{module}.to_datetime({}{format})", column(&args[0], target)?))
        }
        Function::DateAdd => Ok(format!("{} + pd.Timedelta(days={})", x()?, arg(1)?)),
        Function::AddMonths => Ok(format!("{} + pd.DateOffset(months={})", x()?, arg(1)?)),
        Function::DateDiff => Ok(format!("({} - {}).dt.days", x()?, bracketed(&args[1], target)?)),
        Function::DateTrunc => {
            let Expr::Literal(Literal::Str(unit)) = &args[1] else {
                return Err("date_trunc without a unit".to_owned());
            };
            let period = |p: &str| part(&format!("to_period(\"{p}\").dt.to_timestamp()"));
            match &**unit {
                "year" => period("Y"),
                "quarter" => period("Q"),
                "month" => period("M"),
                "week" => period("W"),
                "day" => part("floor(\"D\")"),
                "hour" => part("floor(\"h\")"),
                "minute" => part("floor(\"min\")"),
                "second" => part("floor(\"s\")"),
                other => Err(format!("date_trunc to {other}")),
            }
        }
    }
}
