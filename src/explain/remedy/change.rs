//! A declared change filled in: the cases that it makes of a case, at the steps and on the columns that are there.

use std::rc::Rc;

use super::place::{columns, computes, is_about, operands, word};
use super::{constants, form};
use crate::axis::Axis;
use crate::axis::remedy::{Change, Columns, Insert, Of, Parameter};
use crate::case::expr::{BinaryOp, Expr, Function, Literal, UnaryOp};
use crate::case::plan::{
    AggFn, Aggregate, Case, Fillna, Groupby, Input, Pivot, Scalar, Sort, Source, Step, WindowColumn, WindowFn,
};
use crate::case::types::Type;
use crate::case::write;
use crate::profile::{Profile, configurations};
use crate::result::{Outcome, ResultTable};

/// Whether an operand, at this place, is one that is changed.
type Choice = dyn Fn(usize, &Expr) -> bool;

/// The words of comparisons.
const COMPARE: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

/// Whether a template makes a truth value.
fn is_truth(template: &Expr) -> bool {
    matches!(template, Expr::Binary(op, ..) if op.is_comparison())
}

/// Whether a template makes a point in time.
fn is_instant(template: &Expr) -> bool {
    matches!(template, Expr::Cast(_, Type::Timestamp(_) | Type::Date))
}

fn constant(operand: &Expr) -> bool {
    matches!(operand, Expr::Literal(_))
}

