//! The reports that other programs read: well-formed, of their schema, and undisturbed by what a case says.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod bench;

use std::fs;
use std::process::{Command, Stdio};

use bench::Bench;
use roxmltree::{Document, Node};
use serde_json::Value;

const HOSTILE: &str = "</script><script>alert(1)</script> ]]> | `x` \\\" % ::error:: \\u202e \\u0007 \\uFFFF & <b>";

impl Bench {
    /// Cases that fail in several ways, and whose texts would break a report that trusts them.
    fn new() -> Self {
        let bench = Self::empty();
        let wide: String =
            (0..500).map(|i| format!("      \"c{i} <&>\": {{type: int64, values: [1, null]}}\n")).collect();
        let long = "x".repeat(100_000);
        bench.write(
            "cases/a b/odd#&.yaml",
            &format!(
                "case: \"{HOSTILE}\"\nabout: \"{HOSTILE}\"\ntags: [\"{HOSTILE}\"]\nsource: \"javascript:alert(1)\"\n\
                 inputs:\n  df:\n    columns:\n      \"{HOSTILE}\": {{type: string, values: [null, \"{HOSTILE}\", {long}]}}\n\
                 steps:\n  - drop_duplicates: {{}}\n  - groupby: {{by: [\"{HOSTILE}\"], agg: {{n: size()}}}}\n\
                 expect:\n  agree: [pandas@3.1, spark@4.3]\n  differ: {{from: pandas, to: dask, kinds: [error], because: \"{HOSTILE}\"}}\n"
            ),
        );
        bench.write(
            "cases/wide.yaml",
            &format!("case: Wide\ninputs:\n  df:\n    columns:\n{wide}steps:\n  - head: 1\n"),
        );
        bench.write("golden/gone.golden", &fs::read_to_string("golden/groupby/null_keys.golden").expect("a golden"));
        bench
    }

    /// What a run writes in this form; it finds something that fails.
    fn run(&self, format: &str) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        command.args(["run", "--format", format]).current_dir(self.0.path()).stdin(Stdio::null());
        let done = command.env("GITHUB_STEP_SUMMARY", self.path("summary.md")).output().expect("parallax runs");
        assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("UTF-8")
    }
}

/// Names.
type Names = &'static [&'static str];

/// JUnit's elements: what each must have, what it may have, and what may stand inside.
const JUNIT: [(&str, Names, Names, Names); 5] = [
    ("testsuites", &[], &["name", "tests", "failures", "errors", "time"], &["testsuite"]),
    ("testsuite", &["name", "tests", "failures", "errors"], &["skipped", "time", "id"], &["testcase", "properties"]),
    ("testcase", &["name"], &["classname", "time"], &["skipped", "error", "failure", "system-out"]),
    ("failure", &[], &["type", "message"], &[]),
    ("skipped", &[], &["type", "message"], &[]),
];

/// Holds an element and all below it to the table.
fn is_of_the_format(node: Node<'_, '_>) {
    let name = node.tag_name().name();
    let (_, must, may, inside) = JUNIT.iter().find(|(known, ..)| *known == name).expect("an element of JUnit");
    for attribute in *must {
        assert!(node.has_attribute(*attribute), "{name} lacks {attribute}");
    }
    for attribute in node.attributes() {
        assert!(must.contains(&attribute.name()) || may.contains(&attribute.name()), "{name} has {}", attribute.name());
    }
    for child in node.children().filter(Node::is_element) {
        assert!(inside.contains(&child.tag_name().name()), "{} inside {name}", child.tag_name().name());
        is_of_the_format(child);
    }
}

