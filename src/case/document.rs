//! One document of a case file to its cases.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::declare::record;
use super::decode::{Cx, Decode, Fields};
use super::expect::Expect;
use super::input;
use super::matrix::{self, Binding};
use super::plan::{Case, Input, Source, Step};
use super::problem::Fault;
use super::scalar::{Core, resolve};
use super::values::Text;
use super::yaml::{Node, Value};
use crate::profile;

/// What a case is made of.
pub(crate) const FIELDS: [&str; 10] =
    ["case", "about", "tags", "source", "inputs", "steps", "matrix", "profiles", "compare", "expect"];
/// The tolerance for floating-point values unless a case says otherwise.
const REL: f64 = 1e-9;

/// Where a document comes from.
pub(crate) struct Origin<'o> {
    pub(crate) path: &'o Path,
    /// The case id without its matrix part.
    pub(crate) id: String,
    pub(crate) line: usize,
}

/// The cases of a document, one a combination of its matrix; what is wrong goes to `cx`, and its case is left out.
pub(crate) fn cases(root: &Node<'_>, origin: &Origin<'_>, cx: &mut Cx<'_>) -> Vec<Case> {
    let before = cx.faults.len();
    cx.inputs.clear();
    let Some(fields) = Fields::of(root, "a case", &FIELDS, cx) else { return Vec::new() };
    let title = fields.get::<Text>("case", cx);
    let about = fields.get::<Option<Text>>("about", cx);
    let tags = fields.get::<Option<Vec<String>>>("tags", cx);
    let source = fields.get::<Option<Text>>("source", cx);
    let profiles = fields.get::<Option<Profiles>>("profiles", cx);
    let compare = fields.get::<Option<Compare>>("compare", cx);
    let expect = fields.get::<Option<Expect>>("expect", cx);
    let inputs = fields.get::<Present>("inputs", cx).and_then(|_| fields.find("inputs"));
    let steps = fields.get::<Present>("steps", cx).and_then(|_| fields.find("steps"));
    let parameters = fields.find("matrix").map_or(Some(Vec::new()), |node| matrix::parameters(node, cx));
    let (Some(inputs), Some(steps), Some(parameters)) = (inputs, steps, parameters) else { return Vec::new() };
    let sound = cx.faults.len() == before;
    let mut tables = Tables::new(inputs, origin.path.parent().unwrap_or(Path::new("")));
    let mut out = Vec::new();
    for row in matrix::combinations(&parameters) {
        let Some((inputs, steps, hash)) = body(&mut tables, steps, &row, cx) else { continue };
        let (Some(title), Some(compare)) = (&title, &compare) else { continue };
        if sound {
            out.push(Case {
                id: format!("{}{}", origin.id, matrix::suffix(&row)),
                title: title.0.clone(),
                about: about.clone().flatten().map(|t| t.0),
                tags: tags.clone().flatten().unwrap_or_default(),
                source: source.clone().flatten().map(|t| t.0),
                inputs,
                steps,
                profiles: profiles.as_ref().and_then(Option::as_ref).map(|p| p.0.clone()).unwrap_or_default(),
                expect: expect.clone().flatten(),
                rel: compare.as_ref().and_then(|c| c.rel).unwrap_or(REL),
                path: origin.path.to_path_buf(),
                line: origin.line,
                hash,
            });
        }
    }
    out
}

/// Inputs, steps and hash of one combination, or `None` when anything is wrong with it.
fn body<'a>(
    tables: &mut Tables<'_, 'a>,
    steps: &Node<'a>,
    row: &[Binding<'_, 'a>],
    cx: &mut Cx<'_>,
) -> Option<(Vec<Input>, Vec<Step>, String)> {
    let before = cx.faults.len();
    let mut hasher = Sha256::new();
    let inputs = tables.inputs(row, &mut hasher, cx);
    let filled = cx.faults.len();
    let steps = matrix::substitute(steps, row, cx);
    // What a parameter that is not there left behind is no news.
    (cx.faults.len() == filled).then_some(())?;
    digest(&steps, &mut hasher);
    let steps = if let Value::List(items) = &steps.value {
        items.iter().map(|item| Step::decode(item, cx)).collect::<Vec<_>>()
    } else {
        let found = super::decode::describe(&steps);
        let fault = Fault::new(steps.span, format!("expected a list of steps, found {found}"));
        cx.report(fault.help("start each step with `- `"));
        return None;
    };
    let steps: Option<Vec<Step>> = steps.into_iter().collect();
    let digest: [u8; 32] = hasher.finalize().into();
    let [a, b, c, d, e, f, g, h, ..] = digest;
    let hash = format!("{:016x}", u64::from_be_bytes([a, b, c, d, e, f, g, h]));
    (cx.faults.len() == before).then_some(())?;
    Some((inputs?, steps?, hash))
}

/// The inputs of a document; what the matrix does not touch is decoded once and shared.
struct Tables<'n, 'a> {
    node: &'n Node<'a>,
    folder: &'n Path,
    varies: bool,
    shared: Option<(Option<Vec<Input>>, Sha256)>,
}

