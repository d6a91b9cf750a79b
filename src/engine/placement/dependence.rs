//! Which steps give another result on other partitions of the same rows.

use crate::axis::{
    Axes, aggregate, evaluation, groupby, missing, placement, quirks, reshape, sort, top, types, window,
};
use crate::case::expr::{Expr, Function, Literal};
use crate::case::plan::{AggFn, Aggregate, Groupby, Step, Style};
use crate::case::types::Type;
use crate::engine::pushdown;

/// Why the result of `steps` may depend on how the rows are partitioned; empty where it may not.
pub fn reasons(steps: &[Step], axes: &Axes) -> Vec<&'static str> {
    match axes.placement.split() {
        placement::Split::Whole => return Vec::new(),
        placement::Split::Chunks | placement::Split::Even | placement::Split::Slices => {}
    }
    let reason = |(i, step)| {
        reason(step, axes)
            .or_else(|| cut_behind_moves(step, &steps[..i], axes))
            .or_else(|| planned_apart(step, &steps[i + 1..], axes))
            .or_else(|| asked_for(step, &steps[..i], axes))
    };
    steps.iter().enumerate().filter_map(reason).collect()
}

/// Rows that were moved stand as the partitions have them that they were moved to.
fn cut_behind_moves(step: &Step, before: &[Step], axes: &Axes) -> Option<&'static str> {
    let moved = |step: &Step| {
        matches!(
            step,
            Step::Groupby(_) | Step::Join(_) | Step::DropDuplicates(_) | Step::Pivot(_) | Step::Repartition(_)
        )
    };
    match (axes.placement.exchange(), step) {
        (placement::Exchange::Buckets | placement::Exchange::Levels, Step::Head(_) | Step::Tail(_)) => {
            let stacked = before.iter().any(|step| matches!(step, Step::Concat(_)));
            let moved = before.iter().any(moved);
            moved.then_some("the first of rows that moved are those of the partition they moved to").or_else(|| {
                stacked.then_some("a head reads so many rows of each partition of the tables below one another")
            })
        }
        (_, Step::Repartition(_)) => match axes.placement.repartition() {
            placement::Repartition::LabelsOnce if before.iter().any(|step| matches!(step, Step::Melt(_))) => {
                Some("rows are cut at labels, which melted rows have several times")
            }
            placement::Repartition::LabelsOnce
            | placement::Repartition::Labels
            | placement::Repartition::Nothing
            | placement::Repartition::Deal => None,
        },
        _ => None,
    }
}

/// Of the rows that a step goes through one by one, those are computed that a `head` or `tail` comes to.
fn asked_for(step: &Step, before: &[Step], axes: &Axes) -> Option<&'static str> {
    let computed = |step: &Step| matches!(step, Step::WithColumns(_) | Step::Astype(_) | Step::Filter(_));
    match (axes.evaluation.rows(), step) {
        (evaluation::Rows::HeadAndFilter, Step::Head(_) | Step::Tail(_)) if before.iter().any(computed) => {
            Some("rows are computed in the partitions only that are looked at")
        }
        _ => None,
    }
}

/// What several partitions lack, because of what follows.
fn planned_apart(step: &Step, ahead: &[Step], axes: &Axes) -> Option<&'static str> {
    match (step, axes.placement.sort(), axes.quirks.pushdown()) {
        (Step::Sort(_), placement::Sort::PresentQuantiles, _) if !ahead.is_empty() && !pushdown::ends(ahead) => {
            Some("text with missing values has no ranges to sort it by")
        }
        (Step::ValueCounts(_), placement::Sort::Gather, _)
            if matches!(axes.types.model(), types::Model::Sql) && ahead.iter().any(|s| matches!(s, Step::Head(_))) =>
        {
            Some("of equally frequent values a head takes those that come first from the partitions")
        }
        (Step::ValueCounts(_), _, quirks::Pushdown::Blind) if pushdown::counts_stay(true, ahead).is_err() => {
            Some("values that were counted in partitions are not moved")
        }
        (Step::Melt(_), _, _)
            if matches!(axes.reshape.melted_type(), reshape::MeltedType::Array)
                && !ahead.iter().any(|step| matches!(step, Step::Repartition(_))) =>
        {
            Some("text is melted into times where a partition has a time before it")
        }
        (Step::DropDuplicates(_), _, quirks::Pushdown::Blind) if pushdown::distinct_stay(true, ahead).is_err() => {
            Some("distinct rows of partitions are not moved once more under other names")
        }
        _ => None,
    }
}

/// Rows chosen or listed beside a count of distinct values come in the order in which each partition has those.
///
/// Source: Spark, `AggUtils.planAggregateWithOneDistinct`.
fn beside_distinct(outputs: &[Aggregate], axes: &Axes) -> Option<&'static str> {
    let ordered = |output: &Aggregate| matches!(output.function, AggFn::List | AggFn::First | AggFn::Last);
    let distinct = |output: &Aggregate| output.function == AggFn::Nunique;
    match axes.placement.exchange() {
        placement::Exchange::Buckets | placement::Exchange::Levels
            if outputs.iter().any(ordered) && outputs.iter().any(distinct) =>
        {
            Some("rows beside distinct values come in the order that partitions have those in")
        }
        _ => None,
    }
}

