//! What differing cases have in common: the step where two sides part, the functions in it, the kind of difference.

use std::collections::BTreeMap;

use super::ask::{Difference, Sides, Verdict};
use crate::case::expr::{Expr, UnaryOp};
use crate::case::plan::{Aggregate, Case, Step};

/// Differing cases by step, functions and kind; each with its cases' numbers.
pub type Groups = BTreeMap<String, Vec<u64>>;

/// The group of a case: the first step at which the sides part, what it calls, and how they differ.
///
/// # Errors
/// A sentence, when the real framework can't be started.
pub fn name(case: &Case, difference: &Difference, sides: &mut Sides<'_>) -> Result<String, String> {
    let mut place = case.steps.len().saturating_sub(1);
    for end in 1..case.steps.len() {
        let mut start = case.clone();
        start.steps.truncate(end);
        if matches!(sides.ask(&start)?, Verdict::Differs(_)) {
            place = end - 1;
            break;
        }
    }
    let Some(step) = case.steps.get(place) else { return Ok(format!("inputs: {}", difference.words())) };
    let functions = functions(step);
    let called = if functions.is_empty() { String::new() } else { format!(" {}", functions.join(" ")) };
    Ok(format!("{}{called}: {}", step.word(), difference.words()))
}

/// Groups, most frequent first.
pub fn by_frequency(groups: &Groups) -> Vec<(&str, &[u64])> {
    let mut all: Vec<(&str, &[u64])> = groups.iter().map(|(name, cases)| (name.as_str(), cases.as_slice())).collect();
    all.sort_by_key(|(name, cases)| (std::cmp::Reverse(cases.len()), *name));
    all
}

/// What a step calls: the outermost function of each expression, or its aggregates.
fn functions(step: &Step) -> Vec<&'static str> {
    let of = |agg: &[Aggregate]| agg.iter().map(|a| a.function.name()).collect();
    let mut names: Vec<&str> = match step {
        Step::WithColumns(columns) => columns.iter().map(|(_, expr)| outermost(expr)).collect(),
        Step::Filter(expr) => vec![outermost(expr)],
        Step::Groupby(groupby) => of(&groupby.agg),
        Step::Agg(agg) => of(agg),
        _ => Vec::new(),
    };
    names.sort_unstable();
    names.dedup();
    names
}

fn outermost(expr: &Expr) -> &'static str {
    match expr {
        Expr::Column(_) => "column",
        Expr::Literal(_) => "literal",
        Expr::Unary(UnaryOp::Neg, _) => "-",
        Expr::Unary(UnaryOp::Not, _) => "not",
        Expr::Binary(op, ..) => op.name(),
        Expr::In { .. } => "in",
        Expr::Cast(..) => "cast",
        Expr::Call(function, _) => function.name(),
    }
}
