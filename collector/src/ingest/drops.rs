//! Refusals of whole requests, counted in memory until the writer takes them along: a flood of them must not become a
//! flood of transactions.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::site::Day;
use crate::store::Drop;

/// Site row (0 for none), day, reason → count. Reasons are ours, so the map stays small.
#[derive(Debug, Default)]
pub struct Drops(Mutex<FxHashMap<(i64, Day, &'static str), i64>>);

impl Drops {
    pub fn count(&self, site_id: i64, day: Day, reason: &'static str, count: i64) {
        *self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry((site_id, day, reason))
            .or_default() += count;
    }

    /// Empties it, for the writer.
    pub fn take(&self) -> Vec<Drop> {
        let mut drops = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = drops
            .drain()
            .map(|((site_id, day, reason), count)| (site_id, day, reason.into(), count));
        counted.collect()
    }
}
