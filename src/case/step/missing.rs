//! `dropna` and `fillna`.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::super::declare::{named, record, words};
use super::super::decode::{Cx, Decode, core, describe};
use super::super::problem::Fault;
use super::super::scalar::Core;
use super::super::yaml::{Node, Value};

record! {
    /// `dropna`.
    pub Dropna, "`dropna`" {
        /// Whether one missing value or all drop the row, as given.
        how: Option<DropHow>,
        /// Rows with at least this many values stay, as given.
        thresh: Option<i64>,
        /// Columns looked at, as given.
        subset: Option<Vec<String>>,
    }
}

named! {
    /// When `dropna` drops a row.
    DropHow {
        /// One missing value is enough.
        Any = "any",
        /// Only when all are missing.
        All = "all",
    }
}
words! { DropHow, "`any` or `all`"; }

/// `fillna`.
#[derive(Debug, Clone, PartialEq)]
pub enum Fillna {
    /// One value for every column.
    Scalar(Scalar),
    /// A value a column.
    Columns(Vec<(String, Scalar)>),
}

/// A plain YAML scalar: what `fillna` fills with.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// `7`
    Int(i128),
    /// `1.5`, `.nan`
    Float(f64),
    /// `text`
    Str(Arc<str>),
}

record! {
    /// `fillna` as it is written.
    pub(crate) Written, "`fillna`" {
        /// A scalar, or a map of columns to scalars.
        value: Filling,
    }
}

impl Decode for Fillna {
    const EXPECTED: &'static str = Written::EXPECTED;

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        Written::decode(node, cx).map(|written| written.value.0)
    }

    fn schema() -> Json {
        Written::schema()
    }
}

/// The `value` of `fillna`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Filling(Fillna);

impl Decode for Filling {
    const EXPECTED: &'static str = "a scalar, or a map of columns to scalars";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        match &node.value {
            Value::Map(_) => Decode::decode(node, cx).map(Fillna::Columns).map(Self),
            _ => Scalar::decode(node, cx).map(Fillna::Scalar).map(Self),
        }
    }

    fn schema() -> Json {
        json!({"anyOf": [Scalar::schema(), Vec::<(String, Scalar)>::schema()]})
    }
}

impl Decode for Scalar {
    const EXPECTED: &'static str = "a scalar";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        match core(node) {
            Some(Core::Null) => Some(Self::Null),
            Some(Core::Bool(b)) => Some(Self::Bool(b)),
            Some(Core::Int(i)) => Some(Self::Int(i)),
            Some(Core::Float(f)) => Some(Self::Float(f)),
            Some(Core::Text(text)) => Some(Self::Str(text.into())),
            Some(Core::Huge) | None => {
                cx.report(Fault::new(node.span, format!("expected a scalar, found {}", describe(node))));
                None
            }
        }
    }

    fn schema() -> Json {
        json!({"type": ["string", "number", "boolean", "null"]})
    }
}
