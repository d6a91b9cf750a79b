//! The matrix: every combination of its parameters, and `${x}` filled in below `inputs` and `steps`.

use std::borrow::Cow;
use std::fmt::Write;

use super::decode::{Cx, describe, entries, nearest, short};
use super::problem::Fault;
use super::scalar::{Core, resolve};
use super::yaml::{Node, Value};

/// How many combinations a document may have.
const COMBINATIONS: usize = 100_000;

/// A parameter and its values, in the file's order.
pub(crate) type Parameter<'n, 'a> = (&'n str, &'n [Node<'a>]);
/// A parameter and its value in one combination.
pub(crate) type Binding<'n, 'a> = (&'n str, &'n Node<'a>);

/// The parameters of a `matrix`.
pub(crate) fn parameters<'n, 'a>(node: &'n Node<'a>, cx: &mut Cx<'_>) -> Option<Vec<Parameter<'n, 'a>>> {
    let named = entries(node, "a map of parameters to lists of values", cx)?;
    let count = named.len();
    let mut combinations = 1usize;
    let mut out = Vec::with_capacity(count);
    for (name, (_, value)) in named {
        let fault = match &value.value {
            Value::List(values) if !values.is_empty() => {
                combinations = combinations.saturating_mul(values.len());
                once(name, values, cx);
                out.push((name, &values[..]));
                continue;
            }
            Value::List(_) => Fault::new(value.span, format!("parameter `{}` has no values", short(name))),
            _ => Fault::new(value.span, format!("expected a list of values, found {}", describe(value))),
        };
        cx.report(fault.help(format!("write `{}: [a, b]`", short(name))));
    }
    if combinations > COMBINATIONS {
        cx.report(Fault::new(node.span, format!("a matrix of more than {COMBINATIONS} combinations")));
        return None;
    }
    (out.len() == count).then_some(out)
}

/// Reports a value that is spelled as an earlier one: the two cases would have one id.
fn once(name: &str, values: &[Node<'_>], cx: &mut Cx<'_>) {
    let mut seen = std::collections::HashSet::new();
    for value in values {
        let mut spelled = String::new();
        spell(value, &mut spelled);
        let message = format!("`{}` is twice among the values of `{}`", short(&spelled), short(name));
        if !seen.insert(spelled) {
            cx.report(
                Fault::new(value.span, message).help("leave one of them out: their cases would have the same id"),
            );
        }
    }
}

/// Every combination, the last parameter changing fastest; one without bindings when there is no parameter.
pub(crate) fn combinations<'n, 'a>(parameters: &[Parameter<'n, 'a>]) -> Vec<Vec<Binding<'n, 'a>>> {
    parameters.iter().fold(vec![Vec::new()], |rows, (name, values)| {
        rows.iter()
            .flat_map(|row| {
                values.iter().map(move |value| {
                    let mut row = row.clone();
                    row.push((*name, value));
                    row
                })
            })
            .collect()
    })
}

/// `[how=inner,n=1]`, or nothing for a combination without parameters.
pub(crate) fn suffix(row: &[Binding<'_, '_>]) -> String {
    if row.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    for (i, (name, value)) in row.iter().enumerate() {
        let _ = write!(out, "{}{name}=", if i == 0 { '[' } else { ',' });
        spell(value, &mut out);
    }
    out.push(']');
    out
}

/// A value as an id shows it: `[a,b]`, `{a:0}`, scalars as the file spells them.
fn spell(node: &Node<'_>, out: &mut String) {
    match &node.value {
        Value::Scalar { text, plain } => match if *plain { resolve(text) } else { Core::Text(text) } {
            Core::Null => out.push_str("null"),
            Core::Bool(b) => out.push_str(if b { "true" } else { "false" }),
            _ => out.push_str(text),
        },
        Value::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { "," });
                spell(item, out);
            }
            out.push(']');
        }
        Value::Map(entries) => {
            out.push('{');
            for (i, (key, value)) in entries.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { "," });
                spell(key, out);
                out.push(':');
                spell(value, out);
            }
            out.push('}');
        }
    }
}

/// Whether `${` stands anywhere in the tree.
pub(crate) fn has_parameter(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Scalar { text, .. } => text.contains("${"),
        Value::List(items) => items.iter().any(has_parameter),
        Value::Map(entries) => entries.iter().any(|(k, v)| has_parameter(k) || has_parameter(v)),
    }
}

/// The tree with every `${x}` filled in. A scalar that is one `${x}` becomes the value itself, of whatever type, at the
/// place where the matrix has it.
pub(crate) fn substitute<'a>(node: &Node<'a>, row: &[Binding<'_, 'a>], cx: &mut Cx<'_>) -> Node<'a> {
    let value = match &node.value {
        Value::Scalar { text, .. } if text.contains("${") => return fill(node, text, row, cx),
        Value::Scalar { .. } => return node.clone(),
        Value::List(items) => Value::List(items.iter().map(|item| substitute(item, row, cx)).collect()),
        Value::Map(entries) => {
            Value::Map(entries.iter().map(|(k, v)| (substitute(k, row, cx), substitute(v, row, cx))).collect())
        }
    };
    Node { span: node.span, value }
}

fn fill<'a>(node: &Node<'a>, text: &str, row: &[Binding<'_, 'a>], cx: &mut Cx<'_>) -> Node<'a> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, tail)) = after.split_once('}') else { break };
        out.push_str(before);
        rest = tail;
        let Some((_, value)) = row.iter().find(|(n, _)| *n == name) else {
            let fault = Fault::new(node.span, format!("there is no matrix parameter `{}`", short(name)));
            cx.report(match nearest(name, row.iter().map(|(n, _)| *n)) {
                Some(best) => fault.help(format!("did you mean `${{{best}}}`?")),
                None => fault.help(format!("give it values: `matrix: {{{}: [a, b]}}`", short(name))),
            });
            continue;
        };
        if out.is_empty() && tail.is_empty() && before.is_empty() && after.len() + 2 == text.len() {
            return (*value).clone();
        }
        if !matches!(value.value, Value::Scalar { .. }) {
            let fault = Fault::new(node.span, format!("parameter `{name}` is {} here, inside a text", describe(value)));
            cx.report(fault.help("a list or a map can only stand alone"));
            continue;
        }
        spell(value, &mut out);
    }
    out.push_str(rest);
    Node { span: node.span, value: Value::Scalar { text: Cow::Owned(out), plain: false } }
}
