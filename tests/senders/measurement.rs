//! `POST /mp/collect`, as a shop's server sends it, and its debug endpoint, which says why.

use footfall_tests::{Answer, now_ms};
use serde_json::{Value, json};

use crate::Door;

#[track_caller]
fn post(door: &Door, path: &str, query: &str, body: &str) -> Answer {
    door.server.http.post(&format!("{}{path}?{query}", door.server.url), &[], body)
}

fn address(site: &str, key: &str) -> String {
    format!("measurement_id={site}&api_secret={key}")
}

fn purchase(id: &str) -> Value {
    json!({ "name": "purchase", "params": {
        "transaction_id": id, "currency": "EUR", "value": 20, "tax": "3.80", "shipping": 5,
        "session_id": 1, "engagement_time_msec": 100,
        "items": [{ "item_id": "A", "item_name": "Lamp", "price": 10, "quantity": 2 }],
    }})
}

#[test]
fn events_of_a_shop_s_server_are_stored_and_their_client_is_the_visitor() {
    let door = Door::open();
    let key = door.ingest_key();
    for (client, order) in [("1.1", "T-1"), ("2.2", "T-2")] {
        let view = json!({ "name": "page_view", "params": {
            "page_location": "https://shop.example/lamp", "page_title": "Lamp", "page_referrer": "",
        }});
        let body =
            json!({ "client_id": client, "user_id": "ann", "events": [view, purchase(order)] });
        let answer = post(&door, "/mp/collect", &address("SHOP", &key), &body.to_string());
        assert_eq!((answer.status, &*answer.body), (204, ""));
    }
    door.check(&json!({
        "orders": 2, "gross_revenue": "57.60", "item_revenue": "40.00", "page_views": 2,
        "sessions": 2, "visitors": 2,
    }));
    assert_eq!(door.shop.row("pages", "page", "/lamp")["title"], "Lamp");
}

#[test]
fn a_body_with_a_time_counts_once_and_one_without_as_often_as_it_comes() {
    let door = Door::open();
    let address = address("shop", &door.ingest_key());
    let micros = now_ms() * 1000;
    let login = json!({ "client_id": "1", "events": [{ "name": "page_view", "params": { "page_location": "https://shop.example/" } }] });
    let mut dated = login.clone();
    dated["timestamp_micros"] = json!(micros);
    for _ in 0..2 {
        post(&door, "/mp/collect", &address, &login.to_string());
        post(&door, "/mp/collect", &address, &dated.to_string());
    }
    door.check(&json!({ "page_views": 3 }));
    assert_eq!(door.shop.drops("duplicate"), 1);
}

#[test]
fn what_is_refused_is_answered_204_and_counted_and_the_debug_endpoint_says_why() {
    let door = Door::open();
    let key = door.ingest_key();
    let good = json!({ "client_id": "1", "events": [{ "name": "login" }] }).to_string();
    let large = format!(r#"{{"client_id":"{}"}}"#, "1".repeat(140_000));
    let events = |events: Value| json!({ "client_id": "1", "events": events }).to_string();
    let cases = [
        (address("shop", "wrong"), &*good, "key_not_allowed", "api_secret", "VALUE_INVALID"),
        (address("shop", ""), &good, "key_not_allowed", "api_secret", "VALUE_INVALID"),
        (address("shop", &door.shop.key), &good, "key_not_allowed", "api_secret", "VALUE_INVALID"),
        (address("shop", &key), "{", "malformed", "", "VALUE_INVALID"),
        (address("shop", &key), "{}", "missing", "client_id", "VALUE_REQUIRED"),
        (address("shop", &key), &large, "body_too_large", "", "VALUE_INVALID"),
        (
            address("shop", &key),
            &events(json!([{ "name": "a b" }])),
            "wrong_form",
            "events[0].name",
            "NAME_INVALID",
        ),
        (
            address("shop", &key),
            &events(json!([{ "name": "login" }, { "name": "purchase" }])),
            "missing",
            "events[1].params.transaction_id",
            "VALUE_REQUIRED",
        ),
    ];
    let mut counted = std::collections::BTreeMap::new();
    for (address, body, reason, path, code) in cases {
        let asked = post(&door, "/debug/mp/collect", &address, body);
        let message = &asked.json()["validationMessages"][0];
        assert_eq!(
            (asked.status, &message["fieldPath"], &message["validationCode"]),
            (200, &json!(path), &json!(code)),
            "{asked:?}"
        );
        let words = message["description"].as_str().unwrap_or_default();
        assert!(words.starts_with(&format!("{reason}: ")) && words.len() > 20, "{words}");
        assert_eq!(post(&door, "/mp/collect", &address, body).status, 204, "{body}");
        *counted.entry(reason).or_insert(0) += 1;
    }
    for (reason, times) in counted {
        door.wait_for_drops(reason, times);
    }
    // The login beside the purchase.
    door.check(&json!({ "sessions": 1, "orders": 0 }));
}

#[test]
fn what_is_right_has_nothing_said_about_it_and_nothing_of_it_is_stored() {
    let door = Door::open();
    let body = json!({ "client_id": "1", "events": [purchase("T")] }).to_string();
    let answer = post(&door, "/debug/mp/collect", &address("shop", &door.ingest_key()), &body);
    assert_eq!((answer.status, answer.json()), (200, json!({ "validationMessages": [] })));
    door.check(&json!({ "orders": 0, "sessions": 0 }));
    let unknown = post(&door, "/debug/mp/collect", &address("nowhere", "k"), &body);
    assert_eq!(unknown.json()["validationMessages"][0]["fieldPath"], "measurement_id");
    assert_eq!(post(&door, "/mp/collect", &address("nowhere", "k"), &body).status, 204);
    assert_eq!(post(&door, "/mp/collect", "", &body).status, 204);
}
