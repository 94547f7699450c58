//! What of a batch is believed.

use footfall_tests::{PageLoad, Server, Shop, item, now_ms};
use serde_json::{Value, json};

const HOUR_MS: i64 = 3_600_000;

/// Sends one event beside a good one: it alone is refused, for this reason and field, and is counted under its name.
#[track_caller]
fn check_refused(shop: &Shop, event: impl FnOnce(&mut PageLoad) -> Value, code: &str, field: &str) {
    let mut load = shop.load();
    let counted = shop.drops(code);
    let views = shop.overview()["page_views"].as_i64();
    let good = load.page_view();
    let bad = event(&mut load);
    let answer = shop.post(&load.batch(&[good, bad]));
    let expected =
        json!({ "accepted": 1, "refused": [{ "index": 1, "code": code, "field": field }] });
    assert_eq!((answer.status, answer.json()), (200, expected), "{answer:?}");
    assert_eq!(shop.overview()["page_views"].as_i64(), views.map(|views| views + 1));
    assert_eq!(shop.drops(code), counted + 1);
}

#[test]
fn one_bad_event_is_refused_by_its_field_and_the_rest_is_stored() {
    let server = Server::start();
    let shop = server.shop("shop");
    let named =
        |name: &'static str, params: Value| move |load: &mut PageLoad| load.event(name, params);
    let changed = |key: &'static str, value: Value| {
        move |load: &mut PageLoad| {
            let mut event = load.event("view_cart", json!({}));
            event[key] = value;
            event
        }
    };
    let lines = |line: Value| named("view_item", json!({ "items": [item("A", "1", 1), line] }));
    let many = |count: usize| vec![item("A", "1.00", 1); count];
    let check = |event: &dyn Fn(&mut PageLoad) -> Value, code: &str, field: &str| {
        check_refused(&shop, |load| event(load), code, field);
    };
    // An event's own fields.
    check(&|load| changed("n", json!(-1))(load), "out_of_range", "n");
    check(&|load| changed("n", json!(65_536))(load), "out_of_range", "n");
    check(&|load| changed("n", json!("1"))(load), "wrong_type", "n");
    check(&|load| changed("n", Value::Null)(load), "missing", "n");
    check(&|load| changed("at", Value::Null)(load), "missing", "at");
    check(&|load| changed("at", json!(1.5))(load), "wrong_type", "at");
    check(&|load| changed("view", json!(7))(load), "missing", "view");
    check(&|load| changed("name", Value::Null)(load), "missing", "name");
    check(&|load| changed("name", json!(5))(load), "wrong_type", "name");
    check(&|load| changed("name", json!("2nd_visit"))(load), "wrong_form", "name");
    check(&|load| changed("name", json!("a".repeat(41)))(load), "too_long", "name");
    check(&|load| changed("params", json!([]))(load), "wrong_type", "params");
    check(&|_| json!("an event"), "missing", "name");
    // Money and lines.
    let purchase = |more: Value| {
        let mut params = json!({ "transaction_id": "T-1", "value": "5" });
        for (key, value) in more.as_object().into_iter().flatten() {
            params[key] = value.clone();
        }
        named("purchase", params)
    };
    check(
        &|load| purchase(json!({ "transaction_id": " " }))(load),
        "missing",
        "params.transaction_id",
    );
    check(&|load| named("refund", json!({}))(load), "missing", "params.transaction_id");
    check(
        &|load| purchase(json!({ "transaction_id": "x".repeat(257) }))(load),
        "too_long",
        "params.transaction_id",
    );
    check(
        &|load| purchase(json!({ "currency": "EURO" }))(load),
        "unknown_currency",
        "params.currency",
    );
    check(&|load| purchase(json!({ "value": "5,00" }))(load), "wrong_type", "params.value");
    check(&|load| purchase(json!({ "value": -5 }))(load), "out_of_range", "params.value");
    check(
        &|load| purchase(json!({ "value": "100000000000.01" }))(load),
        "out_of_range",
        "params.value",
    );
    check(&|load| purchase(json!({ "tax": true }))(load), "wrong_type", "params.tax");
    check(
        &|load| purchase(json!({ "shipping": "-0.01" }))(load),
        "out_of_range",
        "params.shipping",
    );
    check(&|load| purchase(json!({ "items": {} }))(load), "wrong_type", "params.items");
    check(&|load| lines(json!({ "price": 1 }))(load), "missing", "params.items[1].item_id");
    check(&|load| lines(json!({ "item_id": [] }))(load), "wrong_type", "params.items[1].item_id");
    check(
        &|load| lines(json!({ "item_id": "B", "price": "12 €" }))(load),
        "wrong_type",
        "params.items[1].price",
    );
    check(
        &|load| lines(json!({ "item_id": "B", "quantity": 0 }))(load),
        "out_of_range",
        "params.items[1].quantity",
    );
    check(
        &|load| lines(json!({ "item_id": "B", "quantity": 1_000_001 }))(load),
        "out_of_range",
        "params.items[1].quantity",
    );
    check(
        &|load| lines(json!({ "item_id": "B", "discount": -1 }))(load),
        "out_of_range",
        "params.items[1].discount",
    );
    check(
        &|load| named("view_cart", json!({ "items": many(201) }))(load),
        "too_many",
        "params.items",
    );
    // The shop's own parameters.
    let own: serde_json::Map<String, Value> =
        (0..26).map(|n| (format!("own_{n}"), json!("x"))).collect();
    check(&|load| named("quiz_done", own.clone().into())(load), "too_many", "params");
    check(&|load| named("quiz_done", json!({ "1st": "x" }))(load), "wrong_form", "params");
    check(&|load| named("search", json!({ "q": "lamp" }))(load), "missing", "params.search_term");
    check(
        &|load| named("user_engagement", json!({ "engaged_ms": -1 }))(load),
        "out_of_range",
        "params.engaged_ms",
    );
    check(
        &|load| named("user_engagement", json!({ "scroll_percent": 101 }))(load),
        "out_of_range",
        "params.scroll_percent",
    );
    // An order whose sum is beyond the limit can't be told before its currency is known.
    let dear = vec![json!({ "item_id": "D", "price": "99999999999", "quantity": 1000 })];
    check(&|load| purchase(json!({ "items": dear.clone() }))(load), "out_of_range", "params.items");
}

