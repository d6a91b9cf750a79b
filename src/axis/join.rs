//! Joins.

use super::topic;

topic! {
    /// Joins.
    Joining = "join";

    /// Whether a missing key finds a missing key.
    Rule null_keys: NullKeys, on ["join"], shown by "join/null_keys",
        remedied by [Before(Keep(Keys, Any, "not_null(x)")), After(Keep(Keys, Any, "not_null(x)"))] {
        /// It does.
        Match = "match",
        /// It finds nothing.
        NoMatch = "no_match",
    }

    /// Which order the rows of a join come in.
    Rule order: Order, on ["join"], shown by "join/row_order" {
        /// An inner and an outer join: by key, as keys first appear in the left and then in the right table.
        FirstSeen = "first_seen",
        /// An inner join as the left table; an outer join by key, smallest first.
        Sorted = "sorted",
        /// An inner join as the right table; the partners of a row last first; an outer join by key, missing and smallest first.
        Streamed = "streamed",
    }

    /// What columns a join has.
    Rule columns: Columns, on ["join"], shown by "join/overlapping_names",
        remedied by [AtEnd(OthersColumns), Give(Suffixes("_x", "_y"))] {
        /// Those of both tables, equally named keys once; other names that both have get a suffix.
        Suffixed = "suffixed",
        /// Keys given as `on` first and once, then all others of both tables, under the names they have.
        Kept = "kept",
    }

    /// Whether there is a cross join.
    Rule cross: Cross, on ["join"], shown by "join/cross",
        remedied by [Before(OnePartition)] {
        /// There is.
        Product = "product",
        /// There is none.
        Unsupported = "unsupported",
    }

    /// Whether a semi or anti join can have several keys.
    Rule membership: Membership, on ["join"], shown by "join/semi_with_two_keys" {
        /// It looks whether the one key is among the other table's values, missing ones included.
        OneKey = "one_key",
        /// Rows are matched as in any join.
        AnyKeys = "any_keys",
    }

    /// What becomes of a suffix that makes a name which is there already.
    Rule suffix_clash: SuffixClash, on ["join"], shown by "join/suffix_collides",
        when "types.model" is "numpy" {
        /// Two columns have one name.
        Allowed = "allowed",
        /// An error where the two come from one table.
        OneSide = "one_side",
        /// An error.
        AnySide = "any_side",
    }

    /// Which table's key column stays when the left table has no rows.
    Quirk empty_left: EmptyLeft, on ["join"], shown by "join/empty_left",
        when "types.model" is "numpy" {
        /// The left one's, as always.
        LeftKey = "left_key",
        /// The right one's, in its place among the right table's columns.
        RightKey = "right_key",
    }

    /// In which zone a key is whose two columns are in different ones, or one of which has no rows and no zone.
    Rule zoned_keys: ZonedKeys, on ["join"], shown by "join/keys_of_two_zones",
        when "types.model" is "numpy" {
        /// In the left one's; keys of both are objects.
        Left = "left",
        /// In the left one's, or where all keys come from the right table, or none do, in the right one's.
        Either = "either",
    }

    /// How integer keys are compared with floating-point ones.
    Rule number_keys: NumberKeys, on ["join"], shown by "join/int_and_float_keys",
        when "types.model" is "numpy" {
        /// Exactly.
        Exact = "exact",
        /// As floating-point numbers.
        Floats = "floats",
    }

    /// What keys are to each other that are points in time without a zone on one side and lengths of time on the other.
    Rule point_and_length: PointAndLength, on ["join"], shown by "join/points_and_lengths",
        when "types.model" is "numpy" {
        /// Nothing that could be compared: an error.
        Refused = "refused",
        /// Objects of which none equals another.
        Objects = "objects",
    }

    /// What a semi or anti join says that looks for times among truth values, or among times of the other sort.
    Rule time_members: TimeMembers, on ["join"], shown by "join/times_among_others",
        when "types.model" is "numpy" {
        /// An error, but texts are read as times.
        Refused = "refused",
        /// They are nowhere among them.
        Nowhere = "nowhere",
    }

    /// How a semi or anti join compares integers with floating-point numbers.
    Rule member_numbers: MemberNumbers, on ["join"], shown by "join/large_integers_among_floats",
        when "types.model" is "numpy" {
        /// Exactly.
        Exact = "exact",
        /// As floating-point numbers.
        Floats = "floats",
    }
}
