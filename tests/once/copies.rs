//! The same thing, told more than once.

use footfall_tests::{ORIGIN, PageLoad, Server, Shop, amount, item, now_ms};
use rustix::process::Signal;
use serde_json::{Value, json};

/// What a page of a shop with an order says.
fn visit(load: &mut PageLoad) -> Vec<Value> {
    let line = json!({ "items": [item("LAMP", "19.99", 1)], "currency": "EUR", "value": "19.99" });
    vec![
        load.page_view(),
        load.event("view_item", line.clone()),
        load.event("add_to_cart", line.clone()),
        load.event("begin_checkout", line),
        load.purchase(&format!("T-{}", load.token), "19.99", &[("LAMP", "19.99", 1)]),
        load.event("user_engagement", json!({ "engaged_ms": 1_500, "scroll_percent": 80 })),
    ]
}

/// The reports show exactly one [`visit`].
#[track_caller]
fn check_one_visit(shop: &Shop) {
    let overview = shop.overview();
    for (count, expected) in
        [("sessions", 1), ("visitors", 1), ("page_views", 1), ("orders", 1), ("carts", 1)]
    {
        assert_eq!(overview[count], expected, "{count}: {overview:#}");
    }
    assert_eq!(amount(&overview, "total_revenue"), "19.99");
    assert_eq!(overview["time_on_page_mean_ms"], 1_500);
    let product = shop.row("products", "item_id", "LAMP");
    for count in ["views", "adds", "orders", "units"] {
        assert_eq!(product[count], 1, "{count}: {product:#}");
    }
    let steps = shop.report("funnel")["steps"].clone();
    assert!(
        steps.as_array().is_some_and(|steps| steps.iter().all(|step| step["count"] == 1)),
        "{steps:#}"
    );
    assert_eq!(shop.row("pages", "page", "/")["engaged_ms"], 1_500);
}

#[test]
fn a_batch_that_arrives_ten_times_is_counted_once() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = visit(&mut load);
    let batch = load.batch(&events);
    for _ in 0..10 {
        // A copy is as good as stored: its sender must not come back.
        shop.store(&batch);
    }
    check_one_visit(&shop);
    assert_eq!(shop.drops("duplicate"), 9 * 6, "and every copy is counted as one");
}

#[test]
fn a_batch_by_fetch_and_by_beacon_is_counted_once() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = visit(&mut load);
    let url = format!("{}/v1/events", server.url);
    let forms: [&[(&str, &str)]; 4] = [
        &[("content-type", "text/plain;charset=UTF-8")],
        &[("content-type", "application/json")],
        &[("content-type", "application/x-www-form-urlencoded")],
        &[],
    ];
    for (later_ms, form) in forms.iter().enumerate() {
        let mut headers = vec![("origin", ORIGIN), ("user-agent", footfall_tests::AGENT)];
        headers.extend(*form);
        let copy = load.batch_sent(now_ms() + later_ms as i64, &events);
        assert_eq!(server.http.post(&url, &headers, &copy.to_string()).status, 200, "{form:?}");
    }
    check_one_visit(&shop);
}

#[test]
fn a_retry_that_is_split_otherwise_or_has_company_is_counted_once() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = visit(&mut load);
    for size in [1, 2, 4, 6] {
        events.chunks(size).for_each(|part| shop.store(&load.batch(part)));
    }
    check_one_visit(&shop);
}

#[test]
fn an_event_that_stands_twice_in_its_batch_is_counted_once() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = visit(&mut load);
    let twice: Vec<Value> = events.iter().chain(events.iter().rev()).cloned().collect();
    shop.store(&load.batch(&twice));
    check_one_visit(&shop);
}

#[test]
fn copies_that_arrive_at_the_same_moment_are_counted_once() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = visit(&mut load);
    let batch = load.batch(&events);
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| shop.store(&batch));
        }
    });
    check_one_visit(&shop);
}

#[test]
fn a_copy_is_known_after_a_restart_and_after_a_crash() {
    let dir = footfall_tests::TestDir::default();
    let mut server = Server::on(&dir.data(), &[]);
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = visit(&mut load);
    let batch = load.batch(&events);
    shop.store(&batch);
    server.signal(Signal::TERM);
    server.ended();
    let second = Server::on(&dir.data(), &[]);
    shop.behind(&second).store(&batch);
    second.kill();
    let third = Server::on(&dir.data(), &[]);
    shop.behind(&third).store(&batch);
    check_one_visit(&shop.behind(&third));
}

#[test]
fn the_same_numbers_of_another_page_load_are_other_events() {
    let server = Server::start();
    let shop = server.shop("shop");
    for _ in 0..3 {
        let mut load = shop.load();
        let events =
            [load.page_view(), load.event("view_item", json!({ "items": [item("LAMP", "1", 1)] }))];
        shop.store(&load.batch(&events));
    }
    assert_eq!(shop.overview()["page_views"], 3);
    assert_eq!(shop.row("products", "item_id", "LAMP")["views"], 3);
}

#[test]
fn the_same_page_load_of_another_site_is_another_one() {
    let server = Server::start();
    let (one, other) = (server.shop("one"), server.shop("other"));
    let mut load = one.load();
    let events = visit(&mut load);
    let mut batch = load.batch(&events);
    one.store(&batch);
    batch["site"] = json!("other");
    other.store(&batch);
    check_one_visit(&one);
    check_one_visit(&other);
}

#[test]
fn an_order_counts_once_from_whatever_page_session_or_browser_it_is_told_again() {
    let server = Server::start();
    let shop = server.shop("shop");
    let tell = |shop: &Shop, ago_ms: i64| {
        let mut load = shop.load();
        let params = json!({ "transaction_id": "T-1", "value": "19.99", "currency": "EUR", "items": [item("LAMP", "19.99", 1)] });
        let events = [load.event_ago(ago_ms, "purchase", params)];
        shop.store(&load.batch(&events));
    };
    tell(&shop, 3 * 3_600_000);
    tell(&shop, 0);
    tell(&shop.visited_by("another browser"), 0);
    let overview = shop.overview();
    assert_eq!(
        (&overview["orders"], &overview["sessions"]),
        (&json!(1), &json!(3)),
        "{overview:#}"
    );
    assert_eq!(amount(&overview, "gross_revenue"), "19.99");
    let product = shop.row("products", "item_id", "LAMP");
    assert_eq!((&product["orders"], &product["units"]), (&json!(1), &json!(1)), "{product:#}");
    assert_eq!(shop.drops("duplicate_order"), 2);
    let third = overview["session_conversion_rate"].as_f64();
    assert_eq!(third, Some(1.0 / 3.0), "only the session of the order converted");
    assert_eq!(
        shop.report("funnel")["steps"][3]["count"],
        0,
        "a purchase alone is no way through the funnel"
    );
}

#[test]
fn the_same_order_id_of_another_site_is_another_order() {
    let server = Server::start();
    for site in ["one", "other"] {
        let shop = server.shop(site);
        let mut load = shop.load();
        let events = [load.purchase("T-1", "5", &[])];
        shop.store(&load.batch(&events));
        assert_eq!(amount(&shop.overview(), "gross_revenue"), "5.00");
    }
}
