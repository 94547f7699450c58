//! Random histories of orders over two years, as a shop's server tells them.

use footfall_tests::{Server, Shop};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) const DAY_MS: i64 = 86_400_000;
pub(crate) const CUSTOMERS: usize = 8;

#[derive(Debug, Clone)]
pub(crate) struct Order {
    /// Before the history is told.
    pub(crate) ago_ms: i64,
    pub(crate) customer: Option<usize>,
    /// In euros, else in yen.
    pub(crate) euros: bool,
    pub(crate) minor: i64,
    /// Of it.
    pub(crate) refunded: i64,
    pub(crate) cancelled: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct History {
    pub(crate) time_zone: &'static str,
    pub(crate) orders: Vec<Order>,
    /// The days that reports are asked about, before today.
    pub(crate) from_days_ago: i64,
    pub(crate) to_days_ago: i64,
}

fn order() -> impl Strategy<Value = Order> {
    // Now and then several on one day, and some just now.
    let days = prop_oneof![2 => 0..700i64, 1 => 0..3i64, 1 => (0..8i64).prop_map(|week| week * 7)];
    let customer = prop::option::weighted(0.85, 0..CUSTOMERS);
    // Few amounts, so that some customers are equal.
    let minor = prop_oneof![1 => Just(1_999i64), 1 => Just(5_000), 2 => 1..90_000i64];
    let rare = || prop::bool::weighted(0.12);
    (days, 0..DAY_MS, customer, minor, 0..=100i64, [rare(), rare(), rare()]).prop_map(
        |(days, ms, customer, minor, percent, [yen, refunded, cancelled])| Order {
            ago_ms: days * DAY_MS + ms,
            customer,
            euros: !yen,
            minor,
            refunded: if refunded { minor * percent / 100 } else { 0 },
            cancelled,
        },
    )
}

pub(crate) fn history() -> impl Strategy<Value = History> {
    let zones = prop::sample::select(&["UTC", "Pacific/Auckland", "America/New_York"][..]);
    let orders = prop::collection::vec(order(), 0..40);
    let days = (0..750i64, prop_oneof![2 => Just(0i64), 1 => 0..400i64]);
    (zones, orders, days).prop_map(|(time_zone, orders, (length, to_days_ago))| History {
        time_zone,
        orders,
        from_days_ago: to_days_ago + length,
        to_days_ago,
    })
}

fn text(minor: i64, euros: bool) -> String {
    if euros { format!("{}.{:02}", minor / 100, minor % 100) } else { minor.to_string() }
}

/// Money in a report.
pub(crate) fn money(minor: i64, euros: bool) -> Value {
    json!({ "amount": text(minor, euros), "currency": if euros { "EUR" } else { "JPY" } })
}

impl History {
    /// One request; what is told of an order stands before and behind it.
    pub(crate) fn tell(&self, server: &Server, site: &str, now_ms: i64) -> Shop {
        let added = server.command(&["site", "add", site, "--timezone", self.time_zone]);
        assert!(added.success, "{}", added.stderr);
        let key = server.key(site, "admin");
        let mut events = Vec::new();
        for (number, order) in self.orders.iter().enumerate() {
            let about = json!({ "transaction_id": number });
            if order.cancelled && number % 2 == 0 {
                events.push(json!({ "name": "order_cancelled", "params": about }));
            }
            events.push(purchase(number, order, now_ms));
            if order.refunded > 0 {
                let mut params = about.clone();
                params["items"] = json!([{ "item_id": "LAMP" }]);
                params["value"] = json!(text(order.refunded, order.euros));
                events.push(json!({ "name": "refund", "params": params }));
            }
            if order.cancelled && number % 2 == 1 {
                events.push(json!({ "name": "order_cancelled", "params": about }));
            }
        }
        if !events.is_empty() {
            let url = format!("{}/api/v1/sites/{site}/events", server.url);
            let headers = [("authorization", &*format!("Bearer {key}"))];
            let answer = server.http.post(&url, &headers, &json!({ "events": events }).to_string());
            let accepted = json!({ "accepted": events.len(), "refused": [] });
            assert_eq!((answer.status, answer.json()), (200, accepted), "{answer:?}");
        }
        Shop::new(server, site, &key)
    }

    pub(crate) fn date(&self, at_ms: i64) -> Date {
        let zone = TimeZone::get(self.time_zone).unwrap_or(TimeZone::UTC);
        Timestamp::from_millisecond(at_ms).unwrap_or_default().to_zoned(zone).date()
    }

    /// The period of the reports.
    pub(crate) fn days(&self, now_ms: i64) -> (Date, Date) {
        let today = self.date(now_ms);
        let ago = |days: i64| today.saturating_sub(days.days());
        (ago(self.from_days_ago), ago(self.to_days_ago))
    }
}

fn purchase(number: usize, order: &Order, now_ms: i64) -> Value {
    let total = text(order.minor, order.euros);
    let mut event = json!({
        "name": "purchase",
        "at": now_ms - order.ago_ms,
        "params": {
            "transaction_id": number,
            "currency": if order.euros { "EUR" } else { "JPY" },
            "value": total,
            "items": [{ "item_id": "LAMP", "price": total }],
        },
    });
    if let Some(customer) = order.customer {
        event["customer"] = json!(format!("customer {customer}"));
    }
    event
}
