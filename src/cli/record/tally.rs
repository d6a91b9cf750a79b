//! What came of a recording: told while it runs, with rate and remaining time, and summed up at its end. All on standard error.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::golden::take::Taken;
use crate::profile::Profile;

/// How often progress is told where there is no terminal to draw it on.
const LINE: Duration = Duration::from_secs(20);

/// Numbers and sentences of a recording.
#[derive(Debug)]
pub(super) struct Tally {
    bar: ProgressBar,
    line: Instant,
    answers: usize,
    undetermined: usize,
    new: usize,
    changed: usize,
    left_out: usize,
    without: usize,
    differs: bool,
    lost: Vec<String>,
}

impl Tally {
    /// Of a recording of so many answers.
    pub(super) fn new(answers: usize) -> Self {
        let bar = ProgressBar::new(answers as u64);
        let template = "{bar:30} {pos}/{len} answers, {per_sec}, {eta} left";
        let bar = ProgressStyle::with_template(template).map_or_else(|_| bar.clone(), |s| bar.clone().with_style(s));
        Self {
            bar,
            line: Instant::now(),
            answers: 0,
            undetermined: 0,
            new: 0,
            changed: 0,
            left_out: 0,
            without: 0,
            differs: false,
            lost: Vec::new(),
        }
    }

    /// Says something above the progress.
    pub(super) fn say(&self, text: &str) {
        self.bar.suspend(|| anstream::eprintln!("{text}"));
    }

    /// Time has passed.
    pub(super) fn tick(&mut self) {
        if !std::io::stderr().is_terminal() && self.line.elapsed() >= LINE {
            self.line = Instant::now();
            let (done, all, rate) = (self.bar.position(), self.bar.length().unwrap_or(0), self.bar.per_sec());
            self.say(&format!("{done} of {all} answers, {rate:.1} a second, {} s left", self.bar.eta().as_secs()));
        }
        self.bar.tick();
    }

    /// A case is answered.
    pub(super) fn answered(&mut self, undetermined: bool) {
        self.answers += 1;
        self.undetermined += usize::from(undetermined);
        self.bar.inc(1);
        self.tick();
    }

    /// A case has no answer.
    pub(super) fn failed(&mut self, why: &str) {
        self.without += 1;
        self.bar.inc(1);
        self.say(why);
    }

    /// A framework can't be asked any more.
    pub(super) fn lost(&mut self, profile: &Profile, why: &str) {
        let sentence = format!("{} could not be asked: {why}", profile.name);
        self.say(&sentence);
        self.lost.push(sentence);
    }

    /// What became of an answer that was kept.
    pub(super) fn taken(&mut self, taken: Taken, case: &str, profile: &str) {
        match taken {
            Taken::Same => {}
            Taken::New => self.new += 1,
            Taken::Changed => {
                self.changed += 1;
                self.differs(&format!("{case} under {profile} changed and waits for `parallax review`"));
            }
        }
    }

    /// An answer is not what its golden says.
    pub(super) fn differs(&mut self, sentence: &str) {
        self.differs = true;
        self.say(sentence);
    }

    /// An answer was not held against its golden, which is marked undetermined or an error of kind `other`.
    pub(super) fn left_out(&mut self) {
        self.left_out += 1;
    }

    /// Whether something differs from the goldens, or has no answer.
    pub(super) fn is_different(&self) -> bool {
        self.differs || self.without > 0
    }

    /// Sums up; whether every framework could be asked.
    pub(super) fn close(&self) -> bool {
        self.bar.finish_and_clear();
        let numbers = [
            (self.new, "new"),
            (self.changed, "changed"),
            (self.undetermined, "undetermined"),
            (self.left_out, "left out of the comparison"),
        ];
        let numbers = numbers.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!(", {n} {word}"));
        let without = if self.without > 0 { format!(", {} did not come", self.without) } else { String::new() };
        self.say(&match self.bar.length() {
            Some(0) => "there is nothing to ask".to_owned(),
            _ => {
                let answers = if self.answers == 1 { "answer" } else { "answers" };
                format!("{} {answers}{}{without}", self.answers, numbers.collect::<String>())
            }
        });
        for sentence in &self.lost {
            self.say(sentence);
        }
        self.lost.is_empty()
    }
}
