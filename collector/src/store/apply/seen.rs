//! The seen-window: which events of which page load are stored (`footfall_protocol::batch` explains the scheme), and,
//! for as long as more of it can come, what is known of each of its page views.

use footfall_protocol::limits::SEEN_WINDOW_MS;
use rusqlite::{CachedStatement, Connection, OptionalExtension, named_params};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::ingest::Arrival;
use crate::site::Day;
use crate::store::{StoreError, sql};

const HOUR_MS: i64 = 3_600_000;
/// Between two prunings.
const PRUNE_EVERY_MS: i64 = 10_000;
/// Page loads forgotten at a time, for each that was added since: so it keeps up, and no transaction is long.
const PRUNED_PER_ADDED: i64 = 2;
const LEAST_PRUNED: i64 = 1_000;

/// Between transactions.
#[derive(Debug)]
pub(super) struct Numbers {
    last_id: i64,
    stored_last_id: i64,
    pruned_at_ms: i64,
    pruned_at_id: i64,
}

impl Numbers {
    pub(super) fn load(connection: &Connection) -> Result<Self, StoreError> {
        let last_id = connection.query_row(sql!("page_load_last_id"), (), |row| row.get(0))?;
        Ok(Self { last_id, stored_last_id: last_id, pruned_at_ms: 0, pruned_at_id: last_id })
    }

    /// Forgets page loads of which no copy can be accepted any more. A token begins with the time of the page load, so
    /// they are the first of each site; what lies far in the future was no time.
    pub(super) fn prune(
        &mut self,
        connection: &Connection,
        site_id: i64,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        if (now_ms - self.pruned_at_ms).abs() < PRUNE_EVERY_MS {
            return Ok(());
        }
        let limit = ((self.last_id - self.pruned_at_id) * PRUNED_PER_ADDED).max(LEAST_PRUNED);
        (self.pruned_at_ms, self.pruned_at_id) = (now_ms, self.last_id);
        let token_of = |at_ms: i64| (u128::from(at_ms.max(0) as u64) << 80).to_be_bytes();
        let old = (0u128.to_be_bytes(), token_of(now_ms - SEEN_WINDOW_MS));
        let odd = (token_of(now_ms + SEEN_WINDOW_MS), u128::MAX.to_be_bytes());
        for (from, to) in [old, odd] {
            connection.prepare_cached(sql!("page_load_prune"))?.execute(named_params! {
                ":site_id": site_id,
                ":from": from,
                ":to": to,
                ":before_h": (now_ms - SEEN_WINDOW_MS) / HOUR_MS,
                ":limit": limit,
            })?;
        }
        Ok(())
    }
}

/// A page view, as far as it is known. Its engagement may arrive before it does; it counts from when it has a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(in crate::store) struct PageView {
    /// The number of its event.
    pub(in crate::store) view: u32,
    pub(in crate::store) day: Option<Day>,
    pub(in crate::store) page_id: i64,
    pub(in crate::store) engaged_ms: i64,
    pub(in crate::store) scroll_percent: u8,
}

#[derive(Debug)]
pub(super) struct PageLoad {
    pub(super) id: i64,
    /// One bit for each event number, from the lowest bit of the first byte.
    seen: Vec<u8>,
    pub(super) views: Vec<PageView>,
    received_at_ms: i64,
    /// It has no row yet.
    new: bool,
}

impl PageLoad {
    /// Marks event `n`. `false`: it was stored before.
    fn mark(&mut self, n: u32) -> bool {
        let (byte, bit) = (n as usize / 8, 1u8 << (n % 8));
        if self.seen.len() <= byte {
            self.seen.resize(byte + 1, 0);
        }
        let first_time = self.seen[byte] & bit == 0;
        self.seen[byte] |= bit;
        first_time
    }
}

pub(super) struct PageLoads<'t> {
    numbers: &'t mut Numbers,
    find: CachedStatement<'t>,
    loaded: FxHashMap<(i64, u128), PageLoad>,
}

impl<'t> PageLoads<'t> {
    pub(super) fn new(
        connection: &'t Connection,
        numbers: &'t mut Numbers,
    ) -> Result<Self, StoreError> {
        let find = connection.prepare_cached(sql!("page_load_find"))?;
        Ok(Self { numbers, find, loaded: FxHashMap::default() })
    }

    pub(super) fn of(&mut self, arrival: &Arrival) -> Result<&mut PageLoad, StoreError> {
        let key = (arrival.site.id, arrival.batch.page_load);
        let page_load = match self.loaded.entry(key) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                let found = self
                    .find
                    .query_row((key.0, key.1.to_be_bytes()), |row| {
                        Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?))
                    })
                    .optional()?;
                let new = found.is_none();
                let (id, seen, views) = match found {
                    Some((id, seen, views)) => (id, seen, decode(&views)?),
                    None => {
                        self.numbers.last_id += 1;
                        (self.numbers.last_id, Vec::new(), Vec::new())
                    }
                };
                entry.insert(PageLoad { id, seen, views, received_at_ms: 0, new })
            }
        };
        page_load.received_at_ms = page_load.received_at_ms.max(arrival.received_at_ms);
        Ok(page_load)
    }

    /// The number of the page load when event `n` was not stored before, and marks it; else `None`.
    pub(super) fn first_time(
        &mut self,
        arrival: &Arrival,
        n: u32,
    ) -> Result<Option<i64>, StoreError> {
        let page_load = self.of(arrival)?;
        Ok(page_load.mark(n).then_some(page_load.id))
    }

    pub(super) fn write(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut insert = connection.prepare_cached(sql!("page_load_insert"))?;
        let mut update = connection.prepare_cached(sql!("page_load_update"))?;
        // In the order of the table.
        let mut loaded: Vec<_> = self.loaded.drain().collect();
        loaded.sort_unstable_by_key(|(key, _)| *key);
        for ((site_id, token), page_load) in loaded {
            let PageLoad { id, seen, views, received_at_ms, new } = page_load;
            let (token, views) = (token.to_be_bytes(), encode(&views)?);
            let received_h = received_at_ms / HOUR_MS;
            if new {
                insert.execute((site_id, token, id, seen, views, received_h))?;
            } else {
                update.execute((site_id, token, seen, views, received_h))?;
            }
        }
        let numbers = &mut self.numbers;
        if numbers.last_id != numbers.stored_last_id {
            connection
                .prepare_cached(sql!("page_load_last_id_save"))?
                .execute((numbers.last_id,))?;
            numbers.stored_last_id = numbers.last_id;
        }
        Ok(())
    }
}

pub(in crate::store) fn encode(views: &[PageView]) -> Result<Vec<u8>, StoreError> {
    postcard::to_allocvec(views).map_err(unreadable)
}

fn decode(views: &[u8]) -> Result<Vec<PageView>, StoreError> {
    postcard::from_bytes(views).map_err(unreadable)
}

fn unreadable(error: postcard::Error) -> StoreError {
    StoreError::Invalid(format!("a page load's views: {error}"))
}
