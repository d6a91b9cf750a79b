//! A run as annotations of GitHub's: a line a finding, which GitHub shows at the case's place in its file.

use super::finding::{self, Finding, Rule};
use super::model::Run;
use super::safe::safe;

/// The workflow commands, what fails first: GitHub shows the first ten of each level.
pub fn render(run: &Run<'_>) -> String {
    let found = finding::all(run);
    let (failing, told): (Vec<&Finding<'_>>, Vec<&Finding<'_>>) =
        found.iter().partition(|finding| finding.rule.fails());
    let mut out: String = failing.into_iter().chain(told).map(line).collect();
    out.push_str(&run.headline());
    out.push('\n');
    out
}

fn line(finding: &Finding<'_>) -> String {
    let level = match finding.rule {
        Rule::Open | Rule::GoneSinceBaseline => "notice",
        _ => "error",
    };
    let (place, title) = match finding.case {
        Some(case) => (
            format!("file={},line={},", property(&case.path.to_string_lossy()), case.line),
            format!("{} {}", case.id, finding.profile),
        ),
        None => (String::new(), "parallax".to_owned()),
    };
    let subject = if finding.profile.is_empty() { String::new() } else { format!("{}: ", finding.profile) };
    format!("::{level} {place}title={}::{}\n", property(&title), data(&format!("{subject}{}", finding.message)))
}

/// Text after the last colons.
fn data(text: &str) -> String {
    safe(text).replace('%', "%25")
}

/// Text of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn a_title_starts_no_command_of_its_own() {
        assert_eq!(data("a\n::error::b 5%"), "a\\n::error::b 5%25");
        assert_eq!(property("a,b: c"), "a%2Cb%3A c");
    }
}
