//! What the model found, each as the smallest history that shows it.

use footfall_tests::{ANY_RATE, Server, Shop, TestDir, item, must};
use serde_json::{Value, json};

use crate::clock::server_at;
use crate::compare::encoded;

const ANN: &str = "0123456789abcdef0123456789abcdef";
const DAY_MS: i64 = 86_400_000;

/// One event of a page load of its own, so long ago.
#[track_caller]
fn send(shop: &Shop, visitor: Option<&str>, ago_ms: i64, name: &str, params: Value) {
    let mut load = shop.load();
    let event = load.event_ago(ago_ms, name, params);
    let mut batch = load.batch(&[event]);
    batch["visitor"] = json!(visitor);
    shop.store(&batch);
}

/// What the shop's server says.
#[track_caller]
fn say(server: &Server, shop: &Shop, name: &str, params: Value) {
    let key = format!("Bearer {}", server.key(&shop.id, "ingest"));
    let url = format!("{}/api/v1/sites/{}/events", server.url, shop.id);
    let body = json!({ "events": [{ "name": name, "params": params }] }).to_string();
    let answer = server.http.post(&url, &[("authorization", &key)], &body);
    assert_eq!(answer.json()["accepted"], 1, "{answer:?}");
}

fn shop() -> (Server, Shop) {
    let server = Server::with(&ANY_RATE);
    let shop = server.shop_at_noon("shop");
    (server, shop)
}

fn bought(id: &str, currency: &str) -> Value {
    let items = [item("LAMP", "20", 2)];
    json!({ "transaction_id": id, "value": "40", "currency": currency, "items": items })
}

fn of(shop: &Shop, report: &str, filter: &str, more: &str) -> Value {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let days = |days: i64| today.saturating_add(jiff::Span::new().days(days));
    let more = format!("&{}{more}", encoded("filter", filter));
    shop.report_of(report, days(-8), days(1), &more)
}

#[test]
fn an_order_that_no_session_has_reported_is_in_no_segment_by_not_either() {
    let (server, shop) = shop();
    say(&server, &shop, "purchase", bought("T-1", "EUR"));
    send(&shop, None, 0, "page_view", json!({}));
    for filter in ["country!=FR", "source!=x", "page!=/x", "country==", "!did(search)"] {
        let overview = of(&shop, "overview", filter, "");
        assert_eq!(
            (&overview["sessions"], &overview["orders"]),
            (&json!(1), &json!(0)),
            "{filter}"
        );
    }
    assert_eq!(shop.overview()["orders"], 1);
}

#[test]
fn an_order_that_no_session_has_reported_is_of_no_device_and_of_no_medium() {
    let (server, shop) = shop();
    say(&server, &shop, "purchase", bought("T-1", "EUR"));
    send(&shop, None, 0, "page_view", json!({}));
    for (report, column) in [("devices", "device"), ("mediums", "medium")] {
        let row = shop.row(report, column, "(not set)");
        assert_eq!((&row["sessions"], &row["orders"]), (&json!(0), &json!(1)), "{report}");
    }
    assert_eq!(shop.row("devices", "device", "desktop")["orders"], 0);
}

#[test]
fn who_agreed_to_an_id_is_one_visitor_of_a_row_on_two_days() {
    let (_server, shop) = shop();
    for ago_ms in [2 * DAY_MS, DAY_MS, 0] {
        send(&shop, Some(ANN), ago_ms, "page_view", json!({}));
    }
    let row = shop.row("devices", "device", "desktop");
    assert_eq!((&row["sessions"], &row["visitors"]), (&json!(3), &json!(1)));
    assert_eq!(of(&shop, "overview", "device==desktop", "")["visitors"], 1);
}

#[test]
fn what_a_visitor_did_in_another_week_of_the_period_is_done_in_all_of_its_weeks() {
    let monday: jiff::Timestamp = must("2026-06-01T12:00:00Z".parse(), "a Monday");
    let monday_ms = monday.as_millisecond();
    let dir = TestDir::default();
    let (server, _clock) = server_at(&dir, monday_ms);
    let shop = server.shop("shop");
    for ago_ms in [2 * DAY_MS, DAY_MS, 0] {
        let params = json!({ "items": [item("LAMP", "20", 1)] });
        let at = monday_ms - ago_ms;
        let event = json!({ "n": 0, "at": at, "view": 0, "name": "view_item", "params": params });
        let mut batch = shop.load().batch_sent(monday_ms, &[event]);
        batch["visitor"] = json!(ANN);
        shop.store(&batch);
    }
    let filter = encoded("filter", "did(view_item)>=3");
    let (from, to) = (jiff::civil::date(2026, 5, 25), jiff::civil::date(2026, 6, 2));
    for by in ["day", "week", "month"] {
        let points = shop.report_of("timeseries", from, to, &format!("&by={by}&{filter}"));
        assert_eq!(crate::compare::sum(&points, "sessions"), 3, "by {by}: {points:#}");
    }
}

