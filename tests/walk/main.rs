//! A shopper in a real browser, from the list to the thank-you page, and the owner who reads of it. Shop and collector
//! are on different origins, as they are in life.

mod shop;
mod shopper;

use std::collections::BTreeMap;

use footfall_tests::{Browser, Engine, PASSWORD, Server, Shop, amount, must, wait_until};
use serde_json::{Value, json};

use shop::{Line, TestShop};
use shopper::{buys, visits};

/// A server, the test shop before it, and its site as an owner would add it.
fn opened() -> (Server, TestShop, Shop) {
    let server = Server::start();
    let shop = TestShop::open(&server.url, Line::Open);
    let flags = [
        "--name",
        "Fernwood",
        "--timezone",
        "UTC",
        "--prices-include-tax",
        "--origin",
        &shop.origin,
    ];
    let site = server.shop_with("shop", &flags);
    (server, shop, site)
}

/// What [`buys`] bought, as the demo's own price list has it: coupon, quantity, VAT inside.
fn check_reports(site: &Shop) {
    let overview = site.overview();
    for (metric, expected) in [
        ("sessions", 1),
        ("visitors", 1),
        ("page_views", shopper::PAGES),
        ("orders", 1),
        ("carts", 1),
        ("recovered_carts", 0),
    ] {
        assert_eq!(overview[metric], expected, "{metric}: {overview:#}");
    }
    for (metric, expected) in [
        ("gross_revenue", "40.27"),
        ("total_revenue", "40.27"),
        ("average_order_value", "40.27"),
        ("refunds", "0.00"),
        ("item_revenue", "35.37"),
        ("tax", "6.71"),
        ("shipping", "4.90"),
        ("discount", "3.93"),
        ("lost_revenue", "0.00"),
    ] {
        assert_eq!(amount(&overview, metric), expected, "{metric}: {overview:#}");
    }
    for (metric, expected) in [
        ("session_conversion_rate", 1.0),
        ("engagement_rate", 1.0),
        ("cart_abandonment_rate", 0.0),
        ("checkout_abandonment_rate", 0.0),
    ] {
        assert_eq!(overview[metric].as_f64(), Some(expected), "{metric}: {overview:#}");
    }
    let product = |id: &str, expected: [i64; 5], revenue: &str| {
        let row = site.row("products", "item_id", id);
        let counts = ["views", "adds", "removes", "orders", "units"]
            .map(|count| row[count].as_i64().unwrap_or(-1));
        assert_eq!((counts, amount(&row, "revenue")), (expected, revenue.to_owned()), "{row:#}");
    };
    product("HOM-02", [1, 1, 0, 1, 2], "20.52");
    product("GRD-02", [1, 1, 0, 1, 1], "14.85");
    product("KIT-01", [1, 1, 1, 0, 0], "0.00");
    assert_eq!(site.report("products")["rows"].as_array().map(Vec::len), Some(3));
    let steps = site.report("funnel")["steps"].clone();
    for step in steps.as_array().into_iter().flatten() {
        assert_eq!(step["count"], 1, "{steps:#}");
    }
    assert_eq!(site.row("sources", "source", "(direct)")["orders"], 1);
}

#[test]
fn what_a_shopper_does_is_what_the_reports_and_the_owners_page_show() {
    let (server, shop, site) = opened();
    let browser = Browser::start(Engine::Chromium);
    let order = buys(&browser, &shop);
    assert_eq!(browser.errors(), Vec::<Value>::new());
    browser.reload();
    browser.reads("#order-id", &order);
    wait_until("all page views", || {
        (site.overview()["page_views"] == shopper::PAGES).then_some(())
    });
    wait_until("the order told again", || (site.drops("duplicate_order") == 1).then_some(()));
    assert_eq!(
        browser.errors(),
        Vec::<Value>::new(),
        "no word on the shop's console, no policy broken"
    );
    check_reports(&site);
    for reason in
        ["dropped_in_browser", "duplicate", "missing", "wrong_type", "out_of_range", "wrong_form"]
    {
        assert_eq!(site.drops(reason), 0, "{reason}");
    }
    assert_eq!(browser.run("return document.cookie"), "", "nothing is put on the shopper's device");
    check_dashboard(&browser, &server, &site);
}

