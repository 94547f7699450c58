//! Sums that are added up in memory during a transaction and written once, before it commits.

use std::hash::Hash;

use rusqlite::{Connection, params_from_iter};
use rustc_hash::FxHashMap;

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
sums! { DaySums { page_views, orders, gross_minor, item_revenue_minor, tax_minor, shipping_minor, discount_minor, refunds_minor } }
sums! { PageSums { page_views, engaged_ms, entries } }
sums! { ProductSums { views, adds, removes, orders, units_milli, revenue_minor, refunds_minor, sessions_viewed, sessions_viewed_added, sessions_viewed_bought } }

/// The changes of one transaction. Keys begin with site and day.
#[derive(Debug, Default)]
pub(super) struct Rollups {
    /// By channel.
    sessions: FxHashMap<(i64, Day, i64), SessionSums>,
    days: FxHashMap<(i64, Day), DaySums>,
    /// By page; with the title last seen, 0 for none.
    pages: FxHashMap<(i64, Day, i64), (PageSums, i64)>,
    products: FxHashMap<(i64, Day, i64), ProductSums>,
    drops: FxHashMap<(i64, Day, &'static str), i64>,
}

fn add<K: Eq + Hash, S: Sums>(map: &mut FxHashMap<K, S>, key: K, sums: &S, times: i64) {
    map.entry(key).or_default().add(sums, times);
}

impl Rollups {
    pub(super) fn session(&mut self, key: (i64, Day, i64), sums: &SessionSums, times: i64) {
        add(&mut self.sessions, key, sums, times);
    }

    pub(super) fn day(&mut self, site_id: i64, day: Day, sums: &DaySums) {
        add(&mut self.days, (site_id, day), sums, 1);
    }

    pub(super) fn page(&mut self, key: (i64, Day, i64), sums: &PageSums, times: i64) {
        self.pages.entry(key).or_default().0.add(sums, times);
    }

    pub(super) fn page_title(&mut self, key: (i64, Day, i64), title_id: i64) {
        self.pages.entry(key).or_default().1 = title_id;
    }

    pub(super) fn product(&mut self, key: (i64, Day, i64), sums: &ProductSums, times: i64) {
        add(&mut self.products, key, sums, times);
    }

    pub(super) fn dropped(&mut self, site_id: i64, day: Day, reason: &'static str, count: i64) {
        *self.drops.entry((site_id, day, reason)).or_default() += count;
    }

    pub(super) fn write(self, connection: &Connection) -> Result<(), StoreError> {
        let mut statement = connection.prepare_cached(sql!("session_rollup_add"))?;
        for ((site, day, channel), sums) in self.sessions {
            statement
                .execute(params_from_iter([site, day, channel].into_iter().chain(sums.values())))?;
        }
        let mut statement = connection.prepare_cached(sql!("day_rollup_add"))?;
        for ((site, day), sums) in self.days {
            statement.execute(params_from_iter([site, day].into_iter().chain(sums.values())))?;
        }
        let mut statement = connection.prepare_cached(sql!("page_rollup_add"))?;
        for ((site, day, page), (sums, title)) in self.pages {
            let keys = [site, day, page, title];
            statement.execute(params_from_iter(keys.into_iter().chain(sums.values())))?;
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
        Ok(())
    }
}
