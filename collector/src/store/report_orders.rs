//! Orders one by one, page by page.

use std::collections::HashSet;

use rusqlite::types::Value as Bound;
use rusqlite::{Row, named_params, params_from_iter};

use super::apply::exchanged::stored_rates;
use super::report::Span;
use super::segment::Segment;
use super::{Reading, StoreError, sql};
use crate::exchange::Rates;
use crate::ingest::Channel;
use crate::site::Day;

/// The place of an order in the list: day, time, row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderPlace {
    pub day: Day,
    pub at_ms: i64,
    pub id: i64,
}

/// Whose word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// A browser's alone.
    No,
    BySignature,
    ByServer,
}

/// An order as it is believed, beside what a browser said of it.
#[derive(Debug)]
pub struct OrderRow {
    pub place: OrderPlace,
    pub order_id: String,
    /// ISO 4217.
    pub currency: String,
    pub gross_minor: i64,
    pub verified: Verified,
    /// In minor units of a currency of its own.
    pub reported: Option<(i64, String)>,
    pub refunded_minor: i64,
    pub cancelled_at_ms: Option<i64>,
    /// Total and refunds in the site's currency; `None` without a rate.
    pub in_site: Option<(i64, i64)>,
    /// Of another currency than the site's.
    pub rates: Option<Rates>,
    /// Of the session that reported it.
    pub channel: Option<Channel>,
}

impl Reading<'_> {
    /// Those behind a place in the list; behind none, from its beginning. Of a segment, those of its sessions.
    pub fn orders(
        &self,
        span: Span,
        segment: Option<&Segment>,
        after: Option<OrderPlace>,
        limit: i64,
    ) -> Result<Vec<OrderRow>, StoreError> {
        const NEWEST_FIRST: &str =
            "\nORDER BY purchase.day DESC, purchase.at_ms DESC, purchase.id DESC LIMIT ?";
        let OrderPlace { day, at_ms, id } =
            after.unwrap_or(OrderPlace { day: i64::MAX, at_ms: i64::MAX, id: i64::MAX });
        let place = [span.site.id, span.from, span.to, day, at_ms, id];
        let mut values: Vec<Bound> = place.map(Bound::Integer).into();
        values.extend(segment.iter().flat_map(|segment| segment.values.iter().cloned()));
        values.push(Bound::Integer(limit));
        let condition = segment.map(Segment::condition).unwrap_or_default();
        let text = [sql!("report_orders").trim_end(), &condition, NEWEST_FIRST].concat();
        let mut statement = self.transaction.prepare_cached(&text)?;
        let rows = statement.query_map(params_from_iter(values), order_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Those of the ids that are orders already.
    pub fn known_orders(
        &self,
        site_id: i64,
        ids: &[String],
    ) -> Result<HashSet<String>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("purchase_known"))?;
        let mut known = HashSet::new();
        for id in ids {
            if statement.exists(named_params! { ":site_id": site_id, ":order_id": id })? {
                known.insert(id.clone());
            }
        }
        Ok(known)
    }
}

fn order_row(row: &Row) -> rusqlite::Result<OrderRow> {
    let reported: (Option<i64>, Option<String>) = (row.get(7)?, row.get(8)?);
    let in_site: (Option<i64>, Option<i64>) = (row.get(14)?, row.get(15)?);
    let rates: (Option<Day>, Option<String>, Option<String>) =
        (row.get(16)?, row.get(17)?, row.get(18)?);
    let source: Option<String> = row.get(11)?;
    let channel = match source {
        Some(source) => Some(Channel { source, medium: row.get(12)?, campaign: row.get(13)? }),
        None => None,
    };
    let verified = match row.get::<_, i64>(6)? {
        2 => Verified::ByServer,
        1 => Verified::BySignature,
        _ => Verified::No,
    };
    Ok(OrderRow {
        place: OrderPlace { id: row.get(0)?, day: row.get(1)?, at_ms: row.get(2)? },
        order_id: row.get(3)?,
        currency: row.get(4)?,
        gross_minor: row.get(5)?,
        verified,
        reported: reported.0.zip(reported.1),
        refunded_minor: row.get(9)?,
        cancelled_at_ms: row.get(10)?,
        in_site: in_site.0.zip(in_site.1),
        rates: match rates {
            (Some(day), Some(from), Some(to)) => stored_rates(day, &from, &to),
            _ => None,
        },
        channel,
    })
}
