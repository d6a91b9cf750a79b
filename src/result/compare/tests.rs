//! The faults that comparators in real use miss, each injected alone, and what must hold of any two results.

use crate::result::{Cell, Comparison, Kind, Note, Order, Outcome, ResultColumn, ResultTable, RowPair, Rules, compare};

const REL: f64 = 1e-9;

fn rules(keys: &[&str]) -> Rules {
    Rules { rel: REL, keys: keys.iter().map(|&k| k.to_owned()).collect() }
}

fn column(name: &str, ty: &str, values: Vec<Cell>) -> ResultColumn {
    ResultColumn { name: name.to_owned(), ty: ty.to_owned(), dtype: ty.to_owned(), values }
}

fn text(values: [&str; 3]) -> Vec<Cell> {
    values.map(|v| Cell::Str(v.to_owned())).to_vec()
}

/// Three rows with a key and one column of the given type.
fn table(ty: &str, values: Vec<Cell>) -> ResultTable {
    let columns = vec![column("id", "int64", vec![Cell::Int(1), Cell::Int(2), Cell::Int(3)]), column("x", ty, values)];
    ResultTable { columns, rows: 3, order: Order::Total, order_keys: Vec::new() }
}

fn kinds(left: ResultTable, right: ResultTable) -> Vec<Kind> {
    let (left, right) = (Outcome::Table(left), Outcome::Table(right));
    assert_eq!(compare(&left, &left, &rules(&[])).words(), Vec::<&str>::new());
    let there = compare(&left, &right, &rules(&[]));
    assert_eq!(there.kinds, compare(&right, &left, &rules(&[])).kinds);
    there.kinds
}

/// The kinds when the third value of `x` becomes another.
fn fault(ty: &str, values: [Cell; 3], third: Cell) -> Vec<Kind> {
    let [a, b, _] = values.clone();
    kinds(table(ty, values.to_vec()), table(ty, vec![a, b, third]))
}

fn floats(third: f64) -> [Cell; 3] {
    [Cell::Float(0.5), Cell::Float(2.5), Cell::Float(third)]
}

fn list(items: &[i128]) -> Cell {
    Cell::List(items.iter().map(|&i| Cell::Int(i)).collect())
}

#[test]
fn a_null_that_became_nan_is_missing() {
    assert_eq!(
        fault("float64", [Cell::Float(1.0), Cell::Float(2.0), Cell::Null], Cell::Float(f64::NAN)),
        [Kind::Missing]
    );
}

#[test]
fn another_width_or_sort_of_number_is_a_type() {
    let ints = || [1, 2, 3].map(Cell::Int).to_vec();
    assert_eq!(kinds(table("int64", ints()), table("int32", ints())), [Kind::Type]);
    let floats = [1.0, 2.0, 3.0].map(Cell::Float).to_vec();
    assert_eq!(kinds(table("int64", ints()), table("float64", floats)), [Kind::Type]);
}

#[test]
fn a_bool_is_no_number() {
    let bools = [true, false, true].map(Cell::Bool).to_vec();
    assert_eq!(
        kinds(table("bool", bools), table("int64", [1, 0, 1].map(Cell::Int).to_vec())),
        [Kind::Value, Kind::Type]
    );
}

#[test]
fn swapped_rows_are_an_order_and_only_where_both_promise_one() {
    let (left, mut right) = (table("string", text(["a", "b", "c"])), table("string", text(["b", "a", "c"])));
    right.columns[0].values.swap(0, 1);
    assert_eq!(kinds(left.clone(), right.clone()), [Kind::Order]);
    right.order = Order::None;
    let comparison = compare(&Outcome::Table(left), &Outcome::Table(right), &rules(&[]));
    assert_eq!(comparison.words(), ["promise"]);
}

#[test]
fn columns_that_are_swapped_renamed_or_added_are_columns() {
    let left = table("string", text(["a", "b", "c"]));
    let (mut swapped, mut renamed, mut extra) = (left.clone(), left.clone(), left.clone());
    swapped.columns.swap(0, 1);
    renamed.columns[1].name = "X".to_owned();
    extra.columns.push(column("y", "bool", vec![Cell::Null; 3]));
    for right in [swapped, renamed, extra] {
        assert_eq!(kinds(left.clone(), right), [Kind::Columns]);
    }
}

#[test]
fn an_error_beyond_the_tolerance_is_a_value() {
    assert_eq!(fault("float64", floats(1.0), Cell::Float(1.0 + 4e-6)), [Kind::Value]);
    assert_eq!(fault("float64", floats(1e-9), Cell::Float(9e-9)), [Kind::Value]);
    assert_eq!(fault("float64", floats(1e-7), Cell::Float(9e-7)), [Kind::Value]);
    assert_eq!(fault("float64", floats(1.0), Cell::Float(1.0 + 1e-12)), []);
}

