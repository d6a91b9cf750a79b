//! Keys: which rows have equal values in some columns, and so belong to one group, one join key or one distinct row.
//!
//! Every column is reduced to small numbers, one a distinct value ([`Groups`] of one column); several columns are then combined
//! pair by pair. Equality is the column's own: -0.0 is 0.0, NaN is one value, objects are equal as Python says
//! (`1 == 1.0 == True == Decimal(1)`), and what cannot be hashed cannot be a key.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{self as ty};

use super::column::{Column, Data};
use super::dtype::Kind;
use super::frame::Frame;
use super::object::{Obj, i64s};
use super::raised::{Raised, Raises};
use super::text::per_second;

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
#[derive(Debug, Clone)]
pub(super) struct Groups {
    /// For every row the number of its group, or [`LEFT_OUT`].
    pub(super) of_row: Vec<u32>,
    /// For every group its first row; groups are numbered by first appearance unless sorted since.
    pub(super) firsts: Vec<u32>,
    /// The first rows of all partitions but the first, where the rows of several were put one below the other and what is
    /// computed in each comes first.
    pub(super) cuts: Vec<usize>,
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
        let mut columns = columns.iter();
        let Some(first) = columns.next() else {
            return Ok(Self::whole(rows));
        };
        let mut groups = Self::by(first, missing)?;
        for column in columns {
            groups = groups.and(&Self::by(column, missing)?);
        }
        Ok(groups)
    }

    /// All rows as one group, also when there are none.
    pub(super) fn whole(rows: usize) -> Self {
        Self { of_row: vec![0; rows], firsts: vec![0], cuts: Vec::new() }
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
        let present = column.present();
        let mut numbering = Numbering::new(column.len());
        let array = match &column.data {
            Data::Objects(values) => {
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
                return Ok(numbering.finish());
            }
            Data::Array(array) => array,
        };
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
            Kind::Float16 | Kind::Float32 => primitive!(ty::Float32Type, |v| float_bits(f64::from(v))),
            Kind::Float64 => primitive!(ty::Float64Type, float_bits),
            Kind::Date => primitive!(ty::Date32Type, |v| i64::from(v) as u64),
            Kind::Timestamp(..) | Kind::Duration(_) | Kind::Interval(..) => {
                let values = i64s(array);
                number!(Words, |row| values.value(row) as u64)
            }
            Kind::String => {
                let values = array.as_string::<i32>();
                number!(Numbering, |row| values.value(row).as_bytes())
            }
            Kind::Decimal(..) | Kind::List(_) => {
                let keys = (0..array.len()).map(|row| cell_key(array, row)).collect::<Raises<Vec<_>>>()?;
                number!(Numbering, |row: usize| keys[row].as_slice())
            }
            Kind::Void | Kind::Object => number!(Words, |_| 0),
        }
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
        Self { of_row, firsts, cuts: self.cuts.clone() }
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

/// Numbers distinct byte strings by first appearance.
struct Numbering {
    known: HashMap<Box<[u8]>, u32, BuildHasherDefault<Mix>>,
    missing: Option<u32>,
    groups: Groups,
}

/// Numbers distinct words by first appearance.
struct Words {
    known: HashMap<u64, u32, BuildHasherDefault<Mix>>,
    missing: Option<u32>,
    groups: Groups,
}

macro_rules! numbering {
    ($name:ident) => {
        impl $name {
            fn new(rows: usize) -> Self {
                let groups = Groups { of_row: Vec::with_capacity(rows), firsts: Vec::new(), cuts: Vec::new() };
                Self { known: HashMap::default(), missing: None, groups }
            }

            fn leave_out(&mut self) {
                self.groups.of_row.push(LEFT_OUT);
            }

            fn push_missing(&mut self) {
                let number = match self.missing {
                    Some(number) => number,
                    None => *self.missing.insert(self.groups.started()),
                };
                self.groups.of_row.push(number);
            }

            fn finish(self) -> Groups {
                self.groups
            }
        }
    };
}
numbering!(Numbering);
numbering!(Words);

impl Groups {
    /// The number of a group that starts at the next row.
    fn started(&mut self) -> u32 {
        self.firsts.push(self.of_row.len() as u32);
        self.firsts.len() as u32 - 1
    }
}

impl Numbering {
    fn push(&mut self, key: &[u8]) {
        let number = if let Some(&number) = self.known.get(key) {
            number
        } else {
            let number = self.groups.started();
            self.known.insert(key.into(), number);
            number
        };
        self.groups.of_row.push(number);
    }
}

impl Words {
    fn push(&mut self, key: u64) {
        let groups = &mut self.groups;
        let number = *self.known.entry(key).or_insert_with(|| groups.started());
        groups.of_row.push(number);
    }
}

/// A fast hash for keys that nobody crafts to collide.
#[derive(Default)]
struct Mix(u64);

