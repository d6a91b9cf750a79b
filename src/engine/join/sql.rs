//! SQL joins: keys given by one name are one column in front, all other columns of both sides stay as they are called.
//!
//! Source: Spark, `Dataset.join` and `Analyzer.commonNaturalJoinProcessing`.

use std::sync::Arc;

use arrow::array::UInt32Array;

use super::frames::product;
use super::{Pairs, pairs};
use crate::axis::Axes;
use crate::case::plan::{How, JoinKeys};
use crate::engine::column::Column;
use crate::engine::dtype::{DType, Kind};
use crate::engine::expr::sql;
use crate::engine::frame::Frame;
use crate::engine::placement::sent::Sent;
use crate::engine::raised::{Raised, Raises};
use crate::engine::{coerce, names};
use crate::result::ErrorKind;

/// The rows of both frames that belong together.
pub(in crate::engine) fn joined(
    left: &Frame,
    right: &Frame,
    keys: &JoinKeys,
    (how, sent): (How, Option<Sent>),
    axes: &Axes,
) -> Raises<Frame> {
    let (left_places, right_places) = places(left, right, keys, axes)?;
    let shared = matches!(keys, JoinKeys::On(_));
    let pairs = if left_places.is_empty() {
        product(left.rows, right.rows)
    } else {
        let (lefts, rights) = compared(left, right, keys, sent, axes)?;
        let (lefts, rights): (Vec<&Column>, Vec<&Column>) = (lefts.iter().collect(), rights.iter().collect());
        match how {
            How::Semi | How::Anti => {
                let met = met(&pairs(&lefts, &rights, How::Inner, axes)?.left, left.rows);
                let rows: Vec<u32> =
                    (0..left.rows as u32).filter(|&row| met[row as usize] == (how == How::Semi)).collect();
                let frame = left.take(&rows.into())?;
                return Ok(if shared { fronted(&frame, &left_places) } else { frame });
            }
            How::Inner if sent == Some(Sent::Right) => pairs(&lefts, &rights, How::Left, axes)?.met(),
            // no row of the other side is looked for then
            How::Outer if left.rows == 0 => pairs(&lefts, &rights, How::Right, axes)?,
            How::Outer if right.rows == 0 => pairs(&lefts, &rights, How::Left, axes)?,
            _ => pairs(&lefts, &rights, how, axes)?,
        }
    };
    let (lefts, rights) = (taken(left, &pairs.left)?, taken(right, &pairs.right)?);
    if !shared {
        return Ok(beside(lefts, &rights, &[]));
    }
    let mut keys = lefts.pick(&left_places);
    for (i, (&l, &r)) in left_places.iter().zip(&right_places).enumerate() {
        keys.columns[i] = match how {
            How::Right => rights.columns[r].clone(),
            How::Outer => coalesced(&left.columns[l], &right.columns[r], &pairs, axes)?,
            How::Inner | How::Left | How::Cross | How::Semi | How::Anti => lefts.columns[l].clone(),
        };
        if how == How::Right {
            keys.names[i] = rights.names[r].clone();
        }
    }
    let rest: Vec<usize> = (0..lefts.names.len()).filter(|p| !left_places.contains(p)).collect();
    Ok(beside(beside(keys, &lefts.pick(&rest), &[]), &rights, &right_places))
}

