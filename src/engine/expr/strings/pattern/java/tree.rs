//! What a pattern consists of.

use super::class::Class;

/// A part of a pattern.
#[derive(Debug, Clone)]
pub(super) enum Tree {
    /// One character of a set.
    One(Class),
    /// A place in the text.
    Place(Place),
    /// Where a line ends (`\R`).
    LineEnding,
    /// What a group holds, by its number.
    Back { group: usize, any_case: bool, of_unicode: bool },
    /// One after the other.
    All(Vec<Tree>),
    /// The first that leads on.
    Either(Vec<Tree>),
    /// What has a number.
    Group(usize, Box<Tree>),
    /// What has none, but may be repeated as a whole.
    Whole(Box<Tree>),
    /// As the first way of finding it, and no other.
    Atomic(Box<Tree>),
    /// Whether it is ahead or behind, or is not.
    Look { inside: Box<Tree>, behind: bool, negated: bool },
    /// Again and again.
    Repeat { inside: Box<Tree>, least: u32, most: u32, mode: Mode },
}

/// How a repetition goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Greedy,
    Lazy,
    Possessive,
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Where the text starts (`\A`).
    Start,
    /// Where it ends (`\z`).
    End,
    /// Where the last one ended (`\G`).
    Last,
    /// Where a line starts; only `\n` ends one where `unix`.
    LineStart { unix: bool },
    /// Where the text or its last line ends, or any line.
    LineEnd { unix: bool, every: bool },
    /// Where a word starts or ends, or does neither.
    Word { negated: bool, of_unicode: bool },
}

/// Repeated without end.
pub(super) const ENDLESS: u32 = i32::MAX as u32;

/// How long a part is, as far as it is known before it is looked for; lengths overflow as Java's do (`Pattern.TreeInfo`).
#[derive(Debug, Clone, Copy)]
pub(super) struct Length {
    pub(super) least: i32,
    pub(super) most: i32,
    /// Whether there is a most.
    pub(super) bounded: bool,
    /// Whether it is found in one way only.
    pub(super) one_way: bool,
}

impl Default for Length {
    fn default() -> Self {
        Self { least: 0, most: 0, bounded: true, one_way: true }
    }
}

impl Tree {
    /// How long what came before is together with this (`Node.study`).
    pub(super) fn study(&self, before: Length) -> Length {
        let longer = |least: i32, most: i32| Length {
            least: before.least.wrapping_add(least),
            most: before.most.wrapping_add(most),
            ..before
        };
        match self {
            Self::One(_) => longer(1, 1),
            Self::LineEnding => longer(1, 2),
            Self::Place(Place::LineEnd { .. }) => Length { one_way: false, ..before },
            Self::Place(_) | Self::Look { .. } => before,
            Self::Back { .. } => Length { bounded: false, ..before },
            Self::All(parts) => parts.iter().fold(before, |before, part| part.study(before)),
            Self::Group(_, inside) | Self::Whole(inside) | Self::Atomic(inside) => inside.study(before),
            Self::Either(parts) => {
                let each = || parts.iter().map(|part| part.study(Length::default()));
                let least = each().map(|l| l.least).min().unwrap_or(0);
                let most = each().map(|l| l.most).max().unwrap_or(0);
                let bounded = before.bounded && each().all(|l| l.bounded);
                Length { bounded, one_way: false, ..longer(least, most) }
            }
            Self::Repeat { inside, least: 0, most: 1, .. } => {
                let with = inside.study(before);
                Length { least: before.least, one_way: false, ..with }
            }
            Self::Repeat { inside, least, mode: Mode::Greedy, most: ENDLESS } if matches!(**inside, Self::One(_)) => {
                let most = if before.bounded { ENDLESS as i32 } else { 0 };
                Length { one_way: false, ..longer(*least as i32, most) }
            }
            Self::Repeat { inside, least, most, mode } => {
                let own = inside.study(Length::default());
                let is_group = matches!(**inside, Self::Group(..) | Self::Whole(_));
                if is_group && !own.one_way && *mode != Mode::Possessive {
                    return Length { bounded: false, one_way: false, ..before };
                }
                let at_most = own.most.wrapping_mul(*most as i32).wrapping_add(before.most);
                Length {
                    least: before.least.saturating_add(own.least.saturating_mul(*least as i32)),
                    most: at_most,
                    bounded: before.bounded && own.bounded && at_most >= before.most,
                    one_way: before.one_way && own.one_way && least == most,
                }
            }
        }
    }
}