fn reason(step: &Step, axes: &Axes) -> Option<&'static str> {
    match step {
        Step::Head(_) | Step::Tail(_) => match axes.placement.head() {
            placement::Head::OnePartition => Some("head and tail look at one partition"),
            placement::Head::Table | placement::Head::Limit => None,
        },
        Step::Sort(step) => match (axes.sort.several_keys(), axes.placement.sort()) {
            (sort::SeveralKeys::OnePartition, _) if step.by.len() > 1 => {
                Some("only one partition has several sort keys")
            }
            (_, placement::Sort::Quantiles) => Some("ranges of a sort are guessed from each partition"),
            (_, placement::Sort::Gather | placement::Sort::PresentQuantiles) => None,
        },
        Step::Nlargest(_) | Step::Nsmallest(_) => match axes.top.ties() {
            top::Ties::Kept | top::Ties::Turns => Some("rows that tie are kept as their partitions have them"),
            top::Ties::First => None,
        },
        // what the types of the keys are, the plan alone does not tell
        Step::Join(_) => match (axes.placement.join(), axes.placement.number_hashes()) {
            (placement::Join::Keys, placement::NumberHashes::Bytes) => {
                Some("equal keys of two types may be in different partitions")
            }
            (placement::Join::Keys, placement::NumberHashes::Doubles) => {
                Some("the rows of a join have the types of the partition that they meet in")
            }
            (placement::Join::Gather, _) => None,
        },
        Step::Groupby(step) => {
            let of_outputs = sums(&step.agg, axes).or_else(|| beside_distinct(&step.agg, axes));
            of_outputs.or_else(|| lost_keys(step, axes)).or_else(|| ranged_keys(step, axes))
        }
        Step::ValueCounts(_) => match axes.placement.distinct() {
            placement::Distinct::Hashes => Some("equal values of two types may be counted in different partitions"),
            _ => None,
        },
        Step::Agg(outputs) => {
            sums(outputs, axes).or_else(|| beside_distinct(outputs, axes)).or_else(|| extremes(outputs, axes))
        }
        Step::Pivot(_) => match axes.reshape.cells() {
            reshape::Cells::Partials => Some("a pivot is put together from those of the partitions"),
            reshape::Cells::Rows => None,
        },
        Step::Window(_) => match axes.window.partitions() {
            window::Partitions::Carried => Some("windows go from partition to partition"),
            window::Partitions::Meet => None,
        },
        Step::Ffill | Step::Bfill => match axes.missing.filled_partitions() {
            missing::FilledPartitions::Neighbour => Some("missing values are filled from the neighbouring partition"),
            missing::FilledPartitions::Any => None,
        },
        Step::WithColumns(columns) => columns.iter().find_map(|(_, expr)| computed(expr, axes)),
        Step::Filter(expr) => computed(expr, axes).or_else(|| names_columns(expr, axes)),
        Step::Dropna(_) | Step::Explode(_) => by_values(axes),
        Step::Astype(columns) if columns.iter().any(|(_, ty)| *ty == Type::String) => by_values(axes),
        _ => None,
    }
}

fn computed(expr: &Expr, axes: &Axes) -> Option<&'static str> {
    if let (types::Model::Numpy, Expr::Call(Function::FillNull, args)) = (axes.types.model(), expr)
        && args.iter().skip(1).any(|arg| matches!(arg, Expr::Call(Function::Weekofyear, _)))
    {
        return Some("what is filled in behind a mask has one only where the partition hides something");
    }
    if matches!((axes.types.model(), expr), (types::Model::Numpy, Expr::Cast(_, Type::Duration))) {
        return Some("of texts that are no lengths of time, that of one partition is met first");
    }
    match axes.quirks.column_bounds() {
        quirks::ColumnBounds::Whole if bound_by_column(expr) => {
            Some("a bound that is a column is one for all partitions")
        }
        quirks::ColumnBounds::Whole | quirks::ColumnBounds::Right if reads_values(expr) => by_values(axes),
        quirks::ColumnBounds::Whole | quirks::ColumnBounds::Right if compares_columns(expr) => match axes.types.model()
        {
            types::Model::Numpy => Some("text beside times is read as times where all of a partition's spell one"),
            types::Model::Sql => None,
        },
        quirks::ColumnBounds::Whole | quirks::ColumnBounds::Right => None,
    }
}

/// Texts as a condition choose as many columns as a partition has rows.
fn names_columns(expr: &Expr, axes: &Axes) -> Option<&'static str> {
    match (axes.types.model(), expr) {
        (types::Model::Numpy, Expr::Column(_) | Expr::Literal(Literal::Str(_))) => {
            Some("texts as a condition name as many columns as a partition has rows")
        }
        (types::Model::Numpy | types::Model::Sql, _) => None,
    }
}

