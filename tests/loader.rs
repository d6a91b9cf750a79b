//! What case files become: ids, order, values, substitution, hashes, and what survives a bad neighbour.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, and its files are its own")]

use std::path::{Path, PathBuf};

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes as ty;
use parallax::case::expr::{Expr, Literal};
use parallax::case::plan::{Case, Fillna, How, Source, Step};
use parallax::case::{self, Loaded};

/// The cases of a text.
fn load(text: &str) -> Loaded {
    case::load_text(Path::new("t.yaml"), text)
}

/// The only case of a sound text.
fn one(text: &str) -> Case {
    let loaded = load(text);
    let told: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(loaded.cases.len(), 1);
    loaded.cases.into_iter().next().expect("one case")
}

/// The values of the only column of a one-column case.
fn column(ty: &str, values: &str) -> ArrayRef {
    let case =
        one(&format!("case: c\ninputs: {{df: {{columns: {{a: {{type: \"{ty}\", values: {values}}}}}}}}}\nsteps: []\n"));
    let Source::Inline(columns) = &case.inputs[0].source else { panic!("columns") };
    columns[0].values.clone()
}

/// Whether a column of that type takes the values.
fn takes(ty: &str, values: &str) -> bool {
    load(&format!("case: c\ninputs: {{df: {{columns: {{a: {{type: \"{ty}\", values: {values}}}}}}}}}\nsteps: []\n"))
        .problems
        .is_empty()
}

/// A case whose steps are given.
fn with_steps(steps: &str) -> Case {
    one(&format!("case: c\ninputs: {{df: {{columns: {{a: {{type: int64, values: [1]}}}}}}}}\nsteps: {steps}\n"))
}

fn write(folder: &Path, path: &str, text: &str) -> PathBuf {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(&path, text).expect("a file");
    path
}

const CASE: &str = "case: c\ninputs: {df: {columns: {a: {type: int64, values: [1]}}}}\nsteps: []\n";

fn ids(paths: &[PathBuf]) -> Vec<String> {
    case::load(paths).cases.into_iter().map(|case| case.id).collect()
}

#[test]
fn ids_start_below_the_nearest_folder_called_cases() {
    let root = tempfile::tempdir().expect("a folder");
    let deep = write(root.path(), "cases/join/null_keys.yaml", CASE);
    let odd = write(root.path(), "cases/old/cases/x/y.yml", CASE);
    let plain = write(root.path(), "elsewhere/a/b.yaml", CASE);
    assert_eq!(ids(&[root.path().join("cases/join")]), ["join/null_keys"]);
    assert_eq!(ids(&[deep]), ["join/null_keys"]);
    assert_eq!(ids(&[odd]), ["x/y"]);
    assert_eq!(ids(&[root.path().join("elsewhere")]), ["a/b"]);
    assert_eq!(ids(&[plain]), ["b"]);
}

#[test]
fn cases_come_by_path_then_document_then_combination_however_they_are_named() {
    let root = tempfile::tempdir().expect("a folder");
    let b = write(root.path(), "cases/b.yaml", &format!("{CASE}---\nmatrix: {{x: [b, a], y: [1, 2.0]}}\n{CASE}"));
    let a = write(root.path(), "cases/a/z.yaml", CASE);
    let folder = root.path().join("cases");
    let expected = ["a/z", "b#1", "b#2[x=b,y=1]", "b#2[x=b,y=2.0]", "b#2[x=a,y=1]", "b#2[x=a,y=2.0]"];
    assert_eq!(ids(&[b.clone(), a.clone()]), expected);
    assert_eq!(ids(&[folder, a, b]), expected);
}

#[test]
fn an_id_that_is_taken_is_a_problem() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "cases/a.yaml", CASE);
    write(root.path(), "cases/a.yml", CASE);
    let loaded = case::load(&[root.path().to_path_buf()]);
    assert_eq!((loaded.cases.len(), loaded.problems.len()), (1, 1));
}

