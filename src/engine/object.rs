//! The values of an object column: Python objects, as far as cases have them.

use std::sync::Arc;

use arrow::datatypes::TimeUnit;

/// One Python object. The order of two objects and what operators do with them is Python's.
#[derive(Debug, Clone, PartialEq)]
pub enum Obj {
    /// `None`
    None,
    /// `pd.NA`
    Na,
    /// `pd.NaT`
    NaT,
    /// `bool`
    Bool(bool),
    /// `int`
    Int(i128),
    /// `float`; NaN is a missing value
    Float(f64),
    /// `str`
    Str(Arc<str>),
    /// `datetime.date`: days since 1970-01-01
    Date(i32),
    /// `pd.Timestamp` or `datetime.datetime`: time since 1970-01-01 UTC, its unit, its zone
    Timestamp(i64, TimeUnit, Option<Arc<str>>),
    /// `pd.Timedelta` or `datetime.timedelta`
    Timedelta(i64, TimeUnit),
    /// `decimal.Decimal`: digits and the number of them behind the point (negative: zeros before it)
    Decimal(i128, i32),
    /// `decimal.Decimal` of zero with a minus sign, and the number of digits behind its point
    MinusZero(i32),
    /// `list`
    List(Arc<[Obj]>),
    /// `dict` whose keys are texts
    Dict(Arc<[(Arc<str>, Obj)]>),
    /// `numpy.ndarray` of one dimension
    Array(Arc<NdArray>),
    /// `object()`: stands in made-up rows, and no operator takes it
    Plain,
}

/// A NumPy array of one dimension as one value of a column of objects.
#[derive(Debug, Clone, PartialEq)]
pub struct NdArray {
    /// What its elements are.
    pub kind: super::dtype::Kind,
    /// The elements.
    pub items: Vec<Obj>,
    /// Its truth where it has no elements; `None` where that is an error.
    pub empty: Option<bool>,
}

impl Obj {
    /// The elements of a list or an array.
    pub fn items(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            Self::Array(array) => Some(&array.items),
            _ => None,
        }
    }

    /// Whether it is a list or an array.
    pub fn is_list_like(&self) -> bool {
        self.items().is_some()
    }

    /// Whether `pd.isna` says so.
    pub fn is_missing(&self) -> bool {
        match self {
            Self::None | Self::Na | Self::NaT => true,
            Self::Float(x) => x.is_nan(),
            _ => false,
        }
    }
}

/// Turning a column's values into Python objects.
impl super::column::Column {
    /// The values as Python objects, as NumPy's and pandas' `astype(object)` make them: a missing text is what its family
    /// holds (NaN or NA), a missing time `NaT`, an SQL null `None`.
    pub fn to_objects(&self) -> Vec<Obj> {
        use super::column::Data;
        use super::dtype::{Family, Kind};
        use arrow::array::{Array, AsArray};
        use arrow::datatypes as ty;

        let array = match &self.data {
            Data::Objects(values) => return values.to_vec(),
            Data::Array(array) => array,
        };
        let missing = match (self.dtype.family, self.kind()) {
            (Family::Masked | Family::Arrow, _) => Obj::Na,
            (Family::Sql, _) => Obj::None,
            (Family::Numpy, Kind::Timestamp(..) | Kind::Duration(_)) => Obj::NaT,
            (Family::Numpy, _) => Obj::Float(f64::NAN),
        };
        macro_rules! each {
            ($array:expr, $make:expr) => {
                $array.iter().map(|v| v.map_or_else(|| missing.clone(), $make)).collect()
            };
        }
        match self.kind() {
            Kind::Bool => each!(array.as_boolean(), Obj::Bool),
            Kind::Int8 => each!(array.as_primitive::<ty::Int8Type>(), |v| Obj::Int(v.into())),
            Kind::Int16 => each!(array.as_primitive::<ty::Int16Type>(), |v| Obj::Int(v.into())),
            Kind::Int32 => each!(array.as_primitive::<ty::Int32Type>(), |v| Obj::Int(v.into())),
            Kind::Int64 => each!(array.as_primitive::<ty::Int64Type>(), |v| Obj::Int(v.into())),
            Kind::UInt8 => each!(array.as_primitive::<ty::UInt8Type>(), |v| Obj::Int(v.into())),
            Kind::UInt16 => each!(array.as_primitive::<ty::UInt16Type>(), |v| Obj::Int(v.into())),
            Kind::UInt32 => each!(array.as_primitive::<ty::UInt32Type>(), |v| Obj::Int(v.into())),
            Kind::UInt64 => each!(array.as_primitive::<ty::UInt64Type>(), |v| Obj::Int(v.into())),
            Kind::Float16 | Kind::Float32 => each!(array.as_primitive::<ty::Float32Type>(), |v| Obj::Float(v.into())),
            Kind::Float64 => each!(array.as_primitive::<ty::Float64Type>(), Obj::Float),
            Kind::Decimal(_, scale) => {
                let scale = i32::from(*scale);
                each!(array.as_primitive::<ty::Decimal128Type>(), |v| Obj::Decimal(v, scale))
            }
            Kind::String => each!(array.as_string::<i32>(), |v| Obj::Str(Arc::from(v))),
            Kind::Date => each!(array.as_primitive::<ty::Date32Type>(), Obj::Date),
            Kind::Timestamp(unit, zone) => each!(i64s(array), |v| Obj::Timestamp(v, *unit, zone.clone())),
            Kind::Duration(unit) => each!(i64s(array), |v| Obj::Timedelta(v, *unit)),
            Kind::Interval(..) => each!(i64s(array), |v| Obj::Timedelta(v, TimeUnit::Microsecond)),
            Kind::List(item) => {
                let item = super::dtype::DType { family: self.dtype.family, kind: (**item).clone() };
                each!(array.as_list::<i32>(), |v| Obj::List(
                    super::column::Column::new(item.clone(), v).to_objects().into()
                ))
            }
            Kind::Void | Kind::Object => vec![missing; array.len()],
        }
    }
}

/// The numbers of an array that counts in 64 bits (times and durations of any unit).
pub(crate) fn i64s(array: &arrow::array::ArrayRef) -> arrow::array::Int64Array {
    use arrow::array::Array;
    arrow::array::Int64Array::from(
        arrow::array::ArrayData::builder(arrow::datatypes::DataType::Int64)
            .len(array.len())
            .offset(0)
            .nulls(array.nulls().cloned())
            .buffers(vec![array.to_data().buffers()[0].slice_with_length(array.offset() * 8, array.len() * 8)])
            .build()
            .unwrap_or_else(|_| arrow::array::ArrayData::new_empty(&arrow::datatypes::DataType::Int64)),
    )
}
