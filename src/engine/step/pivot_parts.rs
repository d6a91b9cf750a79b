//! `pivot` partition by partition, each over all labels that the table has, and put together by index.
//!
//! Source: Dask, `dataframe/reshape.py` (`pivot_table`) and `dataframe/methods.py` (`pivot_sum` and its likes).

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{BooleanArray, Float64Array};

use super::groupby::{Keyed, named, one_each};
use crate::axis::evaluation::MadeUpObject;
use crate::axis::{Axes, quirks, reshape};
use crate::case::expr::BinaryOp;
use crate::case::plan::{AggFn, Pivot};
use crate::engine::aggregate::{self, Call};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr::{Operand, Scope, arithmetic, choose, python};
use crate::engine::frame::{Frame, Table};
use crate::engine::keys::{Groups, LEFT_OUT, Missing};
use crate::engine::names;
use crate::engine::object::Obj;
use crate::engine::placement::hashes;
use crate::engine::promote;
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase, infer};
use crate::result::ErrorKind;

use super::pivot::{clash, texts};

/// Whether a pivot comes so far that labels are looked for: it is on one index, and has a function that there is a name for.
pub(in crate::engine) fn labels_are_looked_for(step: &Pivot) -> bool {
    step.index.len() == 1
        && matches!(step.agg, AggFn::Sum | AggFn::Mean | AggFn::Count | AggFn::First | AggFn::Last | AggFn::List)
}

/// Refuses sums of objects of no kind, of which a trial has made up several in one group.
fn plain_objects_add_up(index: &str, values: &str, table: &Table, axes: &Axes) -> Raises<()> {
    match axes.evaluation.made_up_object() {
        MadeUpObject::Plain if *named(&table.meta, values, axes)?.kind() == Kind::Object => {}
        MadeUpObject::Plain | MadeUpObject::Text => return Ok(()),
    }
    for part in &table.parts {
        let keys = named(part, index, axes)?;
        let groups = Groups::of(&[keys], part.rows, Missing::LeftOut)?;
        if keys.present().count_set_bits() > groups.len() {
            return Err(Raised::type_error("unsupported operand types for +: object and object"));
        }
    }
    Ok(())
}

