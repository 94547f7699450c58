//! What is kept of each day as sums, and who was seen on it.

use rustc_hash::FxHashMap;

use super::pages::PageSums;
use super::visitors::Visitors;
use crate::site::Day;
use crate::store::fold::Fold;
use crate::store::report::Span;
use crate::store::{Reading, StoreError, Times};

/// Visitors of all sessions, without reading more of these than that.
#[derive(Debug)]
pub(in crate::reports) struct SeenFold;

#[derive(Debug, Default)]
pub(in crate::reports) struct Seen {
    pub(in crate::reports) visitors: Visitors,
    /// Engaged time of each page view of these days.
    pub(in crate::reports) times: Times,
}

impl Fold for SeenFold {
    type Part = Seen;

    fn key(&self) -> String {
        "seen".into()
    }

    fn sums(&self, reading: &Reading, days: Span, part: &mut Seen) -> Result<(), StoreError> {
        reading.seen(days, |day, visitor, ordered| part.visitors.see(day, visitor, ordered))?;
        part.times.merge(&reading.times(days)?);
        Ok(())
    }

    fn finish(&self, part: &mut Seen) {
        part.visitors.finish();
    }

    fn merge(&self, into: &mut Seen, part: &Seen) {
        into.visitors.merge(&part.visitors);
        into.times.merge(&part.times);
    }

    fn bytes(&self, part: &Seen) -> usize {
        size_of::<Seen>() + part.visitors.bytes() + part.times.bytes()
    }
}

/// Pages on their own days: page views of all sessions, whenever these began.
#[derive(Debug)]
pub(in crate::reports) struct PageDaysFold;

#[derive(Debug, Default, Clone)]
pub(in crate::reports) struct PageDays {
    pub(in crate::reports) sums: PageSums,
    /// The last one, by its day; 0 while nobody said any.
    pub(in crate::reports) title: (Day, i64),
}

impl Fold for PageDaysFold {
    type Part = FxHashMap<i64, PageDays>;

    fn key(&self) -> String {
        "page days".into()
    }

    fn sums(&self, reading: &Reading, days: Span, part: &mut Self::Part) -> Result<(), StoreError> {
        reading.page_days(days, |row| {
            let all = part.entry(row.page_id).or_default();
            all.sums.page_views += row.page_views;
            all.sums.engaged_ms += row.engaged_ms;
            all.sums.entries += row.entries;
            all.sums.times.merge(&row.times);
            if row.title_id > 0 {
                all.title = all.title.max((row.day, row.title_id));
            }
        })
    }

    fn merge(&self, into: &mut Self::Part, part: &Self::Part) {
        for (page, of_days) in part {
            let all = into.entry(*page).or_default();
            all.sums.add(&of_days.sums);
            all.title = all.title.max(of_days.title);
        }
    }

    fn bytes(&self, part: &Self::Part) -> usize {
        let times: usize = part.values().map(|page| page.sums.times.bytes()).sum();
        part.capacity() * (size_of::<(i64, PageDays)>() + 1) + times
    }
}
