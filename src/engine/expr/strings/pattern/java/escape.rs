//! Classes in brackets and what a backslash means.
//!
//! Source: Java 17, `java.util.regex.Pattern`: `clazz`, `range`, `family`, `escape` and what these call.

use super::super::Unread;
use super::class::{Class, property, short};
use super::parse::{Parser, Read, ascii, invalid, is};
use super::tree::{Place, Tree};

/// What an escape is.
pub(super) enum Escape {
    Char(u32),
    Tree(Tree),
}

impl Parser {
    /// A class in brackets; `whole` where its end is taken too.
    pub(super) fn class(&mut self, whole: bool) -> Read<Class> {
        let (mut held, mut bits): (Option<Class>, Option<Class>) = (None, None);
        let with = |all: Option<Class>, more: Class| Some(all.map_or(more.clone(), |all| all.or(more)));
        let mut negated = false;
        let mut c = self.next();
        loop {
            match ascii(c) {
                '^' if is(self.char_at(self.at - 1), '[') => {
                    c = self.next();
                    negated = true;
                    continue;
                }
                '[' => {
                    let inner = self.class(true)?;
                    held = with(held, inner);
                    c = self.peek();
                    continue;
                }
                '&' if is(self.next(), '&') => {
                    let mut right = None;
                    c = self.next();
                    while !is(c, ']') && !is(c, '&') {
                        let nested = is(c, '[');
                        if !nested {
                            self.at -= 1;
                        }
                        let inner = self.class(nested)?;
                        right = with(right, inner);
                        c = self.peek();
                    }
                    if let Some(bits) = bits.take() {
                        held = with(held, bits);
                    }
                    held = match (held, right) {
                        (None, None) => return invalid("an intersection of nothing"),
                        (held, None) => held,
                        (None, right) => right,
                        (Some(held), Some(right)) => Some(held.and(right)),
                    };
                    continue;
                }
                '&' => self.at -= 1,
                '\0' if self.at >= self.end() => return invalid("a class that is not closed"),
                ']' if held.is_some() || bits.is_some() => {
                    if whole {
                        self.next();
                    }
                    let all = match (held, bits) {
                        (Some(held), Some(bits)) => held.or(bits),
                        (Some(one), None) | (None, Some(one)) => one,
                        (None, None) => return invalid("an empty class"),
                    };
                    return Ok(all.unless(negated));
                }
                _ => {}
            }
            let (class, is_bit) = self.range()?;
            if is_bit {
                bits = with(bits, class);
            } else {
                held = with(held, class);
            }
            c = self.peek();
        }
    }

    /// What stands at a place of a class, and whether it is a character of the first 256.
    fn range(&mut self) -> Read<(Class, bool)> {
        let mut c = self.peek();
        if is(c, '\\') {
            if matches!(ascii(self.char_at(self.at + 1)), 'p' | 'P') {
                self.at += 1;
                return Ok((self.property()?, false));
            }
            let is_range = is(self.char_at(self.at + 2), '-');
            match self.escape(true, is_range)? {
                Escape::Char(escaped) => c = escaped,
                Escape::Tree(Tree::One(class)) => return Ok((class, false)),
                Escape::Tree(_) => return invalid("no character of a class"),
            }
        } else {
            self.next();
        }
        let case = self.case();
        if is(self.peek(), '-') {
            let to = self.char_at(self.at + 1);
            if !is(to, '[') && !is(to, ']') {
                self.next();
                let last = if is(self.peek(), '\\') {
                    match self.escape(true, true)? {
                        Escape::Char(last) => last,
                        Escape::Tree(_) => return invalid("a range that ends with no character"),
                    }
                } else {
                    let last = self.peek();
                    self.next();
                    last
                };
                return if last < c {
                    invalid("a range that goes backwards")
                } else {
                    Ok((Class::range(c..=last, case), false))
                };
            }
        }
        Ok((Class::one(c, case), c < 256))
    }

    /// `\p{…}`, from its letter on.
    pub(super) fn property(&mut self) -> Read<Class> {
        let negated = is(self.char_at(self.at), 'P');
        let mut name = String::new();
        let push = |name: &mut String, c: u32| name.extend(char::from_u32(c));
        if is(self.next(), '{') {
            self.at += 1;
            loop {
                match self.read() {
                    c if is(c, '}') => break,
                    _ if self.at > self.end() => return invalid("a property that is not closed"),
                    c => push(&mut name, c),
                }
            }
        } else {
            let c = self.read();
            push(&mut name, c);
        }
        Ok(property(&name, self.flags.any_case, self.flags.classes_of_unicode)?.unless(negated))
    }

