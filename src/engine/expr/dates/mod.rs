//! `year` to `dayofyear`, `date_add`, `date_diff`, `add_months`, `date_trunc`: what is done with days and points in time.
//!
//! On arrays these are the parts of a column of timestamps, in its zone's time; in SQL they take dates and timestamps, and text that
//! is cast to them.

mod objects;
mod placed;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array, Int32Array, Int64Array, UInt32Array};
use arrow::compute::kernels::arity;
use arrow::datatypes::{Date32Type, Int64Type, TimeUnit};

use objects::{counts_nanoseconds, is_beyond_nanoseconds, objects_by_months};
use placed::placed;

use super::{Operand, Scope, arithmetic, cast, sql, times};
use crate::axis::arithmetic::ObjectTimes;
use crate::axis::dates::MonthsBeyond;
use crate::axis::{dates, evaluation, types};
use crate::case::expr::{BinaryOp, Function, Literal};
use crate::engine::Phase;
use crate::engine::calendar::{Date, iso_week, weekday};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::object::{Obj, i64s};
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::zone::Zone;
use crate::result::ErrorKind;

/// The column that a function of dates and times makes of its arguments.
pub(super) fn call(function: Function, args: &[Operand], scope: &Scope<'_>) -> Raises<Column> {
    let Some(first) = args.first() else { return Err(Raised::internal("a function without its argument")) };
    match scope.axes.types.model() {
        types::Model::Numpy => on_arrays(function, &first.clone().into_column(scope)?, args, scope),
        types::Model::Sql => in_sql(function, first, args, scope),
    }
}

/// Points in time as counts of a unit since 1970, and what belongs to them.
struct Instants {
    counts: Int64Array,
    /// Counts a second.
    second: i64,
    unit: TimeUnit,
    zone: Option<Arc<str>>,
}

impl Instants {
    fn of(column: &Column) -> Raises<Self> {
        match column.kind() {
            Kind::Timestamp(unit, zone) => {
                Ok(Self { counts: i64s(&column.array()), second: per_second(*unit), unit: *unit, zone: zone.clone() })
            }
            Kind::Duration(_) => Err(Raised::unsupported("a length of time has no such part")),
            _ => Err(Raised::type_error("Can only use .dt accessor with datetimelike values")),
        }
    }

    /// The same as the clocks of the zone show it.
    fn local(self) -> Raises<Self> {
        let Some(zone) = &self.zone else { return Ok(self) };
        let zone = Zone::of(zone).ok_or_else(|| Raised::internal("a zone that is not known"))?;
        let second = self.second;
        let shown = |count: i64| {
            let instant = chrono::DateTime::from_timestamp(count.div_euclid(second), 0).unwrap_or_default();
            let offset = zone.ahead(instant.naive_utc()).local_minus_utc();
            count + i64::from(offset) * second
        };
        Ok(Self { counts: self.map(shown), zone: None, ..self })
    }

    fn map(&self, each: impl Fn(i64) -> i64) -> Int64Array {
        arity::unary::<Int64Type, _, Int64Type>(&self.counts, each)
    }

    fn day(&self) -> i64 {
        self.second * 86_400
    }
}

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

/// Whether the function is one of these.
pub(super) const fn tells(function: Function) -> bool {
    matches!(
        function,
        Function::Year
            | Function::Month
            | Function::Day
            | Function::Hour
            | Function::Minute
            | Function::Second
            | Function::Quarter
            | Function::Dayofweek
            | Function::Weekofyear
            | Function::Dayofyear
            | Function::DateAdd
            | Function::DateDiff
            | Function::AddMonths
            | Function::DateTrunc
    )
}

/// Whether a column of objects was planned as one of points in time: as one of objects it was refused.
fn planned_only(column: &Column, scope: &Scope<'_>) -> bool {
    let planned = match scope.axes.evaluation.build() {
        evaluation::Build::Sample => true,
        evaluation::Build::Eager | evaluation::Build::Schema => false,
    };
    planned && scope.phase == Phase::Run && column.as_objects().is_some()
}

