//! The journal: what is acknowledged, as it was believed, until it is applied.
//!
//! A commit that a client waits for writes one row here and nothing else. What the events mean (sessions, carts, orders,
//! rollups) is worked out for many commits at a time, in the transaction that takes their rows away again. So a page of
//! the database in which a busy session lies is written once for thousands of events, and a crash in between loses
//! nothing: what is still here is applied at the next start.

mod entry;

use std::collections::VecDeque;
use std::sync::Arc;

pub(super) use entry::encode;
use rusqlite::OptionalExtension;

use super::heard::Heard;
use super::{Drop, Store, StoreError, sql};
use crate::ingest::Arrival;
use crate::site::{Day, Site};

/// Events that are applied at a time when a process begins: few enough to lie in memory.
const RECOVERED_TOGETHER: usize = 10_000;

/// Rows that are not applied yet, oldest first.
#[derive(Debug, Default)]
pub(super) struct Journal {
    rows: VecDeque<Row>,
    events: usize,
    bytes: usize,
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) arrivals: Vec<Box<Arrival>>,
    events: usize,
    /// On disk.
    bytes: usize,
}

impl Journal {
    fn push(&mut self, id: i64, bytes: usize, arrivals: Vec<Box<Arrival>>) {
        let events = arrivals.iter().map(|arrival| arrival.batch.events.len()).sum();
        self.events += events;
        self.bytes += bytes;
        self.rows.push_back(Row { id, arrivals, events, bytes });
    }

    pub(super) fn rows(&self) -> &VecDeque<Row> {
        &self.rows
    }

    /// Forgets rows that were applied; how many events they had.
    pub(super) fn applied_to(&mut self, id: i64) -> usize {
        let before = self.events;
        while let Some(row) = self.rows.pop_front_if(|row| row.id <= id) {
            self.events -= row.events;
            self.bytes -= row.bytes;
        }
        before - self.events
    }
}

impl Store {
    /// Writes arrivals down. When it returns `Ok`, they are on disk, and will be applied once.
    pub fn append(&mut self, arrivals: Vec<Box<Arrival>>) -> Result<(), StoreError> {
        let row = encode(&arrivals)?;
        let bytes = row.len();
        let id = self.connection.prepare_cached(sql!("journal_insert"))?.insert((row,))?;
        self.journal.push(id, bytes, arrivals);
        Ok(())
    }

    /// Counts a refusal that came before there was anything to write down, with what is applied next.
    pub fn count_drops(&mut self, drops: impl IntoIterator<Item = Drop>) {
        self.drops.extend(drops);
    }

    /// Keeps origins that were refused, with what is applied next.
    pub fn hear_refused_origins(&mut self, origins: impl IntoIterator<Item = (i64, Day, Heard)>) {
        self.refused_origins.extend(origins);
    }

    /// Events that are on disk and not applied yet.
    pub fn unapplied(&self) -> usize {
        self.journal.events
    }

    /// What they take on disk.
    pub fn unapplied_bytes(&self) -> usize {
        self.journal.bytes
    }

    /// Whether there is nothing to apply.
    pub fn is_settled(&self) -> bool {
        self.journal.rows.is_empty() && self.drops.is_empty() && self.refused_origins.is_empty()
    }

    /// Applies what a process that ended had written down. `site`: by its row.
    pub fn recover(&mut self, site: impl Fn(i64) -> Option<Arc<Site>>) -> Result<(), StoreError> {
        let mut after = 0;
        loop {
            let row = self
                .connection
                .prepare_cached(sql!("journal_next"))?
                .query_row((after,), |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)));
            let Some((id, row)) = row.optional()? else { break };
            after = id;
            self.journal.push(id, row.len(), entry::decode(&row, &site)?);
            if self.unapplied() >= RECOVERED_TOGETHER {
                self.apply()?;
            }
        }
        self.apply()
    }
}
