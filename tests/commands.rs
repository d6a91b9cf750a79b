//! The commands as people and programs call them: what they write, where, and with which exit code.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod bench;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use bench::Bench;
use rustix::pty;
use serde_json::Value;

/// What a command said.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    /// The JSON objects of standard output, one a line.
    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
    }
}

const SUMS: &str = "case: Sums of groups with a null key
tags: [sums]
inputs:
  df:
    columns:
      k: {type: string, values: [a, null, a]}
      x: {type: int64, values: [1, 2, 3]}
steps:
  - groupby: {by: k, agg: {s: sum(x)}}
";

impl Bench {
    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a text file")
    }

    fn say(&self, args: &[&str]) -> Said {
        said(Command::new(env!("CARGO_BIN_EXE_parallax")).args(args).current_dir(self.0.path()))
    }

    /// What `exec bad.yaml` writes to a terminal.
    fn on_a_terminal(&self, variables: &[(&str, &str)]) -> String {
        let near = pty::openpt(pty::OpenptFlags::RDWR | pty::OpenptFlags::NOCTTY).expect("a terminal");
        pty::grantpt(&near).expect("a terminal of our own");
        pty::unlockpt(&near).expect("a terminal to open");
        let name = pty::ptsname(&near, Vec::new()).expect("its name").into_string().expect("a path");
        let far = fs::File::options().read(true).write(true).open(name).expect("its other end");
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        for variable in ["CI", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(variable);
        }
        command.args(["exec", "bad.yaml", "--profile", "pandas"]).current_dir(self.0.path());
        command.env("TERM", "xterm").envs(variables.iter().copied()).stdin(Stdio::null()).stdout(Stdio::null());
        let code = command.stderr(far).status().expect("parallax runs").code();
        assert_eq!(code, Some(2));
        drop(command);
        let mut text = Vec::new();
        // The far end is closed: reading ends in an error.
        let _ = fs::File::from(near).read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    }
}

