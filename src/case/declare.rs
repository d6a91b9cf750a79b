//! One declaration a type: its fields or words, and from them how it is decoded and its JSON Schema.

use serde_json::{Value as Json, json};

use super::decode::{Cx, Decode};

/// Declares an enum of words: its variants with what they mean, the word a case writes, and the list of all.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[doc = $vdoc:literal])+ $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[doc = $vdoc])+ $variant),* }

        impl $name {
            /// Every one, in the order of the case format.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The words, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word that a case writes for it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// What it means.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($vdoc),+)),* }
            }

            /// The one that a case calls `word`.
            pub fn named(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use named;

/// Gives an enum of words its decoding and schema; the text says what it is: "a kind of join".
macro_rules! words {
    ($($ty:ty, $what:literal;)+) => { $(
        impl $crate::case::decode::Decode for $ty {
            const EXPECTED: &'static str = $what;

            fn decode(node: &$crate::case::yaml::Node<'_>, cx: &mut $crate::case::decode::Cx<'_>) -> Option<Self> {
                let words = Self::ALL.iter().map(|v| v.name());
                $crate::case::values::word(node, $what, words, cx).and_then(Self::named)
            }

            fn schema() -> serde_json::Value {
                $crate::case::values::enum_schema(Self::ALL.iter().map(|v| v.name()))
            }
        }
    )+ };
}
pub(crate) use words;

/// Declares a struct that a case writes as a map with exactly these fields.
///
/// The text after the name is what messages call it. `field: T as V` is decoded as a `V`, from which the `T` comes.
/// `check f` runs `f(&value, node, cx)` on the whole; a value that it reports something of is bad.
macro_rules! record {
    (
        $(#[doc = $doc:literal])+
        $vis:vis $name:ident, $what:literal $(, check $check:path)? {
            $($(#[doc = $fdoc:literal])+ $field:ident: $ty:ty $(as $via:ty)?,)+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq)]
        $vis struct $name { $($(#[doc = $fdoc])+ pub $field: $ty,)+ }

        impl $crate::case::decode::Decode for $name {
            const EXPECTED: &'static str = concat!("the fields of ", $what);

            fn decode(node: &$crate::case::yaml::Node<'_>, cx: &mut $crate::case::decode::Cx<'_>) -> Option<Self> {
                let fields = $crate::case::decode::Fields::of(node, $what, &[$($crate::case::declare::bare(stringify!($field))),+], cx)?;
                $(let $field = fields.get::<$crate::case::declare::first!($($via,)? $ty)>($crate::case::declare::bare(stringify!($field)), cx);)+
                let value = Self { $($field: $field?.into()),+ };
                $($crate::case::declare::checked($check, &value, node, cx)?;)?
                Some(value)
            }

            fn schema() -> serde_json::Value {
                $crate::case::declare::with_parameters($crate::case::declare::object(&[$($crate::case::declare::field::<
                    $crate::case::declare::first!($($via,)? $ty)
                >($crate::case::declare::bare(stringify!($field)), concat!($($fdoc),+))),+]))
            }
        }
    };
}
pub(crate) use record;

/// The first of one or two types.
macro_rules! first {
    ($via:ty, $ty:ty) => {
        $via
    };
    ($ty:ty) => {
        $ty
    };
}
pub(crate) use first;

/// A field's name as a case writes it: `type` is a word of Rust.
pub(crate) fn bare(name: &'static str) -> &'static str {
    name.trim_start_matches("r#")
}

/// Runs a check; `None` if it reported anything.
pub(crate) fn checked<T, N>(check: fn(&T, &N, &mut Cx<'_>), value: &T, node: &N, cx: &mut Cx<'_>) -> Option<()> {
    let before = cx.faults.len();
    check(value, node, cx);
    (cx.faults.len() == before).then_some(())
}

/// A field in a schema.
pub(crate) struct Field {
    name: &'static str,
    schema: Json,
    required: bool,
}

impl Field {
    /// A field that must be there.
    pub(crate) fn required(name: &'static str, schema: Json) -> Self {
        Self { name, schema, required: true }
    }

    /// A field that may be left out.
    pub(crate) fn optional(name: &'static str, schema: Json) -> Self {
        Self { name, schema, required: false }
    }
}

/// The schema of a field of type `T`.
pub(crate) fn field<T: Decode>(name: &'static str, doc: &str) -> Field {
    Field { name, schema: described(T::schema(), doc), required: T::absent().is_none() }
}

/// A schema with a description.
pub(crate) fn described(mut schema: Json, doc: &str) -> Json {
    if let Json::Object(map) = &mut schema {
        let words: Vec<&str> = doc.split_whitespace().collect();
        map.insert("description".to_owned(), Json::String(words.join(" ")));
    }
    schema
}

/// The schema of a map of which a field may be named by a matrix parameter too.
pub(crate) fn with_parameters(mut schema: Json) -> Json {
    if let Json::Object(map) = &mut schema {
        map.insert("patternProperties".to_owned(), json!({r"\$\{": {}}));
    }
    schema
}

/// The schema of a map with exactly these fields.
pub(crate) fn object(fields: &[Field]) -> Json {
    let required: Vec<&str> = fields.iter().filter(|f| f.required).map(|f| f.name).collect();
    let properties: serde_json::Map<String, Json> =
        fields.iter().map(|f| (f.name.to_owned(), f.schema.clone())).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}
