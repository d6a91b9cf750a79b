//! `record`, `review` and what `run` makes of goldens, through the binary, with a script in place of the frameworks' Python.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::pty;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A folder with cases, goldens and an environment of edition 2026 whose Python is the script.
struct Bench {
    folder: TempDir,
}

/// What a command said.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Bench {
    fn new() -> Self {
        let bench = Self { folder: TempDir::new().expect("a folder") };
        let environment = bench.path("cache/envs/2026");
        fs::create_dir_all(environment.join("bin")).expect("an environment");
        let python = environment.join("bin/python");
        fs::write(&python, include_str!("fake_framework.sh")).expect("a script");
        fs::set_permissions(&python, fs::Permissions::from_mode(0o755)).expect("an executable script");
        let digest = Sha256::digest(include_str!("../live/requirements-2026.txt"));
        let stamp: String = digest.iter().map(|b| format!("{b:02x}")).collect();
        fs::write(environment.join("requirements.sha256"), stamp).expect("a stamp");
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A case file with a document a text; what the text says is what the script does.
    fn cases(&self, name: &str, texts: &[&str]) {
        let document = |text: &&str| {
            format!(
                "case: {text}\ninputs: {{df: {{columns: {{a: {{type: string, values: ['{text}']}}}}}}}}\nsteps: [{{head: 1}}]\n"
            )
        };
        let text = texts.iter().map(document).collect::<Vec<_>>().join("---\n");
        let path = self.path(&format!("cases/{name}.yaml"));
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a case file");
    }

    fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        command.args(args.split(' ')).current_dir(self.folder.path()).env("PARALLAX_CACHE", self.path("cache"));
        command.env_remove("FAKE_VALUE").env_remove("FAKE_BROKEN").env_remove("FAKE_VERSION");
        command
    }

    fn say(&self, args: &str) -> Said {
        said(&mut self.command(args))
    }

    /// What a command says to someone who types `keys`.
    fn at_a_terminal(&self, args: &str, keys: &str) -> Said {
        let near = pty::openpt(pty::OpenptFlags::RDWR | pty::OpenptFlags::NOCTTY).expect("a terminal");
        pty::grantpt(&near).expect("a terminal of our own");
        pty::unlockpt(&near).expect("a terminal to open");
        let name = pty::ptsname(&near, Vec::new()).expect("its name").into_string().expect("a path");
        let far = fs::File::options().read(true).write(true).open(name).expect("its other end");
        fs::File::from(near.try_clone().expect("the near end")).write_all(keys.as_bytes()).expect("typed");
        let done = self.command(args).stdin(far).output().expect("parallax runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Said { code: done.status.code().unwrap_or(-1), out: text(&done.stdout), err: text(&done.stderr) }
    }

    /// Records `profiles`, whose frameworks answer `value`.
    fn record(&self, profiles: &str, value: u32) -> Said {
        let profiles: String = profiles.split(' ').map(|p| format!(" --profile {p}")).collect();
        said(self.command(&format!("record{profiles}")).env("FAKE_VALUE", value.to_string()))
    }

    /// Lines of the golden file that say who answered, and what.
    fn golden(&self, name: &str) -> Vec<String> {
        let text = fs::read_to_string(self.path(&format!("golden/{name}"))).unwrap_or_default();
        let told =
            |l: &&str| l.starts_with("case") || l.starts_with('=') || l.starts_with("  | ") || l.contains("error");
        let table = |l: &&str| !l.contains("int64") && !l.contains("\"a\"");
        text.lines().filter(told).filter(table).map(|l| l.trim().to_owned()).collect()
    }
}

