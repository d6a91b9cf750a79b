//! `pivot`: `pivot_table` with its labels as text and the index as columns.

use super::super::{Target, python};
use super::{keyword, unsupported};
use crate::case::plan::{AggFn, Pivot};

pub(super) fn pivoted(pivot: &Pivot, target: Target<'_>) -> String {
    let mut out = String::new();
    let function = if pivot.agg == AggFn::List { "list".to_owned() } else { python::string(pivot.agg.name()) };
    let (columns, values) = (python::string(&pivot.columns), python::string(&pivot.values));
    if target.is_dask() {
        if pivot.index.len() != 1 {
            return unsupported("a pivot on several index columns");
        }
        if !matches!(pivot.agg, AggFn::Sum | AggFn::Mean | AggFn::Count | AggFn::First | AggFn::Last | AggFn::List) {
            return unsupported(&format!("a pivot with {}", pivot.agg.name()));
        }
        let index = python::string(&pivot.index[0]);
        out.push_str(&format!(
            "result = result.assign({})\n",
            keyword(&pivot.columns, &format!("result[{columns}].astype(\"category\").cat.as_known()"))
        ));
        out.push_str(&format!(
            "result = dd.pivot_table(result, index={index}, columns={columns}, values={values}, aggfunc={function})\n"
        ));
    } else {
        out.push_str(&format!(
            "result = pd.pivot_table(result, index={}, columns={columns}, values={values}, aggfunc={function})\n",
            python::strings(&pivot.index)
        ));
    }
    out + "result.columns = [str(label) for label in result.columns]\nresult = result.reset_index()\n"
}
