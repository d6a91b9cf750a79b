//! Points in time among objects, as lengths of time and months move them.

use arrow::array::{ArrayRef, Int64Array};
use arrow::datatypes::TimeUnit;
use std::sync::Arc;

use super::{Scope, add_months, beyond, per_second, typed};
use crate::axis::Axes;
use crate::axis::arithmetic::ObjectTimes;
use crate::engine::calendar::Date;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr::times;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// Whether a length of time is one in nanoseconds, which a point in time takes on as it is moved by one.
pub(super) fn counts_nanoseconds(axes: &Axes) -> bool {
    matches!(crate::engine::ingest::time_unit(axes), TimeUnit::Nanosecond)
}

pub(super) fn is_beyond_nanoseconds(value: &Obj) -> bool {
    match value {
        Obj::Timestamp(count, unit, _) => {
            i64::try_from(i128::from(*count) * i128::from(1_000_000_000 / per_second(*unit))).is_err()
        }
        _ => false,
    }
}

/// Dates among objects become points in time; what is neither that nor a date, a missing value included, does not move.
pub(super) fn objects_by_months(values: &[Obj], months: i64, scope: &Scope<'_>) -> Raises<Column> {
    const DAY: i64 = 86_400_000_000;
    let moved = values.iter().map(|value| match value {
        Obj::Date(days) => {
            let later = Date::of(i64::from(*days)).plus_months(months);
            if !later.is_python() {
                return Err(Raised::new(ErrorKind::OutOfBounds, format!("year {} is out of range", later.year)));
            }
            Ok(Obj::Timestamp(later.days() * DAY, TimeUnit::Microsecond, None))
        }
        Obj::NaT => Ok(Obj::NaT),
        Obj::Timestamp(count, unit, _)
            if !Date::of(count.div_euclid(86_400 * per_second(*unit))).plus_months(months).is_python() =>
        {
            Err(beyond())
        }
        Obj::Timestamp(count, unit, zone) => {
            let one: ArrayRef = Arc::new(Int64Array::from(vec![*count]));
            let moved = add_months(&typed(one, DType::numpy(Kind::Timestamp(*unit, zone.clone())))?, months, scope)?;
            Ok(moved.to_objects().swap_remove(0))
        }
        _ => Err(Raised::type_error("only points in time move by months")),
    });
    let moved = Column::objects(moved.collect::<Raises<Vec<_>>>()?);
    Ok(match scope.axes.arithmetic.object_times() {
        ObjectTimes::Array => times::infer(&moved),
        ObjectTimes::Objects => moved,
    })
}