    /// What a backslash and what follows it stand for; the backslash is the next character.
    pub(super) fn escape(&mut self, in_class: bool, is_range: bool) -> Read<Escape> {
        let c = self.skip();
        let wide = self.flags.classes_of_unicode;
        let one = |class: Option<Class>| match class {
            Some(class) => Ok(Escape::Tree(Tree::One(class))),
            None => invalid("no such class"),
        };
        let place = |place| Ok(Escape::Tree(Tree::Place(place)));
        match ascii(c) {
            '\0' if self.at > self.end() => invalid("a backslash without what it concerns"),
            '0' => self.octal().map(Escape::Char),
            figure @ '1'..='9' if !in_class => {
                let mut group = figure as usize - '0' as usize;
                while let Some(figure) = ascii(self.peek()).to_digit(10) {
                    let longer = group * 10 + figure as usize;
                    if longer > self.groups {
                        break;
                    }
                    group = longer;
                    self.at += 1;
                }
                Ok(Escape::Tree(self.back(group)))
            }
            'k' if !in_class => {
                if !is(self.read(), '<') {
                    return invalid("\\k without a name");
                }
                let first = self.read();
                let name = self.name(first)?;
                match self.names.iter().find(|(known, _)| *known == name) {
                    Some((_, group)) => Ok(Escape::Tree(self.back(*group))),
                    None => invalid(format!("there is no group {name}")),
                }
            }
            'A' if !in_class => place(Place::Start),
            'z' if !in_class => place(Place::End),
            'G' if !in_class => place(Place::Last),
            'Z' if !in_class => place(Place::LineEnd { unix: self.flags.unix, every: false }),
            'b' if !in_class && is(self.peek(), '{') => Err(Unread::Uncovered("a pattern with \\b{g}")),
            letter @ ('b' | 'B') if !in_class => {
                place(Place::Word { negated: letter == 'B', of_unicode: self.flags.classes_of_unicode })
            }
            'R' if !in_class => Ok(Escape::Tree(Tree::LineEnding)),
            'X' if !in_class => Err(Unread::Uncovered("a pattern with \\X")),
            'N' => Err(Unread::Uncovered("a pattern with \\N")),
            'v' if is_range => Ok(Escape::Char(0x0B)),
            letter @ ('h' | 'v') => one(Some(Class::blanks(letter == 'v'))),
            letter @ ('H' | 'V') => one(Some(Class::blanks(letter == 'V').not())),
            letter @ ('d' | 's' | 'w') => one(short(letter, wide)),
            letter @ ('D' | 'S' | 'W') => one(short(letter.to_ascii_lowercase(), wide).map(Class::not)),
            'a' => Ok(Escape::Char(0x07)),
            'e' => Ok(Escape::Char(0x1B)),
            'f' => Ok(Escape::Char(0x0C)),
            'n' => Ok(Escape::Char(0x0A)),
            'r' => Ok(Escape::Char(0x0D)),
            't' => Ok(Escape::Char(0x09)),
            'c' if self.at < self.end() => Ok(Escape::Char(self.read() ^ 64)),
            'u' => self.unit().map(Escape::Char),
            'x' => self.hexadecimal().map(Escape::Char),
            letter if letter.is_ascii_alphanumeric() => invalid(format!("\\{letter} has no meaning here")),
            _ => Ok(Escape::Char(c)),
        }
    }

    fn back(&self, group: usize) -> Tree {
        Tree::Back { group, any_case: self.flags.any_case, of_unicode: self.flags.of_unicode }
    }

    fn octal(&mut self) -> Read<u32> {
        let mut code = None;
        for place in 0..3 {
            let Some(figure) = ascii(self.peek()).to_digit(8) else { break };
            if place == 2 && code > Some(0o37) {
                break;
            }
            code = Some(code.unwrap_or(0) * 8 + figure);
            self.at += 1;
        }
        code.map_or_else(|| invalid("\\0 without figures"), Ok)
    }

    fn figure(&mut self) -> Option<u32> {
        let figure = ascii(self.peek()).to_digit(16)?;
        self.at += 1;
        Some(figure)
    }

    fn hexadecimal(&mut self) -> Read<u32> {
        if is(self.peek(), '{') {
            self.at += 1;
            let mut code = None;
            while let Some(figure) = self.figure() {
                code = Some(code.unwrap_or(0) * 16 + figure);
                if code > Some(0x0010_FFFF) {
                    return invalid("\\x beyond the last character");
                }
            }
            return code.filter(|_| is(self.read(), '}')).map_or_else(|| invalid("\\x without figures"), Ok);
        }
        let code = self.figure().zip(self.figure()).map(|(first, second)| first * 16 + second);
        code.map_or_else(|| invalid("\\x without figures"), Ok)
    }

    /// Four hexadecimal figures; two such halves of a character are one.
    fn unit(&mut self) -> Read<u32> {
        let first = self.half()?;
        let at = self.at;
        if let 0xD800..=0xDBFF = first
            && is(self.read(), '\\')
            && is(self.read(), 'u')
            && let second @ 0xDC00..=0xDFFF = self.half()?
        {
            return Ok(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
        }
        self.at = at;
        Ok(first)
    }

    fn half(&mut self) -> Read<u32> {
        let figures = [self.figure(), self.figure(), self.figure(), self.figure()];
        let code = figures.into_iter().try_fold(0, |code, figure| figure.map(|figure| code * 16 + figure));
        code.map_or_else(|| invalid("\\u without four figures"), Ok)
    }
}
