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
    pub events: usize,
}

impl Encoded {
    pub fn of(arrival: &Arrival) -> Result<Self, StoreError> {
        let (site, events) = (Arc::clone(&arrival.site), arrival.batch.events.len());
        Ok(Self { content: encode(arrival)?, site, events })
    }

    pub fn bytes(&self) -> usize {
        self.content.len()
    }
}

/// Written down: a commit.
#[derive(Debug)]
pub struct Row {
    pub(super) written: Written,
    /// Of whom something is in it, and how many events; more than once when others came between.
    pub(super) sites: Vec<(Arc<Site>, usize)>,
}

#[derive(Debug)]
pub(super) struct Written {
    pub(super) id: i64,
    pub(super) content: Vec<u8>,
    pub(super) amount: Amount,
}

impl Row {
    /// `parts`: of which site each arrival is, and how many events it has.
    pub(super) fn new<'p>(
        id: i64,
        content: Vec<u8>,
        parts: impl Iterator<Item = (&'p Arc<Site>, usize)>,
    ) -> Self {
        let mut amount = Amount { rows: 1, events: 0, bytes: content.len() };
        let mut sites: Vec<(Arc<Site>, usize)> = Vec::new();
        for (site, events) in parts {
            amount.events += events;
            match sites.last_mut().filter(|(known, _)| Arc::ptr_eq(known, site)) {
                Some((_, of_site)) => *of_site += events,
                None => sites.push((Arc::clone(site), events)),
            }
        }
        Self { written: Written { id, content, amount }, sites }
    }

    /// As a process that ended left it.
    pub(super) fn read(
        id: i64,
        content: Vec<u8>,
        site: impl Fn(i64) -> Option<Arc<Site>>,
    ) -> Result<Self, StoreError> {
        let part = |arrival: Arrival| (arrival.site, arrival.batch.events.len());
        let parts = decode(&content, site).map(|arrival| arrival.map(part));
        let parts = parts.collect::<Result<Vec<_>, _>>()?;
        Ok(Self::new(id, content, parts.iter().map(|(site, events)| (site, *events))))
    }

    pub fn sites(&self) -> &[(Arc<Site>, usize)] {
        &self.sites
    }

    pub fn amount(&self) -> Amount {
        self.written.amount
    }
}
