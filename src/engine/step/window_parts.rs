//! `window` partition by partition: what each comes to by itself, and what it needs of those before it.
//!
//! Source: Dask, `dataframe/core.py` (`_cum_agg`, `map_overlap`), `dataframe/groupby.py` (`_cum_agg_aligned`, `_cum_agg_filled`) and
//! their likes in `dask_expr`.

use std::sync::Arc;

use arrow::array::{Int64Array, UInt32Array};

use super::groupby::named;
use super::window::{Call, numbered, sorted};
use super::window_ends;
use super::window_shifts;
use crate::axis::evaluation::Expressions;
use crate::axis::{Axes, quirks, window as axis};
use crate::case::expr::BinaryOp;
use crate::case::plan::{Window, WindowFn};
use crate::engine::aggregate::fold;
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr::{Operand, Scope, arithmetic};
use crate::engine::frame::{Frame, Table};
use crate::engine::keys::{Groups, LEFT_OUT, Missing};
use crate::engine::object::Obj;
use crate::engine::raised::{Raised, Raises};
use crate::engine::window::{Extent, Frames, Windows, running};
use crate::engine::{Context, Phase, enforced, names, promote, sample};

/// The name of a column of row numbers that the table does not keep.
pub(super) const ROW: &str = "\0row";

/// The table with a column for every function, in the partitions it has.
pub(super) fn run(step: &Window, table: &Table, context: &Context<'_>) -> Raises<Table> {
    let mut before = table.clone();
    let mut start = 0;
    for part in before.parts.iter_mut().chain([&mut before.meta]) {
        let rows = Int64Array::from_iter_values((0..part.rows as i64).map(|row| row + start));
        start += part.rows as i64;
        part.assign(ROW, Column::new(DType::numpy(Kind::Int64), Arc::new(rows)));
    }
    let mut table = sorted(step, &before, context)?;
    if !step.order_by.is_empty() {
        table = enforced::sorted(table, context)?;
    }
    let apart = window_shifts::apart(&table, context)?;
    for output in &step.columns {
        let call = Call { step, output, context };
        let columns = results(&call, &table, &before)?;
        for (part, column) in table.parts.iter_mut().zip(columns) {
            part.assign(&output.out, column);
        }
        table.meta = table.parts.first().map_or_else(|| table.meta.clone(), Frame::emptied);
        if output.function == WindowFn::Shift && !step.partition_by.is_empty() {
            table = window_shifts::met(&call, table, &before)?;
        } else if !step.partition_by.is_empty() {
            table = window_shifts::aligned(&call, table)?;
        }
    }
    if let Some(apart) = apart {
        table = window_shifts::beside(table, &apart, context)?;
    }
    table = window_ends::taken(step, table, context)?;
    for part in table.parts.iter_mut().chain([&mut table.meta]) {
        let kept: Vec<usize> = (0..part.names.len()).filter(|&i| &*part.names[i] != ROW).collect();
        *part = part.pick(&kept);
    }
    Ok(table)
}

/// The function's results in every partition.
fn results(call: &Call<'_>, table: &Table, before: &Table) -> Raises<Vec<Column>> {
    let axes = call.context.axes;
    let keys = &call.step.partition_by;
    call.check_frame()?;
    let function = call.function();
    let unoffered = || Err(Raised::unsupported(format!("{} is not offered here", function.name())));
    if call.output.column.is_none() && keys.is_empty() {
        return unoffered();
    }
    for name in keys.iter().chain(&call.output.column) {
        named(&table.meta, name, axes)?;
    }
    match (function, keys.is_empty()) {
        (WindowFn::Rank | WindowFn::DenseRank | WindowFn::PctChange, _)
        | (
            WindowFn::Cummin | WindowFn::Cummax | WindowFn::Diff | WindowFn::RollingSum | WindowFn::RollingMean,
            false,
        ) => unoffered(),
        _ if call.of_several(&table.meta) => Err(names::several_assigned(axes)),
        (WindowFn::Cumcount | WindowFn::RowNumber, _) => counted(call, table),
        (WindowFn::Cumsum, false) => carried_in_groups(call, table),
        (WindowFn::Shift, false) => window_shifts::shifted(call, table, before),
        (WindowFn::Cumsum | WindowFn::Cummin | WindowFn::Cummax, true) => carried(call, table),
        (WindowFn::RollingSum | WindowFn::RollingMean, true) if !rolls(table, axes) => {
            Err(Raised::unsupported("rows whose labels are not known cannot be rolled over"))
        }
        (WindowFn::Shift | WindowFn::Diff | WindowFn::RollingSum | WindowFn::RollingMean, true) => {
            overlapped(call, table)
        }
    }
}

