//! What is heard of a shop: when, from where, in which dialects, how far towards an order, and what looks wrong. Kept by
//! day, and by hour, in the transaction that applies the events; read by whoever sets the shop up and by alerts.

use std::borrow::Cow;

use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

use super::{Reading, StoreError, sql};
use crate::site::Day;

pub const HOUR_MS: i64 = 3_600_000;
/// Whoever makes up origins fills a page with them, not the disk.
const MAX_REFUSED_ORIGINS: i64 = 20;

/// Numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeardKind {
    Event = 0,
    Dialect = 1,
    /// On the way to an order.
    Step = 2,
    /// Of the site's origins.
    Origin = 3,
    /// None of the site's.
    RefusedOrigin = 4,
    /// What an order says that is believed, and looks wrong.
    Trouble = 5,
}

impl HeardKind {
    const ALL: [Self; 6] =
        [Self::Event, Self::Dialect, Self::Step, Self::Origin, Self::RefusedOrigin, Self::Trouble];
}

/// How often, and when: moments of arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    pub kind: HeardKind,
    pub name: Cow<'static, str>,
    pub count: i64,
    pub first_at_ms: i64,
    pub last_at_ms: i64,
    /// Of trouble with orders the id of the last; else empty.
    pub example: String,
}

impl Heard {
    pub fn new(kind: HeardKind, name: impl Into<Cow<'static, str>>, at_ms: i64) -> Self {
        let (name, example) = (name.into(), String::new());
        Self { kind, name, count: 1, first_at_ms: at_ms, last_at_ms: at_ms, example }
    }

    #[must_use]
    pub fn times(self, count: i64) -> Self {
        Self { count, ..self }
    }

    #[must_use]
    pub fn example(self, example: &str) -> Self {
        Self { example: example.to_owned(), ..self }
    }

    fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.first_at_ms = self.first_at_ms.min(other.first_at_ms);
        self.last_at_ms = self.last_at_ms.max(other.last_at_ms);
        if !other.example.is_empty() {
            self.example.clone_from(&other.example);
        }
    }
}

/// One of each kind and name.
fn add(all: &mut Vec<Heard>, heard: Heard) {
    match all.iter_mut().find(|known| known.kind == heard.kind && known.name == heard.name) {
        Some(known) => known.add(&heard),
        None => all.push(heard),
    }
}

/// One hour of a site, by its number since 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeardHour {
    pub hour: i64,
    pub events: i64,
    pub orders: i64,
}

/// What is heard in one transaction.
#[derive(Debug, Default)]
pub(super) struct HeardNow {
    /// Of each day few: one of each kind and name.
    days: FxHashMap<(i64, Day), Vec<Heard>>,
    hours: FxHashMap<(i64, i64), HeardHour>,
}

impl HeardNow {
    pub(super) fn add(&mut self, site_id: i64, day: Day, heard: Heard) {
        add(self.days.entry((site_id, day)).or_default(), heard);
    }

    pub(super) fn event(&mut self, site_id: i64, received_at_ms: i64) {
        self.hour(site_id, received_at_ms).events += 1;
    }

    /// An order that nobody has told of before.
    pub(super) fn order(&mut self, site_id: i64, at_ms: i64) {
        self.hour(site_id, at_ms).orders += 1;
    }

    fn hour(&mut self, site_id: i64, at_ms: i64) -> &mut HeardHour {
        self.hours.entry((site_id, at_ms.div_euclid(HOUR_MS))).or_default()
    }

