//! The calls of pandas and Dask: inputs and steps. Dask takes pandas' calls on a Dask frame; where it needs another, it is said here.

use arrow::array::Array;

use super::pandas_expr;
use super::{Target, inputs, python};
use crate::case::plan::{
    AggFn, Aggregate, Ascending, Case, Concat, ConcatBy, DropHow, Fillna, Groupby, How, Input, InputColumn, Join,
    JoinKeys, Keep, NaPosition, Pivot, Sort, Source, Step, Style, Via, Window, WindowColumn, WindowFn, WindowFrame,
};
use crate::case::types::Type;

pub(super) const PREAMBLE: &str = "\
import datetime
import decimal
import zoneinfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
";

pub(super) fn dask_preamble(target: Target<'_>) -> String {
    let shuffle = if target.since(2024, 1) { "dataframe.shuffle.method" } else { "shuffle" };
    format!(
        "import dask\nimport dask.dataframe as dd\n\ndask.config.set({{\"scheduler\": \"sync\", \"{shuffle}\": \"tasks\"}})\n"
    )
}

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

pub(super) fn body(case: &Case, target: Target<'_>) -> String {
    let mut out = String::new();
    for table in &case.inputs {
        out.push_str(&input(table, target));
    }
    let first = case.inputs.first().map(|i| variable(&i.name)).unwrap_or_default();
    out.push_str(&format!("result = {first}\n"));
    for s in &case.steps {
        out.push_str(&step(s, target));
    }
    out
}

fn input(input: &Input, target: Target<'_>) -> String {
    let name = variable(&input.name);
    let reader = if target.is_dask() { "dd" } else { "pd" };
    match (&input.source, input.via) {
        (Source::Inline(columns), Via::Parquet) => {
            let path = inputs::path(input, "parquet");
            format!("{}{name} = {reader}.read_parquet({})\n", inputs::parquet(&path, columns), python::string(&path))
        }
        (Source::Inline(columns), Via::Csv) => {
            let path = inputs::path(input, "csv");
            format!("{}{name} = {reader}.read_csv({})\n", inputs::csv(&path, columns), python::string(&path))
        }
        (Source::Inline(columns), Via::Rows | Via::Frame) => {
            let frame = frame(columns);
            if target.is_dask() {
                format!("{name} = dd.from_pandas({frame}, npartitions={})\n", input.partitions)
            } else {
                format!("{name} = {frame}\n")
            }
        }
        (Source::File { path, columns }, _) => format!("{name} = {}\n", file(path, columns, reader)),
    }
}

fn file(path: &std::path::Path, columns: &[(String, Type)], reader: &str) -> String {
    let quoted = python::string(&path.to_string_lossy());
    let casts = |columns: &[(String, Type)]| {
        let fixed = columns.iter().filter_map(|(n, t)| Some((n.clone(), pandas_expr::dtype(t)?)));
        if columns.is_empty() { String::new() } else { format!(".astype({})", python::dict(fixed)) }
    };
    match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "parquet" => format!("{reader}.read_parquet({quoted}){}", casts(columns)),
        "ndjson" | "jsonl" | "json" => format!("{reader}.read_json({quoted}, lines=True){}", casts(columns)),
        _ => {
            let (dates, typed): (Vec<_>, Vec<_>) =
                columns.iter().partition(|(_, t)| matches!(t, Type::Timestamp(_) | Type::Date));
            let mut options = String::new();
            if !typed.is_empty() {
                let fixed = typed.iter().filter_map(|(n, t)| Some((n.clone(), pandas_expr::dtype(t)?)));
                options.push_str(&format!(", dtype={}", python::dict(fixed)));
            }
            if !dates.is_empty() {
                options
                    .push_str(&format!(", parse_dates={}", python::list(dates.iter().map(|(n, _)| python::string(n)))));
            }
            format!("{reader}.read_csv({quoted}{options})")
        }
    }
}

/// `pd.DataFrame({…})` of columns of Python values.
pub(super) fn frame(columns: &[InputColumn]) -> String {
    let columns = columns.iter().map(|c| {
        let values = python::list((0..c.values.len()).map(|i| python::cell(&c.values, i, &c.ty)));
        let dtype = series_dtype(c).map(|d| format!(", dtype={d}")).unwrap_or_default();
        format!("    {}: pd.Series({values}{dtype}),\n", python::string(&c.name))
    });
    format!("pd.DataFrame({{\n{}}})", columns.collect::<String>())
}

