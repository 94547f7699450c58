//! What each refund of an order gets: in the order in which they happened, whenever they arrived; never more than is
//! left of the order, and of a line never more than is left of that. Those of a cancelled order get nothing.

use footfall_protocol::{Currency, Item};

use super::order::{Asked, Line, Order};
use crate::site::Site;

/// What can still be given back.
struct Left {
    minor: i64,
    /// Of each line of the order.
    lines: Vec<i64>,
}

impl Order {
    pub(super) fn settle(&mut self, site: &Site) {
        self.refunds.sort_by(|a, b| (a.at_ms, &a.key).cmp(&(b.at_ms, &b.key)));
        let currency = self.totals.currency;
        let mut left = Left {
            minor: self.totals.gross,
            lines: self.lines.iter().map(|line| line.line_minor).collect(),
        };
        for refund in &mut self.refunds {
            if self.cancelled_at_ms.is_some() {
                (refund.amount_minor, refund.taken) = (0, Vec::new());
                continue;
            }
            match &refund.asked {
                Some(asked) => {
                    let taken = left.take(asked, &self.lines, currency);
                    refund.amount_minor = asked
                        .amount_minor(currency, site.prices_include_tax, &taken)
                        .unwrap_or(left.minor)
                        .min(left.minor);
                    refund.taken = by_product(&self.lines, &taken);
                }
                None => {
                    left.take_products(&refund.taken, &self.lines);
                    refund.amount_minor = refund.amount_minor.min(left.minor);
                }
            }
            left.minor -= refund.amount_minor;
        }
    }
}

impl Left {
    /// How much of each line is given back: all that is left of it, or what the refund's items ask for.
    fn take(&mut self, asked: &Asked, lines: &[Line], currency: Currency) -> Vec<i64> {
        if asked.event.items.is_empty() {
            return self.lines.iter_mut().map(|left| std::mem::take(left).max(0)).collect();
        }
        let mut taken = vec![0; lines.len()];
        for (item, &product_id) in asked.event.items.iter().zip(&asked.product_ids) {
            let of_product = |line: &&Line| line.product_id == product_id;
            let Some(first) = lines.iter().find(of_product) else { continue };
            let mut asked_minor = item_minor(item, asked.speaks(currency), first, currency);
            let lines = lines.iter().zip(&mut self.lines).zip(&mut taken);
            for ((_, left), taken) in lines.filter(|((line, _), _)| of_product(line)) {
                let part_minor = asked_minor.min(*left).max(0);
                *left -= part_minor;
                *taken += part_minor;
                asked_minor -= part_minor;
            }
        }
        taken
    }

    /// What was taken before it was kept from which lines.
    fn take_products(&mut self, taken: &[(i64, i64)], lines: &[Line]) {
        for &(product_id, mut taken_minor) in taken {
            let of_product = |line: &Line| line.product_id == product_id;
            for (_, left) in lines.iter().zip(&mut self.lines).filter(|(line, _)| of_product(line))
            {
                let part_minor = taken_minor.min(*left).max(0);
                *left -= part_minor;
                taken_minor -= part_minor;
            }
        }
    }
}

impl Asked {
    /// Whether its amounts are of the order's currency. Others can't be told what they are worth.
    fn speaks(&self, currency: Currency) -> bool {
        self.event.currency.is_none_or(|own| own == currency)
    }

    /// What the shop says it paid back, with tax and shipping; else what the items were worth. `None`: all that is left.
    fn amount_minor(
        &self,
        currency: Currency,
        prices_include_tax: bool,
        taken: &[i64],
    ) -> Option<i64> {
        if self.event.items.is_empty() {
            return None;
        }
        let says = self.event.value.or(self.event.order_total);
        let said = says
            .filter(|_| self.speaks(currency))
            .and_then(|_| self.event.order_totals(currency, prices_include_tax).ok());
        Some(said.map_or(taken.iter().sum(), |totals| totals.gross))
    }
}

/// What a refunded item is worth: its own price, else its share of the ordered line.
fn item_minor(item: &Item, speaks: bool, ordered: &Line, currency: Currency) -> i64 {
    match item.price {
        Some(_) if speaks => item.line_minor(currency).unwrap_or(0),
        _ => {
            let units = i128::from(ordered.units_milli.max(1));
            let share = i128::from(item.units_milli()).min(units);
            let doubled = i128::from(ordered.line_minor) * share * 2;
            // Half up; the share is at most one, so it fits.
            ((doubled + units) / (units * 2)) as i64
        }
    }
}

fn by_product(lines: &[Line], taken: &[i64]) -> Vec<(i64, i64)> {
    let mut of_products: Vec<(i64, i64)> = Vec::new();
    for (line, &minor) in lines.iter().zip(taken).filter(|(_, taken)| **taken > 0) {
        match of_products.iter_mut().find(|(product_id, _)| *product_id == line.product_id) {
            Some((_, sum)) => *sum += minor,
            None => of_products.push((line.product_id, minor)),
        }
    }
    of_products
}