fn on_arrays(function: Function, column: &Column, args: &[Operand], scope: &Scope<'_>) -> Raises<Column> {
    match function {
        // a span asks objects one by one and makes an array of the answers, which says nothing if there are none
        Function::DateAdd | Function::AddMonths if column.as_objects().is_some_and(<[Obj]>::is_empty) => {
            Ok(Column::empty(DType::numpy(Kind::Float64)))
        }
        Function::DateAdd => add_days(column, args, scope),
        Function::AddMonths => add_months(column, months(args)?, scope),
        Function::DateDiff => {
            let other = args.get(1).ok_or_else(|| Raised::internal("a difference of one"))?;
            let apart = arithmetic::binary(BinaryOp::Sub, &Operand::Column(column.clone()), other, scope)?;
            let Kind::Duration(unit) = *apart.kind() else {
                return Err(Instants::of(&apart).err().unwrap_or_else(no_part));
            };
            let day = per_second(unit) * 86_400;
            Ok(whole_numbers(arity::unary::<Int64Type, _, Int64Type>(&i64s(&apart.array()), |v| v.div_euclid(day))))
        }
        Function::DateTrunc if planned_only(column, scope) && !by_period(args) => {
            Err(Raised::unsupported("a column has no floor"))
        }
        Function::DateTrunc => {
            if let (Kind::Duration(unit), false) = (column.kind(), by_period(args)) {
                return whole_lengths(column, *unit, args);
            }
            let instants = Instants::of(column)?;
            let zone = instants.zone.clone();
            let start = truncate(&instants.local()?, args)?;
            match zone {
                // What goes by way of a period comes back in the framework's own unit, and without a zone.
                _ if by_period(args) => times::inferred(&start, scope.axes),
                Some(zone) => placed(&start, &zone, scope.axes),
                None => Ok(start),
            }
        }
        // what was planned as points in time, and is none, is asked as if it were a frame's own attribute
        _ if planned_only(column, scope) => Err(Raised::unsupported(format!("a column has no {}", function.name()))),
        Function::Weekofyear => {
            let local = Instants::of(column)?.local()?;
            let day = local.day();
            let weeks = local.map(|v| iso_week(v.div_euclid(day)));
            let weeks: UInt32Array = weeks.iter().map(|week| week.map(|w| w as u32)).collect();
            Ok(Column::new(DType::masked(Kind::UInt32), Arc::new(weeks)))
        }
        part => {
            let local = Instants::of(column)?.local()?;
            let (second, day) = (local.second, local.day());
            let of = |v: i64| component(part, v.div_euclid(day), v.rem_euclid(day) / second);
            let parts = local.map(of);
            if parts.null_count() > 0 {
                return Ok(whole_numbers(parts));
            }
            Ok(match scope.axes.dates.parts() {
                dates::Parts::Wide => whole_numbers(parts),
                dates::Parts::Narrow => {
                    let narrow: Int32Array = parts.iter().map(|part| part.map(|p| p as i32)).collect();
                    Column::new(DType::numpy(Kind::Int32), Arc::new(narrow))
                }
            })
        }
    }
}

fn no_part() -> Raised {
    Raised::unsupported("there is no such part")
}

/// Whole numbers as NumPy holds them: floats where one is missing.
fn whole_numbers(values: Int64Array) -> Column {
    if values.null_count() == 0 {
        return Column::new(DType::numpy(Kind::Int64), Arc::new(values));
    }
    let floats: Float64Array = values.iter().map(|v| Some(v.map_or(f64::NAN, |v| v as f64))).collect();
    Column::new(DType::numpy(Kind::Float64), Arc::new(floats))
}

/// One part of a day and of a second of it; days of the week start on Monday with 0.
fn component(function: Function, days: i64, seconds: i64) -> i64 {
    match function {
        Function::Year => Date::of(days).year,
        Function::Month => Date::of(days).month,
        Function::Day => Date::of(days).day,
        Function::Quarter => Date::of(days).quarter(),
        Function::Dayofyear => Date::of(days).day_of_year(),
        Function::Dayofweek => weekday(days),
        Function::Weekofyear => iso_week(days),
        Function::Hour => seconds / 3_600,
        Function::Minute => seconds / 60 % 60,
        _ => seconds % 60,
    }
}

