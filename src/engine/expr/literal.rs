//! Constants as columns: the type a framework gives a value that is written in a call.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, StringArray,
    TimestampMicrosecondArray, UInt64Array, new_empty_array, new_null_array,
};
use arrow::compute;
use arrow::datatypes::TimeUnit;
use chrono::{NaiveDate, NaiveDateTime};

use crate::axis::{Axes, missing, types};
use crate::case::expr::Literal;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};

/// `rows` times the constant, as a column that an operation asked for.
pub(in crate::engine) fn repeat(literal: &Literal, rows: usize, axes: &Axes) -> Raises<Column> {
    match (literal, axes.types.model(), axes.missing.null_operand()) {
        (Literal::Null, types::Model::Numpy, missing::NullOperand::Float) => {
            Ok(Column::missing(DType::numpy(Kind::Float64), rows))
        }
        (Literal::Null, types::Model::Numpy, missing::NullOperand::FloatIfAny) if rows > 0 => {
            Ok(Column::missing(DType::numpy(Kind::Float64), rows))
        }
        (Literal::Null, types::Model::Numpy, missing::NullOperand::Object | missing::NullOperand::FloatIfAny)
        | (_, types::Model::Numpy, _) => numpy(literal, rows, axes),
        (_, types::Model::Sql, _) => sql(literal, rows),
    }
}

/// `rows` times the constant, as a column that is given a name.
pub(in crate::engine) fn assigned(literal: &Literal, rows: usize, axes: &Axes) -> Raises<Column> {
    match axes.types.model() {
        types::Model::Numpy => numpy(literal, rows, axes),
        types::Model::Sql => sql(literal, rows),
    }
}

/// The Python object that a constant is.
pub(in crate::engine) fn object(literal: &Literal) -> Obj {
    match literal {
        Literal::Null => Obj::None,
        Literal::Bool(b) => Obj::Bool(*b),
        Literal::Int(i) => Obj::Int(*i),
        Literal::Float(x) => Obj::Float(*x),
        Literal::Str(s) => Obj::Str(s.clone()),
        Literal::Date(d) => Obj::Date(days(*d)),
        Literal::Timestamp(t) => Obj::Timestamp(t.and_utc().timestamp_micros(), TimeUnit::Microsecond, None),
    }
}

/// NumPy's and pandas' inference from one Python value. Source: pandas, `infer_dtype_from_scalar`.
fn numpy(literal: &Literal, rows: usize, axes: &Axes) -> Raises<Column> {
    let objects = |value: Obj| Ok(Column::objects(vec![value; rows]));
    match literal {
        Literal::Null | Literal::Date(_) => objects(object(literal)),
        Literal::Bool(b) => one(DType::numpy(Kind::Bool), Arc::new(BooleanArray::from(vec![*b])), rows),
        Literal::Int(i) => match (i64::try_from(*i), u64::try_from(*i)) {
            (Ok(i), _) => one(DType::numpy(Kind::Int64), Arc::new(Int64Array::from(vec![i])), rows),
            (_, Ok(u)) => one(DType::numpy(Kind::UInt64), Arc::new(UInt64Array::from(vec![u])), rows),
            _ => objects(Obj::Int(*i)),
        },
        Literal::Float(x) => one(DType::numpy(Kind::Float64), Arc::new(Float64Array::from(vec![*x])), rows),
        Literal::Str(s) => match axes.types.made_text() {
            types::MadeText::Object => objects(Obj::Str(s.clone())),
            types::MadeText::Nan => text(s, Family::Numpy, rows),
            types::MadeText::Sql => text(s, Family::Sql, rows),
        },
        Literal::Timestamp(t) => match stamp(*t, axes) {
            Some((value, unit)) => {
                let array: ArrayRef = Arc::new(Int64Array::from(vec![value]));
                let kind = Kind::Timestamp(unit, None);
                let array = compute::cast(&array, &kind.arrow()).map_err(Raised::internal)?;
                one(DType::numpy(kind), array, rows)
            }
            None => objects(object(literal)),
        },
    }
}

/// A point in time in the unit that a constant is held in; `None` where it does not fit.
pub(in crate::engine) fn stamp(time: NaiveDateTime, axes: &Axes) -> Option<(i64, TimeUnit)> {
    match axes.types.time_constant() {
        types::TimeConstant::Nanosecond => time.and_utc().timestamp_nanos_opt().map(|v| (v, TimeUnit::Nanosecond)),
        types::TimeConstant::Microsecond => Some((time.and_utc().timestamp_micros(), TimeUnit::Microsecond)),
    }
}

/// SQL's literals: an integer is an int, where it does not fit a bigint, then a decimal.
fn sql(literal: &Literal, rows: usize) -> Raises<Column> {
    let kind = sql_kind(literal);
    let array: ArrayRef = match literal {
        Literal::Null => new_null_array(&kind.arrow(), 1),
        Literal::Bool(b) => Arc::new(BooleanArray::from(vec![*b])),
        Literal::Int(i) => match kind {
            Kind::Int32 => Arc::new(Int32Array::from(vec![*i as i32])),
            Kind::Int64 => Arc::new(Int64Array::from(vec![*i as i64])),
            _ => Arc::new(Decimal128Array::from(vec![*i]).with_precision_and_scale(38, 0).map_err(Raised::internal)?),
        },
        Literal::Float(x) => Arc::new(Float64Array::from(vec![*x])),
        Literal::Str(s) => Arc::new(StringArray::from(vec![&**s])),
        Literal::Date(d) => Arc::new(Date32Array::from(vec![days(*d)])),
        Literal::Timestamp(t) => {
            Arc::new(TimestampMicrosecondArray::from(vec![t.and_utc().timestamp_micros()]).with_timezone("UTC"))
        }
    };
    one(DType::sql(kind), array, rows)
}

/// The SQL type of a constant.
pub(in crate::engine) fn sql_kind(literal: &Literal) -> Kind {
    match literal {
        Literal::Null => Kind::Void,
        Literal::Bool(_) => Kind::Bool,
        Literal::Int(i) if i32::try_from(*i).is_ok() => Kind::Int32,
        Literal::Int(i) if i64::try_from(*i).is_ok() => Kind::Int64,
        Literal::Int(_) => Kind::Decimal(38, 0),
        Literal::Float(_) => Kind::Float64,
        Literal::Str(_) => Kind::String,
        Literal::Date(_) => Kind::Date,
        Literal::Timestamp(_) => Kind::Timestamp(TimeUnit::Microsecond, Some(Arc::from("UTC"))),
    }
}

/// Days since 1970-01-01.
pub(in crate::engine) fn days(date: NaiveDate) -> i32 {
    date.signed_duration_since(NaiveDate::default()).num_days() as i32
}

fn text(text: &str, family: Family, rows: usize) -> Raises<Column> {
    one(DType { family, kind: Kind::String }, Arc::new(StringArray::from(vec![text])), rows)
}

fn one(dtype: DType, value: ArrayRef, rows: usize) -> Raises<Column> {
    if rows == 0 {
        return Ok(Column::new(dtype, new_empty_array(value.data_type())));
    }
    let first = arrow::array::UInt32Array::from(vec![0; rows]);
    Ok(Column::new(dtype, compute::take(&value, &first, None).map_err(Raised::internal)?))
}
