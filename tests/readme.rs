//! What the README shows is what the command prints, and what it tells people to type works.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// The fenced blocks of the README: language and text.
fn blocks() -> Vec<(String, String)> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README");
    let fenced = text.split("```").skip(1).step_by(2);
    let block = |block: &str| block.split_once('\n').map(|(language, body)| (language.to_owned(), body.to_owned()));
    fenced.filter_map(block).collect()
}

/// The block of YAML that starts so.
fn yaml(start: &str) -> String {
    let blocks = blocks();
    let found = blocks.iter().find(|(language, body)| language == "yaml" && body.starts_with(start));
    found.expect("a block of YAML").1.clone()
}

/// Each command that is shown, with what is shown of its output.
fn commands() -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for (_, body) in blocks().into_iter().filter(|(language, _)| language == "console") {
        for line in body.lines() {
            match (line.strip_prefix("$ "), out.last_mut()) {
                (Some(command), _) => {
                    let command = command.split(" #").next().unwrap_or_default().trim();
                    out.push((command.to_owned(), String::new()));
                }
                (None, Some((_, shown))) => shown.push_str(&format!("{line}\n")),
                (None, None) => {}
            }
        }
    }
    out
}

#[test]
fn every_command_does_what_the_readme_shows() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("mine.yaml"), yaml("case:")).expect("the case");
    let port = yaml("case: Revenue by region");
    let ported = format!("{}{}", port.split("steps:").next().expect("its inputs"), yaml("steps:"));
    fs::write(folder.path().join("port.yaml"), port).expect("the pipeline");
    fs::write(folder.path().join("ported.yaml"), ported).expect("the ported pipeline");
    let mut tried = 0;
    for (command, shown) in commands() {
        // What Cargo and the real frameworks do is not for this test.
        let Some(args) = command.strip_prefix("parallax ").filter(|args| !args.starts_with("record")) else { continue };
        let done = Command::new(env!("CARGO_BIN_EXE_parallax"))
            .args(args.split(' '))
            .current_dir(folder.path())
            .output()
            .expect("parallax runs");
        let out = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.code() < Some(2), "{command}: {}", String::from_utf8_lossy(&done.stderr));
        assert!(out.starts_with(&shown), "{command} prints\n{out}");
        tried += 1;
    }
    assert!(tried >= 5, "only {tried} commands");
}

/// What is made from the suite stands in the repository as it comes out now. What does not is written anew, for the next commit.
#[test]
fn the_readme_s_excerpt_and_the_suite_s_report_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = TempDir::new().expect("a folder");
    let mut run = Command::new(env!("CARGO_BIN_EXE_parallax"));
    let done = run.arg("run").arg("--reports").arg(folder.path()).current_dir(root).output().expect("parallax runs");
    let readme = fs::read_to_string(root.join("README.md")).expect("the README");
    let ends = "What the first command ends with:\n\n```text\n";
    let (before, rest) = readme.split_once(ends).expect("an excerpt");
    let (_, after) = rest.split_once("```").expect("its end");
    let page = fs::read_to_string(folder.path().join("suite.md")).expect("a report");
    let mut old = Vec::new();
    for (name, text) in [
        ("README.md", format!("{before}{ends}{}```{after}", String::from_utf8_lossy(&done.stdout))),
        ("reports/suite.md", page),
    ] {
        if fs::read_to_string(root.join(name)).unwrap_or_default() != text {
            fs::write(root.join(name), text).expect("the fresh text");
            old.push(name);
        }
    }
    assert!(old.is_empty(), "{} had been left behind: written anew, commit it", old.join(" and "));
}

#[test]
fn the_profile_of_the_readme_is_one() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("mine.yaml");
    fs::write(&path, yaml("extends:")).expect("the profile");
    let profile = parallax::profile::user::read(&path).expect("a profile");
    assert_eq!(profile.name, "spark@4.3+legacy");
    assert_eq!(profile.axes.get("arithmetic.by_zero"), Some("null"));
}

#[test]
fn every_dependency_has_its_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("the manifest");
    let readme = fs::read_to_string(root.join("README.md")).expect("the README");
    let table: String = readme.lines().skip_while(|l| !l.starts_with("## Dependencies")).collect::<Vec<_>>().join("\n");
    let used: Vec<&str> = manifest
        .lines()
        .skip_while(|l| !l.starts_with("[dependencies]"))
        .take_while(|l| !l.starts_with("[profile"))
        .filter_map(|l| l.split_once(" = ").map(|(name, _)| name))
        .collect();
    for name in &used {
        assert!(table.contains(&format!("`{name}`")), "{name} is not in the README's table");
    }
    let rows = table.lines().filter(|l| l.starts_with("| `"));
    let first = rows.filter_map(|row| row.split('|').nth(1)).flat_map(|cell| cell.split('`').skip(1).step_by(2));
    for name in first {
        assert!(used.contains(&name), "{name} is in the README's table, and not used");
    }
}
