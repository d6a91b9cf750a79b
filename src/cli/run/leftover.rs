//! What is kept beside the cases and fits none of them: goldens and entries of `golden/open` that are left over. They fail a run of
//! all cases, since nobody would notice them otherwise.

use std::collections::HashSet;

use crate::cli::suite::Read;
use crate::golden::store::file_id;
use crate::profile::find;
use crate::report::model::Run;

/// A sentence each: what is left over, and what to do.
pub(super) fn told(suite: &Read, run: &Run<'_>) -> Vec<String> {
    let mut told = unknown(suite);
    told.extend(needless(suite, run));
    told.extend(orphans(suite));
    told
}

/// Entries of `golden/open` for no case or profile.
fn unknown(suite: &Read) -> Vec<String> {
    let known = |id: &str, profile: &str| {
        // a configuration that this run leaves out is known all the same
        let of_profile = suite.profiles.iter().find(|p| p.name == profile).cloned().or_else(|| find(profile));
        let case = suite.gathered.cases.iter().find(|c| c.id == id);
        case.is_some_and(|c| of_profile.is_some_and(|p| c.runs_under(&p)))
    };
    let unknown = suite.open.keys().filter(|(id, profile)| !known(id, profile));
    unknown
        .map(|(id, profile)| format!("golden/open lists {id} under {profile}, which is no more: remove it"))
        .collect()
}

/// Entries of `golden/open` for what is left out.
fn needless(suite: &Read, run: &Run<'_>) -> Vec<String> {
    let left_out = run.cases.iter().flat_map(|report| {
        let answers = report.answers.iter().filter(|answer| answer.verdict.is_left_out());
        answers.map(|answer| (report.case.id.clone(), answer.profile.to_owned()))
    });
    left_out
        .filter(|key| suite.open.contains_key(key))
        .map(|(id, profile)| format!("golden/open lists {id} under {profile}, which is left out anyway: remove it"))
        .collect()
}

/// Goldens without a case.
fn orphans(suite: &Read) -> Vec<String> {
    let ids: HashSet<&str> = suite.gathered.cases.iter().map(|c| c.id.as_str()).collect();
    let files: HashSet<&str> = ids.iter().map(|id| file_id(id)).collect();
    let mut out = Vec::new();
    for (file, golden) in &suite.goldens {
        if !files.contains(file.as_str()) {
            out.push(format!("golden/{file}.golden has no case file: remove it, or bring back cases/{file}.yaml"));
            continue;
        }
        let lost = golden.cases.iter().filter(|c| !ids.contains(c.id.as_str()));
        out.extend(lost.map(|c| {
            format!("golden/{file}.golden answers {}, which is no case: `parallax record --changed` drops it", c.id)
        }));
    }
    out
}
