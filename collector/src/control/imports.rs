//! Orders of the past: believed like those of the shop's server, written by the one writer, each counted once.

use serde_json::{Value, json};

use super::{ControlError, busy, invalid, settle, site_of};
use crate::collector::Collector;
use crate::ingest::PastOrder;

/// An order that is known already stays as it is: what a page or the shop's server said of it says more.
pub(super) fn orders(
    collector: &Collector,
    key: &str,
    orders: &[PastOrder],
    now_ms: i64,
) -> Result<Value, ControlError> {
    let site = site_of(collector, key)?;
    // Those of the part before.
    settle(collector)?;
    let ids: Vec<String> = orders.iter().map(|order| order.order_id.trim().to_owned()).collect();
    let mut known = collector.readers.read(|reading| reading.known_orders(site.id, &ids))?;
    let new: Vec<&PastOrder> = orders
        .iter()
        .zip(&ids)
        // Without an id it is refused below.
        .filter(|(_, id)| id.is_empty() || known.insert((*id).clone()))
        .map(|(order, _)| order)
        .collect();
    let known = orders.len() - new.len();
    if new.is_empty() {
        return Ok(json!({ "imported": 0, "known": known, "refused": [] }));
    }
    let believed = PastOrder::believe(&site, &new, now_ms)
        .map_err(|refusal| invalid(PastOrder::words(&refusal)))?;
    let refused: Vec<Value> = believed
        .refused
        .iter()
        .filter_map(|(place, refusal)| {
            let line = new.get(*place)?.line;
            let words = PastOrder::words(refusal);
            Some(json!({ "line": line, "reason": refusal.reason.code(), "message": words }))
        })
        .collect();
    let imported = believed.accepted();
    let mut writing = Vec::with_capacity(imported);
    for arrival in believed.arrivals(None, &collector.customers) {
        writing.push(collector.queue.store(&arrival).map_err(|_| busy())?);
    }
    for stored in writing {
        stored.blocking_recv().unwrap_or(Err(())).map_err(|()| busy())?;
    }
    Ok(json!({ "imported": imported, "known": known, "refused": refused }))
}
