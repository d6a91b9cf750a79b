//! What a plan computes before it runs: constants, and steps on rows that are a part of the plan. What cannot be computed then is an
//! error, though no result asks for it.
//!
//! What only some rows may ask for waits for them: what stands in a choice is left until then.
//! Source: Spark, `ConstantFolding.tryFold` and `ConvertToLocalRelation`.

mod known;

use self::known::Known;
use super::column::Column;
use super::demand::{Planned, columns_made, references};
use super::dtype::Kind;
use super::frame::{Frame, Table};
use super::object::Obj;
use super::raised::{Raised, Raises};
use super::{Context, expr};
use crate::axis::evaluation;
use crate::case::expr::{BinaryOp, Expr, Function, Literal, UnaryOp};
use crate::case::plan::{How, Step};
use crate::case::types::Type;
use crate::engine::names::folded_same;

/// How many steps at the start are computed while planning where the rows they start with are a part of the plan: those that take rows
/// one by one, with every column and every row.
pub(super) fn row_by_row(planned: &[Planned]) -> usize {
    let by_row =
        |step: &Step| step.is_on_columns() || matches!(step, Step::Filter(_) | Step::Head(_) | Step::Dropna(_));
    planned.iter().take_while(|planned| by_row(&planned.step)).count()
}

/// Computes what is made of the columns of such rows for the functions of a window behind those steps.
///
/// # Errors
/// What a row raises.
pub(super) fn arguments(planned: &[Planned], table: &Table, context: &Context<'_>) -> Raises<()> {
    let Some(Planned { step: Step::Window(window), .. }) = planned.first() else { return Ok(()) };
    for (at, column) in window.columns.iter().enumerate() {
        let own = |name: &&String| !window.columns[..at].iter().any(|earlier| folded_same(&earlier.out, name));
        if let (true, Some(name)) = (known::adds(column), column.column.as_ref().filter(own)) {
            let number = Expr::Cast(Box::new(Expr::Column(name.as_str().into())), Type::Float64);
            table.parts.iter().try_for_each(|part| expr::column(&number, part, context).map(drop))?;
        }
    }
    Ok(())
}

/// Computes what the steps have of constants, on columns like those of `before`; of a plan that is known to have no rows nothing is
/// computed.
///
/// The last steps are looked at first, and conditions on rows behind what is made of these, wherever they stand.
///
/// # Errors
/// What a constant raises.
pub(super) fn fold(planned: &[Planned], before: &Frame, known_empty: bool, context: &Context<'_>) -> Raises<()> {
    match context.axes.evaluation.constants() {
        evaluation::Constants::Ahead if known_empty => return Ok(()),
        evaluation::Constants::Ahead => {}
        evaluation::Constants::WithRows => return Ok(()),
    }
    let mut found = Some(before);
    let mut known = Known::default();
    let mut raised = Failed::default();
    for planned in planned {
        let Planned { step, meta, .. } = planned;
        raised.comes_to(step);
        let Some(table) = found else {
            (found, known) = (meta.as_ref(), Known::default());
            continue;
        };
        // whatever a row raises in which nothing is there is the constants' doing
        let mut row = table.missing(1)?;
        match step {
            Step::Filter(condition) => raised.of_rows(folded(&known.put_in(condition), &row, context)),
            Step::WithColumns(_) | Step::Astype(_) => {
                for (name, expr) in columns_made(step) {
                    let expr = known.put_in(&expr);
                    raised.of_columns(folded(&expr, &row, context));
                    let made = meta.as_ref().and_then(|meta| meta.get(&name));
                    made.into_iter().for_each(|made| row.assign(&name, Column::missing(made.dtype.clone(), 1)));
                    known.assign(name, expr);
                }
            }
            _ => {
                let casts = known.pass(planned, table);
                raised.of_columns(casts.iter().try_for_each(|cast| folded(cast, &row, context)));
            }
        }
        found = meta.as_ref();
    }
    raised.first()
}

/// What constants raise in steps that follow one another without another kind of step between them.
///
/// Source: Spark, `ConstantFolding` (which goes through a plan from its end), behind `PushDownPredicates` and `CollapseProject`.
#[derive(Default)]
struct Failed {
    columns: Option<Raised>,
    rows: Option<Raised>,
    /// What is raised below another kind of step.
    below: Option<Raised>,
}

impl Failed {
    /// Goes on to a step: what is raised behind one of another kind comes first.
    fn comes_to(&mut self, step: &Step) {
        if !step.is_on_columns() && !matches!(step, Step::Filter(_)) {
            self.below = self.columns.take().or(self.rows.take()).or(self.below.take());
        }
    }

    fn of_columns(&mut self, made: Raises<()>) {
        self.columns = self.columns.take().or(made.err());
    }

    fn of_rows(&mut self, made: Raises<()>) {
        self.rows = self.rows.take().or(made.err());
    }

    fn first(self) -> Raises<()> {
        self.columns.or(self.rows).or(self.below).map_or(Ok(()), Err)
    }
}

