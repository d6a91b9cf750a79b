//! Expressions in Spark's terms: columns are `F.col`, literals `F.lit`.

use super::{Target, python};
use crate::case::expr::{BinaryOp, Expr, Function, Literal, UnaryOp};
use crate::case::types::Type;
use crate::engine::java_pattern;

type Unsupported = String;

/// Writes expressions; knows what an earlier run decided where the code asks the plan.
pub(super) struct Writer<'a> {
    pub(super) target: Target<'a>,
    decided: std::slice::Iter<'a, bool>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(target: Target<'a>, decided: &'a [bool]) -> Self {
        Self { target, decided: decided.iter() }
    }

    /// The expression as a column.
    pub(super) fn column(&mut self, expr: &Expr) -> Result<String, Unsupported> {
        match expr {
            Expr::Column(name) => Ok(format!("F.col({})", python::string(name))),
            Expr::Literal(literal) => Ok(format!("F.lit({})", python::literal(literal))),
            Expr::Unary(UnaryOp::Neg, a) => Ok(format!("-{}", self.atom(a)?)),
            Expr::Unary(UnaryOp::Not, a) => Ok(format!("~{}", self.atom(a)?)),
            Expr::Binary(op, a, b) => self.binary(*op, a, b),
            Expr::In { operand, list, negated } => {
                let list: Vec<String> = list.iter().map(python::literal).collect();
                let not = if *negated { "~" } else { "" };
                Ok(format!("{not}{}.isin({})", self.atom(operand)?, list.join(", ")))
            }
            Expr::Cast(a, ty) => Ok(format!("{}.cast({})", self.atom(a)?, python::string(&type_name(ty)))),
            Expr::Call(function, args) => self.call(*function, args),
        }
    }

    fn binary(&mut self, op: BinaryOp, a: &Expr, b: &Expr) -> Result<String, Unsupported> {
        let (x, y) = (self.atom(a)?, self.atom(b)?);
        Ok(match op {
            BinaryOp::Add if a.may_be_text() && b.may_be_text() => match self.decided.next() {
                Some(true) => format!("F.concat({x}, {y})"),
                Some(false) => format!("{x} + {y}"),
                None => format!("plus(result, {x}, {y})"),
            },
            BinaryOp::FloorDiv => format!("F.floor({x} / {y})"),
            BinaryOp::Pow => format!("F.pow({x}, {y})"),
            BinaryOp::And => format!("{x} & {y}"),
            BinaryOp::Or => format!("{x} | {y}"),
            op => format!("{x} {} {y}", op.name()),
        })
    }

    fn atom(&mut self, expr: &Expr) -> Result<String, Unsupported> {
        let text = self.column(expr)?;
        let compound = match expr {
            Expr::Unary(..) => true,
            Expr::Binary(op, ..) => {
                !matches!(op, BinaryOp::FloorDiv | BinaryOp::Pow)
                    && !text.starts_with("plus(")
                    && !text.starts_with("F.concat(")
            }
            Expr::In { negated, .. } => *negated,
            Expr::Column(_) | Expr::Literal(_) | Expr::Cast(..) | Expr::Call(..) => false,
        };
        Ok(if compound { format!("({text})") } else { text })
    }

    fn call(&mut self, function: Function, args: &[Expr]) -> Result<String, Unsupported> {
        let mut columns = Vec::with_capacity(args.len());
        for arg in args {
            columns.push(self.column(arg)?);
        }
        let x = self.atom(&args[0])?;
        let raw = |i: usize| match &args[i] {
            Expr::Literal(literal) => python::literal(literal),
            _ => columns[i].clone(),
        };
        let plain = |name: &str| format!("F.{name}({})", columns[0]);
        Ok(match function {
            Function::IsNull => format!("{x}.isNull()"),
            Function::NotNull => format!("{x}.isNotNull()"),
            Function::IsNan => plain("isnan"),
            Function::FillNull | Function::Coalesce => format!("F.coalesce({}, {})", columns[0], columns[1]),
            Function::IfElse => format!("F.when({}, {}).otherwise({})", columns[0], columns[1], columns[2]),
            Function::Between => format!("{x}.between({}, {})", columns[1], columns[2]),
            Function::Clip => format!("F.least(F.greatest({}, {}), {})", columns[0], columns[1], columns[2]),
            Function::Abs | Function::Floor | Function::Ceil | Function::Sqrt | Function::Log | Function::Exp => {
                plain(function.name())
            }
            Function::Upper | Function::Lower => plain(function.name()),
            Function::Year
            | Function::Month
            | Function::Hour
            | Function::Minute
            | Function::Second
            | Function::Quarter
            | Function::Dayofweek
            | Function::Weekofyear
            | Function::Dayofyear => plain(function.name()),
            Function::Day => plain("dayofmonth"),
            Function::Round if args.len() == 1 => plain("round"),
            Function::Round => format!("F.round({}, {})", columns[0], raw(1)),
            Function::Sign => plain("signum"),
            Function::Len => plain("length"),
            Function::Strip => plain("trim"),
            Function::Title => plain("initcap"),
            Function::Contains => format!("{x}.rlike({})", raw(1)),
            Function::Startswith | Function::Endswith => format!("{x}.{}({})", function.name(), raw(1)),
            // PySpark has `replace` from 3.5 on; before, the engine's function is called by its name
            Function::Replace if !self.target.since(3, 5) => {
                format!("F.call_udf(\"replace\", {}, {}, {})", columns[0], columns[1], columns[2])
            }
            Function::Replace => format!("F.replace({}, {}, {})", columns[0], columns[1], columns[2]),
            Function::Slice => {
                let (Some(start), Some(stop)) = (int(&args[1]), int(&args[2])) else {
                    return Ok(format!("F.substring({}, {}, {} - {})", columns[0], raw(1), raw(2), raw(1)));
                };
                format!("F.substring({}, {start}, {})", columns[0], stop - start)
            }
            Function::Split => format!("F.split({}, {})", columns[0], raw(1)),
            Function::Zfill => format!("F.lpad({}, {}, \"0\")", columns[0], raw(1)),
            Function::ToDatetime if args.len() == 1 => plain("to_timestamp"),
            Function::ToDatetime => {
                let Expr::Literal(Literal::Str(format)) = &args[1] else {
                    return Err("to_datetime without a format".to_owned());
                };
                format!("F.to_timestamp({}, {})", columns[0], python::string(&pattern(format)?))
            }
            Function::DateAdd => format!("F.date_add({}, {})", columns[0], raw(1)),
            Function::DateDiff => format!("F.datediff({}, {})", columns[0], columns[1]),
            Function::AddMonths => format!("F.add_months({}, {})", columns[0], raw(1)),
            Function::DateTrunc => format!("F.date_trunc({}, {})", raw(1), columns[0]),
        })
    }
}

fn int(expr: &Expr) -> Option<i128> {
    match expr {
        Expr::Literal(Literal::Int(i)) => Some(*i),
        _ => None,
    }
}

/// Spark's name of a declared type.
pub(super) fn type_name(ty: &Type) -> String {
    match ty {
        Type::Bool => "boolean".to_owned(),
        Type::Int8 => "tinyint".to_owned(),
        Type::Int16 | Type::UInt8 => "smallint".to_owned(),
        Type::Int32 | Type::UInt16 => "int".to_owned(),
        Type::Int64 | Type::UInt32 => "bigint".to_owned(),
        Type::UInt64 => "decimal(20,0)".to_owned(),
        Type::Float32 => "float".to_owned(),
        Type::Float64 => "double".to_owned(),
        Type::String => "string".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Timestamp(_) => "timestamp".to_owned(),
        Type::Duration => "interval day to second".to_owned(),
        Type::Decimal(p, s) => format!("decimal({p},{s})"),
        Type::List(item) => format!("array<{}>", type_name(item)),
    }
}

/// A strptime format in Spark's pattern letters.
fn pattern(format: &str) -> Result<String, Unsupported> {
    java_pattern(format).map_err(|directive| format!("the directive %{directive}"))
}
