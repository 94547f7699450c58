//! What a shop's server says of orders: `{"events": [{"name", "params", "at"?, "customer"?, "event_id"?}, …]}`.
//!
//! `name` is `purchase`, `refund` or `order_cancelled`, and `params` are those of the browser's events. `at` is when it
//! happened, in ms since 1970: now where it is left out, and however long ago, since a history may be imported.
//! `customer` is the shop's own reference. Server events belong to no visit: they are in no session's ratios.
//!
//! # Counting once
//! The request's `Idempotency-Key` and an event's place in it say which event it is; without a key its `event_id`, and
//! without either all that it says. As with page loads a copy is known for days. After that orders, refunds and
//! cancellations still count once, by the ids of the shop.

use std::sync::Arc;

use footfall_protocol::batch::{ParsedBatch, parse_customer};
use footfall_protocol::limits::{MAX_AHEAD_MS, MAX_BATCH_EVENTS, MAX_ID_BYTES};
use footfall_protocol::scrub::Removed;
use footfall_protocol::{Batch, Event, EventName, Raw, Reason, Refusal};

use super::{Arrival, Customers, Device, Source, VisitorHashes};
use crate::site::Site;

/// A believed request.
#[derive(Debug)]
pub struct ServerEvents {
    site: Arc<Site>,
    received_at_ms: i64,
    events: Vec<ServerEvent>,
    /// Place in the request's list, and why.
    pub refused: Vec<(usize, Refusal)>,
    removed: Removed,
}

#[derive(Debug)]
struct ServerEvent {
    event: Event,
    customer: Option<String>,
    /// The shop's id for it, or all that it says.
    identity: (&'static str, String),
}

impl ServerEvents {
    /// An error refuses the whole; a bad event only itself.
    pub fn believe(site: &Arc<Site>, body: &[u8], received_at_ms: i64) -> Result<Self, Refusal> {
        let malformed = || Refusal::new(Reason::Malformed, "");
        let raw: Raw = serde_json::from_slice(body).map_err(|_| malformed())?;
        if !matches!(raw, Raw::Map(_)) {
            return Err(malformed());
        }
        let events = raw.get("events").ok_or(Refusal::new(Reason::Missing, "events"))?;
        let events = match events.list() {
            None => return Err(Refusal::new(Reason::Type, "events")),
            Some([]) => return Err(Refusal::new(Reason::Missing, "events")),
            Some(list) if list.len() > MAX_BATCH_EVENTS => {
                return Err(Refusal::new(Reason::Many, "events"));
            }
            Some(list) => list,
        };
        let mut believed = Self {
            site: Arc::clone(site),
            received_at_ms,
            events: Vec::with_capacity(events.len()),
            refused: Vec::new(),
            removed: Removed::default(),
        };
        for (index, raw) in events.iter().enumerate() {
            match believed.event(index, raw) {
                Ok(event) => believed.events.push(event),
                Err(refusal) => believed.refused.push((index, refusal)),
            }
        }
        Ok(believed)
    }

    fn event(&mut self, index: usize, raw: &Raw) -> Result<ServerEvent, Refusal> {
        let name = raw.get("name").ok_or(Refusal::new(Reason::Missing, "name"))?;
        let name = name.text().ok_or(Refusal::new(Reason::Type, "name"))?;
        let at_ms = raw.int("at", 0, i64::MAX / 2, Some(self.received_at_ms))?;
        if at_ms > self.received_at_ms + MAX_AHEAD_MS {
            return Err(Refusal::new(Reason::Future, "at"));
        }
        let params = raw.get("params").unwrap_or(Raw::EMPTY);
        if !matches!(params, Raw::Map(_)) {
            return Err(Refusal::new(Reason::Type, "params"));
        }
        let event = Event::parse(index as u32, at_ms, 0, name, params, &mut self.removed)
            .map_err(Refusal::of_event)?;
        if !matches!(
            event.name,
            EventName::Purchase | EventName::Refund | EventName::OrderCancelled
        ) {
            return Err(Refusal::new(Reason::Visit, "name"));
        }
        // Whether its totals can be had at all.
        event.order_totals(self.site.currency, self.site.prices_include_tax)?;
        let customer = parse_customer(raw)?;
        let identity = match event_id(raw)? {
            Some(id) => ("event_id", id),
            None => ("content", serde_json::to_string(raw).unwrap_or_default()),
        };
        Ok(ServerEvent { event, customer, identity })
    }

    pub fn accepted(&self) -> usize {
        self.events.len()
    }

    /// One arrival for each event, as each may be of another customer; and what is to be counted.
    pub fn arrivals(self, idempotency_key: Option<&str>, customers: &Customers) -> Vec<Arrival> {
        let Self { site, received_at_ms, events, refused, removed } = self;
        let arrival = |page_load, customer, events, refused, removed| {
            let batch = Batch {
                site: site.key.clone(),
                page_load,
                sent_at_ms: received_at_ms,
                customer,
                events,
                ..Batch::default()
            };
            let parsed = ParsedBatch { batch, refused, removed };
            // Nobody's, as nothing that is said here is of a visit.
            let (nobody, device) = (VisitorHashes::anonymous(0), Device::Desktop);
            let site = Arc::clone(&site);
            let arrival = Arrival::new(site, received_at_ms, nobody, device, parsed, customers);
            Arrival { source: Source::Server, ..arrival }
        };
        let mut arrivals = Vec::with_capacity(events.len() + 1);
        if !refused.is_empty() || removed != Removed::default() {
            let nothing = customers.request_token(&site.key, "nothing", "");
            arrivals.push(arrival(nothing, None, Vec::new(), refused, removed));
        }
        for ServerEvent { mut event, customer, identity: (kind, words) } in events {
            let place = event.n as usize;
            let token = match idempotency_key {
                Some(key) => customers.request_token(&site.key, "idempotency_key", key),
                None => {
                    // The token says it all.
                    event.n = 0;
                    customers.request_token(&site.key, kind, &words)
                }
            };
            let events = vec![(place, event)];
            arrivals.push(arrival(token, customer, events, Vec::new(), Removed::default()));
        }
        arrivals
    }
}

/// The shop's, trimmed.
fn event_id(raw: &Raw) -> Result<Option<String>, Refusal> {
    let Some(id) = raw.get("event_id") else { return Ok(None) };
    let id = id.scalar().ok_or(Refusal::new(Reason::Type, "event_id"))?;
    match id.trim() {
        "" => Ok(None),
        id if id.len() > MAX_ID_BYTES => Err(Refusal::new(Reason::Long, "event_id")),
        id => Ok(Some(id.to_owned())),
    }
}
