//! Made-up tables: few rows, few distinct values, edge values throughout.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DurationMicrosecondArray, Float32Array, Float64Array,
    Int8Array, Int16Array, Int32Array, Int64Array, ListArray, StringArray, TimestampMicrosecondArray, UInt8Array,
    UInt16Array, UInt32Array, UInt64Array,
};

use arrow::datatypes::Int64Type;

use super::rng::Rng;
use super::{Shape, Sort};
use crate::case::plan::{Input, InputColumn, Source, Via};
use crate::case::types::Type;

/// A table and what it looks like.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) input: Input,
    pub(super) shape: Vec<Shape>,
}

/// How many partitions a table has.
pub(super) const PARTITIONS: &[usize] = &[1, 2, 3, 7];
/// How a table gets in.
pub(super) const VIAS: &[Via] = &[Via::Rows, Via::Frame, Via::Parquet, Via::Csv];
const INTS: &[i64] = &[0, 1, 2, 3, 7, -1, -7, 25, 35, 100];
const FLOATS: &[f64] = &[0.0, 1.0, 2.5, -1.25, 0.5, 1.5, 3.0, 100.0, 1e6];
const EDGE_INTS: &[i64] = &[i64::MAX, i64::MIN, (1 << 53) + 1, 1 << 31, -128];
const EDGE_FLOATS: &[f64] = &[f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 1e300, 1e-7, 9_007_199_254_740_993.0];
const TEXTS: &[&str] = &["a", "b", "c", "A", "ab", "x", "10", "2"];
const EDGE_TEXTS: &[&str] =
    &["", " a ", "é", "Straße", "1.5", "true", "2024-01-31", "2024-02-30", "31/01/2024", "nan", "日本", "a.b"];
const DAYS: &[i32] = &[0, 19_723, 19_753, 19_782, -1, 11_016];
const SPANS: &[i64] = &[0, 1_000_000, -1_000_000, 5_400_000_000, 86_400_000_000, 1];
const MICROS: &[i64] = &[0, 1_706_695_200_000_000, 1_706_695_200_123_456, -1_000_000, 1_735_430_400_000_000];

/// One to three tables; the later ones share key columns with the first, now and then of another type.
pub(super) fn inputs(rng: &mut Rng) -> Vec<Made> {
    let tables = *rng.weighted(&[(5, 1), (4, 2), (1, 3)]);
    (0..tables)
        .map(|t| {
            let rows = *rng.weighted(&[(1, 0), (1, 1), (3, 3), (6, 5), (4, 8)]);
            let names: &[&str] = if t == 0 { &["k", "g", "x", "y", "s"] } else { &["k", "g", "y", "z"] };
            let width = 2 + rng.below(names.len() - 1);
            let via = *rng.weighted(&[(14, Via::Rows), (2, Via::Frame), (2, Via::Parquet), (2, Via::Csv)]);
            let columns: Vec<(InputColumn, Sort)> =
                names.iter().take(width).map(|name| column(name, rows, via, rng)).collect();
            let shape = columns.iter().map(|(c, sort)| Shape { name: c.name.clone(), sort: *sort }).collect();
            let source = Source::Inline(columns.into_iter().map(|(c, _)| c).collect());
            let name = ["df", "other", "third"][t].to_owned();
            Made { input: Input { name, partitions: *rng.one(PARTITIONS), via, source }, shape }
        })
        .collect()
}

fn column(name: &str, rows: usize, via: Via, rng: &mut Rng) -> (InputColumn, Sort) {
    let ty = match name {
        "k" => rng
            .weighted(&[(5, Type::String), (4, Type::Int64), (2, Type::Float64), (1, Type::Bool), (1, Type::Date)])
            .clone(),
        "s" => rng
            .weighted(&[
                (8, Type::String),
                (1, Type::Date),
                (2, Type::Timestamp(None)),
                (1, Type::List(Box::new(Type::Int64))),
            ])
            .clone(),
        _ => value_type(rng),
    };
    // A CSV file has no lists.
    let ty = if via == Via::Csv && matches!(ty, Type::List(_)) { Type::String } else { ty };
    let nulls = *rng.weighted(&[(5, 0), (5, 25), (1, 100)]);
    let edges = *rng.weighted(&[(6, 0), (4, 20)]);
    let values = values(&ty, rows, nulls, edges, rng);
    (InputColumn { name: name.to_owned(), values, ty: ty.clone() }, sort(&ty))
}

