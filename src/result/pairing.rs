//! Which row of one table is which row of the other, and whether they come in the same order.
//!
//! Exact matches come first, then matches within the tolerance (as many as possible), then what is left is paired by key, else
//! by most equal cells in row order. Everything is hashed and sorted: large tables that agree take no quadratic step.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hasher};

use super::compare::Rules;
use super::{Cell, Order, ResultTable};

/// Left and right rows, by place, and what they have to do with each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowPair {
    /// The same row.
    Same(usize, usize),
    /// The same row but for these columns.
    Differ(usize, usize, Vec<usize>),
    /// Only the left table has it.
    Left(usize),
    /// Only the right table has it.
    Right(usize),
}

/// Beyond this many pairs of left-over rows, they are paired by their place instead of by their likeness.
const LIKENESSES: usize = 1_000_000;

/// Two tables of the same columns.
struct Tables<'a> {
    left: &'a ResultTable,
    right: &'a ResultTable,
    rel: f64,
}

/// Rows of each side that have no partner yet, ascending.
type Loose = (Vec<usize>, Vec<usize>);

/// Pairs the rows of two tables of the same columns: those of the left table in its order, then what only the right one has.
pub(super) fn pair(left: &ResultTable, right: &ResultTable, rules: &Rules) -> Vec<RowPair> {
    let tables = Tables { left, right, rel: rules.rel };
    if left.rows == right.rows && (0..left.rows).all(|i| tables.agree(i, i, rules.rel)) {
        return (0..left.rows).map(|i| RowPair::Same(i, i)).collect();
    }
    let mut pairs = Vec::new();
    let floats = tables.columns_with_floats();
    let rest = tables.exact(((0..left.rows).collect(), (0..right.rows).collect()), &mut pairs);
    let rest = match floats.is_empty() || rules.rel <= 0.0 {
        true => rest,
        false => tables.within_tolerance(rest, &floats, &mut pairs),
    };
    tables.alike(&rest, &tables.keys(rules), &mut pairs);
    let paired: std::collections::HashSet<usize> = pairs.iter().map(|(_, r)| *r).collect();
    pairs.sort_unstable();
    let mut next = pairs.iter().peekable();
    let mut out: Vec<RowPair> = (0..left.rows)
        .map(|l| match next.next_if(|(left, _)| *left == l) {
            Some(&(l, r)) => {
                let cells: Vec<usize> =
                    (0..left.columns.len()).filter(|&c| !tables.cell_agrees(c, l, r, rules.rel)).collect();
                if cells.is_empty() { RowPair::Same(l, r) } else { RowPair::Differ(l, r, cells) }
            }
            None => RowPair::Left(l),
        })
        .collect();
    out.extend((0..right.rows).filter(|r| !paired.contains(r)).map(RowPair::Right));
    out
}

/// Whether the rows that both have come in another order on the right, ties apart. Rows are the same by all they hold or by their keys;
/// what is paired for its likeness alone says nothing of the order.
pub(super) fn reordered(left: &ResultTable, right: &ResultTable, rows: &[RowPair], rules: &Rules) -> bool {
    let tables = Tables { left, right, rel: rules.rel };
    let keys = tables.keys(rules);
    let same_by_key =
        |l: usize, r: usize| !keys.is_empty() && keys.iter().all(|&k| values(left, k)[l].ties(&values(right, k)[r]));
    let (lefts, rights) = (ranks(left), ranks(right));
    let mut places: Vec<(usize, usize)> = rows
        .iter()
        .filter_map(|row| match row {
            RowPair::Same(l, r) => Some((lefts[*l], rights[*r])),
            RowPair::Differ(l, r, _) => same_by_key(*l, *r).then(|| (lefts[*l], rights[*r])),
            RowPair::Left(_) | RowPair::Right(_) => None,
        })
        .collect();
    places.sort_unstable();
    places.windows(2).any(|pair| pair[0].1 > pair[1].1)
}

/// The place of each row; rows that tie on the order's keys share one.
fn ranks(table: &ResultTable) -> Vec<usize> {
    let keys: Vec<&[Cell]> = match table.order {
        Order::Keys => table.order_keys.iter().filter_map(|key| unique(table, key)).map(|c| values(table, c)).collect(),
        Order::Total | Order::None => return (0..table.rows).collect(),
    };
    let mut rank = 0;
    (0..table.rows)
        .map(|i| {
            if i > 0 && !keys.iter().all(|key| key[i - 1].ties(&key[i])) {
                rank += 1;
            }
            rank
        })
        .collect()
}

