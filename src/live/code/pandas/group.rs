//! `groupby` in both its styles, and aggregates of the whole table.

use super::super::{Target, python};
use super::{computed, keyword, unsupported};
use crate::case::plan::{AggFn, Aggregate, Groupby, Style};

pub(super) fn grouped(groupby: &Groupby) -> String {
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

/// `result.groupby([…], dropna=…, sort=…)`
fn group_call(groupby: &Groupby) -> String {
    let mut args = vec![python::strings(&groupby.by)];
    args.extend(groupby.dropna.map(|d| format!("dropna={}", python::boolean(d))));
    args.extend(groupby.sort.map(|s| format!("sort={}", python::boolean(s))));
    format!("result.groupby({})", args.join(", "))
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

pub(super) fn aggregated(agg: &[Aggregate], target: Target<'_>) -> String {
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
