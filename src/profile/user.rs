//! Profiles that people write: a YAML file that extends a built-in one.
//!
//! ```yaml
//! extends: spark@4.3
//! name: spark@4.3+legacy            # what results carry; left out, the file's name
//! set: {arithmetic.by_zero: "null"} # axes, see `parallax explain`
//! conf: {spark.sql.ansi.enabled: false}
//! ```

use std::path::Path;

use super::{Profile, builtin, find};
use crate::axis::{SetError, catalogue};
use crate::case::Problem;
use crate::case::decode::{Cx, Fields, describe, entries, scalar, suggest};
use crate::case::problem::{Fault, Span};
use crate::case::values::Text;
use crate::case::yaml::{self, Node};

/// What a profile file is made of.
const FIELDS: [&str; 4] = ["extends", "name", "set", "conf"];

/// Reads the profile of a file.
///
/// # Errors
/// With every problem of the file, each at its place.
pub fn read(path: &Path) -> Result<Profile, Vec<Problem>> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| vec![Problem::of_file(path, format!("failed to read the profile: {error}"))])?;
    let mut cx = Cx::new(&text);
    let mut documents = yaml::documents(&text);
    let profile = match (documents.pop(), documents.is_empty()) {
        (Some(Ok(root)), true) => profile(&root, path, &mut cx),
        (Some(Err(fault)), _) => {
            cx.report(fault);
            None
        }
        (Some(Ok(root)), false) => {
            cx.report(Fault::new(root.span, "a file holds one profile").help("put the other into a file of its own"));
            None
        }
        (None, _) => {
            cx.report(Fault::new(Span::default(), "the file is empty").help("a profile has `extends` and `set`"));
            None
        }
    };
    match profile {
        Some(profile) if cx.faults.is_empty() => Ok(profile),
        _ => Err(Problem::all(path, &text, cx.faults)),
    }
}

fn profile(root: &Node<'_>, path: &Path, cx: &mut Cx<'_>) -> Option<Profile> {
    let fields = Fields::of(root, "a profile", &FIELDS, cx)?;
    let name = fields.get::<Option<Text>>("name", cx)?;
    let extended = fields.get::<Text>("extends", cx)?;
    let Some(mut profile) = find(&extended.0) else {
        let known = builtin();
        let span = fields.find("extends").map_or(root.span, |node| node.span);
        let fault = Fault::new(span, format!("there is no profile `{}`", extended.0));
        cx.report(fault.help(suggest(&extended.0, known.iter().map(|p| p.name.as_str()))));
        return None;
    };
    profile.name = match name {
        Some(name) => name.0,
        None => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
    };
    if let Some(node) = fields.find("set") {
        set(node, &mut profile, cx)?;
    }
    if let Some(node) = fields.find("conf") {
        profile.conf = conf(node, cx)?;
    }
    Some(profile)
}

/// Gives axes their values; each that cannot be is reported.
fn set(node: &Node<'_>, profile: &mut Profile, cx: &mut Cx<'_>) -> Option<()> {
    for (id, (key, value)) in entries(node, "a map of axes to values", cx)? {
        let Some((word, _)) = scalar(value) else {
            let fault = Fault::new(value.span, format!("expected a value of `{id}`, found {}", describe(value)));
            cx.report(fault.help(format!("`parallax explain {id}` names them")));
            continue;
        };
        match profile.axes.set(id, word) {
            Ok(()) => {}
            Err(SetError::UnknownAxis(_)) => {
                let known: Vec<&str> = catalogue().map(|axis| axis.id).collect();
                let help = match suggest(id, known.iter().copied()) {
                    near if near.starts_with("did") => near,
                    _ => "`parallax explain groupby` shows some; so does every step's name".to_owned(),
                };
                cx.report(Fault::new(key.span, format!("there is no axis `{id}`")).help(help));
            }
            Err(SetError::UnknownValue(_, words)) => {
                let fault = Fault::new(value.span, format!("`{id}` has no value `{word}`"));
                cx.report(fault.help(suggest(word, words.iter().copied())));
            }
        }
    }
    Some(())
}

/// The framework's settings as they are written.
fn conf(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Vec<(String, String)>> {
    let mut out = Vec::new();
    for (name, (_, value)) in entries(node, "a map of settings to values", cx)? {
        match scalar(value) {
            Some((text, _)) => out.push((name.to_owned(), text.to_owned())),
            None => cx.report(Fault::new(value.span, format!("expected one value, found {}", describe(value)))),
        }
    }
    Some(out)
}