/// The place of the only column of this name.
fn unique(table: &ResultTable, name: &str) -> Option<usize> {
    let mut found = table.columns.iter().enumerate().filter(|(_, c)| c.name == name);
    found.next().filter(|_| found.next().is_none()).map(|(i, _)| i)
}

fn values(table: &ResultTable, column: usize) -> &[Cell] {
    &table.columns[column].values
}

impl Tables<'_> {
    fn cell_agrees(&self, column: usize, l: usize, r: usize, rel: f64) -> bool {
        values(self.left, column)[l].agrees(&values(self.right, column)[r], rel)
    }

    fn agree(&self, l: usize, r: usize, rel: f64) -> bool {
        (0..self.left.columns.len()).all(|c| self.cell_agrees(c, l, r, rel))
    }

    /// The columns in which a tolerance can matter.
    fn columns_with_floats(&self) -> Vec<usize> {
        let any = |t: &ResultTable, c: usize| values(t, c).iter().any(Cell::has_float);
        (0..self.left.columns.len()).filter(|&c| any(self.left, c) || any(self.right, c)).collect()
    }

    /// The columns by which left-over rows are paired: the plan's keys, else those of a promised order.
    fn keys(&self, rules: &Rules) -> Vec<usize> {
        let both = |name: &String| unique(self.left, name).filter(|_| unique(self.right, name).is_some());
        let all = |names: &[String]| names.iter().map(both).collect::<Option<Vec<usize>>>();
        [&rules.keys, &self.left.order_keys, &self.right.order_keys]
            .into_iter()
            .filter(|names| !names.is_empty())
            .find_map(|names| all(names))
            .unwrap_or_default()
    }

    /// Cuts loose rows into runs of equal hash and hands each to `each`, with the runs that only one side has.
    fn runs(&self, rest: &Loose, hash: &dyn Fn(&ResultTable, usize) -> u64, mut each: impl FnMut(&[usize], &[usize])) {
        let hashed = |table: &ResultTable, rows: &[usize]| {
            let mut hashed: Vec<(u64, usize)> = rows.iter().map(|&i| (hash(table, i), i)).collect();
            hashed.sort_unstable();
            hashed
        };
        let (left, right) = (hashed(self.left, &rest.0), hashed(self.right, &rest.1));
        let rows = |run: &[(u64, usize)]| run.iter().map(|(_, i)| *i).collect::<Vec<_>>();
        let mut from = 0;
        for run in left.chunk_by(|a, b| a.0 == b.0) {
            let start = from + right[from..].partition_point(|x| x.0 < run[0].0);
            let end = start + right[start..].partition_point(|x| x.0 == run[0].0);
            each(&rows(run), &rows(&right[start..end]));
            from = end;
        }
    }

    fn exact(&self, rest: Loose, pairs: &mut Vec<(usize, usize)>) -> Loose {
        let mut found = Vec::new();
        self.runs(&rest, &|table, i| hash_row(table.columns.iter().map(|c| (&c.values[i], false))), |left, right| {
            let mut open: VecDeque<usize> = right.iter().copied().collect();
            for &l in left {
                if let Some(at) = open.iter().position(|&r| self.agree(l, r, 0.0)) {
                    found.extend(open.remove(at).map(|r| (l, r)));
                }
            }
        });
        pairs.extend(&found);
        without(rest, &found)
    }

    fn within_tolerance(&self, rest: Loose, floats: &[usize], pairs: &mut Vec<(usize, usize)>) -> Loose {
        let mut found = Vec::new();
        self.runs(
            &rest,
            &|table, i| hash_row(table.columns.iter().enumerate().map(|(c, x)| (&x.values[i], floats.contains(&c)))),
            |left, right| found.extend(self.most_pairs(left, right, floats)),
        );
        pairs.extend(&found);
        without(rest, &found)
    }

    /// A largest set of pairs within the tolerance, by augmenting paths over the rows that are near in one column.
    fn most_pairs(&self, left: &[usize], right: &[usize], floats: &[usize]) -> Vec<(usize, usize)> {
        if left.is_empty() || right.is_empty() {
            return Vec::new();
        }
        // The column that tells rows apart best keeps the candidates few.
        let number = |table: &ResultTable, c: usize, i: usize| values(table, c)[i].number().filter(|x| x.is_finite());
        let distinct = |c: usize| {
            let mut bits: Vec<u64> = right.iter().filter_map(|&r| number(self.right, c, r)).map(f64::to_bits).collect();
            bits.sort_unstable();
            bits.dedup();
            bits.len()
        };
        let best = floats.iter().copied().max_by_key(|&c| distinct(c)).unwrap_or(0);
        let key = |table: &ResultTable, i: usize| number(table, best, i).unwrap_or(0.0);
        let mut right: Vec<usize> = right.to_vec();
        right.sort_by(|&a, &b| key(self.right, a).total_cmp(&key(self.right, b)));
        let mut left: Vec<usize> = left.to_vec();
        left.sort_by(|&a, &b| key(self.left, a).total_cmp(&key(self.left, b)));
        let near: Vec<Vec<usize>> = left
            .iter()
            .map(|&l| {
                let x = key(self.left, l);
                let reach = if self.rel < 0.5 { 2.0 * self.rel * x.abs() } else { f64::INFINITY };
                let start = right.partition_point(|&r| key(self.right, r) < x - reach);
                let end = right.partition_point(|&r| key(self.right, r) <= x + reach);
                (start..end).filter(|&r| self.agree(l, right[r], self.rel)).collect()
            })
            .collect();
        matching(&near, right.len()).into_iter().map(|(l, r)| (left[l], right[r])).collect()
    }

    /// Pairs what is left: by key where there is one, else by most equal cells.
    fn alike(&self, rest: &Loose, keys: &[usize], pairs: &mut Vec<(usize, usize)>) {
        if keys.is_empty() {
            return pairs.extend(self.by_likeness(&rest.0, &rest.1));
        }
        let hash = |table: &ResultTable, i: usize| {
            let mut state = DefaultHasher::new();
            keys.iter().for_each(|&k| values(table, k)[i].hash_key_into(&mut state));
            state.finish()
        };
        self.runs(rest, &hash, |left, right| pairs.extend(self.by_likeness(left, right)));
    }

    fn by_likeness(&self, left: &[usize], right: &[usize]) -> Vec<(usize, usize)> {
        let equal =
            |l: usize, r: usize| (0..self.left.columns.len()).filter(|&c| self.cell_agrees(c, l, r, self.rel)).count();
        if left.len().saturating_mul(right.len()) > LIKENESSES {
            let by_place = left.iter().copied().zip(right.iter().copied());
            return by_place.filter(|&(l, r)| equal(l, r) > 0).collect();
        }
        let mut scored: Vec<(usize, usize, usize)> = left
            .iter()
            .flat_map(|&l| right.iter().map(move |&r| (l, r)))
            .map(|(l, r)| (equal(l, r), l, r))
            .filter(|(score, ..)| *score > 0)
            .collect();
        scored.sort_by_key(|&(score, l, r)| (std::cmp::Reverse(score), l, r));
        let (mut lefts, mut rights) = (std::collections::HashSet::new(), std::collections::HashSet::new());
        let mut pairs = Vec::new();
        for (_, l, r) in scored {
            if !lefts.contains(&l) && !rights.contains(&r) {
                lefts.insert(l);
                rights.insert(r);
                pairs.push((l, r));
            }
        }
        pairs
    }
}

