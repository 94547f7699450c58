//! What happens to products: counts by the event's day, and which sessions viewed, added and bought, by the session's.

use footfall_protocol::{EventName, Item};

use super::session::Session;
use super::{Happening, Ledger};
use crate::site::Day;
use crate::store::StoreError;
use crate::store::rollups::{ProductSums, Rollups};

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
            self.flag_session_product(happening, product_id, flag);
        }
        Ok(())
    }

    /// cart_update: its products were added during the session, however often it says so.
    pub(super) fn cart_products(&mut self, happening: Happening) -> Result<(), StoreError> {
        for item in &happening.event.items {
            let product_id = self.product_id(happening, item)?;
            self.flag_session_product(happening, product_id, ADDED);
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
        flags: u8,
    ) {
        if let Some(session) = self.sessions.get_mut(happening.session_id) {
            flag_product(&mut self.rollups, session, product_id, flags);
        }
    }
}

/// Marks a product of a session, and changes the rates of the session's day.
pub(super) fn flag_product(
    rollups: &mut Rollups,
    session: &mut Session,
    product_id: i64,
    flags: u8,
) {
    let place = session.products.binary_search_by_key(&product_id, |(known, _)| *known);
    let place = place.unwrap_or_else(|place| {
        session.products.insert(place, (product_id, 0));
        place
    });
    let before = session.products[place].1;
    let now = before | flags;
    if now != before {
        session.products[place].1 = now;
        let key = (session.site_id, session.day, product_id);
        rollups.product(key, &rate_sums(before), -1);
        rollups.product(key, &rate_sums(now), 1);
    }
}

/// Puts a session's products into the rates of a day, or takes them out.
pub(super) fn count_products(rollups: &mut Rollups, session: &Session, day: Day, times: i64) {
    for (product_id, flags) in &session.products {
        rollups.product((session.site_id, day, *product_id), &rate_sums(*flags), times);
    }
}
