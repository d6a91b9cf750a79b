//! Two results side by side as lines of text, the differing rows and cells marked.

use super::safe::safe;
use super::shown::{Shown, cut};
use crate::result::{Comparison, Outcome, ResultTable, RowPair, Sample};

/// More rows than this are counted, not shown, unless it is asked for.
const MOST_ROWS: usize = 40;

/// One line: its mark (` ` same, `~` differs, `-` only left, `+` only right), left and right text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) mark: char,
    pub(super) left: String,
    pub(super) right: String,
}

/// The lines for two outcomes and how they differ.
pub(super) fn lines(left: &Outcome, right: &Outcome, comparison: &Comparison, shown: Shown) -> Vec<Line> {
    of_sample(&Sample::of(left, right, comparison, shown.rows(MOST_ROWS)), shown)
}

/// The lines for a few rows of two outcomes.
pub(super) fn of_sample(sample: &Sample, shown: Shown) -> Vec<Line> {
    let [left, right] = &sample.outcomes;
    match (left, right) {
        (Outcome::Table(l), Outcome::Table(r)) if sample.comparison.kinds.is_empty() || sample.differ.is_some() => {
            tables(l, r, sample, shown)
        }
        (l, r) => zipped(&told(l, sample.rows[0], shown), &told(r, sample.rows[1], shown)),
    }
}

/// Two outcomes side by side under their heads, indented.
pub(super) fn text(heads: [&str; 2], left: &Outcome, right: &Outcome, comparison: &Comparison, shown: Shown) -> String {
    under(heads, lines(left, right, comparison, shown))
}

/// Lines under their heads, indented.
pub(super) fn under(heads: [&str; 2], lines: Vec<Line>) -> String {
    let width = lines.iter().map(|l| l.left.chars().count()).chain([heads[0].len()]).max().unwrap_or(0);
    let mut out = format!("    {:width$}  │  {}\n", heads[0], heads[1]);
    for line in lines {
        let text = format!("  {} {:width$}  │  {}", line.mark, line.left, line.right);
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out
}

/// What is promised of the order, in words.
pub(super) fn promise(table: &ResultTable) -> String {
    match table.order_keys.as_slice() {
        [] => format!("order {}", table.order.name()),
        keys => format!("order {} by {}", table.order.name(), safe(&keys.join(", "))),
    }
}

/// The lines of an outcome that stands alone.
pub(super) fn alone(outcome: &Outcome, shown: Shown) -> Vec<String> {
    let sample = Sample::of(outcome, outcome, &Comparison::default(), shown.rows(MOST_ROWS));
    told(&sample.outcomes[0], sample.rows[0], shown)
}

/// The lines of an outcome by itself, of whose rows there were `all`.
fn told(outcome: &Outcome, all: usize, shown: Shown) -> Vec<String> {
    match outcome {
        Outcome::Table(table) => {
            let rows: Vec<Option<usize>> = (0..table.rows).map(Some).collect();
            let mut lines = vec![promise(table)];
            lines.extend(grid(table, &rows, &|_, _| false, shown));
            lines.extend((all > table.rows).then(|| format!("… {all} rows in all")));
            lines
        }
        Outcome::Error(failure) => {
            let first = shown.message(failure).lines().next().unwrap_or_default();
            vec![format!("error {}", failure.kind), safe(first).chars().take(100).collect()]
        }
    }
}

fn tables(left: &ResultTable, right: &ResultTable, sample: &Sample, shown: Shown) -> Vec<Line> {
    let comparison = &sample.comparison;
    let sides = |row: &RowPair| match row {
        RowPair::Same(l, r) | RowPair::Differ(l, r, _) => (Some(*l), Some(*r)),
        RowPair::Left(l) => (Some(*l), None),
        RowPair::Right(r) => (None, Some(*r)),
    };
    let (lefts, rights): (Vec<_>, Vec<_>) = comparison.rows.iter().map(sides).unzip();
    let marked = |row: usize, column: usize| match comparison.rows.get(row) {
        Some(RowPair::Differ(_, _, cells)) => cells.contains(&column),
        _ => false,
    };
    let (l, r) = (grid(left, &lefts, &marked, shown), grid(right, &rights, &marked, shown));
    let types = if comparison.types.is_empty() && comparison.dtypes.is_empty() { ' ' } else { '~' };
    let marks = [' ', types].into_iter().chain(comparison.rows.iter().map(|row| match row {
        RowPair::Same(..) => ' ',
        RowPair::Differ(..) => '~',
        RowPair::Left(_) => '-',
        RowPair::Right(_) => '+',
    }));
    let (pl, pr) = (promise(left), promise(right));
    let mark = if pl == pr { ' ' } else { '~' };
    let mut lines = vec![Line { mark, left: pl, right: pr }];
    lines.extend(marks.zip(l.into_iter().zip(r)).map(|(mark, (left, right))| Line { mark, left, right }));
    if sample.rows != [left.rows, right.rows] {
        let counted = |side: usize| {
            let differ = sample.differ.map_or(0, |differ| differ[side]);
            format!("… {} rows in all, {differ} of them differ", sample.rows[side])
        };
        lines.push(Line { mark: ' ', left: counted(0), right: counted(1) });
    }
    lines
}

/// Names, types and these rows of a table in aligned columns; a row that is not there is empty.
fn grid(
    table: &ResultTable,
    rows: &[Option<usize>],
    marked: &dyn Fn(usize, usize) -> bool,
    shown: Shown,
) -> Vec<String> {
    let columns: Vec<Vec<String>> = table
        .columns
        .iter()
        .enumerate()
        .map(|(c, column)| {
            let types =
                if column.ty == column.dtype { column.ty.clone() } else { format!("{}/{}", column.ty, column.dtype) };
            let head = [cut(&safe(&column.name)), cut(&types)];
            let cells = rows.iter().enumerate().map(|(i, row)| match row {
                Some(row) if marked(i, c) => format!("»{}«", shown.cell(&column.values[*row])),
                Some(row) => shown.cell(&column.values[*row]),
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
    use crate::result::{Cell, Order, ResultColumn, Rules, compare};

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
        let shown: Vec<String> = lines(&left, &right, &comparison, Shown::default())
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
