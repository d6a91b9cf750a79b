//! The page of a run in a real browser: it narrows down, follows links, takes keys and themes, and says nothing on the console.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Texts that would do something if they were not text.
const HOSTILE: &str = "case: \"</script><script>stolen = 1</script><img src=x onerror='stolen = 1'>\"
tags: [\"\\\" onmouseover=\\\"stolen = 1\"]
source: \"javascript:stolen=1\"
inputs:
  df:
    columns:
      \"<script>stolen = 1</script>\": {type: string, values: [\"<script>stolen = 1</script>\"]}
steps:
  - head: 1
";

/// The areas of the suite that the page shows.
const AREAS: [&str; 2] = ["groupby", "join"];

/// The page of some of the suite's cases and a hostile one.
fn page() -> TempDir {
    let bench = TempDir::new().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (folder, ending) in [("cases", "yaml"), ("golden", "golden")] {
        for area in AREAS {
            fs::create_dir_all(bench.path().join(folder).join(area)).expect("a folder");
            for file in fs::read_dir(root.join(folder).join(area)).expect("an area").flatten() {
                let name = file.file_name();
                if name.to_string_lossy().ends_with(ending) {
                    fs::copy(file.path(), bench.path().join(folder).join(area).join(name)).expect("a copy");
                }
            }
        }
    }
    let open = fs::read_to_string(root.join("golden/open")).expect("what is open");
    let theirs = open.lines().filter(|line| AREAS.iter().any(|area| line.contains(&format!("\t{area}/"))));
    let theirs: String = theirs.map(|line| format!("{line}\n")).collect();
    fs::write(bench.path().join("golden/open"), theirs).expect("what is open of these");
    fs::write(bench.path().join("cases/hostile.yaml"), HOSTILE).expect("a case");
    let mut run = Command::new(env!("CARGO_BIN_EXE_parallax"));
    let done = run.arg("run").current_dir(bench.path()).stdin(Stdio::null()).output().expect("parallax runs");
    assert_ne!(done.status.code(), Some(2), "{}", String::from_utf8_lossy(&done.stderr));
    let page = fs::read_to_string(bench.path().join("reports/suite.html")).expect("a page");
    let tried = page.replace("</body>", &format!("<script>{}</script></body>", include_str!("page.js")));
    assert_ne!(tried, page);
    fs::write(bench.path().join("page.html"), tried).expect("the page with its script");
    bench
}

/// What the browser makes of the page at this width: the document, and what was said on the console.
fn opened(bench: &TempDir, width: u32) -> (String, Vec<String>) {
    let mut browser = Command::new("chromium");
    browser.args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "--virtual-time-budget=30000"]);
    browser.args(["--enable-logging=stderr", &format!("--window-size={width},900")]);
    browser.arg(format!("--user-data-dir={}", bench.path().join(format!("profile-{width}")).display()));
    browser.arg(format!("file://{}", bench.path().join("page.html").display()));
    let done = browser.stdin(Stdio::null()).output().expect("Debian's chromium is installed: apt-get install chromium");
    let said = String::from_utf8_lossy(&done.stderr);
    let console = said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    (String::from_utf8_lossy(&done.stdout).into_owned(), console)
}

#[test]
fn the_page_does_what_it_offers_in_a_browser() {
    let bench = page();
    for width in [1280, 400] {
        let (document, console) = opened(&bench, width);
        let verdict = document.rsplit_once("<pre id=\"verdict\">").and_then(|(_, rest)| rest.split("</pre>").next());
        assert_eq!(verdict, Some("wrong: "), "at {width} pixels");
        assert!(console.is_empty(), "{console:?}");
    }
}
