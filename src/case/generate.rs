//! `generate`: an input of made-up rows.

use serde_json::{Value as Json, json};

use super::declare::{field, object, record};
use super::decode::{Cx, Decode, Fields, core};
use super::problem::Fault;
use super::scalar::Core;
use super::types::Type;
use super::values::or_parameter;
use super::yaml::Node;
use crate::made::{Made, MadeColumn, room};

/// More rows than any machine will read.
const MOST: i128 = 10_000_000_000;

record! {
    /// A column of made-up values.
    Column, "a column to generate" {
        /// The column's type.
        r#type: Type,
        /// How many different values it has at most; as many as come unless given.
        distinct: Option<Whole>,
        /// The share of nulls, from 0 to 1; none unless given.
        nulls: Option<Share>,
    }
}

/// The made-up table that a node asks for.
pub(crate) fn made(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Made> {
    let fields = Fields::of(node, "a table to generate", &["rows", "seed", "columns"], cx)?;
    let rows = fields.get::<Whole>("rows", cx);
    let seed = fields.get::<Option<Whole>>("seed", cx);
    let columns = fields.get::<Vec<(String, Column)>>("columns", cx);
    let (rows, seed, columns) = (rows?, seed?, columns?);
    if columns.is_empty() {
        let fault = Fault::new(node.span, "a table to generate without columns");
        cx.report(fault.help("write for example {k: {type: string, distinct: 100, nulls: 0.05}}"));
        return None;
    }
    let before = cx.faults.len();
    for (name, column) in &columns {
        let most = room(&column.r#type);
        if column.distinct.as_ref().is_some_and(|distinct| !(1..=most).contains(&distinct.0)) {
            let message =
                format!("column `{name}` of type {} can be generated with 1 to {most} distinct values", column.r#type);
            cx.report(Fault::new(node.span, message));
        }
    }
    let columns = columns.into_iter().map(|(name, c)| MadeColumn {
        name,
        ty: c.r#type,
        distinct: c.distinct.map(|d| d.0),
        nulls: c.nulls.map_or(0.0, |share| share.0),
    });
    let rows = usize::try_from(rows.0).unwrap_or(usize::MAX);
    let made = Made { rows, seed: seed.map_or(0, |s| s.0), columns: columns.collect() };
    (cx.faults.len() == before).then_some(made)
}

/// The schema of `generate`.
pub(crate) fn schema() -> Json {
    let columns = json!({"type": "object", "minProperties": 1, "additionalProperties": Column::schema()});
    let mut schema = object(&[
        field::<Whole>("rows", "How many rows."),
        field::<Option<Whole>>("seed", "Where chance starts: another number makes other rows; 0 unless given."),
        super::declare::Field::required("columns", columns),
    ]);
    schema["description"] =
        "Made-up rows, written once as a Parquet file that is then the input of every engine.".into();
    schema
}

/// A whole number from 0.
#[derive(Debug, Clone, PartialEq)]
struct Whole(u64);

impl Decode for Whole {
    const EXPECTED: &'static str = "a whole number from 0";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let number = match core(node) {
            Some(Core::Int(n)) if (0..=MOST).contains(&n) => u64::try_from(n).ok().map(Self),
            _ => None,
        };
        if number.is_none() {
            cx.refuse::<Self>(node);
        }
        number
    }

    fn schema() -> Json {
        or_parameter(json!({"type": "integer", "minimum": 0}))
    }
}

/// A part of a whole.
#[derive(Debug, Clone, PartialEq)]
struct Share(f64);

impl Decode for Share {
    const EXPECTED: &'static str = "a share from 0 to 1";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let share = match core(node) {
            Some(Core::Float(x)) => Some(x),
            Some(Core::Int(n)) => Some(n as f64),
            _ => None,
        };
        let share = share.filter(|x| (0.0..=1.0).contains(x)).map(Self);
        if share.is_none() {
            cx.refuse::<Self>(node);
        }
        share
    }

    fn schema() -> Json {
        or_parameter(json!({"type": "number", "minimum": 0, "maximum": 1}))
    }
}
