//! What a run found: every case under every profile, and what differs between the frameworks of the newest edition.

use super::partitions::Otherwise;
use super::shown::Shown;
use std::collections::HashMap;

use crate::case::plan::Case;
use crate::engine::declared::Class;
use crate::explain::cause::Cause;
use crate::explain::remedy::Remedies;
use crate::explain::trace::Trace;
use crate::golden::Golden;
use crate::profile::Profile;
use crate::result::{Comparison, ErrorKind, Kind, Outcome, Rules, compare};

/// What a run found.
#[derive(Debug)]
pub struct Run<'a> {
    /// The profiles that ran, in order.
    pub profiles: Vec<&'a str>,
    /// The profiles themselves.
    pub given: &'a [Profile],
    /// The cases that ran, in case order.
    pub cases: Vec<CaseReport<'a>>,
    /// The frameworks of the newest edition, two by two.
    pub pairs: Vec<Pair<'a>>,
    /// Each framework's versions, one after the other.
    pub versions: Vec<Pair<'a>>,
    /// Where what is expected does not hold.
    pub broken: Vec<Broken>,
    /// What changed since an earlier run, if it was held against one.
    pub since: Option<Since>,
    /// Sentences about goldens and entries of `golden/open` that fit no case; these fail the run.
    pub leftover: Vec<String>,
    /// Sentences that are worth knowing and fail nothing.
    pub remarks: Vec<String>,
    /// How much of the data the reports show.
    pub shown: Shown,
}

/// Two profiles that are not as a case or `parallax.yaml` expects.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The case, by place in the run.
    pub case: usize,
    /// The one profile.
    pub from: String,
    /// The other.
    pub to: String,
    /// What was expected.
    pub expected: Expected,
    /// The kinds in which they differ, or of which there is no difference any more.
    pub kinds: Vec<Kind>,
}

/// What is expected of two profiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// That their results agree.
    Agreement,
    /// That they differ, for this reason.
    Difference(String),
}

/// What changed since an earlier run.
#[derive(Debug, Default)]
pub struct Since {
    /// Cases that came.
    pub cases_added: Vec<String>,
    /// Cases that went.
    pub cases_gone: Vec<String>,
    /// Differences and results that are not as they were.
    pub moved: Vec<Moved>,
}

/// A difference between two profiles, or a result under one, that is not as it was.
#[derive(Debug, Clone)]
pub struct Moved {
    /// The case.
    pub case: String,
    /// `pandas@3.1 → spark@4.3`, or `under pandas@3.1`.
    pub about: String,
    /// Whether it is a difference.
    pub is_difference: bool,
    /// How it moved.
    pub way: Way,
    /// The kinds of the difference, or the result's verdict, before.
    pub before: Vec<String>,
    /// And now.
    pub now: Vec<String>,
}

/// How something moved since an earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It was not there.
    Added,
    /// It is not there any more.
    Gone,
    /// It is another.
    Changed,
}

/// One case under every profile.
#[derive(Debug)]
pub struct CaseReport<'a> {
    /// The case.
    pub case: &'a Case,
    /// How its results are compared.
    pub rules: Rules,
    /// What is recorded of its file.
    pub golden: Option<&'a Golden>,
    /// Its answers, in the order of the profiles it is for.
    pub answers: Vec<Answered<'a>>,
}

/// The engine's answer under one profile, and what the golden says of it.
#[derive(Debug)]
pub struct Answered<'a> {
    /// The profile.
    pub profile: &'a str,
    /// What the engine answered.
    pub outcome: Outcome,
    /// What the framework answered, if it is recorded for this very case.
    pub golden: Option<&'a Outcome>,
    /// How the two stand.
    pub verdict: Verdict,
    /// With which numbers of partitions it is another one.
    pub otherwise: Vec<Otherwise>,
}

/// How the engine's answer and the golden stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// They are the same, notes included.
    Agreed,
    /// They differ, and nothing says that they may.
    Failed(Comparison),
    /// They differ, and `golden/open` lists it with this reason.
    Open(Comparison, String),
    /// They agree, but `golden/open` lists it.
    Settled,
    /// There is no golden.
    Unverified,
    /// There is no golden, and the engine has no answer either: its error is of kind `other`.
    Unanswered,
    /// The golden is of another state of the case.
    Stale,
    /// Left out: the framework answers differently from run to run.
    Undetermined,
    /// Left out: the framework ends in an error of kind `other`, which nobody should have to reproduce.
    Other,
    /// They differ, in a class of cases that the engine does not claim.
    Declared(Comparison, &'static Class),
}

