//! Results as JSON, a line a result, exactly as the case format has them.

use serde_json::{Map, Number, Value, json};

use super::{CaseResult, Cell, ErrorKind, Failure, Order, Outcome, ResultColumn, ResultTable};

impl CaseResult {
    /// The result as one JSON object. With a `limit`, at most that many rows, and `row_count` says how many there are.
    pub fn to_json(&self, limit: Option<usize>) -> Value {
        let mut object = Map::new();
        object.insert("case".to_owned(), self.case.clone().into());
        object.insert("profile".to_owned(), self.profile.clone().into());
        match &self.outcome {
            Outcome::Table(table) => {
                let columns: Vec<Value> =
                    table.columns.iter().map(|c| json!({"name": c.name, "type": c.ty, "dtype": c.dtype})).collect();
                let rows: Vec<Value> = (0..table.rows.min(limit.unwrap_or(usize::MAX)))
                    .map(|i| table.columns.iter().map(|c| c.values[i].to_json()).collect())
                    .collect();
                object.insert("outcome".to_owned(), "table".into());
                object.insert("columns".to_owned(), columns.into());
                object.insert("rows".to_owned(), rows.into());
                if limit.is_some() {
                    object.insert("row_count".to_owned(), table.rows.into());
                }
                object.insert("order".to_owned(), table.order.name().into());
                object.insert("order_keys".to_owned(), table.order_keys.clone().into());
            }
            Outcome::Error(failure) => {
                object.insert("outcome".to_owned(), "error".into());
                object.insert("error".to_owned(), json!({"kind": failure.kind.name(), "message": failure.message}));
            }
        }
        Value::Object(object)
    }

    /// The result that a JSON object says, or what is wrong with it.
    ///
    /// # Errors
    /// A sentence, when the object is not a result.
    pub fn from_json(value: &Value) -> Result<Self, String> {
        let text =
            |name: &str| value[name].as_str().map(str::to_owned).ok_or_else(|| format!("`{name}` is not a text"));
        let outcome = match value["outcome"].as_str() {
            Some("table") => Outcome::Table(table(value)?),
            Some("error") => {
                let kind = value["error"]["kind"].as_str().and_then(ErrorKind::named).ok_or("not an error kind")?;
                Outcome::Error(Failure::new(kind, value["error"]["message"].as_str().unwrap_or_default()))
            }
            _ => return Err("`outcome` is neither `table` nor `error`".to_owned()),
        };
        Ok(Self { case: text("case")?, profile: text("profile")?, outcome })
    }
}

fn table(value: &Value) -> Result<ResultTable, String> {
    let rows = value["rows"].as_array().ok_or("`rows` is not a list")?;
    let columns = value["columns"].as_array().ok_or("`columns` is not a list")?;
    if let Some(row) = rows.iter().find(|row| row.as_array().is_none_or(|r| r.len() != columns.len())) {
        return Err(format!("a row of another width than the table: {row}"));
    }
    let columns = columns
        .iter()
        .enumerate()
        .map(|(i, column)| {
            let text = |name: &str| {
                column[name].as_str().map(str::to_owned).ok_or_else(|| format!("a column's `{name}` is not a text"))
            };
            let ty = text("type")?;
            let words = Words::of(&ty);
            let values = rows.iter().map(|row| Cell::from_json(&row[i], words)).collect::<Result<_, _>>()?;
            Ok(ResultColumn { name: text("name")?, dtype: text("dtype")?, values, ty })
        })
        .collect::<Result<Vec<_>, String>>()?;
    let order = match value["order"].as_str() {
        Some("total") => Order::Total,
        Some("keys") => Order::Keys,
        Some("none") => Order::None,
        _ => return Err("`order` is none of `total`, `keys`, `none`".to_owned()),
    };
    let order_keys = value["order_keys"].as_array().into_iter().flatten();
    Ok(ResultTable {
        columns,
        rows: rows.len(),
        order,
        order_keys: order_keys.filter_map(Value::as_str).map(str::to_owned).collect(),
    })
}

/// Which words stand for floating-point values in a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    /// Text is text.
    None,
    /// Lists may hold `"NaN"` and infinities, a value that is no list only infinities.
    Object,
    /// `"NaN"` and infinities.
    Float,
}

impl Words {
    fn of(ty: &str) -> Self {
        if ty.contains("float") {
            Self::Float
        } else if ty == "object" {
            Self::Object
        } else {
            Self::None
        }
    }
}

impl Cell {
    /// The value in JSON.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(b) => (*b).into(),
            Self::Int(i) => i64::try_from(*i)
                .map(Number::from)
                .or_else(|_| u64::try_from(*i).map(Number::from))
                .map_or_else(|_| (*i as f64).into(), Value::Number),
            Self::Float(x) if x.is_nan() => "NaN".into(),
            Self::Float(x) if x.is_infinite() => if *x > 0.0 { "Infinity" } else { "-Infinity" }.into(),
            Self::Float(x) => (*x).into(),
            Self::Str(s) => s.clone().into(),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
        }
    }

    fn from_json(value: &Value, words: Words) -> Result<Self, String> {
        Ok(match value {
            Value::Null => Self::Null,
            Value::Bool(b) => Self::Bool(*b),
            Value::Number(n) => match (n.as_i64(), n.as_u64(), n.as_f64()) {
                (Some(i), _, _) => Self::Int(i.into()),
                (_, Some(u), _) => Self::Int(u.into()),
                (_, _, Some(x)) => Self::Float(x),
                _ => return Err(format!("{n} is not a number that a table can hold")),
            },
            Value::String(s) => match (s.as_str(), words) {
                ("NaN", Words::Float) => Self::Float(f64::NAN),
                ("Infinity", Words::Float | Words::Object) => Self::Float(f64::INFINITY),
                ("-Infinity", Words::Float | Words::Object) => Self::Float(f64::NEG_INFINITY),
                _ => Self::Str(s.clone()),
            },
            Value::Array(items) => {
                let words = if words == Words::Object { Words::Float } else { words };
                Self::List(items.iter().map(|i| Self::from_json(i, words)).collect::<Result<_, _>>()?)
            }
            Value::Object(_) => return Err("a cell is not an object".to_owned()),
        })
    }
}
