//! Sums that are added up in memory during a transaction and written once, before it commits; and with them which days
//! are not what they were.

use std::borrow::Cow;
use std::hash::Hash;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use rustc_hash::FxHashMap;

use super::day_states::DayStates;
use super::heard::HeardNow;
use super::times::Times;
use super::trail::{Step, StepKind};
use super::{StoreError, sql};
use crate::site::Day;

macro_rules! sums {
    ($(#[$doc:meta])* $name:ident { $($field:ident),* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub(super) struct $name { $(pub(super) $field: i64,)* }

        impl Sums for $name {
            fn add(&mut self, other: &Self, times: i64) { $(self.$field += other.$field * times;)* }
            fn values(&self) -> Vec<i64> { vec![$(self.$field,)*] }
        }
    };
}

pub(super) trait Sums: Default {
    fn add(&mut self, other: &Self, times: i64);
    /// In the order of the statement's columns.
    fn values(&self) -> Vec<i64>;
}

sums! { SessionSums { sessions, engaged_sessions, engaged_ms, sessions_with_order, viewed, added, checkout, purchased } }
sums! { DaySums { page_views, orders, gross_minor, item_revenue_minor, tax_minor, shipping_minor, discount_minor, refunds_minor, page_engaged_ms } }
sums! { ProductSums { views, adds, removes, orders, units_milli, revenue_minor, refunds_minor, sessions_viewed, sessions_viewed_added, sessions_viewed_bought } }

/// The changes of one transaction. Keys begin with site and day.
#[derive(Debug, Default)]
pub(super) struct Rollups {
    /// By channel.
    sessions: FxHashMap<(i64, Day, i64), SessionSums>,
    days: FxHashMap<(i64, Day), DayChange>,
    pages: FxHashMap<(i64, Day, i64), PageChange>,
    products: FxHashMap<(i64, Day, i64), ProductSums>,
    drops: FxHashMap<(i64, Day, Cow<'static, str>), i64>,
    states: DayStates,
    /// Shown in no report, so no day is another one for it.
    pub(super) heard: HeardNow,
}

#[derive(Debug, Default)]
struct DayChange {
    sums: DaySums,
    /// Engaged time of each page view.
    times: Times,
}

#[derive(Debug, Default)]
struct PageChange {
    page_views: i64,
    engaged_ms: i64,
    entries: i64,
    /// As last seen, 0 for none.
    title_id: i64,
    /// Engaged time of each page view.
    times: Times,
}

fn add<K: Eq + Hash, S: Sums>(map: &mut FxHashMap<K, S>, key: K, sums: &S, times: i64) {
    map.entry(key).or_default().add(sums, times);
}

impl Rollups {
    pub(super) fn session(&mut self, key: (i64, Day, i64), sums: &SessionSums, times: i64) {
        add(&mut self.sessions, key, sums, times);
    }

    pub(super) fn day(&mut self, site_id: i64, day: Day, sums: &DaySums) {
        self.days.entry((site_id, day)).or_default().sums.add(sums, 1);
    }

    pub(super) fn page_entry(&mut self, key: (i64, Day, i64), times: i64) {
        self.pages.entry(key).or_default().entries += times;
    }

    /// A page view and the time it was engaged.
    pub(super) fn page_view(&mut self, key: (i64, Day, i64), engaged_ms: i64, times: i64) {
        let page = self.pages.entry(key).or_default();
        page.page_views += times;
        page.engaged_ms += engaged_ms * times;
        page.times.add(engaged_ms, times);
        let (site_id, day, _) = key;
        let day = self.days.entry((site_id, day)).or_default();
        day.sums.page_views += times;
        day.sums.page_engaged_ms += engaged_ms * times;
        day.times.add(engaged_ms, times);
    }

    pub(super) fn page_title(&mut self, key: (i64, Day, i64), title_id: i64) {
        self.pages.entry(key).or_default().title_id = title_id;
    }

    pub(super) fn product(&mut self, key: (i64, Day, i64), sums: &ProductSums, times: i64) {
        add(&mut self.products, key, sums, times);
    }

    /// What was done to a product, by the day on which it was.
    pub(super) fn product_step(&mut self, (site_id, day): (i64, Day), step: &Step) {
        let one = |kind| i64::from(step.kind == kind);
        let sums = ProductSums {
            views: one(StepKind::ViewItem),
            adds: one(StepKind::AddToCart),
            removes: one(StepKind::RemoveFromCart),
            ..ProductSums::default()
        };
        if step.object != 0 && sums != ProductSums::default() {
            self.product((site_id, day, step.object), &sums, 1);
        }
    }

    pub(super) fn dropped(
        &mut self,
        site_id: i64,
        day: Day,
        reason: impl Into<Cow<'static, str>>,
        count: i64,
    ) {
        *self.drops.entry((site_id, day, reason.into())).or_default() += count;
    }

    /// Something of a day changed that is in no sum.
    pub(super) fn changed(&mut self, site_id: i64, day: Day) {
        self.states.changed((site_id, day));
    }

    /// Something changed that reports of any day may show.
    pub(super) fn changed_everywhere(&mut self, site_id: i64) {
        self.states.everywhere(site_id);
    }

    pub(super) fn holds_session(&mut self, site_id: i64, day: Day, session_id: i64) {
        self.states.holds((site_id, day), session_id);
    }

    pub(super) fn write(mut self, connection: &Connection) -> Result<(), StoreError> {
        let by_row = self.sessions.keys().chain(self.pages.keys()).chain(self.products.keys());
        let by_reason = self.drops.keys().map(|(site_id, day, _)| (*site_id, *day));
        by_row
            .map(|(site_id, day, _)| (*site_id, *day))
            .chain(self.days.keys().copied())
            .chain(by_reason)
            .for_each(|key| self.states.changed(key));
        self.states.write(connection)?;
        let mut statement = connection.prepare_cached(sql!("session_rollup_add"))?;
        for ((site, day, channel), sums) in self.sessions {
            statement
                .execute(params_from_iter([site, day, channel].into_iter().chain(sums.values())))?;
        }
        let mut find = connection.prepare_cached(sql!("day_rollup_times"))?;
        let mut statement = connection.prepare_cached(sql!("day_rollup_add"))?;
        for ((site, day), DayChange { sums, mut times }) in self.days {
            times.merge_stored(find.query_row((site, day), |row| row.get(0)).optional()?)?;
            let times = Value::Blob(times.encode()?);
            let sums = [site, day].into_iter().chain(sums.values()).map(Value::Integer);
            statement.execute(params_from_iter(sums.chain([times])))?;
        }
        let mut find = connection.prepare_cached(sql!("page_rollup_times"))?;
        let mut statement = connection.prepare_cached(sql!("page_rollup_add"))?;
        for ((site, day, page), change) in self.pages {
            let PageChange { page_views, engaged_ms, entries, title_id, mut times } = change;
            times.merge_stored(find.query_row((site, day, page), |row| row.get(0)).optional()?)?;
            let times = times.encode()?;
            statement
                .execute((site, day, page, title_id, page_views, engaged_ms, entries, times))?;
        }
        let mut statement = connection.prepare_cached(sql!("product_rollup_add"))?;
        for ((site, day, product), sums) in self.products {
            statement
                .execute(params_from_iter([site, day, product].into_iter().chain(sums.values())))?;
        }
        let mut statement = connection.prepare_cached(sql!("drop_rollup_add"))?;
        for ((site, day, reason), count) in self.drops {
            statement.execute((site, day, reason, count))?;
        }
        self.heard.write(connection)
    }
}