#[test]
fn an_event_from_another_time_is_refused_by_its_own_time() {
    let server = Server::start();
    let shop = server.shop("shop");
    check_refused(
        &shop,
        |load| load.event_ago(72 * HOUR_MS + 60_000, "view_cart", json!({})),
        "too_old",
        "at",
    );
    check_refused(
        &shop,
        |load| load.event_ago(-24 * HOUR_MS - 60_000, "view_cart", json!({})),
        "in_future",
        "at",
    );
    let mut load = shop.load();
    let events = [
        load.event_ago(72 * HOUR_MS - 60_000, "view_cart", json!({})),
        load.event_ago(-24 * HOUR_MS + 60_000, "view_cart", json!({})),
    ];
    shop.store(&load.batch(&events));
}

#[test]
fn a_batch_that_was_sent_at_another_time_is_refused_however_young_its_events_claim_to_be() {
    let server = Server::start();
    let shop = server.shop("shop");
    let check = |sent_ago_ms: i64, code: &str| {
        let mut load = shop.load();
        let event = load.page_view();
        let answer = shop.post(&load.batch_sent(now_ms() - sent_ago_ms, &[event]));
        let refused = json!([{ "index": 0, "code": code, "field": "sent_at" }]);
        assert_eq!((answer.status, &answer.json()["refused"]), (400, &refused), "{answer:?}");
        assert_eq!(shop.drops(code), 1);
    };
    check(72 * HOUR_MS + 60_000, "too_old");
    check(-24 * HOUR_MS - 60_000, "in_future");
    assert_eq!(shop.overview()["sessions"], 0);
}

#[test]
fn a_batch_whose_events_are_all_refused_is_answered_400_and_still_names_each() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events =
        [load.event("purchase", json!({})), load.event("view_item", json!({ "items": 5 }))];
    let answer = shop.post(&load.batch(&events));
    let refused = json!([
        { "index": 0, "code": "missing", "field": "params.transaction_id" },
        { "index": 1, "code": "wrong_type", "field": "params.items" },
    ]);
    assert_eq!((answer.status, answer.json()), (400, json!({ "accepted": 0, "refused": refused })));
    assert_eq!((shop.drops("missing"), shop.drops("wrong_type")), (1, 1));
}

#[test]
fn a_broken_envelope_refuses_the_whole_batch_with_its_field() {
    let server = Server::start();
    let shop = server.shop("shop");
    let check = |field: &str, value: Value, code: &str, named: &str| {
        let mut load = shop.load();
        let events = [load.page_view()];
        let mut batch = load.batch(&events);
        batch[field] = value;
        let answer = shop.post(&batch);
        let error = &answer.json()["error"];
        assert_eq!((answer.status, &error["code"]), (400, &json!(code)), "{answer:?}");
        assert_eq!(error["field"], named, "{answer:?}");
        assert!(error["message"].is_string(), "{answer:?}");
    };
    check("v", json!(2), "unsupported_version", "v");
    check("v", Value::Null, "missing", "v");
    check("site", Value::Null, "missing", "site");
    check("site", json!(7), "wrong_type", "site");
    check("site", json!("No Such Id"), "wrong_form", "site");
    check("page_load", json!("short"), "wrong_form", "page_load");
    check("page_load", json!("+0000000000000000000000000000001"), "wrong_form", "page_load");
    check("sent_at", json!("now"), "wrong_type", "sent_at");
    check("customer", json!("c".repeat(257)), "too_long", "customer");
    check("customer", json!(["Ann"]), "wrong_type", "customer");
    check("dropped", json!(-1), "out_of_range", "dropped");
    check("pages", Value::Null, "missing", "pages");
    check("pages", json!([{ "url": "file:///home/ann/shop.html" }]), "wrong_form", "pages.url");
    check("events", Value::Null, "missing", "events");
    check("events", json!([]), "missing", "events");
    check("events", json!({}), "wrong_type", "events");
    check("events", json!(vec![0; 1_001]), "too_many", "events");
    assert_eq!(shop.overview()["sessions"], 0);
}

#[test]
fn what_the_browser_gave_up_on_and_what_privacy_removed_is_counted() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load().at("https://shop.example/a?email=ann@example.org&x=1");
    let events = [load.page_view()];
    let mut batch = load.batch(&events);
    batch["dropped"] = json!(4);
    shop.store(&batch);
    assert_eq!((shop.drops("dropped_in_browser"), shop.drops("personal_data_removed")), (4, 1));
    assert_eq!(shop.row("pages", "page", "/a?x=1")["page_views"], 1);
}