fn said(command: &mut Command) -> Said {
    let done = command.stdin(Stdio::null()).output().expect("parallax runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    Said { code: done.status.code().unwrap_or(-1), out: text(&done.stdout), err: text(&done.stderr) }
}

/// A copy of a few case files of the suite with their goldens.
fn of_the_suite(names: &[&str]) -> Bench {
    let bench = Bench::empty();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in names {
        for file in [format!("cases/{name}.yaml"), format!("golden/{name}.golden")] {
            bench.write(&file, &fs::read_to_string(root.join(&file)).expect("a file of the suite"));
        }
    }
    bench
}

#[test]
fn exec_prints_a_line_a_result_in_the_order_of_cases_then_profiles() {
    let bench = Bench::empty();
    bench.write("b.yaml", SUMS);
    bench.write("a.yaml", &format!("{SUMS}---\n{SUMS}"));
    let said = bench.say(&["exec", ".", "--profile", "spark@4.3", "--profile", "pandas", "--limit", "1"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let lines = said.lines();
    let who: Vec<String> = lines.iter().map(|l| format!("{} {}", l["case"], l["profile"]).replace('"', "")).collect();
    assert_eq!(
        who,
        ["a#1 spark@4.3", "a#1 pandas@3.1", "a#2 spark@4.3", "a#2 pandas@3.1", "b spark@4.3", "b pandas@3.1"]
    );
    assert_eq!((&lines[0]["row_count"], &lines[1]["row_count"]), (&2.into(), &1.into()), "Spark keeps the null key");
    assert_eq!(lines[0]["rows"].as_array().map(Vec::len), Some(1), "--limit");
}

#[test]
fn a_bad_case_costs_itself_and_the_exit_code() {
    let bench = Bench::empty();
    bench.write("good.yaml", SUMS);
    bench.write("bad.yaml", &SUMS.replace("groupby", "group_by"));
    let said = bench.say(&["exec", ".", "--profile", "pandas"]);
    assert_eq!((said.code, said.lines().len()), (2, 1));
    assert!(said.err.contains("bad.yaml:9:5") && said.err.contains("did you mean `groupby`?"), "{}", said.err);
}

#[test]
fn exec_writes_a_single_result_as_parquet() {
    let bench = Bench::empty();
    bench.write("a.yaml", SUMS);
    let said = bench.say(&["exec", "a.yaml", "--profile", "pandas@1.5", "--output", "out.parquet"]);
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, "", ""));
    let file = fs::File::open(bench.path("out.parquet")).expect("the file");
    let mut batches =
        parquet::arrow::arrow_reader::ParquetRecordBatchReader::try_new(file, 10).expect("a Parquet file");
    let batch = batches.next().expect("a batch").expect("rows");
    let names: Vec<&str> = batch.schema_ref().fields().iter().map(|f| f.name().as_str()).collect();
    assert_eq!((names, batch.num_rows()), (vec!["k", "s"], 1));

    let missing = SUMS.replace("by: k", "by: gone");
    bench.write("error.yaml", &missing);
    let said = bench.say(&["exec", "error.yaml", "--profile", "pandas@1.5", "--output", "none.parquet"]);
    assert_eq!((said.code, said.lines().len()), (0, 1), "an error is a line all the same");
    assert!(!bench.path("none.parquet").exists());

    bench.write("b.yaml", SUMS);
    let said = bench.say(&["exec", ".", "--profile", "pandas@1.5", "--output", "out.parquet"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("one case under one profile"), "{}", said.err);
}

#[test]
fn a_parquet_file_holds_every_type() {
    let bench = Bench::empty();
    let types = [
        ("bool", "true"),
        ("int8", "1"),
        ("uint64", "18446744073709551615"),
        ("float32", ".nan"),
        ("string", "a"),
        ("date", "2024-01-31"),
        ("timestamp", "'2024-01-31T10:00:00'"),
        ("timestamp[Europe/Prague]", "'2024-01-31T10:00:00'"),
        ("duration", "PT1H30M"),
        ("decimal(10,2)", "'1.10'"),
        ("list<int64>", "[1, null]"),
    ];
    let columns: String = types
        .iter()
        .map(|(ty, value)| format!("      \"{ty}\": {{type: \"{ty}\", values: [{value}, null]}}\n"))
        .collect();
    bench.write("a.yaml", &format!("case: Types\ninputs:\n  df:\n    columns:\n{columns}steps:\n  - head: 2\n"));
    for profile in ["pandas@1.5", "pandas@3.1", "dask@2022.2", "dask@2026.8", "spark@3.4", "spark@4.3"] {
        let said = bench.say(&["exec", "a.yaml", "--profile", profile, "--partitions", "1", "--output", "out.parquet"]);
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, "", ""), "{profile}");
        let file = fs::File::open(bench.path("out.parquet")).expect("the file");
        let mut batches =
            parquet::arrow::arrow_reader::ParquetRecordBatchReader::try_new(file, 10).expect("a Parquet file");
        let batch = batches.next().expect("a batch").expect("rows");
        assert_eq!((batch.num_rows(), batch.num_columns()), (2, types.len()), "{profile}");
        let nulls = batch.columns().iter().filter(|c| c.null_count() > 0).count();
        assert!(nulls > types.len() / 2, "{profile} keeps its nulls");
    }
}

#[test]
fn timings_tell_every_step_of_every_result() {
    let bench = Bench::empty();
    bench.write("a.yaml", SUMS);
    let said = bench.say(&["exec", "a.yaml", "--profile", "pandas", "--profile", "dask", "--timings"]);
    assert_eq!((said.code, said.lines().len()), (0, 2));
    let told: Vec<Value> = said.err.lines().map(|l| serde_json::from_str(l).expect("a JSON line")).collect();
    assert_eq!(told.len(), 2);
    assert!(told[0]["load_s"].is_f64() && told[0]["case"] == "a" && told[1]["profile"] == "dask@2026.8");
    let step = &told[0]["steps"][0];
    assert_eq!((&step["step"], &step["rows"]), (&"groupby".into(), &1.into()));
    assert!(step["s"].is_f64() && step["cpu_s"].is_f64());
}

