//! Steps with something else in them: another function, another column, a step of another case, a made-up one, one less.

use std::collections::BTreeMap;

use super::super::rng::Rng;
use super::super::steps::{Table, step};
use super::super::{Shape, Sort, data, expr};
use super::{names, shape};
use crate::case::expr::{BinaryOp, Expr, Function, Literal, UnaryOp};
use crate::case::plan::{AggFn, Aggregate, Case, Step, WindowColumn, WindowFn};

/// How many names in a hundred stay when a step of another case comes to a table that has them.
const KEPT: usize = 60;
/// How often an expression is looked through for a place to change.
const LOOKS: usize = 4;

/// Changes the case's steps in one place.
pub(super) fn change(case: &mut Case, cases: &[Case], rng: &mut Rng) {
    let place = rng.below(case.steps.len());
    let other = rng.below(case.steps.len());
    match rng.below(12) {
        0..=3 => inside(case, place, rng),
        4..=6 => from_another(case, rng.one(cases), rng),
        7 | 8 => made_up(case, rng),
        9 => rename(case, place, rng),
        10 if case.steps.len() > 1 => drop(case.steps.remove(place)),
        _ => case.steps.swap(place, other),
    }
}

/// Another function, operator or operand inside the step.
fn inside(case: &mut Case, place: usize, rng: &mut Rng) {
    let table = shape(case, place);
    match &mut case.steps[place] {
        Step::WithColumns(columns) => {
            let i = rng.below(columns.len());
            if let Some((_, expr)) = columns.get_mut(i) {
                tweak(expr, &table, rng);
            }
        }
        Step::Filter(expr) => tweak(expr, &table, rng),
        Step::Groupby(groupby) => aggregate(&mut groupby.agg, rng),
        Step::Agg(agg) => aggregate(agg, rng),
        Step::Pivot(pivot) => pivot.agg = *rng.one(AggFn::ALL),
        Step::Window(window) => running(&mut window.columns, rng),
        Step::Astype(columns) => columns.iter_mut().for_each(|(_, ty)| *ty = data::any_type(rng)),
        Step::Head(n) | Step::Tail(n) => *n = *rng.one(&[0, 1, 2, 3, -1, -2, 10]),
        _ => {}
    }
}

fn aggregate(agg: &mut [Aggregate], rng: &mut Rng) {
    if agg.is_empty() {
        return;
    }
    let made = rng.below(agg.len());
    let function = *rng.one(AggFn::ALL);
    let made = &mut agg[made];
    if made.column.is_some() && function != AggFn::Size {
        made.function = function;
        made.q = (function == AggFn::Quantile).then_some(0.5);
    }
}

fn running(columns: &mut [WindowColumn], rng: &mut Rng) {
    if columns.is_empty() {
        return;
    }
    let made = rng.below(columns.len());
    let function = *rng.one(WindowFn::ALL);
    let made = &mut columns[made];
    if made.column.is_some() && !matches!(function, WindowFn::Cumcount | WindowFn::RowNumber) {
        made.function = function;
        made.n = function.takes_number().then(|| *rng.one(&[1, 2, 3]));
    }
}

/// Changes the expression at one node.
fn tweak(expr: &mut Expr, table: &[Shape], rng: &mut Rng) {
    for _ in 0..LOOKS {
        match expr {
            // Further down, half of the time.
            Expr::Unary(_, a) | Expr::Cast(a, _) | Expr::In { operand: a, .. } if rng.chance(50) => {
                return tweak(a, table, rng);
            }
            Expr::Binary(_, a, b) if rng.chance(50) => return tweak(if rng.chance(50) { a } else { b }, table, rng),
            Expr::Call(function, args) if rng.chance(50) => {
                let free = if function.wants_literals() { 1 } else { args.len() };
                let i = rng.below(free);
                return args.get_mut(i).map_or((), |arg| tweak(arg, table, rng));
            }
            Expr::Binary(op, ..) => return *op = *rng.one(BinaryOp::ALL),
            Expr::Cast(_, ty) => return *ty = data::any_type(rng),
            Expr::Call(function, args) => {
                let others: Vec<Function> = Function::ALL.iter().filter(|f| fits(**f, args)).copied().collect();
                if !others.is_empty() {
                    *function = *rng.one(&others);
                }
                return;
            }
            Expr::Column(_) | Expr::Literal(_) if !table.is_empty() => {
                let sort = rng.one(table).sort;
                return *expr = expr::of(if sort == Sort::Other { Sort::Int } else { sort }, table, 1, rng);
            }
            _ => {}
        }
    }
}

