//! The journal: what is acknowledged, as it was believed, until it is applied. A database of its own, so that nobody who
//! waits for a commit waits for what the events of others mean.
//!
//! A commit that a client waits for writes one row here and nothing else. What the events mean (sessions, carts, orders,
//! rollups) is worked out for many commits at a time, in one transaction of the database that says, too, up to which row
//! it is applied. So a page in which a busy session lies is written once for thousands of events, and a crash in between
//! loses nothing: rows behind that one are applied at the next start. A row goes once what was applied is on disk; the
//! file goes when its process ends and nothing is left in it.

mod entry;
mod row;
mod waiting;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub(super) use entry::encode;
pub use row::{Amount, Encoded, Row};
use rusqlite::{Connection, OptionalExtension};
pub(super) use waiting::Waiting;

use super::checkpoint::Checkpoints;
use super::heard::Heard;
use super::{Drop, Store, StoreError, backup, sql};
use crate::site::{Day, Site};

/// Events that are applied at a time when a process begins: few enough to lie in memory.
const RECOVERED_TOGETHER: usize = 10_000;

pub(super) fn path(data: &Path) -> PathBuf {
    data.join("journal.db")
}

/// The file.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: Option<(Connection, Checkpoints)>,
    last_id: i64,
    forgotten_to: i64,
}

impl Journal {
    /// Of a database that is applied up to that row.
    fn of(data: &Path, applied_to: i64) -> Self {
        Self { path: path(data), file: None, last_id: applied_to, forgotten_to: applied_to }
    }

    /// Makes the file if it is not there; else the first row does.
    pub fn prepare(&mut self) -> Result<(), StoreError> {
        self.open().map(|_| ())
    }

    fn open(&mut self) -> Result<&mut (Connection, Checkpoints), StoreError> {
        let file = match self.file.take() {
            Some(file) => file,
            None => (open(&self.path)?, Checkpoints::start(&self.path)?),
        };
        Ok(self.file.insert(file))
    }

    /// Writes arrivals down; rows up to `applied_to` are not needed any more. When it returns `Ok`, they are on disk, and
    /// will be applied once.
    pub fn append(&mut self, entries: &[Encoded], applied_to: i64) -> Result<Row, StoreError> {
        let mut content = Vec::with_capacity(entries.iter().map(|entry| entry.content.len()).sum());
        entries.iter().for_each(|entry| content.extend_from_slice(&entry.content));
        let (id, forgets) = (self.last_id + 1, applied_to > self.forgotten_to);
        let (connection, checkpoints) = self.open()?;
        let transaction = connection.transaction()?;
        if forgets {
            transaction.prepare_cached(sql!("journal_delete"))?.execute((applied_to,))?;
        }
        transaction.prepare_cached(sql!("journal_insert"))?.execute((id, &content))?;
        transaction.commit()?;
        let row = Row::new(id, content, entries.iter().map(|entry| (&entry.site, entry.events)));
        checkpoints.after(row.amount().events, connection);
        self.last_id = id;
        self.forgotten_to = applied_to;
        Ok(row)
    }

    /// Ends it; the file goes when everything in it is applied.
    pub fn close(mut self, applied_to: i64) {
        self.file = None;
        if applied_to == self.last_id
            && let Err(error) = backup::remove_database(&self.path)
        {
            tracing::warn!(%error, "the empty journal can't be removed");
        }
    }
}

pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // FULL: a commit is on disk when it returns.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What is written is not read again while its process lives.
    connection.pragma_update(None, "cache_size", -512)?;
    // Checkpoints are made beside the writer; this one, at 32 MiB, only if those fail.
    connection.pragma_update(None, "wal_autocheckpoint", 8_192)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.execute_batch(sql!("journal_create"))?;
    Ok(connection)
}

impl Store {
    /// Keeps what was written down for when it can be applied.
    pub fn keep(&mut self, row: Row) {
        self.waiting.keep(row);
    }

    /// Counts a refusal that came before there was anything to write down, with what is applied next.
    pub fn count_drops(&mut self, drops: impl IntoIterator<Item = Drop>) {
        self.drops.extend(drops);
    }

    /// Keeps origins that were refused, with what is applied next.
    pub fn hear_refused_origins(&mut self, origins: impl IntoIterator<Item = (i64, Day, Heard)>) {
        self.refused_origins.extend(origins);
    }

    /// Up to which row of the journal everything is applied, and on disk.
    pub fn applied_to(&self) -> i64 {
        self.applied_to
    }

    /// All that this process has applied.
    pub fn applied(&self) -> Amount {
        self.applied
    }

    /// Applies what a process that ended had written down, and goes on with its journal. `site`: by its row.
    pub fn recover(
        &mut self,
        data: &Path,
        site: impl Fn(i64) -> Option<Arc<Site>>,
    ) -> Result<Journal, StoreError> {
        let mut journal = Journal::of(data, self.applied_to);
        let path = journal.path.clone();
        if !path.exists() {
            return Ok(journal);
        }
        let damaged = |error: StoreError| StoreError::DamagedJournal {
            path: path.clone(),
            fault: error.to_string(),
        };
        loop {
            let mut rows = Vec::new();
            let mut events = 0;
            while events < RECOVERED_TOGETHER {
                let after = journal.last_id;
                let found = journal.open().and_then(|(connection, _)| next(connection, after));
                let Some((id, content)) = found.map_err(damaged)? else { break };
                journal.last_id = id;
                let row = Row::read(id, content, &site).map_err(damaged)?;
                events += row.amount().events;
                rows.push(row);
            }
            if rows.is_empty() {
                return Ok(journal);
            }
            self.apply(rows.into_iter())?;
        }
    }
}

