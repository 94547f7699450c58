//! Touches: the sessions that led to an order. They are those of the visitor who ordered, and of the visitors of the same
//! customer's other orders, that began within some days before it.
//!
//! An anonymous visitor is another one on another day: of them only that day's sessions are known.

use std::hash::{Hash, Hasher};

use rusqlite::{OptionalExtension, Row, named_params};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::fold::Fold;
use super::report::Span;
use super::report_orders::OrderPlace;
use super::{Reading, StoreError, sql};
use crate::site::{Day, Site};

/// An order whose revenue is to be shared among its touches; money in minor units of the site's currency.
#[derive(Debug, Clone, Copy)]
pub struct Attributed {
    pub id: i64,
    pub at_ms: i64,
    pub gross_minor: i64,
    pub refunded_minor: i64,
    customer: Option<i64>,
    /// Who made it, where a session is known.
    visitor: Option<i64>,
}

/// A session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    pub session_id: i64,
    pub at_ms: i64,
    pub channel_id: i64,
    pub landing_page_id: i64,
}

impl Reading<'_> {
    /// The orders of the span that were not cancelled, in the site's currency.
    pub fn attributed_orders(&self, span: Span) -> Result<Vec<Attributed>, StoreError> {
        self.rows(sql!("report_attributed_orders"), span, attributed)
    }

    /// Who all customers are, as far as their orders of the span say. One with a single order is nobody but the one who made
    /// it.
    pub fn customers(&self, span: Span) -> Result<Customers, StoreError> {
        let CustomerOrders(orders) = self.fold(span, None, &CustomersFold)?;
        let mut visitors: FxHashMap<i64, (usize, Vec<i64>)> = FxHashMap::default();
        for order in &orders {
            let (count, known) = visitors.entry(order.customer).or_default();
            *count += 1;
            known.extend(order.visitor);
        }
        visitors.retain(|_, (orders, _)| *orders > 1);
        for (_, known) in visitors.values_mut() {
            known.sort_unstable();
            known.dedup();
        }
        let visitors = visitors.into_iter().map(|(customer, (_, known))| (customer, known));
        let days = orders.iter().map(|order| (order.day, order.customer));
        Ok(Customers { visitors: visitors.collect(), orders: days.collect() })
    }

    /// Who the customers of these orders are, whatever became of the orders.
    pub fn customers_behind(
        &self,
        site: &Site,
        orders: &[Attributed],
    ) -> Result<Customers, StoreError> {
        let wanted: FxHashSet<i64> = orders.iter().filter_map(|order| order.customer).collect();
        if wanted.is_empty() {
            return Ok(Customers::default());
        }
        let sessions = self.sessions_of_customers(site, |customer| wanted.contains(&customer))?;
        Ok(Customers { visitors: self.visitors_of(sessions)?, orders: Vec::new() })
    }

    /// Where the orders of customers were made; 0 of one that a shop's server sent.
    fn sessions_of_customers(
        &self,
        site: &Site,
        is_wanted: impl Fn(i64) -> bool,
    ) -> Result<FxHashMap<i64, Vec<i64>>, StoreError> {
        let mut sessions: FxHashMap<i64, Vec<i64>> = FxHashMap::default();
        let mut statement = self.transaction.prepare_cached(sql!("report_customer_sessions"))?;
        let mut rows = statement.query(named_params! { ":site_id": site.id })?;
        while let Some(row) = rows.next()? {
            let customer = row.get(0)?;
            if is_wanted(customer) {
                sessions.entry(customer).or_default().push(row.get(1)?);
            }
        }
        Ok(sessions)
    }

    fn visitors_of(
        &self,
        sessions: FxHashMap<i64, Vec<i64>>,
    ) -> Result<FxHashMap<i64, Vec<i64>>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("report_session_visitor"))?;
        let mut all = FxHashMap::default();
        for (customer, sessions) in sessions {
            let mut visitors: Vec<i64> = Vec::with_capacity(sessions.len());
            for id in sessions {
                let visitor: Option<i64> = statement
                    .query_row(named_params! { ":id": id }, |row| row.get(0))
                    .optional()?;
                visitors.extend(visitor);
            }
            visitors.sort_unstable();
            visitors.dedup();
            all.insert(customer, visitors);
        }
        Ok(all)
    }

    /// Of an order the touches of the `look_back_ms` before it, by time.
    pub fn touches(
        &self,
        site: &Site,
        order: &Attributed,
        customers: &Customers,
        look_back_ms: i64,
    ) -> Result<Vec<Touch>, StoreError> {
        let of_customer = order.customer.and_then(|customer| customers.visitors.get(&customer));
        let others = of_customer.into_iter().flatten().copied();
        let others = others.filter(|visitor| Some(*visitor) != order.visitor);
        let mut touches = Vec::new();
        for visitor in order.visitor.into_iter().chain(others) {
            self.visitor_sessions(site, visitor, order.at_ms, look_back_ms, &mut touches)?;
        }
        touches.sort_unstable_by_key(|touch: &Touch| (touch.at_ms, touch.session_id));
        Ok(touches)
    }

    fn visitor_sessions(
        &self,
        site: &Site,
        visitor: i64,
        until_ms: i64,
        look_back_ms: i64,
        touches: &mut Vec<Touch>,
    ) -> Result<(), StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("report_visitor_sessions"))?;
        let params = named_params! {
            ":site_id": site.id,
            ":visitor": visitor,
            ":from_ms": until_ms - look_back_ms,
            ":to_ms": until_ms,
        };
        let rows = statement.query_map(params, |row| {
            Ok(Touch {
                session_id: row.get(0)?,
                at_ms: row.get(1)?,
                channel_id: row.get(2)?,
                landing_page_id: row.get(3)?,
            })
        })?;
        for touch in rows {
            touches.push(touch?);
        }
        Ok(())
    }

    /// The orders in these places of the list, whatever became of them.
    pub fn orders_at(&self, places: &[OrderPlace]) -> Result<Vec<Attributed>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("report_order_at"))?;
        let orders = places
            .iter()
            .map(|place| statement.query_row(named_params! { ":id": place.id }, attributed));
        Ok(orders.collect::<Result<_, _>>()?)
    }
}