fn hash_row<'c>(cells: impl Iterator<Item = (&'c Cell, bool)>) -> u64 {
    let mut state = DefaultHasher::new();
    for (cell, loose) in cells {
        cell.hash_into(loose, &mut state);
    }
    state.finish()
}

fn without((left, right): Loose, found: &[(usize, usize)]) -> Loose {
    let ls: std::collections::HashSet<usize> = found.iter().map(|p| p.0).collect();
    let rs: std::collections::HashSet<usize> = found.iter().map(|p| p.1).collect();
    (left.into_iter().filter(|l| !ls.contains(l)).collect(), right.into_iter().filter(|r| !rs.contains(r)).collect())
}

/// A largest matching of a bipartite graph: `near[l]` are the right places that `l` may have.
fn matching(near: &[Vec<usize>], rights: usize) -> Vec<(usize, usize)> {
    let mut owner: Vec<Option<usize>> = vec![None; rights];
    let mut has: Vec<Option<usize>> = vec![None; near.len()];
    for start in 0..near.len() {
        // Breadth first over alternating paths; `from[r]` is the left place that led to `r`.
        let mut from: HashMap<usize, usize> = HashMap::new();
        let mut queue = VecDeque::from([start]);
        let mut end = None;
        'search: while let Some(l) = queue.pop_front() {
            for &r in &near[l] {
                if from.contains_key(&r) {
                    continue;
                }
                from.insert(r, l);
                match owner[r] {
                    Some(next) => queue.push_back(next),
                    None => {
                        end = Some(r);
                        break 'search;
                    }
                }
            }
        }
        // Along the path back to the start, each left place gives up what it had for what it found.
        while let Some(r) = end {
            let Some(&l) = from.get(&r) else { break };
            owner[r] = Some(l);
            end = has[l].replace(r);
        }
    }
    has.into_iter().enumerate().filter_map(|(l, r)| r.map(|r| (l, r))).collect()
}
