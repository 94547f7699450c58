//! Two sessions of a visitor that turn out to be one: an event that arrived late lies between them.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::Ledger;
use super::session::Session;
use super::session_rows::tracked;
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
        let Some(session) = self.loaded.get(&id).map(|tracked| tracked.now) else {
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
                |row| Ok((row.get(0)?, tracked(row, &arrival.site, session.visitor)?)),
            )
            .optional()?;
        let Some((other, found)) = found.filter(|(other, _)| !self.loaded.contains_key(other))
        else {
            return Ok(None);
        };
        self.insert(other, found);
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
        let Some(merged) = self.sessions.loaded.remove(&gone) else { return Ok(None) };
        if let Some(before) = &merged.before {
            before.count(&mut self.rollups, -1);
        }
        let Tracked { now: merged, deeds: merged_deeds, last_deed_ms: merged_ms, .. } = *merged;
        let siblings = self.sessions.of_visitor.entry((site.id, merged.visitor)).or_default();
        siblings.retain(|id| *id != gone);
        merged_deeds.count(&mut self.rollups, (site.id, merged.day), -1);
        let Some(kept_session) = self.sessions.tracked_mut(kept) else { return Ok(None) };
        let Tracked { now: session, deeds, last_deed_ms, .. } = kept_session;
        *last_deed_ms = last_deed_ms.zip(merged_ms).map(|(one, other)| one.max(other));
        session.last_at_ms = session.last_at_ms.max(merged.last_at_ms);
        session.last_day = session.last_day.max(merged.last_day);
        session.page_views += merged.page_views;
        session.engaged_ms += merged.engaged_ms;
        session.orders += merged.orders;
        deeds.has_orders |= merged_deeds.has_orders;
        let mut too_many = 0;
        for step in merged_deeds.steps() {
            too_many += i64::from(!self.sessions.take(&mut self.rollups, kept, step));
        }
        self.trail_full(arrival, too_many);
        // Its carts of this transaction may have no rows yet.
        self.carts.write(self.connection, &mut self.rollups)?;
        let moved = named_params! { ":from": gone, ":to": kept };
        self.connection.prepare_cached(sql!("session_events_move"))?.execute(moved)?;
        self.connection.prepare_cached(sql!("session_merged_insert"))?.execute(moved)?;
        self.connection.prepare_cached(sql!("session_purchases_move"))?.execute(moved)?;
        self.connection.prepare_cached(sql!("session_carts_move"))?.execute(moved)?;
        self.connection
            .prepare_cached(sql!("session_delete"))?
            .execute(named_params! { ":id": gone })?;
        self.refunnel(kept)?;
        Ok(Some(kept))
    }
}
