//! pandas.

use super::{Live, settings};
use crate::live::code::{Target, pandas};

pub(super) const LIVE: Live = Live {
    distribution: "pandas",
    module: include_str!("../../../live/on_pandas.py"),
    preamble,
    body: pandas::body,
    hashes: true,
    show: "print(result)",
};

pub(super) const IMPORTS: &str = "\
import datetime
import decimal
import zoneinfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
";

fn preamble(target: Target<'_>) -> String {
    format!("{IMPORTS}{}", settings(target, "pd.set_option(NAME, VALUE)\n"))
}
