//! The JSON Schema of a case, put together from the declarations that decode one.

use serde_json::{Value as Json, json};

use super::declare::{Field, described, field, object};
use super::decode::Decode;
use super::document::{Compare, Profiles};
use super::expect::Expect;
use super::plan::Step;
use super::values::Text;

/// JSON Schema (draft 7) of one document of a case file. A matrix parameter may stand for any value, so every place that
/// takes something else than text takes `${…}` too.
pub fn schema() -> Json {
    let tables = json!({
        "type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/definitions/input"},
    });
    let steps = json!({"anyOf": [
        {"type": "array", "items": {"anyOf": [{"$ref": "#/definitions/step"}, {"$ref": "#/definitions/parameter"}]}},
        {"$ref": "#/definitions/parameter"},
    ]});
    let matrix = json!({"type": "object", "additionalProperties": {"type": "array", "minItems": 1}});
    let case = object(&[
        field::<Text>("case", "The title: the one behaviour that the case is about, in words."),
        field::<Option<Text>>("about", "Markdown that says more than the title."),
        field::<Option<Vec<String>>>("tags", "Free labels, for --tag."),
        field::<Option<Text>>("source", "Where the behaviour is described or was reported."),
        Field::required("inputs", described(tables, "Named tables; the steps start at the first one.")),
        Field::required("steps", described(steps, "What is done, in order.")),
        Field::optional(
            "matrix",
            described(
                matrix,
                "Every combination of these values is a case of its own; ${name} stands for one below inputs and steps.",
            ),
        ),
        field::<Option<Profiles>>("profiles", "Only these profiles; a bare framework means every version of it."),
        field::<Option<Expect>>(
            "expect",
            "What the case is held to besides its goldens: profiles that agree, differences that are expected.",
        ),
        field::<Option<Compare>>("compare", "How exactly floating-point values must agree."),
    ]);
    let mut schema = json!({"$schema": "http://json-schema.org/draft-07/schema#", "title": "A Parallax case"});
    if let (Json::Object(schema), Json::Object(case)) = (&mut schema, case) {
        schema.extend(case);
        schema.insert(
            "definitions".to_owned(),
            json!({
                "parameter": {"type": "string", "pattern": r"\$\{.+\}", "description": "A matrix parameter."},
                "input": described(super::input::schema(), "A table of the case."),
                "step": described(Step::schema(), "One step: its name and what it takes."),
            }),
        );
    }
    schema
}

#[cfg(test)]
mod tests;
