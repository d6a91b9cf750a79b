//! Made-up cases: the same from the same seed, shrunk to a minimal difference, an interrupted run the same as one run.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::process::Command;

use parallax::case::expr::Function;
use parallax::case::plan::{Case, Source, Step, WindowFn};
use parallax::case::{load, load_text, write};
use parallax::fuzz::Origin;
use parallax::fuzz::ask::{Sides, Verdict};
use parallax::fuzz::shrink::shrink;
use parallax::profile;

#[test]
fn a_seed_makes_the_same_cases_and_another_makes_others() {
    let all = |seed| (0..200).map(|n| write::yaml(&Origin::Vocabulary.case(seed, n))).collect::<Vec<_>>();
    assert_eq!(all(11), all(11));
    let (one, other) = (all(11), all(12));
    let same = one.iter().zip(&other).filter(|(a, b)| a == b).count();
    assert!(same < 10, "{same} of 200 cases do not hang on the seed");
}

#[test]
fn every_case_that_is_made_is_a_sound_case() {
    for n in 0..1000 {
        let text = write::yaml(&Origin::Vocabulary.case(21, n));
        let told: Vec<String> =
            load_text(Path::new("t.yaml"), &text).problems.iter().map(|p| p.render(false)).collect();
        assert_eq!(told, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn the_cases_reach_every_step_function_and_kind_of_input() {
    let all: String = (0..3000).map(|n| write::yaml(&Origin::Vocabulary.case(22, n))).collect();
    let steps = Step::WORDS.iter().map(|(word, _)| format!("  - {word}:"));
    let calls =
        [Function::ALL.iter().map(|f| f.name()).collect::<Vec<_>>(), WindowFn::ALL.iter().map(|f| f.name()).collect()];
    let calls = calls.into_iter().flatten().map(|name| format!("{name}("));
    let inputs =
        ["via: parquet", "via: csv", "via: pandas", "partitions: 7", "list<int64>", "type: duration", "timestamp["];
    let wanted = steps.chain(calls).chain(inputs.map(str::to_owned));
    let missing: Vec<String> = wanted.filter(|text| !all.contains(text)).collect();
    assert_eq!(missing, Vec::<String>::new());
}

/// What cases are made from that are like those of the suite on grouping and joining.
fn like_the_suite() -> Result<Origin, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    Origin::like(load(&[folder.join("groupby"), folder.join("join")]).cases)
}

#[test]
fn cases_like_others_are_sound_the_same_from_the_same_seed_and_not_the_others_themselves() -> Result<(), Box<dyn Error>>
{
    let origin = like_the_suite()?;
    let Origin::Like(others) = &origin else { return Err("these are made from cases".into()) };
    let body = |case: &Case| {
        let text = write::yaml(&Case::of(case.inputs.clone(), case.steps.clone()));
        text.split_once("inputs:").map(|(_, body)| body.to_owned()).unwrap_or_default()
    };
    let theirs: BTreeSet<String> = others.iter().map(body).collect();
    let made: Vec<Case> = (0..400).map(|n| origin.case(31, n)).collect();
    let again: Vec<String> = (0..400).map(|n| write::yaml(&origin.case(31, n))).collect();
    assert_eq!(made.iter().map(write::yaml).collect::<Vec<_>>(), again);
    let unsound = again.iter().filter(|text| !load_text(Path::new("t.yaml"), text).problems.is_empty()).count();
    assert_eq!(unsound, 0);
    let unchanged = made.iter().filter(|case| theirs.contains(&body(case))).count();
    assert!(unchanged < 40, "{unchanged} of 400 cases are as they were");
    let words: BTreeSet<&str> = made.iter().flat_map(|case| &case.steps).map(Step::word).collect();
    assert!(words.len() > 15, "only {words:?} are reached");
    Ok(())
}

#[test]
fn cases_of_which_none_can_be_changed_are_refused() {
    let text = "case: Nothing is done\ninputs: {df: {columns: {a: {type: int64, values: [1]}}}}\nsteps: []\n";
    let told = Origin::like(load_text(Path::new("t.yaml"), text).cases).map(|_| ());
    assert!(told.is_err_and(|message| message.contains("none of the cases can be changed")));
}

fn rows(case: &Case) -> Vec<usize> {
    let many = |source: &Source| match source {
        Source::Inline(columns) => columns.first().map_or(0, |c| c.values.len()),
        _ => usize::MAX,
    };
    case.inputs.iter().map(|input| many(&input.source)).collect()
}

#[test]
fn a_difference_is_shrunk_to_one_row_one_step_and_one_table() -> Result<(), Box<dyn Error>> {
    let text = "
case: A null key among others
inputs:
  df:
    partitions: 3
    columns:
      k: {type: string, values: [a, null, b, a]}
      v: {type: int64, values: [7, 25, 3, 4]}
      w: {type: int64, values: [1, 2, 3, 4]}
  other: {columns: {z: {type: int64, values: [1]}}}
steps:
  - with_columns: {n: v + 1}
  - groupby: {by: k, agg: {o: sum(v), p: max(n)}}
  - filter: o > -1000
";
    let loaded = load_text(Path::new("t.yaml"), text);
    let told: Vec<String> = loaded.problems.iter().map(|p| p.render(false)).collect();
    assert_eq!(told, Vec::<String>::new());
    let (pandas, spark) = (profile::find("pandas@3.1"), profile::find("spark@4.3"));
    let mut sides = Sides::Engines(pandas.as_ref().ok_or("pandas@3.1")?, spark.as_ref().ok_or("spark@4.3")?);
    let case = &loaded.cases[0];
    let Verdict::Differs(difference) = sides.ask(case)? else { return Err("the two agree".into()) };
    let minimal = shrink(case, &difference, &mut sides)?;
    assert_eq!(sides.ask(&minimal)?, Verdict::Differs(difference), "{}", write::yaml(&minimal));
    assert_eq!(rows(&minimal), [1], "{}", write::yaml(&minimal));
    assert_eq!(minimal.steps.len(), 1, "{}", write::yaml(&minimal));
    assert_eq!(minimal.inputs[0].partitions, 1, "{}", write::yaml(&minimal));
    Ok(())
}

/// What the command prints in `folder`.
fn run(folder: &Path, cases: &str) -> Result<String, Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
    command.current_dir(folder).args(["fuzz", "--from", "pandas@2.3", "--to", "pandas@3.1", "--seed", "5"]);
    let done = command.args(["--format", "json", "--out", "found", "--cases", cases]).output()?;
    assert!(matches!(done.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&done.stderr));
    Ok(String::from_utf8(done.stdout)?)
}

#[test]
fn a_run_that_was_cut_off_ends_as_one_run() -> Result<(), Box<dyn Error>> {
    let (whole, parts) = (tempfile::tempdir()?, tempfile::tempdir()?);
    run(parts.path(), "9")?;
    let journal = parts.path().join("found/fuzz.jsonl");
    let text = std::fs::read_to_string(&journal)?;
    std::fs::write(&journal, &text[..text.len() - 7])?;
    assert_eq!(run(parts.path(), "30")?, run(whole.path(), "30")?);
    assert_eq!(std::fs::read_to_string(&journal)?, std::fs::read_to_string(whole.path().join("found/fuzz.jsonl"))?);
    Ok(())
}

#[test]
fn another_seed_in_the_same_folder_is_refused() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    run(folder.path(), "2")?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
    command.current_dir(folder.path()).args(["fuzz", "--from", "pandas@2.3", "--to", "pandas@3.1"]);
    let done = command.args(["--seed", "6", "--out", "found"]).output()?;
    assert_eq!(done.status.code(), Some(2));
    Ok(())
}
