//! Columns of JSON values in NumPy's model: what all of them can be as floats is one, and what all floats are as integers too; a
//! column that is called like a date is one where it can be.
//!
//! Source: pandas, `pandas/io/json/_json.py`: `_try_convert_data`.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, UInt64Array};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Line, dates, spelled};
use crate::axis::Axes;
use crate::case::types::Type;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr::cast::cast;
use crate::engine::frame::Frame;
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::{as_held, made};

/// The values of an object as they are written, in its order.
pub(super) struct Row(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Row;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
                let mut pairs: Vec<(String, Box<RawValue>)> = Vec::new();
                while let Some((name, written)) = map.next_entry::<String, Box<RawValue>>()? {
                    match pairs.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, before)) => *before = written,
                        None => pairs.push((name, written)),
                    }
                }
                Ok(Row(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// The table of these lines; one that is no object can't be read.
pub(super) fn frame(lines: Vec<Line<'_, Row>>, axes: &Axes) -> Raises<Frame> {
    let rows = lines.len();
    let mut names: Vec<String> = Vec::new();
    let mut columns: Vec<Vec<Obj>> = Vec::new();
    for (i, line) in lines.into_iter().enumerate() {
        let Line::Row(row) = line else {
            return Err(Raised::value_error(format!("line {} is no JSON object", i + 1)));
        };
        for (name, written) in row.0 {
            let place = names.iter().position(|n| *n == name).unwrap_or_else(|| {
                names.push(name);
                columns.push(Vec::new());
                columns.len() - 1
            });
            // rows without the key come before
            columns[place].resize(i, Obj::Float(f64::NAN));
            columns[place].push(object(&written)?);
        }
    }
    let named = names.into_iter().zip(columns).map(|(name, mut values)| {
        values.resize(rows, Obj::Float(f64::NAN));
        let column = typed(&name, &values, axes)?;
        Ok((Arc::from(name.as_str()), as_held(made(column, axes), axes)))
    });
    Ok(Frame::new(named.collect::<Raises<Vec<_>>>()?, rows))
}

/// Source: pandas, `_libs/src/vendored/ujson/lib/ultrajsondec.c` (`decode_numeric`).
fn object(written: &RawValue) -> Raises<Obj> {
    Ok(match serde_json::from_str(written.get()).map_err(Raised::internal)? {
        Value::Null => Obj::None,
        Value::Bool(b) => Obj::Bool(b),
        Value::Number(n) => match (n.as_i64(), n.as_u64(), n.as_f64()) {
            (Some(i), ..) => Obj::Int(i.into()),
            (None, Some(u), _) => Obj::Int(u.into()),
            (None, None, Some(x)) if written.get().contains(['.', 'e', 'E']) => Obj::Float(x),
            _ => return Err(Raised::value_error("a number of a JSON file is too big")),
        },
        Value::String(s) => match spelled(&s) {
            Some(number) => Obj::Float(number),
            None => Obj::Str(Arc::from(s.as_str())),
        },
        Value::Array(_) => {
            let items: Vec<Box<RawValue>> = serde_json::from_str(written.get()).map_err(Raised::internal)?;
            Obj::List(items.iter().map(|item| object(item)).collect::<Raises<_>>()?)
        }
        Value::Object(_) => {
            let Row(items) = serde_json::from_str(written.get()).map_err(Raised::internal)?;
            let item = |(key, written): (String, Box<RawValue>)| Ok((Arc::from(key.as_str()), object(&written)?));
            Obj::Dict(items.into_iter().map(item).collect::<Raises<_>>()?)
        }
    })
}

/// A column of the type that its values have, or can be given.
fn typed(name: &str, values: &[Obj], axes: &Axes) -> Raises<Column> {
    if dates::dated(name)
        && let Some(column) = dates::read(values, axes)?
    {
        return Ok(column);
    }
    let numbers = |v: &Obj| matches!(v, Obj::Int(_));
    let array: ArrayRef = if values.iter().all(|v| matches!(v, Obj::Bool(_))) {
        return Ok(Column::new(
            DType::numpy(Kind::Bool),
            Arc::new(values.iter().map(|v| Some(matches!(v, Obj::Bool(true)))).collect::<BooleanArray>()),
        ));
    } else if values.iter().all(numbers) && values.iter().any(|v| matches!(v, Obj::Int(i) if *i > i64::MAX.into())) {
        let whole = values.iter().map(|v| if let Obj::Int(i) = v { u64::try_from(*i).ok() } else { None });
        Arc::new(whole.map(Option::unwrap_or_default).collect::<UInt64Array>())
    } else if values.iter().all(numbers) {
        let whole = values.iter().map(|v| if let Obj::Int(i) = v { i64::try_from(*i).ok() } else { None });
        Arc::new(whole.map(Option::unwrap_or_default).collect::<Int64Array>())
    } else {
        return Ok(match floats(values, axes) {
            None => Column::objects(values.to_vec()),
            Some(floats) => whole(&floats).unwrap_or(floats),
        });
    };
    let kind = if matches!(array.data_type(), arrow::datatypes::DataType::UInt64) { Kind::UInt64 } else { Kind::Int64 };
    Ok(Column::new(DType::numpy(kind), array))
}

/// All values as floats, where each can be one: numbers, texts of numbers, truth values, nulls.
fn floats(values: &[Obj], axes: &Axes) -> Option<Column> {
    let column = Column::objects(values.to_vec());
    let plain = values.iter().map(|v| match v {
        Obj::Float(x) => Some(*x),
        Obj::Int(i) => Some(*i as f64),
        Obj::None => Some(f64::NAN),
        _ => None,
    });
    match plain.collect::<Option<Vec<f64>>>() {
        Some(plain) => Some(Column::new(DType::numpy(Kind::Float64), Arc::new(Float64Array::from(plain)))),
        None => cast(&column, &Type::Float64, axes).ok(),
    }
}

/// Floats as integers, where all are whole.
fn whole(column: &Column) -> Option<Column> {
    use arrow::array::AsArray;
    use arrow::datatypes::Float64Type;

    let array = column.array();
    let exact = |x: f64| (x.fract() == 0.0 && x.abs() < 9.2e18).then_some(x as i64);
    let values = array.as_primitive::<Float64Type>().values();
    let whole = values.iter().map(|x| exact(*x)).collect::<Option<Vec<i64>>>()?;
    Some(Column::new(DType::numpy(Kind::Int64), Arc::new(Int64Array::from(whole))))
}
