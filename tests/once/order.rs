//! The same things, told in another order.

use footfall_tests::{PageLoad, Server, Shop, amount, item, now_ms};
use serde_json::{Value, json};

const MINUTE_MS: i64 = 60_000;

/// Two visits of one browser, of two page loads each, with all that moves a report; each event with its page load.
fn history(shop: &Shop) -> Vec<(PageLoad, Value)> {
    let mut told = Vec::new();
    let line = |id: &str, n: u32| json!({ "currency": "EUR", "items": [item(id, "10.00", n)] });
    let order = json!({
        "transaction_id": "T-1", "currency": "EUR", "value": "30.00", "tax": "6.00", "shipping": "4.90",
        "items": [item("LAMP", "10.00", 2), item("POT", "10.00", 1)],
    });
    let mut visit = |mut load: PageLoad, minutes_ago: i64, events: &[(&str, Value)]| {
        let all = [("page_view", json!({}))];
        for (second, (name, params)) in all.iter().chain(events).enumerate() {
            let ago_ms = minutes_ago * MINUTE_MS - second as i64 * 1_000;
            let event = load.event_ago(ago_ms, name, params.clone());
            told.push((load.clone(), event));
        }
    };
    let engaged = |ms: i64| ("user_engagement", json!({ "engaged_ms": ms, "scroll_percent": 50 }));
    let list = shop.load().at("https://shop.example/?utm_source=letter&utm_medium=email");
    visit(list, 100, &[("view_item_list", line("LAMP", 1)), engaged(900)]);
    let product = shop.load().at("https://shop.example/lamp").from("https://shop.example/");
    visit(
        product,
        95,
        &[("view_item", line("LAMP", 1)), ("add_to_cart", line("LAMP", 2)), engaged(700)],
    );
    let again = shop.load().at("https://shop.example/pot").from("https://www.google.com/");
    visit(
        again,
        20,
        &[
            ("view_item", line("POT", 1)),
            ("add_to_cart", line("POT", 1)),
            ("begin_checkout", json!({})),
            engaged(800),
        ],
    );
    let thanks = shop.load().at("https://shop.example/thanks").from("https://shop.example/pot");
    visit(
        thanks,
        15,
        &[
            ("purchase", order),
            ("refund", json!({ "transaction_id": "T-1", "items": [{ "item_id": "POT" }] })),
        ],
    );
    told
}

const REPORTS: [&str; 6] = ["overview", "timeseries", "pages", "sources", "products", "funnel"];

fn reports(shop: &Shop) -> Vec<Value> {
    REPORTS.iter().map(|report| shop.report(report)).collect()
}

/// Without what a site is called, and without carts, which have a test of their own.
fn comparable(report: &Value) -> Value {
    let mut report = report.clone();
    if let Some(report) = report.as_object_mut() {
        let carts = [
            "carts",
            "cart_abandonment_rate",
            "checkout_abandonment_rate",
            "lost_revenue",
            "recovered_carts",
            "recovery_rate",
            "recovery_lag",
        ];
        report.retain(|key, _| key != "site" && !carts.contains(&key.as_str()));
    }
    report
}

/// Permutations that a seed chooses, by a small generator of Lehmer's: the same in every run.
fn shuffled<T: Clone>(values: &[T], seed: u64) -> Vec<T> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut values = values.to_vec();
    for last in (1..values.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        values.swap(last, (state >> 33) as usize % (last + 1));
    }
    values
}

/// Sends each event alone, in this order.
fn tell(shop: &Shop, history: &[(PageLoad, Value)]) {
    for (load, event) in history {
        let mut batch = load.batch(std::slice::from_ref(event));
        batch["site"] = json!(shop.id);
        shop.store(&batch);
    }
}

#[test]
fn events_in_any_order_make_the_same_sessions_orders_products_pages_and_funnel() {
    let server = Server::start();
    let first = server.shop("in-order");
    let history = history(&first);
    tell(&first, &history);
    let expected = reports(&first);
    assert_eq!(
        (&expected[0]["sessions"], amount(&expected[0], "total_revenue")),
        (&json!(2), "30.90".into())
    );
    let backwards: Vec<_> = history.iter().rev().cloned().collect();
    let orders = std::iter::once(backwards).chain((1..=12).map(|seed| shuffled(&history, seed)));
    for (number, order) in orders.enumerate() {
        let shop = server.shop(&format!("order-{number}"));
        tell(&shop, &order);
        let names: Vec<_> = order.iter().map(|(_, event)| event["name"].clone()).collect();
        for ((name, found), expected) in REPORTS.iter().zip(reports(&shop)).zip(&expected) {
            let (found, expected) = (comparable(&found), comparable(expected));
            assert_eq!(found, expected, "{name} after {}", json!(names));
        }
    }
}

