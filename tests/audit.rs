//! What the axes declare of their values: that one has no effect, or none beside others.

mod suite;

use std::path::Path;

use parallax::axis::{Axis, catalogue};
use parallax::engine::Options;
use parallax::explain::audit::{audit, flips};
use parallax::golden::open;
use parallax::golden::store::Store;
use parallax::profile::{Profile, builtin};
use parallax::report::check::{self, Asked};

#[test]
fn what_is_declared_to_have_no_effect_has_none_on_any_golden() {
    let (profiles, folder) = (builtin(), Path::new(env!("CARGO_MANIFEST_DIR")).join("golden"));
    let (goldens, open) = (Store::new(folder.clone()).all().unwrap(), open::read(&folder).unwrap());
    suite::nothing(|cases| {
        let options = Options::default();
        let asked = Asked { cases, profiles: &profiles, goldens: &goldens, open: &open, options };
        let (run, (_, masked)) = (check::run(&asked, &|| ()), flips(&profiles));
        let audited = audit(&run, &(Vec::new(), masked), true, &|| ());
        audited.wrong.iter().map(|hole| format!("{hole:?}")).collect()
    });
}

#[test]
fn every_profile_has_values_that_make_sense_together() {
    let odd =
        |profile: &Profile, axis: &Axis| !profile.axes.get(axis.id).is_some_and(|word| axis.makes_sense(word, profile));
    for profile in builtin() {
        let odd: Vec<&str> = catalogue().filter(|axis| odd(&profile, axis)).map(|axis| axis.id).collect();
        assert!(odd.is_empty(), "{}: {odd:?}", profile.name);
    }
}

#[test]
fn what_an_axis_depends_on_is_a_value_of_another() {
    let known = |&(id, words): &(&str, &[&str])| {
        catalogue()
            .any(|axis| axis.id == id && words.iter().all(|word| axis.values.iter().any(|(value, _)| value == word)))
    };
    let unknown = |axis: &Axis| {
        let only = axis.only.iter().flat_map(|(_, conditions)| conditions.iter());
        axis.when.iter().chain(only).filter(|words| !known(words)).map(|words| (axis.id, *words)).collect::<Vec<_>>()
    };
    let unknown: Vec<_> = catalogue().flat_map(unknown).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
