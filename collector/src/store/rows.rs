//! Rows that reports add up: sessions, and the orders, refunds and carts that are theirs.

use rusqlite::Row;

use super::StoreError;
use crate::site::Day;

/// A session as it is stored, and borrowed from its row.
#[derive(Debug, Clone, Copy)]
pub struct SessionRow<'r> {
    pub id: i64,
    pub visitor: i64,
    /// On which it started.
    pub day: Day,
    pub started_at_ms: i64,
    pub last_at_ms: i64,
    pub channel_id: i64,
    pub landing_page_id: i64,
    /// ISO 3166, or empty.
    pub country: &'r str,
    /// As in [`crate::ingest::Device`].
    pub device: i64,
    pub page_views: i64,
    /// As reported: above wall time when several tabs claim it.
    pub reported_ms: i64,
    pub orders: i64,
    /// When each step of the closed funnel was reached.
    pub funnel: [Option<i64>; 4],
    /// See [`super::trail`].
    pub trail: &'r [u8],
}

/// PRODUCT: an engaged session has more than 10 s, or two page views, or an order.
const ENGAGED_MS: i64 = 10_000;

/// Columns of a session in every statement that scans.
pub(super) const SESSION_COLUMNS: usize = 17;

impl<'r> SessionRow<'r> {
    /// `None`: an order that no session has reported.
    pub(super) fn of(row: &'r Row) -> Result<Option<Self>, StoreError> {
        let Some(id) = row.get(0)? else { return Ok(None) };
        Ok(Some(Self {
            id,
            visitor: row.get(1)?,
            day: row.get(2)?,
            started_at_ms: row.get(3)?,
            last_at_ms: row.get(4)?,
            channel_id: row.get(5)?,
            landing_page_id: row.get(6)?,
            country: row.get_ref(7)?.as_str()?,
            device: row.get(8)?,
            page_views: row.get(9)?,
            reported_ms: row.get(10)?,
            orders: row.get(11)?,
            funnel: [row.get(12)?, row.get(13)?, row.get(14)?, row.get(15)?],
            trail: row.get_ref(16)?.as_blob()?,
        }))
    }

    /// Never above wall time, whatever several tabs claim.
    pub fn engaged_ms(&self) -> i64 {
        self.reported_ms.min(self.last_at_ms - self.started_at_ms)
    }

    pub fn is_engaged(&self) -> bool {
        self.engaged_ms() > ENGAGED_MS || self.page_views >= 2 || self.orders > 0
    }
}

/// An order that counts, in the site's currency.
#[derive(Debug, Clone, Copy)]
pub struct OrderRow<'r> {
    pub id: i64,
    pub day: Day,
    pub at_ms: i64,
    pub gross_minor: i64,
    pub item_revenue_minor: i64,
    pub tax_minor: i64,
    pub shipping_minor: i64,
    pub discount_minor: i64,
    pub coupon: &'r str,
    /// The shop's.
    pub order_id: &'r str,
}

/// A line of such an order.
#[derive(Debug, Clone, Copy)]
pub struct ItemRow {
    pub order_id: i64,
    pub day: Day,
    pub at_ms: i64,
    pub product_id: i64,
    pub units_milli: i64,
    /// 0 of an order without a rate.
    pub line_minor: i64,
    /// Whether its order is in sums of money. If not, its pieces are pieces all the same.
    pub is_converted: bool,
}

/// Of such an order.
#[derive(Debug, Clone, Copy)]
pub struct RefundRow<'r> {
    pub id: i64,
    pub day: Day,
    pub at_ms: i64,
    pub amount_minor: i64,
    /// The shop's.
    pub order_id: &'r str,
}

/// What of a product was refunded.
#[derive(Debug, Clone, Copy)]
pub struct RefundItemRow {
    pub day: Day,
    pub product_id: i64,
    pub amount_minor: i64,
}

#[derive(Debug, Clone, Copy)]
pub struct CartRow {
    pub id: i64,
    pub day: Day,
    pub created_at_ms: i64,
    pub active_at_ms: i64,
    pub state: CartState,
    /// In the site's currency, at the rates of its day; 0 without any.
    pub value_minor: i64,
    pub checkout_at_ms: Option<i64>,
    /// The last time it was left alone for too long before it was active again, or ordered.
    pub abandoned_at_ms: Option<i64>,
    pub ordered_at_ms: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CartState {
    /// Active or, left alone for the site's timeout, abandoned.
    Open,
    Ordered,
    Emptied,
}
