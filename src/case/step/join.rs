//! `join` and `concat`: steps that name other inputs of the case.

use serde_json::{Value as Json, json};

use super::super::declare::{named, record, words};
use super::super::decode::{Cx, Decode, count, describe, short, suggest};
use super::super::problem::Fault;
use super::super::values::or_parameter;
use super::super::yaml::{Node, Value};

/// `join`.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// Name of the right table.
    pub with: String,
    /// How the keys are named.
    pub keys: JoinKeys,
    /// Kind of join as given; left out means inner.
    pub how: Option<How>,
    /// Suffixes for columns that both sides have, as given.
    pub suffixes: Option<(String, String)>,
}

impl Join {
    /// The kind of join that runs.
    pub fn kind(&self) -> How {
        self.how.unwrap_or(How::Inner)
    }
}

/// How a join names its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinKeys {
    /// The same names on both sides.
    On(Vec<String>),
    /// One list a side, of equal length.
    LeftRight(Vec<String>, Vec<String>),
    /// A cross join has none.
    None,
}

named! {
    /// Kind of join.
    How {
        /// Rows with a partner.
        Inner = "inner",
        /// Every left row.
        Left = "left",
        /// Every right row.
        Right = "right",
        /// Every row of both.
        Outer = "outer",
        /// Every pair.
        Cross = "cross",
        /// Left rows that have a partner.
        Semi = "semi",
        /// Left rows that have none.
        Anti = "anti",
    }
}

record! {
    /// `concat`.
    pub Concat, "`concat`" {
        /// The tables appended, in order; the case's first table may be among them.
        with: Vec<String> as InputNames,
        /// How columns are matched, as given.
        by: Option<ConcatBy>,
    }
}

named! {
    /// How `concat` matches columns.
    ConcatBy {
        /// By name.
        Name = "name",
        /// By position.
        Position = "position",
    }
}
words! {
    How, "a kind of join";
    ConcatBy, "`name` or `position`";
}

record! {
    /// `join` as it is written.
    pub(crate) Written, "`join`" {
        /// Name of the right table.
        with: String as InputName,
        /// Keys of the same names on both sides.
        on: Option<Vec<String>>,
        /// Keys of the left table.
        left_on: Option<Vec<String>>,
        /// Keys of the right table, as many.
        right_on: Option<Vec<String>>,
        /// Kind of join; left out means inner.
        how: Option<How>,
        /// Suffixes for columns that both sides have.
        suffixes: Option<Suffixes>,
    }
}

impl Decode for Join {
    const EXPECTED: &'static str = Written::EXPECTED;

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Written { with, on, left_on, right_on, how, suffixes } = Written::decode(node, cx)?;
        match keys(on, left_on, right_on, how == Some(How::Cross)) {
            Ok(keys) => Some(Self { with, keys, how, suffixes: suffixes.map(|s| (s.0, s.1)) }),
            Err(message) => {
                let help = "give `on`, or `left_on` and `right_on` of the same length, or `how: cross` alone";
                cx.report(Fault::new(node.span, message).help(help));
                None
            }
        }
    }

    fn schema() -> Json {
        Written::schema()
    }
}

type Names = Option<Vec<String>>;

fn keys(on: Names, left: Names, right: Names, cross: bool) -> Result<JoinKeys, String> {
    match (on, left, right) {
        (None, None, None) if cross => Ok(JoinKeys::None),
        _ if cross => Err("a cross join has no keys".to_owned()),
        (Some(on), None, None) => Ok(JoinKeys::On(on)),
        (None, Some(left), Some(right)) if left.len() == right.len() => Ok(JoinKeys::LeftRight(left, right)),
        (None, Some(left), Some(right)) => {
            Err(format!("`left_on` has {} and `right_on` {}", count(left.len(), "column"), right.len()))
        }
        (None, None, None) => Err("a join without keys".to_owned()),
        _ => Err("the keys of a join are given in two ways, or by half".to_owned()),
    }
}

/// The name of one of the case's inputs.
#[derive(Debug, Clone)]
pub(crate) struct InputName(String);

impl From<InputName> for String {
    fn from(name: InputName) -> Self {
        name.0
    }
}

impl Decode for InputName {
    const EXPECTED: &'static str = "the name of an input";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let name = String::decode(node, cx)?;
        if cx.inputs.is_empty() || cx.inputs.contains(&name) {
            return Some(Self(name));
        }
        let help = suggest(&name, cx.inputs.iter().map(String::as_str));
        cx.report(Fault::new(node.span, format!("there is no input `{}`", short(&name))).help(help));
        None
    }

    fn schema() -> Json {
        String::schema()
    }
}

/// The names of several inputs.
#[derive(Debug, Clone)]
pub(crate) struct InputNames(Vec<String>);

impl From<InputNames> for Vec<String> {
    fn from(names: InputNames) -> Self {
        names.0
    }
}

impl Decode for InputNames {
    const EXPECTED: &'static str = "the names of inputs";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Value::List(items) = &node.value else { return Some(Self(vec![InputName::decode(node, cx)?.0])) };
        let names: Vec<Option<String>> = items.iter().map(|n| InputName::decode(n, cx).map(|n| n.0)).collect();
        names.into_iter().collect::<Option<_>>().map(Self)
    }

    fn schema() -> Json {
        Vec::<String>::schema()
    }
}

/// Two suffixes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Suffixes(String, String);

impl Decode for Suffixes {
    const EXPECTED: &'static str = "two suffixes, [_left, _right]";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        if let Value::List(items) = &node.value
            && let [left, right] = &items[..]
        {
            let (left, right) = (String::decode(left, cx), String::decode(right, cx));
            return Some(Self(left?, right?));
        }
        cx.report(Fault::new(node.span, format!("expected {}, found {}", Self::EXPECTED, describe(node))));
        None
    }

    fn schema() -> Json {
        or_parameter(json!({"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}))
    }
}
