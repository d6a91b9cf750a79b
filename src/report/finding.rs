//! What a run found that someone should look at, one after the other: the model of the reports that list problems.

use super::model::{Broken, Expected, Moved, Run, Verdict, Way};
use crate::case::decode::count;
use crate::case::plan::Case;

/// One thing to look at.
#[derive(Debug, Clone)]
pub struct Finding<'a> {
    /// What sort of thing it is.
    pub rule: Rule,
    /// The case it is about.
    pub case: Option<&'a Case>,
    /// The profile, or the two of them with an arrow.
    pub profile: String,
    /// A sentence; the case and the profile are not in it.
    pub message: String,
    /// The kinds of difference and notes that it is about; none where it is about no difference.
    pub kinds: Vec<&'static str>,
}

crate::case::plan::named! {
    /// The sorts of findings.
    Rule {
        /// A result differs from the golden.
        NotAsRecorded = "not-as-recorded",
        /// A result is listed in golden/open, but agrees with the golden.
        Settled = "settled",
        /// The engine has no answer.
        Unanswered = "unanswered",
        /// A case changed since its golden was recorded.
        Stale = "stale",
        /// Profiles that must agree differ.
        MustAgree = "must-agree",
        /// A difference that is expected is gone.
        ExpectedGone = "expected-gone",
        /// A difference or a result is not what it was in the baseline.
        SinceBaseline = "since-baseline",
        /// Something is kept for a case that is no more.
        Leftover = "leftover",
        /// A result differs from the golden, as golden/open says.
        Open = "open",
        /// A difference of the baseline is gone.
        GoneSinceBaseline = "gone-since-baseline",
    }
}

impl Rule {
    /// Whether it fails the run.
    pub const fn fails(self) -> bool {
        !matches!(self, Self::Open | Self::GoneSinceBaseline)
    }
}

/// All of them: a case after the other, then what is about no case.
pub fn all<'a>(run: &Run<'a>) -> Vec<Finding<'a>> {
    let mut out = Vec::new();
    for (place, report) in run.cases.iter().enumerate() {
        let of = |rule, profile: &str, message, kinds| Finding {
            rule,
            case: Some(report.case),
            profile: profile.to_owned(),
            message,
            kinds,
        };
        for answer in &report.answers {
            if let Some((rule, message, kinds)) = of_verdict(&answer.verdict) {
                out.push(of(rule, answer.profile, message, kinds));
            }
        }
        for broken in run.broken.iter().filter(|broken| broken.case == place) {
            let (rule, message, kinds) = of_expectation(broken);
            out.push(of(rule, &format!("{} → {}", broken.from, broken.to), message, kinds));
        }
        let since = run.since.iter().flat_map(|since| &since.moved).filter(|moved| moved.case == report.case.id);
        for moved in since {
            let rule = if moved.way == Way::Gone { Rule::GoneSinceBaseline } else { Rule::SinceBaseline };
            out.push(of(rule, moved.about.trim_start_matches("under "), told(moved), kinds(moved)));
        }
    }
    let loose = |message: &String| Finding {
        rule: Rule::Leftover,
        case: None,
        profile: String::new(),
        message: message.clone(),
        kinds: Vec::new(),
    };
    out.extend(run.leftover.iter().map(loose));
    out
}

/// What is found of a result, and in which kinds it differs.
type Told = (Rule, String, Vec<&'static str>);

fn of_verdict(verdict: &Verdict) -> Option<Told> {
    let differs = |words: &[&str]| format!("differs from the golden in {}", words.join(", "));
    Some(match verdict {
        Verdict::Failed(c) => (Rule::NotAsRecorded, differs(&c.words()), c.words()),
        Verdict::Open(c, reason) => {
            let words = c.words();
            let more = reason.strip_prefix("differs in ").and_then(|more| more.strip_prefix(&*words.join(", ")));
            let more = more.unwrap_or(reason).trim_start_matches([';', ':', ' ']);
            let told = if more.is_empty() { differs(&words) } else { format!("{}: {more}", differs(&words)) };
            (Rule::Open, told, words)
        }
        Verdict::Settled => (Rule::Settled, "agrees now: remove it from golden/open".to_owned(), Vec::new()),
        Verdict::Unanswered => (Rule::Unanswered, "the engine has no answer".to_owned(), Vec::new()),
        Verdict::Stale => {
            let message = "the case changed since it was recorded: `parallax record --changed`";
            (Rule::Stale, message.to_owned(), Vec::new())
        }
        Verdict::Agreed | Verdict::Unverified | Verdict::Undetermined | Verdict::Other | Verdict::Declared(..) => {
            return None;
        }
    })
}

fn of_expectation(broken: &Broken) -> Told {
    let kinds: Vec<&str> = broken.kinds.iter().map(|kind| kind.name()).collect();
    match &broken.expected {
        Expected::Agreement => (Rule::MustAgree, format!("must agree, and differ in {}", kinds.join(", ")), kinds),
        Expected::Difference(because) => {
            let what = if kinds.is_empty() { String::new() } else { format!(" in {}", kinds.join(", ")) };
            let message = format!("are expected to differ{what} ({because}) and do not: remove it from `expect`");
            (Rule::ExpectedGone, message, Vec::new())
        }
    }
}

/// The kinds of a difference, as words of the format.
fn kinds(moved: &Moved) -> Vec<&'static str> {
    let known = crate::result::Kind::WORDS.iter().copied();
    known.filter(|word| moved.is_difference && moved.now.iter().any(|w| w == word)).collect()
}

fn told(moved: &Moved) -> String {
    let (before, now) = (moved.before.join(", "), moved.now.join(", "));
    match (moved.is_difference, moved.way) {
        (true, Way::Added) => format!("differ in {now}, and did not before"),
        (true, Way::Gone) => format!("differed in {before}, and do not any more"),
        (true, Way::Changed) => format!("differ in {now}, before in {before}"),
        (false, _) if before == now => "the result is another than before".to_owned(),
        (false, _) => format!("{now}, before {before}"),
    }
}

/// What changed since the baseline, in a line.
pub fn since_line(run: &Run<'_>) -> Option<String> {
    let since = run.since.as_ref()?;
    let of = |way: Way, difference: bool| {
        since.moved.iter().filter(|m| m.way == way && m.is_difference == difference).count()
    };
    Some(format!(
        "since the baseline: {} added, {} gone; of differences {} added, {} gone, {} changed; {} changed",
        count(since.cases_added.len(), "case"),
        since.cases_gone.len(),
        of(Way::Added, true),
        of(Way::Gone, true),
        of(Way::Changed, true),
        count(of(Way::Changed, false), "result"),
    ))
}
