//! Rules and targets, as the page sets them.

use footfall_tests::{Owner, Server};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/sites/shop/alerts";

fn rule(alerts: &Value, name: &str) -> Value {
    let rules = alerts["rules"].as_array().into_iter().flatten();
    rules.into_iter().find(|rule| rule["name"] == name).cloned().unwrap_or_default()
}

#[test]
fn rules_are_switched_on_changed_and_off() {
    let server = Server::start();
    server.shop("shop");
    let owner = Owner::of(&server);
    let set = |name: &str, threshold: Value, active: bool| {
        let change = json!({ "rule": { "name": name, "threshold": threshold, "active": active } });
        owner.post(PATH, &change)
    };
    let now = || owner.get(PATH).json();
    let off = rule(&now(), "no_orders");
    assert_eq!((&off["active"], &off["threshold"]), (&json!(false), &json!(4)));
    for (threshold, kept) in [(json!(3), 3), (json!(72), 72), (Value::Null, 4)] {
        assert_eq!(set("no_orders", threshold, true).status, 200);
        let on = rule(&now(), "no_orders");
        assert_eq!((&on["active"], &on["threshold"]), (&json!(true), &json!(kept)));
    }
    for (name, threshold, field) in [
        ("no_orders", json!(0), "threshold"),
        ("no_orders", json!(73), "threshold"),
        ("revenue_down", json!(101), "threshold"),
        ("weekly_summary", json!(1), "threshold"),
        ("none", json!(1), "name"),
    ] {
        let refused = set(name, threshold, true);
        assert_eq!((refused.status, &refused.json()["error"]["field"]), (400, &json!(field)));
    }
    assert_eq!(set("no_orders", Value::Null, false).status, 200);
    assert_eq!(rule(&now(), "no_orders")["active"], false);
}

#[test]
fn targets_are_added_with_a_secret_that_is_shown_once_and_forgotten() {
    let server = Server::start();
    server.shop("shop");
    server.shop("other");
    let owner = Owner::of(&server);
    let hook = json!({ "webhook": { "url": "https://hooks.example/footfall" } });
    let added = owner.post(PATH, &hook);
    assert_eq!(added.status, 201, "{added:?}");
    let secret = added.json()["secret"].as_str().unwrap_or_default().to_owned();
    assert!(secret.starts_with("ffh_") && secret.len() == 44, "{secret}");
    let mail = owner.post(PATH, &json!({ "mail": { "address": "you@shop.example" } })).json();
    assert_eq!(mail["secret"], Value::Null);
    let listed = owner.get(PATH);
    assert_eq!(listed.json()["targets"].as_array().map(Vec::len), Some(2));
    assert!(!listed.body.contains("ffh_"), "{listed:?}");
    for (change, field) in [
        (hook.clone(), "url"),
        (json!({ "webhook": { "url": "http://127.0.0.1:9/" } }), "url"),
        (json!({ "webhook": { "url": "http://169.254.169.254/latest/meta-data" } }), "url"),
        (json!({ "webhook": { "url": "file:///etc/passwd" } }), "url"),
        (json!({ "mail": { "address": "nobody" } }), "address"),
        (json!({ "mail": { "address": "a@b.example\r\nBcc: c@d.example" } }), "address"),
        (json!({ "dance": {} }), "body"),
    ] {
        let refused = owner.post(PATH, &change);
        let field = json!(field);
        assert_eq!((refused.status, &refused.json()["error"]["field"]), (400, &field), "{change}");
    }
    let id = added.json()["id"].clone();
    let forget = json!({ "forget": { "id": id } });
    assert_eq!(owner.post("/api/v1/sites/other/alerts", &forget).status, 404, "another site's");
    assert_eq!(owner.post(PATH, &forget).status, 204);
    assert_eq!(owner.post(PATH, &forget).status, 404);
    let unknown = json!({ "id": id });
    assert_eq!(owner.post("/api/v1/sites/shop/alerts/test", &unknown).status, 404);
    let again = owner.post(PATH, &hook).json();
    assert_ne!(again["secret"], json!(secret), "another one");
}

#[test]
fn only_whoever_may_change_the_site_sees_whom_it_tells() {
    let server = Server::start();
    let shop = server.shop("shop");
    let url = format!("{}{PATH}", server.url);
    assert_eq!(server.http.get(&url, &[]).status, 401);
    for (key, status) in [
        (shop.key.clone(), 403),
        (server.key("shop", "ingest"), 403),
        (server.key("demo", "admin"), 403),
        (server.key("shop", "admin"), 200),
    ] {
        let key = format!("Bearer {key}");
        assert_eq!(server.http.get(&url, &[("authorization", &key)]).status, status);
        let headers = [("authorization", &*key), ("content-type", "application/json")];
        let change = json!({ "mail": { "address": format!("{status}@shop.example") } });
        let answer = server.http.post(&url, &headers, &change.to_string());
        assert_eq!(answer.status, if status == 200 { 201 } else { status });
    }
    let owner = Owner::of(&server);
    let change = json!({ "mail": { "address": "you@shop.example" } });
    assert_eq!(owner.post_as("text/plain", PATH, &change).status, 400);
}
