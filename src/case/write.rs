//! A decoded case back to the YAML that says it: what `fuzz` and `--shrink` save.
//!
//! Reading what is written here gives the same inputs and steps again; a test holds it.

use std::fmt::{self, Write as _};

use arrow::array::Array;

use super::expr::{BinaryOp, Expr, Literal, UnaryOp};
use super::inline::Inline;
use super::plan::{
    Aggregate, Ascending, Case, ConcatBy, DataFile, DropHow, Fillna, JoinKeys, Keep, NaPosition, Scalar, Source, Step,
    Style, Via, WindowFrame,
};

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
            let _ = writeln!(out, "    via: {}", via(input.via));
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
    let (word, body) = match step {
        Step::Select(columns) => ("select", names(columns)),
        Step::Drop(columns) => ("drop", names(columns)),
        Step::Rename(pairs) => ("rename", map(pairs.iter().map(|(a, b)| format!("{}: {}", text(a), text(b))))),
        Step::WithColumns(columns) => {
            ("with_columns", map(columns.iter().map(|(n, e)| format!("{}: {}", text(n), text(&e.to_string())))))
        }
        Step::Filter(expr) => ("filter", text(&expr.to_string())),
        Step::Sort(sort) => (
            "sort",
            map([Some(format!("by: {}", names(&sort.by)))]
                .into_iter()
                .chain([
                    sort.ascending.as_ref().map(|a| match a {
                        Ascending::All(a) => format!("ascending: {a}"),
                        Ascending::Each(list_) => format!("ascending: {}", list(list_.iter().map(bool::to_string))),
                    }),
                    sort.na_position.map(|p| match p {
                        NaPosition::First => "na_position: first".to_owned(),
                        NaPosition::Last => "na_position: last".to_owned(),
                    }),
                ])
                .flatten()),
        ),
        Step::Groupby(groupby) => (
            "groupby",
            map([
                Some(format!("by: {}", names(&groupby.by))),
                Some(format!("agg: {}", aggregates(&groupby.agg))),
                groupby.dropna.map(|d| format!("dropna: {d}")),
                groupby.sort.map(|s| format!("sort: {s}")),
                groupby.style.map(|s| format!("style: {}", if s == Style::Method { "method" } else { "agg" })),
            ]
            .into_iter()
            .flatten()),
        ),
        Step::Agg(agg) => ("agg", aggregates(agg)),
        Step::Join(join) => (
            "join",
            map([Some(format!("with: {}", text(&join.with)))]
                .into_iter()
                .chain(match &join.keys {
                    JoinKeys::On(on) => vec![Some(format!("on: {}", names(on)))],
                    JoinKeys::LeftRight(l, r) => {
                        vec![Some(format!("left_on: {}", names(l))), Some(format!("right_on: {}", names(r)))]
                    }
                    JoinKeys::None => Vec::new(),
                })
                .chain([
                    join.how.map(|h| format!("how: {}", h.name())),
                    join.suffixes.as_ref().map(|(l, r)| format!("suffixes: [{}, {}]", text(l), text(r))),
                ])
                .flatten()),
        ),
        Step::Concat(concat) => (
            "concat",
            map([
                Some(format!("with: {}", names(&concat.with))),
                concat.by.map(|b| format!("by: {}", if b == ConcatBy::Name { "name" } else { "position" })),
            ]
            .into_iter()
            .flatten()),
        ),
        Step::DropDuplicates(d) => (
            "drop_duplicates",
            map([
                d.subset.as_ref().map(|s| format!("subset: {}", names(s))),
                d.keep.map(|k| format!("keep: {}", if k == Keep::First { "first" } else { "last" })),
            ]
            .into_iter()
            .flatten()),
        ),
        Step::Dropna(d) => (
            "dropna",
            map([
                d.how.map(|h| format!("how: {}", if h == DropHow::Any { "any" } else { "all" })),
                d.thresh.map(|t| format!("thresh: {t}")),
                d.subset.as_ref().map(|s| format!("subset: {}", names(s))),
            ]
            .into_iter()
            .flatten()),
        ),
        Step::Fillna(Fillna::Scalar(value)) => ("fillna", format!("{{value: {}}}", scalar(value))),
        Step::Fillna(Fillna::Columns(columns)) => (
            "fillna",
            format!("{{value: {}}}", map(columns.iter().map(|(n, v)| format!("{}: {}", text(n), scalar(v))))),
        ),
        Step::Ffill => ("ffill", "{}".to_owned()),
        Step::Bfill => ("bfill", "{}".to_owned()),
        Step::Astype(columns) => {
            ("astype", map(columns.iter().map(|(n, t)| format!("{}: {}", text(n), text(&t.to_string())))))
        }
        Step::ValueCounts(v) => (
            "value_counts",
            map([Some(format!("column: {}", text(&v.column))), v.dropna.map(|d| format!("dropna: {d}"))]
                .into_iter()
                .flatten()),
        ),
        Step::Head(n) => ("head", n.to_string()),
        Step::Tail(n) => ("tail", n.to_string()),
        Step::Nlargest(top) => ("nlargest", format!("{{n: {}, by: {}}}", top.n, names(&top.by))),
        Step::Nsmallest(top) => ("nsmallest", format!("{{n: {}, by: {}}}", top.n, names(&top.by))),
        Step::Window(w) => (
            "window",
            map([
                (!w.partition_by.is_empty()).then(|| format!("partition_by: {}", names(&w.partition_by))),
                (!w.order_by.is_empty()).then(|| format!("order_by: {}", names(&w.order_by))),
                Some(format!(
                    "columns: {}",
                    map(w.columns.iter().map(|c| {
                        let args = [c.column.as_deref().map(column), c.n.map(|n| n.to_string())];
                        let call = format!(
                            "{}({})",
                            c.function.name(),
                            args.into_iter().flatten().collect::<Vec<_>>().join(", ")
                        );
                        format!("{}: {}", text(&c.out), text(&call))
                    }))
                )),
                w.frame.map(|f| format!("frame: {}", if f == WindowFrame::Rows { "rows" } else { "range" })),
            ]
            .into_iter()
            .flatten()),
        ),
        Step::Pivot(p) => (
            "pivot",
            format!(
                "{{index: {}, columns: {}, values: {}, agg: {}}}",
                names(&p.index),
                text(&p.columns),
                text(&p.values),
                p.agg.name()
            ),
        ),
        Step::Melt(m) => (
            "melt",
            map([
                m.id_vars.as_ref().map(|v| format!("id_vars: {}", names(v))),
                m.value_vars.as_ref().map(|v| format!("value_vars: {}", names(v))),
                m.var_name.as_ref().map(|v| format!("var_name: {}", text(v))),
                m.value_name.as_ref().map(|v| format!("value_name: {}", text(v))),
            ]
            .into_iter()
            .flatten()),
        ),
        Step::Explode(name) => ("explode", text(name)),
        Step::Repartition(n) => ("repartition", n.to_string()),
    };
    format!("{word}: {body}")
}

const fn via(via: Via) -> &'static str {
    match via {
        Via::Rows => "rows",
        Via::Frame => "pandas",
        Via::Parquet => "parquet",
        Via::Csv => "csv",
    }
}

fn aggregates(agg: &[Aggregate]) -> String {
    map(agg.iter().map(|a| {
        let args = [a.column.as_deref().map(column), a.q.map(|q| q.to_string())];
        let call = format!("{}({})", a.function.name(), args.into_iter().flatten().collect::<Vec<_>>().join(", "));
        format!("{}: {}", text(&a.out), text(&call))
    }))
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