/// The column that a row's number in its window stands in.
const PLACE: &str = "row_number";

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
                if meant.peek().is_none() {
                    return Vec::new();
                }
                let (Some(from), Some(to)) = (form::read(from), form::read(to)) else { return Vec::new() };
                let rewrite = |i: usize| {
                    let known = |part: &Expr| matches!(part, Expr::Column(_) | Expr::Literal(_) | Expr::Cast(..));
                    let typed = |part: &Expr| matches!(of, Of::Any) || known(part) && self.is_of(part, i, *of);
                    self.expressions(i, &|expr| form::rewritten(expr, &from, &to, &typed))
                };
                meant.filter_map(rewrite).collect()
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

    /// A filter with another condition: `template` of the one it has, `e`, and a column that it reads, `x`; each and all of them.
    fn conditions(&self, i: usize, template: &str) -> Vec<Changed> {
        let Step::Filter(condition) = &self.case.steps[i] else { return Vec::new() };
        let mut read: Vec<&str> = Vec::new();
        condition.columns(&mut |name| {
            if !read.contains(&name) {
                read.push(name);
            }
        });
        let one = |condition: &Expr, name: &str| {
            form::of_parts(template, &[("e", condition), ("x", &Expr::Column(name.into()))])
        };
        let mut out: Vec<Expr> = read.iter().filter_map(|name| one(condition, name)).collect();
        if read.len() > 1 {
            out.extend(read.iter().try_fold(condition.clone(), |condition, name| one(&condition, name)));
        }
        let what = |new: &Expr| format!("in filter, `{condition}` as `{new}`");
        out.into_iter().map(|new| self.with(self.replaced(i, vec![Step::Filter(new.clone())]), what(&new))).collect()
    }

    /// The aggregates at step `i` with another function in the place of each `of`.
    fn reduced(&self, i: usize, of: AggFn, prepared: &str, by: AggFn, then: &str) -> Option<Changed> {
        let mut step = self.case.steps[i].clone();
        let aggregates = match &mut step {
            Step::Groupby(groupby) => &mut groupby.agg,
            Step::Agg(agg) => agg,
            _ => return None,
        };
        let middle = match by {
            AggFn::Min => Some(0.0),
            AggFn::Max => Some(1.0),
            AggFn::Median => Some(0.5),
            _ => None,
        };
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for aggregate in aggregates.iter_mut().filter(|a| a.function == of && a.q.is_none_or(|q| Some(q) == middle)) {
            let (out, Some(read)) = (Expr::Column(aggregate.out.as_str().into()), &aggregate.column) else { continue };
            if !prepared.is_empty() {
                before.push((read.clone(), form::of_column(prepared, read)?));
            }
            (aggregate.function, aggregate.q) = (by, None);
            let made = form::of_parts(then, &[("y", &out)])?;
            if made != out {
                after.push((aggregate.out.clone(), made));
            }
        }
        if step == self.case.steps[i] && before.is_empty() {
            return None;
        }
        let mut steps = Vec::new();
        if !before.is_empty() {
            steps.push(Step::WithColumns(before));
        }
        let what = format!("{} by way of {} in {}", of.name(), by.name(), step.word());
        steps.push(step);
        if !after.is_empty() {
            steps.push(Step::WithColumns(after));
        }
        Some(self.with(self.replaced(i, steps), what))
    }

    fn pivot_of_groups(&self, i: usize) -> Option<Changed> {
        let Step::Pivot(pivot) = &self.case.steps[i] else { return None };
        let by: Vec<String> = pivot.index.iter().chain([&pivot.columns]).cloned().collect();
        if pivot.agg == AggFn::First || by.contains(&pivot.values) {
            return None;
        }
        let column = (pivot.agg != AggFn::Size).then(|| pivot.values.clone());
        let aggregate = Aggregate { out: pivot.values.clone(), function: pivot.agg, column, q: None };
        let groups = Groupby { by, agg: vec![aggregate], dropna: None, sort: None, style: None };
        let steps = vec![Step::Groupby(groups), Step::Pivot(Pivot { agg: AggFn::First, ..pivot.clone() })];
        let what = format!("{} by way of groupby in pivot", pivot.agg.name());
        Some(self.with(self.replaced(i, steps), what))
    }

    /// The window at step `i` with another function in the place of each `of`.
    fn through(
        &self,
        i: usize,
        of: WindowFn,
        prepared: &str,
        by: (WindowFn, Option<i64>),
        then: &str,
    ) -> Option<Changed> {
        let Step::Window(window) = &self.case.steps[i] else { return None };
        let (mut window, mut before, mut after) = (window.clone(), Vec::new(), Vec::new());
        let mut numbered = false;
        for column in window.columns.iter_mut().filter(|c| c.function == of) {
            let out = Expr::Column(column.out.as_str().into());
            let read = column.column.clone().unwrap_or_else(|| column.out.clone());
            let x = Expr::Column(read.as_str().into());
            if !prepared.is_empty() {
                before.push((column.out.clone(), form::of_column(prepared, &read)?));
                column.column = Some(column.out.clone());
            }
            let number = Expr::Literal(Literal::Int(column.n.unwrap_or_default().into()));
            (column.function, column.n) = (by.0, by.1.or(column.n).filter(|_| by.0.takes_number()));
            let place = Expr::Column(PLACE.into());
            let made = form::of_parts(then, &[("x", &x), ("y", &out), ("r", &place), ("n", &number)])?;
            made.columns(&mut |name| numbered |= name == PLACE);
            after.push((column.out.clone(), made));
        }
        if after.is_empty() {
            return None;
        }
        let what = format!("{} by way of {} in window", of.name(), by.0.name());
        let mut steps = Vec::new();
        if !before.is_empty() {
            steps.push(Step::WithColumns(before));
        }
        if numbered {
            let function = WindowFn::RowNumber;
            window.columns.push(WindowColumn { out: PLACE.to_owned(), function, column: None, n: None });
        }
        steps.extend([Step::Window(window), Step::WithColumns(after)]);
        if numbered {
            steps.push(Step::Drop(vec![PLACE.to_owned()]));
        }
        Some(self.with(self.replaced(i, steps), what))
    }

    /// A step put in at `at`, about the columns of step `of`.
    fn put(&self, at: usize, of: usize, insert: Insert, other: &Outcome) -> Option<Changed> {
        let step = self.case.steps.get(of);
        let table = self.tables.get(at)?;
        let chosen = |which: Columns, types: Of| -> Vec<String> {
            let fits = |name: &String| table.iter().any(|(n, ty)| n == name && types.fits(ty));
            columns(which, step, table, &self.differing).into_iter().filter(fits).collect()
        };
        let values_as_text = |insert| matches!(insert, Insert::Each(Columns::Values, _, "cast(x, string)"));
        if values_as_text(insert) && step.is_some_and(computes) {
            return None;
        }
        let inserted = match insert {
            Insert::Each(which, types, template) => {
                let replaced: Vec<(String, Expr)> = chosen(which, types)
                    .into_iter()
                    .filter_map(|name| form::of_column(template, &name).map(|expr| (name, expr)))
                    .collect();
                (!replaced.is_empty()).then_some(Step::WithColumns(replaced))?
            }
            Insert::Keep(which, types, template) => {
                let conditions = chosen(which, types).into_iter().filter_map(|name| form::of_column(template, &name));
                Step::Filter(conditions.reduce(|a, b| Expr::Binary(BinaryOp::And, Box::new(a), Box::new(b)))?)
            }
            Insert::Sort(which) => {
                let by = chosen(which, Of::Any);
                (!by.is_empty()).then_some(Step::Sort(Sort { by, ascending: None, na_position: None }))?
            }
            Insert::OnePartition => Step::Repartition(1),
            Insert::Fill(number) => Step::Fillna(Fillna::Scalar(Scalar::Int(number.into()))),
            Insert::OthersColumns => others_columns(table, other)?,
            Insert::OthersTypes => {
                let Outcome::Table(other) = other else { return None };
                let like = |name: &str| other.columns.iter().find(|c| c.name == name).map(|c| c.ty.clone());
                self.cast(table, chosen(Columns::Differing, Of::Any), &like)?
            }
        };
        let place = match step {
            Some(step) if at == of => format!("before {}", step.word()),
            Some(step) => format!("after {}", step.word()),
            None => "at the end".to_owned(),
        };
        let what = format!("{place}, {}", write::step(&inserted));
        let mut case = self.case.clone();
        case.steps.insert(at, inserted);
        Some(self.with(case, what))
    }

    /// Casts of those of the columns that `like` says another type of.
    fn cast(
        &self,
        table: &[(String, String)],
        names: Vec<String>,
        like: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Step> {
        let casts: Vec<(String, Expr)> = names
            .into_iter()
            .filter_map(|name| {
                let wanted = like(&name)?;
                let own = table.iter().find(|(n, _)| *n == name)?;
                let ty = (own.1 != wanted).then(|| Type::parse(&wanted)).flatten()?;
                let column = Expr::Column(name.as_str().into());
                Some((name, Expr::Cast(Box::new(column), ty)))
            })
            .collect();
        (!casts.is_empty()).then_some(Step::WithColumns(casts))
    }

    /// Step `i` with operands replaced: all that fit and are no constants, all that fit, those at the first and at the second place alone,
    /// and all but the first; where a truth value is made of them, the condition of a filter too.
    fn operands(&self, i: usize, axis: Option<&Axis>, of: Of, template: &str) -> Vec<Changed> {
        if !has_expressions(&self.case.steps[i]) {
            return Vec::new();
        }
        let Some(template) = form::read(template) else { return Vec::new() };
        // truth is told of values as they came, not of what was made of them to help
        if is_truth(&template) && self.put_in[..i].contains(&true) {
            return Vec::new();
        }
        let named = |word: &str| {
            let Some(axis) = axis else { return true };
            let comparison = axis.applies.iter().any(|w| ["<", "=="].contains(w));
            axis.applies.contains(&word)
                || axis.applies.contains(&"every step")
                || comparison && COMPARE.contains(&word)
        };
        let is_meant = |part: &Expr| word(part).is_some_and(named) && self.suits(&template, part, i, axis.is_some());
        let those = |chosen: &Choice| {
            let fits = |at: usize, operand: &Expr| {
                chosen(at, operand)
                    && self.is_of(operand, i, of)
                    && !(is_instant(&template) && self.is_number(operand, i))
            };
            self.expressions(i, &|expr| form::with_operands(expr, &is_meant, &fits, &template))
        };
        let chosen: [&Choice; 5] = [
            &|_, operand| !constant(operand),
            &|_, _| true,
            &|at, operand| at == 0 && !constant(operand),
            &|at, operand| at == 1 && !constant(operand),
            &|at, _| at > 0,
        ];
        let mut out: Vec<Changed> = chosen.into_iter().filter_map(those).collect();
        if let Step::Filter(condition) = &self.case.steps[i]
            && is_truth(&template)
            && self.is_of(condition, i, of)
            && let Some(new) = form::of_operand(&template, condition)
        {
            let what = format!("in filter, `{condition}` as `{new}`");
            out.push(self.with(self.replaced(i, vec![Step::Filter(new)]), what));
        }
        out
    }

    /// Whether what the template makes of an operand still means the same to `part`: no sum is of texts that were none, and logic is of
    /// truth values, which nothing else is about unless an axis says so.
    fn suits(&self, template: &Expr, part: &Expr, i: usize, declared: bool) -> bool {
        let word = word(part).unwrap_or_default();
        let logic = ["and", "or", "not"].contains(&word);
        let text = |operand: &&Expr| match operand {
            Expr::Column(_) | Expr::Cast(..) => self.is_of(operand, i, Of::Text),
            Expr::Literal(Literal::Str(_)) => true,
            _ => false,
        };
        match template {
            Expr::Cast(_, Type::Bool) => true,
            Expr::Cast(..) if logic => false,
            Expr::Cast(_, Type::String) if ["+", "-", "*", "/", "//", "%", "**"].contains(&word) => {
                word == "+" && operands(part).iter().any(text)
            }
            template if is_truth(template) => declared || logic,
            _ => true,
        }
    }

    /// Whether a part of step `i` is surely a number.
    fn is_number(&self, part: &Expr, i: usize) -> bool {
        !matches!(part, Expr::Literal(Literal::Null))
            && self.is_of(part, i, Of::Numbers)
            && !self.is_of(part, i, Of::Text)
    }

    /// Whether a part of step `i` may be of these types: a column that is known, a constant or a truth value by what it is.
    fn is_of(&self, part: &Expr, i: usize, of: Of) -> bool {
        match part {
            Expr::Column(name) => {
                self.tables.get(i).is_some_and(|table| table.iter().any(|(n, ty)| n == &**name && of.fits(ty)))
            }
            Expr::Literal(Literal::Str(_)) => of.fits("string"),
            Expr::Literal(Literal::Bool(_)) => of.fits("bool"),
            Expr::Literal(Literal::Int(_)) => of.fits("int64"),
            Expr::Literal(Literal::Float(_)) => of.fits("float64"),
            Expr::Literal(Literal::Date(_)) => of.fits("date"),
            Expr::Literal(Literal::Timestamp(_)) => of.fits("timestamp"),
            Expr::Unary(UnaryOp::Not, _) | Expr::In { .. } => of.fits("bool"),
            Expr::Binary(BinaryOp::And | BinaryOp::Or, ..) => of.fits("bool"),
            Expr::Binary(op, ..) if op.is_comparison() => of.fits("bool"),
            Expr::Call(Function::IsNull | Function::NotNull | Function::IsNan, _) => of.fits("bool"),
            Expr::Cast(_, ty) => of.fits(&ty.to_string()),
            _ => true,
        }
    }

    /// Step `i` with its expressions changed, an `astype` taken for casts; `None` where none is.
    fn expressions(&self, i: usize, change: &dyn Fn(&Expr) -> Option<Expr>) -> Option<Changed> {
        let mut what = Vec::new();
        let mut changed = |expr: &Expr| match change(expr).filter(form::is_sound) {
            Some(new) => {
                what.push(format!("`{expr}` as `{new}`"));
                new
            }
            None => expr.clone(),
        };
        let step = match &self.case.steps[i] {
            Step::Filter(expr) => Step::Filter(changed(expr)),
            Step::WithColumns(columns) => {
                Step::WithColumns(columns.iter().map(|(name, expr)| (name.clone(), changed(expr))).collect())
            }
            Step::Astype(types) => {
                let cast =
                    |name: &String, ty: &Type| Expr::Cast(Box::new(Expr::Column(name.as_str().into())), ty.clone());
                Step::WithColumns(types.iter().map(|(name, ty)| (name.clone(), changed(&cast(name, ty)))).collect())
            }
            _ => return None,
        };
        let word = self.case.steps[i].word();
        (!what.is_empty()).then(|| self.with(self.replaced(i, vec![step]), format!("in {word}, {}", what.join(", "))))
    }
}

/// Whether a step has expressions, or casts that are written as such.
fn has_expressions(step: &Step) -> bool {
    matches!(step, Step::Filter(_) | Step::WithColumns(_) | Step::Astype(_))
}

/// A step that makes the columns of `table` those of the other side: fewer or in another order, or renamed.
fn others_columns(table: &[(String, String)], other: &Outcome) -> Option<Step> {
    let Outcome::Table(ResultTable { columns, .. }) = other else { return None };
    let own: Vec<&String> = table.iter().map(|(name, _)| name).collect();
    let wanted: Vec<&String> = columns.iter().map(|c| &c.name).collect();
    if own == wanted || wanted.is_empty() {
        return None;
    }
    if wanted.iter().all(|name| own.contains(name)) {
        return Some(Step::Select(wanted.into_iter().cloned().collect()));
    }
    let pairs = own.iter().zip(&wanted).filter(|(a, b)| a != b).map(|(a, b)| ((*a).clone(), (*b).clone()));
    (own.len() == wanted.len()).then(|| Step::Rename(pairs.collect()))
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
