//! How far a pattern looks behind.

use fancy_regex::{Expr, LookAround};

use super::{Flavour, Unread};

/// Refuses looking behind by a pattern that is of several lengths in Python.
///
/// Source: Python, `re/_compiler.py` (`look-behind requires fixed-width pattern`).
pub(super) fn limited(pattern: &str, flavour: Flavour) -> Result<(), Unread> {
    let Ok(tree) = Expr::parse_tree(pattern) else { return Ok(()) };
    let fits = |looked: &Expr| match (widths(looked), flavour) {
        ((least, most), Flavour::Python) => Some(least) == most,
        (_, Flavour::Re2) => true,
    };
    if all_behind(&tree.expr, &fits) {
        Ok(())
    } else {
        Err(Unread::Invalid("looking behind by a pattern of no one length".to_owned()))
    }
}

/// Whether a test holds for everything that is looked for behind.
fn all_behind(expr: &Expr, fits: &impl Fn(&Expr) -> bool) -> bool {
    let here = match expr {
        Expr::LookAround(looked, LookAround::LookBehind | LookAround::LookBehindNeg) => fits(looked),
        _ => true,
    };
    here && expr.children_iter().all(|child| all_behind(child, fits))
}

/// How many characters a part of a pattern has at least and at most, if there is a most.
fn widths(expr: &Expr) -> (usize, Option<usize>) {
    match expr {
        Expr::Any { .. } | Expr::Delegate { .. } => (1, Some(1)),
        Expr::Literal { val, .. } => (val.chars().count(), Some(val.chars().count())),
        Expr::Concat(parts) => parts.iter().map(widths).fold((0, Some(0)), |(least, most), (low, high)| {
            (least + low, most.zip(high).map(|(most, high)| most + high))
        }),
        Expr::Alt(parts) => {
            let each: Vec<_> = parts.iter().map(widths).collect();
            let most = each.iter().map(|(_, most)| *most).collect::<Option<Vec<_>>>();
            (each.iter().map(|(least, _)| *least).min().unwrap_or(0), most.map(|m| m.into_iter().max().unwrap_or(0)))
        }
        Expr::Group(inside) => widths(inside),
        Expr::AtomicGroup(inside) => widths(inside),
        Expr::Repeat { child, lo, hi, .. } => {
            let (least, most) = widths(child);
            (least * lo, most.filter(|_| *hi != usize::MAX).map(|most| most * hi))
        }
        Expr::Backref { .. } => (0, None),
        _ => (0, Some(0)),
    }
}
