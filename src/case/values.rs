//! The plain values of a case file: bools, numbers, names, lists and maps of them, words.

use serde_json::{Value as Json, json};

use super::decode::{Cx, Decode, core, describe, entries, not_a_name, scalar, short, suggest};
use super::problem::Fault;
use super::scalar::Core;
use super::yaml::{Node, Value};

/// One of the known words.
pub(crate) fn word<'n>(
    node: &'n Node<'_>,
    what: &str,
    known: impl Iterator<Item = &'static str> + Clone,
    cx: &mut Cx<'_>,
) -> Option<&'n str> {
    let Some(Core::Text(text)) = core(node) else {
        cx.report(Fault::new(node.span, format!("expected {what}, found {}", describe(node))));
        return None;
    };
    if known.clone().any(|k| k == text) {
        return Some(text);
    }
    let fault = Fault::new(node.span, format!("expected {what}, found `{}`", short(text)));
    // Of two words, both are in the message.
    cx.report(if known.clone().count() > 2 { fault.help(suggest(text, known)) } else { fault });
    None
}

/// A matrix parameter, which may stand wherever a value that is not text may.
pub(crate) fn or_parameter(schema: Json) -> Json {
    Json::Object(
        [("anyOf".to_owned(), Json::Array(vec![schema, json!({"$ref": "#/definitions/parameter"})]))]
            .into_iter()
            .collect(),
    )
}

/// One of these words, or a matrix parameter.
pub(crate) fn enum_schema(words: impl Iterator<Item = &'static str>) -> Json {
    or_parameter(json!({"enum": words.collect::<Vec<_>>()}))
}

impl<T: Decode> Decode for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        T::decode(node, cx).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn schema() -> Json {
        T::schema()
    }
}

impl Decode for bool {
    const EXPECTED: &'static str = "true or false";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Some(Core::Bool(value)) = core(node) else {
            cx.refuse::<Self>(node);
            return None;
        };
        Some(value)
    }

    fn schema() -> Json {
        or_parameter(json!({"type": "boolean"}))
    }
}

impl Decode for i64 {
    const EXPECTED: &'static str = "a whole number";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let number = match core(node) {
            Some(Core::Int(n)) => Self::try_from(n).ok(),
            _ => None,
        };
        if number.is_none() {
            cx.refuse::<Self>(node);
        }
        number
    }

    fn schema() -> Json {
        or_parameter(json!({"type": "integer"}))
    }
}

/// A count of partitions.
pub(crate) struct Positive(usize);

impl From<Positive> for usize {
    fn from(number: Positive) -> Self {
        number.0
    }
}

impl Decode for Positive {
    const EXPECTED: &'static str = "a whole number from 1";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let number = match core(node) {
            Some(Core::Int(n)) if (1..=1_000_000).contains(&n) => usize::try_from(n).ok().map(Self),
            _ => None,
        };
        if number.is_none() {
            cx.refuse::<Self>(node);
        }
        number
    }

    fn schema() -> Json {
        or_parameter(json!({"type": "integer", "minimum": 1, "maximum": 1_000_000}))
    }
}

impl Decode for f64 {
    const EXPECTED: &'static str = "a number";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        match core(node) {
            Some(Core::Int(n)) => Some(n as Self),
            Some(Core::Float(n)) => Some(n),
            _ => {
                cx.refuse::<Self>(node);
                None
            }
        }
    }

    fn schema() -> Json {
        or_parameter(json!({"type": "number"}))
    }
}

impl Decode for String {
    const EXPECTED: &'static str = "a name";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Some(Core::Text(text)) = core(node) else {
            cx.report(not_a_name(node));
            return None;
        };
        Some(text.to_owned())
    }

    fn schema() -> Json {
        json!({"type": "string"})
    }
}

/// Words for people, where a name would be too narrow a word.
#[derive(Debug, Clone)]
pub(crate) struct Text(pub(crate) String);

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

impl Decode for Text {
    const EXPECTED: &'static str = "a text";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Some(Core::Text(text)) = core(node) else {
            let fault = Fault::new(node.span, format!("expected a text, found {}", describe(node)));
            cx.report(if scalar(node).is_some() {
                fault.help("text that looks like something else goes in quotes")
            } else {
                fault
            });
            return None;
        };
        Some(Self(text.to_owned()))
    }

    fn schema() -> Json {
        json!({"type": "string"})
    }
}

impl Decode for Vec<String> {
    const EXPECTED: &'static str = "a name or a list of names";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Value::List(items) = &node.value else { return Some(vec![String::decode(node, cx)?]) };
        let names: Vec<Option<String>> = items.iter().map(|n| String::decode(n, cx)).collect();
        names.into_iter().collect()
    }

    fn schema() -> Json {
        json!({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
    }
}

/// A map of the case's own names to values, in order.
impl<T: Decode> Decode for Vec<(String, T)> {
    const EXPECTED: &'static str = "a map";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let entries = entries(node, "a map", cx)?;
        let decoded: Vec<Option<(String, T)>> =
            entries.into_iter().map(|(name, (_, value))| Some((name.to_owned(), T::decode(value, cx)?))).collect();
        decoded.into_iter().collect()
    }

    fn schema() -> Json {
        or_parameter(json!({"type": "object", "additionalProperties": T::schema()}))
    }
}

/// Names, none of them when the field is left out.
pub(crate) struct NoneOrNames(Vec<String>);

impl From<NoneOrNames> for Vec<String> {
    fn from(names: NoneOrNames) -> Self {
        names.0
    }
}

impl Decode for NoneOrNames {
    const EXPECTED: &'static str = Vec::<String>::EXPECTED;

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        Vec::decode(node, cx).map(Self)
    }

    fn absent() -> Option<Self> {
        Some(Self(Vec::new()))
    }

    fn schema() -> Json {
        Vec::<String>::schema()
    }
}

/// One or a list of something, none of them when the field is left out.
pub(crate) struct Items<T>(Vec<T>);

impl<T> From<Items<T>> for Vec<T> {
    fn from(items: Items<T>) -> Self {
        items.0
    }
}

impl<T: Decode> Decode for Items<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Value::List(items) = &node.value else { return Some(Self(vec![T::decode(node, cx)?])) };
        let items: Vec<Option<T>> = items.iter().map(|item| T::decode(item, cx)).collect();
        items.into_iter().collect::<Option<_>>().map(Self)
    }

    fn absent() -> Option<Self> {
        Some(Self(Vec::new()))
    }

    fn schema() -> Json {
        json!({"anyOf": [T::schema(), {"type": "array", "items": T::schema()}]})
    }
}

/// `{}`
pub(crate) struct Nothing;

impl Decode for Nothing {
    const EXPECTED: &'static str = "`{}`: there is nothing to set";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        if matches!(&node.value, Value::Map(map) if map.is_empty()) {
            return Some(Self);
        }
        cx.refuse::<Self>(node);
        None
    }

    fn schema() -> Json {
        or_parameter(json!({"type": "object", "maxProperties": 0}))
    }
}
