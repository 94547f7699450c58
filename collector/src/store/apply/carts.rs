//! Carts: open → ordered or emptied. An open cart that is left alone for the site's timeout is abandoned; that is asked
//! when a report is read, so no clock has to run here. When it is active again, or ordered, the time of its
//! abandonment is kept with it.
//!
//! What an event makes of a cart is a function of the two ([`after`]). An event that arrives late has all of its
//! visitor's carts made anew from the stored events, so that the order of arrival changes nothing.

use std::collections::hash_map::Entry;

use footfall_protocol::EventName;
use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::{FxHashMap, FxHashSet};

use super::cart::{Cart, OPEN, after};
use super::{Happening, Ledger, record};
use crate::site::Site;
use crate::store::rollups::Rollups;
use crate::store::{StoreError, sql};

/// Visitors of whom it is known whether they have an open cart, about 300 bytes each.
const MAX_KNOWN: usize = 20_000;

impl Ledger<'_> {
    /// Adds, removals, looks at the whole cart, steps of the checkout, and the purchase that consumes it.
    pub(super) fn cart_event(&mut self, happening: Happening) -> Result<(), StoreError> {
        let (event, site) = (happening.event, &happening.arrival.site);
        let visitor = self.session_visitor(happening);
        if happening.late {
            return self.replay_carts(visitor, site);
        }
        let open = self.carts.take_open(self.connection, site.id, visitor)?;
        if let Some(cart) = after(open, event, happening.session_id, happening.at_ms, site) {
            self.carts.put((site.id, visitor), cart);
        }
        Ok(())
    }

    /// Makes a visitor's carts anew, from all that is stored of what they did.
    fn replay_carts(&mut self, visitor: i64, site: &Site) -> Result<(), StoreError> {
        // What they did in this transaction has no rows yet.
        let owner = (site.id, visitor);
        self.sessions.write_of(self.connection, &mut self.rollups, owner)?;
        let key = named_params! { ":site_id": site.id, ":visitor": visitor };
        let mut statement = self.connection.prepare_cached(sql!("event_cart_of_visitor"))?;
        let mut rows = statement.query(key)?;
        let mut carts = Vec::<Cart>::new();
        let mut first_at_ms = None;
        while let Some(row) = rows.next()? {
            let Some(event) = record::event(self.connection, row)? else { continue };
            first_at_ms.get_or_insert(event.at_ms);
            // A repeated report of an order consumes nothing.
            if event.name == EventName::Purchase {
                let report = named_params! {
                    ":site_id": site.id,
                    ":order_id": event.transaction_id,
                    ":at_ms": event.at_ms,
                    ":visitor": visitor,
                };
                if !self.connection.prepare_cached(sql!("purchase_of_visitor"))?.exists(report)? {
                    continue;
                }
            }
            let open = carts.pop_if(|cart| cart.state == OPEN);
            carts.extend(after(open, &event, row.get(3)?, event.at_ms, site));
        }
        self.carts.write_of(self.connection, &mut self.rollups, owner)?;
        self.carts.forget(owner);
        // Of older carts the events have expired; they stay as they are.
        let mut statement = self.connection.prepare_cached(sql!("cart_delete_of_visitor"))?;
        let mut deleted = statement.query(named_params! {
            ":site_id": site.id, ":visitor": visitor, ":from_ms": first_at_ms,
        })?;
        while let Some(row) = deleted.next()? {
            self.rollups.changed(site.id, row.get(0)?);
        }
        carts.into_iter().for_each(|cart| self.carts.put(owner, cart));
        Ok(())
    }
}

/// Site and visitor.
type Owner = (i64, i64);

/// Carts in memory: the open ones of the visitors of the last minutes, and those that were closed and are to be written.
/// They stay from one transaction to the next: there is no other writer, so they are as stored.
#[derive(Debug, Default)]
pub(super) struct Carts {
    /// `None`: the visitor has no open cart.
    open: FxHashMap<Owner, Option<Cart>>,
    changed: FxHashSet<Owner>,
    closed: Vec<(Owner, Cart)>,
}

impl Carts {
    fn take_open(
        &mut self,
        connection: &Connection,
        site_id: i64,
        visitor: i64,
    ) -> Result<Option<Cart>, StoreError> {
        match self.open.entry((site_id, visitor)) {
            Entry::Occupied(mut known) => Ok(known.get_mut().take()),
            Entry::Vacant(place) => {
                let found = find_open(connection, site_id, visitor)?;
                place.insert(None);
                Ok(found)
            }
        }
    }

