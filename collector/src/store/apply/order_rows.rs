//! Orders and their refunds as rows.

use footfall_protocol::order::OrderTotals;
use footfall_protocol::scrub::Removed;
use footfall_protocol::{Currency, Event, Raw};
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::Ledger;
use super::exchanged::{Exchanged, ExchangedRefund, stored_rates};
use super::order::{Asked, Line, Order, Refund, Trust, stored_currency};
use crate::exchange::Exchange;
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

pub(super) fn lines_of(
    connection: &Connection,
    purchase_id: Option<i64>,
) -> Result<Vec<Line>, StoreError> {
    let mut statement = connection.prepare_cached(sql!("purchase_items"))?;
    let lines = statement.query_map(named_params! { ":purchase_id": purchase_id }, |row| {
        Ok(Line { product_id: row.get(0)?, units_milli: row.get(1)?, line_minor: row.get(2)? })
    })?;
    Ok(lines.collect::<Result<_, _>>()?)
}

/// What the refunds of an order got, without what they ask for: that is beside each.
pub(super) fn settled_refunds(
    connection: &Connection,
    site_id: i64,
    order_id: &str,
) -> Result<Vec<(Refund, Option<String>)>, StoreError> {
    let mut statement = connection.prepare_cached(sql!("refunds_of_order"))?;
    let key = named_params! { ":site_id": site_id, ":order_id": order_id };
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
    let mut refunds: Vec<(Refund, Option<String>)> = rows.collect::<Result<_, _>>()?;
    let mut statement = connection.prepare_cached(sql!("refund_items"))?;
    for (refund, _) in &mut refunds {
        let taken = statement.query_map(named_params! { ":refund_id": refund.id }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        refund.taken = taken.collect::<Result<_, _>>()?;
    }
    Ok(refunds)
}

/// An order without its lines and refunds, which few need.
pub(super) fn find_order(
    connection: &Connection,
    site: &Site,
    order_id: &str,
) -> Result<Option<Order>, StoreError> {
    let key = named_params! { ":site_id": site.id, ":order_id": order_id };
    let mut statement = connection.prepare_cached(sql!("purchase_find"))?;
    Ok(statement.query_row(key, |row| order_from_row(row, site)).optional()?)
}

impl Ledger<'_> {
    /// An order without its lines and refunds, which few need.
    pub(super) fn find_order(
        &mut self,
        site: &Site,
        order_id: &str,
    ) -> Result<Option<Order>, StoreError> {
        find_order(self.connection, site, order_id)
    }

    /// The rest of it.
    pub(super) fn read_lines_and_refunds(
        &mut self,
        arrival: &Arrival,
        order_id: &str,
        order: &mut Order,
    ) -> Result<(), StoreError> {
        order.lines = lines_of(self.connection, order.id)?;
        order.refunds = self.refunds_of(arrival, order_id)?;
        Ok(())
    }

    /// Of an order, also of one that has not come yet.
    pub(super) fn refunds_of(
        &mut self,
        arrival: &Arrival,
        order_id: &str,
    ) -> Result<Vec<Refund>, StoreError> {
        let settled = settled_refunds(self.connection, arrival.site.id, order_id)?;
        let mut refunds = Vec::with_capacity(settled.len());
        for (mut refund, params) in settled {
            refund.asked = match params.as_deref().and_then(stored_refund) {
                Some(event) => Some(self.asked(arrival, event)?),
                None => None,
            };
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
        site: &Site,
        order_id: &str,
        order: &mut Order,
    ) -> Result<(), StoreError> {
        let statement =
            if order.id.is_some() { sql!("purchase_update") } else { sql!("purchase_insert") };
        let (reported_minor, reported_currency) = match &order.reported {
            Some((minor, code)) => (Some(minor), Some(code)),
            None => (None, None),
        };
        let exchanged = order.exchanged(site);
        let totals = exchanged.as_ref().map(|exchanged| exchanged.totals);
        let rates = match order.exchange {
            Some(Exchange::At(rates)) => Some(rates),
            _ => None,
        };
        self.connection.prepare_cached(statement)?.execute(params![
            site.id,
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
            rates.map(|rates| rates.day),
            rates.map(|rates| rates.from.text()),
            rates.map(|rates| rates.to.text()),
            totals.map(|totals| totals.gross),
            totals.map(|totals| totals.item_revenue),
            totals.map(|totals| totals.tax),
            totals.map(|totals| totals.shipping),
            totals.map(|totals| totals.discount),
            exchanged.as_ref().map(Exchanged::refunded_minor),
        ])?;
        if order.id.is_none() {
            order.id = Some(self.connection.last_insert_rowid());
            self.write_lines(site, order)?;
        }
        let mut amounts = exchanged.into_iter().flat_map(|exchanged| exchanged.refunds);
        for refund in &mut order.refunds {
            let (of, amounts) = ((order.id, order.totals.currency), amounts.next());
            self.save_refund(site.id, order_id, refund, of, amounts)?;
        }
        Ok(())
    }

    pub(super) fn write_lines(&mut self, site: &Site, order: &Order) -> Result<(), StoreError> {
        let exchanged = order.exchanged(site);
        let mut statement = self.connection.prepare_cached(sql!("purchase_item_insert"))?;
        for (place, line) in order.lines.iter().enumerate() {
            statement.execute((
                order.id,
                place as i64,
                line.product_id,
                line.units_milli,
                line.line_minor,
                exchanged.as_ref().map(|exchanged| exchanged.lines_minor[place]),
            ))?;
        }
        Ok(())
    }

    /// The row of its order, none while it has not come, and its currency. `exchanged`: in the site's.
    pub(super) fn save_refund(
        &mut self,
        site_id: i64,
        order_id: &str,
        refund: &mut Refund,
        (purchase_id, currency): (Option<i64>, Currency),
        exchanged: Option<ExchangedRefund>,
    ) -> Result<(), StoreError> {
        let site_amount_minor = exchanged.as_ref().map(|exchanged| exchanged.amount_minor);
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
                    ":site_amount_minor": site_amount_minor,
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
                site_amount_minor,
            ))?,
        };
        refund.id = Some(refund_id);
        let mut statement = self.connection.prepare_cached(sql!("refund_item_insert"))?;
        for (place, (product_id, amount_minor)) in refund.taken.iter().enumerate() {
            let in_site = exchanged.as_ref().map(|exchanged| exchanged.taken[place].1);
            statement.execute((refund_id, product_id, amount_minor, in_site))?;
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
        exchange: exchange_from_row(row, &code, site)?,
        lines: Vec::new(),
        refunds: Vec::new(),
    })
}

fn exchange_from_row(row: &Row, code: &str, site: &Site) -> rusqlite::Result<Option<Exchange>> {
    if code == site.currency.code() {
        return Ok(Some(Exchange::Own));
    }
    let Some(day) = row.get(17)? else { return Ok(None) };
    let (from, to): (String, String) = (row.get(18)?, row.get(19)?);
    Ok(stored_rates(day, &from, &to).map(Exchange::At))
}
