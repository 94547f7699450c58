//! What a server does by itself, beside what it is asked: raw events that are due go, and what they took goes back.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::collector::{Collector, now_ms};
use crate::control::{self, ControlError};

/// Between two passes: what is due goes on the day it is due, and a pass that finds nothing costs a look at one event.
const PAUSE: Duration = Duration::from_secs(3_600);
/// After each step the writer is left alone for so many times as long as the step took, its wait in the queue included:
/// upkeep takes at most a fifth of the writer's time, and less of one that is busy.
const REST: u32 = 4;

/// Keeps things up until the process ends.
pub fn start(collector: Arc<Collector>) -> std::io::Result<()> {
    std::thread::Builder::new().name("upkeep".into()).spawn(move || {
        let mut settled = Settled::default();
        loop {
            match pass(&collector, &mut settled, now_ms()) {
                Ok(()) => {}
                Err(ControlError::Stopped) => return,
                Err(error) => tracing::warn!(%error, "upkeep is put off"),
            }
            std::thread::sleep(PAUSE);
        }
    })?;
    Ok(())
}

/// What earlier passes found out.
#[derive(Debug, Default)]
struct Settled {
    /// The months of each site that it holds for.
    kept: Vec<(i64, i64)>,
    /// By months: up to which event nothing is left that can become due.
    to_id: BTreeMap<i64, i64>,
}

fn pass(collector: &Collector, settled: &mut Settled, now_ms: i64) -> Result<(), ControlError> {
    let kept = control::run(collector, |store| store.kept_months())?;
    if settled.kept != kept {
        let to_id = kept.iter().map(|&(_, months)| (months, 0)).collect();
        *settled = Settled { kept, to_id };
    }
    for (&keep_months, settled) in &mut settled.to_id {
        let before_ms = months_before(now_ms, keep_months);
        let (mut after_id, mut all_settled) = (*settled, true);
        while let Some(step) = rested(|| {
            control::run(collector, move |store| store.expire(keep_months, before_ms, after_id))
        })? {
            after_id = step.to_id;
            all_settled &= step.settled;
            if all_settled {
                *settled = after_id;
            }
        }
    }
    while rested(|| control::run(collector, |store| store.give_back()))? {}
    Ok(())
}

/// A step, and the writer's rest after it.
fn rested<T>(step: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let done = step();
    std::thread::sleep(started.elapsed() * REST);
    done
}

/// The same day and hour, so many months ago.
fn months_before(now_ms: i64, months: i64) -> i64 {
    let now = Timestamp::from_millisecond(now_ms).unwrap_or_default().to_zoned(TimeZone::UTC);
    now.saturating_sub(months.months()).timestamp().as_millisecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_those_of_the_calendar() {
        let check = |now: &str, months, expected: &str| {
            let at_ms = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
            assert_eq!(months_before(at_ms(now), months), at_ms(expected), "{now} - {months}");
        };
        check("2026-11-25T10:00:00Z", 13, "2025-10-25T10:00:00Z");
        check("2026-03-31T00:00:00Z", 1, "2026-02-28T00:00:00Z");
        check("2028-02-29T12:00:00Z", 12, "2027-02-28T12:00:00Z");
    }
}
