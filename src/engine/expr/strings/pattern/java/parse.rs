//! The text of a pattern as a tree.
//!
//! Source: Java 17, `java.util.regex.Pattern`: `RemoveQEQuoting`, `expr`, `sequence`, `atom`, `group0`, `closure`, `addFlag`.

use super::super::Unread;
use super::class::{Case, Class};
use super::escape::Escape;
use super::tree::{ENDLESS, Mode, Place, Tree};

/// What letters between `(?` and `)` say.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a letter of its own")]
pub(super) struct Flags {
    pub(super) any_case: bool,
    lines: bool,
    any_character: bool,
    pub(super) unix: bool,
    pub(super) of_unicode: bool,
    comments: bool,
    pub(super) classes_of_unicode: bool,
}

/// A pattern as it is read; a zero stands behind its end.
pub(super) struct Parser {
    chars: Vec<u32>,
    pub(super) at: usize,
    pub(super) flags: Flags,
    /// Names and numbers of groups.
    pub(super) names: Vec<(String, usize)>,
    /// How many groups there are so far.
    pub(super) groups: usize,
}

pub(super) type Read<T> = Result<T, Unread>;

pub(super) fn invalid<T>(why: impl Into<String>) -> Read<T> {
    Err(Unread::Invalid(why.into()))
}

pub(super) fn is(c: u32, wanted: char) -> bool {
    c == u32::from(wanted)
}

pub(super) fn ascii(c: u32) -> char {
    char::from_u32(c).filter(char::is_ascii).unwrap_or('\u{80}')
}

fn is_blank(c: u32) -> bool {
    matches!(c, 0x09..=0x0D | 0x20)
}

impl Parser {
    pub(super) fn new(pattern: &str) -> Self {
        let mut chars = unquoted(pattern);
        chars.extend([0, 0, 0]);
        Self { chars, at: 0, flags: Flags::default(), names: Vec::new(), groups: 0 }
    }

    /// The whole pattern.
    pub(super) fn pattern(&mut self) -> Read<Tree> {
        let tree = self.expr()?;
        if self.at == self.end() { Ok(tree) } else { invalid("a bracket closes that was not opened") }
    }

    pub(super) fn end(&self) -> usize {
        self.chars.len() - 3
    }

    pub(super) fn char_at(&self, at: usize) -> u32 {
        self.chars.get(at).copied().unwrap_or(0)
    }

    /// Goes past blanks and comments, where they say nothing.
    fn past_blanks(&mut self) {
        while self.flags.comments && (is_blank(self.char_at(self.at)) || is(self.char_at(self.at), '#')) {
            if is(self.char_at(self.at), '#') {
                while self.at < self.end() && !self.ends_line(self.char_at(self.at)) {
                    self.at += 1;
                }
            } else {
                self.at += 1;
            }
        }
    }

    fn ends_line(&self, c: u32) -> bool {
        is(c, '\n') || !self.flags.unix && matches!(c, 0x0D | 0x85 | 0x2028 | 0x2029)
    }

    pub(super) fn peek(&mut self) -> u32 {
        self.past_blanks();
        self.char_at(self.at)
    }

    pub(super) fn next(&mut self) -> u32 {
        self.at += 1;
        self.peek()
    }

    pub(super) fn read(&mut self) -> u32 {
        let c = self.peek();
        self.at += 1;
        c
    }

    /// The character behind the next one; both are taken.
    pub(super) fn skip(&mut self) -> u32 {
        self.at += 2;
        self.char_at(self.at - 1)
    }

    pub(super) fn case(&self) -> Case {
        match (self.flags.any_case, self.flags.of_unicode) {
            (false, _) => Case::Same,
            (true, false) => Case::Ascii,
            (true, true) => Case::Any,
        }
    }

    fn expr(&mut self) -> Read<Tree> {
        let mut ways = vec![self.sequence()?];
        while is(self.peek(), '|') {
            self.next();
            ways.push(self.sequence()?);
        }
        Ok(if ways.len() == 1 { ways.remove(0) } else { Tree::Either(ways) })
    }

