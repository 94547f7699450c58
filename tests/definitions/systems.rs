//! As others count it: a history small enough to be counted by hand, under each system's definitions.

use footfall_tests::{Server, Shop, item};
use serde_json::{Value, json};

const MINUTE_MS: i64 = 60_000;

/// Four visits of four visitors, hours ago, on one day:
/// * anna orders A-1 from her cart: 20.00 of items, 4.00 tax and 5.00 shipping on top; and gets a LAMP back, 10.00.
/// * ben orders B-1, 30.00 without more, from his cart, after a checkout; it is cancelled.
/// * cleo fills a cart, reaches the checkout, leaves, and orders C-1, 50.00, in a second visit an hour and a half later.
/// * dora fills a cart and leaves it; emil only looks.
fn history(shop: &Shop) {
    let visit = |who: &str, said: &[(i64, &str, Value)]| {
        let visitor = shop.visited_by(who);
        let mut load = visitor.load();
        let events: Vec<Value> = said
            .iter()
            .map(|(ago_min, name, params)| {
                load.event_ago(ago_min * MINUTE_MS, name, params.clone())
            })
            .collect();
        visitor.store(&load.batch(&events));
    };
    let items = |id: &str, price: &str, pieces| json!({ "items": [item(id, price, pieces)] });
    let order = |id: &str, value: &str, beside: [&str; 2], line: (&str, &str, u32)| {
        json!({
            "transaction_id": id, "currency": "EUR", "value": value, "tax": beside[0],
            "shipping": beside[1], "items": [item(line.0, line.1, line.2)],
        })
    };
    let lamps = ("LAMP", "10.00", 2);
    visit(
        "anna",
        &[
            (300, "add_to_cart", items("LAMP", "10.00", 2)),
            (299, "purchase", order("A-1", "20.00", ["4.00", "5.00"], lamps)),
            (
                290,
                "refund",
                json!({ "transaction_id": "A-1", "items": [item("LAMP", "10.00", 1)] }),
            ),
        ],
    );
    visit(
        "ben",
        &[
            (300, "add_to_cart", items("POT", "30.00", 1)),
            (299, "begin_checkout", items("POT", "30.00", 1)),
            (298, "purchase", order("B-1", "30.00", ["0", "0"], ("POT", "30.00", 1))),
            (290, "order_cancelled", json!({ "transaction_id": "B-1" })),
        ],
    );
    visit(
        "cleo",
        &[
            (300, "add_to_cart", items("VASE", "50.00", 1)),
            (299, "begin_checkout", items("VASE", "50.00", 1)),
        ],
    );
    visit("cleo", &[(210, "purchase", order("C-1", "50.00", ["0", "0"], ("VASE", "50.00", 1)))]);
    visit("dora", &[(300, "add_to_cart", items("LAMP", "10.00", 1))]);
    visit("emil", &[(300, "page_view", json!({}))]);
}

#[track_caller]
fn check(shop: &Shop, system: &str, expected: Value) {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let from = today.saturating_sub(jiff::ToSpan::days(2));
    let to = today.saturating_add(jiff::ToSpan::days(1));
    let overview = shop.report_of("overview", from, to, &format!("&definitions={system}"));
    let counted = &overview["as_counted_by"];
    for (id, expected) in expected.as_object().into_iter().flatten() {
        let found = match &counted[id] {
            money if money["amount"].is_string() => money["amount"].clone(),
            other => other.clone(),
        };
        assert_eq!(&found, expected, "{id} by {system}: {counted}");
        let why = counted["definitions"][id].as_str().unwrap_or_default();
        assert!(why.len() > 40 && why.ends_with('.'), "{id} by {system}: {why}");
    }
    assert_eq!(counted["system"], system);
}

#[test]
fn one_history_is_counted_as_each_system_does() {
    let server = Server::start();
    let shop = server.shop_at_noon("shop");
    history(&shop);
    let sessions = 6.0;
    // Anna 29.00 and cleo 50.00, less 10.00; 79.00 / 2. Of four carts dora's is left; cleo's was ordered after all.
    check(
        &shop,
        "footfall",
        json!({
            "session_conversion_rate": 2.0 / sessions,
            "total_revenue": "69.00",
            "average_order_value": "39.50",
            "cart_abandonment_rate": 0.25,
            "checkout_abandonment_rate": 0.0,
        }),
    );
    // Ben's order stays, no refund is taken off: 109.00 of three orders. Cleo's first visit left a cart, too.
    check(
        &shop,
        "matomo",
        json!({
            "session_conversion_rate": 3.0 / sessions,
            "total_revenue": "109.00",
            "average_order_value": "36.33",
            "cart_abandonment_rate": 0.5,
            "checkout_abandonment_rate": null,
        }),
    );
    // 20.00 + 30.00 + 50.00 of items, less 10.00. Of four people with a cart three purchased; ben and cleo checked out.
    check(
        &shop,
        "ga4",
        json!({
            "session_conversion_rate": 3.0 / sessions,
            "total_revenue": "90.00",
            "average_order_value": "30.00",
            "cart_abandonment_rate": 0.25,
            "checkout_abandonment_rate": 0.0,
        }),
    );
    // 109.00, less 10.00 back and 30.00 cancelled; 100.00 / 3. Two of four sessions with a cart completed theirs.
    check(
        &shop,
        "shopify",
        json!({
            "session_conversion_rate": 3.0 / sessions,
            "total_revenue": "69.00",
            "average_order_value": "33.33",
            "cart_abandonment_rate": 0.5,
            "checkout_abandonment_rate": 0.0,
        }),
    );
}

#[test]
fn tax_that_prices_include_is_not_in_shopifys_gross_sales() {
    let server = Server::start();
    let shop = server.shop_with(
        "shop",
        &["--prices-include-tax", "--timezone", "UTC", "--origin", footfall_tests::ORIGIN],
    );
    let mut load = shop.load();
    let params = json!({
        "transaction_id": "T-1", "currency": "EUR", "value": "12.00", "tax": "2.00",
        "shipping": "3.00",
    });
    let events = [load.event("purchase", params)];
    shop.store(&load.batch(&events));
    let (revenue, average) = ("total_revenue", "average_order_value");
    check(&shop, "shopify", json!({ revenue: "15.00", average: "10.00" }));
    check(&shop, "ga4", json!({ revenue: "12.00", average: "12.00" }));
    check(&shop, "matomo", json!({ revenue: "15.00", average: "15.00" }));
}

#[test]
fn a_system_that_nobody_knows_is_named_and_nobody_has_to_name_one() {
    let server = Server::start();
    let shop = server.shop("shop");
    assert_eq!(shop.overview().get("as_counted_by"), None);
    let key = format!("Bearer {}", shop.key);
    for more in ["excel", "ga4&filter=country==FR"] {
        let query = format!("from=2026-01-01&to=2026-01-02&definitions={more}");
        let answer = shop.ask("overview", &query, &[("authorization", &key)]);
        let field = answer.json()["error"]["field"].clone();
        assert_eq!((answer.status, field), (400, json!("definitions")), "{answer:?}");
    }
    // Without anything to divide by there is no share.
    check(&shop, "ga4", json!({ "session_conversion_rate": null, "average_order_value": null }));
}