/// Whether rolling windows are offered over the partitions of `table`.
fn rolls(table: &Table, axes: &Axes) -> bool {
    match axes.window.unlabelled() {
        axis::Unlabelled::Rolled => true,
        axis::Unlabelled::Refused => !table.divisions.is_empty() || table.parts.len() == 1,
    }
}

/// A column of the whole table cut as the partitions are.
fn cut(column: &Column, table: &Table) -> Vec<Column> {
    let mut start = 0;
    let piece = |part: &Frame| {
        start += part.rows;
        column.slice(start - part.rows, part.rows)
    };
    table.parts.iter().map(piece).collect()
}

/// Row numbers within keys; partitions without a missing key keep integers.
fn counted(call: &Call<'_>, table: &Table) -> Raises<Vec<Column>> {
    match call.context.axes.quirks.counted_rows() {
        quirks::CountedRows::Refused
            if call.step.partition_by.len() > 1 && table.parts.len() == 1 && !table.divisions.is_empty() =>
        {
            return Err(Raised::type_error("the names of keys do not compare with those of numbers"));
        }
        quirks::CountedRows::Refused | quirks::CountedRows::Right => {}
    }
    let first = i64::from(call.function() == WindowFn::RowNumber);
    let numbers = numbered(&call.windows(&table.gathered(call.context.axes)?)?, first, call.context)?;
    let integers = DType::numpy(Kind::Int64);
    if call.context.phase == Phase::Build {
        return Ok(table.parts.iter().map(|part| sample::values(&integers, part.rows, call.context.axes)).collect());
    }
    let whole = |piece: Column| {
        let present = piece.present().count_set_bits() == piece.len();
        if present { fold::stored(piece.array(), integers.clone()) } else { Ok(piece) }
    };
    cut(&numbers, table).into_iter().map(whole).collect()
}

/// Whether made-up values are left alone: the trial is one on types.
fn untried(call: &Call<'_>) -> bool {
    match (call.context.phase, call.context.axes.evaluation.expressions()) {
        (Phase::Build, Expressions::Types) => true,
        (Phase::Build, Expressions::Rows) | (Phase::Run, _) => false,
    }
}

pub(super) fn local(call: &Call<'_>, frame: &Frame, windows: &Windows) -> Raises<Column> {
    let name = call.output.column.as_deref().unwrap_or_default();
    let column = named(frame, name, call.context.axes)?;
    match (call.function(), call.context.phase, column.kind()) {
        (WindowFn::RollingSum | WindowFn::RollingMean, _, Kind::Object) if untried(call) => {
            Ok(Column::missing(DType::numpy(Kind::Float64), frame.rows))
        }
        // made-up text is no number, the text of the rows may be
        (WindowFn::RollingSum | WindowFn::RollingMean, Phase::Build, Kind::String) => {
            Ok(Column::missing(DType::numpy(Kind::Float64), frame.rows))
        }
        _ => call.over_arrays(column, windows, frame),
    }
}

/// Functions that look `before` rows back or `after` rows ahead, of which a neighbouring partition has to have as many.
fn overlapped(call: &Call<'_>, table: &Table) -> Raises<Vec<Column>> {
    let n = call.output.n.unwrap_or(1);
    let (before, after) = match call.function() {
        WindowFn::RollingSum | WindowFn::RollingMean => (n - 1, 0),
        _ => (n, -n),
    };
    let reach = |rows: i64| usize::try_from(rows).unwrap_or(0);
    let (before, after) = match call.context.phase {
        Phase::Build => (0, 0),
        Phase::Run => (reach(before), reach(after)),
    };
    let parts = &table.parts;
    let enough = |part: &Frame, wanted: usize| {
        if part.rows < wanted {
            return Err(Raised::unsupported("a partition is smaller than what its neighbour looks at"));
        }
        Ok(())
    };
    parts
        .iter()
        .enumerate()
        .map(|(i, part)| {
            let mut pieces = vec![part.clone()];
            let mut skipped = 0;
            if let Some(previous) = i.checked_sub(1).map(|i| &parts[i]).filter(|_| before > 0) {
                enough(previous, before)?;
                pieces.insert(0, previous.slice(previous.rows - before, before));
                skipped = before;
            }
            if let Some(next) = parts.get(i + 1).filter(|_| after > 0) {
                enough(next, after)?;
                pieces.push(next.slice(0, after));
            }
            let frame = promote::concat(&pieces.iter().collect::<Vec<_>>(), call.context.axes)?;
            Ok(local(call, &frame, &Windows::whole(frame.rows))?.slice(skipped, part.rows))
        })
        .collect()
}

