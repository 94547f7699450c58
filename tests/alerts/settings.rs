//! Rules and targets, as the page sets them.

use footfall_tests::{Person, Server};
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
    let owner = Person::first(&server);
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
    let owner = Person::first(&server);
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
    let told = owner.get("/api/v1/audit");
    let deeds = told.body.matches("alerts_set").count();
    assert_eq!(deeds, 3, "two added, one forgotten: {told:?}");
    assert!(!told.body.contains("hooks.example"), "the log has no addresses");
    let again = owner.post(PATH, &hook).json();
    assert_ne!(again["secret"], json!(secret), "another one");
}

#[test]
fn only_the_sites_owners_see_whom_it_tells() {
    let server = Server::start();
    let shop = server.shop("shop");
    let url = format!("{}{PATH}", server.url);
    let change = json!({ "mail": { "address": "you@shop.example" } });
    assert_eq!(server.http.get(&url, &[]).status, 401);
    for key in [shop.key.clone(), server.key("shop", "ingest"), server.key("shop", "admin")] {
        let key = format!("Bearer {key}");
        let headers = [("authorization", &*key), ("content-type", "application/json")];
        assert_eq!(server.http.get(&url, &headers).status, 403);
        assert_eq!(server.http.post(&url, &headers, &change.to_string()).status, 403);
    }
    for (role, status) in [("viewer", 403), ("analyst", 403), ("owner", 201)] {
        let email = format!("{role}@shop.example");
        let person = Person::added(&server, &email, &["--site", "shop", "--role", role]);
        assert_eq!(person.post(PATH, &change).status, status, "{role}");
        assert_eq!(person.get(PATH).status == 200, status == 201, "{role}");
    }
    let owner = Person::first(&server);
    let headers = [("origin", &*server.url), ("content-type", "text/plain")];
    assert_eq!(owner.send("POST", PATH, &headers, Some(&change.to_string())).status, 400);
}
