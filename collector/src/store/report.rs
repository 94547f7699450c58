//! What reports ask of the database: small questions over rollups, in plain rows.

use rusqlite::{Params, Row, named_params};
use rustc_hash::FxHashMap;

use super::{Reading, StoreError, Times, sql};
use crate::ingest::Channel;
use crate::site::{Day, Site};

/// Of orders that no session has reported, and what GA4 calls it.
const NO_CHANNEL: i64 = 0;
const NOT_SET: &str = "(not set)";

/// A site and its days, both ends included.
#[derive(Debug, Clone, Copy)]
pub struct Span<'a> {
    pub site: &'a Site,
    pub from: Day,
    pub to: Day,
}

/// Sums over the sessions that started in the span.
#[derive(Debug, Default)]
pub struct SessionTotals {
    pub sessions: i64,
    pub engaged_sessions: i64,
    pub engaged_ms: i64,
    pub with_order: i64,
    /// Sessions that reached each step of the closed funnel.
    pub funnel: [i64; 4],
}

/// Sums over what happened on the days of the span; money in the site's currency.
#[derive(Debug, Default)]
pub struct DayTotals {
    pub page_views: i64,
    pub orders: i64,
    pub gross_minor: i64,
    pub item_revenue_minor: i64,
    pub tax_minor: i64,
    pub shipping_minor: i64,
    pub discount_minor: i64,
    pub refunds_minor: i64,
    /// Of all page views.
    pub page_engaged_ms: i64,
}

/// A cart that was created in the span.
#[derive(Debug)]
pub struct CartRow {
    pub ordered: bool,
    pub reached_checkout: bool,
    /// It was, at some time before it was active again or ordered.
    pub was_abandoned: bool,
    /// It is, now.
    pub is_abandoned: bool,
    pub value_minor: i64,
    /// From abandonment to order.
    pub recovery_ms: Option<i64>,
}

#[derive(Debug)]
pub struct Unconverted {
    pub currency: String,
    pub orders: i64,
    pub gross_minor: i64,
    pub refunds_minor: i64,
}

#[derive(Debug, Default, Clone, Copy)]
pub struct DayRow {
    pub sessions: i64,
    pub visitors: i64,
    pub page_views: i64,
    pub orders: i64,
    pub gross_minor: i64,
    pub refunds_minor: i64,
}

#[derive(Debug)]
pub struct PageRow {
    pub page_id: i64,
    pub page: String,
    pub title: String,
    pub page_views: i64,
    pub engaged_ms: i64,
    pub entries: i64,
}

#[derive(Debug, Default)]
pub struct SourceRow {
    pub sessions: i64,
    pub engaged_sessions: i64,
    pub with_order: i64,
    pub visitors: i64,
    pub orders: i64,
    pub gross_minor: i64,
    pub refunds_minor: i64,
}

#[derive(Debug)]
pub struct ProductRow {
    pub item_key: String,
    pub name: String,
    pub views: i64,
    pub adds: i64,
    pub removes: i64,
    pub orders: i64,
    pub units_milli: i64,
    pub revenue_minor: i64,
    pub refunds_minor: i64,
    pub sessions_viewed: i64,
    pub sessions_viewed_added: i64,
    pub sessions_viewed_bought: i64,
}

#[derive(Debug)]
pub struct DropRow {
    /// `false` for what named no site.
    pub of_site: bool,
    pub reason: String,
    pub count: i64,
}

