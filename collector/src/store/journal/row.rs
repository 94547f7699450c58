//! What is written down: an arrival, a row of the journal, and how much that is.

use std::ops::{AddAssign, SubAssign};
use std::sync::Arc;

use super::entry::{decode, encode};
use crate::ingest::Arrival;
use crate::site::Site;
use crate::store::StoreError;

/// How much of the journal.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    pub rows: usize,
    pub events: usize,
    /// On disk.
    pub bytes: usize,
}

impl Amount {
    /// Whether any part of it is as much.
    pub fn reaches(&self, limit: &Self) -> bool {
        self.rows >= limit.rows || self.events >= limit.events || self.bytes >= limit.bytes
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.events += other.events;
        self.bytes += other.bytes;
    }
}

impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Self) {
        self.rows -= other.rows;
        self.events -= other.events;
        self.bytes -= other.bytes;
    }
}

/// An arrival as it is on disk. Between threads it goes in this form: in one piece, a third as large.
#[derive(Debug)]
pub struct Encoded {
    pub(super) content: Vec<u8>,
    pub(super) site: Arc<Site>,
    pub(super) events: usize,
}

impl Encoded {
    pub fn of(arrival: &Arrival) -> Result<Self, StoreError> {
        let (site, events) = (Arc::clone(&arrival.site), arrival.batch.events.len());
        Ok(Self { content: encode(arrival)?, site, events })
    }

    /// Without its number of rows.
    pub fn amount(&self) -> Amount {
        Amount { rows: 0, events: self.events, bytes: self.content.len() }
    }
}

/// Written down: a commit.
#[derive(Debug)]
pub struct Row {
    pub(super) written: Written,
    /// Of whom something is in it, and how many events.
    pub(super) sites: Vec<(Arc<Site>, usize)>,
}

#[derive(Debug)]
pub(super) struct Written {
    pub(super) id: i64,
    pub(super) content: Vec<u8>,
    pub(super) amount: Amount,
}

impl Row {
    pub(super) fn new(id: i64, content: Vec<u8>) -> Self {
        let amount = Amount { rows: 1, events: 0, bytes: content.len() };
        Self { written: Written { id, content, amount }, sites: Vec::new() }
    }

    /// As a process that ended left it.
    pub(super) fn read(
        id: i64,
        content: Vec<u8>,
        site: impl Fn(i64) -> Option<Arc<Site>>,
    ) -> Result<Self, StoreError> {
        let arrivals = decode(&content, site).collect::<Result<Vec<_>, _>>()?;
        let mut row = Self::new(id, content);
        arrivals.iter().for_each(|arrival| row.has(&arrival.site, arrival.batch.events.len()));
        Ok(row)
    }

    /// Says of whom something is in it.
    pub(super) fn has(&mut self, site: &Arc<Site>, events: usize) {
        self.written.amount.events += events;
        match self.sites.iter_mut().find(|(known, _)| Arc::ptr_eq(known, site)) {
            Some((_, of_site)) => *of_site += events,
            None => self.sites.push((Arc::clone(site), events)),
        }
    }

    pub fn sites(&self) -> &[(Arc<Site>, usize)] {
        &self.sites
    }

    pub fn amount(&self) -> Amount {
        self.written.amount
    }
}
