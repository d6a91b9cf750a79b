//! Groups of which a column is called `name`: a plan that picks one of their columns asks what their only output is called, and is given
//! that column in its place.
//!
//! Source: Dask, `dask_expr/_expr.py`: `ResetIndex._simplify_up`, which compares what is picked with `self.name`.

use std::collections::BTreeSet;

use crate::case::expr::Expr;
use crate::case::plan::{Groupby, Step, Style, Window, WindowFn};
use crate::engine::raised::{Raised, Raises};

/// What of the steps ahead comes down to the groups as a choice of one column.
#[derive(Debug, Clone, Copy)]
struct Picks {
    /// What leaves out all else: values of the whole table.
    values: bool,
    conditions: Conditions,
    /// What is computed beside the table's columns.
    columns: bool,
}

/// Which conditions do.
#[derive(Debug, Clone, Copy)]
enum Conditions {
    /// Those that are not laid on the groups themselves.
    NotLaid,
    All,
    None,
}

/// Refuses a choice of one column of such groups.
pub(super) fn check(groupby: &Groupby, ahead: &[Step]) -> Raises<()> {
    let called = groupby.by.iter().chain(groupby.agg.iter().map(|output| &output.out)).any(|column| column == "name");
    let lone = groupby.agg.len() == 1 && groupby.spelling() == Style::Method;
    if !called || !lone {
        return Ok(());
    }
    let mut picks = Picks { values: true, conditions: Conditions::NotLaid, columns: true };
    for step in ahead {
        let picked = match step {
            Step::Agg(_) | Step::ValueCounts(_) => picks.values,
            Step::WithColumns(columns) => picks.columns && columns.iter().any(|(_, value)| !read(value).is_empty()),
            Step::Window(window) => picks.columns && window.order_by.is_empty() && window_picks(window),
            Step::Pivot(_) => picks.columns,
            Step::Filter(condition) => match picks.conditions {
                Conditions::NotLaid => !is_laid(groupby, condition),
                Conditions::All => true,
                Conditions::None => false,
            },
            _ => false,
        };
        if picked {
            return Err(Raised::value_error("the truth value of a column is ambiguous"));
        }
        picks = match step {
            Step::Filter(_) | Step::Head(_) | Step::Tail(_) | Step::WithColumns(_) => picks,
            // of one partition it is no step of the plan
            Step::Select(_) | Step::Drop(_) | Step::Repartition(1) => Picks { conditions: Conditions::All, ..picks },
            Step::Astype(_) | Step::Repartition(_) => Picks { conditions: Conditions::All, columns: false, ..picks },
            Step::Fillna(_) | Step::Nlargest(_) | Step::Nsmallest(_) => {
                Picks { conditions: Conditions::None, columns: false, ..picks }
            }
            Step::Sort(_) => Picks { values: false, conditions: Conditions::All, columns: false },
            _ => return Ok(()),
        };
    }
    Ok(())
}

/// Whether a condition is about the only output, or about the only key.
fn is_laid(groupby: &Groupby, condition: &Expr) -> bool {
    let columns = read(condition);
    let of_one = |column: &String| groupby.agg[0].out == *column || groupby.by == [column.clone()];
    columns.len() == 1 && columns.iter().all(of_one)
}

fn read(expr: &Expr) -> BTreeSet<String> {
    let mut columns = BTreeSet::new();
    expr.columns(&mut |name| _ = columns.insert(name.to_owned()));
    columns
}

/// Whether columns of a window are picked one by one: of groups, only where rows are counted or summed up.
fn window_picks(window: &Window) -> bool {
    window.columns.iter().any(|column| match column.function {
        _ if window.partition_by.is_empty() => column.column.is_some(),
        WindowFn::Cumsum | WindowFn::Cummin | WindowFn::Cummax | WindowFn::Cumcount | WindowFn::RowNumber => true,
        _ => false,
    })
}
