//! Sessions, orders and revenue by one dimension of the session.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::site::Day;
use crate::store::fold::{Feeds, Fold};
use crate::store::rows::{OrderRow, RefundRow, SessionRow};
use crate::store::trail;

/// Of what sessions are told apart by.
#[derive(Debug, Clone)]
pub(in crate::reports) enum By {
    Country,
    Device,
    LandingPage,
    ExitPage,
    /// Channels by their number, each with the number of the one that stands for all with the same word.
    Channel(&'static str, FxHashMap<i64, i64>),
}

/// Of orders that no session has reported, and of sessions without a value.
pub(in crate::reports) const NONE: i64 = 0;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::reports) struct Sums {
    pub(in crate::reports) sessions: i64,
    /// Those without consent of each day, added up: nobody can tell them apart across days.
    pub(in crate::reports) visitors: i64,
    pub(in crate::reports) engaged_sessions: i64,
    pub(in crate::reports) engaged_ms: i64,
    pub(in crate::reports) page_views: i64,
    pub(in crate::reports) with_order: i64,
    pub(in crate::reports) orders: i64,
    pub(in crate::reports) gross_minor: i64,
    pub(in crate::reports) refunds_minor: i64,
}

#[derive(Debug, Default)]
pub(in crate::reports) struct Part {
    pub(in crate::reports) of: FxHashMap<i64, Sums>,
    /// While it is made: who was seen without consent, on which day.
    seen: FxHashSet<(i64, Day, i64)>,
    /// Who was seen with consent: the same on all days, and counted once.
    consented: FxHashSet<(i64, i64)>,
}

impl By {
    fn of(&self, session: &SessionRow) -> i64 {
        match self {
            By::Country => country_key(session.country),
            // The first one's number is 0.
            By::Device => session.device + 1,
            By::LandingPage => session.landing_page_id,
            By::ExitPage => trail::exit_page(session.trail).unwrap_or(NONE),
            By::Channel(_, words) => words.get(&session.channel_id).copied().unwrap_or(NONE),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            By::Country => "country",
            By::Device => "device",
            By::LandingPage => "landing_page",
            By::ExitPage => "exit_page",
            By::Channel(name, _) => name,
        }
    }
}

/// The letters as one number.
fn country_key(country: &str) -> i64 {
    country.bytes().take(2).fold(0, |key, byte| key << 8 | i64::from(byte))
}

pub(in crate::reports) fn country_of(key: i64) -> String {
    [(key >> 8) as u8, key as u8].into_iter().filter(|byte| *byte > 0).map(char::from).collect()
}

impl Fold for By {
    type Part = Part;

    fn key(&self) -> String {
        // Numbers only grow: a channel that is new changes nothing in the parts of before.
        format!("by {}", self.name())
    }

    fn feeds(&self) -> Feeds {
        Feeds { sessions: true, orders: true, refunds: true, ..Feeds::default() }
    }

    fn session(&self, part: &mut Part, session: &SessionRow) {
        let key = self.of(session);
        let is_first = if session.visitor < 0 {
            part.consented.insert((key, session.visitor))
        } else {
            part.seen.insert((key, session.day, session.visitor))
        };
        let sums = part.of.entry(key).or_default();
        sums.sessions += 1;
        sums.visitors += i64::from(is_first);
        sums.engaged_sessions += i64::from(session.is_engaged());
        sums.engaged_ms += session.engaged_ms();
        sums.page_views += session.page_views;
        sums.with_order += i64::from(session.orders > 0);
    }

    fn order(&self, part: &mut Part, session: Option<&SessionRow>, order: &OrderRow) {
        let sums = part.of.entry(session.map_or(NONE, |session| self.of(session))).or_default();
        sums.orders += 1;
        sums.gross_minor += order.gross_minor;
    }

    fn refund(&self, part: &mut Part, session: Option<&SessionRow>, refund: &RefundRow) {
        let sums = part.of.entry(session.map_or(NONE, |session| self.of(session))).or_default();
        sums.refunds_minor += refund.amount_minor;
    }

    fn finish(&self, part: &mut Part) {
        part.seen = FxHashSet::default();
        part.of.shrink_to_fit();
        part.consented.shrink_to_fit();
    }

    fn merge(&self, into: &mut Part, part: &Part) {
        for (key, sums) in &part.of {
            into.of.entry(*key).or_default().add(sums);
        }
        for seen in &part.consented {
            if !into.consented.insert(*seen) {
                into.of.entry(seen.0).or_default().visitors -= 1;
            }
        }
    }

    fn bytes(&self, part: &Part) -> usize {
        size_of::<Part>()
            + part.of.capacity() * (size_of::<(i64, Sums)>() + 1)
            + part.consented.capacity() * (size_of::<(i64, i64)>() + 1)
    }
}

impl Sums {
    pub(in crate::reports) fn add(&mut self, other: &Self) {
        self.sessions += other.sessions;
        self.visitors += other.visitors;
        self.engaged_sessions += other.engaged_sessions;
        self.engaged_ms += other.engaged_ms;
        self.page_views += other.page_views;
        self.with_order += other.with_order;
        self.orders += other.orders;
        self.gross_minor += other.gross_minor;
        self.refunds_minor += other.refunds_minor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_a_number_and_back() {
        for country in ["FR", "DE", ""] {
            assert_eq!(country_of(country_key(country)), country);
        }
    }
}