impl Reading<'_> {
    pub(super) fn query<T>(
        &self,
        sql: &str,
        params: impl Params,
        row: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql)?;
        Ok(statement.query_map(params, row)?.collect::<Result<_, _>>()?)
    }

    /// Rows of a statement whose parameters are the span's.
    pub(super) fn rows<T>(
        &self,
        sql: &str,
        span: Span,
        row: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let params = named_params! { ":site_id": span.site.id, ":from": span.from, ":to": span.to };
        self.query(sql, params, row)
    }

    /// The same, of the orders in the site's currency (or, of `report_unconverted`, in others).
    pub(super) fn rows_by_currency<T>(
        &self,
        sql: &str,
        span: Span,
        row: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let params = named_params! {
            ":site_id": span.site.id,
            ":from": span.from,
            ":to": span.to,
            ":currency": span.site.currency.code(),
        };
        self.query(sql, params, row)
    }

    pub fn session_totals(&self, span: Span) -> Result<SessionTotals, StoreError> {
        let mut rows = self.rows(sql!("report_sessions"), span, |row| {
            Ok(SessionTotals {
                sessions: row.get(0)?,
                engaged_sessions: row.get(1)?,
                engaged_ms: row.get(2)?,
                with_order: row.get(3)?,
                funnel: [row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?],
            })
        })?;
        Ok(rows.pop().unwrap_or_default())
    }

    /// Visitors, and those of them with an order. The sum of each day's.
    pub fn visitors(&self, span: Span) -> Result<(i64, i64), StoreError> {
        let mut rows =
            self.rows(sql!("report_visitors"), span, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.pop().unwrap_or_default())
    }

    pub fn day_totals(&self, span: Span) -> Result<DayTotals, StoreError> {
        let mut rows = self.rows(sql!("report_days"), span, |row| {
            Ok(DayTotals {
                page_views: row.get(0)?,
                orders: row.get(1)?,
                gross_minor: row.get(2)?,
                item_revenue_minor: row.get(3)?,
                tax_minor: row.get(4)?,
                shipping_minor: row.get(5)?,
                discount_minor: row.get(6)?,
                refunds_minor: row.get(7)?,
                page_engaged_ms: row.get(8)?,
            })
        })?;
        Ok(rows.pop().unwrap_or_default())
    }

    pub fn carts(&self, span: Span, now_ms: i64) -> Result<Vec<CartRow>, StoreError> {
        let params = named_params! {
            ":site_id": span.site.id,
            ":from": span.from,
            ":to": span.to,
            ":currency": span.site.currency.code(),
            ":timeout_ms": span.site.cart_timeout_ms,
            ":now_ms": now_ms,
        };
        self.query(sql!("report_carts"), params, |row| {
            Ok(CartRow {
                ordered: row.get(0)?,
                reached_checkout: row.get(1)?,
                was_abandoned: row.get(2)?,
                is_abandoned: row.get(3)?,
                value_minor: row.get(4)?,
                recovery_ms: row.get(5)?,
            })
        })
    }

    pub fn unconverted(&self, span: Span) -> Result<Vec<Unconverted>, StoreError> {
        self.rows_by_currency(sql!("report_unconverted"), span, |row| {
            Ok(Unconverted {
                currency: row.get(0)?,
                orders: row.get(1)?,
                gross_minor: row.get(2)?,
                refunds_minor: row.get(3)?,
            })
        })
    }

    /// Days on which something happened.
    pub fn timeseries(&self, span: Span) -> Result<FxHashMap<Day, DayRow>, StoreError> {
        let mut days: FxHashMap<Day, DayRow> = FxHashMap::default();
        let pair = |row: &Row| Ok((row.get(0)?, row.get(1)?));
        for (day, sessions) in self.rows(sql!("report_timeseries_sessions"), span, pair)? {
            days.entry(day).or_default().sessions = sessions;
        }
        for (day, visitors) in self.rows(sql!("report_timeseries_visitors"), span, pair)? {
            days.entry(day).or_default().visitors = visitors;
        }
        let totals = self.rows(sql!("report_timeseries_days"), span, |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })?;
        for (day, page_views, orders, gross_minor, refunds_minor) in totals {
            let row = days.entry(day).or_default();
            *row = DayRow { page_views, orders, gross_minor, refunds_minor, ..*row };
        }
        Ok(days)
    }

    pub fn pages(&self, span: Span, limit: i64) -> Result<Vec<PageRow>, StoreError> {
        let params = named_params! {
            ":site_id": span.site.id, ":from": span.from, ":to": span.to, ":limit": limit,
        };
        self.query(sql!("report_pages"), params, |row| {
            Ok(PageRow {
                page_id: row.get(0)?,
                page: row.get(1)?,
                title: row.get(2)?,
                page_views: row.get(3)?,
                engaged_ms: row.get(4)?,
                entries: row.get(5)?,
            })
        })
    }

    /// The engaged times of all page views.
    pub fn times(&self, span: Span) -> Result<Times, StoreError> {
        let mut times = Times::default();
        let days: Vec<Vec<u8>> = self.rows(sql!("report_times"), span, |row| row.get(0))?;
        for stored in days {
            times.merge(&Times::decode(&stored)?);
        }
        Ok(times)
    }

    /// Those of the page views of these pages.
    pub fn page_times(
        &self,
        span: Span,
        pages: impl Iterator<Item = i64>,
    ) -> Result<FxHashMap<i64, Times>, StoreError> {
        let mut times: FxHashMap<i64, Times> = pages.map(|page| (page, Times::default())).collect();
        let rows: Vec<(i64, Vec<u8>)> =
            self.rows(sql!("report_page_times"), span, |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (page_id, stored) in rows {
            if let Some(times) = times.get_mut(&page_id) {
                times.merge(&Times::decode(&stored)?);
            }
        }
        Ok(times)
    }

    pub fn sources(&self, span: Span) -> Result<Vec<(Channel, SourceRow)>, StoreError> {
        let mut sources: FxHashMap<i64, SourceRow> = FxHashMap::default();
        let sessions = self.rows(sql!("report_sources_sessions"), span, |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        for (id, sessions, engaged_sessions, with_order) in sessions {
            sources.insert(
                id,
                SourceRow { sessions, engaged_sessions, with_order, ..SourceRow::default() },
            );
        }
        for (id, visitors) in
            self.rows(sql!("report_sources_visitors"), span, |row| Ok((row.get(0)?, row.get(1)?)))?
        {
            sources.entry(id).or_default().visitors = visitors;
        }
        let orders = self.rows_by_currency(sql!("report_sources_orders"), span, |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        for (id, orders, gross_minor) in orders {
            let row = sources.entry(id).or_default();
            (row.orders, row.gross_minor) = (orders, gross_minor);
        }
        let refunds = self.rows_by_currency(sql!("report_sources_refunds"), span, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        for (id, refunds_minor) in refunds {
            sources.entry(id).or_default().refunds_minor = refunds_minor;
        }
        let mut channels = self.transaction.prepare_cached(sql!("report_channels"))?;
        let named = channels.query_map((), |row| {
            let channel =
                Channel { source: row.get(1)?, medium: row.get(2)?, campaign: row.get(3)? };
            Ok((row.get::<_, i64>(0)?, channel))
        })?;
        let mut rows = Vec::with_capacity(sources.len());
        for entry in named {
            let (id, channel) = entry?;
            rows.extend(sources.remove(&id).map(|row| (channel, row)));
        }
        let unknown = || NOT_SET.to_owned();
        rows.extend(sources.remove(&NO_CHANNEL).map(|row| {
            (Channel { source: unknown(), medium: unknown(), campaign: unknown() }, row)
        }));
        Ok(rows)
    }

    pub fn products(&self, span: Span, limit: i64) -> Result<Vec<ProductRow>, StoreError> {
        let params = named_params! {
            ":site_id": span.site.id, ":from": span.from, ":to": span.to, ":limit": limit,
        };
        self.query(sql!("report_products"), params, |row| {
            Ok(ProductRow {
                item_key: row.get(0)?,
                name: row.get(1)?,
                views: row.get(2)?,
                adds: row.get(3)?,
                removes: row.get(4)?,
                orders: row.get(5)?,
                units_milli: row.get(6)?,
                revenue_minor: row.get(7)?,
                refunds_minor: row.get(8)?,
                sessions_viewed: row.get(9)?,
                sessions_viewed_added: row.get(10)?,
                sessions_viewed_bought: row.get(11)?,
            })
        })
    }

    /// Milliseconds from each step of the funnel to the next, of the sessions that took it.
    pub fn funnel_times(&self, span: Span) -> Result<[Vec<i64>; 3], StoreError> {
        let mut times = [Vec::new(), Vec::new(), Vec::new()];
        let rows = self.rows(sql!("report_funnel_times"), span, |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?])
        })?;
        for row in rows {
            let row: [Option<i64>; 3] = row;
            for (times, time) in times.iter_mut().zip(row) {
                times.extend(time);
            }
        }
        Ok(times)
    }

    pub fn drops(&self, span: Span) -> Result<Vec<DropRow>, StoreError> {
        self.rows(sql!("report_drops"), span, |row| {
            Ok(DropRow { of_site: row.get(0)?, reason: row.get(1)?, count: row.get(2)? })
        })
    }
}
