//! What a case's steps took, on the clock and on the processors.

use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

/// Gathers a line of `--timings` while a case runs.
pub(super) struct Timings {
    load_s: f64,
    steps: Vec<Value>,
    since: (Instant, f64),
    loaded: bool,
}

impl Timings {
    /// Starts the clocks.
    pub(super) fn start() -> Self {
        Self { load_s: 0.0, steps: Vec::new(), since: (Instant::now(), cpu()), loaded: false }
    }

    /// Notes that the inputs are there (the first time) or that a step is done.
    pub(super) fn done(&mut self, step: Option<&'static str>, rows: usize) {
        let now = (Instant::now(), cpu());
        let (s, cpu_s) = ((now.0 - self.since.0).as_secs_f64(), now.1 - self.since.1);
        match step {
            None if !self.loaded => (self.load_s, self.loaded) = (s, true),
            _ => self.steps.push(json!({"step": step, "s": s, "cpu_s": cpu_s, "rows": rows})),
        }
        self.since = now;
    }

    /// The line.
    pub(super) fn line(&self, case: &str, profile: &str) -> Value {
        json!({"case": case, "profile": profile, "load_s": self.load_s, "steps": self.steps, "peak_mb": peak_mb()})
    }
}

/// Seconds that the process has spent on its processors.
fn cpu() -> f64 {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    spent.tv_sec as f64 + spent.tv_nsec as f64 / 1e9
}

/// The most memory the process has held, in MB; unknown where the system does not tell by `/proc`.
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}
