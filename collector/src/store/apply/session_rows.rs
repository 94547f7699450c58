//! Sessions as rows.

use rusqlite::{CachedStatement, Connection, Row, named_params, params};

use super::deeds::Deeds;
use super::session::Session;
use super::sessions::Tracked;
use crate::ingest::Country;
use crate::site::Site;
use crate::store::rollups::Rollups;
use crate::store::{StoreError, sql};

/// A session as it is stored.
pub(super) fn tracked(row: &Row, site: &Site, visitor: i64) -> rusqlite::Result<Tracked> {
    let last_at_ms = row.get(3)?;
    let session = Session {
        site_id: site.id,
        visitor,
        day: row.get(1)?,
        last_day: site.day_of(last_at_ms),
        started_at_ms: row.get(2)?,
        last_at_ms,
        channel_id: row.get(4)?,
        landing_page_id: row.get(5)?,
        country: Country::parse(row.get_ref(6)?.as_str()?).unwrap_or_default(),
        device: row.get(7)?,
        page_views: row.get(8)?,
        engaged_ms: row.get(9)?,
        orders: row.get(10)?,
        funnel: [row.get(11)?, row.get(12)?, row.get(13)?, row.get(14)?],
    };
    let deeds = Deeds::stored(row.get_ref(15)?.as_blob()?);
    Ok(Tracked { before: Some(session), now: session, deeds, last_event: None, last_deed_ms: None })
}

/// At hand for all sessions of a transaction.
pub(super) struct Statements<'c> {
    insert: CachedStatement<'c>,
    update: CachedStatement<'c>,
    update_steps: CachedStatement<'c>,
    update_start: CachedStatement<'c>,
    shown_on: CachedStatement<'c>,
}

impl<'c> Statements<'c> {
    pub(super) fn new(connection: &'c Connection) -> Result<Self, StoreError> {
        Ok(Self {
            insert: connection.prepare_cached(sql!("session_insert"))?,
            update: connection.prepare_cached(sql!("session_update"))?,
            update_steps: connection.prepare_cached(sql!("session_update_steps"))?,
            update_start: connection.prepare_cached(sql!("session_update_start"))?,
            shown_on: connection.prepare_cached(sql!("session_shown_on"))?,
        })
    }

    pub(super) fn insert(
        &mut self,
        id: i64,
        session: &Session,
        deeds: &Deeds,
    ) -> Result<(), StoreError> {
        let [viewed, added, checkout, purchased] = session.funnel;
        self.insert.execute(params![
            id,
            session.site_id,
            session.visitor,
            session.day,
            session.started_at_ms,
            session.last_at_ms,
            session.channel_id,
            session.landing_page_id,
            session.country.as_str(),
            session.device,
            session.page_views,
            session.engaged_ms,
            session.orders,
            viewed,
            added,
            checkout,
            purchased,
            deeds.trail(),
        ])?;
        Ok(())
    }

    /// Writes what has changed; an index is only touched when something in it has.
    pub(super) fn update(
        &mut self,
        id: i64,
        before: &Session,
        now: &Session,
        deeds: &Deeds,
    ) -> Result<(), StoreError> {
        let Session { last_at_ms, page_views, engaged_ms, .. } = now;
        self.update.execute((last_at_ms, page_views, engaged_ms, deeds.trail(), id))?;
        if (before.orders, before.funnel) != (now.orders, now.funnel) {
            let [viewed, added, checkout, purchased] = now.funnel;
            self.update_steps.execute(named_params! {
                ":id": id,
                ":orders": now.orders,
                ":viewed_at_ms": viewed,
                ":added_at_ms": added,
                ":checkout_at_ms": checkout,
                ":purchased_at_ms": purchased,
            })?;
        }
        let start = |session: &Session| {
            let Session { visitor, day, started_at_ms, channel_id, landing_page_id, .. } = *session;
            (visitor, day, started_at_ms, channel_id, landing_page_id)
        };
        if start(before) != start(now) {
            self.update_start.execute(named_params! {
                ":id": id,
                ":visitor": now.visitor,
                ":day": now.day,
                ":started_at_ms": now.started_at_ms,
                ":channel_id": now.channel_id,
                ":landing_page_id": now.landing_page_id,
            })?;
        }
        Ok(())
    }

    /// Something of it is not what it was, also on the days of its orders, which may lie long after it.
    pub(super) fn changed(
        &mut self,
        site_id: i64,
        id: i64,
        rollups: &mut Rollups,
    ) -> Result<(), StoreError> {
        let mut days = self.shown_on.query((id,))?;
        while let Some(row) = days.next()? {
            rollups.changed(site_id, row.get(0)?);
        }
        Ok(())
    }
}
