//! How each step is written: its word, its fields, its checks. One row of [`STEPS`] a step.

use serde_json::{Value as Json, json};

use super::decode::{Cx, Decode, core, count, describe, entries, or_parameter, record, short, suggest, words};
use super::plan::{
    AggFn, Ascending, Concat, ConcatBy, DropDuplicates, DropHow, Dropna, Fillna, Groupby, How, Join, JoinKeys, Keep,
    Melt, NaPosition, Pivot, Scalar, Sort, Step, Style, Top, ValueCounts, Via, Window, WindowFrame,
};
use super::problem::Fault;
use super::scalar::Core;
use super::yaml::{Node, Value};

/// How a step is decoded, and its schema.
pub(crate) struct StepKind {
    /// What a case calls it.
    pub(crate) word: &'static str,
    decode: fn(&Node<'_>, &mut Cx<'_>) -> Option<Step>,
    pub(crate) schema: fn() -> Json,
}

macro_rules! steps {
    ($($word:literal => $make:expr,)+) => {
        /// Every step, in the order of the case format.
        pub(crate) const STEPS: &[StepKind] = &[$(StepKind {
            word: $word,
            decode: |node, cx| Decode::decode(node, cx).map($make),
            schema: || argument_schema($make),
        }),+];
    };
}

/// The schema of what a step is made from.
fn argument_schema<T: Decode>(_: impl Fn(T) -> Step) -> Json {
    T::schema()
}

steps! {
    "select" => Step::Select,
    "drop" => Step::Drop,
    "rename" => Step::Rename,
    "with_columns" => Step::WithColumns,
    "filter" => Step::Filter,
    "sort" => Step::Sort,
    "groupby" => Step::Groupby,
    "agg" => Step::Agg,
    "join" => Step::Join,
    "concat" => Step::Concat,
    "drop_duplicates" => Step::DropDuplicates,
    "dropna" => Step::Dropna,
    "fillna" => |f: FillnaFields| Step::Fillna(f.value),
    "ffill" => |_: Nothing| Step::Ffill,
    "bfill" => |_: Nothing| Step::Bfill,
    "astype" => Step::Astype,
    "value_counts" => Step::ValueCounts,
    "head" => Step::Head,
    "tail" => Step::Tail,
    "nlargest" => Step::Nlargest,
    "nsmallest" => Step::Nsmallest,
    "window" => Step::Window,
    "pivot" => Step::Pivot,
    "melt" => Step::Melt,
    "explode" => Step::Explode,
    "repartition" => Step::Repartition,
}

impl Decode for Step {
    const EXPECTED: &'static str = "a step, a map with its name: {head: 3}";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        if let Some(Core::Text(word)) = core(node) {
            let help = match STEPS.iter().any(|s| s.word == word) {
                true => format!("write `{word}: …` with what it takes (`{word}: {{}}` where it takes nothing)"),
                false => format!("write it as `{}`", Self::EXPECTED),
            };
            cx.report(Fault::new(node.span, format!("expected a step, found {}", describe(node))).help(help));
            return None;
        }
        let named = entries(node, Self::EXPECTED, cx)?;
        let [(word, (key, argument))] = named[..] else {
            let found = named.iter().map(|(name, _)| format!("`{}`", short(name))).collect::<Vec<_>>().join(", ");
            let (message, help) = match named.len() {
                0 => ("a step without its name".to_owned(), "write for example `- head: 3`"),
                _ => (format!("several steps in one map: {found}"), "start each step with a `-` of its own"),
            };
            cx.report(Fault::new(named.get(1).map_or(node.span, |(_, (key, _))| key.span), message).help(help));
            return None;
        };
        let Some(kind) = STEPS.iter().find(|kind| kind.word == word) else {
            let fault = Fault::new(key.span, format!("there is no step `{}`", short(word)));
            cx.report(fault.help(suggest(word, STEPS.iter().map(|kind| kind.word))));
            return None;
        };
        (kind.decode)(argument, cx)
    }

    fn schema() -> Json {
        let properties: serde_json::Map<String, Json> =
            STEPS.iter().map(|kind| (kind.word.to_owned(), (kind.schema)())).collect();
        json!({
            "type": "object", "minProperties": 1, "maxProperties": 1,
            "properties": properties, "patternProperties": {r"\$\{": {}}, "additionalProperties": false,
        })
    }
}

/// `{}`
struct Nothing;

impl Decode for Nothing {
    const EXPECTED: &'static str = "`{}`: there is nothing to set";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        if matches!(&node.value, Value::Map(map) if map.is_empty()) {
            return Some(Self);
        }
        cx.report(Fault::new(node.span, format!("expected {}, found {}", Self::EXPECTED, describe(node))));
        None
    }

    fn schema() -> Json {
        or_parameter(json!({"type": "object", "maxProperties": 0}))
    }
}

words! {
    NaPosition, "`first` or `last`";
    Style, "`method` or `agg`";
    How, "a kind of join";
    ConcatBy, "`name` or `position`";
    Keep, "`first` or `last`";
    DropHow, "`any` or `all`";
    WindowFrame, "`rows` or `range`";
    Via, "a way in";
}

record!(SortFields, "`sort`" { by, ascending, na_position });
record!(Groupby, "`groupby`" { by, agg, dropna, sort, style });
record!(JoinFields, "`join`" { with, on, left_on, right_on, how, suffixes });
record!(ConcatFields, "`concat`" { with, by });
record!(DropDuplicates, "`drop_duplicates`" { subset, keep });
record!(Dropna, "`dropna`" { how, thresh, subset });
record!(FillnaFields, "`fillna`" { value });
record!(ValueCounts, "`value_counts`" { column, dropna });
record!(Top, "`nlargest` and `nsmallest`" { n, by });
record!(WindowFields, "`window`" { partition_by, order_by, columns, frame });
record!(Pivot, "`pivot`" { index, columns, values, agg });
record!(Melt, "`melt`" { id_vars, value_vars, var_name, value_name });

