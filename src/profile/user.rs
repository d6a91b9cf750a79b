//! Profiles that people write: a YAML file that extends a built-in one.
//!
//! ```yaml
//! extends: spark@4.3
//! name: spark@4.3+legacy            # what results carry; left out, the extended name and the file's
//! set: {arithmetic.by_zero: "null"} # axes, see `parallax explain`
//! conf: {spark.sql.ansi.enabled: false}
//! ```

use std::path::Path;

use serde_json::{Map, Value as Json, json};

use super::{Profile, builtin, find, is_name, patterns};
use crate::axis::{SetError, catalogue};
use crate::case::Problem;
use crate::case::declare::{described, record};
use crate::case::decode::{Cx, Decode, describe, entries, scalar, short, suggest};
use crate::case::problem::{Fault, Span};
use crate::case::yaml::{self, Node};

record! {
    /// What a profile file says.
    File, "a profile" {
        /// The built-in profile that it changes, such as `spark@4.3`; a bare name is its newest version.
        extends: Extended,
        /// What results and goldens carry; left out, the extended profile's name, `+` and the file's name.
        name: Option<Name>,
        /// Axes and the values that they get; `parallax explain` tells what they mean.
        set: Option<Changes>,
        /// Settings of the real framework, as it spells them.
        conf: Option<Settings>,
    }
}

