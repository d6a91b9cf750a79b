//! An error that a case ends in: the engine's counterpart of a framework's exception.

use std::fmt::Display;

use crate::result::{ErrorKind, Failure, When};

/// Why a step could not go on.
pub type Raised = Failure;

/// What a step, a kernel or an expression returns.
pub type Raises<T> = Result<T, Raised>;

impl Failure {
    /// A fault of the engine's own, told as an error kind that is never compared.
    pub fn internal(what: impl Display) -> Self {
        Self::new(ErrorKind::Other, format!("the engine failed: {what}"))
    }

    /// A column that is not there.
    pub fn no_column(name: &str) -> Self {
        Self::new(ErrorKind::ColumnNotFound, format!("there is no column {name}"))
    }

    /// Types that do not fit.
    pub fn type_error(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::TypeError, message)
    }

    /// A value that does not fit.
    pub fn value_error(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::ValueError, message)
    }

    /// Something there is no call for.
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unsupported, message)
    }

    /// The same, met at another time.
    pub(super) fn met(self, when: When) -> Self {
        Self { when, ..self }
    }

    /// Whether a sort meets it only as its rows are moved, not while it looks for its ranges.
    pub(super) fn is_late(&self) -> bool {
        self.when == When::Moved
    }
}
