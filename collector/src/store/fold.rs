//! Reports over sessions, orders and carts: each day adds a part, and the parts of days in which nothing changed since
//! are kept in memory, so that only what is new is read again.
//!
//! A kept part can't be stale: its key holds the versions (`day_state`) that its days have in the reader's own moment.

use std::any::Any;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::report::Span;
use super::rows::{CartRow, ItemRow, OrderRow, RefundItemRow, RefundRow, SessionRow};
use super::scan::Scan;
use super::segment::Segment;
use super::{Reading, StoreError, sql};
use crate::site::{Day, date_of, day_of_date};

/// What a report adds up.
pub trait Fold {
    type Part: Default + Send + Sync + 'static;

    /// Tells it from every other: its name, and what it was asked.
    fn key(&self) -> String;

    /// Which rows it looks at.
    fn feeds(&self) -> Feeds;

    fn session(&self, _part: &mut Self::Part, _session: &SessionRow) {}

    fn order(&self, _part: &mut Self::Part, _session: Option<&SessionRow>, _order: &OrderRow) {}

    fn item(&self, _part: &mut Self::Part, _session: Option<&SessionRow>, _item: &ItemRow) {}

    fn refund(&self, _part: &mut Self::Part, _session: Option<&SessionRow>, _refund: &RefundRow) {}

    fn refund_item(
        &self,
        _part: &mut Self::Part,
        _session: Option<&SessionRow>,
        _item: &RefundItemRow,
    ) {
    }

    fn cart(&self, _part: &mut Self::Part, _cart: &CartRow) {}

    /// Adds what is kept of the part's days as sums, and is in no row of a scan.
    fn sums(
        &self,
        _reading: &Reading,
        _days: Span,
        _part: &mut Self::Part,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    /// All rows of its days are in: what was only needed to count them can go.
    fn finish(&self, _part: &mut Self::Part) {}

    fn merge(&self, into: &mut Self::Part, part: &Self::Part);

    /// About how much memory a part takes.
    fn bytes(&self, part: &Self::Part) -> usize;
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Feeds {
    pub sessions: bool,
    pub orders: bool,
    pub items: bool,
    pub refunds: bool,
    pub refund_items: bool,
    pub carts: bool,
}

/// Each day's part.
pub type DayParts<P> = Vec<(Day, Arc<P>)>;

/// What all kept parts may take: some hundred reports over a year.
const KEPT_BYTES: u64 = 16 << 20;
const USUAL_PART_BYTES: u64 = 4 << 10;
/// Days this close to the last one still change: events may be 72 h late. Those before are kept by the month.
const RECENT_DAYS: i64 = 4;

/// Parts of all reports, by what they depend on.
#[derive(Debug)]
pub(super) struct Parts(Cache<[u8; 16], Kept, Bytes>);

#[derive(Clone)]
struct Kept {
    part: Arc<dyn Any + Send + Sync>,
    bytes: usize,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(formatter, "{} bytes", self.bytes)
    }
}

#[derive(Debug, Clone)]
struct Bytes;

impl Weighter<[u8; 16], Kept> for Bytes {
    fn weight(&self, key: &[u8; 16], kept: &Kept) -> u64 {
        (kept.bytes + size_of_val(key) + size_of::<Kept>()) as u64
    }
}

impl Default for Parts {
    fn default() -> Self {
        let items = (KEPT_BYTES / USUAL_PART_BYTES) as usize;
        Self(Cache::with_weighter(items, KEPT_BYTES, Bytes))
    }
}

/// How the database's own word for a day goes.
#[derive(Debug, Clone, Copy)]
struct State {
    day: Day,
    version: i64,
    sessions: Option<(i64, i64)>,
}

/// Days whose part is kept as one.
#[derive(Debug)]
struct Unit {
    from: Day,
    to: Day,
    states: Vec<State>,
}

impl Reading<'_> {
    /// What a report adds up to over a span, of all sessions or of a segment.
    pub fn fold<F: Fold>(
        &self,
        span: Span,
        segment: Option<&Segment>,
        fold: &F,
    ) -> Result<F::Part, StoreError> {
        let mut whole = F::Part::default();
        let units = self.units(span, true)?;
        for part in self.parts(span, segment, fold, &units)? {
            fold.merge(&mut whole, &part);
        }
        Ok(whole)
    }

    /// The same for each day of which something is stored.
    pub fn fold_days<F: Fold>(
        &self,
        span: Span,
        segment: Option<&Segment>,
        fold: &F,
    ) -> Result<DayParts<F::Part>, StoreError> {
        let units = self.units(span, false)?;
        let parts = self.parts(span, segment, fold, &units)?;
        Ok(units.iter().map(|unit| unit.from).zip(parts).collect())
    }

