//! What reports ask of the database: small questions over rollups, in plain rows.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Params, Row, named_params};
use rustc_hash::FxHashMap;

use super::{Reading, StoreError, Times, sql};
use crate::ingest::Channel;
use crate::site::{Day, Site};

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

impl DayRow {
    pub fn add(&mut self, other: &Self) {
        self.sessions += other.sessions;
        self.with_order += other.with_order;
        self.visitors += other.visitors;
        self.page_views += other.page_views;
        self.orders += other.orders;
        self.gross_minor += other.gross_minor;
        self.refunds_minor += other.refunds_minor;
    }
}

impl SessionTotals {
    pub fn add(&mut self, other: &Self) {
        self.sessions += other.sessions;
        self.engaged_sessions += other.engaged_sessions;
        self.engaged_ms += other.engaged_ms;
        self.with_order += other.with_order;
        self.funnel.iter_mut().zip(other.funnel).for_each(|(sum, count)| *sum += count);
    }
}

impl DayTotals {
    pub fn add(&mut self, other: &Self) {
        self.page_views += other.page_views;
        self.orders += other.orders;
        self.gross_minor += other.gross_minor;
        self.item_revenue_minor += other.item_revenue_minor;
        self.tax_minor += other.tax_minor;
        self.shipping_minor += other.shipping_minor;
        self.discount_minor += other.discount_minor;
        self.refunds_minor += other.refunds_minor;
        self.page_engaged_ms += other.page_engaged_ms;
    }
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
    /// Of these, those in which somebody ordered.
    pub with_order: i64,
    pub visitors: i64,
    pub page_views: i64,
    pub orders: i64,
    pub gross_minor: i64,
    pub refunds_minor: i64,
}

#[derive(Debug)]
pub struct PageDayRow {
    pub day: Day,
    pub page_id: i64,
    pub page_views: i64,
    pub engaged_ms: i64,
    pub entries: i64,
    /// 0 when nobody said any.
    pub title_id: i64,
    /// Engaged time of each page view.
    pub times: Times,
}

/// A product, as last seen.
#[derive(Debug, Clone)]
pub struct ProductName {
    pub id: i64,
    pub item_key: String,
    pub name: String,
    pub brand: String,
    /// Its levels, joined.
    pub category: String,
}

/// What was done to a product, or to several.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct ProductTotals {
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

impl ProductTotals {
    pub fn add(&mut self, other: &Self) {
        self.views += other.views;
        self.adds += other.adds;
        self.removes += other.removes;
        self.orders += other.orders;
        self.units_milli += other.units_milli;
        self.revenue_minor += other.revenue_minor;
        self.refunds_minor += other.refunds_minor;
        self.sessions_viewed += other.sessions_viewed;
        self.sessions_viewed_added += other.sessions_viewed_added;
        self.sessions_viewed_bought += other.sessions_viewed_bought;
    }
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

    /// Day and visitor of each session, and whether it placed an order.
    pub fn seen(&self, span: Span, mut each: impl FnMut(Day, i64, bool)) -> Result<(), StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("report_seen"))?;
        let mut rows = statement.query((span.site.id, span.from, span.to))?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, row.get(1)?, row.get::<_, i64>(2)? > 0);
        }
        Ok(())
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

    pub fn unconverted(&self, span: Span) -> Result<Vec<Unconverted>, StoreError> {
        self.rows(sql!("report_unconverted"), span, unconverted)
    }

    /// Days on which something happened; without visitors.
    pub fn timeseries(&self, span: Span) -> Result<FxHashMap<Day, DayRow>, StoreError> {
        let mut days: FxHashMap<Day, DayRow> = FxHashMap::default();
        let counts = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        for (day, sessions, with_order) in
            self.rows(sql!("report_timeseries_sessions"), span, counts)?
        {
            let row = days.entry(day).or_default();
            *row = DayRow { sessions, with_order, ..*row };
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

    /// What is kept of each page on each day.
    pub fn page_days(
        &self,
        span: Span,
        mut each: impl FnMut(PageDayRow),
    ) -> Result<(), StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("report_page_days"))?;
        let mut rows = statement.query((span.site.id, span.from, span.to))?;
        while let Some(row) = rows.next()? {
            each(PageDayRow {
                day: row.get(0)?,
                page_id: row.get(1)?,
                page_views: row.get(2)?,
                engaged_ms: row.get(3)?,
                entries: row.get(4)?,
                title_id: row.get(5)?,
                times: Times::decode(row.get_ref(6)?.as_blob()?)?,
            });
        }
        Ok(())
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

    pub fn channels_by_id(&self) -> Result<BTreeMap<i64, Channel>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("report_channels"))?;
        let channels = statement.query_map((), |row| {
            let channel =
                Channel { source: row.get(1)?, medium: row.get(2)?, campaign: row.get(3)? };
            Ok((row.get(0)?, channel))
        })?;
        Ok(channels.collect::<Result<_, _>>()?)
    }

    /// Of the dictionary; empty for a number that is in none.
    pub fn text(&self, id: i64) -> Result<String, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("text_value"))?;
        Ok(statement.query_row((id,), |row| row.get(0)).optional()?.unwrap_or_default())
    }

    pub fn products(&self, span: Span) -> Result<Vec<(ProductName, ProductTotals)>, StoreError> {
        self.rows(sql!("report_products"), span, |row| {
            let totals = ProductTotals {
                views: row.get(5)?,
                adds: row.get(6)?,
                removes: row.get(7)?,
                orders: row.get(8)?,
                units_milli: row.get(9)?,
                revenue_minor: row.get(10)?,
                refunds_minor: row.get(11)?,
                sessions_viewed: row.get(12)?,
                sessions_viewed_added: row.get(13)?,
                sessions_viewed_bought: row.get(14)?,
            };
            Ok((product_name(row)?, totals))
        })
    }

    /// All products of a site, the first seen first.
    pub fn product_names(&self, site: &Site) -> Result<Vec<ProductName>, StoreError> {
        self.query(sql!("segment_products"), (site.id,), product_name)
    }

    pub fn drops(&self, span: Span) -> Result<Vec<DropRow>, StoreError> {
        self.rows(sql!("report_drops"), span, |row| {
            Ok(DropRow { of_site: row.get(0)?, reason: row.get(1)?, count: row.get(2)? })
        })
    }
}

fn product_name(row: &Row) -> rusqlite::Result<ProductName> {
    Ok(ProductName {
        id: row.get(0)?,
        item_key: row.get(1)?,
        name: row.get(2)?,
        brand: row.get(3)?,
        category: row.get(4)?,
    })
}

pub(super) fn unconverted(row: &Row) -> rusqlite::Result<Unconverted> {
    Ok(Unconverted {
        currency: row.get(0)?,
        orders: row.get(1)?,
        gross_minor: row.get(2)?,
        refunds_minor: row.get(3)?,
    })
}
