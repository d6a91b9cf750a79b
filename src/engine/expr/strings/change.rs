//! What a function does to one text.
//!
//! Case: Python and Java map characters to as many as Unicode says, and know the final sigma; Arrow maps each character to one.

use std::sync::Arc;

use super::pattern;
use crate::axis::{Axes, strings};
use crate::case::expr::{Function, Literal};
use crate::engine::dtype::Kind;
use crate::engine::raised::{Raised, Raises};
use crate::engine::text::letters::Unicode;
use crate::engine::text::read::is_space;
use crate::engine::text::sql;
use crate::result::ErrorKind;

/// Whose functions of text they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Python's `str`.
    Python,
    /// Arrow's kernels.
    Arrow,
    /// SQL's.
    Sql,
}

/// How one text becomes several, some of them missing.
type Cut = Box<dyn Fn(&str) -> Raises<Vec<Option<String>>>>;
/// What is found out about one text.
type Test = Box<dyn Fn(&str) -> Raises<bool>>;

/// What is made of one text.
pub(super) enum Change {
    /// Another text.
    Text(Box<dyn Fn(&str) -> String>),
    /// A truth value.
    Test(Test),
    /// How many characters it has.
    Length,
    /// A list of texts.
    Parts(Cut),
}

impl Change {
    /// What `function` with these arguments makes of one text.
    pub(super) fn new(function: Function, args: &[Literal], dialect: Dialect, axes: &Axes) -> Raises<Self> {
        let text = |i: usize| match args.get(i) {
            Some(Literal::Str(s)) => Ok(s.clone()),
            _ => Err(Raised::type_error(format!("{} takes a text", function.name()))),
        };
        let (own, arrow) = (Unicode::from(axes.strings.letters()), Unicode::from(axes.strings.arrow_letters()));
        Ok(match function {
            Function::Len => Self::Length,
            Function::Upper => Self::Text(match dialect {
                Dialect::Python | Dialect::Sql => Box::new(move |t| own.upper(t)),
                Dialect::Arrow => Box::new(move |t| t.chars().map(|c| arrow.capital(c)).collect()),
            }),
            Function::Lower => Self::Text(match dialect {
                Dialect::Python | Dialect::Sql => Box::new(move |t| own.lower(t)),
                Dialect::Arrow => Box::new(move |t| t.chars().map(|c| arrow.simple_lower(c)).collect()),
            }),
            Function::Strip => match axes.strings.blanks() {
                strings::Blanks::Unicode => Self::Text(Box::new(|t| t.trim_matches(is_space).to_owned())),
                strings::Blanks::Space => Self::Text(Box::new(|t| t.trim_matches(' ').to_owned())),
            },
            Function::Contains => {
                let found = pattern::compile(&text(0)?, dialect, axes)?;
                Self::Test(Box::new(move |t| found.is_in(t)))
            }
            Function::Startswith => {
                let start = text(0)?;
                Self::Test(Box::new(move |t| Ok(t.starts_with(&*start))))
            }
            Function::Endswith => {
                let end = text(0)?;
                Self::Test(Box::new(move |t| Ok(t.ends_with(&*end))))
            }
            Function::Replace => replacement(text(0)?, text(1)?, axes),
            Function::Slice => {
                let (start, stop) = (bound(args.first())?, bound(args.get(1))?);
                match axes.strings.positions() {
                    strings::Positions::FromZero => Self::Text(Box::new(move |t| sliced(t, start, stop))),
                    strings::Positions::FromOne => {
                        let (Some(start), Some(stop), Some(Literal::Int(_))) = (start, stop, args.first()) else {
                            return Err(Raised::type_error("slice takes two numbers"));
                        };
                        let (start, length) = (small(start)?, small(stop.saturating_sub(start))?);
                        Self::Text(Box::new(move |t| substring(t, start, length)))
                    }
                }
            }
            Function::Title => Self::Text(Box::new(title(dialect, axes))),
            Function::Zfill => {
                let width = match dialect {
                    Dialect::Python | Dialect::Arrow => python_width(args.first())?,
                    Dialect::Sql => sql_width(args.first())?,
                };
                Self::Text(Box::new(match dialect {
                    Dialect::Python | Dialect::Arrow => {
                        Box::new(move |t: &str| filled(t, width)) as Box<dyn Fn(&str) -> String>
                    }
                    Dialect::Sql => Box::new(move |t: &str| {
                        let short = width - t.chars().count() as i64;
                        let zeros = std::iter::repeat_n('0', usize::try_from(short).unwrap_or(0));
                        zeros.chain(t.chars()).take(usize::try_from(width).unwrap_or(0)).collect()
                    }),
                }))
            }
            Function::Split => parts(&text(0)?, dialect, axes)?,
            _ => return Err(Raised::internal("not a function of text")),
        })
    }

