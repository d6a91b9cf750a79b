//! A folder of its own for every test of the binary.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

/// A folder to work in, gone with the test.
pub(crate) struct Bench(pub(crate) TempDir);

impl Bench {
    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self(TempDir::new().expect("a folder"))
    }

    /// The path of what is called `name` there.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}