impl<'n, 'a> Tables<'n, 'a> {
    fn new(node: &'n Node<'a>, folder: &'n Path) -> Self {
        Self { node, folder, varies: matrix::has_parameter(node), shared: None }
    }

    fn inputs(&mut self, row: &[Binding<'_, 'a>], hasher: &mut Sha256, cx: &mut Cx<'_>) -> Option<Vec<Input>> {
        if self.varies {
            let before = cx.faults.len();
            let node = matrix::substitute(self.node, row, cx);
            (cx.faults.len() == before).then_some(())?;
            return decode_inputs(&node, self.folder, hasher, cx);
        }
        let (inputs, state) = self.shared.get_or_insert_with(|| {
            let mut state = Sha256::new();
            (decode_inputs(self.node, self.folder, &mut state, cx), state)
        });
        *hasher = state.clone();
        inputs.clone()
    }
}

fn decode_inputs(node: &Node<'_>, folder: &Path, hasher: &mut Sha256, cx: &mut Cx<'_>) -> Option<Vec<Input>> {
    digest(node, hasher);
    let named = super::decode::entries(node, "a map of named tables", cx)?;
    cx.inputs = named.iter().map(|(name, _)| (*name).to_owned()).collect();
    if named.is_empty() {
        cx.report(Fault::new(node.span, "a case without a table").help("write for example {df: {columns: {…}}}"));
        return None;
    }
    let decoded: Vec<Option<Input>> =
        named.into_iter().map(|(name, (_, node))| input::input(name, node, folder, cx)).collect();
    let inputs = decoded.into_iter().collect::<Option<Vec<_>>>()?;
    for input in &inputs {
        if let Source::File(file) = &input.source {
            hasher.update(super::load::file_digest(&file.path));
        }
    }
    Some(inputs)
}

/// Feeds a tree to a hash so that only what it says counts: not comments, quotes, or flow against block style.
fn digest(node: &Node<'_>, hasher: &mut Sha256) {
    match &node.value {
        Value::Scalar { text, plain } => {
            let core = if *plain { resolve(text) } else { Core::Text(text) };
            let (kind, text) = match core {
                Core::Null => (b'n', ""),
                Core::Bool(true) => (b't', ""),
                Core::Bool(false) => (b'f', ""),
                Core::Int(_) | Core::Huge | Core::Float(_) => (b'#', &**text),
                Core::Text(text) => (b's', text),
            };
            hasher.update([kind]);
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text);
        }
        Value::List(items) => {
            hasher.update(b"[");
            for item in items {
                digest(item, hasher);
            }
            hasher.update(b"]");
        }
        Value::Map(entries) => {
            hasher.update(b"{");
            for (key, value) in entries {
                digest(key, hasher);
                digest(value, hasher);
            }
            hasher.update(b"}");
        }
    }
}

/// A field that must be there; what it holds is read with the matrix filled in.
struct Present;

impl Decode for Present {
    const EXPECTED: &'static str = "what the case works on";

    fn decode(_: &Node<'_>, _: &mut Cx<'_>) -> Option<Self> {
        Some(Self)
    }

    fn schema() -> serde_json::Value {
        serde_json::json!({})
    }
}

record! {
    /// `compare`
    pub(crate) Compare, "`compare`", check is_tolerance {
        /// Relative tolerance for floating-point values.
        rel: Option<f64>,
    }
}

fn is_tolerance(compare: &Compare, node: &Node<'_>, cx: &mut Cx<'_>) {
    if compare.rel.is_some_and(|rel| !(0.0..1.0).contains(&rel)) {
        let fault = Fault::new(node.span, "`rel` is no tolerance");
        cx.report(fault.help("give a number from 0 up to 1, such as 1.0e-9"));
    }
}

/// `profiles`: frameworks, built-in profiles and configurations of them.
#[derive(Debug, Clone)]
pub(crate) struct Profiles(Vec<String>);

impl From<Profiles> for Vec<String> {
    fn from(profiles: Profiles) -> Self {
        profiles.0
    }
}

impl Decode for Profiles {
    const EXPECTED: &'static str = "a profile or a list of them";

    fn decode(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Self> {
        let names = Vec::<String>::decode(node, cx)?;
        let nodes = match &node.value {
            Value::List(items) => &items[..],
            _ => std::slice::from_ref(node),
        };
        let mut good = true;
        for (name, node) in names.iter().zip(nodes).filter(|(name, _)| !profile::is_known(name)) {
            let fault = Fault::new(node.span, format!("there is no profile `{}`", super::decode::short(name)));
            cx.report(fault.help(super::decode::suggest(name, profile::patterns().iter().map(String::as_str))));
            good = false;
        }
        good.then_some(Self(names))
    }

    fn absent() -> Option<Self> {
        Some(Self(Vec::new()))
    }

    fn schema() -> serde_json::Value {
        Vec::<String>::schema()
    }
}
