//! YAML to [`Case`](plan::Case): the case format, the expression language, the matrix, and every problem of a file told
//! with its place.
//!
//! [`load()`] finds the files. Each goes `yaml` (text to a tree of nodes with spans), `matrix` (`${x}` filled in), `document`
//! (tree to cases, by way of `decode`, `input`, `steps` and `parse`), and whatever is wrong on the way becomes a
//! [`Problem`].

mod call;
mod cell;
pub(crate) mod declare;
pub(crate) mod decode;
pub(crate) mod document;
pub mod expect;
pub mod expr;
mod filter;
mod generate;
pub(crate) mod inline;
mod input;
pub(crate) mod iso;
mod lex;
mod load;
mod matrix;
pub(crate) mod parse;
pub mod plan;
pub(crate) mod problem;
mod scalar;
mod schema;
mod step;
mod text;
pub mod types;
pub(crate) mod values;
pub mod vocabulary;
pub mod write;
pub(crate) mod yaml;

pub use filter::Filter;
pub use load::{Loaded, load, load_text};
pub use problem::Problem;
pub use schema::schema;
