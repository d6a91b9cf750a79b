//! Quirks: what only some versions of one framework do, and its maintainers would call a bug.

use super::topic;

topic! {
    /// What only some versions of one framework do, and its maintainers would call a bug.
    Quirks = "quirks";

    /// The median of a group of times with missing ones among them (pandas before 3.0).
    Quirk time_median: TimeMedian, on ["median"], shown by "quirks/median_of_missing_times",
        when "types.model" is "numpy",
        when "aggregate.combine" is "rows" or "partials_or_shuffle" {
        /// They are left out.
        Right = "right",
        /// They count as the earliest time there is.
        Counted = "counted",
    }

    /// The quantile of a group of times with missing ones among them (pandas before 2.0).
    Quirk time_quantile: TimeQuantile, on ["quantile"], shown by "quirks/quantile_of_missing_times",
        when "types.model" is "numpy",
        when "aggregate.combine" is "rows" {
        /// They are left out.
        Right = "right",
        /// They come first in the order that is counted off, though not in the count; zoned times are refused.
        First = "first",
    }

    /// The sum and the mean of a group in which other values follow an infinity (pandas before 2.0).
    Quirk infinite_sum: InfiniteSum, on ["sum", "mean"], shown by "quirks/sum_after_infinity",
        when "types.model" is "numpy" {
        /// It is infinite.
        Right = "right",
        /// It is NaN.
        Nan = "nan",
    }

    /// What a step is given of a table when the plan picks columns and rows before it (Dask from 2025).
    Quirk pushdown: Pushdown, on ["sort", "head", "tail", "nlargest", "nsmallest", "fillna", "value_counts", "astype", "groupby", "filter"],
        shown by "quirks/top_rows_without_key" {
        /// What it was written for.
        Right = "right",
        /// What follows needs, and no more: the first rows of a sort lack its key and forget where missing values are to be,
        /// values by column do not fill a single one, a filter sees columns before their types are changed and rows that another one
        /// leaves out, conditions on groups and one of their keys lose their columns, the last rows of some operands are not taken.
        Blind = "blind",
    }

    /// Rows with a missing key in a mean, a variance or a standard deviation called as a method of the groups (Dask from 2025).
    Quirk method_null_keys: MethodNullKeys, on ["groupby"], shown by "quirks/mean_keeps_null_keys",
        when "placement.split" is "chunks" or "even" or "slices",
        when "types.model" is "numpy",
        remedied by [Give(Spelled(Style::Agg)), Give(Dropna(true)), Give(Dropna(false))] {
        /// As in every other aggregate.
        Right = "right",
        /// They form a group unless they are asked to be dropped.
        Kept = "kept",
    }

    /// The keys of a partition's distinct values, counted by a method of the groups, where rows with a key are all labelled 0 (Dask
    /// 2022).
    Quirk distinct_keys: DistinctKeys, on ["groupby", "nunique"], shown by "quirks/nunique_drops_null_keys",
        when "placement.split" is "chunks" or "even" {
        /// They are kept.
        Kept = "kept",
        /// If no value comes twice, they are numbered instead, and the keys of the result have lost their name.
        Lost = "lost",
    }

    /// The numbers of rows within several keys, where the rows are in one partition whose labels are known (Dask before 2024).
    Quirk counted_rows: CountedRows, on ["window"], shown by "window/numbers_within_several_keys",
        when "types.model" is "numpy",
        when "placement.split" is "chunks" or "even" or "slices" {
        /// They are numbered.
        Right = "right",
        /// The bounds of the labels are compared with the names of the keys and of the unnamed numbers, which do not compare.
        Refused = "refused",
    }

    /// What a plan takes the rows of `to_datetime` for, beside those of its table (Dask from 2024).
    Quirk parsed_times: ParsedTimes, on ["to_datetime"], shown by "quirks/parsed_times_compared",
        when "placement.split" is "chunks" or "even" or "slices",
        when "types.model" is "numpy" {
        /// The same rows.
        Right = "right",
        /// One row more than there are in a trial: columns of both kinds are not compared.
        OneMore = "one_more",
    }

    /// Groups that are asked to be sorted where a median is among several functions of a dictionary (Dask from 2025).
    Quirk sorted_median: SortedMedian, on ["groupby", "median"], shown by "quirks/median_of_sorted_groups",
        when "aggregate.combine" is "rows" or "buffers" or "partials_or_shuffle",
        remedied by [Give(Spelled(Style::Method))] {
        /// They are sorted.
        Right = "right",
        /// The rows cannot be moved: the sort lacks an option, and the lookup of its name raises.
        Raise = "raise",
    }

    /// The sizes of groups that come in several partitions, put beside other outputs (Dask from 2026).
    Quirk sizes_beside: SizesBeside, on ["groupby", "size"], shown by "quirks/sizes_beside_others",
        when "placement.groups" is "hashes" {
        /// They are, wherever they come from.
        Right = "right",
        /// They are moved to where the others are, for which a column of no name is looked for.
        Lost = "lost",
    }

    /// Which aggregates do not hear that rows with a missing key are to be kept (Dask).
    Quirk dropna_false: DropnaFalse, on ["groupby"], shown by "quirks/nunique_drops_null_keys",
        when "placement.split" is "chunks" or "even" or "slices",
        when "types.model" is "numpy",
        remedied by [Before(OnePartition), Give(Spelled(Style::Agg))] {
        /// All do.
        Right = "right",
        /// `nunique` does not.
        Nunique = "nunique",
        /// `nunique`, `var` and `std` as methods don't.
        Spreads = "spreads",
    }

    /// What a column as a bound of `between` is to a partition (Dask before 2024).
    Quirk column_bounds: ColumnBounds, on ["between"], shown by "compare/between",
        when "placement.split" is "chunks" or "even" or "slices",
        when "types.model" is "numpy" {
        /// Its partition of the same rows.
        Right = "right",
        /// The whole column, which cannot be compared with one of several partitions.
        Whole = "whole",
    }

    /// What a column of truth values is to a column of times in arithmetic (pandas before 3.0).
    Quirk truth_as_time: TruthAsTime, on ["+", "-", "*"], shown by "arithmetic/times_and_truths",
        when "types.model" is "numpy",
        remedied by [Operands(Bools, "cast(x, int64)")] {
        /// Nothing that it could be reckoned with.
        Refused = "refused",
        /// A number: a factor of a duration, a count of the smallest units added to a time.
        Number = "number",
    }

    /// A text by which objects are divided that are all missing (NumPy before 2.0).
    Quirk text_divisor: TextDivisor, on ["//"], shown by "quirks/nothing_divided_by_text",
        when "types.model" is "numpy",
        when "evaluation.expressions" is "types" {
        /// They stay missing.
        Right = "right",
        /// It is asked for zeros, and does not answer.
        Refused = "refused",
    }

    /// The lowest integer of 64 bits in a column of a CSV file with missing values (pandas before 3.1).
    Quirk lowest_integer: LowestInteger, on ["inputs"], shown by "inputs/csv_lowest_integer",
        when "types.model" is "numpy" {
        /// It is a number like any other.
        Right = "right",
        /// It is missing too, as it is what stands for missing ones while the file is read.
        Missing = "missing",
    }

    /// The rows of an inner join that are as many as the left table has (pandas 2).
    Quirk joined_rows: JoinedRows, on ["join"], shown by "quirks/as_many_rows_joined",
        when "types.model" is "numpy",
        when "placement.split" is "whole" {
        /// In the order of the left table.
        Right = "right",
        /// As if every left row had one partner: put back by the places that the left rows had among those of their key, first
        /// keys first, which mixes up rows with several partners and rows with none.
        OneEach = "one_each" only when "join.order" is "sorted",
    }

    /// Missing points in a time zone as keys of groups that are to be kept and not to be sorted (pandas before 2.0).
    Quirk zoned_keys: ZonedKeys, on ["groupby"], shown by "quirks/zoned_keys_met_in_order" {
        /// They form a group.
        Kept = "kept",
        /// They are left out: zoned times are not asked whether missing ones count.
        Lost = "lost",
    }

    /// An outer join by keys that do not compare, each in its order, of which one repeats values (pandas 2).
    Quirk unlike_keys: UnlikeKeys, on ["join"], shown by "join/right_key_of_another_type",
        when "join.order" is "sorted" {
        /// All rows, by key.
        Right = "right",
        /// An error: every repeated value is found again for each of its rows.
        Refused = "refused",
    }

    /// Keys of one name that are signed on the left and unsigned of the same width on the right, where a right row finds no partner
    /// (pandas before 3.0).
    Quirk unsigned_keys: UnsignedKeys, on ["join"], shown by "quirks/unsigned_keys_joined",
        when "types.model" is "numpy",
        when "placement.split" is "whole" or "chunks" {
        /// They become one column of the type that holds both.
        Right = "right",
        /// The right keys are put among the left ones as if they had room there, which is refused.
        Refused = "refused",
    }

    /// The least or greatest value so far, behind a first partition that has no value (Dask).
    Quirk valueless_partition: ValuelessPartition, on ["cummin", "cummax"], shown by "quirks/extremes_behind_nothing",
        when "window.partitions" is "carried", remedied by [Before(OnePartition)] {
        /// The partition has no say.
        Right = "right",
        /// The next values are compared with None: no result is left of them, times can't be, and nor can a value that a later
        /// partition hands on.
        Compared = "compared",
    }

    /// A pivot of points in a time zone that has no cells (pandas before 3.0).
    Quirk zoned_cells: ZonedCells, on ["pivot"], shown by "quirks/pivot_of_no_zoned_times" {
        /// A table of the index, without rows.
        Right = "right",
        /// An error: the type of the cells is not one of NumPy's.
        Refused = "refused",
        /// The same, unless it is a mean, a median or a variance of no rows, which has lost the zone.
        RefusedAsFound = "refused_as_found",
    }

    /// What becomes of zoned times that meet those of another unit, or a column of nothing but None, in one column (pandas before 3.0).
    Quirk zoned_below: ZonedBelow, on ["concat", "join"], shown by "quirks/zoned_times_below_others",
        when "types.model" is "numpy",
        when "types.time_unit" is "ns",
        when "placement.split" is "whole" or "even" {
        /// They are zoned times, of the finer unit.
        Right = "right",
        /// Of another unit they are objects, but for keys, which have the left unit.
        Objects = "objects",
        /// None has no place among them.
        NoneRefused = "none_refused",
    }
}
