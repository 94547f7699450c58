//! What happens to products: counts by the event's day, and which sessions viewed, added and bought, by the session's.

use footfall_protocol::{EventName, Item};
use rusqlite::{OptionalExtension, named_params};

use super::{Happening, Ledger};
use crate::site::Day;
use crate::store::rollups::ProductSums;
use crate::store::{StoreError, sql};

pub(super) const VIEWED: u8 = 1;
pub(super) const ADDED: u8 = 2;
pub(super) const BOUGHT: u8 = 4;

/// What a session's flags for a product add to the rates.
fn rate_sums(flags: u8) -> ProductSums {
    let viewed = flags & VIEWED != 0;
    ProductSums {
        sessions_viewed: viewed.into(),
        sessions_viewed_added: (viewed && flags & ADDED != 0).into(),
        sessions_viewed_bought: (viewed && flags & BOUGHT != 0).into(),
        ..ProductSums::default()
    }
}

impl Ledger<'_> {
    /// view_item, add_to_cart and remove_from_cart.
    pub(super) fn product_event(&mut self, happening: Happening) -> Result<(), StoreError> {
        let one = |name: EventName| i64::from(happening.event.name == name);
        let sums = ProductSums {
            views: one(EventName::ViewItem),
            adds: one(EventName::AddToCart),
            removes: one(EventName::RemoveFromCart),
            ..ProductSums::default()
        };
        let flag = match happening.event.name {
            EventName::ViewItem => VIEWED,
            EventName::AddToCart => ADDED,
            _ => 0,
        };
        for item in &happening.event.items {
            let product_id = self.product_id(happening, item)?;
            self.rollups.product((happening.site_id(), happening.day, product_id), &sums, 1);
            self.flag_session_product(happening, product_id, flag)?;
        }
        Ok(())
    }

    pub(super) fn product_id(
        &mut self,
        happening: Happening,
        item: &Item,
    ) -> Result<i64, StoreError> {
        self.dictionary.product(
            self.connection,
            happening.site_id(),
            item.key(),
            item.name.as_deref(),
        )
    }

    pub(super) fn flag_session_product(
        &mut self,
        happening: Happening,
        product_id: i64,
        flag: u8,
    ) -> Result<(), StoreError> {
        let session_id = happening.session_id;
        let key = named_params! { ":session_id": session_id, ":product_id": product_id };
        let before: u8 = self
            .connection
            .prepare_cached(sql!("session_product_flags"))?
            .query_row(key, |row| row.get(0))
            .optional()?
            .unwrap_or(0);
        let now = before | flag;
        if now == before {
            return Ok(());
        }
        self.connection.prepare_cached(sql!("session_product_save"))?.execute(
            named_params! { ":session_id": session_id, ":product_id": product_id, ":flags": now },
        )?;
        let day = self.session_day(session_id, happening.day);
        let key = (happening.site_id(), day, product_id);
        self.rollups.product(key, &rate_sums(before), -1);
        self.rollups.product(key, &rate_sums(now), 1);
        Ok(())
    }

    /// The session turned out to have begun on another day.
    pub(super) fn move_session_products(
        &mut self,
        site_id: i64,
        session_id: i64,
        from: Day,
        to: Day,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("session_products"))?;
        let mut rows = statement.query(named_params! { ":session_id": session_id })?;
        while let Some(row) = rows.next()? {
            let (product_id, flags) = (row.get(0)?, row.get(1)?);
            self.rollups.product((site_id, from, product_id), &rate_sums(flags), -1);
            self.rollups.product((site_id, to, product_id), &rate_sums(flags), 1);
        }
        Ok(())
    }
}
