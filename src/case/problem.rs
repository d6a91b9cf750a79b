//! What is wrong in a case file, where, and what to write instead.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// A range of bytes in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Something wrong at a place of a file that is being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) label: String,
    pub(crate) help: Option<String>,
}

impl Fault {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), label: String::new(), help: None }
    }

    /// Says what to write instead.
    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Says something at the very place.
    pub(crate) fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }
}

/// Something wrong in a file, ready to be shown. [`render`](Self::render) draws it with its source line.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The file, as it was named.
    pub file: PathBuf,
    /// Line, from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Bytes of the file that it is about.
    pub span: std::ops::Range<usize>,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What was expected at the very place; may be empty.
    pub label: String,
    /// What to write instead.
    pub help: Option<String>,
    source: Option<Arc<str>>,
}

impl Problem {
    /// A problem of a file as a whole.
    pub fn of_file(file: &Path, message: impl Into<String>) -> Self {
        Self {
            file: file.to_path_buf(),
            line: 0,
            column: 0,
            span: 0..0,
            message: message.into(),
            label: String::new(),
            help: None,
            source: None,
        }
    }

    /// Faults with their file, line and column.
    pub(crate) fn all(file: &Path, source: &str, faults: impl IntoIterator<Item = Fault>) -> Vec<Self> {
        let source: Arc<str> = source.into();
        let lines: Vec<usize> = std::iter::once(0).chain(source.match_indices('\n').map(|(i, _)| i + 1)).collect();
        faults.into_iter().map(|fault| Self::at(file, &source, &lines, fault)).collect()
    }

    fn at(file: &Path, source: &Arc<str>, lines: &[usize], fault: Fault) -> Self {
        let start = source.floor_char_boundary(fault.span.start);
        let end = source.ceil_char_boundary(fault.span.end).max(start);
        let line = lines.partition_point(|&at| at <= start);
        let line_start = lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        Self {
            file: file.to_path_buf(),
            line,
            column: source.get(line_start..start).unwrap_or_default().chars().count() + 1,
            span: start..end,
            message: fault.message,
            label: fault.label,
            help: fault.help,
            source: Some(source.clone()),
        }
    }
}

impl Problem {
    /// The problem with its source line and the place marked, coloured if `styled`.
    pub fn render(&self, styled: bool) -> String {
        let path = self.file.to_string_lossy();
        let title = Group::with_title(Level::ERROR.primary_title(self.message.as_str()));
        let group = match &self.source {
            Some(source) => {
                let (line, marked) = self.first_line(source);
                let annotation = AnnotationKind::Primary.span(marked).label(self.label.as_str());
                title.element(Snippet::source(line).line_start(self.line).path(path.as_ref()).annotation(annotation))
            }
            None => title.element(Origin::path(path.as_ref())),
        };
        let group = group.elements(self.help.as_deref().map(|help| Level::HELP.message(help)));
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        let mut out = renderer.render(&[group]);
        out.push('\n');
        out
    }

    /// The line that the problem starts on, and what to mark in it.
    fn first_line<'s>(&self, source: &'s str) -> (&'s str, std::ops::Range<usize>) {
        let start = source.get(..self.span.start).and_then(|before| before.rfind('\n')).map_or(0, |i| i + 1);
        let rest = source.get(start..).unwrap_or_default();
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        let from = (self.span.start - start).min(line.len());
        let to = (self.span.end.saturating_sub(start)).clamp(from, line.len());
        (line, from..to)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {}", self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}
