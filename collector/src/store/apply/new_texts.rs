//! How many new texts a site may bring in a day, of each kind. The day is that of their receipt, and what was used of it
//! is stored in the same transaction, so that neither a restart nor a replay gives a second day's worth.

use std::collections::hash_map::Entry;

use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashMap;

use crate::ingest::Arrival;
use crate::site::Day;
use crate::store::rollups::Rollups;
use crate::store::{StoreError, sql};

/// Shops have a fiftieth as many campaigns and event names of their own as pages and products, and fewer.
const FEW: u32 = 50;
/// Beyond so many, what is stored is read again when it is needed.
const MAX_REMEMBERED: usize = 1_000;

/// Numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::store) enum Kind {
    Page = 0,
    Title = 1,
    Product = 2,
    Channel = 3,
    /// Of events and of their parameters.
    Name = 4,
    /// What repeats in raw events: brands, categories, coupons.
    Value = 5,
    /// What visitors sought.
    Search = 6,
}

fn limit(kind: Kind, per_day: u32) -> u32 {
    match kind {
        Kind::Page | Kind::Title | Kind::Product | Kind::Search => per_day,
        Kind::Channel | Kind::Name | Kind::Value => per_day.div_ceil(FEW),
    }
}

#[derive(Debug)]
struct Used {
    count: u32,
    /// Since it was written.
    changed: bool,
}

#[derive(Debug, Default)]
pub(super) struct NewTexts {
    used: FxHashMap<(i64, Day, Kind), Used>,
    folded: FxHashMap<(i64, Day), i64>,
}

impl NewTexts {
    /// Whether there is room for another.
    pub(super) fn take(
        &mut self,
        connection: &Connection,
        arrival: &Arrival,
        kind: Kind,
    ) -> Result<bool, StoreError> {
        let site = &arrival.site;
        let (site_id, day) = (site.id, site.day_of(arrival.received_at_ms));
        let used = match self.used.entry((site_id, day, kind)) {
            Entry::Occupied(used) => used.into_mut(),
            Entry::Vacant(unknown) => {
                let params =
                    named_params! { ":site_id": site_id, ":day": day, ":kind": kind as u8 };
                let count = connection
                    .prepare_cached(sql!("new_texts_count"))?
                    .query_row(params, |row| row.get(0))
                    .optional()?
                    .unwrap_or(0);
                unknown.insert(Used { count, changed: false })
            }
        };
        if used.count >= limit(kind, site.new_texts_per_day) {
            return Ok(false);
        }
        *used = Used { count: used.count + 1, changed: true };
        Ok(true)
    }

    /// Something is counted as `(other)`.
    pub(super) fn folded(&mut self, arrival: &Arrival) {
        let day = arrival.site.day_of(arrival.received_at_ms);
        *self.folded.entry((arrival.site.id, day)).or_default() += 1;
    }

    pub(super) fn write(
        &mut self,
        connection: &Connection,
        rollups: &mut Rollups,
    ) -> Result<(), StoreError> {
        for ((site_id, day), count) in self.folded.drain() {
            rollups.dropped(site_id, day, "texts_folded", count);
        }
        for ((site_id, day, kind), used) in self.used.iter_mut().filter(|(_, used)| used.changed) {
            connection.prepare_cached(sql!("new_texts_save"))?.execute(named_params! {
                ":site_id": site_id, ":day": day, ":kind": *kind as u8, ":count": used.count,
            })?;
            used.changed = false;
        }
        if self.used.len() > MAX_REMEMBERED {
            self.used.clear();
        }
        Ok(())
    }
}
