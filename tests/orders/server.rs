//! `POST /api/v1/sites/{site}/events`: who may send, what is refused by name, and what counts once.

use footfall_tests::{Answer, Server, amount, now_ms};
use serde_json::{Value, json};

use crate::sender::{Sender, order};

const HOUR_MS: i64 = 3_600_000;

#[track_caller]
fn check_error(answer: &Answer, status: u16, code: &str, field: &str) {
    let error = answer.json()["error"].clone();
    let found = (answer.status, &error["code"], error["field"].as_str().unwrap_or_default());
    assert_eq!(found, (status, &json!(code), field), "{answer:?}");
    assert!(error["message"].as_str().is_some_and(|words| !words.is_empty()), "{answer:?}");
    assert_eq!(answer.header("access-control-allow-origin"), None, "no page may ask");
}

#[test]
fn a_key_of_the_site_that_may_send_sends_and_nobody_else() {
    let server = Server::start();
    let shop = server.shop("shop");
    server.shop("other");
    let sender = Sender::new(&server, "shop");
    let other = Sender::new(&server, "other").key;
    let (admin, signing) = (server.key("shop", "admin"), server.key("shop", "sign"));
    let body = json!({ "events": [{ "name": "purchase", "params": order("T-1") }] }).to_string();
    let bearer = |key: &str| format!("Bearer {key}");
    for (key, status, code) in [
        (bearer(&format!("ff_{}", "0".repeat(40))), 401, "unauthorized"),
        (sender.key.clone(), 401, "unauthorized"),
        (bearer(&signing), 401, "unauthorized"),
        (bearer(&shop.key), 403, "forbidden"),
        (bearer(&other), 403, "forbidden"),
    ] {
        check_error(&sender.post(&[("authorization", &key)], &body), status, code, "");
    }
    check_error(&sender.post(&[], &body), 401, "unauthorized", "");
    check_error(&sender.post(&[("cookie", "footfall=guess")], &body), 401, "unauthorized", "");
    assert_eq!(shop.overview()["orders"], 0);
    for key in [&sender.key, &admin] {
        assert_eq!(sender.post(&[("authorization", &bearer(key))], &body).status, 200);
    }
    let nowhere = format!("{}/api/v1/sites/nowhere/events", server.url);
    let answer = server.http.post(&nowhere, &[("authorization", &bearer(&sender.key))], &body);
    check_error(&answer, 403, "forbidden", "");
}

#[test]
fn what_is_no_request_is_refused_whole_with_its_field() {
    let server = Server::start();
    let shop = server.shop("shop");
    let sender = Sender::new(&server, "shop");
    let bearer = format!("Bearer {}", sender.key);
    let bearer = [("authorization", &*bearer)];
    for (body, status, code, field) in [
        ("{".to_owned(), 400, "malformed", ""),
        ("[]".to_owned(), 400, "malformed", ""),
        ("{}".to_owned(), 400, "missing", "events"),
        (json!({ "events": [] }).to_string(), 400, "missing", "events"),
        (json!({ "events": {} }).to_string(), 400, "wrong_type", "events"),
        (json!({ "events": vec![1; 1_001] }).to_string(), 400, "too_many", "events"),
        (" ".repeat(256 * 1024 + 1), 413, "body_too_large", ""),
    ] {
        check_error(&sender.post(&bearer, &body), status, code, field);
    }
    for key in ["", &"k".repeat(256)] {
        let answer = sender.send(&[("idempotency-key", key)], &[json!({})]);
        check_error(&answer, 400, "invalid_parameter", "Idempotency-Key");
    }
    footfall_tests::wait_until("the count of refusals", || {
        (shop.drops("malformed") == 2 && shop.drops("body_too_large") == 1).then_some(())
    });
}

#[test]
fn one_bad_event_is_refused_by_its_field_and_the_rest_is_stored() {
    let server = Server::start();
    let shop = server.shop("shop");
    let sender = Sender::new(&server, "shop");
    let mut number = 0;
    let mut check = |bad: Value, code: &str, field: &str| {
        number += 1;
        let good = json!({ "name": "purchase", "params": order(&format!("T-{number}")) });
        let counted = shop.drops(code);
        let answer = sender.send(&[], &[bad.clone(), good]);
        let refused = json!([{ "index": 0, "code": code, "field": field }]);
        let expected = json!({ "accepted": 1, "refused": refused });
        assert_eq!((answer.status, answer.json()), (200, expected), "{bad}");
        assert_eq!((shop.drops(code), &shop.overview()["orders"]), (counted + 1, &json!(number)));
        let alone = sender.send(&[], &[bad]);
        assert_eq!((alone.status, &alone.json()["refused"]), (400, &refused));
    };
    let event = |key: &str, value: Value| {
        let mut event = json!({ "name": "purchase", "params": order("T-bad") });
        event[key] = value;
        event
    };
    check(event("name", Value::Null), "missing", "name");
    check(event("name", json!(5)), "wrong_type", "name");
    check(event("name", json!("2nd")), "wrong_form", "name");
    check(event("name", json!("add_to_cart")), "not_of_an_order", "name");
    check(event("name", json!("loyalty_joined")), "not_of_an_order", "name");
    check(event("at", json!("now")), "wrong_type", "at");
    check(event("at", json!(now_ms() + 25 * HOUR_MS)), "in_future", "at");
    check(event("params", json!([])), "wrong_type", "params");
    check(event("params", json!({})), "missing", "params.transaction_id");
    check(event("customer", json!("c".repeat(257))), "too_long", "customer");
    check(event("event_id", json!("e".repeat(257))), "too_long", "event_id");
    check(event("event_id", json!([])), "wrong_type", "event_id");
    let dear = json!({ "transaction_id": "T-bad", "value": "100000000000.01" });
    check(event("params", dear), "out_of_range", "params.value");
    let cancelled = json!({ "name": "order_cancelled", "params": {} });
    check(cancelled, "missing", "params.transaction_id");
}

