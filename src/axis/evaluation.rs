//! When things are computed, and so which error comes first.

use super::topic;

topic! {
    /// When things are computed.
    Evaluation = "evaluation";

    /// What happens before any row is computed.
    Rule build: Build, on ["every step"], shown by "types/late_error",
        remedied by [
            Setting("object-text"),
            Before(Each(Values, Any, "cast(x, float64)")),
            Before(Each(Values, Any, "cast(x, string)")),
            Operands(Any, "cast(x, float64)"),
            Operands(Any, "cast(x, string)"),
            Operands(Instants, "cast(x, timestamp)"),
        ] {
        /// Nothing: every step runs when it is called, on the rows.
        Eager = "eager",
        /// Every step is first tried on a table of two made-up rows of the same types; errors of that trial come first.
        Sample = "sample",
        /// Every step is first analysed on the types alone; errors of that analysis come first.
        Schema = "schema",
    }

    /// What an expression is tried on before any row is computed.
    Rule expressions: Expressions, on ["with_columns", "filter"], shown by "arithmetic/objects_in_a_trial",
        when "evaluation.build" is "sample" {
        /// The made-up rows.
        Rows = "rows",
        /// Columns without rows, so that no operator meets a value.
        Types = "types",
    }

    /// What stands for the values of an object column in a made-up row.
    Rule made_up_object: MadeUpObject, on ["agg", "groupby"], shown by "aggregate/objects_in_a_trial",
        when "evaluation.build" is "sample" {
        /// Text.
        Text = "text",
        /// A plain Python object, which no operator takes.
        Plain = "plain",
    }

    /// Which columns are computed.
    Rule demand: Demand, on ["with_columns", "astype"], shown by "types/dropped_failure",
        remedied by [Earlier] {
        /// All of them, also those that a later step drops.
        All = "all",
        /// Only those that a later step picks: an error in another is never met. What is dropped by name is computed.
        Picked = "picked",
        /// Only those that the result needs: an error in another is never met.
        Needed = "needed",
    }

    /// When constants are computed.
    Rule constants: Constants, on ["with_columns", "filter"], shown by "arithmetic/constants_beside_no_rows",
        when "cast.bad_text" is "error" {
        /// With the rows that they stand beside.
        WithRows = "with_rows",
        /// Before any row is read: one that cannot be computed raises also where no row is left to ask for it. What stands in a choice
        /// waits for its rows.
        Ahead = "ahead",
    }

    /// Which rows are computed.
    Rule rows: Rows, on ["with_columns", "astype"], shown by "types/failure_beyond_head",
        remedied by [Earlier] {
        /// All rows of the partitions that are read.
        All = "all",
        /// Not those that a `head` right behind leaves out.
        Head = "head",
        /// Neither those that a `head` or `tail` behind steps from row to row does not come to, which looks at some partitions after others,
        /// nor those that a later filter removes, which a plan moves before joins, groups and all else that it need not wait for.
        HeadAndFilter = "head_and_filter",
    }

    /// What makes a plan run before its next step is looked at.
    Rule midway: Midway, on ["sort", "tail"], shown by "sort/failure_before_sort",
        when "evaluation.build" is "sample" or "schema" {
        /// Nothing.
        Nothing = "nothing",
        /// A sort over several partitions, whose ranges are looked for in the rows.
        Sort = "sort",
        /// A `tail`, whose rows are fetched.
        Tail = "tail",
    }

    /// Which partition is computed first, so that its error is the one that is met.
    Rule first_partition: FirstPartition, on ["every step"], shown by "cast/bool_with_null",
        when "placement.split" is "chunks" or "even" {
        /// The first.
        First = "first",
        /// The last.
        Last = "last",
    }
}
