//! Keys: which rows have equal values in some columns, and so belong to one group, one join key or one distinct row.
//!
//! Every column is reduced to small numbers, one a distinct value ([`Groups`] of one column); several columns are then combined
//! pair by pair. Equality is the column's own: -0.0 is 0.0 but to Arrow, NaN is one value, objects are equal as Python says
//! (`1 == 1.0 == True == Decimal(1)`), and what cannot be hashed cannot be a key.

mod bytes;
mod numbering;

use std::collections::HashMap;

use arrow::array::{Array, AsArray};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::{self as ty};

use super::column::{Column, Data};
use super::dtype::{Family, Kind};
use super::expr::python;
use super::frame::Frame;
use super::object::{Obj, i64s};
use super::raised::{Raised, Raises};
use crate::case::expr::BinaryOp;
use bytes::{Zeros, cell_key, float_bits, object_key};
use numbering::{Numbering, Words};

/// The group of a row that belongs to none.
pub(super) const LEFT_OUT: u32 = u32::MAX;

/// What becomes of rows with a missing value in a key column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// They belong to no group.
    LeftOut,
    /// Missing values are one value.
    One,
    /// Objects that stand for a missing value are each equal to themselves only: `None` is not NaN.
    ByKind,
}

/// Rows put together by equal keys.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups {
    /// For every row the number of its group, or [`LEFT_OUT`].
    pub(super) of_row: Vec<u32>,
    /// For every group its first row; groups are numbered by first appearance unless sorted since.
    pub(super) firsts: Vec<u32>,
    /// The first rows of all partitions but the first, where the rows of several were put one below the other and what is
    /// computed in each comes first.
    pub(super) cuts: Vec<usize>,
    /// Whether there is no key: all rows are one group, also where there is none.
    pub(super) whole: bool,
}

impl Groups {
    /// The rows of every group as a range, if the groups lie one behind the other; rows that are left out may precede them.
    pub(super) fn slices(&self) -> Option<Vec<std::ops::Range<usize>>> {
        let left_out = self.of_row.iter().take_while(|&&group| group == LEFT_OUT).count();
        let mut slices: Vec<std::ops::Range<usize>> = Vec::with_capacity(self.len());
        for (row, &group) in self.of_row.iter().enumerate().skip(left_out) {
            match slices.len().checked_sub(1) {
                Some(last) if group as usize == last => slices[last].end = row + 1,
                _ if group as usize == slices.len() => slices.push(row..row + 1),
                _ => return None,
            }
        }
        (slices.len() == self.len()).then_some(slices)
    }

    /// The groups of `rows` rows by all of `columns` together; without columns all rows are one group.
    pub(super) fn of(columns: &[&Column], rows: usize, missing: Missing) -> Raises<Self> {
        Self::of_each(columns.iter().map(|&column| (column, missing)), rows)
    }

