//! Numbers to numbers as a C compiler converts them.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array,
    UInt8Array, UInt16Array, UInt32Array, UInt64Array,
};
use arrow::compute;
use arrow::datatypes::{DataType, Decimal128Type, Float32Type, Float64Type, UInt64Type};

use crate::engine::dtype::Kind;
use crate::engine::raised::{Raised, Raises};

/// The lowest bits of `values` as integers of `kind`; null stays null.
pub(in crate::engine) fn whole(values: impl Iterator<Item = Option<i128>>, kind: &Kind) -> ArrayRef {
    macro_rules! lowest {
        ($array:ty, $native:ty) => {
            Arc::new(values.map(|v| v.map(|v| v as $native)).collect::<$array>())
        };
    }
    match kind {
        Kind::Int8 => lowest!(Int8Array, i8),
        Kind::Int16 => lowest!(Int16Array, i16),
        Kind::Int32 => lowest!(Int32Array, i32),
        Kind::UInt8 => lowest!(UInt8Array, u8),
        Kind::UInt16 => lowest!(UInt16Array, u16),
        Kind::UInt32 => lowest!(UInt32Array, u32),
        Kind::UInt64 => lowest!(UInt64Array, u64),
        _ => lowest!(Int64Array, i64),
    }
}

/// What a processor makes of a float that is turned into an integer of `kind`: its whole part; the lowest number of the
/// register where it does not fit one, of which the type keeps the lowest bits.
pub(in crate::engine) fn float_to_int(x: f64, kind: &Kind) -> i128 {
    let register = |x: f64, bits: u32| -> i128 {
        let low = -(2_f64.powi(bits as i32 - 1));
        if x.is_nan() || x.trunc() < low || x.trunc() >= -low { low as i128 } else { x as i128 }
    };
    match kind {
        Kind::UInt32 | Kind::UInt64 => {
            let bits = kind.bits();
            let half = 2_f64.powi(bits as i32 - 1);
            if x >= half { register(x - half, bits) + half as i128 } else { register(x, bits) }
        }
        kind => register(x, if kind.bits() == 64 { 64 } else { 32 }),
    }
}

/// A bool, integer or float array as integers.
pub(in crate::engine) fn integers(array: &ArrayRef) -> Raises<Vec<Option<i128>>> {
    if let Some(bools) = array.as_any().downcast_ref::<BooleanArray>() {
        return Ok(bools.iter().map(|v| v.map(i128::from)).collect());
    }
    if *array.data_type() == DataType::UInt64 {
        return Ok(array.as_primitive::<UInt64Type>().iter().map(|v| v.map(i128::from)).collect());
    }
    let wide = compute::cast(array, &DataType::Int64).map_err(Raised::internal)?;
    Ok(wide.as_primitive::<arrow::datatypes::Int64Type>().iter().map(|v| v.map(i128::from)).collect())
}

/// A bool, integer or float array as doubles.
pub(in crate::engine) fn doubles(array: &ArrayRef) -> Raises<Float64Array> {
    let wide = compute::cast(array, &DataType::Float64).map_err(Raised::internal)?;
    Ok(wide.as_primitive::<Float64Type>().clone())
}

/// An array of numbers as floats of `kind`, each rounded once.
pub(super) fn floats(array: &ArrayRef, kind: &Kind) -> Raises<ArrayRef> {
    if *kind == Kind::Float64 || array.data_type().is_floating() {
        return compute::cast(array, &kind.arrow()).map_err(Raised::internal);
    }
    if matches!(array.data_type(), DataType::Decimal128(..)) {
        return compute::cast(&doubles(array)?, &kind.arrow()).map_err(Raised::internal);
    }
    let rounded = integers(array)?.into_iter().map(|v| v.map(|v| v as f32));
    Ok(Arc::new(rounded.collect::<Float32Array>()))
}

/// Whether each number is not zero.
pub(super) fn truths(array: &ArrayRef) -> Raises<BooleanArray> {
    Ok(match array.data_type() {
        DataType::Boolean => array.as_boolean().clone(),
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().iter().map(|v| v.map(|v| v != 0)).collect(),
        DataType::Float32 => array.as_primitive::<Float32Type>().iter().map(|v| v.map(|v| v != 0.0)).collect(),
        DataType::Float64 => array.as_primitive::<Float64Type>().iter().map(|v| v.map(|v| v != 0.0)).collect(),
        _ => integers(array)?.into_iter().map(|v| v.map(|v| v != 0)).collect(),
    })
}
