//! Nodes to values: the trait, what it gathers, and how a map is taken apart.
//!
//! A value decodes to `None` when it is bad; why has been reported by then, so that all problems of a file are told at
//! once. Numbers, names and the like are in [`super::values`], and [`super::declare`] makes records of them.

use serde_json::Value as Json;

use super::problem::{Fault, Span};
use super::scalar::{Core, resolve};
use super::yaml::{Entry, Node, Value};

/// What decoding knows and gathers: the text, the names of the inputs, and what was found wrong.
pub(crate) struct Cx<'s> {
    pub(crate) source: &'s str,
    /// Names of the case's inputs; none while they are not known.
    pub(crate) inputs: Vec<String>,
    pub(crate) faults: Vec<Fault>,
}

impl<'s> Cx<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Self { source, inputs: Vec::new(), faults: Vec::new() }
    }

    /// Notes a fault.
    pub(crate) fn report(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// Notes that a node is not what `T` is written as.
    pub(crate) fn refuse<T: Decode>(&mut self, node: &Node<'_>) {
        let found = describe(node);
        self.report(Fault::new(node.span, format!("expected {}, found {found}", T::EXPECTED)));
    }
}

/// A value that a case file can hold.
pub(crate) trait Decode: Sized {
    /// What it is, in words: "a whole number".
    const EXPECTED: &'static str;

    /// The value, or `None` after reporting why not.
    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self>;

    /// The value of a field that is left out, if it may be.
    fn absent() -> Option<Self> {
        None
    }

    /// Its JSON Schema.
    fn schema() -> Json;
}

/// A node in words, for "found …".
pub(crate) fn describe(node: &Node<'_>) -> String {
    match &node.value {
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "a map".to_owned(),
        Value::Scalar { text, plain: false } => format!("the text \"{}\"", short(text)),
        Value::Scalar { text, plain: true } => match resolve(text) {
            Core::Null if node.is_empty() => "nothing".to_owned(),
            Core::Null => "null".to_owned(),
            Core::Bool(_) | Core::Int(_) | Core::Huge | Core::Float(_) => short(text),
            Core::Text(_) => format!("`{}`", short(text)),
        },
    }
}

/// The text, cut where it is long.
pub(crate) fn short(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The known word that is nearest to a mistyped one.
pub(crate) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    if word.len() > 60 {
        return None;
    }
    let lower = word.to_lowercase();
    let best = known.into_iter().map(|k| (strsim::damerau_levenshtein(&lower, &k.to_lowercase()), k)).min()?;
    (best.0 <= 1 + word.chars().count() / 4).then_some(best.1)
}

/// "did you mean" with the nearest known word, else all of them.
pub(crate) fn suggest<'w>(word: &str, known: impl IntoIterator<Item = &'w str> + Clone) -> String {
    match nearest(word, known.clone()) {
        Some(best) => format!("did you mean `{best}`?"),
        None => format!("known are {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

/// "1 value", "2 values".
pub(crate) fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// The scalar of a node: its text, and whether it is plain.
pub(crate) fn scalar<'n>(node: &'n Node<'_>) -> Option<(&'n str, bool)> {
    match &node.value {
        Value::Scalar { text, plain } => Some((text, *plain)),
        Value::List(_) | Value::Map(_) => None,
    }
}

/// The scalar by the core schema; a quoted one is text.
pub(crate) fn core<'n>(node: &'n Node<'_>) -> Option<Core<'n>> {
    scalar(node).map(|(text, plain)| if plain { resolve(text) } else { Core::Text(text) })
}

/// The entries of a map by name, each key text and there once; a bad key is reported and left out.
pub(crate) fn entries<'n, 'a>(
    node: &'n Node<'a>,
    what: &str,
    cx: &mut Cx<'_>,
) -> Option<Vec<(&'n str, &'n Entry<'a>)>> {
    let Value::Map(map) = &node.value else {
        cx.report(Fault::new(node.span, format!("expected {what}, found {}", describe(node))));
        return None;
    };
    let mut out: Vec<(&str, &Entry<'a>)> = Vec::with_capacity(map.len());
    // Most maps are small enough to be looked through.
    let mut seen = (map.len() > 16).then(std::collections::HashSet::new);
    for entry in map {
        let mut is_new = |name, out: &[(&str, &Entry<'a>)]| match &mut seen {
            Some(seen) => seen.insert(name),
            None => out.iter().all(|(other, _)| *other != name),
        };
        match core(&entry.0) {
            Some(Core::Text(name)) if is_new(name, &out) => out.push((name, entry)),
            Some(Core::Text(name)) => {
                cx.report(Fault::new(entry.0.span, format!("`{name}` is here twice")).help("leave one of them out"));
            }
            _ => cx.report(not_a_name(&entry.0)),
        }
    }
    Some(out)
}

pub(crate) fn not_a_name(node: &Node<'_>) -> Fault {
    let fault = Fault::new(node.span, format!("expected a name, found {}", describe(node)));
    match scalar(node) {
        Some((text, true)) if !text.is_empty() => fault.help(format!("put it in quotes if it is a name: \"{text}\"")),
        _ => fault,
    }
}

/// The fields of a record that is being decoded.
pub(crate) struct Fields<'n, 'a> {
    what: &'static str,
    span: Span,
    entries: Vec<(&'n str, &'n Entry<'a>)>,
    /// Fields that a misspelt one was probably meant to be.
    meant: Vec<String>,
}

impl<'n, 'a> Fields<'n, 'a> {
    /// The fields of `node`, reporting those that are not `known`.
    pub(crate) fn of(node: &'n Node<'a>, what: &'static str, known: &[&str], cx: &mut Cx<'_>) -> Option<Self> {
        let mut entries = entries(node, &format!("the fields of {what}"), cx)?;
        let mut meant = Vec::new();
        entries.retain(|(name, (key, _))| {
            let fine = known.contains(name);
            if !fine {
                let fault = Fault::new(key.span, format!("{what} has no field `{}`", short(name)));
                cx.report(fault.help(suggest(name, known.iter().copied())));
                meant.extend(nearest(name, known.iter().copied()).map(str::to_owned));
            }
            fine
        });
        Some(Self { what, span: node.span, entries, meant })
    }

    /// The node of a field, if it is there.
    pub(crate) fn find(&self, name: &str) -> Option<&'n Node<'a>> {
        self.entries.iter().find(|(n, _)| *n == name).map(|(_, (_, node))| node)
    }

    /// Decodes a field; one that is left out and may not be is reported.
    pub(crate) fn get<T: Decode>(&self, name: &str, cx: &mut Cx<'_>) -> Option<T> {
        if let Some(node) = self.find(name) {
            return T::decode(node, cx);
        }
        let absent = T::absent();
        if absent.is_none() && !self.meant.iter().any(|m| m == name) {
            let fault = Fault::new(self.span, format!("{} needs `{name}`", self.what));
            cx.report(fault.help(format!("add `{name}:` with {}", T::EXPECTED)));
        }
        absent
    }
}
