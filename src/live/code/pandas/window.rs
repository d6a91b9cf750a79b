//! `window`: sorted first where an order is asked for, then one assignment a column.

use super::super::{Target, python};
use super::{keyword, unsupported};
use crate::case::plan::{Window, WindowColumn, WindowFn, WindowFrame};

pub(super) fn windowed(window: &Window, target: Target<'_>) -> String {
    let mut out = String::new();
    if !window.order_by.is_empty() {
        out.push_str(&format!("result = result.sort_values({})\n", python::strings(&window.order_by)));
    }
    for column in &window.columns {
        match window_call(column, window, target) {
            Ok(call) => out.push_str(&format!("result = result.assign({})\n", keyword(&column.out, &call))),
            Err(why) => return out + &unsupported(&why),
        }
    }
    out
}

fn window_call(column: &WindowColumn, window: &Window, target: Target<'_>) -> Result<String, String> {
    let keys = &window.partition_by;
    if window.frame == Some(WindowFrame::Range)
        && matches!(column.function, WindowFn::Cumsum | WindowFn::Cummin | WindowFn::Cummax)
    {
        return Err("a window frame by range".to_owned());
    }
    let n = column.n.unwrap_or(1);
    let Some(name) = &column.column else {
        let more = if column.function == WindowFn::RowNumber { " + 1" } else { "" };
        return match (keys.is_empty(), target.is_dask()) {
            (true, true) => Err("cumcount without partition_by".to_owned()),
            (true, false) => Ok(format!("np.arange(len(result)){more}")),
            (false, _) => Ok(format!("result.groupby({}).cumcount(){more}", python::strings(keys))),
        };
    };
    let name = python::string(name);
    let base = if keys.is_empty() {
        format!("result[{name}]")
    } else {
        format!("result.groupby({})[{name}]", python::strings(keys))
    };
    Ok(match column.function {
        WindowFn::DenseRank => format!("{base}.rank(method=\"dense\")"),
        WindowFn::Shift => format!("{base}.shift({n})"),
        WindowFn::RollingSum | WindowFn::RollingMean => {
            let function = if column.function == WindowFn::RollingSum { "sum" } else { "mean" };
            let rolled = format!("{base}.rolling({n}).{function}()");
            if keys.is_empty() {
                rolled
            } else {
                let levels: Vec<String> = (0..keys.len()).map(|i| i.to_string()).collect();
                format!("{rolled}.reset_index(level=[{}], drop=True)", levels.join(", "))
            }
        }
        function => format!("{base}.{}()", function.name()),
    })
}