fn said(command: &mut Command) -> Said {
    let done = command.stdin(Stdio::null()).output().expect("parallax runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Said { code: done.status.code().unwrap_or(-1), out: text(&done.stdout), err: text(&done.stderr) }
}

#[test]
fn a_new_answer_is_accepted_at_once_and_a_changed_one_waits_until_it_is_accepted() {
    let bench = Bench::new();
    bench.cases("x", &["first"]);
    assert_eq!(bench.record("pandas@3.1", 1).code, 0);
    assert_eq!(bench.golden("x.golden"), ["case x", "= pandas@3.1", "| 1             |"]);
    let changed = bench.record("pandas@3.1", 2);
    assert_eq!(changed.code, 1);
    assert!(changed.err.contains("x under pandas@3.1 changed and waits for `parallax review`"), "{}", changed.err);
    assert_eq!(bench.golden("x.golden"), ["case x", "= pandas@3.1", "| 1             |"]);
    assert_eq!(bench.say("review --check").code, 1);
    let shown = bench.say("review").out;
    assert!(shown.contains("x under pandas@3.1: rows\n  first\n"), "{shown}");
    assert!(shown.contains("  - 1            │\n  +              │  2\n"), "{shown}");
    assert!(shown.ends_with("1 change: 0 accepted, 0 rejected, 1 waiting\n"), "nobody is asked: {shown}");
    let hidden = bench.say("review --redact").out;
    assert!(hidden.contains("  - •            │\n  +              │  •\n"), "{hidden}");
    assert_eq!(bench.say("review --accept").code, 0);
    assert_eq!(bench.golden("x.golden"), ["case x", "= pandas@3.1", "| 2             |"]);
    assert_eq!(bench.say("review --check").code, 0);
}

#[test]
fn what_a_golden_answers_to_a_lost_case_fails_the_run_until_it_is_dropped() {
    let bench = Bench::new();
    bench.cases("x", &["first", "second", "third"]);
    bench.record("pandas@3.1", 1);
    bench.cases("x", &["first", "second"]);
    let said = bench.say("run");
    let what = "golden/x.golden answers x#3, which is no case: `parallax record --changed` drops it";
    assert!(said.code == 1 && said.out.contains(what), "{}", said.out);
    bench.say("record --changed --profile pandas@3.1");
    assert!(!bench.say("run").out.contains(what));
}

#[test]
fn a_rejected_change_is_gone() {
    let bench = Bench::new();
    bench.cases("x", &["first"]);
    bench.record("pandas@3.1", 1);
    bench.record("pandas@3.1", 2);
    assert_eq!(bench.say("review --reject").code, 0);
    assert_eq!(bench.golden("x.golden"), ["case x", "= pandas@3.1", "| 1             |"]);
    assert!(!bench.path("golden/x.pending").exists());
}

#[test]
fn a_person_at_a_terminal_is_asked_about_one_change_after_the_other() {
    let bench = Bench::new();
    bench.cases("x", &["first", "second", "third", "fourth"]);
    bench.record("pandas@3.1 dask@2026.8", 1);
    bench.record("pandas@3.1 dask@2026.8", 2);
    let said = bench.at_a_terminal("review", "a\nwhat?\nr\ns\nq\n");
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("(1 of 4) x#1 under pandas@3.1, dask@2026.8: rows"), "alike is one: {}", said.out);
    assert!(said.out.ends_with("4 changes: 1 accepted, 1 rejected, 2 waiting\n"), "{}", said.out);
    assert_eq!(said.out.matches("[a]ccept").count(), 5, "what is no answer is asked again");
    let both = "= pandas@3.1 dask@2026.8";
    let as_before = ["case x#2", both, "| 1             |"];
    assert_eq!(bench.golden("x.golden")[..6], [&["case x#1", both, "| 2             |"], &as_before[..]].concat());
    assert_eq!(bench.golden("x.pending").iter().filter(|l| l.starts_with("case")).count(), 2);
    assert!(bench.at_a_terminal("review", "A\n").out.ends_with("2 changes: 2 accepted, 0 rejected, 0 waiting\n"));
    assert_eq!(bench.say("review --check").out, "nothing waits for review\n");
}

#[test]
fn a_second_recording_leaves_the_changes_of_the_first_waiting() {
    let bench = Bench::new();
    bench.cases("x", &["first"]);
    bench.record("pandas@3.1 dask@2026.8", 1);
    bench.record("pandas@3.1", 2);
    bench.record("dask@2026.8", 3);
    assert_eq!(
        bench.golden("x.pending"),
        ["case x", "= pandas@3.1", "| 2             |", "= dask@2026.8", "| 3             |"]
    );
    bench.say("review --accept");
    assert_eq!(
        bench.golden("x.golden"),
        ["case x", "= pandas@3.1", "| 2             |", "= dask@2026.8", "| 3             |"]
    );
}

#[test]
fn a_change_holds_back_no_new_answer_and_accepting_it_drops_none() {
    let bench = Bench::new();
    bench.cases("x", &["first", "steady"]);
    bench.record("pandas@3.1", 1);
    bench.record("pandas@3.1", 2);
    let of_pandas = ["case x#1", "= pandas@3.1", "| 2             |"];
    assert_eq!(bench.golden("x.pending"), of_pandas);
    bench.record("dask@2026.8", 1);
    let both = "= pandas@3.1 dask@2026.8";
    assert_eq!(
        bench.golden("x.golden"),
        ["case x#1", both, "| 1             |", "case x#2", both, "| 1             |"]
    );
    assert_eq!(bench.golden("x.pending"), of_pandas, "the change still waits");
    bench.say("review --accept");
    let (pandas, dask) = ("= pandas@3.1", "= dask@2026.8");
    assert_eq!(
        bench.golden("x.golden"),
        ["case x#1", pandas, "| 2             |", dask, "| 1             |", "case x#2", both, "| 1             |"]
    );
}

