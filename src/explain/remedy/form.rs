//! Expressions rewritten by form: a pattern whose single letters stand for anything, and what takes its place.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::place::{operands, word};
use crate::case::expr::{BinaryOp, Expr, Function, Literal, UnaryOp};
use crate::case::parse;

/// What letters stand for.
type Bound<'e> = Vec<(String, &'e Expr)>;

thread_local! {
    /// Forms that were read before: there are few, and each is asked for at every step of every case.
    static READ: RefCell<HashMap<String, Rc<Expr>>> = RefCell::default();
}

/// A form as it is declared.
pub(super) fn read(form: &str) -> Option<Rc<Expr>> {
    if let Some(known) = READ.with_borrow(|known| known.get(form).cloned()) {
        return Some(known);
    }
    let read = parse::form(form);
    debug_assert!(read.is_ok(), "`{form}` is no form of an expression");
    let read = Rc::new(read.ok()?);
    READ.with_borrow_mut(|known| known.insert(form.to_owned(), Rc::clone(&read)));
    Some(read)
}

/// `template` with `x` for a column called `name`.
pub(super) fn of_column(template: &str, name: &str) -> Option<Expr> {
    of_parts(template, &[("x", &Expr::Column(name.into()))])
}

/// `template` with an operand for `x`.
pub(super) fn of_operand(template: &Expr, operand: &Expr) -> Option<Expr> {
    Some(filled(template, &vec![("x".to_owned(), operand)])).filter(is_sound)
}

/// `template` with parts for its letters.
pub(super) fn of_parts(template: &str, parts: &[(&str, &Expr)]) -> Option<Expr> {
    let template = read(template)?;
    Some(filled(&template, &parts.iter().map(|(letter, part)| ((*letter).to_owned(), *part)).collect()))
}

/// `expr` with every part that has the form `pattern`, and in it for `a` something that `fits`, replaced by `replacement`; `None` where
/// there is none.
pub(super) fn rewritten(expr: &Expr, pattern: &Expr, replacement: &Expr, fits: &dyn Fn(&Expr) -> bool) -> Option<Expr> {
    let mut changed = false;
    let out = mapped(expr, &mut |part| {
        let mut bound = Bound::new();
        let is_meant =
            matches(pattern, part, &mut bound) && bound.iter().all(|(letter, operand)| letter != "a" || fits(operand));
        changed |= is_meant;
        is_meant.then(|| filled(replacement, &bound))
    });
    changed.then_some(out)
}

/// `expr` with the operands of what `is_meant` replaced by `template` of them, those of which `fits` holds, by their place; `None`
/// where none was.
pub(super) fn with_operands(
    expr: &Expr,
    is_meant: &dyn Fn(&Expr) -> bool,
    fits: &dyn Fn(usize, &Expr) -> bool,
    template: &Expr,
) -> Option<Expr> {
    let mut changed = false;
    let out = mapped(expr, &mut |part| {
        if word(part).is_none() || !is_meant(part) {
            return None;
        }
        let mut place = 0;
        Some(each_operand(part, &mut |operand| {
            place += 1;
            if !fits(place - 1, operand) {
                return operand.clone();
            }
            changed = true;
            filled(template, &vec![("x".to_owned(), operand)])
        }))
    });
    changed.then_some(out)
}

/// From the inside out: what `change` makes of each part, or the part itself.
pub(super) fn mapped(expr: &Expr, change: &mut dyn FnMut(&Expr) -> Option<Expr>) -> Expr {
    let inner = each_operand(expr, &mut |operand| mapped(operand, change));
    change(&inner).unwrap_or(inner)
}

fn each_operand(expr: &Expr, change: &mut dyn FnMut(&Expr) -> Expr) -> Expr {
    match expr {
        Expr::Column(_) | Expr::Literal(_) => expr.clone(),
        Expr::Unary(op, a) => Expr::Unary(*op, Box::new(change(a))),
        Expr::Cast(a, ty) => Expr::Cast(Box::new(change(a)), ty.clone()),
        Expr::In { operand, list, negated } => {
            Expr::In { operand: Box::new(change(operand)), list: list.clone(), negated: *negated }
        }
        Expr::Binary(op, a, b) => {
            let a = change(a);
            Expr::Binary(*op, Box::new(a), Box::new(change(b)))
        }
        Expr::Call(function, args) => Expr::Call(*function, args.iter().map(change).collect()),
    }
}

/// Whether `expr` has the form; equal letters stand for equal parts.
fn matches<'e>(pattern: &Expr, expr: &'e Expr, bound: &mut Bound<'e>) -> bool {
    if let Expr::Column(letter) = pattern {
        return match bound.iter().find(|(known, _)| **known == **letter) {
            Some((_, before)) => *before == expr,
            None => {
                bound.push(((**letter).to_owned(), expr));
                true
            }
        };
    }
    let same_top = match (pattern, expr) {
        (Expr::Literal(a), Expr::Literal(b)) => a == b,
        (Expr::Unary(a, _), Expr::Unary(b, _)) => a == b,
        (Expr::Binary(a, ..), Expr::Binary(b, ..)) => a == b,
        (Expr::Cast(_, a), Expr::Cast(_, b)) => a == b,
        (Expr::Call(a, _), Expr::Call(b, _)) => a == b,
        _ => false,
    };
    let (parts, others) = (operands(pattern), operands(expr));
    same_top && parts.len() == others.len() && parts.into_iter().zip(others).all(|(p, e)| matches(p, e, bound))
}

/// The template with its letters replaced.
fn filled(template: &Expr, bound: &Bound<'_>) -> Expr {
    if let Expr::Column(letter) = template
        && let Some((_, part)) = bound.iter().find(|(known, _)| **known == **letter)
    {
        return (*part).clone();
    }
    folded(each_operand(template, &mut |operand| filled(operand, bound)))
}

/// Sums of whole numbers, and such a number's negative, worked out: some functions take nothing but numbers.
fn folded(expr: Expr) -> Expr {
    let number = |expr: &Expr| match expr {
        Expr::Literal(Literal::Int(n)) => Some(*n),
        _ => None,
    };
    let value = match &expr {
        Expr::Unary(UnaryOp::Neg, a) => number(a).and_then(i128::checked_neg),
        Expr::Binary(BinaryOp::Add, a, b) => number(a).zip(number(b)).and_then(|(a, b)| a.checked_add(b)),
        Expr::Binary(BinaryOp::Sub, a, b) => number(a).zip(number(b)).and_then(|(a, b)| a.checked_sub(b)),
        _ => None,
    };
    value.map_or(expr, |n| Expr::Literal(Literal::Int(n)))
}

/// Whether a person would write it: every argument that has to be a constant is one, no constant is filled in or asked whether it is
/// missing, and no conversion is undone twice.
pub(super) fn is_sound(expr: &Expr) -> bool {
    let constant = |expr: &Expr| match expr {
        Expr::Cast(inner, _) => matches!(&**inner, Expr::Literal(_)),
        other => matches!(other, Expr::Literal(_)),
    };
    let sound = match expr {
        Expr::Call(Function::FillNull | Function::IsNan | Function::IsNull | Function::NotNull, args)
            if args.first().is_some_and(constant) =>
        {
            false
        }
        Expr::Call(function, args) if function.wants_literals() => {
            args.iter().skip(1).all(|arg| matches!(arg, Expr::Literal(_)))
        }
        Expr::Cast(inner, _) => !matches!(&**inner, Expr::Cast(within, _) if matches!(**within, Expr::Cast(..))),
        _ => true,
    };
    sound && operands(expr).into_iter().all(is_sound)
}
