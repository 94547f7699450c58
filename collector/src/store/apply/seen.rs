//! The seen-window: which events of which page load are stored (`footfall_protocol::batch` explains the scheme).

use footfall_protocol::limits::SEEN_WINDOW_MS;
use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashMap;

use crate::ingest::Arrival;
use crate::store::{StoreError, sql};

/// Rows looked at by each transaction's pruning: more than a transaction under load adds, so that it keeps up.
const PRUNE_STEP: i64 = 500;

/// Row numbers, between transactions.
#[derive(Debug)]
pub(super) struct Numbers {
    last_id: i64,
    pruned_to: i64,
}

impl Numbers {
    pub(super) fn load(connection: &Connection) -> Result<Self, StoreError> {
        let last_id = connection.query_row(sql!("page_load_last_id"), (), |row| row.get(0))?;
        Ok(Self { last_id, pruned_to: 0 })
    }

    /// Forgets page loads of which no copy can be accepted any more: a few rows each time, round and round, so that
    /// no transaction is long.
    pub(super) fn prune(&mut self, connection: &Connection, now_ms: i64) -> Result<(), StoreError> {
        connection.prepare_cached(sql!("page_load_prune"))?.execute(named_params! {
            ":after_id": self.pruned_to,
            ":limit": PRUNE_STEP,
            ":before_ms": now_ms - SEEN_WINDOW_MS,
        })?;
        self.pruned_to = if self.pruned_to + PRUNE_STEP < self.last_id {
            self.pruned_to + PRUNE_STEP
        } else {
            0
        };
        Ok(())
    }
}

#[derive(Debug)]
struct PageLoad {
    id: i64,
    /// One bit for each event number, from the lowest bit of the first byte.
    seen: Vec<u8>,
    received_at_ms: i64,
    /// It has no row yet.
    new: bool,
}

/// Where an event belongs that comes for the first time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) page_load_id: i64,
    /// Nothing of the page load came before.
    pub(super) first: bool,
}

#[derive(Debug)]
pub(super) struct PageLoads<'t> {
    numbers: &'t mut Numbers,
    loaded: FxHashMap<(i64, u128), PageLoad>,
}

impl<'t> PageLoads<'t> {
    pub(super) fn new(numbers: &'t mut Numbers) -> Self {
        Self { numbers, loaded: FxHashMap::default() }
    }

    /// The page load when event `n` was not stored before, and marks it; else `None`.
    pub(super) fn first_time(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        n: u32,
    ) -> Result<Option<Seen>, StoreError> {
        let key = (arrival.site.id, arrival.batch.page_load);
        let page_load = match self.loaded.entry(key) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                let found = connection
                    .prepare_cached(sql!("page_load_find"))?
                    .query_row((key.0, key.1.to_be_bytes()), |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()?;
                let new = found.is_none();
                let (id, seen) = found.unwrap_or_else(|| {
                    self.numbers.last_id += 1;
                    (self.numbers.last_id, Vec::new())
                });
                entry.insert(PageLoad { id, seen, received_at_ms: 0, new })
            }
        };
        page_load.received_at_ms = page_load.received_at_ms.max(arrival.received_at_ms);
        let (byte, bit) = (n as usize / 8, 1u8 << (n % 8));
        if page_load.seen.len() <= byte {
            page_load.seen.resize(byte + 1, 0);
        }
        if page_load.seen[byte] & bit != 0 {
            return Ok(None);
        }
        let first = page_load.new && page_load.seen.iter().all(|byte| *byte == 0);
        page_load.seen[byte] |= bit;
        Ok(Some(Seen { page_load_id: page_load.id, first }))
    }

    pub(super) fn write(&mut self, connection: &Connection) -> Result<(), StoreError> {
        for ((site_id, token), page_load) in self.loaded.drain() {
            if page_load.new {
                connection.prepare_cached(sql!("page_load_insert"))?.execute((
                    page_load.id,
                    site_id,
                    token.to_be_bytes(),
                    page_load.seen,
                    page_load.received_at_ms,
                ))?;
            } else {
                connection.prepare_cached(sql!("page_load_update"))?.execute(named_params! {
                    ":id": page_load.id,
                    ":seen": page_load.seen,
                    ":received_at_ms": page_load.received_at_ms,
                })?;
            }
        }
        Ok(())
    }
}
