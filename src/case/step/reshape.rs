//! `pivot` and `melt`.

use super::super::declare::record;
use super::aggregate::{AggFn, Bare};

record! {
    /// `pivot`.
    pub Pivot, "`pivot`" {
        /// Index columns.
        index: Vec<String>,
        /// The column whose values become columns.
        columns: String,
        /// The column that is aggregated.
        values: String,
        /// With this function.
        agg: AggFn as Bare,
    }
}

record! {
    /// `melt`.
    pub Melt, "`melt`" {
        /// Columns that stay, as given.
        id_vars: Option<Vec<String>>,
        /// Columns that become rows, as given.
        value_vars: Option<Vec<String>>,
        /// Name of the column of names, as given.
        var_name: Option<String>,
        /// Name of the column of values, as given.
        value_name: Option<String>,
    }
}
