//! Two results side by side as lines of text, the differing rows and cells marked.

use super::safe::safe;
use crate::result::{Cell, Comparison, Outcome, ResultTable, RowPair};

/// A cell is cut beyond this width.
const WIDEST: usize = 32;
/// More rows than this are counted, not shown.
const MOST_ROWS: usize = 40;

/// One line: its mark (` ` same, `~` differs, `-` only left, `+` only right), left and right text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) mark: char,
    pub(super) left: String,
    pub(super) right: String,
}

/// The lines for two outcomes and how they differ.
pub(super) fn lines(left: &Outcome, right: &Outcome, comparison: &Comparison) -> Vec<Line> {
    match (left, right) {
        (Outcome::Table(l), Outcome::Table(r)) if comparison.rows.is_empty() => {
            let (l, r) = (whole(l), whole(r));
            zipped(&l, &r)
        }
        (Outcome::Table(l), Outcome::Table(r)) => tables(l, r, comparison),
        (l, r) => zipped(&alone(l), &alone(r)),
    }
}

/// Two outcomes side by side under their heads, indented.
pub(super) fn text(heads: [&str; 2], left: &Outcome, right: &Outcome, comparison: &Comparison) -> String {
    let lines = lines(left, right, comparison);
    let width = lines.iter().map(|l| l.left.chars().count()).chain([heads[0].len()]).max().unwrap_or(0);
    let mut out = format!("    {:width$}  │  {}\n", heads[0], heads[1]);
    for line in lines {
        let text = format!("  {} {:width$}  │  {}", line.mark, line.left, line.right);
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out
}

/// The value as people read it: text in quotes, so that a blank is seen, and control characters escaped.
pub(super) fn cell(value: &Cell) -> String {
    let text = match value {
        Cell::Str(s) => format!("{s:?}"),
        Cell::Float(x) if x.is_finite() => format!("{x:?}"),
        Cell::Int(i) => i.to_string(),
        Cell::Float(_) => value.to_json().as_str().unwrap_or("NaN").to_owned(),
        Cell::List(items) => format!("[{}]", items.iter().map(cell).collect::<Vec<_>>().join(", ")),
        Cell::Null => "null".to_owned(),
        Cell::Bool(b) => b.to_string(),
    };
    cut(&text)
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(WIDEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// What is promised of the order, in words.
pub(super) fn promise(table: &ResultTable) -> String {
    match table.order_keys.as_slice() {
        [] => format!("order {}", table.order.name()),
        keys => format!("order {} by {}", table.order.name(), safe(&keys.join(", "))),
    }
}

/// The lines of an outcome that stands alone.
pub(super) fn alone(outcome: &Outcome) -> Vec<String> {
    match outcome {
        Outcome::Table(table) => whole(table),
        Outcome::Error(failure) => {
            let first = failure.message.lines().next().unwrap_or_default();
            let first: String = safe(first).chars().take(100).collect();
            vec![format!("error {}", failure.kind), first]
        }
    }
}

fn whole(table: &ResultTable) -> Vec<String> {
    let rows: Vec<Option<usize>> = (0..table.rows.min(MOST_ROWS)).map(Some).collect();
    let mut lines = vec![promise(table)];
    lines.extend(grid(table, &rows, &|_, _| false));
    if table.rows > MOST_ROWS {
        lines.push(format!("… {} rows in all", table.rows));
    }
    lines
}

fn tables(left: &ResultTable, right: &ResultTable, comparison: &Comparison) -> Vec<Line> {
    let shown = &comparison.rows[..comparison.rows.len().min(MOST_ROWS)];
    let sides = |row: &RowPair| match row {
        RowPair::Same(l, r) | RowPair::Differ(l, r, _) => (Some(*l), Some(*r)),
        RowPair::Left(l) => (Some(*l), None),
        RowPair::Right(r) => (None, Some(*r)),
    };
    let (lefts, rights): (Vec<_>, Vec<_>) = shown.iter().map(sides).unzip();
    let marked = |row: usize, column: usize| match shown.get(row) {
        Some(RowPair::Differ(_, _, cells)) => cells.contains(&column),
        _ => false,
    };
    let (l, r) = (grid(left, &lefts, &marked), grid(right, &rights, &marked));
    let types = if comparison.types.is_empty() && comparison.dtypes.is_empty() { ' ' } else { '~' };
    let marks = [' ', types].into_iter().chain(shown.iter().map(|row| match row {
        RowPair::Same(..) => ' ',
        RowPair::Differ(..) => '~',
        RowPair::Left(_) => '-',
        RowPair::Right(_) => '+',
    }));
    let (pl, pr) = (promise(left), promise(right));
    let mark = if pl == pr { ' ' } else { '~' };
    let mut lines = vec![Line { mark, left: pl, right: pr }];
    lines.extend(marks.zip(l.into_iter().zip(r)).map(|(mark, (left, right))| Line { mark, left, right }));
    if comparison.rows.len() > shown.len() {
        let all = |t: &ResultTable| format!("… {} rows in all", t.rows);
        lines.push(Line { mark: ' ', left: all(left), right: all(right) });
    }
    lines
}

/// Names, types and these rows of a table in aligned columns; a row that is not there is empty.
fn grid(table: &ResultTable, rows: &[Option<usize>], marked: &dyn Fn(usize, usize) -> bool) -> Vec<String> {
    let columns: Vec<Vec<String>> = table
        .columns
        .iter()
        .enumerate()
        .map(|(c, column)| {
            let types =
                if column.ty == column.dtype { column.ty.clone() } else { format!("{}/{}", column.ty, column.dtype) };
            let head = [cut(&safe(&column.name)), cut(&types)];
            let cells = rows.iter().enumerate().map(|(i, row)| match row {
                Some(row) if marked(i, c) => format!("»{}«", cell(&column.values[*row])),
                Some(row) => cell(&column.values[*row]),
                None => String::new(),
            });
            head.into_iter().chain(cells).collect()
        })
        .collect();
    let widths: Vec<usize> = columns.iter().map(|c| c.iter().map(|s| s.chars().count()).max().unwrap_or(0)).collect();
    (0..rows.len() + 2)
        .map(|i| {
            let cells: Vec<String> = columns.iter().zip(&widths).map(|(c, width)| format!("{:width$}", c[i])).collect();
            if i >= 2 && rows[i - 2].is_none() { String::new() } else { cells.join("  ").trim_end().to_owned() }
        })
        .collect()
}

fn zipped(left: &[String], right: &[String]) -> Vec<Line> {
    (0..left.len().max(right.len()))
        .map(|i| {
            let at = |lines: &[String]| lines.get(i).cloned().unwrap_or_default();
            Line { mark: '~', left: at(left), right: at(right) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::{Order, ResultColumn, Rules, compare};

    fn table(keys: &[Cell], values: &[Cell]) -> Outcome {
        let column = |name: &str, ty: &str, values: &[Cell]| ResultColumn {
            name: name.to_owned(),
            ty: ty.to_owned(),
            dtype: ty.to_owned(),
            values: values.to_vec(),
        };
        let columns = vec![column("k", "string", keys), column("x", "float64", values)];
        Outcome::Table(ResultTable { columns, rows: keys.len(), order: Order::None, order_keys: Vec::new() })
    }

    #[test]
    fn what_differs_is_marked() {
        let text = |s: &str| Cell::Str(s.to_owned());
        let left = table(&[text("a"), text("b"), Cell::Null], &[Cell::Float(1.0), Cell::Float(2.0), Cell::Float(3.0)]);
        let right = table(&[text("b"), text("a")], &[Cell::Float(f64::NAN), Cell::Float(1.0)]);
        let comparison = compare(&left, &right, &Rules { rel: 0.0, keys: vec!["k".to_owned()] });
        let shown: Vec<String> = lines(&left, &right, &comparison)
            .into_iter()
            .map(|l| format!("{} {} / {}", l.mark, l.left, l.right))
            .collect();
        assert_eq!(
            shown,
            [
                "  order none / order none",
                "  k       x / k       x",
                "  string  float64 / string  float64",
                "  \"a\"     1.0 / \"a\"     1.0",
                "~ \"b\"     »2.0« / \"b\"     »NaN«",
                "- null    3.0 / ",
            ]
        );
    }
}
