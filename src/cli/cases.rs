//! The cases that a command works on: the paths it was given, `--filter` and `--tag`, and what is wrong with some of them.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use super::Stopped;
use crate::case::plan::Case;
use crate::case::{self, Filter, Problem};
use crate::engine::Options;

/// Which of the cases are meant.
#[derive(Debug, clap::Args)]
pub(super) struct Choice {
    /// Only cases whose id matches: a glob over the whole id (`groupby/*`), or a part of it; may be given several times.
    #[arg(long, value_name = "ID")]
    filter: Vec<String>,
    /// Only cases with this tag; may be given several times.
    #[arg(long)]
    tag: Vec<String>,
}

impl Choice {
    /// Whether it leaves nothing out.
    pub(super) fn is_everything(&self) -> bool {
        self.filter.is_empty() && self.tag.is_empty()
    }
}

/// How many partitions the inputs are cut into.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Partitions {
    /// Overrides the number of partitions of every input.
    #[arg(long = "partitions", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    count: Option<u32>,
}

impl Partitions {
    /// As the engine is told.
    pub(super) fn options(self) -> Options {
        Options { partitions: self.count.map(|n| n as usize) }
    }

    /// Whether every input has its own number.
    pub(super) const fn are_their_own(self) -> bool {
        self.count.is_none()
    }
}

/// What is there to work on.
pub(super) struct Gathered {
    /// The sound cases that are meant, in case order.
    pub(super) cases: Vec<Case>,
    /// Whether there were bad ones: the exit code is 2 then, whatever becomes of the others.
    pub(super) bad: bool,
}

/// Loads the cases and tells what is wrong with the bad ones.
pub(super) fn gather(paths: &[PathBuf], choice: &Choice) -> Result<Gathered, Stopped> {
    let loaded = case::load(paths);
    tell(&loaded.problems);
    let filter = Filter { patterns: choice.filter.clone(), tags: choice.tag.clone() };
    Ok(Gathered { cases: filter.select(loaded.cases)?, bad: !loaded.problems.is_empty() })
}

/// Draws problems on standard error, coloured on a terminal.
pub(super) fn tell(problems: &[Problem]) {
    let styled = std::io::stderr().is_terminal();
    for problem in problems {
        anstream::eprintln!("{}", problem.render(styled));
    }
}

/// The folder `name` beside the case directory that was named: beside the nearest parent called `cases`, else beside what was named.
pub(super) fn beside(paths: &[PathBuf], name: &str) -> PathBuf {
    let path = paths.first().map_or(Path::new("cases"), PathBuf::as_path);
    let full = std::path::absolute(path).unwrap_or_default();
    let cases = [path, &full].into_iter().find_map(|path| path.ancestors().find(|p| is_called_cases(p)));
    cases.unwrap_or(path).parent().unwrap_or(Path::new("")).join(name)
}

/// Whether what was named is only a part of a case directory.
pub(super) fn is_part(path: &Path) -> bool {
    let full = std::path::absolute(path).unwrap_or_default();
    !is_called_cases(&full) && full.ancestors().any(is_called_cases)
}

fn is_called_cases(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "cases")
}