/// The dtype that an input column is given: a narrow number without null, or any type without rows.
fn series_dtype(column: &InputColumn) -> Option<String> {
    let narrow = !matches!(
        column.ty,
        Type::Bool
            | Type::Int64
            | Type::Float64
            | Type::String
            | Type::Date
            | Type::Timestamp(_)
            | Type::Duration
            | Type::Decimal(..)
            | Type::List(_)
    );
    if column.values.is_empty() {
        return Some(match &column.ty {
            Type::Date | Type::Decimal(..) | Type::List(_) => "object".to_owned(),
            ty => pandas_expr::dtype(ty)?,
        });
    }
    (narrow && column.values.null_count() == 0).then(|| python::string(&column.ty.to_string()))
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
        Step::Groupby(groupby) => return grouped(groupby),
        Step::Agg(agg) => return aggregated(agg, target),
        Step::Join(join) => return joined(join, target),
        Step::Concat(concat) => return concatenated(concat, target),
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
        Step::Window(window) => return windowed(window, target),
        Step::Pivot(pivot) => return pivoted(pivot, target),
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

const fn lazy(target: Target<'_>) -> &'static str {
    match target.framework {
        crate::profile::Framework::Dask => ", compute=False",
        crate::profile::Framework::Pandas | crate::profile::Framework::Spark => "",
    }
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

/// `result.groupby([…], dropna=…, sort=…)`
fn group_call(groupby: &Groupby) -> String {
    let mut args = vec![python::strings(&groupby.by)];
    args.extend(groupby.dropna.map(|d| format!("dropna={}", python::boolean(d))));
    args.extend(groupby.sort.map(|s| format!("sort={}", python::boolean(s))));
    format!("result.groupby({})", args.join(", "))
}

fn grouped(groupby: &Groupby) -> String {
    let group = group_call(groupby);
    match (groupby.spelling(), groupby.agg.as_slice()) {
        (Style::Method, [one]) => {
            format!("result = {}.rename({}).reset_index()\n", method(one, &group), python::string(&one.out))
        }
        (Style::Method, [first, rest @ ..]) => {
            let mut out = format!("grouped = {}.to_frame({})\n", method(first, &group), python::string(&first.out));
            for a in rest {
                out.push_str(&format!("grouped = grouped.assign({})\n", keyword(&a.out, &method(a, &group))));
            }
            out + "result = grouped.reset_index()\n"
        }
        (Style::Method | Style::Agg, _) => agg_style(groupby, &group),
    }
}

/// One aggregate as a method of the grouped column.
fn method(aggregate: &Aggregate, group: &str) -> String {
    let Some(column) = &aggregate.column else { return format!("{group}.size()") };
    let column = python::string(column);
    match aggregate.function {
        AggFn::Quantile => format!("{group}[{column}].quantile({})", python::float(aggregate.q.unwrap_or(0.5))),
        AggFn::List => format!("{group}[{column}].agg(list)"),
        function => format!("{group}[{column}].{}()", function.name()),
    }
}

/// `groupby(…).agg({column: [functions]})`, each function once, the columns then named and put in the case's order.
fn agg_style(groupby: &Groupby, group: &str) -> String {
    let mut columns: Vec<(&str, Vec<String>)> = Vec::new();
    let mut lambdas = String::new();
    let mut named = |a: &Aggregate| match (a.function, a.q) {
        (AggFn::Quantile, Some(q)) => {
            let name = format!("quantile_{}", q.to_string().replace(['.', '-', '+'], "_"));
            let line = format!("def {name}(s):\n    return s.quantile({})\n\n\n", python::float(q));
            if !lambdas.contains(&line) {
                lambdas.push_str(&line);
            }
            name
        }
        (AggFn::List, _) => "list".to_owned(),
        (function, _) => python::string(function.name()),
    };
    let mut where_: Vec<Option<(usize, usize)>> = Vec::new();
    for a in &groupby.agg {
        let Some(column) = a.column.as_deref() else {
            where_.push(None);
            continue;
        };
        let function = named(a);
        let i = columns.iter().position(|(c, _)| *c == column).unwrap_or_else(|| {
            columns.push((column, Vec::new()));
            columns.len() - 1
        });
        let j = columns[i].1.iter().position(|f| *f == function).unwrap_or_else(|| {
            columns[i].1.push(function);
            columns[i].1.len() - 1
        });
        where_.push(Some((i, j)));
    }
    let first = |i: usize| columns.iter().take(i).map(|(_, f)| f.len()).sum::<usize>();
    if columns.is_empty() {
        let mut out = format!("grouped = {group}.size().to_frame({})\n", python::string(&groupby.agg[0].out));
        for a in groupby.agg.iter().skip(1) {
            out.push_str(&format!("grouped = grouped.assign({})\n", keyword(&a.out, &format!("{group}.size()"))));
        }
        return out + "result = grouped.reset_index()\n";
    }
    let spec = python::dict(columns.iter().map(|(c, f)| ((*c).to_owned(), format!("[{}]", f.join(", ")))));
    let mut out = format!("{lambdas}grouped = {group}.agg({spec})\n");
    let flat: Vec<String> = (0..columns.iter().map(|(_, f)| f.len()).sum()).map(|i| format!("_{i}")).collect();
    out.push_str(&format!("grouped.columns = {}\n", python::strings(&flat)));
    let mut order = Vec::new();
    for (n, at) in where_.iter().enumerate() {
        if let Some((i, j)) = at {
            order.push(format!("_{}", first(*i) + j));
        } else {
            let name = format!("_size{n}");
            out.push_str(&format!("grouped = grouped.assign({name}={group}.size())\n"));
            order.push(name);
        }
    }
    let outs: Vec<&str> = groupby.agg.iter().map(|a| a.out.as_str()).collect();
    if order != flat {
        out.push_str(&format!("grouped = grouped[{}]\n", python::strings(&order)));
    }
    out.push_str(&format!("grouped.columns = {}\n", python::strings(&outs)));
    out + "result = grouped.reset_index()\n"
}

fn aggregated(agg: &[Aggregate], target: Target<'_>) -> String {
    let mut cells = Vec::new();
    for a in agg {
        let column = a.column.as_deref().map(python::string);
        let value = match (a.function, &column) {
            (AggFn::First | AggFn::Last, _) => {
                return unsupported(&format!("a Series has no reduction {}()", a.function.name()));
            }
            (AggFn::List, _) if target.is_dask() => return unsupported("a Dask Series has no tolist()"),
            (_, None) => "len(result)".to_owned(),
            (AggFn::List, Some(c)) => format!("result[{c}].tolist()"),
            (AggFn::Quantile, Some(c)) => {
                computed(&format!("result[{c}].quantile({})", python::float(a.q.unwrap_or(0.5))), target)
            }
            (function, Some(c)) => computed(&format!("result[{c}].{}()", function.name()), target),
        };
        cells.push((a.out.clone(), format!("[{value}]")));
    }
    let frame = format!("pd.DataFrame({})", python::dict(cells.into_iter()));
    if target.is_dask() {
        format!("result = dd.from_pandas({frame}, npartitions=1)\n")
    } else {
        format!("result = {frame}\n")
    }
}

fn computed(call: &str, target: Target<'_>) -> String {
    if target.is_dask() { format!("{call}.compute()") } else { call.to_owned() }
}

fn joined(join: &Join, target: Target<'_>) -> String {
    let other = variable(&join.with);
    let how = join.kind();
    if matches!(how, How::Semi | How::Anti) {
        let (left, right) = match &join.keys {
            JoinKeys::On(on) => (on.clone(), on.clone()),
            JoinKeys::LeftRight(l, r) => (l.clone(), r.clone()),
            JoinKeys::None => return unsupported("a semi join without keys"),
        };
        let ([l], [r]) = (left.as_slice(), right.as_slice()) else {
            return unsupported("semi and anti joins on several keys");
        };
        let keys = computed(&format!("{other}[{}]", python::string(r)), target);
        let not = if how == How::Anti { "~" } else { "" };
        return format!("result = result[{not}result[{}].isin({keys})]\n", python::string(l));
    }
    if how == How::Cross && target.is_dask() {
        return unsupported("cross join");
    }
    let mut args = vec![other];
    match &join.keys {
        JoinKeys::On(on) => args.push(format!("on={}", python::strings(on))),
        JoinKeys::LeftRight(l, r) => {
            args.push(format!("left_on={}", python::strings(l)));
            args.push(format!("right_on={}", python::strings(r)));
        }
        JoinKeys::None => {}
    }
    args.extend(join.how.map(|h| format!("how={}", python::string(h.name()))));
    args.extend(
        join.suffixes.as_ref().map(|(l, r)| format!("suffixes=({}, {})", python::string(l), python::string(r))),
    );
    format!("result = result.merge({})\n", args.join(", "))
}

fn concatenated(concat: &Concat, target: Target<'_>) -> String {
    let mut tables = vec!["result".to_owned()];
    let mut out = String::new();
    for (i, name) in concat.with.iter().enumerate() {
        if concat.by == Some(ConcatBy::Position) {
            let renamed = format!("other_{i}");
            out.push_str(&format!("{renamed} = {}.copy()\n{renamed}.columns = result.columns\n", variable(name)));
            tables.push(renamed);
        } else {
            tables.push(variable(name));
        }
    }
    let tables = tables.join(", ");
    if target.is_dask() {
        out + &format!("result = dd.concat([{tables}])\n")
    } else {
        out + &format!("result = pd.concat([{tables}], ignore_index=True)\n")
    }
}

fn windowed(window: &Window, target: Target<'_>) -> String {
    let mut out = String::new();
    if !window.order_by.is_empty() {
        out.push_str(&format!("result = result.sort_values({})\n", python::strings(&window.order_by)));
    }
    for column in &window.columns {
        match window_call(column, window, target) {
            Ok(call) => out.push_str(&format!("result = result.assign({})\n", keyword(&column.out, &call))),
            Err(why) => return out + &unsupported(&why),
        }
    }
    out
}

fn window_call(column: &WindowColumn, window: &Window, target: Target<'_>) -> Result<String, String> {
    let keys = &window.partition_by;
    if window.frame == Some(WindowFrame::Range)
        && matches!(column.function, WindowFn::Cumsum | WindowFn::Cummin | WindowFn::Cummax)
    {
        return Err("a window frame by range".to_owned());
    }
    let n = column.n.unwrap_or(1);
    let Some(name) = &column.column else {
        let more = if column.function == WindowFn::RowNumber { " + 1" } else { "" };
        return match (keys.is_empty(), target.is_dask()) {
            (true, true) => Err("cumcount without partition_by".to_owned()),
            (true, false) => Ok(format!("np.arange(len(result)){more}")),
            (false, _) => Ok(format!("result.groupby({}).cumcount(){more}", python::strings(keys))),
        };
    };
    let name = python::string(name);
    let base = if keys.is_empty() {
        format!("result[{name}]")
    } else {
        format!("result.groupby({})[{name}]", python::strings(keys))
    };
    Ok(match column.function {
        WindowFn::DenseRank => format!("{base}.rank(method=\"dense\")"),
        WindowFn::Shift => format!("{base}.shift({n})"),
        WindowFn::RollingSum | WindowFn::RollingMean => {
            let function = if column.function == WindowFn::RollingSum { "sum" } else { "mean" };
            let rolled = format!("{base}.rolling({n}).{function}()");
            if keys.is_empty() {
                rolled
            } else {
                let levels: Vec<String> = (0..keys.len()).map(|i| i.to_string()).collect();
                format!("{rolled}.reset_index(level=[{}], drop=True)", levels.join(", "))
            }
        }
        function => format!("{base}.{}()", function.name()),
    })
}

fn pivoted(pivot: &Pivot, target: Target<'_>) -> String {
    let mut out = String::new();
    let function = if pivot.agg == AggFn::List { "list".to_owned() } else { python::string(pivot.agg.name()) };
    let (columns, values) = (python::string(&pivot.columns), python::string(&pivot.values));
    if target.is_dask() {
        if pivot.index.len() != 1 {
            return unsupported("a pivot on several index columns");
        }
        if !matches!(pivot.agg, AggFn::Sum | AggFn::Mean | AggFn::Count | AggFn::First | AggFn::Last | AggFn::List) {
            return unsupported(&format!("a pivot with {}", pivot.agg.name()));
        }
        let index = python::string(&pivot.index[0]);
        out.push_str(&format!(
            "result = result.assign({})\n",
            keyword(&pivot.columns, &format!("result[{columns}].astype(\"category\").cat.as_known()"))
        ));
        out.push_str(&format!(
            "result = dd.pivot_table(result, index={index}, columns={columns}, values={values}, aggfunc={function})\n"
        ));
    } else {
        out.push_str(&format!(
            "result = pd.pivot_table(result, index={}, columns={columns}, values={values}, aggfunc={function})\n",
            python::strings(&pivot.index)
        ));
    }
    out + "result.columns = [str(label) for label in result.columns]\nresult = result.reset_index()\n"
}
