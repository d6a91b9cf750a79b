//! Spark: SQL types, a plan that is analysed first, ANSI mode from 4.0 on.

use crate::axis::{Axes, evaluation, groupby, missing, placement, sort, types};

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
        placement: placement::Placement { split: placement::Split::Slices },
        missing: missing::Missing { null_operand: missing::NullOperand::Object },
        groupby: groupby::Groupby { null_keys: groupby::NullKeys::Keep },
        sort: sort::Sorting { missing: sort::Missing::Lowest },
    }
}

/// Spark 3.5.
pub(super) fn v3_5() -> Axes {
    v3_4()
}

/// Spark 4.3: ANSI mode.
pub(super) fn v4_3() -> Axes {
    v3_5()
}
