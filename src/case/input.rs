//! The `inputs` of a case: columns written in the case, or a data file.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::cell;
use super::declare::{Field, described, field, object, record, words};
use super::decode::{Cx, Decode, Fields, count, describe, entries};
use super::generate;
use super::plan::{DataFile, Format, Input, InputColumn, Source, Via};
use super::problem::Fault;
use super::types::Type;
use super::values::{Positive, or_parameter};
use super::yaml::{Node, Value};

/// How many partitions an input has unless it says so.
const PARTITIONS: usize = 2;
/// What a table of a case is given by.
const FIELDS: [&str; 5] = ["partitions", "via", "columns", "file", "generate"];

/// Decodes one named table; files are sought from `folder`.
pub(crate) fn input(name: &str, node: &Node<'_>, folder: &Path, cx: &mut Cx<'_>) -> Option<Input> {
    let fields = Fields::of(node, "an input", &FIELDS, cx)?;
    let partitions = fields.get::<Option<Positive>>("partitions", cx);
    let via = fields.get::<Option<Via>>("via", cx);
    let written = ["columns", "file", "generate"].into_iter().filter(|name| fields.find(name).is_some());
    if let (Some(generate), [_, _, ..]) = (fields.find("generate"), written.collect::<Vec<_>>().as_slice()) {
        let fault = Fault::new(generate.span, "made-up rows beside others");
        cx.report(fault.help("give an input one of `columns`, `file` and `generate`"));
        return None;
    }
    if let (Some(via), None) = (fields.find("via"), fields.find("columns").filter(|_| fields.find("file").is_none())) {
        let fault = Fault::new(via.span, "`via` is for columns that the case writes out");
        cx.report(fault.help("leave it out: a file is read by each framework's own reader"));
    }
    let source = match (fields.find("file"), fields.find("columns")) {
        (Some(file), columns) => data_file(file, columns, folder, cx),
        (None, Some(columns)) => inline(columns, via.flatten(), cx),
        (None, None) if fields.find("generate").is_some() => {
            fields.find("generate").and_then(|node| generate::made(node, cx)).map(Source::Made)
        }
        (None, None) => {
            let fault = Fault::new(node.span, format!("input `{name}` has no rows"));
            cx.report(fault.help("give it `columns`, a `file`, or rows to `generate`"));
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

fn data_file(file: &Node<'_>, columns_node: Option<&Node<'_>>, folder: &Path, cx: &mut Cx<'_>) -> Option<Source> {
    let name = String::decode(file, cx);
    let columns = columns_node.map_or(Some(Vec::new()), |node| Vec::<(String, TypeOnly)>::decode(node, cx));
    let (named, fixed) = (name?, columns?);
    let path = folder.join(&named);
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    let Some(format) = Format::named(ending) else {
        let fault = Fault::new(file.span, format!("cannot tell from its ending what `{named}` is"));
        cx.report(fault.help("a data file ends in .csv, .parquet or .ndjson"));
        return None;
    };
    if !path.is_file() {
        let fault = Fault::new(file.span, format!("there is no file `{named}`"));
        cx.report(fault.help("the path starts at the folder of the case file"));
        return None;
    }
    if let Err(error) = std::fs::File::open(&path) {
        cx.report(Fault::new(file.span, format!("failed to read `{named}`: {error}")));
        return None;
    }
    let columns: Vec<(String, Type)> = fixed.into_iter().map(|(name, ty)| (name, ty.r#type)).collect();
    let list = columns.iter().find(|(_, ty)| matches!(ty, Type::List(_)));
    if let (Format::Csv, Some((name, _)), Some(node)) = (format, list, columns_node) {
        let fault = Fault::new(node.span, format!("column `{name}` is a list, which CSV cannot hold"));
        cx.report(fault.help("leave its type out: it is text"));
        return None;
    }
    Some(Source::File(DataFile { path, named, format, columns }))
}

/// The schema of an input.
pub(crate) fn schema() -> Json {
    let partitions =
        || field::<Option<Positive>>("partitions", "How many partitions the table is cut into; 2 unless given.");
    let column = object(&[
        field::<Type>("type", "The column's type."),
        field::<Cells>("values", "Its values, top to bottom; null is missing, .nan is not a number."),
    ]);
    let columns = json!({"type": "object", "minProperties": 1, "additionalProperties": or_parameter(column)});
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
    let generated = object(&[partitions(), Field::required("generate", generate::schema())]);
    json!({"anyOf": [inline, file, generated, {"$ref": "#/definitions/parameter"}]})
}

words! { Via, "a way into the frameworks"; }
