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

    /// cart_update: its products were added during the session, however often it says so.
    pub(super) fn cart_products(&mut self, happening: Happening) -> Result<(), StoreError> {
        for item in &happening.event.items {
            let product_id = self.product_id(happening, item)?;
            self.flag_session_product(happening, product_id, ADDED)?;
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
            happening.arrival,
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
        let day = self.session_day(happening.session_id, happening.day);
        self.flag_product((happening.site_id(), day, product_id), happening.session_id, flag)
    }

    fn flag_product(
        &mut self,
        key: (i64, Day, i64),
        session_id: i64,
        flags: u8,
    ) -> Result<(), StoreError> {
        let (_, _, product_id) = key;
        let before: u8 = self
            .connection
            .prepare_cached(sql!("session_product_flags"))?
            .query_row(
                named_params! { ":session_id": session_id, ":product_id": product_id },
                |row| row.get(0),
            )
            .optional()?
            .unwrap_or(0);
        let now = before | flags;
        if now == before {
            return Ok(());
        }
        self.connection.prepare_cached(sql!("session_product_save"))?.execute(
            named_params! { ":session_id": session_id, ":product_id": product_id, ":flags": now },
        )?;
        self.rollups.product(key, &rate_sums(before), -1);
        self.rollups.product(key, &rate_sums(now), 1);
        Ok(())
    }

    /// Takes a session's products out of the rates of a day, and into another's.
    pub(super) fn move_session_products(
        &mut self,
        site_id: i64,
        session_id: i64,
        from: Day,
        to: Option<Day>,
    ) -> Result<(), StoreError> {
        for (product_id, flags) in self.session_products(session_id)? {
            self.rollups.product((site_id, from, product_id), &rate_sums(flags), -1);
            if let Some(to) = to {
                self.rollups.product((site_id, to, product_id), &rate_sums(flags), 1);
            }
        }
        Ok(())
    }

    /// Two sessions turned out to be one: `gone`, whose products are out of the rates already, joins `kept`.
    pub(super) fn join_session_products(
        &mut self,
        site_id: i64,
        gone: i64,
        kept: i64,
        day: Day,
    ) -> Result<(), StoreError> {
        for (product_id, flags) in self.session_products(gone)? {
            self.flag_product((site_id, day, product_id), kept, flags)?;
        }
        self.connection
            .prepare_cached(sql!("session_products_delete"))?
            .execute(named_params! { ":session_id": gone })?;
        Ok(())
    }

    fn session_products(&mut self, session_id: i64) -> Result<Vec<(i64, u8)>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("session_products"))?;
        let rows = statement.query_map(named_params! { ":session_id": session_id }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
