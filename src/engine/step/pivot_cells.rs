//! The cells of a pivot over partitions: aggregates of one label's rows, where partitions may have no row of a label.
//!
//! Source: Dask, `dataframe/reshape.py` (`pivot_table`) and `dataframe/methods.py` (`pivot_sum` and its likes).

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{BooleanArray, Float64Array};

use crate::axis::{Axes, reshape};
use crate::case::expr::BinaryOp;
use crate::case::plan::AggFn;
use crate::engine::Context;
use crate::engine::aggregate::{self, Call};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr::{Operand, Scope, arithmetic, python};
use crate::engine::frame::{Frame, Table};
use crate::engine::infer;
use crate::engine::keys::{Groups, LEFT_OUT};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::result::ErrorKind;

/// One column of results: of the label `label`, whose rows are those of `groups`.
pub(super) fn cells(
    function: AggFn,
    values: &Column,
    groups: &Groups,
    (gaps, label): (&Gaps, u32),
    context: &Context<'_>,
) -> Raises<Column> {
    let axes = context.axes;
    let of = |column: &Column, function| aggregate::grouped(column, groups, Call::method(function), axes);
    let refused = || Err(Raised::type_error(format!("0 is no value of {}", values.dtype)));
    match (axes.reshape.sum_of_nothing(), function, values.kind()) {
        (reshape::SumOfNothing::Number, AggFn::Sum, Kind::Timestamp(..)) if groups.len() == 0 && gaps.labels > 0 => {
            return Err(Raised::new(ErrorKind::SchemaMismatch, "no column is left"));
        }
        (reshape::SumOfNothing::Zero, AggFn::Sum | AggFn::Mean, Kind::Duration(_)) if groups.len() == 0 => {
            return Ok(Column::objects(Vec::<Obj>::new()));
        }
        (reshape::SumOfNothing::Number, ..) if groups.len() == 0 => {
            return Ok(Column::missing(DType::numpy(Kind::Float64), 0));
        }
        // the cells are looked up with a 0 at hand for those that are not there
        (reshape::SumOfNothing::Zero, AggFn::Sum, Kind::String) if gaps.labels > 1 => return refused(),
        _ => {}
    }
    match (function, values.kind(), axes.reshape.sum_of_nothing()) {
        _ if gaps.is_empty() => {}
        (AggFn::Sum | AggFn::Mean, Kind::String, reshape::SumOfNothing::Zero) => return refused(),
        (AggFn::Sum, Kind::Duration(_), reshape::SumOfNothing::Number | reshape::SumOfNothing::Zero) => {
            return gaps.beside_numbers(&of(values, AggFn::Sum)?, groups, label, axes);
        }
        (AggFn::Mean, Kind::Duration(_), reshape::SumOfNothing::Number | reshape::SumOfNothing::Zero) => {
            let sums = match gaps.beside_numbers(&of(values, AggFn::Sum)?, groups, label, axes) {
                Err(left_out) if left_out.kind == ErrorKind::SchemaMismatch => {
                    return Ok(Column::missing(DType::numpy(Kind::Float64), groups.len()));
                }
                sums => sums?,
            };
            if sums.kind().is_integer() {
                return Ok(Column::missing(DType::numpy(Kind::Float64), groups.len()));
            }
            if sums.to_objects().contains(&Obj::Int(0)) {
                return Err(Raised::new(ErrorKind::DivideByZero, "a mean of no durations"));
            }
        }
        _ => {}
    }
    match function {
        AggFn::Count => of(values, AggFn::Count)?.numpy_to_float64(),
        AggFn::Mean => {
            let frame = Frame::new(Vec::new(), groups.len());
            let sum = match summed(values, groups, gaps, axes) {
                Err(left_out) if left_out.kind == ErrorKind::SchemaMismatch => {
                    return Ok(Column::missing(DType::numpy(Kind::Float64), groups.len()));
                }
                sum => sum?,
            };
            let count = of(values, AggFn::Count)?.numpy_to_float64()?;
            let scope = Scope::new(&frame, context);
            let mean = arithmetic::binary(BinaryOp::Div, &Operand::Column(sum), &Operand::Column(count), &scope)?;
            // durations that numbers were added to are objects
            let beside_numbers = !gaps.is_empty() && matches!(mean.kind(), Kind::Duration(_));
            Ok(match axes.reshape.sum_of_nothing() {
                reshape::SumOfNothing::Number if beside_numbers => Column::objects(mean.to_objects()),
                reshape::SumOfNothing::Number | reshape::SumOfNothing::Empty | reshape::SumOfNothing::Zero => mean,
            })
        }
        AggFn::First | AggFn::Last if !gaps.is_empty() && *values.kind() == Kind::Bool => {
            gaps.settled(of(&gaps.beside_bools(values, axes), function)?, true, axes)
        }
        AggFn::First | AggFn::Last if gaps.lose_type_of(values, axes) => {
            Ok(Column::missing(DType::numpy(Kind::Float64), groups.len()))
        }
        AggFn::First | AggFn::Last if gaps.keep_objects(values, axes) => of(values, function),
        AggFn::First | AggFn::Last if *values.kind() == Kind::Object => {
            gaps.settled(of(values, function)?, false, axes)
        }
        AggFn::First | AggFn::Last if !gaps.is_empty() => of(&values.with_room_for_missing()?, function),
        AggFn::Sum => summed(values, groups, gaps, axes),
        function => of(values, function),
    }
}

