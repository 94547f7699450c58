//! The shop's server.

use footfall_tests::{Answer, Http, Server, Shop, item};
use serde_json::{Value, json};

pub(crate) struct Sender {
    http: Http,
    url: String,
    pub(crate) key: String,
}

impl Sender {
    pub(crate) fn new(server: &Server, site: &str) -> Self {
        Self {
            http: server.http.clone(),
            url: format!("{}/api/v1/sites/{site}/events", server.url),
            key: server.key(site, "ingest"),
        }
    }

    #[track_caller]
    pub(crate) fn post(&self, headers: &[(&str, &str)], body: &str) -> Answer {
        self.http.post(&self.url, headers, body)
    }

    #[track_caller]
    pub(crate) fn send(&self, headers: &[(&str, &str)], events: &[Value]) -> Answer {
        let bearer = format!("Bearer {}", self.key);
        let mut all = vec![("authorization", &*bearer), ("content-type", "application/json")];
        all.extend(headers);
        self.post(&all, &json!({ "events": events }).to_string())
    }

    /// What must be accepted.
    #[track_caller]
    pub(crate) fn say(&self, name: &str, params: Value) {
        let answer = self.send(&[], &[json!({ "name": name, "params": params })]);
        let accepted = json!({ "accepted": 1, "refused": [] });
        assert_eq!((answer.status, answer.json()), (200, accepted), "{answer:?}");
    }
}

/// A LAMP at 20.00 with 4.00 tax and 5.00 shipping on top: 29.00 paid.
pub(crate) fn order(id: &str) -> Value {
    json!({
        "transaction_id": id, "currency": "EUR", "value": "20.00", "tax": "4.00", "shipping": "5.00",
        "items": [item("LAMP", "20.00", 1)],
    })
}

/// As a page says it, in a visit of its own that came from a letter.
#[track_caller]
pub(crate) fn page_says(shop: &Shop, name: &str, params: Value) {
    let mut load = shop.load().at("https://shop.example/thanks?utm_source=letter&utm_medium=email");
    let events = [load.event(name, params)];
    shop.store(&load.batch(&events));
}
