//! A column of one partition: its type and its values, cheap to clone.
//!
//! What every step stands on: which values are missing, taking rows (some of them missing), putting columns one after the
//! other. Types change here and nowhere else when a column gains missing values ([`Column::take_or_missing`]) or meets a
//! column of another type ([`promote`](super::promote)).

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, NullArray, UInt32Array, new_null_array};
use arrow::buffer::BooleanBuffer;
use arrow::compute;
use arrow::datatypes::{DataType, Float32Type, Float64Type};

use super::dtype::{DType, Family, Kind};
use super::object::Obj;
use super::raised::{Raised, Raises};

/// One column of one partition.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its type.
    pub dtype: DType,
    /// Its values.
    pub data: Data,
    /// Whether they are held as categories, which only moves of rows keep.
    pub categorical: bool,
}

/// Where a column's values are.
#[derive(Debug, Clone)]
pub enum Data {
    /// In an Arrow array of [`Kind::arrow`]. A missing value is a null, or NaN where the family says so.
    Array(ArrayRef),
    /// Python objects, for [`Kind::Object`] only.
    Objects(Arc<[Obj]>),
}

impl Column {
    /// A column of an Arrow array whose type is the kind's.
    pub fn new(dtype: DType, array: ArrayRef) -> Self {
        debug_assert!(dtype.kind != Kind::Object && same_storage(array.data_type(), &dtype.kind.arrow()), "{dtype:?}");
        Self { dtype, data: Data::Array(array), categorical: false }
    }

    /// An object column.
    pub fn objects(values: impl Into<Arc<[Obj]>>) -> Self {
        Self { dtype: DType::numpy(Kind::Object), data: Data::Objects(values.into()), categorical: false }
    }

    /// A column of `rows` missing values. A NumPy integer or bool column can't be: ask for another type.
    pub fn missing(dtype: DType, rows: usize) -> Self {
        match dtype.kind {
            Kind::Object => Self::objects(vec![Obj::Float(f64::NAN); rows]),
            Kind::Float64 if dtype.family == Family::Numpy => {
                Self::new(dtype, Arc::new(arrow::array::Float64Array::from(vec![f64::NAN; rows])))
            }
            Kind::Float32 if dtype.family == Family::Numpy => {
                Self::new(dtype, Arc::new(arrow::array::Float32Array::from(vec![f32::NAN; rows])))
            }
            _ => Self { data: Data::Array(new_null_array(&dtype.kind.arrow(), rows)), dtype, categorical: false },
        }
    }

    /// A column of no rows.
    pub fn empty(dtype: DType) -> Self {
        Self::missing(dtype, 0)
    }

    /// How many values.
    pub fn len(&self) -> usize {
        match &self.data {
            Data::Array(array) => array.len(),
            Data::Objects(values) => values.len(),
        }
    }

