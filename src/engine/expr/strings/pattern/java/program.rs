//! A tree as steps, each of which knows the one behind it, and how they are gone through.
//!
//! Texts are units of UTF-16, as Java's are: between the halves of a character there is a place too.
//!
//! Source: Java 17, the nodes of `java.util.regex.Pattern` and their `match`.

use super::class::{Class, folded};
use super::tree::{Length, Mode, Place, Tree};
use crate::engine::raised::{Raised, Raises};

type Id = usize;

/// One step.
#[derive(Debug)]
enum Step {
    /// It is found; looking behind has to end where it began.
    Found {
        behind: bool,
    },
    One(Class, Id),
    Place(Place, Id),
    LineEnding(Id),
    Back {
        group: usize,
        any_case: bool,
        of_unicode: bool,
        next: Id,
    },
    Either(Vec<Id>),
    /// A group begins, or ends.
    Open(usize, Id),
    Close(usize, Id),
    /// The first way of finding `inside`, as often as it may be.
    Atomic {
        inside: Id,
        least: u32,
        most: u32,
        next: Id,
    },
    Look {
        inside: Id,
        behind: Option<Length>,
        negated: bool,
        next: Id,
    },
    /// One character, again and again.
    Run {
        class: Class,
        least: u32,
        most: u32,
        lazy: bool,
        next: Id,
    },
    /// A loop is come to, and comes round.
    Enter(usize, Id),
    Round {
        number: usize,
        inside: Id,
        least: u32,
        most: u32,
        lazy: bool,
        next: Id,
    },
}

/// A pattern as steps.
#[derive(Debug)]
pub(super) struct Program {
    steps: Vec<Step>,
    start: Id,
    groups: usize,
    loops: usize,
    /// Whether it looks at whole characters, so that it is not looked for within one.
    by_character: bool,
}

impl Program {
    pub(super) fn new(tree: &Tree, groups: usize) -> Self {
        let steps = vec![Step::Found { behind: false }, Step::Found { behind: true }];
        let mut program = Self { steps, start: 0, groups, loops: 0, by_character: false };
        program.start = program.add(tree, FOUND);
        program.by_character = program.steps.iter().any(|step| match step {
            Step::One(class, _) | Step::Run { class, .. } => !class.by_unit,
            _ => false,
        });
        program
    }

    fn push(&mut self, step: Step) -> Id {
        self.steps.push(step);
        self.steps.len() - 1
    }

    /// Adds the steps of `tree`, which lead to `next`.
    fn add(&mut self, tree: &Tree, next: Id) -> Id {
        match tree {
            Tree::One(class) => self.push(Step::One(class.clone(), next)),
            Tree::Place(place) => self.push(Step::Place(*place, next)),
            Tree::LineEnding => self.push(Step::LineEnding(next)),
            Tree::Back { group, any_case, of_unicode } => {
                self.push(Step::Back { group: *group, any_case: *any_case, of_unicode: *of_unicode, next })
            }
            Tree::All(parts) => parts.iter().rev().fold(next, |next, part| self.add(part, next)),
            Tree::Either(ways) => {
                let ways = ways.iter().map(|way| self.add(way, next)).collect();
                self.push(Step::Either(ways))
            }
            Tree::Group(number, inside) => {
                let close = self.push(Step::Close(*number, next));
                let inside = self.add(inside, close);
                self.push(Step::Open(*number, inside))
            }
            Tree::Whole(inside) => self.add(inside, next),
            Tree::Atomic(inside) => {
                let inside = self.add(inside, FOUND);
                self.push(Step::Atomic { inside, least: 1, most: 1, next })
            }
            Tree::Look { inside, behind, negated } => {
                let length = behind.then(|| inside.study(Length::default()));
                let inside = self.add(inside, if *behind { FOUND_BEHIND } else { FOUND });
                self.push(Step::Look { inside, behind: length, negated: *negated, next })
            }
            Tree::Repeat { inside, least, most, mode: Mode::Possessive } => {
                let inside = self.add(inside, FOUND);
                self.push(Step::Atomic { inside, least: *least, most: *most, next })
            }
            Tree::Repeat { inside, least, most, mode } => {
                let (least, most, lazy) = (*least, *most, *mode == Mode::Lazy);
                match &**inside {
                    Tree::One(class) => self.push(Step::Run { class: class.clone(), least, most, lazy, next }),
                    inside if least == 0 && most == 1 => {
                        let inside = self.add(inside, next);
                        self.push(Step::Either(if lazy { vec![next, inside] } else { vec![inside, next] }))
                    }
                    inside => {
                        let number = self.loops;
                        self.loops += 1;
                        let round = self.push(Step::Round { number, inside: 0, least, most, lazy, next });
                        let body = self.add(inside, round);
                        if let Step::Round { inside, .. } = &mut self.steps[round] {
                            *inside = body;
                        }
                        self.push(Step::Enter(number, round))
                    }
                }
            }
        }
    }