impl Mix {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.add(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.add(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.add(word as u64);
    }
}

/// The bits of a float as a key: one zero, one NaN.
fn float_bits(x: f64) -> u64 {
    if x == 0.0 {
        0
    } else if x.is_nan() {
        f64::NAN.to_bits()
    } else {
        x.to_bits()
    }
}

/// A decimal or a list of an Arrow array as a key.
fn cell_key(array: &ArrayRef, row: usize) -> Raises<Vec<u8>> {
    let mut key = Vec::new();
    if array.is_null(row) {
        key.push(0);
    } else if let Some(list) = array.as_list_opt::<i32>() {
        let items = list.value(row);
        key.extend_from_slice(&(items.len() as u64).to_le_bytes());
        for item in 0..items.len() {
            let item = cell_key(&items, item)?;
            key.extend_from_slice(&(item.len() as u64).to_le_bytes());
            key.extend_from_slice(&item);
        }
    } else if let Some(decimals) = array.as_primitive_opt::<ty::Decimal128Type>() {
        key.push(1);
        key.extend_from_slice(&decimals.value(row).to_le_bytes());
    } else if let Some(text) = array.as_string_opt::<i32>() {
        key.push(1);
        key.extend_from_slice(text.value(row).as_bytes());
    } else if let Some(x) = array.as_primitive_opt::<ty::Float64Type>() {
        key.push(1);
        key.extend_from_slice(&float_bits(x.value(row)).to_le_bytes());
    } else if let Some(x) = array.as_primitive_opt::<ty::Float32Type>() {
        key.push(1);
        key.extend_from_slice(&float_bits(x.value(row).into()).to_le_bytes());
    } else {
        key.push(1);
        let data = array.slice(row, 1);
        let text = arrow::util::display::array_value_to_string(&data, 0).map_err(Raised::internal)?;
        key.extend_from_slice(text.as_bytes());
    }
    Ok(key)
}

/// An object as a key: equal bytes for equal objects. Source: Python's rule that equal numbers hash equal.
fn object_key(value: &Obj, missing_by_kind: bool, key: &mut Vec<u8>) -> Raises<()> {
    let mut tagged = |tag: u8, bytes: &[u8]| {
        key.push(tag);
        key.extend_from_slice(bytes);
    };
    match value {
        value if value.is_missing() => tagged(
            0,
            match value {
                _ if !missing_by_kind => b"",
                Obj::None => b"None",
                Obj::Na => b"NA",
                Obj::NaT => b"NaT",
                _ => b"nan",
            },
        ),
        Obj::Bool(b) => tagged(1, &i128::from(*b).to_le_bytes()),
        Obj::Int(i) => tagged(1, &i.to_le_bytes()),
        Obj::Float(x) if x.fract() == 0.0 && x.abs() < 1e38 => tagged(1, &(*x as i128).to_le_bytes()),
        Obj::Float(x) => tagged(2, &x.to_bits().to_le_bytes()),
        Obj::Decimal(digits, scale) => match decimal_key(*digits, *scale) {
            DecimalKey::Whole(i) => tagged(1, &i.to_le_bytes()),
            DecimalKey::Binary(x) => tagged(2, &x.to_bits().to_le_bytes()),
            DecimalKey::Exact(digits, scale) => {
                tagged(3, &[digits.to_le_bytes().as_slice(), &scale.to_le_bytes()].concat());
            }
        },
        Obj::Str(text) => tagged(4, text.as_bytes()),
        Obj::Date(days) => tagged(5, &days.to_le_bytes()),
        Obj::Timestamp(v, unit, zone) => tagged(6 + u8::from(zone.is_some()), &nanos(*v, *unit).to_le_bytes()),
        Obj::Timedelta(v, unit) => tagged(8, &nanos(*v, *unit).to_le_bytes()),
        Obj::Plain => tagged(9, b""),
        Obj::List(_) => return Err(Raised::type_error("unhashable type: 'list'")),
        Obj::None | Obj::Na | Obj::NaT => {}
    }
    Ok(())
}

fn nanos(value: i64, unit: ty::TimeUnit) -> i128 {
    i128::from(value) * i128::from(1_000_000_000 / per_second(unit))
}

/// What a decimal is equal to.
enum DecimalKey {
    /// An integer.
    Whole(i128),
    /// A double.
    Binary(f64),
    /// No other number.
    Exact(i128, i32),
}

fn decimal_key(mut digits: i128, mut scale: i32) -> DecimalKey {
    while scale > 0 && digits % 10 == 0 {
        digits /= 10;
        scale -= 1;
    }
    if scale <= 0 {
        let whole = 10_i128.checked_pow(scale.unsigned_abs()).and_then(|p| digits.checked_mul(p));
        return whole.map_or(DecimalKey::Exact(digits, scale), DecimalKey::Whole);
    }
    // digits / 10^scale is a double where 5^scale divides the digits and little enough is left
    let fives = 5_i128.checked_pow(scale.unsigned_abs());
    match fives {
        Some(fives) if digits % fives == 0 && (digits / fives).unsigned_abs() < 1 << 53 => {
            DecimalKey::Binary((digits / fives) as f64 / 2_f64.powi(scale))
        }
        _ => DecimalKey::Exact(digits, scale),
    }
}

/// A column of objects with its lists as text that is equal where they are: what is compared without being hashed.
pub(super) fn lists_as_text(column: &Column) -> Column {
    let Data::Objects(values) = &column.data else { return column.clone() };
    let text = |value: &Obj| match value {
        Obj::List(_) => Obj::Str(format!("{value:?}").into()),
        value => value.clone(),
    };
    Column::objects(values.iter().map(text).collect::<Vec<_>>())
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
        let array: ArrayRef = Arc::new(arrow::array::Float64Array::from(vec![
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
