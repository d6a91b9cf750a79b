//! Functions of numbers on objects, value by value: Python's `abs`, `math.floor`, `math.ceil`, and comparisons for the sign.

use crate::case::expr::Function;
use crate::engine::column::Column;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// `function` of every object.
pub(super) fn apply(function: Function, values: &[Obj]) -> Raises<Column> {
    let each: fn(&Obj) -> Option<Raises<Obj>> = match function {
        Function::Abs => abs,
        Function::Floor => |v| to_whole(v, f64::floor, i128::div_euclid),
        Function::Ceil => |v| to_whole(v, f64::ceil, |a, b| -(-a).div_euclid(b)),
        Function::Sign => sign,
        _ => |_| None,
    };
    if function == Function::Round {
        return Err(Raised::type_error("objects cannot be rounded"));
    }
    let changed = values.iter().map(|v| {
        each(v).unwrap_or_else(|| Err(Raised::type_error(format!("{} takes numbers, not objects", function.name()))))
    });
    Ok(Column::objects(changed.collect::<Raises<Vec<_>>>()?))
}

fn abs(value: &Obj) -> Option<Raises<Obj>> {
    Some(Ok(match value {
        Obj::Bool(b) => Obj::Int(i128::from(*b)),
        Obj::Int(i) => Obj::Int(i.abs()),
        Obj::Float(x) => Obj::Float(x.abs()),
        Obj::Decimal(d, s) => Obj::Decimal(d.abs(), *s),
        Obj::Timedelta(v, u) => Obj::Timedelta(v.abs(), *u),
        _ => return None,
    }))
}

fn to_whole(value: &Obj, float: fn(f64) -> f64, divide: fn(i128, i128) -> i128) -> Option<Raises<Obj>> {
    Some(match value {
        Obj::Bool(b) => Ok(Obj::Int(i128::from(*b))),
        Obj::Int(i) => Ok(Obj::Int(*i)),
        Obj::Float(x) if x.is_nan() => Err(Raised::new(ErrorKind::InvalidCast, "cannot convert NaN to integer")),
        Obj::Float(x) if x.is_infinite() => Err(Raised::new(ErrorKind::Overflow, "cannot convert infinity to integer")),
        Obj::Float(x) => Ok(Obj::Int(float(*x) as i128)),
        Obj::Decimal(d, s) => {
            Ok(Obj::Int(10_i128.checked_pow(u32::try_from(*s).unwrap_or(0)).map_or(0, |u| divide(*d, u))))
        }
        _ => return None,
    })
}

fn sign(value: &Obj) -> Option<Raises<Obj>> {
    Some(Ok(Obj::Int(match value {
        Obj::Bool(b) => i128::from(*b),
        Obj::Int(i) | Obj::Decimal(i, _) => i.signum(),
        Obj::Float(x) if *x > 0.0 => 1,
        Obj::Float(x) if *x < 0.0 => -1,
        Obj::Float(x) if *x == 0.0 => 0,
        _ => return None,
    })))
}