    /// Where it is found first from `from` on; `last` is where the last one ended.
    ///
    /// # Errors
    /// Where looking takes too many steps.
    pub(super) fn find(&self, text: &[u16], from: usize, last: usize) -> Raises<Option<(usize, usize)>> {
        let mut search = Search {
            steps: &self.steps,
            text,
            last,
            opened: vec![0; self.groups + 1],
            held: vec![None; self.groups + 1],
            loops: vec![(0, usize::MAX); self.loops],
            behind: 0,
            found: 0,
            spent: 0,
            depth: 0,
        };
        let mut at = from;
        while at <= text.len() {
            if search.run(self.start, at)? {
                return Ok(Some((at, search.found)));
            }
            at += if self.by_character { width(text, at) } else { 1 };
        }
        Ok(None)
    }
}

const FOUND: Id = 0;
const FOUND_BEHIND: Id = 1;

/// How many steps, and how many within one another, are gone before a search is given up.
const MOST_STEPS: usize = 5_000_000;
const DEEPEST: usize = 1_500;

struct Search<'a> {
    steps: &'a [Step],
    text: &'a [u16],
    last: usize,
    opened: Vec<usize>,
    held: Vec<Option<(usize, usize)>>,
    /// How often each loop has come round, and where it did last.
    loops: Vec<(u32, usize)>,
    behind: usize,
    found: usize,
    spent: usize,
    depth: usize,
}