#[test]
fn a_product_of_a_lower_category_is_not_with_another_one() {
    let (_server, shop) = shop();
    let mut lamp = item("LAMP", "20", 1);
    lamp["item_category"] = json!("Home");
    lamp["item_category2"] = json!("Light");
    send(&shop, None, 0, "view_item", json!({ "items": [lamp] }));
    for (filter, sessions) in [
        ("did(view_item,category==Home)", 1),
        ("did(view_item,category!=Home)", 0),
        ("did(view_item,category!@light)", 0),
        ("did(view_item,category!=Garden)", 1),
    ] {
        assert_eq!(of(&shop, "overview", filter, "")["sessions"], sessions, "{filter}");
    }
}

#[test]
fn a_cancelled_order_is_none_of_its_sessions_orders_beside_another_one() {
    let (server, shop) = shop();
    for order in ["T-1", "T-2"] {
        send(&shop, None, 0, "purchase", bought(order, "EUR"));
    }
    say(&server, &shop, "order_cancelled", json!({ "transaction_id": "T-1" }));
    for (filter, sessions) in [("order_id==T-1", 0), ("order_id==T-2", 1), ("orders==1", 1)] {
        assert_eq!(of(&shop, "overview", filter, "")["sessions"], sessions, "{filter}");
    }
}

#[test]
fn an_order_without_a_rate_is_shown_beside_its_own_segment_only_and_its_pieces_count() {
    let (_server, shop) = shop();
    send(&shop, None, 0, "purchase", bought("T-1", "JPY"));
    for (filter, orders) in [("device==desktop", 1), ("device==mobile", 0)] {
        let overview = of(&shop, "overview", filter, "");
        let unconverted = overview["unconverted"].as_array().map(Vec::len);
        assert_eq!(unconverted, Some(orders), "{filter}");
        let products = of(&shop, "products", filter, "");
        assert_eq!(crate::compare::sum(&products, "units"), 2 * orders as i64, "{filter}");
    }
    assert_eq!(shop.row("brands", "brand", "")["units"], 2);
    assert_eq!(shop.row("brands", "brand", "")["revenue"]["amount"], "0.00");
}

#[test]
fn a_product_that_was_only_in_a_cart_has_no_row_of_zeros() {
    let (_server, shop) = shop();
    send(&shop, None, 0, "cart_update", json!({ "items": [item("LAMP", "20", 1)] }));
    for (report, filter) in [("products", ""), ("products", "device==desktop"), ("brands", "")] {
        assert_eq!(of(&shop, report, filter, "")["rows"], json!([]), "{report} {filter}");
    }
}

#[test]
fn the_orders_of_a_segment_are_those_of_its_sessions() {
    let (server, shop) = shop();
    send(&shop, None, 0, "purchase", bought("T-1", "EUR"));
    say(&server, &shop, "purchase", bought("T-2", "EUR"));
    for (filter, orders) in [("device==desktop", 1), ("device==mobile", 0), ("", 2)] {
        let rows = of(&shop, "orders", filter, "")["rows"].as_array().map(Vec::len);
        assert_eq!(rows, Some(orders), "{filter}");
    }
}

#[test]
fn a_step_of_a_funnel_is_shown_as_it_was_said_whatever_is_in_it() {
    let (_server, shop) = shop();
    let steps = [" view_item( product == \"a;b\" ) ", "search"];
    let report = of(&shop, "funnel", "", &format!("&{}", encoded("steps", &steps.join(";"))));
    assert_eq!(report["steps"][0]["step"], steps[0].trim(), "{report:#}");
    assert_eq!(report["steps"][1]["step"], "search");
}

#[test]
fn an_event_of_several_products_is_one_step_of_a_funnel() {
    let (_server, shop) = shop();
    let items = [item("LAMP", "20", 1), item("POT", "3", 1)];
    send(&shop, None, 5_000, "add_to_cart", json!({ "items": items }));
    let twice = format!("&{}", encoded("steps", "add_to_cart;add_to_cart"));
    assert_eq!(of(&shop, "funnel", "", &twice)["steps"][1]["count"], 0);
    send(&shop, None, 0, "add_to_cart", json!({ "items": items }));
    assert_eq!(of(&shop, "funnel", "", &twice)["steps"][1]["count"], 1);
}
