//! Steps in other words: what an engineer writes where a framework lacks a step, or takes its names otherwise.

use super::around::{infinities_apart, rows_around};
use super::change::{Changed, Site};
use super::code::without_rows;
use super::known::known;
use super::names::renamed;
use super::near::tables;
use super::refused::index_alone;
use crate::axis::remedy::Respelling;
use crate::case::expr::{BinaryOp, Expr, Function, Literal, UnaryOp};
use crate::case::plan::{
    AggFn, Aggregate, Ascending, DropHow, Dropna, Fillna, Groupby, Join, JoinKeys, Keep, NaPosition, Pivot, Scalar,
    Sort, Step, Top, Window, WindowColumn, WindowFn,
};

/// How wide a rolling window may be that is written as shifted columns.
const WIDEST: i64 = 6;

impl Site {
    /// The cases with step `i` in other words.
    pub(super) fn respelled(&self, i: usize, respelling: Respelling) -> Vec<Changed> {
        let step = &self.case.steps[i];
        let names = || self.names(i);
        let one = |steps: Option<Vec<Step>>, what: &str| -> Vec<Changed> {
            let what = format!("{} {what}", step.word());
            steps.map(|steps| self.with(self.replaced(i, steps), what)).into_iter().collect()
        };
        match (respelling, step) {
            (Respelling::DropnaAsFilter, Step::Dropna(dropna)) => one(condition(dropna, &names()), "as a filter"),
            (Respelling::DistinctAsGroups, Step::DropDuplicates(distinct)) => {
                let keys = distinct.subset.clone().unwrap_or_default();
                one(groups_of(&keys, distinct.keep, &names()), "as a groupby")
            }
            (Respelling::AnyRowKept, Step::DropDuplicates(distinct)) if distinct.keep.is_some() => {
                let mut distinct = distinct.clone();
                distinct.keep = None;
                one(Some(vec![Step::DropDuplicates(distinct)]), "without keep")
            }
            (Respelling::AggAsGroup, Step::Agg(agg)) => one(one_group(agg, &names()), "as a groupby"),
            (Respelling::KnownNames, step) => {
                let names = self.names_without_rows(i);
                one(names.and_then(|names| known(step, &names)), "of columns that are there")
            }
            (Respelling::GroupAsAgg, Step::Groupby(groupby)) if groupby.by.is_empty() => {
                one(Some(vec![Step::Agg(groupby.agg.clone())]), "as an agg")
            }
            (
                Respelling::Nowhere,
                Step::Fillna(Fillna::Scalar(Scalar::Null)) | Step::Ffill | Step::Bfill | Step::Explode(_),
            ) => one(Some(Vec::new()), "left out"),
            (Respelling::KeysOnce, Step::Select(names)) => {
                let each = once(names);
                one((each.len() < names.len()).then(|| vec![Step::Select(each)]), "with each column once")
            }
            (Respelling::KeysOnce, Step::Groupby(groupby)) => {
                let by = once(&groupby.by);
                let fewer = by.len() < groupby.by.len();
                one(fewer.then(|| vec![Step::Groupby(Groupby { by, ..groupby.clone() })]), "with each key once")
            }
            (Respelling::FreshNames, step) => one(fresh(step, &names()), "under names that are not taken"),
            (Respelling::RenameInTurns, Step::Rename(pairs)) => one(in_turns(pairs), "by way of other names"),
            (Respelling::OnOneName, Step::Join(join)) => match &join.keys {
                JoinKeys::LeftRight(left, right) if left == right => {
                    let alone = Join { keys: JoinKeys::On(left.clone()), ..join.clone() };
                    let told = Join { suffixes: Some(("_x".to_owned(), "_y".to_owned())), ..alone.clone() };
                    let mut out = one(Some(vec![Step::Join(alone)]), "with on");
                    out.extend(one(Some(vec![Step::Join(told)]), "with on and suffixes"));
                    out
                }
                _ => Vec::new(),
            },
            (Respelling::Along, Step::Ffill | Step::Bfill) => self.filled_along(i).into_iter().collect(),
            (Respelling::RowsAround, Step::Groupby(groupby)) => {
                one(rows_around(groupby), "by the rows around the place")
            }
            (Respelling::InfinitiesApart, step) => one(infinities_apart(step), "with infinite values on their own"),
            (Respelling::RunOver, _) => self.run_over(i),
            (Respelling::Partners, _) => self.partners(i, false).into_iter().collect(),
            (Respelling::MissingPartners, _) => self.partners(i, true).into_iter().collect(),
            (Respelling::ByLabel, _) => self.by_label(i).into_iter().collect(),
            (Respelling::MiddleRows, Step::Groupby(groupby)) => one(middle_rows(groupby), "of the middle rows"),
            (Respelling::TextsListed, _) => one(self.texts_listed(i), "with lists of texts"),
            (Respelling::Elements, _) => self.elements(i),
            (Respelling::IndexAlone, Step::Pivot(pivot)) if self.tables.len() == i + 1 => {
                one(Some(index_alone(pivot)), "as the values of its index alone")
            }
            (Respelling::Unread, _) => self.unread(i).into_iter().collect(),
            (Respelling::AsSpelled, step) => {
                let names = names();
                let spelled = |name: &str| {
                    let bare = name.strip_prefix('`').and_then(|name| name.strip_suffix('`')).unwrap_or(name);
                    let same = |known: &&String| known.to_lowercase() == bare.to_lowercase();
                    if names.iter().any(|known| known == name) { None } else { names.iter().find(same).cloned() }
                };
                let mut new = renamed(step, &|name| spelled(name).unwrap_or_else(|| name.to_owned()));
                if let Step::Select(chosen) = &mut new
                    && let Some(star) = chosen.iter().position(|name| name == "*")
                {
                    chosen.splice(star..=star, names.iter().cloned());
                }
                one((new != *step).then(|| vec![new]), "with names as they are spelled")
            }
            (Respelling::Undotted, _) => self.undotted().into_iter().collect(),
            (Respelling::RolesApart, Step::Pivot(pivot)) => one(roles_apart(pivot), "of copies"),
            (Respelling::OrderedBy, Step::Window(window)) if window.order_by.is_empty() => {
                let by = names().into_iter().filter(|name| !window.partition_by.contains(name));
                let ordered = |name: String| Step::Window(Window { order_by: vec![name], ..window.clone() });
                by.flat_map(|name| one(Some(vec![ordered(name.clone())]), &format!("ordered by {name}"))).collect()
            }
            (Respelling::RollingAsShifts, Step::Window(window)) => one(shifts(window), "as shifted columns"),
            (Respelling::RankAsNumber, Step::Window(window)) => one(numbered(window), "as row numbers"),
            (Respelling::TopAsSort, Step::Nlargest(top)) => one(Some(sorted(top, false)), "as sort and head"),
            (Respelling::TopAsSort, Step::Nsmallest(top)) => one(Some(sorted(top, true)), "as sort and head"),
            _ => Vec::new(),
        }
    }

