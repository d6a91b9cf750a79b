//! `groupby` where every partition is aggregated by itself and the partial results are aggregated again.
//!
//! Source: Dask, `dask/dataframe/groupby.py`: `_apply_chunk` and `_groupby_aggregate` for methods, `_build_agg_args` for a
//! dictionary of functions.

use std::sync::Arc;

use super::beside;
use super::distinct_counts::{self, Distinct};
use super::groupby::{Keyed, keeps_missing, local, named};
use crate::axis::{Axes, aggregate as agg, groupby, placement, quirks};
use crate::case::expr::{BinaryOp, Literal};
use crate::case::plan::{AggFn, Aggregate, Groupby, Style};
use crate::engine::aggregate::{self, Call};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Family, Kind};
use crate::engine::expr::{Operand, Scope, arithmetic, arrow};
use crate::engine::frame::{Frame, Table};
use crate::engine::keys::Groups;
use crate::engine::placement::groups;
use crate::engine::promote;
use crate::engine::raised::{Raised, Raises};
use crate::engine::{Context, Phase};
use crate::result::ErrorKind;

/// How an aggregate is put together from partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Recipe {
    /// A function in every partition, and one over its results.
    Twice(AggFn, AggFn),
    /// Sum through count.
    Mean,
    /// From sum, sum of squares and count.
    Spread,
    /// The distinct values of every partition, then how many there are.
    Distinct,
    /// Over all rows of a group, which are moved together for this one alone.
    Met,
}

/// Whether all rows of a group have to meet for these aggregates.
pub(super) fn rows_must_meet(step: &Groupby, context: &Context<'_>) -> bool {
    let median = step.spelling() == Style::Agg && step.agg.iter().any(|a| a.function == AggFn::Median);
    match context.axes.aggregate.combine() {
        agg::Combine::Rows | agg::Combine::Buffers => true,
        agg::Combine::PartialsOrShuffle => median,
        agg::Combine::Partials => false,
    }
}

/// Whether a column is one of numbers, as sums of a frame's numbers have it.
fn is_number(column: &Column) -> bool {
    let decimal = matches!(column.kind(), Kind::Decimal(..)) && arrow::holds(column);
    *column.kind() == Kind::Bool || column.kind().is_integer() || column.kind().is_float() || decimal
}

fn recipe(output: &Aggregate, style: Style, axes: &Axes) -> Raises<Recipe> {
    let unknown = |function: AggFn| Err(Raised::unsupported(format!("unknown aggregate {}", function.name())));
    Ok(match output.function {
        AggFn::Count => Recipe::Twice(AggFn::Count, AggFn::Sum),
        AggFn::Size => Recipe::Twice(AggFn::Size, AggFn::Sum),
        // lists of lists are added up into one
        AggFn::List => Recipe::Twice(AggFn::List, AggFn::Sum),
        same @ (AggFn::Sum | AggFn::Prod | AggFn::Min | AggFn::Max | AggFn::First | AggFn::Last) => {
            Recipe::Twice(same, same)
        }
        AggFn::Mean => Recipe::Mean,
        AggFn::Var | AggFn::Std => Recipe::Spread,
        AggFn::Nunique if style == Style::Method => Recipe::Distinct,
        AggFn::Median if style == Style::Method => match axes.aggregate.combine() {
            agg::Combine::PartialsOrShuffle => Recipe::Met,
            agg::Combine::Rows | agg::Combine::Buffers | agg::Combine::Partials => return unknown(AggFn::Median),
        },
        other => return unknown(other),
    })
}

/// Groups that are held to what was declared: where there are none, their keys have the declared types.
fn declared_if_none(mut groups: Vec<Frame>, step: &Groupby, table: &Table, axes: &Axes) -> Raises<Vec<Frame>> {
    if groups.iter().all(|part| part.rows == 0) {
        for part in &mut groups {
            for (i, name) in step.by.iter().enumerate() {
                part.columns[i] = aggregate::as_wide(named(&table.meta, name, axes)?.slice(0, 0), axes)?;
            }
        }
    }
    Ok(groups)
}