/// The type of a column of values, plain numbers most of the time.
fn value_type(rng: &mut Rng) -> Type {
    rng.weighted(&[
        (6, Type::Int64),
        (6, Type::Float64),
        (2, Type::Bool),
        (2, Type::String),
        (1, Type::Int8),
        (1, Type::Int16),
        (1, Type::Int32),
        (1, Type::UInt8),
        (1, Type::UInt32),
        (1, Type::UInt64),
        (1, Type::Float32),
        (1, Type::Date),
        (1, Type::Timestamp(None)),
        (1, Type::Decimal(10, 2)),
        (1, Type::Timestamp(Some(Arc::from("Europe/Berlin")))),
        (1, Type::Duration),
        (1, Type::UInt16),
    ])
    .clone()
}

/// Any type, text and lists among them as often as the others.
pub(super) fn any_type(rng: &mut Rng) -> Type {
    match rng.below(8) {
        0 => Type::String,
        1 => Type::List(Box::new(Type::Int64)),
        2 => rng.one(&[Type::Date, Type::Timestamp(None), Type::Duration]).clone(),
        _ => value_type(rng),
    }
}

/// What sort of values a declared type has.
pub(super) const fn sort(ty: &Type) -> Sort {
    match ty {
        Type::Bool => Sort::Bool,
        Type::Float32 | Type::Float64 => Sort::Float,
        Type::String => Sort::Text,
        Type::Date => Sort::Date,
        Type::Timestamp(None) => Sort::Time,
        Type::Decimal(..) => Sort::Decimal,
        Type::Timestamp(Some(_)) => Sort::Zoned,
        Type::Duration => Sort::Span,
        Type::List(_) => Sort::List,
        _ => Sort::Int,
    }
}

pub(super) fn values(ty: &Type, rows: usize, nulls: usize, edges: usize, rng: &mut Rng) -> ArrayRef {
    macro_rules! array {
        ($array:ty, $make:expr) => {{
            let values: Vec<_> =
                (0..rows).map(|_| if rng.chance(nulls) { None } else { Some($make(rng.chance(edges), rng)) }).collect();
            Arc::new(<$array>::from(values))
        }};
    }
    macro_rules! narrow {
        ($array:ty, $native:ty) => {
            array!($array, |edge: bool, rng: &mut Rng| if edge {
                *rng.one(&[<$native>::MIN, <$native>::MAX])
            } else {
                <$native>::try_from(rng.one(INTS).unsigned_abs()).unwrap_or(1)
            })
        };
    }
    match ty {
        Type::Bool => array!(BooleanArray, |_, rng: &mut Rng| rng.chance(50)),
        Type::Int8 => narrow!(Int8Array, i8),
        Type::Int16 => narrow!(Int16Array, i16),
        Type::Int32 => narrow!(Int32Array, i32),
        Type::UInt8 => narrow!(UInt8Array, u8),
        Type::UInt16 => narrow!(UInt16Array, u16),
        Type::UInt32 => narrow!(UInt32Array, u32),
        Type::UInt64 => narrow!(UInt64Array, u64),
        Type::Float32 => {
            array!(Float32Array, |edge, rng: &mut Rng| if edge {
                f32::NAN
            } else {
                *rng.one(&[0.5_f32, 1.0, 0.1, -2.25])
            })
        }
        Type::Float64 => array!(Float64Array, |edge, rng: &mut Rng| *rng.one(if edge { EDGE_FLOATS } else { FLOATS })),
        Type::String => array!(StringArray, |edge, rng: &mut Rng| *rng.one(if edge { EDGE_TEXTS } else { TEXTS })),
        Type::Date => array!(Date32Array, |_, rng: &mut Rng| *rng.one(DAYS)),
        Type::Timestamp(None) => array!(TimestampMicrosecondArray, |_, rng: &mut Rng| *rng.one(MICROS)),
        Type::Timestamp(Some(zone)) => {
            let values: Vec<_> = (0..rows).map(|_| (!rng.chance(nulls)).then(|| *rng.one(MICROS))).collect();
            Arc::new(TimestampMicrosecondArray::from(values).with_timezone(Arc::clone(zone)))
        }
        Type::Duration => array!(DurationMicrosecondArray, |_, rng: &mut Rng| *rng.one(SPANS)),
        Type::List(_) => {
            let lists = (0..rows).map(|_| {
                let items = [Some(1), Some(2), None];
                (!rng.chance(nulls)).then(|| (0..rng.below(4)).map(|_| *rng.one(&items)).collect::<Vec<_>>())
            });
            Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>(lists.collect::<Vec<_>>()))
        }
        Type::Decimal(p, s) => {
            let values: Vec<_> = (0..rows)
                .map(|_| if rng.chance(nulls) { None } else { Some(i128::from(*rng.one(INTS)) * 25) })
                .collect();
            let array = Decimal128Array::from(values);
            Arc::new(array.with_precision_and_scale(*p, *s).unwrap_or_else(|_| Decimal128Array::new_null(0)))
        }
        _ => array!(Int64Array, |edge, rng: &mut Rng| *rng.one(if edge { EDGE_INTS } else { INTS })),
    }
}