    /// The days of the span of which something is stored; older whole months as one.
    fn units(&self, span: Span, by_month: bool) -> Result<Vec<Unit>, StoreError> {
        let site_id = span.site.id;
        let last: Option<Day> = self
            .transaction
            .prepare_cached(sql!("day_state_last"))?
            .query_row((site_id,), |row| row.get(0))?;
        let recent = last.unwrap_or(0) - RECENT_DAYS;
        let mut statement = self.transaction.prepare_cached(sql!("day_states"))?;
        let states = statement.query_map((site_id, span.from, span.to), |row| {
            let ids: (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
            Ok(State { day: row.get(0)?, version: row.get(1)?, sessions: ids.0.zip(ids.1) })
        })?;
        let mut units: Vec<Unit> = Vec::new();
        for state in states {
            let state = state?;
            let (from, to) = match month_of(state.day) {
                Some((from, to))
                    if by_month && from >= span.from && to <= span.to && to < recent =>
                {
                    (from, to)
                }
                _ => (state.day, state.day),
            };
            match units.last_mut().filter(|unit| unit.from == from) {
                Some(unit) => unit.states.push(state),
                None => units.push(Unit { from, to, states: vec![state] }),
            }
        }
        Ok(units)
    }

    /// Between which rows the sessions of a span lie, others among them.
    pub(super) fn sessions_between(&self, span: Span) -> Result<Option<(i64, i64)>, StoreError> {
        let units = self.units(span, false)?;
        Ok(between(&units))
    }

    /// The part of each unit: kept, or read.
    fn parts<F: Fold>(
        &self,
        span: Span,
        segment: Option<&Segment>,
        fold: &F,
        units: &[Unit],
    ) -> Result<Vec<Arc<F::Part>>, StoreError> {
        let is_kept = segment.is_none_or(|segment| segment.is_of_session);
        let base = base_key(span, segment, &fold.key());
        let mut parts: Vec<Option<Arc<F::Part>>> = Vec::with_capacity(units.len());
        for unit in units {
            let kept = is_kept.then(|| self.kept.0.get(&unit.key(&base))).flatten();
            parts.push(kept.and_then(|kept| kept.part.downcast().ok()));
        }
        let mut place = 0;
        while place < units.len() {
            let missing = parts.iter().skip(place).take_while(|part| part.is_none()).count();
            let Some(run) = units.get(place..place + missing).filter(|run| !run.is_empty()) else {
                place += 1;
                continue;
            };
            for (unit, part) in run.iter().zip(self.read_parts(span, segment, fold, run)?) {
                let bytes = fold.bytes(&part);
                let part = Arc::new(part);
                if is_kept {
                    let kept = Kept { part: part.clone(), bytes };
                    self.kept.0.insert(unit.key(&base), kept);
                }
                parts[place] = Some(part);
                place += 1;
            }
        }
        Ok(parts.into_iter().flatten().collect())
    }

    /// Of neighbouring units, in one pass.
    fn read_parts<F: Fold>(
        &self,
        span: Span,
        segment: Option<&Segment>,
        fold: &F,
        run: &[Unit],
    ) -> Result<Vec<F::Part>, StoreError> {
        let (from, to) = (run.first().map_or(0, |unit| unit.from), run.last().map_or(0, |u| u.to));
        let sessions = between(run);
        let scan = Scan { site: span.site, from, to, sessions, segment, page: None };
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
            fold.sums(self, Span { from: unit.from, to: unit.to, ..span }, part)?;
            fold.finish(part);
        }
        Ok(parts)
    }
}

fn between(units: &[Unit]) -> Option<(i64, i64)> {
    let ids = units.iter().flat_map(|unit| &unit.states).filter_map(|state| state.sessions);
    ids.reduce(|(a, b), (first, last)| (a.min(first), b.max(last)))
}

impl Unit {
    fn key(&self, base: &blake3::Hasher) -> [u8; 16] {
        let mut hasher = base.clone();
        hasher.update(&self.from.to_le_bytes());
        hasher.update(&self.to.to_le_bytes());
        for state in &self.states {
            hasher.update(&state.day.to_le_bytes());
            hasher.update(&state.version.to_le_bytes());
        }
        let mut key = [0; 16];
        hasher.finalize_xof().fill(&mut key);
        key
    }
}

/// All that a part depends on beside its days.
fn base_key(span: Span, segment: Option<&Segment>, fold: &str) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    let site = span.site;
    for number in [site.id, site.session_timeout_ms, site.cart_timeout_ms] {
        hasher.update(&number.to_le_bytes());
    }
    let (sql, values) = segment.map_or(("", String::new()), |segment| {
        (segment.sql.as_str(), format!("{:?}", segment.values))
    });
    for text in [fold, site.currency.code(), &site.time_zone_name, sql, &values] {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher
}

/// The calendar month around a day.
fn month_of(day: Day) -> Option<(Day, Day)> {
    let date = date_of(day)?;
    Some((day_of_date(date.first_of_month()), day_of_date(date.last_of_month())))
}
