//! A decoded case back to the YAML that says it: what `fuzz` and `--shrink` save.
//!
//! Reading what is written here gives the same inputs and steps again; a test holds it.

use std::fmt::{self, Write as _};

use arrow::array::Array;

use super::expr::{BinaryOp, Expr, Literal, UnaryOp};
use super::inline::Inline;
use super::plan::{Aggregate, Ascending, Case, DataFile, Fillna, JoinKeys, Scalar, Source, Step, Via};

/// The YAML document that says `case`. File inputs are written by path, in full.
pub fn yaml(case: &Case) -> String {
    let full = |file: &DataFile| std::path::absolute(&file.path).unwrap_or_else(|_| file.path.clone());
    naming(case, &|file| full(file).to_string_lossy().into_owned())
}

/// The YAML document that says `case`, whose data files it calls as `named` says.
pub fn naming(case: &Case, named: &dyn Fn(&DataFile) -> String) -> String {
    let mut out = format!("case: {}\n", text(&case.title));
    if let Some(about) = &case.about {
        let _ = writeln!(out, "about: {}", text(about));
    }
    if !case.tags.is_empty() {
        let _ = writeln!(out, "tags: {}", names(&case.tags));
    }
    if !case.profiles.is_empty() {
        let _ = writeln!(out, "profiles: {}", names(&case.profiles));
    }
    out.push_str("inputs:\n");
    for input in &case.inputs {
        let _ = writeln!(out, "  {}:\n    partitions: {}", text(&input.name), input.partitions);
        if input.via != Via::Rows {
            let _ = writeln!(out, "    via: {}", input.via.name());
        }
        match &input.source {
            Source::Inline(columns) => {
                out.push_str("    columns:\n");
                for column in columns {
                    let values =
                        list((0..column.values.len()).map(|i| cell(&Inline::at(&column.values, i, &column.ty))));
                    let _ = writeln!(
                        out,
                        "      {}: {{type: {}, values: {values}}}",
                        text(&column.name),
                        text(&column.ty.to_string())
                    );
                }
            }
            Source::Made(made) => {
                let columns = made.columns.iter().map(|c| {
                    let distinct = c.distinct.map(|d| format!(", distinct: {d}")).unwrap_or_default();
                    let nulls = if c.nulls > 0.0 { format!(", nulls: {:?}", c.nulls) } else { String::new() };
                    format!("{}: {{type: {}{distinct}{nulls}}}", text(&c.name), text(&c.ty.to_string()))
                });
                let (rows, seed) = (made.rows, made.seed);
                let _ = writeln!(out, "    generate: {{rows: {rows}, seed: {seed}, columns: {}}}", map(columns));
            }
            Source::File(file) => {
                let _ = writeln!(out, "    file: {}", text(&named(file)));
                if !file.columns.is_empty() {
                    let columns =
                        file.columns.iter().map(|(n, t)| format!("{}: {{type: {}}}", text(n), text(&t.to_string())));
                    let _ = writeln!(out, "    columns: {}", map(columns));
                }
            }
        }
    }
    if case.steps.is_empty() {
        out.push_str("steps: []\n");
    } else {
        out.push_str("steps:\n");
        for s in &case.steps {
            let _ = writeln!(out, "  - {}", step(s));
        }
    }
    out
}

/// One step as a flow mapping's only entry.
pub fn step(step: &Step) -> String {
    format!("{}: {}", step.word(), body(step))
}