impl Verdict {
    /// The word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Failed(_) => "failed",
            Self::Open(..) => "open",
            Self::Settled => "settled",
            Self::Unverified => "unverified",
            Self::Unanswered => "unanswered",
            Self::Stale => "stale",
            Self::Undetermined => "undetermined",
            Self::Other => "other",
            Self::Declared(..) => "declared",
        }
    }

    /// Whether comparisons leave the result out.
    pub const fn is_left_out(&self) -> bool {
        matches!(self, Self::Undetermined | Self::Other | Self::Declared(..))
    }
}

/// Two frameworks, and what differs between them.
#[derive(Debug)]
pub struct Pair<'a> {
    /// The first profile.
    pub from: &'a str,
    /// The second profile.
    pub to: &'a str,
    /// Cases, by place in the run, that both ran and that can be compared.
    pub compared: Vec<usize>,
    /// Cases that were left out: an error of kind `other`, or an undetermined result.
    pub left_out: usize,
    /// Cases in which exactly one of the two does not have such an operation; they count as `error` too.
    pub unsupported: usize,
    /// The cases that differ, in the order of the run.
    pub differing: Vec<Differing>,
}

/// A case that differs between two profiles.
#[derive(Debug, Clone)]
pub struct Differing {
    /// The case, by place in the run.
    pub case: usize,
    /// The kinds of difference.
    pub kinds: Vec<Kind>,
    /// Why, a kind at a time; empty where it was not sought.
    pub causes: Vec<Cause>,
    /// What to change; nothing where it was not sought.
    pub remedies: Remedies,
    /// Where the two runs part; nothing where it was not sought.
    pub parted: Option<Trace>,
}

impl Pair<'_> {
    /// How the case at this place of the run differs, if it does.
    pub fn at(&self, place: usize) -> Option<&Differing> {
        self.differing.binary_search_by_key(&place, |differing| differing.case).ok().map(|at| &self.differing[at])
    }

    /// What differs, by place among the differing, one group for those of an area that differ in the same kinds for the same causes;
    /// in the order of the first of each.
    pub fn alike(&self, cases: &[CaseReport<'_>]) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut known = HashMap::new();
        for (at, differing) in self.differing.iter().enumerate() {
            let ids = |cause: &Cause| (cause.kind, cause.flips.iter().map(|flip| flip.axis.id).collect::<Vec<_>>());
            let causes: Vec<_> = differing.causes.iter().map(ids).collect();
            let group = *known.entry((cases[differing.case].area(), &differing.kinds, causes)).or_insert(groups.len());
            match groups.get_mut(group) {
                Some(group) => group.push(at),
                None => groups.push(vec![at]),
            }
        }
        groups
    }

    /// How many cases show a kind of difference.
    pub fn count(&self, kind: Kind) -> usize {
        self.differing.iter().filter(|differing| differing.kinds.contains(&kind)).count()
    }
}

/// How many results ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Case × profile results.
    pub run: usize,
    /// Same as the golden.
    pub agreed: usize,
    /// Differing from the golden, listed as open but the same, or no answer at all.
    pub failed: usize,
    /// Listed in `golden/open`.
    pub open: usize,
    /// With a golden of another state of the case.
    pub stale: usize,
    /// Without a golden.
    pub unverified: usize,
    /// Left out: the framework answers differently from run to run.
    pub undetermined: usize,
    /// Left out: the framework's error is of kind `other`.
    pub other: usize,
    /// Results that are the error kind `unsupported`, whatever their verdict.
    pub unsupported: usize,
    /// Results that are others on some other number of partitions, whatever their verdict.
    pub partitioned: usize,
    /// Differing from the golden in a declared class.
    pub declared: usize,
    /// Pairs that a case's own `profiles:` leaves out.
    pub excluded: usize,
}

/// A count: its word, how many, and what it counts.
pub type Told = (&'static str, usize, &'static str);

