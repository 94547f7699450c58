//! Reads what days add to reports: all that is missing in one pass, or, where that is much, each processor its share of it.
//!
//! Another thread reads another moment of the database, so its share counts only where the versions of its days say that it
//! is the same there.

use std::thread;

use super::fold::Fold;
use super::scan::Scan;
use super::segment::{RestsOn, Segment};
use super::units::{Unit, between};
use super::{Readers, Reading, StoreError};
use crate::site::{Day, Site};

/// Sessions that are read in some 10 ms: less is not worth another thread.
const SHARED_ROWS: usize = 10_000;

impl Reading<'_> {
    /// The parts of neighbouring units.
    pub(super) fn read_run<F: Fold>(
        &self,
        site: &Site,
        segment: Option<&Segment>,
        fold: &F,
        run: &[Unit],
    ) -> Result<Vec<F::Part>, StoreError> {
        // What depends on other days than its own can be another at another moment.
        let is_of_its_days = segment.is_none_or(|segment| segment.rests_on < RestsOn::OtherRows);
        let read =
            |reading: &Reading, share: &[Unit]| reading.read_parts(site, segment, fold, share);
        if is_of_its_days && fold.days_before() == 0 {
            Ok(self.in_shares(site, run, read)?.into_iter().flatten().collect())
        } else {
            read(self, run)
        }
    }

    /// What there is to read in units, share by share; each must depend on its own days alone.
    pub(super) fn in_shares<T: Send>(
        &self,
        site: &Site,
        run: &[Unit],
        read: impl Fn(&Reading, &[Unit]) -> Result<T, StoreError> + Sync,
    ) -> Result<Vec<T>, StoreError> {
        let helpers = self.readers.helpers(rows_of(run) / SHARED_ROWS);
        let mut shares = shared(run, helpers.count() + 1);
        let own = shares.pop().unwrap_or_default();
        let (readers, read) = (self.readers, &read);
        thread::scope(|scope| {
            let elsewhere = |share| move || readers.read_again(site, share, read);
            let started = shares.iter().map(|share| scope.spawn(elsewhere(*share)));
            let helping: Vec<_> = started.collect();
            let own = read(self, own)?;
            let mut parts = Vec::with_capacity(shares.len() + 1);
            for (thread, share) in helping.into_iter().zip(shares) {
                parts.push(match thread.join() {
                    Ok(Some(read)) => read?,
                    _ => read(self, share)?,
                });
            }
            parts.push(own);
            Ok(parts)
        })
    }

    /// In one pass.
    fn read_parts<F: Fold>(
        &self,
        site: &Site,
        segment: Option<&Segment>,
        fold: &F,
        run: &[Unit],
    ) -> Result<Vec<F::Part>, StoreError> {
        let (from, to) = (run.first().map_or(0, |unit| unit.from), run.last().map_or(0, |u| u.to));
        let sessions = between(run);
        let scan = Scan { site, from, to, sessions, segment, page: None };
        let mut parts: Vec<F::Part> = run.iter().map(|_| F::Part::default()).collect();
        let place = |day: Day| run.partition_point(|unit| unit.to < day);
        let feeds = fold.feeds();
        if feeds.sessions {
            scan.sessions(self, |row| {
                if let Some(part) = parts.get_mut(place(row.day)) {
                    fold.session(part, row);
                }
            })?;
        }
        if feeds.orders {
            scan.orders(self, |session, row| {
                if let Some(part) = parts.get_mut(place(row.day)) {
                    fold.order(part, session, row);
                }
            })?;
        }
        if feeds.items {
            scan.items(self, |session, row| {
                if let Some(part) = parts.get_mut(place(row.day)) {
                    fold.item(part, session, row);
                }
            })?;
        }
        if feeds.refunds {
            scan.refunds(self, |session, row| {
                if let Some(part) = parts.get_mut(place(row.day)) {
                    fold.refund(part, session, row);
                }
            })?;
        }
        if feeds.refund_items {
            scan.refund_items(self, |session, row| {
                if let Some(part) = parts.get_mut(place(row.day)) {
                    fold.refund_item(part, session, row);
                }
            })?;
        }
        if feeds.carts {
            scan.carts(self, |row| {
                if let Some(part) = parts.get_mut(place(row.day)) {
                    fold.cart(part, row);
                }
            })?;
        }
        for (part, unit) in parts.iter_mut().zip(run) {
            fold.sums(self, unit.span(site), part)?;
            fold.finish(part);
        }
        Ok(parts)
    }
}

impl Readers {
    /// As another reader sees them now; `None` when that is not as they were.
    fn read_again<T>(
        &self,
        site: &Site,
        share: &[Unit],
        read: impl Fn(&Reading, &[Unit]) -> Result<T, StoreError>,
    ) -> Option<Result<T, StoreError>> {
        let again = |reading: &Reading| {
            for unit in share {
                if reading.states(unit.span(site))? != unit.states {
                    return Ok(None);
                }
            }
            read(reading, share).map(Some)
        };
        self.read(again).transpose()
    }
}

fn rows_of(units: &[Unit]) -> usize {
    units.iter().map(Unit::rows).sum()
}

/// So many runs, or fewer, of about as many rows each.
fn shared(mut run: &[Unit], mut shares: usize) -> Vec<&[Unit]> {
    let mut shared = Vec::with_capacity(shares);
    while let Some((first, _)) = run.split_first() {
        let fair = rows_of(run) / shares.max(1);
        let mut rows = first.rows();
        let mut count = 1;
        for unit in run.iter().skip(1) {
            // Over by less than under.
            if shares > 1 && rows + unit.rows() / 2 > fair {
                break;
            }
            rows += unit.rows();
            count += 1;
        }
        let (share, rest) = run.split_at(count);
        shared.push(share);
        run = rest;
        shares = shares.saturating_sub(1);
    }
    shared
}