/// Running values of each partition joined to the last one before it.
///
/// Source: Dask, `CumulativeFinalize` (`dask_expr/_cumulative.py`), `cummin_aggregate` (`dataframe/methods.py`).
fn carried(call: &Call<'_>, table: &Table) -> Raises<Vec<Column>> {
    let name = call.output.column.as_deref().unwrap_or_default();
    let compared = match call.context.axes.quirks.valueless_partition() {
        quirks::ValuelessPartition::Right => false,
        quirks::ValuelessPartition::Compared => call.function() != WindowFn::Cumsum,
    };
    let mut carry: Option<Column> = None;
    let mut results = Vec::with_capacity(table.parts.len());
    for (i, part) in table.parts.iter().enumerate() {
        let column = named(part, name, call.context.axes)?;
        // what runs over a column is taken for what it runs over
        if untried(call) {
            results.push(column.clone());
            continue;
        }
        let local = match call.context.phase {
            // what a function makes of no rows is taken for what it was given
            Phase::Run if part.rows == 0 && enforced::all(call.context.axes) => {
                local(call, part, &Windows::whole(0))?;
                named(&table.meta, name, call.context.axes)?.clone()
            }
            Phase::Build | Phase::Run => local(call, part, &Windows::whole(part.rows))?,
        };
        // a trial is one of a partition by itself
        if call.context.phase == Phase::Build {
            results.push(local);
            continue;
        }
        let present = local.present();
        let last = (0..local.len()).rev().find(|&r| present.value(r)).map(|r| local.slice(r, 1));
        let first = i == 0;
        results.push(match &carry {
            None if compared && !first => beside_none(&local)?,
            None => local,
            Some(carry) => joined(call, &local, carry)?,
        });
        carry = match (carry, last) {
            (None, Some(_)) if compared && !first && i + 1 < table.parts.len() => {
                return Err(Raised::type_error("a value can't be compared with None"));
            }
            (Some(carry), Some(last)) => Some(match call.function() {
                WindowFn::Cumsum => sum(call, &carry, &last)?,
                _ => joined(call, &last, &carry)?,
            }),
            (carry, last) => carry.or(last),
        };
    }
    Ok(results)
}

/// What is left of values that are kept where they are less, or greater, than None.
fn beside_none(values: &Column) -> Raises<Column> {
    match values.kind() {
        Kind::Timestamp(..) | Kind::Duration(_) => Err(Raised::type_error("times can't be compared with None")),
        _ => values.take_or_missing(&UInt32Array::new_null(values.len())),
    }
}

/// Running values with one that was carried over.
fn joined(call: &Call<'_>, values: &Column, carry: &Column) -> Raises<Column> {
    match call.function() {
        WindowFn::Cumsum => {
            let carry = carry.take(&UInt32Array::from(vec![0; values.len()]))?;
            sum(call, values, &carry)
        }
        function => {
            let both = promote::stack(&[carry, values])?;
            let windows = Windows::whole(both.len());
            let frames = Frames { windows: &windows, extent: Extent::ToRow };
            Ok(running::running(&both, &frames, function, call.context.axes)?.slice(1, values.len()))
        }
    }
}

fn sum(call: &Call<'_>, a: &Column, b: &Column) -> Raises<Column> {
    let frame = Frame::new(Vec::new(), a.len());
    let scope = Scope::new(&frame, call.context);
    arithmetic::binary(BinaryOp::Add, &Operand::Column(a.clone()), &Operand::Column(b.clone()), &scope)
}

/// What is carried over of a key: its sum so far, missing where the last partition that has it has only missing values of it.
#[derive(Clone, Copy)]
enum Carry {
    /// No partition has had it.
    None,
    /// Missing.
    Missing,
    /// An integer or a time.
    Whole(i64),
    /// A floating-point number.
    Float(f64),
}

impl Carry {
    /// With what the next partition has of the key: of two that are there, a missing one is nothing.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, Self::Missing) => Self::None,
            (Self::None | Self::Missing, other) => other,
            (carry, Self::None | Self::Missing) => carry,
            (Self::Whole(a), Self::Whole(b)) => Self::Whole(a.wrapping_add(b)),
            (a, b) => Self::Float(a.double() + b.double()),
        }
    }

    fn double(self) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Missing => f64::NAN,
            Self::Whole(i) => i as f64,
            Self::Float(x) => x,
        }
    }
}

