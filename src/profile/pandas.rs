//! pandas: one partition, everything at once, NumPy's types.

use crate::axis::{
    Axes, aggregate, arithmetic, cast, compare, concat, csv, dates, distinct, evaluation, groupby, inputs, join,
    missing, names, numeric, placement, quirks, reshape, sort, strings, top, types, window,
};

/// pandas 1.5 on NumPy 1.25: the baseline.
pub(super) fn v1_5() -> Axes {
    Axes {
        types: types::Types {
            model: types::Model::Numpy,
            converted: types::Converted::AsInferred,
            text: types::Text::Object,
            time_unit: types::TimeUnit::Nanosecond,
            made_text: types::MadeText::Object,
            time_constant: types::TimeConstant::Nanosecond,
        },
        evaluation: evaluation::Evaluation {
            build: evaluation::Build::Eager,
            expressions: evaluation::Expressions::Types,
            made_up_object: evaluation::MadeUpObject::Text,
            constants: evaluation::Constants::WithRows,
            demand: evaluation::Demand::All,
            rows: evaluation::Rows::All,
            first_partition: evaluation::FirstPartition::First,
            midway: evaluation::Midway::Nothing,
        },
        placement: placement::Placement {
            split: placement::Split::Whole,
            head: placement::Head::Table,
            sort: placement::Sort::Gather,
            repartition: placement::Repartition::Nothing,
            distinct: placement::Distinct::Gather,
            groups: placement::Groups::One,
            number_hashes: placement::NumberHashes::Bytes,
            object_hashes: placement::ObjectHashes::Types,
            zeros: placement::Zeros::Apart,
            join: placement::Join::Gather,
            exchange: placement::Exchange::AsFound,
        },
        arithmetic: arithmetic::Arithmetic {
            span_overflow: arithmetic::SpanOverflow::Wraps,
            null_beside_time: arithmetic::NullBesideTime::Days,
            by_zero: arithmetic::ByZero::Infinity,
            overflow: arithmetic::Overflow::Wrap,
            remainder_sign: arithmetic::RemainderSign::Divisor,
            implicit_casts: arithmetic::ImplicitCasts::Standard,
            wide_decimals: arithmetic::WideDecimals::Whole,
            object_times: arithmetic::ObjectTimes::Array,
            decimals_and_others: arithmetic::DecimalsAndOthers::Refused,
            computed_nan: arithmetic::ComputedNan::Number,
            logic_of_no_times: arithmetic::LogicOfNoTimes::Objects,
            text_and_null: arithmetic::TextAndNull::Error,
            constants: arithmetic::Constants::ByValue,
        },
        compare: compare::Compare {
            nan: compare::Nan::Unordered,
            days_and_points: compare::DaysAndPoints::Compared,
            time_list: compare::TimeList::Converted,
            empty_array: compare::EmptyArray::False,
        },
        missing: missing::Missing {
            nan_beside_mask: missing::NanBesideMask::Number,
            null_operand: missing::NullOperand::Float,
            dropna_rule: missing::DropnaRule::Exclusive,
            filled_objects: missing::FilledObjects::Inferred,
            clipped_objects: missing::ClippedObjects::Nan,
            refit: missing::Refit::Infer,
            coalesced: missing::Coalesced::Chosen,
            fill_with_null: missing::FillWithNull::Error,
            condition: missing::Condition::ValueError,
            null_condition: missing::NullCondition::Names,
            fill_null: missing::FillNull::Raise,
            taken_in: missing::TakenIn::Cast,
            fill_duration: missing::FillDuration::Raise,
            neighbours: missing::Neighbours::Fill,
            filled_partitions: missing::FilledPartitions::Any,
            fill_single: missing::FillSingle::Widened,
        },
        groupby: groupby::Groupby {
            null_keys: groupby::NullKeys::Drop,
            order: groupby::KeyOrder::Sorted,
            narrow_keys: groupby::NarrowKeys::Widened,
            missing_object: groupby::MissingObject::Last,
            key_of_none: groupby::KeyOfNone::Declared,
            unknown_keys: groupby::UnknownKeys::Values,
            no_keys: groupby::NoKeys::Refused,
        },
        aggregate: aggregate::Aggregation {
            instant_quantile: aggregate::InstantQuantile::Numbers,
            quantile_point: aggregate::QuantilePoint::OnTheWay,
            empty_sum: aggregate::EmptySum::Neutral,
            first_last: aggregate::FirstLast::Skip,
            list_missing: aggregate::ListMissing::Keep,
            list_type: aggregate::ListType::Object,
            overflow: aggregate::Overflow::Wrap,
            object_result: aggregate::ObjectResult::Infer,
            object_extremes: aggregate::ObjectExtremes::Infinity,
            text_mean: aggregate::TextMean::Parse,
            array_mean: aggregate::ArrayMean::Divided,
            decimal_variance: aggregate::DecimalVariance::Refuse,
            arrow_decimals: aggregate::ArrowDecimals::Kept,
            ordered_groups: aggregate::OrderedGroups::Compensated,
            float32_std: aggregate::Float32Std::Double,
            float32_deviation: aggregate::Float32Deviation::Single,
            float32_quantile: aggregate::Float32Quantile::Double,
            float32_nothing: aggregate::Float32Nothing::Double,
            list_truth: aggregate::ListTruth::Element,
            bool_quantile: aggregate::BoolQuantile::Number,
            unsigned_sum: aggregate::UnsignedSum::Signed,
            time_spread: aggregate::TimeSpread::Wrapped,
            time_truth: aggregate::TimeTruth::Epoch,
            missing_time_truth: aggregate::MissingTimeTruth::Skip,
            missing_time: aggregate::MissingTime::Nanosecond,
            text_number: aggregate::TextNumber::Missing,
            text_truth: aggregate::TextTruth::Refuse,
            combine: aggregate::Combine::Rows,
            empty_moments: aggregate::EmptyMoments::PassedOver,
            count_column: aggregate::CountColumn::Raise,
        },
        quirks: quirks::Quirks {
            time_median: quirks::TimeMedian::Counted,
            time_quantile: quirks::TimeQuantile::First,
            infinite_sum: quirks::InfiniteSum::Nan,
            method_null_keys: quirks::MethodNullKeys::Right,
            distinct_keys: quirks::DistinctKeys::Kept,
            pushdown: quirks::Pushdown::Right,
            counted_rows: quirks::CountedRows::Right,
            parsed_times: quirks::ParsedTimes::Right,
            sorted_median: quirks::SortedMedian::Right,
            sizes_beside: quirks::SizesBeside::Right,
            dropna_false: quirks::DropnaFalse::Right,
            lowest_integer: quirks::LowestInteger::Missing,
            valueless_partition: quirks::ValuelessPartition::Right,
            zoned_cells: quirks::ZonedCells::RefusedAsFound,
            zoned_keys: quirks::ZonedKeys::Lost,
            column_bounds: quirks::ColumnBounds::Right,
            text_divisor: quirks::TextDivisor::Refused,
            truth_as_time: quirks::TruthAsTime::Number,
            joined_rows: quirks::JoinedRows::Right,
            unlike_keys: quirks::UnlikeKeys::Right,
            unsigned_keys: quirks::UnsignedKeys::Refused,
            zoned_below: quirks::ZonedBelow::NoneRefused,
        },
        sort: sort::Sorting {
            missing: sort::Missing::Last,
            several_keys: sort::SeveralKeys::Any,
            ties: sort::Ties::Networks64,
            counts: sort::Counts::AsTies,
        },
        top: top::Tops { types: top::Types::Numbers, negative: top::Negative::None, ties: top::Ties::First },
        names: names::Names {
            case: names::Case::Sensitive,
            dots: names::Dots::Letter,
            duplicates: names::Duplicates::All,
            hidden: names::Hidden::Gone,
            several_assigned: names::SeveralAssigned::Value,
            beside_several: names::BesideSeveral::TypeError,
            drop_unknown: names::DropUnknown::Raise,
            rename: names::Rename::Together,
        },
        join: join::Joining {
            null_keys: join::NullKeys::Match,
            order: join::Order::FirstSeen,
            columns: join::Columns::Suffixed,
            cross: join::Cross::Product,
            membership: join::Membership::OneKey,
            suffix_clash: join::SuffixClash::Allowed,
            empty_left: join::EmptyLeft::RightKey,
            zoned_keys: join::ZonedKeys::Objects,
            number_keys: join::NumberKeys::Exact,
            member_numbers: join::MemberNumbers::Floats,
            point_and_length: join::PointAndLength::Objects,
            time_members: join::TimeMembers::Refused,
        },
        concat: concat::Concatenation {
            by: concat::By::Name,
            empty_columns: concat::EmptyColumns::SilentApart,
            types: concat::Types::Values,
            bool_with_float: concat::BoolWithFloat::Kept,
        },
        distinct: distinct::Distinct {
            keep: distinct::Keep::Choice,
            empty: distinct::Empty::Unchecked,
            shared_names: distinct::SharedNames::Kept,
            keys: distinct::Keys::AsFound,
        },
        inputs: inputs::Inputs {
            from_frame: inputs::FromFrame::Itself,
            frame_text: inputs::FrameText::Null,
            planned_days: inputs::PlannedDays::AsHeld,
            ancient_times: inputs::AncientTimes::Kept,
            json_text: inputs::JsonText::WrittenAgain,
        },
        csv: csv::Csv {
            records: csv::Records::Quoted,
            missing: csv::Missing::Words,
            dates: csv::Dates::Text,
            fractions: csv::Fractions::Scaled,
            big_integers: csv::BigIntegers::Text,
            narrowed: csv::Narrowed::Wrap,
            sample: csv::Sample::All,
            unpicked: csv::Unpicked::Read,
        },
        cast: cast::Cast {
            missing_text: cast::MissingText::Word,
            bad_text: cast::BadText::Error,
            overflow: cast::Overflow::Wrap,
            times_to_narrow: cast::TimesToNarrow::Wrap,
            times_to_decimal: cast::TimesToDecimal::Double,
            object_overflow: cast::ObjectOverflow::Wrap,
            pairs: cast::Pairs::Wide,
            time_unit: cast::TimeUnit::Nanosecond,
            single_exponent: cast::SingleExponent::Sixteen,
            time_text: cast::TimeText::Each,
            to_zone: cast::ToZone::Guessed,
            unsigned_times: cast::UnsignedTimes::Bits,
            list_to_integer: cast::ListToInteger::Value,
            array_to_number: cast::ArrayToNumber::Element,
            decimal_text: cast::DecimalText::Plain,
        },
        reshape: reshape::Reshape {
            pivot_missing: reshape::PivotMissing::Dropped,
            labels: reshape::Labels::Met,
            cells: reshape::Cells::Rows,
            sum_of_nothing: reshape::SumOfNothing::Number,
            gaps_in_bools: reshape::GapsInBools::Inferred,
            pivot_refused: reshape::PivotRefused::Dropped,
            pivot_whole: reshape::PivotWhole::Integer,
            picked: reshape::Picked::Groups,
            pivot_unknown: reshape::PivotUnknown::Column,
            pivot_roles: reshape::PivotRoles::OneOrNone,
            keyed_values: reshape::KeyedValues::Grouped,
            cell_index: reshape::CellIndex::Any,
            categories: reshape::Categories::Index,
            missing_keys: reshape::MissingKeys::LeftOut,
            pivot_rows: reshape::PivotRows::Counted,
            no_elements: reshape::NoElements::Missing,
            no_list: reshape::NoList::Kept,
            several_exploded: reshape::SeveralExploded::Value,
            melted: reshape::Melted::Columns,
            melted_type: reshape::MeltedType::Array,
            melted_name: reshape::MeltedName::Any,
        },
        window: window::Windows {
            running: window::Running::Rows,
            range: window::Range::Unsupported,
            running_missing: window::RunningMissing::Missing,
            unordered: window::Unordered::AsFound,
            ordered: window::Ordered::Table,
            ties: window::Ties::Average,
            missing_rank: window::MissingRank::None,
            unranked: window::Unranked::Missing,
            rolling: window::Rolling::Full,
            change: window::Change::Filled,
            null_keys: window::NullKeys::Missing,
            partitions: window::Partitions::Meet,
            unlabelled: window::Unlabelled::Rolled,
            moved_rows: window::MovedRows::Found,
            time_sum: window::TimeSum::Counted,
        },
        numeric: numeric::Numeric {
            rounding: numeric::Rounding::Even,
            whole: numeric::Whole::Float,
            domain: numeric::Domain::Nan,
            lowest: numeric::Lowest::Wrap,
            round_objects: numeric::RoundObjects::RefusedEach,
            of_arrow: numeric::OfArrow::Numpy,
        },
        dates: dates::Dates {
            parts: dates::Parts::Wide,
            texts: dates::Texts::Each,
            misfit: dates::Misfit::Error,
            zone_words: dates::ZoneWords::Ignored,
            weekday_alone: dates::WeekdayAlone::Next,
            loose_fractions: dates::LooseFractions::Microseconds,
            length_texts: dates::LengthTexts::Loosest,
            mixed_offsets: dates::MixedOffsets::Objects,
            offset_name: dates::OffsetName::Minutes,
            no_rows: dates::NoRows::Read,
            months_of_days: dates::MonthsOfDays::Refused,
            clocks: dates::Clocks::Before,
            months_beyond: dates::MonthsBeyond::Wrap,
        },
        strings: strings::Strings {
            on_object: strings::OnObject::EachValue,
            missing_match: strings::MissingMatch::Missing,
            blanks: strings::Blanks::Unicode,
            positions: strings::Positions::FromZero,
            letters: strings::Letters::Unicode14,
            arrow_letters: strings::ArrowLetters::Unicode14,
            title_letters: strings::TitleLetters::Several,
            pattern: strings::Pattern::Python,
            replace_nothing: strings::ReplaceNothing::Everywhere,
            no_parts: strings::NoParts::Floats,
            no_text: strings::NoText::Refused,
            arrow_pattern: strings::ArrowPattern::Re2,
        },
    }
}

