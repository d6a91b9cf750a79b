//! Where results go: standard output, without colours where it is no terminal. A reader that has seen enough is no error.

use std::io::{ErrorKind, Write};

use indicatif::{ProgressBar, ProgressStyle};

use super::Stopped;

/// Writes a text as it is.
pub(super) fn write(text: &str) -> Result<(), Stopped> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("failed to write: {error}")),
        _ => Ok(()),
    }
}

/// Tells what takes its time, on standard error.
pub(super) fn note(text: &str) {
    // whoever does not listen misses nothing
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Writes lines, each with a line end.
pub(super) fn lines(lines: impl IntoIterator<Item = String>) -> Result<(), Stopped> {
    let mut text = String::new();
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    write(&text)
}

/// A progress bar over `all` of something, with its rate and the time left; drawn on standard error, on a terminal only.
pub(super) fn bar(all: usize, what: &str) -> ProgressBar {
    let bar = ProgressBar::new(all as u64);
    match ProgressStyle::with_template(&format!("{{bar:30}} {{pos}}/{{len}} {what}, {{per_sec}}, {{eta}} left")) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
