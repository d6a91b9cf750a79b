//! Classes of cases that the engine does not claim to answer as the frameworks do.
//!
//! A class is told from a case and a profile alone, before anything runs. An answer that differs in one is counted by itself, with the
//! class's name: it neither agrees nor fails.

use arrow::array::AsArray;

use crate::axis::{Axes, placement};
use crate::case::expr::{Expr, Function, Literal};
use crate::case::plan::{Case, Input, Source, Step};
use crate::profile::Profile;

/// A class of cases.
#[derive(Debug)]
pub struct Class {
    /// Its name, as reports and `explain` have it.
    pub id: &'static str,
    /// Which cases are in it.
    pub doc: &'static str,
    /// Why the engine does not claim them.
    pub reason: &'static str,
    holds: fn(&Case, &Axes) -> bool,
}

impl PartialEq for Class {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Class {}

/// Every class.
pub const CLASSES: [Class; 3] = [
    Class {
        id: "declared.pattern",
        doc: "A regular expression of `contains` or `split` with a named character (`\\N{…}`); in Java with a cluster of characters \
              (`\\X`, `\\b{g}`), a block of Unicode (`\\p{In…}`), a property of Java's identifiers or the flag `c`; in RE2 with a \
              byte (`\\C`); in Python and RE2 with a flag other than `i m s x` (and Python's `u`, RE2's `U`).",
        reason: "Each framework reads patterns with its language's own engine; those parts have no counterpart in the one that \
                 stands in for them here.",
        holds: |case, axes| functions(case).iter().any(|call| has_uncovered_pattern(call, axes)),
    },
    Class {
        id: "declared.letters",
        doc: "A text with a character beyond the first two planes of Unicode (from U+20000 on, but for variation selectors) in `upper`, \
              `lower`, `title`, `strip`, `contains` or `split`.",
        reason: "Letters were held against the frameworks for every character of the first two planes that has a case; blanks, \
                 digits and words against Python for most of these planes and against Java for a sample. Beyond them nothing was.",
        holds: |case, _| {
            let tables = |call: &&Expr| {
                use Function::{Contains, Lower, Split, Strip, Title, Upper};
                matches!(call, Expr::Call(Upper | Lower | Title | Strip | Contains | Split, _))
            };
            functions(case).iter().any(tables) && case.inputs.iter().any(has_text_beyond)
        },
    },
    Class {
        id: "declared.ranges",
        doc: "A sort of several partitions by ranges that are guessed, alone or of a window, where an input's partitions have more rows \
              than are all looked at for it (13 of two partitions, 15 of seven).",
        reason: "The ranges that become partitions are guessed from quantiles, of which some are drawn at random where a partition has \
                 more rows, seeded by a hash of the framework's own plan. The rows come in the same order; what depends on which \
                 partition a row is in may not be the same.",
        holds: |case, axes| {
            let sorts = |step: &Step| match step {
                Step::Sort(_) => true,
                Step::Window(window) => !window.order_by.is_empty(),
                _ => false,
            };
            let ranged = !matches!(axes.placement.sort(), placement::Sort::Gather);
            ranged && case.steps.iter().any(sorts) && case.inputs.iter().any(draws_ranges)
        },
    },
];

/// The class that a case is of under a profile.
pub fn class_of(case: &Case, profile: &Profile) -> Option<&'static Class> {
    CLASSES.iter().find(|class| (class.holds)(case, &profile.axes))
}

/// Whether a partition of the table that the case writes out or makes up has more rows than are all looked at for ranges.
fn draws_ranges(input: &Input) -> bool {
    let rows = match &input.source {
        Source::Inline(columns) => columns.iter().map(|column| column.values.len()).max().unwrap_or_default(),
        Source::Made(made) => made.rows,
        Source::File(_) => return false,
    };
    input.partitions > 1 && super::placement::draws(rows.div_ceil(input.partitions), input.partitions)
}

/// Whether a text that the case writes out has a character beyond the first two planes.
fn has_text_beyond(input: &Input) -> bool {
    let Source::Inline(columns) = &input.source else { return false };
    let beyond = |text: &str| text.chars().any(|c| matches!(c, '\u{20000}'..='\u{DFFFF}' | '\u{E1000}'..));
    let texts = columns.iter().filter_map(|column| column.values.as_string_opt::<i32>());
    texts.flat_map(|texts| texts.iter().flatten()).any(beyond)
}

fn has_uncovered_pattern(call: &Expr, axes: &Axes) -> bool {
    let Expr::Call(Function::Contains | Function::Split, args) = call else { return false };
    match args.get(1) {
        Some(Expr::Literal(Literal::Str(pattern))) => super::expr::is_uncovered(pattern, axes),
        _ => false,
    }
}

/// Every call of a function in the case's steps.
fn functions(case: &Case) -> Vec<&Expr> {
    let mut calls = Vec::new();
    for step in &case.steps {
        match step {
            Step::WithColumns(columns) => columns.iter().for_each(|(_, expr)| collect(expr, &mut calls)),
            Step::Filter(expr) => collect(expr, &mut calls),
            _ => {}
        }
    }
    calls
}

fn collect<'a>(expr: &'a Expr, calls: &mut Vec<&'a Expr>) {
    match expr {
        Expr::Column(_) | Expr::Literal(_) => {}
        Expr::Unary(_, operand) | Expr::Cast(operand, _) | Expr::In { operand, .. } => collect(operand, calls),
        Expr::Binary(_, a, b) => {
            collect(a, calls);
            collect(b, calls);
        }
        Expr::Call(_, args) => {
            calls.push(expr);
            args.iter().for_each(|arg| collect(arg, calls));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::axis::strings::Pattern;

    fn class(steps: &str, value: &str) -> Option<&'static str> {
        let text = format!(
            "case: x\ninputs:\n  df:\n    columns:\n      s: {{type: string, values: [\"{value}\"]}}\nsteps:\n  - {steps}\n"
        );
        let loaded = crate::case::load_text(std::path::Path::new("x.yaml"), &text);
        let profile =
            crate::profile::builtin().into_iter().find(|p| matches!(p.axes.strings.pattern(), Pattern::Java))?;
        class_of(loaded.cases.first()?, &profile).map(|class| class.id)
    }

    #[test]
    fn ranges_are_drawn_of_more_rows_than_the_class_says() {
        let draws = |rows: usize, partitions: usize| crate::engine::placement::draws(rows, partitions);
        assert_eq!([draws(13, 2), draws(14, 2), draws(15, 7), draws(16, 7)], [false, true, false, true]);
    }

    #[test]
    fn a_case_is_told_by_its_plan_and_its_data() {
        assert_eq!(class("filter: \"contains(s, '\\\\X')\"", "a"), Some("declared.pattern"));
        assert_eq!(class("filter: contains(s, 'a.b')", "a"), None);
        assert_eq!(class("with_columns: {t: title(s)}", "\\U00020000"), Some("declared.letters"));
        assert_eq!(class("with_columns: {t: len(s)}", "\\U00020000"), None);
    }
}