/// The fields of `sort` as written.
struct SortFields {
    by: Vec<String>,
    ascending: Option<Ascending>,
    na_position: Option<NaPosition>,
}

impl Decode for Sort {
    const EXPECTED: &'static str = SortFields::EXPECTED;

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let SortFields { by, ascending, na_position } = SortFields::decode(node, cx)?;
        if let Some(Ascending::Each(list)) = &ascending
            && list.len() != by.len()
        {
            let message =
                format!("`ascending` has {} for {} in `by`", count(list.len(), "value"), count(by.len(), "column"));
            cx.report(Fault::new(node.span, message).help("give one value a column, or a single one for all"));
            return None;
        }
        Some(Self { by, ascending, na_position })
    }

    fn schema() -> Json {
        SortFields::schema()
    }
}

impl Decode for Ascending {
    const EXPECTED: &'static str = "true, false, or a list of them";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Value::List(items) = &node.value else { return bool::decode(node, cx).map(Self::All) };
        let each: Vec<Option<bool>> = items.iter().map(|item| bool::decode(item, cx)).collect();
        each.into_iter().collect::<Option<Vec<bool>>>().map(Self::Each)
    }

    fn schema() -> Json {
        json!({"anyOf": [bool::schema(), {"type": "array", "items": bool::schema()}]})
    }
}

/// The name of one of the case's inputs.
struct InputName(String);

impl Decode for InputName {
    const EXPECTED: &'static str = "the name of an input";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let name = String::decode(node, cx)?;
        if cx.inputs.contains(&name) {
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
struct InputNames(Vec<String>);

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
struct Suffixes(String, String);

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

/// The fields of `join` as written.
struct JoinFields {
    with: InputName,
    on: Option<Vec<String>>,
    left_on: Option<Vec<String>>,
    right_on: Option<Vec<String>>,
    how: Option<How>,
    suffixes: Option<Suffixes>,
}

impl Decode for Join {
    const EXPECTED: &'static str = JoinFields::EXPECTED;

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let JoinFields { with, on, left_on, right_on, how, suffixes } = JoinFields::decode(node, cx)?;
        let cross = how == Some(How::Cross);
        let keys = match (on, left_on, right_on) {
            (None, None, None) if cross => Ok(JoinKeys::None),
            (_, _, _) if cross => Err("a cross join has no keys".to_owned()),
            (Some(on), None, None) => Ok(JoinKeys::On(on)),
            (None, Some(left), Some(right)) if left.len() == right.len() => Ok(JoinKeys::LeftRight(left, right)),
            (None, Some(left), Some(right)) => {
                Err(format!("`left_on` has {} and `right_on` {}", count(left.len(), "column"), right.len()))
            }
            (None, None, None) => Err("a join without keys".to_owned()),
            _ => Err("the keys of a join are given in two ways, or by half".to_owned()),
        };
        match keys {
            Ok(keys) => Some(Self { with: with.0, keys, how, suffixes: suffixes.map(|s| (s.0, s.1)) }),
            Err(message) => {
                let help = "give `on`, or `left_on` and `right_on` of the same length, or `how: cross` alone";
                cx.report(Fault::new(node.span, message).help(help));
                None
            }
        }
    }

    fn schema() -> Json {
        JoinFields::schema()
    }
}

/// The fields of `concat` as written.
struct ConcatFields {
    with: InputNames,
    by: Option<ConcatBy>,
}

impl Decode for Concat {
    const EXPECTED: &'static str = ConcatFields::EXPECTED;

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        ConcatFields::decode(node, cx).map(|f| Self { with: f.with.0, by: f.by })
    }

    fn schema() -> Json {
        ConcatFields::schema()
    }
}

/// The fields of `fillna` as written.
struct FillnaFields {
    value: Fillna,
}

impl Decode for Fillna {
    const EXPECTED: &'static str = "a scalar, or a map of columns to scalars";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        match &node.value {
            Value::Map(_) => Decode::decode(node, cx).map(Self::Columns),
            _ => Scalar::decode(node, cx).map(Self::Scalar),
        }
    }

    fn schema() -> Json {
        json!({"anyOf": [Scalar::schema(), Vec::<(String, Scalar)>::schema()]})
    }
}

/// The fields of `window` as written.
struct WindowFields {
    partition_by: Option<Vec<String>>,
    order_by: Option<Vec<String>>,
    columns: Vec<super::plan::WindowColumn>,
    frame: Option<WindowFrame>,
}

impl Decode for Window {
    const EXPECTED: &'static str = WindowFields::EXPECTED;

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let WindowFields { partition_by, order_by, columns, frame } = WindowFields::decode(node, cx)?;
        let (partition_by, order_by) = (partition_by.unwrap_or_default(), order_by.unwrap_or_default());
        Some(Self { partition_by, order_by, columns, frame })
    }

    fn schema() -> Json {
        WindowFields::schema()
    }
}

/// The `agg` of a pivot: an aggregate by its name alone.
impl Decode for AggFn {
    const EXPECTED: &'static str = "an aggregate without arguments";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let names = Self::ALL.iter().filter(|f| **f != Self::Quantile).map(|f| f.name());
        super::decode::word(node, Self::EXPECTED, names, cx).and_then(Self::named)
    }

    fn schema() -> Json {
        super::decode::enum_schema(Self::ALL.iter().filter(|f| **f != Self::Quantile).map(|f| f.name()))
    }
}
