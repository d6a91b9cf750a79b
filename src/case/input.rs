//! The `inputs` of a case: columns written in the case, or a data file.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::cell;
use super::declare::{Field, described, field, object, record, words};
use super::decode::{Cx, Decode, Fields, count, describe, entries};
use super::plan::{Input, InputColumn, Source, Via};
use super::problem::Fault;
use super::types::Type;
use super::values::{Positive, or_parameter};
use super::yaml::{Node, Value};

/// How many partitions an input has unless it says so.
const PARTITIONS: usize = 2;
/// What a table of a case is given by.
const FIELDS: [&str; 5] = ["partitions", "via", "columns", "file", "generate"];
/// The data files that are read, by ending.
const ENDINGS: [&str; 3] = ["csv", "parquet", "ndjson"];

/// Decodes one named table; files are sought from `folder`.
pub(crate) fn input(name: &str, node: &Node<'_>, folder: &Path, cx: &mut Cx<'_>) -> Option<Input> {
    let fields = Fields::of(node, "an input", &FIELDS, cx)?;
    let partitions = fields.get::<Option<Positive>>("partitions", cx);
    let via = fields.get::<Option<Via>>("via", cx);
    if let Some(generate) = fields.find("generate") {
        let fault = Fault::new(generate.span, "`generate` is not available yet");
        cx.report(fault.help("write the rows under `columns`, or name a file"));
        return None;
    }
    let source = match (fields.find("file"), fields.find("columns")) {
        (Some(file), columns) => {
            if let Some(via) = fields.find("via") {
                let fault = Fault::new(via.span, "`via` is for columns that the case writes out");
                cx.report(fault.help("leave it out: a file is read by each framework's own reader"));
            }
            data_file(file, columns, folder, cx)
        }
        (None, Some(columns)) => inline(columns, via.flatten(), cx),
        (None, None) => {
            let fault = Fault::new(node.span, format!("input `{name}` has no rows"));
            cx.report(fault.help("give it `columns`, or a `file`"));
            None
        }
    };
    let (partitions, via) = (partitions?.map_or(PARTITIONS, usize::from), via?.unwrap_or(Via::Rows));
    Some(Input { name: name.to_owned(), partitions, via, source: source? })
}

/// A column as the case writes it; its values are read once its type is known.
struct Column<'n, 'a> {
    name: &'n str,
    cells: &'n [Node<'a>],
    node: &'n Node<'a>,
    ty: Type,
}

fn inline(node: &Node<'_>, via: Option<Via>, cx: &mut Cx<'_>) -> Option<Source> {
    let entries = entries(node, "a map of columns", cx)?;
    if entries.is_empty() {
        cx.report(
            Fault::new(node.span, "an input without columns").help("write for example {a: {type: int64, values: [1]}}"),
        );
        return None;
    }
    let wanted = entries.len();
    let columns: Vec<Column<'_, '_>> =
        entries.into_iter().filter_map(|(name, (_, node))| column(name, node, via, cx)).collect();
    if let Some((first, rest)) = columns.split_first() {
        for other in rest.iter().filter(|c| c.cells.len() != first.cells.len()) {
            let (a, b) = (first.cells.len(), other.cells.len());
            let message = format!("column `{}` has {} where `{}` has {a}", other.name, count(b, "value"), first.name);
            cx.report(Fault::new(other.node.span, message).help("give every column of an input as many values"));
        }
    }
    let decoded: Vec<Option<InputColumn>> = columns
        .into_iter()
        .map(|c| {
            let cells: Vec<&Node<'_>> = c.cells.iter().collect();
            Some(InputColumn { name: c.name.to_owned(), values: cell::array(&c.ty, &cells, cx)?, ty: c.ty })
        })
        .collect();
    let columns = decoded.into_iter().collect::<Option<Vec<_>>>()?;
    (columns.len() == wanted).then_some(Source::Inline(columns))
}

fn column<'n, 'a>(name: &'n str, node: &'n Node<'a>, via: Option<Via>, cx: &mut Cx<'_>) -> Option<Column<'n, 'a>> {
    let fields = Fields::of(node, "a column", &["type", "values"], cx)?;
    let (ty, values) = (fields.get::<Type>("type", cx), fields.get::<Cells>("values", cx));
    let (ty, _) = (ty?, values?);
    if matches!(ty, Type::List(_)) && via == Some(Via::Csv) {
        let fault = Fault::new(node.span, format!("column `{name}` is a list, which CSV cannot hold"));
        cx.report(fault.help("use `via: rows` or `via: parquet`"));
        return None;
    }
    let node = fields.find("values")?;
    let Value::List(cells) = &node.value else { return None };
    Some(Column { name, cells, node, ty })
}

/// `values`: a list, read when the column's type is known.
struct Cells;

impl Decode for Cells {
    const EXPECTED: &'static str = "a list of values";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        if matches!(node.value, Value::List(_)) {
            return Some(Self);
        }
        cx.report(Fault::new(node.span, format!("expected a list of values, found {}", describe(node))));
        None
    }

    fn schema() -> Json {
        or_parameter(json!({"type": "array"}))
    }
}

record! {
    /// `{type: …}` of a file's column.
    TypeOnly, "a file's column" {
        /// The type that the column is fixed to.
        r#type: Type,
    }
}

fn data_file(file: &Node<'_>, columns: Option<&Node<'_>>, folder: &Path, cx: &mut Cx<'_>) -> Option<Source> {
    let name = String::decode(file, cx);
    let columns = columns.map_or(Some(Vec::new()), |node| Vec::<(String, TypeOnly)>::decode(node, cx));
    let (name, columns) = (name?, columns?);
    let path = folder.join(&name);
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    if !ENDINGS.contains(&ending) {
        let fault = Fault::new(file.span, format!("cannot tell from its ending what `{name}` is"));
        cx.report(fault.help("a data file ends in .csv, .parquet or .ndjson"));
        return None;
    }
    if !path.is_file() {
        let fault = Fault::new(file.span, format!("there is no file `{name}`"));
        cx.report(fault.help("the path starts at the folder of the case file"));
        return None;
    }
    Some(Source::File { path, columns: columns.into_iter().map(|(name, ty)| (name, ty.r#type)).collect() })
}

/// The schema of an input.
pub(crate) fn schema() -> Json {
    let partitions =
        || field::<Option<Positive>>("partitions", "How many partitions the table is cut into; 2 unless given.");
    let column = object(&[
        field::<Type>("type", "The column's type."),
        field::<Cells>("values", "Its values, top to bottom; null is missing, .nan is not a number."),
    ]);
    let columns = json!({"type": "object", "minProperties": 1, "additionalProperties": column});
    let types = json!({"type": "object", "additionalProperties": TypeOnly::schema()});
    let inline = object(&[
        partitions(),
        field::<Option<Via>>("via", "How the table gets into each framework; row by row unless given."),
        Field::required("columns", described(columns, "The columns, in order, all of the same length.")),
    ]);
    let path = json!({"type": "string", "pattern": r"\.(csv|parquet|ndjson)$|\$\{"});
    let file = object(&[
        partitions(),
        Field::required("file", described(path, "A data file; the path starts at the folder of the case file.")),
        Field::optional("columns", described(types, "Types that are fixed instead of inferred.")),
    ]);
    json!({"anyOf": [inline, file, {"$ref": "#/definitions/parameter"}]})
}

words! { Via, "a way into the frameworks"; }
