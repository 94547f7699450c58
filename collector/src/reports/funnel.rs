//! The closed funnel per session: each step counts once the step before was reached.

use serde_json::{Value, json};

use super::{Asked, ReportError, median, ratio};
use crate::store::Reading;

const STEPS: [&str; 4] = ["view_item", "add_to_cart", "begin_checkout", "purchase"];

/// `rate`: share of the step before (of all sessions for the first). `median_ms`: from the step before.
pub(super) fn answer(reading: &Reading, asked: &Asked) -> Result<Value, ReportError> {
    let span = asked.span();
    let totals = reading.session_totals(span)?;
    let mut times = reading.funnel_times(span)?;
    times.iter_mut().for_each(|times| times.sort_unstable());
    let first = totals.funnel[0];
    let mut before = totals.sessions;
    let mut steps = Vec::with_capacity(STEPS.len());
    for (index, (step, count)) in STEPS.into_iter().zip(totals.funnel).enumerate() {
        let times = index.checked_sub(1).and_then(|index| times.get(index));
        steps.push(json!({
            "step": step,
            "count": count,
            "rate": ratio(count, before),
            "rate_of_first": ratio(count, first),
            "median_ms": times.and_then(|times| median(times)),
        }));
        before = count;
    }
    Ok(json!({ "steps": steps }))
}
