//! What a case is held to besides its goldens: profiles that must agree, and differences that are expected.

use super::declare::{record, words};
use super::document::Profiles;
use super::values::{Items, Text};
use crate::result::Kind;

record! {
    /// What a case is held to.
    pub Expect, "`expect`" {
        /// Profiles whose results must agree, but for what `differ` names; a bare framework means every version of it.
        agree: Vec<String> as Profiles,
        /// Differences that are expected. One that is gone fails too.
        differ: Vec<Differ> as Items<Differ>,
    }
}

record! {
    /// A difference that is expected.
    pub Differ, "an expected difference" {
        /// The profiles on the one side.
        from: Vec<String> as Profiles,
        /// The profiles on the other side: each of them differs from each of `from`.
        to: Vec<String> as Profiles,
        /// The kinds of difference; left out, whichever there are.
        kinds: Vec<Kind> as Items<Kind>,
        /// Why it may be.
        because: String as Text,
    }
}

words! {
    Kind, "a kind of difference";
}
