//! Refusals of whole requests, counted in memory until the writer takes them along: a flood of them must not become a
//! flood of transactions.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::site::Day;
use crate::store::Drop;
use crate::store::heard::{Heard, HeardKind};

/// Between two times that the writer takes them: more of them are somebody's play.
const MAX_ORIGINS: usize = 100;
/// The longest that DNS knows has 253.
const MAX_ORIGIN_BYTES: usize = 270;

/// Site row (0 for none), day, reason → count. Reasons are ours, so the map stays small.
#[derive(Debug, Default)]
pub struct Drops {
    reasons: Mutex<FxHashMap<(i64, Day, &'static str), i64>>,
    /// Site row, day, origin: none of the site's.
    origins: Mutex<FxHashMap<(i64, Day, String), Heard>>,
}

impl Drops {
    pub fn count(&self, site_id: i64, day: Day, reason: &'static str, count: i64) {
        *self
            .reasons
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry((site_id, day, reason))
            .or_default() += count;
    }

    /// Keeps an origin that was refused, so that somebody can be told which one to allow.
    pub fn origin(&self, site_id: i64, day: Day, origin: &str, at_ms: i64) {
        let is_plain = origin.bytes().all(|byte| byte.is_ascii_graphic());
        if origin.len() > MAX_ORIGIN_BYTES || !is_plain {
            return;
        }
        let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (site_id, day, origin.to_owned());
        if let Some(known) = origins.get_mut(&key) {
            known.count += 1;
            known.last_at_ms = at_ms;
        } else if origins.len() < MAX_ORIGINS {
            let heard = Heard::new(HeardKind::RefusedOrigin, origin.to_owned(), at_ms);
            origins.insert(key, heard);
        }
    }

    /// Empties it, for the writer.
    pub fn take(&self) -> Vec<Drop> {
        let mut drops = self.reasons.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = drops
            .drain()
            .map(|((site_id, day, reason), count)| (site_id, day, reason.into(), count));
        counted.collect()
    }

    /// The same with the origins.
    pub fn take_origins(&self) -> Vec<(i64, Day, Heard)> {
        let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        origins.drain().map(|((site_id, day, _), heard)| (site_id, day, heard)).collect()
    }
}
