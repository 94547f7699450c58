//! Orders by customer: what every report about customers is made of.

use rusqlite::named_params;
use rustc_hash::{FxHashMap, FxHashSet};

use super::report::{Span, Unconverted, unconverted};
use super::segment::Segment;
use super::{Reading, StoreError, sql};
use crate::site::Day;

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
    /// Those that have no rate: they are in nothing else.
    pub unconverted: Vec<Unconverted>,
}

impl Reading<'_> {
    pub fn customer_orders(&self, span: Span) -> Result<CustomerOrders, StoreError> {
        let mut orders = self.rows(sql!("report_customer_orders"), span, |row| {
            Ok(CustomerOrder {
                customer: row.get(0)?,
                day: row.get(1)?,
                at_ms: row.get(2)?,
                gross_minor: row.get(3)?,
                refunded_minor: row.get(4)?,
            })
        })?;
        orders.sort_unstable_by_key(|order| (order.customer, order.at_ms));
        let unconverted = self.rows(sql!("report_customer_unconverted"), span, unconverted)?;
        Ok(CustomerOrders { orders, unconverted })
    }

    /// Whoever ordered on these days in a session of the segment.
    pub fn customers_of(
        &self,
        span: Span,
        segment: &Segment,
    ) -> Result<FxHashSet<i64>, StoreError> {
        let ids = self.order_ids(span, segment)?;
        let mut statement = self.transaction.prepare_cached(sql!("purchase_customer"))?;
        let mut customers = FxHashSet::default();
        for id in ids {
            let customer: Option<i64> =
                statement.query_row(named_params! { ":id": id }, |row| row.get(0))?;
            customers.extend(customer);
        }
        Ok(customers)
    }

    /// The orders of these days that were made in a session of the segment.
    pub fn order_ids(&self, span: Span, segment: &Segment) -> Result<FxHashSet<i64>, StoreError> {
        let mut ids = FxHashSet::default();
        self.scan(span, Some(segment), None)?.orders(self, |_, order| {
            ids.insert(order.id);
        })?;
        Ok(ids)
    }

    /// Customers who ordered in the span, and those of them who did more than once.
    pub fn repeat_customers(&self, span: Span) -> Result<(i64, i64), StoreError> {
        let mut again: FxHashMap<i64, bool> = FxHashMap::default();
        let customers = self.rows(sql!("report_customers_of_orders"), span, |row| row.get(0))?;
        for customer in customers {
            again.entry(customer).and_modify(|again| *again = true).or_default();
        }
        let repeated = again.values().filter(|again| **again).count();
        Ok((again.len() as i64, repeated as i64))
    }
}
