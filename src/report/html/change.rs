//! What to change so that a difference goes, where it was sought: as the framework's code, lines that go and lines that come. Pairs of
//! profiles that take the same change share it.

use maud::{Markup, html};

use super::literal;

use crate::explain::remedy::{Part, Remedy, Side, Sign};
use crate::report::model::{CaseReport, Run};
use crate::report::safe::safe;

/// A part of a change: on which profile it is made, and how.
type Told<'r> = Vec<(&'r str, &'r Part)>;

/// The first change of each pair of profiles, or why it has none.
pub(super) fn of(run: &Run<'_>, report: &CaseReport<'_>) -> Markup {
    let Some(place) = run.cases.iter().position(|known| std::ptr::eq(known, report)) else { return html! {} };
    let mut changes: Vec<(Told<'_>, &Remedy, Vec<String>)> = Vec::new();
    let mut without: Vec<(&str, Vec<String>)> = Vec::new();
    for pair in run.pairs.iter().chain(&run.versions) {
        let Some(found) = pair.at(place).map(|differing| &differing.remedies) else { continue };
        let whose = format!("{} → {}", pair.from, pair.to);
        if let Some(remedy) = found.found.first() {
            let side = |part: &Part| if part.on == Side::From { pair.from } else { pair.to };
            let told: Told<'_> = remedy.parts.iter().map(|part| (side(part), part)).collect();
            match changes.iter_mut().find(|(known, ..)| is_same(known, &told)) {
                Some((.., all)) => all.push(whose),
                None => changes.push((told, remedy, vec![whose])),
            }
        } else if let Some(why) = &found.why_none {
            match without.iter_mut().find(|(known, _)| known == why) {
                Some((_, all)) => all.push(whose),
                None => without.push((why, vec![whose])),
            }
        }
    }
    html! {
        @if !changes.is_empty() || !without.is_empty() { h5 { "What to change" } }
        @for (told, remedy, whose) in &changes {
            p { strong { (whose.join("; ")) } @if !remedy.leaves.is_empty() { ", but for the type" } }
            @for (profile, part) in told { (patch(profile, part)) }
        }
        @for (why, whose) in &without { p.quiet { (whose.join("; ")) ": no change. " (safe(why)) } }
    }
}

fn is_same(known: &Told<'_>, told: &Told<'_>) -> bool {
    let same = |((a, before), (b, now)): (&(&str, &Part), &(&str, &Part))| a == b && before.code == now.code;
    known.len() == told.len() && known.iter().zip(told).all(same)
}

/// A part as a patch.
fn patch(profile: &str, part: &Part) -> Markup {
    html! {
        p.quiet { "on " (profile) ": " (safe(&part.changes.join("; "))) }
        pre.patch tabindex="0" { code {
            @for line in &part.code {
                @let text = format!("{} {}", line.sign.mark(), safe(&line.text));
                @match line.sign { Sign::Gone => del { (literal(&text)) "\n" }, Sign::Come => ins { (literal(&text)) "\n" } }
            }
        } }
    }
}