/// Reads the profile of a file.
///
/// # Errors
/// With every problem of the file, each at its place.
pub fn read(path: &Path) -> Result<Profile, Vec<Problem>> {
    let failed = |why: String| vec![Problem::of_file(path, why)];
    let bytes = std::fs::read(path).map_err(|error| failed(format!("failed to read the profile: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|_| failed("the profile is not UTF-8: save it as UTF-8".to_owned()))?;
    let mut cx = Cx::new(&text);
    let file = only_document(&text, &mut cx).and_then(|root| {
        let file = File::decode(&root, &mut cx)?;
        profile(&file, &root, path, &mut cx)
    });
    match file {
        Some(profile) if cx.faults.is_empty() => Ok(profile),
        _ => {
            cx.faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
            Err(Problem::all(path, &text, cx.faults))
        }
    }
}

/// JSON Schema (draft 7) of a profile file.
pub fn schema() -> Json {
    let mut schema = json!({"$schema": "http://json-schema.org/draft-07/schema#", "title": "A Parallax profile"});
    if let (Json::Object(schema), Json::Object(file)) = (&mut schema, File::schema()) {
        schema.extend(file);
    }
    schema
}

fn only_document<'a>(text: &'a str, cx: &mut Cx<'_>) -> Option<Node<'a>> {
    let mut documents = yaml::documents(text).into_iter();
    match (documents.next(), documents.next()) {
        (Some(Ok(root)), None) => return Some(root),
        (Some(Err(fault)), _) | (_, Some(Err(fault))) => cx.report(fault),
        (_, Some(Ok(second))) => {
            cx.report(Fault::new(second.span, "a file holds one profile").help("put the other into a file of its own"));
        }
        (None, None) => {
            cx.report(Fault::new(Span::default(), "the file is empty").help("a profile has `extends` and `set`"));
        }
    }
    None
}

fn profile(file: &File, root: &Node<'_>, path: &Path, cx: &mut Cx<'_>) -> Option<Profile> {
    let mut profile = find(&file.extends.0)?;
    let name = match &file.name {
        Some(name) => name.0.clone(),
        None => format!("{}+{}", profile.name, path.file_stem().unwrap_or_default().to_string_lossy()),
    };
    if !is_name(&name) {
        let fault = Fault::new(root.span, format!("the file's name makes no profile name: `{}`", short(&name)));
        cx.report(fault.help(format!("add `name:`, such as {}+mine", profile.name)));
        return None;
    }
    profile.name = name;
    for (axis, word) in file.set.iter().flat_map(|changes| &changes.0) {
        profile.axes.set(axis, word).ok()?;
    }
    profile.conf = file.conf.as_ref().map(|settings| settings.0.clone()).unwrap_or_default();
    Some(profile)
}

/// The profile that is extended.
#[derive(Debug, Clone, PartialEq)]
struct Extended(String);

impl Decode for Extended {
    const EXPECTED: &'static str = "a built-in profile, such as spark@4.3";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let name = String::decode(node, cx)?;
        if find(&name).is_none() {
            let fault = Fault::new(node.span, format!("there is no profile `{}`", short(&name)));
            cx.report(fault.help(suggest(&name, patterns().iter().map(String::as_str))));
            return None;
        }
        Some(Self(name))
    }

    fn schema() -> Json {
        json!({"enum": patterns()})
    }
}

/// The name of a profile that is not built in.
#[derive(Debug, Clone, PartialEq)]
struct Name(String);

impl Decode for Name {
    const EXPECTED: &'static str = "a name, such as spark@4.3+legacy";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let name = String::decode(node, cx)?;
        if find(&name).is_some() {
            let fault = Fault::new(node.span, format!("`{name}` is built in already"));
            cx.report(fault.help(format!("add a word to it: {name}+mine")));
        } else if is_name(&name) {
            return Some(Self(name));
        } else {
            let fault = Fault::new(node.span, format!("`{}` is no name for a profile", short(&name)));
            cx.report(fault.help("write a word, or a profile and a word: spark@4.3+legacy"));
        }
        None
    }

    fn schema() -> Json {
        json!({"type": "string"})
    }
}

/// Axes and their values, each of which there is.
#[derive(Debug, Clone, PartialEq)]
struct Changes(Vec<(String, String)>);

impl Decode for Changes {
    const EXPECTED: &'static str = "a map of axes to values";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let entries = entries(node, Self::EXPECTED, cx)?;
        let all = entries.len();
        let mut tried = builtin().pop()?.axes;
        let mut changes = Vec::with_capacity(all);
        for (axis, (key, value)) in entries {
            let Some((word, _)) = scalar(value) else {
                let fault = Fault::new(value.span, format!("expected a value of `{axis}`, found {}", describe(value)));
                cx.report(fault.help(format!("`parallax explain {axis}` names them")));
                continue;
            };
            match tried.set(axis, word) {
                Ok(()) => changes.push((axis.to_owned(), word.to_owned())),
                Err(SetError::UnknownAxis(_)) => cx.report(unknown_axis(axis, key.span)),
                Err(SetError::UnknownValue(_, words)) => {
                    let fault = Fault::new(value.span, format!("`{axis}` has no value `{}`", short(word)));
                    cx.report(fault.help(suggest(word, words.iter().copied())));
                }
            }
        }
        (changes.len() == all).then_some(Self(changes))
    }

    fn schema() -> Json {
        let axis = |axis: &crate::axis::Axis| {
            let words: Vec<&str> = axis.values.iter().map(|(word, _)| *word).collect();
            (axis.id.to_owned(), described(json!({"enum": words}), axis.doc))
        };
        let axes: Map<String, Json> = catalogue().map(axis).collect();
        json!({"type": "object", "properties": axes, "additionalProperties": false})
    }
}

fn unknown_axis(axis: &str, span: Span) -> Fault {
    let known: Vec<&str> = catalogue().map(|axis| axis.id).collect();
    let help = match suggest(axis, known.iter().copied()) {
        near if near.starts_with("did") => near,
        _ => "`parallax explain groupby` shows some; so does every step's name".to_owned(),
    };
    Fault::new(span, format!("there is no axis `{}`", short(axis))).help(help)
}

/// The framework's own settings, as they are written.
#[derive(Debug, Clone, PartialEq)]
struct Settings(Vec<(String, String)>);

impl Decode for Settings {
    const EXPECTED: &'static str = "a map of settings to values";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let entries = entries(node, Self::EXPECTED, cx)?;
        let all = entries.len();
        let mut settings = Vec::with_capacity(all);
        for (name, (_, value)) in entries {
            match scalar(value) {
                Some((text, _)) => settings.push((name.to_owned(), text.to_owned())),
                None => cx.report(Fault::new(value.span, format!("expected one value, found {}", describe(value)))),
            }
        }
        (settings.len() == all).then_some(Self(settings))
    }

    fn schema() -> Json {
        json!({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}})
    }
}