#[test]
fn a_framework_that_answers_as_before_takes_its_change_back() {
    let bench = Bench::new();
    bench.cases("x", &["first"]);
    bench.record("pandas@3.1", 1);
    bench.record("pandas@3.1", 2);
    assert_eq!(bench.record("pandas@3.1", 1).code, 0);
    assert!(!bench.path("golden/x.pending").exists());
}

#[test]
fn an_answer_to_another_state_of_the_case_is_stale_until_it_is_recorded_anew() {
    let bench = Bench::new();
    bench.cases("x", &["first"]);
    bench.record("pandas@3.1 dask@2026.8", 1);
    bench.record("pandas@3.1", 2);
    bench.cases("x", &["another"]);
    let run = bench.say("run --profile pandas@3.1 --profile dask@2026.8");
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.out.contains("2  stale"), "{}", run.out);
    assert!(run.out.contains("x changed since pandas@3.1 and dask@2026.8 answered"), "{}", run.out);
    let check = bench.say("record --profile pandas@3.1 --check");
    assert_eq!(check.code, 1);
    assert!(check.err.contains("x under pandas@3.1 has a stale golden"), "{}", check.err);
    assert_eq!(bench.record("pandas@3.1", 5).code, 0);
    assert!(!bench.path("golden/x.pending").exists(), "a change of what is no more");
    assert_eq!(
        bench.golden("x.golden"),
        ["case x", "= pandas@3.1", "| 5             |", "case x", "= dask@2026.8", "| 1             |"]
    );
    let run = bench.say("run --profile pandas@3.1 --profile dask@2026.8");
    assert!(run.out.contains("1  stale"), "{}", run.out);
    bench.record("dask@2026.8", 5);
    assert_eq!(bench.golden("x.golden"), ["case x", "= pandas@3.1 dask@2026.8", "| 5             |"]);
}

#[test]
fn changed_asks_only_what_has_no_up_to_date_answer() {
    let bench = Bench::new();
    bench.cases("x", &["first"]);
    bench.cases("y", &["second"]);
    bench.record("pandas@3.1", 1);
    let nothing = bench.say("record --profile pandas@3.1 --changed");
    assert_eq!(nothing.err, "there is nothing to ask\n");
    bench.cases("y", &["other"]);
    let one = bench.say("record --profile pandas@3.1 --profile dask@2026.8 --changed");
    assert!(one.err.contains("3 answers, 3 new"), "{}", one.err);
    let golden = bench.path("golden/x.golden");
    let text = fs::read_to_string(&golden).expect("a golden");
    let code = text.lines().find(|l| l.starts_with("code ")).and_then(|l| l.split(' ').nth(2)).expect("a hash");
    fs::write(&golden, text.replacen(code, "0123456789abcdef", 1)).expect("a golden of other code");
    let run = bench.say("run --profile pandas@3.1 --filter x");
    assert!(run.out.contains("1 case was recorded with other code"), "{}", run.out);
    let again = bench.say("record --profile pandas@3.1 --changed");
    assert_eq!(again.err, "1 answer\n");
}

#[test]
fn an_answer_that_wavers_is_marked_counted_and_left_out() {
    let bench = Bench::new();
    bench.cases("x", &["wavers", "raises"]);
    let recorded = bench.record("pandas@3.1", 1);
    assert!(recorded.err.contains("2 answers, 2 new, 1 undetermined"), "{}", recorded.err);
    assert_eq!(bench.golden("x.golden")[1], "= pandas@3.1 undetermined");
    let printed = bench.say("record --profile pandas@3.1 --print").out;
    assert!(printed.lines().next().is_some_and(|l| l.contains("\"undetermined\":true")), "{printed}");
    let check = bench.say("record --profile pandas@3.1 --check");
    assert_eq!((check.code, check.err.trim()), (0, "2 answers, 1 undetermined, 1 left out of the comparison"));
    let run = bench.say("run --profile pandas@3.1 --format json").out;
    let run: serde_json::Value = serde_json::from_str(&run).expect("JSON");
    let counts = &run["counts"];
    assert_eq!(
        (&counts["undetermined"], &counts["failed"], &counts["run"]),
        (&1.into(), &1.into(), &2.into()),
        "{run}"
    );
    assert_eq!(bench.say("record --profile pandas@3.1 --repeat 1").code, 0);
    assert_eq!(bench.golden("x.golden")[1], "= pandas@3.1 undetermined", "one answer says nothing against it");
}

