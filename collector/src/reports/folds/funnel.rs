//! A funnel of any steps, closed: a step counts once the one before was reached, by another event.

use rustc_hash::FxHashMap;

use crate::store::Times;
use crate::store::fold::{Feeds, Fold};
use crate::store::rows::SessionRow;
use crate::store::segment::Steps;
use crate::store::trail::{self, Step, StepKind};

#[derive(Debug)]
pub(in crate::reports) struct FunnelFold {
    pub(in crate::reports) steps: Vec<Steps>,
    /// Steps may lie in several sessions of a visitor, as far as visitors can be told apart.
    pub(in crate::reports) by_visitor: bool,
}

#[derive(Debug, Default)]
pub(in crate::reports) struct Part {
    /// Sessions, or visitors.
    pub(in crate::reports) all: i64,
    pub(in crate::reports) reached: Vec<Reached>,
    /// Of each visitor, what is a step: when, and which steps it can be. Counted when all days are in.
    visitors: FxHashMap<i64, Vec<(i64, u64)>>,
}

#[derive(Debug, Default, Clone)]
pub(in crate::reports) struct Reached {
    pub(in crate::reports) count: i64,
    /// From the step before.
    pub(in crate::reports) times: Times,
}

impl FunnelFold {
    /// What an event can be: a bit for each step.
    fn bits(&self, step: &Step) -> u64 {
        let is = self.steps.iter().map(|steps| steps.has(step));
        is.enumerate().fold(0, |bits, (place, is)| bits | u64::from(is) << place)
    }

    fn count(&self, part: &mut Part, events: impl Iterator<Item = (i64, u64)>) {
        part.all += 1;
        part.reached.resize(self.steps.len(), Reached::default());
        let mut reached: Vec<Option<i64>> = vec![None; self.steps.len()];
        for (at_ms, bits) in events {
            // From the last step to the first: one event is one step.
            for place in (0..reached.len()).filter(|place| bits >> place & 1 == 1).rev() {
                let before = place.checked_sub(1).and_then(|before| reached[before]);
                if reached[place].is_none() && (place == 0 || before.is_some()) {
                    reached[place] = Some(at_ms);
                    break;
                }
            }
        }
        for (place, at_ms) in reached.iter().enumerate() {
            let Some(at_ms) = at_ms else { break };
            part.reached[place].count += 1;
            if let Some(before) = place.checked_sub(1).and_then(|before| reached[before]) {
                part.reached[place].times.add(at_ms - before, 1);
            }
        }
    }

    /// Of visitors, once everything is merged.
    pub(in crate::reports) fn close(&self, part: &mut Part) {
        for (_, mut events) in std::mem::take(&mut part.visitors) {
            events.sort_by_key(|(at_ms, _)| *at_ms);
            self.count(part, events.into_iter());
        }
    }
}

/// Two of a kind in one millisecond, one right behind the other.
fn is_same_event(one: &Step, next: &Step) -> bool {
    let is_order = |kind| matches!(kind, StepKind::Purchase | StepKind::Bought);
    one.at_ms == next.at_ms && (one.kind == next.kind || is_order(one.kind) && is_order(next.kind))
}

impl Fold for FunnelFold {
    type Part = Part;

    fn key(&self) -> String {
        format!("funnel {} {:?}", self.by_visitor, self.steps)
    }

    fn feeds(&self) -> Feeds {
        Feeds { sessions: true, ..Feeds::default() }
    }

    fn session(&self, part: &mut Part, session: &SessionRow) {
        let mut steps = Vec::new();
        trail::in_order(session.trail, &mut steps);
        // An event of several products has a step for each, and is one event.
        let events = steps.chunk_by(is_same_event).map(|event| {
            let bits = event.iter().fold(0, |bits, step| bits | self.bits(step));
            (event.first().map_or(0, |step| step.at_ms), bits)
        });
        let events = events.filter(|(_, bits)| *bits != 0);
        if self.by_visitor {
            part.visitors.entry(session.visitor).or_default().extend(events);
        } else {
            self.count(part, events);
        }
    }

    fn merge(&self, into: &mut Part, part: &Part) {
        into.all += part.all;
        into.reached.resize(self.steps.len(), Reached::default());
        for (all, reached) in into.reached.iter_mut().zip(&part.reached) {
            all.count += reached.count;
            all.times.merge(&reached.times);
        }
        for (visitor, events) in &part.visitors {
            into.visitors.entry(*visitor).or_default().extend(events);
        }
    }

    fn bytes(&self, part: &Part) -> usize {
        let times: usize = part.reached.iter().map(|reached| reached.times.bytes()).sum();
        let events: usize = part.visitors.values().map(|events| 48 + events.capacity() * 16).sum();
        size_of::<Part>() + times + events
    }
}
