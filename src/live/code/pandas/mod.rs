//! The calls of pandas and Dask. Dask takes pandas' calls on a Dask frame; where it needs another, it is said where the call is written.
//!
//! Steps that are one call stand here; those that take more have a room of their own.

mod combine;
mod group;
mod input;
mod pivot;
mod window;

pub(super) use self::input::frame;
use super::pandas_expr;
use super::{Target, python};
use crate::case::plan::{Ascending, Case, DropHow, Fillna, Keep, NaPosition, Sort, Step};

/// A Python variable for a table: its name, with what Python does not take replaced.
pub(super) fn variable(name: &str) -> String {
    let clean: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
    let taken = [
        "pd", "np", "dd", "pa", "pq", "spark", "sc", "F", "W", "T", "Window", "result", "decided", "dask", "decimal",
        "datetime",
    ];
    if clean.starts_with(|c: char| c.is_ascii_digit()) || clean != name || taken.contains(&name) {
        format!("t_{clean}")
    } else {
        clean
    }
}

pub(in crate::live) fn body(case: &Case, target: Target<'_>, _: &[bool]) -> String {
    let mut out = String::new();
    for table in &case.inputs {
        out.push_str(&input::input(table, target));
    }
    let first = case.inputs.first().map(|i| variable(&i.name)).unwrap_or_default();
    out.push_str(&format!("result = {first}\n"));
    for s in &case.steps {
        out.push_str(&step(s, target));
    }
    out
}

fn step(step: &Step, target: Target<'_>) -> String {
    let call = match step {
        Step::Select(columns) => format!("result[{}]", python::strings(columns)),
        Step::Drop(columns) => format!("result.drop(columns={})", python::strings(columns)),
        Step::Rename(names) => {
            format!(
                "result.rename(columns={})",
                python::dict(names.iter().map(|(a, b)| (a.clone(), python::string(b))))
            )
        }
        Step::WithColumns(columns) => {
            return columns
                .iter()
                .map(|(name, expr)| match pandas_expr::value(expr, target) {
                    Ok(value) => format!("result = result.assign({})\n", keyword(name, &value)),
                    Err(why) => unsupported(&why),
                })
                .collect();
        }
        Step::Filter(expr) => match pandas_expr::column(expr, target) {
            Ok(mask) => format!("result[{mask}]"),
            Err(why) => return unsupported(&why),
        },
        Step::Sort(sort) => sort_values(sort),
        Step::Groupby(groupby) => return group::grouped(groupby),
        Step::Agg(agg) => return group::aggregated(agg, target),
        Step::Join(join) => return combine::joined(join, target),
        Step::Concat(concat) => return combine::concatenated(concat, target),
        Step::DropDuplicates(d) => {
            let mut args = Vec::new();
            args.extend(d.subset.as_ref().map(|s| format!("subset={}", python::strings(s))));
            args.extend(d.keep.map(|k| format!("keep={}", if k == Keep::First { "\"first\"" } else { "\"last\"" })));
            format!("result.drop_duplicates({})", args.join(", "))
        }
        Step::Dropna(d) => {
            let mut args = Vec::new();
            args.extend(d.how.map(|h| format!("how={}", if h == DropHow::Any { "\"any\"" } else { "\"all\"" })));
            args.extend(d.thresh.map(|t| format!("thresh={t}")));
            args.extend(d.subset.as_ref().map(|s| format!("subset={}", python::strings(s))));
            format!("result.dropna({})", args.join(", "))
        }
        Step::Fillna(fillna) => format!("result.fillna({})", fill_value(fillna)),
        Step::Ffill => "result.ffill()".to_owned(),
        Step::Bfill => "result.bfill()".to_owned(),
        Step::Astype(columns) => {
            if let Some((_, ty)) = columns.iter().find(|(_, ty)| pandas_expr::dtype(ty).is_none()) {
                return unsupported(&format!("astype {ty}"));
            }
            let types = columns.iter().filter_map(|(name, ty)| Some((name.clone(), pandas_expr::dtype(ty)?)));
            format!("result.astype({})", python::dict(types))
        }
        Step::ValueCounts(v) => {
            let column = python::string(&v.column);
            let dropna = v.dropna.map(|d| format!("dropna={}", python::boolean(d))).unwrap_or_default();
            let counts = format!("result = result[{column}].value_counts({dropna})");
            return if target.is_dask() {
                format!("{counts}.reset_index()\nresult.columns = [{column}, \"count\"]\n")
            } else {
                format!("{counts}.rename_axis({column}).reset_index(name=\"count\")\n")
            };
        }
        Step::Head(n) => format!("result.head({n}{})", lazy(target)),
        Step::Tail(n) => format!("result.tail({n}{})", lazy(target)),
        Step::Nlargest(top) => format!("result.nlargest({}, {})", top.n, python::strings(&top.by)),
        Step::Nsmallest(top) => format!("result.nsmallest({}, {})", top.n, python::strings(&top.by)),
        Step::Window(window) => return window::windowed(window, target),
        Step::Pivot(pivot) => return pivot::pivoted(pivot, target),
        Step::Melt(m) => {
            let mut args = Vec::new();
            args.extend(m.id_vars.as_ref().map(|v| format!("id_vars={}", python::strings(v))));
            args.extend(m.value_vars.as_ref().map(|v| format!("value_vars={}", python::strings(v))));
            args.extend(m.var_name.as_ref().map(|v| format!("var_name={}", python::string(v))));
            args.extend(m.value_name.as_ref().map(|v| format!("value_name={}", python::string(v))));
            format!("result.melt({})", args.join(", "))
        }
        Step::Explode(column) => format!("result.explode({})", python::string(column)),
        Step::Repartition(n) if target.is_dask() => format!("result.repartition(npartitions={n})"),
        Step::Repartition(_) => return String::new(),
    };
    format!("result = {call}\n")
}

/// A line that ends the case in the error kind `unsupported`.
pub(super) fn unsupported(what: &str) -> String {
    format!("raise NotImplementedError({})\n", python::string(what))
}

fn lazy(target: Target<'_>) -> &'static str {
    if target.is_dask() { ", compute=False" } else { "" }
}

/// `out=value`, or `**{"a b": value}` where the name is no Python name.
fn keyword(name: &str, value: &str) -> String {
    let keywords = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
        "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
        "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", "self",
    ];
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !keywords.contains(&name);
    if plain { format!("{name}={value}") } else { format!("**{{{}: {value}}}", python::string(name)) }
}

fn fill_value(fillna: &Fillna) -> String {
    match fillna {
        Fillna::Scalar(value) => python::scalar(value),
        Fillna::Columns(columns) => python::dict(columns.iter().map(|(n, v)| (n.clone(), python::scalar(v)))),
    }
}

fn sort_values(sort: &Sort) -> String {
    let mut args = vec![python::strings(&sort.by)];
    args.extend(sort.ascending.as_ref().map(|a| match a {
        Ascending::All(a) => format!("ascending={}", python::boolean(*a)),
        Ascending::Each(list) => {
            format!("ascending={}", python::list(list.iter().map(|a| python::boolean(*a).to_owned())))
        }
    }));
    args.extend(sort.na_position.map(|p| match p {
        NaPosition::First => "na_position=\"first\"".to_owned(),
        NaPosition::Last => "na_position=\"last\"".to_owned(),
    }));
    format!("result.sort_values({})", args.join(", "))
}

fn computed(call: &str, target: Target<'_>) -> String {
    if target.is_dask() { format!("{call}.compute()") } else { call.to_owned() }
}
