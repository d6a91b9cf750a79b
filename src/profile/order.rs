//! What each framework promises of the order of rows after a plan: a table of the case format, not an axis.

use super::Framework;
use crate::case::plan::{Case, Groupby, How, Step};
use crate::result::Order;

/// What is promised of the rows' order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The kind of promise.
    pub order: Order,
    /// The columns that [`Order::Keys`] is about.
    pub keys: Vec<String>,
}

/// What `framework` promises after all steps of `case`.
pub fn promise(case: &Case, framework: Framework) -> Promise {
    let start = match framework {
        Framework::Pandas | Framework::Dask => Promise::total(),
        Framework::Spark => Promise::none(),
    };
    case.steps.iter().fold(start, |before, step| before.after(step, framework))
}

impl Promise {
    const fn total() -> Self {
        Self { order: Order::Total, keys: Vec::new() }
    }

    const fn none() -> Self {
        Self { order: Order::None, keys: Vec::new() }
    }

    fn sorted_by(keys: &[String]) -> Self {
        if keys.is_empty() { Self::none() } else { Self { order: Order::Keys, keys: keys.to_vec() } }
    }

    /// Keys that a result has no longer, or more than once, end the list before them.
    #[must_use]
    pub fn among(self, names: &[impl AsRef<str>]) -> Self {
        self.until(|key| names.iter().filter(|n| n.as_ref() == key).count() != 1)
    }

    fn until(self, ends: impl Fn(&str) -> bool) -> Self {
        match self.order {
            Order::Keys => Self::sorted_by(&self.keys.into_iter().take_while(|k| !ends(k)).collect::<Vec<_>>()),
            Order::Total | Order::None => self,
        }
    }

    fn keys_become_none(self) -> Self {
        if self.order == Order::Keys { Self::none() } else { self }
    }

    fn after(self, step: &Step, framework: Framework) -> Self {
        match step {
            Step::Select(columns) => self.until(|key| columns.iter().filter(|c| *c == key).count() != 1),
            Step::Drop(columns) => self.until(|key| columns.iter().any(|c| c == key)),
            Step::Rename(names) => self.renamed(names),
            Step::WithColumns(columns) => self.until(|key| columns.iter().any(|(c, _)| c == key)),
            Step::Filter(_) | Step::Dropna(_) | Step::Fillna(_) | Step::Astype(_) | Step::Explode(_) => self,
            step => match framework {
                Framework::Pandas => self.after_in_pandas(step),
                Framework::Dask => self.after_in_dask(step),
                Framework::Spark => self.after_in_spark(step),
            },
        }
    }

    fn renamed(mut self, names: &[(String, String)]) -> Self {
        for key in &mut self.keys {
            if let Some((_, new)) = names.iter().find(|(old, _)| old == key) {
                key.clone_from(new);
            }
        }
        self
    }

    fn after_in_pandas(self, step: &Step) -> Self {
        match step {
            Step::Sort(sort) => self.sorted_in_pandas(&sort.by),
            Step::Window(window) if !window.order_by.is_empty() => self.sorted_in_pandas(&window.order_by),
            Step::Groupby(Groupby { sort: Some(false), .. }) | Step::Join(_) | Step::Concat(_) | Step::Melt(_) => {
                self.keys_become_none()
            }
            Step::Groupby(_)
            | Step::Agg(_)
            | Step::ValueCounts(_)
            | Step::Pivot(_)
            | Step::Nlargest(_)
            | Step::Nsmallest(_) => Self::total(),
            _ => self,
        }
    }

    /// A sort by one column is not stable, a sort by several is.
    fn sorted_in_pandas(self, by: &[String]) -> Self {
        if by.len() > 1 && self.order == Order::Total { self } else { Self::sorted_by(by) }
    }

    fn after_in_dask(self, step: &Step) -> Self {
        match step {
            Step::Sort(sort) => Self::sorted_by(&sort.by),
            Step::Nlargest(top) | Step::Nsmallest(top) => Self::sorted_by(&top.by),
            Step::Window(window) if !window.partition_by.is_empty() => Self::none(),
            Step::Window(window) if !window.order_by.is_empty() => Self::sorted_by(&window.order_by),
            Step::Join(join) if matches!(join.kind(), How::Semi | How::Anti) => self,
            Step::Groupby(_)
            | Step::Join(_)
            | Step::DropDuplicates(_)
            | Step::ValueCounts(_)
            | Step::Pivot(_)
            | Step::Melt(_) => Self::none(),
            Step::Agg(_) => Self::total(),
            Step::Concat(_) => self.keys_become_none(),
            _ => self,
        }
    }

    fn after_in_spark(self, step: &Step) -> Self {
        match step {
            Step::Sort(sort) => Self::sorted_by(&sort.by),
            Step::Nlargest(top) | Step::Nsmallest(top) => Self::sorted_by(&top.by),
            Step::Groupby(groupby) if groupby.sort == Some(true) => Self::sorted_by(&groupby.by),
            Step::ValueCounts(_) => Self::sorted_by(&["count".to_owned()]),
            Step::Head(_) => self,
            _ => Self::none(),
        }
    }
}
