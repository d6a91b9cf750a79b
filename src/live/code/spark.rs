//! Spark's calls: inputs and steps.

use arrow::array::Array;

use super::spark_expr::{Writer, type_name};
use super::{Paths, Target, inputs, pandas, python};
use crate::case::inline::Inline;
use crate::case::plan::{
    AggFn, Aggregate, Ascending, Case, Concat, ConcatBy, DataFile, DropHow, Fillna, Format, Groupby, How, Input,
    InputColumn, Join, JoinKeys, NaPosition, Pivot, Sort, Source, Step, Via, Window, WindowColumn, WindowFn,
    WindowFrame,
};
use crate::case::types::Type;

pub(in crate::live) fn body(case: &Case, target: Target<'_>, decided: &[bool]) -> String {
    let mut out = String::new();
    for table in &case.inputs {
        out.push_str(&input(table, target));
    }
    if let Some(first) = case.inputs.first() {
        out.push_str(&format!("parallelism({})\nresult = {}\n", first.partitions, pandas::variable(&first.name)));
    }
    let mut writer = Writer::new(target, decided);
    for s in &case.steps {
        out.push_str(&step(s, &mut writer).unwrap_or_else(|why| pandas::unsupported(&why)));
    }
    out
}

fn input(input: &Input, target: Target<'_>) -> String {
    let name = pandas::variable(&input.name);
    let made = match (&input.source, input.via) {
        (Source::Inline(columns), Via::Rows) => create(&name, columns),
        (Source::Inline(columns), Via::Frame) => {
            format!("{name} = spark.createDataFrame({})\n", pandas::frame(columns))
        }
        (Source::Inline(columns), Via::Parquet) => {
            let path = inputs::path(input, "parquet");
            format!("{}{name} = spark.read.parquet({})\n", inputs::parquet(&path, columns), local(&path))
        }
        (Source::Inline(columns), Via::Csv) => {
            let path = inputs::path(input, "csv");
            let text = inputs::csv(&path, columns);
            format!("{text}{name} = spark.read.csv({}, header=True, inferSchema=True)\n", local(&path))
        }
        (Source::File(data), _) => file(&name, data, target),
        (Source::Made(made), _) => file(&name, &made.file(), target),
    };
    format!("parallelism({})\n{made}", input.partitions)
}

/// A file of the working directory by a path that Spark takes for a local one.
fn local(path: &str) -> String {
    format!("\"file://\" + os.path.abspath({})", python::string(path))
}

fn create(name: &str, columns: &[InputColumn]) -> String {
    let rows = columns.first().map_or(0, |c| c.values.len());
    let rows = (0..rows).map(|i| {
        let cells: Vec<String> = columns.iter().map(|c| row_cell(c, i)).collect();
        format!("    ({},),\n", cells.join(", "))
    });
    let rows: String = rows.collect();
    let fields =
        columns.iter().map(|c| format!("    T.StructField({}, {}),\n", python::string(&c.name), data_type(&c.ty)));
    let rows = if rows.is_empty() { "[]".to_owned() } else { format!("[\n{rows}]") };
    format!(
        "schema = T.StructType([\n{}])\n{name} = spark.createDataFrame({rows}, schema)\n",
        fields.collect::<String>()
    )
}

fn row_cell(column: &InputColumn, i: usize) -> String {
    in_row(&Inline::at(&column.values, i, &column.ty), &column.ty)
}

fn in_row(value: &Inline<'_>, ty: &Type) -> String {
    match (value, ty) {
        (Inline::Int(number), Type::UInt64) => format!("decimal.Decimal({number})"),
        (Inline::List(items), Type::List(ty)) => python::list(items.iter().map(|item| in_row(item, ty))),
        (value, _) => python::inline(value),
    }
}

fn data_type(ty: &Type) -> String {
    match ty {
        Type::Bool => "T.BooleanType()".to_owned(),
        Type::Int8 => "T.ByteType()".to_owned(),
        Type::Int16 | Type::UInt8 => "T.ShortType()".to_owned(),
        Type::Int32 | Type::UInt16 => "T.IntegerType()".to_owned(),
        Type::Int64 | Type::UInt32 => "T.LongType()".to_owned(),
        Type::UInt64 => "T.DecimalType(20, 0)".to_owned(),
        Type::Float32 => "T.FloatType()".to_owned(),
        Type::Float64 => "T.DoubleType()".to_owned(),
        Type::String => "T.StringType()".to_owned(),
        Type::Date => "T.DateType()".to_owned(),
        Type::Timestamp(_) => "T.TimestampType()".to_owned(),
        Type::Duration => "T.DayTimeIntervalType()".to_owned(),
        Type::Decimal(p, s) => format!("T.DecimalType({p}, {s})"),
        Type::List(item) => format!("T.ArrayType({})", data_type(item)),
    }
}

