//! `groupby`: rows with equal keys become one row.

use std::sync::Arc;

use super::{distinct_counts, groupby_partials, met};
use crate::axis::{Axes, aggregate as aggregation, groupby, quirks, types};
use crate::case::plan::{AggFn, Aggregate, Groupby, Style};
use crate::engine::aggregate::{self, Call};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::frame::{Frame, Table};
use crate::engine::key_order;
use crate::engine::keys::{Groups, Missing};
use crate::engine::names;
use crate::engine::object::Obj;
use crate::engine::placement::groups;
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase, having};
use crate::result::ErrorKind;

/// One row a group.
pub(super) fn run(step: &Groupby, table: &Table, context: &Context<'_>) -> Raises<Table> {
    if step.by.is_empty() {
        no_keys(step, table, context)?;
    }
    one_each(&step.by, &table.meta, context.axes)?;
    median_of_sorted(step, context)?;
    no_list_keys(step, &table.meta, context.axes)?;
    aggregate::sql::no_times_of_day(&step.agg, &table.meta, context.axes)?;
    let meet = groupby_partials::rows_must_meet(step, context);
    if meet {
        keys_left_out(step, context.axes)?;
    }
    let mut parts = if meet {
        let by_keys = labelled_by_keys(step, table, context.axes)?;
        let table = &met::together(&step.by, &step.agg, by_keys.as_ref().unwrap_or(table), context)?;
        let frame = table.gathered(context.axes)?;
        if let Some((step, frame)) = over_names(step, &frame, context.axes) {
            return labelled(local(&step, &frame, &table.parts, context.axes)?).map(Table::whole);
        }
        let keys: Vec<usize> = step.by.iter().filter_map(|k| frame.position(k)).collect();
        let n = groups::partitions(AggFn::Median, step, table.parts.len(), context);
        let step = &met_in_order(step, context.axes);
        let moved = Table { parts: groups::moved(frame, &keys, n, context.axes)?, ..table.clone() };
        let moved = labelled_by_keys(step, &moved, context.axes)?.unwrap_or(moved);
        let groups = moved.parts.iter().map(|part| local(step, part, &table.parts, context.axes));
        let groups = groups.collect::<Raises<Vec<_>>>()?;
        clash(step, context.axes)?;
        groups
    } else {
        let parts = groupby_partials::run(step, table, context)?;
        clash(step, context.axes)?;
        parts
    };
    parts.iter_mut().for_each(|part| one_key_one_column(step, part, context.axes));
    let mut meta = parts.first().map_or_else(|| table.meta.clone(), Frame::emptied);
    if !parts.is_empty() {
        one_key_one_column(step, &mut meta, context.axes);
    }
    let groups = Table { parts, meta, divisions: Vec::new() };
    match context.axes.quirks.pushdown() {
        quirks::Pushdown::Blind if context.phase == Phase::Run => having::given(step, groups, context),
        quirks::Pushdown::Blind | quirks::Pushdown::Right => Ok(groups),
    }
}

/// The table with the labels that its rows get of a lone key where they are moved by it, and once they are there, if those are others.
///
/// Source: Dask, `_non_agg_chunk` (`dataframe/groupby.py`) and `ShuffleReduce._lower` (`dask_expr/_reductions.py`).
fn labelled_by_keys(step: &Groupby, table: &Table, axes: &Axes) -> Raises<Option<Table>> {
    let (aggregation::Combine::PartialsOrShuffle, [key]) = (axes.aggregate.combine(), &step.by[..]) else {
        return Ok(None);
    };
    let (mut table, nothing) = (table.clone(), table.rows() == 0);
    for part in table.parts.iter_mut().filter(|part| part.rows > 0 || nothing) {
        if let Some(at) = part.position(key) {
            part.columns[at] = distinct_counts::labels(&part.columns[at], axes)?;
        }
    }
    Ok(Some(table))
}

/// A key that is named again is the same column.
fn one_key_one_column(step: &Groupby, groups: &mut Frame, axes: &Axes) {
    for (again, key) in step.by.iter().enumerate() {
        if let Some(first) = step.by[..again].iter().position(|other| names::same(other, key, axes)) {
            groups.columns[again] = groups.columns[first].clone();
        }
    }
}