/// pandas 2.3 on NumPy 2.
pub(super) fn v2_3() -> Axes {
    let mut axes = v1_5();
    axes.sort.ties = sort::Ties::Networks256;
    axes.names.beside_several = names::BesideSeveral::ValueError;
    axes.csv.missing = csv::Missing::WordsAndNone;
    axes.dates.parts = dates::Parts::Narrow;
    axes.dates.texts = dates::Texts::AsFirst;
    axes.dates.weekday_alone = dates::WeekdayAlone::Refused;
    axes.dates.loose_fractions = dates::LooseFractions::BehindPoint;
    axes.dates.clocks = dates::Clocks::Error;
    axes.dates.months_beyond = dates::MonthsBeyond::Error;
    axes.dates.offset_name = dates::OffsetName::Clock;
    axes.types.time_constant = types::TimeConstant::Microsecond;
    axes.dates.length_texts = dates::LengthTexts::Loose;
    axes.join.order = join::Order::Sorted;
    axes.arithmetic.constants = arithmetic::Constants::Weak;
    axes.missing.coalesced = missing::Coalesced::StackedNonEmpty;
    axes.missing.null_operand = missing::NullOperand::FloatIfAny;
    axes.arithmetic.object_times = arithmetic::ObjectTimes::Objects;
    axes.groupby.narrow_keys = groupby::NarrowKeys::Kept;
    axes.groupby.missing_object = groupby::MissingObject::Compared;
    axes.aggregate.object_result = aggregate::ObjectResult::Object;
    axes.aggregate.text_mean = aggregate::TextMean::Refuse;
    axes.aggregate.float32_std = aggregate::Float32Std::Single;
    axes.aggregate.float32_nothing = aggregate::Float32Nothing::Single;
    axes.aggregate.float32_deviation = aggregate::Float32Deviation::Double;
    axes.aggregate.unsigned_sum = aggregate::UnsignedSum::Unsigned;
    axes.aggregate.time_spread = aggregate::TimeSpread::Duration;
    axes.aggregate.missing_time_truth = aggregate::MissingTimeTruth::Truth;
    axes.quirks.time_quantile = quirks::TimeQuantile::Right;
    axes.quirks.zoned_cells = quirks::ZonedCells::Refused;
    axes.quirks.zoned_keys = quirks::ZonedKeys::Kept;
    axes.quirks.zoned_below = quirks::ZonedBelow::Objects;
    axes.join.zoned_keys = join::ZonedKeys::Left;
    axes.quirks.text_divisor = quirks::TextDivisor::Right;
    axes.quirks.joined_rows = quirks::JoinedRows::OneEach;
    axes.quirks.unlike_keys = quirks::UnlikeKeys::Refused;
    axes.reshape.several_exploded = reshape::SeveralExploded::Names;
    axes.concat.empty_columns = concat::EmptyColumns::Silent;
    axes.quirks.infinite_sum = quirks::InfiniteSum::Right;
    axes.window.time_sum = window::TimeSum::Right;
    axes.reshape.pivot_whole = reshape::PivotWhole::AsMade;
    axes.reshape.sum_of_nothing = reshape::SumOfNothing::Zero;
    axes.reshape.gaps_in_bools = reshape::GapsInBools::Objects;
    axes.reshape.melted_type = reshape::MeltedType::Numbers;
    axes.reshape.pivot_refused = reshape::PivotRefused::Raise;
    axes.reshape.melted_name = reshape::MeltedName::Fresh;
    axes.window.unranked = window::Unranked::Raise;
    axes.cast.time_unit = cast::TimeUnit::Asked;
    axes.numeric.whole = numeric::Whole::Kept;
    axes.numeric.round_objects = numeric::RoundObjects::Refused;
    axes.compare.time_list = compare::TimeList::ConvertedOrError;
    axes.compare.empty_array = compare::EmptyArray::Error;
    axes.strings.no_parts = strings::NoParts::Objects;
    axes.cast.object_overflow = cast::ObjectOverflow::Error;
    axes.cast.single_exponent = cast::SingleExponent::Six;
    axes.join.suffix_clash = join::SuffixClash::OneSide;
    axes.cast.to_zone = cast::ToZone::Refused;
    axes.cast.unsigned_times = cast::UnsignedTimes::Refused;
    axes.cast.list_to_integer = cast::ListToInteger::Type;
    axes.cast.array_to_number = cast::ArrayToNumber::Refused;
    axes.aggregate.list_truth = aggregate::ListTruth::Python;
    axes.join.empty_left = join::EmptyLeft::LeftKey;
    axes.join.number_keys = join::NumberKeys::Floats;
    axes.join.point_and_length = join::PointAndLength::Refused;
    axes.concat.bool_with_float = concat::BoolWithFloat::Number;
    axes.missing.fill_duration = missing::FillDuration::Object;
    axes.missing.clipped_objects = missing::ClippedObjects::AsHeld;
    axes.missing.nan_beside_mask = missing::NanBesideMask::Missing;
    axes.missing.fill_single = missing::FillSingle::Rounded;
    axes.missing.null_condition = missing::NullCondition::Rows;
    axes
}

