//! What the axes declare: that a value has no effect, or makes no sense.

use std::path::{Path, PathBuf};

use parallax::axis::catalogue;
use parallax::case::load;
use parallax::engine::Options;
use parallax::explain::audit::{audit, flips};
use parallax::golden::open;
use parallax::golden::store::Store;
use parallax::profile::builtin;
use parallax::report::check::{self, Asked};

#[test]
fn what_is_declared_to_have_no_effect_has_none_on_any_golden() {
    // mixtures may panic in the engine, which is an answer
    std::panic::set_hook(Box::new(|_| ()));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (loaded, profiles) = (load(&[PathBuf::from(root.join("cases"))]), builtin());
    let (goldens, open) = (Store::new(root.join("golden")).all().unwrap(), open::read(&root.join("golden")).unwrap());
    let asked = Asked {
        cases: &loaded.cases,
        profiles: &profiles,
        goldens: &goldens,
        open: &open,
        options: Options::default(),
    };
    let (run, (_, masked)) = (check::run(&asked, &|| ()), flips(&profiles));
    let found = audit(&run, &(Vec::new(), masked), true, &|| ());
    assert!(found.masked > 100, "there are declarations");
    assert!(found.wrong.is_empty(), "{:#?}", found.wrong);
}

#[test]
fn no_profile_has_a_value_that_makes_no_sense_in_it() {
    for profile in builtin() {
        let own = |axis: &&parallax::axis::Axis| {
            profile.axes.get(axis.id).is_some_and(|word| axis.makes_sense(word, &profile))
        };
        let odd: Vec<&str> = catalogue().filter(|axis| !own(axis)).map(|axis| axis.id).collect();
        assert!(odd.is_empty(), "{}: {odd:?}", profile.name);
    }
}