/// The second argument, which is a whole number.
fn whole(args: &[Operand]) -> Raises<i64> {
    match args.get(1) {
        Some(Operand::Scalar(Literal::Int(n))) => {
            i64::try_from(*n).map_err(|_| Raised::new(ErrorKind::OutOfBounds, format!("{n} is out of range")))
        }
        _ => Err(Raised::type_error("expected a whole number")),
    }
}

/// The second argument, which is a whole number; a text is a column's name.
fn sql_whole(args: &[Operand]) -> Raises<i64> {
    match args.get(1) {
        Some(Operand::Scalar(Literal::Str(name))) => {
            Err(Raised::new(ErrorKind::ColumnNotFound, format!("there is no column {name}")))
        }
        _ => whole(args),
    }
}

/// A number of months, of which there are no parts.
fn months(args: &[Operand]) -> Raises<i64> {
    match args.get(1) {
        Some(Operand::Scalar(Literal::Bool(one))) => Ok((*one).into()),
        Some(Operand::Scalar(Literal::Float(_) | Literal::Str(_))) => {
            Err(Raised::value_error("months that are no whole number"))
        }
        _ => whole(args),
    }
}

/// How long so many days are, of which there are parts, in counts of which there are so many a second.
fn length_of_days(args: &[Operand], second: i64) -> Raises<i64> {
    match args.get(1) {
        Some(Operand::Scalar(Literal::Float(days))) => {
            let nanos = (days * 86_400e9).trunc() as i64;
            Ok(nanos.div_euclid(1_000_000_000 / second))
        }
        _ => whole(args)?.checked_mul(86_400 * second).ok_or_else(beyond),
    }
}

pub(super) fn beyond() -> Raised {
    Raised::new(ErrorKind::OutOfBounds, "a point in time out of range")
}

/// A length of time added: twenty-four hours a day, whatever the zone's clocks do.
fn add_days(column: &Column, args: &[Operand], scope: &Scope<'_>) -> Raises<Column> {
    let length = length_of_days(args, 1_000_000)?;
    let lengths = match column.kind() {
        // of no objects an array of no numbers is made
        Kind::Object if column.is_empty() => return Ok(Column::missing(DType::numpy(Kind::Float64), 0)),
        Kind::Object if counts_nanoseconds(scope.axes) && column.to_objects().iter().any(is_beyond_nanoseconds) => {
            return Err(beyond());
        }
        Kind::Object => Column::objects(vec![Obj::Timedelta(length, TimeUnit::Microsecond); column.len()]),
        Kind::Timestamp(unit, _) | Kind::Duration(unit) => {
            // days are told in the framework's own unit, which is the finer one
            let unit = match crate::engine::ingest::time_unit(scope.axes) {
                TimeUnit::Nanosecond => TimeUnit::Nanosecond,
                _ => *unit,
            };
            spans(length_of_days(args, per_second(unit))?, unit, column.len())?
        }
        _ => spans(length, TimeUnit::Microsecond, column.len())?,
    };
    let moved = arithmetic::binary(BinaryOp::Add, &Operand::Column(column.clone()), &Operand::Column(lengths), scope)?;
    // a span makes an array of the answers, which arrays among them do not fit
    match moved.as_objects() {
        Some(values) if values.iter().any(Obj::is_list_like) => {
            Err(Raised::value_error("setting an array element with a sequence"))
        }
        Some(values) if values.iter().all(Obj::is_missing) => Ok(match scope.axes.arithmetic.object_times() {
            ObjectTimes::Array => {
                Column::missing(DType::numpy(Kind::Timestamp(TimeUnit::Nanosecond, None)), moved.len())
            }
            ObjectTimes::Objects => moved,
        }),
        _ => Ok(moved),
    }
}

fn spans(length: i64, unit: TimeUnit, rows: usize) -> Raises<Column> {
    let array: ArrayRef = Arc::new(Int64Array::from(vec![length; rows]));
    typed(array, DType::numpy(Kind::Duration(unit)))
}

fn typed(counts: ArrayRef, dtype: DType) -> Raises<Column> {
    let array = arrow::compute::cast(&counts, &dtype.kind.arrow()).map_err(Raised::internal)?;
    Ok(Column::new(dtype, array))
}

