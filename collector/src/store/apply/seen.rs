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

/// Kept in memory between transactions, about 200 bytes each: the last ones, of which more may come at once …
const KEPT: i64 = 8_000;
/// They are put away all at once, when they are so many: with those of one transaction they fit into 32,768 places, and a map
/// doubles.
const MAX_LOADED: usize = 12_000;
/// … if they are small.
const MAX_LOADED_VIEWS: usize = 4;

/// Between transactions.
#[derive(Debug)]
pub(super) struct Known {
    last_id: i64,
    stored_last_id: i64,
    pruned_at_ms: i64,
    /// Page loads of each site since then.
    added: FxHashMap<i64, i64>,
    /// The last site whose turn it was although nothing came from it.
    visited_site_id: i64,
    /// There is no other writer, so they are as stored; but for those that have changed.
    loaded: FxHashMap<(i64, Token), Loaded>,
    changed: Vec<(i64, Token)>,
    /// Of each site the last in the table whose time is one.
    newest: FxHashMap<i64, Token>,
}

#[derive(Debug)]
struct Loaded {
    page_load: PageLoad,
    received_h: i64,
    /// It has no row yet.
    new: bool,
}

impl Known {
    pub(super) fn load(connection: &Connection) -> Result<Self, StoreError> {
        let last_id = connection.query_row(sql!("page_load_last_id"), (), |row| row.get(0))?;
        Ok(Self {
            last_id,
            stored_last_id: last_id,
            pruned_at_ms: 0,
            added: FxHashMap::default(),
            visited_site_id: 0,
            loaded: FxHashMap::default(),
            changed: Vec::new(),
            newest: FxHashMap::default(),
        })
    }

    /// Forgets page loads of which no copy can be accepted any more: of each site that got new ones, some more than those,
    /// and in turn of one that may have got none for long.
    pub(super) fn prune(&mut self, connection: &Connection, now_ms: i64) -> Result<(), StoreError> {
        if (now_ms - self.pruned_at_ms).abs() < PRUNE_EVERY_MS {
            return Ok(());
        }
        self.pruned_at_ms = now_ms;
        // Those whose rows may go.
        self.loaded.retain(|_, loaded| loaded.received_h >= (now_ms - SEEN_WINDOW_MS) / HOUR_MS);
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

/// What a token that is no time may say: what is asked for ends a window before what is noted, so that one that was not
/// noted is forgotten before it is asked for.
const ASKED_AHEAD_MS: i64 = 2 * SEEN_WINDOW_MS;
const NOTED_AHEAD_MS: i64 = 3 * SEEN_WINDOW_MS;

fn is_before(token: Token, at_ms: i64) -> bool {
    token.0[..] < Token::time(at_ms)[..]
}

fn newest_of(
    newest: &mut FxHashMap<i64, Token>,
    connection: &Connection,
    site_id: i64,
    now_ms: i64,
) -> Result<Token, StoreError> {
    Ok(match newest.entry(site_id) {
        Entry::Occupied(entry) => *entry.get(),
        Entry::Vacant(entry) => {
            let end = Token::time(now_ms + NOTED_AHEAD_MS);
            let stored: Option<[u8; 12]> = connection
                .prepare_cached(sql!("page_load_newest"))?
                .query_row((site_id, end), |row| row.get(0))?;
            *entry.insert(stored.map_or(Token::FIRST, Token))
        }
    })
}

fn stored(
    find: &mut CachedStatement,
    site_id: i64,
    token: Token,
) -> Result<Option<Loaded>, StoreError> {
    let found = find.query_row((site_id, token.0), |row| {
        let (received_h, known) = (row.get(0)?, row.get_ref(1)?.as_blob()?);
        Ok((received_h, PageLoad::decode(known, received_h)))
    });
    let Some((received_h, known)) = found.optional()? else { return Ok(None) };
    let page_load = known.ok_or_else(|| StoreError::Invalid("a page load can't be read".into()))?;
    Ok(Some(Loaded { page_load, received_h, new: false }))
}

pub(super) struct PageLoads<'t> {
    connection: &'t Connection,
    known: &'t mut Known,
    find: CachedStatement<'t>,
    /// The arrival that was asked for last is asked for again.
    last: (u128, Token),
}

impl<'t> PageLoads<'t> {
    pub(super) fn new(
        connection: &'t Connection,
        known: &'t mut Known,
    ) -> Result<Self, StoreError> {
        let find = connection.prepare_cached(sql!("page_load_find"))?;
        Ok(Self { connection, known, find, last: (0, Token::of(0)) })
    }

    pub(super) fn of(&mut self, arrival: &Arrival) -> Result<&mut PageLoad, StoreError> {
        if self.last.0 != arrival.batch.page_load {
            self.last = (arrival.batch.page_load, Token::of(arrival.batch.page_load));
        }
        let (site_id, token) = (arrival.site.id, self.last.1);
        let Known { loaded, newest, last_id, added, .. } = &mut *self.known;
        let loaded = match loaded.entry((site_id, token)) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let now_ms = arrival.received_at_ms;
                let newest = newest_of(newest, self.connection, site_id, now_ms)?;
                // Behind all that are stored: there is no row to look for.
                let is_new = token > newest && is_before(token, now_ms + ASKED_AHEAD_MS);
                let found = if is_new { None } else { stored(&mut self.find, site_id, token)? };
                entry.insert(found.unwrap_or_else(|| {
                    *last_id += 1;
                    *added.entry(site_id).or_default() += 1;
                    let page_load = PageLoad { id: *last_id, ..PageLoad::default() };
                    Loaded { page_load, received_h: 0, new: true }
                }))
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
        let first_time = page_load.mark(n).then_some(page_load.id);
        self.known.changed.push((arrival.site.id, self.last.1));
        Ok(first_time)
    }