#[test]
fn junit_is_of_its_format_and_its_numbers_are_what_it_holds() {
    let text = Bench::new().run("junit");
    let document = Document::parse(&text).expect("XML");
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    is_of_the_format(root);
    let said = |node: Node<'_, '_>, what: &str| node.attribute(what).and_then(|n| n.parse::<usize>().ok());
    let suites: Vec<Node<'_, '_>> = root.children().filter(Node::is_element).collect();
    let mut all = (0, 0);
    for suite in &suites {
        let tests: Vec<_> = suite.children().filter(Node::is_element).collect();
        let with = |what: &str| tests.iter().filter(|t| t.children().any(|c| c.has_tag_name(what))).count();
        assert_eq!(said(*suite, "tests"), Some(tests.len()));
        assert_eq!((said(*suite, "failures"), said(*suite, "skipped")), (Some(with("failure")), Some(with("skipped"))));
        all = (all.0 + tests.len(), all.1 + with("failure"));
    }
    assert_eq!((said(root, "tests"), said(root, "failures")), (Some(all.0), Some(all.1)));
    assert_eq!(suites.len(), 10, "nine profiles, and what holds between them");
    let between: Vec<_> = suites[9].children().filter(Node::is_element).collect();
    let kinds: Vec<_> = between.iter().filter_map(|t| t.first_element_child()?.attribute("type")).collect();
    assert!(
        kinds.contains(&"must-agree") && kinds.contains(&"expected-gone") && kinds.contains(&"leftover"),
        "{kinds:?}"
    );
}

#[test]
fn causes_stand_on_the_page_and_in_the_json_where_they_were_sought() {
    let bench = Bench::empty();
    let case = "case: A\ninputs: {df: {columns: {k: {type: string, values: [null, a]}, x: {type: int64, values: [1, 2]}}}}\n\
                steps:\n  - groupby: {by: k, agg: {s: sum(x)}}\n";
    bench.write("cases/a.yaml", case);
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        let done = command.arg("run").args(args).current_dir(bench.0.path()).stdin(Stdio::null()).output();
        assert_eq!(done.expect("parallax runs").status.code(), Some(0));
        let read = |name: &str| fs::read_to_string(bench.path(name)).expect("a report");
        (read("reports/suite.html"), serde_json::from_str::<Value>(&read("reports/run.json")).expect("JSON"))
    };
    let (page, json) = run(&["--causes"]);
    let differs = json["cases"][0]["differs"].as_array().expect("differences");
    assert_eq!(differs[0]["causes"], serde_json::json!({"rows": ["groupby.null_keys"]}));
    assert!(
        page.contains("<option value=\"groupby.null_keys\">") && page.contains("data-causes=\"groupby.null_keys\"")
    );
    assert!(page.contains("<strong>rows of pandas@3.1 → spark@4.3; rows of dask@2026.8 → spark@4.3</strong>"));
    let (page, json) = run(&[]);
    assert!(!page.contains("groupby.null_keys") && json["cases"][0]["differs"][0]["causes"].is_null());
}

#[test]
fn sarif_is_of_its_schema() {
    let text = Bench::new().run("sarif");
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let typed: serde_sarif::sarif::Sarif = serde_json::from_value(value.clone()).expect("SARIF 2.1.0");
    assert_eq!(serde_json::to_value(&typed).expect("JSON"), value, "nothing that the schema does not know");
    let results = typed.runs[0].results.as_ref().expect("results");
    let rules = typed.runs[0].tool.driver.rules.as_ref().expect("rules");
    assert!(results.len() > 3);
    for result in results {
        let rule = &rules[usize::try_from(result.rule_index.expect("a rule")).expect("a place")];
        assert_eq!(result.rule_id.as_deref(), Some(rule.id.as_str()));
    }
    let place = &value["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "cases/a%20b/odd%23%26.yaml");
    assert_eq!(place["region"]["startLine"], 1);
}

#[test]
fn github_s_annotations_are_a_line_each_and_the_summary_is_appended() {
    let bench = Bench::new();
    bench.write("summary.md", "before\n");
    let text = bench.run("github");
    let (last, lines) = text.lines().collect::<Vec<_>>().split_last().map(|(a, b)| (*a, b.to_vec())).expect("lines");
    assert!(last.starts_with("✗ "), "{last}");
    assert!(lines.len() > 3);
    for line in &lines {
        assert!(line.starts_with("::error ") || line.starts_with("::notice "), "{line}");
    }
    assert!(lines[0].starts_with("::error file=cases/a b/odd#&.yaml,line=1,title="), "{}", lines[0]);
    let summary = fs::read_to_string(bench.path("summary.md")).expect("a summary");
    assert!(summary.starts_with("before\n# What the suite shows\n"), "{summary}");
    assert!(!summary.contains("<script"), "markup is text");
}
