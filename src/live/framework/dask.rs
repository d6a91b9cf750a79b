//! Dask: pandas' calls on a Dask frame.

use super::pandas::IMPORTS;
use super::{Live, settings};
use crate::live::code::{Target, pandas};

pub(super) const LIVE: Live = Live {
    distribution: "dask",
    module: include_str!("../../../live/on_dask.py"),
    preamble,
    body: pandas::body,
    hashes: true,
    show: "print(result.compute())",
};

/// Other shuffles change the rows' order from run to run.
fn preamble(target: Target<'_>) -> String {
    let shuffle = if target.since(2024, 1) { "dataframe.shuffle.method" } else { "shuffle" };
    format!(
        "{IMPORTS}import dask\nimport dask.dataframe as dd\n\ndask.config.set({{\"scheduler\": \"sync\", \"{shuffle}\": \"tasks\"}})\n{}",
        settings(target, "dask.config.set({NAME: VALUE})\n")
    )
}