impl Counts {
    /// How the results ended; together these are all that ran.
    pub const fn verdicts(&self) -> [Told; 8] {
        [
            ("agreed", self.agreed, "same as the real framework, notes included"),
            ("failed", self.failed, "differs from the golden, is listed as open but the same, or has no answer"),
            ("open", self.open, "listed in golden/open: the engine does not match yet"),
            ("stale", self.stale, "the case changed since its golden: `parallax record --changed`"),
            ("unverified", self.unverified, "no golden: `parallax record`"),
            ("undetermined", self.undetermined, "left out: the framework answers differently when asked again"),
            ("other", self.other, "left out: the framework's error is of no kind that engines must agree on"),
            (
                "declared",
                self.declared,
                "left out: differs in a class that is not claimed (`parallax explain declared`)",
            ),
        ]
    }

    /// What else is counted.
    pub const fn besides(&self) -> [Told; 3] {
        [
            ("unsupported", self.unsupported, "of the results above: the framework has no such operation"),
            ("partitioned", self.partitioned, "of the results above: another one on 1, 2, 3 or 7 partitions"),
            ("excluded", self.excluded, "not run: the case's own `profiles:` leave it out"),
        ]
    }
}

impl Run<'_> {
    /// How the results of a case differ between frameworks and versions, one a pair that does.
    pub fn differing(&self, report: &CaseReport<'_>) -> Vec<&Differing> {
        let place = self.cases.iter().position(|known| std::ptr::eq(known, report));
        self.pairs.iter().chain(&self.versions).filter_map(|pair| pair.at(place?)).collect()
    }

    /// The verdict, in a few words.
    pub fn headline(&self) -> String {
        let counts = self.counts();
        let bad = counts.failed + counts.stale + self.leftover.len();
        let since = self.since.iter().flat_map(|since| &since.moved).filter(|moved| moved.way != Way::Gone).count();
        let gates: String = [(self.broken.len(), "not as expected"), (since, "not as in the baseline")]
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| format!(", {n} {what}"))
            .collect();
        let besides: String = [(counts.open, "open"), (counts.unverified, "without a golden")]
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| format!(", {n} {what}"))
            .collect();
        match (bad, counts.agreed) {
            _ if !gates.is_empty() => format!("✗ {bad} not as recorded{gates}{besides}"),
            (0, 0) => format!("– nothing is recorded to hold against{besides}"),
            (0, _) => format!("✓ as recorded{besides}"),
            _ => format!("✗ {bad} not as recorded{besides}"),
        }
    }

    /// The numbers.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for case in &self.cases {
            counts.excluded += self.profiles.len() - case.answers.len();
            for answer in &case.answers {
                counts.run += 1;
                counts.partitioned += usize::from(!answer.otherwise.is_empty());
                counts.unsupported += usize::from(answer.outcome.error() == Some(ErrorKind::Unsupported));
                *match answer.verdict {
                    Verdict::Agreed => &mut counts.agreed,
                    Verdict::Failed(_) | Verdict::Settled | Verdict::Unanswered => &mut counts.failed,
                    Verdict::Open(..) => &mut counts.open,
                    Verdict::Unverified => &mut counts.unverified,
                    Verdict::Stale => &mut counts.stale,
                    Verdict::Undetermined => &mut counts.undetermined,
                    Verdict::Other => &mut counts.other,
                    Verdict::Declared(..) => &mut counts.declared,
                } += 1;
            }
        }
        counts
    }
}

impl CaseReport<'_> {
    /// The first part of the case's id.
    pub fn area(&self) -> &str {
        self.case.id.split_once('/').map_or("", |(area, _)| area)
    }

    /// The answer under a profile.
    pub fn answer(&self, profile: &str) -> Option<&Answered<'_>> {
        self.answers.iter().find(|a| a.profile == profile)
    }

    /// The answers, by place, that agree with one another; the first of each group speaks for it.
    pub fn groups(&self) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (i, answer) in self.answers.iter().enumerate() {
            let like = |group: &&mut Vec<usize>| {
                compare(&self.answers[group[0]].outcome, &answer.outcome, &self.rules).agrees()
            };
            match groups.iter_mut().find(like) {
                Some(group) => group.push(i),
                None => groups.push(vec![i]),
            }
        }
        groups
    }
}
