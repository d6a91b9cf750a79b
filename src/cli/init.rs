//! `parallax init`: a first case from a data file.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{Stopped, output};
use crate::case::load_text;
use crate::case::plan::{AggFn, Aggregate, Case, Format, Groupby, Step};
use crate::case::types::Type;
use crate::case::write::{self, text};
use crate::engine::Options;
use crate::golden::store;
use crate::live::edition::EDITIONS;
use crate::profile::{self, Profile};
use crate::report::check::answer;
use crate::result::{Outcome, ResultTable};

/// Writes a first case from a data file: its columns, their types, and what each framework reads where they do not read the same.
///
/// A file that is there already is left alone, unless --force says otherwise.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  parallax init orders.csv                          writes orders.yaml
  parallax init data/orders.parquet --output cases/orders.yaml")]
pub(super) struct Args {
    /// The data file: .csv, .parquet or .ndjson.
    data: PathBuf,
    /// The case file; left out, the data file's name with the ending .yaml, in this folder.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrites the case file.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Stopped> {
    let data = args.data.display();
    if !args.data.is_file() {
        return Err(format!("there is no file {data}"));
    }
    let ending = args.data.extension().and_then(|e| e.to_str()).unwrap_or_default();
    if Format::named(ending).is_none() {
        return Err(format!(
            "cannot tell from its ending what {data} is: a data file ends in .csv, .parquet or .ndjson"
        ));
    }
    let name = args.data.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.yaml")));
    if path.exists() && !args.force {
        return Err(format!(
            "{} is there already: choose another name with --output, or overwrite it with --force",
            path.display()
        ));
    }
    let file = from_folder_of(&path, &args.data)?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| format!("failed to make the folder {}: {e}", folder.display()))?;
    }
    let first = format!("case: {0}\ninputs:\n  {0}:\n    file: {1}\n", text(&name), text(&file));
    let case = loaded(&path, &format!("{first}steps: []\n"))?;
    let read = read(&case)?;
    let written = format!("{first}{}", rest(&read));
    loaded(&path, &written)?;
    store::write(&path, &written)?;
    let (columns, rows) = (read.table.columns.len(), read.table.rows);
    let shown = path.display();
    output::write(&format!(
        "{shown}: a case over {data}, {columns} columns and {rows} rows\n\nWrite the steps of your pipeline into it, then see what differs:\n\n  parallax diff {shown} --from pandas --to spark\n"
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// The path of `data` as a file in the folder of `case` names it.
fn from_folder_of(case: &Path, data: &Path) -> Result<String, Stopped> {
    let full = |path: &Path| std::path::absolute(path).map_err(|e| format!("failed to find {}: {e}", path.display()));
    let (folder, data) = (full(case)?, full(data)?);
    let mut folder: Vec<_> = folder.components().collect();
    folder.pop();
    let data: Vec<_> = data.components().collect();
    let common = folder.iter().zip(&data).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n(std::ffi::OsStr::new(".."), folder.len() - common);
    let path: PathBuf = up.chain(data[common..].iter().map(|part| part.as_os_str())).collect();
    path.to_str()
        .map(str::to_owned)
        .ok_or_else(|| format!("{} cannot be named in a case: it is not UTF-8", path.display()))
}

/// The case that this text says.
fn loaded(path: &Path, text: &str) -> Result<Case, Stopped> {
    let mut loaded = load_text(path, text);
    match (loaded.cases.pop(), loaded.problems.first()) {
        (Some(case), None) => Ok(case),
        (_, Some(problem)) => Err(format!("no case can be made of it:\n{}", problem.render(false))),
        (None, None) => Err("no case can be made of it".to_owned()),
    }
}

/// What the frameworks of the newest edition make of a file.
struct Read {
    /// What the first of them that reads it, reads.
    table: ResultTable,
    /// Each framework and what it reads.
    frameworks: Vec<(Profile, Outcome)>,
}

fn read(case: &Case) -> Result<Read, Stopped> {
    let newest = EDITIONS.last().map_or(&[][..], |edition| edition.profiles);
    let profiles: Vec<Profile> = newest.iter().filter_map(|name| profile::find(name)).collect();
    let frameworks: Vec<(Profile, Outcome)> = profiles
        .into_iter()
        .map(|profile| {
            let outcome = answer(case, &profile, &Options::default());
            (profile, outcome)
        })
        .collect();
    let table = frameworks.iter().find_map(|(_, outcome)| match outcome {
        Outcome::Table(table) if !table.columns.is_empty() => Some(table.clone()),
        Outcome::Table(_) | Outcome::Error(_) => None,
    });
    match table {
        Some(table) => Ok(Read { table, frameworks }),
        None => Err(frameworks
            .iter()
            .find_map(|(_, outcome)| match outcome {
                Outcome::Error(failure) => Some(failure.message.clone()),
                Outcome::Table(_) => None,
            })
            .unwrap_or_else(|| "the file has no columns".to_owned())),
    }
}

/// What follows the file: the columns, ready to be fixed to their types, and the first step.
fn rest(read: &Read) -> String {
    let mut out = String::from(
        "    # What is in it. A column is fixed to its type without the `#`, else each framework reads what it finds.\n    # columns:\n",
    );
    for column in &read.table.columns {
        let types = types(read, &column.name);
        let best = types.iter().map(|(_, ty)| *ty).filter(|ty| Type::parse(ty).is_some()).max_by_key(|ty| strength(ty));
        let best = best.unwrap_or("string");
        let differ = types.iter().any(|(_, ty)| *ty != best);
        let told: Vec<String> = types.iter().map(|(profile, ty)| format!("{profile} {ty}")).collect();
        let told = if differ { format!("  # {}", told.join(", ")) } else { String::new() };
        let _ = writeln!(out, "    #   {}: {{type: {}}}{told}", text(&column.name), text(best));
    }
    for (profile, outcome) in &read.frameworks {
        if let Outcome::Error(failure) = outcome {
            let _ = writeln!(
                out,
                "    # {} cannot read it: {}",
                profile.name,
                failure.message.lines().next().unwrap_or_default()
            );
        }
    }
    let names: Vec<String> = read.table.columns.iter().map(|column| column.name.clone()).collect();
    let _ = write!(out, "steps:\n  - {}\n", write::step(&Step::Select(names)));
    if let Some(step) = example(&read.table) {
        let _ = write!(out, "  # the steps of your pipeline, for example\n  # - {}\n", write::step(&step));
    }
    out
}

/// What each framework takes the column for.
fn types<'r>(read: &'r Read, name: &str) -> Vec<(&'r str, &'r str)> {
    let of = |(profile, outcome): &'r (Profile, Outcome)| match outcome {
        Outcome::Table(table) => {
            let column = table.columns.iter().find(|column| column.name == name)?;
            Some((profile.name.as_str(), column.ty.as_str()))
        }
        Outcome::Error(_) => None,
    };
    read.frameworks.iter().filter_map(of).collect()
}

/// How much a type says of a column: what only one framework found in it is what it is. A number that is a float somewhere is missing
/// somewhere, which no integer is everywhere.
fn strength(ty: &str) -> usize {
    const WEAKEST_FIRST: [&str; 5] = ["object", "string", "int32", "int64", "float64"];
    WEAKEST_FIRST.iter().position(|weak| *weak == ty).unwrap_or(WEAKEST_FIRST.len())
}

/// Groups by a column of text and adds up one of numbers, where there are such.
fn example(table: &ResultTable) -> Option<Step> {
    let numeric = |ty: &str| ty.starts_with("int") || ty.starts_with("float") || ty.starts_with("decimal");
    let key = table.columns.iter().find(|column| column.ty == "string")?;
    let number = table.columns.iter().rev().find(|column| numeric(&column.ty))?;
    let function = AggFn::Sum;
    let total = Aggregate { out: "total".to_owned(), function, column: Some(number.name.clone()), q: None };
    Some(Step::Groupby(Groupby { by: vec![key.name.clone()], agg: vec![total], dropna: None, sort: None, style: None }))
}
