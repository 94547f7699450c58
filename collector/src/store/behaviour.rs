//! Who did what a filter asks for: all of its behaviours in one pass over the period's sessions.

use rustc_hash::FxHashMap;

use super::functions::set;
use super::report::Span;
use super::trail;
use super::{Reading, StoreError, sql};
use crate::segment::Behaviour;

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
        let mut asked = Vec::with_capacity(behaviours.len());
        for behaviour in behaviours {
            let steps = self.steps_of(span, &behaviour.event, behaviour.with.as_ref())?;
            asked.push((steps, FxHashMap::<i64, Vec<i64>>::default()));
        }
        let mut statement = self.transaction.prepare_cached(sql!("segment_behaviour"))?;
        let (first, last) = self.sessions_between(span)?.unwrap_or((1, 0));
        let mut rows = statement.query((first, last, span.site.id, span.from, span.to))?;
        while let Some(row) = rows.next()? {
            for step in trail::steps(row.get_ref(1)?.as_blob()?) {
                for (steps, times) in &mut asked {
                    if steps.has(&step) {
                        times.entry(row.get(0)?).or_default().push(step.at_ms);
                    }
                }
            }
        }
        let sets = behaviours.iter().zip(asked).map(|(behaviour, (_, times))| {
            let did = times.into_iter().filter_map(|(visitor, times)| {
                (behaviour.holds(times) != behaviour.holds_of_nobody()).then_some(visitor)
            });
            set(did)
        });
        Ok(sets.collect())
    }
}