/// Whether so many rows can be grouped without keys though others can't.
fn nothing_by_nothing(rows: usize, axes: &Axes) -> bool {
    rows == 0 && matches!(axes.groupby.no_keys(), groupby::NoKeys::Refused)
}

/// Refuses a step without keys, where that is not one group.
fn no_keys(step: &Groupby, table: &Table, context: &Context<'_>) -> Raises<()> {
    match context.axes.groupby.no_keys() {
        groupby::NoKeys::OneGroup => Ok(()),
        groupby::NoKeys::Refused if nothing_by_nothing(table.rows(), context.axes) => Ok(()),
        groupby::NoKeys::Refused => Err(Raised::value_error("no group keys")),
        groupby::NoKeys::FirstPartition | groupby::NoKeys::Partials | groupby::NoKeys::PartialsUnnamed => {
            groupby_partials::no_keys(step, table, context)
        }
    }
}

/// The step as it is run where rows are moved for it: its groups stay as they are met.
fn met_in_order(step: &Groupby, axes: &Axes) -> Groupby {
    match axes.aggregate.combine() {
        aggregation::Combine::PartialsOrShuffle => Groupby { sort: Some(false), ..step.clone() },
        aggregation::Combine::Rows | aggregation::Combine::Buffers | aggregation::Combine::Partials => step.clone(),
    }
}

/// Refuses Arrow's lists as keys, of which there is no dictionary, and its numbers of half precision as keys in order.
///
/// Source: pandas, `ArrowExtensionArray.factorize`, and `WrappedCythonOp`, which tells of a failure what it failed in.
fn no_list_keys(step: &Groupby, meta: &Frame, axes: &Axes) -> Raises<()> {
    let halves = |key: &Column| *key.kind() == Kind::Float16 && sorts(step, axes);
    let listed =
        |key: &Column| key.dtype.family == Family::Arrow && (matches!(key.kind(), Kind::List(_)) || halves(key));
    let keys = step.by.iter().filter_map(|name| meta.position(name));
    if !axes.types.converted().nullable() || !keys.into_iter().any(|key| listed(&meta.columns[key])) {
        return Ok(());
    }
    let told = matches!(
        step.agg.first().map(|a| a.function),
        Some(AggFn::Sum | AggFn::Prod | AggFn::Min | AggFn::Max | AggFn::First | AggFn::Last | AggFn::Mean)
    );
    Err(if told {
        Raised::unsupported("the aggregate failed")
    } else {
        Raised::type_error("keys of this type have no order")
    })
}

/// Refuses aggregates of keys, which are not among the columns of groups whose rows are moved.
///
/// Source: Dask, `HolisticGroupbyAggregation` (`dask_expr/_groupby.py`) and `_non_agg_chunk` (`dataframe/groupby.py`).
fn keys_left_out(step: &Groupby, axes: &Axes) -> Raises<()> {
    match axes.aggregate.combine() {
        aggregation::Combine::PartialsOrShuffle => {}
        aggregation::Combine::Rows | aggregation::Combine::Buffers | aggregation::Combine::Partials => return Ok(()),
    }
    match step.agg.iter().filter_map(|output| output.column.as_ref()).find(|column| step.by.contains(column)) {
        Some(key) => Err(Raised::no_column(key)),
        None => Ok(()),
    }
}

/// Refuses a median among a dictionary's functions over sorted groups, where moving the rows for it fails.
fn median_of_sorted(step: &Groupby, context: &Context<'_>) -> Raises<()> {
    match context.phase {
        Phase::Run => movable(step, context.axes),
        Phase::Build => Ok(()),
    }
}

/// Refuses the same where its plan is written out, before any row is there.
pub(in crate::engine) fn movable(step: &Groupby, axes: &Axes) -> Raises<()> {
    match axes.quirks.sorted_median() {
        quirks::SortedMedian::Raise => {}
        quirks::SortedMedian::Right => return Ok(()),
    }
    let median = step.agg.iter().any(|a| a.function == AggFn::Median);
    if median && step.sort == Some(true) && step.spelling() == Style::Agg {
        return Err(Raised::new(ErrorKind::ColumnNotFound, "options"));
    }
    Ok(())
}