/// Sums of the rows of a label. Where what cannot be added up is left out, it is missed when the columns get their names; objects are of
/// the type that fits them then.
fn summed(values: &Column, groups: &Groups, gaps: &Gaps, axes: &Axes) -> Raises<Column> {
    let sums = match values.as_objects() {
        Some(objects) => gaps.sums_of_objects(objects, groups, axes).map(Column::objects),
        None => aggregate::grouped(values, groups, Call::method(AggFn::Sum), axes),
    };
    match (sums, axes.reshape.sum_of_nothing()) {
        (Err(refused), reshape::SumOfNothing::Number) if refused.kind == ErrorKind::TypeError => {
            Err(Raised::new(ErrorKind::SchemaMismatch, "no column is left"))
        }
        (Ok(sums), reshape::SumOfNothing::Number) if sums.as_objects().is_some() => Ok(infer::objects(sums)),
        (sums, reshape::SumOfNothing::Number | reshape::SumOfNothing::Empty | reshape::SumOfNothing::Zero) => sums,
    }
}

/// A sum of objects and one more.
fn added(sum: Option<Obj>, value: &Obj) -> Raises<Obj> {
    match sum {
        Some(sum) => python::binary(BinaryOp::Add, &sum, value),
        None => Ok(value.clone()),
    }
}

/// The pairs of index and label of which a partition that has the index has no row.
pub(super) struct Gaps {
    pairs: HashSet<(u32, u32)>,
    /// For every row, the number of its index.
    index: Vec<u32>,
    /// For every row, the number of its label.
    label: Vec<u32>,
    /// How many labels there are.
    labels: usize,
    /// How many rows each partition has, and whether their values are text.
    parts: Vec<(usize, bool)>,
    /// For every row, whether its partition has gaps.
    of_row: Vec<bool>,
    /// Whether a partition without an index has no row of some label, which is a gap where no index is.
    unkeyed: bool,
}

impl Gaps {
    /// Of the partitions of `table`, whose values are those of the column called `values`.
    pub(super) fn of(
        index: &Groups,
        label_of: &[u32],
        labels: usize,
        (table, values): (&Table, &str),
        axes: &Axes,
    ) -> Self {
        let sees_unkeyed = match axes.reshape.sum_of_nothing() {
            reshape::SumOfNothing::Number => false,
            reshape::SumOfNothing::Empty | reshape::SumOfNothing::Zero => true,
        };
        let all = match axes.reshape.missing_keys() {
            reshape::MissingKeys::Cells => true,
            reshape::MissingKeys::LeftOut => false,
        };
        let is_text = |part: &Frame| part.get(values).is_some_and(|column| *column.kind() == Kind::String);
        let mut gaps = Self {
            pairs: HashSet::new(),
            index: index.of_row.clone(),
            label: label_of.to_vec(),
            labels,
            parts: table.parts.iter().map(|part| (part.rows, is_text(part))).collect(),
            of_row: Vec::with_capacity(label_of.len()),
            unkeyed: false,
        };
        for part in &table.parts {
            let rows = gaps.of_row.len()..gaps.of_row.len() + part.rows;
            let there: HashSet<u32> = label_of[rows.clone()].iter().copied().collect();
            let lacks = (0..labels as u32).any(|label| !there.contains(&label));
            let keyed = rows.filter(|&row| all || index.of_row[row] != LEFT_OUT);
            let found: HashSet<(u32, u32)> = keyed.map(|row| (index.of_row[row], label_of[row])).collect();
            let met: HashSet<u32> = found.iter().map(|pair| pair.0).collect();
            let unlabelled = (all && there.contains(&LEFT_OUT)).then_some(LEFT_OUT);
            let labels = || (0..labels as u32).chain(unlabelled);
            let pairs = met.iter().flat_map(|&index| labels().map(move |label| (index, label)));
            let lacking: Vec<(u32, u32)> = pairs.filter(|pair| !found.contains(pair)).collect();
            let unkeyed = sees_unkeyed && part.rows > 0 && met.is_empty() && lacks;
            gaps.unkeyed |= unkeyed;
            gaps.of_row.extend(std::iter::repeat_n(unkeyed || !lacking.is_empty(), part.rows));
            gaps.pairs.extend(lacking);
        }
        gaps
    }

