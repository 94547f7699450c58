//! What an order comes to in the site's currency, in the plainest way: fractions of large integers.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::model::{Order, Totals, rounded, unit};

/// Ten-thousandths of a currency's unit for one euro, by day. The euro is 10,000 of them on each day there is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rates(pub(crate) BTreeMap<Date, BTreeMap<usize, i64>>);

const EUROS: usize = 0;

/// Amounts in the site's currency.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Exchanged {
    pub(crate) totals: Totals,
    /// By the order's lines.
    pub(crate) lines: Vec<i64>,
    /// Of each refund: what it gets, and what of it each line.
    pub(crate) refunds: Vec<(i64, Vec<i64>)>,
}

impl Rates {
    fn on(&self, date: Date, currency: usize) -> Option<i128> {
        let day = self.0.get(&date)?;
        if currency == EUROS { Some(10_000) } else { day.get(&currency).copied().map(i128::from) }
    }

    /// Those of the day, or of the last day before it with both, a week back at most.
    fn of(&self, date: Date, from: usize, to: usize) -> Option<(i128, i128)> {
        (0..=7).find_map(|back: i32| {
            let date = date.saturating_sub(back.days());
            Some((self.on(date, from)?, self.on(date, to)?))
        })
    }

    pub(crate) fn exchanged(&self, order: &Order, site: usize, date: &str) -> Option<Exchanged> {
        let from = order.currency;
        let date = date.parse().ok()?;
        let (from_rate, to_rate) = if from == site { (1, 1) } else { self.of(date, from, site)? };
        let exchange =
            |minor: i64| rounded(i128::from(minor) * to_rate * unit(site), from_rate * unit(from));
        // What is left when all before it is taken from all with it: never a cent more or less than the whole.
        let part = |before: i64, minor: i64| exchange(before + minor) - exchange(before);
        let of_product = |amounts: &[i64], place: usize| -> i64 {
            let before = order.lines.iter().zip(amounts).take(place);
            before.filter(|(line, _)| line.0 == order.lines[place].0).map(|(_, minor)| minor).sum()
        };
        let amounts: Vec<i64> = order.lines.iter().map(|(_, _, minor)| *minor).collect();
        let lines = (0..amounts.len())
            .map(|place| part(of_product(&amounts, place), amounts[place]))
            .collect();
        let (mut given, mut taken_before) = (0, vec![0; amounts.len()]);
        let mut refunds = Vec::new();
        for refund in &order.refunds {
            let mut taken = Vec::new();
            for place in 0..amounts.len() {
                let same: i64 = (0..amounts.len())
                    .filter(|other| order.lines[*other].0 == order.lines[place].0)
                    .map(|other| taken_before[other])
                    .sum();
                let before = same + of_product(&refund.taken, place);
                taken.push(part(before, refund.taken[place]));
            }
            for (before, taken) in taken_before.iter_mut().zip(&refund.taken) {
                *before += taken;
            }
            refunds.push((part(given, refund.amount), taken));
            given += refund.amount;
        }
        let Totals { gross, item_revenue, tax, shipping, discount } = order.totals;
        let totals = Totals {
            gross: exchange(gross),
            item_revenue: exchange(item_revenue),
            tax: exchange(tax),
            shipping: exchange(shipping),
            discount: exchange(discount),
        };
        Some(Exchanged { totals, lines, refunds })
    }
}
