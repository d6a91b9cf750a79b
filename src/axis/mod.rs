//! The axes: every point where frameworks may differ, declared once.
//!
//! A topic file (`groupby.rs`, `sort.rs`, …) declares its axes with [`topic!`]: what each means, its values and what each
//! value means, its sort, the steps and functions it applies to, the case that shows it, and the changes of a case that may
//! remedy it. The enum that the engine matches on, the parser of user profiles, `parallax explain` and the catalogue page all
//! come from that declaration.
//!
//! The enums have no `PartialEq` on purpose: a use is an exhaustive `match`, so a new value does not compile until every
//! kernel has an arm for it.

pub mod aggregate;
pub mod arithmetic;
pub mod cast;
pub mod compare;
pub mod concat;
pub mod csv;
pub mod dates;
pub mod distinct;
pub mod evaluation;
pub mod groupby;
pub mod inputs;
pub mod join;
pub mod missing;
pub mod names;
pub mod numeric;
pub mod placement;
pub mod quirks;
pub mod reads;
pub mod remedy;
pub mod reshape;
pub mod sort;
pub mod strings;
pub mod top;
pub mod types;
pub mod window;

/// What an axis is about, as `explain` and the reports tell it.
#[derive(Debug)]
pub struct Axis {
    /// `groupby.null_keys`
    pub id: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// What kind of difference it is.
    pub sort: Sort,
    /// Its values: word and meaning.
    pub values: &'static [(&'static str, &'static str)],
    /// Steps and functions it applies to.
    pub applies: &'static [&'static str],
    /// The case that shows it.
    pub case: &'static str,
    /// Where it has an effect: each of these axes has one of these words. Empty: everywhere.
    pub when: &'static [Words],
    /// Values that only have an effect where one of these axes has one of these words.
    pub only: &'static [(&'static str, &'static [Words])],
    /// Changes of a case that may remove the difference, in the order in which they are tried.
    pub remedies: &'static [remedy::Change],
}

