//! Random visits over three days, some of which end in an order, as pages and a shop's server tell them.

use footfall_tests::{PageLoad, Server, Shop, must};
use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) const HOUR_MS: i64 = 3_600_000;
/// How long after a visit began its order is made.
const ORDER_AFTER_MS: i64 = 20_000;

/// Where visits come from: landing page, referrer, and what that is called.
pub(crate) const WAYS: [(&str, &str, [&str; 3]); 4] = [
    ("/", "", ["(direct)", "(none)", ""]),
    ("/lamps", "https://www.google.com/", ["google", "organic", ""]),
    (
        "/sale?utm_source=letter&utm_medium=email&utm_campaign=spring",
        "",
        ["letter", "email", "spring"],
    ),
    ("/?utm_source=letter&utm_medium=email&utm_campaign=june", "", ["letter", "email", "june"]),
];

#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// Of three, who agreed to be known again.
    pub(crate) visitor: usize,
    pub(crate) ago_ms: i64,
    pub(crate) way: usize,
    pub(crate) order: Option<Order>,
}

#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) customer: Option<usize>,
    pub(crate) cents: i64,
    pub(crate) refunded: bool,
    pub(crate) cancelled: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Visits {
    pub(crate) visits: Vec<Visit>,
    /// Orders by telephone, which no visit knows of: how long ago, and what.
    pub(crate) calls: Vec<(i64, Order)>,
    /// In which order the visits are told.
    told: Vec<usize>,
    pub(crate) look_back_days: i64,
}

/// What the reports are about.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) id: String,
    pub(crate) ago_ms: i64,
    /// Of whose visit, and where that came from; none of a call.
    pub(crate) visitor: Option<usize>,
    pub(crate) way: Option<usize>,
    pub(crate) order: Order,
}

fn order() -> impl Strategy<Value = Order> {
    let rare = || prop::bool::weighted(0.1);
    let cents = prop_oneof![1 => 1..10i64, 3 => 1..100_000i64];
    (prop::option::weighted(0.6, 0..2usize), cents, rare(), rare()).prop_map(
        |(customer, cents, refunded, cancelled)| Order { customer, cents, refunded, cancelled },
    )
}

pub(crate) fn visits() -> impl Strategy<Value = Visits> {
    // An hour apart, so that each is a session of its own.
    let hours = prop::sample::subsequence((1..70i64).collect::<Vec<_>>(), 0..16);
    let visit = (0..3usize, 0..WAYS.len(), prop::option::weighted(0.4, order()));
    let visits = (hours, prop::collection::vec(visit, 16)).prop_map(|(hours, visits)| {
        let visit = |(ago_h, (visitor, way, order)): (i64, _)| Visit {
            visitor,
            ago_ms: ago_h * HOUR_MS,
            way,
            order,
        };
        hours.into_iter().zip(visits).map(visit).collect::<Vec<Visit>>()
    });
    // Half past, between two visits.
    let call =
        (0..70i64, order()).prop_map(|(ago_h, order)| (ago_h * HOUR_MS + HOUR_MS / 2, order));
    (visits, prop::collection::vec(call, 0..3), 1..=3i64).prop_flat_map(
        |(visits, calls, look_back_days)| {
            let places: Vec<usize> = (0..visits.len()).collect();
            Just(places).prop_shuffle().prop_map(move |told| Visits {
                visits: visits.clone(),
                calls: calls.clone(),
                told,
                look_back_days,
            })
        },
    )
}

impl Visits {
    pub(crate) fn placed(&self) -> Vec<Placed> {
        let of_visits = self.visits.iter().enumerate().filter_map(|(n, visit)| {
            Some(Placed {
                id: format!("V-{n}"),
                ago_ms: visit.ago_ms - ORDER_AFTER_MS,
                visitor: Some(visit.visitor),
                way: Some(visit.way),
                order: visit.order.clone()?,
            })
        });
        let of_calls = self.calls.iter().enumerate().map(|(n, (ago_ms, order))| Placed {
            id: format!("C-{n}"),
            ago_ms: *ago_ms,
            visitor: None,
            way: None,
            order: order.clone(),
        });
        of_visits.chain(of_calls).collect()
    }

    pub(crate) fn tell(&self, server: &Server, site: &str, now_ms: i64) -> Shop {
        let shop = server.shop(site);
        for place in &self.told {
            self.tell_visit(*place, &shop, now_ms);
        }
        let mut events = Vec::new();
        for Placed { id, ago_ms, visitor, order, .. } in self.placed() {
            if visitor.is_none() {
                let mut event = json!({
                    "name": "purchase", "at": now_ms - ago_ms, "params": purchase(&id, &order),
                });
                if let Some(customer) = order.customer {
                    event["customer"] = json!(customer.to_string());
                }
                events.push(event);
            }
            let said = |name: &str| json!({ "name": name, "params": { "transaction_id": id } });
            if order.refunded {
                events.push(said("refund"));
            }
            if order.cancelled {
                events.push(said("order_cancelled"));
            }
        }
        if !events.is_empty() {
            let url = format!("{}/api/v1/sites/{site}/events", server.url);
            let key = format!("Bearer {}", server.key(site, "ingest"));
            let body = json!({ "events": events }).to_string();
            let answer = server.http.post(&url, &[("authorization", &key)], &body);
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        shop
    }

    fn tell_visit(&self, place: usize, shop: &Shop, now_ms: i64) {
        let visit = &self.visits[place];
        let (page, referrer, _) = WAYS[visit.way];
        let load =
            PageLoad::new(&shop.id).at(&format!("https://shop.example{page}")).from(referrer);
        let at = now_ms - visit.ago_ms;
        let mut events = vec![json!({ "n": 0, "at": at, "view": 0, "name": "page_view" })];
        let mut customer = None;
        if let Some(order) = &visit.order {
            let params = purchase(&format!("V-{place}"), order);
            let at = at + ORDER_AFTER_MS;
            events
                .push(json!({ "n": 1, "at": at, "view": 0, "name": "purchase", "params": params }));
            customer = order.customer;
        }
        let mut batch = load.batch_sent(now_ms, &events);
        batch["visitor"] = json!(format!("{:032x}", visit.visitor + 1));
        if let Some(customer) = customer {
            batch["customer"] = json!(customer.to_string());
        }
        shop.store(&batch);
    }
}

fn purchase(id: &str, order: &Order) -> Value {
    json!({ "transaction_id": id, "currency": "EUR", "value": text(order.cents) })
}

pub(crate) fn text(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// In cents.
pub(crate) fn cents(money: &Value) -> i64 {
    let amount = money["amount"].as_str().unwrap_or_default();
    must(amount.replace('.', "").parse(), amount)
}
