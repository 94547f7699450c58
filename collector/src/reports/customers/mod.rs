//! Customers: people whom the shop named with their orders. Who ordered without a name is a visitor and no customer, and is
//! counted as `orders_without_customer`.
//!
//! A customer is known by all orders up to the last day of the period, at most today's. Cancelled ones are none; those of
//! another currency without a rate are shown apart (`unconverted`) and are in nothing else.

mod cohorts;
mod list;
mod recency;
mod rfm;

use serde_json::{Map, Value, json};

pub(super) use cohorts::answer as cohorts;
pub(super) use list::answer as list;
pub(super) use rfm::answer as rfm;

use super::{Asked, overview, ratio};
use crate::site::{Day, date_of};
use crate::store::report::{Span, Unconverted};
use crate::store::report_customers::{CustomerOrder, CustomerOrders};
use crate::store::{Reading, StoreError};

/// All that is known of a site's customers on one day.
#[derive(Debug)]
pub(super) struct Customers {
    /// By customer, then by time.
    orders: Vec<CustomerOrder>,
    unconverted: Vec<Unconverted>,
    /// Not known of a segment.
    without_customer: Option<i64>,
    /// The last day that is known.
    pub(super) until: Day,
}

impl Customers {
    /// As of the last day of the period; what comes later is not known yet.
    pub(super) fn read(reading: &Reading, asked: &Asked) -> Result<Self, StoreError> {
        let today = asked.site.day_of(asked.now_ms);
        Self::until(reading, asked, asked.period.last().min(today))
    }

    /// Under a segment those who, in the period, ordered in one of its sessions; of them all orders all the same.
    fn until(reading: &Reading, asked: &Asked, until: Day) -> Result<Self, StoreError> {
        let span = Span { site: asked.site, from: Day::MIN, to: until };
        let CustomerOrders { mut orders, unconverted } = reading.customer_orders(span)?;
        let without_customer = match asked.segment(reading)? {
            Some(segment) => {
                let meant = reading.customers_of(asked.span(), &segment)?;
                orders.retain(|order| meant.contains(&order.customer));
                None
            }
            None => Some(reading.day_totals(span)?.orders - orders.len() as i64),
        };
        Ok(Self { orders, unconverted, without_customer, until })
    }

    /// In the order of their tokens.
    pub(super) fn all(&self) -> impl Iterator<Item = Customer<'_>> {
        self.orders.chunk_by(|a, b| a.customer == b.customer).map(Customer)
    }

    /// What every report about customers says beside its rows.
    pub(super) fn head(&self, customers: usize) -> Map<String, Value> {
        let mut head = Map::new();
        head.insert("until".into(), json!(date_text(self.until)));
        head.insert("customers".into(), json!(customers));
        head.insert("orders_without_customer".into(), json!(self.without_customer));
        let unconverted = self.unconverted.iter().map(overview::unconverted);
        head.insert("unconverted".into(), unconverted.collect());
        head
    }
}

/// One customer's orders, by time; at least one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Customer<'c>(&'c [CustomerOrder]);

impl<'c> Customer<'c> {
    pub(super) fn orders(self) -> &'c [CustomerOrder] {
        self.0
    }

    fn id(self) -> i64 {
        self.0.first().map_or(0, |order| order.customer)
    }

    /// As they were known at the end of a day; `None` of who came later.
    pub(super) fn until(self, day: Day) -> Option<Self> {
        let known = self.0.get(..self.0.partition_point(|order| order.day <= day))?;
        (!known.is_empty()).then_some(Self(known))
    }

    pub(super) fn first_day(self) -> Day {
        self.0.first().map_or(0, |order| order.day)
    }

    pub(super) fn last_day(self) -> Day {
        self.0.last().map_or(0, |order| order.day)
    }

    /// Σ gross of the orders.
    fn gross_minor(self) -> i64 {
        self.0.iter().map(|order| order.gross_minor).sum()
    }

    /// Σ (gross − refunds) of the orders.
    fn net_minor(self) -> i64 {
        self.0.iter().map(CustomerOrder::net_minor).sum()
    }
}

/// A customer as reports name them: the keyed hash, of which nobody without the key can tell a person.
fn token(customer: i64) -> String {
    format!("{customer:016x}")
}

fn date_text(day: Day) -> String {
    date_of(day).map_or_else(String::new, |date| date.to_string())
}

/// Customers with two orders or more in the period / those with one or more; null when there are none.
pub(super) fn repeat_purchase_rate(reading: &Reading, span: Span) -> Result<Value, StoreError> {
    let (customers, repeated) = reading.repeat_customers(span)?;
    Ok(json!(ratio(repeated, customers)))
}
