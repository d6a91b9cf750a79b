//! Text of a CSV file before it is turned into a type of its own, which a plan does behind the first rows and the filters right behind
//! the file; filters by the keys of joins go before these.
//!
//! Source: Dask, `ArrowStringConversion` (`_filter_passthrough`, `dask_expr/_expr.py`) above what `read_csv` reads; `Merge._simplify_up`
//! (`_merge.py`).

use crate::axis::{Axes, quirks, types};
use crate::case::plan::{Format, How, Input, JoinKeys, Source, Step, Via};
use crate::engine::column::Column;
use crate::engine::demand::{self, Planned};
use crate::engine::dtype::{Family, Kind};
use crate::engine::frame::{Frame, Table};
use crate::engine::object::Obj;
use crate::engine::raised::Raises;
use crate::engine::text;

/// Whether the text of an input is turned into a type of its own in the plan.
pub(in crate::engine) fn turns(input: Option<&Input>, axes: &Axes) -> bool {
    let moves = match (axes.quirks.pushdown(), axes.types.text()) {
        (quirks::Pushdown::Blind, types::Text::Na) => true,
        (quirks::Pushdown::Blind | quirks::Pushdown::Right, _) => false,
    };
    let file = input.is_some_and(|input| match &input.source {
        Source::Inline(_) => matches!(input.via, Via::Csv),
        Source::File(file) => matches!(file.format, Format::Csv),
        Source::Made(_) => false,
    });
    moves && file
}

/// Whether it is turned only behind these steps, the first of a plan, or the last of them, which is about keys of joins, is done before it.
pub(in crate::engine) fn is_before(steps: &[Planned], input: Option<&Input>, axes: &Axes) -> bool {
    let Some((Planned { step: last, .. }, before)) = steps.split_last() else { return false };
    let asked = asked(last);
    let passes = |step: &Step| match step {
        Step::Filter(_) | Step::Head(_) => true,
        Step::Join(join) if matches!(join.kind(), How::Semi | How::Anti) => true,
        Step::Join(join) => match &join.keys {
            JoinKeys::On(keys) if matches!(join.kind(), How::Inner | How::Left) => {
                asked.as_ref().is_some_and(|asked| asked.iter().all(|name| keys.contains(name)))
            }
            JoinKeys::On(_) | JoinKeys::None | JoinKeys::LeftRight(..) => false,
        },
        _ => false,
    };
    turns(input, axes) && (asked.is_some() || matches!(last, Step::Head(_))) && before.iter().all(|p| passes(&p.step))
}

/// The columns by which a step leaves rows out.
fn asked(step: &Step) -> Option<Vec<String>> {
    match step {
        Step::Filter(condition) => Some(demand::references(condition).into_iter().collect()),
        Step::Join(join) if matches!(join.kind(), How::Semi | How::Anti) => match &join.keys {
            JoinKeys::On(keys) | JoinKeys::LeftRight(keys, _) => Some(keys.clone()),
            JoinKeys::None => None,
        },
        _ => None,
    }
}

/// What a step makes of the table with its text as it was read, that text turned afterwards.
pub(in crate::engine) fn around(
    table: &Table,
    axes: &Axes,
    step: impl FnOnce(Table, &Axes) -> Raises<Table>,
) -> Raises<Table> {
    let mut plain = *axes;
    plain.types.text = match axes.types.made_text() {
        types::MadeText::Nan => types::Text::Nan,
        types::MadeText::Object | types::MadeText::Sql => types::Text::Object,
    };
    let made = step(changed(table, |column| as_read(column, &plain))?, &plain)?;
    changed(&made, |column| turned(column, axes))
}

fn changed(table: &Table, change: impl Fn(&Column) -> Column + Copy) -> Raises<Table> {
    let frame = |frame: &Frame| frame.map(frame.rows, |column| Ok(change(column)));
    let parts = table.parts.iter().map(frame).collect::<Raises<Vec<_>>>()?;
    Ok(Table { parts, meta: frame(&table.meta)?, divisions: table.divisions.clone() })
}

fn as_read(column: &Column, plain: &Axes) -> Column {
    if *column.kind() != Kind::String {
        return column.clone();
    }
    if let Some(truths) = truths(column) {
        return Column::objects(truths);
    }
    let text = Column { dtype: column.dtype.clone().with_family(Family::Numpy), ..column.clone() };
    match plain.types.text {
        types::Text::Object => Column::objects(text.to_objects()),
        types::Text::Nan | types::Text::Na => text,
    }
}

/// What nothing but truth values were read as, which some rows lack.
fn truths(column: &Column) -> Option<Vec<Obj>> {
    let truth = |value: &Obj| match value {
        Obj::Str(text) if &**text == "True" => Some(Obj::Bool(true)),
        Obj::Str(text) if &**text == "False" => Some(Obj::Bool(false)),
        value => value.is_missing().then_some(Obj::Float(f64::NAN)),
    };
    let found = column.present().count_set_bits() > 0;
    column.to_objects().iter().map(truth).collect::<Option<Vec<_>>>().filter(|_| found)
}

fn turned(column: &Column, axes: &Axes) -> Column {
    match (column.kind(), column.dtype.family) {
        (Kind::String, Family::Numpy) => {
            Column { dtype: column.dtype.clone().with_family(Family::Masked), ..column.clone() }
        }
        _ => text::as_held(column.clone(), axes),
    }
}
