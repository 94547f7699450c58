//! Orders by customer: what every report about customers is made of.

use rusqlite::Row;
use rustc_hash::FxHashMap;

use super::report::{Span, Unconverted};
use super::{Reading, StoreError, sql};
use crate::site::{Day, Site};

/// An order of a known customer that was not cancelled; money in minor units of the site's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomerOrder {
    /// A keyed hash.
    pub customer: i64,
    pub day: Day,
    pub at_ms: i64,
    pub gross_minor: i64,
    /// Of it, whenever that was.
    pub refunded_minor: i64,
}

impl CustomerOrder {
    pub fn net_minor(&self) -> i64 {
        self.gross_minor - self.refunded_minor
    }
}

#[derive(Debug, Default)]
pub struct CustomerOrders {
    /// By customer, then by time.
    pub orders: Vec<CustomerOrder>,
    /// Those in another currency than the site's: they are in nothing else.
    pub unconverted: Vec<Unconverted>,
}

/// What an order of another currency than the site's comes to; the one place where a rate would be put in.
enum Amounts {
    Own { gross_minor: i64, refunded_minor: i64 },
    Other(Unconverted),
}

impl Reading<'_> {
    pub fn customer_orders(&self, span: Span) -> Result<CustomerOrders, StoreError> {
        let mut all = CustomerOrders::default();
        let rows = self.rows(sql!("report_customer_orders"), span, |row| {
            let (customer, day, at_ms) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((customer, day, at_ms, amounts(row, span.site)?))
        })?;
        all.orders.reserve_exact(rows.len());
        for (customer, day, at_ms, amounts) in rows {
            match amounts {
                Amounts::Own { gross_minor, refunded_minor } => {
                    all.orders.push(CustomerOrder {
                        customer,
                        day,
                        at_ms,
                        gross_minor,
                        refunded_minor,
                    });
                }
                Amounts::Other(order) => add(&mut all.unconverted, order),
            }
        }
        all.orders.sort_unstable_by_key(|order| (order.customer, order.at_ms));
        all.unconverted.sort_unstable_by(|a, b| a.currency.cmp(&b.currency));
        Ok(all)
    }

    /// Customers who ordered in the span, and those of them who did more than once.
    pub fn repeat_customers(&self, span: Span) -> Result<(i64, i64), StoreError> {
        let mut again: FxHashMap<i64, bool> = FxHashMap::default();
        let customers =
            self.rows_by_currency(sql!("report_customers_of_orders"), span, |row| row.get(0))?;
        for customer in customers {
            again.entry(customer).and_modify(|again| *again = true).or_default();
        }
        let repeated = again.values().filter(|again| **again).count();
        Ok((again.len() as i64, repeated as i64))
    }
}

fn amounts(row: &Row, site: &Site) -> rusqlite::Result<Amounts> {
    let (gross_minor, refunded_minor) = (row.get(4)?, row.get(5)?);
    let currency = row.get_ref(3)?.as_str()?;
    if currency == site.currency.code() {
        return Ok(Amounts::Own { gross_minor, refunded_minor });
    }
    Ok(Amounts::Other(Unconverted {
        currency: currency.to_owned(),
        orders: 1,
        gross_minor,
        refunds_minor: refunded_minor,
    }))
}

fn add(unconverted: &mut Vec<Unconverted>, order: Unconverted) {
    match unconverted.iter_mut().find(|known| known.currency == order.currency) {
        Some(known) => {
            known.orders += order.orders;
            known.gross_minor += order.gross_minor;
            known.refunds_minor += order.refunds_minor;
        }
        None => unconverted.push(order),
    }
}
