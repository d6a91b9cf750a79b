//! Expression text to tokens, each with its place in the text.

use std::sync::Arc;

use super::expr::Literal;
use super::iso;
use super::scalar::{Core, resolve};

/// A range of bytes of an expression's text.
pub(crate) type At = std::ops::Range<usize>;

/// What is wrong with an expression, where in its text, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) at: At,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Wrong {
    pub(crate) fn new(at: At, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    /// A bare word: a column, a function, or reserved.
    Word(Arc<str>),
    /// A name in back-quotes: always a column.
    Quoted(Arc<str>),
    /// A number, a string, `date'…'`, `timestamp'…'`.
    Literal(Literal),
    /// An operator or a bracket.
    Sign(&'static str),
    /// The end of the text.
    End,
}

impl Token {
    /// The token in words, for "found …".
    pub(crate) fn describe(&self, text: &str, at: &At) -> String {
        match self {
            Self::End => "the end".to_owned(),
            _ => format!("`{}`", super::decode::short(text.get(at.clone()).unwrap_or_default())),
        }
    }
}

/// Longest first, so that `**` is not two `*`.
const SIGNS: [&str; 18] =
    ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "<", ">", "(", ")", ",", "[", "]"];

/// What people write by habit, and what it is here.
const HABITS: [(&str, &str); 10] = [
    ("\"", "strings are written in single quotes: 'text'"),
    ("=", "write `==` to compare"),
    ("&", "write `and`"),
    ("|", "write `or`"),
    ("~", "write `not`"),
    ("!", "write `not`, or `!=` to compare"),
    ("^", "write `**` for a power"),
    (".", "put a column's name with a dot in back-quotes: `a.b`"),
    ("$", "a matrix parameter is written ${name}"),
    (";", "an expression is one value"),
];

/// The tokens of an expression, read one at a time.
pub(crate) struct Lexer<'t> {
    text: &'t str,
    pos: usize,
}

impl<'t> Lexer<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, pos: 0 }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.pos..).unwrap_or_default()
    }

    /// The next token and its place.
    pub(crate) fn next(&mut self) -> Result<(Token, At), Wrong> {
        let rest = self.rest();
        let trimmed = rest.trim_start();
        self.pos += rest.len() - trimmed.len();
        let start = self.pos;
        let Some(first) = trimmed.chars().next() else { return Ok((Token::End, start..start)) };
        let token = match first {
            '\'' => Token::Literal(Literal::Str(self.quoted('\'', "a string")?.into())),
            '`' => Token::Quoted(self.quoted('`', "a column's name")?.into()),
            c if c.is_ascii_digit() || (c == '.' && trimmed[1..].starts_with(|d: char| d.is_ascii_digit())) => {
                self.number()?
            }
            c if c == '_' || c.is_alphabetic() => self.word()?,
            c => {
                let Some(sign) = SIGNS.iter().find(|s| trimmed.starts_with(**s)) else {
                    let wrong = Wrong::new(start..start + c.len_utf8(), format!("`{c}` has no meaning here"));
                    let habit = HABITS.iter().find(|(sign, _)| sign.starts_with(c));
                    return Err(match habit {
                        Some((_, help)) => wrong.help(*help),
                        None => wrong,
                    });
                };
                self.pos += sign.len();
                Token::Sign(sign)
            }
        };
        Ok((token, start..self.pos))
    }

    /// What stands between quotes, doubled ones inside halved.
    fn quoted(&mut self, quote: char, what: &str) -> Result<String, Wrong> {
        let start = self.pos;
        self.pos += 1;
        let mut out = String::new();
        loop {
            let Some((part, _)) = self.rest().split_once(quote) else {
                let wrong = Wrong::new(start..self.text.len(), format!("{what} that does not end"));
                return Err(wrong.help(format!("close it with {quote}; one inside is doubled")));
            };
            out.push_str(part);
            self.pos += part.len() + 1;
            if !self.rest().starts_with(quote) {
                return Ok(out);
            }
            out.push(quote);
            self.pos += 1;
        }
    }

    fn number(&mut self) -> Result<Token, Wrong> {
        let start = self.pos;
        let b = self.text.as_bytes();
        let digits = |mut at: usize| {
            while b.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let mut end = digits(start);
        if b.get(end) == Some(&b'.') {
            end = digits(end + 1);
        }
        if matches!(b.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(b.get(end + 1), Some(b'+' | b'-')));
            let exponent = digits(end + 1 + sign);
            if exponent > end + 1 + sign {
                end = exponent;
            }
        }
        let tail = self.text.get(end..).unwrap_or_default();
        let glued = tail.find(|c: char| !(c == '_' || c == '.' || c.is_alphanumeric())).unwrap_or(tail.len());
        let whole = self.text.get(start..end + glued).unwrap_or_default();
        self.pos = end + glued;
        match resolve(whole) {
            Core::Int(i) => Ok(Token::Literal(Literal::Int(i))),
            Core::Float(f) => Ok(Token::Literal(Literal::Float(f))),
            Core::Huge => Err(Wrong::new(start..self.pos, "a number that is too large")),
            _ => Err(Wrong::new(start..self.pos, format!("`{whole}` is neither a number nor a name"))
                .help("put a column's name that starts with a digit in back-quotes")),
        }
    }

    fn word(&mut self) -> Result<Token, Wrong> {
        let start = self.pos;
        let rest = self.rest();
        let length = rest.find(|c: char| !(c == '_' || c.is_alphanumeric())).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        self.pos += length;
        if !self.rest().starts_with('\'') {
            return Ok(Token::Word(word.into()));
        }
        let text = self.quoted('\'', "a string")?;
        let at = start..self.pos;
        let wrong = |help: &str| Wrong::new(at.clone(), format!("'{text}' is no {word}")).help(help);
        Ok(Token::Literal(match word {
            "date" => Literal::Date(iso::date(&text).ok_or_else(|| wrong("dates are written date'2024-01-31'"))?),
            "timestamp" => match iso::timestamp(&text) {
                Some((time, None)) => Literal::Timestamp(time),
                Some((_, Some(_))) => return Err(wrong("a timestamp literal has no zone: leave the offset out")),
                None => return Err(wrong("timestamps are written timestamp'2024-01-31 10:00:00'")),
            },
            _ => {
                return Err(Wrong::new(at.clone(), format!("`{word}'…'` is no literal"))
                    .help("literals of this shape are date'…' and timestamp'…'"));
            }
        }))
    }

    /// The raw text up to the bracket that closes the current call, which is not consumed, and its place.
    pub(crate) fn until_close(&mut self) -> (&'t str, At) {
        let rest = self.rest();
        let trimmed = rest.trim_start();
        let start = self.pos + rest.len() - trimmed.len();
        let mut depth = 0usize;
        let end = trimmed.find(|c| {
            match c {
                '(' => depth += 1,
                ')' if depth == 0 => return true,
                ')' => depth -= 1,
                _ => {}
            }
            false
        });
        let raw = trimmed.get(..end.unwrap_or(trimmed.len())).unwrap_or_default().trim_end();
        self.pos = start + raw.len();
        (raw, start..self.pos)
    }
}
