//! The schema agrees with the decoder: on every case of the repository, and on every bad one that shape alone can tell.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::{Value as Json, json};

use super::schema;
use crate::case::plan::{AggFn, Step, WindowFn};
use crate::case::scalar::{Core, resolve};
use crate::case::types::SIMPLE;
use crate::case::yaml::{Node, Value, documents};

/// A node as JSON, by YAML's core schema; what JSON cannot say becomes a number all the same.
fn to_json(node: &Node<'_>) -> Json {
    match &node.value {
        Value::Scalar { text, plain } => match if *plain { resolve(text) } else { Core::Text(text) } {
            Core::Null => Json::Null,
            Core::Bool(b) => json!(b),
            Core::Int(i) => i64::try_from(i).map_or(json!(u64::MAX), |i| json!(i)),
            Core::Huge | Core::Float(_) => json!(0.5),
            Core::Text(text) => json!(text),
        },
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(entries) => Json::Object(
            entries.iter().map(|(k, v)| (to_json(k).as_str().unwrap_or("?").to_owned(), to_json(v))).collect(),
        ),
    }
}

/// What is wrong with a value, by the keywords of JSON Schema that the schema uses; an unknown keyword is an error.
fn check(root: &Json, schema: &Json, value: &Json) -> Result<(), String> {
    let Json::Object(keywords) = schema else { return Ok(()) };
    let wrong = |keyword: &str| Err(format!("{keyword}: {value} against {schema}"));
    for (keyword, rule) in keywords {
        let holds = match keyword.as_str() {
            "$schema" | "title" | "description" | "definitions" | "properties" | "patternProperties" => true,
            "$ref" => {
                let path = rule.as_str().unwrap_or_default().trim_start_matches('#');
                check(root, root.pointer(path).ok_or("a reference to nothing")?, value)?;
                true
            }
            "type" => {
                let is = |ty: &Json| match ty.as_str().unwrap_or_default() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "number" => value.is_number(),
                    _ => false,
                };
                rule.as_array().map_or_else(|| is(rule), |types| types.iter().any(is))
            }
            "enum" => rule.as_array().is_some_and(|words| words.contains(value)),
            "anyOf" => {
                rule.as_array().is_some_and(|schemas| schemas.iter().any(|schema| check(root, schema, value).is_ok()))
            }
            "pattern" => {
                let pattern = fancy_regex::Regex::new(rule.as_str().unwrap_or_default()).map_err(|e| e.to_string())?;
                value.as_str().is_none_or(|text| pattern.is_match(text).unwrap_or(false))
            }
            "minimum" => value.as_i64().zip(rule.as_i64()).is_none_or(|(n, low)| n >= low),
            "maximum" => value.as_i64().zip(rule.as_i64()).is_none_or(|(n, high)| n <= high),
            "minProperties" => size(value) >= rule.as_u64().unwrap_or(0),
            "maxProperties" => size(value) <= rule.as_u64().unwrap_or(0),
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap_or(0)),
            "maxItems" => value.as_array().is_none_or(|items| items.len() as u64 <= rule.as_u64().unwrap_or(0)),
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    check(root, rule, item)?;
                }
                true
            }
            "required" => {
                let names = rule.as_array().into_iter().flatten().filter_map(Json::as_str);
                value.as_object().is_none_or(|map| names.clone().all(|name| map.contains_key(name)))
            }
            "additionalProperties" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    let known = keywords.get("properties").and_then(|p| p.get(name));
                    let by_pattern = keywords.get("patternProperties").is_some() && name.contains("${");
                    match (known, rule) {
                        (Some(schema), _) => check(root, schema, value)?,
                        (None, _) if by_pattern => {}
                        (None, Json::Bool(false)) => return Err(format!("{name} is not in {schema}")),
                        (None, rule) => check(root, rule, value)?,
                    }
                }
                true
            }
            other => return Err(format!("the test does not know {other}")),
        };
        if !holds {
            return wrong(keyword);
        }
    }
    Ok(())
}

fn size(value: &Json) -> u64 {
    value.as_object().map_or(0, |map| map.len() as u64)
}

/// What is wrong with the documents of a text.
fn validate(text: &str) -> Vec<String> {
    static SCHEMA: LazyLock<Json> = LazyLock::new(schema);
    let documents = documents(text);
    documents.into_iter().flatten().filter_map(|root| check(&SCHEMA, &SCHEMA, &to_json(&root)).err()).collect()
}

fn yaml_files(folder: &str) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "yaml") {
                files.push(path);
            }
        }
    }
    files
}

#[test]
fn every_case_of_the_suite_is_valid() {
    let files = yaml_files("cases");
    assert!(!files.is_empty());
    for path in files {
        let wrong = validate(&std::fs::read_to_string(&path).unwrap_or_default());
        assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
    }
}

#[test]
fn what_is_bad_by_its_shape_is_invalid() {
    let shapes = [
        "missing_case",
        "missing_inputs",
        "missing_steps",
        "unknown_field",
        "unknown_step",
        "two_steps_in_one_map",
        "unknown_step_field",
        "step_values",
        "wrong_shapes",
        "unknown_types",
    ];
    let files = yaml_files("tests/bad_cases");
    for shape in shapes {
        let path = files.iter().find(|p| p.file_stem().is_some_and(|s| s == shape));
        let text = path.and_then(|p| std::fs::read_to_string(p).ok()).unwrap_or_default();
        assert!(!validate(&text).is_empty(), "{shape} is valid");
    }
}

#[test]
fn every_word_of_the_vocabulary_is_in_the_schema() {
    let schema = schema();
    let steps = &schema["definitions"]["step"]["properties"];
    for (word, doc) in Step::WORDS {
        assert_eq!(steps[word]["description"].as_str(), Some(doc.trim()), "{word}");
    }
    assert_eq!(size(steps), Step::WORDS.len() as u64);
    let text = schema.to_string();
    for word in AggFn::ALL.iter().map(|f| f.name()).chain(WindowFn::ALL.iter().map(|f| f.name())) {
        assert!(text.contains(&format!("{word}|")) || text.contains(&format!("|{word})")), "{word}");
    }
    for ty in &SIMPLE {
        assert!(text.contains(&format!("\"{ty}\"")), "{ty}");
    }
}

#[test]
fn a_parameter_may_stand_for_any_value() {
    let text = "case: c\nmatrix: {x: [1]}\ninputs: {df: {partitions: \"${x}\", via: \"${x}\", columns: {a: {type: \"${x}\", values: \"${x}\"}}}}\n\
        steps: [{\"${x}\": 3}, {head: \"${x}\"}, {sort: {by: \"${x}\", ascending: \"${x}\"}}, {join: {with: b, suffixes: \"${x}\"}}, {fillna: {value: \"${x}\"}}]\n";
    assert_eq!(validate(text), Vec::<String>::new());
}
