//! What a gate holds a run to besides the goldens: what is expected, what an earlier run found, which kinds count.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod bench;

use std::fs;
use std::process::{Command, Stdio};

use bench::Bench;

const SUMS: &str = "case: Sums of groups with a null key
inputs:
  df:
    columns:
      k: {type: string, values: [a, null, a]}
      x: {type: int64, values: [1, 2, 3]}
steps:
  - groupby: {by: k, agg: {s: sum(x)}}
";

/// What a command said.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Bench {
    fn of(cases: &[(&str, &str)]) -> Self {
        let bench = Self::empty();
        for (name, text) in cases {
            bench.write(&format!("cases/{name}.yaml"), text);
        }
        bench
    }

    fn say(&self, args: &str) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        command.args(args.split(' ')).current_dir(self.0.path()).stdin(Stdio::null());
        let done = command.output().expect("parallax runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Said { code: done.status.code().unwrap_or(-1), out: text(&done.stdout), err: text(&done.stderr) }
    }
}

/// The case with this expectation.
fn expecting(expect: &str) -> String {
    format!("{SUMS}expect: {expect}\n")
}

#[test]
fn profiles_that_must_agree_and_do_not_fail_the_run() {
    let bench = Bench::of(&[("a", &expecting("{agree: [pandas@3.1, spark@4.3]}"))]);
    let said = bench.say("run");
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.contains("✗ a, pandas@3.1 → spark@4.3: must agree, and differ in rows\n"), "{}", said.out);
    assert!(said.out.contains("1 not as expected"), "{}", said.out);
    let agree = Bench::of(&[("a", &expecting("{agree: [pandas@2.3, pandas@3.1]}"))]);
    assert_eq!(agree.say("run").code, 0);
    assert_eq!(bench.say("run --profile pandas").code, 0, "what did not run is held to nothing");
}

#[test]
fn a_difference_that_is_expected_does_not_fail_until_it_is_gone() {
    let differ = "differ: [{from: pandas, to: spark, kinds: [rows], because: the report filters nulls}]";
    let bench = Bench::of(&[("a", &expecting(&format!("{{agree: [pandas, spark], {differ}}}")))]);
    let said = bench.say("run");
    assert_eq!(said.code, 0, "{}", said.out);
    let full = SUMS.replace("null, a]", "b, a]");
    bench.write("cases/a.yaml", &format!("{full}expect: {{{differ}}}\n"));
    let said = bench.say("run --profile pandas@3.1 --profile spark@4.3");
    let what = "are expected to differ in rows (the report filters nulls) and do not: remove it from `expect`";
    assert!(said.code == 1 && said.out.contains(what), "{}", said.out);
}

#[test]
fn parallax_yaml_expects_of_many_cases() {
    let bench = Bench::of(&[("a/x", SUMS), ("b/x", SUMS)]);
    bench.write("parallax.yaml", "expect:\n  - {cases: a/*, agree: [pandas@3.1, spark@4.3]}\n");
    let said = bench.say("run");
    assert!(said.code == 1 && said.out.contains("✗ a/x, pandas@3.1") && !said.out.contains("b/x,"), "{}", said.out);
    bench.write("parallax.yaml", "expect:\n  - {cases: c/*, agree: [pandas@3.1, spark@4.3]}\n");
    let said = bench.say("run");
    assert!(said.code == 1 && said.out.contains("expects something of c/*, which is no case"), "{}", said.out);
    bench.write("parallax.yaml", "expect:\n  - {agree: [panda], differ: {from: dask, to: spark, kinds: [row]}}\n");
    let said = bench.say("run");
    assert_eq!(said.code, 2);
    for part in ["parallax.yaml:2:14", "there is no profile `panda`", "found `row`", "because"] {
        assert!(said.err.contains(part), "{part}: {}", said.err);
    }
    assert_eq!(bench.say("run --config nowhere.yaml").code, 2);
}

#[test]
fn a_baseline_tells_what_was_added_what_is_gone_and_what_changed() {
    let full = SUMS.replace("null, a]", "b, a]");
    let bench = Bench::of(&[("a", SUMS), ("b", &full), ("c", SUMS)]);
    assert_eq!(bench.say("run").code, 0);
    fs::rename(bench.path("reports/run.json"), bench.path("before.json")).expect("a baseline");
    let same = bench.say("run --baseline before.json");
    assert_eq!(same.code, 0, "{}", same.out);
    let nothing =
        "since the baseline: 0 cases added, 0 gone; of differences 0 added, 0 gone, 0 changed; 0 results changed\n";
    assert!(same.out.contains(nothing), "{}", same.out);
    bench.write("cases/a.yaml", &full);
    bench.write("cases/b.yaml", SUMS);
    fs::rename(bench.path("cases/c.yaml"), bench.path("cases/d.yaml")).expect("another case");
    let said = bench.say("run --baseline before.json");
    assert_eq!(said.code, 1);
    for part in [
        "  a, pandas@3.1 → spark@4.3: differed in rows, and do not any more\n",
        "✗ b, pandas@3.1 → spark@4.3: differ in rows, and did not before\n",
        "✗ b, spark@4.3: the result is another than before\n",
        "since the baseline: 1 case added, 1 gone;",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    assert_eq!(bench.say("run --filter c --baseline before.json").code, 2);
    bench.write("before.json", "{}");
    let said = bench.say("run --baseline before.json");
    assert!(said.code == 2 && said.err.contains("is not what `parallax run` writes"), "{}", said.err);
}

#[test]
fn the_action_s_command_annotates_keeps_the_reports_and_fails() {
    let bench = Bench::of(&[("a", &expecting("{agree: [pandas@3.1, spark@4.3]}"))]);
    let bin = bench.path("temp/parallax/bin");
    fs::create_dir_all(&bin).expect("a folder");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_parallax"), bin.join("parallax")).expect("parallax");
    let action = include_str!("../action.yml");
    let line = action.lines().find(|line| line.contains("bin/parallax\" run")).expect("the command");
    let command = line.trim().trim_start_matches("run: '").trim_end_matches('\'');
    let run = |arguments: &str| {
        let mut bash = Command::new("bash");
        bash.args(["-c", command]).current_dir(bench.0.path()).stdin(Stdio::null());
        bash.env("RUNNER_TEMP", bench.path("temp")).env("CASES", "cases").env("ARGUMENTS", arguments);
        bash.env("GITHUB_STEP_SUMMARY", bench.path("summary.md")).output().expect("bash runs")
    };
    let done = run("");
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(String::from_utf8_lossy(&done.stdout).starts_with("::error file=cases/a.yaml,line=1,"));
    assert!(bench.path("parallax-reports/suite.html").exists() && bench.path("summary.md").exists());
    assert_eq!(run("--fail-on value,missing").status.code(), Some(0));
}

#[test]
fn only_the_kinds_that_are_named_fail() {
    let bench = Bench::of(&[("a", &expecting("{agree: [pandas@3.1, spark@4.3]}"))]);
    assert_eq!(bench.say("run --fail-on value,missing").code, 0);
    assert_eq!(bench.say("run --fail-on value,rows").code, 1);
    let diff = "diff cases --from pandas --to spark --fail-on";
    assert_eq!((bench.say(&format!("{diff} type")).code, bench.say(&format!("{diff} rows")).code), (0, 1));
    let said = bench.say("run --fail-on row");
    assert!(said.code == 2 && said.err.contains("a similar value exists: 'rows'"), "{}", said.err);
}
