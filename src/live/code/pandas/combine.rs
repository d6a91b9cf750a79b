//! Two tables into one: `join` and `concat`.

use super::super::{Target, python};
use super::{computed, unsupported, variable};
use crate::case::plan::{Concat, ConcatBy, How, Join, JoinKeys};

pub(super) fn joined(join: &Join, target: Target<'_>) -> String {
    let other = variable(&join.with);
    let how = join.kind();
    if matches!(how, How::Semi | How::Anti) {
        let (left, right) = match &join.keys {
            JoinKeys::On(on) => (on.clone(), on.clone()),
            JoinKeys::LeftRight(l, r) => (l.clone(), r.clone()),
            JoinKeys::None => return unsupported("a semi join without keys"),
        };
        let ([l], [r]) = (left.as_slice(), right.as_slice()) else {
            return unsupported("semi and anti joins on several keys");
        };
        let keys = computed(&format!("{other}[{}]", python::string(r)), target);
        let not = if how == How::Anti { "~" } else { "" };
        return format!("result = result[{not}result[{}].isin({keys})]\n", python::string(l));
    }
    if how == How::Cross && target.is_dask() {
        return unsupported("cross join");
    }
    let mut args = vec![other];
    match &join.keys {
        JoinKeys::On(on) => args.push(format!("on={}", python::strings(on))),
        JoinKeys::LeftRight(l, r) => {
            args.push(format!("left_on={}", python::strings(l)));
            args.push(format!("right_on={}", python::strings(r)));
        }
        JoinKeys::None => {}
    }
    args.extend(join.how.map(|h| format!("how={}", python::string(h.name()))));
    args.extend(
        join.suffixes.as_ref().map(|(l, r)| format!("suffixes=({}, {})", python::string(l), python::string(r))),
    );
    format!("result = result.merge({})\n", args.join(", "))
}

pub(super) fn concatenated(concat: &Concat, target: Target<'_>) -> String {
    let mut tables = vec!["result".to_owned()];
    let mut out = String::new();
    for (i, name) in concat.with.iter().enumerate() {
        if concat.by == Some(ConcatBy::Position) {
            let renamed = format!("other_{i}");
            out.push_str(&format!("{renamed} = {}.copy()\n{renamed}.columns = result.columns\n", variable(name)));
            tables.push(renamed);
        } else {
            tables.push(variable(name));
        }
    }
    let tables = tables.join(", ");
    if target.is_dask() {
        out + &format!("result = dd.concat([{tables}])\n")
    } else {
        out + &format!("result = pd.concat([{tables}], ignore_index=True)\n")
    }
}
