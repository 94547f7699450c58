//! What an order comes to in its site's currency. A function of the order alone: the rates are kept with it, and its refunds
//! go by them however much later they come, so that what was given back in full nets to nothing.

use footfall_protocol::order::OrderTotals;
use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashMap;

use super::order::Order;
use crate::exchange::{Exchange, MAX_RATE_AGE_DAYS, Parts, PerEuro, Rates};
use crate::site::{Day, Site};
use crate::store::{StoreError, sql};

/// An order's amounts in the site's currency.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Exchanged {
    pub(super) totals: OrderTotals,
    /// Of each line.
    pub(super) lines_minor: Vec<i64>,
    /// Of each refund.
    pub(super) refunds: Vec<ExchangedRefund>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct ExchangedRefund {
    pub(super) amount_minor: i64,
    /// Of it, for products.
    pub(super) taken: Vec<(i64, i64)>,
}

impl Exchanged {
    pub(super) fn refunded_minor(&self) -> i64 {
        self.refunds.iter().map(|refund| refund.amount_minor).sum()
    }
}

impl Order {
    /// `None` without a rate. Each total is rounded by itself, so of another currency they need not add up to the last
    /// minor unit; the lines of one product do, and so do refunds.
    pub(super) fn exchanged(&self, site: &Site) -> Option<Exchanged> {
        let (exchange, from, to) = (self.exchange?, self.totals.currency, site.currency);
        let minor = |minor| exchange.minor(minor, from, to);
        let OrderTotals { gross, item_revenue, tax, shipping, discount, .. } = self.totals;
        let totals = OrderTotals {
            currency: to,
            gross: minor(gross),
            item_revenue: minor(item_revenue),
            tax: minor(tax),
            shipping: minor(shipping),
            discount: minor(discount),
        };
        let parts = || exchange.parts(from, to);
        let mut of_product: FxHashMap<i64, Parts> = FxHashMap::default();
        let lines_minor = self.lines.iter().map(|line| {
            of_product.entry(line.product_id).or_insert_with(parts).next(line.line_minor)
        });
        let lines_minor = lines_minor.collect();
        of_product.clear();
        let mut of_order = parts();
        let refunds = self.refunds.iter().map(|refund| ExchangedRefund {
            amount_minor: of_order.next(refund.amount_minor),
            taken: refund
                .taken
                .iter()
                .map(|&(product_id, minor)| {
                    (product_id, of_product.entry(product_id).or_insert_with(parts).next(minor))
                })
                .collect(),
        });
        let refunds = refunds.collect();
        Some(Exchanged { totals, lines_minor, refunds })
    }

    /// Before it is counted: the rates of its day, unless it has them.
    pub(super) fn find_rates(
        &mut self,
        connection: &Connection,
        site: &Site,
    ) -> Result<(), StoreError> {
        if self.totals.currency == site.currency {
            self.exchange = Some(Exchange::Own);
        } else if self.exchange.is_none() {
            let (from, to) = (self.totals.currency.code(), site.currency.code());
            self.exchange = rates(connection, from, to, self.day)?.map(Exchange::At);
        }
        Ok(())
    }

    /// Of another report of the same order: the rates stay as long as they are of its currency and its day.
    pub(super) fn keeps_rates_of(&self, before: &Order) -> Option<Exchange> {
        let same = (self.totals.currency, self.day) == (before.totals.currency, before.day);
        before.exchange.filter(|_| same)
    }
}

/// Those of a day, or the last that were published before it.
pub(in crate::store) fn rates(
    connection: &Connection,
    from: &str,
    to: &str,
    day: Day,
) -> Result<Option<Rates>, StoreError> {
    let params = named_params! {
        ":from": from, ":to": to, ":day": day, ":oldest": day - MAX_RATE_AGE_DAYS,
    };
    let mut statement = connection.prepare_cached(sql!("rates_of_day"))?;
    let found: Option<(Day, String, String)> = statement
        .query_row(params, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((day, from, to)) = found else { return Ok(None) };
    Ok(stored_rates(day, &from, &to))
}

/// What was believed when it was imported.
pub(in crate::store) fn stored_rates(day: Day, from: &str, to: &str) -> Option<Rates> {
    Some(Rates { day, from: PerEuro::parse(from).ok()?, to: PerEuro::parse(to).ok()? })
}
