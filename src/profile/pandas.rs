//! pandas: one partition, everything at once, NumPy's types.

use crate::axis::{
    Axes, arithmetic, compare, concat, distinct, evaluation, groupby, join, missing, names, placement, sort, top, types,
};

/// pandas 1.5 on NumPy 1.25: the baseline.
pub(super) fn v1_5() -> Axes {
    Axes {
        types: types::Types {
            model: types::Model::Numpy,
            text: types::Text::Object,
            time_unit: types::TimeUnit::Nanosecond,
            made_text: types::MadeText::Object,
            time_constant: types::TimeConstant::Nanosecond,
        },
        evaluation: evaluation::Evaluation { build: evaluation::Build::Eager, demand: evaluation::Demand::All },
        placement: placement::Placement {
            split: placement::Split::Whole,
            head: placement::Head::Table,
            sort: placement::Sort::Gather,
            repartition: placement::Repartition::Nothing,
        },
        arithmetic: arithmetic::Arithmetic {
            by_zero: arithmetic::ByZero::Infinity,
            overflow: arithmetic::Overflow::Wrap,
            remainder_sign: arithmetic::RemainderSign::Divisor,
            constants: arithmetic::Constants::ByValue,
        },
        compare: compare::Compare { date_with_time: compare::DateWithTime::Day },
        missing: missing::Missing {
            null_operand: missing::NullOperand::Float,
            dropna_rule: missing::DropnaRule::Exclusive,
            filled_objects: missing::FilledObjects::Inferred,
            refit: missing::Refit::Infer,
            coalesced: missing::Coalesced::Chosen,
            condition: missing::Condition::ValueError,
        },
        groupby: groupby::Groupby { null_keys: groupby::NullKeys::Drop },
        sort: sort::Sorting { missing: sort::Missing::Last, several_keys: sort::SeveralKeys::Any },
        top: top::Tops { types: top::Types::Numbers, negative: top::Negative::None },
        names: names::Names {
            case: names::Case::Sensitive,
            dots: names::Dots::Letter,
            duplicates: names::Duplicates::All,
            drop_unknown: names::DropUnknown::Raise,
            rename: names::Rename::Together,
        },
        join: join::Joining {
            null_keys: join::NullKeys::Match,
            order: join::Order::FirstSeen,
            columns: join::Columns::Suffixed,
            cross: join::Cross::Product,
            membership: join::Membership::OneKey,
        },
        concat: concat::Concatenation {
            by: concat::By::Name,
            empty_columns: concat::EmptyColumns::Silent,
            bool_and_int: concat::BoolAndInt::Number,
            text_and_others: concat::TextAndOthers::Text,
        },
        distinct: distinct::Distinct {
            keep: distinct::Keep::Choice,
            empty: distinct::Empty::Unchecked,
            keys: distinct::Keys::AsFound,
        },
    }
}

/// pandas 2.3 on NumPy 2.
pub(super) fn v2_3() -> Axes {
    let mut axes = v1_5();
    axes.types.time_constant = types::TimeConstant::Microsecond;
    axes.join.order = join::Order::Sorted;
    axes.concat.bool_and_int = concat::BoolAndInt::Object;
    axes.arithmetic.constants = arithmetic::Constants::Weak;
    axes.compare.date_with_time = compare::DateWithTime::Never;
    axes.missing.coalesced = missing::Coalesced::StackedNonEmpty;
    axes.missing.condition = missing::Condition::TypeError;
    axes
}

/// pandas 3.1: a string type of its own, microseconds.
pub(super) fn v3_1() -> Axes {
    let mut axes = v2_3();
    axes.types.text = types::Text::Nan;
    axes.concat.empty_columns = concat::EmptyColumns::Heard;
    axes.missing.filled_objects = missing::FilledObjects::Objects;
    axes.types.made_text = types::MadeText::Nan;
    axes.missing.refit = missing::Refit::Keep;
    axes.missing.coalesced = missing::Coalesced::Stacked;
    axes.types.time_unit = types::TimeUnit::Microsecond;
    axes
}
