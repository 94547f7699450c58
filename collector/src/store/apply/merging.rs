//! Two sessions of a visitor that turn out to be one: an event that arrived late lies between them.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::Ledger;
use super::products::{count_products, flag_product};
use super::session::Session;
use super::sessions::{Sessions, Tracked};
use crate::ingest::Arrival;
use crate::store::{StoreError, sql};

impl Sessions {
    /// Another session of the visitor within the timeout of this one.
    fn neighbour(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        id: i64,
    ) -> Result<Option<i64>, StoreError> {
        let Some(session) = self.loaded.get(&id).map(|tracked| tracked.now.clone()) else {
            return Ok(None);
        };
        let timeout_ms = arrival.site.session_timeout_ms;
        let is_near = |other: &Session| {
            other.started_at_ms <= session.last_at_ms + timeout_ms
                && other.last_at_ms >= session.started_at_ms - timeout_ms
        };
        let siblings = self.of_visitor.entry((session.site_id, session.visitor)).or_default();
        let is_neighbour = |other: &i64| {
            *other != id && self.loaded.get(other).is_some_and(|tracked| is_near(&tracked.now))
        };
        if let Some(&other) = siblings.iter().find(|other| is_neighbour(other)) {
            return Ok(Some(other));
        }
        let found = connection
            .prepare_cached(sql!("session_neighbour"))?
            .query_row(
                named_params! {
                    ":site_id": session.site_id,
                    ":visitor": session.visitor,
                    ":id": id,
                    ":latest_start_ms": session.last_at_ms + timeout_ms,
                    ":earliest_end_ms": session.started_at_ms - timeout_ms,
                },
                |row| Ok((row.get(0)?, Session::from_row(row, session.site_id, session.visitor)?)),
            )
            .optional()?;
        let Some((other, found)) = found.filter(|(other, _)| !self.loaded.contains_key(other))
        else {
            return Ok(None);
        };
        siblings.push(other);
        self.loaded
            .insert(other, Tracked { before: Some(found.clone()), now: found, last_event: None });
        Ok(Some(other))
    }
}

impl Ledger<'_> {
    /// Makes one of a session and another of its visitor that is within the timeout of it. Returns which is left.
    pub(super) fn merge_neighbour(
        &mut self,
        arrival: &Arrival,
        id: i64,
    ) -> Result<Option<i64>, StoreError> {
        let site = &arrival.site;
        let Some(other) = self.sessions.neighbour(self.connection, arrival, id)? else {
            return Ok(None);
        };
        let started = |id| self.sessions.loaded.get(&id).map(|tracked| tracked.now.started_at_ms);
        let (kept, gone) = if started(id) <= started(other) { (id, other) } else { (other, id) };
        let Some(tracked) = self.sessions.loaded.remove(&gone) else { return Ok(None) };
        if let Some(before) = &tracked.before {
            before.count(&mut self.rollups, -1);
        }
        let merged = tracked.now;
        let siblings = self.sessions.of_visitor.entry((site.id, merged.visitor)).or_default();
        siblings.retain(|id| *id != gone);
        count_products(&mut self.rollups, &merged, merged.day, -1);
        let Some(session) = self.sessions.get_mut(kept) else { return Ok(None) };
        session.last_at_ms = session.last_at_ms.max(merged.last_at_ms);
        session.page_views += merged.page_views;
        session.engaged_ms += merged.engaged_ms;
        session.orders += merged.orders;
        for (product_id, flags) in merged.products {
            flag_product(&mut self.rollups, session, product_id, flags);
        }
        let moved = named_params! { ":from": gone, ":to": kept };
        self.connection.prepare_cached(sql!("session_events_move"))?.execute(moved)?;
        self.connection.prepare_cached(sql!("session_merged_insert"))?.execute(moved)?;
        self.connection.prepare_cached(sql!("session_purchases_move"))?.execute(moved)?;
        self.connection
            .prepare_cached(sql!("session_delete"))?
            .execute(named_params! { ":id": gone })?;
        self.refunnel(kept)?;
        Ok(Some(kept))
    }
}