    /// The names of the columns before step `i`, as far as they are known.
    fn names(&self, i: usize) -> Vec<String> {
        self.tables.get(i).map(|table| table.iter().map(|(name, _)| name.clone()).collect()).unwrap_or_default()
    }

    /// The names of the columns before step `i`, also where a row keeps a step before it from being run.
    fn names_without_rows(&self, i: usize) -> Option<Vec<String>> {
        if i < self.tables.len() {
            return Some(self.names(i));
        }
        let mut case = without_rows(&self.case);
        case.steps.truncate(i);
        let table = tables(&case, &self.profile, self.options).into_iter().nth(i)?;
        Some(table.into_iter().map(|(name, _)| name).collect())
    }

    /// The case with columns renamed first that have dots in their names.
    fn undotted(&self) -> Option<Changed> {
        let plain = |name: &str| name.replace('.', "_");
        let dotted: Vec<(String, String)> = self
            .names(0)
            .into_iter()
            .filter(|name| name.contains('.'))
            .map(|name| (name.clone(), plain(&name)))
            .collect();
        if dotted.is_empty() {
            return None;
        }
        let mut case = self.case.clone();
        case.steps.iter_mut().for_each(|step| *step = renamed(step, &plain));
        case.steps.insert(0, Step::Rename(dotted.clone()));
        let what: Vec<String> = dotted.iter().map(|(old, new)| format!("{old} called {new}")).collect();
        Some(self.with(case, what.join(", ")))
    }
}

fn column(name: &str) -> Expr {
    Expr::Column(name.into())
}

fn number(n: i64) -> Expr {
    Expr::Literal(Literal::Int(n.into()))
}

fn binary(op: BinaryOp, a: Expr, b: Expr) -> Expr {
    Expr::Binary(op, Box::new(a), Box::new(b))
}

/// `dropna` as the condition of rows that stay.
fn condition(dropna: &Dropna, names: &[String]) -> Option<Vec<Step>> {
    let looked_at = dropna.subset.clone().unwrap_or_else(|| names.to_vec());
    let there = looked_at.iter().map(|name| Expr::Call(Function::NotNull, vec![column(name)]));
    let all = match (dropna.thresh, dropna.how.unwrap_or(DropHow::Any)) {
        (Some(least), _) => {
            let counted = there.map(|there| Expr::Call(Function::IfElse, vec![there, number(1), number(0)]));
            let sum = counted.reduce(|a, b| binary(BinaryOp::Add, a, b))?;
            binary(BinaryOp::Ge, sum, number(least))
        }
        (None, DropHow::Any) => there.reduce(|a, b| binary(BinaryOp::And, a, b))?,
        (None, DropHow::All) => there.reduce(|a, b| binary(BinaryOp::Or, a, b))?,
    };
    Some(vec![Step::Filter(all)])
}

