//! `window`: columns of window functions, one after the other.

use arrow::array::BooleanArray;

use crate::axis::{types, window as axis};
use crate::case::expr::{BinaryOp, Literal};
use crate::case::plan::{Sort, Step, Window, WindowColumn, WindowFn, WindowFrame};
use crate::engine::aggregate::{self, fold};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr::{Operand, Scope, sql};
use crate::engine::frame::{Frame, Table};
use crate::engine::ingest::convert;
use crate::engine::keys::{Groups, Missing};
use crate::engine::names;
use crate::engine::order::{self, Key};
use crate::engine::placement;
use crate::engine::raised::{Raised, Raises};
use crate::engine::window::{Extent, Frames, Windows, change, rank, rolling, running};
use crate::engine::{Context, Phase};

use super::groupby::{named, names_as_keys, one_each, sorted_each};
use super::{sort, window_parts};

/// The table with a column for every function; later ones see earlier ones.
pub(super) fn run(step: &Window, table: &Table, context: &Context<'_>) -> Raises<Table> {
    match context.axes.window.partitions() {
        axis::Partitions::Carried => return window_parts::run(step, table, context),
        axis::Partitions::Meet => {}
    }
    let table = sorted(step, table, context)?;
    let mut frame = table.gathered(context.axes)?;
    for output in &step.columns {
        let call = Call { step, output, context };
        frame = call.ordered(frame)?;
        let column = call.column(&frame)?;
        // a running sum of all rows keeps the NaN that it comes to
        let kept = output.function == WindowFn::Cumsum && step.partition_by.is_empty();
        let column = if kept { column } else { convert::settled(column, context.axes)? };
        names::assign(&mut frame, &output.out, column, context.axes);
    }
    Ok(Table::whole(frame))
}

/// The table in the order of the window, where that is the table's.
pub(in crate::engine) fn sorted(step: &Window, table: &Table, context: &Context<'_>) -> Raises<Table> {
    match context.axes.window.ordered() {
        axis::Ordered::Table if !step.order_by.is_empty() => {
            let by = Sort { by: step.order_by.clone(), ascending: None, na_position: None };
            let ahead: Vec<Step> =
                [Step::Window(step.clone())].into_iter().chain(context.ahead.iter().cloned()).collect();
            sort::run(&by, table, &Context { ahead: &ahead, ..*context })
        }
        axis::Ordered::Table | axis::Ordered::Window => Ok(table.clone()),
    }
}

/// One function of the step.
pub(super) struct Call<'a> {
    pub(super) step: &'a Window,
    pub(super) output: &'a WindowColumn,
    pub(super) context: &'a Context<'a>,
}