/// Reads what the owner reads.
fn check_dashboard(browser: &Browser, server: &Server, site: &Shop) {
    let today = format!("{}/?site=shop&range=today", server.url);
    browser.open(&today);
    browser.reads("#notice h2", "Sign in");
    // The API's 401 stands on the console, as every failed request does.
    let unexpected: Vec<Value> = browser
        .errors()
        .into_iter()
        .filter(|error| !error["message"].to_string().contains("401"))
        .collect();
    assert_eq!(unexpected, Vec::<Value>::new());
    browser.open(&server.printed("sign in"));
    browser.reads("#notice h2", "Make this server yours");
    browser.write("#email", "owner@shop.example");
    browser.write("#new-password", PASSWORD);
    browser.click("#notice form button");
    wait_until("the dashboard", || (browser.run("return location.pathname") == "/").then_some(()));
    browser.open(&today);
    wait_until("the numbers", || {
        (browser.run("return document.body.dataset.state") == "ready").then_some(())
    });
    let tile = |metric: &str, expected: &str| {
        browser.reads(&format!("[data-metric=\"{metric}\"] .value"), expected)
    };
    tile("total_revenue", "€40.27");
    tile("orders", "1");
    tile("session_conversion_rate", "100%");
    tile("average_order_value", "€40.27");
    tile("sessions", "1");
    tile("visitors", "1");
    tile("cart_abandonment_rate", "0%");
    browser.reads("[data-metric=\"sessions\"] .detail", &format!("{} page views", shopper::PAGES));
    for step in ["view_item", "add_to_cart", "begin_checkout", "purchase"] {
        browser.reads(&format!("#funnel [data-step=\"{step}\"] .count"), "1");
    }
    let table = |id: &str, words: &[&str]| {
        let text = browser.text(id);
        for word in words {
            assert!(text.contains(word), "{word} is not in {id}: {text}");
        }
    };
    table(
        "#products",
        &["Beeswax Candle", "€20.52", "Hand Trowel", "€14.85", "Enamel Mug", "€0.00"],
    );
    table("#sources", &["(direct)", "€40.27", "100%"]);
    table("#pages", &["/demo/", "/demo/thank-you.html", "/demo/cart.html"]);
    check_looks(browser);

    let mut load = site.load();
    let events = [load.page_view()];
    let origin = shop_origin(site);
    assert_eq!(
        site.visited_by("another").post_with(&[("origin", &origin)], &load.batch(&events)).status,
        403
    );
    let url = format!("{}/v1/events", server.url);
    assert_eq!(
        server
            .http
            .post(&url, &[("user-agent", "another")], &load.batch(&events).to_string())
            .status,
        200
    );
    tile("sessions", "2");
    tile("session_conversion_rate", "50%");
    assert_eq!(browser.errors(), Vec::<Value>::new(), "no word on the owner's console");
}

/// The origin of no shop.
fn shop_origin(site: &Shop) -> String {
    format!("https://{}.invalid", site.id)
}

/// Keeps pictures for people, and sees to what a picture would show: nothing wider than its screen.
fn check_looks(browser: &Browser) {
    let fits = |name: &str| {
        let widths = browser.run("return [document.documentElement.scrollWidth, innerWidth]");
        assert!(widths[0].as_i64() <= widths[1].as_i64(), "{name}: {widths}");
        browser.picture(name);
    };
    let scheme = |value: &str| {
        let features = json!([{ "name": "prefers-color-scheme", "value": value }]);
        browser.devtools("Emulation.setEmulatedMedia", &json!({ "features": features }));
        browser.run("return getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).backgroundColor")
    };
    let light = scheme("light");
    fits("dashboard-desktop");
    let dark = scheme("dark");
    assert_ne!(light, dark);
    fits("dashboard-desktop-dark");
    let phone = json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true });
    browser.devtools("Emulation.setDeviceMetricsOverride", &phone);
    fits("dashboard-phone-dark");
    scheme("light");
    fits("dashboard-phone");
    browser.devtools("Emulation.clearDeviceMetricsOverride", &json!({}));
}

