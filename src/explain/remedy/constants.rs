//! Constants of expressions, written as something else.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::form;
use crate::axis::remedy::Constant;
use crate::case::expr::{Expr, Literal};

/// The expression with its constants so; `None` where none is another one.
pub(super) fn written(expr: &Expr, as_what: Constant) -> Option<Expr> {
    let mut changed = false;
    let mut other = |literal: &Literal| {
        let other = converted(literal, as_what);
        changed |= other.is_some();
        other.unwrap_or_else(|| literal.clone())
    };
    let out = form::mapped(expr, &mut |part| match part {
        Expr::Literal(literal) => Some(Expr::Literal(other(literal))),
        Expr::In { operand, list, negated } => {
            Some(Expr::In { operand: operand.clone(), list: list.iter().map(&mut other).collect(), negated: *negated })
        }
        _ => None,
    });
    changed.then_some(out)
}

fn converted(literal: &Literal, as_what: Constant) -> Option<Literal> {
    let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN);
    match (as_what, literal) {
        (Constant::AsText, Literal::Int(n)) => Some(Literal::Str(n.to_string().into())),
        (Constant::AsText, Literal::Float(x)) if x.is_finite() => Some(Literal::Str(x.to_string().into())),
        (Constant::AsText, Literal::Date(date)) => Some(Literal::Str(date.to_string().into())),
        (Constant::AsNumbers, Literal::Str(text)) => match (text.parse(), text.parse()) {
            (Ok(n), _) => Some(Literal::Int(n)),
            (Err(_), Ok(x)) => Some(Literal::Float(x)).filter(|_| text.starts_with(|c: char| c.is_ascii_digit())),
            _ => None,
        },
        (Constant::AsNumbers, Literal::Bool(truth)) => Some(Literal::Int((*truth).into())),
        (Constant::AsTimestamps, Literal::Date(date)) => Some(Literal::Timestamp(midnight(*date))),
        (Constant::AsTimestamps, Literal::Str(text)) => {
            let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok();
            time.or_else(|| text.parse().ok().map(midnight)).map(Literal::Timestamp)
        }
        (Constant::AsDates, Literal::Timestamp(time)) if time.time() == NaiveTime::MIN => {
            Some(Literal::Date(time.date()))
        }
        (Constant::AsDates, Literal::Str(text)) => text.parse().ok().map(Literal::Date),
        (Constant::Literally, Literal::Str(text)) if text.len() == 1 && ".|$^*+?()".contains(&**text) => {
            Some(Literal::Str(format!("[{text}]").into()))
        }
        (Constant::Ungrouped, Literal::Str(text)) if text.contains('(') => {
            let plain = text.replace("(?", "\0").replace('(', "(?:").replace('\0', "(?");
            (plain != **text).then(|| Literal::Str(plain.into()))
        }
        (Constant::JavaGroups, Literal::Str(text)) if text.contains("(?P") => {
            let mut java = text.replace("(?P<", "(?<");
            while let Some((before, after)) = java.split_once("(?P=") {
                let (name, rest) = after.split_once(')')?;
                java = format!("{before}\\k<{name}>{rest}");
            }
            Some(Literal::Str(java.into()))
        }
        (Constant::PythonGroups, Literal::Str(text)) if text.contains("(?<") => {
            let python = text.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!");
            (python != **text).then(|| Literal::Str(python.into()))
        }
        (Constant::Within(from, to), Literal::Str(text)) if text.contains(from) => {
            Some(Literal::Str(text.replace(from, to).into()))
        }
        _ => None,
    }
}
