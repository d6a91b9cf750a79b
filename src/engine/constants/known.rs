//! Columns that hold the same constant in every row, as a plan carries it to where they are read.

use crate::case::expr::{Expr, Literal};
use crate::case::plan::{AggFn, Fillna, Groupby, How, Join, Step, WindowColumn, WindowFn};
use crate::case::types::Type;
use crate::engine::demand::{Planned, references};
use crate::engine::early::{inlined, left_name};
use crate::engine::frame::Frame;
use crate::engine::names::folded_same;

/// The constants, by the names of their columns.
///
/// Source: Spark, `FoldablePropagation`.
#[derive(Default)]
pub(super) struct Known {
    columns: Vec<(String, Expr)>,
    /// Whether another table stands below, in which they do not: only steps on columns and filters are made on each of the two.
    above: bool,
}

impl Known {
    /// An expression with the constants in the place of their columns.
    pub(super) fn put_in(&self, expr: &Expr) -> Expr {
        self.columns.iter().fold(expr.clone(), |expr, (name, constant)| inlined(&expr, name, constant))
    }

    /// A new column, made of what has the constants in it.
    pub(super) fn assign(&mut self, name: String, expr: Expr) {
        self.forget(|known| folded_same(known, &name));
        if references(&expr).is_empty() {
            self.columns.push((name, expr));
        }
    }

    /// What is known behind a step, on a table like `found`, that makes no columns of expressions; the casts of constants that it asks for.
    pub(super) fn pass(&mut self, planned: &Planned, found: &Frame) -> Vec<Expr> {
        let (step, after) = (&planned.step, planned.meta.as_ref());
        if self.above && !matches!(step, Step::Filter(_) | Step::Head(_)) && !step.is_on_columns() {
            *self = Self::default();
        }
        let casts = self.added(step);
        let among = |names: &[String], known: &str| names.iter().any(|name| folded_same(name, known));
        match step {
            Step::Select(names) => self.forget(|known| !among(names, known)),
            Step::Drop(names) => self.forget(|known| among(names, known)),
            Step::Rename(names) => names.iter().for_each(|(old, new)| {
                self.forget(|known| folded_same(known, new) && !folded_same(known, old));
                self.columns
                    .iter_mut()
                    .filter(|(known, _)| folded_same(known, old))
                    .for_each(|(known, _)| known.clone_from(new));
            }),
            Step::Fillna(Fillna::Columns(values)) => {
                let filled = |name: &str| values.iter().any(|(value, _)| folded_same(value, name));
                self.columns.retain(|(name, constant)| is_there(constant) || !filled(name));
            }
            Step::Fillna(Fillna::Scalar(_)) => self.columns.retain(|(_, constant)| is_there(constant)),
            Step::Groupby(groupby) => {
                self.forget(|known| {
                    !among(&groupby.by, known) || groupby.agg.iter().any(|o| folded_same(&o.out, known))
                });
            }
            Step::ValueCounts(counts) => self.forget(|known| !folded_same(&counts.column, known)),
            Step::Window(window) => {
                self.forget(|known| window.columns.iter().any(|column| folded_same(&column.out, known)));
            }
            Step::Explode(column) => self.forget(|known| folded_same(column, known)),
            Step::Join(join) => self.beside(join, found, after),
            Step::Melt(melt) => self.forget(|known| !melt.id_vars.as_ref().is_some_and(|ids| among(ids, known))),
            Step::Concat(_) => return self.widened(found, planned),
            Step::Filter(_)
            | Step::Sort(_)
            | Step::Head(_)
            | Step::Nlargest(_)
            | Step::Nsmallest(_)
            | Step::Dropna(_)
            | Step::DropDuplicates(_)
            | Step::Repartition(_) => {}
            _ => self.columns.clear(),
        }
        casts
    }

    /// The constants above another table, in the types that both have.
    fn widened(&mut self, found: &Frame, planned: &Planned) -> Vec<Expr> {
        self.above = true;
        let place = |name: &str| found.names.iter().position(|found| folded_same(found, name));
        let Some(after) = &planned.meta else { return Vec::new() };
        let mut casts = Vec::new();
        for (name, constant) in &mut self.columns {
            let needed = planned.needed.as_ref().is_none_or(|needed| needed.contains(&name.to_lowercase()));
            let kinds = place(name).map(|place| (found.columns[place].kind(), after.columns[place].kind()));
            let Some((_, kind)) = kinds.filter(|(own, kind)| needed && own != kind) else { continue };
            let Some(ty) = Type::of_arrow(&kind.arrow()) else { continue };
            *constant = Expr::Cast(Box::new(constant.clone()), ty);
            casts.push(constant.clone());
        }
        casts
    }

    /// The casts of constants to numbers where a step adds the values of their columns.
    fn added(&self, step: &Step) -> Vec<Expr> {
        let cast = |column: &Option<String>, ty: Type| {
            let column = self.put_in(&Expr::Column(column.as_deref()?.into()));
            references(&column).is_empty().then(|| Expr::Cast(Box::new(column), ty))
        };
        match step {
            Step::Agg(outputs) | Step::Groupby(Groupby { agg: outputs, .. }) => {
                outputs.iter().filter_map(|output| cast(&output.column, taken_for(output.function)?)).collect()
            }
            Step::Window(window) => window
                .columns
                .iter()
                .filter(|column| adds(column))
                .filter_map(|column| cast(&column.column, Type::Float64))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// What is known of the left table beside another.
    fn beside(&mut self, join: &Join, found: &Frame, after: Option<&Frame>) {
        let kept = matches!(join.kind(), How::Inner | How::Left | How::Cross | How::Semi | How::Anti);
        let Some(after) = after.filter(|_| kept) else { return self.columns.clear() };
        let columns = std::mem::take(&mut self.columns);
        for name in &after.names {
            let own = left_name(name, join, found, after);
            let known = columns.iter().find(|(known, _)| own.as_ref().is_some_and(|own| folded_same(own, known)));
            self.columns.extend(known.map(|(_, constant)| (name.to_string(), constant.clone())));
        }
    }

    fn forget(&mut self, which: impl Fn(&str) -> bool) {
        self.columns.retain(|(name, _)| !which(name));
    }
}

/// Whether a function of a window takes text for numbers.
pub(super) fn adds(column: &WindowColumn) -> bool {
    matches!(column.function, WindowFn::Cumsum | WindowFn::RollingSum | WindowFn::RollingMean)
}

/// What an aggregate takes text for.
fn taken_for(function: AggFn) -> Option<Type> {
    match function {
        AggFn::Sum | AggFn::Mean | AggFn::Std | AggFn::Var | AggFn::Prod | AggFn::Median | AggFn::Quantile => {
            Some(Type::Float64)
        }
        AggFn::Any | AggFn::All => Some(Type::Bool),
        _ => None,
    }
}

/// Whether a constant is known to be no null.
fn is_there(constant: &Expr) -> bool {
    matches!(constant, Expr::Literal(literal) if *literal != Literal::Null)
}