fn add_months(column: &Column, months: i64, scope: &Scope<'_>) -> Raises<Column> {
    if let Some(values) = column.as_objects() {
        if values.is_empty() {
            return Ok(Column::missing(DType::numpy(Kind::Float64), 0));
        }
        return objects_by_months(values, months, scope);
    }
    let Ok(instants) = Instants::of(column) else {
        return Err(Raised::type_error("only points in time move by months"));
    };
    // by the clocks of the zone
    let (zone, local) = (instants.zone.clone(), instants.local()?);
    let day = local.day();
    let far = || {
        let kind = match scope.axes.types.time_unit() {
            types::TimeUnit::Nanosecond => ErrorKind::Overflow,
            types::TimeUnit::Microsecond => ErrorKind::OutOfBounds,
        };
        Raised::new(kind, format!("{months} months lead out of range"))
    };
    if i32::try_from(months).is_err() {
        return Err(far());
    }
    let later = |v: i64| {
        let days = Date::of(v.div_euclid(day)).plus_months(months).days();
        match scope.axes.dates.months_beyond() {
            MonthsBeyond::Wrap => Ok(days.wrapping_mul(day).wrapping_add(v.rem_euclid(day))),
            MonthsBeyond::Error => {
                days.checked_mul(day).and_then(|start| start.checked_add(v.rem_euclid(day))).ok_or_else(far)
            }
        }
    };
    let moved = local.counts.iter().map(|v| v.map(later).transpose()).collect::<Raises<Int64Array>>()?;
    let moved = typed(Arc::new(moved), DType::numpy(Kind::Timestamp(local.unit, None)))?;
    match zone {
        Some(zone) => placed(&moved, &zone, scope.axes),
        None => Ok(moved),
    }
}

/// The start of the unit that each point in time is in.
fn truncate(instants: &Instants, args: &[Operand]) -> Raises<Column> {
    let Some(Operand::Scalar(Literal::Str(unit))) = args.get(1) else {
        return Err(Raised::internal("a unit that is no text"));
    };
    let (second, day) = (instants.second, instants.day());
    let start = starts(unit).ok_or_else(|| Raised::internal("a unit that is not known"))?;
    let counts = instants.map(|v| match start {
        Start::Seconds(seconds) => v - v.rem_euclid(seconds * second),
        Start::Day(of) => of(v.div_euclid(day)) * day,
    });
    typed(Arc::new(counts), DType::numpy(Kind::Timestamp(instants.unit, None)))
}

/// Lengths of time cut to whole units.
fn whole_lengths(column: &Column, unit: TimeUnit, args: &[Operand]) -> Raises<Column> {
    let instants = Instants { counts: i64s(&column.array()), second: per_second(unit), unit, zone: None };
    let cut: ArrayRef = Arc::new(i64s(&truncate(&instants, args)?.array()));
    typed(cut, column.dtype.clone())
}

/// Whether the unit is one of the calendar's: a day's start is not told by counting.
pub(super) fn by_period(args: &[Operand]) -> bool {
    match args.get(1) {
        Some(Operand::Scalar(Literal::Str(unit))) => matches!(starts(unit), Some(Start::Day(_))),
        _ => false,
    }
}

/// Where a unit of time starts.
enum Start {
    /// At multiples of so many seconds.
    Seconds(i64),
    /// On the day that this is of a day.
    Day(fn(i64) -> i64),
}

fn starts(unit: &str) -> Option<Start> {
    Some(match unit {
        "second" => Start::Seconds(1),
        "minute" => Start::Seconds(60),
        "hour" => Start::Seconds(3_600),
        "day" => Start::Seconds(86_400),
        "week" => Start::Day(|days| days - weekday(days)),
        "month" => Start::Day(|days| Date { day: 1, ..Date::of(days) }.days()),
        "quarter" => Start::Day(|days| {
            let date = Date::of(days);
            Date::first(date.year, date.quarter() * 3 - 2).days()
        }),
        "year" => Start::Day(|days| Date::first(Date::of(days).year, 1).days()),
        _ => return None,
    })
}

