//! Changes within the expressions of a step: of operands, of conditions, of whole expressions.

use super::change::{Changed, Site};
use super::form;
use super::place::{operands, word};
use crate::axis::Axis;
use crate::axis::remedy::Of;
use crate::case::expr::{BinaryOp, Expr, Function, Literal, UnaryOp};
use crate::case::plan::Step;
use crate::case::types::Type;

/// Whether an operand, at this place, is one that is changed.
type Choice = dyn Fn(usize, &Expr) -> bool;

/// The words of comparisons.
const COMPARE: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

/// Whether a template makes a truth value.
fn is_truth(template: &Expr) -> bool {
    matches!(template, Expr::Binary(op, ..) if op.is_comparison())
}

/// Whether a template makes a point in time.
fn is_instant(template: &Expr) -> bool {
    matches!(template, Expr::Cast(_, Type::Timestamp(_) | Type::Date))
}

fn constant(operand: &Expr) -> bool {
    matches!(operand, Expr::Literal(_))
}

impl Site {
    /// A filter with another condition: `template` of the one it has, `e`, and a column that it reads, `x`; each and all of them.
    pub(super) fn conditions(&self, i: usize, template: &str) -> Vec<Changed> {
        let Step::Filter(condition) = &self.case.steps[i] else { return Vec::new() };
        let mut read: Vec<&str> = Vec::new();
        condition.columns(&mut |name| {
            if !read.contains(&name) {
                read.push(name);
            }
        });
        let one = |condition: &Expr, name: &str| {
            form::of_parts(template, &[("e", condition), ("x", &Expr::Column(name.into()))])
        };
        let mut out: Vec<Expr> = read.iter().filter_map(|name| one(condition, name)).collect();
        if read.len() > 1 {
            out.extend(read.iter().try_fold(condition.clone(), |condition, name| one(&condition, name)));
        }
        let what = |new: &Expr| format!("in filter, `{condition}` as `{new}`");
        out.into_iter().map(|new| self.with(self.replaced(i, vec![Step::Filter(new.clone())]), what(&new))).collect()
    }

    /// Step `i` with operands replaced: all that fit and are no constants, all that fit, those at the first and at the second place alone,
    /// and all but the first; where a truth value is made of them, the condition of a filter too.
    pub(super) fn operands(&self, i: usize, axis: Option<&Axis>, of: Of, template: &str) -> Vec<Changed> {
        if !has_expressions(&self.case.steps[i]) {
            return Vec::new();
        }
        let Some(template) = form::read(template) else { return Vec::new() };
        // truth is told of values as they came, not of what was made of them to help
        if is_truth(&template) && self.put_in[..i].contains(&true) {
            return Vec::new();
        }
        let named = |word: &str| {
            let Some(axis) = axis else { return true };
            let comparison = axis.applies.iter().any(|w| ["<", "=="].contains(w));
            axis.applies.contains(&word)
                || axis.applies.contains(&"every step")
                || comparison && COMPARE.contains(&word)
        };
        let is_meant = |part: &Expr| word(part).is_some_and(named) && self.suits(&template, part, i, axis.is_some());
        let those = |chosen: &Choice| {
            let fits = |at: usize, operand: &Expr| {
                chosen(at, operand)
                    && self.is_of(operand, i, of)
                    && !(is_instant(&template) && self.is_number(operand, i))
            };
            self.expressions(i, &|expr| form::with_operands(expr, &is_meant, &fits, &template))
        };
        let chosen: [&Choice; 5] = [
            &|_, operand| !constant(operand),
            &|_, _| true,
            &|at, operand| at == 0 && !constant(operand),
            &|at, operand| at == 1 && !constant(operand),
            &|at, _| at > 0,
        ];
        let mut out: Vec<Changed> = chosen.into_iter().filter_map(those).collect();
        if let Step::Filter(condition) = &self.case.steps[i]
            && is_truth(&template)
            && self.is_of(condition, i, of)
            && let Some(new) = form::of_operand(&template, condition)
        {
            let what = format!("in filter, `{condition}` as `{new}`");
            out.push(self.with(self.replaced(i, vec![Step::Filter(new)]), what));
        }
        out
    }