/// An axis, and some of its words.
pub type Words = (&'static str, &'static [&'static str]);

/// What kind of difference an axis describes; causes are sought among quirks and rules first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// How missing values and types are held; flipped together with its like.
    Representation,
    /// What an operation does.
    Rule,
    /// What only some versions of one framework do, and its maintainers would call a bug.
    Quirk,
}

/// The value of an axis is not one of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetError {
    /// No axis has this id.
    UnknownAxis(String),
    /// The axis has no such value; these are its words.
    UnknownValue(String, Vec<&'static str>),
}

/// Declares the axes of one topic. Every axis and every value carries a doc comment; without one it does not compile.
macro_rules! topic {
    (@remedies) => { &[] };
    (@remedies $($change:expr),+) => {{
        use $crate::axis::remedy::prelude::*;
        &[$($change),+]
    }};
    (
        $(#[doc = $tdoc:literal])+
        $topic:ident = $tid:literal;
        $(
            $(#[doc = $adoc:literal])+
            $sort:ident $field:ident: $ty:ident, on [$($applies:literal),* $(,)?], shown by $case:literal
                $(, when $wid:literal is $($wword:literal)or+)* $(, remedied by [$($change:expr),+ $(,)?])? {
                $( $(#[doc = $vdoc:literal])+ $variant:ident = $word:literal
                    $(only when $($oid:literal is $($oword:literal)or+)/+)? ),+ $(,)?
            }
        )+
    ) => {
        $(
            $(#[doc = $adoc])+
            #[derive(Debug, Clone, Copy)]
            pub enum $ty { $( $(#[doc = $vdoc])+ $variant ),+ }

            impl $ty {
                /// The word that profiles and `explain` use.
                pub const fn word(self) -> &'static str {
                    match self { $(Self::$variant => $word),+ }
                }

                /// The value called `word`.
                pub fn parse(word: &str) -> Option<Self> {
                    match word { $($word => Some(Self::$variant),)+ _ => None }
                }
            }
        )+

        $(#[doc = $tdoc])+
        #[derive(Debug, Clone, Copy)]
        pub struct $topic { $( $(#[doc = $adoc])+ pub $field: $ty ),+ }

        impl $topic {
            $(
                $(#[doc = $adoc])+
                #[inline]
                pub fn $field(&self) -> $ty {
                    $crate::axis::reads::note(concat!($tid, ".", stringify!($field)));
                    self.$field
                }
            )+

            /// The axes of this topic, in order.
            pub const AXES: &'static [$crate::axis::Axis] = &[$(
                $crate::axis::Axis {
                    id: concat!($tid, ".", stringify!($field)),
                    doc: concat!($($adoc, "\n"),+),
                    sort: $crate::axis::Sort::$sort,
                    values: &[$( ($word, concat!($($vdoc, "\n"),+)) ),+],
                    applies: &[$($applies),*],
                    case: $case,
                    when: &[$( ($wid, &[$($wword),+]) ),*],
                    only: &[$( $( ($word, &[$( ($oid, &[$($oword),+]) ),+]) , )? )+],
                    remedies: $crate::axis::topic!(@remedies $($($change),+)?),
                }
            ),+];

            /// The word of the axis `field`, if this topic has it.
            pub fn get(&self, field: &str) -> Option<&'static str> {
                match field { $(stringify!($field) => Some(self.$field.word()),)+ _ => None }
            }

            /// Gives the axis `field` the value called `word`; `None` if the topic has no such axis, `Some(false)` if the
            /// axis has no such value.
            pub fn set(&mut self, field: &str, word: &str) -> Option<bool> {
                match field {
                    $(stringify!($field) => Some($ty::parse(word).map(|v| self.$field = v).is_some()),)+
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use topic;

/// Collects the topics into [`Axes`].
macro_rules! axes {
    ($( $(#[doc = $doc:literal])+ $field:ident: $topic:ty ),+ $(,)?) => {
        /// A value for every axis: what a profile is to the engine.
        #[derive(Debug, Clone, Copy)]
        pub struct Axes { $( $(#[doc = $doc])+ pub $field: $topic ),+ }

        /// The topics: word and meaning.
        pub const TOPICS: &[(&str, &str)] = &[$((stringify!($field), concat!($($doc),+))),+];

        /// Every axis, topic by topic.
        pub fn catalogue() -> impl Iterator<Item = &'static Axis> {
            let topics: &[&'static [Axis]] = &[$(<$topic>::AXES),+];
            topics.iter().flat_map(|axes| axes.iter()).collect::<Vec<_>>().into_iter()
        }

        impl Axes {
            /// The word of the axis called `id`.
            pub fn get(&self, id: &str) -> Option<&'static str> {
                let (topic, field) = id.split_once('.')?;
                match topic { $(stringify!($field) => self.$field.get(field),)+ _ => None }
            }

            /// Gives the axis called `id` the value called `word`.
            ///
            /// # Errors
            /// When there is no such axis or value.
            pub fn set(&mut self, id: &str, word: &str) -> Result<(), SetError> {
                let known = id.split_once('.').and_then(|(topic, field)| match topic {
                    $(stringify!($field) => self.$field.set(field, word),)+
                    _ => None,
                });
                match known {
                    Some(true) => Ok(()),
                    Some(false) => Err(SetError::UnknownValue(word.to_owned(), words_of(id))),
                    None => Err(SetError::UnknownAxis(id.to_owned())),
                }
            }
        }
    };
}

fn words_of(id: &str) -> Vec<&'static str> {
    catalogue().find(|a| a.id == id).map_or_else(Vec::new, |a| a.values.iter().map(|(word, _)| *word).collect())
}

axes! {
    /// How values and missing values are held.
    types: types::Types,
    /// When things are computed, and which error comes first.
    evaluation: evaluation::Evaluation,
    /// How tables are cut into partitions, and how rows move between them.
    placement: placement::Placement,
    /// Operators on numbers.
    arithmetic: arithmetic::Arithmetic,
    /// Comparisons.
    compare: compare::Compare,
    /// Missing values in expressions.
    missing: missing::Missing,
    /// Grouping.
    groupby: groupby::Groupby,
    /// Aggregates.
    aggregate: aggregate::Aggregation,
    /// Sorting.
    sort: sort::Sorting,
    /// The rows with the largest or smallest values.
    top: top::Tops,
    /// What a column name refers to.
    names: names::Names,
    /// Joins.
    join: join::Joining,
    /// Tables below one another.
    concat: concat::Concatenation,
    /// Equal rows.
    distinct: distinct::Distinct,
    /// What is called a bug.
    quirks: quirks::Quirks,
    /// How inputs get into the framework.
    inputs: inputs::Inputs,
    /// CSV files.
    csv: csv::Csv,
    /// Conversions between types.
    cast: cast::Cast,
    /// Functions of numbers.
    numeric: numeric::Numeric,
    /// Functions of text.
    strings: strings::Strings,
    /// Parts of dates and times.
    dates: dates::Dates,
    /// Values that become columns, columns and lists that become rows.
    reshape: reshape::Reshape,
    /// Window functions.
    window: window::Windows,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_axis_can_be_read_and_set_by_its_id() {
        let mut axes = crate::profile::builtin().remove(0).axes;
        for axis in catalogue() {
            assert!(axis.values.len() > 1, "{} has nothing to differ in", axis.id);
            for (word, _) in axis.values {
                assert_eq!(axes.set(axis.id, word), Ok(()), "{}", axis.id);
                assert_eq!(axes.get(axis.id), Some(*word), "{}", axis.id);
            }
        }
        assert!(
            matches!(axes.set("groupby.null_keys", "maybe"), Err(SetError::UnknownValue(_, words)) if words == ["drop", "keep"])
        );
        assert!(matches!(axes.set("groupby.nope", "x"), Err(SetError::UnknownAxis(_))));
    }
}
