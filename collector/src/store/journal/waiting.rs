//! Rows of the journal from when they are taken until their transaction is committed.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::entry;
use super::row::{Amount, Row, Written};
use crate::ingest::Arrival;
use crate::site::Site;
use crate::store::StoreError;

/// Rows whose transaction is not committed yet, oldest first: if it fails, they are applied from here.
#[derive(Debug, Default)]
pub(in crate::store) struct Waiting {
    rows: VecDeque<Written>,
    /// By their rows: those of whom something came.
    sites: FxHashMap<i64, Arc<Site>>,
    /// The one that is not applied together with others, since something in it can't be applied.
    apart: Option<i64>,
}

impl Waiting {
    /// Keeps a row until it is applied.
    pub(in crate::store) fn keep(&mut self, row: Row) {
        let Row { written, sites } = row;
        self.rows.push_back(written);
        // Their settings may have changed.
        self.sites.extend(sites.into_iter().map(|(site, _)| (site.id, site)));
    }

    /// What a transaction that has applied so many rows applies next. `None`: no more in this transaction.
    pub(in crate::store) fn next(
        &mut self,
        applied: usize,
        fresh: &mut impl Iterator<Item = Row>,
    ) -> Option<impl Iterator<Item = Result<Arrival, StoreError>>> {
        if applied == self.rows.len() {
            self.keep(fresh.next()?);
        }
        let row = self.rows.get(applied)?;
        (self.apart != Some(row.id)).then(|| self.read(row))
    }

    fn read(&self, row: &Written) -> impl Iterator<Item = Result<Arrival, StoreError>> {
        entry::decode(&row.content, |id| self.sites.get(&id).cloned())
    }

    /// Something in the row after so many can't be applied; or in one of them, which shows only at the end. `false`: there
    /// is none.
    pub(in crate::store) fn set_apart(&mut self, applied: usize) -> bool {
        let row = self.rows.get(applied).or_else(|| self.rows.back());
        self.apart = row.map(|row| row.id);
        self.apart.is_some()
    }

    /// What is in the first row.
    pub(in crate::store) fn read_first(&self) -> Result<Vec<Arrival>, StoreError> {
        self.rows.front().map_or(Ok(Vec::new()), |row| self.read(row).collect())
    }

    pub(in crate::store) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The last of the first so many.
    pub(in crate::store) fn last_of(&self, rows: usize) -> Option<i64> {
        self.rows.get(rows.checked_sub(1)?).map(|row| row.id)
    }

    /// Forgets the rows that were applied; how much that was.
    pub(in crate::store) fn applied(&mut self, rows: usize) -> Amount {
        self.apart = None;
        let mut applied = Amount::default();
        self.rows.drain(..rows).for_each(|row| applied += row.amount);
        applied
    }
}