    fn put(&mut self, owner: Owner, cart: Cart) {
        if cart.state == OPEN {
            self.open.insert(owner, Some(cart));
            self.changed.insert(owner);
        } else {
            self.open.insert(owner, None);
            self.closed.push((owner, cart));
        }
    }

    fn forget(&mut self, owner: Owner) {
        self.open.remove(&owner);
        self.changed.remove(&owner);
        self.closed.retain(|(of, _)| *of != owner);
    }

    /// Those of one visitor, for who asks the database about them.
    fn write_of(
        &mut self,
        connection: &Connection,
        rollups: &mut Rollups,
        owner: Owner,
    ) -> Result<(), StoreError> {
        for (_, mut cart) in self.closed.extract_if(.., |(of, _)| *of == owner) {
            save(connection, rollups, owner, &mut cart)?;
        }
        if self.changed.remove(&owner)
            && let Some(Some(cart)) = self.open.get_mut(&owner)
        {
            save(connection, rollups, owner, cart)?;
        }
        Ok(())
    }

    pub(super) fn write(
        &mut self,
        connection: &Connection,
        rollups: &mut Rollups,
    ) -> Result<(), StoreError> {
        for (owner, mut cart) in self.closed.drain(..) {
            save(connection, rollups, owner, &mut cart)?;
        }
        for owner in self.changed.drain() {
            if let Some(Some(cart)) = self.open.get_mut(&owner) {
                save(connection, rollups, owner, cart)?;
            }
        }
        if self.open.len() > MAX_KNOWN {
            self.open.clear();
        }
        Ok(())
    }

    /// A session goes on as one of somebody who is known by another name now, and had no open cart under that name.
    pub(super) fn take_over(
        &mut self,
        connection: &Connection,
        rollups: &mut Rollups,
        session_id: i64,
        (site_id, from): Owner,
        to: i64,
    ) -> Result<(), StoreError> {
        self.write(connection, rollups)?;
        self.forget((site_id, from));
        self.forget((site_id, to));
        let mut statement = connection.prepare_cached(sql!("cart_take_over"))?;
        let mut taken = statement.query(named_params! {
            ":site_id": site_id, ":from": from, ":to": to, ":session_id": session_id,
        })?;
        while let Some(row) = taken.next()? {
            rollups.changed(site_id, row.get(0)?);
        }
        Ok(())
    }
}

fn find_open(
    connection: &Connection,
    site_id: i64,
    visitor: i64,
) -> Result<Option<Cart>, StoreError> {
    let key = named_params! { ":site_id": site_id, ":visitor": visitor };
    let cart = connection.prepare_cached(sql!("cart_open_of_visitor"))?.query_row(key, |row| {
        let lines: String = row.get(6)?;
        Ok(Cart {
            id: row.get(0)?,
            session_id: row.get(9)?,
            day: row.get(1)?,
            created_at_ms: row.get(2)?,
            active_at_ms: row.get(3)?,
            state: OPEN,
            currency: row.get(4)?,
            value_minor: row.get(5)?,
            lines: serde_json::from_str(&lines).unwrap_or_default(),
            checkout_at_ms: row.get(7)?,
            abandoned_at_ms: row.get(8)?,
            ordered_at_ms: None,
        })
    });
    Ok(cart.optional()?)
}

fn save(
    connection: &Connection,
    rollups: &mut Rollups,
    (site_id, visitor): Owner,
    cart: &mut Cart,
) -> Result<(), StoreError> {
    rollups.changed(site_id, cart.day);
    let lines = serde_json::to_string(&cart.lines).unwrap_or_default();
    if let Some(id) = cart.id {
        connection.prepare_cached(sql!("cart_update"))?.execute((
            id,
            cart.active_at_ms,
            cart.state,
            cart.value_minor,
            lines,
            cart.checkout_at_ms,
            cart.abandoned_at_ms,
            cart.ordered_at_ms,
        ))?;
        return Ok(());
    }
    let id = connection.prepare_cached(sql!("cart_insert"))?.insert((
        site_id,
        visitor,
        cart.day,
        cart.created_at_ms,
        cart.active_at_ms,
        cart.state,
        &cart.currency,
        cart.value_minor,
        lines,
        cart.checkout_at_ms,
        cart.abandoned_at_ms,
        cart.ordered_at_ms,
        cart.session_id,
    ))?;
    cart.id = Some(id);
    Ok(())
}
