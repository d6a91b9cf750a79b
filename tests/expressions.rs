//! The expression grammar, by what each text is read as.

#![expect(clippy::panic, reason = "a test fails by panicking, and its files are its own")]

use parallax::case::expr::{BinaryOp, Expr, Function, Literal, UnaryOp};
use parallax::case::types::Type;

/// Reads a text that is an expression.
fn read(text: &str) -> Expr {
    text.parse().unwrap_or_else(|wrong| panic!("{text}: {wrong}"))
}

fn column(name: &str) -> Expr {
    Expr::Column(name.into())
}

fn int(value: i128) -> Expr {
    Expr::Literal(Literal::Int(value))
}

fn binary(op: BinaryOp, a: Expr, b: Expr) -> Expr {
    Expr::Binary(op, Box::new(a), Box::new(b))
}

fn unary(op: UnaryOp, a: Expr) -> Expr {
    Expr::Unary(op, Box::new(a))
}

/// Both texts are read as the same tree.
fn same(text: &str, bracketed: &str) {
    assert_eq!(read(text), read(bracketed), "{text} is not {bracketed}");
}

#[test]
fn tighter_operators_bind_first() {
    same("a or b and not c == d + e * -f ** g", "a or (b and (not (c == (d + (e * (-(f ** g)))))))");
    same("a and b or c and d", "(a and b) or (c and d)");
    same("not a == b", "not (a == b)");
    same("not a in (1)", "not (a in (1))");
    same("a + b < c % d", "(a + b) < (c % d)");
}

#[test]
fn operators_of_one_strength_go_left_to_right_but_power() {
    same("a - b - c", "(a - b) - c");
    same("a / b // c * d % e", "(((a / b) // c) * d) % e");
    same("a ** b ** c", "a ** (b ** c)");
    same("a or b or c", "(a or b) or c");
}

#[test]
fn a_numeral_after_a_minus_is_a_literal_unless_a_power_follows() {
    assert_eq!(read("-2"), int(-2));
    assert_eq!(read("- 2"), int(-2));
    assert_eq!(read("-9223372036854775808"), int(-9_223_372_036_854_775_808));
    assert_eq!(read("-inf"), Expr::Literal(Literal::Float(f64::NEG_INFINITY)));
    assert_eq!(read("-2 ** 2"), unary(UnaryOp::Neg, binary(BinaryOp::Pow, int(2), int(2))));
    assert_eq!(read("a ** -1"), binary(BinaryOp::Pow, column("a"), int(-1)));
    assert_eq!(read("a - 1"), binary(BinaryOp::Sub, column("a"), int(1)));
    assert_eq!(read("a -1"), binary(BinaryOp::Sub, column("a"), int(1)));
    assert_eq!(read("-(2)"), unary(UnaryOp::Neg, int(2)));
    assert_eq!(read("-a"), unary(UnaryOp::Neg, column("a")));
}

#[test]
fn numbers_are_read_exactly() {
    assert_eq!(read("18446744073709551616"), int(18_446_744_073_709_551_616));
    assert_eq!(read("0x1F"), int(31));
    assert_eq!(read("010"), int(10));
    for (text, value) in
        [("1.5", 1.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("1E-2", 0.01), ("inf", f64::INFINITY)]
    {
        assert_eq!(read(text), Expr::Literal(Literal::Float(value)), "{text}");
    }
    assert!(matches!(read("nan"), Expr::Literal(Literal::Float(x)) if x.is_nan()));
}

#[test]
fn names_and_strings_double_their_quotes() {
    assert_eq!(read("`a b`"), column("a b"));
    assert_eq!(read("`in`"), column("in"));
    assert_eq!(read("`a``b`"), column("a`b"));
    assert_eq!(read("é_1"), column("é_1"));
    assert_eq!(read("True"), column("True"));
    assert_eq!(read("'it''s'"), Expr::Literal(Literal::Str("it's".into())));
    assert_eq!(read(r"'a\n'"), Expr::Literal(Literal::Str(r"a\n".into())));
    assert_eq!(read("''"), Expr::Literal(Literal::Str("".into())));
}

#[test]
fn in_lists_hold_literals() {
    let list = vec![Literal::Int(-1), Literal::Null, Literal::Str("x".into()), Literal::Bool(true)];
    let operand = Box::new(column("a"));
    assert_eq!(read("a not in (-1, null, 'x', true)"), Expr::In { operand, list, negated: true });
    assert_eq!(read("a in ()"), Expr::In { operand: Box::new(column("a")), list: vec![], negated: false });
    assert!("a in (b)".parse::<Expr>().is_err());
    assert!("a in (1 + 1)".parse::<Expr>().is_err());
}

#[test]
fn the_type_of_a_cast_is_bare_or_quoted() {
    for (text, ty) in [
        ("cast(a, int64)", Type::Int64),
        ("cast(a, 'decimal(5,1)')", Type::Decimal(5, 1)),
        ("cast(a, decimal(5, 1))", Type::Decimal(5, 1)),
        ("cast(a, list<list<string>>)", Type::List(Box::new(Type::List(Box::new(Type::String))))),
        ("cast(a, timestamp[Europe/Berlin] )", Type::Timestamp(Some("Europe/Berlin".into()))),
    ] {
        assert_eq!(read(text), Expr::Cast(Box::new(column("a")), ty), "{text}");
    }
    same("cast(cast(a, int64), string) + b", "(cast((cast(a, 'int64')), 'string')) + b");
    assert_eq!(read("cast"), column("cast"));
}

#[test]
fn dates_and_timestamps_are_literals() {
    let date = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).expect("a date");
    let time = date.and_hms_opt(10, 0, 0).expect("a time");
    assert_eq!(read("date'2024-01-31'"), Expr::Literal(Literal::Date(date)));
    assert_eq!(read("timestamp'2024-01-31 10:00:00'"), Expr::Literal(Literal::Timestamp(time)));
    assert_eq!(read("date"), column("date"));
    assert!("date'2024-02-30'".parse::<Expr>().is_err());
}

#[test]
fn functions_take_as_many_arguments_as_they_have() {
    for function in Function::ALL {
        let (fewest, most) = function.arity();
        for n in 0..5 {
            let text = format!("{}({})", function.name(), ["a", "'day'", "3", "4", "5"][..n].join(", "));
            assert_eq!(text.parse::<Expr>().is_ok(), (fewest..=most).contains(&n), "{text}");
        }
    }
}

#[test]
fn what_is_wrong_is_told_with_its_column() {
    for (text, wrong) in [
        ("a < b < c", "7: comparisons do not chain"),
        ("a in (1) == b", "10: comparisons do not chain"),
        ("é + ", "5: expected a value, found the end"),
        ("round(a, b)", "10: the second and later arguments of `round` must be literals"),
        ("a == \"x\"", "6: `\"` has no meaning here"),
        ("a == not b", "6: expected a value, found `not`"),
    ] {
        assert_eq!(text.parse::<Expr>(), Err(wrong.to_owned()), "{text}");
    }
}

#[test]
fn hostile_text_is_refused_and_nothing_breaks() {
    for piece in
        ["(", "-", "not ", "a ** ", "abs(", "a + ", "a or ", "'", "`", "cast(", "a in (", "1", "é", "-(", "x == "]
    {
        let text = piece.repeat(100_000);
        let _ = text.parse::<Expr>();
        assert!(format!("{text}a").parse::<Expr>().is_err() || piece == "1" || piece == "é", "{piece}");
    }
}
