//! YAML text to trees of nodes that know their place. The only file that sees the YAML library.
//!
//! Plain scalars keep their text: what `1.10` means is decided where its type is known ([`super::scalar`]).
//! Tags and merge keys are refused; aliases are copied, within a budget.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, options};

use super::problem::{Fault, Span};

/// How deep lists and maps may nest.
const DEPTH: usize = 64;
/// How many nodes the aliases of one document may stand for.
const ALIASED: usize = 100_000;

/// A value of a document and the place it was written at.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    /// Where it stands in the file.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) value: Value<'a>,
}

/// What a node is.
#[derive(Debug, Clone)]
pub(crate) enum Value<'a> {
    /// Text; a plain one may stand for a number, a bool or null.
    Scalar { text: Cow<'a, str>, plain: bool },
    /// `[a, b]`
    List(Vec<Node<'a>>),
    /// `{a: b}`, in the order of the file, duplicates included.
    Map(Vec<Entry<'a>>),
}

/// A key and its value.
pub(crate) type Entry<'a> = (Node<'a>, Node<'a>);

impl Node<'_> {
    /// How many nodes the tree has.
    fn size(&self) -> usize {
        match &self.value {
            Value::Scalar { .. } => 1,
            Value::List(items) => 1 + items.iter().map(Node::size).sum::<usize>(),
            Value::Map(entries) => 1 + entries.iter().map(|(k, v)| k.size() + v.size()).sum::<usize>(),
        }
    }

    /// Whether nothing was written here.
    pub(crate) fn is_empty(&self) -> bool {
        self.span.start == self.span.end && matches!(&self.value, Value::Scalar { plain: true, .. })
    }
}

/// The documents of a file, in order, the empty ones left out; one that cannot be read is its fault.
pub(crate) fn documents(source: &str) -> Vec<Result<Node<'_>, Fault>> {
    let options = options! { flow_nesting_limit: DEPTH, block_nesting_limit: DEPTH };
    let mut parser = Parser::new_from_str_with_options(source, options);
    let mut out = Vec::new();
    let mut tree = Tree::default();
    while let Some(next) = parser.next_event() {
        let fault = match next {
            Ok((Event::DocumentStart(..), _)) => {
                tree = Tree::default();
                None
            }
            Ok((Event::DocumentEnd, _)) => {
                out.extend(tree.root.take().filter(|root| !root.is_empty()).map(Ok));
                None
            }
            Ok((event, span)) => tree.event(event, place(span)).err(),
            Err(error) => Some(syntax(source, &error)),
        };
        if let Some(fault) = fault {
            out.push(Err(fault));
            tree = Tree::default();
            if !parser.proceed_next_document().unwrap_or(false) {
                break;
            }
        }
    }
    out
}

/// A tree under construction: the collections that are open, innermost last.
#[derive(Default)]
struct Tree<'a> {
    root: Option<Node<'a>>,
    open: Vec<Open<'a>>,
    anchors: HashMap<usize, Node<'a>>,
    aliased: usize,
}

/// A collection that is not closed yet.
struct Open<'a> {
    anchor: usize,
    start: Span,
    key: Option<Node<'a>>,
    value: Value<'a>,
}

impl<'a> Tree<'a> {
    fn event(&mut self, event: Event<'a>, at: Span) -> Result<(), Fault> {
        if event.tag().is_some() {
            return Err(Fault::new(at, "tags are not part of the case format").help("write the value without its tag"));
        }
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let value = Value::Scalar { text, plain: matches!(style, ScalarStyle::Plain) };
                self.close(Node { span: at, value }, anchor)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open.push(Open { anchor, start: at, key: None, value: Value::List(Vec::new()) });
                Ok(())
            }
            Event::MappingStart(_, anchor, _) => {
                self.open.push(Open { anchor, start: at, key: None, value: Value::Map(Vec::new()) });
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { anchor, start, value, .. }) = self.open.pop() else { return Ok(()) };
                let end = match &value {
                    Value::List(items) => items.last().map(|n| n.span.end),
                    Value::Map(entries) => entries.last().map(|(_, v)| v.span.end),
                    Value::Scalar { .. } => None,
                };
                // A block collection ends where the next thing begins: its last item says better where it ends.
                let end = if at.end > at.start { at.end } else { end.unwrap_or(at.end).max(start.end) };
                self.close(Node { span: Span { start: start.start, end }, value }, anchor)
            }
            Event::Alias(id) => {
                let Some(node) = self.anchors.get(&id).cloned() else {
                    return Err(Fault::new(at, "an alias inside the value that it names"));
                };
                self.aliased += node.size();
                if self.aliased > ALIASED {
                    return Err(Fault::new(at, format!("aliases stand for more than {ALIASED} values")));
                }
                self.close(node, 0)
            }
            _ => Ok(()),
        }
    }

    /// Puts a finished node where it belongs.
    fn close(&mut self, node: Node<'a>, anchor: usize) -> Result<(), Fault> {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match (&mut parent.value, parent.key.take()) {
            (Value::List(items), _) => items.push(node),
            (Value::Map(entries), Some(key)) => entries.push((key, node)),
            (Value::Map(_), None) => {
                if matches!(&node.value, Value::Scalar { text, plain: true } if text == "<<") {
                    return Err(Fault::new(node.span, "merge keys are not part of the case format")
                        .help("write out the fields that `<<` would bring in"));
                }
                parent.key = Some(node);
            }
            (Value::Scalar { .. }, _) => {}
        }
        Ok(())
    }
}

fn place(span: granit_parser::Span) -> Span {
    span.byte_range().map_or(Span::default(), |r| Span { start: r.start, end: r.end })
}

/// What the YAML library says, at the place it says it of.
fn syntax(source: &str, error: &ScanError) -> Fault {
    let at = error.marker().byte_offset().unwrap_or(0).min(source.len());
    let fault = Fault::new(Span { start: at, end: at }, format!("not YAML: {}", error.kind()));
    match error.kind() {
        granit_parser::ErrorKind::RecursionLimitExceeded => {
            Fault::new(Span { start: at, end: at }, format!("lists and maps nest more than {DEPTH} deep"))
        }
        granit_parser::ErrorKind::TabNotAllowed
        | granit_parser::ErrorKind::TabInBlockIndentation
        | granit_parser::ErrorKind::TabInIndentation => fault.help("indent with spaces: YAML does not allow tabs"),
        _ => fault,
    }
}