/// What a groupby without keys raises where partitions are aggregated by themselves.
pub(super) fn no_keys(step: &Groupby, table: &Table, context: &Context<'_>) -> Raises<()> {
    let meet = rows_must_meet(step, context);
    let function = step.agg.first().map_or(AggFn::Size, |a| a.function);
    let dictionary = step.spelling() == Style::Agg && step.agg.iter().any(|a| a.function != AggFn::Size);
    match (meet, dictionary) {
        (true, _) => {}
        // its columns are looked for behind the keys
        (false, true) => drop(offered(step, context.axes)?),
        (false, false) => drop(recipes(step, table, context)?),
    }
    let inferred = dictionary || function == AggFn::List;
    let refused = || Raised::value_error("no group keys");
    Err(match context.axes.groupby.no_keys() {
        groupby::NoKeys::OneGroup => return Ok(()),
        groupby::NoKeys::PartialsUnnamed if meet => {
            Raised::new(ErrorKind::SchemaMismatch, "the groups' levels have no names")
        }
        groupby::NoKeys::Partials | groupby::NoKeys::PartialsUnnamed if meet || function == AggFn::Median => refused(),
        groupby::NoKeys::FirstPartition | groupby::NoKeys::Partials | groupby::NoKeys::PartialsUnnamed if inferred => {
            Raised::type_error("neither keys nor levels to group by")
        }
        groupby::NoKeys::Partials | groupby::NoKeys::PartialsUnnamed => Raised::no_column("()"),
        groupby::NoKeys::FirstPartition if matches!(function, AggFn::Nunique | AggFn::Std | AggFn::Var) => {
            Raised::no_column("()")
        }
        groupby::NoKeys::FirstPartition | groupby::NoKeys::Refused => refused(),
    })
}

/// How each aggregate of the step is put together; refuses what is not offered, and columns that are not there.
fn recipes(step: &Groupby, table: &Table, context: &Context<'_>) -> Raises<Vec<Recipe>> {
    let style = step.spelling();
    known_keys(step, table)?;
    match style {
        Style::Method => step.agg.iter().map(|a| lone_recipe(a, table, context)).collect(),
        Style::Agg => {
            let recipes = offered(step, context.axes)?;
            step.agg.iter().try_for_each(|a| known(a, table))?;
            Ok(recipes)
        }
    }
}

/// How each aggregate of the step is put together, if all are offered.
fn offered(step: &Groupby, axes: &Axes) -> Raises<Vec<Recipe>> {
    step.agg.iter().map(|a| recipe(a, step.spelling(), axes)).collect()
}

fn known_keys(step: &Groupby, table: &Table) -> Raises<()> {
    match step.by.iter().find(|k| table.meta.position(k).is_none()) {
        Some(name) => Err(Raised::no_column(name)),
        None => Ok(()),
    }
}

fn known(output: &Aggregate, table: &Table) -> Raises<()> {
    match output.column.as_deref() {
        Some(name) if table.meta.position(name).is_none() => Err(Raised::no_column(name)),
        _ => Ok(()),
    }
}

/// How an aggregate is put together that is called by itself, on its column.
fn lone_recipe(output: &Aggregate, table: &Table, context: &Context<'_>) -> Raises<Recipe> {
    known(output, table)?;
    recipe(output, Style::Method, context.axes)
}

/// The groups of a table of several partitions.
pub(super) fn run(step: &Groupby, table: &Table, context: &Context<'_>) -> Raises<Vec<Frame>> {
    let style = step.spelling();
    let plan = Plan { step, table, context, style };
    let together = |output: &&Aggregate| style == Style::Agg && output.function != AggFn::Size;
    let mut result: Option<Vec<Frame>> = None;
    let recipes = match style {
        Style::Method => Vec::new(),
        Style::Agg => recipes(step, table, context)?,
    };
    known_keys(step, table)?;
    let outputs: Vec<_> = step.agg.iter().zip(recipes).filter(|(output, _)| together(output)).collect();
    if !outputs.is_empty() {
        result = Some(plan.twice(&outputs)?);
    }
    // one after the other is asked for: what is behind one that is refused is not looked at
    for output in step.agg.iter().filter(|output| !together(output)) {
        let next = plan.alone(output, lone_recipe(output, table, context)?)?;
        result = Some(match result {
            Some(before) => beside::aligned(&before, &next, step.by.len(), context.axes)?,
            None => next,
        });
    }
    let result = result.ok_or_else(|| Raised::internal("a groupby without outputs"))?;
    result.into_iter().map(|part| in_order(part, step)).collect()
}