    /// Whether it has no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether both are the very same values, not only equal ones.
    pub fn is(&self, other: &Self) -> bool {
        match (&self.data, &other.data) {
            (Data::Array(a), Data::Array(b)) => Arc::ptr_eq(a, b),
            (Data::Objects(a), Data::Objects(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// The same values with 0.0 for -0.0.
    pub fn one_zero(&self) -> Self {
        let Data::Array(array) = &self.data else { return self.clone() };
        let array: ArrayRef = match self.kind() {
            Kind::Float64 => Arc::new(array.as_primitive::<Float64Type>().unary::<_, Float64Type>(|x| x + 0.0)),
            Kind::Float16 | Kind::Float32 => {
                Arc::new(array.as_primitive::<Float32Type>().unary::<_, Float32Type>(|x| x + 0.0))
            }
            _ => return self.clone(),
        };
        Self { data: Data::Array(array), ..self.clone() }
    }

    /// The kind of its values.
    pub fn kind(&self) -> &Kind {
        &self.dtype.kind
    }

    /// Its Arrow array; for an object column an array of nulls (ask [`Column::as_objects`] first).
    pub fn array(&self) -> ArrayRef {
        match &self.data {
            Data::Array(array) => array.clone(),
            Data::Objects(values) => Arc::new(NullArray::new(values.len())),
        }
    }

    /// The objects of an object column.
    pub fn as_objects(&self) -> Option<&[Obj]> {
        match &self.data {
            Data::Array(_) => None,
            Data::Objects(values) => Some(values),
        }
    }

    /// For every row, whether it is there: neither null nor, where the family says so, NaN.
    pub fn present(&self) -> BooleanBuffer {
        match &self.data {
            Data::Objects(values) => values.iter().map(|v| !v.is_missing()).collect(),
            Data::Array(array) => match self.kind() {
                Kind::Float64 if self.dtype.nan_is_missing() => {
                    array.as_primitive::<Float64Type>().iter().map(|v| v.is_some_and(|x| !x.is_nan())).collect()
                }
                Kind::Float16 | Kind::Float32 if self.dtype.nan_is_missing() => {
                    array.as_primitive::<Float32Type>().iter().map(|v| v.is_some_and(|x| !x.is_nan())).collect()
                }
                Kind::Void => BooleanBuffer::new_unset(array.len()),
                _ => array.nulls().map_or_else(|| BooleanBuffer::new_set(array.len()), |n| n.inner().clone()),
            },
        }
    }

    /// For every row, whether its value is a floating-point NaN (in an object column too), whatever that means here.
    pub fn is_nan(&self) -> BooleanBuffer {
        match &self.data {
            Data::Objects(values) => values.iter().map(|v| matches!(v, Obj::Float(x) if x.is_nan())).collect(),
            Data::Array(array) => match self.kind() {
                Kind::Float64 => {
                    array.as_primitive::<Float64Type>().iter().map(|v| v.is_some_and(f64::is_nan)).collect()
                }
                Kind::Float16 | Kind::Float32 => {
                    array.as_primitive::<Float32Type>().iter().map(|v| v.is_some_and(f32::is_nan)).collect()
                }
                _ => BooleanBuffer::new_unset(array.len()),
            },
        }
    }

    /// The rows at `indices`.
    pub fn take(&self, indices: &UInt32Array) -> Raises<Self> {
        let data = match &self.data {
            Data::Array(array) => Data::Array(compute::take(array, indices, None).map_err(Raised::internal)?),
            Data::Objects(values) => Data::Objects(
                indices.iter().map(|i| i.map_or(Obj::Float(f64::NAN), |i| values[i as usize].clone())).collect(),
            ),
        };
        Ok(Self { dtype: self.dtype.clone(), data, categorical: self.categorical })
    }

    /// The rows at `indices`, a missing value where the index is null. A NumPy integer column becomes float64, a NumPy
    /// bool column object, if any is. Source: pandas, "Working with missing data: missing data casting rules".
    pub fn take_or_missing(&self, indices: &UInt32Array) -> Raises<Self> {
        if indices.null_count() == 0 {
            return self.take(indices);
        }
        let wide = self.with_room_for_missing()?;
        let taken = wide.take(indices)?;
        Ok(if taken.dtype.nan_is_missing() { taken.nulls_to_nan() } else { taken })
    }

    /// The same values in a type that has a missing value.
    pub fn with_room_for_missing(&self) -> Raises<Self> {
        if self.dtype.holds_missing() {
            Ok(self.clone())
        } else if *self.kind() == Kind::Bool {
            Ok(Self::objects(self.to_objects()))
        } else {
            self.numpy_to_float64()
        }
    }

    /// Rows `start` to `start + len`.
    pub fn slice(&self, start: usize, len: usize) -> Self {
        let data = match &self.data {
            Data::Array(array) => Data::Array(array.slice(start, len)),
            Data::Objects(values) => Data::Objects(values[start..start + len].into()),
        };
        Self { dtype: self.dtype.clone(), data, categorical: self.categorical }
    }

    /// The rows for which `keep` is true.
    pub fn filter(&self, keep: &BooleanArray) -> Raises<Self> {
        let data = match &self.data {
            Data::Array(array) => Data::Array(compute::filter(array, keep).map_err(Raised::internal)?),
            Data::Objects(values) => Data::Objects(
                values.iter().zip(keep.iter()).filter(|(_, k)| *k == Some(true)).map(|(v, _)| v.clone()).collect(),
            ),
        };
        Ok(Self { dtype: self.dtype.clone(), data, categorical: self.categorical })
    }

    /// Columns of one type, one after the other. Columns of different types are promoted first.
    pub fn concat(parts: &[&Self]) -> Raises<Self> {
        let [first, ..] = parts else {
            return Err(Raised::internal("no columns to put together"));
        };
        let dtype = first.dtype.clone();
        if dtype.kind == Kind::Object {
            let values: Vec<Obj> = parts.iter().flat_map(|p| p.as_objects().unwrap_or_default()).cloned().collect();
            return Ok(Self::objects(values));
        }
        let arrays: Vec<ArrayRef> = parts.iter().map(|p| p.array()).collect();
        let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
        Ok(Self::new(dtype, compute::concat(&arrays).map_err(Raised::internal)?))
    }

    /// A NumPy float column's nulls made NaN, its missing value.
    pub fn nulls_to_nan(&self) -> Self {
        let Data::Array(array) = &self.data else { return self.clone() };
        let array: ArrayRef = match self.kind() {
            Kind::Float64 => Arc::new(arrow::array::Float64Array::from_iter_values(
                array.as_primitive::<Float64Type>().iter().map(|v| v.unwrap_or(f64::NAN)),
            )),
            Kind::Float16 | Kind::Float32 => Arc::new(arrow::array::Float32Array::from_iter_values(
                array.as_primitive::<Float32Type>().iter().map(|v| v.unwrap_or(f32::NAN)),
            )),
            _ => array.clone(),
        };
        Self { data: Data::Array(array), ..self.clone() }
    }

    /// The same values with a null for every NaN.
    pub fn nan_to_null(&self) -> Raises<Self> {
        let nan = self.is_nan();
        if nan.count_set_bits() == 0 || self.as_objects().is_some() {
            return Ok(self.clone());
        }
        let array = compute::nullif(&self.array(), &BooleanArray::new(nan, None)).map_err(Raised::internal)?;
        Ok(Self::new(self.dtype.clone(), array))
    }

    /// A numeric or bool column as NumPy float64, a null as NaN.
    pub fn numpy_to_float64(&self) -> Raises<Self> {
        let array = compute::cast(&self.array(), &DataType::Float64).map_err(Raised::internal)?;
        Ok(Self::new(DType::numpy(Kind::Float64), array).nulls_to_nan())
    }
}

/// Single-precision numbers rounded to half precision.
pub fn halved(singles: &ArrayRef) -> Raises<ArrayRef> {
    let half = compute::cast(singles, &DataType::Float16).map_err(Raised::internal)?;
    compute::cast(&half, &DataType::Float32).map_err(Raised::internal)
}

/// Whether arrays of the two types hold values alike: a timestamp's zone and a list's field name don't matter.
fn same_storage(a: &DataType, b: &DataType) -> bool {
    match (a, b) {
        (DataType::Timestamp(a, _), DataType::Timestamp(b, _)) => a == b,
        (DataType::List(a), DataType::List(b)) => same_storage(a.data_type(), b.data_type()),
        (a, b) => a == b,
    }
}