/// The table of aggregates by index and label; what adds up is 0 where there is nothing.
pub(super) fn run(step: &Pivot, table: &Table, context: &Context<'_>) -> Raises<Table> {
    let axes = context.axes;
    let [index] = &step.index[..] else {
        return Err(Raised::unsupported("a pivot on several index columns"));
    };
    if !matches!(step.agg, AggFn::Sum | AggFn::Mean | AggFn::Count | AggFn::First | AggFn::Last) {
        return Err(Raised::unsupported(format!("a pivot does not offer {}", step.agg.name())));
    }
    named(&table.meta, &step.columns, axes)?;
    known(index, table, Raised::unsupported, axes)?;
    match known(&step.values, table, Raised::value_error, axes) {
        Err(_) if added_up_later(step, context) => {
            return declared(step, table, context.labels.unwrap_or(table), axes).map(Table::whole);
        }
        known => known?,
    }
    if names::alike(&table.meta, &step.columns, axes).len() > 1 {
        return Err(Raised::unsupported("several columns have no categories"));
    }
    one_each(std::slice::from_ref(index), &table.meta, axes)?;
    if matches!(step.agg, AggFn::Sum | AggFn::Mean) && context.phase == Phase::Build {
        plain_objects_add_up(index, &step.values, table, axes)?;
    }
    let roles = [index, &step.columns, &step.values];
    let twice = (1..roles.len()).find(|&i| roles[..i].contains(&roles[i]));
    let refused = match axes.reshape.pivot_roles() {
        reshape::PivotRoles::OneOrNone | reshape::PivotRoles::One => roles.len() < table.meta.names.len(),
        reshape::PivotRoles::Several => false,
    };
    if let Some(i) = twice.filter(|_| refused) {
        return Err(Raised::value_error(format!("Grouper for '{}' not 1-dimensional", roles[i])));
    }
    let labelled = context.labels.unwrap_or(table);
    // the labels of made-up rows are not those of the table
    let declared = match context.phase {
        Phase::Build => None,
        Phase::Run => Some(declared(step, table, labelled, axes)?),
    };
    let frame = table.gathered(axes)?;
    let labels = labels(step, labelled, axes)?;
    let keyed = || Keyed::of(&frame, std::slice::from_ref(index), false, true, axes);
    let valued = valued(step, &frame, &labels, context)?;
    if valued.is_empty() {
        return Err(match (axes.reshape.keyed_values(), keyed()) {
            (reshape::KeyedValues::Grouped, Err(raised)) => raised,
            _ => Raised::new(ErrorKind::SchemaMismatch, "no values for the columns: they are a key"),
        });
    }
    let keyed = keyed()?;
    let (label_of, number_of_labels) = numbered(named(&frame, &step.columns, axes)?, &labels)?;
    let values = named(&frame, &valued[0], axes)?;
    let keyed = match axes.reshape.sum_of_nothing() {
        // keys are put together with labels: without labels there are none
        reshape::SumOfNothing::Number if number_of_labels == 0 => keyed_by_nothing(&keyed),
        reshape::SumOfNothing::Number => keyed,
        reshape::SumOfNothing::Empty | reshape::SumOfNothing::Zero => without_objects(keyed, &frame),
    };
    let gaps = Gaps::of(&keyed.groups, &label_of, number_of_labels, table);
    if context.phase == Phase::Run {
        in_a_zone(step, values, table, axes)?;
    }
    if valued.len() > 1 {
        for name in &valued {
            let cell = Groups {
                of_row: keyed.groups.of_row.clone(),
                firsts: keyed.groups.firsts.clone(),
                ..Groups::default()
            };
            cells(step.agg, named(&frame, name, axes)?, &cell, (&gaps, 0), context)?;
        }
        return Err(Raised::new(ErrorKind::SchemaMismatch, "more columns than labels"));
    }
    if number_of_labels == 0 && matches!(values.kind(), Kind::Timestamp(..)) {
        let cell = Groups { of_row: vec![LEFT_OUT; values.len()], ..Groups::default() };
        cells(step.agg, values, &cell, (&gaps, 0), context)?;
    }
    let mut columns = vec![(Arc::from(index.as_str()), keyed.keys[0].clone())];
    for (number, text) in texts(&labels, axes)?.into_iter().enumerate() {
        let of_row = keyed.groups.of_row.iter().zip(&label_of);
        let of_row = of_row.map(|(&group, &label)| if label == number as u32 { group } else { LEFT_OUT }).collect();
        let cell = Groups { of_row, firsts: keyed.groups.firsts.clone(), ..Groups::default() };
        let declared = context.phase == Phase::Build && !matches!(step.agg, AggFn::First | AggFn::Last);
        columns.push((
            text,
            match declared {
                // a plan takes what adds up for numbers
                true => Column::missing(DType::numpy(Kind::Float64), keyed.groups.len()),
                false => cells(step.agg, values, &cell, (&gaps, number as u32), context)?,
            },
        ));
    }
    let pivoted = Table::whole(Frame::new(columns, keyed.groups.len()));
    Ok(Table { meta: declared.unwrap_or_else(|| pivoted.meta.clone()), ..pivoted })
}