    pub(super) fn write(self, connection: &Connection) -> Result<(), StoreError> {
        let mut names = connection.prepare_cached(sql!("heard_names"))?;
        let mut add = connection.prepare_cached(sql!("heard_add"))?;
        let all = self
            .days
            .into_iter()
            .flat_map(|(key, all)| all.into_iter().map(move |heard| (key, heard)));
        for ((site, day), Heard { kind, name, count, first_at_ms, last_at_ms, example }) in all {
            if kind == HeardKind::RefusedOrigin {
                let others: i64 =
                    names.query_row((site, day, kind as i64, &name), |row| row.get(0))?;
                if others >= MAX_REFUSED_ORIGINS {
                    continue;
                }
            }
            add.execute((site, day, kind as i64, name, count, first_at_ms, last_at_ms, example))?;
        }
        let mut add = connection.prepare_cached(sql!("heard_hour_add"))?;
        for ((site, hour), HeardHour { events, orders, .. }) in self.hours {
            add.execute((site, hour, events, orders))?;
        }
        Ok(())
    }
}

/// Orders of the last days, by who says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderProofs {
    pub orders: i64,
    pub verified: i64,
    /// Told by a page alone, a day ago or longer.
    pub unconfirmed: i64,
    pub since_ms: i64,
    /// An order's id.
    pub example: String,
}

/// Refunds that wait for their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WaitingRefunds {
    pub count: i64,
    pub since_ms: i64,
    pub example: String,
}

impl Reading<'_> {
    /// All that was heard from a day on, one of each kind and name.
    pub fn heard(&self, site_id: i64, from: Day) -> Result<Vec<Heard>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("heard_of_site"))?;
        let mut rows = statement.query((site_id, from))?;
        let mut all: Vec<Heard> = Vec::new();
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            let Some(kind) = HeardKind::ALL.into_iter().find(|kind| *kind as i64 == number) else {
                continue;
            };
            let heard = Heard {
                kind,
                name: row.get::<_, String>(1)?.into(),
                count: row.get(2)?,
                first_at_ms: row.get(3)?,
                last_at_ms: row.get(4)?,
                example: row.get(5)?,
            };
            add(&mut all, heard);
        }
        Ok(all)
    }

    /// The first on which anything came.
    pub fn first_day(&self, site_id: i64) -> Result<Option<Day>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("heard_first_day"))?;
        Ok(statement.query_row((site_id,), |row| row.get(0))?)
    }

    /// What customers paid on a day.
    pub fn gross_minor(&self, site_id: i64, day: Day) -> Result<i64, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("day_gross"))?;
        Ok(statement.query_row((site_id, day), |row| row.get(0)).optional()?.unwrap_or(0))
    }

    pub fn heard_hours(&self, site_id: i64, from_hour: i64) -> Result<Vec<HeardHour>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("heard_hours"))?;
        let hours = statement.query_map((site_id, from_hour), |row| {
            Ok(HeardHour { hour: row.get(0)?, events: row.get(1)?, orders: row.get(2)? })
        })?;
        Ok(hours.collect::<Result<_, _>>()?)
    }

    /// `before_ms`: from then on the shop's server may still say so.
    pub fn order_proofs(
        &self,
        site_id: i64,
        from: Day,
        before_ms: i64,
    ) -> Result<OrderProofs, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("setup_orders"))?;
        Ok(statement.query_row((site_id, from, before_ms), |row| {
            Ok(OrderProofs {
                orders: row.get(0)?,
                verified: row.get(1)?,
                unconfirmed: row.get(2)?,
                since_ms: row.get(3)?,
                example: row.get(4)?,
            })
        })?)
    }

    /// `before_ms`: the order of a later one may still come.
    pub fn waiting_refunds(
        &self,
        site_id: i64,
        from: Day,
        before_ms: i64,
    ) -> Result<WaitingRefunds, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("setup_refunds"))?;
        Ok(statement.query_row((site_id, from, before_ms), |row| {
            Ok(WaitingRefunds { count: row.get(0)?, since_ms: row.get(1)?, example: row.get(2)? })
        })?)
    }

    /// Reason, how often since that day, and the first of these days.
    pub fn drops_from(
        &self,
        site_id: i64,
        from: Day,
    ) -> Result<Vec<(String, i64, Day)>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("setup_drops"))?;
        let drops = statement
            .query_map((site_id, from), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(drops.collect::<Result<_, _>>()?)
    }
}
