//! A worker: a child process that runs the Python of cases on one framework, one at a time.
//!
//! JSON lines over stdin and stdout. A case that raises is an answer; one that hangs or kills the process costs that case only: the
//! process group is killed and a new worker started for the next case. A worker does not outlive its parent: it ends when its stdin does.
//! What it and its JVM write to disk lies in a folder of its own, which goes with it.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::framework;
use crate::profile::Framework;

/// How long a worker may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// To start: the JVM, the imports of a cold disk.
    pub start: Duration,
    /// To answer a case.
    pub case: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { start: Duration::from_secs(180), case: Duration::from_secs(60) }
    }
}

/// How the name of a worker's folder starts; the process id of its parent follows.
const FOLDER: &str = "parallax-";
/// A JVM for many tiny queries: no thorough compilation, which costs more than it gives, no collector's threads.
const JVM: &str = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
/// How many lines of a worker's stderr are kept for the message of a crash.
const WORDS: usize = 12;

/// What every worker has, beside the frameworks' parts.
const SOURCES: [(&str, &str); 3] = [
    ("worker.py", include_str!("../../live/worker.py")),
    ("canonical.py", include_str!("../../live/canonical.py")),
    ("errors.py", include_str!("../../live/errors.py")),
];

/// Who a worker says it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Hello {
    /// `pandas`
    pub framework: String,
    /// The framework's full version.
    pub version: String,
    /// Python's.
    pub python: String,
    /// Java's, where there is one.
    pub java: Option<String>,
}

/// A running worker.
#[derive(Debug)]
pub struct Worker {
    /// Who it is.
    pub hello: Hello,
    child: Child,
    requests: ChildStdin,
    answers: Receiver<String>,
    stderr: Arc<Mutex<VecDeque<String>>>,
    folder: PathBuf,
    limit: Duration,
    sent: u64,
}

impl Worker {
    /// Starts a worker of `framework`, whose Python hashes by `seed`, and waits until it says who it is.
    ///
    /// # Errors
    /// A sentence with the worker's last words, when it does not start.
    pub fn start(
        python: &Path,
        framework: Framework,
        preamble: &str,
        limits: Limits,
        seed: u32,
    ) -> Result<Self, String> {
        let framework = framework.name();
        let failed = |e: std::io::Error| format!("failed to start a worker of {framework}: {e}");
        let folder = furnished(preamble).map_err(failed)?;
        let mut child = spawned(python, framework, &folder, seed).map_err(failed)?;
        let (Some(requests), Some(stdout), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(format!("failed to start a worker of {framework}: no pipes"));
        };
        let (answers, stderr) = (lines(stdout), last_words(errors));
        let nobody = Hello { framework: String::new(), version: String::new(), python: String::new(), java: None };
        let mut worker = Self { hello: nobody, child, requests, answers, stderr, folder, limit: limits.case, sent: 0 };
        let line = worker.line(limits.start).map_err(|why| format!("a worker of {framework} {why}"))?;
        worker.hello =
            serde_json::from_str(&line).map_err(|e| format!("a worker of {framework} did not say who it is: {e}"))?;
        Ok(worker)
    }

    /// Runs one case's code: the worker's answer as it came.
    ///
    /// # Errors
    /// When the worker died, hung or talked nonsense: it is of no more use.
    pub fn run(&mut self, code: &str) -> Result<Value, String> {
        self.sent += 1;
        let request = json!({"id": self.sent, "code": code}).to_string();
        writeln!(self.requests, "{request}").and_then(|()| self.requests.flush()).map_err(|_| self.died())?;
        let line = self.line(self.limit)?;
        let answer: Value = serde_json::from_str(&line).map_err(|e| format!("answered no JSON: {e}"))?;
        if answer["id"].as_u64() == Some(self.sent) { Ok(answer) } else { Err("answered another question".to_owned()) }
    }

    fn line(&self, limit: Duration) -> Result<String, String> {
        self.answers.recv_timeout(limit).map_err(|e| match e {
            RecvTimeoutError::Timeout => format!("took more than {} s", limit.as_secs()),
            RecvTimeoutError::Disconnected => self.died(),
        })
    }

    fn died(&self) -> String {
        // the last words may still be on their way
        std::thread::sleep(Duration::from_millis(50));
        let words = self.stderr.lock().map(|w| w.iter().cloned().collect::<Vec<_>>().join("\n")).unwrap_or_default();
        format!("died; its last words:\n{words}")
    }
}

impl Drop for Worker {
    /// Kills the worker's whole process group (a JVM is a child of its own) and removes its folder.
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A new folder with all that a worker needs; the first one removes those that were left behind.
fn furnished(preamble: &str) -> std::io::Result<PathBuf> {
    static STARTED: AtomicUsize = AtomicUsize::new(0);
    let number = STARTED.fetch_add(1, Ordering::Relaxed);
    if number == 0 {
        sweep(&std::env::temp_dir());
    }
    let folder = std::env::temp_dir().join(format!("{FOLDER}{}-{number}", std::process::id()));
    fs::create_dir_all(&folder)?;
    for (name, text) in SOURCES {
        fs::write(folder.join(name), text)?;
    }
    for known in Framework::ALL {
        fs::write(folder.join(format!("on_{}.py", known.name())), framework::of(*known).module)?;
    }
    fs::write(folder.join("preamble.py"), preamble)?;
    Ok(folder)
}

/// The process of a worker, in a process group of its own.
fn spawned(python: &Path, framework: &str, folder: &Path, seed: u32) -> std::io::Result<Child> {
    let mut command = Command::new(python);
    command
        .args(["-u", "worker.py", framework, "preamble.py"])
        .current_dir(folder)
        .env("PYTHONHASHSEED", seed.to_string())
        .env("TZ", "UTC")
        .env("PYSPARK_PYTHON", python)
        .env("PYSPARK_DRIVER_PYTHON", python)
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .env("TMPDIR", folder)
        .env("SPARK_LOCAL_DIRS", folder)
        .env("SPARK_SUBMIT_OPTS", format!("{JVM} -Djava.io.tmpdir={}", folder.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
}

/// The lines of `stdout`, as they come.
fn lines(stdout: ChildStdout) -> Receiver<String> {
    let (send, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

/// The last lines of `stderr`, kept up to date.
fn last_words(stderr: ChildStderr) -> Arc<Mutex<VecDeque<String>>> {
    let kept = Arc::new(Mutex::new(VecDeque::new()));
    let words = kept.clone();
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
            if let Ok(mut words) = words.lock() {
                words.push_back(String::from_utf8_lossy(&line).into_owned());
                if words.len() > WORDS {
                    words.pop_front();
                }
            }
        }
    });
    kept
}

/// Removes the folders of workers whose parent was killed before it could do so.
fn sweep(temporary: &Path) {
    for entry in fs::read_dir(temporary).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let parent = name.to_str().and_then(|n| n.strip_prefix(FOLDER)).and_then(|n| n.split_once('-'));
        let Some(pid) = parent.and_then(|(pid, _)| pid.parse().ok()).and_then(rustix::process::Pid::from_raw) else {
            continue;
        };
        if rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