impl Search<'_> {
    fn unit(&self, at: usize) -> Option<u16> {
        self.text.get(at).copied()
    }

    /// Where the character at a place ends, if it is one of the class.
    fn past(&self, class: &Class, at: usize) -> Option<usize> {
        let unit = self.unit(at)?;
        if class.by_unit || !matches!(unit, 0xD800..=0xDBFF) {
            return class.has(unit.into()).then_some(at + 1);
        }
        class.has(character(self.text, at)).then(|| at + width(self.text, at))
    }

    fn run(&mut self, step: Id, at: usize) -> Raises<bool> {
        self.depth += 1;
        let found = if self.depth > DEEPEST { Err(too_far()) } else { self.steps_from(step, at) };
        self.depth -= 1;
        found
    }

    fn steps_from(&mut self, mut step: Id, mut at: usize) -> Raises<bool> {
        let steps = self.steps;
        loop {
            self.spent += 1;
            if self.spent > MOST_STEPS {
                return Err(too_far());
            }
            match &steps[step] {
                Step::Found { behind } => {
                    self.found = at;
                    return Ok(!behind || at == self.behind);
                }
                Step::One(class, next) => match self.past(class, at) {
                    Some(past) => (step, at) = (*next, past),
                    None => return Ok(false),
                },
                Step::Place(place, next) => {
                    if !self.is_at(*place, at) {
                        return Ok(false);
                    }
                    step = *next;
                }
                Step::LineEnding(next) => {
                    match (self.unit(at), self.unit(at + 1)) {
                        (Some(0x0D), Some(0x0A)) if self.run(*next, at + 2)? => return Ok(true),
                        (Some(0x0A..=0x0D | 0x85 | 0x2028 | 0x2029), _) => at += 1,
                        _ => return Ok(false),
                    }
                    step = *next;
                }
                Step::Back { group, any_case, of_unicode, next } => {
                    let Some((from, to)) = self.held.get(*group).copied().flatten() else { return Ok(false) };
                    let there = self.text.get(at..at + (to - from));
                    let alike = |(a, b): (&u16, &u16)| {
                        let (a, b) = (u32::from(*a), u32::from(*b));
                        let small = |c: u32| if matches!(c, 0x41..=0x5A) { c | 0x20 } else { c };
                        a == b || *any_case && (if *of_unicode { folded(a) == folded(b) } else { small(a) == small(b) })
                    };
                    if !there.is_some_and(|there| there.iter().zip(&self.text[from..to]).all(alike)) {
                        return Ok(false);
                    }
                    (step, at) = (*next, at + (to - from));
                }
                Step::Either(ways) => {
                    let Some((last, first)) = ways.split_last() else { return Ok(false) };
                    for way in first {
                        if self.run(*way, at)? {
                            return Ok(true);
                        }
                    }
                    step = *last;
                }
                Step::Open(group, next) => {
                    let before = std::mem::replace(&mut self.opened[*group], at);
                    let found = self.run(*next, at)?;
                    self.opened[*group] = before;
                    return Ok(found);
                }
                Step::Close(group, next) => {
                    let before = self.held[*group].replace((self.opened[*group], at));
                    let found = self.run(*next, at)?;
                    if !found {
                        self.held[*group] = before;
                    }
                    return Ok(found);
                }
                Step::Atomic { inside, least, most, next } => {
                    let mut count = 0;
                    while count < *most {
                        if !self.run(*inside, at)? {
                            break;
                        }
                        count += 1;
                        if std::mem::replace(&mut at, self.found) == self.found {
                            count = count.max(*least);
                            break;
                        }
                    }
                    if count < *least {
                        return Ok(false);
                    }
                    step = *next;
                }
                Step::Look { inside, behind, negated, next } => {
                    let found = match behind {
                        None => self.run(*inside, at)?,
                        Some(length) => self.is_behind(*inside, *length, at)?,
                    };
                    if found == *negated {
                        return Ok(false);
                    }
                    step = *next;
                }
                Step::Run { class, least, most, lazy, next } => {
                    let mut count = 0;
                    let mut ends = vec![];
                    while count < *least {
                        let Some(past) = self.past(class, at) else { return Ok(false) };
                        (at, count) = (past, count + 1);
                    }
                    if *lazy {
                        while !self.run(*next, at)? {
                            let Some(past) = self.past(class, at).filter(|_| count < *most) else { return Ok(false) };
                            (at, count) = (past, count + 1);
                        }
                        return Ok(true);
                    }
                    while count < *most
                        && let Some(past) = self.past(class, at)
                    {
                        ends.push(at);
                        (at, count) = (past, count + 1);
                    }
                    while let Some(end) = ends.pop() {
                        if self.run(*next, at)? {
                            return Ok(true);
                        }
                        at = end;
                    }
                    step = *next;
                }
                Step::Enter(number, round) => {
                    let before = std::mem::replace(&mut self.loops[*number], (0, usize::MAX));
                    let found = self.run(*round, at)?;
                    self.loops[*number] = before;
                    return Ok(found);
                }
                Step::Round { number, inside, least, most, lazy, next } => {
                    let (count, before) = self.loops[*number];
                    // one that found nothing comes round no more
                    if before == at || count >= *most {
                        step = *next;
                        continue;
                    }
                    let needed = count < *least;
                    if *lazy && !needed && self.run(*next, at)? {
                        return Ok(true);
                    }
                    self.loops[*number] = (count + 1, at);
                    let found = self.run(*inside, at)?;
                    self.loops[*number] = (count, before);
                    if found || needed || *lazy {
                        return Ok(found);
                    }
                    step = *next;
                }
            }
        }
    }

    /// Whether what is looked for behind ends at a place.
    fn is_behind(&mut self, inside: Id, length: Length, at: usize) -> Raises<bool> {
        let place = at as i32;
        let first = place.wrapping_sub(length.most).max(0);
        let before = std::mem::replace(&mut self.behind, at);
        let mut found = false;
        let mut from = place.wrapping_sub(length.least);
        while !found && from >= first {
            found = self.run(inside, from as usize)?;
            from -= 1;
        }
        self.behind = before;
        Ok(found)
    }

    fn is_at(&self, place: Place, at: usize) -> bool {
        let (here, before) = (self.unit(at), at.checked_sub(1).and_then(|at| self.unit(at)));
        let ends_line = |unit: u16| matches!(unit, 0x0A | 0x0D | 0x85 | 0x2028 | 0x2029);
        match place {
            Place::Start => at == 0,
            Place::End => at == self.text.len(),
            Place::Last => at == self.last,
            // no line starts where the text ends
            Place::LineStart { unix: true } => here.is_some() && before.is_none_or(|unit| unit == 0x0A),
            Place::LineStart { unix: false } => {
                here.is_some() && before.is_none_or(ends_line) && (before, here) != (Some(0x0D), Some(0x0A))
            }
            Place::LineEnd { unix: true, every } => {
                here.is_none_or(|unit| unit == 0x0A && (every || at + 1 == self.text.len()))
            }
            Place::LineEnd { unix: false, every } => {
                let rest = &self.text[at..];
                let is_last = rest.len() < 2 || *rest == [0x0D, 0x0A];
                (every || is_last)
                    && here.is_none_or(|unit| ends_line(unit) && (before, here) != (Some(0x0D), Some(0x0A)))
            }
            Place::Word { negated, of_unicode } => {
                (self.word_before(at, of_unicode) != self.word_at(at, of_unicode)) != negated
            }
        }
    }

    fn word_before(&self, at: usize, of_unicode: bool) -> bool {
        let low = |at: usize| matches!(self.unit(at), Some(0xDC00..=0xDFFF));
        match at {
            0 => false,
            1 => self.word_at(0, of_unicode),
            at => self.word_at(if low(at - 1) && width(self.text, at - 2) == 2 { at - 2 } else { at - 1 }, of_unicode),
        }
    }

    /// Whether a part of a word is there: a mark is one if it stands upon a letter.
    fn word_at(&self, at: usize, of_unicode: bool) -> bool {
        if at >= self.text.len() {
            return false;
        }
        let words = &*super::WORDS;
        let c = character(self.text, at);
        let is_part = if of_unicode { words.unicode.has(c) } else { words.letters.has(c) || c == u32::from('_') };
        let stands_upon = |letter: u32| words.letters.has(letter);
        let mut before = (0..=at).rev().map(|at| character(self.text, at));
        is_part || words.marks.has(c) && before.find(|c| !words.marks.has(*c)).is_some_and(stands_upon)
    }
}

/// The character that starts at a place, or the half of one that stands alone there.
fn character(text: &[u16], at: usize) -> u32 {
    let first = u32::from(text[at]);
    if width(text, at) == 1 { first } else { 0x10000 + ((first - 0xD800) << 10) + (u32::from(text[at + 1]) - 0xDC00) }
}

/// How many units the character at a place has.
fn width(text: &[u16], at: usize) -> usize {
    match (text.get(at), text.get(at + 1)) {
        (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 2,
        _ => 1,
    }
}

fn too_far() -> Raised {
    Raised::internal("a pattern that takes too many steps back")
}
