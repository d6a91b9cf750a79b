//! Expressions as a tree. [`parse`](super::parse) reads them from text.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use super::declare::named;
use super::types::Type;

/// An expression over the columns of one table.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A column by name.
    Column(Arc<str>),
    /// A constant.
    Literal(Literal),
    /// `-x`, `not x`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `x in (1, 2)`, `x not in (1, 2)`
    In {
        /// What is looked for.
        operand: Box<Expr>,
        /// Where.
        list: Vec<Literal>,
        /// `not in`
        negated: bool,
    },
    /// `cast(x, type)`
    Cast(Box<Expr>, Type),
    /// `name(a, b)`; the number of arguments is one that the function takes.
    Call(Function, Vec<Expr>),
}

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// `7`; as large as the text said
    Int(i128),
    /// `1.5`, `nan`, `inf`
    Float(f64),
    /// `'text'`
    Str(Arc<str>),
    /// `date'2024-01-31'`
    Date(NaiveDate),
    /// `timestamp'2024-01-31 10:00:00'`
    Timestamp(NaiveDateTime),
}

/// An operator with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `-x`
    Neg,
    /// `not x`
    Not,
}

named! {
    /// An operator with two operands.
    BinaryOp {
        /// Addition, concatenation.
        Add = "+",
        /// Subtraction.
        Sub = "-",
        /// Multiplication.
        Mul = "*",
        /// Division.
        Div = "/",
        /// Floor division.
        FloorDiv = "//",
        /// Remainder.
        Mod = "%",
        /// Power.
        Pow = "**",
        /// Equal.
        Eq = "==",
        /// Not equal.
        Ne = "!=",
        /// Less.
        Lt = "<",
        /// Less or equal.
        Le = "<=",
        /// Greater.
        Gt = ">",
        /// Greater or equal.
        Ge = ">=",
        /// Conjunction.
        And = "and",
        /// Disjunction.
        Or = "or",
    }
}

named! {
    /// A function of the expression language.
    Function {
        /// Whether a value is missing.
        IsNull = "is_null",
        /// Whether a value is there.
        NotNull = "not_null",
        /// Whether a value is NaN.
        IsNan = "is_nan",
        /// Missing values replaced.
        FillNull = "fill_null",
        /// The first value that is there.
        Coalesce = "coalesce",
        /// One of two values by a condition.
        IfElse = "if_else",
        /// Whether a value lies between two others, both included.
        Between = "between",
        /// A value held between two others.
        Clip = "clip",
        /// Absolute value.
        Abs = "abs",
        /// Rounded to `n` decimals.
        Round = "round",
        /// Largest integer not above.
        Floor = "floor",
        /// Smallest integer not below.
        Ceil = "ceil",
        /// Square root.
        Sqrt = "sqrt",
        /// Natural logarithm.
        Log = "log",
        /// Exponential.
        Exp = "exp",
        /// Sign.
        Sign = "sign",
        /// Length in characters.
        Len = "len",
        /// Upper case.
        Upper = "upper",
        /// Lower case.
        Lower = "lower",
        /// Blanks at both ends removed.
        Strip = "strip",
        /// Whether a pattern occurs.
        Contains = "contains",
        /// Whether a text starts so.
        Startswith = "startswith",
        /// Whether a text ends so.
        Endswith = "endswith",
        /// Every occurrence replaced.
        Replace = "replace",
        /// Characters from `start` up to `stop`.
        Slice = "slice",
        /// Parts between separators.
        Split = "split",
        /// Zeros in front up to a width.
        Zfill = "zfill",
        /// Words capitalised.
        Title = "title",
        /// Year.
        Year = "year",
        /// Month, from 1.
        Month = "month",
        /// Day of the month.
        Day = "day",
        /// Hour.
        Hour = "hour",
        /// Minute.
        Minute = "minute",
        /// Second.
        Second = "second",
        /// Quarter, from 1.
        Quarter = "quarter",
        /// Day of the week, counted as the framework counts.
        Dayofweek = "dayofweek",
        /// ISO week.
        Weekofyear = "weekofyear",
        /// Day of the year, from 1.
        Dayofyear = "dayofyear",
        /// Text to timestamp.
        ToDatetime = "to_datetime",
        /// Days added.
        DateAdd = "date_add",
        /// Days between.
        DateDiff = "date_diff",
        /// Months added.
        AddMonths = "add_months",
        /// Start of the unit a time lies in.
        DateTrunc = "date_trunc",
    }
}

impl Function {
    /// How many arguments it takes: the fewest and the most.
    pub const fn arity(self) -> (usize, usize) {
        match self {
            Self::FillNull
            | Self::Coalesce
            | Self::Contains
            | Self::Startswith
            | Self::Endswith
            | Self::Split
            | Self::Zfill
            | Self::DateAdd
            | Self::DateDiff
            | Self::AddMonths
            | Self::DateTrunc => (2, 2),
            Self::IfElse | Self::Between | Self::Clip | Self::Replace | Self::Slice => (3, 3),
            Self::Round | Self::ToDatetime => (1, 2),
            _ => (1, 1),
        }
    }

    /// Whether its second and later arguments must be literals.
    pub const fn wants_literals(self) -> bool {
        matches!(
            self,
            Self::Round
                | Self::Contains
                | Self::Startswith
                | Self::Endswith
                | Self::Replace
                | Self::Slice
                | Self::Split
                | Self::Zfill
                | Self::ToDatetime
                | Self::DateAdd
                | Self::AddMonths
                | Self::DateTrunc
        )
    }
}

impl Expr {
    /// Calls `seen` with every column the expression reads, in order of appearance.
    pub fn columns<'a>(&'a self, seen: &mut dyn FnMut(&'a str)) {
        match self {
            Self::Column(name) => seen(name),
            Self::Literal(_) => {}
            Self::Unary(_, a) | Self::Cast(a, _) | Self::In { operand: a, .. } => a.columns(seen),
            Self::Binary(_, a, b) => {
                a.columns(seen);
                b.columns(seen);
            }
            Self::Call(_, args) => args.iter().for_each(|a| a.columns(seen)),
        }
    }

    /// Whether a plan has to be asked if this is text: a number, a truth value or a date that is written out is none.
    pub fn may_be_text(&self) -> bool {
        match self {
            Self::Literal(Literal::Str(_)) | Self::Column(_) | Self::Call(..) => true,
            Self::Literal(_) | Self::Unary(..) | Self::In { .. } => false,
            Self::Binary(op, a, b) => *op == BinaryOp::Add && a.may_be_text() && b.may_be_text(),
            Self::Cast(_, ty) => *ty == Type::String,
        }
    }

    /// Whether `name` stands in a `+` of which a plan is asked if both sides are text.
    pub fn asks_for(&self, name: &str) -> bool {
        match self {
            Self::Column(_) | Self::Literal(_) => false,
            Self::Unary(_, a) | Self::Cast(a, _) | Self::In { operand: a, .. } => a.asks_for(name),
            Self::Binary(BinaryOp::Add, a, b) if a.may_be_text() && b.may_be_text() => {
                let mut stands = false;
                self.columns(&mut |column| stands |= column == name);
                stands
            }
            Self::Binary(_, a, b) => a.asks_for(name) || b.asks_for(name),
            Self::Call(_, args) => args.iter().any(|a| a.asks_for(name)),
        }
    }
}