    fn is_empty(&self) -> bool {
        self.pairs.is_empty() && !self.unkeyed
    }

    /// Whether the rows of a partition add up in every cell.
    fn adds_up(&self, objects: &[Obj], rows: Range<usize>) -> Raises<()> {
        let mut sums: BTreeMap<(u32, u32), Obj> = BTreeMap::new();
        for row in rows.filter(|&row| self.index[row] != LEFT_OUT && self.label[row] != LEFT_OUT) {
            let cell = (self.index[row], self.label[row]);
            if !objects[row].is_missing() {
                let sum = added(sums.remove(&cell), &objects[row])?;
                sums.insert(cell, sum);
            }
        }
        Ok(())
    }

    /// Sums of Python objects: of each partition's rows, of which the sum of none is the number 0, or no text among text, and then of these. A partition whose rows
    /// do not add up has no sums, where what cannot be added up is left out.
    fn sums_of_objects(&self, objects: &[Obj], cell: &Groups, axes: &Axes) -> Raises<Vec<Obj>> {
        let mut sums: Vec<Option<Obj>> = vec![None; cell.len()];
        let mut start = 0;
        let mut left_out = None;
        let mut found = self.parts.is_empty();
        for &(rows, is_text) in &self.parts {
            match (self.adds_up(objects, start..start + rows), axes.reshape.sum_of_nothing()) {
                (Err(refused), reshape::SumOfNothing::Number) => {
                    left_out = Some(refused);
                    start += rows;
                    continue;
                }
                (added_up, _) => added_up?,
            }
            found = true;
            let mut part: BTreeMap<u32, Option<Obj>> = BTreeMap::new();
            for row in (start..start + rows).filter(|&row| self.index[row] != LEFT_OUT) {
                let sum = part.entry(self.index[row]).or_default();
                if cell.of_row[row] != LEFT_OUT && !objects[row].is_missing() {
                    *sum = Some(added(sum.take(), &objects[row])?);
                }
            }
            for (index, sum) in part {
                let sums = &mut sums[index as usize];
                let nothing = || match (is_text, axes.reshape.sum_of_nothing()) {
                    (true, reshape::SumOfNothing::Empty) => Ok(Obj::Str(Arc::from(""))),
                    (true, reshape::SumOfNothing::Zero) => Err(Raised::type_error("0 is no text")),
                    (true, reshape::SumOfNothing::Number) | (false, _) => Ok(Obj::Int(0)),
                };
                *sums = Some(added(sums.take(), &sum.map_or_else(nothing, Ok)?)?);
            }
            start += rows;
        }
        match left_out.filter(|_| !found) {
            Some(refused) => Err(refused),
            None => Ok(sums.into_iter().map(|sum| sum.unwrap_or(Obj::Int(0))).collect()),
        }
    }

