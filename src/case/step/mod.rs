//! The steps of a case: one row of [`Step`] a step, from which come its word, its decoding and its schema. What a step
//! takes is declared in the file of its kind.

mod aggregate;
mod distinct;
mod join;
mod missing;
mod reshape;
mod sort;
mod window;

use serde_json::{Value as Json, json};

use super::declare::described;
use super::decode::{Cx, Decode, core, describe, entries, short, suggest};
use super::expr::Expr;
use super::problem::Fault;
use super::scalar::Core;
use super::types::Type;
use super::values::{Nothing, Positive, or_parameter};
use super::yaml::Node;

pub use aggregate::{AggFn, Aggregate, Groupby, Style};
pub use distinct::{DropDuplicates, Keep, ValueCounts};
pub use join::{Concat, ConcatBy, How, Join, JoinKeys};
pub use missing::{DropHow, Dropna, Fillna, Scalar};
pub use reshape::{Melt, Pivot};
pub use sort::{Ascending, NaPosition, Sort, Top};
pub use window::{Window, WindowColumn, WindowFn, WindowFrame};

/// How a step is decoded, and what an editor is told of it.
struct Kind {
    word: &'static str,
    doc: &'static str,
    decode: fn(&Node<'_>, &mut Cx<'_>) -> Option<Step>,
    schema: fn() -> Json,
}

/// Declares the steps: doc, variant, what it takes (`as` what it is written as), word.
macro_rules! steps {
    ($($(#[doc = $doc:literal])+ $variant:ident $(($ty:ty))? $(as $via:ty)? = $word:literal,)+) => {
        /// One step of a case.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Step { $($(#[doc = $doc])+ $variant $(($ty))?,)+ }

        impl Step {
            /// The word of every step with what it does, in the order of the case format.
            pub const WORDS: &'static [(&'static str, &'static str)] = &[$(($word, concat!($($doc),+))),+];

            /// The word that a case writes for it.
            pub const fn word(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $word),+ }
            }
        }

        const KINDS: &[Kind] = &[$(Kind {
            word: $word,
            doc: concat!($($doc),+),
            decode: |node, cx| {
                let _value = <steps!(@via $($ty)? $(as $via)?)>::decode(node, cx)?;
                Some(Step::$variant $((<$ty>::from(_value)))?)
            },
            schema: <steps!(@via $($ty)? $(as $via)?)>::schema,
        }),+];
    };
    (@via $($ty:ty)? as $via:ty) => { $via };
    (@via $ty:ty) => { $ty };
}

steps! {
    /// Keep these columns, in this order.
    Select(Vec<String>) = "select",
    /// Remove these columns.
    Drop(Vec<String>) = "drop",
    /// Old name to new name.
    Rename(Vec<(String, String)>) = "rename",
    /// Add or replace columns, one after the other.
    WithColumns(Vec<(String, Expr)>) = "with_columns",
    /// Keep the rows for which the expression holds.
    Filter(Expr) = "filter",
    /// Sort rows.
    Sort(Sort) = "sort",
    /// Aggregate per group.
    Groupby(Groupby) = "groupby",
    /// Aggregate the whole table into one row.
    Agg(Vec<Aggregate>) = "agg",
    /// Combine with another table by key.
    Join(Join) = "join",
    /// Append other tables.
    Concat(Concat) = "concat",
    /// Keep one of each set of equal rows.
    DropDuplicates(DropDuplicates) = "drop_duplicates",
    /// Drop rows with missing values.
    Dropna(Dropna) = "dropna",
    /// Replace missing values.
    Fillna(Fillna) = "fillna",
    /// Fill missing values from the row before.
    Ffill as Nothing = "ffill",
    /// Fill missing values from the row after.
    Bfill as Nothing = "bfill",
    /// Change column types.
    Astype(Vec<(String, Type)>) = "astype",
    /// How often each value occurs.
    ValueCounts(ValueCounts) = "value_counts",
    /// The first rows; negative leaves out that many at the end.
    Head(i64) = "head",
    /// The last rows; negative leaves out that many at the start.
    Tail(i64) = "tail",
    /// The rows with the largest values.
    Nlargest(Top) = "nlargest",
    /// The rows with the smallest values.
    Nsmallest(Top) = "nsmallest",
    /// Window functions.
    Window(Window) = "window",
    /// Values of a column become columns.
    Pivot(Pivot) = "pivot",
    /// Columns become rows.
    Melt(Melt) = "melt",
    /// List elements become rows.
    Explode(String) = "explode",
    /// Cut the table into this many partitions.
    Repartition(usize) as Positive = "repartition",
}

impl Step {
    /// Whether every row stays in its place, with other columns.
    pub const fn is_on_columns(&self) -> bool {
        matches!(
            self,
            Self::Select(_)
                | Self::Drop(_)
                | Self::Rename(_)
                | Self::WithColumns(_)
                | Self::Fillna(_)
                | Self::Astype(_)
        )
    }

    /// Whether a step is a filter, by a condition or by whether a key is found.
    pub fn chooses_rows(&self) -> bool {
        match self {
            Self::Filter(_) => true,
            Self::Join(join) => matches!(join.kind(), How::Semi | How::Anti),
            _ => false,
        }
    }
}

impl Decode for Step {
    const EXPECTED: &'static str = "a step, a map with its name: {head: 3}";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        if let Some(Core::Text(word)) = core(node) {
            let help = if KINDS.iter().any(|s| s.word == word) {
                format!("write `{word}: …` with what it takes (`{word}: {{}}` where it takes nothing)")
            } else {
                "write a step as a map with its name: {head: 3}".to_owned()
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
        let Some(kind) = KINDS.iter().find(|kind| kind.word == word) else {
            let fault = Fault::new(key.span, format!("there is no step `{}`", short(word)));
            cx.report(fault.help(suggest(word, KINDS.iter().map(|kind| kind.word))));
            return None;
        };
        (kind.decode)(argument, cx)
    }

    fn schema() -> Json {
        let properties: serde_json::Map<String, Json> = KINDS
            .iter()
            .map(|kind| (kind.word.to_owned(), described(or_parameter((kind.schema)()), kind.doc)))
            .collect();
        json!({
            "type": "object", "minProperties": 1, "maxProperties": 1,
            "properties": properties, "patternProperties": {r"\$\{": {}}, "additionalProperties": false,
        })
    }
}
