//! Dask: the pandas of its edition on every partition, with its own placement, laziness and quirks.

use super::pandas;
use crate::axis::{
    Axes, aggregate, concat, csv, dates, distinct, evaluation, groupby, inputs, join, missing, names, placement,
    quirks, reshape, sort, strings, types, window,
};

/// Dask 2022.2 on pandas 1.5.
pub(super) fn v2022_2() -> Axes {
    Axes {
        evaluation: evaluation::Evaluation {
            build: evaluation::Build::Sample,
            expressions: evaluation::Expressions::Rows,
            made_up_object: evaluation::MadeUpObject::Text,
            constants: evaluation::Constants::WithRows,
            demand: evaluation::Demand::All,
            rows: evaluation::Rows::All,
            first_partition: evaluation::FirstPartition::First,
            midway: evaluation::Midway::Sort,
        },
        placement: placement::Placement {
            split: placement::Split::Chunks,
            head: placement::Head::OnePartition,
            sort: placement::Sort::Quantiles,
            repartition: placement::Repartition::LabelsOnce,
            distinct: placement::Distinct::Gather,
            groups: placement::Groups::One,
            number_hashes: placement::NumberHashes::Bytes,
            object_hashes: placement::ObjectHashes::Types,
            zeros: placement::Zeros::Apart,
            join: placement::Join::Keys,
            exchange: placement::Exchange::AsFound,
        },
        sort: sort::Sorting { several_keys: sort::SeveralKeys::OnePartition, ..pandas::v1_5().sort },
        concat: concat::Concatenation { types: concat::Types::Declared, ..pandas::v1_5().concat },
        join: join::Joining { cross: join::Cross::Unsupported, ..pandas::v1_5().join },
        missing: missing::Missing {
            null_operand: missing::NullOperand::Object,
            dropna_rule: missing::DropnaRule::Broken,
            filled_partitions: missing::FilledPartitions::Neighbour,
            ..pandas::v1_5().missing
        },
        strings: strings::Strings { no_text: strings::NoText::OwnMethod, ..pandas::v1_5().strings },
        names: names::Names { several_assigned: names::SeveralAssigned::Type, ..pandas::v1_5().names },
        groupby: groupby::Groupby {
            unknown_keys: groupby::UnknownKeys::Raise,
            no_keys: groupby::NoKeys::FirstPartition,
            ..pandas::v1_5().groupby
        },
        aggregate: aggregate::Aggregation {
            combine: aggregate::Combine::Partials,
            count_column: aggregate::CountColumn::Twice,
            ..pandas::v1_5().aggregate
        },
        reshape: reshape::Reshape {
            labels: reshape::Labels::Met,
            cells: reshape::Cells::Partials,
            ..pandas::v1_5().reshape
        },
        window: window::Windows {
            partitions: window::Partitions::Carried,
            moved_rows: window::MovedRows::Misaligned,
            ..pandas::v1_5().window
        },
        inputs: inputs::Inputs { planned_days: inputs::PlannedDays::Times, ..pandas::v1_5().inputs },
        csv: csv::Csv { sample: csv::Sample::FirstRows, unpicked: csv::Unpicked::Skipped, ..pandas::v1_5().csv },
        dates: dates::Dates { no_rows: dates::NoRows::Declared, ..pandas::v1_5().dates },
        quirks: quirks::Quirks {
            dropna_false: quirks::DropnaFalse::Spreads,
            distinct_keys: quirks::DistinctKeys::Lost,
            column_bounds: quirks::ColumnBounds::Whole,
            counted_rows: quirks::CountedRows::Refused,
            valueless_partition: quirks::ValuelessPartition::Compared,
            ..pandas::v1_5().quirks
        },
        ..pandas::v1_5()
    }
}