/// Running sums within keys: each partition's own, joined to the last ones of the same key before it.
fn carried_in_groups(call: &Call<'_>, table: &Table) -> Raises<Vec<Column>> {
    let own = |part: &Frame| local(call, part, &call.windows(part)?);
    let axes = call.context.axes;
    // a plan takes it for what it is of no rows, where no key is missing
    let planned = |part: &Frame| {
        own(part)?;
        Ok(sample::values(&own(&part.emptied())?.dtype, part.rows, axes))
    };
    match call.context.phase {
        Phase::Build => return table.parts.iter().map(planned).collect(),
        Phase::Run => {}
    }
    let frame = table.gathered(axes)?;
    let keys = call.step.partition_by.iter().map(|name| named(&frame, name, axes)).collect::<Raises<Vec<_>>>()?;
    let groups = Groups::of(&keys, frame.rows, Missing::LeftOut)?;
    let mut carries = vec![Carry::None; groups.len()];
    let mut carried_type: Option<DType> = None;
    let mut results = Vec::with_capacity(table.parts.len());
    let mut start = 0;
    for part in &table.parts {
        let of_row = &groups.of_row[start..start + part.rows];
        start += part.rows;
        let local = own(part)?;
        let sums = match &carried_type {
            None => local.clone(),
            Some(dtype) => sum(call, &local, &aligned(&carries, of_row, dtype)?)?,
        };
        results.push(sums);
        for (group, last) in lasts(&local, of_row, groups.len())?.into_iter().enumerate() {
            let joined = carried_type.is_some() && !matches!(local.kind(), Kind::Duration(_));
            carries[group] =
                if joined || !matches!(carries[group], Carry::None) { carries[group].and(last) } else { last };
        }
        carried_type = Some(carried_type.map_or_else(|| local.dtype.clone(), |t| promote::common(&t, &local.dtype)));
    }
    Ok(results)
}

/// The last running sum of every key that is there.
fn lasts(sums: &Column, of_row: &[u32], groups: usize) -> Raises<Vec<Carry>> {
    let present = sums.present();
    let numbers = fold::Numbers::of(sums)?;
    let mut lasts = vec![Carry::None; groups];
    for (row, &group) in of_row.iter().enumerate().filter(|(_, g)| **g != LEFT_OUT) {
        let last = &mut lasts[group as usize];
        if present.value(row) {
            *last = match &numbers {
                fold::Numbers::Signed(v) => Carry::Whole(v[row]),
                fold::Numbers::Unsigned(v) => Carry::Whole(v[row] as i64),
                fold::Numbers::Single(v) => Carry::Float(v[row].into()),
                fold::Numbers::Double(v) => Carry::Float(v[row]),
            };
        } else if matches!(last, Carry::None) {
            *last = Carry::Missing;
        }
    }
    Ok(lasts)
}

/// What is carried over of every row's key, nothing being 0, in the type of the sums.
fn aligned(carries: &[Carry], of_row: &[u32], dtype: &DType) -> Raises<Column> {
    let each = of_row.iter().map(|&g| carries.get(g as usize).copied().unwrap_or(Carry::None));
    if let Kind::Duration(unit) = dtype.kind
        && each.clone().any(|c| matches!(c, Carry::None))
    {
        let object = |carry: Carry| match carry {
            Carry::None => Obj::Int(0),
            Carry::Whole(i) => Obj::Timedelta(i, unit),
            Carry::Missing | Carry::Float(_) => Obj::NaT,
        };
        return Ok(Column::objects(each.map(object).collect::<Vec<_>>()));
    }
    if dtype.kind.is_float() || each.clone().any(|c| matches!(c, Carry::Float(_))) {
        let doubles: arrow::array::Float64Array = each.map(|c| Some(c.double())).collect();
        let kind = if dtype.kind.is_float() { dtype.clone() } else { DType::numpy(Kind::Float64) };
        return fold::stored(Arc::new(doubles), kind);
    }
    let whole: Int64Array = each
        .map(|c| match c {
            Carry::Whole(i) => Some(i),
            Carry::Missing => None,
            Carry::None | Carry::Float(_) => Some(0),
        })
        .collect();
    fold::stored(Arc::new(whole), dtype.clone())
}