impl Call<'_> {
    pub(super) fn function(&self) -> WindowFn {
        self.output.function
    }

    fn ranks(&self) -> bool {
        matches!(self.function(), WindowFn::Rank | WindowFn::DenseRank)
    }

    pub(super) fn runs(&self) -> bool {
        matches!(self.function(), WindowFn::Cumsum | WindowFn::Cummin | WindowFn::Cummax)
    }

    /// The rows in the order that the window asks for by itself: by partition, within it by the order.
    fn ordered(&self, frame: Frame) -> Raises<Frame> {
        match self.context.axes.window.unordered() {
            axis::Unordered::Unsupported if self.step.order_by.is_empty() && !self.ranks() => {
                let name = self.function().name();
                return Err(Raised::unsupported(format!("{name} needs an order")));
            }
            axis::Unordered::Unsupported | axis::Unordered::AsFound => {}
        }
        match self.context.axes.window.ordered() {
            axis::Ordered::Table => return Ok(frame),
            axis::Ordered::Window => self.fits(&frame)?,
        }
        let ranked = self.output.column.as_ref().filter(|_| self.ranks());
        let order = ranked.map_or_else(|| self.step.order_by.as_slice(), std::slice::from_ref);
        let keys = [self.step.partition_by.as_slice(), order].concat();
        let keys = names::each(&frame, &keys, self.context.axes)?;
        let frame = match &keys[..] {
            [key] if placement::by_bucket(self.context.axes) => placement::tied(&frame, *key)?,
            _ => frame,
        };
        let keys: Vec<Key<'_>> =
            keys.iter().map(|&k| Key { column: &frame.columns[k], descending: false, missing_first: true }).collect();
        let order = order::sorted(&keys, frame.rows)?;
        frame.take(&order)
    }

    /// Refuses a column of a type that an aggregate over a window does not take, before the window itself is looked at.
    ///
    /// Source: Spark, `CheckAnalysis` (expressions from the inside out, the function before its window).
    fn fits(&self, frame: &Frame) -> Raises<()> {
        let rolls = matches!(self.function(), WindowFn::RollingSum | WindowFn::RollingMean);
        match (self.context.phase, &self.output.column) {
            (Phase::Build, Some(name)) if rolls || self.runs() => {
                let column = named(frame, name, self.context.axes)?;
                let frames = Frames { windows: &Windows::whole(frame.rows), extent: Extent::ToRow };
                self.aggregate(column, &frames).map(drop)
            }
            _ => Ok(()),
        }
    }

    fn aggregate(&self, column: &Column, frames: &Frames<'_>) -> Raises<Column> {
        let axes = self.context.axes;
        match self.function() {
            WindowFn::RollingMean => aggregate::sql::mean(column, frames, axes),
            WindowFn::RollingSum | WindowFn::Cumsum => aggregate::sql::sum(column, frames, axes),
            function => aggregate::sql::extreme(column, frames, function == WindowFn::Cummax),
        }
    }

    /// The rows that are in one window.
    pub(super) fn windows(&self, frame: &Frame) -> Raises<Windows> {
        if self.step.partition_by.is_empty() {
            return Ok(Windows::whole(frame.rows));
        }
        let axes = self.context.axes;
        let missing = match axes.window.null_keys() {
            axis::NullKeys::Missing => Missing::LeftOut,
            axis::NullKeys::Partition => Missing::One,
        };
        if let Some(keys) = names_as_keys(&self.step.partition_by, frame, axes) {
            let by = Key { column: &keys, descending: false, missing_first: false };
            let order = order::sorted(std::slice::from_ref(&by), frame.rows)?;
            return Ok(Windows::of(&Groups::by(&keys, missing)?).unnamed(order.values().to_vec()));
        }
        one_each(&self.step.partition_by, frame, axes)?;
        let columns = self.step.partition_by.iter().map(|name| named(frame, name, axes)).collect::<Raises<Vec<_>>>()?;
        sorted_each(&columns, missing, axes)?;
        Ok(Windows::of(&Groups::of(&columns, frame.rows, missing)?))
    }

    /// The rows of all windows in the order of their keys.
    fn rows_by_key(&self, windows: &Windows, frame: &Frame) -> Raises<Vec<u32>> {
        let columns = names::each(frame, &self.step.partition_by, self.context.axes)?;
        let keys: Vec<Key<'_>> = columns
            .iter()
            .map(|&place| Key { column: &frame.columns[place], descending: false, missing_first: false })
            .collect();
        let places = windows.places();
        let rows = order::sorted(&keys, frame.rows)?;
        Ok(rows.values().iter().copied().filter(|&row| places[row as usize].is_some()).collect())
    }

    /// Whether the function is of a table, the columns of one name.
    pub(super) fn of_several(&self, frame: &Frame) -> bool {
        self.output.column.as_ref().is_some_and(|name| names::alike(frame, name, self.context.axes).len() > 1)
    }

    /// Whether the frame that is asked for is offered.
    pub(super) fn check_frame(&self) -> Raises<()> {
        match self.context.axes.window.range() {
            axis::Range::Unsupported if self.runs() && self.step.frame == Some(WindowFrame::Range) => {
                Err(Raised::unsupported("a window frame by range"))
            }
            axis::Range::Unsupported | axis::Range::Peers => Ok(()),
        }
    }

    /// The function's results.
    fn column(&self, frame: &Frame) -> Raises<Column> {
        let axes = self.context.axes;
        self.check_frame()?;
        let windows = self.windows(frame)?;
        let Some(name) = &self.output.column else {
            return numbered(&windows, i64::from(self.function() == WindowFn::RowNumber), self.context);
        };
        let column = named(frame, name, axes)?;
        match axes.types.model() {
            types::Model::Numpy if self.of_several(frame) => return Err(names::several_assigned(axes)),
            types::Model::Numpy | types::Model::Sql => {}
        }
        if self.ranks() {
            return rank::rank(column, &windows, self.function() == WindowFn::DenseRank, axes);
        }
        match axes.types.model() {
            types::Model::Numpy => self.over_arrays(column, &windows, frame),
            types::Model::Sql => self.over_sql(column, &windows, frame),
        }
    }

    /// How far the frame of a running function reaches.
    fn extent(&self, frame: &Frame) -> Raises<Extent> {
        let peers = match (self.step.frame, self.context.axes.window.running()) {
            (Some(frame), _) => frame == WindowFrame::Range,
            (None, axis::Running::Rows) => false,
            (None, axis::Running::Peers) => true,
        };
        if !peers {
            return Ok(Extent::ToRow);
        }
        let order = names::each(frame, &self.step.order_by, self.context.axes)?;
        let order: Vec<&Column> = order.iter().map(|&k| &frame.columns[k]).collect();
        Ok(Extent::ToPeers(Groups::of(&order, frame.rows, Missing::One)?.of_row))
    }

    pub(super) fn over_arrays(&self, column: &Column, windows: &Windows, frame: &Frame) -> Raises<Column> {
        let n = self.output.n.unwrap_or(1);
        let scope = Scope::new(frame, self.context);
        match self.function() {
            WindowFn::Shift => change::shifted(column, windows, n),
            WindowFn::Diff => change::difference(column, windows, &scope),
            WindowFn::PctChange => change::relative(column, windows, &scope),
            WindowFn::RollingSum | WindowFn::RollingMean => {
                let mean = self.function() == WindowFn::RollingMean;
                let rolled = rolling::rolling(column, windows, n, mean, self.context.axes.window.rolling())?;
                match &frame.labels {
                    Some(labels) if windows.keyed && frame.labels_repeat() => {
                        rolling::looked_up(&rolled, &self.rows_by_key(windows, frame)?, labels)
                    }
                    _ => Ok(rolled),
                }
            }
            function => {
                let frames = Frames { windows, extent: self.extent(frame)? };
                running::running(column, &frames, function, self.context.axes)
            }
        }
    }

    fn over_sql(&self, column: &Column, windows: &Windows, frame: &Frame) -> Raises<Column> {
        let n = self.output.n.unwrap_or(1);
        let axes = self.context.axes;
        let scope = Scope::new(frame, self.context);
        let before = || column.take(&windows.before(1)).map(Operand::Column);
        match self.function() {
            WindowFn::Shift => column.take(&windows.before(n)),
            WindowFn::Diff => sql::binary(BinaryOp::Sub, &Operand::Column(column.clone()), &before()?, &scope),
            WindowFn::PctChange => {
                let ratio = sql::binary(BinaryOp::Div, &Operand::Column(column.clone()), &before()?, &scope)?;
                sql::binary(BinaryOp::Sub, &Operand::Column(ratio), &Operand::Scalar(Literal::Int(1)), &scope)
            }
            WindowFn::RollingSum | WindowFn::RollingMean => {
                let width = usize::try_from(n).unwrap_or(0);
                let frames = Frames { windows, extent: Extent::Last(width.max(1)) };
                let rolled = self.aggregate(column, &frames)?;
                // a frame that ends before it starts has no rows
                if width == 0 {
                    return Ok(Column::missing(rolled.dtype, frame.rows));
                }
                match axes.window.rolling() {
                    axis::Rolling::Partial => Ok(rolled),
                    axis::Rolling::Full => {
                        let few = |place: Option<u32>| Some(place.is_none_or(|place| (place as usize) + 1 < width));
                        without(rolled, &windows.places().into_iter().map(few).collect())
                    }
                }
            }
            _ => {
                let frames = Frames { windows, extent: self.extent(frame)? };
                let run = self.aggregate(column, &frames)?;
                match axes.window.running_missing() {
                    axis::RunningMissing::Passed => Ok(run),
                    axis::RunningMissing::Missing => without(run, &BooleanArray::new(!&column.present(), None)),
                }
            }
        }
    }
}

/// The column with nothing in the rows of `left_out`.
fn without(column: Column, left_out: &BooleanArray) -> Raises<Column> {
    let array = arrow::compute::nullif(&column.array(), left_out).map_err(Raised::internal)?;
    Ok(Column::new(column.dtype, array))
}

/// The rows of every window counted from `first`.
pub(super) fn numbered(windows: &Windows, first: i64, context: &Context<'_>) -> Raises<Column> {
    let numbers: arrow::array::Int64Array =
        windows.places().into_iter().map(|place| place.map(|p| i64::from(p) + first)).collect();
    let numbers = std::sync::Arc::new(numbers);
    match context.axes.types.model() {
        types::Model::Numpy => {
            let column = Column::new(DType::numpy(Kind::Int64), numbers);
            if windows.drops() { column.numpy_to_float64() } else { Ok(column) }
        }
        types::Model::Sql => fold::stored(numbers, DType::sql(Kind::Int32)),
    }
}