/// The steps behind the last `head` that asks for no row, and a table like the one that it leaves; `None` where there is none.
///
/// Source: Spark, `OptimizeLimitZero`.
pub(super) fn behind_none_asked(planned: &mut Vec<Planned>, context: &Context<'_>) -> Option<Table> {
    let at = planned.iter().rposition(|planned| matches!(planned.step, Step::Head(0)))?;
    behind(planned, at + 1, context)
}

/// The steps behind the last filter that no row passes, or behind a table that is known to have none, and a table like the one that is
/// left then; `None` where there is no such filter. Nothing ahead of it is computed.
///
/// Source: Spark, `PruneFilters`, `SimplifyBinaryComparison` and `PropagateEmptyRelation`.
pub(super) fn behind_nothing(planned: &mut Vec<Planned>, known_empty: bool, context: &Context<'_>) -> Option<Table> {
    let nothing = |p: &Planned| matches!(&p.step, Step::Filter(condition) if never(condition, context));
    let at = planned.iter().rposition(nothing).map_or(if known_empty { Some(0) } else { None }, |at| Some(at + 1))?;
    behind(planned, at, context)
}

/// The steps from `at` on, of which the rows are none, but for those that make none of none, and a table like the one before them.
fn behind(planned: &mut Vec<Planned>, at: usize, context: &Context<'_>) -> Option<Table> {
    match context.axes.evaluation.demand() {
        evaluation::Demand::Needed => {}
        evaluation::Demand::Picked | evaluation::Demand::All => return None,
    }
    let at = at + planned[at..].iter().take_while(|p| p.meta.is_some() && leaves_nothing(&p.step)).count();
    let meta = planned[..at].last()?.meta.as_ref()?.emptied();
    planned.drain(..at);
    planned.iter_mut().take(1).for_each(|next| next.beside_none = true);
    Some(Table::whole(meta))
}

/// Whether a step makes no rows of none.
fn leaves_nothing(step: &Step) -> bool {
    match step {
        Step::Join(join) => !matches!(join.kind(), How::Right | How::Outer),
        Step::Groupby(groupby) => !groupby.by.is_empty(),
        Step::Agg(_) | Step::Concat(_) | Step::Pivot(_) => false,
        _ => true,
    }
}

/// Whether no row meets a condition: it has a part that is false or null whatever the row, or asks of a column that it differs from itself.
fn never(condition: &Expr, context: &Context<'_>) -> bool {
    let itself = |a: &Expr, b: &Expr| a == b && matches!(a, Expr::Column(_));
    match condition {
        Expr::Binary(BinaryOp::And, a, b) => never(a, context) || never(b, context),
        Expr::Binary(BinaryOp::Or, a, b) => never(a, context) && never(b, context),
        Expr::In { list, negated: true, .. } if list.contains(&Literal::Null) => true,
        Expr::Call(Function::Between, args) if args.iter().any(unknown) => true,
        nothing if unknown(nothing) => true,
        constant if references(constant).is_empty() => {
            let row = Frame::new(Vec::new(), 1);
            expr::column(constant, &row, context).is_ok_and(|truth| {
                matches!(truth.kind(), Kind::Bool | Kind::Void) && !truth.to_objects().contains(&Obj::Bool(true))
            })
        }
        Expr::Binary(BinaryOp::Lt | BinaryOp::Gt | BinaryOp::Ne, a, b) => itself(a, b),
        Expr::Unary(UnaryOp::Not, same) => {
            matches!(&**same, Expr::Binary(BinaryOp::Eq | BinaryOp::Le | BinaryOp::Ge, a, b) if itself(a, b))
        }
        _ => false,
    }
}

/// Whether it is null whatever the row.
///
/// Source: Spark, `NullPropagation`.
fn unknown(expr: &Expr) -> bool {
    match expr {
        Expr::Column(_) => false,
        Expr::Literal(literal) => *literal == Literal::Null,
        Expr::Unary(_, operand) | Expr::Cast(operand, _) => unknown(operand),
        Expr::Binary(BinaryOp::And | BinaryOp::Or, a, b) => unknown(a) && unknown(b),
        Expr::Binary(_, a, b) => unknown(a) || unknown(b),
        Expr::In { operand, list, .. } => unknown(operand) || list.iter().all(|member| *member == Literal::Null),
        Expr::Call(Function::IsNull | Function::NotNull | Function::IsNan, _) => false,
        Expr::Call(Function::IfElse, args) => args[1..].iter().all(unknown),
        Expr::Call(Function::Coalesce | Function::FillNull | Function::Clip | Function::Between, args) => {
            args.iter().all(unknown)
        }
        Expr::Call(_, args) => args.first().is_some_and(unknown),
    }
}

/// Whether a plan takes it for null before it computes constants.
///
/// Source: Spark, `NullPropagation`, and which expressions are `nullIntolerant`.
pub(super) fn is_null_at_once(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(BinaryOp::And | BinaryOp::Or, ..) => false,
        Expr::Call(Function::DateTrunc | Function::Round | Function::Strip | Function::Between, _) => false,
        Expr::Call(Function::ToDatetime, args) if args.len() > 1 => false,
        Expr::In { operand, .. } => is_null_at_once(operand),
        Expr::Unary(_, operand) | Expr::Cast(operand, _) => is_null_at_once(operand),
        Expr::Binary(_, a, b) => is_null_at_once(a) || is_null_at_once(b),
        Expr::Call(function, args)
            if !matches!(function, Function::IfElse | Function::Coalesce | Function::FillNull) =>
        {
            unknown(expr) && args.first().is_some_and(is_null_at_once)
        }
        other => unknown(other),
    }
}

