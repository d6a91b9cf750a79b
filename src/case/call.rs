//! `fn(column, number)`: how aggregates and window functions are written.

use serde_json::{Value as Json, json};

use super::decode::{Cx, describe, entries, suggest};
use super::expr::Literal;
use super::lex::{At, Token, Wrong};
use super::parse::{Parser, RESERVED};
use super::problem::Fault;
use super::text::{locate, whole_text};
use super::yaml::Node;

/// A call as it is written: a function's name, maybe a column, maybe a number.
pub(crate) struct Call {
    pub(crate) name: String,
    pub(crate) column: Option<String>,
    pub(crate) number: Option<Literal>,
    at: At,
}

impl Call {
    /// Parses a call of one of the known functions.
    fn parse(text: &str, known: &[&'static str]) -> Result<Self, Wrong> {
        let mut parser = Parser::new(text)?;
        let at = parser.place();
        let Token::Word(name) = parser.advance()? else {
            return Err(Wrong::new(at, "expected a function and its column").help("write for example `sum(x)`"));
        };
        if !known.contains(&&*name) {
            return Err(Wrong::new(at, format!("there is no function `{name}` here"))
                .help(suggest(&name, known.iter().copied())));
        }
        parser.need("(").map_err(|w| w.help(format!("write `{name}(column)`")))?;
        let (mut column, mut number) = (None, None);
        if !parser.take(")")? {
            column = Some(parser.column(&name)?);
            if parser.take(",")? {
                number = Some(parser.signed_literal(&format!("the second argument of `{name}`"))?);
            }
            parser.need(")")?;
        }
        parser.end()?;
        Ok(Self { name: name.to_string(), column, number, at: 0..text.len() })
    }

    /// Something wrong with the call as a whole.
    pub(crate) fn wrong(&self, message: impl Into<String>) -> Wrong {
        Wrong::new(self.at.clone(), message)
    }

    /// A function that is known by name only.
    pub(crate) fn unknown(&self) -> Wrong {
        self.wrong(format!("there is no function `{}` here", self.name))
    }

    /// Checks that there is a column exactly where the function takes one, and a second argument likewise, of which
    /// `second` is an example.
    pub(crate) fn check(&self, column: bool, second: Option<&str>) -> Result<(), Wrong> {
        if self.column.is_some() == column && self.number.is_some() == second.is_some() {
            return Ok(());
        }
        let arguments = match (column, second) {
            (false, _) => String::new(),
            (true, None) => "column".to_owned(),
            (true, Some(example)) => format!("column, {example}"),
        };
        Err(self.wrong(format!("`{0}` is called as `{0}({arguments})`", self.name)))
    }
}

impl Parser<'_> {
    /// The column that a function is called with.
    fn column(&mut self, function: &str) -> Result<String, Wrong> {
        let at = self.place();
        match self.advance()? {
            Token::Quoted(name) => Ok(name.to_string()),
            Token::Word(name) if !RESERVED.contains(&&*name) => Ok(name.to_string()),
            _ => Err(Wrong::new(at, format!("the argument of `{function}` must be a column"))
                .help("compute an expression with `with_columns` first; put unusual names in back-quotes")),
        }
    }
}

/// Decodes a map of outputs, each a call that `make` turns into what it is.
pub(crate) fn outputs<T>(
    node: &Node<'_>,
    what: &str,
    known: &[&'static str],
    cx: &mut Cx<'_>,
    make: fn(&str, Call) -> Result<T, Wrong>,
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
            let made = Call::parse(text, known).and_then(|call| make(out, call));
            made.map_err(|wrong| cx.report(locate(cx.source, value, wrong))).ok()
        })
        .collect();
    decoded.into_iter().collect()
}

/// A map whose values call one of these functions.
pub(crate) fn schema(names: &[&str]) -> Json {
    let pattern = format!(r"^\s*({})\s*\(|\$\{{", names.join("|"));
    super::values::or_parameter(
        json!({"type": "object", "minProperties": 1, "additionalProperties": {"type": "string", "pattern": pattern}}),
    )
}
