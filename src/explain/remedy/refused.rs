//! Aggregates that are refused where values are no numbers: what a person asks for instead.

use super::change::Site;
use crate::case::plan::{AggFn, Aggregate, Groupby, Pivot, Step};

/// A column that counts the rows of groups of which nothing else is asked.
const ROWS: &str = "rows";

impl Site {
    /// Step `i` with lists of texts in the place of their sums, which one framework joins to a text and another refuses.
    pub(super) fn texts_listed(&self, i: usize) -> Option<Vec<Step>> {
        let table = self.tables.get(i)?;
        let is_text = |name: &String| table.iter().any(|(known, ty)| known == name && ty == "string");
        let listed = |agg: &mut Vec<Aggregate>| {
            let of_text = |a: &&mut Aggregate| a.function == AggFn::Sum && a.column.as_ref().is_some_and(is_text);
            agg.iter_mut().filter(of_text).for_each(|a| a.function = AggFn::List);
        };
        let mut step = self.case.steps[i].clone();
        match &mut step {
            Step::Groupby(groupby) => listed(&mut groupby.agg),
            Step::Agg(agg) => listed(agg),
            Step::Pivot(pivot) if pivot.agg == AggFn::Sum && is_text(&pivot.values) => pivot.agg = AggFn::List,
            _ => return None,
        }
        (step != self.case.steps[i]).then(|| vec![step])
    }
}

/// The index of a pivot whose cells are refused: what its rows are by.
pub(super) fn index_alone(pivot: &Pivot) -> Vec<Step> {
    let rows = Aggregate { out: ROWS.to_owned(), function: AggFn::Size, column: None, q: None };
    let groups = Groupby { by: pivot.index.clone(), agg: vec![rows], dropna: None, sort: None, style: None };
    vec![Step::Groupby(groups), Step::Drop(vec![ROWS.to_owned()])]
}