fn in_sql(function: Function, first: &Operand, args: &[Operand], scope: &Scope<'_>) -> Raises<Column> {
    match function {
        Function::Hour | Function::Minute | Function::Second => {
            let column = as_kind(first, &sql::coerce::instant(), scope)?;
            let second = per_second(TimeUnit::Microsecond);
            numbers(&i64s(&column.array()), |v| {
                component(function, v.div_euclid(second * 86_400), v.rem_euclid(second * 86_400) / second)
            })
        }
        Function::DateDiff => {
            let other = args.get(1).ok_or_else(|| Raised::internal("a difference of one"))?;
            let (end, start) = (days(first, scope)?, days(other, scope)?);
            let apart = arity::binary::<Int64Type, Int64Type, _, Int64Type>(&end, &start, i64::wrapping_sub);
            numbers(&apart.map_err(Raised::internal)?, |v| v)
        }
        Function::DateAdd => {
            let n = sql_whole(args)?;
            dates(&days(first, scope)?, |day| day + n)
        }
        Function::AddMonths => {
            let n = sql_whole(args)?;
            let days = days(first, scope)?;
            let moved = |day: i64| Date::of(day).plus_months(n).days();
            if days.iter().flatten().any(|day| i32::try_from(moved(day)).is_err()) {
                return Err(Raised::new(ErrorKind::Overflow, "no day is that far"));
            }
            dates(&days, moved)
        }
        Function::DateTrunc => {
            let column = as_kind(first, &sql::coerce::instant(), scope)?;
            let truncated = truncate(&Instants::of(&column.clone().with_local_time())?, args)?;
            Ok(Column::new(column.dtype.clone(), retyped(&truncated, &column)?))
        }
        part => numbers(&days(first, scope)?, |day| match part {
            Function::Dayofweek => (weekday(day) + 1) % 7 + 1,
            part => component(part, day, 0),
        }),
    }
}

fn retyped(column: &Column, like: &Column) -> Raises<ArrayRef> {
    let counts: ArrayRef = Arc::new(i64s(&column.array()));
    arrow::compute::cast(&counts, &like.kind().arrow()).map_err(Raised::internal)
}

impl Column {
    /// Points in time without their zone, by the clocks of UTC.
    fn with_local_time(self) -> Self {
        match self.kind() {
            Kind::Timestamp(unit, Some(_)) => {
                let kind = Kind::Timestamp(*unit, None);
                let counts: ArrayRef = Arc::new(i64s(&self.array()));
                typed(counts, DType { kind, ..self.dtype.clone() }).unwrap_or(self)
            }
            _ => self,
        }
    }
}

/// The operand as dates or timestamps: of each other, or of text.
fn as_kind(operand: &Operand, kind: &Kind, scope: &Scope<'_>) -> Raises<Column> {
    match sql::kind_of(operand) {
        Kind::Date | Kind::Timestamp(..) | Kind::String | Kind::Void => sql::to(operand, kind, scope),
        other => {
            Err(Raised::type_error(format!("expected a date or a timestamp, found {}", DType::sql(other).native())))
        }
    }
}

fn days(operand: &Operand, scope: &Scope<'_>) -> Raises<Int64Array> {
    let column = as_kind(operand, &Kind::Date, scope)?;
    cast::integers(
        &arrow::compute::cast(&column.array(), &arrow::datatypes::DataType::Int32).map_err(Raised::internal)?,
    )
    .map(|days| days.into_iter().map(|day| day.map(|d| d as i64)).collect())
}

fn numbers(values: &Int64Array, each: impl Fn(i64) -> i64) -> Raises<Column> {
    let numbers: Int32Array = values.iter().map(|v| v.map(|v| each(v) as i32)).collect();
    Ok(Column::new(DType::sql(Kind::Int32), Arc::new(numbers)))
}

fn dates(values: &Int64Array, each: impl Fn(i64) -> i64) -> Raises<Column> {
    let days: arrow::array::PrimitiveArray<Date32Type> = values.iter().map(|v| v.map(|v| each(v) as i32)).collect();
    Ok(Column::new(DType::sql(Kind::Date), Arc::new(days)))
}
