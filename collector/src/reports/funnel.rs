//! The closed funnel: each step counts once the step before was reached.

use serde_json::{Value, json};

use super::folds::funnel::{FunnelFold, Reached};
use super::{Asked, ReportError, ratio};
use crate::segment::FunnelStep;
use crate::store::Reading;

const USUAL_STEPS: &str = "view_item;add_to_cart;begin_checkout;purchase";
/// More steps nobody reads.
const MAX_STEPS: usize = 20;

/// `rate`: share of the step before (of all sessions, or visitors, for the first). `median_ms`: from the step before.
pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let said = asked.param("steps").filter(|steps| !steps.trim().is_empty());
    let said = said.unwrap_or(USUAL_STEPS);
    let steps = FunnelStep::parse_all(said)
        .map_err(|error| ReportError::parameter("steps", error.to_string()))?;
    if steps.len() > MAX_STEPS {
        return Err(ReportError::parameter("steps", "a funnel has at most 20 steps"));
    }
    let by_visitor = match asked.param("by") {
        None | Some("session") => false,
        Some("visitor") => true,
        Some(_) => return Err(ReportError::parameter("by", "session, or visitor")),
    };
    let span = asked.span();
    let mut matched = Vec::with_capacity(steps.len());
    for FunnelStep { event, with, .. } in &steps {
        matched.push(reading.steps_of(span, event, with.as_ref())?);
    }
    let fold = FunnelFold { steps: matched, by_visitor };
    let segment = asked.segment(reading)?;
    let mut found = reading.fold(span, segment.as_ref(), &fold)?;
    fold.close(&mut found);
    found.reached.resize(steps.len(), Reached::default());
    let first = found.reached.first().map_or(0, |reached| reached.count);
    let mut before = found.all;
    let rows = steps.iter().zip(&found.reached).enumerate().map(|(place, (step, reached))| {
        let row = json!({
            "step": step.text,
            "count": reached.count,
            "rate": ratio(reached.count, before),
            "rate_of_first": ratio(reached.count, first),
            "median_ms": (place > 0).then(|| reached.times.median_ms()).flatten(),
        });
        before = reached.count;
        row
    });
    Ok(json!({ "steps": rows.collect::<Vec<_>>() }))
}