#[test]
fn hidden_files_and_other_endings_are_no_cases() {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "cases/a.yaml", CASE);
    write(root.path(), "cases/.b.yaml", "not a case");
    write(root.path(), "cases/.git/c.yaml", "not a case");
    write(root.path(), "cases/d.json", "not a case");
    let loaded = case::load(&[root.path().to_path_buf()]);
    assert_eq!((loaded.cases.len(), loaded.problems.len()), (1, 0));
}

#[test]
fn matrix_values_are_spelled_in_ids_as_in_the_file() {
    let text = format!("matrix: {{v: [01, 1e3, .nan, ~, True, 'x y', [a, [1.0]], {{a: 0, b: null}}]}}\n{CASE}");
    let ids: Vec<String> = load(&text).cases.into_iter().map(|case| case.id).collect();
    let values = ["01", "1e3", ".nan", "null", "true", "x y", "[a,[1.0]]", "{a:0,b:null}"];
    assert_eq!(ids, values.map(|v| format!("t[v={v}]")));
}

#[test]
fn an_empty_document_is_none() {
    assert_eq!(load(&format!("---\n# a comment\n---\n{CASE}---\n")).cases[0].id, "t");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_content() {
    let case = one(&format!("\u{feff}{}", CASE.replace('\n', "\r\n")));
    assert_eq!((case.id.as_str(), case.title.as_str()), ("t", "c"));
}

#[test]
fn scalars_are_those_of_yaml_1_2() {
    let strings = column("string", "[no, yes, on, off, y, \"null\", null, ~, 1_000, 2024-01-31, '', nan, 0b1, 1:30]");
    let strings: Vec<Option<&str>> = strings.as_string::<i32>().iter().collect();
    let expected = ["no", "yes", "on", "off", "y", "null", "", "", "1_000", "2024-01-31", "", "nan", "0b1", "1:30"];
    for (i, (found, expected)) in strings.iter().zip(expected).enumerate() {
        assert_eq!(*found, (i != 6 && i != 7).then_some(expected), "{i}");
    }
    let ints = column("int64", "[0o17, 0x1F, 010, -3, +4, null, Null, NULL]");
    let ints: Vec<Option<i64>> = ints.as_primitive::<ty::Int64Type>().iter().collect();
    assert_eq!(ints, [Some(15), Some(31), Some(10), Some(-3), Some(4), None, None, None]);
    let floats = column("float64", "[1e3, .5, .inf, -.INF, .NaN, 3, -0.0, 1., 0x10]");
    let floats = floats.as_primitive::<ty::Float64Type>();
    let expected = [1e3, 0.5, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 3.0, -0.0, 1.0, 16.0];
    for (found, expected) in floats.values().iter().zip(expected) {
        assert!(found.to_bits() == expected.to_bits() || (found.is_nan() && expected.is_nan()), "{found} {expected}");
    }
    let bools = column("bool", "[true, False, TRUE, null]");
    let bools: Vec<Option<bool>> = bools.as_boolean().iter().collect();
    assert_eq!(bools, [Some(true), Some(false), Some(true), None]);
}

#[test]
fn integers_hold_their_whole_range_and_no_more() {
    for (ty, low, high) in [
        ("int8", i128::from(i8::MIN), i128::from(i8::MAX)),
        ("int16", i128::from(i16::MIN), i128::from(i16::MAX)),
        ("int32", i128::from(i32::MIN), i128::from(i32::MAX)),
        ("int64", i128::from(i64::MIN), i128::from(i64::MAX)),
        ("uint8", 0, i128::from(u8::MAX)),
        ("uint16", 0, i128::from(u16::MAX)),
        ("uint32", 0, i128::from(u32::MAX)),
        ("uint64", 0, i128::from(u64::MAX)),
    ] {
        assert!(takes(ty, &format!("[{low}, {high}]")), "{ty}");
        assert!(!takes(ty, &format!("[{}]", low - 1)), "{ty}");
        assert!(!takes(ty, &format!("[{}]", high + 1)), "{ty}");
    }
    assert!(!takes("int64", "[1.0]"));
    assert!(!takes("int64", "[\"1\"]"));
    assert!(!takes("string", "[1]"));
    assert!(!takes("bool", "[1]"));
}

#[test]
fn decimals_are_exact() {
    let values = column("decimal(10,2)", "[\"1.50\", 1.1, \"-0.10\", null, \"99999999.99\", 7, \"+3.0\"]");
    let values: Vec<Option<i128>> = values.as_primitive::<ty::Decimal128Type>().iter().collect();
    assert_eq!(values, [Some(150), Some(110), Some(-10), None, Some(9_999_999_999), Some(700), Some(300)]);
    for bad in ["\"1.234\"", "\"100000000\"", "\"1e2\"", "\"\"", "\".\"", ".nan"] {
        assert!(!takes("decimal(10,2)", &format!("[{bad}]")), "{bad}");
    }
    let widest = "9".repeat(38);
    assert!(takes("decimal(38,0)", &format!("[\"{widest}\", \"-{widest}\"]")));
}

#[test]
fn dates_and_timestamps_count_from_1970() {
    let dates = column("date", "[\"1970-01-02\", 1969-12-31, null, \"2024-02-29\"]");
    let dates: Vec<Option<i32>> = dates.as_primitive::<ty::Date32Type>().iter().collect();
    assert_eq!(dates, [Some(1), Some(-1), None, Some(19782)]);
    let micros = |ty: &str, values: &str| -> Vec<Option<i64>> {
        column(ty, values).as_primitive::<ty::TimestampMicrosecondType>().iter().collect()
    };
    let naive = micros(
        "timestamp",
        "[\"1970-01-01T00:00:01.5\", \"1970-01-01 00:01\", 1970-01-01, \"1969-12-31T23:59:59.000001\"]",
    );
    assert_eq!(naive, [Some(1_500_000), Some(60_000_000), Some(0), Some(-999_999)]);
    let utc =
        micros("timestamp[UTC]", "[\"1970-01-01T00:00:00\", \"1970-01-01T00:00:00+02:00\", \"1970-01-01T00:00:00Z\"]");
    assert_eq!(utc, [Some(0), Some(-7_200_000_000), Some(0)]);
}

#[test]
fn a_local_time_is_read_in_its_columns_zone() {
    let hours = |text: &str| {
        let values = column("timestamp[America/New_York]", &format!("[\"{text}\"]"));
        let micros = values.as_primitive::<ty::TimestampMicrosecondType>().value(0);
        let local = text.get(11..13).and_then(|h| h.parse::<i64>().ok()).unwrap_or(0);
        micros / 3_600_000_000 % 24 - local
    };
    assert_eq!(hours("2024-01-15T06:00:00"), 5);
    assert_eq!(hours("2024-07-15T06:00:00"), 4);
    // Clocks are put back: of two instants the earlier. Put forward: as if they had not been.
    assert_eq!(hours("2024-11-03T01:30:00"), 4);
    assert_eq!(hours("2024-03-10T02:30:00"), 5);
}

#[test]
fn durations_are_iso_8601() {
    let values = column("duration", "[PT1H30M, -P1DT0.5S, P2W, PT0S, \"P1DT1H1M1.000001S\", null]");
    let values: Vec<Option<i64>> = values.as_primitive::<ty::DurationMicrosecondType>().iter().collect();
    let day = 86_400_000_000;
    let last = Some(day + 3_661_000_001);
    assert_eq!(values, [Some(5_400_000_000), Some(-day - 500_000), Some(14 * day), Some(0), last, None]);
    for bad in ["P", "PT", "P1Y", "P1M", "1h", "PT1.5H", "PT1S1H", "PT-1S", "PT1.0000001S"] {
        assert!(!takes("duration", &format!("[\"{bad}\"]")), "{bad}");
    }
}

#[test]
fn lists_nest() {
    let values = column("list<list<int64>>", "[[[1, 2], null, []], null, [], [[null]]]");
    let list = values.as_list::<i32>();
    assert_eq!((0..4).map(|i| list.is_null(i)).collect::<Vec<_>>(), [false, true, false, false]);
    assert_eq!((list.value_length(0), list.value_length(3)), (3, 1));
    let first = list.value(0);
    let inner = first.as_list::<i32>();
    assert!(inner.is_null(1));
    assert_eq!(inner.value(0).as_primitive::<ty::Int64Type>().values(), &[1, 2]);
}

#[test]
fn every_array_has_the_declared_arrow_type() {
    for (text, values) in [
        ("timestamp[Europe/Berlin]", "[]"),
        ("list<timestamp[UTC]>", "[[\"2024-01-01T00:00:00\"]]"),
        ("decimal(7,3)", "[null]"),
        ("list<decimal(7,3)>", "[[\"1.5\"]]"),
        ("list<list<string>>", "[]"),
        ("duration", "[]"),
    ] {
        let ty = parallax::case::types::Type::parse(text).expect("a type");
        assert_eq!(column(text, values).data_type(), &ty.arrow(), "{text}");
        assert_eq!(ty.to_string(), text);
    }
}

#[test]
fn a_parameter_that_stands_alone_keeps_its_type() {
    let text = "case: c\nmatrix: {n: [3], k: [{a: 0}], w: [head], c: [[a]], t: [int64]}\n\
        inputs: {df: {columns: {a: {type: \"${t}\", values: [1]}, \"x${n}\": {type: int64, values: [\"${n}\"]}}}}\n\
        steps: [{\"${w}\": \"${n}\"}, {fillna: {value: \"${k}\"}}, {select: \"${c}\"}, {select: [\"x${n}\"]}, {filter: \"a > ${n}\"}]\n";
    let case = one(text);
    assert_eq!(case.steps[0], Step::Head(3));
    assert!(matches!(&case.steps[1], Step::Fillna(Fillna::Columns(columns)) if columns.len() == 1));
    assert_eq!(case.steps[2], Step::Select(vec!["a".into()]));
    assert_eq!(case.steps[3], Step::Select(vec!["x3".into()]));
    assert_eq!(case.steps[4], Step::Filter("a > 3".parse().expect("an expression")));
    let Source::Inline(columns) = &case.inputs[0].source else { panic!("columns") };
    assert_eq!(columns[1].name, "x3");
}

#[test]
fn titles_are_not_substituted_and_dollars_elsewhere_are_plain() {
    let case = one(
        "case: \"${n}\"\nmatrix: {n: [3]}\ninputs: {df: {columns: {a: {type: string, values: [\"$5\", \"$ {n}\", \"${\"]}}}}\nsteps: []\n",
    );
    assert_eq!(case.title, "${n}");
}

#[test]
fn a_number_bool_or_null_is_that_literal() {
    let case = with_steps("[{with_columns: {a: 7, b: true, c: null, d: 1.5, e: 0x1F, f: \"null\", g: ~}}]");
    let Step::WithColumns(columns) = &case.steps[0] else { panic!("with_columns") };
    let literals: Vec<&Expr> = columns.iter().map(|(_, e)| e).collect();
    let expected = [
        Literal::Int(7),
        Literal::Bool(true),
        Literal::Null,
        Literal::Float(1.5),
        Literal::Int(31),
        Literal::Null,
        Literal::Null,
    ]
    .map(Expr::Literal);
    assert_eq!(literals, expected.iter().collect::<Vec<_>>());
}

#[test]
fn a_single_name_is_a_list_of_one_and_defaults_stay_open() {
    let case = with_steps("[{sort: {by: a}}, {join: {with: df, on: a}}, {join: {with: df, how: cross}}]");
    let Step::Sort(sort) = &case.steps[0] else { panic!("sort") };
    assert_eq!((sort.by.len(), &sort.ascending, &sort.na_position), (1, &None, &None));
    let Step::Join(join) = &case.steps[1] else { panic!("join") };
    assert_eq!((join.how, join.kind()), (None, How::Inner));
}

#[test]
fn the_hash_is_of_inputs_and_steps_only() {
    let base = "case: c\ninputs: {df: {columns: {a: {type: int64, values: [1, 2]}}}}\nsteps: [{filter: a > 1}]\n";
    let hash = |text: &str| one(text).hash;
    let same = "# said differently\ncase: other\nabout: more\ntags: [x]\nprofiles: [pandas]\ninputs:\n  'df':\n    columns:\n      a:\n        type: int64\n        values:\n          - 1\n          - 2\nsteps:\n  - filter: 'a > 1'\n";
    assert_eq!(hash(base), hash(same));
    for (from, to) in
        [("a > 1", "a > 2"), ("[1, 2]", "[1, 3]"), ("[1, 2]", "[1, null]"), ("int64", "int32"), ("df", "dg")]
    {
        assert_ne!(hash(base), hash(&base.replace(from, to)), "{to}");
    }
    let strings = "case: c\ninputs: {df: {columns: {a: {type: string, values: [\"null\"]}}}}\nsteps: []\n";
    assert_ne!(hash(strings), hash(&strings.replace("\"null\"", "null")));
    let matrix = load(
        "case: c\nmatrix: {n: [1, 2]}\ninputs: {df: {columns: {a: {type: int64, values: [1]}}}}\nsteps: [{head: \"${n}\"}]\n",
    );
    assert_ne!(matrix.cases[0].hash, matrix.cases[1].hash);
    assert_eq!(matrix.cases[1].hash, with_steps("[{head: 2}]").hash);
}

#[test]
fn a_data_file_is_found_beside_its_case_and_counts_in_the_hash() {
    let root = tempfile::tempdir().expect("a folder");
    let data = write(root.path(), "cases/data/d.csv", "a\n1\n");
    let text = "case: c\ninputs: {df: {file: data/d.csv, columns: {a: {type: string}}}}\nsteps: []\n";
    let path = write(root.path(), "cases/c.yaml", text);
    let load = || case::load(std::slice::from_ref(&path)).cases.into_iter().next().expect("a case");
    let before = load();
    let Source::File(file) = &before.inputs[0].source else { panic!("a file") };
    assert_eq!((&file.path, file.named.as_str(), file.columns.len()), (&data, "data/d.csv", 1));
    std::fs::write(&data, "a\n2\n").expect("a file");
    assert_ne!(before.hash, load().hash);
}

#[test]
fn a_bad_neighbour_costs_nobody_else() {
    let text = format!(
        "{CASE}---\ncase: [\n---\n{CASE}---\ncase: c\nsteps: []\n---\nmatrix: {{n: [1, x]}}\n{}",
        CASE.replace("[]", "[{head: \"${n}\"}]")
    );
    let loaded = load(&text);
    let ids: Vec<&str> = loaded.cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids, ["t#1", "t#3", "t#5[n=1]"]);
    assert_eq!(loaded.problems.len(), 3);
}

