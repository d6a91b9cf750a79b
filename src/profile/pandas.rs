//! pandas: one partition, everything at once, NumPy's types.

use crate::axis::{Axes, evaluation, groupby, missing, placement, sort, types};

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
        placement: placement::Placement { split: placement::Split::Whole },
        missing: missing::Missing { null_operand: missing::NullOperand::Float },
        groupby: groupby::Groupby { null_keys: groupby::NullKeys::Drop },
        sort: sort::Sorting { missing: sort::Missing::Last },
    }
}

/// pandas 2.3 on NumPy 2.
pub(super) fn v2_3() -> Axes {
    let mut axes = v1_5();
    axes.types.time_constant = types::TimeConstant::Microsecond;
    axes
}

/// pandas 3.1: a string type of its own, microseconds.
pub(super) fn v3_1() -> Axes {
    let mut axes = v2_3();
    axes.types.text = types::Text::Nan;
    axes.types.made_text = types::MadeText::Nan;
    axes.types.time_unit = types::TimeUnit::Microsecond;
    axes
}
