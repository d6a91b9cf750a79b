//! The canonical form of the table that a case ends in.

use arrow::array::{Array, AsArray};
use arrow::datatypes::{self as ty};

use super::column::{Column, Data};
use super::dtype::{DType, Family, Kind};
use super::frame::{Frame, Table};
use super::names;
use super::object::{Obj, i64s};
use super::raised::{Raised, Raises};
use super::text::{self, canonical};
use crate::axis::Axes;
use crate::case::plan::Case;
use crate::profile::{Profile, order};
use crate::result::{Cell, ErrorKind, Outcome, ResultColumn, ResultTable};

/// The canonical result of a case that ended in `table`.
pub(super) fn outcome(table: &Table, case: &Case, profile: &Profile) -> Outcome {
    match table.gathered(&profile.axes).and_then(of_categories).and_then(readable) {
        Ok(frame) => {
            let promise = order::promise(case, profile.framework).among(&frame.names);
            Outcome::Table(ResultTable {
                columns: frame
                    .names
                    .iter()
                    .zip(&frame.columns)
                    .map(|(name, c)| column(names::shown(name), c))
                    .collect(),
                rows: frame.rows,
                order: promise.order,
                order_keys: promise.keys,
            })
        }
        Err(raised) => Outcome::Error(raised),
    }
}

/// A column of categories has their type, and whole numbers have none that holds missing ones.
fn of_categories(frame: Frame) -> Raises<Frame> {
    let whole = |c: &Column| c.as_objects().is_some_and(|values| values.iter().any(|v| matches!(v, Obj::Int(_))));
    let gaps = |c: &Column| c.present().count_set_bits() < c.len();
    match frame.columns.iter().any(|c| c.categorical && whole(c) && gaps(c)) {
        true => Err(Raised::new(ErrorKind::InvalidCast, "a missing value is no whole number")),
        false => Ok(frame),
    }
}

/// SQL's dates and timestamps are read as Python's, of the years 1 to 9999, which look a day back for a change of the clock: the first
/// day of the year 1 has none.
fn readable(frame: Frame) -> Raises<Frame> {
    const FIRST_DAY: i64 = -62_135_596_800_000_000;
    const SECOND_DAY: i64 = -62_135_510_400_000_000;
    const YEAR_10000: i64 = 253_402_300_800_000_000;
    const DAY: i64 = 86_400_000_000;
    let first_unreadable = |c: &Column| {
        if c.dtype.family != Family::Sql {
            return None;
        }
        if let (Kind::Date, Data::Array(days)) = (c.kind(), &c.data) {
            let readable = (FIRST_DAY / DAY) as i32..(YEAR_10000 / DAY) as i32;
            let mut days = days.as_primitive::<ty::Date32Type>().iter();
            return days.position(|day| day.is_some_and(|day| !readable.contains(&day)));
        }
        let first = match c.kind() {
            Kind::Timestamp(_, Some(_)) => SECOND_DAY,
            Kind::Timestamp(_, None) => FIRST_DAY,
            _ => return None,
        };
        i64s(&c.array()).iter().position(|t| t.is_some_and(|t| !(first..YEAR_10000).contains(&t)))
    };
    let first_unreadable = |c: &Column| first_unreadable(c).or_else(|| in_lists(c, &first_unreadable));
    let found = frame.columns.iter().filter_map(|c| first_unreadable(c).map(|row| (row, c)));
    match found.min_by_key(|(row, _)| *row) {
        None => Ok(frame),
        Some((row, column)) => Err(match &column.data {
            Data::Array(days)
                if *column.kind() == Kind::Date && days.as_primitive::<ty::Date32Type>().value(row) < 0 =>
            {
                Raised::value_error("a day is before the first one")
            }
            _ => Raised::new(ErrorKind::OutOfBounds, "a year is out of range"),
        }),
    }
}

/// The first row whose list holds what is looked for.
fn in_lists(column: &Column, first: &impl Fn(&Column) -> Option<usize>) -> Option<usize> {
    let (Kind::List(item), Data::Array(array)) = (column.kind(), &column.data) else { return None };
    let lists = array.as_list::<i32>();
    let items = Column::new(DType::sql((**item).clone()), lists.values().clone());
    let place = first(&items).or_else(|| in_lists(&items, first))?;
    (0..lists.len()).find(|row| lists.value_offsets()[row + 1] as usize > place)
}

fn column(name: &str, column: &Column) -> ResultColumn {
    let values = cells(column);
    let text_only =
        column.as_objects().is_some_and(|v| v.iter().all(|v| unequal_to_itself(v) || matches!(v, Obj::Str(_))));
    ResultColumn {
        name: name.to_owned(),
        ty: if text_only { "string".to_owned() } else { column.dtype.logical() },
        dtype: if column.categorical { "category".to_owned() } else { column.dtype.native() },
        values,
    }
}

/// Whether a value is missing, or an array of one element that is.
fn unequal_to_itself(value: &Obj) -> bool {
    match value {
        Obj::Array(array) => {
            matches!(array.items.as_slice(), [Obj::Float(x)] if x.is_nan())
                || matches!(array.items.as_slice(), [Obj::NaT])
        }
        value => value.is_missing(),
    }
}