fn body(step: &Step) -> String {
    match step {
        Step::Select(columns) | Step::Drop(columns) => names(columns),
        Step::Rename(pairs) => map(pairs.iter().map(|(old, new)| entry(old, &text(new)))),
        Step::WithColumns(columns) => map(columns.iter().map(|(name, expr)| entry(name, &text(&expr.to_string())))),
        Step::Astype(columns) => map(columns.iter().map(|(name, ty)| entry(name, &text(&ty.to_string())))),
        Step::Filter(expr) => text(&expr.to_string()),
        Step::Explode(name) => text(name),
        Step::Head(n) | Step::Tail(n) => n.to_string(),
        Step::Repartition(n) => n.to_string(),
        Step::Ffill | Step::Bfill => "{}".to_owned(),
        Step::Agg(agg) => aggregates(agg),
        Step::Sort(sort) => fields([
            Some(("by", names(&sort.by))),
            sort.ascending.as_ref().map(|ascending| match ascending {
                Ascending::All(all) => ("ascending", all.to_string()),
                Ascending::Each(each) => ("ascending", list(each.iter().map(bool::to_string))),
            }),
            sort.na_position.map(|position| ("na_position", position.name().to_owned())),
        ]),
        Step::Nlargest(top) | Step::Nsmallest(top) => {
            fields([Some(("n", top.n.to_string())), Some(("by", names(&top.by)))])
        }
        Step::Groupby(groupby) => fields([
            Some(("by", names(&groupby.by))),
            Some(("agg", aggregates(&groupby.agg))),
            groupby.dropna.map(|dropna| ("dropna", dropna.to_string())),
            groupby.sort.map(|sort| ("sort", sort.to_string())),
            groupby.style.map(|style| ("style", style.name().to_owned())),
        ]),
        Step::ValueCounts(counts) => {
            fields([Some(("column", text(&counts.column))), counts.dropna.map(|dropna| ("dropna", dropna.to_string()))])
        }
        Step::Join(join) => {
            let (on, lefts, rights) = match &join.keys {
                JoinKeys::On(on) => (Some(on), None, None),
                JoinKeys::LeftRight(lefts, rights) => (None, Some(lefts), Some(rights)),
                JoinKeys::None => (None, None, None),
            };
            fields([
                Some(("with", text(&join.with))),
                on.map(|on| ("on", names(on))),
                lefts.map(|lefts| ("left_on", names(lefts))),
                rights.map(|rights| ("right_on", names(rights))),
                join.how.map(|how| ("how", how.name().to_owned())),
                join.suffixes.as_ref().map(|(left, right)| ("suffixes", names(&[left, right]))),
            ])
        }
        Step::Concat(concat) => {
            fields([Some(("with", names(&concat.with))), concat.by.map(|by| ("by", by.name().to_owned()))])
        }
        Step::DropDuplicates(distinct) => fields([
            distinct.subset.as_ref().map(|subset| ("subset", names(subset))),
            distinct.keep.map(|keep| ("keep", keep.name().to_owned())),
        ]),
        Step::Dropna(dropna) => fields([
            dropna.how.map(|how| ("how", how.name().to_owned())),
            dropna.thresh.map(|thresh| ("thresh", thresh.to_string())),
            dropna.subset.as_ref().map(|subset| ("subset", names(subset))),
        ]),
        Step::Fillna(fillna) => {
            let value = match fillna {
                Fillna::Scalar(value) => scalar(value),
                Fillna::Columns(columns) => map(columns.iter().map(|(name, value)| entry(name, &scalar(value)))),
            };
            fields([Some(("value", value))])
        }
        Step::Window(window) => {
            let columns = window.columns.iter().map(|c| {
                entry(&c.out, &text(&call(c.function.name(), c.column.as_deref(), c.n.map(|n| n.to_string()))))
            });
            fields([
                (!window.partition_by.is_empty()).then(|| ("partition_by", names(&window.partition_by))),
                (!window.order_by.is_empty()).then(|| ("order_by", names(&window.order_by))),
                Some(("columns", map(columns))),
                window.frame.map(|frame| ("frame", frame.name().to_owned())),
            ])
        }
        Step::Pivot(pivot) => fields([
            Some(("index", names(&pivot.index))),
            Some(("columns", text(&pivot.columns))),
            Some(("values", text(&pivot.values))),
            Some(("agg", pivot.agg.name().to_owned())),
        ]),
        Step::Melt(melt) => fields([
            melt.id_vars.as_ref().map(|columns| ("id_vars", names(columns))),
            melt.value_vars.as_ref().map(|columns| ("value_vars", names(columns))),
            melt.var_name.as_ref().map(|name| ("var_name", text(name))),
            melt.value_name.as_ref().map(|name| ("value_name", text(name))),
        ]),
    }
}

fn aggregates(agg: &[Aggregate]) -> String {
    map(agg
        .iter()
        .map(|a| entry(&a.out, &text(&call(a.function.name(), a.column.as_deref(), a.q.map(|q| q.to_string()))))))
}

/// A call in a case's words: `rolling_sum(x, 3)`.
fn call(function: &str, name: Option<&str>, number: Option<String>) -> String {
    let args: Vec<String> = name.map(column).into_iter().chain(number).collect();
    format!("{function}({})", args.join(", "))
}

fn scalar(value: &Scalar) -> String {
    match value {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(b) => b.to_string(),
        Scalar::Int(i) => i.to_string(),
        Scalar::Float(x) => float(*x),
        Scalar::Str(s) => quoted(s),
    }
}

/// One value of an inline column.
fn cell(value: &Inline<'_>) -> String {
    match value {
        Inline::Null => "null".to_owned(),
        Inline::Bool(b) => b.to_string(),
        Inline::Int(i) => i.to_string(),
        Inline::Float32(x) if x.is_finite() => format!("{x:?}"),
        Inline::Float32(x) => float((*x).into()),
        Inline::Float64(x) => float(*x),
        Inline::Text(s) => quoted(s),
        Inline::Date(d) => quoted(&d.to_string()),
        Inline::Timestamp(time, zone) => {
            let zone = if zone.is_some() { "Z" } else { "" };
            quoted(&format!("{}{zone}", time.naive_utc().format("%Y-%m-%dT%H:%M:%S%.6f")))
        }
        Inline::Duration(micros) => {
            let (sign, micros) = (if *micros < 0 { "-" } else { "" }, micros.unsigned_abs());
            quoted(&format!("{sign}PT{}.{:06}S", micros / 1_000_000, micros % 1_000_000))
        }
        Inline::Decimal(digits) => quoted(digits),
        Inline::List(items) => list(items.iter().map(cell)),
    }
}

fn float(x: f64) -> String {
    if x.is_nan() {
        ".nan".to_owned()
    } else if x.is_infinite() {
        if x > 0.0 { ".inf".to_owned() } else { "-.inf".to_owned() }
    } else {
        format!("{x:?}")
    }
}

