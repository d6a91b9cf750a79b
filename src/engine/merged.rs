//! A stable sort of what may have no order: objects are compared by their own operators, which may refuse, and by which NaN is neither
//! less nor more than anything.

use super::raised::Raises;

/// The items, each behind those that it is not less than, as far as `less` has an order.
///
/// # Errors
/// The first that `less` raises.
pub(super) fn sorted<T: Copy>(items: &[T], less: &mut impl FnMut(T, T) -> Raises<bool>) -> Raises<Vec<T>> {
    if items.len() < 2 {
        return Ok(items.to_vec());
    }
    let (front, back) = items.split_at(items.len() / 2);
    let (front, back) = (sorted(front, less)?, sorted(back, less)?);
    let mut merged = Vec::with_capacity(items.len());
    let mut taken = 0;
    for &item in &front {
        while taken < back.len() && less(back[taken], item)? {
            merged.push(back[taken]);
            taken += 1;
        }
        merged.push(item);
    }
    merged.extend_from_slice(&back[taken..]);
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_order_is_sorted_all_the_same() {
        let items: Vec<f64> = (0..200).map(|i| if i % 3 == 0 { f64::NAN } else { f64::from(i * 37 % 101) }).collect();
        let sorted = sorted(&items, &mut |a, b| Ok(a < b)).unwrap();
        assert_eq!(sorted.len(), items.len());
    }

    #[test]
    fn equal_items_stay_in_their_order() {
        let items = [(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        let sorted = sorted(&items, &mut |a, b| Ok(a.0 < b.0)).unwrap();
        assert_eq!(sorted, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }
}