    /// The kind of what a function makes.
    pub(super) fn kind_of(function: Function) -> Kind {
        match function {
            Function::Len => Kind::Int32,
            Function::Contains | Function::Startswith | Function::Endswith => Kind::Bool,
            Function::Split => Kind::List(Box::new(Kind::String)),
            _ => Kind::String,
        }
    }
}

/// The first letter of every word in title case (which for most is upper case), every other in lower case. What a word is differs:
/// a run of cased letters, or what stands between blanks.
fn title(dialect: Dialect, axes: &Axes) -> Box<dyn Fn(&str) -> String> {
    let (own, arrow) = (Unicode::from(axes.strings.letters()), Unicode::from(axes.strings.arrow_letters()));
    match (dialect, axes.strings.title_letters()) {
        (Dialect::Python, _) => Box::new(move |t| titled(t, |c| !own.is_cased(c), own)),
        (Dialect::Arrow, _) => Box::new(move |t| {
            let mut starts = true;
            let one = |c: char| {
                let titled = if starts { arrow.capital(c) } else { arrow.simple_lower(c) };
                starts = !arrow.is_letter_with_case(c);
                titled
            };
            t.chars().map(one).collect()
        }),
        (Dialect::Sql, strings::TitleLetters::Several) => Box::new(move |t| titled(t, |c| c == ' ', own)),
        (Dialect::Sql, strings::TitleLetters::One) => Box::new(move |t| {
            let mut starts = true;
            let one = |c: char| {
                // a letter of two units of UTF-16 is none
                let titled = if starts && c.len_utf16() == 1 { own.simple_title(c) } else { c };
                starts = c == ' ';
                titled
            };
            own.lower(t).chars().map(one).collect()
        }),
    }
}

fn titled(text: &str, is_boundary: impl Fn(char) -> bool, unicode: Unicode) -> String {
    let mut out = String::with_capacity(text.len());
    let mut starts = true;
    for (c, lower) in unicode.lowered(text) {
        if starts {
            unicode.title(c, &mut out);
        } else {
            out.push_str(&lower);
        }
        starts = is_boundary(c);
    }
    out
}

/// Zeros between the sign, if there is one, and the rest, up to a number of characters.
fn filled(text: &str, width: i64) -> String {
    let zeros = "0".repeat(usize::try_from(width - text.chars().count() as i64).unwrap_or(0));
    match text.strip_prefix(['+', '-']) {
        Some(rest) => format!("{}{zeros}{rest}", &text[..1]),
        None => format!("{zeros}{text}"),
    }
}

/// How a text is cut at a separator.
///
/// Python's method takes one character as it is and anything else as a regular expression (pandas,
/// `ObjectStringArrayMixin._str_split`); SQL's always is a regular expression, of which an empty one cuts between all characters (Spark, `UTF8String.split`).
fn parts(separator: &Arc<str>, dialect: Dialect, axes: &Axes) -> Raises<Change> {
    Ok(Change::Parts(match (dialect, separator.chars().count()) {
        (Dialect::Python | Dialect::Arrow, 1) => {
            let separator = separator.clone();
            Box::new(move |t| Ok(t.split(&*separator).map(|part| Some(part.to_owned())).collect()))
        }
        (Dialect::Sql, 0) => Box::new(|t| match t {
            "" => Ok(vec![Some(String::new())]),
            t => Ok(t.chars().map(|c| Some(c.to_string())).collect()),
        }),
        _ => {
            let found = pattern::compile(separator, dialect, axes)?;
            Box::new(move |t| found.cut(t))
        }
    }))
}