/// Refuses a key whose name several columns have: an array of keys has one dimension.
pub(super) fn one_each(by: &[String], meta: &Frame, axes: &Axes) -> Raises<()> {
    match axes.types.model() {
        types::Model::Numpy => {}
        types::Model::Sql => return Ok(()),
    }
    // the keys are looked up one by one: behind one that is not there, none is
    let there =
        by.iter().map(|name| (name, names::alike(meta, name, axes).len())).take_while(|(_, places)| *places > 0);
    match there.into_iter().find(|(_, places)| *places > 1).map(|(name, _)| name) {
        Some(name) => Err(Raised::value_error(format!("the group key {name} is several columns"))),
        None => Ok(()),
    }
}

/// The step over a frame with a column of the keys that its names are; no names are the keys of no rows.
///
/// Source: pandas, `core/groupby/grouper.py` (`get_grouper`).
fn over_names(step: &Groupby, frame: &Frame, axes: &Axes) -> Option<(Groupby, Frame)> {
    let keys = match step.by.is_empty() {
        true => nothing_by_nothing(frame.rows, axes).then(|| Column::empty(DType::numpy(Kind::Int64))),
        false => names_as_keys(&step.by, frame, axes),
    };
    let mut keyed = frame.clone();
    keyed.assign(UNNAMED, keys?);
    Some((Groupby { by: vec![UNNAMED.to_owned()], ..step.clone() }, keyed))
}

/// Keys that are no column, which nothing can ask for.
pub(super) const UNNAMED: &str = "\0";

/// A table with its unnamed keys in front, under a name that is not taken if there is one.
///
/// Source: pandas, `DataFrame.reset_index`.
pub(super) fn labelled(mut groups: Frame) -> Raises<Frame> {
    let name = if groups.position("index").is_some() { "level_0" } else { "index" };
    if groups.position(name).is_some() {
        return Err(inserted_twice(name));
    }
    groups.names[0] = Arc::from(name);
    Ok(groups)
}

pub(super) fn inserted_twice(name: &str) -> Raised {
    Raised::new(ErrorKind::DuplicateColumn, format!("cannot insert {name}, already exists"))
}

/// Names of keys that are no columns, as many as there are rows: they are taken for the keys of the rows.
pub(super) fn names_as_keys(by: &[String], frame: &Frame, axes: &Axes) -> Option<Column> {
    match axes.groupby.unknown_keys() {
        groupby::UnknownKeys::Raise => return None,
        groupby::UnknownKeys::Values => {}
    }
    if by.len() != frame.rows || by.iter().all(|name| frame.position(name).is_some()) {
        return None;
    }
    let values: Vec<Obj> = by.iter().map(|name| Obj::Str(Arc::from(name.as_str()))).collect();
    Some(crate::engine::text::as_held(Column::objects(values), axes))
}

/// Whether an output is named like a key, which a table of unique names has no room for.
fn clash(step: &Groupby, axes: &Axes) -> Raises<()> {
    let clashes = match axes.types.model() {
        types::Model::Numpy => {
            let twice = step.by.iter().enumerate().find(|(i, key)| step.by[..*i].contains(key)).map(|(_, key)| key);
            step.agg.iter().map(|a| &a.out).find(|out| step.by.contains(out)).or(twice)
        }
        types::Model::Sql => None,
    };
    match clashes {
        Some(name) => Err(inserted_twice(name)),
        None => Ok(()),
    }
}

