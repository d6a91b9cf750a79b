//! Changes in words, for `parallax explain` and for what a remedy is called.

use super::{Change, Columns, Constant, Insert, Of, Parameter, Respelling};

impl Parameter {
    /// As a case writes it.
    pub fn told(self) -> String {
        match self {
            Self::Dropna(drop) => format!("dropna: {drop}"),
            Self::Sorted(sort) => format!("sort: {sort}"),
            Self::Spelled(style) => format!("style: {}", style.name()),
            Self::MissingAt(position) => format!("na_position: {}", position.name()),
            Self::Framed(frame) => format!("frame: {}", frame.name()),
            Self::DroppedIf(how) => format!("how: {}", how.name()),
            Self::Matched(by) => format!("by: {}", by.name()),
            Self::Suffixes(left, right) => format!("suffixes: [{left}, {right}]"),
            Self::Melted(var, value) => format!("var_name: {var}, value_name: {value}"),
        }
    }
}

impl Change {
    /// What is changed, for people.
    pub fn told(&self) -> String {
        match self {
            Self::Give(parameter) => format!("say `{}`", parameter.told()),
            Self::Before(insert) => format!("before the step, {}", insert.told()),
            Self::After(insert) => format!("after the step, {}", insert.told()),
            Self::AtEnd(insert) => format!("at the end, {}", insert.told()),
            Self::Operands(of, template) => format!("{}`{template}` for operands x", of.told()),
            Self::Rewrite(of, from, to) => format!("{}`{to}` for `{from}`", of.told()),
            Self::Constants(constant) => constant.told(),
            Self::Condition(template) => format!("`{template}` for the condition e and its columns x"),
            Self::Earlier => "take the step before one that it follows".to_owned(),
            Self::Respell(respelling) => respelling.told().to_owned(),
            Self::Reduced(of, prepared, by, then) => {
                let first = if prepared.is_empty() { String::new() } else { format!(" of `{prepared}`") };
                format!("`{}` by way of `{}`{first}, then `{then}`", of.name(), by.name())
            }
            Self::ReadAs(ty) => format!("read columns of files as `{ty}`"),
            Self::Through(of, _, by, _, then) => format!("`{}` by way of `{}`, then `{then}`", of.name(), by.name()),
            Self::PivotOfGroups => "aggregate by groupby, then pivot".to_owned(),
            Self::By(via) => format!("bring the table in by `via: {}`", via.name()),
            Self::Setting(word) => format!("run it as the configuration `{word}`"),
        }
    }
}

impl Insert {
    fn told(self) -> String {
        match self {
            Self::Each(columns, of, template) => format!("{}`{template}` for {} x", of.told(), columns.told()),
            Self::Keep(columns, of, template) => {
                format!("{}rows in which `{template}` for {} x", of.told(), columns.told())
            }
            Self::TextsAsNumbers => "texts as the numbers that they spell, missing where they spell none".to_owned(),
            Self::TextsLike(pattern) => format!("rows whose texts are like `{pattern}`"),
            Self::Sort(columns) => format!("sort by {}", columns.told()),
            Self::Fill(number) => format!("{number} for what is missing"),
            Self::OnePartition => "one partition".to_owned(),
            Self::OthersColumns => "the other side's columns".to_owned(),
            Self::OthersTypes => "casts to the other side's types".to_owned(),
        }
    }
}

impl Constant {
    fn told(self) -> String {
        match self {
            Self::AsText => "constants as text".to_owned(),
            Self::AsNumbers => "constants as numbers".to_owned(),
            Self::AsTimestamps => "constants as points in time".to_owned(),
            Self::AsDates => "constants as dates".to_owned(),
            Self::Literally => "a pattern that means its characters".to_owned(),
            Self::Ungrouped => "a pattern whose groups hold nothing".to_owned(),
            Self::PythonGroups => "a pattern with groups as Python names them".to_owned(),
            Self::JavaGroups => "a pattern with groups as Java names them".to_owned(),
            Self::Within(from, to) => format!("`{to}` for `{from}` in constants"),
        }
    }
}

impl Respelling {
    const fn told(self) -> &'static str {
        match self {
            Self::DropnaAsFilter => "drop rows with missing values by a `filter`",
            Self::DistinctAsGroups => "take first or last rows by a `groupby`",
            Self::AnyRowKept => "leave `keep` out",
            Self::AggAsGroup => "aggregate by a `groupby` with a constant key",
            Self::KnownNames => "name only columns that are there",
            Self::GroupAsAgg => "aggregate the whole table",
            Self::Nowhere => "leave the step out",
            Self::KeysOnce => "name each key or column once",
            Self::FreshNames => "give what is made a name that is not taken",
            Self::AsSpelled => "write names as the columns spell them",
            Self::Undotted => "rename columns with dots in their names first",
            Self::RolesApart => "pivot copies of columns that are used twice",
            Self::OrderedBy => "say by what the window is ordered",
            Self::RollingAsShifts => "add up shifted columns",
            Self::RankAsNumber => "number the rows in the order of the column",
            Self::TopAsSort => "sort, then take the first rows",
            Self::RenameInTurns => "rename by way of names that are not taken",
            Self::OnOneName => "join `on` keys that are called the same on both sides",
            Self::MiddleRows => "take the mean of the middle rows of each group",
            Self::RowsAround => "average the rows around the place of a median or quantile",
            Self::InfinitiesApart => "add infinite values up on their own",
            Self::RunOver => "join each row with those of its group before it",
            Self::Partners => "join with the other table's distinct keys",
            Self::MissingPartners => "keep rows by whether both tables miss a key",
            Self::ByLabel => "aggregate a column for each label",
            Self::Elements => "take lists apart first",
            Self::TextsListed => "list texts, rather than add them up",
            Self::IndexAlone => "take the values of the index alone",
            Self::Unread => "leave out columns that nothing reads",
            Self::Along => "number the rows on the way in, and fill by groups in that order",
        }
    }
}

impl Columns {
    const fn told(self) -> &'static str {
        match self {
            Self::Keys => "its keys",
            Self::Values => "the values it reads",
            Self::Made => "what it made",
            Self::All => "all columns",
            Self::Differing => "columns that differ",
        }
    }
}

impl Of {
    /// In front of what is for these types alone.
    const fn told(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Floats => "for floats, ",
            Self::Integers => "for integers, ",
            Self::Numbers => "for numbers, ",
            Self::Text => "for text, ",
            Self::Bools => "for truth values, ",
            Self::Times => "for dates and times, ",
            Self::Truths => "for truth values and objects, ",
            Self::Instants => "for points in time, text and objects, ",
        }
    }
}
