//! `parallax.yaml`, beside the case directory: what many cases are held to.
//!
//! ```yaml
//! expect:
//!   - cases: [groupby/*]                 # globs over ids, or parts of them; left out: every case
//!     agree: [pandas@3.1, dask@2026.8]
//!     differ:
//!       - {from: pandas, to: dask, kinds: [order], because: nothing downstream reads the order}
//! ```

use std::path::Path;

use serde_json::{Value as Json, json};

use crate::case::declare::record;
use crate::case::decode::{Cx, Decode};
use crate::case::document::Profiles;
use crate::case::expect::{Differ, Expect};
use crate::case::problem::Fault;
use crate::case::values::{Items, NoneOrNames};
use crate::case::yaml;
use crate::case::{Filter, Problem};

record! {
    /// What the file says.
    pub Config, "parallax.yaml" {
        /// What cases are held to.
        expect: Vec<Held> as Items<Held>,
    }
}

record! {
    /// What some cases are held to.
    pub Held, "an expectation" {
        /// The cases: globs over their ids, or parts of them; left out, every case.
        cases: Vec<String> as NoneOrNames,
        /// Profiles whose results must agree, but for what `differ` names; a bare framework means every version of it.
        agree: Vec<String> as Profiles,
        /// Differences that are expected. One that is gone fails too.
        differ: Vec<Differ> as Items<Differ>,
    }
}

impl Held {
    /// Which cases are meant.
    pub fn filter(&self) -> Filter {
        Filter { patterns: self.cases.clone(), tags: Vec::new() }
    }

    /// What they are held to.
    pub fn expect(&self) -> Expect {
        Expect { agree: self.agree.clone(), differ: self.differ.clone() }
    }
}

/// Reads the file; one that is not there says nothing.
///
/// # Errors
/// With every problem of the file, each at its place.
pub fn read(path: &Path) -> Result<Config, Vec<Problem>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Config { expect: Vec::new() }),
        Err(e) => return Err(vec![Problem::of_file(path, format!("failed to read it: {e}"))]),
    };
    let mut cx = Cx::new(&text);
    let mut documents = yaml::documents(&text).into_iter();
    let config = match (documents.next(), documents.next()) {
        (None, _) => Some(Config { expect: Vec::new() }),
        (Some(Ok(root)), None) => Config::decode(&root, &mut cx),
        (Some(Err(fault)), _) | (_, Some(Err(fault))) => {
            cx.report(fault);
            None
        }
        (_, Some(Ok(second))) => {
            cx.report(Fault::new(second.span, "parallax.yaml is one document").help("put all under one `expect:`"));
            None
        }
    };
    match config {
        Some(config) if cx.faults.is_empty() => Ok(config),
        _ => Err(Problem::all(path, &text, cx.faults)),
    }
}

/// JSON Schema (draft 7) of the file.
pub fn schema() -> Json {
    let mut schema = json!({"$schema": "http://json-schema.org/draft-07/schema#", "title": "parallax.yaml"});
    if let (Json::Object(schema), Json::Object(file)) = (&mut schema, Config::schema()) {
        schema.extend(file);
    }
    schema
}