#[test]
fn inputs_without_parameters_are_shared_between_combinations() {
    let loaded = load(&format!("matrix: {{n: [1, 2]}}\n{CASE}"));
    let values = |i: usize| match &loaded.cases[i].inputs[0].source {
        Source::Inline(columns) => columns[0].values.clone(),
        Source::File(_) | Source::Made(_) => panic!("columns"),
    };
    assert!(std::sync::Arc::ptr_eq(&values(0), &values(1)));
}

#[test]
fn aliases_are_copies_within_a_budget() {
    let case = one("case: c\ninputs: {df: {columns: {a: &a {type: int64, values: [1]}, b: *a}}}\nsteps: []\n");
    let Source::Inline(columns) = &case.inputs[0].source else { panic!("columns") };
    assert_eq!(columns.len(), 2);
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for i in 1..12 {
        let item = format!("*a{}", i - 1);
        bomb.push_str(&format!("a{i}: &a{i} [{}]\n", vec![item; 10].join(", ")));
    }
    let loaded = load(&bomb);
    assert_eq!(loaded.cases.len(), 0);
    assert!(loaded.problems[0].message.contains("aliases"), "{}", loaded.problems[0]);
}

#[test]
fn hostile_files_are_refused_and_nothing_breaks() {
    for piece in
        ["[", "{", "- ", "? ", "a: ", "&a ", "!!x ", "- - ", "${", "'", "\"", "|\n", "%", "\u{feff}", "---\n", "\0"]
    {
        let loaded = load(&piece.repeat(50_000));
        assert_eq!(loaded.cases.len(), 0, "{piece}");
        assert!(!loaded.problems.is_empty(), "{piece}");
        for problem in loaded.problems.iter().take(5) {
            assert!(problem.render(false).contains("t.yaml"));
        }
    }
}