/// The key columns of both frames, as they are compared. Those that would be looked for among no keys are not computed.
pub(in crate::engine) fn compared(
    left: &Frame,
    right: &Frame,
    keys: &JoinKeys,
    sent: Option<Sent>,
    axes: &Axes,
) -> Raises<(Vec<Column>, Vec<Column>)> {
    let (lefts, rights) = places(left, right, keys, axes)?;
    let unkeyed = |frame: &Frame, places: &[usize]| {
        let present = places.iter().map(|&place| frame.columns[place].present()).reduce(|a, b| &a & &b);
        present.is_some_and(|present| present.count_set_bits() == 0)
    };
    let spares_left = sent == Some(Sent::Right) && unkeyed(right, &rights);
    let spares_right = sent == Some(Sent::Left) && unkeyed(left, &lefts);
    let cast = |column: &Column, kind: &Kind, spared: bool| match spared {
        true => Ok(Column::missing(DType::sql(kind.clone()), column.len())),
        false => coerce::cast(column, kind, axes),
    };
    let pairs = lefts.into_iter().zip(rights);
    let pairs = pairs.map(|(l, r)| {
        let (l, r) = (&left.columns[l], &right.columns[r]);
        let Some(kind) = sql::compared_in(l.kind(), r.kind(), axes) else {
            return Err(Raised::type_error(format!("{} and {} can't be compared", l.dtype, r.dtype)));
        };
        Ok((cast(l, &kind, spares_left)?, cast(r, &kind, spares_right)?))
    });
    Ok(pairs.collect::<Raises<Vec<_>>>()?.into_iter().unzip())
}

/// Where the key columns of both frames stand.
fn places(left: &Frame, right: &Frame, keys: &JoinKeys, axes: &Axes) -> Raises<(Vec<usize>, Vec<usize>)> {
    match keys {
        JoinKeys::On(on) => Ok((using(left, on, axes)?, using(right, on, axes)?)),
        JoinKeys::LeftRight(l, r) => {
            // each pair of keys is looked up together: `sdf[l] == other[r]`
            let mut places = (Vec::new(), Vec::new());
            for (l, r) in l.iter().zip(r) {
                places.0.push(names::places(left, l, axes)?[0]);
                places.1.push(names::places(right, r, axes)?[0]);
            }
            Ok(places)
        }
        JoinKeys::None => Ok((Vec::new(), Vec::new())),
    }
}

/// The columns that `on` names, as one that both sides have; of several it is the first.
fn using(frame: &Frame, on: &[String], axes: &Axes) -> Raises<Vec<usize>> {
    on.iter()
        .map(|name| names::alike(frame, name, axes).first().copied().ok_or_else(|| Raised::no_column(name)))
        .collect()
}

fn fronted(frame: &Frame, places: &[usize]) -> Frame {
    let rest: Vec<usize> = (0..frame.names.len()).filter(|p| !places.contains(p)).collect();
    beside(frame.pick(places), &frame.pick(&rest), &[])
}

fn beside(mut left: Frame, right: &Frame, without: &[usize]) -> Frame {
    for (i, (name, column)) in right.names.iter().zip(&right.columns).enumerate() {
        if !without.contains(&i) {
            left.names.push(Arc::clone(name));
            left.columns.push(column.clone());
        }
    }
    left
}

fn taken(frame: &Frame, rows: &UInt32Array) -> Raises<Frame> {
    frame.map(rows.len(), |c| c.take_or_missing(rows))
}

fn met(rows: &UInt32Array, len: usize) -> Vec<bool> {
    let mut met = vec![false; len];
    for row in rows.iter().flatten() {
        met[row as usize] = true;
    }
    met
}

/// The left key where there is a left row, else the right one, in their common type.
fn coalesced(left: &Column, right: &Column, pairs: &Pairs, axes: &Axes) -> Raises<Column> {
    let unlike = |refused: Raised| match refused.kind {
        ErrorKind::SchemaMismatch => Raised::type_error(refused.message),
        _ => refused,
    };
    let (left, right) = coerce::for_union(left, right, axes).map_err(unlike)?;
    let stacked = Column::concat(&[&left, &right])?;
    let offset = left.len() as u32;
    let present = left.present();
    let rows: UInt32Array = pairs
        .left
        .iter()
        .zip(&pairs.right)
        .map(|(l, r)| match (l, r) {
            (Some(l), Some(r)) if !present.value(l as usize) => Some(r + offset),
            (Some(l), _) => Some(l),
            (None, r) => r.map(|r| r + offset),
        })
        .collect();
    stacked.take(&rows)
}
