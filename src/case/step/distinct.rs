//! `drop_duplicates` and `value_counts`.

use super::super::declare::{named, record, words};
use super::aggregate::{AggFn, Aggregate, Groupby};

record! {
    /// `drop_duplicates`.
    pub DropDuplicates, "`drop_duplicates`" {
        /// Columns compared, as given; left out means all.
        subset: Option<Vec<String>>,
        /// Which of the equal rows stays, as given.
        keep: Option<Keep>,
    }
}

named! {
    /// Which of several equal rows stays.
    Keep {
        /// The first.
        First = "first",
        /// The last.
        Last = "last",
    }
}
words! { Keep, "`first` or `last`"; }

record! {
    /// `value_counts`.
    pub ValueCounts, "`value_counts`" {
        /// The column counted.
        column: String,
        /// Whether missing values are left out, as given.
        dropna: Option<bool>,
    }
}

impl ValueCounts {
    /// Its groups and their sizes, in no order.
    pub fn grouped(&self) -> Groupby {
        let size = Aggregate { out: "count".to_owned(), function: AggFn::Size, column: None, q: None };
        Groupby { by: vec![self.column.clone()], agg: vec![size], dropna: self.dropna, sort: None, style: None }
    }
}
