//! The rows worth looking at of two large tables: first those that differ.

use super::{Comparison, Outcome, ResultTable, RowPair};

/// A few rows of two results, and how many there were.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The two results with these rows alone, in the order of the comparison's pairs.
    pub outcomes: [Outcome; 2],
    /// How these rows differ; kinds, notes and types are those of the whole.
    pub comparison: Comparison,
    /// How many rows each had.
    pub rows: [usize; 2],
    /// How many of each side's rows the other does not have, or has with another cell; nothing where they have no counterparts.
    pub differ: Option<[usize; 2]>,
}

impl Sample {
    /// At most `most` rows of the results and of how they differ, rows that differ before those that are the same.
    pub fn of(left: &Outcome, right: &Outcome, comparison: &Comparison, most: usize) -> Self {
        let (Outcome::Table(l), Outcome::Table(r)) = (left, right) else {
            let outcomes = [first(left, most), first(right, most)];
            return Self {
                outcomes,
                comparison: comparison.clone(),
                rows: [height(left), height(right)],
                differ: None,
            };
        };
        let rows = [l.rows, r.rows];
        if !comparison.kinds.is_empty() && comparison.rows.is_empty() {
            let outcomes = [first(left, most), first(right, most)];
            return Self { outcomes, comparison: comparison.clone(), rows, differ: None };
        }
        let chosen = chosen(&comparison.rows, most);
        let (mut lefts, mut rights, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
        for pair in &chosen {
            let (at_left, at_right) = (lefts.len(), rights.len());
            match pair {
                RowPair::Same(l, r) | RowPair::Differ(l, r, _) => {
                    lefts.push(*l);
                    rights.push(*r);
                }
                RowPair::Left(l) => lefts.push(*l),
                RowPair::Right(r) => rights.push(*r),
            }
            pairs.push(match pair {
                RowPair::Same(..) => RowPair::Same(at_left, at_right),
                RowPair::Differ(_, _, cells) => RowPair::Differ(at_left, at_right, cells.clone()),
                RowPair::Left(_) => RowPair::Left(at_left),
                RowPair::Right(_) => RowPair::Right(at_right),
            });
        }
        let same = comparison.rows.iter().filter(|pair| matches!(pair, RowPair::Same(..))).count();
        Self {
            outcomes: [Outcome::Table(taken(l, &lefts)), Outcome::Table(taken(r, &rights))],
            comparison: Comparison { rows: pairs, ..comparison.clone() },
            rows,
            differ: Some([l.rows - same, r.rows - same]),
        }
    }
}

/// The pairs that are looked at, in their order.
fn chosen(pairs: &[RowPair], most: usize) -> Vec<&RowPair> {
    if pairs.len() <= most {
        return pairs.iter().collect();
    }
    let same = |pair: &&RowPair| matches!(pair, RowPair::Same(..));
    let differing = pairs.iter().filter(|pair| !same(pair)).take(most).count();
    let (mut left_to_differ, mut left_to_agree) = (differing, most - differing);
    let wanted = |pair: &&RowPair| {
        let left = if same(pair) { &mut left_to_agree } else { &mut left_to_differ };
        let wanted = *left > 0;
        *left = left.saturating_sub(1);
        wanted
    };
    pairs.iter().filter(wanted).collect()
}

fn height(outcome: &Outcome) -> usize {
    if let Outcome::Table(table) = outcome { table.rows } else { 0 }
}

fn first(outcome: &Outcome, most: usize) -> Outcome {
    match outcome {
        Outcome::Table(table) => Outcome::Table(taken(table, &(0..table.rows.min(most)).collect::<Vec<_>>())),
        Outcome::Error(_) => outcome.clone(),
    }
}

fn taken(table: &ResultTable, rows: &[usize]) -> ResultTable {
    let mut few = ResultTable {
        columns: Vec::with_capacity(table.columns.len()),
        rows: rows.len(),
        order: table.order,
        order_keys: table.order_keys.clone(),
    };
    for column in &table.columns {
        few.columns.push(super::ResultColumn {
            name: column.name.clone(),
            ty: column.ty.clone(),
            dtype: column.dtype.clone(),
            values: rows.iter().map(|&row| column.values[row].clone()).collect(),
        });
    }
    few
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::{Cell, Order, ResultColumn, Rules, compare};

    fn numbers(values: impl Iterator<Item = i128>) -> Outcome {
        let values: Vec<Cell> = values.map(Cell::Int).collect();
        let rows = values.len();
        let (name, ty) = ("x".to_owned(), "int64".to_owned());
        let columns = vec![ResultColumn { name, dtype: ty.clone(), ty, values }];
        Outcome::Table(ResultTable { columns, rows, order: Order::None, order_keys: Vec::new() })
    }

    #[test]
    fn rows_that_differ_come_before_those_that_are_the_same() {
        let (left, right) = (numbers(0..1000), numbers((0..1000).map(|i| if i == 700 { 5000 } else { i })));
        let sample = Sample::of(&left, &right, &compare(&left, &right, &Rules::default()), 5);
        assert_eq!((sample.rows, sample.differ), ([1000, 1000], Some([1, 1])));
        let Outcome::Table(table) = &sample.outcomes[0] else { panic!("a table") };
        assert_eq!(table.columns[0].values, [0, 1, 2, 700].map(Cell::Int));
        assert!(sample.comparison.rows.contains(&RowPair::Left(3)), "{:?}", sample.comparison.rows);
    }
}
