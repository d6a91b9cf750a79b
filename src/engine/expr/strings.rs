//! Functions of numbers.
use super::{Operand, Scope};
use crate::case::expr::Function;
use crate::engine::column::Column;
use crate::engine::raised::{Raised, Raises};
pub(super) fn call(function: Function, args: Vec<Operand>, scope: &Scope<'_>) -> Raises<Column> {
    let _ = (args, scope);
    Err(Raised::unsupported(function.name()))
}