/// The keys, then the outputs in the order they were asked for.
fn in_order(frame: Frame, step: &Groupby) -> Raises<Frame> {
    let keys = step.by.len();
    let outputs = step.agg.iter().map(|a| {
        let place = frame.names[keys..].iter().position(|n| **n == *a.out);
        place.map(|p| p + keys).ok_or_else(|| Raised::internal("an output is lost"))
    });
    let places = (0..keys).map(Ok).chain(outputs).collect::<Raises<Vec<_>>>()?;
    Ok(frame.pick(&places))
}

/// Whether `agg` is what is called for these; sizes are asked for by a method of their own.
fn by_call(outputs: &[(&Aggregate, Recipe)], style: Style) -> bool {
    let called = |function| match function {
        AggFn::List => true,
        AggFn::Size => false,
        _ => style == Style::Agg,
    };
    outputs.iter().any(|(output, _)| called(output.function))
}

struct Plan<'a> {
    step: &'a Groupby,
    table: &'a Table,
    context: &'a Context<'a>,
    style: Style,
}

impl Plan<'_> {
    fn column<'f>(&self, frame: &'f Frame, output: &Aggregate) -> Raises<&'f Column> {
        let name = output.column.as_deref().unwrap_or_default();
        frame.get(name).ok_or_else(|| Raised::no_column(name))
    }

    /// Whether missing keys form groups.
    fn keeps_missing(&self, outputs: &[(&Aggregate, Recipe)]) -> bool {
        let keeps = keeps_missing(self.step, self.context.axes);
        let recipe = outputs.first().filter(|_| self.style == Style::Method).map(|(_, recipe)| *recipe);
        let keeps = match (recipe, self.context.axes.quirks.method_null_keys()) {
            (Some(Recipe::Mean | Recipe::Spread), quirks::MethodNullKeys::Kept) => self.step.dropna != Some(true),
            (_, quirks::MethodNullKeys::Right | quirks::MethodNullKeys::Kept) => keeps,
        };
        match (recipe, self.context.axes.quirks.dropna_false()) {
            (Some(Recipe::Spread), quirks::DropnaFalse::Spreads) => false,
            (Some(Recipe::Distinct), quirks::DropnaFalse::Spreads | quirks::DropnaFalse::Nunique) => false,
            _ => keeps,
        }
    }

    /// The partitions of groups that come from `frame`, one row of which is a part of a group, for `of` of the groups.
    fn placed(&self, frame: Frame, function: AggFn, of: impl Fn(&Frame) -> Raises<Frame>) -> Raises<Vec<Frame>> {
        let n = groups::partitions(function, self.step, self.table.parts.len(), self.context);
        // rows themselves are moved by their first key alone
        let several = if function == AggFn::Median { 1 } else { self.step.by.len() };
        let place = |key: &String| frame.position(key).ok_or_else(|| Raised::no_column(key));
        let keys = self.step.by.iter().take(several).map(place).collect::<Raises<Vec<_>>>()?;
        groups::moved(frame, &keys, n, self.context.axes)?.iter().map(of).collect()
    }

    /// One aggregate by itself.
    fn alone(&self, output: &Aggregate, recipe: Recipe) -> Raises<Vec<Frame>> {
        match recipe {
            Recipe::Distinct => self.distinct(output),
            Recipe::Met => declared_if_none(self.met(output)?, self.step, self.table, self.context.axes),
            Recipe::Mean | Recipe::Spread if self.style == Style::Method => {
                self.check_numbers(output, recipe)?;
                let groups = self.twice(&[(output, recipe)])?;
                // a deviation is the root of what was added up, which is one more step
                match output.function {
                    AggFn::Std => declared_if_none(groups, self.step, self.table, self.context.axes),
                    _ => Ok(groups),
                }
            }
            _ => self.twice(&[(output, recipe)]),
        }
    }

    /// One aggregate over rows that meet.
    fn met(&self, output: &Aggregate) -> Raises<Vec<Frame>> {
        let agg = vec![output.clone()];
        let step = Groupby { agg, style: Some(Style::Method), sort: Some(true), ..self.step.clone() };
        let frame = self.table.gathered(self.context.axes)?;
        self.placed(frame, output.function, |part| local(&step, part, &self.table.parts, self.context.axes))
    }

    /// Means and spreads called as methods are taken of all columns that are numbers, and the one that is wanted is picked.
    fn check_numbers(&self, output: &Aggregate, recipe: Recipe) -> Raises<()> {
        let name = output.column.as_deref().unwrap_or_default();
        let is_key = self.step.by.iter().any(|k| k == name);
        if is_number(self.column(&self.table.meta, output)?) && !is_key {
            return Ok(());
        }
        match (self.context.axes.aggregate.combine(), recipe) {
            (agg::Combine::PartialsOrShuffle, Recipe::Mean) => Err(Raised::unsupported("a mean of what is no number")),
            (agg::Combine::PartialsOrShuffle, _) if is_key => Err(Raised::unsupported("a spread of a key")),
            (agg::Combine::Partials, Recipe::Spread) => {
                let meta = &self.table.meta;
                let others = (0..meta.names.len()).filter(|&i| !self.step.by.iter().any(|k| **k == *meta.names[i]));
                let timestamp = matches!(self.column(meta, output)?.kind(), Kind::Timestamp(..));
                let numbers = others.into_iter().any(|i| is_number(&meta.columns[i]));
                if is_key && !numbers && self.step.by.len() == 1 {
                    return Err(Raised::type_error("a spread of no numbers"));
                }
                if is_key || timestamp || numbers {
                    return Err(Raised::no_column(name));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The number of distinct values of every group.
    fn distinct(&self, output: &Aggregate) -> Raises<Vec<Frame>> {
        let by = &self.step.by;
        let name = output.column.as_deref().unwrap_or_default();
        let Distinct { frames, nameless } = Distinct::of(&self.table.parts, by, name, self.context.axes)?;
        let keeps = self.keeps_missing(&[(output, Recipe::Distinct)]);
        let sorts = match self.context.axes.placement.groups() {
            placement::Groups::One => self.step.sort == Some(true),
            placement::Groups::Hashes => false,
        };
        let n = groups::partitions(output.function, self.step, self.table.parts.len(), self.context);
        let counted = |part: &Frame| {
            let keyed = Keyed::of_labels(part, by, keeps, sorts, self.context.axes)?;
            let values = part.columns.last().ok_or_else(|| Raised::internal("no values"))?;
            let counts = aggregate::grouped(values, &keyed.groups, Call::method(AggFn::Nunique), self.context.axes)?;
            let mut counted = self.finished(keyed, vec![(Arc::from(output.out.as_str()), counts)]);
            if nameless {
                counted.names[0] = if output.out == "index" { "level_0" } else { "index" }.into();
            }
            Ok(counted)
        };
        distinct_counts::moved(frames, by.len(), n, self.context.axes)?.iter().map(counted).collect()
    }

    fn finished(&self, keyed: Keyed, outputs: Vec<(Arc<str>, Column)>) -> Frame {
        let rows = keyed.groups.len();
        let names = self.step.by.iter().map(|k| Arc::from(k.as_str()));
        Frame::new(names.zip(keyed.keys).chain(outputs).collect(), rows)
    }

    /// Several aggregates at once, in every partition and again over the partial results.
    fn twice(&self, outputs: &[(&Aggregate, Recipe)]) -> Raises<Vec<Frame>> {
        let axes = self.context.axes;
        let by = &self.step.by;
        let keeps = self.keeps_missing(outputs);
        let sorts_first = match axes.aggregate.combine() {
            agg::Combine::PartialsOrShuffle if by_call(outputs, self.style) => self.step.sort == Some(true),
            _ => true,
        };
        let partials = self
            .table
            .parts
            .iter()
            // a trial is one on a single partition
            .take(if self.context.phase == Phase::Build { 1 } else { usize::MAX })
            .map(|part| {
                let keyed = Keyed::of(part, by, keeps, sorts_first, axes)?;
                let mut columns = Vec::new();
                for (output, recipe) in outputs {
                    columns.extend(self.partial(part, &keyed.groups, output, *recipe)?);
                }
                let columns = columns.into_iter().map(|c| (Arc::from(""), c)).collect();
                Ok(self.finished(keyed, columns))
            })
            .collect::<Raises<Vec<_>>>()?;
        self.some_partials(outputs)?;
        let stacked = promote::concat(&partials.iter().collect::<Vec<_>>(), self.context.axes)?;
        let function = outputs.first().map_or(AggFn::Size, |(output, _)| output.function);
        self.placed(stacked, function, |part| self.again(part, outputs, keeps))
    }

    /// The column that an aggregate is of, without rows, as the partitions hold it.
    fn held(&self, output: &Aggregate) -> Raises<Column> {
        let emptied = |part: &Frame| {
            let column = self.column(part, output)?.slice(0, 0);
            Ok(Frame::new(vec![(Arc::from(""), column)], 0))
        };
        let frames = self.table.parts.iter().map(emptied).collect::<Raises<Vec<_>>>()?;
        let places = vec![vec![Some(0)]; frames.len()];
        let columns = promote::below(&frames.iter().collect::<Vec<_>>(), &places, self.context.axes)?;
        columns.into_iter().next().ok_or_else(|| Raised::internal("no partitions"))
    }

    /// Several aggregates put together from the partial results of `stacked`.
    fn again(&self, stacked: &Frame, outputs: &[(&Aggregate, Recipe)], keeps_missing: bool) -> Raises<Frame> {
        let axes = self.context.axes;
        let by = &self.step.by;
        let keyed = Keyed::of_labels(stacked, by, keeps_missing, self.step.sort == Some(true), axes)?;
        let mut partial = stacked.columns[by.len()..].iter();
        let next = |partial: &mut std::slice::Iter<'_, Column>, function: AggFn| {
            let column = partial.next().ok_or_else(|| Raised::internal("a partial result is lost"))?;
            aggregate::grouped(column, &keyed.groups, Call::method(function), axes)
        };
        let mut results = Vec::with_capacity(outputs.len());
        for (output, recipe) in outputs {
            let result = match recipe {
                Recipe::Twice(AggFn::List, last) if keyed.groups.len() > 0 => next(&mut partial, *last)?,
                // lists of no group have the type of what they would hold
                Recipe::Twice(AggFn::List, _) => {
                    partial.next();
                    self.held(output)?
                }
                Recipe::Twice(_, last) => next(&mut partial, *last)?,
                Recipe::Mean => {
                    let (sum, count) = (next(&mut partial, AggFn::Sum)?, next(&mut partial, AggFn::Sum)?);
                    self.binary(BinaryOp::Div, &sum, Operand::Column(count))?
                }
                Recipe::Spread | Recipe::Distinct | Recipe::Met => {
                    let (sum, squares, count) = (
                        next(&mut partial, AggFn::Sum)?,
                        next(&mut partial, AggFn::Sum)?,
                        next(&mut partial, AggFn::Sum)?,
                    );
                    let spread = self.spread(&sum, &squares, &count, output.function == AggFn::Std)?;
                    match self.column(&self.table.meta, output)?.dtype.family {
                        Family::Arrow => {
                            let call = Call { function: output.function, q: 0.5, style: self.style };
                            aggregate::arrow::merged_spread(spread, &aggregate::doubles_of(&count)?, call, axes)
                        }
                        Family::Masked => {
                            let spread = aggregate::masked_spread(&spread, &aggregate::doubles_of(&count)?);
                            arithmetic::nan_of_mask(spread, axes)?
                        }
                        Family::Numpy | Family::Sql => spread,
                    }
                }
            };
            results.push((Arc::from(output.out.as_str()), result));
        }
        Ok(self.finished(keyed, results))
    }

    /// Whether a partition adds nothing to a mean: called as a method, it is one of the columns that turn out to be numbers.
    ///
    /// Source: Dask, `_mean_chunk` (`dask_expr/_groupby.py`).
    fn leaves_out(&self, part: &Frame, output: &Aggregate, recipe: Recipe) -> Raises<bool> {
        match self.context.axes.aggregate.combine() {
            agg::Combine::PartialsOrShuffle if recipe == Recipe::Mean && self.style == Style::Method => {
                Ok(!is_number(self.column(part, output)?))
            }
            agg::Combine::PartialsOrShuffle | agg::Combine::Partials | agg::Combine::Rows | agg::Combine::Buffers => {
                Ok(false)
            }
        }
    }

    /// Refuses a column that no partition adds anything of.
    fn some_partials(&self, outputs: &[(&Aggregate, Recipe)]) -> Raises<()> {
        for (output, recipe) in outputs {
            let parts = self.table.parts.iter().map(|part| self.leaves_out(part, output, *recipe));
            if !self.table.parts.is_empty() && parts.collect::<Raises<Vec<_>>>()?.iter().all(|left_out| *left_out) {
                return Err(Raised::no_column(output.column.as_deref().unwrap_or_default()));
            }
        }
        Ok(())
    }

    /// What a partition adds to an aggregate.
    fn partial(&self, part: &Frame, groups: &Groups, output: &Aggregate, recipe: Recipe) -> Raises<Vec<Column>> {
        let mut axes = *self.context.axes;
        axes.aggregate.list_type = agg::ListType::Object;
        let axes = &axes;
        if output.function == AggFn::Size {
            return Ok(vec![aggregate::sizes(groups, axes)]);
        }
        let column = self.column(part, output)?;
        let of = |column: &Column, function| aggregate::grouped(column, groups, Call::method(function), axes);
        if self.leaves_out(part, output, recipe)? {
            return Ok(vec![Column::missing(DType::numpy(Kind::Float64), groups.len()); 2]);
        }
        Ok(match recipe {
            Recipe::Twice(first, _) => vec![of(column, first)?],
            Recipe::Mean => vec![of(column, AggFn::Sum)?, of(column, AggFn::Count)?],
            Recipe::Spread | Recipe::Distinct | Recipe::Met => {
                let sum = of(column, AggFn::Sum)?;
                let squares = self.binary(BinaryOp::Pow, column, Operand::Scalar(Literal::Int(2)))?;
                vec![sum, of(&squares, AggFn::Sum)?, of(column, AggFn::Count)?]
            }
        })
    }

    fn binary(&self, op: BinaryOp, a: &Column, b: Operand) -> Raises<Column> {
        let frame = Frame::new(Vec::new(), a.len());
        arithmetic::binary(op, &Operand::Column(a.clone()), &b, &Scope::new(&frame, self.context))
    }

    /// The variance from the sum of squares, or its root. As a method it is never below 0.
    fn spread(&self, sum: &Column, squares: &Column, count: &Column, root: bool) -> Raises<Column> {
        let squared = self.binary(BinaryOp::Pow, sum, Operand::Scalar(Literal::Int(2)))?;
        let [squared, squares, count] = [&squared, squares, count].map(aggregate::doubles_of);
        let (squared, squares, count) = (squared?, squares?, count?);
        let spreads = squared.iter().zip(&squares).zip(&count).map(|((squared, squares), n)| {
            let free = (n - 1.0).max(0.0);
            let variance = if *n == 1.0 { f64::NAN } else { (squares - squared / n) / free };
            let variance = if self.style == Style::Method && variance < 0.0 { 0.0 } else { variance };
            if root { variance.sqrt() } else { variance }
        });
        let array: ::arrow::array::Float64Array = spreads.map(Some).collect();
        Ok(Column::new(DType::numpy(Kind::Float64), Arc::new(array)))
    }
}