    /// The same where missing values may count in one column and not in another.
    pub(super) fn of_each<'a>(columns: impl IntoIterator<Item = (&'a Column, Missing)>, rows: usize) -> Raises<Self> {
        let by = |(column, missing)| Self::by(column, missing);
        let groups = columns.into_iter().map(by).reduce(|groups, more| Ok(groups?.and(&more?)));
        groups.unwrap_or_else(|| Ok(Self::whole(rows)))
    }

    /// All rows as one group, also when there are none.
    pub(super) fn whole(rows: usize) -> Self {
        Self { of_row: vec![0; rows], firsts: vec![0], whole: true, ..Self::default() }
    }

    /// The groups of rows that are those of `parts`, one below the other, with cuts between them.
    pub(super) fn cut_between(self, parts: &[Frame]) -> Self {
        let starts = parts.iter().scan(0, |start, part| {
            *start += part.rows;
            Some(*start)
        });
        Self { cuts: starts.take(parts.len().saturating_sub(1)).collect(), ..self }
    }

    /// How many groups there are.
    pub(super) fn len(&self) -> usize {
        self.firsts.len()
    }

    /// The groups by the values of one column.
    pub(super) fn by(column: &Column, missing: Missing) -> Raises<Self> {
        let array = match &column.data {
            Data::Objects(values) => return Self::by_objects(values, &column.present(), missing),
            Data::Array(array) => array,
        };
        let present = column.present();
        macro_rules! number {
            ($of:ident, $value:expr) => {{
                let mut numbering = $of::new(array.len());
                for row in 0..array.len() {
                    if present.value(row) {
                        numbering.push($value(row));
                    } else if missing == Missing::LeftOut {
                        numbering.leave_out();
                    } else {
                        numbering.push_missing();
                    }
                }
                Ok(numbering.finish())
            }};
        }
        macro_rules! primitive {
            ($ty:ty, $to:expr) => {{
                let values = array.as_primitive::<$ty>().values();
                number!(Words, |row: usize| $to(values[row]))
            }};
        }
        // Arrow's dictionaries hold floats by their bits
        let zeros = if column.dtype.family == Family::Arrow { Zeros::Two } else { Zeros::One };
        match column.kind() {
            Kind::Bool => {
                let values = array.as_boolean().values();
                number!(Words, |row| u64::from(values.value(row)))
            }
            Kind::Int8 => primitive!(ty::Int8Type, |v| i64::from(v) as u64),
            Kind::Int16 => primitive!(ty::Int16Type, |v| i64::from(v) as u64),
            Kind::Int32 => primitive!(ty::Int32Type, |v| i64::from(v) as u64),
            Kind::Int64 => primitive!(ty::Int64Type, |v| v as u64),
            Kind::UInt8 => primitive!(ty::UInt8Type, u64::from),
            Kind::UInt16 => primitive!(ty::UInt16Type, u64::from),
            Kind::UInt32 => primitive!(ty::UInt32Type, u64::from),
            Kind::UInt64 => primitive!(ty::UInt64Type, |v| v),
            Kind::Float16 | Kind::Float32 => primitive!(ty::Float32Type, |v| float_bits(f64::from(v), zeros)),
            Kind::Float64 => primitive!(ty::Float64Type, |v| float_bits(v, zeros)),
            Kind::Date => primitive!(ty::Date32Type, |v| i64::from(v) as u64),
            Kind::Timestamp(..) | Kind::Duration(_) | Kind::Interval(..) => {
                let values = i64s(array);
                number!(Words, |row| values.value(row) as u64)
            }
            Kind::String => {
                let values = array.as_string::<i32>();
                number!(Numbering, |row| values.value(row).as_bytes())
            }
            Kind::List(_) if column.dtype.family == Family::Arrow => {
                Err(Raised::type_error("Arrow has no dictionary of lists"))
            }
            Kind::Decimal(..) | Kind::List(_) => {
                let keys = (0..array.len()).map(|row| cell_key(array, row)).collect::<Raises<Vec<_>>>()?;
                number!(Numbering, |row: usize| keys[row].as_slice())
            }
            Kind::Void | Kind::Object => number!(Words, |_| 0),
        }
    }

    fn by_objects(values: &[Obj], present: &BooleanBuffer, missing: Missing) -> Raises<Self> {
        let mut numbering = Numbering::new(values.len());
        let mut key = Vec::new();
        for (row, value) in values.iter().enumerate() {
            if missing == Missing::LeftOut && !present.value(row) {
                numbering.leave_out();
                continue;
            }
            key.clear();
            object_key(value, missing == Missing::ByKind, &mut key)?;
            numbering.push(key.as_slice());
        }
        Ok(numbering.finish())
    }

    /// The groups of rows that are together in both.
    fn and(&self, other: &Self) -> Self {
        let mut words = Words::new(self.of_row.len());
        for (&a, &b) in self.of_row.iter().zip(&other.of_row) {
            if a == LEFT_OUT || b == LEFT_OUT {
                words.leave_out();
            } else {
                words.push(u64::from(a) << 32 | u64::from(b));
            }
        }
        words.finish()
    }

    /// The same groups numbered anew: `order[i]` is the present number of the group that becomes `i`.
    pub(super) fn reordered(&self, order: &[u32]) -> Self {
        let mut number = vec![LEFT_OUT; self.len()];
        for (new, &old) in order.iter().enumerate() {
            number[old as usize] = new as u32;
        }
        let of_row = self.of_row.iter().map(|&g| if g == LEFT_OUT { g } else { number[g as usize] }).collect();
        let firsts = order.iter().map(|&old| self.firsts[old as usize]).collect();
        Self { of_row, firsts, cuts: self.cuts.clone(), whole: self.whole }
    }

    /// The rows of every group, in row order: where each group's rows start in the list (and one more, its end), and the list.
    pub(super) fn rows(&self) -> (Vec<u32>, Vec<u32>) {
        let mut starts = vec![0_u32; self.len() + 1];
        for &g in self.of_row.iter().filter(|&&g| g != LEFT_OUT) {
            starts[g as usize + 1] += 1;
        }
        for g in 0..self.len() {
            starts[g + 1] += starts[g];
        }
        let mut next = starts.clone();
        let mut rows = vec![0_u32; starts[self.len()] as usize];
        for (row, &g) in self.of_row.iter().enumerate() {
            if g != LEFT_OUT {
                rows[next[g as usize] as usize] = row as u32;
                next[g as usize] += 1;
            }
        }
        (starts, rows)
    }
}