#[test]
fn a_repeated_request_is_answered_the_same_and_counts_once() {
    let server = Server::start();
    let shop = server.shop("shop");
    let sender = Sender::new(&server, "shop");
    let purchase = |id: &str| json!({ "name": "purchase", "params": order(id) });
    let named = |mut event: Value| {
        event["event_id"] = json!("E-1");
        event
    };
    let import = ("idempotency-key", "import 1");
    for (key, events) in [
        (Some(import), vec![purchase("T-1"), purchase("T-2"), json!({})]),
        (None, vec![purchase("T-3"), purchase("T-4")]),
        (None, vec![named(purchase("T-5"))]),
    ] {
        let first = sender.send(key.as_slice(), &events);
        let again = sender.send(key.as_slice(), &events);
        assert_eq!((first.status, again.status), (200, 200), "{first:?}");
        assert_eq!(first.json(), again.json());
    }
    assert_eq!(shop.overview()["orders"], 5);
    assert_eq!((shop.drops("duplicate"), shop.drops("duplicate_order")), (5, 0));
    // Under the same name something else is still the same, and under another name the same order is one order.
    let (_, other) = (
        sender.send(&[import], &[purchase("T-6")]),
        sender.send(&[("idempotency-key", "import 2")], &[purchase("T-1")]),
    );
    assert_eq!(other.status, 200);
    assert_eq!((shop.overview()["orders"].clone(), shop.drops("duplicate_order")), (json!(5), 1));
}

#[test]
fn a_servers_order_is_money_and_in_no_sessions_ratio() {
    let server = Server::start();
    let shop = server.shop("shop");
    let sender = Sender::new(&server, "shop");
    let mut load = shop.load();
    let view = load.page_view();
    shop.store(&load.batch(&[view]));
    sender.say("purchase", order("T-1"));
    let overview = shop.overview();
    assert_eq!((&overview["orders"], &*amount(&overview, "gross_revenue")), (&json!(1), "29.00"));
    for (metric, expected) in [
        ("sessions", json!(1)),
        ("visitors", json!(1)),
        ("session_conversion_rate", json!(0.0)),
        ("visitor_conversion_rate", json!(0.0)),
        ("page_views", json!(1)),
    ] {
        assert_eq!(overview[metric], expected, "{metric}");
    }
    assert_eq!(amount(&shop.row("products", "item_id", "LAMP"), "revenue"), "20.00");
    assert_eq!(shop.report("funnel")["steps"][3]["count"], 0);
    let unknown = shop.row("sources", "source", "(not set)");
    assert_eq!((&unknown["sessions"], &unknown["orders"]), (&json!(0), &json!(1)));
    assert_eq!(amount(&unknown, "total_revenue"), "29.00", "the parts are the whole");
}

#[test]
fn a_history_of_years_is_imported_onto_its_own_days() {
    let server = Server::start();
    let shop = server.shop("shop");
    let sender = Sender::new(&server, "shop");
    // 2019-02-28T23:30:00Z and half an hour later, which is March.
    let events = [(1_551_396_600_000_i64, "T-1"), (1_551_398_400_000, "T-2")]
        .map(|(at, id)| json!({ "name": "purchase", "at": at, "params": order(id) }));
    assert_eq!(sender.send(&[], &events).status, 200);
    let date = |text: &str| text.parse::<jiff::civil::Date>().unwrap_or_default();
    for (day, orders) in [("2019-02-28", 1), ("2019-03-01", 1), ("2019-03-02", 0)] {
        let report = shop.report_of("overview", date(day), date(day), "");
        assert_eq!(report["orders"], orders, "{day}");
    }
}

#[test]
fn a_customer_is_kept_as_a_hash_and_in_no_file_or_log_by_name() {
    let server = Server::start();
    let shop = server.shop("shop");
    let sender = Sender::new(&server, "shop");
    let name = "ann.of.the.lamps@customer.example";
    let event = json!({ "name": "purchase", "params": order("T-1"), "customer": name });
    assert_eq!(sender.send(&[], &[event]).status, 200);
    let mut load = shop.load();
    let events = [load.event("purchase", order("T-2"))];
    let mut batch = load.batch(&events);
    batch["customer"] = json!(name);
    shop.store(&batch);
    assert_eq!(shop.overview()["orders"], 2);
    for entry in std::fs::read_dir(&server.data).into_iter().flatten().flatten() {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        let found = bytes.windows(name.len()).any(|window| window == name.as_bytes());
        assert!(!found, "{}", entry.path().display());
    }
    assert!(!server.log().contains(name));
}