/// What is put below the labels: the values, or all columns that are no key where the columns that are named, each time counted, are not
/// fewer than those there are.
///
/// Source: pandas, `core/reshape/pivot.py` (`__internal_pivot_table`, `to_filter`).
fn valued(step: &Pivot, frame: &Frame, labels: &Column, context: &Context<'_>) -> Raises<Vec<String>> {
    let values = || Ok(vec![step.values.clone()]);
    match context.axes.reshape.pivot_roles() {
        reshape::PivotRoles::OneOrNone => {}
        reshape::PivotRoles::One if step.columns == step.values && matches!(step.agg, AggFn::Sum | AggFn::Mean) => {
            return Err(Raised::type_error("categories have no sum"));
        }
        reshape::PivotRoles::One | reshape::PivotRoles::Several => return values(),
    }
    let labelled = labels.present().count_set_bits() > 0;
    let keys = [&step.index[0], &step.columns];
    let named = keys.len() + 1;
    if context.phase == Phase::Build || !labelled || named < frame.names.len() {
        return values();
    }
    let number =
        |name: &String| frame.get(name).is_some_and(|column| column.kind().is_number() || *column.kind() == Kind::Bool);
    let rest = frame.names.iter().map(|name| name.to_string()).filter(|name| !keys.contains(&name));
    let mut rest: Vec<String> = rest.collect();
    match context.axes.reshape.pivot_refused() {
        reshape::PivotRefused::Dropped if step.agg == AggFn::Sum && rest.iter().any(number) => rest.retain(number),
        reshape::PivotRefused::Dropped | reshape::PivotRefused::Raise => {}
    }
    rest.sort();
    Ok(rest)
}

/// Refuses first and last times in a zone where they are put in an array: without a row, or where they are planned for one partition.
fn in_a_zone(step: &Pivot, values: &Column, table: &Table, axes: &Axes) -> Raises<()> {
    let zoned = matches!(values.kind(), Kind::Timestamp(_, Some(_)));
    if !zoned || !matches!(step.agg, AggFn::First | AggFn::Last) {
        return Ok(());
    }
    let refused = match axes.quirks.zoned_cells() {
        quirks::ZonedCells::Right => false,
        quirks::ZonedCells::Refused => table.parts.len() == 1 || table.rows() == 0,
        quirks::ZonedCells::RefusedAsFound => {
            let keys = table.parts.iter().map(|part| named(part, &step.index[0], axes));
            keys.collect::<Raises<Vec<_>>>()?.iter().any(|key| key.present().count_set_bits() == 0)
        }
    };
    if refused { Err(Raised::type_error("no array is made of a time zone's type")) } else { Ok(()) }
}

/// Labels of objects, of which none is there, are of no type but floats.
fn without_objects(mut keyed: Keyed, frame: &Frame) -> Keyed {
    if keyed.groups.len() == 0 && frame.rows > 0 && keyed.keys[0].as_objects().is_some() {
        keyed.keys[0] = Column::missing(DType::numpy(Kind::Float64), 0);
    }
    keyed
}

/// The keys of no row.
fn keyed_by_nothing(keyed: &Keyed) -> Keyed {
    let groups = Groups { of_row: vec![LEFT_OUT; keyed.groups.of_row.len()], ..Groups::default() };
    Keyed { keys: keyed.keys.iter().map(|key| key.slice(0, 0)).collect(), groups }
}

/// The columns that a plan takes a pivot of `table` to have: its labels, found in `labelled`, are known before a cell is computed.
pub(super) fn declared(step: &Pivot, table: &Table, labelled: &Table, axes: &Axes) -> Raises<Frame> {
    let index =
        step.index.iter().map(|name| Ok((Arc::from(name.as_str()), named(&table.meta, name, axes)?.slice(0, 0))));
    let mut columns = index.collect::<Raises<Vec<_>>>()?;
    let cells = match step.agg {
        AggFn::First | AggFn::Last => named(&table.meta, &step.values, axes)?.slice(0, 0),
        _ => Column::missing(DType::numpy(Kind::Float64), 0),
    };
    columns.extend(texts(&labels(step, labelled, axes)?, axes)?.into_iter().map(|label| (label, cells.clone())));
    clash(&columns, 1)?;
    Ok(Frame::new(columns, 0))
}

