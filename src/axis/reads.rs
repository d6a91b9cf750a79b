//! Which axes a run reads: one that is not read cannot change what comes of the run, whatever value it has.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

/// The ids of axes.
pub type Reads = BTreeSet<&'static str>;

thread_local! {
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    static READ: RefCell<Reads> = const { RefCell::new(Reads::new()) };
}

/// Runs `run` and gives the axes that it read beside what it came to. It has to read them on the thread that it is called on, and not watch
/// by itself.
pub fn watched<T>(run: impl FnOnce() -> T) -> (T, Reads) {
    WATCHED.set(true);
    READ.take();
    let out = run();
    WATCHED.set(false);
    (out, READ.take())
}

/// Notes that the axis called `id` is read.
#[inline]
pub(super) fn note(id: &'static str) {
    if WATCHED.get() {
        READ.with_borrow_mut(|read| read.insert(id));
    }
}