#[test]
fn an_answer_that_hangs_on_the_seed_of_hashes_is_undetermined_where_a_case_is_asked_again() {
    let bench = Bench::new();
    bench.cases("x", &["hashes"]);
    let once = bench.say("record --profile pandas@3.1 --print --repeat 1").out;
    assert!(!once.contains("undetermined"), "{once}");
    assert_eq!(bench.record("pandas@3.1", 1).code, 0);
    assert_eq!(bench.golden("x.golden")[1], "= pandas@3.1 undetermined");
}

#[test]
fn an_answer_that_wavers_differs_from_a_golden_that_does_not_say_so() {
    let bench = Bench::new();
    bench.cases("x", &["wavers"]);
    bench.say("record --profile pandas@3.1 --repeat 1");
    let check = bench.say("record --profile pandas@3.1 --check");
    assert_eq!(check.code, 1);
    assert!(check.err.contains("x under pandas@3.1 answers differently when it is asked again"), "{}", check.err);
    assert_eq!(bench.record("pandas@3.1", 1).code, 1);
    assert_eq!(bench.golden("x.pending")[1], "= pandas@3.1 undetermined");
}

#[test]
fn a_framework_that_does_not_start_costs_its_own_answers_only() {
    let bench = Bench::new();
    bench.cases("x", &["first", "second"]);
    let mut command = bench.command("record --edition 2026");
    let recorded = said(command.env("FAKE_BROKEN", "dask"));
    assert_eq!(recorded.code, 2);
    let last: Vec<&str> = recorded.err.lines().rev().take(3).collect();
    assert!(recorded.err.contains("4 answers, 4 new"), "{}", recorded.err);
    assert!(recorded.err.contains("dask@2026.8 could not be asked: a worker of dask died"), "{}", recorded.err);
    assert!(last.iter().any(|l| l.contains("No module named 'dask'")), "{}", recorded.err);
    let (pandas, spark, one) = ("= pandas@3.1", "= spark@4.3", "| 1             |");
    assert_eq!(bench.golden("x.golden"), ["case x#1", pandas, one, spark, one, "case x#2", pandas, one, spark, one]);
    let mut command = bench.command("record --edition 2026 --print");
    let printed = said(command.env("FAKE_BROKEN", "pandas"));
    let cases: Vec<(String, String)> = printed.out.lines().map(who).collect();
    let expected = [("x#1", "dask@2026.8"), ("x#1", "spark@4.3"), ("x#2", "dask@2026.8"), ("x#2", "spark@4.3")];
    assert_eq!(cases, expected.map(|(c, p)| (c.to_owned(), p.to_owned())));
}

#[test]
fn an_environment_of_another_version_records_nothing() {
    let bench = Bench::new();
    bench.cases("x", &["first"]);
    let recorded = said(bench.command("record --profile pandas@3.1").env("FAKE_VERSION", "3.2.0"));
    assert_eq!(recorded.code, 2);
    let why = "pandas@3.1 could not be asked: the environment has pandas 3.2.0, expected pandas 3.1";
    assert!(recorded.err.contains(why), "{}", recorded.err);
    assert!(!bench.path("golden/x.golden").exists());
}

fn who(line: &str) -> (String, String) {
    let value: serde_json::Value = serde_json::from_str(line).expect("a JSON line");
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    (text("case"), text("profile"))
}

#[test]
fn a_case_that_kills_the_worker_costs_itself_only() {
    let bench = Bench::new();
    bench.cases("x", &["first", "dies", "babbles", "raises"]);
    let recorded = bench.record("pandas@3.1", 1);
    assert_eq!(recorded.code, 1);
    assert!(recorded.err.contains("x#2 under pandas@3.1: the worker died; its last words:"), "{}", recorded.err);
    assert!(recorded.err.contains("Segmentation fault"), "{}", recorded.err);
    assert!(recorded.err.contains("2 answers, 2 new, 2 did not come"), "{}", recorded.err);
    let golden = bench.golden("x.golden");
    assert_eq!(golden[..4], ["case x#1", "= pandas@3.1", "| 1             |", "case x#4"]);
}