/// One row for each of the keys' values, with the first or last values of the other columns.
fn groups_of(keys: &[String], keep: Option<Keep>, names: &[String]) -> Option<Vec<Step>> {
    let others = names.iter().filter(|name| !keys.contains(name));
    let function = if keep == Some(Keep::Last) { AggFn::Last } else { AggFn::First };
    let agg: Vec<Aggregate> =
        others.map(|name| Aggregate { out: name.clone(), function, column: Some(name.clone()), q: None }).collect();
    if keys.is_empty() || agg.is_empty() {
        return None;
    }
    let groups = Groupby { by: keys.to_vec(), agg, dropna: Some(false), sort: None, style: None };
    Some(vec![Step::Groupby(groups), Step::Select(names.to_vec())])
}

/// Aggregates of the whole table as those of its only group.
fn one_group(agg: &[Aggregate], names: &[String]) -> Option<Vec<Step>> {
    let key = "all_rows".to_owned();
    if names.contains(&key) {
        return None;
    }
    let groups = Groupby { by: vec![key.clone()], agg: agg.to_vec(), dropna: None, sort: None, style: None };
    Some(vec![Step::WithColumns(vec![(key.clone(), number(1))]), Step::Groupby(groups), Step::Drop(vec![key])])
}

/// The step with other names for what it makes where these are those of its keys, or where one is made twice.
fn fresh(step: &Step, names: &[String]) -> Option<Vec<Step>> {
    match step {
        Step::Rename(pairs) => {
            let stays = |name: &String| names.contains(name) && !pairs.iter().any(|(old, _)| old == name);
            let other = |new: &String| if stays(new) { format!("{new}_2") } else { new.clone() };
            let apart: Vec<_> = pairs.iter().map(|(old, new)| (old.clone(), other(new))).collect();
            (apart != *pairs).then(|| vec![Step::Rename(apart)])
        }
        Step::Groupby(groupby) => {
            let mut groupby = groupby.clone();
            let mut taken = groupby.by.clone();
            let mut changed = false;
            for made in &mut groupby.agg {
                if taken.contains(&made.out) {
                    made.out = format!("{}_{}", made.out, made.function.name());
                    changed = true;
                }
                taken.push(made.out.clone());
            }
            changed.then(|| vec![Step::Groupby(groupby)])
        }
        Step::ValueCounts(counts) if counts.column == "count" => {
            let mut counts = counts.clone();
            "value".clone_into(&mut counts.column);
            Some(vec![Step::Rename(vec![("count".to_owned(), "value".to_owned())]), Step::ValueCounts(counts)])
        }
        Step::Pivot(pivot) => {
            let names = pivot.index.iter().map(|name| (name.clone(), format!("{name}_key"))).collect();
            let mut pivot = pivot.clone();
            pivot.index.iter_mut().for_each(|name| *name = format!("{name}_key"));
            Some(vec![Step::Rename(names), Step::Pivot(pivot)])
        }
        Step::Join(join) => {
            // keys that are called otherwise on the other side stay apart
            let JoinKeys::On(_) = &join.keys else { return None };
            let mut join = join.clone();
            join.suffixes = Some(("_left".to_owned(), "_right".to_owned()));
            Some(vec![Step::Join(join)])
        }
        _ => None,
    }
}

/// A pivot whose columns and values are copies where a column is used for two things.
fn roles_apart(pivot: &Pivot) -> Option<Vec<Step>> {
    let (mut copies, mut apart) = (Vec::new(), pivot.clone());
    if pivot.index.contains(&pivot.columns) {
        apart.columns = format!("{}_label", pivot.columns);
        copies.push((apart.columns.clone(), column(&pivot.columns)));
    }
    if pivot.index.contains(&pivot.values) || pivot.columns == pivot.values {
        apart.values = format!("{}_value", pivot.values);
        copies.push((apart.values.clone(), column(&pivot.values)));
    }
    (!copies.is_empty()).then(|| vec![Step::WithColumns(copies), Step::Pivot(apart)])
}

