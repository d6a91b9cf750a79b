//! A declared change filled in: the cases that it makes of a case, at the steps and on the columns that are there.

use std::rc::Rc;

use super::constants;
use super::form;
use super::place::is_about;
use super::within::has_expressions;
use crate::axis::Axis;
use crate::axis::remedy::{Change, Parameter};
use crate::case::plan::{Case, Input, Source, Step};
use crate::case::types::Type;
use crate::case::write;
use crate::engine::Options;
use crate::profile::{Profile, configurations};
use crate::result::Outcome;

/// A case on one side, and what is known of it there.
#[derive(Debug, Clone)]
pub(super) struct Site {
    /// The case, changed or not yet.
    pub(super) case: Case,
    /// What it runs under.
    pub(super) profile: Profile,
    /// Names and logical types of the columns before each step and after the last one; empty from where it fails.
    pub(super) tables: Vec<Vec<(String, String)>>,
    /// Which of the case's steps were put in to help another, a flag each.
    pub(super) put_in: Vec<bool>,
    /// The columns of its result that differ.
    pub(super) differing: Vec<String>,
    /// The columns of the other side's result.
    pub(super) others: Vec<String>,
    /// The steps at which the two sides part, from the first such one on.
    pub(super) parted: Vec<usize>,
    /// How the engine runs it.
    pub(super) options: Options,
}

/// A changed case: what was done, and what came of it.
#[derive(Debug, Clone)]
pub(super) struct Changed {
    pub(super) what: String,
    pub(super) case: Case,
    pub(super) profile: Profile,
    /// Which of the case's steps were put in to help another, a flag each.
    pub(super) put_in: Vec<bool>,
    /// What tells it from other changed cases.
    pub(super) key: Rc<str>,
}

impl Changed {
    pub(super) fn new(what: String, case: Case, profile: Profile, put_in: Vec<bool>) -> Self {
        let steps: Vec<String> = case.steps.iter().map(write::step).collect();
        let input = |input: &Input| match &input.source {
            Source::File(file) => format!("{} {} {:?}", input.name, input.via.name(), file.columns),
            Source::Inline(columns) => format!("{} {} {}", input.name, input.via.name(), columns.len()),
            Source::Made(_) => format!("{} {}", input.name, input.via.name()),
        };
        let inputs: Vec<String> = case.inputs.iter().map(input).collect();
        let key = format!("{} {} {}", profile.name, inputs.join(","), steps.join("\n")).into();
        Self { what, case, profile, put_in, key }
    }
}

impl Site {
    /// The cases that a change makes of this one, held against `other`'s result: one that `axis` declares at the steps that it is about,
    /// a general one where the two sides part.
    pub(super) fn changed(&self, axis: Option<&Axis>, change: &Change, other: &Outcome) -> Vec<Changed> {
        let end = self.case.steps.len();
        let is_meant =
            |i: usize| axis.map_or_else(|| self.parted.contains(&i), |axis| is_about(axis, &self.case.steps[i]));
        // what was put in is as it is meant
        let places = || (0..end).filter(|&i| !self.put_in[i] && is_meant(i));
        match change {
            Change::Give(parameter) => places().filter_map(|i| self.given(i, *parameter)).collect(),
            Change::Before(insert) => places().filter_map(|i| self.put(i, i, *insert, other)).collect(),
            Change::After(insert) => places().filter_map(|i| self.put(i + 1, i, *insert, other)).collect(),
            Change::AtEnd(insert) => self.put(end, end, *insert, other).into_iter().collect(),
            Change::Operands(of, template) => places().flat_map(|i| self.operands(i, axis, *of, template)).collect(),
            Change::Rewrite(of, from, to) => {
                let mut meant = places().filter(|&i| has_expressions(&self.case.steps[i])).peekable();
                let forms = meant.peek().and_then(|_| form::read(from).zip(form::read(to)));
                let Some((from, to)) = forms else { return Vec::new() };
                meant.filter_map(|i| self.rewritten(i, *of, &from, &to)).collect()
            }
            Change::Constants(constant) => {
                places().filter_map(|i| self.expressions(i, &|expr| constants::written(expr, *constant))).collect()
            }
            Change::Condition(template) => places().flat_map(|i| self.conditions(i, template)).collect(),
            Change::Through(of, prepared, by, n, then) => {
                places().filter_map(|i| self.through(i, *of, prepared, (*by, *n), then)).collect()
            }
            Change::Reduced(of, prepared, by, then) => {
                places().filter_map(|i| self.reduced(i, *of, prepared, *by, then)).collect()
            }
            Change::Earlier => {
                (1..end).flat_map(|i| (0..i).map(move |to| (i, to))).map(|(i, to)| self.earlier(i, to)).collect()
            }
            Change::PivotOfGroups => places().filter_map(|i| self.pivot_of_groups(i)).collect(),
            Change::Respell(respelling) => places().flat_map(|i| self.respelled(i, *respelling)).collect(),
            Change::By(via) => {
                let mut case = self.case.clone();
                let Some(input) = case.inputs.first_mut() else { return Vec::new() };
                if !matches!(input.source, Source::Inline(_)) || input.via == *via {
                    return Vec::new();
                }
                input.via = *via;
                vec![self.with(case, format!("via: {} for the first input", via.name()))]
            }
            Change::ReadAs(ty) => self.read_as(ty).into_iter().collect(),
            Change::Setting(word) => self.configured(word).into_iter().collect(),
        }
    }