    /// Whether what the template makes of an operand still means the same to `part`: no sum is of texts that were none, and logic is of
    /// truth values, which nothing else is about unless an axis says so.
    fn suits(&self, template: &Expr, part: &Expr, i: usize, declared: bool) -> bool {
        let word = word(part).unwrap_or_default();
        let logic = ["and", "or", "not"].contains(&word);
        let text = |operand: &&Expr| match operand {
            Expr::Column(_) | Expr::Cast(..) => self.is_of(operand, i, Of::Text),
            Expr::Literal(Literal::Str(_)) => true,
            _ => false,
        };
        match template {
            Expr::Cast(_, Type::Bool) => true,
            Expr::Cast(..) if logic => false,
            Expr::Cast(_, Type::String) if ["+", "-", "*", "/", "//", "%", "**"].contains(&word) => {
                word == "+" && operands(part).iter().any(text)
            }
            template if is_truth(template) => declared || logic,
            _ => true,
        }
    }

    /// Whether a part of step `i` is surely a number.
    fn is_number(&self, part: &Expr, i: usize) -> bool {
        !matches!(part, Expr::Literal(Literal::Null))
            && self.is_of(part, i, Of::Numbers)
            && !self.is_of(part, i, Of::Text)
    }

    /// Whether a part of step `i` may be of these types: a column that is known, a constant or a truth value by what it is.
    fn is_of(&self, part: &Expr, i: usize, of: Of) -> bool {
        match part {
            Expr::Column(name) => {
                self.tables.get(i).is_some_and(|table| table.iter().any(|(n, ty)| n == &**name && of.fits(ty)))
            }
            Expr::Literal(Literal::Str(_)) => of.fits("string"),
            Expr::Literal(Literal::Bool(_)) => of.fits("bool"),
            Expr::Literal(Literal::Int(_)) => of.fits("int64"),
            Expr::Literal(Literal::Float(_)) => of.fits("float64"),
            Expr::Literal(Literal::Date(_)) => of.fits("date"),
            Expr::Literal(Literal::Timestamp(_)) => of.fits("timestamp"),
            Expr::Unary(UnaryOp::Not, _) | Expr::In { .. } => of.fits("bool"),
            Expr::Binary(BinaryOp::And | BinaryOp::Or, ..) => of.fits("bool"),
            Expr::Binary(op, ..) if op.is_comparison() => of.fits("bool"),
            Expr::Call(Function::IsNull | Function::NotNull | Function::IsNan, _) => of.fits("bool"),
            Expr::Cast(_, ty) => of.fits(&ty.to_string()),
            _ => true,
        }
    }

    /// Step `i` with parts of the form `from` as `to`, where what `a` stands for is of these types.
    pub(super) fn rewritten(&self, i: usize, of: Of, from: &Expr, to: &Expr) -> Option<Changed> {
        let known = |part: &Expr| matches!(part, Expr::Column(_) | Expr::Literal(_) | Expr::Cast(..));
        let typed = |part: &Expr| matches!(of, Of::Any) || known(part) && self.is_of(part, i, of);
        self.expressions(i, &|expr| form::rewritten(expr, from, to, &typed))
    }

    /// Step `i` with its expressions changed, an `astype` taken for casts; `None` where none is.
    pub(super) fn expressions(&self, i: usize, change: &dyn Fn(&Expr) -> Option<Expr>) -> Option<Changed> {
        let mut what = Vec::new();
        let mut changed = |expr: &Expr| match change(expr).filter(form::is_sound) {
            Some(new) => {
                what.push(format!("`{expr}` as `{new}`"));
                new
            }
            None => expr.clone(),
        };
        let step = match &self.case.steps[i] {
            Step::Filter(expr) => Step::Filter(changed(expr)),
            Step::WithColumns(columns) => {
                Step::WithColumns(columns.iter().map(|(name, expr)| (name.clone(), changed(expr))).collect())
            }
            Step::Astype(types) => {
                let cast =
                    |name: &String, ty: &Type| Expr::Cast(Box::new(Expr::Column(name.as_str().into())), ty.clone());
                Step::WithColumns(types.iter().map(|(name, ty)| (name.clone(), changed(&cast(name, ty)))).collect())
            }
            _ => return None,
        };
        let word = self.case.steps[i].word();
        (!what.is_empty()).then(|| self.with(self.replaced(i, vec![step]), format!("in {word}, {}", what.join(", "))))
    }
}

/// Whether a step has expressions, or casts that are written as such.
pub(super) fn has_expressions(step: &Step) -> bool {
    matches!(step, Step::Filter(_) | Step::WithColumns(_) | Step::Astype(_))
}
