//! Raw events go after the months their site keeps them; sessions, orders, carts and rollups stay. What is freed goes
//! back to the file system.
//!
//! Events lie in the order in which they arrived, so those that are due lie at the beginning. Each step is small, as
//! ingestion waits for it: the writer takes it as an errand between two commits.

use rusqlite::named_params;

use super::{Store, StoreError, sql};

/// Events looked at in one step: some milliseconds' work.
const STEP_EVENTS: i64 = 500;
/// Free pages of 2 KiB moved to the end of the file and cut off in one step.
const STEP_PAGES: i64 = 128;
/// Free pages that stay: the next events need them.
const SPARE_PAGES: i64 = 512;

/// Where the next step goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expired {
    /// The last event that this step looked at.
    pub to_id: i64,
    /// Nothing up to there can become due any more: the next pass begins behind it.
    pub settled: bool,
}

impl Store {
    /// For how many months each site keeps raw events, by its row.
    pub fn kept_months(&self) -> Result<Vec<(i64, i64)>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql!("site_keeps"))?;
        let kept = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(kept.collect::<Result<_, _>>()?)
    }

    /// Deletes what happened before `before_ms` at sites that keep `keep_months`, among the next events after
    /// `after_id`. `None`: there is none so old behind it.
    pub fn expire(
        &mut self,
        keep_months: i64,
        before_ms: i64,
        after_id: i64,
    ) -> Result<Option<Expired>, StoreError> {
        let (to_id, oldest_ms, newest_ms): (Option<i64>, Option<i64>, Option<i64>) =
            self.connection.prepare_cached(sql!("event_oldest"))?.query_row(
                named_params! { ":after_id": after_id, ":limit": STEP_EVENTS },
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )?;
        let (Some(to_id), Some(oldest_ms), Some(newest_ms)) = (to_id, oldest_ms, newest_ms) else {
            return Ok(None);
        };
        if oldest_ms >= before_ms {
            return Ok(None);
        }
        let transaction = self.connection.transaction()?;
        let expired = transaction.prepare_cached(sql!("event_expire"))?.execute(named_params! {
            ":after_id": after_id,
            ":to_id": to_id,
            ":before_ms": before_ms,
            ":keep_months": keep_months,
        })?;
        if expired > 0 {
            transaction.prepare_cached(sql!("day_state_expired"))?.execute(named_params! {
                ":keep_months": keep_months,
                ":oldest_ms": oldest_ms,
                ":newest_ms": newest_ms.min(before_ms),
            })?;
        }
        transaction.commit()?;
        Ok(Some(Expired { to_id, settled: newest_ms < before_ms }))
    }

    /// Gives some of the free pages back. `false`: there are none to spare.
    pub fn give_back(&mut self) -> Result<bool, StoreError> {
        let free = self.free_pages()?;
        let step = STEP_PAGES.min(free - SPARE_PAGES);
        if step <= 0 {
            return Ok(false);
        }
        self.connection.pragma(None, "incremental_vacuum", step, |_| Ok(()))?;
        Ok(self.free_pages()? < free)
    }

    fn free_pages(&self) -> Result<i64, StoreError> {
        Ok(self.connection.pragma_query_value(None, "freelist_count", |row| row.get(0))?)
    }
}