#[test]
fn a_page_sends_one_request_and_one_more_when_it_is_hidden() {
    let (_server, shop, site) = opened();
    let browser = Browser::start(Engine::Chromium);
    visits(
        &browser,
        &shop,
        &["", "product/beeswax-candle.html", "category/garden.html", "product/hand-trowel.html"],
    );
    let pages = wait_until("the pages", || {
        let mut pages = BTreeMap::<String, (usize, Vec<String>)>::new();
        for batch in shop.sent() {
            let events = batch["events"].as_array().cloned().unwrap_or_default();
            let names =
                events.iter().map(|event| event["name"].as_str().unwrap_or_default().to_owned());
            let page = pages.entry(batch["page_load"].to_string()).or_default();
            page.0 += 1;
            page.1.extend(names);
        }
        (site.overview()["page_views"] == 4).then_some(pages)
    });
    assert_eq!(pages.len(), 4, "{pages:#?}");
    for (requests, events) in pages.values() {
        assert!(*requests <= 2, "{requests} requests for {events:?}");
        assert_eq!(events.first().map(String::as_str), Some("page_view"), "{events:?}");
    }
    assert!(
        pages.values().any(|(_, events)| events.iter().any(|event| event == "user_engagement")),
        "{pages:#?}"
    );
}

/// The shop's own words: errors of scripts, and not that a request failed, which the browser says by itself.
fn of_the_page(errors: Vec<Value>) -> Vec<Value> {
    errors.into_iter().filter(|error| error["source"] != "network").collect()
}

#[test]
fn a_collector_that_dies_in_the_middle_is_not_noticed_by_the_shop() {
    let pages = Server::start();
    let tracked = Server::start();
    let shop = TestShop::with_tag(&pages.url, &tracked.url);
    let site = tracked.shop_with("shop", &["--timezone", "UTC", "--origin", &shop.origin]);
    let browser = Browser::start(Engine::Chromium);
    visits(&browser, &shop, &[""]);
    wait_until("the first page", || (site.overview()["page_views"] == 1).then_some(()));
    tracked.kill();
    assert!(buys(&browser, &shop).starts_with("FW-"));
    assert_eq!(of_the_page(browser.errors()), Vec::<Value>::new());
}

#[test]
fn a_collector_that_never_answers_is_not_noticed_by_the_shop() {
    let server = Server::start();
    let shop = TestShop::open(&server.url, Line::Hanging);
    let browser = Browser::start(Engine::Chromium);
    assert!(buys(&browser, &shop).starts_with("FW-"));
    assert!(!shop.sent().is_empty());
    assert_eq!(of_the_page(browser.errors()), Vec::<Value>::new());
}

#[test]
fn the_demo_of_a_fresh_server_is_counted_by_its_own_site() {
    let server = Server::start();
    let key = server.key("demo", "read");
    let site = Shop::new(&server, "demo", &key);
    let browser = Browser::start(Engine::Chromium);
    browser.open(&server.printed("demo shop"));
    wait_until("the page view", || (site.overview()["page_views"] == 1).then_some(()));
    assert_eq!(browser.errors(), Vec::<Value>::new());
    let page = site.row("pages", "page", "/demo/");
    assert_eq!(
        must(page["title"].as_str().ok_or("no title"), "the page"),
        "Good things for outside and in · Fernwood Supply"
    );
}