/// Whether the column of what adds up is not looked at yet: a plan takes it for numbers.
fn added_up_later(step: &Pivot, context: &Context<'_>) -> bool {
    match (context.phase, context.axes.reshape.pivot_unknown()) {
        (Phase::Build, reshape::PivotUnknown::Column) => !matches!(step.agg, AggFn::First | AggFn::Last),
        (Phase::Build | Phase::Run, _) => false,
    }
}

/// Refuses a column that is not there, as `argument` where arguments are looked at first.
fn known(name: &str, table: &Table, argument: fn(String) -> Raised, axes: &Axes) -> Raises<()> {
    let found = named(&table.meta, name, axes).map(|_| ());
    match axes.reshape.pivot_unknown() {
        reshape::PivotUnknown::Argument if found.is_err() => Err(argument(format!("'{name}' is no column"))),
        reshape::PivotUnknown::Argument | reshape::PivotUnknown::Column => found,
    }
}

/// One column of results: of the label `label`, whose rows are those of `groups`.
fn cells(
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
            arithmetic::binary(BinaryOp::Div, &Operand::Column(sum), &Operand::Column(count), &scope)
        }
        AggFn::First | AggFn::Last if !gaps.is_empty() && *values.kind() == Kind::Bool => {
            gaps.settled(of(&gaps.beside_bools(values, axes), function)?, axes)
        }
        AggFn::First | AggFn::Last if gaps.lose_type_of(values, axes) => {
            Ok(Column::missing(DType::numpy(Kind::Float64), groups.len()))
        }
        AggFn::First | AggFn::Last if *values.kind() == Kind::Object => gaps.settled(of(values, function)?, axes),
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

/// The distinct labels, in the order in which they are found.
fn labels(step: &Pivot, table: &Table, axes: &Axes) -> Raises<Column> {
    let by = std::slice::from_ref(&step.columns);
    let sorted = |part: &Frame| {
        let rows = Keyed::of(part, by, false, true, axes)?.groups.firsts;
        named(part, &step.columns, axes)?.take(&rows.into())
    };
    let parts = table.parts.iter().map(sorted).collect::<Raises<Vec<_>>>()?;
    let all = promote::stack(&parts.iter().collect::<Vec<_>>())?;
    let mut firsts = Groups::by(&all, Missing::LeftOut)?.firsts;
    match axes.reshape.labels() {
        reshape::Labels::Met => {}
        reshape::Labels::Hashed => {
            // the categories of each partition are hashed, which are an array of what all of them are
            let targets = |part: &Column| hashes::targets(&[&choose::infer(part)], parts.len(), axes);
            let targets = parts.iter().map(targets).collect::<Raises<Vec<_>>>()?.concat();
            firsts.sort_by_key(|&row| targets[row as usize]);
        }
    }
    let labels = all.take(&firsts.into())?;
    // a zone is lost on the way, and with it the label
    Ok(match labels.kind() {
        Kind::Timestamp(unit, Some(_)) => {
            let plain = Kind::Timestamp(*unit, None);
            let array = arrow::compute::cast(&labels.array(), &plain.arrow()).map_err(Raised::internal)?;
            Column::new(DType { kind: plain, ..labels.dtype }, array)
        }
        _ => labels,
    })
}

