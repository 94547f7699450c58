//! Rows that reports add up, all of a span or those of a segment: each statement in one pass.

use std::collections::BTreeMap;

use rusqlite::types::Value as Bound;
use rusqlite::{OptionalExtension, Row, params_from_iter};
use rustc_hash::FxHashMap;

use super::report::{Span, Unconverted};
use super::rows::{
    CartRow, CartState, ItemRow, OrderRow, RefundItemRow, RefundRow, SESSION_COLUMNS, SessionRow,
};
use super::segment::Segment;
use super::{Reading, StoreError, sql};
use footfall_protocol::Currency;

use crate::exchange::Exchange;
use crate::site::{Day, Site};

/// Days of a site, and which rows.
#[derive(Debug, Clone, Copy)]
pub struct Scan<'a> {
    pub(super) site: &'a Site,
    pub(super) from: Day,
    pub(super) to: Day,
    /// Between which rows the days' sessions lie; `None`: there are none.
    pub(super) sessions: Option<(i64, i64)>,
    pub(super) segment: Option<&'a Segment>,
    /// Only so many rows, by their number; all when there is none.
    pub(super) page: Option<Page>,
}

/// Rows behind the one with this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub after: i64,
    pub limit: i64,
}

/// A statement, and the column by whose number its rows can be read page by page.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    statement: &'static str,
    by: &'static str,
}

impl Rows {
    pub const SESSIONS: Self = Self { statement: sql!("scan_sessions"), by: "session.id" };
    pub const ORDERS: Self = Self { statement: sql!("scan_orders"), by: "purchase.id" };
    pub const REFUNDS: Self = Self { statement: sql!("scan_refunds"), by: "refund.id" };
    pub const CARTS: Self = Self { statement: sql!("scan_carts"), by: "cart.id" };
    const ITEMS: Self = Self { statement: sql!("scan_order_items"), by: "purchase.id" };
    const REFUND_ITEMS: Self = Self { statement: sql!("scan_refund_items"), by: "refund.id" };
    const UNCONVERTED: Self = Self { statement: sql!("scan_unconverted"), by: "purchase.id" };
}

impl Reading<'_> {
    /// The rows of a span, all or page by page.
    pub fn scan<'a>(
        &self,
        span: Span<'a>,
        segment: Option<&'a Segment>,
        page: Option<Page>,
    ) -> Result<Scan<'a>, StoreError> {
        let sessions = self.sessions_between(span)?;
        Ok(Scan { site: span.site, from: span.from, to: span.to, sessions, segment, page })
    }
}

impl Reading<'_> {
    /// What a session of a site did. `None`: there is none.
    pub fn trail(&self, site: &Site, session: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("session_trail"))?;
        Ok(statement.query_row((session, site.id), |row| row.get(0)).optional()?)
    }

    pub fn newest_session(&self, span: Span) -> Result<Option<i64>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("session_newest"))?;
        Ok(statement.query_row((span.site.id, span.from, span.to), |row| row.get(0))?)
    }

    /// What the shop calls a product: its id, else its name.
    pub fn product_key(&self, id: i64) -> Result<Option<String>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("product_texts"))?;
        Ok(statement.query_row((id,), |row| row.get(0)).optional()?)
    }
}