/// A column's values in canonical form.
pub(crate) fn cells(column: &Column) -> Vec<Cell> {
    let array = match &column.data {
        Data::Objects(values) => {
            let float_lists = all_list_elements_are_floats(values);
            return values.iter().map(|v| object(v, false, float_lists)).collect();
        }
        Data::Array(array) => array,
    };
    macro_rules! each {
        ($array:expr, $make:expr) => {
            $array.iter().map(|v| v.map_or(Cell::Null, $make)).collect()
        };
    }
    match column.kind() {
        Kind::Bool => each!(array.as_boolean(), Cell::Bool),
        Kind::Int8 => each!(array.as_primitive::<ty::Int8Type>(), |v| Cell::Int(v.into())),
        Kind::Int16 => each!(array.as_primitive::<ty::Int16Type>(), |v| Cell::Int(v.into())),
        Kind::Int32 => each!(array.as_primitive::<ty::Int32Type>(), |v| Cell::Int(v.into())),
        Kind::Int64 => each!(array.as_primitive::<ty::Int64Type>(), |v| Cell::Int(v.into())),
        Kind::UInt8 => each!(array.as_primitive::<ty::UInt8Type>(), |v| Cell::Int(v.into())),
        Kind::UInt16 => each!(array.as_primitive::<ty::UInt16Type>(), |v| Cell::Int(v.into())),
        Kind::UInt32 => each!(array.as_primitive::<ty::UInt32Type>(), |v| Cell::Int(v.into())),
        Kind::UInt64 => each!(array.as_primitive::<ty::UInt64Type>(), |v| Cell::Int(v.into())),
        Kind::Float16 | Kind::Float32 => each!(array.as_primitive::<ty::Float32Type>(), |v| Cell::Float(v.into())),
        Kind::Float64 => each!(array.as_primitive::<ty::Float64Type>(), Cell::Float),
        Kind::Decimal(_, scale) => {
            let scale = i32::from(*scale);
            each!(array.as_primitive::<ty::Decimal128Type>(), |v| Cell::Str(canonical::decimal(v, scale)))
        }
        Kind::String => each!(array.as_string::<i32>(), |v| Cell::Str(v.to_owned())),
        Kind::Date => each!(array.as_primitive::<ty::Date32Type>(), |v| Cell::Str(canonical::date(v))),
        Kind::Timestamp(unit, zone) => {
            let zoned = zone.is_some() && column.dtype.logical() != "timestamp";
            each!(i64s(array), |v| Cell::Str(canonical::timestamp(v, *unit, zoned)))
        }
        Kind::Duration(unit) => each!(i64s(array), |v| Cell::Str(canonical::duration(v, *unit))),
        Kind::Interval(..) => {
            each!(i64s(array), |v| Cell::Str(canonical::duration(v, ty::TimeUnit::Microsecond)))
        }
        Kind::List(item) => {
            let item = DType { family: column.dtype.family, kind: (**item).clone() };
            each!(array.as_list::<i32>(), |v| Cell::List(cells(&Column::new(item.clone(), v))))
        }
        Kind::Object | Kind::Void => vec![Cell::Null; column.len()],
    }
}

/// The elements of a column's lists are one column: NaN is a value of it only where every element is a float.
fn all_list_elements_are_floats(values: &[Obj]) -> bool {
    let float = |item: &Obj| item.is_missing() || matches!(item, Obj::Float(_));
    values.iter().all(|v| v.items().is_none_or(|items| items.iter().all(float)))
}

fn object(value: &Obj, in_list: bool, float_lists: bool) -> Cell {
    match value {
        Obj::Float(x) if x.is_nan() && in_list && float_lists => Cell::Float(*x),
        value if value.is_missing() => Cell::Null,
        Obj::Bool(b) => Cell::Bool(*b),
        Obj::Int(i) => Cell::Int(*i),
        Obj::Float(x) => Cell::Float(*x),
        Obj::Str(s) => Cell::Str(s.to_string()),
        Obj::Date(days) => Cell::Str(canonical::date(*days)),
        Obj::Timestamp(v, unit, zone) => Cell::Str(canonical::timestamp(*v, *unit, zone.is_some())),
        Obj::Timedelta(v, unit) => Cell::Str(canonical::duration(*v, *unit)),
        Obj::Decimal(digits, scale) => Cell::Str(canonical::decimal(*digits, *scale)),
        Obj::MinusZero(scale) => Cell::Str(format!("-{}", canonical::decimal(0, *scale))),
        Obj::Dict(_) => Cell::Str(text::python::repr(value)),
        Obj::List(items) => Cell::List(items.iter().map(|i| object(i, true, float_lists)).collect()),
        Obj::Array(array) => Cell::List(array.items.iter().map(|i| object(i, true, float_lists)).collect()),
        Obj::None | Obj::Na | Obj::NaT | Obj::Plain => Cell::Null,
    }
}

impl Table {
    /// The whole table as one frame: the partitions put one after the other; their types meet here.
    ///
    /// # Errors
    /// When the partitions' columns do not fit each other.
    pub fn gathered(&self, axes: &Axes) -> Raises<Frame> {
        super::promote::concat(&self.parts.iter().collect::<Vec<_>>(), axes)
    }
}
