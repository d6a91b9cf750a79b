//! Spark: SQL types, a plan that is analysed first, ANSI mode from 4.0 on.

use crate::axis::{
    Axes, aggregate, arithmetic, cast, compare, concat, csv, dates, distinct, evaluation, groupby, inputs, join,
    missing, names, numeric, placement, quirks, reshape, sort, strings, top, types, window,
};

/// Spark 3.4: the baseline.
pub(super) fn v3_4() -> Axes {
    Axes {
        types: types::Types {
            model: types::Model::Sql,
            converted: types::Converted::AsInferred,
            text: types::Text::Object,
            time_unit: types::TimeUnit::Microsecond,
            made_text: types::MadeText::Sql,
            time_constant: types::TimeConstant::Microsecond,
        },
        evaluation: evaluation::Evaluation {
            build: evaluation::Build::Schema,
            expressions: evaluation::Expressions::Types,
            made_up_object: evaluation::MadeUpObject::Text,
            constants: evaluation::Constants::WithRows,
            demand: evaluation::Demand::Needed,
            rows: evaluation::Rows::HeadAndFilter,
            first_partition: evaluation::FirstPartition::First,
            midway: evaluation::Midway::Tail,
        },
        placement: placement::Placement {
            split: placement::Split::Slices,
            head: placement::Head::Limit,
            sort: placement::Sort::Gather,
            repartition: placement::Repartition::Deal,
            distinct: placement::Distinct::Gather,
            groups: placement::Groups::One,
            number_hashes: placement::NumberHashes::Bytes,
            object_hashes: placement::ObjectHashes::Types,
            zeros: placement::Zeros::Apart,
            join: placement::Join::Gather,
            exchange: placement::Exchange::Buckets,
        },
        arithmetic: arithmetic::Arithmetic {
            span_overflow: arithmetic::SpanOverflow::Wraps,
            null_beside_time: arithmetic::NullBesideTime::Days,
            by_zero: arithmetic::ByZero::Null,
            overflow: arithmetic::Overflow::Wrap,
            remainder_sign: arithmetic::RemainderSign::Dividend,
            implicit_casts: arithmetic::ImplicitCasts::Lenient,
            wide_decimals: arithmetic::WideDecimals::Fraction,
            object_times: arithmetic::ObjectTimes::Objects,
            decimals_and_others: arithmetic::DecimalsAndOthers::Refused,
            computed_nan: arithmetic::ComputedNan::Number,
            logic_of_no_times: arithmetic::LogicOfNoTimes::Error,
            text_and_null: arithmetic::TextAndNull::Missing,
            constants: arithmetic::Constants::ByValue,
        },
        compare: compare::Compare {
            nan: compare::Nan::Greatest,
            days_and_points: compare::DaysAndPoints::Compared,
            time_list: compare::TimeList::Converted,
            empty_array: compare::EmptyArray::False,
        },
        missing: missing::Missing {
            nan_beside_mask: missing::NanBesideMask::Number,
            null_operand: missing::NullOperand::Object,
            dropna_rule: missing::DropnaRule::Threshold,
            filled_objects: missing::FilledObjects::Objects,
            clipped_objects: missing::ClippedObjects::AsHeld,
            refit: missing::Refit::Keep,
            coalesced: missing::Coalesced::Chosen,
            fill_with_null: missing::FillWithNull::Fill,
            condition: missing::Condition::TypeError,
            null_condition: missing::NullCondition::Rows,
            fill_null: missing::FillNull::Raise,
            taken_in: missing::TakenIn::Cast,
            fill_duration: missing::FillDuration::Object,
            neighbours: missing::Neighbours::Unsupported,
            filled_partitions: missing::FilledPartitions::Any,
            fill_single: missing::FillSingle::Rounded,
        },
        groupby: groupby::Groupby {
            null_keys: groupby::NullKeys::Keep,
            order: groupby::KeyOrder::Met,
            narrow_keys: groupby::NarrowKeys::Kept,
            missing_object: groupby::MissingObject::Last,
            key_of_none: groupby::KeyOfNone::Declared,
            unknown_keys: groupby::UnknownKeys::Raise,
            no_keys: groupby::NoKeys::OneGroup,
        },
        aggregate: aggregate::Aggregation {
            instant_quantile: aggregate::InstantQuantile::Numbers,
            quantile_point: aggregate::QuantilePoint::Weighed,
            empty_sum: aggregate::EmptySum::Missing,
            first_last: aggregate::FirstLast::Keep,
            list_missing: aggregate::ListMissing::Skip,
            list_type: aggregate::ListType::Object,
            overflow: aggregate::Overflow::Wrap,
            object_result: aggregate::ObjectResult::Object,
            object_extremes: aggregate::ObjectExtremes::Skip,
            text_mean: aggregate::TextMean::Parse,
            array_mean: aggregate::ArrayMean::Divided,
            decimal_variance: aggregate::DecimalVariance::Number,
            arrow_decimals: aggregate::ArrowDecimals::Kept,
            ordered_groups: aggregate::OrderedGroups::Compensated,
            float32_std: aggregate::Float32Std::Double,
            float32_deviation: aggregate::Float32Deviation::Double,
            float32_quantile: aggregate::Float32Quantile::Double,
            float32_nothing: aggregate::Float32Nothing::Double,
            list_truth: aggregate::ListTruth::Python,
            bool_quantile: aggregate::BoolQuantile::Refuse,
            unsigned_sum: aggregate::UnsignedSum::Signed,
            time_spread: aggregate::TimeSpread::Duration,
            time_truth: aggregate::TimeTruth::Refuse,
            missing_time_truth: aggregate::MissingTimeTruth::Skip,
            missing_time: aggregate::MissingTime::Second,
            text_number: aggregate::TextNumber::Missing,
            text_truth: aggregate::TextTruth::Refuse,
            combine: aggregate::Combine::Buffers,
            empty_moments: aggregate::EmptyMoments::Merged,
            count_column: aggregate::CountColumn::Twice,
        },
        quirks: quirks::Quirks {
            time_median: quirks::TimeMedian::Right,
            time_quantile: quirks::TimeQuantile::Right,
            infinite_sum: quirks::InfiniteSum::Right,
            method_null_keys: quirks::MethodNullKeys::Right,
            distinct_keys: quirks::DistinctKeys::Kept,
            pushdown: quirks::Pushdown::Right,
            counted_rows: quirks::CountedRows::Right,
            parsed_times: quirks::ParsedTimes::Right,
            sorted_median: quirks::SortedMedian::Right,
            sizes_beside: quirks::SizesBeside::Right,
            dropna_false: quirks::DropnaFalse::Right,
            lowest_integer: quirks::LowestInteger::Right,
            valueless_partition: quirks::ValuelessPartition::Right,
            zoned_cells: quirks::ZonedCells::Right,
            zoned_keys: quirks::ZonedKeys::Kept,
            text_divisor: quirks::TextDivisor::Right,
            column_bounds: quirks::ColumnBounds::Right,
            truth_as_time: quirks::TruthAsTime::Refused,
            joined_rows: quirks::JoinedRows::Right,
            unlike_keys: quirks::UnlikeKeys::Right,
            unsigned_keys: quirks::UnsignedKeys::Right,
            zoned_below: quirks::ZonedBelow::Right,
        },
        sort: sort::Sorting {
            missing: sort::Missing::Lowest,
            several_keys: sort::SeveralKeys::Any,
            ties: sort::Ties::Kept,
            counts: sort::Counts::Kept,
        },
        top: top::Tops { types: top::Types::Any, negative: top::Negative::Raise, ties: top::Ties::Turns },
        names: names::Names {
            case: names::Case::Folded,
            dots: names::Dots::Field,
            duplicates: names::Duplicates::Ambiguous,
            hidden: names::Hidden::Reached,
            several_assigned: names::SeveralAssigned::Value,
            beside_several: names::BesideSeveral::ValueError,
            drop_unknown: names::DropUnknown::Ignore,
            rename: names::Rename::InTurn,
        },
        join: join::Joining {
            null_keys: join::NullKeys::NoMatch,
            order: join::Order::Streamed,
            columns: join::Columns::Kept,
            cross: join::Cross::Product,
            membership: join::Membership::AnyKeys,
            suffix_clash: join::SuffixClash::Allowed,
            empty_left: join::EmptyLeft::LeftKey,
            zoned_keys: join::ZonedKeys::Objects,
            number_keys: join::NumberKeys::Floats,
            member_numbers: join::MemberNumbers::Floats,
            point_and_length: join::PointAndLength::Refused,
            time_members: join::TimeMembers::Nowhere,
        },
        concat: concat::Concatenation {
            by: concat::By::Position,
            empty_columns: concat::EmptyColumns::Heard,
            types: concat::Types::Values,
            bool_with_float: concat::BoolWithFloat::Kept,
        },
        distinct: distinct::Distinct {
            keep: distinct::Keep::NoChoice,
            empty: distinct::Empty::Checked,
            shared_names: distinct::SharedNames::Kept,
            keys: distinct::Keys::Normal,
        },
        inputs: inputs::Inputs {
            from_frame: inputs::FromFrame::Rows,
            frame_text: inputs::FrameText::Null,
            planned_days: inputs::PlannedDays::AsHeld,
            ancient_times: inputs::AncientTimes::Refused,
            json_text: inputs::JsonText::WrittenAgain,
        },
        csv: csv::Csv {
            records: csv::Records::Lines,
            missing: csv::Missing::Empty,
            dates: csv::Dates::Inferred,
            fractions: csv::Fractions::Exact,
            big_integers: csv::BigIntegers::Number,
            narrowed: csv::Narrowed::Error,
            sample: csv::Sample::All,
            unpicked: csv::Unpicked::Read,
        },
        cast: cast::Cast {
            missing_text: cast::MissingText::Missing,
            bad_text: cast::BadText::Null,
            overflow: cast::Overflow::Saturate,
            times_to_narrow: cast::TimesToNarrow::Wrap,
            times_to_decimal: cast::TimesToDecimal::Double,
            object_overflow: cast::ObjectOverflow::Error,
            pairs: cast::Pairs::Wide,
            time_unit: cast::TimeUnit::Asked,
            single_exponent: cast::SingleExponent::Seven,
            time_text: cast::TimeText::Each,
            to_zone: cast::ToZone::Refused,
            unsigned_times: cast::UnsignedTimes::Refused,
            list_to_integer: cast::ListToInteger::Type,
            array_to_number: cast::ArrayToNumber::Refused,
            decimal_text: cast::DecimalText::Exponent,
        },
        reshape: reshape::Reshape {
            pivot_missing: reshape::PivotMissing::Kept,
            labels: reshape::Labels::Met,
            cells: reshape::Cells::Rows,
            sum_of_nothing: reshape::SumOfNothing::Empty,
            gaps_in_bools: reshape::GapsInBools::Objects,
            pivot_refused: reshape::PivotRefused::Raise,
            pivot_whole: reshape::PivotWhole::AsMade,
            picked: reshape::Picked::Condition,
            pivot_unknown: reshape::PivotUnknown::Column,
            pivot_roles: reshape::PivotRoles::Several,
            keyed_values: reshape::KeyedValues::Grouped,
            cell_index: reshape::CellIndex::Any,
            categories: reshape::Categories::Index,
            missing_keys: reshape::MissingKeys::LeftOut,
            pivot_rows: reshape::PivotRows::Counted,
            no_elements: reshape::NoElements::Dropped,
            no_list: reshape::NoList::Refused,
            several_exploded: reshape::SeveralExploded::Names,
            melted: reshape::Melted::Rows,
            melted_type: reshape::MeltedType::Common,
            melted_name: reshape::MeltedName::Shared,
        },
        window: window::Windows {
            running: window::Running::Peers,
            range: window::Range::Peers,
            running_missing: window::RunningMissing::Passed,
            unordered: window::Unordered::Unsupported,
            ordered: window::Ordered::Window,
            ties: window::Ties::Lowest,
            missing_rank: window::MissingRank::Lowest,
            unranked: window::Unranked::Raise,
            rolling: window::Rolling::Partial,
            change: window::Change::AsFound,
            null_keys: window::NullKeys::Partition,
            partitions: window::Partitions::Meet,
            unlabelled: window::Unlabelled::Rolled,
            moved_rows: window::MovedRows::Found,
            time_sum: window::TimeSum::Right,
        },
        numeric: numeric::Numeric {
            rounding: numeric::Rounding::Away,
            whole: numeric::Whole::Integer,
            domain: numeric::Domain::Null,
            lowest: numeric::Lowest::Wrap,
            round_objects: numeric::RoundObjects::Each,
            of_arrow: numeric::OfArrow::Arrow,
        },
        dates: dates::Dates {
            parts: dates::Parts::Narrow,
            texts: dates::Texts::Each,
            misfit: dates::Misfit::ReadBefore,
            zone_words: dates::ZoneWords::Ignored,
            weekday_alone: dates::WeekdayAlone::Next,
            loose_fractions: dates::LooseFractions::Microseconds,
            length_texts: dates::LengthTexts::Strict,
            mixed_offsets: dates::MixedOffsets::Error,
            offset_name: dates::OffsetName::Clock,
            no_rows: dates::NoRows::Read,
            months_of_days: dates::MonthsOfDays::Refused,
            clocks: dates::Clocks::Error,
            months_beyond: dates::MonthsBeyond::Error,
        },
        strings: strings::Strings {
            on_object: strings::OnObject::AsText,
            missing_match: strings::MissingMatch::Missing,
            blanks: strings::Blanks::Space,
            positions: strings::Positions::FromOne,
            letters: strings::Letters::Unicode13,
            arrow_letters: strings::ArrowLetters::Unicode14,
            title_letters: strings::TitleLetters::One,
            pattern: strings::Pattern::Java,
            replace_nothing: strings::ReplaceNothing::Nowhere,
            no_parts: strings::NoParts::Floats,
            no_text: strings::NoText::Refused,
            arrow_pattern: strings::ArrowPattern::Re2,
        },
    }
}