    /// Sums of durations where the sum of none is the number 0, to which no duration can be added.
    fn beside_numbers(&self, sums: &Column, groups: &Groups, label: u32, axes: &Axes) -> Raises<Column> {
        let met: HashSet<u32> = groups.of_row.iter().copied().collect();
        let mut objects = sums.to_objects();
        for (index, object) in (0_u32..).zip(&mut objects) {
            match (met.contains(&index), self.pairs.contains(&(index, label))) {
                (true, true) => {
                    // pandas 1.5 leaves out the column that cannot be added up, and misses it afterwards
                    let kind = match axes.reshape.sum_of_nothing() {
                        reshape::SumOfNothing::Number => ErrorKind::SchemaMismatch,
                        reshape::SumOfNothing::Empty | reshape::SumOfNothing::Zero => ErrorKind::TypeError,
                    };
                    return Err(Raised::new(kind, "a number and a duration do not add up"));
                }
                (true, false) => {}
                (false, _) => *object = Obj::Int(0),
            }
        }
        let sums = Column::objects(objects);
        Ok(match axes.reshape.sum_of_nothing() {
            // of no durations they are numbers
            reshape::SumOfNothing::Number => infer::objects(sums),
            reshape::SumOfNothing::Empty | reshape::SumOfNothing::Zero => sums,
        })
    }

    /// Truth values as their partitions hold them.
    fn beside_bools(&self, values: &Column, axes: &Axes) -> Column {
        let object = |(object, &gap): (Obj, &bool)| match (object, axes.reshape.gaps_in_bools()) {
            (Obj::Bool(b), reshape::GapsInBools::Floats) if gap => Obj::Float(f64::from(u8::from(b))),
            (object, _) => object,
        };
        Column::objects(values.to_objects().into_iter().zip(&self.of_row).map(object).collect::<Vec<_>>())
    }

    /// Whether objects that are all missing are of no type but floats, as every partition has gaps that NaN is put into.
    fn lose_type_of(&self, values: &Column, axes: &Axes) -> bool {
        match axes.reshape.gaps_in_bools() {
            reshape::GapsInBools::Inferred => {}
            reshape::GapsInBools::Objects | reshape::GapsInBools::Floats => return false,
        }
        let Some(objects) = values.as_objects() else { return false };
        let keyed = |row: &usize| self.index[*row] != LEFT_OUT && self.label[*row] != LEFT_OUT;
        let mut rows = (0..objects.len()).filter(keyed).peekable();
        rows.peek().is_some() && rows.all(|row| self.of_row[row] && objects[row].is_missing())
    }

    /// Whether truth values among objects stay what they are beside the NaN that is put into gaps.
    fn keep_objects(&self, values: &Column, axes: &Axes) -> bool {
        let truths = || values.as_objects().is_some_and(|objects| objects.iter().any(|v| matches!(v, Obj::Bool(_))));
        match axes.reshape.gaps_in_bools() {
            reshape::GapsInBools::Floats => truths(),
            reshape::GapsInBools::Inferred | reshape::GapsInBools::Objects => false,
        }
    }

    /// Whether the first partition with rows has gaps.
    fn first_has_gaps(&self) -> bool {
        self.of_row.first().is_some_and(|gaps| *gaps)
    }

    /// Objects that were truth values, in the type that they have together; `all` of the values are.
    fn settled(&self, column: Column, all: bool, axes: &Axes) -> Raises<Column> {
        let objects = column.to_objects();
        match axes.reshape.gaps_in_bools() {
            reshape::GapsInBools::Inferred if objects.iter().all(|v| matches!(v, Obj::Bool(_))) => {
                let bools: BooleanArray = objects.iter().map(|v| Some(matches!(v, Obj::Bool(true)))).collect();
                Ok(Column::new(DType::numpy(Kind::Bool), Arc::new(bools)))
            }
            reshape::GapsInBools::Floats
                if self.first_has_gaps()
                    && (all || !objects.iter().all(Obj::is_missing))
                    && objects.iter().all(|v| v.is_missing() || matches!(v, Obj::Bool(_) | Obj::Float(_))) =>
            {
                let float = |v: &Obj| match v {
                    Obj::Float(x) => *x,
                    Obj::Bool(b) => f64::from(u8::from(*b)),
                    _ => f64::NAN,
                };
                let doubles: Float64Array = objects.iter().map(float).collect::<Vec<_>>().into();
                Ok(Column::new(DType::numpy(Kind::Float64), Arc::new(doubles)))
            }
            reshape::GapsInBools::Inferred | reshape::GapsInBools::Objects | reshape::GapsInBools::Floats => Ok(column),
        }
    }
}