/// pandas 3.1: a string type of its own, microseconds.
pub(super) fn v3_1() -> Axes {
    let mut axes = v2_3();
    axes.sort.counts = sort::Counts::Kept;
    axes.csv.fractions = csv::Fractions::Exact;
    axes.aggregate.arrow_decimals = aggregate::ArrowDecimals::Widened;
    axes.csv.narrowed = csv::Narrowed::Error;
    axes.groupby.key_of_none = groupby::KeyOfNone::Range;
    axes.csv.big_integers = csv::BigIntegers::Number;
    axes.quirks.lowest_integer = quirks::LowestInteger::Right;
    axes.quirks.zoned_cells = quirks::ZonedCells::Right;
    axes.quirks.joined_rows = quirks::JoinedRows::Right;
    axes.quirks.unlike_keys = quirks::UnlikeKeys::Right;
    axes.quirks.unsigned_keys = quirks::UnsignedKeys::Right;
    axes.quirks.zoned_below = quirks::ZonedBelow::Right;
    axes.join.zoned_keys = join::ZonedKeys::Either;
    axes.types.text = types::Text::Nan;
    axes.numeric.round_objects = numeric::RoundObjects::Each;
    axes.numeric.of_arrow = numeric::OfArrow::Arrow;
    axes.compare.time_list = compare::TimeList::Kept;
    axes.compare.days_and_points = compare::DaysAndPoints::Unlike;
    axes.aggregate.ordered_groups = aggregate::OrderedGroups::Slices;
    axes.concat.empty_columns = concat::EmptyColumns::Heard;
    axes.concat.bool_with_float = concat::BoolWithFloat::Kept;
    axes.join.suffix_clash = join::SuffixClash::AnySide;
    axes.join.member_numbers = join::MemberNumbers::Exact;
    axes.arithmetic.span_overflow = arithmetic::SpanOverflow::Error;
    axes.reshape.pivot_roles = reshape::PivotRoles::One;
    axes.join.time_members = join::TimeMembers::Nowhere;
    axes.missing.fill_null = missing::FillNull::Nothing;
    axes.missing.nan_beside_mask = missing::NanBesideMask::AlwaysMissing;
    axes.missing.filled_objects = missing::FilledObjects::Objects;
    axes.types.made_text = types::MadeText::Nan;
    axes.missing.refit = missing::Refit::Keep;
    axes.missing.fill_with_null = missing::FillWithNull::Fill;
    axes.missing.condition = missing::Condition::TypeError;
    axes.window.change = window::Change::AsFound;
    axes.reshape.melted_name = reshape::MeltedName::Unique;
    axes.reshape.melted_type = reshape::MeltedType::Values;
    axes.reshape.sum_of_nothing = reshape::SumOfNothing::Empty;
    axes.reshape.gaps_in_bools = reshape::GapsInBools::Floats;
    axes.arithmetic.logic_of_no_times = arithmetic::LogicOfNoTimes::Error;
    axes.arithmetic.text_and_null = arithmetic::TextAndNull::Missing;
    axes.missing.coalesced = missing::Coalesced::Stacked;
    axes.types.time_unit = types::TimeUnit::Microsecond;
    axes.dates.loose_fractions = dates::LooseFractions::Nanoseconds;
    axes.dates.zone_words = dates::ZoneWords::Refused;
    axes.dates.length_texts = dates::LengthTexts::Strict;
    axes.dates.mixed_offsets = dates::MixedOffsets::Error;
    axes.aggregate.object_extremes = aggregate::ObjectExtremes::Skip;
    axes.aggregate.array_mean = aggregate::ArrayMean::Refused;
    axes.aggregate.decimal_variance = aggregate::DecimalVariance::Number;
    axes.aggregate.float32_quantile = aggregate::Float32Quantile::Single;
    axes.aggregate.bool_quantile = aggregate::BoolQuantile::Refuse;
    axes.aggregate.object_result = aggregate::ObjectResult::Made;
    axes.aggregate.time_truth = aggregate::TimeTruth::Refuse;
    axes.aggregate.missing_time_truth = aggregate::MissingTimeTruth::Skip;
    axes.aggregate.missing_time = aggregate::MissingTime::Second;
    axes.quirks.time_median = quirks::TimeMedian::Right;
    axes.quirks.truth_as_time = quirks::TruthAsTime::Refused;
    axes.arithmetic.decimals_and_others = arithmetic::DecimalsAndOthers::Unlike;
    axes.arithmetic.computed_nan = arithmetic::ComputedNan::Missing;
    axes.missing.taken_in = missing::TakenIn::Refused;
    axes.dates.months_of_days = dates::MonthsOfDays::Days;
    axes.cast.missing_text = cast::MissingText::Missing;
    axes.cast.time_text = cast::TimeText::Column;
    axes.strings.missing_match = strings::MissingMatch::False;
    axes.strings.arrow_pattern = strings::ArrowPattern::Python;
    axes.strings.arrow_letters = strings::ArrowLetters::Unicode18;
    axes
}

/// pandas 3.1 whose inputs are converted to nullable types.
pub(super) fn v3_1_nullable() -> Axes {
    let mut axes = v3_1();
    axes.types.converted = types::Converted::Masked;
    axes.aggregate.list_type = aggregate::ListType::Arrow;
    axes
}

/// pandas 3.1 whose inputs are converted to Arrow-backed types.
pub(super) fn v3_1_arrow() -> Axes {
    let mut axes = v3_1();
    axes.types.converted = types::Converted::Arrow;
    axes.aggregate.list_type = aggregate::ListType::Arrow;
    axes
}