/// Columns of objects with something in the place of lists, arrays and dictionaries that is equal where they are: they cannot be hashed, but where all
/// rows are met at once they are compared. What raises is not equal.
///
/// Source: pandas, `khash_python.h` (`kh_python_hash_func`, `pyobject_cmp`).
pub(super) fn without_lists<const N: usize>(columns: [&Column; N]) -> [Column; N] {
    let mut met: HashMap<Vec<u8>, Vec<(&Obj, usize)>> = HashMap::new();
    let mut count = 0;
    columns.map(|column| {
        let Data::Objects(values) = &column.data else { return column.clone() };
        let text = |value| {
            let mut leaves = Vec::new();
            if !leaf_keys(value, &mut leaves) {
                return value.clone();
            }
            count += 1;
            let alike = met.entry(leaves).or_default();
            let place = alike.iter().find(|(m, _)| equal_unhashed(m, value)).map_or(count, |(_, place)| *place);
            if place == count && equal_unhashed(value, value) {
                alike.push((value, count));
            }
            Obj::Str(format!("{:?}", (place, "list")).into())
        };
        Column::objects(values.iter().map(text).collect::<Vec<_>>())
    })
}

/// Writes the keys of all that a list, an array or a dictionary holds, however deep: the same for equal ones. Whether it is one.
fn leaf_keys(value: &Obj, key: &mut Vec<u8>) -> bool {
    if let Obj::Dict(items) = value {
        let mut items: Vec<_> = items.iter().collect();
        items.sort_by_key(|(name, _)| name);
        for (name, value) in items {
            object_key(&Obj::Str(name.clone()), false, key).unwrap_or_default();
            if !leaf_keys(value, key) {
                object_key(value, false, key).unwrap_or_default();
            }
        }
        return true;
    }
    let Some(items) = value.items() else { return false };
    for item in items {
        if !leaf_keys(item, key) {
            // what is in no list has a key
            object_key(item, false, key).unwrap_or_default();
        }
    }
    true
}

/// Whether two lists or arrays are equal. A list that holds NaN equals no other.
fn equal_unhashed(a: &Obj, b: &Obj) -> bool {
    python::compare(BinaryOp::Eq, a, b).unwrap_or(false) && !holds_nan(a)
}

fn holds_nan(value: &Obj) -> bool {
    let Obj::List(items) = value else { return false };
    items.iter().any(|item| matches!(item, Obj::Float(x) if x.is_nan()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::dtype::DType;
    use std::sync::Arc;

    fn groups(values: Vec<Obj>, missing: Missing) -> Vec<u32> {
        Groups::by(&Column::objects(values), missing).map(|g| g.of_row).unwrap_or_default()
    }

    #[test]
    fn equal_numbers_are_one_object_key_whatever_their_class() {
        let values = vec![
            Obj::Bool(true),
            Obj::Int(1),
            Obj::Float(1.0),
            Obj::Decimal(100, 2),
            Obj::Decimal(5, 1),
            Obj::Float(0.5),
            Obj::Decimal(1, 1),
            Obj::Float(0.1),
        ];
        assert_eq!(groups(values, Missing::One), [0, 0, 0, 0, 1, 1, 2, 3]);
    }

    #[test]
    fn missing_objects_are_left_out_or_one_or_each_its_own() {
        let values = vec![Obj::None, Obj::Float(f64::NAN), Obj::None, Obj::Int(1)];
        assert_eq!(groups(values.clone(), Missing::LeftOut), [LEFT_OUT, LEFT_OUT, LEFT_OUT, 0]);
        assert_eq!(groups(values.clone(), Missing::One), [0, 0, 0, 1]);
        assert_eq!(groups(values, Missing::ByKind), [0, 1, 0, 2]);
    }

    #[test]
    fn zeros_are_equal_and_an_sql_nan_is_a_value() {
        let array: arrow::array::ArrayRef = Arc::new(arrow::array::Float64Array::from(vec![
            Some(0.0),
            Some(-0.0),
            Some(f64::NAN),
            None,
            Some(-f64::NAN),
        ]));
        let sql = Column::new(DType::sql(Kind::Float64), array);
        let groups = Groups::by(&sql, Missing::LeftOut).map(|g| g.of_row);
        assert_eq!(groups, Ok(vec![0, 0, 1, LEFT_OUT, 1]));
    }
}
