//! What a tracker would send: the batches of one page load.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

pub fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis() as i64)
}

/// A page load with its random id; it numbers its events as they are made.
#[derive(Debug, Clone)]
pub struct PageLoad {
    site: String,
    pub token: String,
    pub url: String,
    pub title: String,
    pub referrer: String,
    pub time_zone: Option<String>,
    next_n: u32,
}

/// 12 hex digits of the time, 20 random ones.
fn token() -> String {
    let random = RandomState::new();
    let half = |salt: u64| {
        let mut hasher = random.build_hasher();
        hasher.write_u64(salt);
        hasher.finish()
    };
    format!("{:012x}{:016x}{:04x}", now_ms(), half(1), half(2) & 0xffff)
}

impl PageLoad {
    pub fn new(site: &str) -> Self {
        Self {
            site: site.to_owned(),
            token: token(),
            url: "https://shop.example/".to_owned(),
            title: "A shop".to_owned(),
            referrer: String::new(),
            time_zone: None,
            next_n: 0,
        }
    }

    #[must_use]
    pub fn at(mut self, url: &str) -> Self {
        self.url = url.to_owned();
        self
    }

    #[must_use]
    pub fn from(mut self, referrer: &str) -> Self {
        self.referrer = referrer.to_owned();
        self
    }

    /// The next event, happening now.
    pub fn event(&mut self, name: &str, params: Value) -> Value {
        self.event_ago(0, name, params)
    }

    /// The next event; it happened `ago_ms` before now.
    pub fn event_ago(&mut self, ago_ms: i64, name: &str, params: Value) -> Value {
        let n = self.next_n;
        self.next_n += 1;
        json!({ "n": n, "at": now_ms() - ago_ms, "view": 0, "name": name, "params": params })
    }

    /// The page view; it must be the first event.
    pub fn page_view(&mut self) -> Value {
        self.event("page_view", json!({}))
    }

    /// A purchase of items, each `(id, price, quantity)`; its value is their sum as the shop says it.
    pub fn purchase(&mut self, order: &str, value: &str, items: &[(&str, &str, u32)]) -> Value {
        let items: Vec<Value> = items.iter().map(|&(id, price, n)| item(id, price, n)).collect();
        let params =
            json!({ "transaction_id": order, "currency": "EUR", "value": value, "items": items });
        self.event("purchase", params)
    }

    /// A request that is sent now.
    pub fn batch(&self, events: &[Value]) -> Value {
        self.batch_sent(now_ms(), events)
    }

    pub fn batch_sent(&self, sent_at: i64, events: &[Value]) -> Value {
        let page =
            json!({ "view": 0, "url": self.url, "title": self.title, "referrer": self.referrer });
        let mut batch = json!({
            "v": 1, "site": self.site, "page_load": self.token, "sent_at": sent_at,
            "pages": [page], "events": events,
        });
        if let Some(time_zone) = &self.time_zone {
            batch["time_zone"] = json!(time_zone);
        }
        batch
    }
}

pub fn item(id: &str, price: &str, quantity: u32) -> Value {
    json!({ "item_id": id, "item_name": format!("The {id}"), "price": price, "quantity": quantity })
}
