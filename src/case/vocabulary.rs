//! The words of the case format, and which of them a case uses.

use std::collections::BTreeSet;

use super::expr::{BinaryOp, Expr, Function, UnaryOp};
use super::plan::{AggFn, Aggregate, Case, Step, WindowFn};

/// What a word of the case format is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A step.
    Step,
    /// An operator of the expression language.
    Operator,
    /// A function of the expression language.
    Function,
    /// An aggregate.
    Aggregate,
    /// A window function.
    Window,
}

impl Part {
    /// Every part, in the order of the case format.
    pub const ALL: [Self; 5] = [Self::Step, Self::Aggregate, Self::Window, Self::Operator, Self::Function];

    /// What one of them is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Operator => "operator",
            Self::Function => "function",
            Self::Aggregate => "aggregate",
            Self::Window => "window function",
        }
    }
}

/// A word of the case format.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// As a case writes it.
    pub name: &'static str,
    /// What it is.
    pub part: Part,
    /// What it means.
    pub meaning: &'static str,
}

/// What is no name: spelling and meaning.
const BESIDES: [(&str, &str); 3] =
    [("not", " Negation."), ("in", " Whether a value is one of these."), ("cast", " Another type.")];

/// Every word.
pub fn words() -> impl Iterator<Item = Word> {
    let steps = Step::WORDS.iter().map(|&(name, meaning)| (name, Part::Step, meaning));
    let operators = BinaryOp::ALL.iter().map(|op| (op.name(), op.meaning())).chain(BESIDES);
    let operators = operators.map(|(name, meaning)| (name, Part::Operator, meaning));
    let functions = Function::ALL.iter().map(|f| (f.name(), Part::Function, f.meaning()));
    let aggregates = AggFn::ALL.iter().map(|f| (f.name(), Part::Aggregate, f.meaning()));
    let windows = WindowFn::ALL.iter().map(|f| (f.name(), Part::Window, f.meaning()));
    let all = steps.chain(operators).chain(functions).chain(aggregates).chain(windows);
    all.map(|(name, part, meaning)| Word { name, part, meaning })
}

/// The words that the case's steps are written with.
pub fn used(case: &Case) -> BTreeSet<(Part, &'static str)> {
    let mut used = BTreeSet::new();
    for step in &case.steps {
        used.insert((Part::Step, step.word()));
        match step {
            Step::WithColumns(columns) => columns.iter().for_each(|(_, expr)| read(expr, &mut used)),
            Step::Filter(expr) => read(expr, &mut used),
            Step::Groupby(groupby) => aggregates(&groupby.agg, &mut used),
            Step::Agg(agg) => aggregates(agg, &mut used),
            Step::Pivot(pivot) => drop(used.insert((Part::Aggregate, pivot.agg.name()))),
            Step::Window(window) => used.extend(window.columns.iter().map(|c| (Part::Window, c.function.name()))),
            _ => {}
        }
    }
    used
}

fn aggregates(agg: &[Aggregate], used: &mut BTreeSet<(Part, &'static str)>) {
    used.extend(agg.iter().map(|a| (Part::Aggregate, a.function.name())));
}

fn read(expr: &Expr, used: &mut BTreeSet<(Part, &'static str)>) {
    match expr {
        Expr::Column(_) | Expr::Literal(_) => {}
        Expr::Unary(op, a) => {
            let name = match op {
                UnaryOp::Neg => BinaryOp::Sub.name(),
                UnaryOp::Not => "not",
            };
            used.insert((Part::Operator, name));
            read(a, used);
        }
        Expr::Binary(op, a, b) => {
            used.insert((Part::Operator, op.name()));
            read(a, used);
            read(b, used);
        }
        Expr::In { operand, .. } => {
            used.insert((Part::Operator, "in"));
            read(operand, used);
        }
        Expr::Cast(a, _) => {
            used.insert((Part::Operator, "cast"));
            read(a, used);
        }
        Expr::Call(function, args) => {
            used.insert((Part::Function, function.name()));
            args.iter().for_each(|a| read(a, used));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_wherever_an_expression_hides_it() {
        let text = "case: x\ninputs: {t: {columns: {a: {type: string, values: [b]}}}}\nsteps:\n  \
                    - with_columns: {b: \"not (len(upper(a)) in (1, 2))\"}\n  - agg: {c: max(b)}\n";
        let loaded = crate::case::load_text(std::path::Path::new("x.yaml"), text);
        let used: Vec<&str> = used(&loaded.cases[0]).into_iter().map(|(_, name)| name).collect();
        assert_eq!(used, ["agg", "with_columns", "in", "not", "len", "upper", "max"]);
    }
}