/// Whether the function takes these arguments: so many, and literals of its kind where it wants literals.
fn fits(function: Function, args: &[Expr]) -> bool {
    let (fewest, most) = function.arity();
    let text = |arg: &Expr| matches!(arg, Expr::Literal(Literal::Str(_)));
    let whole = |arg: &Expr| match arg {
        Expr::Literal(Literal::Int(_)) => true,
        Expr::Unary(UnaryOp::Neg, a) => matches!(**a, Expr::Literal(Literal::Int(_))),
        _ => false,
    };
    let literals = args.get(1..).unwrap_or_default();
    (fewest..=most).contains(&args.len())
        && match function {
            _ if !function.wants_literals() => true,
            Function::Round | Function::Slice | Function::Zfill | Function::DateAdd | Function::AddMonths => {
                literals.iter().all(whole)
            }
            _ => literals.iter().all(text),
        }
}

/// A step of `other`, with the tables it needs and this table's names in place of its own, put in anywhere.
fn from_another(case: &mut Case, other: &Case, rng: &mut Rng) {
    let from = rng.below(other.steps.len());
    let place = rng.below(case.steps.len() + 1);
    let mut taken = other.steps[from].clone();
    let (here, there) = (shape(case, place), shape(other, from));
    if here.is_empty() {
        return;
    }
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    names::each(&mut taken, &mut |name| {
        let found = known.entry(name.to_owned());
        found.or_insert_with(|| counterpart(name, &here, &there, rng)).clone()
    });
    let with = match &taken {
        Step::Join(join) => vec![join.with.clone()],
        Step::Concat(concat) => concat.with.clone(),
        _ => Vec::new(),
    };
    for name in with {
        if !case.inputs.iter().any(|input| input.name == name) {
            case.inputs.extend(other.inputs.iter().find(|input| input.name == name).cloned());
        }
    }
    if place < case.steps.len() && rng.chance(30) {
        case.steps[place] = taken;
    } else {
        case.steps.insert(place, taken);
    }
}

/// What a name of another table is called here: itself, a column of the same sort, or any.
fn counterpart(name: &str, here: &[Shape], there: &[Shape], rng: &mut Rng) -> String {
    if here.iter().any(|s| s.name == name) && rng.chance(KEPT) {
        return name.to_owned();
    }
    let sort = there.iter().find(|s| s.name == name).map(|s| s.sort);
    let alike: Vec<&Shape> = here.iter().filter(|s| Some(s.sort) == sort).collect();
    if alike.is_empty() || rng.chance(15) { rng.one(here).name.clone() } else { rng.one(&alike).name.clone() }
}

/// A made-up step behind all others.
fn made_up(case: &mut Case, rng: &mut Rng) {
    let mut table = Table::of(shape(case, case.steps.len()));
    if table.shape.is_empty() {
        return;
    }
    case.steps.extend((0..LOOKS).find_map(|_| step(&mut table, rng)));
}

/// One column of the step made another one.
fn rename(case: &mut Case, place: usize, rng: &mut Rng) {
    let table = shape(case, place);
    let mut count = 0;
    names::each(&mut case.steps[place], &mut |name| {
        count += 1;
        name.to_owned()
    });
    if table.is_empty() || count == 0 {
        return;
    }
    let (chosen, to) = (rng.below(count), rng.one(&table).name.clone());
    let mut seen = 0;
    names::each(&mut case.steps[place], &mut |name| {
        seen += 1;
        if seen == chosen + 1 { to.clone() } else { name.to_owned() }
    });
}
