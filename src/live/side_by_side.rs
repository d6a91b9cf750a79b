//! Several frameworks asked side by side: what they answer comes as news, in the order in which it happens.
//!
//! A framework that can't be started costs its own answers, not those of the others.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use super::edition::Edition;
use super::record::{self, Manner, Recorded};
use super::worker::Limits;
use crate::case::plan::Case;
use crate::profile::Profile;

/// How many frameworks run at a time: each takes a core, and Spark takes two.
const AT_A_TIME: usize = 2;
/// How often the listener is called when nothing happens.
const TICK: Duration = Duration::from_secs(1);

/// The cases that one profile is asked.
#[derive(Debug, Clone)]
pub struct Job<'a> {
    /// The profile.
    pub profile: &'a Profile,
    /// Its cases, in case order.
    pub cases: Vec<&'a Case>,
}

/// What happens.
#[derive(Debug)]
pub enum News<'a> {
    /// A sentence about what takes its time.
    Told(String),
    /// A case's answer, or the sentence why it has none.
    Answer(&'a Case, &'a Profile, Result<Box<Recorded>, String>),
    /// The framework can't be asked (any more), and why: what it still owes will not come.
    Lost(&'a Profile, String),
    /// Nothing, for a while.
    Quiet,
}

/// Does all jobs, in their order, each case `repeat` times. `hear` gets the news and is called every second at least.
///
/// # Errors
/// What `hear` says: then everything stops.
pub fn ask<'a>(
    jobs: &[Job<'a>],
    repeat: usize,
    hear: &mut dyn FnMut(News<'a>) -> Result<(), String>,
) -> Result<(), String> {
    let queue: Mutex<VecDeque<&Job<'a>>> = Mutex::new(jobs.iter().filter(|job| !job.cases.is_empty()).collect());
    let stopped = AtomicBool::new(false);
    let (send, news) = channel();
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            let send = send.clone();
            scope.spawn(|| {
                let send = send;
                while let Some(job) = queue.lock().ok().and_then(|mut jobs| jobs.pop_front()) {
                    if let Err(why) = work(job, repeat, &stopped, &send) {
                        let _ = send.send(News::Lost(job.profile, why));
                    }
                    if stopped.load(Ordering::Relaxed) {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut heard = Ok(());
        loop {
            let news = match news.recv_timeout(TICK) {
                Ok(news) => news,
                Err(RecvTimeoutError::Timeout) => News::Quiet,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if heard.is_ok() {
                heard = hear(news);
                stopped.store(heard.is_err(), Ordering::Relaxed);
            }
        }
        heard
    })
}

/// One profile's cases on its framework.
fn work<'a>(job: &Job<'a>, repeat: usize, stopped: &AtomicBool, send: &Sender<News<'a>>) -> Result<(), String> {
    let edition = Edition::of(job.profile)?;
    let python = edition.python(&|text| drop(send.send(News::Told(text.to_owned()))))?;
    let manner = Manner { python: &python, repeat, limits: Limits::default() };
    record::run(&job.cases, job.profile, manner, &mut |i, answer| {
        let sent = send.send(News::Answer(job.cases[i], job.profile, answer.map(Box::new)));
        sent.is_ok() && !stopped.load(Ordering::Relaxed)
    })
}