fn folded(expr: &Expr, row: &Frame, context: &Context<'_>) -> Raises<()> {
    match expr {
        Expr::Column(_) | Expr::Literal(_) => return Ok(()),
        Expr::Binary(op, a, b) if *op != BinaryOp::And && *op != BinaryOp::Or && (is_null(a) || is_null(b)) => {}
        // the largest constants are computed as one, and not at all what they do not ask for
        _ if decided(expr, row, context).is_none() && is_constant(expr, row, context) => {
            return expr::column(&with_text(expr, row, context), row, context).map(drop);
        }
        Expr::Call(Function::IfElse | Function::Coalesce | Function::FillNull, _) => {}
        Expr::Call(Function::Between, args) if args.len() == 3 => {
            let [of, low, high] = [0, 1, 2].map(|at| Box::new(args[at].clone()));
            folded(&Expr::Binary(BinaryOp::Ge, of.clone(), low), row, context)?;
            folded(&Expr::Binary(BinaryOp::Le, of, high), row, context)?;
        }
        // what stands inside is computed also where a missing value beside it would keep an operator from asking
        Expr::Call(_, args) => args.iter().try_for_each(|arg| folded(arg, row, context))?,
        Expr::Unary(_, operand) | Expr::Cast(operand, _) | Expr::In { operand, .. } => folded(operand, row, context)?,
        Expr::Binary(_, a, b) => folded(a, row, context).and_then(|()| folded(b, row, context))?,
    }
    if chooses(expr) { Ok(()) } else { expr::column(&with_text(expr, row, context), row, context).map(drop) }
}

/// An operator or a function with the text that its constants come to in their place, as it is there whatever the rows hold beside it.
fn with_text(expr: &Expr, row: &Frame, context: &Context<'_>) -> Expr {
    let known = |operand: &Expr| {
        let value = references(operand).is_empty().then(|| expr::column(operand, row, context).ok())?;
        match value?.to_objects().as_slice() {
            [Obj::Str(text)] => Some(Expr::Literal(Literal::Str(text.as_ref().into()))),
            _ => None,
        }
    };
    let known = |operand: &Expr| known(operand).unwrap_or_else(|| operand.clone());
    match expr {
        Expr::Binary(op, a, b) => Expr::Binary(*op, Box::new(known(a)), Box::new(known(b))),
        Expr::Call(function, args) => Expr::Call(*function, args.iter().map(known).collect()),
        other => other.clone(),
    }
}

/// Whether it is the constant null, of whatever type.
fn is_null(expr: &Expr) -> bool {
    match expr {
        Expr::Literal(literal) => *literal == Literal::Null,
        Expr::Cast(operand, _) => is_null(operand),
        _ => false,
    }
}

/// The branch that a choice comes to whatever the rows hold, where one of them reads a column: it is computed with what is made of it.
///
/// Source: Spark, `SimplifyConditionals`, and the tag of a branch that could not be computed (`ConstantFolding`).
fn decided<'e>(expr: &'e Expr, row: &Frame, context: &Context<'_>) -> Option<&'e Expr> {
    let Expr::Call(Function::IfElse, args) = expr else { return None };
    let [condition, chosen, otherwise] = args.as_slice() else { return None };
    if references(expr).is_empty() || !is_constant(condition, row, context) {
        return None;
    }
    let holds = expr::column(condition, row, context).ok()?.to_objects().contains(&Obj::Bool(true));
    Some(if holds { chosen } else { otherwise })
}

/// Whether it comes to the same whatever the rows hold.
fn is_constant(expr: &Expr, row: &Frame, context: &Context<'_>) -> bool {
    let inner = |e: &Expr| is_constant(e, row, context);
    match expr {
        Expr::Column(_) => false,
        Expr::Literal(_) => true,
        Expr::Unary(_, operand) | Expr::Cast(operand, _) | Expr::In { operand, .. } => inner(operand),
        Expr::Binary(_, a, b) => inner(a) && inner(b),
        Expr::Call(_, args) => decided(expr, row, context).map_or_else(|| args.iter().all(inner), inner),
    }
}

/// Whether it holds a choice that rows decide.
fn chooses(expr: &Expr) -> bool {
    match expr {
        Expr::Call(Function::IfElse | Function::Coalesce | Function::FillNull, _) => !references(expr).is_empty(),
        Expr::Call(_, args) => args.iter().any(chooses),
        Expr::Unary(_, operand) | Expr::Cast(operand, _) | Expr::In { operand, .. } => chooses(operand),
        Expr::Binary(_, a, b) => chooses(a) || chooses(b),
        Expr::Column(_) | Expr::Literal(_) => false,
    }
}
