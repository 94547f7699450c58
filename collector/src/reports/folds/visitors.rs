//! Distinct visitors. Anonymous ones can't be told apart across days: the sum of each day's. Those with consent have ids
//! below 0, are the same on all days, and count once.

use rustc_hash::FxHashMap;

use crate::site::Day;
use crate::store::rows::SessionRow;

#[derive(Debug, Default)]
pub(in crate::reports) struct Visitors {
    /// While a part is made: whether each visitor of each day ordered.
    seen: FxHashMap<(Day, i64), bool>,
    anonymous: i64,
    anonymous_with_order: i64,
    consented: FxHashMap<i64, bool>,
}

impl Visitors {
    pub(in crate::reports) fn add(&mut self, session: &SessionRow) {
        self.see(session.day, session.visitor, session.orders > 0);
    }

    pub(in crate::reports) fn see(&mut self, day: Day, visitor: i64, ordered: bool) {
        if visitor < 0 {
            *self.consented.entry(visitor).or_default() |= ordered;
        } else {
            *self.seen.entry((day, visitor)).or_default() |= ordered;
        }
    }

    pub(in crate::reports) fn finish(&mut self) {
        let seen = std::mem::take(&mut self.seen);
        self.anonymous += seen.len() as i64;
        self.anonymous_with_order += seen.values().filter(|ordered| **ordered).count() as i64;
        self.consented.shrink_to_fit();
    }

    pub(in crate::reports) fn merge(&mut self, other: &Self) {
        self.anonymous += other.anonymous;
        self.anonymous_with_order += other.anonymous_with_order;
        for (visitor, ordered) in &other.consented {
            *self.consented.entry(*visitor).or_default() |= ordered;
        }
    }

    /// Visitors, and those of them with an order.
    pub(in crate::reports) fn totals(&self) -> (i64, i64) {
        let with_order = self.consented.values().filter(|ordered| **ordered).count() as i64;
        (self.anonymous + self.consented.len() as i64, self.anonymous_with_order + with_order)
    }

    pub(in crate::reports) fn bytes(&self) -> usize {
        self.consented.capacity() * 17
    }
}