    /// `now_ms`: about when.
    pub(super) fn write(&mut self, now_ms: i64) -> Result<(), StoreError> {
        let Self { connection, known, .. } = self;
        let mut insert = connection.prepare_cached(sql!("page_load_insert"))?;
        let mut update = connection.prepare_cached(sql!("page_load_update"))?;
        // In the order of the table.
        known.changed.sort_unstable();
        known.changed.dedup();
        for key in known.changed.drain(..) {
            let Some(loaded) = known.loaded.get_mut(&key) else { continue };
            let ((site_id, token), received_h) = (key, loaded.received_h);
            let new = std::mem::take(&mut loaded.new);
            let statement = if new { &mut insert } else { &mut update };
            statement.execute((
                site_id,
                token.0,
                received_h,
                loaded.page_load.encode(received_h),
            ))?;
            if is_before(token, now_ms + NOTED_AHEAD_MS) {
                let newest = known.newest.entry(site_id).or_insert(token);
                *newest = token.max(*newest);
            }
            if loaded.page_load.views.len() > MAX_LOADED_VIEWS {
                known.loaded.remove(&key);
            }
        }
        if known.loaded.len() > MAX_LOADED {
            let before_id = known.last_id - KEPT;
            known.loaded.retain(|_, loaded| loaded.page_load.id > before_id);
        }
        if known.last_id != known.stored_last_id {
            connection.prepare_cached(sql!("page_load_last_id_save"))?.execute((known.last_id,))?;
            known.stored_last_id = known.last_id;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use footfall_protocol::Batch;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::ingest::{Country, Device, Source, Standing, VisitorHashes};
    use crate::site::test_site;
    use crate::store::migrations;

    const NOW_MS: i64 = 1_764_000_000_000;

    fn arrival(page_load: u128, received_at_ms: i64) -> Arrival {
        Arrival {
            site: Arc::new(test_site("UTC")),
            received_at_ms,
            source: Source::Browser,
            standing: Standing::Counted,
            visitor: VisitorHashes::anonymous(1),
            customer: None,
            country: Country::default(),
            device: Device::Desktop,
            batch: Batch { page_load, ..Batch::default() },
            signed: Vec::new(),
            drops: Vec::new(),
        }
    }

    /// Whatever times page loads say, in whatever order they and their copies come, and whatever is in memory.
    #[test]
    fn each_is_new_once() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations().to_latest(&mut connection).unwrap();
        let mut random = ChaCha8Rng::seed_from_u64(7);
        let mut known = Known::load(&connection).unwrap();
        let mut stored = BTreeSet::new();
        for transaction in 0..200 {
            let now_ms = NOW_MS + transaction * 300;
            let mut page_loads = PageLoads::new(&connection, &mut known).unwrap();
            for _ in 0..20 {
                let at_ms = now_ms
                    + match random.random_range(0..10) {
                        0 => random.random_range(-86_400_000..86_400_000),
                        1 => random.random_range(0..1 << 47),
                        _ => random.random_range(-2_000..200),
                    };
                let fresh = (at_ms as u128) << 80 | u128::from(random.random_range(0..4u8));
                let copied = stored.iter().nth(random.random_range(0..stored.len().max(1)));
                let page_load = *copied.filter(|_| random.random_bool(0.3)).unwrap_or(&fresh);
                let arrival = arrival(page_load, now_ms);
                let is_new = page_loads.first_time(&arrival, 0).unwrap().is_some();
                assert_eq!(is_new, stored.insert(page_load), "{page_load:x} in {transaction}");
            }
            page_loads.write(now_ms).unwrap();
            drop(page_loads);
            match random.random_range(0..10) {
                0 => known = Known::load(&connection).unwrap(),
                1..4 => known.loaded.clear(),
                _ => {}
            }
        }
        assert!(stored.len() > 2_000, "{}", stored.len());
    }

    #[test]
    fn one_that_was_forgotten_has_a_row_again_when_it_goes_on() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations().to_latest(&mut connection).unwrap();
        let mut known = Known::load(&connection).unwrap();
        let page_load = (NOW_MS as u128) << 80;
        let later_ms = NOW_MS + 2 * SEEN_WINDOW_MS;
        for (n, now_ms) in [(0, NOW_MS), (1, later_ms)] {
            known.prune(&connection, now_ms).unwrap();
            let mut page_loads = PageLoads::new(&connection, &mut known).unwrap();
            assert!(page_loads.first_time(&arrival(page_load, now_ms), n).unwrap().is_some());
            page_loads.write(now_ms).unwrap();
        }
        let mut known = Known::load(&connection).unwrap();
        let mut page_loads = PageLoads::new(&connection, &mut known).unwrap();
        assert_eq!(page_loads.first_time(&arrival(page_load, later_ms), 1).unwrap(), None);
    }

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
        let mut numbers = Known::load(&connection).unwrap();
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
