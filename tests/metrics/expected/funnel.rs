//! The closed funnel: a step counts once the one before was reached, by another event.

use serde_json::json;

use super::{Asked, Row, median, ratio, row};
use crate::model::{Step, Who};

/// What the step is called, and whether something that was done is it.
pub(crate) type FunnelStep<'s> = (String, Box<dyn Fn(&Step) -> bool + 's>);

pub(crate) fn funnel(asked: Asked, steps: &[FunnelStep], by_visitor: bool) -> Vec<Row> {
    let mut ways: Vec<(Option<Who>, Vec<Step>)> = Vec::new();
    for (_, session) in asked.sessions() {
        let who = by_visitor.then_some(session.who);
        let known = ways.iter_mut().find(|(known, _)| who.is_some() && *known == who);
        match known {
            Some((_, did)) => did.extend(session.steps()),
            None => ways.push((who, session.steps())),
        }
    }
    let mut counts = vec![0; steps.len()];
    let mut times_ms = vec![Vec::new(); steps.len()];
    for (_, mut did) in ways.iter().cloned() {
        did.sort_by_key(|step| step.at_ms);
        let mut reached = 0;
        let mut before_ms = 0;
        // No two events are of one moment; one with several products is one event.
        for event in did.chunk_by(|one, other| one.at_ms == other.at_ms) {
            if reached < steps.len() && event.iter().any(|step| (steps[reached].1)(step)) {
                counts[reached] += 1;
                times_ms[reached].push(event[0].at_ms - before_ms);
                before_ms = event[0].at_ms;
                reached += 1;
            }
        }
    }
    let mut rows = Vec::new();
    for (place, (name, _)) in steps.iter().enumerate() {
        let before = if place == 0 { ways.len() } else { counts[place - 1] };
        let median_ms = if place == 0 { None } else { median(times_ms[place].clone()) };
        rows.push(row([
            ("step", json!(name)),
            ("count", json!(counts[place])),
            ("rate", ratio(counts[place], before)),
            ("rate_of_first", ratio(counts[place], counts[0])),
            ("median_ms", json!(median_ms)),
        ]));
    }
    rows
}
