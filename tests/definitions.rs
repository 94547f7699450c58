//! Every key of every answer is defined, and every value is of its unit.

#[path = "definitions/systems.rs"]
mod systems;

use footfall_tests::{Server, Shop, item, must};
use serde_json::{Value, json};

/// What carries rows, not numbers.
const FRAME: [&str; 4] = ["rows", "steps", "next", "previous"];

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
        "date" => value.as_str().is_some_and(is_date),
        "text" => value.is_string(),
        "flag" => value.is_boolean(),
        "rows" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

struct Registry(Value);

impl Registry {
    /// The unit of a key in a report.
    fn unit(&self, report: &str, id: &str) -> Option<String> {
        let all = ["metrics", "dimensions"].iter().flat_map(|kind| self.0[*kind].as_array());
        let found = all.flatten().find(|known| {
            let reports = known["reports"].as_array();
            known["id"] == id && reports.is_some_and(|reports| reports.contains(&json!(report)))
        });
        found.and_then(|known| known["unit"].as_str().map(str::to_owned))
    }

    /// Walks all keys; returns how many there were.
    fn check(&self, report: &str, answer: &Value) -> usize {
        let mut keys = 0;
        for (key, value) in answer.as_object().into_iter().flatten() {
            if FRAME.contains(&key.as_str()) {
                let parts = value.as_array().cloned().unwrap_or(vec![value.clone()]);
                keys += parts.iter().map(|part| self.check(report, part)).sum::<usize>();
                continue;
            }
            let unit = self.unit(report, key);
            assert!(unit.is_some(), "{report}.{key} is not defined");
            let unit = unit.unwrap_or_default();
            assert!(is_of(&unit, value), "{report}.{key} is no {unit}: {value}");
            keys += 1;
        }
        keys
    }
}

fn busy_shop(server: &Server) -> Shop {
    let shop = server.shop("shop");
    let mut load = shop.load();
    let lamp = json!({ "items": [item("LAMP", "12.50", 2)] });
    let events = [
        load.page_view(),
        load.event("view_item", lamp.clone()),
        load.event("add_to_cart", lamp.clone()),
        load.purchase("T-1", "25.00", &[("LAMP", "12.50", 2)]),
        load.event("purchase", json!({ "transaction_id": "T-2", "currency": "USD", "value": 5 })),
        load.event("refund", json!({ "transaction_id": "T-1" })),
        load.event("add_to_cart", lamp),
    ];
    shop.store(&load.batch(&events));
    let mut late = shop.load();
    let bad = [late.event("purchase", json!({}))];
    assert_eq!(shop.post(&late.batch(&bad)).status, 400);
    shop
}

#[test]
fn every_key_of_every_report_is_defined_and_its_value_is_of_its_unit() {
    let server = Server::start();
    let shop = busy_shop(&server);
    let registry = Registry(definitions(&server, &shop));
    let reports = registry.0["reports"].as_array().cloned().unwrap_or_default();
    assert!(reports.len() >= 9, "{reports:?}");
    for report in reports {
        let id = report["id"].as_str().unwrap_or_default();
        let answer = shop.report(id);
        // Nothing came from a bot.
        let keys = registry.check(id, &answer);
        assert!(keys > 0 || id == "bots", "{id}: {answer}");
        let compared = footfall_tests::Shop::report_of;
        let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        registry.check(id, &compared(&shop, id, today, today, "&compare=previous"));
    }
    assert_eq!(registry.check("unconverted", &shop.overview()["unconverted"][0]), 4);
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
    let link = server.printed("sign in");
    let signed_in = must(server.http.try_send("GET", &link, &[], None), "the link");
    let cookie = signed_in.header("set-cookie").unwrap_or_default().to_owned();
    let cookie = cookie.split(';').next().unwrap_or_default();
    assert_eq!(ask(&[("cookie", cookie)]), 200);
}
