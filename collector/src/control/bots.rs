//! Bots: what was set aside of them, and the operator's word on whether a site counts one of them.

use serde_json::{Value, json};

use super::{ControlError, busy, invalid, run, settle, site_of};
use crate::collector::Collector;
use crate::ingest::Bots;
use crate::reports;
use crate::site::Site;
use crate::store::report::Span;

/// Arrivals that wait for their commit at a time: a small part of what the queue holds.
const IN_FLIGHT: usize = 64;

/// All that a site's bots ever sent, and which of them it counts.
pub(super) fn list(collector: &Collector, key: &str, now_ms: i64) -> Result<Value, ControlError> {
    let site = site_of(collector, key)?;
    let span = Span { site: &site, from: 0, to: site.day_of(now_ms) + 1 };
    settle(collector)?;
    let rows = collector.readers.read(|reading| reading.bots(span))?;
    let rows = rows.into_iter().map(|row| {
        let mut bot = reports::bot(&row);
        bot["counted"] = json!(collector.counts_bot(&site, &row.bot));
        bot
    });
    Ok(rows.collect())
}

/// From now on the site counts these like anybody else; and what is kept of them, now. A second run finds what an
/// interrupted one left, and counts nothing twice.
pub(super) fn count(
    collector: &Collector,
    key: &str,
    bots: &[String],
    progress: &mut dyn FnMut(f64),
) -> Result<Value, ControlError> {
    let site = site_of(collector, key)?;
    set_counted(collector, &site, bots, true)?;
    settle(collector)?;
    let mut counted_events = 0;
    for (done, bot) in bots.iter().enumerate() {
        let mut after = 0;
        loop {
            let waiting = collector
                .readers
                .read(|reading| reading.set_aside(site.id, bot, after, IN_FLIGHT))?;
            let Some(last) = waiting.last() else { break };
            after = last.id;
            let arrivals = waiting.iter().filter_map(|waiting| {
                waiting.kept.arrival(
                    waiting.id,
                    &site,
                    &collector.customers,
                    waiting.received_at_ms,
                )
            });
            let mut writing = Vec::with_capacity(IN_FLIGHT);
            for arrival in arrivals {
                counted_events += arrival.batch.events.len();
                writing.push(collector.queue.store(&arrival).map_err(|_| busy())?);
            }
            for stored in writing {
                stored.blocking_recv().unwrap_or(Err(())).map_err(|()| busy())?;
            }
        }
        progress((done + 1) as f64 / bots.len() as f64);
    }
    Ok(json!({ "counted_events": counted_events }))
}

/// From now on they are set aside again. What was counted stays so.
pub(super) fn set_aside(
    collector: &Collector,
    key: &str,
    bots: &[String],
) -> Result<Value, ControlError> {
    let site = site_of(collector, key)?;
    set_counted(collector, &site, bots, false)?;
    Ok(json!({}))
}

fn set_counted(
    collector: &Collector,
    site: &Site,
    bots: &[String],
    counted: bool,
) -> Result<(), ControlError> {
    if let Some(unknown) = bots.iter().find(|bot| Bots::category(bot).is_none()) {
        return Err(invalid(format!("no bot of the list is called {unknown}")));
    }
    let (site_id, bots) = (site.id, bots.to_vec());
    let all = run(collector, move |store| {
        for bot in &bots {
            store.set_counted_bot(site_id, bot, counted)?;
        }
        store.counted_bots()
    })?;
    collector.set_counted_bots(all);
    Ok(())
}