/// Whether two values that are no constants are compared.
fn compares_columns(expr: &Expr) -> bool {
    let varies = |arg: &Expr| !matches!(arg, Expr::Literal(_));
    match expr {
        Expr::Column(_) | Expr::Literal(_) => false,
        Expr::Unary(_, a) | Expr::Cast(a, _) | Expr::In { operand: a, .. } => compares_columns(a),
        Expr::Binary(op, a, b) => {
            op.is_comparison() && varies(a) && varies(b) || compares_columns(a) || compares_columns(b)
        }
        Expr::Call(function, args) => {
            *function == Function::Between && args.iter().skip(1).any(varies) || args.iter().any(compares_columns)
        }
    }
}

/// Whether some `between` has a bound that is no constant.
fn bound_by_column(expr: &Expr) -> bool {
    match expr {
        Expr::Column(_) | Expr::Literal(_) => false,
        Expr::Unary(_, a) | Expr::Cast(a, _) | Expr::In { operand: a, .. } => bound_by_column(a),
        Expr::Binary(_, a, b) => bound_by_column(a) || bound_by_column(b),
        Expr::Call(function, args) => {
            let bound = |arg: &Expr| !matches!(arg, Expr::Literal(_));
            *function == Function::Between && args.iter().skip(1).any(bound) || args.iter().any(bound_by_column)
        }
    }
}

/// Partial results, of which floats depend on what was added to what.
fn sums(outputs: &[Aggregate], axes: &Axes) -> Option<&'static str> {
    let floats = |f: AggFn| matches!(f, AggFn::Sum | AggFn::Mean | AggFn::Var | AggFn::Std | AggFn::Prod);
    let ranks = |f: AggFn| matches!(f, AggFn::Median | AggFn::Quantile);
    match axes.aggregate.combine() {
        aggregate::Combine::Rows => None,
        aggregate::Combine::Buffers => {
            outputs.iter().any(|o| floats(o.function)).then_some("floats are added up in every partition first")
        }
        aggregate::Combine::Partials | aggregate::Combine::PartialsOrShuffle => outputs
            .iter()
            .any(|o| floats(o.function) || ranks(o.function))
            .then_some("sums and quantiles are put together from those of the partitions"),
    }
}

/// Distinct counts of partitions, of which one whose rows are labelled alike has no keys.
fn lost_keys(step: &Groupby, axes: &Axes) -> Option<&'static str> {
    let counts = step.spelling() == Style::Method && step.agg.iter().any(|a| a.function == AggFn::Nunique);
    match axes.quirks.distinct_keys() {
        quirks::DistinctKeys::Kept => None,
        quirks::DistinctKeys::Lost => counts.then_some("a partition of one row loses the key of its distinct values"),
    }
}

/// The keys of distinct values, which are a range of wider integers where those of a partition follow each other evenly.
fn ranged_keys(step: &Groupby, axes: &Axes) -> Option<&'static str> {
    let counts = step.agg.iter().any(|a| a.function == AggFn::Nunique);
    match (axes.groupby.key_of_none(), axes.aggregate.combine()) {
        (groupby::KeyOfNone::Range, aggregate::Combine::PartialsOrShuffle) if counts => {
            Some("the keys of distinct values may be a range in one partition only")
        }
        _ => None,
    }
}

/// The extremes of the partitions, of which that of a partition without values may not compare with the others.
fn extremes(outputs: &[Aggregate], axes: &Axes) -> Option<&'static str> {
    let compared = outputs.iter().any(|o| matches!(o.function, AggFn::Min | AggFn::Max));
    match axes.aggregate.combine() {
        aggregate::Combine::Rows | aggregate::Combine::Buffers => None,
        aggregate::Combine::Partials | aggregate::Combine::PartialsOrShuffle => {
            compared.then_some("the extremes of the partitions are compared again")
        }
    }
}

/// Whether the type or the text that comes out depends on which values stand in a column.
fn reads_values(expr: &Expr) -> bool {
    match expr {
        Expr::Column(_) | Expr::Literal(_) => false,
        Expr::Cast(_, Type::String) => true,
        Expr::Unary(_, a) | Expr::Cast(a, _) | Expr::In { operand: a, .. } => reads_values(a),
        Expr::Binary(_, a, b) => reads_values(a) || reads_values(b),
        Expr::Call(function, args) => {
            let typed_by_values = [
                Function::Len,
                Function::ToDatetime,
                Function::Coalesce,
                Function::IfElse,
                Function::Contains,
                Function::Startswith,
                Function::Endswith,
            ];
            typed_by_values.contains(function) || args.iter().any(reads_values)
        }
    }
}

fn by_values(axes: &Axes) -> Option<&'static str> {
    match axes.types.model() {
        types::Model::Numpy => Some("partitions own the types of what is made in them"),
        types::Model::Sql => None,
    }
}
