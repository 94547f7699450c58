//! Who did what a filter asks for: all of its behaviours in one pass over the period's sessions.

use rustc_hash::FxHashMap;

use super::functions::set;
use super::report::Span;
use super::segment::Steps;
use super::trail;
use super::units::{Unit, between};
use super::{Reading, StoreError, sql};
use crate::segment::Behaviour;
use crate::site::Site;

/// When visitors did something.
type Done = FxHashMap<i64, Vec<i64>>;

impl Reading<'_> {
    /// Of each behaviour the visitors, as a set to be bound, of whom it says something else than of those who never did it.
    pub(super) fn who_did(
        &self,
        span: Span,
        behaviours: &[&Behaviour],
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        if behaviours.is_empty() {
            return Ok(Vec::new());
        }
        let mut steps = Vec::with_capacity(behaviours.len());
        for behaviour in behaviours {
            steps.push(self.steps_of(span, &behaviour.event, behaviour.with.as_ref())?);
        }
        let read = |reading: &Reading, units: &[Unit]| reading.times_of(span.site, units, &steps);
        let shares = self.in_shares(span.site, &self.units(span, true)?, read)?;
        let mut all: Vec<Done> = behaviours.iter().map(|_| Done::default()).collect();
        for share in shares {
            for (all, share) in all.iter_mut().zip(share) {
                if all.is_empty() {
                    *all = share;
                    continue;
                }
                for (visitor, times) in share {
                    all.entry(visitor).or_default().extend(times);
                }
            }
        }
        let sets = behaviours.iter().zip(all).map(|(behaviour, done)| {
            let did = done.into_iter().filter_map(|(visitor, times)| {
                (behaviour.holds(times) != behaviour.holds_of_nobody()).then_some(visitor)
            });
            set(did)
        });
        Ok(sets.collect())
    }

    /// When each visitor took steps, of each kind that is asked for.
    fn times_of(
        &self,
        site: &Site,
        units: &[Unit],
        asked: &[Steps],
    ) -> Result<Vec<Done>, StoreError> {
        let mut done: Vec<Done> = asked.iter().map(|_| Done::default()).collect();
        let (Some(from), Some(to)) = (units.first(), units.last()) else { return Ok(done) };
        let (first, last) = between(units).unwrap_or((1, 0));
        let mut statement = self.transaction.prepare_cached(sql!("segment_behaviour"))?;
        let mut rows = statement.query((first, last, site.id, from.from, to.to))?;
        while let Some(row) = rows.next()? {
            for step in trail::steps(row.get_ref(1)?.as_blob()?) {
                for (steps, done) in asked.iter().zip(&mut done) {
                    if steps.has(&step) {
                        done.entry(row.get(0)?).or_default().push(step.at_ms);
                    }
                }
            }
        }
        Ok(done)
    }
}
