//! What a metric is: from the store's plain sums to the numbers of PRODUCT.md, section 4, each by its id.
//!
//! A ratio with denominator 0 is null. Money is an exact decimal text with its currency. Times are milliseconds.

mod all;
mod asked;
mod attribution;
mod carts;
mod clv;
mod customers;
pub mod definitions;
mod explain;
mod folds;
mod forms;
mod freshness;
mod funnel;
mod interest;
mod now;
mod orders;
mod overview;
mod pages;
mod paging;
mod period;
mod products;
mod systems;
mod tables;
mod timeseries;
mod traffic;
mod values;

use footfall_protocol::Money;
use serde_json::{Value, json};

pub use all::REPORTS;
pub use asked::{Asked, Param, Report, ReportError};
pub use forms::Form;
pub use freshness::fingerprint;
pub use now::now;
pub use period::{Compare, Period, PeriodError};
pub use tables::bot;

/// Half up, away from zero. `None` for a denominator of 0.
fn divided(numerator: i64, denominator: i64) -> Option<i64> {
    if denominator <= 0 {
        return None;
    }
    let (doubled, unit) = (i128::from(numerator.abs()) * 2, i128::from(denominator));
    let magnitude = (doubled + unit) / (unit * 2);
    Some((magnitude * i128::from(numerator.signum())) as i64)
}

fn ratio(numerator: i64, denominator: i64) -> Option<f64> {
    (denominator > 0).then(|| numerator as f64 / denominator as f64)
}

/// A report that is a table.
fn rows(rows: impl Iterator<Item = Value>) -> Value {
    json!({ "rows": rows.collect::<Vec<_>>() })
}

pub(crate) fn money_json(money: Money) -> Value {
    json!({ "amount": money.amount(), "currency": money.currency.code() })
}

/// Of ascending values; of an even number the mean of the two in the middle, rounded half up.
fn median(sorted: &[i64]) -> Option<i64> {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        length if length % 2 == 1 => sorted.get(middle).copied(),
        _ => divided(sorted.get(middle - 1)? + sorted.get(middle)?, 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_rounds_half_away_from_zero_and_never_by_zero() {
        assert_eq!(divided(5, 2), Some(3));
        assert_eq!(divided(-5, 2), Some(-3));
        assert_eq!(divided(1, 3), Some(0));
        assert_eq!(divided(0, 7), Some(0));
        assert_eq!(divided(7, 0), None);
        assert_eq!((ratio(1, 4), ratio(0, 4), ratio(1, 0)), (Some(0.25), Some(0.0), None));
    }

    #[test]
    fn the_median_lies_in_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[7]), Some(7));
        assert_eq!(median(&[1, 4]), Some(3));
        assert_eq!(median(&[1, 2, 9]), Some(2));
    }
}