    pub(super) fn with(&self, case: Case, what: String) -> Changed {
        let put_in = self.helpers(&case.steps);
        Changed::new(what, case, self.profile.clone(), put_in)
    }

    /// Which of the steps that came of this case's were put in: where some stand in the place of others, those that only prepare.
    fn helpers(&self, steps: &[Step]) -> Vec<bool> {
        let before = &self.case.steps;
        let shorter = before.len().min(steps.len());
        let start = (0..shorter).take_while(|&i| before[i] == steps[i]).count();
        let same_end = |i: &usize| before[before.len() - 1 - i] == steps[steps.len() - 1 - i];
        let end = (0..shorter - start).take_while(same_end).count();
        let mut gone: Vec<usize> = (start..before.len() - end).collect();
        let replaced = !gone.is_empty();
        let middle = steps[start..steps.len() - end].iter().map(|step| {
            let prepares = matches!(
                step,
                Step::WithColumns(_) | Step::Filter(_) | Step::Select(_) | Step::Drop(_) | Step::Rename(_)
            );
            match gone.iter().position(|&i| before[i].word() == step.word()) {
                Some(place) => self.put_in[gone.remove(place)],
                None => prepares || !replaced,
            }
        });
        let kept = |range: std::ops::Range<usize>| self.put_in[range].iter().copied();
        let middle: Vec<bool> = middle.collect();
        kept(0..start).chain(middle).chain(kept(before.len() - end..before.len())).collect()
    }

    /// The case with other steps in the place of step `i`.
    pub(super) fn replaced(&self, i: usize, steps: Vec<Step>) -> Case {
        let mut case = self.case.clone();
        case.steps.splice(i..=i, steps);
        case
    }

    fn configured(&self, word: &str) -> Option<Changed> {
        let name = format!("{}+{word}", self.profile.name);
        let profile = configurations().into_iter().find(|p| p.name == name)?;
        let what: Vec<String> = profile.conf.iter().map(|(setting, value)| format!("{setting}: {value}")).collect();
        let what = format!("the setting {}", what.join(", "));
        Some(Changed::new(what, self.case.clone(), profile, self.put_in.clone()))
    }

    fn given(&self, i: usize, parameter: Parameter) -> Option<Changed> {
        let step = &self.case.steps[i];
        let changed = told(step, parameter)?;
        let what = format!("{}.{}", step.word(), parameter.told());
        Some(self.with(self.replaced(i, vec![changed]), what))
    }

    fn earlier(&self, i: usize, to: usize) -> Changed {
        let mut case = self.case.clone();
        let step = case.steps.remove(i);
        case.steps.insert(to, step);
        self.with(case, format!("{} before {}", self.case.steps[i].word(), self.case.steps[to].word()))
    }

    /// The case with columns of data files that differ read as this type.
    fn read_as(&self, ty: &str) -> Option<Changed> {
        let ty = Type::parse(ty)?;
        let mut case = self.case.clone();
        let mut told = Vec::new();
        let input = case.inputs.first_mut()?;
        let Source::File(file) = &mut input.source else { return None };
        // where the reading fails, what it is told of may be why
        let fixed: Vec<(String, String)> =
            file.columns.iter().map(|(name, ty)| (name.clone(), ty.to_string())).collect();
        let (table, fails) = self.tables.first().map_or((&fixed, true), |table| (table, false));
        for (name, own) in table {
            let given = file.columns.iter().any(|(known, given)| known == name && *given == ty);
            if (fails || self.differing.contains(name)) && *own != ty.to_string() && !given {
                file.columns.retain(|(known, _)| known != name);
                file.columns.push((name.clone(), ty.clone()));
                told.push(name.clone());
            }
        }
        (!told.is_empty()).then(|| self.with(case, format!("{} read as {ty}", told.join(", "))))
    }
}

/// The step with the parameter, if it takes it and does not say it already.
fn told(step: &Step, parameter: Parameter) -> Option<Step> {
    let mut step = step.clone();
    let changed = match (&mut step, parameter) {
        (Step::Groupby(groupby), Parameter::Dropna(drop)) => put(&mut groupby.dropna, drop),
        (Step::ValueCounts(counts), Parameter::Dropna(drop)) => put(&mut counts.dropna, drop),
        (Step::Groupby(groupby), Parameter::Sorted(sort)) => put(&mut groupby.sort, sort),
        (Step::Groupby(groupby), Parameter::Spelled(style)) => {
            groupby.spelling() != style && put(&mut groupby.style, style)
        }
        (Step::Sort(sort), Parameter::MissingAt(position)) => put(&mut sort.na_position, position),
        (Step::Window(window), Parameter::Framed(frame)) => put(&mut window.frame, frame),
        (Step::Dropna(dropna), Parameter::DroppedIf(how)) => put(&mut dropna.how, how),
        (Step::Concat(concat), Parameter::Matched(by)) => put(&mut concat.by, by),
        (Step::Join(join), Parameter::Suffixes(left, right)) => {
            put(&mut join.suffixes, (left.to_owned(), right.to_owned()))
        }
        (Step::Melt(melt), Parameter::Melted(var, value)) => {
            let var = put(&mut melt.var_name, var.to_owned());
            put(&mut melt.value_name, value.to_owned()) || var
        }
        _ => false,
    };
    changed.then_some(step)
}

/// Sets what is not said, or says another value.
fn put<T: PartialEq>(slot: &mut Option<T>, value: T) -> bool {
    let other = slot.as_ref() != Some(&value);
    *slot = Some(value);
    other
}
