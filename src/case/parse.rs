//! The expression grammar: text to [`Expr`], with the place of whatever is wrong.
//!
//! Loosest first: `or`, `and`, `not`, one comparison or `in`, `+ -`, `* / // %`, unary `-`, `**`. A numeral after a minus
//! sign is a literal, unless a power follows: `-2 ** 2` is `-(2 ** 2)`.

use std::sync::Arc;

use super::decode::suggest;
use super::expr::{BinaryOp, Expr, Function, Literal, UnaryOp};
use super::lex::{At, Lexer, Token, Wrong};
use super::plan::{AggFn, WindowFn};
use super::types::{Type, explain_type};

/// How deep parentheses, calls and prefix operators may nest.
const DEPTH: usize = 64;
/// How many operators and calls an expression may have; whoever walks the tree recurses at most so deep.
const PARTS: usize = 1000;

/// The words that are never a column's name.
pub(crate) const RESERVED: [&str; 9] = ["true", "false", "null", "nan", "inf", "and", "or", "not", "in"];

/// Parses a whole expression.
pub(crate) fn expression(text: &str) -> Result<Expr, Wrong> {
    whole(Parser::new(text)?)
}

/// Parses the form of an expression: names may stand where literals are wanted.
pub(crate) fn form(text: &str) -> Result<Expr, Wrong> {
    whole(Parser { form: true, ..Parser::new(text)? })
}

fn whole(mut parser: Parser<'_>) -> Result<Expr, Wrong> {
    let expr = parser.or()?;
    parser.end()?;
    Ok(expr)
}

impl std::str::FromStr for Expr {
    type Err = String;

    /// Reads an expression; the error says what is wrong, and where in characters from 1.
    fn from_str(text: &str) -> Result<Self, String> {
        expression(text).map_err(|wrong| {
            let column = text.get(..wrong.at.start).map_or(0, |before| before.chars().count()) + 1;
            format!("{column}: {}", wrong.message)
        })
    }
}

/// Recursive descent over one expression.
pub(crate) struct Parser<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    token: Token,
    at: At,
    depth: usize,
    parts: usize,
    form: bool,
}

impl<'t> Parser<'t> {
    pub(crate) fn new(text: &'t str) -> Result<Self, Wrong> {
        let mut lexer = Lexer::new(text);
        let (token, at) = lexer.next()?;
        Ok(Self { text, lexer, token, at, depth: 0, parts: 0, form: false })
    }

    /// Where the current token stands.
    pub(crate) fn place(&self) -> At {
        self.at.clone()
    }

    /// Moves to the next token and returns the one left behind.
    pub(crate) fn advance(&mut self) -> Result<Token, Wrong> {
        let (token, at) = self.lexer.next()?;
        self.at = at;
        Ok(std::mem::replace(&mut self.token, token))
    }

    /// "expected …, found …" at the current token.
    pub(crate) fn expected(&self, what: &str) -> Wrong {
        let found = self.token.describe(self.text, &self.at);
        Wrong::new(self.at.clone(), format!("expected {what}, found {found}"))
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(&self.token, Token::Sign(s) if *s == sign)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(&self.token, Token::Word(w) if &**w == word)
    }

    /// Consumes a sign if it is next.
    pub(crate) fn take(&mut self, sign: &str) -> Result<bool, Wrong> {
        let there = self.is_sign(sign);
        if there {
            self.advance()?;
        }
        Ok(there)
    }

    /// Consumes a sign that must be next.
    pub(crate) fn need(&mut self, sign: &str) -> Result<(), Wrong> {
        if self.take(sign)? { Ok(()) } else { Err(self.expected(&format!("`{sign}`"))) }
    }

    /// Nothing may be left.
    pub(crate) fn end(&self) -> Result<(), Wrong> {
        match &self.token {
            Token::End => Ok(()),
            Token::Word(w) if matches!(w.to_lowercase().as_str(), "and" | "or" | "not" | "in") => {
                Err(self.expected("an operator").help("operators are written in lower case: and, or, not, in"))
            }
            Token::Word(w) if &**w == "is" => Err(self.expected("an operator").help("write is_null(x) or not_null(x)")),
            _ => Err(self.expected("an operator or the end")),
        }
    }

    fn count(&mut self) -> Result<(), Wrong> {
        self.parts += 1;
        if self.parts > PARTS {
            return Err(Wrong::new(self.at.clone(), format!("an expression of more than {PARTS} parts"))
                .help("compute some of it in a column of its own first"));
        }
        Ok(())
    }