/// Rolling sums and means as the sums of columns that are shifted by each row of the window.
fn shifts(window: &Window) -> Option<Vec<Step>> {
    let (mut shifted, mut sums, mut helpers) = (window.clone(), Vec::new(), Vec::new());
    shifted.columns.clear();
    for made in &window.columns {
        let rolls = matches!(made.function, WindowFn::RollingSum | WindowFn::RollingMean);
        let (Some(read), Some(n), true) = (&made.column, made.n.filter(|n| (1..=WIDEST).contains(n)), rolls) else {
            shifted.columns.push(made.clone());
            continue;
        };
        let mut sum = column(read);
        for back in 1..n {
            let out = format!("{}_{back}", made.out);
            sum = binary(BinaryOp::Add, sum, column(&out));
            let function = WindowFn::Shift;
            shifted.columns.push(WindowColumn {
                out: out.clone(),
                function,
                column: Some(read.clone()),
                n: Some(back),
            });
            helpers.push(out);
        }
        let mean = made.function == WindowFn::RollingMean;
        let whole = if mean { binary(BinaryOp::Div, sum, number(n)) } else { sum };
        sums.push((made.out.clone(), binary(BinaryOp::Mul, whole, Expr::Literal(Literal::Float(1.0)))));
    }
    if sums.is_empty() {
        return None;
    }
    let mut steps = Vec::new();
    if !shifted.columns.is_empty() {
        steps.push(Step::Window(shifted));
    }
    steps.push(Step::WithColumns(sums));
    if !helpers.is_empty() {
        steps.push(Step::Drop(helpers));
    }
    Some(steps)
}

/// A rank as the number of the row in the order of what is ranked: the same where no two rows tie.
fn numbered(window: &Window) -> Option<Vec<Step>> {
    let [made] = window.columns.as_slice() else { return None };
    let (Some(ranked), WindowFn::Rank | WindowFn::DenseRank) = (&made.column, made.function) else { return None };
    let row = WindowColumn { out: made.out.clone(), function: WindowFn::RowNumber, column: None, n: None };
    let ordered = Window { order_by: vec![ranked.clone()], columns: vec![row], ..window.clone() };
    let number = binary(BinaryOp::Mul, column(&made.out), Expr::Literal(Literal::Float(1.0)));
    let missing = Expr::Call(Function::IsNull, vec![column(ranked)]);
    let null = Expr::Literal(Literal::Null);
    let rank = Expr::Call(Function::IfElse, vec![missing, null, number]);
    let mut steps = vec![Step::Window(ordered), Step::WithColumns(vec![(made.out.clone(), rank)])];
    if !window.order_by.is_empty() {
        steps.push(Step::Sort(Sort { by: window.order_by.clone(), ascending: None, na_position: None }));
    }
    Some(steps)
}

/// The mean of the rows in the middle of each group: their places from both ends are the same, or next to each other.
fn middle_rows(groupby: &Groupby) -> Option<Vec<Step>> {
    let [Aggregate { out, function: AggFn::Median, column: Some(read), .. }] = groupby.agg.as_slice() else {
        return None;
    };
    let window = |by: &str, out: &str| {
        let count = WindowColumn { out: out.to_owned(), function: WindowFn::Cumcount, column: None, n: None };
        let partition_by = groupby.by.clone();
        Step::Window(Window { partition_by, order_by: vec![by.to_owned()], columns: vec![count], frame: None })
    };
    let (below, back, above) = ("rows_below", "back", "rows_above");
    let difference = binary(BinaryOp::Sub, column(below), column(above));
    let apart = Expr::Call(Function::Abs, vec![difference]);
    let mean = Aggregate { out: out.clone(), function: AggFn::Mean, column: Some(read.clone()), q: None };
    Some(vec![
        Step::Filter(Expr::Call(Function::NotNull, vec![column(read)])),
        window(read, below),
        Step::WithColumns(vec![(back.to_owned(), Expr::Unary(UnaryOp::Neg, Box::new(column(below))))]),
        window(back, above),
        Step::Filter(binary(BinaryOp::Le, apart, number(1))),
        Step::Groupby(Groupby { agg: vec![mean], ..groupby.clone() }),
    ])
}

/// Each name once.
pub(super) fn once(names: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    names.iter().for_each(|name| {
        if !out.contains(name) {
            out.push(name.clone());
        }
    });
    out
}

/// Renames that take names of each other, by way of names that no column has.
fn in_turns(pairs: &[(String, String)]) -> Option<Vec<Step>> {
    let taken = pairs.iter().any(|(_, new)| pairs.iter().any(|(old, _)| old == new));
    let between = |new: &String| format!("{new}_new");
    let first = pairs.iter().map(|(old, new)| (old.clone(), between(new))).collect();
    let then = pairs.iter().map(|(_, new)| (between(new), new.clone())).collect();
    taken.then(|| vec![Step::Rename(first), Step::Rename(then)])
}

/// The first rows of a sort.
fn sorted(top: &Top, ascending: bool) -> Vec<Step> {
    let ascending = Some(Ascending::All(ascending));
    let sort = Sort { by: top.by.clone(), ascending, na_position: Some(NaPosition::Last) };
    vec![Step::Sort(sort), Step::Head(top.n)]
}
