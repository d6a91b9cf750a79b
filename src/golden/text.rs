//! A golden as text: pleasant to read in a diff, and read back exactly.
//!
//! Cells are JSON, a bar in a text is escaped, so that a row splits at its bars.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{Answer, Golden, GoldenCase};
use crate::result::{CaseResult, ErrorKind, Failure, Outcome, ResultTable};

const HEAD: &str = "# What the real frameworks returned. Written by `parallax record`, never by hand.";
/// A column is padded up to this width; a wider cell stands out of line.
const WIDEST: usize = 40;

/// The text of a golden.
pub fn write(golden: &Golden) -> String {
    let mut out = format!("{HEAD}\n");
    for (profile, who) in &golden.by {
        let _ = writeln!(out, "by {profile}: {who}");
    }
    for case in &golden.cases {
        let _ = writeln!(out, "\ncase {}\nhash {}", word(&case.id), case.hash);
        let codes: Vec<String> = case.answers.iter().map(|a| format!("{} {}", a.profile, a.code)).collect();
        let _ = writeln!(out, "code {}", codes.join(" "));
        for group in groups(&case.answers) {
            let names: Vec<&str> = group.iter().map(|a| a.profile.as_str()).collect();
            let undetermined = if group[0].undetermined { " undetermined" } else { "" };
            let _ = writeln!(out, "= {}{undetermined}", names.join(" "));
            match &group[0].outcome {
                Outcome::Error(failure) => {
                    let _ = writeln!(out, "  error {} {}", failure.kind, Value::from(failure.message.as_str()));
                }
                Outcome::Table(table) => write_table(table, &mut out),
            }
        }
    }
    out
}