/// Spark 3.5, which looks groups without aggregates up in two levels.
pub(super) fn v3_5() -> Axes {
    let mut axes = v3_4();
    axes.placement.exchange = placement::Exchange::Levels;
    axes
}

/// Spark 4.3: ANSI mode.
pub(super) fn v4_3() -> Axes {
    let mut axes = v3_5();
    axes.aggregate.instant_quantile = aggregate::InstantQuantile::TimesOfDay;
    axes.aggregate.quantile_point = aggregate::QuantilePoint::OnTheWay;
    axes.arithmetic.by_zero = arithmetic::ByZero::Error;
    axes.evaluation.constants = evaluation::Constants::Ahead;
    axes.arithmetic.null_beside_time = arithmetic::NullBesideTime::Fitting;
    axes.arithmetic.overflow = arithmetic::Overflow::Error;
    axes.aggregate.overflow = aggregate::Overflow::Raise;
    axes.aggregate.empty_moments = aggregate::EmptyMoments::PassedOver;
    axes.aggregate.text_number = aggregate::TextNumber::Raise;
    axes.aggregate.text_truth = aggregate::TextTruth::Cast;
    axes.inputs.from_frame = inputs::FromFrame::Arrow;
    axes.inputs.frame_text = inputs::FrameText::Nan;
    axes.inputs.ancient_times = inputs::AncientTimes::Kept;
    axes.inputs.json_text = inputs::JsonText::AsWritten;
    axes.cast.bad_text = cast::BadText::Error;
    axes.strings.title_letters = strings::TitleLetters::Several;
    axes.strings.letters = strings::Letters::Unicode17;
    axes.dates.misfit = dates::Misfit::Error;
    axes.cast.overflow = cast::Overflow::Error;
    axes.cast.decimal_text = cast::DecimalText::Plain;
    axes.cast.pairs = cast::Pairs::Standard;
    axes.cast.times_to_decimal = cast::TimesToDecimal::Exact;
    axes.numeric.lowest = numeric::Lowest::Error;
    axes.reshape.pivot_rows = reshape::PivotRows::Unsupported;
    axes.arithmetic.implicit_casts = arithmetic::ImplicitCasts::Standard;
    axes.arithmetic.wide_decimals = arithmetic::WideDecimals::Whole;
    axes.top.ties = top::Ties::Kept;
    axes
}

/// Spark 4.3 with ANSI mode off, as many keep it for what was written before 4.0.
pub(super) fn v4_3_ansi_off() -> Axes {
    let before = v3_5();
    let mut axes = v4_3();
    axes.arithmetic =
        arithmetic::Arithmetic { null_beside_time: axes.arithmetic.null_beside_time, ..before.arithmetic };
    axes.aggregate = aggregate::Aggregation {
        empty_moments: axes.aggregate.empty_moments,
        quantile_point: axes.aggregate.quantile_point,
        ..before.aggregate
    };
    axes.cast = cast::Cast {
        times_to_narrow: cast::TimesToNarrow::Missing,
        times_to_decimal: axes.cast.times_to_decimal,
        ..before.cast
    };
    axes.numeric = before.numeric;
    axes.concat = before.concat;
    axes.dates.misfit = dates::Misfit::Null;
    axes
}
