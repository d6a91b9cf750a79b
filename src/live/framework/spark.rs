//! Spark: a local session.

use super::{Live, settings};
use crate::live::code::{Target, spark};

pub(super) const LIVE: Live = Live {
    distribution: "pyspark",
    module: include_str!("../../../live/on_spark.py"),
    preamble,
    body: spark::body,
    hashes: false,
    show: "result.show(truncate=False)",
};

const SESSION: &str = "\
import datetime
import decimal
import os
import time
import zoneinfo

os.environ[\"TZ\"] = \"UTC\"
time.tzset()

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

spark = (
    SparkSession.builder.master(\"local[2]\")
    .config(\"spark.sql.session.timeZone\", \"UTC\")
    .config(\"spark.sql.shuffle.partitions\", 4)
    .config(\"spark.ui.enabled\", False)
    .getOrCreate()
)
spark.sparkContext.setLogLevel(\"OFF\")


def parallelism(n):
    spark.sparkContext._jsc.sc().conf().set(\"spark.default.parallelism\", str(n))


decided = []


def plus(table, a, b):
    \"\"\"`+` is `concat` where both sides are text.\"\"\"
    types = [f.dataType.simpleString() for f in table.select(a, b).schema.fields]
    decided.append(types == [\"string\", \"string\"])
    return F.concat(a, b) if decided[-1] else a + b
";

fn preamble(target: Target<'_>) -> String {
    let made = "    .getOrCreate()\n";
    SESSION.replacen(made, &format!("{}{made}", settings(target, "    .config(NAME, VALUE)\n")), 1)
}
