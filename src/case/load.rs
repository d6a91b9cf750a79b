//! Finding case files and reading them all: in parallel, in an order that never changes.

use std::io::{Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::decode::Cx;
use super::document::{self, Origin};
use super::plan::Case;
use super::problem::{Fault, Problem, Span};
use super::yaml;

/// The folder that case ids start below.
const CASES: &str = "cases";

/// What was read.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The sound cases: by path, then document, then combination.
    pub cases: Vec<Case>,
    /// What is wrong with the others, in the same order.
    pub problems: Vec<Problem>,
}

/// Reads the cases of a text as if it stood in a file at `path`, whose name is the id.
pub fn load_text(path: &Path, text: &str) -> Loaded {
    let id = path.with_extension("").to_string_lossy().into_owned();
    let file = CaseFile { path: path.to_path_buf(), full: path.to_path_buf(), id };
    let (cases, problems) = read_text(&file, text);
    Loaded { cases, problems }
}

/// A case file and where its ids start.
struct CaseFile {
    /// As it was named, for messages.
    path: PathBuf,
    /// In full, for the order.
    full: PathBuf,
    /// The id of its only document.
    id: String,
}

/// Reads the cases of files and of directories with all that is below them.
pub fn load(paths: &[PathBuf]) -> Loaded {
    let mut out = Loaded::default();
    let mut files = Vec::new();
    for path in paths {
        find(path, &mut files, &mut out.problems);
    }
    files.sort_by(|a, b| a.full.cmp(&b.full));
    files.dedup_by(|a, b| a.full == b.full);
    let read: Vec<(Vec<Case>, Vec<Problem>)> = files.par_iter().map(read_file).collect();
    let mut seen = std::collections::HashMap::new();
    for (cases, problems) in read {
        out.problems.extend(problems);
        for case in cases {
            if let Some(first) = seen.insert(case.id.clone(), case.path.clone()) {
                let message = format!("the id `{}` is taken by a case of {}", case.id, first.display());
                let mut problem = Problem::of_file(&case.path, message);
                problem.help = Some("rename one of the files".to_owned());
                out.problems.push(problem);
                continue;
            }
            out.cases.push(case);
        }
    }
    out
}

/// Gathers the case files at and below a path.
fn find(path: &Path, files: &mut Vec<CaseFile>, problems: &mut Vec<Problem>) {
    if path.is_file() {
        return files.extend(case_file(path, path.parent().unwrap_or(Path::new(""))));
    }
    if !path.exists() {
        return problems.push(Problem::of_file(path, "there is no such file or directory"));
    }
    let before = files.len();
    if let Err(error) = walk(path, path, files) {
        problems.push(Problem::of_file(path, format!("failed to read: {error}")));
    } else if files.len() == before {
        problems.push(Problem::of_file(path, "there is no case file (.yaml, .yml) in this directory"));
    }
}

fn walk(root: &Path, directory: &Path, files: &mut Vec<CaseFile>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, files)?;
        } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml") {
            files.extend(case_file(&path, root));
        }
    }
    Ok(())
}

/// The file with its id: the path below the nearest parent called `cases`, else below `root`, without its ending.
fn case_file(path: &Path, root: &Path) -> Option<CaseFile> {
    let full = std::path::absolute(path).ok()?;
    let root = std::path::absolute(Path::new(".").join(root)).unwrap_or_default();
    let folder = full.parent()?;
    let cases = folder.ancestors().find(|a| a.file_name().is_some_and(|n| n == CASES));
    let below = full.strip_prefix(cases.unwrap_or(&root)).unwrap_or(&full);
    let parts: Vec<String> = below
        .with_extension("")
        .components()
        .filter(|c| matches!(c, Component::Normal(_)))
        .map(|c| c.as_os_str().to_string_lossy().into_owned())
        .collect();
    Some(CaseFile { path: path.to_path_buf(), id: parts.join("/"), full })
}

fn read_file(file: &CaseFile) -> (Vec<Case>, Vec<Problem>) {
    let bytes = match std::fs::read(&file.path) {
        Ok(bytes) => bytes,
        Err(error) => return (Vec::new(), vec![Problem::of_file(&file.path, format!("failed to read: {error}"))]),
    };
    match String::from_utf8(bytes) {
        Ok(text) => read_text(file, &text),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes());
            let fault = Fault::new(Span { start: at, end: at }, "the file is not UTF-8").help("save it as UTF-8");
            (Vec::new(), Problem::all(&file.path, &text, [fault]))
        }
    }
}

fn read_text(file: &CaseFile, text: &str) -> (Vec<Case>, Vec<Problem>) {
    let documents = yaml::documents(text);
    let several = documents.len() > 1;
    let mut cx = Cx::new(text);
    let mut cases = Vec::new();
    if documents.is_empty() {
        cx.report(Fault::new(Span::default(), "the file is empty").help("a case has `case`, `inputs` and `steps`"));
    }
    // Documents come in order, so their lines are counted once.
    let (mut line, mut counted) = (1, 0);
    for (i, document) in documents.into_iter().enumerate() {
        let root = match document {
            Ok(root) => root,
            Err(fault) => {
                cx.report(fault);
                continue;
            }
        };
        line += text.get(counted..root.span.start).unwrap_or_default().matches('\n').count();
        counted = counted.max(root.span.start);
        let id = if several { format!("{}#{}", file.id, i + 1) } else { file.id.clone() };
        cases.extend(document::cases(&root, &Origin { path: &file.path, id, line }, &mut cx));
    }
    (cases, problems(file, text, cx.faults))
}

/// The faults as problems, each once: combinations of a matrix often share them.
fn problems(file: &CaseFile, text: &str, faults: Vec<Fault>) -> Vec<Problem> {
    if faults.is_empty() {
        return Vec::new();
    }
    let mut seen = std::collections::HashSet::new();
    let mut faults: Vec<Fault> = faults.into_iter().filter(|f| seen.insert((f.span, f.message.clone()))).collect();
    faults.sort_by_key(|f| (f.span.start, f.span.end));
    Problem::all(&file.path, text, faults)
}

/// How much of a data file's start and end its digest reads.
const SAMPLE: u64 = 8 << 20;

/// A digest of a data file: its length and its content, of a large one the start and the end.
pub(crate) fn file_digest(path: &Path) -> Vec<u8> {
    let mut hasher = Sha256::new();
    let read = || -> std::io::Result<(u64, Vec<u8>, Vec<u8>)> {
        let mut file = std::fs::File::open(path)?;
        let length = file.metadata()?.len();
        let (mut start, mut end) = (Vec::new(), Vec::new());
        file.by_ref().take(SAMPLE).read_to_end(&mut start)?;
        if length > SAMPLE {
            file.seek(SeekFrom::Start(length.saturating_sub(SAMPLE).max(SAMPLE)))?;
            file.take(SAMPLE).read_to_end(&mut end)?;
        }
        Ok((length, start, end))
    };
    if let Ok((length, start, end)) = read() {
        hasher.update(length.to_le_bytes());
        hasher.update(start);
        hasher.update(end);
    }
    hasher.finalize().to_vec()
}
