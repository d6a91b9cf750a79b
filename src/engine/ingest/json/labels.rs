//! Names of columns that are all numbers or all points in time: they become that, and are no text that a step could ask for.
//!
//! Source: pandas, `pandas/io/json/_json.py`: `_convert_axes`.

use std::sync::Arc;

use super::dates;
use crate::axis::{Axes, types};
use crate::engine::frame::Frame;
use crate::engine::names;
use crate::engine::object::Obj;
use crate::engine::raised::Raises;
use crate::engine::text::{python, read};

/// Makes the names of `frame` what all of them are.
pub(super) fn converted(frame: &mut Frame, axes: &Axes) -> Raises<()> {
    let texts: Vec<Obj> = frame.names.iter().map(|name| Obj::Str(Arc::clone(name))).collect();
    let labels = match dates::read(&texts, axes)? {
        Some(points) => points.to_objects(),
        None => match frame.names.iter().map(|name| read::float(name)).collect::<Option<Vec<f64>>>() {
            Some(numbers) if numbers.iter().zip(&frame.names).all(|(x, name)| whole(*x, name, axes)) => {
                numbers.into_iter().map(|x| Obj::Int(x as i128)).collect()
            }
            Some(numbers) => numbers.into_iter().map(Obj::Float).collect(),
            None => return Ok(()),
        },
    };
    frame.names = labels.iter().map(|label| names::of_no_text(&python::str(label))).collect();
    Ok(())
}

/// Whether a number is an integer of 64 bits, of text that is held as such also as it is written.
fn whole(x: f64, written: &str, axes: &Axes) -> bool {
    let fits = x == x.trunc() && x.abs() < 9.2e18;
    match axes.types.made_text() {
        types::MadeText::Object => fits,
        types::MadeText::Nan | types::MadeText::Sql => fits && read::integer(written).is_ok(),
    }
}
