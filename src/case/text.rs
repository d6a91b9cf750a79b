//! Places inside a scalar's text, mapped back to the file, and the scalars that hold expressions and types.

use serde_json::{Value as Json, json};

use super::decode::{Cx, Decode, core, describe, scalar};
use super::expr::{Expr, Literal};
use super::lex::Wrong;
use super::parse;
use super::problem::{Fault, Span};
use super::scalar::Core;
use super::types::{Type, explain_type};
use super::values::or_parameter;
use super::yaml::Node;

/// A fault for what is wrong in a node's text, as near to the place as the file's spelling allows.
pub(crate) fn locate(source: &str, node: &Node<'_>, wrong: Wrong) -> Fault {
    let text = scalar(node).map_or("", |(text, _)| text);
    let written = source.get(node.span.start..node.span.end).unwrap_or_default();
    let offsets = offsets(written, text);
    let span = match &offsets {
        Some(offsets) => {
            let file = |at: usize| node.span.start + offsets.get(at).or(offsets.last()).copied().unwrap_or(0);
            let span = Span { start: file(wrong.at.start), end: file(wrong.at.end) };
            if wrong.at == (0..0) { node.span } else { span }
        }
        None => node.span,
    };
    let mut fault = Fault::new(span, wrong.message);
    if offsets.is_none() {
        fault = fault.label(format!("in `{}`", super::decode::short(text)));
    }
    let cut = scalar(node).is_some_and(|(_, plain)| plain) && wrong.at.start >= text.len();
    let next = source.get(node.span.end..).unwrap_or_default();
    match wrong.help {
        _ if cut && next.starts_with(',') => {
            fault.help("put it in quotes: inside braces and brackets a comma ends the value")
        }
        Some(help) => fault.help(help),
        None => fault,
    }
}

/// For each byte of the scalar's text, and its end, where it stands in what was written; `None` where the writing
/// folds lines, escapes, or is a template that the matrix filled in.
fn offsets(written: &str, text: &str) -> Option<Vec<usize>> {
    if written == text {
        return Some((0..=text.len()).collect());
    }
    let quote = written.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inner = written.strip_prefix(quote)?.strip_suffix(quote)?;
    if quote == '"' {
        return (inner == text).then(|| (1..=text.len() + 1).collect());
    }
    let mut out = Vec::with_capacity(text.len() + 1);
    let mut at = 1;
    for c in text.chars() {
        out.extend((0..c.len_utf8()).map(|i| at + i));
        at += if c == '\'' { 2 } else { c.len_utf8() };
    }
    out.push(at);
    (inner.replace("''", "'") == text && at == inner.len() + 1).then_some(out)
}

/// The text of a scalar that is not null.
pub(crate) fn whole_text<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match core(node)? {
        Core::Null => None,
        _ => scalar(node).map(|(text, _)| text),
    }
}

impl Decode for Expr {
    const EXPECTED: &'static str = "an expression";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let literal = match core(node) {
            Some(Core::Text(text)) => {
                return parse::expression(text).map_err(|wrong| cx.report(locate(cx.source, node, wrong))).ok();
            }
            Some(Core::Null) => Literal::Null,
            Some(Core::Bool(b)) => Literal::Bool(b),
            Some(Core::Int(i)) => Literal::Int(i),
            Some(Core::Float(f)) => Literal::Float(f),
            Some(Core::Huge) => {
                cx.report(Fault::new(node.span, "a number that is too large"));
                return None;
            }
            None => {
                cx.report(Fault::new(node.span, format!("expected an expression, found {}", describe(node))));
                return None;
            }
        };
        Some(Self::Literal(literal))
    }

    fn schema() -> Json {
        json!({"type": ["string", "number", "boolean", "null"]})
    }
}

impl Decode for Type {
    const EXPECTED: &'static str = "a type";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let Some(text) = whole_text(node) else {
            cx.report(Fault::new(node.span, format!("expected a type, found {}", describe(node))));
            return None;
        };
        let ty = Self::parse(text);
        if ty.is_none() {
            let (message, help) = explain_type(text);
            cx.report(Fault::new(node.span, message).help(help));
        }
        ty
    }

    fn schema() -> Json {
        let plain: Vec<String> = super::types::SIMPLE.iter().map(ToString::to_string).collect();
        or_parameter(json!({"anyOf": [
            {"enum": plain},
            {"type": "string", "pattern": r"^(timestamp\[.+\]|decimal\(\s*\d+\s*,\s*\d+\s*\)|list<.+>)$"},
        ]}))
    }
}
