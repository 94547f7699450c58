//! The seen-window: which events of which page load are stored (`footfall_protocol::batch` explains the scheme), and,
//! for as long as more of it can come, what is known of each of its page views.

use std::collections::hash_map::Entry;

use footfall_protocol::limits::SEEN_WINDOW_MS;
use rusqlite::{CachedStatement, Connection, OptionalExtension, named_params};
use rustc_hash::FxHashMap;

use super::page_load::{PageLoad, Token};
use crate::ingest::Arrival;
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
    /// Page loads of each site since then.
    added: FxHashMap<i64, i64>,
    /// The last site whose turn it was although nothing came from it.
    visited_site_id: i64,
}

impl Numbers {
    pub(super) fn load(connection: &Connection) -> Result<Self, StoreError> {
        let last_id = connection.query_row(sql!("page_load_last_id"), (), |row| row.get(0))?;
        Ok(Self {
            last_id,
            stored_last_id: last_id,
            pruned_at_ms: 0,
            added: FxHashMap::default(),
            visited_site_id: 0,
        })
    }

    /// Forgets page loads of which no copy can be accepted any more: of each site that got new ones, some more than those,
    /// and in turn of one that may have got none for long.
    pub(super) fn prune(&mut self, connection: &Connection, now_ms: i64) -> Result<(), StoreError> {
        if (now_ms - self.pruned_at_ms).abs() < PRUNE_EVERY_MS {
            return Ok(());
        }
        self.pruned_at_ms = now_ms;
        let mut next = connection.prepare_cached(sql!("page_load_next_site"))?;
        let visited: Option<i64> = next.query_row((self.visited_site_id,), |row| row.get(0))?;
        // Behind the last one comes the first one.
        self.visited_site_id = visited.unwrap_or(0);
        if let Some(site_id) = visited {
            self.added.entry(site_id).or_default();
        }
        for (site_id, added) in self.added.drain() {
            let limit = (added * PRUNED_PER_ADDED).max(LEAST_PRUNED);
            prune(connection, site_id, now_ms, limit)?;
        }
        Ok(())
    }
}

/// A token begins with the time of the page load, so those to forget are the first of a site; what lies far in the future
/// was no time.
fn prune(connection: &Connection, site_id: i64, now_ms: i64, limit: i64) -> Result<(), StoreError> {
    let first = Token::time(0);
    let old = (&first[..], &Token::time(now_ms - SEEN_WINDOW_MS)[..]);
    let odd = (&Token::time(now_ms + SEEN_WINDOW_MS)[..], &[u8::MAX; 13][..]);
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

/// In memory for as long as a transaction lasts.
#[derive(Debug)]
struct Loaded {
    page_load: PageLoad,
    received_h: i64,
    /// It has no row yet.
    new: bool,
}

pub(super) struct PageLoads<'t> {
    numbers: &'t mut Numbers,
    find: CachedStatement<'t>,
    loaded: FxHashMap<(i64, Token), Loaded>,
    /// The arrival that was asked for last is asked for again.
    last: (u128, Token),
}

impl<'t> PageLoads<'t> {
    pub(super) fn new(
        connection: &'t Connection,
        numbers: &'t mut Numbers,
    ) -> Result<Self, StoreError> {
        let find = connection.prepare_cached(sql!("page_load_find"))?;
        Ok(Self { numbers, find, loaded: FxHashMap::default(), last: (0, Token::of(0)) })
    }

    pub(super) fn of(&mut self, arrival: &Arrival) -> Result<&mut PageLoad, StoreError> {
        if self.last.0 != arrival.batch.page_load {
            self.last = (arrival.batch.page_load, Token::of(arrival.batch.page_load));
        }
        let key = (arrival.site.id, self.last.1);
        let loaded = match self.loaded.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let found = self
                    .find
                    .query_row((key.0, key.1.0), |row| {
                        let (received_h, known) = (row.get(0)?, row.get_ref(1)?.as_blob()?);
                        Ok((received_h, PageLoad::decode(known, received_h)))
                    })
                    .optional()?;
                entry.insert(match found {
                    Some((received_h, known)) => {
                        let page_load = known.ok_or_else(|| {
                            StoreError::Invalid("a page load can't be read".into())
                        })?;
                        Loaded { page_load, received_h, new: false }
                    }
                    None => {
                        self.numbers.last_id += 1;
                        *self.numbers.added.entry(key.0).or_default() += 1;
                        let (seen, views) = (Vec::new(), Vec::new());
                        let page_load = PageLoad { id: self.numbers.last_id, seen, views };
                        Loaded { page_load, received_h: 0, new: true }
                    }
                })
            }
        };
        loaded.received_h = loaded.received_h.max(arrival.received_at_ms / HOUR_MS);
        Ok(&mut loaded.page_load)
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
        for ((site_id, token), Loaded { page_load, received_h, new }) in loaded {
            let statement = if new { &mut insert } else { &mut update };
            statement.execute((site_id, token.0, received_h, page_load.encode(received_h)))?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrations;

    const NOW_MS: i64 = 1_764_000_000_000;

    /// The one site has not been heard of since, the other is: in each transaction it is the last one to send.
    #[test]
    fn what_is_old_is_forgotten_of_every_site() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations().to_latest(&mut connection).unwrap();
        let mut insert = connection.prepare(sql!("page_load_insert")).unwrap();
        let old_ms = NOW_MS - 2 * SEEN_WINDOW_MS;
        for (site_id, at_ms) in [(1, old_ms), (1, NOW_MS), (2, old_ms), (3, old_ms), (3, NOW_MS)] {
            let token = Token::of((at_ms as u128) << 80);
            insert.execute((site_id, token.0, old_ms / HOUR_MS, b"")).unwrap();
        }
        let mut numbers = Numbers::load(&connection).unwrap();
        for turn in 0..3 {
            numbers.added.insert(3, 1);
            numbers.prune(&connection, NOW_MS + turn * PRUNE_EVERY_MS).unwrap();
        }
        let mut left = connection.prepare(sql!("page_load_next_site")).unwrap();
        let after = |left: &mut rusqlite::Statement, site_id: i64| {
            left.query_row((site_id,), |row| row.get::<_, Option<i64>>(0)).unwrap()
        };
        assert_eq!([after(&mut left, 0), after(&mut left, 1)], [Some(1), Some(3)]);
    }
}
