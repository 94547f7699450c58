//! Pages: views and time of the sessions that started on these days.

use rustc_hash::FxHashMap;

use super::totals::for_each_view;
use crate::store::Times;
use crate::store::fold::{Feeds, Fold};
use crate::store::rows::SessionRow;
use crate::store::trail;

#[derive(Debug)]
pub(in crate::reports) struct PagesFold;

#[derive(Debug, Default, Clone)]
pub(in crate::reports) struct PageSums {
    pub(in crate::reports) page_views: i64,
    pub(in crate::reports) engaged_ms: i64,
    pub(in crate::reports) entries: i64,
    pub(in crate::reports) exits: i64,
    /// Engaged time of each page view.
    pub(in crate::reports) times: Times,
}

impl Fold for PagesFold {
    type Part = FxHashMap<i64, PageSums>;

    fn key(&self) -> String {
        "pages".into()
    }

    fn feeds(&self) -> Feeds {
        Feeds { sessions: true, ..Feeds::default() }
    }

    fn session(&self, part: &mut Self::Part, session: &SessionRow) {
        for_each_view(session.trail, |page, engaged_ms| {
            let sums = part.entry(page).or_default();
            sums.page_views += 1;
            sums.engaged_ms += engaged_ms;
            sums.times.add(engaged_ms, 1);
        });
        part.entry(session.landing_page_id).or_default().entries += 1;
        if let Some(page) = trail::exit_page(session.trail) {
            part.entry(page).or_default().exits += 1;
        }
    }

    fn merge(&self, into: &mut Self::Part, part: &Self::Part) {
        for (page, sums) in part {
            into.entry(*page).or_default().add(sums);
        }
    }

    fn bytes(&self, part: &Self::Part) -> usize {
        let times: usize = part.values().map(|sums| sums.times.bytes()).sum();
        part.capacity() * (size_of::<(i64, PageSums)>() + 1) + times
    }
}

impl PageSums {
    pub(super) fn add(&mut self, other: &Self) {
        self.page_views += other.page_views;
        self.engaged_ms += other.engaged_ms;
        self.entries += other.entries;
        self.exits += other.exits;
        self.times.merge(&other.times);
    }
}
