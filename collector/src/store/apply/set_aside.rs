//! What bots sent: kept beside the reports, as it was believed, until it is too old or too much, or until the operator
//! says that it is to be counted.

use rusqlite::{OptionalExtension, named_params};

use super::Ledger;
use crate::ingest::{Arrival, Kept};
use crate::store::{StoreError, sql};

/// How long an operator has to disagree.
const KEEP_MS: i64 = 30 * 86_400_000;
/// What one site's bots may fill the disk with: a month of 100,000 hits.
const MAX_BYTES: i64 = 64 << 20;

impl Ledger<'_> {
    pub(super) fn set_aside(&mut self, arrival: &Arrival, bot: &str) -> Result<(), StoreError> {
        let (site, received_at_ms) = (&arrival.site, arrival.received_at_ms);
        let (day, events) = (site.day_of(received_at_ms), arrival.batch.events.len() as i64);
        if events == 0 {
            return Ok(());
        }
        let Kept { sender, body } = Kept::of(arrival);
        self.connection.prepare_cached(sql!("set_aside_insert"))?.execute(named_params! {
            ":site_id": site.id,
            ":day": day,
            ":received_at_ms": received_at_ms,
            ":bot": bot,
            ":events": events,
            ":sender": sender,
            ":body": body,
            ":bytes": (sender.len() + body.len()) as i64,
        })?;
        self.connection.prepare_cached(sql!("set_aside_prune"))?.execute(named_params! {
            ":site_id": site.id,
            ":oldest_ms": received_at_ms - KEEP_MS,
            ":max_bytes": MAX_BYTES,
        })?;
        self.connection.prepare_cached(sql!("set_aside_rollup_add"))?.execute(
            named_params! { ":site_id": site.id, ":day": day, ":bot": bot, ":events": events },
        )?;
        self.rollups.dropped(site.id, day, "bot", events);
        Ok(())
    }

    /// Takes back what is about to be counted. `false` when it was, or is kept no longer.
    pub(super) fn take_back(&mut self, arrival: &Arrival, id: i64) -> Result<bool, StoreError> {
        let taken = self
            .connection
            .prepare_cached(sql!("set_aside_take"))?
            .query_row(named_params! { ":id": id }, |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((day, bot, events)): Option<(i64, String, i64)> = taken else { return Ok(false) };
        let site_id = arrival.site.id;
        self.connection.prepare_cached(sql!("set_aside_rollup_restore"))?.execute(
            named_params! { ":site_id": site_id, ":day": day, ":bot": bot, ":events": events },
        )?;
        self.rollups.dropped(site_id, day, "bot_counted", events);
        Ok(true)
    }
}
