//! Orders and their refunds as rows.

use footfall_protocol::order::OrderTotals;
use footfall_protocol::scrub::Removed;
use footfall_protocol::{Currency, Event, Raw};
use rusqlite::{OptionalExtension, Row, named_params, params};

use super::Ledger;
use super::order::{Asked, Order, Refund, Trust, stored_currency};
use crate::ingest::{Arrival, Source};
use crate::site::Site;
use crate::store::{StoreError, sql};

/// What sources are stored as.
pub(super) fn source_number(source: Source) -> i64 {
    match source {
        Source::Browser => 0,
        Source::Server => 1,
    }
}

pub(super) fn stored_source(number: i64) -> Source {
    if number == 1 { Source::Server } else { Source::Browser }
}

impl Ledger<'_> {
    /// An order without its lines and refunds, which few need.
    pub(super) fn find_order(
        &mut self,
        site: &Site,
        order_id: &str,
    ) -> Result<Option<Order>, StoreError> {
        let key = named_params! { ":site_id": site.id, ":order_id": order_id };
        let mut statement = self.connection.prepare_cached(sql!("purchase_find"))?;
        Ok(statement.query_row(key, |row| order_from_row(row, site)).optional()?)
    }

    /// The rest of it.
    pub(super) fn read_lines_and_refunds(
        &mut self,
        arrival: &Arrival,
        order_id: &str,
        order: &mut Order,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("purchase_items"))?;
        let lines = statement.query_map(named_params! { ":purchase_id": order.id }, |row| {
            Ok(super::order::Line {
                product_id: row.get(0)?,
                units_milli: row.get(1)?,
                line_minor: row.get(2)?,
            })
        })?;
        order.lines = lines.collect::<Result<_, _>>()?;
        order.refunds = self.refunds_of(arrival, order_id)?;
        Ok(())
    }

    /// Of an order, also of one that has not come yet.
    pub(super) fn refunds_of(
        &mut self,
        arrival: &Arrival,
        order_id: &str,
    ) -> Result<Vec<Refund>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("refunds_of_order"))?;
        let key = named_params! { ":site_id": arrival.site.id, ":order_id": order_id };
        let rows = statement.query_map(key, |row| {
            let refund = Refund {
                id: row.get(0)?,
                key: row.get(1)?,
                source: stored_source(row.get(2)?),
                day: row.get(3)?,
                at_ms: row.get(4)?,
                asked: None,
                amount_minor: row.get(6)?,
                taken: Vec::new(),
            };
            Ok((refund, row.get(5)?))
        })?;
        let rows: Vec<(Refund, Option<String>)> = rows.collect::<Result<_, _>>()?;
        let mut refunds = Vec::with_capacity(rows.len());
        for (mut refund, params) in rows {
            refund.asked = match params.as_deref().and_then(stored_refund) {
                Some(event) => Some(self.asked(arrival, event)?),
                None => None,
            };
            let mut statement = self.connection.prepare_cached(sql!("refund_items"))?;
            let taken = statement.query_map(named_params! { ":refund_id": refund.id }, |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
            refund.taken = taken.collect::<Result<_, _>>()?;
            refunds.push(refund);
        }
        Ok(refunds)
    }

    pub(super) fn asked(&mut self, arrival: &Arrival, event: Event) -> Result<Asked, StoreError> {
        let mut product_ids = Vec::with_capacity(event.items.len());
        for item in &event.items {
            // What it is called now is said by whoever said it last, not by whoever wants it back.
            let product_id =
                self.dictionary.product_of_key(self.connection, arrival, item.key())?;
            product_ids.push(product_id);
        }
        Ok(Asked { event, product_ids })
    }

    /// Writes it, and what its refunds get. Its lines are written when they change.
    pub(super) fn save_order(
        &mut self,
        site_id: i64,
        order_id: &str,
        order: &mut Order,
    ) -> Result<(), StoreError> {
        let statement =
            if order.id.is_some() { sql!("purchase_update") } else { sql!("purchase_insert") };
        let (reported_minor, reported_currency) = match &order.reported {
            Some((minor, code)) => (Some(minor), Some(code)),
            None => (None, None),
        };
        self.connection.prepare_cached(statement)?.execute(params![
            site_id,
            order_id,
            order.session_id,
            order.day,
            order.at_ms,
            order.totals.currency.code(),
            order.totals.gross,
            order.totals.item_revenue,
            order.totals.tax,
            order.totals.shipping,
            order.totals.discount,
            order.coupon,
            order.trust as i64,
            order.customer,
            reported_minor,
            reported_currency,
            order.cancelled_at_ms,
            order.refunded_minor(),
            order.session_at_ms,
        ])?;
        if order.id.is_none() {
            order.id = Some(self.connection.last_insert_rowid());
            self.write_lines(order)?;
        }
        for refund in &mut order.refunds {
            self.save_refund(site_id, order_id, refund, order.id, order.totals.currency)?;
        }
        Ok(())
    }

    pub(super) fn write_lines(&mut self, order: &Order) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("purchase_item_insert"))?;
        for (place, line) in order.lines.iter().enumerate() {
            statement.execute((
                order.id,
                place as i64,
                line.product_id,
                line.units_milli,
                line.line_minor,
            ))?;
        }
        Ok(())
    }

    /// `purchase_id`: none while its order has not come.
    pub(super) fn save_refund(
        &mut self,
        site_id: i64,
        order_id: &str,
        refund: &mut Refund,
        purchase_id: Option<i64>,
        currency: Currency,
    ) -> Result<(), StoreError> {
        let source = source_number(refund.source);
        let params = match &refund.asked {
            Some(Asked { event, .. }) => serde_json::to_string(&event.params_json()).ok(),
            None => None,
        };
        let refund_id = match refund.id {
            Some(id) => {
                self.connection.prepare_cached(sql!("refund_settle"))?.execute(named_params! {
                    ":id": id,
                    ":source": source,
                    ":day": refund.day,
                    ":at_ms": refund.at_ms,
                    ":params": params,
                    ":purchase_id": purchase_id,
                    ":currency": currency.code(),
                    ":amount_minor": refund.amount_minor,
                })?;
                self.connection
                    .prepare_cached(sql!("refund_items_delete"))?
                    .execute(named_params! { ":refund_id": id })?;
                id
            }
            None => self.connection.prepare_cached(sql!("refund_insert"))?.insert((
                site_id,
                order_id,
                &refund.key,
                source,
                refund.day,
                refund.at_ms,
                params,
                purchase_id,
                currency.code(),
                refund.amount_minor,
            ))?,
        };
        refund.id = Some(refund_id);
        let mut statement = self.connection.prepare_cached(sql!("refund_item_insert"))?;
        for (product_id, amount_minor) in &refund.taken {
            statement.execute((refund_id, product_id, amount_minor))?;
        }
        Ok(())
    }
}

/// What was believed when it came.
fn stored_refund(params: &str) -> Option<Event> {
    let params: Raw = serde_json::from_str(params).ok()?;
    Event::parse(0, 0, 0, "refund", &params, &mut Removed::default()).ok()
}

fn order_from_row(row: &Row, site: &Site) -> rusqlite::Result<Order> {
    let code: String = row.get(4)?;
    let (reported_minor, reported_currency): (Option<i64>, Option<String>) =
        (row.get(13)?, row.get(14)?);
    Ok(Order {
        id: row.get(0)?,
        session_id: row.get(1)?,
        day: row.get(2)?,
        at_ms: row.get(3)?,
        totals: OrderTotals {
            currency: stored_currency(&code, site),
            gross: row.get(5)?,
            item_revenue: row.get(6)?,
            tax: row.get(7)?,
            shipping: row.get(8)?,
            discount: row.get(9)?,
        },
        coupon: row.get(10)?,
        trust: Trust::from_stored(row.get(11)?),
        customer: row.get(12)?,
        reported: reported_minor.zip(reported_currency),
        cancelled_at_ms: row.get(15)?,
        session_at_ms: row.get(16)?,
        lines: Vec::new(),
        refunds: Vec::new(),
    })
}