#[test]
fn events_in_any_order_make_the_same_carts() {
    let server = Server::start();
    let first = server.shop("in-order");
    let history = history(&first);
    tell(&first, &history);
    let expected = first.overview();
    assert_eq!(
        (&expected["carts"], &expected["recovered_carts"]),
        (&json!(1), &json!(1)),
        "{expected:#}"
    );
    let backwards: Vec<_> = history.iter().rev().cloned().collect();
    for (number, order) in
        std::iter::once(backwards).chain((1..=6).map(|seed| shuffled(&history, seed))).enumerate()
    {
        let shop = server.shop(&format!("order-{number}"));
        tell(&shop, &order);
        let found = shop.overview();
        let names: Vec<_> = order.iter().map(|(_, event)| event["name"].clone()).collect();
        for metric in [
            "carts",
            "recovered_carts",
            "cart_abandonment_rate",
            "checkout_abandonment_rate",
            "lost_revenue",
            "recovery_lag",
        ] {
            assert_eq!(found[metric], expected[metric], "{metric} after {}", json!(names));
        }
    }
}

#[test]
fn engaged_time_that_arrives_before_its_page_view_counts_with_it() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load().at("https://shop.example/lamp");
    let view = load.event_ago(60_000, "page_view", json!({}));
    let engagement =
        load.event("user_engagement", json!({ "engaged_ms": 12_000, "scroll_percent": 100 }));
    shop.store(&load.batch(&[engagement]));
    assert_ne!(shop.row("pages", "page", "/lamp")["page_views"], 1);
    shop.store(&load.batch(&[view]));
    let page = shop.row("pages", "page", "/lamp");
    assert_eq!(
        (&page["page_views"], &page["time_on_page_mean_ms"]),
        (&json!(1), &json!(12_000)),
        "{page:#}"
    );
    // A median is read from a histogram, and may be off by 2 %.
    let median_ms = page["time_on_page_median_ms"].as_i64().unwrap_or_default();
    assert!((12_000 - median_ms).abs() <= 240, "{page:#}");
    let overview = shop.overview();
    assert_eq!(
        (&overview["engaged_ms"], &overview["engagement_rate"]),
        (&json!(12_000), &json!(1.0))
    );
}

#[test]
fn an_event_that_arrives_late_joins_the_session_in_which_it_happened() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut first = shop.load().at("https://shop.example/?utm_source=letter");
    let mut second = shop.load().at("https://shop.example/other");
    let early = first.event_ago(70 * MINUTE_MS, "page_view", json!({}));
    let late =
        first.event_ago(55 * MINUTE_MS, "purchase", json!({ "transaction_id": "T-1", "value": 5 }));
    shop.store(&first.batch(&[early]));
    let today = second.event_ago(10 * MINUTE_MS, "page_view", json!({}));
    shop.store(&second.batch(&[today]));
    shop.store(&first.batch(&[late]));
    assert_eq!(shop.overview()["sessions"], 2);
    let letter = shop.row("sources", "source", "letter");
    assert_eq!((&letter["sessions"], &letter["orders"]), (&json!(1), &json!(1)), "{letter:#}");
    let direct = shop.row("sources", "source", "(direct)");
    assert_eq!((&direct["sessions"], &direct["orders"]), (&json!(1), &json!(0)), "{direct:#}");
}

#[test]
fn the_source_of_a_session_is_that_of_its_first_event_however_late_it_arrives() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut landing = shop.load().at("https://shop.example/?utm_source=letter");
    let mut next = shop.load().at("https://shop.example/lamp").from("https://shop.example/");
    let first = landing.event_ago(10 * MINUTE_MS, "page_view", json!({}));
    let second = next.event_ago(5 * MINUTE_MS, "page_view", json!({}));
    shop.store(&next.batch(&[second]));
    assert_eq!(shop.row("sources", "source", "(direct)")["sessions"], 1);
    shop.store(&landing.batch(&[first]));
    assert_eq!(shop.row("sources", "source", "letter")["sessions"], 1);
    assert_eq!(shop.row("sources", "source", "(direct)"), Value::Null);
    assert_eq!(shop.row("pages", "page", "/")["entries"], 1);
    assert_eq!(shop.row("pages", "page", "/lamp")["entries"], 0);
}

#[test]
fn an_event_that_fills_the_gap_between_two_sessions_makes_them_one() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let [first, between, last] =
        [50, 30, 10].map(|minutes| load.event_ago(minutes * MINUTE_MS, "view_cart", json!({})));
    shop.store(&load.batch(&[first, last]));
    assert_eq!(shop.overview()["sessions"], 2, "forty minutes apart");
    shop.store(&load.batch(&[between]));
    assert_eq!(shop.overview()["sessions"], 1, "no gap over thirty minutes is left");
}

#[test]
fn a_slow_network_does_not_turn_the_funnel_around() {
    let server = Server::start();
    let shop = server.shop("shop");
    let step = |name: &str, ago_ms: i64| {
        let mut load = shop.load();
        let event = load.event_ago(ago_ms, name, json!({ "items": [item("LAMP", "10.00", 1)] }));
        (load, event)
    };
    // Sent three seconds ago over a bad line; the next page's request overtook it.
    let (viewed, view) = step("view_item", 3_100);
    let (added, add) = step("add_to_cart", 800);
    shop.store(&added.batch_sent(now_ms() - 100, &[add]));
    shop.store(&viewed.batch_sent(now_ms() - 3_000, &[view]));
    assert_eq!(shop.report("funnel")["steps"][1]["count"], 1, "it was viewed before it was added");
}
