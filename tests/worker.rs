//! The worker's protocol, with a script in place of Python: a case that raises, hangs, dies or babbles.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use parallax::live::worker::{Limits, Worker};
use parallax::profile::Framework;
use tempfile::TempDir;

const LIMITS: Limits = Limits { start: Duration::from_secs(20), case: Duration::from_millis(500) };
const SEED: u32 = 0;

/// The script as a program, in a folder of its own.
fn python(script: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("python");
    fs::write(&path, script).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("an executable script");
    (folder, path)
}

fn worker() -> (TempDir, Worker) {
    let (folder, path) = python(include_str!("fake_framework.sh"));
    let worker = Worker::start(&path, Framework::Pandas, "", LIMITS, SEED).expect("a worker");
    (folder, worker)
}

#[test]
fn a_worker_says_who_it_is() {
    let (_folder, worker) = worker();
    assert_eq!((worker.hello.framework.as_str(), worker.hello.version.as_str()), ("pandas", "3.1.1"));
}

#[test]
fn a_case_that_raises_is_an_answer_and_the_next_is_asked() {
    let (_folder, mut worker) = worker();
    assert_eq!(worker.run("raises").expect("an answer")["error"]["kind"], "value_error");
    assert_eq!(worker.run("steady").expect("an answer")["rows"][0][0], 1);
}

#[test]
fn a_case_that_hangs_is_given_up_in_time() {
    let (_folder, mut worker) = worker();
    let start = Instant::now();
    let why = worker.run("hangs").expect_err("no answer");
    assert!(why.contains("took more than"), "{why}");
    drop(worker);
    assert!(start.elapsed() < Duration::from_secs(20), "the hanging process was waited for");
}

#[test]
fn a_case_that_kills_the_worker_is_told_with_its_last_words() {
    let (_folder, mut worker) = worker();
    let why = worker.run("dies").expect_err("no answer");
    assert!(why.contains("died") && why.contains("Segmentation fault"), "{why}");
}

#[test]
fn an_answer_that_is_none_is_refused() {
    let (_folder, mut first) = worker();
    let why = first.run("babbles").expect_err("no answer");
    assert!(why.contains("answered no JSON"), "{why}");
    let (_folder, mut second) = worker();
    let why = second.run("misunderstands").expect_err("no answer");
    assert_eq!(why, "answered another question");
}

#[test]
fn a_worker_that_never_speaks_is_given_up() {
    let (_folder, path) = python("#!/bin/sh\nexec sleep 300\n");
    let limits = Limits { start: Duration::from_millis(300), case: Duration::from_millis(300) };
    let why = Worker::start(&path, Framework::Dask, "", limits, SEED).expect_err("no worker");
    assert!(why.starts_with("a worker of dask took more than"), "{why}");
}

#[test]
fn a_python_that_is_not_there_is_a_sentence() {
    let (folder, _) = python("");
    let why = Worker::start(&folder.path().join("nowhere"), Framework::Spark, "", LIMITS, SEED).expect_err("no worker");
    assert!(why.starts_with("failed to start a worker of spark"), "{why}");
}
