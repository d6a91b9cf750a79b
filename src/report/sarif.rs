//! A run as SARIF 2.1.0, for code scanning and editors: a result a finding, at the case's place in its file.

use serde_json::{Value, json};

use super::finding::{self, Finding, Rule};
use super::model::Run;

/// The log.
pub fn render(run: &Run<'_>) -> Value {
    let rules: Vec<Value> = Rule::ALL
        .iter()
        .map(|rule| {
            json!({
                "id": rule.name(),
                "shortDescription": {"text": rule.meaning().trim()},
                "defaultConfiguration": {"level": level(*rule)},
            })
        })
        .collect();
    let results: Vec<Value> = finding::all(run).iter().map(result).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "Parallax", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

const fn level(rule: Rule) -> &'static str {
    if rule.fails() { "error" } else { "note" }
}

fn result(finding: &Finding<'_>) -> Value {
    let place = Rule::ALL.iter().position(|rule| *rule == finding.rule);
    let subject = [finding.case.map(|case| case.id.as_str()), Some(finding.profile.as_str())];
    let subject: Vec<&str> = subject.into_iter().flatten().filter(|word| !word.is_empty()).collect();
    let text = match subject.join(", ") {
        subject if subject.is_empty() => finding.message.clone(),
        subject => format!("{subject}: {}", finding.message),
    };
    let mut result = json!({
        "ruleId": finding.rule.name(), "ruleIndex": place, "level": level(finding.rule), "message": {"text": text},
        "properties": {"profile": finding.profile, "kinds": finding.kinds},
    });
    if let Some(case) = finding.case {
        result["locations"] = json!([{
            "physicalLocation": {
                "artifactLocation": {"uri": uri(&case.path.to_string_lossy())},
                "region": {"startLine": case.line},
            },
            "logicalLocations": [{"fullyQualifiedName": case.id}],
        }]);
        let print = format!("{} {} {}", finding.rule.name(), case.id, finding.profile);
        result["partialFingerprints"] = json!({"parallaxFinding/v1": print});
    }
    result
}

/// A path as a relative reference: what no URI has is written by its bytes.
fn uri(path: &str) -> String {
    let path = path.trim_start_matches("./");
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => out.push(byte.into()),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_is_a_uri() {
        assert_eq!(uri("./cases/a b#1/č.yaml"), "cases/a%20b%231/%C4%8D.yaml");
    }
}
