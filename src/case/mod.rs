//! YAML to [`Case`](plan::Case): the case format, the expression language, the matrix, and every problem of a file told
//! with its place.

pub mod expr;
pub mod plan;
pub mod types;
pub mod write;
