//! Touches: the sessions that led to an order. They are those of the visitor who ordered, and of the visitors of the same
//! customer's other orders, that began within some days before it.
//!
//! An anonymous visitor is another one on another day: of them only that day's sessions are known.

use rusqlite::{OptionalExtension, Row, named_params};
use rustc_hash::{FxHashMap, FxHashSet};

use super::report::Span;
use super::report_orders::OrderPlace;
use super::{Reading, StoreError, sql};
use crate::site::Site;

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

    /// Of each order the touches of the `look_back_ms` before it, by time.
    pub fn touches(
        &self,
        site: &Site,
        orders: &[Attributed],
        look_back_ms: i64,
    ) -> Result<Vec<Vec<Touch>>, StoreError> {
        let sessions = self.sessions_of_customers(site, orders)?;
        let mut visitors = Visitors { reading: self, known: FxHashMap::default() };
        let mut all = Vec::with_capacity(orders.len());
        for order in orders {
            let of_customer = order.customer.and_then(|customer| sessions.get(&customer));
            let mut of_order: Vec<i64> = order.visitor.into_iter().collect();
            for session_id in of_customer.into_iter().flatten().copied() {
                let Some(visitor) = visitors.of(session_id)? else { continue };
                if !of_order.contains(&visitor) {
                    of_order.push(visitor);
                }
            }
            let mut touches = Vec::new();
            for visitor in of_order {
                self.visitor_sessions(site, visitor, order.at_ms, look_back_ms, &mut touches)?;
            }
            touches.sort_unstable_by_key(|touch: &Touch| (touch.at_ms, touch.session_id));
            all.push(touches);
        }
        Ok(all)
    }

    /// Where the orders of these customers were made, whenever that was.
    fn sessions_of_customers(
        &self,
        site: &Site,
        orders: &[Attributed],
    ) -> Result<FxHashMap<i64, Vec<i64>>, StoreError> {
        let wanted: FxHashSet<i64> = orders.iter().filter_map(|order| order.customer).collect();
        let mut sessions: FxHashMap<i64, Vec<i64>> = FxHashMap::default();
        if wanted.is_empty() {
            return Ok(sessions);
        }
        let mut statement = self.transaction.prepare_cached(sql!("report_customer_sessions"))?;
        let mut rows = statement.query(named_params! { ":site_id": site.id })?;
        while let Some(row) = rows.next()? {
            let customer = row.get(0)?;
            if wanted.contains(&customer) {
                sessions.entry(customer).or_default().push(row.get(1)?);
            }
        }
        Ok(sessions)
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

/// Whose a session is, asked once for each.
struct Visitors<'r> {
    reading: &'r Reading<'r>,
    known: FxHashMap<i64, Option<i64>>,
}

impl Visitors<'_> {
    fn of(&mut self, session_id: i64) -> Result<Option<i64>, StoreError> {
        if let Some(visitor) = self.known.get(&session_id) {
            return Ok(*visitor);
        }
        let mut statement =
            self.reading.transaction.prepare_cached(sql!("report_session_visitor"))?;
        let visitor = statement
            .query_row(named_params! { ":id": session_id }, |row| row.get(0))
            .optional()?;
        self.known.insert(session_id, visitor);
        Ok(visitor)
    }
}