/// Dask 2025.12 on pandas 2.3: expressions with pushed-down projections, Arrow strings.
pub(super) fn v2025_12() -> Axes {
    let before = v2022_2();
    let mut axes = Axes { evaluation: before.evaluation, placement: before.placement, ..pandas::v2_3() };
    planned_as(&before, &mut axes);
    axes.placement.split = placement::Split::Even;
    axes.placement.sort = placement::Sort::PresentQuantiles;
    axes.placement.repartition = placement::Repartition::Labels;
    axes.placement.distinct = placement::Distinct::Hashes;
    axes.placement.groups = placement::Groups::Hashes;
    axes.placement.number_hashes = placement::NumberHashes::Doubles;
    axes.placement.object_hashes = placement::ObjectHashes::Times;
    axes.types.text = types::Text::Na;
    axes.groupby.no_keys = groupby::NoKeys::Partials;
    axes.evaluation.expressions = evaluation::Expressions::Types;
    axes.evaluation.demand = evaluation::Demand::Picked;
    axes.evaluation.rows = evaluation::Rows::Head;
    axes.evaluation.midway = evaluation::Midway::Nothing;
    axes.evaluation.first_partition = evaluation::FirstPartition::Last;
    axes
}

/// What expressions make of the axes of the pandas beneath, in Dask 2025.12 and later; some of it is as it was `before`.
fn planned_as(before: &Axes, axes: &mut Axes) {
    axes.csv.sample = before.csv.sample;
    axes.missing.null_operand = before.missing.null_operand;
    axes.missing.filled_partitions = before.missing.filled_partitions;
    axes.strings.no_text = before.strings.no_text;
    axes.join.cross = before.join.cross;
    axes.concat.types = before.concat.types;
    axes.groupby.unknown_keys = before.groupby.unknown_keys;
    axes.window.partitions = before.window.partitions;
    axes.window.moved_rows = window::MovedRows::Unsorted;
    axes.window.unlabelled = window::Unlabelled::Refused;
    axes.reshape.labels = reshape::Labels::Hashed;
    axes.reshape.pivot_unknown = reshape::PivotUnknown::Argument;
    axes.reshape.keyed_values = reshape::KeyedValues::Planned;
    axes.reshape.cell_index = reshape::CellIndex::Compared;
    axes.reshape.missing_keys = reshape::MissingKeys::Cells;
    axes.reshape.cells = before.reshape.cells;
    axes.distinct.shared_names = distinct::SharedNames::Repeated;
    axes.names.several_assigned = names::SeveralAssigned::Type;
    axes.names.beside_several = names::BesideSeveral::Compared;
    axes.names.duplicates = names::Duplicates::First;
    axes.aggregate.combine = aggregate::Combine::PartialsOrShuffle;
    axes.quirks.method_null_keys = quirks::MethodNullKeys::Kept;
    axes.quirks.pushdown = quirks::Pushdown::Blind;
    axes.quirks.sorted_median = quirks::SortedMedian::Raise;
    axes.quirks.parsed_times = quirks::ParsedTimes::OneMore;
    axes.quirks.dropna_false = quirks::DropnaFalse::Nunique;
    axes.quirks.valueless_partition = quirks::ValuelessPartition::Compared;
}

/// Dask 2026.8 on pandas 3.1.
pub(super) fn v2026_8() -> Axes {
    let before = v2025_12();
    let mut axes = Axes { evaluation: before.evaluation, placement: before.placement, ..pandas::v3_1() };
    axes.aggregate.list_type = aggregate::ListType::Arrow;
    axes.placement.zeros = placement::Zeros::Together;
    axes.evaluation.made_up_object = evaluation::MadeUpObject::Plain;
    axes.reshape.categories = reshape::Categories::All;
    planned_as(&before, &mut axes);
    axes.types.text = before.types.text;
    axes.groupby.no_keys = groupby::NoKeys::PartialsUnnamed;
    axes.quirks.sizes_beside = quirks::SizesBeside::Lost;
    axes
}

/// Dask 2026.8 that leaves text and objects as pandas holds them.
pub(super) fn v2026_8_object_text() -> Axes {
    let mut axes = v2026_8();
    axes.types.text = pandas::v3_1().types.text;
    axes
}
