//! Which days of which sites changed, so that whoever shows a day again knows whether it is still the same.
//!
//! It is part of [`super::rollups`]: what adds anything to a sum of a day changes that day, and nothing can forget to say
//! so. What changes something that is in no sum (a cart, whose session an order is of) says it itself.

use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{StoreError, sql};
use crate::site::Day;

/// Site and day.
type Key = (i64, Day);

/// The changes of one transaction.
#[derive(Debug, Default)]
pub(super) struct DayStates {
    /// With the lowest and the highest number of the sessions that were written there.
    changed: FxHashMap<Key, Option<(i64, i64)>>,
    /// Sites of which something changed that any day may show.
    everywhere: FxHashSet<i64>,
}

impl DayStates {
    pub(super) fn changed(&mut self, key: Key) {
        self.changed.entry(key).or_default();
    }

    pub(super) fn everywhere(&mut self, site_id: i64) {
        self.everywhere.insert(site_id);
    }

    /// A session began on that day.
    pub(super) fn holds(&mut self, key: Key, session_id: i64) {
        let ids = self.changed.entry(key).or_default();
        let (first, last) = ids.unwrap_or((session_id, session_id));
        *ids = Some((first.min(session_id), last.max(session_id)));
    }

    pub(super) fn write(self, connection: &Connection) -> Result<(), StoreError> {
        let mut everywhere = connection.prepare_cached(sql!("day_state_everywhere"))?;
        for site_id in self.everywhere {
            everywhere.execute((site_id,))?;
        }
        let mut change = connection.prepare_cached(sql!("day_state_change"))?;
        for ((site_id, day), ids) in self.changed {
            let (first, last) = ids.unzip();
            change.execute((site_id, day, first, last))?;
        }
        Ok(())
    }
}
