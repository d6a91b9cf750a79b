//! What the page can be narrowed down by, and what its script goes by: a case's words, tags, groups of results and kinds of difference.

use std::collections::BTreeSet;

use maud::{Markup, PreEscaped, html};

use super::{letter, title};
use crate::report::model::{CaseReport, Differing, Run, Verdict};
use crate::report::safe::safe;
use crate::result::{Kind, compare};

const SCRIPT: &str = include_str!("page.js");

/// The form. It does nothing without the script, and is not shown then.
pub(super) fn form(run: &Run<'_>, areas: &[(&str, Vec<&CaseReport<'_>>)]) -> Markup {
    let tags: BTreeSet<&str> = run.cases.iter().flat_map(|report| &report.case.tags).map(String::as_str).collect();
    html! {
        form #filter hidden role="search" aria-label="Cases" {
            label.search { "Search " input #q type="search" placeholder="words of title, id, text, steps" autocomplete="off"; }
            (select("area", "Area", areas.iter().map(|(name, _)| (safe(name).into_owned(), title(name)))))
            (select("tag", "Tag", tags.into_iter().map(|tag| (safe(tag).into_owned(), safe(tag).into_owned()))))
            (select("kind", "Differs in", Kind::ALL.iter().map(|kind| (kind.name().to_owned(), kind.name().to_owned()))))
            (select("from", "between", run.profiles.iter().map(|name| ((*name).to_owned(), (*name).to_owned()))))
            (select("to", "and", run.profiles.iter().map(|name| ((*name).to_owned(), (*name).to_owned()))))
            (select("state", "State", [("failed", "not as recorded"), ("open", "open"), ("error", "some result an error"), ("left", "something left out"), ("partitions", "another result on other partitions")]
                .map(|(value, text)| (value.to_owned(), text.to_owned()))))
            @let causes = causes(run.pairs.iter().chain(&run.versions).flat_map(|pair| &pair.differing));
            @if !causes.is_empty() {
                (select("cause", "Cause", causes.into_iter().map(|id| (id.to_owned(), id.to_owned()))))
            }
            button type="reset" { "Clear" }
            button #theme type="button" { "Theme: system" }
            p { output #count aria-live="polite" {} " "
                span.quiet { "Keys: " kbd { "/" } " search, " kbd { "j" } " " kbd { "k" } " next and previous case, " kbd { "Enter" } " open or close it, " kbd { "Esc" } " clear" } }
        }
    }
}

fn select(id: &str, text: &str, options: impl IntoIterator<Item = (String, String)>) -> Markup {
    html! {
        label { (text) " " select id=(id) {
            option value="" { "any" }
            @for (value, text) in options { option value=(value) { (text) } }
        } }
    }
}

/// The script, at the end of the page.
pub(super) fn script(run: &Run<'_>) -> Markup {
    html! { script data-profiles=(run.profiles.join(" ")) { (PreEscaped(SCRIPT)) } }
}

/// What the script knows of a case.
pub(super) struct Facts {
    /// What a search looks through, in lower case.
    pub(super) words: String,
    /// Its tags, with bars around them.
    pub(super) tags: String,
    /// The letter of each profile's result, `-` where it did not run, in the order of the profiles.
    pub(super) groups: String,
    /// How groups differ: `AB:rows,type AC:value`.
    pub(super) kinds: String,
    /// Words for its state.
    pub(super) states: String,
    /// The axes that cause some difference of it.
    pub(super) causes: String,
}

/// The axes that cause these differences.
fn causes<'r>(found: impl IntoIterator<Item = &'r Differing>) -> BTreeSet<&'static str> {
    found
        .into_iter()
        .flat_map(|differing| &differing.causes)
        .flat_map(|cause| &cause.flips)
        .map(|flip| flip.axis.id)
        .collect()
}

/// What the script knows of `report`, whose results fall into `groups`.
pub(super) fn facts(run: &Run<'_>, report: &CaseReport<'_>, groups: &[Vec<usize>]) -> Facts {
    let case = report.case;
    let mut words = vec![case.id.as_str(), case.title.as_str(), case.about.as_deref().unwrap_or_default()];
    words.extend(case.tags.iter().map(String::as_str).chain(case.steps.iter().map(|step| step.word())));
    let of_profile = |profile: &&str| {
        let place = report.answers.iter().position(|answer| answer.profile == *profile);
        place.and_then(|place| groups.iter().position(|group| group.contains(&place))).map_or('-', letter)
    };
    let mut kinds = Vec::new();
    for (i, a) in groups.iter().enumerate() {
        for (j, b) in groups.iter().enumerate().skip(i + 1) {
            let (left, right) = (&report.answers[a[0]].outcome, &report.answers[b[0]].outcome);
            let found: Vec<&str> = compare(left, right, &report.rules).kinds.iter().map(|kind| kind.name()).collect();
            kinds.push(format!("{}{}:{}", letter(i), letter(j), found.join(",")));
        }
    }
    let states = report.answers.iter().flat_map(|answer| {
        let verdict = match &answer.verdict {
            Verdict::Failed(_) | Verdict::Settled | Verdict::Unanswered | Verdict::Stale => Some("failed"),
            Verdict::Open(..) => Some("open"),
            Verdict::Undetermined | Verdict::Other | Verdict::Declared(..) => Some("left"),
            Verdict::Agreed | Verdict::Unverified => None,
        };
        let partitions = (!answer.otherwise.is_empty()).then_some("partitions");
        [verdict, answer.outcome.error().map(|_| "error"), partitions].into_iter().flatten()
    });
    let states: BTreeSet<&str> = states.collect();
    Facts {
        words: safe(&words.join(" ").replace('\n', " ")).to_lowercase().chars().take(2000).collect(),
        tags: case.tags.iter().map(|tag| format!("|{}|", safe(tag))).collect(),
        groups: run.profiles.iter().map(of_profile).collect(),
        kinds: kinds.join(" "),
        states: states.into_iter().collect::<Vec<_>>().join(" "),
        causes: causes(run.differing(report)).into_iter().collect::<Vec<_>>().join(" "),
    }
}