    /// Runs a rule one level deeper.
    fn nested<T>(&mut self, rule: impl FnOnce(&mut Self) -> Result<T, Wrong>) -> Result<T, Wrong> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Wrong::new(self.at.clone(), format!("an expression that nests more than {DEPTH} deep")));
        }
        let out = rule(self);
        self.depth -= 1;
        out
    }

    fn binary(&mut self, op: BinaryOp, left: Expr, right: Expr) -> Result<Expr, Wrong> {
        self.count()?;
        Ok(Expr::Binary(op, Box::new(left), Box::new(right)))
    }

    fn or(&mut self) -> Result<Expr, Wrong> {
        let mut left = self.and()?;
        while self.is_word("or") {
            self.advance()?;
            let right = self.and()?;
            left = self.binary(BinaryOp::Or, left, right)?;
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expr, Wrong> {
        let mut left = self.not()?;
        while self.is_word("and") {
            self.advance()?;
            let right = self.not()?;
            left = self.binary(BinaryOp::And, left, right)?;
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Expr, Wrong> {
        if !self.is_word("not") {
            return self.comparison();
        }
        self.advance()?;
        self.count()?;
        let operand = self.nested(Self::not)?;
        Ok(Expr::Unary(UnaryOp::Not, Box::new(operand)))
    }

    fn comparison(&mut self) -> Result<Expr, Wrong> {
        let left = self.sum()?;
        let negated = self.is_word("not");
        if negated || self.is_word("in") {
            if negated {
                self.advance()?;
            }
            if !self.is_word("in") {
                return Err(self.expected("`in` after `not`"));
            }
            self.advance()?;
            self.count()?;
            let list = self.literals()?;
            let expr = Expr::In { operand: Box::new(left), list, negated };
            return self.unchained(expr);
        }
        let Some(op) =
            self.operator(&[BinaryOp::Eq, BinaryOp::Ne, BinaryOp::Le, BinaryOp::Ge, BinaryOp::Lt, BinaryOp::Gt])
        else {
            return Ok(left);
        };
        self.advance()?;
        let right = self.sum()?;
        let expr = self.binary(op, left, right)?;
        self.unchained(expr)
    }

    fn unchained(&self, expr: Expr) -> Result<Expr, Wrong> {
        let again = matches!(&self.token, Token::Sign("==" | "!=" | "<" | "<=" | ">" | ">=")) || self.is_word("in");
        if again {
            return Err(Wrong::new(self.at.clone(), "comparisons do not chain")
                .help("write `a < b and b < c`, or put parentheses around one"));
        }
        Ok(expr)
    }

    fn operator(&self, ops: &[BinaryOp]) -> Option<BinaryOp> {
        let Token::Sign(sign) = &self.token else { return None };
        ops.iter().copied().find(|op| op.name() == *sign)
    }

    fn sum(&mut self) -> Result<Expr, Wrong> {
        let mut left = self.product()?;
        while let Some(op) = self.operator(&[BinaryOp::Add, BinaryOp::Sub]) {
            self.advance()?;
            let right = self.product()?;
            left = self.binary(op, left, right)?;
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Expr, Wrong> {
        let mut left = self.unary()?;
        while let Some(op) = self.operator(&[BinaryOp::Mul, BinaryOp::Div, BinaryOp::FloorDiv, BinaryOp::Mod]) {
            self.advance()?;
            let right = self.unary()?;
            left = self.binary(op, left, right)?;
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, Wrong> {
        if !self.take("-")? {
            return self.power();
        }
        let numeral = matches!(&self.token, Token::Literal(Literal::Int(_) | Literal::Float(_))) || self.is_word("inf");
        let operand = self.nested(Self::unary)?;
        match operand {
            Expr::Literal(literal) if numeral => Ok(Expr::Literal(negative(literal))),
            operand => {
                self.count()?;
                Ok(Expr::Unary(UnaryOp::Neg, Box::new(operand)))
            }
        }
    }

    fn power(&mut self) -> Result<Expr, Wrong> {
        let base = self.primary()?;
        if !self.take("**")? {
            return Ok(base);
        }
        let exponent = self.nested(Self::unary)?;
        self.binary(BinaryOp::Pow, base, exponent)
    }

    fn primary(&mut self) -> Result<Expr, Wrong> {
        if self.take("(")? {
            let inner = self.nested(Self::or)?;
            self.need(")")?;
            return Ok(inner);
        }
        if let Some(literal) = self.literal()? {
            return Ok(Expr::Literal(literal));
        }
        let at = self.at.clone();
        match &self.token {
            Token::Quoted(name) => {
                let name = name.clone();
                self.advance()?;
                Ok(Expr::Column(name))
            }
            Token::Word(word) if !RESERVED.contains(&&**word) => {
                let word = word.clone();
                if &*word == "cast" && self.text.get(at.end..).is_some_and(|t| t.trim_start().starts_with('(')) {
                    return self.nested(Self::cast);
                }
                self.advance()?;
                if self.is_sign("(") { self.nested(|p| p.call(&word, at)) } else { Ok(Expr::Column(word)) }
            }
            Token::Word(word) => Err(self
                .expected("a value")
                .help(format!("`{word}` is reserved: put a column of that name in back-quotes"))),
            _ => Err(self.expected("a value")),
        }
    }

    /// A literal, if one is next.
    fn literal(&mut self) -> Result<Option<Literal>, Wrong> {
        let literal = match &self.token {
            Token::Literal(literal) => literal.clone(),
            Token::Word(word) => match &**word {
                "true" => Literal::Bool(true),
                "false" => Literal::Bool(false),
                "null" => Literal::Null,
                "nan" => Literal::Float(f64::NAN),
                "inf" => Literal::Float(f64::INFINITY),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        self.advance()?;
        Ok(Some(literal))
    }

    /// A literal with its sign, where nothing else may stand.
    pub(crate) fn signed_literal(&mut self, whose: &str) -> Result<Literal, Wrong> {
        let start = self.at.clone();
        let minus = self.take("-")?;
        let numeral = matches!(&self.token, Token::Literal(Literal::Int(_) | Literal::Float(_))) || self.is_word("inf");
        if minus && !numeral {
            return Err(Wrong::new(start, format!("{whose} must be a literal")));
        }
        match self.literal()? {
            Some(literal) => Ok(if minus { negative(literal) } else { literal }),
            None => Err(self.expected("a literal").help(format!("{whose} must be a literal"))),
        }
    }

    fn literals(&mut self) -> Result<Vec<Literal>, Wrong> {
        self.need("(").map_err(|w| w.help("write the values in parentheses: x in (1, 2)"))?;
        let mut list = Vec::new();
        while !self.is_sign(")") {
            list.push(self.signed_literal("a value of an `in` list")?);
            if !self.take(",")? {
                break;
            }
        }
        self.need(")")?;
        Ok(list)
    }

    fn cast(&mut self) -> Result<Expr, Wrong> {
        self.advance()?;
        self.need("(")?;
        self.count()?;
        let operand = self.or()?;
        if !self.is_sign(",") {
            return Err(self.expected("`,` and a type").help("write cast(x, int64)"));
        }
        let (raw, at) = self.lexer.until_close();
        let (token, next) = self.lexer.next()?;
        (self.token, self.at) = (token, next);
        let name = raw.strip_prefix('\'').and_then(|r| r.strip_suffix('\'')).unwrap_or(raw);
        let ty = Type::parse(name).ok_or_else(|| {
            let (message, help) = explain_type(name);
            Wrong::new(at, message).help(help)
        })?;
        self.need(")")?;
        Ok(Expr::Cast(Box::new(operand), ty))
    }

    fn call(&mut self, name: &Arc<str>, at: At) -> Result<Expr, Wrong> {
        self.count()?;
        let Some(function) = Function::named(name) else { return Err(unknown(name, at)) };
        self.need("(")?;
        let (mut args, mut places) = (Vec::new(), Vec::new());
        while !self.is_sign(")") {
            let start = self.at.start;
            args.push(self.or()?);
            places.push(start..self.at.start);
            if !self.take(",")? {
                break;
            }
        }
        let end = self.at.end;
        self.need(")")?;
        let (fewest, most) = function.arity();
        if !(fewest..=most).contains(&args.len()) {
            let takes = match (fewest, most) {
                (1, 1) => "1 argument".to_owned(),
                (a, b) if a == b => format!("{a} arguments"),
                (a, b) => format!("{a} or {b} arguments"),
            };
            return Err(Wrong::new(at.start..end, format!("`{name}` takes {takes}, here are {}", args.len())));
        }
        if function.wants_literals() && !self.form {
            for (arg, place) in args.iter().zip(&places).skip(1) {
                if !matches!(arg, Expr::Literal(_)) {
                    let text = self.text.get(place.clone()).unwrap_or_default().trim_end().trim_end_matches(',');
                    let place = place.start..place.start + text.trim_end().len();
                    return Err(Wrong::new(
                        place,
                        format!("the second and later arguments of `{name}` must be literals"),
                    ));
                }
            }
        }
        if function == Function::DateTrunc && !self.form {
            check_unit(args.get(1), places.get(1))?;
        }
        Ok(Expr::Call(function, args))
    }
}

/// The units of `date_trunc`.
pub(crate) const UNITS: [&str; 8] = ["year", "quarter", "month", "week", "day", "hour", "minute", "second"];

fn check_unit(unit: Option<&Expr>, place: Option<&At>) -> Result<(), Wrong> {
    match unit {
        Some(Expr::Literal(Literal::Str(unit))) if UNITS.contains(&&**unit) => Ok(()),
        _ => {
            let at = place.cloned().unwrap_or_default();
            Err(Wrong::new(at, "an unknown unit of `date_trunc`").help(format!("known are {}", UNITS.join(", "))))
        }
    }
}

fn negative(literal: Literal) -> Literal {
    match literal {
        Literal::Int(i) => Literal::Int(-i),
        Literal::Float(f) => Literal::Float(-f),
        other => other,
    }
}

fn unknown(name: &str, at: At) -> Wrong {
    let wrong = Wrong::new(at, format!("there is no function `{name}`"));
    if AggFn::named(name).is_some() {
        return wrong
            .help(format!("`{name}` is an aggregate: it stands in the `agg` of a `groupby` or in an `agg` step"));
    }
    if WindowFn::named(name).is_some() {
        return wrong.help(format!("`{name}` is a window function: it stands in the `columns` of a `window` step"));
    }
    let names: Vec<&str> = Function::ALL.iter().map(|f| f.name()).chain(["cast"]).collect();
    wrong.help(suggest(name, names))
}