/// Answers that are the same to the letter, in the order of their first profile.
fn groups(answers: &[Answer]) -> Vec<Vec<&Answer>> {
    let mut groups: Vec<(String, Vec<&Answer>)> = Vec::new();
    for answer in answers {
        let result = CaseResult { case: String::new(), profile: String::new(), outcome: answer.outcome.clone() };
        let key = format!("{} {}", result.to_json(None), answer.undetermined);
        match groups.iter_mut().find(|(k, _)| *k == key) {
            Some((_, group)) => group.push(answer),
            None => groups.push((key, vec![answer])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn write_table(table: &ResultTable, out: &mut String) {
    let keys = if table.order_keys.is_empty() { String::new() } else { format!(" {}", json!(table.order_keys)) };
    let _ = writeln!(out, "  order {}{keys}", table.order.name());
    if table.columns.is_empty() {
        let _ = writeln!(out, "  rows {}", table.rows);
        return;
    }
    let columns: Vec<Vec<String>> = table
        .columns
        .iter()
        .map(|c| {
            let head = [barless(&Value::from(c.name.as_str())), format!("{} / {}", c.ty, c.dtype)];
            head.into_iter().chain(c.values.iter().map(|v| barless(&v.to_json()))).collect()
        })
        .collect();
    let widths: Vec<usize> =
        columns.iter().map(|c| c.iter().map(|s| s.chars().count()).max().unwrap_or(0).min(WIDEST)).collect();
    for i in 0..table.rows + 2 {
        out.push_str("  |");
        for (column, width) in columns.iter().zip(&widths) {
            let _ = write!(out, " {:width$} |", column[i]);
        }
        out.push('\n');
    }
}

fn barless(value: &Value) -> String {
    value.to_string().replace('|', "\\u007c")
}

/// An id as it is, or as JSON where it would not read back.
fn word(id: &str) -> String {
    if id.starts_with('"') || id.trim() != id || id.chars().any(char::is_control) {
        Value::from(id).to_string()
    } else {
        id.to_owned()
    }
}

/// The golden that a text says.
///
/// # Errors
/// The line's number and what was expected there.
pub fn read(text: &str) -> Result<Golden, String> {
    let mut golden = Golden::default();
    let mut to_come: Vec<&str> = Vec::new();
    let mut lines = text.split('\n').enumerate().peekable();
    while let Some((n, line)) = lines.next() {
        let wrong = |what: &str| format!("line {}: expected {what}, found `{line}`", n + 1);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(rest) = line.strip_prefix("by ") {
            let (profile, who) = rest.split_once(": ").ok_or_else(|| wrong("`by PROFILE: …`"))?;
            golden.by.push((profile.to_owned(), who.to_owned()));
            continue;
        }
        if let Some(id) = line.strip_prefix("case ") {
            complete(&golden, &to_come)?;
            let id =
                if id.starts_with('"') { serde_json::from_str(id).map_err(|_| wrong("an id"))? } else { id.to_owned() };
            golden.cases.push(GoldenCase { id, hash: String::new(), answers: Vec::new() });
            continue;
        }
        let case = golden.cases.last_mut().ok_or_else(|| wrong("`case …`"))?;
        if let Some(hash) = line.strip_prefix("hash ") {
            hash.clone_into(&mut case.hash);
        } else if let Some(codes) = line.strip_prefix("code ") {
            let words: Vec<&str> = codes.split(' ').collect();
            if !words.len().is_multiple_of(2) {
                return Err(wrong("pairs of a profile and a hash"));
            }
            case.answers = words.chunks_exact(2).map(|pair| unread(pair[0], pair[1])).collect();
            to_come = words.into_iter().step_by(2).collect();
        } else if let Some(names) = line.strip_prefix("= ") {
            let mut block = Vec::new();
            while let Some((_, next)) = lines.next_if(|(_, l)| l.starts_with("  ")) {
                block.push(next.trim_start());
            }
            let outcome = outcome(&block).map_err(|why| format!("after line {}: {why}", n + 1))?;
            let (names, undetermined) =
                names.strip_suffix(" undetermined").map_or((names, false), |names| (names, true));
            for name in names.split(' ') {
                let answer = case.answers.iter_mut().find(|a| a.profile == name);
                let answer = answer.ok_or_else(|| wrong("profiles that `code` names"))?;
                answer.outcome = outcome.clone();
                answer.undetermined = undetermined;
                to_come.retain(|profile| *profile != name);
            }
        } else {
            return Err(wrong("`hash`, `code` or `=`"));
        }
    }
    complete(&golden, &to_come)?;
    Ok(golden)
}

/// Whether every profile that the last case names has its answer.
fn complete(golden: &Golden, to_come: &[&str]) -> Result<(), String> {
    match (to_come, golden.cases.last()) {
        ([_, ..], Some(case)) => Err(format!("{} has no answer of {}", case.id, to_come.join(", "))),
        _ => Ok(()),
    }
}

/// An answer whose outcome is still to be read.
fn unread(profile: &str, code: &str) -> Answer {
    let outcome = Outcome::Error(Failure::new(ErrorKind::Other, "not in the file"));
    Answer { profile: profile.to_owned(), code: code.to_owned(), outcome, undetermined: false }
}

fn outcome(block: &[&str]) -> Result<Outcome, String> {
    let first = block.first().ok_or("a result without a line")?;
    if let Some(rest) = first.strip_prefix("error ") {
        let (kind, message) = rest.split_once(' ').unwrap_or((rest, "\"\""));
        let kind = ErrorKind::named(kind).ok_or_else(|| format!("`{kind}` is no error kind"))?;
        let message: String = serde_json::from_str(message).map_err(|e| format!("the message is no text: {e}"))?;
        return Ok(Outcome::Error(Failure::new(kind, message)));
    }
    let order = first.strip_prefix("order ").ok_or_else(|| format!("expected `order` or `error`, found `{first}`"))?;
    let (order, keys) = order.split_once(' ').unwrap_or((order, "[]"));
    let keys: Value = serde_json::from_str(keys).map_err(|e| format!("the keys of the order are no list: {e}"))?;
    let rows: Vec<Vec<&str>> = block[1..]
        .iter()
        .filter_map(|l| l.trim_end().strip_prefix('|').and_then(|l| l.strip_suffix('|')))
        .map(|l| l.split('|').map(str::trim).collect())
        .collect();
    let cell = |text: &str| serde_json::from_str::<Value>(text).map_err(|e| format!("`{text}` is no cell: {e}"));
    let columns: Vec<Value> = match rows.as_slice() {
        [names, types, ..] => names
            .iter()
            .zip(types)
            .map(|(name, types)| {
                let (ty, dtype) = types.split_once(" / ").ok_or_else(|| format!("`{types}` is no pair of types"))?;
                Ok(json!({"name": cell(name)?, "type": ty, "dtype": dtype}))
            })
            .collect::<Result<_, String>>()?,
        _ => Vec::new(),
    };
    let bare = block.get(1).and_then(|l| l.strip_prefix("rows ")).and_then(|n| n.parse().ok()).unwrap_or(0);
    let rows: Vec<Value> = match rows.get(2..) {
        Some(rows) => rows.iter().map(|row| row.iter().map(|c| cell(c)).collect()).collect::<Result<_, String>>()?,
        None => vec![Value::Array(Vec::new()); bare],
    };
    let value = json!({
        "case": "", "profile": "", "outcome": "table", "columns": columns, "rows": rows, "order": order, "order_keys": keys,
    });
    Ok(CaseResult::from_json(&value)?.outcome)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::{Cell, Order, ResultColumn};

    fn table(values: &[Cell]) -> Outcome {
        let column = |name: &str| ResultColumn {
            name: name.to_owned(),
            ty: "object".to_owned(),
            dtype: "datetime64[ns, UTC]".to_owned(),
            values: values.to_vec(),
        };
        let columns = vec![column("a|b"), column("\"")];
        Outcome::Table(ResultTable {
            columns,
            rows: values.len(),
            order: Order::Keys,
            order_keys: vec!["a|b".to_owned()],
        })
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let hostile = ["|", "a | b", "\"", "\\", "\n", "= x", "case y", "\u{202e}", "", " "];
        let mut cells: Vec<Cell> = hostile.iter().map(|s| Cell::Str((*s).to_owned())).collect();
        cells.extend([
            Cell::Null,
            Cell::Int(i128::from(i64::MIN)),
            Cell::Int(i128::from(u64::MAX)),
            Cell::Float(-0.0),
            Cell::Float(1e300),
            Cell::Float(f64::INFINITY),
            Cell::Bool(true),
            Cell::List(vec![Cell::Float(1.5), Cell::Null]),
        ]);
        let answer =
            |profile: &str, outcome: Outcome, undetermined| Answer { outcome, undetermined, ..unread(profile, "00ff") };
        let case = |id: &&str| GoldenCase {
            id: format!("x{id}"),
            hash: "abc".to_owned(),
            answers: vec![
                answer("p@1", table(&cells), false),
                answer("p@2", Outcome::Error(Failure::new(ErrorKind::Overflow, "| \n \"")), false),
                answer("p@3", table(&[]), true),
            ],
        };
        let golden = Golden {
            by: vec![("p@1".to_owned(), "p 1.0, Python 3.11: nothing".to_owned())],
            cases: hostile.iter().map(case).collect(),
        };
        assert_eq!(read(&write(&golden)), Ok(golden));
    }

    #[test]
    fn equal_results_stand_under_the_profiles_that_share_them() {
        let column = |values: Vec<Cell>| ResultColumn {
            name: "mean".to_owned(),
            ty: "float64".to_owned(),
            dtype: "double".to_owned(),
            values,
        };
        let sorted = |values: Vec<Cell>| {
            let (rows, order_keys) = (values.len(), vec!["mean".to_owned()]);
            Outcome::Table(ResultTable { columns: vec![column(values)], rows, order: Order::Keys, order_keys })
        };
        let refused = || Outcome::Error(Failure::new(ErrorKind::DivideByZero, "[DIVIDE_BY_ZERO] Division by zero"));
        let answer = |profile: &str, outcome: Outcome| Answer { outcome, ..unread(profile, "00ff") };
        let two = vec![Cell::Float(-0.0), Cell::Null];
        let answers = vec![
            answer("spark@3.4", sorted(two.clone())),
            Answer { undetermined: true, ..answer("spark@3.5", sorted(two.clone())) },
            answer("spark@4.3", refused()),
            answer("spark@4.3+legacy", sorted(two)),
        ];
        let by = ["spark@3.4", "spark@3.5"].map(|p| (p.to_owned(), format!("{p}, Java 17"))).to_vec();
        let cases = vec![GoldenCase { id: "groupby/mean[how=a]".to_owned(), hash: "0123".to_owned(), answers }];
        insta::assert_snapshot!(write(&Golden { by, cases }));
    }
}