fn file(name: &str, data: &DataFile, target: Target<'_>) -> String {
    let path = target.paths.of(data);
    let path = match target.paths {
        Paths::AsWritten => python::string(&path),
        Paths::Full => python::string(&format!("file://{path}")),
    };
    let columns = &data.columns;
    let fixed = python::dict(columns.iter().map(|(n, t)| (n.clone(), data_type(t))));
    let (inferred, typed) = match data.format {
        Format::Parquet => {
            (format!("spark.read.parquet({path})"), format!("spark.read.schema(schema).parquet({path})"))
        }
        Format::Ndjson => (format!("spark.read.json({path})"), format!("spark.read.schema(schema).json({path})")),
        Format::Csv => (
            format!("spark.read.csv({path}, header=True, inferSchema=True)"),
            format!("spark.read.csv({path}, header=True, schema=schema)"),
        ),
    };
    if columns.is_empty() {
        return format!("{name} = {inferred}\n");
    }
    format!(
        "{name} = {inferred}\nfixed = {fixed}\nschema = T.StructType([T.StructField(f.name, fixed.get(f.name, f.dataType)) for f in {name}.schema])\n{name} = {typed}\n"
    )
}

fn args<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|n| python::string(n.as_ref())).collect::<Vec<_>>().join(", ")
}

fn col(name: &str) -> String {
    format!("F.col({})", python::string(name))
}

fn step(step: &Step, writer: &mut Writer<'_>) -> Result<String, String> {
    let call = match step {
        Step::Select(columns) => format!("result.select({})", args(columns)),
        Step::Drop(columns) => format!("result.drop({})", args(columns)),
        Step::Rename(names) => {
            let calls =
                names.iter().map(|(a, b)| format!(".withColumnRenamed({}, {})", python::string(a), python::string(b)));
            format!("result{}", calls.collect::<String>())
        }
        Step::WithColumns(columns) => {
            let mut out = String::new();
            for (name, expr) in columns {
                match writer.column(expr) {
                    Ok(value) => {
                        out.push_str(&format!("result = result.withColumn({}, {value})\n", python::string(name)));
                    }
                    Err(why) => return Ok(out + &pandas::unsupported(&why)),
                }
            }
            return Ok(out);
        }
        Step::Filter(expr) => format!("result.filter({})", writer.column(expr)?),
        Step::Sort(sort) => order_by(sort),
        Step::Groupby(groupby) => return grouped(groupby, writer.target),
        Step::Agg(agg) => format!("result.agg({})", aggregates(agg, writer.target)),
        Step::Join(join) => return joined(join),
        Step::Concat(concat) => concatenated(concat),
        Step::DropDuplicates(d) => {
            if d.keep.is_some() {
                return Err("drop_duplicates: keep".to_owned());
            }
            let subset = d.subset.as_ref().map(|s| python::strings(s)).unwrap_or_default();
            format!("result.dropDuplicates({subset})")
        }
        Step::Dropna(d) => {
            let mut given = Vec::new();
            given.extend(d.how.map(|h| format!("how={}", if h == DropHow::Any { "\"any\"" } else { "\"all\"" })));
            given.extend(d.thresh.map(|t| format!("thresh={t}")));
            given.extend(d.subset.as_ref().map(|s| format!("subset={}", python::strings(s))));
            format!("result.dropna({})", given.join(", "))
        }
        Step::Fillna(Fillna::Scalar(value)) => format!("result.fillna({})", python::scalar(value)),
        Step::Fillna(Fillna::Columns(columns)) => {
            format!("result.fillna({})", python::dict(columns.iter().map(|(n, v)| (n.clone(), python::scalar(v)))))
        }
        Step::Ffill => return Err("ffill".to_owned()),
        Step::Bfill => return Err("bfill".to_owned()),
        Step::Astype(columns) => {
            let calls = columns.iter().map(|(name, ty)| {
                format!(".withColumn({}, {}.cast({}))", python::string(name), col(name), python::string(&type_name(ty)))
            });
            format!("result{}", calls.collect::<String>())
        }
        Step::ValueCounts(v) => {
            let column = python::string(&v.column);
            let present =
                if v.dropna == Some(true) { format!(".filter({}.isNotNull())", col(&v.column)) } else { String::new() };
            format!("result{present}.groupBy({column}).count().orderBy(F.desc(\"count\"))")
        }
        Step::Head(n) => format!("result.limit({n})"),
        Step::Tail(n) => format!("spark.createDataFrame(result.tail({n}), result.schema)"),
        Step::Nlargest(top) => top_n(&top.by, "desc", top.n),
        Step::Nsmallest(top) => top_n(&top.by, "asc", top.n),
        Step::Window(window) => return windowed(window),
        Step::Pivot(pivot) => pivoted(pivot, writer.target),
        Step::Melt(m) => {
            let list =
                |names: &Option<Vec<String>>| names.as_ref().map_or_else(|| "None".to_owned(), |n| python::strings(n));
            let ids = m.id_vars.as_ref().map_or_else(|| "[]".to_owned(), |n| python::strings(n));
            let variable = python::string(m.var_name.as_deref().unwrap_or("variable"));
            let value = python::string(m.value_name.as_deref().unwrap_or("value"));
            format!("result.unpivot({ids}, {}, {variable}, {value})", list(&m.value_vars))
        }
        Step::Explode(column) => format!("result.withColumn({}, F.explode({}))", python::string(column), col(column)),
        Step::Repartition(n) => format!("result.repartition({n})"),
    };
    Ok(format!("result = {call}\n"))
}

