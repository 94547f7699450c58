//! Visitors who agreed to have an id: who they are on another day, and what becomes of the visit in which they agree.

use footfall_tests::{Server, Shop, amount, item};
use serde_json::{Value, json};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
const ANN: &str = "0123456789abcdef0123456789abcdef";
const BOB: &str = "fedcba9876543210fedcba9876543210";

/// An event of a page load of its own, so long ago, by a visitor who has this id or none.
#[track_caller]
fn send(shop: &Shop, visitor: Option<&str>, ago_ms: i64, name: &str, params: Value) {
    send_with(shop, &[], visitor, ago_ms, name, params);
}

#[track_caller]
fn send_with(
    shop: &Shop,
    headers: &[(&str, &str)],
    visitor: Option<&str>,
    ago_ms: i64,
    name: &str,
    params: Value,
) {
    let mut load = shop.load();
    let event = load.event_ago(ago_ms, name, params);
    let mut batch = load.batch(&[event]);
    batch["visitor"] = json!(visitor);
    let answer = shop.post_with(headers, &batch);
    assert_eq!((answer.status, &answer.json()["accepted"]), (200, &json!(1)), "{answer:?}");
}

fn view(shop: &Shop, visitor: Option<&str>, ago_ms: i64) {
    send(shop, visitor, ago_ms, "page_view", json!({}));
}

#[track_caller]
fn check(shop: &Shop, expected: Value) {
    let overview = shop.overview();
    for (metric, expected) in expected.as_object().into_iter().flatten() {
        assert_eq!(&overview[metric], expected, "{metric}: {overview:#}");
    }
}

fn lamp() -> Value {
    json!({ "items": [item("LAMP", "20.00", 1)] })
}

#[test]
fn with_an_id_a_visitor_is_one_on_two_days_and_without_one_two() {
    let server = Server::start();
    let shop = server.shop("shop");
    view(&shop, Some(ANN), 2 * DAY_MS);
    // From somewhere else, with something else.
    view(&shop.visited_by("another"), Some(ANN), 0);
    check(&shop, json!({ "sessions": 2, "visitors": 1 }));
    view(&shop, Some(BOB), 0);
    check(&shop, json!({ "sessions": 3, "visitors": 2 }));
    let anonymous = server.shop("anonymous");
    view(&anonymous, None, 2 * DAY_MS);
    view(&anonymous, None, 0);
    check(&anonymous, json!({ "sessions": 2, "visitors": 2 }));
}

#[test]
fn who_has_two_shops_visited_is_a_stranger_to_each() {
    let server = Server::start();
    let shops = ["one", "other"].map(|site| server.shop(site));
    for shop in &shops {
        view(shop, Some(ANN), 0);
    }
    let count: i64 = footfall_tests::must(
        server
            .database()
            .query_row("select count(distinct visitor) from session", (), |row| row.get(0)),
        "visitors",
    );
    assert_eq!(count, 2);
}

#[test]
fn consent_in_the_middle_of_a_visit_keeps_the_session_and_the_cart() {
    let server = Server::start();
    let shop = server.shop("shop");
    view(&shop, None, 3_000);
    send(&shop, None, 2_500, "view_item", lamp());
    send(&shop, None, 2_000, "add_to_cart", lamp());
    view(&shop, Some(ANN), 1_500);
    send(&shop, Some(ANN), 1_000, "begin_checkout", lamp());
    send(&shop, Some(ANN), 500, "purchase", json!({ "transaction_id": "T-1", "value": "20.00" }));
    check(
        &shop,
        json!({
            "sessions": 1, "visitors": 1, "page_views": 2, "orders": 1, "carts": 1,
            "checkout_abandonment_rate": 0.0, "session_conversion_rate": 1.0,
        }),
    );
    let steps = shop.report("funnel")["steps"].clone();
    assert_eq!(steps[3]["count"], 1, "the funnel is one way: {steps:#}");
}

