//! What happens now: bounded questions, asked once a second while somebody watches.

use footfall_protocol::Currency;
use rusqlite::named_params;

use super::{Reading, StoreError, sql};
use crate::site::{Day, Site};

/// So many sessions are looked through for those that go on, the newest of all sites: a shop with a million visits a day has
/// as many in ten minutes. Who has been there longer than that is found again by the next session.
const NEWEST_SESSIONS: i64 = 5_000;
/// Of a busy shop's hour.
const MAX_CARTS: i64 = 5_000;

/// A session that goes on.
#[derive(Debug)]
pub struct LiveSession {
    pub visitor: i64,
    pub channel_id: i64,
    pub trail: Vec<u8>,
}

/// An open cart.
#[derive(Debug)]
pub struct LiveCart {
    pub id: i64,
    pub active_at_ms: i64,
    pub checkout_at_ms: Option<i64>,
    /// In the site's currency; `None` without a rate.
    pub value_minor: Option<i64>,
    pub units_milli: i64,
}

/// A line of an order.
#[derive(Debug)]
pub struct LiveItem {
    /// The product's name, else its key.
    pub name: String,
    pub units_milli: i64,
}

impl Reading<'_> {
    pub fn live_sessions(
        &self,
        site: &Site,
        active_after_ms: i64,
    ) -> Result<Vec<LiveSession>, StoreError> {
        let params = named_params! {
            ":newest": NEWEST_SESSIONS,
            ":site_id": site.id,
            ":active_after_ms": active_after_ms,
        };
        self.query(sql!("live_sessions"), params, |row| {
            Ok(LiveSession { visitor: row.get(0)?, channel_id: row.get(1)?, trail: row.get(2)? })
        })
    }

    /// The one that was touched last comes first.
    pub fn live_carts(
        &self,
        site: &Site,
        active_after_ms: i64,
    ) -> Result<Vec<LiveCart>, StoreError> {
        let params = named_params! {
            ":site_id": site.id,
            ":active_after_ms": active_after_ms,
            ":limit": MAX_CARTS,
        };
        let found: Vec<(LiveCart, Day, String, i64)> =
            self.query(sql!("live_carts"), params, |row| {
                let cart = LiveCart {
                    id: row.get(0)?,
                    active_at_ms: row.get(2)?,
                    checkout_at_ms: row.get(3)?,
                    value_minor: None,
                    units_milli: row.get::<_, Option<i64>>(6)?.unwrap_or(0),
                };
                Ok((cart, row.get(1)?, row.get(4)?, row.get(5)?))
            })?;
        let mut carts = Vec::with_capacity(found.len());
        for (cart, day, code, minor) in found {
            carts.push(LiveCart { value_minor: self.in_site(site, day, &code, minor)?, ..cart });
        }
        Ok(carts)
    }

    fn in_site(
        &self,
        site: &Site,
        day: Day,
        code: &str,
        minor: i64,
    ) -> Result<Option<i64>, StoreError> {
        let Ok(currency) = Currency::parse(code) else { return Ok(None) };
        let exchange = self.exchange(code, site, day)?;
        Ok(exchange.map(|exchange| exchange.minor(minor, currency, site.currency)))
    }

    /// The first lines of an order.
    pub fn live_items(&self, order: i64, limit: i64) -> Result<Vec<LiveItem>, StoreError> {
        let params = named_params! { ":purchase_id": order, ":limit": limit };
        self.query(sql!("live_order_items"), params, |row| {
            let (name, key): (String, String) = (row.get(0)?, row.get(1)?);
            let name = if name.is_empty() { key } else { name };
            Ok(LiveItem { name, units_milli: row.get(2)? })
        })
    }
}