fn order_by(sort: &Sort) -> String {
    let Some(position) = sort.na_position else {
        let ascending = sort.ascending.as_ref().map(|a| match a {
            Ascending::All(a) => format!(", ascending={}", python::boolean(*a)),
            Ascending::Each(list) => {
                format!(", ascending={}", python::list(list.iter().map(|a| python::boolean(*a).to_owned())))
            }
        });
        return format!("result.orderBy({}{})", args(&sort.by), ascending.unwrap_or_default());
    };
    let nulls = if position == NaPosition::First { "first" } else { "last" };
    let keys: Vec<String> = sort
        .by
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let ascending = sort.ascending.as_ref().is_none_or(|a| a.of(i));
            format!("{}.{}_nulls_{nulls}()", col(name), if ascending { "asc" } else { "desc" })
        })
        .collect();
    format!("result.orderBy({})", keys.join(", "))
}

fn top_n(by: &[String], direction: &str, n: i64) -> String {
    let keys: Vec<String> = by.iter().map(|c| format!("F.{direction}({})", python::string(c))).collect();
    format!("result.orderBy({}).limit({n})", keys.join(", "))
}

/// An aggregate function's call; by `F.expr` where this version's `F` lacks the name.
fn function(function: AggFn, column: Option<&str>, q: Option<f64>, target: Target<'_>) -> String {
    let quoted = column.map(python::string).unwrap_or_default();
    let expr = |call: &str| {
        let name = column.unwrap_or_default();
        let name = if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
            && !name.starts_with(|c: char| c.is_ascii_digit())
        {
            name.to_owned()
        } else {
            format!("`{name}`")
        };
        format!("F.expr({})", python::string(&call.replace("{}", &name)))
    };
    match function {
        AggFn::Size => "F.count(\"*\")".to_owned(),
        AggFn::Count
        | AggFn::Sum
        | AggFn::Mean
        | AggFn::Min
        | AggFn::Max
        | AggFn::Median
        | AggFn::First
        | AggFn::Last => {
            format!("F.{}({quoted})", function.name())
        }
        AggFn::Std => format!("F.stddev({quoted})"),
        AggFn::Var => format!("F.variance({quoted})"),
        AggFn::Nunique => format!("F.countDistinct({quoted})"),
        AggFn::Any if target.since(3, 5) => format!("F.bool_or({quoted})"),
        AggFn::Any => expr("bool_or({})"),
        AggFn::All if target.since(3, 5) => format!("F.bool_and({quoted})"),
        AggFn::All => expr("bool_and({})"),
        AggFn::Prod => format!("F.product({quoted})"),
        AggFn::Quantile => {
            let q = q.unwrap_or(0.5);
            if target.since(3, 5) {
                format!("F.percentile({quoted}, {})", python::float(q))
            } else {
                expr(&format!("percentile({{}}, {q:?}D)"))
            }
        }
        AggFn::List => format!("F.collect_list({quoted})"),
    }
}

fn aggregates(agg: &[Aggregate], target: Target<'_>) -> String {
    let calls: Vec<String> = agg
        .iter()
        .map(|a| {
            format!("{}.alias({})", function(a.function, a.column.as_deref(), a.q, target), python::string(&a.out))
        })
        .collect();
    calls.join(", ")
}

fn grouped(groupby: &Groupby, target: Target<'_>) -> Result<String, String> {
    let mut out = String::new();
    if groupby.dropna == Some(true) {
        for key in &groupby.by {
            out.push_str(&format!("result = result.filter({}.isNotNull())\n", col(key)));
        }
    }
    let order = if groupby.sort == Some(true) { format!(".orderBy({})", args(&groupby.by)) } else { String::new() };
    Ok(out
        + &format!("result = result.groupBy({}).agg({}){order}\n", args(&groupby.by), aggregates(&groupby.agg, target)))
}

