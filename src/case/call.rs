//! `out: fn(column)`: the aggregates of `groupby` and `agg`, and the window functions.

use serde_json::{Value as Json, json};

use super::decode::{Cx, Decode, describe, entries, suggest};
use super::expr::Literal;
use super::lex::{Token, Wrong};
use super::parse::{Parser, RESERVED};
use super::plan::{AggFn, Aggregate, WindowColumn, WindowFn};
use super::problem::Fault;
use super::text::{locate, whole_text};
use super::yaml::Node;

/// A call as it is written: a function's name, maybe a column, maybe a number.
struct Call {
    name: String,
    column: Option<String>,
    number: Option<Literal>,
}

/// Parses `fn(column, number)`, whose name must be known.
fn call(text: &str, known: &[&'static str]) -> Result<Call, Wrong> {
    let mut parser = Parser::new(text)?;
    let at = parser.place();
    let Token::Word(name) = parser.advance()? else {
        return Err(Wrong::new(at, "expected a function and its column").help("write for example `sum(x)`"));
    };
    if !known.contains(&&*name) {
        return Err(
            Wrong::new(at, format!("there is no function `{name}` here")).help(suggest(&name, known.iter().copied()))
        );
    }
    parser.need("(").map_err(|w| w.help(format!("write `{name}(column)`")))?;
    let (mut column, mut number) = (None, None);
    if !parser.take(")")? {
        let at = parser.place();
        column = Some(match parser.advance()? {
            Token::Quoted(name) => name.to_string(),
            Token::Word(name) if !RESERVED.contains(&&*name) && &*name != "not" => name.to_string(),
            _ => {
                return Err(Wrong::new(at, format!("the argument of `{name}` must be a column"))
                    .help("compute an expression with `with_columns` first; put unusual names in back-quotes"));
            }
        });
        if parser.take(",")? {
            number = Some(parser.signed_literal(&format!("the second argument of `{name}`"))?);
        }
        parser.need(")")?;
    }
    parser.end()?;
    Ok(Call { name: name.to_string(), column, number })
}

/// Checks that a call has a column and a number exactly where its function takes them.
fn check(call: &Call, columns: bool, number: Option<&str>) -> Result<(), Wrong> {
    let name = &call.name;
    let shape = match (columns, number) {
        (false, _) => format!("{name}()"),
        (true, None) => format!("{name}(column)"),
        (true, Some(example)) => format!("{name}(column, {example})"),
    };
    if call.column.is_some() == columns && call.number.is_some() == number.is_some() {
        return Ok(());
    }
    Err(Wrong::new(0..0, format!("`{name}` is called as `{shape}`")))
}

fn aggregate(out: &str, text: &str) -> Result<Aggregate, Wrong> {
    let known: Vec<&'static str> = AggFn::ALL.iter().map(|f| f.name()).collect();
    let call = call(text, &known)?;
    let Some(function) = AggFn::named(&call.name) else { return Err(Wrong::new(0..0, "an unknown aggregate")) };
    check(&call, function != AggFn::Size, (function == AggFn::Quantile).then_some("0.5"))?;
    let q = match call.number {
        None => None,
        Some(Literal::Float(q)) => Some(q),
        Some(Literal::Int(q)) => Some(q as f64),
        Some(_) => return Err(Wrong::new(0..text.len(), "the quantile must be a number from 0 to 1")),
    };
    Ok(Aggregate { out: out.to_owned(), function, column: call.column, q })
}

fn window_column(out: &str, text: &str) -> Result<WindowColumn, Wrong> {
    let known: Vec<&'static str> = WindowFn::ALL.iter().map(|f| f.name()).collect();
    let call = call(text, &known)?;
    let Some(function) = WindowFn::named(&call.name) else {
        return Err(Wrong::new(0..0, "an unknown window function"));
    };
    let columns = !matches!(function, WindowFn::Cumcount | WindowFn::RowNumber);
    let number = matches!(function, WindowFn::Shift | WindowFn::RollingSum | WindowFn::RollingMean).then_some("2");
    check(&call, columns, number)?;
    let n = match call.number {
        None => None,
        Some(Literal::Int(n)) => match i64::try_from(n) {
            Ok(n) => Some(n),
            Err(_) => return Err(Wrong::new(0..text.len(), "a number of rows that is too large")),
        },
        Some(_) => return Err(Wrong::new(0..text.len(), "the number of rows must be a whole number")),
    };
    Ok(WindowColumn { out: out.to_owned(), function, column: call.column, n })
}

/// Decodes a map of outputs, each parsed by `parse`.
fn outputs<T>(
    node: &Node<'_>,
    what: &str,
    cx: &mut Cx<'_>,
    parse: fn(&str, &str) -> Result<T, Wrong>,
) -> Option<Vec<T>> {
    let entries = entries(node, what, cx)?;
    if entries.is_empty() {
        cx.report(Fault::new(node.span, "expected at least one output").help("write for example {total: sum(x)}"));
        return None;
    }
    let decoded: Vec<Option<T>> = entries
        .into_iter()
        .map(|(out, (_, value))| {
            let Some(text) = whole_text(value) else {
                let found = describe(value);
                cx.report(Fault::new(value.span, format!("expected a function and its column, found {found}")));
                return None;
            };
            parse(out, text).map_err(|wrong| cx.report(locate(cx.source, value, wrong))).ok()
        })
        .collect();
    decoded.into_iter().collect()
}

impl Decode for Vec<Aggregate> {
    const EXPECTED: &'static str = "a map of outputs, {total: sum(x)}";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        outputs(node, Self::EXPECTED, cx, aggregate)
    }

    fn schema() -> Json {
        calls_schema(AggFn::ALL.iter().map(|f| f.name()))
    }
}

impl Decode for Vec<WindowColumn> {
    const EXPECTED: &'static str = "a map of outputs, {total: cumsum(x)}";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        outputs(node, Self::EXPECTED, cx, window_column)
    }

    fn schema() -> Json {
        calls_schema(WindowFn::ALL.iter().map(|f| f.name()))
    }
}

/// A map whose values call one of these functions.
fn calls_schema(names: impl Iterator<Item = &'static str>) -> Json {
    let pattern = format!(r"^\s*({})\s*\(|\$\{{", names.collect::<Vec<_>>().join("|"));
    json!({"type": "object", "minProperties": 1, "additionalProperties": {"type": "string", "pattern": pattern}})
}