/// All of a visitor's carts are made anew when something comes late. The one that was ordered before they agreed was still
/// somebody else's, and there were two of it.
#[test]
fn a_cart_that_was_ordered_before_consent_is_one_also_when_something_comes_late() {
    let server = Server::start();
    let shop = server.shop("shop");
    send(&shop, None, 3_000, "add_to_cart", lamp());
    send(&shop, None, 2_000, "purchase", json!({ "transaction_id": "T-1", "value": "20.00" }));
    view(&shop, Some(ANN), 1_000);
    send(&shop, Some(ANN), 2_500, "begin_checkout", lamp());
    check(&shop, json!({ "sessions": 1, "orders": 1, "carts": 1, "cart_abandonment_rate": 0.0 }));
}

#[test]
fn the_cart_of_somebody_who_agreed_is_still_theirs_in_the_next_visit() {
    let server = Server::start();
    let shop = server.shop("shop");
    // By one request each, and at once: what was promptly told, and what came later.
    for (order, visitor) in [("T-1", ANN), ("T-2", BOB)] {
        let shop = shop.visited_by(visitor);
        send(&shop, None, 125 * MINUTE_MS, "add_to_cart", lamp());
        view(&shop, Some(visitor), 120 * MINUTE_MS);
        let purchase = json!({ "transaction_id": order, "value": "20.00" });
        send(&shop.visited_by("another"), Some(visitor), 0, "purchase", purchase);
    }
    check(&shop, json!({ "visitors": 2, "sessions": 4, "carts": 2, "recovered_carts": 2 }));
}

#[test]
fn a_session_goes_on_when_consent_comes_after_a_restart() {
    let dir = footfall_tests::TestDir::default();
    let first = Server::on(&dir.data(), &[]);
    let shop = first.shop("shop");
    send(&shop, None, 5 * MINUTE_MS, "add_to_cart", lamp());
    first.kill();
    let second = Server::on(&dir.data(), &[]);
    let shop = shop.behind(&second);
    send(&shop, Some(ANN), 0, "purchase", json!({ "transaction_id": "T-1", "value": "20.00" }));
    check(&shop, json!({ "sessions": 1, "visitors": 1, "carts": 1, "cart_abandonment_rate": 0.0 }));
    assert_eq!(amount(&shop.overview(), "lost_revenue"), "0.00");
}

#[test]
fn somebody_known_does_not_take_over_the_visit_of_a_similar_browser() {
    let server = Server::start();
    let shop = server.shop("shop");
    view(&shop, Some(ANN), DAY_MS);
    send(&shop, None, 2_000, "add_to_cart", lamp());
    send(&shop, Some(ANN), 1_000, "purchase", json!({ "transaction_id": "T-1", "value": "20.00" }));
    check(&shop, json!({ "sessions": 3, "visitors": 2, "carts": 1, "orders": 1 }));
    assert_eq!(shop.overview()["checkout_abandonment_rate"], json!(null), "the cart is not theirs");
}

#[test]
fn who_asks_for_privacy_is_anonymous_whatever_id_they_have() {
    let server = Server::start();
    let shop = server.shop("shop");
    for visitor in [ANN, BOB] {
        send_with(&shop, &[("sec-gpc", "1")], Some(visitor), 0, "page_view", json!({}));
    }
    check(&shop, json!({ "sessions": 1, "visitors": 1 }));
    send_with(&shop, &[("sec-gpc", "0")], Some(ANN), 0, "page_view", json!({}));
    send_with(&shop, &[], Some(BOB), 0, "page_view", json!({}));
    check(&shop, json!({ "sessions": 2, "visitors": 2 }));
}

#[test]
fn what_is_no_id_is_nobodys() {
    let server = Server::start();
    let shop = server.shop("shop");
    for visitor in ["", "ann", "0123456789abcdef0123456789abcdeg", &"0".repeat(33)] {
        view(&shop, Some(visitor), 0);
    }
    check(&shop, json!({ "sessions": 1, "visitors": 1, "page_views": 4 }));
}