fn joined(join: &Join) -> Result<String, String> {
    let mut out = String::new();
    let mut other = pandas::variable(&join.with);
    let how = python::string(join.kind().name());
    let on: &[String] = if let JoinKeys::On(on) = &join.keys { on } else { &[] };
    if let Some((l, r)) = &join.suffixes {
        out.push_str(&format!(
            "both = [c for c in result.columns if c in {other}.columns and c not in {}]\nother_ = {other}\nfor c in both:\n    result = result.withColumnRenamed(c, c + {})\n    other_ = other_.withColumnRenamed(c, c + {})\n",
            python::strings(on),
            python::string(l),
            python::string(r)
        ));
        "other_".clone_into(&mut other);
    }
    let key = |name: &str, suffix: Option<&String>| match suffix {
        Some(suffix) => format!("[{0} + {1} if {0} in both else {0}]", python::string(name), python::string(suffix)),
        None => format!("[{}]", python::string(name)),
    };
    let call = match &join.keys {
        JoinKeys::On(on) => format!("result.join({other}, on={}, how={how})", python::strings(on)),
        JoinKeys::None => format!("result.join({other}, how={})", python::string(How::Cross.name())),
        JoinKeys::LeftRight(left, right) => {
            let suffixes = join.suffixes.as_ref();
            let terms: Vec<String> = left
                .iter()
                .zip(right)
                .map(|(l, r)| {
                    let (l, r) = (key(l, suffixes.map(|s| &s.0)), key(r, suffixes.map(|s| &s.1)));
                    format!("(result{l} == {other}{r})")
                })
                .collect();
            format!("result.join({other}, {}, {how})", terms.join(" & "))
        }
    };
    Ok(out + &format!("result = {call}\n"))
}

fn concatenated(concat: &Concat) -> String {
    let calls = concat.with.iter().map(|name| {
        let other = pandas::variable(name);
        if concat.by == Some(ConcatBy::Name) {
            format!(".unionByName({other}, allowMissingColumns=True)")
        } else {
            format!(".union({other})")
        }
    });
    format!("result{}", calls.collect::<String>())
}

fn windowed(window: &Window) -> Result<String, String> {
    let mut out = String::new();
    for column in &window.columns {
        let ranked = matches!(column.function, WindowFn::Rank | WindowFn::DenseRank);
        if window.order_by.is_empty() && !ranked {
            return Ok(out + &pandas::unsupported(&format!("{} without order_by", column.function.name())));
        }
        let order = match (&column.column, ranked) {
            (Some(c), true) => vec![c.clone()],
            _ => window.order_by.clone(),
        };
        let over = if window.partition_by.is_empty() {
            format!("Window.orderBy({})", args(&order))
        } else {
            format!("Window.partitionBy({}).orderBy({})", args(&window.partition_by), args(&order))
        };
        let value = window_call(column, &over, window.frame);
        out.push_str(&format!("W = {over}\nresult = result.withColumn({}, {value})\n", python::string(&column.out)));
    }
    Ok(out)
}

fn window_call(column: &WindowColumn, _over: &str, frame: Option<WindowFrame>) -> String {
    let quoted = column.column.as_deref().map(python::string).unwrap_or_default();
    let c = column.column.as_deref().map(col).unwrap_or_default();
    let n = column.n.unwrap_or(1);
    let running = |name: &str| {
        let frame = match frame {
            Some(WindowFrame::Rows) => ".rowsBetween(Window.unboundedPreceding, Window.currentRow)",
            Some(WindowFrame::Range) => ".rangeBetween(Window.unboundedPreceding, Window.currentRow)",
            None => "",
        };
        format!("F.{name}({quoted}).over(W{frame})")
    };
    let rolling = |name: &str| format!("F.{name}({quoted}).over(W.rowsBetween({}, 0))", 1 - n);
    match column.function {
        WindowFn::Cumsum => running("sum"),
        WindowFn::Cummin => running("min"),
        WindowFn::Cummax => running("max"),
        WindowFn::Cumcount => "F.row_number().over(W) - 1".to_owned(),
        WindowFn::RowNumber => "F.row_number().over(W)".to_owned(),
        WindowFn::Rank => "F.rank().over(W)".to_owned(),
        WindowFn::DenseRank => "F.dense_rank().over(W)".to_owned(),
        WindowFn::Shift => format!("F.lag({quoted}, {n}).over(W)"),
        WindowFn::Diff => format!("{c} - F.lag({quoted}).over(W)"),
        WindowFn::PctChange => format!("{c} / F.lag({quoted}).over(W) - 1"),
        WindowFn::RollingSum => rolling("sum"),
        WindowFn::RollingMean => rolling("mean"),
    }
}

fn pivoted(pivot: &Pivot, target: Target<'_>) -> String {
    let call = function(pivot.agg, Some(&pivot.values), None, target);
    format!("result.groupBy({}).pivot({}).agg({call})", args(&pivot.index), python::string(&pivot.columns))
}
