//! Numbers for distinct keys, in the order in which they appear.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::{Groups, LEFT_OUT};

/// Numbers distinct byte strings by first appearance.
pub(in crate::engine::keys) struct Numbering {
    known: HashMap<Box<[u8]>, u32, BuildHasherDefault<Mix>>,
    missing: Option<u32>,
    groups: Groups,
}

/// Numbers distinct words by first appearance.
pub(in crate::engine::keys) struct Words {
    known: HashMap<u64, u32, BuildHasherDefault<Mix>>,
    missing: Option<u32>,
    groups: Groups,
}

macro_rules! numbering {
    ($name:ident) => {
        impl $name {
            pub(in crate::engine::keys) fn new(rows: usize) -> Self {
                let groups = Groups { of_row: Vec::with_capacity(rows), ..Groups::default() };
                Self { known: HashMap::default(), missing: None, groups }
            }

            pub(in crate::engine::keys) fn leave_out(&mut self) {
                self.groups.of_row.push(LEFT_OUT);
            }

            pub(in crate::engine::keys) fn push_missing(&mut self) {
                let number = match self.missing {
                    Some(number) => number,
                    None => *self.missing.insert(self.groups.started()),
                };
                self.groups.of_row.push(number);
            }

            pub(in crate::engine::keys) fn finish(self) -> Groups {
                self.groups
            }
        }
    };
}
numbering!(Numbering);
numbering!(Words);

impl Groups {
    /// The number of a group that starts at the next row.
    fn started(&mut self) -> u32 {
        self.firsts.push(self.of_row.len() as u32);
        self.firsts.len() as u32 - 1
    }
}

impl Numbering {
    pub(in crate::engine::keys) fn push(&mut self, key: &[u8]) {
        let number = if let Some(&number) = self.known.get(key) {
            number
        } else {
            let number = self.groups.started();
            self.known.insert(key.into(), number);
            number
        };
        self.groups.of_row.push(number);
    }
}

impl Words {
    pub(in crate::engine::keys) fn push(&mut self, key: u64) {
        let groups = &mut self.groups;
        let number = *self.known.entry(key).or_insert_with(|| groups.started());
        groups.of_row.push(number);
    }
}

/// A fast hash for keys that nobody crafts to collide.
#[derive(Default)]
struct Mix(u64);

impl Mix {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.add(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.add(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.add(word as u64);
    }
}
