//! Steps that are put in before or after others, filled in with the columns that are there.

use super::change::{Changed, Site};
use super::form;
use super::place::{columns, computes};
use super::within::has_expressions;
use crate::axis::remedy::{Columns, Insert, Of};
use crate::case::expr::{BinaryOp, Expr};
use crate::case::plan::{Case, Fillna, Scalar, Sort, Step};
use crate::case::types::Type;
use crate::case::write;
use crate::report::check::answer;
use crate::result::{Outcome, ResultTable};

/// A text as the number that it spells; missing where it spells none.
const AS_NUMBER: &str = "cast(if_else(fill_null(contains(x, '^-?[0-9.]+$'), false), x, null), float64)";

impl Site {
    /// A step put in at `at`, about the columns of step `of`.
    pub(super) fn put(&self, at: usize, of: usize, insert: Insert, other: &Outcome) -> Option<Changed> {
        let step = self.case.steps.get(of);
        let table = self.tables.get(at)?;
        let chosen = |which: Columns, types: Of| -> Vec<String> {
            let fits = |name: &String| table.iter().any(|(n, ty)| n == name && types.fits(ty));
            columns(which, step, table, &self.differing).into_iter().filter(fits).collect()
        };
        let values_as_text = |insert| matches!(insert, Insert::Each(Columns::Values, _, "cast(x, string)"));
        if values_as_text(insert) && step.is_some_and(computes) {
            return None;
        }
        let each = |names: Vec<String>, template: &str| {
            let replaced =
                names.into_iter().filter_map(|name| form::of_column(template, &name).map(|expr| (name, expr)));
            let replaced: Vec<(String, Expr)> = replaced.collect();
            (!replaced.is_empty()).then_some(Step::WithColumns(replaced))
        };
        let keep = |names: Vec<String>, template: &str| {
            let conditions = names.into_iter().filter_map(|name| form::of_column(template, &name));
            let all = conditions.reduce(|a, b| Expr::Binary(BinaryOp::And, Box::new(a), Box::new(b)));
            all.map(Step::Filter)
        };
        let inserted = match insert {
            Insert::Each(which, types, template) => each(chosen(which, types), template)?,
            Insert::Keep(which, types, template) => keep(chosen(which, types), template)?,
            Insert::TextsAsNumbers if step.is_some_and(computes) => each(chosen(Columns::Values, Of::Text), AS_NUMBER)?,
            Insert::TextsLike(pattern) if step.is_some_and(has_expressions) => {
                keep(chosen(Columns::Values, Of::Text), &format!("contains(x, '{pattern}')"))?
            }
            Insert::TextsAsNumbers | Insert::TextsLike(_) => return None,
            Insert::Sort(which) => {
                let by = chosen(which, Of::Any);
                (!by.is_empty()).then_some(Step::Sort(Sort { by, ascending: None, na_position: None }))?
            }
            Insert::OnePartition => Step::Repartition(1),
            Insert::Fill(number) => Step::Fillna(Fillna::Scalar(Scalar::Int(number.into()))),
            Insert::OthersColumns => others_columns(table, other)?,
            Insert::OthersTypes => {
                let Outcome::Table(other) = other else { return None };
                let like = |name: &str| other.columns.iter().find(|c| c.name == name).map(|c| c.ty.clone());
                self.cast(table, chosen(Columns::Differing, Of::Any), &like)?
            }
        };
        let place = match step {
            Some(step) if at == of => format!("before {}", step.word()),
            Some(step) => format!("after {}", step.word()),
            None => "at the end".to_owned(),
        };
        let what = format!("{place}, {}", write::step(&inserted));
        let mut case = self.case.clone();
        case.steps.insert(at, inserted);
        let sorts_out = matches!(insert, Insert::TextsAsNumbers | Insert::TextsLike(_));
        if sorts_out && !self.leaves_values(&case, at, &chosen(Columns::Values, Of::Text)) {
            return None;
        }
        Some(self.with(case, what))
    }

    /// Whether behind step `at` one of the columns still has a value.
    fn leaves_values(&self, case: &Case, at: usize, names: &[String]) -> bool {
        let mut part = case.clone();
        part.steps.truncate(at + 1);
        let Outcome::Table(table) = answer(&part, &self.profile, &self.options) else { return false };
        let left = |column: usize| table.columns[column].values.iter().any(|cell| !cell.is_missing());
        (0..table.columns.len()).any(|column| names.contains(&table.columns[column].name) && left(column))
    }

    /// Casts of those of the columns that `like` says another type of.
    fn cast(
        &self,
        table: &[(String, String)],
        names: Vec<String>,
        like: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Step> {
        let casts: Vec<(String, Expr)> = names
            .into_iter()
            .filter_map(|name| {
                let wanted = like(&name)?;
                let own = table.iter().find(|(n, _)| *n == name)?;
                let ty = (own.1 != wanted).then(|| Type::parse(&wanted)).flatten()?;
                let column = Expr::Column(name.as_str().into());
                Some((name, Expr::Cast(Box::new(column), ty)))
            })
            .collect();
        (!casts.is_empty()).then_some(Step::WithColumns(casts))
    }
}

/// A step that makes the columns of `table` those of the other side: fewer or in another order, or renamed.
fn others_columns(table: &[(String, String)], other: &Outcome) -> Option<Step> {
    let Outcome::Table(ResultTable { columns, .. }) = other else { return None };
    let own: Vec<&String> = table.iter().map(|(name, _)| name).collect();
    let wanted: Vec<&String> = columns.iter().map(|c| &c.name).collect();
    if own == wanted || wanted.is_empty() {
        return None;
    }
    if wanted.iter().all(|name| own.contains(name)) {
        return Some(Step::Select(wanted.into_iter().cloned().collect()));
    }
    let pairs = own.iter().zip(&wanted).filter(|(a, b)| a != b).map(|(a, b)| ((*a).clone(), (*b).clone()));
    (own.len() == wanted.len()).then(|| Step::Rename(pairs.collect()))
}
