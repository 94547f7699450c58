//! A history as a real server hears it.

use footfall_tests::{Http, PageLoad, Server};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::history::{CURRENCIES, Deed, Event, History, Line, Milli, ORDERS, PRODUCTS, Teller};
use crate::model;

/// What the server was told: each event once, in the order in which it came.
pub(crate) struct Told {
    pub(crate) events: Vec<model::Told>,
    pub(crate) currency: usize,
    pub(crate) prices_include_tax: bool,
    pub(crate) time_zone: &'static str,
}

pub(crate) struct Shop {
    http: Http,
    url: String,
    site: String,
    key: String,
    signing_key: String,
    pub(crate) reader: footfall_tests::Shop,
}

impl Shop {
    pub(crate) fn new(server: &Server, site: &str, history: &History) -> Self {
        let mut flags = vec!["site", "add", site, "--timezone", history.time_zone];
        flags.extend(["--origin", footfall_tests::ORIGIN]);
        flags.extend(["--currency", CURRENCIES[history.currency]]);
        if history.prices_include_tax {
            flags.push("--prices-include-tax");
        }
        let added = server.command(&flags);
        assert!(added.success, "{}", added.stderr);
        let key = server.key(site, "admin");
        Self {
            http: server.http.clone(),
            url: server.url.clone(),
            site: site.to_owned(),
            signing_key: server.key(site, "sign"),
            reader: footfall_tests::Shop::new(server, site, &key),
            key,
        }
    }

    /// `before`: what happens beside it, before another one is told, after so many.
    pub(crate) fn tell(
        &self,
        history: &History,
        now_ms: i64,
        mut before: impl FnMut(usize),
    ) -> Told {
        let wire: Vec<Value> =
            history.events.iter().map(|event| self.wire(history, event, now_ms)).collect();
        let mut events = Vec::new();
        let mut known = Vec::new();
        for (told, &place) in history.arrivals.iter().enumerate() {
            before(told);
            let event = &history.events[place];
            self.send(event.teller, &wire[place]);
            if !known.contains(&place) {
                known.push(place);
                let at_ms = now_ms - event.ago_ms;
                events.push(model::Told { at_ms, teller: event.teller, deed: event.deed.clone() });
            }
        }
        let History { currency, prices_include_tax, time_zone, .. } = *history;
        Told { events, currency, prices_include_tax, time_zone }
    }

    fn send(&self, teller: Teller, body: &Value) {
        let body = body.to_string();
        let answer = match teller {
            Teller::Server => {
                let key = format!("Bearer {}", self.key);
                let url = format!("{}/api/v1/sites/{}/events", self.url, self.site);
                self.http.post(&url, &[("authorization", &key)], &body)
            }
            Teller::Page { visitor, .. } => {
                let agent = format!("{} visitor {visitor}", footfall_tests::AGENT);
                let headers = [("origin", footfall_tests::ORIGIN), ("user-agent", &*agent)];
                self.http.post(&format!("{}/v1/events", self.url), &headers, &body)
            }
        };
        let accepted = json!({ "accepted": 1, "refused": [] });
        assert_eq!((answer.status, answer.json()), (200, accepted), "{body}: {answer:?}");
    }

    /// One request with one event.
    fn wire(&self, history: &History, event: &Event, now_ms: i64) -> Value {
        let at = now_ms - event.ago_ms;
        let (name, mut params) = said(&event.deed);
        if let (Teller::Page { signed: true, .. }, Deed::Purchase { .. }) =
            (event.teller, &event.deed)
        {
            let signed = model::signed_text(&self.site, &event.deed, history.prices_include_tax);
            params["signature"] = json!(self.signature(&signed));
        }
        match event.teller {
            Teller::Server => {
                json!({ "events": [{ "name": name, "at": at, "params": params, "event_id": at }] })
            }
            Teller::Page { .. } => {
                let load = PageLoad::new(&self.site);
                let event = json!({ "n": 0, "at": at, "view": 0, "name": name, "params": params });
                load.batch_sent(now_ms, &[event])
            }
        }
    }

    fn signature(&self, text: &str) -> String {
        let mac = Hmac::<Sha256>::new_from_slice(self.signing_key.as_bytes());
        let bytes = mac.map(|mac| mac.chain_update(text).finalize().into_bytes().to_vec());
        bytes.unwrap_or_default().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn said(deed: &Deed) -> (&'static str, Value) {
    let items = |lines: &[Line]| json!({ "items": items(lines) });
    match deed {
        Deed::Add(line) => ("add_to_cart", items(std::slice::from_ref(line))),
        Deed::Remove(line) => ("remove_from_cart", items(std::slice::from_ref(line))),
        Deed::Update(lines) => ("cart_update", items(lines)),
        Deed::Look => ("view_cart", json!({})),
        Deed::Checkout(lines) => ("begin_checkout", items(lines)),
        Deed::Purchase { order, currency, amounts, lines } => {
            let mut params = items(lines);
            params["transaction_id"] = json!(ORDERS[*order]);
            params["currency"] = json!(CURRENCIES[*currency]);
            for (name, amount) in [
                ("value", amounts.value),
                ("tax", amounts.tax),
                ("shipping", amounts.shipping),
                ("order_total", amounts.order_total),
            ] {
                put(&mut params, name, amount);
            }
            ("purchase", params)
        }
        Deed::Refund { order, id, currency, value, lines } => {
            let mut params = items(lines);
            params["transaction_id"] = json!(ORDERS[*order]);
            if let Some(id) = id {
                params["refund_id"] = json!(id);
            }
            if let Some(currency) = currency {
                params["currency"] = json!(CURRENCIES[*currency]);
            }
            put(&mut params, "value", *value);
            ("refund", params)
        }
        Deed::Cancel { order } => ("order_cancelled", json!({ "transaction_id": ORDERS[*order] })),
    }
}

fn items(lines: &[Line]) -> Vec<Value> {
    let item = |line: &Line| {
        let mut item =
            json!({ "item_id": PRODUCTS[line.product], "quantity": text(line.quantity) });
        put(&mut item, "price", line.price);
        put(&mut item, "discount", line.discount);
        item
    };
    lines.iter().map(item).collect()
}

fn put(params: &mut Value, name: &str, amount: Option<Milli>) {
    if let Some(amount) = amount {
        params[name] = json!(text(amount));
    }
}

/// `1.333`
fn text(milli: Milli) -> String {
    let sign = if milli < 0 { "-" } else { "" };
    format!("{sign}{}.{:03}", milli.abs() / 1_000, milli.abs() % 1_000)
}