#[test]
fn zero_has_a_sign() {
    assert_eq!(fault("float64", floats(0.0), Cell::Float(-0.0)), [Kind::Value]);
}

#[test]
fn an_infinity_is_near_nothing() {
    assert_eq!(fault("float64", floats(f64::INFINITY), Cell::Float(f64::MAX)), [Kind::Value]);
    assert_eq!(fault("float64", floats(f64::INFINITY), Cell::Float(f64::NEG_INFINITY)), [Kind::Value]);
}

#[test]
fn how_often_a_row_is_there_counts() {
    let one = |values: [&str; 3]| {
        let columns = vec![column("x", "string", text(values))];
        ResultTable { columns, rows: 3, order: Order::None, order_keys: Vec::new() }
    };
    assert_eq!(kinds(one(["A", "A", "B"]), one(["A", "B", "B"])), [Kind::Rows]);
    assert_eq!(kinds(one(["A", "A", "B"]), one(["B", "A", "A"])), []);
}

#[test]
fn texts_are_compared_to_the_last_blank() {
    let texts = |third: &str| ["x", "y", third].map(|s| Cell::Str(s.to_owned()));
    assert_eq!(fault("string", texts("a"), Cell::Str("a ".to_owned())), [Kind::Value]);
    let nulls = [Cell::Str("x".to_owned()), Cell::Str("y".to_owned()), Cell::Null];
    assert_eq!(fault("string", nulls, Cell::Str(String::new())), [Kind::Missing]);
    assert_eq!(
        fault("timestamp", texts("2024-01-31T10:00:00"), Cell::Str("2024-01-31T10:00:00.000001".to_owned())),
        [Kind::Value]
    );
    let decimal = table("decimal(3,2)", texts("1.10").to_vec());
    let other = table("decimal(3,1)", texts("1.1").to_vec());
    assert_eq!(kinds(decimal, other), [Kind::Value, Kind::Type]);
}

#[test]
fn lists_are_compared_in_order_and_to_their_end() {
    let lists = [list(&[]), list(&[7]), list(&[1, 2, 3])];
    assert_eq!(fault("list<int64>", lists.clone(), list(&[1, 3, 2])), [Kind::Value]);
    assert_eq!(fault("list<int64>", lists, list(&[1, 2])), [Kind::Value]);
}

#[test]
fn large_integers_are_compared_exactly() {
    let two_to_53 = 1_i128 << 53;
    let ints = |third| [1, 2, third].map(Cell::Int);
    assert_eq!(fault("int64", ints(two_to_53), Cell::Int(two_to_53 + 1)), [Kind::Value]);
    assert!(Cell::Int(two_to_53 + 1).agrees(&Cell::Float(two_to_53 as f64), REL));
    assert!(!Cell::Int(two_to_53 + 1).agrees(&Cell::Float(two_to_53 as f64), 0.0));
}

#[test]
fn a_missing_row_is_rows_and_the_others_still_match() {
    let left = table("string", text(["a", "b", "c"]));
    let mut right = left.clone();
    right.rows = 2;
    right.columns.iter_mut().for_each(|c| drop(c.values.remove(1)));
    assert_eq!(kinds(left.clone(), right.clone()), [Kind::Rows]);
    let comparison = compare(&Outcome::Table(left), &Outcome::Table(right), &rules(&[]));
    assert_eq!(comparison.rows, [RowPair::Same(0, 0), RowPair::Left(1), RowPair::Same(2, 1)]);
}

#[test]
fn what_differs_is_paired_by_key() {
    let keyed = |keys: Vec<Cell>, values: [f64; 3]| ResultTable {
        columns: vec![column("k", "string", keys), column("x", "float64", values.map(Cell::Float).to_vec())],
        rows: 3,
        order: Order::None,
        order_keys: Vec::new(),
    };
    let key = |s: &str| Cell::Str(s.to_owned());
    let left = keyed(vec![key("a"), key("b"), Cell::Null], [1.0, 2.0, 3.0]);
    let right = keyed(vec![key("b"), key("a"), key("c")], [1.0, f64::NAN, 3.0]);
    let comparison = compare(&Outcome::Table(left), &Outcome::Table(right), &rules(&["k"]));
    assert_eq!(
        comparison.rows,
        [RowPair::Differ(0, 1, vec![1]), RowPair::Differ(1, 0, vec![1]), RowPair::Left(2), RowPair::Right(2)]
    );
    assert_eq!(comparison.kinds, [Kind::Rows, Kind::Value, Kind::Missing]);
}