fn replacement(old: Arc<str>, new: Arc<str>, axes: &Axes) -> Change {
    match axes.strings.replace_nothing() {
        strings::ReplaceNothing::Nowhere if old.is_empty() => Change::Text(Box::new(str::to_owned)),
        strings::ReplaceNothing::Nowhere | strings::ReplaceNothing::Everywhere => {
            Change::Text(Box::new(move |t| t.replace(&*old, &new)))
        }
    }
}

/// A width that a text is filled up to.
fn python_width(literal: Option<&Literal>) -> Raises<i64> {
    match (bound(literal)?, literal) {
        (Some(width), Some(Literal::Int(_))) => Ok(width),
        _ => Err(Raised::type_error("zfill takes a number")),
    }
}

/// A width as SQL casts it to an integer of 32 bits.
fn sql_width(literal: Option<&Literal>) -> Raises<i64> {
    match literal {
        Some(Literal::Int(width)) => small(i64::try_from(*width).unwrap_or(i64::MAX)),
        Some(Literal::Float(width)) => small(*width as i64),
        Some(Literal::Str(text)) => {
            let width = sql::integer(text, false).and_then(|width| i64::try_from(width).ok());
            width.ok_or_else(|| Raised::new(ErrorKind::InvalidCast, format!("{text:?} is no width")))
        }
        _ => Err(Raised::type_error("zfill takes a number")),
    }
}

/// A number where one of 32 bits is taken.
fn small(number: i64) -> Raises<i64> {
    i32::try_from(number).map(i64::from).map_err(|_| Raised::new(ErrorKind::Overflow, "a number of 32 bits is taken"))
}

/// A position; null stands for none.
pub(super) fn bound(literal: Option<&Literal>) -> Raises<Option<i64>> {
    match literal {
        None | Some(Literal::Null) => Ok(None),
        Some(Literal::Int(i)) => {
            i64::try_from(*i).map(Some).map_err(|_| Raised::type_error("slice takes small numbers"))
        }
        Some(Literal::Bool(b)) => Ok(Some(i64::from(*b))),
        Some(_) => Err(Raised::type_error("slice takes whole numbers")),
    }
}

/// Where Python's slice of `len` elements starts and ends.
pub(super) fn span(len: usize, start: Option<i64>, stop: Option<i64>) -> (usize, usize) {
    let len = len as i64;
    let at = |v: i64| if v < 0 { (v + len).max(0) } else { v.min(len) };
    let (start, stop) = (start.map_or(0, at), stop.map_or(len, at));
    (start as usize, stop.max(start) as usize)
}

fn sliced(text: &str, start: Option<i64>, stop: Option<i64>) -> String {
    let (start, stop) = span(text.chars().count(), start, stop);
    text.chars().skip(start).take(stop - start).collect()
}

/// SQL's substring: positions from one, negative ones from the end; what lies before the text counts.
fn substring(text: &str, position: i64, length: i64) -> String {
    let start = match position {
        1.. => position - 1,
        0 => 0,
        _ => position + text.chars().count() as i64,
    };
    let stop = start.saturating_add(length);
    let skipped = start.max(0);
    text.chars().skip(skipped as usize).take((stop - skipped).max(0) as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn substrings_count_from_one_and_from_the_end() {
        let parts = [(0, 2), (1, 2), (-2, 12), (-6, 3), (5, 4)].map(|(p, n)| substring("Hello", p, n));
        assert_eq!(parts, ["He", "He", "lo", "He", "o"]);
    }

    #[test]
    fn slices_count_from_zero_and_stop_before_their_end() {
        let parts = [(0, 2), (-2, 10), (-3, -1), (2, 1)].map(|(a, b)| sliced("Hello", Some(a), Some(b)));
        assert_eq!(parts, ["He", "lo", "ll", ""]);
    }
}
