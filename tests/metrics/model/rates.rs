//! What amounts of another currency come to in euros: each is rounded once, parts so that they sum up to the whole.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::orders::{Order, Refund};

/// Hundredths of a yen for one euro, by the day of which it is.
pub(crate) type Rates = BTreeMap<Date, i64>;

/// An order's amounts in cents.
#[derive(Debug, Clone)]
pub(crate) struct Euros {
    pub(crate) gross: i64,
    pub(crate) value: i64,
    pub(crate) tax: i64,
    pub(crate) shipping: i64,
    pub(crate) discount: i64,
    pub(crate) lines: Vec<i64>,
    /// In the order in which they happened.
    pub(crate) refunds: Vec<Refund>,
}

impl Euros {
    /// By the rate of the day, or of one of the seven before it. `None`: there is none.
    pub(super) fn of(order: &Order, day: Date, rates: &Rates) -> Option<Self> {
        let rate = match order.purchase.currency {
            // A euro is a euro.
            0 => None,
            1 => {
                let days = (0..=7).map(|back| day.saturating_sub(back.days()));
                Some(days.into_iter().find_map(|day| rates.get(&day).copied())?)
            }
            _ => return None,
        };
        // Half up: an amount of yen times 100, over yen for a euro, is cents.
        let cents = |minor: i64| match rate {
            None => minor,
            Some(rate) => (minor * 10_000 * 2 + rate).div_euclid(rate * 2),
        };
        let part = |before: i64, minor: i64| cents(before + minor) - cents(before);
        let product = |place: usize| order.purchase.lines[place].0;
        let count = order.purchase.lines.len();
        // Of each line, behind those of the same product before it.
        let lines = |amounts: &[i64], already: &[i64]| -> Vec<i64> {
            let of = |place: usize| {
                let same = |other: &usize| product(*other) == product(place);
                let taken: i64 = (0..count).filter(same).map(|other| already[other]).sum();
                let before: i64 = (0..place).filter(same).map(|other| amounts[other]).sum();
                part(taken + before, amounts[place])
            };
            (0..count).map(of).collect()
        };
        let mut already = vec![0; count];
        let mut given = 0;
        let mut refunds = Vec::new();
        for refund in &order.refunds {
            refunds.push(Refund {
                at_ms: refund.at_ms,
                amount: part(given, refund.amount),
                of_lines: lines(&refund.of_lines, &already),
            });
            given += refund.amount;
            for (already, taken) in already.iter_mut().zip(&refund.of_lines) {
                *already += taken;
            }
        }
        let own: Vec<i64> = (0..count).map(|place| order.line(place)).collect();
        Some(Self {
            gross: cents(order.gross()),
            value: cents(order.purchase.value),
            tax: cents(order.purchase.tax),
            shipping: cents(order.purchase.shipping),
            discount: cents(order.discount()),
            lines: lines(&own, &vec![0; count]),
            refunds,
        })
    }

    pub(crate) fn refunded(&self) -> i64 {
        self.refunds.iter().map(|refund| refund.amount).sum()
    }
}