#[test]
fn rows_that_tie_on_the_keys_come_in_any_order() {
    let sorted = |ids: [i128; 3], keys: [Cell; 3]| ResultTable {
        columns: vec![column("id", "int64", ids.map(Cell::Int).to_vec()), column("k", "float64", keys.to_vec())],
        rows: 3,
        order: Order::Keys,
        order_keys: vec!["k".to_owned()],
    };
    let (one, two, nan) = (Cell::Float(1.0), Cell::Float(2.0), Cell::Float(f64::NAN));
    let left = sorted([1, 2, 3], [one.clone(), one.clone(), two.clone()]);
    assert_eq!(kinds(left.clone(), sorted([2, 1, 3], [one.clone(), one.clone(), two.clone()])), []);
    assert_eq!(kinds(left, sorted([3, 2, 1], [two, one.clone(), one.clone()])), [Kind::Order]);
    let missing = sorted([1, 2, 3], [one.clone(), nan.clone(), Cell::Null]);
    assert_eq!(kinds(missing, sorted([1, 3, 2], [one.clone(), Cell::Null, nan])), []);
    let zeros = sorted([1, 2, 3], [Cell::Float(-0.0), Cell::Float(0.0), one.clone()]);
    assert_eq!(kinds(zeros, sorted([2, 1, 3], [Cell::Float(0.0), Cell::Float(-0.0), one])), []);
}

#[test]
fn as_many_rows_as_possible_match_within_the_tolerance() {
    let rows = |values: [f64; 3]| ResultTable {
        columns: vec![column("x", "float64", values.map(Cell::Float).to_vec())],
        rows: 3,
        order: Order::None,
        order_keys: Vec::new(),
    };
    // Each is near its neighbours only: the first of one side must not take what the second needs.
    let step = 0.9e-9;
    let left = rows([1.0 + step, 1.0 + 3.0 * step, 1.0 + 5.0 * step]);
    let right = rows([1.0 + 4.0 * step, 1.0, 1.0 + 2.0 * step]);
    assert_eq!(kinds(left, right), []);
}

#[test]
fn an_integer_beside_a_float_is_a_number_within_the_tolerance() {
    let ints = table("int64", [1, 2, 3].map(Cell::Int).to_vec());
    let floats = |third: f64| table("float64", [1.0, 2.0, third].map(Cell::Float).to_vec());
    assert_eq!(kinds(ints.clone(), floats(3.0 + 1e-12)), [Kind::Type]);
    assert_eq!(kinds(ints.clone(), floats(3.0 + 1e-6)), [Kind::Value, Kind::Type]);
    assert_eq!(kinds(ints, floats(f64::NAN)), [Kind::Missing, Kind::Type]);
    let objects = |third| table("object", vec![Cell::Str("a".to_owned()), list(&[3]), third]);
    assert_eq!(kinds(objects(Cell::Int(3)), objects(Cell::Float(3.0 + 1e-12))), []);
    assert_eq!(kinds(objects(Cell::Int(3)), objects(Cell::Bool(true))), [Kind::Value]);
    assert!(!Cell::Int(0).agrees(&Cell::Float(-0.0), REL), "zero has a sign");
}

#[test]
fn rows_that_differ_say_something_of_the_order_only_by_their_key() {
    let rows = |keys: [&str; 2], values: [f64; 2]| {
        let keys = keys.map(|k| Cell::Str(k.to_owned())).to_vec();
        let columns = vec![column("k", "string", keys), column("x", "float64", values.map(Cell::Float).to_vec())];
        Outcome::Table(ResultTable { columns, rows: 2, order: Order::Total, order_keys: Vec::new() })
    };
    let (left, right) = (rows(["a", "b"], [1.0, 2.0]), rows(["b", "a"], [9.0, 1.0]));
    assert_eq!(compare(&left, &right, &rules(&[])).kinds, [Kind::Value]);
    assert_eq!(compare(&left, &right, &rules(&["k"])).kinds, [Kind::Value, Kind::Order]);
}

#[test]
fn a_missing_sort_key_that_moved_is_an_order_whatever_stands_for_it() {
    let sorted = |ids: [i128; 3], values: [Cell; 3]| {
        let columns = vec![column("id", "int64", ids.map(Cell::Int).to_vec()), column("x", "float64", values.to_vec())];
        Outcome::Table(ResultTable { columns, rows: 3, order: Order::Keys, order_keys: vec!["x".to_owned()] })
    };
    let (one, two) = (Cell::Float(1.0), Cell::Float(2.0));
    let last = sorted([1, 2, 3], [one.clone(), two.clone(), Cell::Float(f64::NAN)]);
    let first = sorted([3, 1, 2], [Cell::Null, one, two]);
    assert_eq!(compare(&last, &first, &rules(&["x"])).kinds, [Kind::Missing, Kind::Order]);
}

