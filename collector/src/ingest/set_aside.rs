//! A believed arrival in the form in which it can wait: what bots sent, until somebody says that it counts.

use std::sync::Arc;

use footfall_protocol::batch::{Envelope, body};
use serde::{Deserialize, Serialize};

use super::{Arrival, Customers, Device, Standing, VisitorHashes, believe, believe_at};
use crate::site::Site;

/// What of the sender is needed to count it later. Yesterday's hash is not: it would tie two days together.
#[derive(Debug, Serialize, Deserialize)]
struct Sender {
    consented: Option<i64>,
    today: i64,
    device: Device,
    customer: Option<i64>,
}

/// Two texts: who it was, as far as that is known, and what they sent, scrubbed and believed.
#[derive(Debug)]
pub struct Kept {
    pub sender: String,
    /// In the form of the wire.
    pub body: String,
}

impl Kept {
    pub fn of(arrival: &Arrival) -> Self {
        let Arrival { visitor, device, customer, batch, .. } = arrival;
        let sender = Sender {
            consented: visitor.consented,
            today: visitor.today,
            device: *device,
            customer: *customer,
        };
        let page_load = format!("{:032x}", batch.page_load);
        let envelope = Envelope {
            site: &batch.site,
            page_load: &page_load,
            time_zone: batch.time_zone.as_deref().unwrap_or_default(),
            // Its hash is with the sender.
            visitor: "",
            // Counted when they came.
            dropped: 0,
            removed: 0,
            unknown: 0,
            pages: &batch.pages,
        };
        let events: Vec<String> = batch
            .events
            .iter()
            .map(|(_, event)| serde_json::to_string(event).unwrap_or_default())
            .collect();
        let rest = envelope.with_events(events.iter().map(String::as_str));
        Self {
            sender: serde_json::to_string(&sender).unwrap_or_default(),
            body: body(batch.sent_at_ms, &rest),
        }
    }

    /// The same arrival again, to be counted now. `None` for what this version does not believe any more.
    pub fn arrival(
        &self,
        id: i64,
        site: &Arc<Site>,
        customers: &Customers,
        received_at_ms: i64,
    ) -> Option<Arrival> {
        let sender: Sender = serde_json::from_str(&self.sender).ok()?;
        let mut parsed = believe(self.body.as_bytes(), received_at_ms).ok()?;
        believe_at(site, &mut parsed);
        let visitor =
            VisitorHashes { consented: sender.consented, today: sender.today, yesterday: None };
        let site = Arc::clone(site);
        let arrival = Arrival::new(site, received_at_ms, visitor, sender.device, parsed, customers);
        let standing = Standing::TakenBack { id };
        Some(Arrival { customer: sender.customer, standing, drops: Vec::new(), ..arrival })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::test_site;

    #[test]
    fn what_waited_is_what_came() {
        let at_ms = 1_790_000_000_000;
        let sent = format!(
            r#"{{"v":1,"site":"shop","page_load":"{:032x}","sent_at":{at_ms},"time_zone":"Europe/Paris",
            "pages":[{{"view":0,"url":"https://shop.example/?a=b","title":"Lamp \"x\"","referrer":""}}],
            "events":[{{"n":0,"at":{at_ms},"name":"page_view"}},{{"n":1,"view":0,"at":{at_ms},"name":"view_item",
            "params":{{"currency":"EUR","items":[{{"item_id":"A","price":"19.99"}}]}}}}]}}"#,
            7_u128
        );
        let site = Arc::new(test_site("UTC"));
        let data = tempfile::tempdir().unwrap();
        let customers = Customers::open(data.path()).unwrap();
        let parsed = believe(sent.as_bytes(), at_ms).unwrap();
        assert_eq!(parsed.batch.events.len(), 2);
        let visitor = VisitorHashes { consented: Some(-5), today: 9, yesterday: Some(8) };
        let arrival =
            Arrival::new(site.clone(), at_ms, visitor, Device::Mobile, parsed, &customers);
        let again = Kept::of(&arrival).arrival(3, &site, &customers, at_ms).unwrap();
        assert_eq!(again.batch, arrival.batch);
        assert_eq!((again.device, again.country.as_str()), (Device::Mobile, "FR"));
        assert_eq!(again.visitor, VisitorHashes { yesterday: None, ..visitor });
        assert_eq!(again.standing, Standing::TakenBack { id: 3 });
    }
}