#[test]
fn a_killed_recording_keeps_what_it_had() {
    let bench = Bench::new();
    bench.cases("a", &["first"]);
    bench.cases("b", &["second", "hangs"]);
    let mut command = bench.command("record --profile pandas@3.1");
    let mut child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().expect("parallax runs");
    let start = Instant::now();
    while !bench.path("golden/b.golden").exists() && start.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    assert_eq!(bench.golden("a.golden"), ["case a", "= pandas@3.1", "| 1             |"]);
    assert_eq!(bench.golden("b.golden"), ["case b#1", "= pandas@3.1", "| 1             |"]);
    let left: Vec<_> = fs::read_dir(bench.path("golden")).expect("a folder").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn a_document_that_can_not_be_read_costs_no_golden() {
    let bench = Bench::new();
    bench.cases("x", &["first", "second"]);
    bench.record("pandas@3.1", 1);
    let path = bench.path("cases/x.yaml");
    let text = fs::read_to_string(&path).expect("a case file");
    let bad = text.replacen("case: second", "cse: second", 1);
    fs::write(&path, &bad).expect("a case file");
    assert_eq!(bench.record("pandas@3.1", 1).code, 2);
    assert_eq!(bench.golden("x.golden").iter().filter(|l| l.starts_with("case")).count(), 2);
    fs::write(&path, text.split("---\n").next().unwrap_or_default()).expect("a case file");
    assert_eq!(bench.record("pandas@3.1", 1).code, 0);
    assert_eq!(bench.golden("x.golden"), ["case x", "= pandas@3.1", "| 1             |"]);
}

#[test]
fn a_golden_without_an_answer_that_it_names_is_refused() {
    let bench = Bench::new();
    bench.cases("x", &["first"]);
    bench.record("pandas@3.1", 1);
    let golden = bench.path("golden/x.golden");
    let text = fs::read_to_string(&golden).expect("a golden");
    let cut: String = text.lines().take_while(|l| !l.starts_with('=')).map(|l| format!("{l}\n")).collect();
    fs::write(&golden, cut).expect("a golden");
    let run = bench.say("run --profile pandas@3.1");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("x has no answer of pandas@3.1"), "{}", run.err);
}

#[test]
fn a_sample_is_drawn_by_its_seed() {
    let bench = Bench::new();
    bench.cases("x", &["steady"; 50]);
    let drawn = |seed: &str| {
        let printed =
            bench.say(&format!("record --profile pandas@3.1 --print --repeat 1 --sample 20 --seed {seed}")).out;
        printed.lines().map(|line| who(line).0).collect::<Vec<_>>()
    };
    let first = drawn("a");
    assert_eq!(first.len(), 20, "a twentieth, but at least 20");
    assert_eq!(first, drawn("a"));
    assert_ne!(first, drawn("b"));
}

#[test]
fn a_configuration_is_recorded_with_its_settings_like_any_other_profile() {
    let bench = Bench::new();
    bench.cases("x", &["first"]);
    let profile = "extends: spark@4.3\nname: spark@4.3+legacy\nconf: {spark.sql.ansi.enabled: false}\n";
    fs::write(bench.path("legacy.yaml"), profile).expect("a profile");
    assert_eq!(bench.record("spark@4.3 legacy.yaml", 1).code, 0);
    assert_eq!(bench.golden("x.golden"), ["case x", "= spark@4.3 spark@4.3+legacy", "| 1             |"]);
    let script = bench.say("repro cases --profile legacy.yaml").out;
    assert!(script.contains("    .config(\"spark.sql.ansi.enabled\", False)\n    .getOrCreate()"), "{script}");
    fs::write(bench.path("legacy.yaml"), profile.replace("+legacy", " legacy")).expect("a profile");
    let refused = bench.record("legacy.yaml", 1);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("`spark@4.3 legacy` is no name for a profile"), "{}", refused.err);
}

#[test]
fn every_case_that_fuzz_writes_has_its_golden_where_run_looks_for_it() {
    let bench = Bench::new();
    let said = bench.say("fuzz --live pandas@3.1 --seed 3 --cases 5 --out deep/found");
    assert_eq!(said.code, 1, "{}", said.err);
    let names = |folder: &str| -> Vec<String> {
        let files = fs::read_dir(bench.path(folder)).expect("a folder").map(|entry| entry.expect("a file").path());
        let mut names: Vec<String> =
            files.map(|file| file.file_stem().expect("a name").to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    let cases = names("deep/found/cases");
    assert!(!cases.is_empty(), "{}", said.out);
    assert_eq!(cases, names("deep/found/golden"));
}