#[test]
fn a_profile_of_ones_own_is_a_file() {
    let bench = Bench::empty();
    bench.write("a.yaml", SUMS);
    bench.write("mine.yaml", "extends: spark@4.3\nset: {groupby.null_keys: drop}\n");
    let said = bench.say(&["exec", "a.yaml", "--profile", "mine.yaml"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let line = &said.lines()[0];
    assert_eq!((&line["profile"], &line["rows"]), (&"spark@4.3+mine".into(), &serde_json::json!([["a", 4]])));

    bench.write("named.yaml", "extends: spark\nname: legacy\nconf: {spark.sql.ansi.enabled: false}\n");
    for command in ["run a.yaml", "exec a.yaml", "diff a.yaml --from pandas --to spark@3.4", "repro a.yaml"] {
        let mut args: Vec<&str> = command.split(' ').collect();
        match args.iter_mut().find(|arg| **arg == "spark@3.4") {
            Some(to) => *to = "named.yaml",
            None => args.extend(["--profile", "named.yaml"]),
        }
        let said = bench.say(&args);
        assert!(said.code < 2, "{command}: {}", said.err);
        assert_eq!(command.starts_with("repro"), said.out.contains("spark.sql.ansi.enabled"), "{command}");
    }
}

#[test]
fn no_two_profiles_share_a_name() {
    let bench = Bench::empty();
    bench.write("a.yaml", SUMS);
    bench.write("one.yaml", "extends: spark\nname: mine\n");
    bench.write("two.yaml", "extends: pandas\nname: mine\n");
    let said = bench.say(&["exec", "a.yaml", "--profile", "one.yaml", "--profile", "two.yaml"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.contains("two profiles are called mine"), "{}", said.err);
    let twice = bench.say(&["exec", "a.yaml", "--profile", "spark", "--profile", "spark@4.3"]);
    assert_eq!((twice.code, twice.lines().len()), (0, 1));
}

#[test]
fn a_case_that_names_a_configuration_runs_under_it_alone() {
    let bench = Bench::empty();
    bench.write("a.yaml", &SUMS.replace("tags: [sums]", "profiles: spark@4.3+mine"));
    bench.write("mine.yaml", "extends: spark@4.3\n");
    let said = bench.say(&["exec", "a.yaml", "--profile", "spark", "--profile", "mine.yaml"]);
    assert_eq!((said.code, said.lines().len()), (0, 1));
    let said = bench.say(&["run", "a.yaml", "--profile", "pandas"]);
    assert_eq!(said.code, 2, "nothing that could run");
    assert!(said.err.contains("none of the cases is for these profiles"), "{}", said.err);
}

#[test]
fn every_problem_of_a_profile_file_is_told_at_its_place() {
    let bench = Bench::empty();
    bench.write("a.yaml", SUMS);
    bench.write(
        "mine.yaml",
        "extends: spark@4.2\nname: my spark\nset:\n  groupby.null_key: drop\n  sort.missing: lost\n  join.order: [first_seen]\nconf: {a: {b: 1}}\nconfig: {}\n",
    );
    let said = bench.say(&["exec", "a.yaml", "--profile", "mine.yaml"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    insta::assert_snapshot!(said.err);
}

#[test]
fn what_agrees_with_its_goldens_passes_and_what_differs_fails() {
    let bench = of_the_suite(&["groupby/null_keys"]);
    let said = bench.say(&["run", "--require-golden"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);

    let golden = bench.read("golden/groupby/null_keys.golden");
    assert!(golden.contains("| 6 "), "the sum that is changed here");
    bench.write("golden/groupby/null_keys.golden", &golden.replacen("| 6 ", "| 7 ", 1));
    let said = bench.say(&["run"]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.contains("✗ groupby/null_keys under pandas@1.5: value"), "{}", said.out);
    assert!(said.out.contains("~ \"a\"            »7«    │  \"a\"            »6«"), "{}", said.out);

    bench.write("golden/groupby/null_keys.golden", &golden);
    let case = bench.read("cases/groupby/null_keys.yaml");
    bench.write("cases/groupby/null_keys.yaml", &case.replace("[1, 2, 3, 4, 5]", "[1, 2, 3, 4, 6]"));
    assert_ne!(bench.read("cases/groupby/null_keys.yaml"), case, "the values that are changed here");
    let said = bench.say(&["run"]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.contains("9  stale") && said.out.contains("groupby/null_keys changed since"), "{}", said.out);
}

#[test]
fn what_is_listed_as_open_and_agrees_fails() {
    let bench = of_the_suite(&["groupby/null_keys"]);
    bench.write("golden/open", "pandas@3.1\tgroupby/null_keys\tnot yet\n");
    let said = bench.say(&["run"]);
    assert!(said.out.contains("✗ groupby/null_keys under pandas@3.1 agrees now: remove it"), "{}", said.out);
    assert_eq!(said.code, 1);
    bench.write("golden/open", "pandas@3.1\tgroupby/gone\tnot yet\n");
    let said = bench.say(&["run"]);
    assert!(said.out.contains("lists groupby/gone under pandas@3.1, which is no more"), "{}", said.out);
    assert_eq!(said.code, 1);
    assert_eq!(bench.say(&["run", "--update-open"]).code, 1, "what was listed is told once more");
    assert_eq!(bench.say(&["run"]).code, 0);
}

#[test]
fn a_part_of_the_cases_finds_its_goldens_from_anywhere_and_leaves_the_reports_alone() {
    let bench = of_the_suite(&["groupby/null_keys", "join/null_keys"]);
    let inside = |folder: &str, args: &str| {
        let folder = bench.path(folder);
        said(Command::new(env!("CARGO_BIN_EXE_parallax")).args(args.split(' ')).current_dir(folder))
    };
    for (folder, args) in [
        (".", "run cases/groupby"),
        (".", "run cases/groupby/null_keys.yaml"),
        ("cases", "run groupby"),
        ("cases/groupby", "run ."),
        (".", "run --filter groupby/*"),
        (".", "run --profile spark"),
        (".", "run --partitions 1"),
    ] {
        let said = inside(folder, &format!("{args} --require-golden"));
        assert_eq!(said.code, 0, "{folder} {args}: {}{}", said.out, said.err);
        assert!(!bench.path("reports").exists() && !bench.path("cases/reports").exists(), "{folder} {args}");
    }
    assert_eq!(inside("cases", "run .").code, 0);
    assert!(bench.path("reports/suite.md").exists(), "all of them");
    inside(".", "run cases/groupby --reports elsewhere");
    assert!(bench.path("elsewhere/suite.html").exists(), "asked for");
}

#[test]
fn a_golden_without_a_case_fails_and_says_what_to_do() {
    let bench = of_the_suite(&["groupby/null_keys", "join/null_keys"]);
    fs::remove_file(bench.path("cases/join/null_keys.yaml")).expect("the case file");
    let said = bench.say(&["run"]);
    let what = "golden/join/null_keys.golden has no case file: remove it, or bring back cases/join/null_keys.yaml";
    assert!(said.code == 1 && said.out.contains(what), "{}", said.out);
    let part = bench.say(&["run", "--filter", "groupby/*"]);
    assert!(part.code == 0 && !part.out.contains("has no case file"), "a part is no whole");
}

#[test]
fn a_framework_that_ends_in_an_error_of_no_kind_is_left_out_and_counted() {
    let bench = Bench::empty();
    bench.write("cases/a.yaml", SUMS);
    let hash = bench.say(&["list", "--format", "json"]).lines()[0]["hash"].as_str().unwrap_or_default().to_owned();
    let golden =
        |error: &str| format!("by p: q\ncase a\nhash {hash}\ncode pandas@3.1 00\n= pandas@3.1\n  error {error} \"\"\n");
    bench.write("golden/a.golden", &golden("other"));
    let counts = |profile: &str| {
        let said = bench.say(&["run", "--profile", profile, "--format", "json"]);
        (said.code, serde_json::from_str::<Value>(&said.out).expect("JSON")["counts"].clone())
    };
    let (code, left_out) = counts("pandas@3.1");
    assert_eq!(
        (code, &left_out["other"], &left_out["agreed"], &left_out["failed"]),
        (0, &1.into(), &0.into(), &0.into())
    );
    bench.write("golden/open", "pandas@3.1\ta\tnot yet\n");
    assert!(bench.say(&["run"]).out.contains("which is left out anyway: remove it"));
    bench.write("golden/a.golden", &golden("overflow"));
    fs::remove_file(bench.path("golden/open")).expect("the list");
    let (code, failed) = counts("pandas@3.1");
    assert_eq!((code, &failed["other"], &failed["failed"]), (1, &0.into(), &1.into()));
}

#[test]
fn the_counts_add_up() {
    let bench = of_the_suite(&["groupby/null_keys"]);
    bench.write("cases/new.yaml", &SUMS.replace("tags: [sums]", "profiles: [pandas, spark@4.3]"));
    let said = bench.say(&["run", "--format", "json"]);
    let counts = serde_json::from_str::<Value>(&said.out).expect("JSON")["counts"].clone();
    let n = |word: &str| counts[word].as_u64().expect("a count");
    assert_eq!(n("cases") * n("profiles"), n("run") + n("excluded"));
    let verdicts = ["agreed", "failed", "open", "stale", "unverified", "undetermined", "other", "declared"];
    assert_eq!(verdicts.map(n).iter().sum::<u64>(), n("run"));
    assert_eq!((n("agreed"), n("unverified"), n("excluded")), (9, 4, 5));
}

#[test]
fn flags_that_mean_nothing_are_errors() {
    let bench = Bench::empty();
    bench.write("cases/a.yaml", SUMS);
    for args in [
        "run --partitions 0",
        "exec cases",
        "exec --profile pandas",
        "run nowhere",
        "list --tag none",
        "run --fast",
        "sing",
    ] {
        let said = bench.say(&args.split(' ').collect::<Vec<_>>());
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{args}");
        assert!(!said.err.is_empty(), "{args}");
    }
}

#[test]
fn list_shows_every_combination_without_running_it() {
    let bench = Bench::empty();
    bench.write(
        "cases/a/sums.yaml",
        &SUMS.replace("sum(x)", "\"${f}(x)\"").replace("tags", "matrix: {f: [sum, max]}\ntags"),
    );
    bench.write("cases/b.yaml", &SUMS.replace("tags: [sums]\n", ""));
    let said = bench.say(&["list"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    insta::assert_snapshot!(said.out);
    let lines = bench.say(&["list", "--format", "json", "--tag", "sums"]).lines();
    let ids: Vec<&str> = lines.iter().filter_map(|l| l["case"].as_str()).collect();
    assert_eq!(ids, ["a/sums[f=sum]", "a/sums[f=max]"]);
}

#[test]
fn a_filter_that_matches_nothing_is_an_error() {
    let bench = Bench::empty();
    bench.write("cases/a.yaml", SUMS);
    for args in [["run", "--filter", "nothing/*"], ["run", "--tag", "nothing"], ["run", "--profile", "spork"]] {
        let said = bench.say(&args);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{args:?}");
        assert!(said.err.starts_with("parallax: "), "{}", said.err);
    }
}

#[test]
fn two_runs_write_the_same_bytes() {
    let bench = of_the_suite(&["groupby/null_keys", "join/null_keys", "types/text_column"]);
    let written = |threads: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        let said = said(command.arg("run").current_dir(bench.0.path()).env("RAYON_NUM_THREADS", threads));
        let files = ["reports/suite.md", "reports/run.json", "reports/suite.html"].map(|f| bench.read(f));
        (said.out, files)
    };
    assert_eq!(written("1"), written("7"));
}

#[test]
fn a_hostile_case_breaks_no_report() {
    let bench = Bench::empty();
    let nasty = "<script>alert(1)</script> ]]> | `code` *b* \u{202e}txt";
    let columns: String = (0..500).map(|i| format!("      c{i}: {{type: int64, values: [1]}}\n")).collect();
    let case = format!(
        "case: '{nasty}'\nabout: '{nasty}'\ntags: ['{nasty}']\ninputs:\n  df:\n    columns:\n      '{nasty}': {{type: string, values: ['{}']}}\n{columns}steps:\n  - head: 1\n",
        "x|".repeat(50_000)
    );
    bench.write("cases/a.yaml", &case);
    let said = bench.say(&["run"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(!bench.read("reports/suite.html").contains("<script>alert"));
    let markdown = bench.read("reports/suite.md");
    for report in ["suite.html", "suite.md"] {
        let text = bench.read(&format!("reports/{report}"));
        assert!(!text.contains('\u{202e}'), "{report} turns the direction of what follows");
        assert!(text.lines().all(|line| line.len() < 300_000), "{report} has a line without end");
    }
    assert!(!markdown.contains("<script>alert"), "{}", &markdown[..2000.min(markdown.len())]);
    serde_json::from_str::<Value>(&bench.read("reports/run.json")).expect("JSON");
    assert!(bench.say(&["run", "--format", "markdown"]).out.len() < 5_000_000, "long cells are cut");
}

#[test]
fn the_page_has_one_place_for_each_case_and_area_and_every_link_leads_to_one() {
    let bench = Bench::empty();
    for name in ["a", "b/a", "c", "b/c[1]", "d/x y"] {
        bench.write(&format!("cases/{name}.yaml"), SUMS);
    }
    bench.say(&["run"]);
    let page = bench.read("reports/suite.html");
    let all = |before: &str| -> Vec<String> {
        page.split(before).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    let places = all(" id=\"");
    let mut once = places.clone();
    once.sort();
    once.dedup();
    assert_eq!(places.len(), once.len(), "{places:?}");
    let of_cases = places.iter().filter(|id| ["a", "b/a", "c", "b/c[1]", "d/x~y"].contains(&id.as_str())).count();
    let of_areas = places.iter().filter(|id| id.starts_with("area:")).count();
    assert_eq!((of_cases, of_areas), (5, 3), "{places:?}");
    for link in all("href=\"#") {
        let spelled = link.replace("%5B", "[").replace("%5D", "]").replace("%3A", ":");
        assert!(places.contains(&spelled), "{link} leads nowhere");
    }
}

#[test]
fn nothing_is_coloured_that_is_no_terminal() {
    let bench = of_the_suite(&["groupby/null_keys"]);
    bench.write("cases/bad.yaml", "case: 1\n");
    let said = bench.say(&["run"]);
    assert_eq!(said.code, 2);
    assert!(!(said.out + &said.err).contains('\u{1b}'));
}

#[test]
fn a_terminal_gets_colours_unless_it_wants_none() {
    let bench = Bench::empty();
    bench.write("bad.yaml", "case: 1\n");
    assert!(bench.on_a_terminal(&[]).contains("\u{1b}["), "a terminal");
    assert!(!bench.on_a_terminal(&[("NO_COLOR", "1")]).contains('\u{1b}'));
    assert!(!bench.on_a_terminal(&[("TERM", "dumb")]).contains('\u{1b}'));
}

#[test]
fn a_difference_has_its_cause() {
    let bench = Bench::empty();
    bench.write("cases/a.yaml", SUMS);
    let said = bench.say(&["diff", "cases", "--from", "pandas", "--to", "spark", "--format", "json"]);
    assert_eq!(said.code, 1);
    let line = &said.lines()[0];
    assert_eq!(line["kinds"], serde_json::json!(["rows"]));
    assert_eq!(line["causes"], serde_json::json!(["groupby.null_keys"]));
    let same = bench.say(&["diff", "cases", "--from", "spark@3.4", "--to", "spark@3.5", "--format", "json"]);
    assert_eq!((same.code, &same.lines()[0]["kinds"]), (0, &serde_json::json!([])));
    insta::assert_snapshot!(bench.say(&["diff", "cases", "--from", "pandas", "--to", "spark"]).out);
}

#[test]
fn the_first_step_that_parts_is_told_and_a_trace_shows_the_tables() {
    let bench = Bench::empty();
    let steps = "steps:\n  - filter: x > 0\n  - groupby: {by: k, agg: {s: sum(x)}}\n  - head: 5\n";
    bench.write("a.yaml", &SUMS.replace("steps:\n  - groupby: {by: k, agg: {s: sum(x)}}\n", steps));
    let diff = ["diff", "a.yaml", "--from", "pandas", "--to", "spark"];
    let line = &bench.say(&[&diff[..], &["--format", "json"]].concat()).lines()[0];
    assert_eq!((&line["first_step"]["step"], &line["trace"]), (&2.into(), &Value::Null));
    let line = &bench.say(&[&diff[..], &["--trace", "--format", "json"]].concat()).lines()[0];
    let trace = line["trace"].as_array().expect("a trace");
    let kinds: Vec<String> = trace.iter().map(|stage| stage["kinds"].to_string()).collect();
    assert_eq!(kinds, ["[]", "[]", "[\"rows\"]", "[\"rows\"]"]);
    assert_eq!(trace[2]["to"]["rows"], serde_json::json!([["a", 4], [null, 2]]));
    let few = &bench.say(&[&diff[..], &["--trace", "--rows", "1", "--format", "json"]].concat()).lines()[0];
    let side = &few["trace"][2]["to"];
    assert_eq!(
        (&side["row_count"], &side["differing"], &side["rows"]),
        (&2.into(), &1.into(), &serde_json::json!([[null, 2]]))
    );
    for format in ["human", "markdown"] {
        let out = bench.say(&[&diff[..], &["--trace", "--format", format]].concat()).out;
        assert!(out.contains("first at step 2, groupby: {by: [k], agg: {s: sum(x)}} (rows)"), "{out}");
        assert!(out.contains("behind step 1, filter: x > 0\n"), "{out}");
    }
}

#[test]
fn init_writes_a_case_that_runs_and_overwrites_nothing() {
    let bench = Bench::empty();
    bench.write("data/orders.csv", "id,who,amount,day\n1,ann,2,2024-01-05\n2,,,2024-02-01\n");
    let said = bench.say(&["init", "data/orders.csv", "--output", "mine/first.yaml"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("parallax diff mine/first.yaml --from pandas --to spark"), "{}", said.out);
    let case = bench.read("mine/first.yaml");
    for line in [
        "    file: \"../data/orders.csv\"\n",
        "    #   id: {type: int64}  # pandas@3.1 int64, dask@2026.8 int64, spark@4.3 int32\n",
        "    #   who: {type: string}\n",
        "    #   amount: {type: float64}",
        "    #   day: {type: date}",
        "  - select: [id, who, amount, day]\n",
    ] {
        assert!(case.contains(line), "{line} in\n{case}");
    }
    assert_eq!(bench.say(&["exec", "mine/first.yaml", "--profile", "spark"]).lines()[0]["rows"][1][0], 2);
    let fixed = case.replace("    # columns:", "    columns:").replace("    #   ", "      ");
    bench.write("mine/fixed.yaml", &fixed);
    let types = &bench.say(&["exec", "mine/fixed.yaml", "--profile", "pandas"]).lines()[0]["columns"][3]["type"];
    assert_eq!(types, "timestamp", "what is ready to be fixed is YAML that says so");

    let again = bench.say(&["init", "data/orders.csv", "--output", "mine/first.yaml"]);
    assert_eq!((again.code, again.err.lines().count()), (2, 1), "{}", again.err);
    assert!(again.err.contains("mine/first.yaml is there already"), "{}", again.err);
    assert_eq!(bench.say(&["init", "data/orders.csv", "--output", "mine/first.yaml", "--force"]).code, 0);
    bench.write("nothing.csv", "");
    for file in ["nothing.csv", "gone.csv", "mine/first.yaml"] {
        let said = bench.say(&["init", file]);
        assert_eq!((said.code, said.err.lines().count()), (2, 1), "{}", said.err);
    }
}

#[test]
fn a_large_input_is_cut_down_to_the_rows_that_still_differ() {
    let bench = Bench::empty();
    let made = "{generate: {rows: 20000, seed: 7, columns: {k: {type: string, distinct: 50, nulls: 0.001}, x: {type: int64}}}}";
    let steps = "steps:\n  - filter: x > 5\n  - groupby: {by: k, agg: {s: sum(x)}}\n";
    bench.write("made.yaml", &format!("case: Made\ninputs:\n  df: {made}\n{steps}"));
    let text: String = (0..500).map(|i| format!("{},{i}\n", if i == 321 { "" } else { "g" })).collect();
    bench.write("rows.csv", &format!("k,x\n{text}"));
    bench.write("file.yaml", &format!("case: File\ninputs:\n  df: {{file: rows.csv}}\n{steps}"));
    let sides = ["--from", "pandas", "--to", "spark", "--format", "json"];
    for (case, output, most) in [("made.yaml", "small/made.yaml", 1), ("file.yaml", "small/file.yaml", 2)] {
        let said = bench.say(&[&["diff", case, "--shrink", "--output", output][..], &sides].concat());
        assert_eq!((said.code, &said.lines()[0]["kinds"]), (1, &serde_json::json!(["rows"])), "{}", said.err);
        assert!(said.err.contains("rows still show the difference"), "{}", said.err);
        let again = bench.say(&[&["diff", output, "--trace"][..], &sides].concat());
        let stage = &again.lines()[0]["trace"][0]["from"]["row_count"];
        assert!(stage.as_u64().is_some_and(|rows| rows <= most), "{stage} of {case}");
        let kept = bench.read(output);
        let twice = bench.say(&[&["diff", case, "--shrink", "--output", output][..], &sides].concat());
        assert_eq!((twice.code, bench.read(output)), (2, kept), "{}", twice.err);
    }
    assert_eq!(bench.read("small/file-df.csv").lines().nth(1), Some(",321"));
    let same = ["diff", "made.yaml", "--from", "spark@3.5", "--to", "spark@4.3", "--shrink"];
    let said = bench.say(&same);
    assert_eq!((said.code, bench.path("made-small.yaml").exists()), (0, false), "{}", said.err);
}

/// Where a plan computes less than the case says, the step that parts is that of the case all the same.
#[test]
fn the_first_step_is_one_of_the_case_where_the_plan_has_another_order() {
    let bench = Bench::empty();
    let steps = "steps:\n  - with_columns: {y: \"cast(k, int64)\"}\n  - filter: x > 5\n  - select: [x, y]\n";
    bench.write("a.yaml", &SUMS.replace("steps:\n  - groupby: {by: k, agg: {s: sum(x)}}\n", steps));
    let said = bench.say(&["diff", "a.yaml", "--from", "pandas", "--to", "spark", "--format", "json"]);
    let line = &said.lines()[0];
    assert_eq!(
        (&line["kinds"], &line["first_step"]["step"]),
        (&serde_json::json!(["error"]), &1.into()),
        "{}",
        said.out
    );
}

#[test]
fn a_redacted_report_shows_no_value() {
    let bench = Bench::empty();
    let secret = SUMS.replace("[a, null, a]", "[SECRET, null, SECRET]").replace("sum(x)", "sum(x), m: max(k)");
    bench.write("cases/a.yaml", &secret);
    bench.write(
        "cases/b.yaml",
        &secret.replace("  - groupby", "  - with_columns: {n: \"cast(k, int64)\"}\n  - groupby"),
    );
    let diff = ["diff", "cases", "--from", "pandas", "--to", "spark", "--trace", "--format"];
    let run = ["run", "cases", "--format"];
    let reports = |args: &[&str], redact: &[&str]| {
        let said = bench.say(&[args, redact].concat());
        assert!(said.code < 2, "{}", said.err);
        said.out
    };
    let mut shown = 0;
    for format in ["human", "markdown", "json"] {
        let args = [&diff[..], &[format]].concat();
        shown += usize::from(reports(&args, &[]).contains("SECRET"));
        assert!(!reports(&args, &["--redact"]).contains("SECRET"), "diff --format {format}");
    }
    for format in ["human", "markdown", "json", "junit", "github", "sarif"] {
        assert!(!reports(&[&run[..], &[format]].concat(), &["--redact"]).contains("SECRET"), "run --format {format}");
    }
    for file in ["suite.html", "suite.md", "run.json"] {
        assert!(!bench.read(&format!("reports/{file}")).contains("SECRET"), "reports/{file}");
    }
    reports(&run[..2], &[]);
    shown += usize::from(bench.read("reports/suite.html").contains("SECRET"));
    assert_eq!(shown, 4, "what is not redacted shows the values");
}

#[test]
fn the_summary_and_the_page_of_a_run() {
    let bench = of_the_suite(&["groupby/null_keys"]);
    let said = bench.say(&["run", "--format", "human"]);
    insta::assert_snapshot!("summary", said.out);
    insta::assert_snapshot!("page", bench.read("reports/suite.md"));
    let page = bench.read("reports/suite.html");
    let (before, rest) = page.split_once("<style>").expect("a style");
    let (_, rest) = rest.split_once("</style>").expect("its end");
    let (rest, _) = rest.split_once("<script").expect("a script");
    insta::assert_snapshot!("html", format!("{before}{rest}").replace("><", ">\n<"));
}

#[test]
fn explain_and_schema_teach() {
    let bench = Bench::empty();
    let said = bench.say(&["explain", "groupby.null_keys"]);
    assert_eq!(said.code, 0);
    insta::assert_snapshot!(said.out);
    let schema: Value = serde_json::from_str(&bench.say(&["schema"]).out).expect("a JSON Schema");
    assert!(schema["properties"]["steps"].is_object());
    let schema: Value = serde_json::from_str(&bench.say(&["schema", "profile"]).out).expect("a JSON Schema");
    assert_eq!(
        schema["properties"]["set"]["properties"]["groupby.null_keys"]["enum"],
        serde_json::json!(["drop", "keep"])
    );
    assert_eq!(bench.say(&["explain", "groupby.null_kyes"]).code, 2);
}