fn attributed(row: &Row) -> rusqlite::Result<Attributed> {
    Ok(Attributed {
        id: row.get(0)?,
        at_ms: row.get(1)?,
        gross_minor: row.get(2)?,
        refunded_minor: row.get(3)?,
        customer: row.get(4)?,
        visitor: row.get(5)?,
    })
}

/// An order of a customer.
#[derive(Debug, Clone, Copy)]
struct CustomerOrder {
    day: Day,
    customer: i64,
    /// Who made it, where a session is known.
    visitor: Option<i64>,
}

/// By day.
#[derive(Debug, Default)]
struct CustomerOrders(Vec<CustomerOrder>);

/// Who ordered, kept for days in which nothing changed: to look up each order's session takes longest.
struct CustomersFold;

impl Fold for CustomersFold {
    type Part = CustomerOrders;

    fn key(&self) -> String {
        "customers".into()
    }

    fn sums(
        &self,
        reading: &Reading,
        days: Span,
        part: &mut CustomerOrders,
    ) -> Result<(), StoreError> {
        part.0 = reading.rows(sql!("report_customer_visitors"), days, |row| {
            Ok(CustomerOrder { day: row.get(0)?, customer: row.get(1)?, visitor: row.get(2)? })
        })?;
        Ok(())
    }

    fn merge(&self, into: &mut CustomerOrders, part: &CustomerOrders) {
        into.0.extend(&part.0);
    }

    fn bytes(&self, part: &CustomerOrders) -> usize {
        size_of_val(&*part.0)
    }
}

/// The visitors that each customer has been.
#[derive(Debug, Default)]
pub struct Customers {
    /// By number.
    visitors: FxHashMap<i64, Vec<i64>>,
    /// The days on which all customers ordered, by day.
    orders: Vec<(Day, i64)>,
}

impl Customers {
    /// The same as long as those who ordered on these days are the same visitors.
    pub fn print(&self, from: Day, to: Day) -> u64 {
        let place = |day: Day| self.orders.partition_point(|(other, _)| *other < day);
        let mut hasher = FxHasher::default();
        for (_, customer) in self.orders.get(place(from)..place(to + 1)).unwrap_or_default() {
            (customer, self.visitors.get(customer)).hash(&mut hasher);
        }
        hasher.finish()
    }
}
