//! Lists taken apart: what a person writes who computes with the elements, a row each, and not with the lists.

use super::change::{Changed, Site};
use super::form;
use super::place::columns;
use super::respell::once;
use crate::axis::remedy::Columns;
use crate::case::expr::Expr;
use crate::case::plan::{Source, Step};
use crate::case::types::Type;

impl Site {
    /// The case with the lists that step `i` is about taken apart before it: as they come, and without missing elements, under the
    /// type of the elements.
    pub(super) fn elements(&self, i: usize) -> Vec<Changed> {
        let lists = self.lists(i);
        if lists.is_empty() || matches!(self.case.steps[i], Step::Explode(_)) {
            return Vec::new();
        }
        let names: Vec<&str> = lists.iter().map(|(name, _)| name.as_str()).collect();
        let what = format!("{} exploded before {}", names.join(", "), self.case.steps[i].word());
        let apart = |(name, element): &(String, Type)| {
            let there = form::of_column("not_null(x)", name).map(Step::Filter);
            let cast = || Expr::Cast(Box::new(Expr::Column(name.as_str().into())), element.clone());
            let typed = is_cast_to(element).then(|| Step::WithColumns(vec![(name.clone(), cast())]));
            [Some(Step::Explode(name.clone())), there, typed].into_iter().flatten().collect::<Vec<_>>()
        };
        let plain = lists.iter().map(|(name, _)| Step::Explode(name.clone())).collect();
        let typed = lists.iter().flat_map(apart).collect();
        let with = |(steps, what): (Vec<Step>, String)| {
            let mut case = self.case.clone();
            case.steps.splice(i..i, steps);
            self.with(case, what)
        };
        [(typed, format!("{what}, without missing elements")), (plain, what)].map(with).into()
    }

    /// The columns of lists that step `i` is about, as the first table brought them in, and their elements' type.
    fn lists(&self, i: usize) -> Vec<(String, Type)> {
        let (Some(table), Some(first)) = (self.tables.get(i), self.case.inputs.first()) else { return Vec::new() };
        let Source::Inline(brought) = &first.source else { return Vec::new() };
        let apart = |name: &String| {
            self.case.steps[..i].iter().any(|step| matches!(step, Step::Explode(exploded) if exploded == name))
        };
        let step = self.case.steps.get(i);
        let about = [Columns::Values, Columns::Keys].map(|which| columns(which, step, table, &self.differing)).concat();
        let element = |name: String| {
            let Type::List(element) = &brought.iter().find(|column| column.name == name)?.ty else { return None };
            (!apart(&name)).then(|| (name, (**element).clone()))
        };
        once(&about).into_iter().filter_map(element).collect()
    }
}

/// Whether every framework has a cast to it.
const fn is_cast_to(ty: &Type) -> bool {
    !matches!(ty, Type::List(_) | Type::Date | Type::Decimal(..))
}
