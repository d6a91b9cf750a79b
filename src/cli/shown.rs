//! How much of the data a report shows: `--rows` and `--redact`.

use crate::report::shown::Shown;

/// How much of the data is shown.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Show {
    /// Shows at most N rows of a table, those that differ first.
    #[arg(long, value_name = "N")]
    rows: Option<usize>,
    /// Shows no value of any table, and no message of a framework, which may quote one: for reports on private data.
    #[arg(long)]
    redact: bool,
}

impl Show {
    /// As the reports are told.
    pub(super) const fn told(self) -> Shown {
        Shown { rows: self.rows, redacted: self.redact }
    }
}
