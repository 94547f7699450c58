//! Every key of every answer is defined, and every value is of its unit.

#[path = "definitions/systems.rs"]
mod systems;

use footfall_tests::{Person, Server, Shop, item};
use serde_json::{Value, json};

/// What carries rows, not numbers.
const ROWS: [&str; 2] = ["rows", "steps"];

fn definitions(server: &Server, shop: &Shop) -> Value {
    let key = format!("Bearer {}", shop.key);
    let url = format!("{}/api/v1/definitions", server.url);
    let answer = server.http.get(&url, &[("authorization", &*key)]);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// Null is said of what there is not; all else is of its unit.
fn is_of(unit: &str, value: &Value) -> bool {
    let is_decimal = |text: &str| text.parse::<f64>().is_ok();
    let is_date = |text: &str| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
    match unit {
        "count" => value.is_i64(),
        _ if value.is_null() => true,
        "ms" | "ms since 1970" => value.is_i64(),
        "ratio" | "number" | "units" => value.is_number(),
        "money" => {
            value["amount"].as_str().is_some_and(is_decimal)
                && value["currency"].as_str().is_some_and(|code| code.len() == 3)
        }
        // Of an hour, more than that.
        "date" => value.as_str().and_then(|text| text.get(..10)).is_some_and(is_date),
        "text" => value.is_string(),
        "flag" => value.is_boolean(),
        "number or money" => value.is_number() || is_of("money", value),
        "list" => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
        "rows" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

struct Registry(Value);

impl Registry {
    /// The unit of a key, by its place: a report, `report/` beside its rows, or `/key` in rows within a row.
    fn unit(&self, place: &str, id: &str) -> Option<String> {
        let all = ["metrics", "dimensions"].iter().flat_map(|kind| self.0[*kind].as_array());
        let found = all.flatten().find(|known| {
            let places = known["places"].as_array();
            known["id"] == id && places.is_some_and(|places| places.contains(&json!(place)))
        });
        found.and_then(|known| known["unit"].as_str().map(str::to_owned))
    }

    /// All keys of an answer; returns how many there were.
    fn check(&self, report: &str, answer: &Value) -> usize {
        let rows = ROWS.iter().find_map(|key| answer[*key].as_array());
        let place = if rows.is_some() { format!("{report}/") } else { report.to_owned() };
        let mut keys = 0;
        for (key, value) in answer.as_object().into_iter().flatten() {
            keys += match (key.as_str(), value) {
                ("next", _) if rows.is_some() => usize::from(value.is_string() || value.is_null()),
                ("previous", Value::Array(rows)) => self.check_rows(report, rows),
                ("previous", whole) => self.check(report, whole),
                (key, Value::Array(rows)) if ROWS.contains(&key) => self.check_rows(report, rows),
                (key, value) => self.check_key(&place, key, value),
            };
        }
        keys
    }

    fn check_rows(&self, place: &str, rows: &[Value]) -> usize {
        let pairs = rows.iter().filter_map(Value::as_object).flatten();
        pairs.map(|(key, value)| self.check_key(place, key, value)).sum()
    }

    fn check_key(&self, place: &str, key: &str, value: &Value) -> usize {
        let Some(unit) = self.unit(place, key) else { panic!("{place}.{key} is not defined") };
        assert!(is_of(&unit, value), "{place}.{key} is no {unit}: {value}");
        match (unit.as_str(), value) {
            ("rows", Value::Array(rows)) => 1 + self.check_rows(&format!("/{key}"), rows),
            _ => 1,
        }
    }
}

/// Something of everything that a report shows.
fn busy_shop(server: &Server) -> Shop {
    let shop = server.shop("shop");
    let key = format!("Bearer {}", server.key("shop", "ingest"));
    let mut load = shop.load().at("https://shop.example/lamp").from("https://blog.example/lamps");
    load.time_zone = Some("Europe/Paris".to_owned());
    let mut lamp = item("LAMP", "12.50", 2);
    lamp["item_brand"] = json!("Lux");
    lamp["item_category"] = json!("Home");
    let items = |more: Value| {
        let mut params = more;
        params["items"] = json!([lamp]);
        params
    };
    let list = json!({ "item_list_name": "New" });
    let promotion = json!({ "promotion_name": "Summer" });
    let events = [
        load.page_view(),
        load.event("search", json!({ "search_term": "lamp" })),
        load.event("view_item_list", items(list.clone())),
        load.event("select_item", items(list)),
        load.event("view_promotion", items(promotion.clone())),
        load.event("select_promotion", items(promotion)),
        load.event("view_item", items(json!({}))),
        load.event("add_to_cart", items(json!({}))),
        load.event(
            "purchase",
            items(
                json!({ "transaction_id": "T-1", "currency": "EUR", "value": 25, "coupon": "TEN" }),
            ),
        ),
        load.event("purchase", json!({ "transaction_id": "T-2", "currency": "USD", "value": 5 })),
        load.event("refund", json!({ "transaction_id": "T-1" })),
        load.event("add_to_cart", items(json!({}))),
    ];
    shop.store(&load.batch(&events));
    let mut tagged = shop.visited_by("two").load().at("https://shop.example/?utm_campaign=sale");
    let view = [tagged.page_view()];
    shop.visited_by("two").store(&tagged.batch(&view));
    let bot = shop.visited_with("Mozilla/5.0 (compatible; Googlebot/2.1)");
    let mut crawled = bot.load();
    let view = [crawled.page_view()];
    bot.store(&crawled.batch(&view));
    let order = json!({ "events": [{ "name": "purchase", "customer": "4711", "params": {
        "transaction_id": "T-3", "currency": "EUR", "value": "9.00" } }] });
    let url = format!("{}/api/v1/sites/shop/events", server.url);
    let sent = server.http.post(&url, &[("authorization", &key)], &order.to_string());
    assert_eq!(sent.status, 200, "{sent:?}");
    let mut late = shop.load();
    let bad = [late.event("purchase", json!({}))];
    assert_eq!(shop.post(&late.batch(&bad)).status, 400);
    shop
}

/// Questions that have answers of different forms.
fn questions(report: &str) -> Vec<String> {
    match report {
        "explain" => ["sessions", "gross_revenue", "refunds", "lost_revenue", "bounce_rate"]
            .map(|metric| format!("&metric={metric}"))
            .into(),
        _ => vec![String::new()],
    }
}

#[test]
fn every_key_of_every_report_is_defined_and_its_value_is_of_its_unit() {
    let server = Server::start();
    let shop = busy_shop(&server);
    let registry = Registry(definitions(&server, &shop));
    let reports = registry.0["reports"].as_array().cloned().unwrap_or_default();
    assert!(reports.len() >= 9, "{reports:?}");
    let mut empty = Vec::new();
    for report in reports {
        let id = report["id"].as_str().unwrap_or_default();
        let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let from = today.saturating_sub(jiff::ToSpan::days(2));
        let mut keys = 0;
        for question in questions(id) {
            keys += registry.check(id, &shop.report_of(id, from, today, &question));
        }
        if keys == 0 {
            empty.push(id.to_owned());
        }
        for more in ["&compare=previous", "&by=month", "&path=1"] {
            let key = format!("Bearer {}", shop.key);
            let query = format!("from={today}&to={today}{more}");
            let answer = shop.ask(id, &query, &[("authorization", &*key)]);
            // Not every report takes every parameter's every value.
            if answer.status == 200 {
                registry.check(id, &answer.json());
            }
        }
    }
    assert_eq!(empty, [""; 0], "something of each kind happened");
}

#[test]
fn definitions_are_for_whoever_may_read_anything() {
    let server = Server::start();
    server.shop("shop");
    let url = format!("{}/api/v1/definitions", server.url);
    let ask = |headers: &[(&str, &str)]| server.http.get(&url, headers).status;
    let bearer = |scope: &str| format!("Bearer {}", server.key("shop", scope));
    assert_eq!(ask(&[]), 401);
    for (scope, status) in [("read", 200), ("admin", 200), ("ingest", 403), ("sign", 401)] {
        assert_eq!(ask(&[("authorization", &bearer(scope))]), status, "{scope}");
    }
    assert_eq!(ask(&[("cookie", &Person::first(&server).cookie)]), 200);
}