#[test]
fn numbers_are_no_text_to_be_sorted() {
    let of = |values: [i128; 3]| table("int64", values.map(Cell::Int).to_vec());
    assert_eq!(kinds(of([8, 9, 10]), of([8, 9, 10])), []);
    assert_eq!(kinds(of([8, 9, 10]), of([8, 10, 9])), [Kind::Value]);
}

#[test]
fn errors_agree_on_the_kind_and_messages_do_not_matter() {
    use crate::result::{ErrorKind, Failure};
    let error = |kind, message: &str| Outcome::Error(Failure::new(kind, message));
    let same = compare(&error(ErrorKind::Overflow, "a"), &error(ErrorKind::Overflow, "b"), &rules(&[]));
    assert_eq!(same, Comparison::default());
    for other in [error(ErrorKind::TypeError, "a"), Outcome::Table(table("bool", vec![Cell::Null; 3]))] {
        assert_eq!(compare(&error(ErrorKind::Overflow, "a"), &other, &rules(&[])).kinds, [Kind::Error]);
    }
    assert!(error(ErrorKind::Other, "").is_left_out());
}

#[test]
fn native_names_are_a_note() {
    let (left, mut right) = (table("bool", vec![Cell::Null; 3]), table("bool", vec![Cell::Null; 3]));
    right.columns[1].dtype = "boolean".to_owned();
    let comparison = compare(&Outcome::Table(left), &Outcome::Table(right), &rules(&[]));
    assert_eq!((comparison.kinds, comparison.notes, comparison.dtypes), (vec![], vec![Note::Dtype], vec![1]));
}

/// Made-up tables, the same for the same seed: few distinct values, so that rows repeat and tie.
fn made_up(seed: u64) -> ResultTable {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = move |n: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % n
    };
    let rows = next(7) as usize;
    let any = |n: u64| match n {
        0 => Cell::Null,
        1 => Cell::Float(f64::NAN),
        2 => Cell::Float(-0.0),
        3 => Cell::Int(0),
        4 => Cell::Float(1.0 + 5e-10),
        5 => Cell::Float(1.0),
        6 => Cell::Str("NaN".to_owned()),
        _ => Cell::List(vec![Cell::Float(0.0), Cell::Null]),
    };
    let columns = ["a", "b"].map(|name| column(name, "object", (0..rows).map(|_| any(next(8))).collect())).to_vec();
    ResultTable { columns, rows, order: Order::None, order_keys: Vec::new() }
}

#[test]
fn a_result_agrees_with_itself_in_any_order_of_its_rows() {
    for seed in 0..500 {
        let left = made_up(seed);
        let mut right = left.clone();
        for column in &mut right.columns {
            column.values.reverse();
        }
        let comparison = compare(&Outcome::Table(left.clone()), &Outcome::Table(right), &rules(&[]));
        assert!(comparison.is_same(), "seed {seed}: {left:?} {comparison:?}");
    }
}

#[test]
fn a_comparison_is_the_same_from_both_sides() {
    for seed in 0..500 {
        let (left, right) = (Outcome::Table(made_up(seed)), Outcome::Table(made_up(seed + 1000)));
        let (there, back) = (compare(&left, &right, &rules(&[])), compare(&right, &left, &rules(&[])));
        let matched = |c: &Comparison| c.rows.iter().filter(|r| matches!(r, RowPair::Same(..))).count();
        assert_eq!(matched(&there), matched(&back), "seed {seed}");
        assert_eq!(
            there.kinds.contains(&Kind::Rows) || there.agrees(),
            back.kinds.contains(&Kind::Rows) || back.agrees()
        );
    }
}

#[test]
fn large_tables_in_another_order_take_no_quadratic_time() {
    let rows = 20_000;
    let big = |reverse: bool| {
        let ids = |i: usize| if reverse { rows - 1 - i } else { i } as i128;
        let columns = vec![
            column("id", "int64", (0..rows).map(|i| Cell::Int(ids(i))).collect()),
            column("x", "float64", (0..rows).map(|i| Cell::Float(ids(i) as f64 / 3.0)).collect()),
        ];
        Outcome::Table(ResultTable { columns, rows, order: Order::None, order_keys: Vec::new() })
    };
    assert!(compare(&big(false), &big(true), &rules(&[])).agrees());
}