    fn sequence(&mut self) -> Read<Tree> {
        let mut parts = Vec::new();
        loop {
            let flags = self.flags;
            let part = match ascii(self.peek()) {
                '(' => {
                    parts.extend(self.group()?);
                    continue;
                }
                '[' => Tree::One(self.class(true)?),
                '^' => {
                    self.next();
                    Tree::Place(if flags.lines { Place::LineStart { unix: flags.unix } } else { Place::Start })
                }
                '$' => {
                    self.next();
                    Tree::Place(Place::LineEnd { unix: flags.unix, every: flags.lines })
                }
                '.' => {
                    self.next();
                    Tree::One(Class::new(false, move |c| {
                        flags.any_character
                            || !is(c, '\n') && (flags.unix || !matches!(c, 0x0D | 0x85 | 0x2028 | 0x2029))
                    }))
                }
                '|' | ')' => break,
                c @ ('?' | '*' | '+') => return invalid(format!("{c} repeats nothing")),
                '\0' if self.at >= self.end() => break,
                _ => {
                    parts.extend(self.atom()?);
                    continue;
                }
            };
            let part = self.repeated(part)?;
            parts.push(part);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Tree::All(parts) })
    }

    /// Characters up to what means something else; a repetition concerns the last of them, or nothing where there is none.
    fn atom(&mut self) -> Read<Vec<Tree>> {
        let mut parts: Vec<Tree> = Vec::new();
        let mut before = self.at;
        loop {
            match ascii(self.peek()) {
                '*' | '+' | '?' | '{' => {
                    if parts.len() > 1 {
                        self.at = before;
                        parts.pop();
                    }
                    break;
                }
                '$' | '.' | '^' | '(' | '[' | '|' | ')' => break,
                '\\' => {
                    let start = self.at;
                    if matches!(ascii(self.char_at(start + 1)), 'p' | 'P') {
                        if parts.is_empty() {
                            self.at += 1;
                            parts.push(Tree::One(self.property()?));
                        }
                        break;
                    }
                    match self.escape(false, false)? {
                        Escape::Char(c) => {
                            before = start;
                            parts.push(Tree::One(Class::one(c, self.case())));
                        }
                        Escape::Tree(tree) if parts.is_empty() => {
                            parts.push(tree);
                            break;
                        }
                        Escape::Tree(_) => {
                            self.at = start;
                            break;
                        }
                    }
                }
                '\0' if self.at >= self.end() => break,
                _ => {
                    before = self.at;
                    let c = self.peek();
                    parts.push(Tree::One(Class::one(c, self.case())));
                    self.next();
                }
            }
        }
        let last = if parts.len() == 1 { parts.pop() } else { None };
        let whole = last.unwrap_or(Tree::All(parts));
        Ok(vec![self.repeated(whole)?])
    }

    /// A part with the repetition that stands behind it.
    fn repeated(&mut self, part: Tree) -> Read<Tree> {
        let (least, most) = match ascii(self.peek()) {
            '?' => (0, 1),
            '*' => (0, ENDLESS),
            '+' => (1, ENDLESS),
            '{' => {
                let bounds = self.bounds()?;
                self.at -= 1;
                bounds
            }
            _ => return Ok(part),
        };
        let mode = match ascii(self.next()) {
            '?' => Mode::Lazy,
            '+' => Mode::Possessive,
            _ => Mode::Greedy,
        };
        if mode != Mode::Greedy {
            self.next();
        }
        Ok(Tree::Repeat { inside: Box::new(part), least, most, mode })
    }

    /// The numbers between braces, up to behind the closing one.
    fn bounds(&mut self) -> Read<(u32, u32)> {
        let mut c = self.skip();
        let digit = |c: u32| ascii(c).to_digit(10);
        if digit(c).is_none() {
            return invalid("a repetition without its numbers");
        }
        let number = |parser: &mut Self, c: &mut u32| {
            let mut sum = 0_i32;
            while let Some(figure) = digit(*c) {
                let next = sum.checked_mul(10).and_then(|sum| sum.checked_add(figure as i32));
                let Some(next) = next else { return invalid("a repetition that is too long") };
                sum = next;
                *c = parser.read();
            }
            Ok(sum as u32)
        };
        let least = number(self, &mut c)?;
        let mut most = least;
        if is(c, ',') {
            c = self.read();
            most = if is(c, '}') { ENDLESS } else { number(self, &mut c)? };
        }
        if !is(c, '}') {
            return invalid("a repetition that is not closed");
        }
        if most < least { invalid("a repetition whose most is less than its least") } else { Ok((least, most)) }
    }

    /// What brackets hold; nothing where they hold flags for what follows.
    fn group(&mut self) -> Read<Option<Tree>> {
        let saved = self.flags;
        let mut wrap: Box<dyn FnOnce(Tree) -> Tree> = Box::new(|inside| Tree::Whole(Box::new(inside)));
        let mut is_look = false;
        if is(self.next(), '?') {
            let kind = self.skip();
            match ascii(kind) {
                ':' => {}
                '=' | '!' => {
                    let negated = is(kind, '!');
                    is_look = true;
                    wrap = Box::new(move |inside| Tree::Look { inside: Box::new(inside), behind: false, negated });
                }
                '>' => wrap = Box::new(|inside| Tree::Atomic(Box::new(inside))),
                '<' => {
                    let c = self.read();
                    if is(c, '=') || is(c, '!') {
                        let negated = is(c, '!');
                        is_look = true;
                        wrap = Box::new(move |inside| Tree::Look { inside: Box::new(inside), behind: true, negated });
                    } else {
                        let name = self.name(c)?;
                        if self.names.iter().any(|(other, _)| *other == name) {
                            return invalid(format!("a second group {name}"));
                        }
                        let number = self.numbered();
                        self.names.push((name, number));
                        wrap = Box::new(move |inside| Tree::Group(number, Box::new(inside)));
                    }
                }
                _ => {
                    self.at -= 1;
                    self.set_flags()?;
                    match ascii(self.read()) {
                        ')' => return Ok(None),
                        ':' => {}
                        _ => return invalid("a flag that there is not"),
                    }
                }
            }
        } else {
            let number = self.numbered();
            wrap = Box::new(move |inside| Tree::Group(number, Box::new(inside)));
        }
        let inside = self.expr()?;
        if !is(self.read(), ')') {
            return invalid("a group that is not closed");
        }
        self.flags = saved;
        let tree = wrap(inside);
        if let (true, Tree::Look { inside, behind: true, .. }) = (is_look, &tree)
            && !inside.study(super::tree::Length::default()).bounded
        {
            return invalid("looking behind by a pattern of any length");
        }
        self.repeated(tree).map(Some)
    }

    fn numbered(&mut self) -> usize {
        self.groups += 1;
        self.groups
    }

    pub(super) fn name(&mut self, first: u32) -> Read<String> {
        if !ascii(first).is_ascii_alphabetic() {
            return invalid("a name that does not start with a letter");
        }
        let (mut name, mut c) = (String::new(), first);
        while ascii(c).is_ascii_alphanumeric() {
            name.push(ascii(c));
            c = self.read();
        }
        if is(c, '>') { Ok(name) } else { invalid("a name that does not end") }
    }

    fn set_flags(&mut self) -> Read<()> {
        let mut on = true;
        loop {
            let flags = &mut self.flags;
            match ascii(self.chars.get(self.at).copied().unwrap_or(0)) {
                'i' => flags.any_case = on,
                'm' => flags.lines = on,
                's' => flags.any_character = on,
                'd' => flags.unix = on,
                'u' => flags.of_unicode = on,
                'x' => flags.comments = on,
                'c' => return Err(Unread::Uncovered("a pattern of composed characters")),
                'U' => {
                    flags.classes_of_unicode = on;
                    flags.of_unicode = on || flags.of_unicode;
                }
                '-' if on => on = false,
                _ => return Ok(()),
            }
            self.next();
        }
    }
}

/// The characters of a pattern, those between `\Q` and `\E` as they are.
fn unquoted(pattern: &str) -> Vec<u32> {
    let (mut out, mut quoted) = (String::new(), false);
    let mut chars = pattern.chars().peekable();
    let mut first = false;
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match (c, next) {
            ('\\', Some('E')) if quoted => {
                chars.next();
                quoted = false;
            }
            (c, _) if quoted => {
                // a figure right behind is no part of an escape before it
                match c {
                    '0'..='9' if first => out.push_str("\\x3"),
                    c if c.is_ascii() && !c.is_ascii_alphanumeric() => out.push('\\'),
                    _ => {}
                }
                out.push(c);
                first = false;
            }
            ('\\', Some('Q')) => {
                chars.next();
                (quoted, first) = (true, true);
            }
            ('\\', Some(escaped)) => {
                chars.next();
                out.extend(['\\', escaped]);
            }
            (c, _) => out.push(c),
        }
    }
    out.chars().map(u32::from).collect()
}
