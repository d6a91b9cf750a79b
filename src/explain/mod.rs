//! Why results differ: axes given other values, one at a time or several, and what that does to a case's result.
//!
//! Nothing here is looked up. [`audit`] flips every axis of every profile and asks whether a golden notices; [`cause`] flips
//! axes of one profile to another's values and asks whether a difference is gone, [`why`] does so for all that a run found;
//! [`trace`] finds the step at which two runs part.

pub mod audit;
pub mod cause;
pub mod remedy;
pub mod trace;
pub mod why;

use crate::axis::{Axis, catalogue};
use crate::profile::Profile;

/// An axis given another value.
#[derive(Debug, Clone, Copy)]
pub struct Flip {
    /// The axis.
    pub axis: &'static Axis,
    /// The value's word.
    pub word: &'static str,
}

impl Flip {
    /// Every other value of every axis that `profile` goes by.
    pub fn of(profile: &Profile) -> Vec<Self> {
        let others = |axis: &'static Axis| {
            let own = profile.axes.get(axis.id);
            axis.values.iter().map(|(word, _)| *word).filter(move |word| own != Some(word))
        };
        catalogue().flat_map(|axis| others(axis).map(move |word| Self { axis, word })).collect()
    }

    /// The flips that turn `from`'s axes into `to`'s.
    pub fn between(from: &Profile, to: &Profile) -> Vec<Self> {
        catalogue()
            .filter_map(|axis| {
                let word = to.axes.get(axis.id)?;
                (from.axes.get(axis.id) != Some(word)).then_some(Self { axis, word })
            })
            .collect()
    }
}

/// `profile` with its axes flipped.
pub fn flipped<'a>(profile: &Profile, flips: impl IntoIterator<Item = &'a Flip>) -> Profile {
    let mut hybrid = profile.clone();
    for flip in flips {
        let set = hybrid.axes.set(flip.axis.id, flip.word);
        debug_assert!(set.is_ok(), "{} has no value {}", flip.axis.id, flip.word);
    }
    hybrid
}
