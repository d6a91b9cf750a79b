//! Spark: SQL types, a plan that is analysed first, ANSI mode from 4.0 on.

use crate::axis::{
    Axes, arithmetic, compare, concat, distinct, evaluation, groupby, join, missing, names, placement, sort, top, types,
};

/// Spark 3.4: the baseline.
pub(super) fn v3_4() -> Axes {
    Axes {
        types: types::Types {
            model: types::Model::Sql,
            text: types::Text::Sql,
            time_unit: types::TimeUnit::Microsecond,
            made_text: types::MadeText::Sql,
            time_constant: types::TimeConstant::Microsecond,
        },
        evaluation: evaluation::Evaluation { build: evaluation::Build::Schema, demand: evaluation::Demand::Needed },
        placement: placement::Placement {
            split: placement::Split::Slices,
            head: placement::Head::Limit,
            sort: placement::Sort::Gather,
            repartition: placement::Repartition::Deal,
        },
        arithmetic: arithmetic::Arithmetic {
            by_zero: arithmetic::ByZero::Null,
            overflow: arithmetic::Overflow::Wrap,
            remainder_sign: arithmetic::RemainderSign::Dividend,
            constants: arithmetic::Constants::ByValue,
        },
        compare: compare::Compare { date_with_time: compare::DateWithTime::Day },
        missing: missing::Missing {
            null_operand: missing::NullOperand::Object,
            dropna_rule: missing::DropnaRule::Threshold,
            filled_objects: missing::FilledObjects::Objects,
            refit: missing::Refit::Keep,
            coalesced: missing::Coalesced::Chosen,
            condition: missing::Condition::TypeError,
        },
        groupby: groupby::Groupby { null_keys: groupby::NullKeys::Keep },
        sort: sort::Sorting { missing: sort::Missing::Lowest, several_keys: sort::SeveralKeys::Any },
        top: top::Tops { types: top::Types::Any, negative: top::Negative::Raise },
        names: names::Names {
            case: names::Case::Folded,
            dots: names::Dots::Field,
            duplicates: names::Duplicates::Ambiguous,
            drop_unknown: names::DropUnknown::Ignore,
            rename: names::Rename::InTurn,
        },
        join: join::Joining {
            null_keys: join::NullKeys::NoMatch,
            order: join::Order::Sorted,
            columns: join::Columns::Kept,
            cross: join::Cross::Product,
            membership: join::Membership::AnyKeys,
        },
        concat: concat::Concatenation {
            by: concat::By::Position,
            empty_columns: concat::EmptyColumns::Heard,
            bool_and_int: concat::BoolAndInt::Object,
            text_and_others: concat::TextAndOthers::Text,
        },
        distinct: distinct::Distinct {
            keep: distinct::Keep::NoChoice,
            empty: distinct::Empty::Checked,
            keys: distinct::Keys::Normal,
        },
    }
}

/// Spark 3.5.
pub(super) fn v3_5() -> Axes {
    v3_4()
}

/// Spark 4.3: ANSI mode.
pub(super) fn v4_3() -> Axes {
    let mut axes = v3_5();
    axes.arithmetic.by_zero = arithmetic::ByZero::Error;
    axes.arithmetic.overflow = arithmetic::Overflow::Error;
    axes
}
