//! Answers into a golden, one at a time: what is new is taken in, what changed waits, what is stale goes when it is answered anew.
//!
//! An undetermined answer stays so while case and code are the same: that it came out alike twice says nothing against having
//! differed before.

use super::{Answer, Golden, GoldenCase, Known};
use crate::case::plan::Case;
use crate::live::record::Recorded;
use crate::result::{Outcome, Rules, compare};

/// What became of a recorded answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The accepted golden says the same.
    Same,
    /// This case, as it stands, had no answer of this profile: it is accepted as it is.
    New,
    /// The accepted golden says otherwise: it waits for `review`.
    Changed,
}

/// Takes a recorded answer to `case` into the accepted golden, or into what waits where the accepted one says otherwise.
pub fn take(case: &Case, recorded: &Recorded, accepted: &mut Golden, pending: &mut Golden) -> Taken {
    let (id, hash, profile) = (&case.id, &case.hash, &recorded.result.profile);
    let answer = recorded.answer();
    let taken = match accepted.known(id, hash, profile) {
        Known::Answer(known) if is_same(known, &answer, case) => {
            if known.code != answer.code {
                let known = Answer { code: answer.code, ..known.clone() };
                accepted.put(id, hash, known, &recorded.who());
            }
            Taken::Same
        }
        Known::Answer(_) => {
            pending.put(id, hash, answer, &recorded.who());
            return Taken::Changed;
        }
        Known::Stale | Known::Nothing => {
            accepted.put(id, hash, answer, &recorded.who());
            Taken::New
        }
    };
    pending.discard(id, profile);
    taken
}

fn is_same(known: &Answer, answer: &Answer, case: &Case) -> bool {
    if known.undetermined {
        return answer.undetermined || known.code == answer.code;
    }
    !answer.undetermined && compare(&known.outcome, &answer.outcome, &Rules::of(case)).is_same()
}

impl Golden {
    /// The answer to the case in this state, in place of whatever the profile answered to it in any state; `who` answered.
    pub fn put(&mut self, id: &str, hash: &str, answer: Answer, who: &str) {
        let profile = answer.profile.clone();
        self.discard(id, &profile);
        match self.cases.iter_mut().find(|c| c.id == id && c.hash == hash) {
            Some(case) => case.answers.push(answer),
            None => {
                self.cases.push(GoldenCase { id: id.to_owned(), hash: hash.to_owned(), answers: vec![answer] });
            }
        }
        match self.by.iter_mut().find(|(p, _)| *p == profile) {
            Some((_, known)) => who.clone_into(known),
            None => self.by.push((profile, who.to_owned())),
        }
    }

    /// Forgets what a profile answered to a case.
    pub(super) fn discard(&mut self, id: &str, profile: &str) {
        for case in self.cases.iter_mut().filter(|c| c.id == id) {
            case.answers.retain(|a| a.profile != profile);
        }
    }

    /// Leaves out what is empty and puts profiles into their order.
    pub(super) fn tidy(&mut self) {
        self.cases.retain(|c| !c.answers.is_empty());
        self.sort();
    }

    /// Puts the cases into the order of their file, profiles into theirs, and leaves out what is empty. What the file does not have
    /// any more goes too, unless some of the file could not be read (`whole` is false).
    pub(super) fn settle(&mut self, file: &[&Case], whole: bool) {
        let place = |c: &GoldenCase| file.iter().position(|f| f.id == c.id);
        self.cases.retain(|c| !c.answers.is_empty() && (!whole || place(c).is_some()));
        self.cases.sort_by_key(|c| {
            let at = place(c);
            (at.unwrap_or(usize::MAX), at.is_some_and(|i| file[i].hash != c.hash))
        });
        self.sort();
    }

    /// Leaves out answers to a case in another state than its file has it.
    pub(super) fn drop_stale(&mut self, file: &[&Case]) {
        self.cases.retain(|c| file.iter().all(|f| f.id != c.id || f.hash == c.hash));
    }

    fn sort(&mut self) {
        for case in &mut self.cases {
            case.answers.sort_by_key(|a| place(&a.profile));
        }
        self.by.retain(|(p, _)| self.cases.iter().any(|c| c.answer(p).is_some()));
        self.by.sort_by_key(|(p, _)| place(p));
    }
}

/// Built-in profiles in their order, then the others by name.
fn place(profile: &str) -> (usize, String) {
    let known = crate::profile::builtin().iter().position(|p| p.name == profile).unwrap_or(usize::MAX);
    (known, profile.to_owned())
}

impl Recorded {
    /// Who answered, in words.
    fn who(&self) -> String {
        let java = self.by.java.as_ref().map(|j| format!(", Java {j}")).unwrap_or_default();
        format!("{} {}, Python {}{java}, edition {}", self.by.framework, self.by.version, self.by.python, self.edition)
    }

    fn answer(&self) -> Answer {
        let mut outcome = self.result.outcome.clone();
        if let Outcome::Error(failure) = &mut outcome {
            failure.message = settled(&failure.message);
        }
        Answer {
            profile: self.result.profile.clone(),
            code: self.code_hash.clone(),
            outcome,
            undetermined: self.undetermined,
        }
    }
}

/// An error's message without what another run or machine says otherwise: its first line, paths by their last part, no addresses.
fn settled(message: &str) -> String {
    let line: String = message.lines().next().unwrap_or_default().chars().take(200).collect();
    let words = line.split(' ').map(|word| match word.rfind('/') {
        Some(i) if word.matches('/').count() > 1 => &word[i + 1..],
        _ if word.contains("0x") => "…",
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}