/// The groups of one frame, which is all of `parts`, and the aggregates of each.
pub(super) fn local(step: &Groupby, frame: &Frame, parts: &[Frame], axes: &Axes) -> Raises<Frame> {
    let outputs = match axes.types.model() {
        // each is looked at once those before it are right
        types::Model::Sql => &[][..],
        types::Model::Numpy => &step.agg,
    };
    for name in step.by.iter().chain(outputs.iter().filter_map(|a| a.column.as_ref())) {
        named(frame, name, axes)?;
    }
    let mut keyed = Keyed::of(frame, &step.by, keeps_missing(step, axes), sorts(step, axes), axes)?;
    match axes.aggregate.combine() {
        aggregation::Combine::Buffers => keyed.groups = keyed.groups.cut_between(parts),
        aggregation::Combine::Rows | aggregation::Combine::Partials | aggregation::Combine::PartialsOrShuffle => {}
    }
    let mut columns: Vec<(Arc<str>, Column)> = keyed.names(&step.by).zip(keyed.keys.iter().cloned()).collect();
    for output in &step.agg {
        let call = Call { function: output.function, q: output.q.unwrap_or(0.5), style: step.spelling() };
        columns.push((Arc::from(output.out.as_str()), one(output, call, frame, &keyed.groups, axes)?));
    }
    no_table(step, frame, axes)?;
    Ok(Frame::new(columns, keyed.groups.len()))
}

/// Refuses the only aggregate where it is of a name that several columns have: a table of them is not named as one column is.
fn no_table(step: &Groupby, frame: &Frame, axes: &Axes) -> Raises<()> {
    let rows = match axes.aggregate.combine() {
        aggregation::Combine::Rows => true,
        aggregation::Combine::Buffers | aggregation::Combine::Partials | aggregation::Combine::PartialsOrShuffle => {
            false
        }
    };
    match step.agg.as_slice() {
        [Aggregate { column: Some(name), .. }] if rows && step.spelling() == Style::Method => {
            match names::alike(frame, name, axes).len() {
                0 | 1 => Ok(()),
                _ => Err(Raised::type_error("a table has a name for every column")),
            }
        }
        _ => Ok(()),
    }
}

fn one(output: &Aggregate, call: Call, frame: &Frame, groups: &Groups, axes: &Axes) -> Raises<Column> {
    match output.column.as_deref() {
        Some(name) => {
            let column = named(frame, name, axes)?;
            aggregate::grouped(column, groups, call, axes)
        }
        None => Ok(aggregate::sizes(groups, axes)),
    }
}

/// The column that a name refers to; of several it is the first.
pub(super) fn named<'a>(frame: &'a Frame, name: &str, axes: &Axes) -> Raises<&'a Column> {
    names::places(frame, name, axes)?.first().map(|&place| &frame.columns[place]).ok_or_else(|| Raised::no_column(name))
}

/// Whether rows with a missing key form groups.
pub(super) fn keeps_missing(step: &Groupby, axes: &Axes) -> bool {
    match (step.dropna, axes.groupby.null_keys()) {
        (Some(drop), _) => !drop,
        (None, groupby::NullKeys::Drop) => false,
        (None, groupby::NullKeys::Keep) => true,
    }
}

/// Whether groups come sorted by key.
fn sorts(step: &Groupby, axes: &Axes) -> bool {
    match (step.sort, axes.groupby.order()) {
        (Some(sort), _) => sort,
        (None, groupby::KeyOrder::Sorted) => true,
        (None, groupby::KeyOrder::Met) => false,
    }
}

/// A frame's rows put into groups.
pub(super) struct Keyed {
    pub(super) groups: Groups,
    /// One row a group.
    pub(super) keys: Vec<Column>,
}

impl Keyed {
    /// The groups of `frame` by the columns `by`.
    pub(super) fn of(frame: &Frame, by: &[String], keep_missing: bool, sort: bool, axes: &Axes) -> Raises<Self> {
        Self::made(frame, by, keep_missing, sort, |column| !sort && lost(column, axes), axes)
    }

    /// The groups of rows that are labelled by their keys: the values of several are numbered already.
    pub(super) fn of_labels(frame: &Frame, by: &[String], keep_missing: bool, sort: bool, axes: &Axes) -> Raises<Self> {
        Self::made(frame, by, keep_missing, sort, |column| !sort && by.len() == 1 && lost(column, axes), axes)
    }

