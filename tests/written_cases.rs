//! Cases written back to YAML are the same cases when they are read again.

use std::path::Path;

use parallax::case::plan::{Case, Source};
use parallax::case::{load_text, write};
use parallax::fuzz::Origin;

/// Inputs and steps as text, in which NaN equals itself.
fn content(case: &Case) -> String {
    let mut out = format!("{:?}", case.steps);
    for input in &case.inputs {
        out.push_str(&format!("\n{} {} {:?}", input.name, input.partitions, input.via));
        if let Source::Inline(columns) = &input.source {
            for column in columns {
                out.push_str(&format!("\n{} {} {:?}", column.name, column.ty, column.values));
            }
        }
    }
    out
}

#[test]
fn a_made_up_case_is_read_back_as_it_was_written() {
    for n in 0..2000 {
        let case = Origin::Vocabulary.case(7, n);
        let text = write::yaml(&case);
        let loaded = load_text(Path::new("t.yaml"), &text);
        let told: Vec<String> = loaded.problems.iter().map(|p| p.render(false)).collect();
        assert_eq!(told, Vec::<String>::new(), "{text}");
        assert_eq!(loaded.cases.len(), 1, "{text}");
        assert_eq!(content(&loaded.cases[0]), content(&case), "{text}");
    }
}