impl Scan<'_> {
    /// As it is asked: the segment's condition behind the statement's own.
    pub fn sql(&self, rows: Rows) -> String {
        let mut text = rows.statement.trim_end().to_owned();
        if let Some(segment) = self.segment {
            text.push_str(&segment.condition());
        }
        if self.page.is_some() {
            text.extend(["\n    AND ", rows.by, " > ?\nORDER BY ", rows.by, " LIMIT ?"]);
        }
        text
    }

    fn rows(
        &self,
        reading: &Reading,
        rows: Rows,
        mut values: Vec<Bound>,
        mut row: impl FnMut(&Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        values.extend(self.segment.iter().flat_map(|segment| segment.values.iter().cloned()));
        if let Some(Page { after, limit }) = self.page {
            values.extend([after, limit].map(Bound::Integer));
        }
        let mut statement = reading.transaction.prepare_cached(&self.sql(rows))?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(found) = rows.next()? {
            row(found)?;
        }
        Ok(())
    }

    fn of_days(
        &self,
        reading: &Reading,
        rows: Rows,
        row: impl FnMut(&Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let values = [self.site.id, self.from, self.to].map(Bound::Integer).into();
        self.rows(reading, rows, values, row)
    }

    pub fn sessions(
        &self,
        reading: &Reading,
        mut each: impl FnMut(&SessionRow),
    ) -> Result<(), StoreError> {
        let Some((first, last)) = self.sessions else { return Ok(()) };
        let values = [first, last, self.site.id, self.from, self.to].map(Bound::Integer).into();
        self.rows(reading, Rows::SESSIONS, values, |row| {
            SessionRow::of(row)?.iter().for_each(&mut each);
            Ok(())
        })
    }

    pub fn orders(
        &self,
        reading: &Reading,
        mut each: impl FnMut(Option<&SessionRow>, &OrderRow),
    ) -> Result<(), StoreError> {
        self.of_days(reading, Rows::ORDERS, |row| {
            let number = |column| row.get(SESSION_COLUMNS + column);
            let order = OrderRow {
                id: number(0)?,
                day: number(1)?,
                at_ms: number(2)?,
                gross_minor: number(3)?,
                item_revenue_minor: number(4)?,
                tax_minor: number(5)?,
                shipping_minor: number(6)?,
                discount_minor: number(7)?,
                coupon: row.get_ref(SESSION_COLUMNS + 8)?.as_str()?,
                order_id: row.get_ref(SESSION_COLUMNS + 9)?.as_str()?,
            };
            each(SessionRow::of(row)?.as_ref(), &order);
            Ok(())
        })
    }

    pub(super) fn items(
        &self,
        reading: &Reading,
        mut each: impl FnMut(Option<&SessionRow>, &ItemRow),
    ) -> Result<(), StoreError> {
        self.of_days(reading, Rows::ITEMS, |row| {
            let number = |column| row.get(SESSION_COLUMNS + column);
            let item = ItemRow {
                order_id: number(0)?,
                day: number(1)?,
                at_ms: number(2)?,
                product_id: number(3)?,
                units_milli: number(4)?,
                line_minor: number(5)?,
                is_converted: number(6)? != 0,
            };
            each(SessionRow::of(row)?.as_ref(), &item);
            Ok(())
        })
    }

    pub fn refunds(
        &self,
        reading: &Reading,
        mut each: impl FnMut(Option<&SessionRow>, &RefundRow),
    ) -> Result<(), StoreError> {
        self.of_days(reading, Rows::REFUNDS, |row| {
            let number = |column| row.get(SESSION_COLUMNS + column);
            let refund = RefundRow {
                day: number(0)?,
                at_ms: number(1)?,
                amount_minor: number(2)?,
                id: number(3)?,
                order_id: row.get_ref(SESSION_COLUMNS + 4)?.as_str()?,
            };
            each(SessionRow::of(row)?.as_ref(), &refund);
            Ok(())
        })
    }

    pub(super) fn refund_items(
        &self,
        reading: &Reading,
        mut each: impl FnMut(Option<&SessionRow>, &RefundItemRow),
    ) -> Result<(), StoreError> {
        self.of_days(reading, Rows::REFUND_ITEMS, |row| {
            let number = |column| row.get(SESSION_COLUMNS + column);
            let item =
                RefundItemRow { day: number(0)?, product_id: number(1)?, amount_minor: number(2)? };
            each(SessionRow::of(row)?.as_ref(), &item);
            Ok(())
        })
    }

    /// Orders without a rate, each currency apart.
    pub fn unconverted(&self, reading: &Reading) -> Result<Vec<Unconverted>, StoreError> {
        let mut of: BTreeMap<String, Unconverted> = BTreeMap::new();
        self.of_days(reading, Rows::UNCONVERTED, |row| {
            let currency: String = row.get(0)?;
            let sums = of.entry(currency.clone()).or_insert(Unconverted {
                currency,
                orders: 0,
                gross_minor: 0,
                refunds_minor: 0,
            });
            sums.orders += 1;
            sums.gross_minor += row.get::<_, i64>(1)?;
            sums.refunds_minor += row.get::<_, i64>(2)?;
            Ok(())
        })?;
        Ok(of.into_values().collect())
    }

    pub fn carts(
        &self,
        reading: &Reading,
        mut each: impl FnMut(&CartRow),
    ) -> Result<(), StoreError> {
        let mut exchanges = Exchanges::default();
        self.of_days(reading, Rows::CARTS, |row| {
            let (day, code) = (row.get(0)?, row.get_ref(8)?.as_str()?);
            each(&CartRow {
                id: row.get(9)?,
                day,
                created_at_ms: row.get(1)?,
                active_at_ms: row.get(2)?,
                state: match row.get(3)? {
                    1 => CartState::Ordered,
                    2 => CartState::Emptied,
                    _ => CartState::Open,
                },
                value_minor: exchanges.minor(reading, self.site, day, row.get(4)?, code)?,
                checkout_at_ms: row.get(5)?,
                abandoned_at_ms: row.get(6)?,
                ordered_at_ms: row.get(7)?,
            });
            Ok(())
        })
    }
}

/// One look at the rates for all carts of a currency and a day.
#[derive(Debug, Default)]
struct Exchanges(FxHashMap<(Currency, Day), Option<Exchange>>);

impl Exchanges {
    fn minor(
        &mut self,
        reading: &Reading,
        site: &Site,
        day: Day,
        minor: i64,
        code: &str,
    ) -> Result<i64, StoreError> {
        if code == site.currency.code() {
            return Ok(minor);
        }
        let Ok(currency) = Currency::parse(code) else { return Ok(0) };
        let exchange = match self.0.get(&(currency, day)) {
            Some(known) => *known,
            None => {
                let found = reading.exchange(code, site, day)?;
                self.0.insert((currency, day), found);
                found
            }
        };
        Ok(exchange.map_or(0, |exchange| exchange.minor(minor, currency, site.currency)))
    }
}