/// The first row behind that one.
pub(super) fn next(
    connection: &Connection,
    after: i64,
) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
    let mut statement = connection.prepare_cached(sql!("journal_next"))?;
    let row = statement.query_row((after,), |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(row.optional()?)
}

#[cfg(test)]
mod tests {
    use rusqlite::TransactionBehavior;

    use super::super::apply::Token;
    use super::super::{database_path, migrations};
    use super::*;
    use crate::ingest::{Arrival, Customers, Device, VisitorHashes, believe};
    use crate::site::test_site;

    const NOW_MS: i64 = 1_764_000_004_000;

    fn page_view(data: &Path, page_load: u8) -> Encoded {
        let body = format!(
            r#"{{"v":1,"site":"shop","page_load":"{page_load:032x}","sent_at":{NOW_MS},
            "pages":[{{"view":0,"url":"https://shop.example/"}}],
            "events":[{{"n":0,"at":{NOW_MS},"view":0,"name":"page_view","params":{{}}}}]}}"#
        );
        let customers = Customers::open(data).unwrap();
        let parsed = believe(body.as_bytes(), NOW_MS).unwrap();
        let (site, visitor) = (Arc::new(test_site("UTC")), VisitorHashes::anonymous(1));
        let arrival = Arrival::new(site, NOW_MS, visitor, Device::Desktop, parsed, &customers);
        Encoded::of(&arrival).unwrap()
    }

    /// As a process that starts finds it.
    fn started(data: &Path) -> (Store, Journal) {
        let mut store = Store::open(data).unwrap();
        let journal = store.recover(data, |_| Some(Arc::new(test_site("UTC")))).unwrap();
        (store, journal)
    }

    /// Each event is the only one of its page load.
    #[track_caller]
    fn check(store: &Store, events: i64, applied_to: i64) {
        let stored = store.connection.query_row(sql!("page_load_last_id"), (), |row| row.get(0));
        assert_eq!((stored, store.applied_to()), (Ok(events), applied_to));
    }

    #[test]
    fn what_is_written_down_is_applied_once_whenever_the_process_ends() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let (mut store, mut journal) = started(data);
        store.apply(journal.append(&[page_view(data, 1)], 0).into_iter()).unwrap();
        // Written down, and then the process was gone.
        journal.append(&[page_view(data, 2), page_view(data, 3)], 0).unwrap();
        check(&store, 1, 1);
        drop((store, journal));
        let (store, journal) = started(data);
        check(&store, 3, 2);
        // It ended well: nothing is left to apply.
        journal.close(store.applied_to());
        assert!(!path(data).exists());
        drop(store);
        let (mut store, mut journal) = started(data);
        check(&store, 3, 2);
        store.apply(journal.append(&[page_view(data, 4)], 2).into_iter()).unwrap();
        check(&store, 4, 3);
        // One that is not applied keeps its file.
        journal.append(&[page_view(data, 5)], 3).unwrap();
        journal.close(store.applied_to());
        drop(store);
        check(&started(data).0, 5, 4);
    }

    #[test]
    fn what_could_not_be_applied_is_applied_later() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let (mut store, mut journal) = started(data);
        store.connection.busy_timeout(Duration::ZERO).unwrap();
        let mut other = Connection::open(database_path(data)).unwrap();
        let held = other.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
        let mut rows =
            [1, 2].map(|n| journal.append(&[page_view(data, n)], 0).unwrap()).into_iter();
        assert!(store.apply(&mut rows).is_err_and(|error| error.may_pass()));
        rows.for_each(|row| store.keep(row));
        assert!(store.apply(std::iter::empty()).is_err() && !store.is_settled());
        drop(held);
        store.apply(journal.append(&[page_view(data, 3)], 0).into_iter()).unwrap();
        check(&store, 3, 3);
        assert_eq!(store.applied().events, 3);
    }

    /// The row of its page load says nothing that anybody could read.
    #[test]
    fn what_can_never_be_applied_sinks_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let (mut store, mut journal) = started(data);
        let unreadable = (1, Token::of(2).0, NOW_MS / 3_600_000, [0x80]);
        store.connection.execute(sql!("page_load_insert"), unreadable).unwrap();
        let rows = [&[1][..], &[3, 2, 4], &[5]].map(|row| {
            let entries: Vec<_> = row.iter().map(|n| page_view(data, *n)).collect();
            journal.append(&entries, 0).unwrap()
        });
        store.apply(rows.into_iter()).unwrap();
        check(&store, 4, 3);
        assert!(store.is_settled());
    }

    #[test]
    fn what_a_version_without_a_file_of_its_own_left_is_applied_once() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let mut old = Connection::open(database_path(data)).unwrap();
        migrations().to_version(&mut old, 14).unwrap();
        for page_load in [1, 2] {
            let row = page_view(data, page_load).content;
            // A first try came so far, and ended.
            let moved = super::open(&path(data)).unwrap();
            for journal in [&old, &moved] {
                journal.execute(sql!("journal_insert"), (page_load, &row)).unwrap();
            }
        }
        drop(old);
        for _ in 0..2 {
            check(&started(data).0, 2, 2);
        }
    }

    #[test]
    fn a_journal_that_cant_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        std::fs::write(path(data), [b'x'; 8192]).unwrap();
        let mut store = Store::open(data).unwrap();
        let refused = store.recover(data, |_| None).unwrap_err().to_string();
        assert!(refused.contains("journal.db") && refused.contains("move it away"), "{refused}");
    }
}