/// For every row the number of its label, and how many labels there are; labels of another type are met by none.
fn numbered(column: &Column, labels: &Column) -> Raises<(Vec<u32>, usize)> {
    let n = labels.len();
    if column.kind() != labels.kind() && matches!(labels.kind(), Kind::Timestamp(..)) {
        return Ok((vec![LEFT_OUT; column.len()], n));
    }
    let both = promote::stack(&[labels, column])?;
    let groups = Groups::by(&both, Missing::LeftOut)?;
    let is_number = |c: &Column| c.kind().is_integer() || c.kind().is_float();
    let (bool, number) = match (*column.kind() == Kind::Bool, *labels.kind() == Kind::Bool) {
        (true, false) => (column, labels),
        (false, true) => (labels, column),
        _ => return Ok((groups.of_row[n..].to_vec(), n)),
    };
    // a truth value is looked for among numbers in vain, but where all are equal there is nothing to look for
    let sorted = |column: &Column| -> Raises<Vec<f64>> {
        let present = column.present();
        let numbers = aggregate::doubles_of(column)?.into_iter().enumerate();
        let mut there: Vec<f64> = numbers.filter(|(row, _)| present.value(*row)).map(|(_, x)| x).collect();
        there.sort_by(f64::total_cmp);
        there.dedup();
        Ok(there)
    };
    match is_number(number) && sorted(bool)? != sorted(number)? {
        true => Ok((vec![LEFT_OUT; column.len()], n)),
        false => Ok((groups.of_row[n..].to_vec(), n)),
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
struct Gaps {
    pairs: HashSet<(u32, u32)>,
    /// For every row, the number of its index.
    index: Vec<u32>,
    /// For every row, the number of its label.
    label: Vec<u32>,
    /// How many labels there are.
    labels: usize,
    /// How many rows each partition has.
    parts: Vec<usize>,
    /// For every row, whether its partition has gaps.
    of_row: Vec<bool>,
}

impl Gaps {
    fn of(index: &Groups, label_of: &[u32], labels: usize, table: &Table) -> Self {
        let mut gaps = Self {
            pairs: HashSet::new(),
            index: index.of_row.clone(),
            label: label_of.to_vec(),
            labels,
            parts: table.parts.iter().map(|part| part.rows).collect(),
            of_row: Vec::with_capacity(label_of.len()),
        };
        for part in &table.parts {
            let rows = gaps.of_row.len()..gaps.of_row.len() + part.rows;
            let keyed = rows.filter(|&row| index.of_row[row] != LEFT_OUT);
            let found: HashSet<(u32, u32)> = keyed.map(|row| (index.of_row[row], label_of[row])).collect();
            let met: HashSet<u32> = found.iter().map(|pair| pair.0).collect();
            let pairs = met.iter().flat_map(|&index| (0..labels as u32).map(move |label| (index, label)));
            let lacking: Vec<(u32, u32)> = pairs.filter(|pair| !found.contains(pair)).collect();
            gaps.of_row.extend(std::iter::repeat_n(!lacking.is_empty(), part.rows));
            gaps.pairs.extend(lacking);
        }
        gaps
    }

    fn is_empty(&self) -> bool {
        self.pairs.is_empty()
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

    /// Sums of Python objects: of each partition's rows, of which the sum of none is the number 0, and then of these. A partition whose rows
    /// do not add up has no sums, where what cannot be added up is left out.
    fn sums_of_objects(&self, objects: &[Obj], cell: &Groups, axes: &Axes) -> Raises<Vec<Obj>> {
        let mut sums: Vec<Option<Obj>> = vec![None; cell.len()];
        let mut start = 0;
        let mut left_out = None;
        let mut found = self.parts.is_empty();
        for rows in &self.parts {
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
                *sums = Some(added(sums.take(), &sum.unwrap_or(Obj::Int(0)))?);
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
        Ok(Column::objects(objects))
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

    /// Objects that were truth values, in the type that they have together.
    fn settled(&self, column: Column, axes: &Axes) -> Raises<Column> {
        let objects = column.to_objects();
        match axes.reshape.gaps_in_bools() {
            reshape::GapsInBools::Inferred if objects.iter().all(|v| matches!(v, Obj::Bool(_))) => {
                let bools: BooleanArray = objects.iter().map(|v| Some(matches!(v, Obj::Bool(true)))).collect();
                Ok(Column::new(DType::numpy(Kind::Bool), Arc::new(bools)))
            }
            reshape::GapsInBools::Floats
                if self.of_row.first() == Some(&true)
                    && !objects.iter().all(Obj::is_missing)
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