    fn made(
        frame: &Frame,
        by: &[String],
        keep_missing: bool,
        sort: bool,
        lost: impl Fn(&Column) -> bool,
        axes: &Axes,
    ) -> Raises<Self> {
        let columns = by.iter().map(|name| named(frame, name, axes)).collect::<Raises<Vec<_>>>()?;
        let missing = if keep_missing { Missing::One } else { Missing::LeftOut };
        let columns = || columns.iter().map(|&column| (column, if lost(column) { Missing::LeftOut } else { missing }));
        let mut groups = Groups::of_each(columns(), frame.rows)?;
        let levels = columns().map(|(column, missing)| Level::of(column, missing)).collect::<Raises<Vec<_>>>()?;
        if sort {
            let missing = if columns().any(|(key, _)| key.dtype.family == Family::Sql) {
                key_order::Missing::First
            } else {
                missing_in_order(axes)
            };
            if levels.len() > 1 {
                levels.iter().try_for_each(|level| level.sorts(missing))?;
            }
            let keys = levels.iter().map(|level| level.at(&groups)).collect::<Raises<Vec<_>>>()?;
            groups = groups.reordered(&key_order::ascending(&keys, groups.len(), missing)?);
        }
        let held = |level: Level| aggregate::made_key(level.held(axes)?.at(&groups)?, axes);
        let keys = levels.into_iter().map(held).collect::<Raises<_>>()?;
        Ok(Self { groups, keys })
    }

    fn names<'a>(&self, by: &'a [String]) -> impl Iterator<Item = Arc<str>> + 'a {
        by.iter().map(|name| Arc::from(name.as_str()))
    }
}

/// Whether missing keys of a column have no number among those that are not sorted.
fn lost(column: &Column, axes: &Axes) -> bool {
    match axes.quirks.zoned_keys() {
        quirks::ZonedKeys::Lost => matches!(column.kind(), Kind::Timestamp(_, Some(_))),
        quirks::ZonedKeys::Kept => false,
    }
}

/// Where missing keys stand in the order of groups.
fn missing_in_order(axes: &Axes) -> key_order::Missing {
    match axes.groupby.missing_object() {
        groupby::MissingObject::Last => key_order::Missing::Last,
        groupby::MissingObject::Compared => key_order::Missing::Compared,
    }
}

/// Refuses keys of groups of which the values of one have no order among themselves.
pub(super) fn sorted_each(columns: &[&Column], missing: Missing, axes: &Axes) -> Raises<()> {
    columns.iter().try_for_each(|column| Level::of(column, missing)?.sorts(missing_in_order(axes)))
}

/// The distinct values of a key column, also those that no group has; of equal ones the first stands for all.
struct Level {
    values: Column,
    /// Which of them every row has.
    of_row: Vec<u32>,
}

impl Level {
    fn of(column: &Column, missing: Missing) -> Raises<Self> {
        let alike = Groups::by(column, missing)?;
        Ok(Self { values: column.take(&alike.firsts.into())?, of_row: alike.of_row })
    }

    /// Refuses values that have no order among themselves.
    fn sorts(&self, missing: key_order::Missing) -> Raises<()> {
        match self.values.as_objects() {
            Some(_) => key_order::ascending(std::slice::from_ref(&self.values), self.values.len(), missing).map(|_| ()),
            None => Ok(()),
        }
    }

    /// The level as the framework holds it.
    fn held(self, axes: &Axes) -> Raises<Self> {
        // a zero is a zero: SQL's keys have no sign of it
        let plain = if self.values.dtype.family == Family::Sql { self.values.one_zero() } else { self.values };
        Ok(Self { values: aggregate::key(plain, axes)?, ..self })
    }

    /// The value of every group.
    fn at(&self, groups: &Groups) -> Raises<Column> {
        let places: Vec<u32> = groups.firsts.iter().map(|&row| self.of_row[row as usize]).collect();
        self.values.take(&places.into())
    }
}

/// The values at `rows`, in place of each the first of the whole column that is equal to it.
pub(super) fn first_of_equals(column: &Column, rows: impl Iterator<Item = u32>) -> Raises<Column> {
    let alike = Groups::by(column, Missing::One)?;
    column.take(&rows.map(|row| alike.firsts[alike.of_row[row as usize] as usize]).collect::<Vec<_>>().into())
}
