//! Java's regular expressions: all that `java.util.regex` reads, and as it goes about it.
//!
//! Not covered: blocks of Unicode, characters by their names, clusters of characters (`\X`, `\b{g}`) and composed ones (`(?c)`).
//!
//! Source: Java 17, `java.util.regex.Pattern` and `Matcher`.

mod class;
mod escape;
mod parse;
mod program;
mod tree;

use std::sync::LazyLock;

use class::Class;
use parse::Parser;
use program::Program;

use super::Unread;
use crate::engine::raised::Raises;

/// What words consist of, for the places where they start and end (`Pattern.Bound`).
#[derive(Debug)]
struct Words {
    letters: Class,
    marks: Class,
    unicode: Class,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let class = |class: Option<Class>| class.unwrap_or_else(|| Class::new(false, |_| false));
    Words {
        letters: class(Class::unicode("\\p{L}\\p{Nd}")),
        marks: class(Class::unicode("\\p{Mn}")),
        unicode: class(class::short('w', true)),
    }
});

/// A pattern of Java that is ready to be looked for.
#[derive(Debug)]
pub(in super::super) struct Java(Program);

impl Java {
    pub(super) fn new(pattern: &str) -> Result<Self, Unread> {
        let mut parser = Parser::new(pattern);
        let tree = parser.pattern()?;
        Ok(Self(Program::new(&tree, parser.groups)))
    }

    /// Whether it is found in a text (`Matcher.find`).
    ///
    /// # Errors
    /// Where looking takes too many steps back.
    pub(super) fn is_in(&self, text: &str) -> Raises<bool> {
        let units: Vec<u16> = text.encode_utf16().collect();
        Ok(self.0.find(&units, 0, 0)?.is_some())
    }

    /// A text cut where it is found, but not before the first character; half a character is a question mark in UTF-8
    /// (`Pattern.split`, `String.getBytes`).
    ///
    /// # Errors
    /// Where looking takes too many steps back.
    pub(super) fn cut(&self, text: &str) -> Raises<Vec<Option<String>>> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let spelled =
            |part: &[u16]| Some(char::decode_utf16(part.iter().copied()).map(|c| c.unwrap_or('?')).collect::<String>());
        let (mut parts, mut from, mut next, mut last) = (Vec::new(), 0, 0, 0);
        while let Some((start, end)) = self.0.find(&units, next, last)? {
            last = end;
            next = if start == end { end + 1 } else { end };
            if end > 0 {
                parts.push(spelled(&units[from..start]));
                from = end;
            }
        }
        parts.push(spelled(&units[from..]));
        Ok(parts)
    }
}