fn names<S: AsRef<str>>(names: &[S]) -> String {
    list(names.iter().map(|n| text(n.as_ref())))
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

fn map(entries: impl Iterator<Item = String>) -> String {
    format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
}

fn entry(name: &str, value: &str) -> String {
    format!("{}: {value}", text(name))
}

/// The fields of a step that are given.
fn fields<const N: usize>(fields: [Option<(&str, String)>; N]) -> String {
    map(fields.into_iter().flatten().map(|(field, value)| format!("{field}: {value}")))
}

/// A name or an expression: plain where YAML reads it back as the same text, else quoted.
pub(crate) fn text(s: &str) -> String {
    let plain = s.starts_with(|c: char| c.is_ascii_alphabetic())
        && s.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, ')' | '_'))
        && s.chars().all(|c| c.is_ascii_alphanumeric() || " _@()<>=+*/%.-".contains(c))
        && !matches!(s, "null" | "true" | "false" | "Null" | "True" | "False" | "NULL" | "TRUE" | "FALSE");
    if plain { s.to_owned() } else { quoted(s) }
}

/// Always a double-quoted scalar.
fn quoted(s: &str) -> String {
    let mut out = String::from('"');
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A column as an expression names it.
fn column(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !matches!(
            name,
            "true" | "false" | "null" | "nan" | "inf" | "and" | "or" | "not" | "in" | "date" | "timestamp"
        );
    if plain { name.to_owned() } else { format!("`{}`", name.replace('`', "``")) }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(b) => write!(f, "{b}"),
            Self::Int(i) => write!(f, "{i}"),
            Self::Float(x) if x.is_nan() => f.write_str("nan"),
            Self::Float(x) if x.is_infinite() => f.write_str(if *x > 0.0 { "inf" } else { "-inf" }),
            Self::Float(x) => write!(f, "{x:?}"),
            Self::Str(s) => write!(f, "'{}'", s.replace('\'', "''")),
            Self::Date(d) => write!(f, "date'{d}'"),
            Self::Timestamp(t) => write!(f, "timestamp'{}'", t.format("%Y-%m-%d %H:%M:%S%.f")),
        }
    }
}

/// As the expression language spells it, with the parentheses it needs and no others.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let within = |f: &mut fmt::Formatter<'_>, inner: &Self, loosest: u8| {
            if inner.strength() < loosest { write!(f, "({inner})") } else { write!(f, "{inner}") }
        };
        match self {
            Self::Column(name) => f.write_str(&column(name)),
            Self::Literal(literal) => write!(f, "{literal}"),
            Self::Unary(UnaryOp::Not, a) => {
                f.write_str("not ")?;
                within(f, a, self.strength())
            }
            Self::Unary(UnaryOp::Neg, a) => {
                f.write_str("-")?;
                // `-1` would be the literal, `-(1)` is the operator
                if matches!(**a, Self::Literal(_)) { write!(f, "({a})") } else { within(f, a, self.strength()) }
            }
            Self::Binary(op, a, b) => {
                let own = self.strength();
                let (left, right) = match op {
                    BinaryOp::Pow => (own + 1, own - 1),
                    op if op.is_comparison() => (own + 1, own + 1),
                    _ => (own, own + 1),
                };
                within(f, a, left)?;
                write!(f, " {} ", op.name())?;
                within(f, b, right)
            }
            Self::In { operand, list, negated } => {
                within(f, operand, self.strength() + 1)?;
                let list: Vec<_> = list.iter().map(Literal::to_string).collect();
                write!(f, " {}in ({})", if *negated { "not " } else { "" }, list.join(", "))
            }
            Self::Cast(a, ty) => write!(f, "cast({a}, '{ty}')"),
            Self::Call(function, args) => {
                let args: Vec<_> = args.iter().map(Self::to_string).collect();
                write!(f, "{}({})", function.name(), args.join(", "))
            }
        }
    }
}

impl Expr {
    /// How tightly its parts hold together: 1 is the loosest.
    fn strength(&self) -> u8 {
        match self {
            Self::Binary(BinaryOp::Or, ..) => 1,
            Self::Binary(BinaryOp::And, ..) => 2,
            Self::Unary(UnaryOp::Not, _) => 3,
            Self::Binary(op, ..) if op.is_comparison() => 4,
            Self::In { .. } => 4,
            Self::Binary(BinaryOp::Add | BinaryOp::Sub, ..) => 5,
            Self::Binary(BinaryOp::Pow, ..) => 8,
            Self::Binary(..) => 6,
            Self::Unary(UnaryOp::Neg, _) => 7,
            Self::Literal(Literal::Int(i)) if *i < 0 => 7,
            Self::Literal(Literal::Float(x)) if *x < 0.0 || (*x == 0.0 && x.is_sign_negative()) => 7,
            _ => 9,
        }
    }
}

impl BinaryOp {
    /// Whether it compares.
    pub const fn is_comparison(self) -> bool {
        matches!(self, Self::Eq | Self::Ne | Self::Lt | Self::Le | Self::Gt | Self::Ge)
    }
}
