//! Reports over sessions, orders and carts: each day adds a part, and the parts of days in which nothing changed since
//! are kept in memory, so that only what is new is read again.
//!
//! A kept part can't be stale: its key holds the versions (`day_state`) that its days have in the reader's own moment.

use std::sync::Arc;

use super::report::Span;
use super::rows::{CartRow, ItemRow, OrderRow, RefundItemRow, RefundRow, SessionRow};
use super::segment::{RestsOn, Segment};
use super::units::Unit;
use super::{Reading, StoreError};
use crate::site::Day;

/// What a report adds up.
pub trait Fold: Sync {
    type Part: Default + Send + Sync + 'static;

    /// Tells it from every other: its name, and what it was asked.
    fn key(&self) -> String;

    /// So many days before its own a part depends on, too.
    fn days_before(&self) -> i64 {
        0
    }

    /// What a part depends on that is in none of these days, as a hash.
    fn beside(&self, _days: Span) -> u64 {
        0
    }

    /// Which rows it looks at: of one that adds sums alone, none.
    fn feeds(&self) -> Feeds {
        Feeds::default()
    }

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

    /// The part of each unit: kept, or read.
    fn parts<F: Fold>(
        &self,
        span: Span,
        segment: Option<&Segment>,
        fold: &F,
        units: &[Unit],
    ) -> Result<Vec<Arc<F::Part>>, StoreError> {
        let kept = &self.readers.kept;
        let is_kept = segment.is_none_or(|segment| segment.rests_on == RestsOn::Itself);
        let keys = if is_kept { self.part_keys(span, segment, fold, units)? } else { Vec::new() };
        let mut parts: Vec<Option<Arc<F::Part>>> = keys.iter().map(|key| kept.get(key)).collect();
        parts.resize_with(units.len(), || None);
        let mut place = 0;
        while place < units.len() {
            let missing = parts.iter().skip(place).take_while(|part| part.is_none()).count();
            let Some(run) = units.get(place..place + missing).filter(|run| !run.is_empty()) else {
                place += 1;
                continue;
            };
            for part in self.read_run(span.site, segment, fold, run)? {
                let bytes = fold.bytes(&part);
                let part = Arc::new(part);
                if let Some(key) = keys.get(place) {
                    kept.keep(*key, Arc::clone(&part), bytes);
                }
                parts[place] = Some(part);
                place += 1;
            }
        }
        Ok(parts.into_iter().flatten().collect())
    }

    fn part_keys<F: Fold>(
        &self,
        span: Span,
        segment: Option<&Segment>,
        fold: &F,
        units: &[Unit],
    ) -> Result<Vec<[u8; 16]>, StoreError> {
        let base = base_key(span, segment, &fold.key());
        let days_before = fold.days_before();
        let states = match days_before {
            0 => Vec::new(),
            days => self.states(Span { from: span.from - days, ..span })?,
        };
        let place = |day: Day| states.partition_point(|state| state.day < day);
        let key = |unit: &Unit| {
            let before = states.get(place(unit.from - days_before)..place(unit.from));
            unit.key(&base, before.unwrap_or_default(), fold.beside(unit.span(span.site)))
        };
        Ok(units.iter().map(key).collect())
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
