//! The days of a span as reports read and keep them: one by one while they still change, older ones by the month.

use super::report::Span;
use super::{Reading, StoreError, sql};
use crate::site::{Day, Site, date_of, day_of_date};

/// Days this close to the last one still change: events may be 72 h late. Those before are kept by the month.
const RECENT_DAYS: i64 = 4;

/// How the database's own word for a day goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    pub(super) day: Day,
    version: i64,
    sessions: Option<(i64, i64)>,
}

/// Days whose part is kept as one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) from: Day,
    pub(super) to: Day,
    pub(super) states: Vec<State>,
}

impl Reading<'_> {
    /// The days of the span of which something is stored; older whole months as one.
    pub(super) fn units(&self, span: Span, by_month: bool) -> Result<Vec<Unit>, StoreError> {
        let last: Option<Day> = self
            .transaction
            .prepare_cached(sql!("day_state_last"))?
            .query_row((span.site.id,), |row| row.get(0))?;
        let recent = last.unwrap_or(0) - RECENT_DAYS;
        let mut units: Vec<Unit> = Vec::new();
        for state in self.states(span)? {
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

    /// By day.
    pub(super) fn states(&self, span: Span) -> Result<Vec<State>, StoreError> {
        let mut statement = self.transaction.prepare_cached(sql!("day_states"))?;
        let states = statement.query_map((span.site.id, span.from, span.to), |row| {
            let ids: (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
            Ok(State { day: row.get(0)?, version: row.get(1)?, sessions: ids.0.zip(ids.1) })
        })?;
        Ok(states.collect::<Result<_, _>>()?)
    }

    /// Between which rows the sessions of a span lie, others among them.
    pub(super) fn sessions_between(&self, span: Span) -> Result<Option<(i64, i64)>, StoreError> {
        let units = self.units(span, false)?;
        Ok(between(&units))
    }
}

pub(super) fn between(units: &[Unit]) -> Option<(i64, i64)> {
    let ids = units.iter().flat_map(|unit| &unit.states).filter_map(|state| state.sessions);
    ids.reduce(|(a, b), (first, last)| (a.min(first), b.max(last)))
}

impl Unit {
    pub(super) fn span<'a>(&self, site: &'a Site) -> Span<'a> {
        Span { site, from: self.from, to: self.to }
    }

    /// How many rows of sessions it takes to read it, about.
    pub(super) fn rows(&self) -> usize {
        let ids = self.states.iter().filter_map(|state| state.sessions);
        ids.map(|(first, last)| (last - first + 1).unsigned_abs() as usize).sum()
    }

    /// What a part of it is kept by: `base`, and how its days and those `before` them are.
    pub(super) fn key(&self, base: &blake3::Hasher, before: &[State], beside: u64) -> [u8; 16] {
        let mut hasher = base.clone();
        for number in [self.from, self.to] {
            hasher.update(&number.to_le_bytes());
        }
        hasher.update(&beside.to_le_bytes());
        for state in before.iter().chain(&self.states) {
            hasher.update(&state.day.to_le_bytes());
            hasher.update(&state.version.to_le_bytes());
        }
        let mut key = [0; 16];
        hasher.finalize_xof().fill(&mut key);
        key
    }
}

/// The calendar month around a day.
fn month_of(day: Day) -> Option<(Day, Day)> {
    let date = date_of(day)?;
    Some((day_of_date(date.first_of_month()), day_of_date(date.last_of_month())))
}
