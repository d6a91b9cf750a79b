//! NumPy's `str` and `repr` of an array among objects.
//!
//! Source: NumPy, `core/arrayprint.py` (`_formatArray`, `FloatingFormat`, `IntegerFormat`, `DatetimeFormat`).

use super::python;
use crate::engine::dtype::Kind;
use crate::engine::object::{NdArray, Obj};

/// How many characters a line has.
const LINE: usize = 75;

/// `str(array)`.
pub(in crate::engine) fn str(array: &NdArray) -> String {
    lines(&words(array), " ", 1, LINE)
}

/// `repr(array)`.
pub(in crate::engine) fn repr(array: &NdArray) -> String {
    let tail = match (&array.kind, array.items.is_empty()) {
        (Kind::Int64 | Kind::Float64 | Kind::Bool, false) => String::new(),
        (kind, _) => format!(", dtype={}", name(kind)),
    };
    format!("array({}{tail})", lines(&words(array), ", ", "array([".len(), LINE - ")".len()))
}

fn name(kind: &Kind) -> String {
    match crate::engine::dtype::DType::numpy(kind.clone()).native() {
        name if name.contains('[') => format!("'{name}'"),
        name => name,
    }
}

/// Words one after the other, in as many lines as it takes.
fn lines(words: &[String], separator: &str, indent: usize, width: usize) -> String {
    let indent = " ".repeat(indent);
    let (mut text, mut line) = (String::new(), indent.clone());
    let room = width - separator.trim_end().len().max(1);
    for (i, word) in words.iter().enumerate() {
        if line.chars().count() + word.chars().count() > room && line.len() > indent.len() {
            text.push_str(line.trim_end());
            text.push('\n');
            line.clone_from(&indent);
        }
        line.push_str(word);
        if i + 1 < words.len() {
            line.push_str(separator);
        }
    }
    text.push_str(&line);
    format!("[{}]", &text[indent.len()..])
}

/// Every element as it is written among the others.
fn words(array: &NdArray) -> Vec<String> {
    match &array.kind {
        Kind::Float32 | Kind::Float64 => floats(array),
        Kind::Timestamp(..) => {
            let written = |v: &Obj| match v {
                Obj::Timestamp(v, unit, _) => format!("'{}'", point(*v, *unit)),
                _ => "'NaT'".to_owned(),
            };
            right(array.items.iter().map(written).collect())
        }
        Kind::Duration(_) => {
            let written = |v: &Obj| match v {
                Obj::Timedelta(v, _) => v.to_string(),
                _ => "'NaT'".to_owned(),
            };
            right(array.items.iter().map(written).collect())
        }
        Kind::Bool => {
            let truth = |v: &Obj| if *v == Obj::Bool(true) { " True" } else { "False" }.to_owned();
            array.items.iter().map(truth).collect()
        }
        kind if kind.is_integer() => right(array.items.iter().map(python::repr).collect()),
        _ => array.items.iter().map(|v| if v.is_list_like() { nested(v) } else { python::repr(v) }).collect(),
    }
}

/// A list among objects names itself, so that it does not look like a part of the array.
fn nested(value: &Obj) -> String {
    match value {
        Obj::List(_) => format!("list({})", python::repr(value)),
        _ => python::repr(value),
    }
}

/// Words of one width, the short ones to the right.
fn right(words: Vec<String>) -> Vec<String> {
    let width = words.iter().map(String::len).max().unwrap_or(0);
    words.into_iter().map(|word| format!("{word:>width$}")).collect()
}

/// A point in time with all digits of its unit.
fn point(value: i64, unit: arrow::datatypes::TimeUnit) -> String {
    let per_second = super::per_second(unit);
    let seconds = value.div_euclid(per_second);
    let text = super::canonical::timestamp(seconds, arrow::datatypes::TimeUnit::Second, false);
    match per_second.ilog10() as usize {
        0 => text,
        digits => format!("{text}.{:0digits$}", value.rem_euclid(per_second)),
    }
}

/// Floats with their points below each other, with an exponent where they are large, small or far apart.
fn floats(array: &NdArray) -> Vec<String> {
    let values: Vec<f64> = array.items.iter().map(|v| if let Obj::Float(x) = v { *x } else { f64::NAN }).collect();
    let sizes: Vec<f64> = values.iter().filter(|x| x.is_finite() && **x != 0.0).map(|x| x.abs()).collect();
    let (low, high) = sizes.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), x| (low.min(*x), high.max(*x)));
    let exponents = !sizes.is_empty() && (high >= 1e8 || low < 1e-4 || high / low > 1000.0);
    let parts: Vec<Option<(String, String)>> = values
        .iter()
        .map(|&x| x.is_finite().then(|| if exponents { scientific(x) } else { positional(x, &array.kind) }))
        .collect();
    let known = || parts.iter().flatten();
    let digits = known().map(|(_, fraction)| fraction.find('e').unwrap_or(fraction.len())).max().unwrap_or(0);
    let filled = |fraction: &str| match fraction.split_once('e') {
        Some((fraction, exponent)) => format!("{fraction:0<digits$}e{exponent}"),
        None => format!("{fraction:<digits$}"),
    };
    let after = known().map(|(_, fraction)| filled(fraction).len()).max().unwrap_or(0);
    let odd = |x: f64| {
        if x.is_nan() {
            "nan"
        } else if x > 0.0 {
            "inf"
        } else {
            "-inf"
        }
    };
    let odd_width = values.iter().filter(|x| !x.is_finite()).map(|&x| odd(x).len()).max().unwrap_or(0);
    let before = known().map(|(whole, _)| whole.len()).max().unwrap_or(0).max(odd_width.saturating_sub(after + 1));
    let word = |(part, &x): (&Option<(String, String)>, &f64)| match part {
        Some((whole, fraction)) => format!("{whole:>before$}.{:<after$}", filled(fraction)),
        None => format!("{:>width$}", odd(x), width = before + 1 + after),
    };
    parts.iter().zip(&values).map(word).collect()
}

/// The digits before the point and those behind it, eight at most.
fn positional(x: f64, kind: &Kind) -> (String, String) {
    let shortest = if *kind == Kind::Float32 { (x as f32).to_string() } else { x.to_string() };
    let (whole, fraction) = shortest.split_once('.').unwrap_or((&shortest, ""));
    if fraction.len() <= 8 {
        return (whole.to_owned(), fraction.to_owned());
    }
    let rounded = format!("{x:.8}");
    let (whole, fraction) = rounded.split_once('.').unwrap_or((&rounded, ""));
    (whole.to_owned(), fraction.trim_end_matches('0').to_owned())
}

/// The digit before the point, those behind it and the exponent.
fn scientific(x: f64) -> (String, String) {
    let shortest = format!("{x:e}");
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let digits = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let rounded = if digits > 8 { format!("{x:.8e}") } else { shortest.clone() };
    let mantissa = rounded.split_once('e').map_or(mantissa, |(mantissa, _)| mantissa);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    (whole.to_owned(), format!("{fraction}e{sign}{:02}", exponent.abs()))
}
