//! Carts as Matomo and Piwik PRO report them: whole, each time something in them changes.

use footfall_tests::{Server, Shop, amount, item, must};
use serde_json::{Value, json};

const MINUTE_MS: i64 = 60_000;

/// Events so long ago, in the order in which they happened; sent in the order they are given in.
#[track_caller]
fn send(shop: &Shop, events: &[(i64, &str, Value)]) {
    let mut load = shop.load();
    for (ago_ms, name, params) in events {
        let event = load.event_ago(*ago_ms, name, params.clone());
        shop.store(&load.batch(&[event]));
    }
}

fn cart(items: &[(&str, &str, u32)]) -> Value {
    json!({ "items": items.iter().map(|&(id, price, units)| item(id, price, units)).collect::<Vec<_>>() })
}

/// Carts, what those left alone are worth, and the share of them.
#[track_caller]
fn check(shop: &Shop, carts: i64, lost: &str, abandonment: Value) {
    let overview = shop.overview();
    assert_eq!(
        (
            &overview["carts"],
            &*amount(&overview, "lost_revenue"),
            &overview["cart_abandonment_rate"]
        ),
        (&json!(carts), lost, &abandonment),
        "{overview:#}"
    );
}

#[test]
fn an_update_is_the_whole_cart_in_place_of_what_was_in_it() {
    let server = Server::start();
    let shop = server.shop("shop");
    let updates = [
        (130 * MINUTE_MS, "cart_update", cart(&[("LAMP", "20.00", 1)])),
        (125 * MINUTE_MS, "cart_update", cart(&[("LAMP", "20.00", 2), ("VASE", "5.00", 1)])),
        (120 * MINUTE_MS, "cart_update", cart(&[("VASE", "5.00", 3)])),
    ];
    send(&shop, &updates);
    check(&shop, 1, "15.00", json!(1.0));
    // In whatever order they arrive.
    let other = server.shop("other");
    send(&other, &[updates[2].clone(), updates[0].clone(), updates[1].clone()]);
    check(&other, 1, "15.00", json!(1.0));
}

#[test]
fn an_update_with_nothing_in_it_empties_the_cart_and_begins_none() {
    let server = Server::start();
    let shop = server.shop("shop");
    send(&shop, &[(130 * MINUTE_MS, "cart_update", json!({ "items": [] }))]);
    check(&shop, 0, "0.00", Value::Null);
    send(
        &shop,
        &[
            (125 * MINUTE_MS, "cart_update", cart(&[("LAMP", "20.00", 1)])),
            (120 * MINUTE_MS, "cart_update", json!({ "value": 0 })),
        ],
    );
    check(&shop, 1, "0.00", json!(0.0));
    // Looking at a cart says nothing about what is in it.
    send(&shop, &[(119 * MINUTE_MS, "view_cart", json!({ "items": [] }))]);
    check(&shop, 1, "0.00", json!(0.0));
}

#[test]
fn an_order_consumes_an_updated_cart() {
    let server = Server::start();
    let shop = server.shop("shop");
    send(
        &shop,
        &[
            (2_000, "cart_update", cart(&[("LAMP", "20.00", 1)])),
            (1_000, "purchase", json!({ "transaction_id": "T-1", "order_total": "20.00" })),
        ],
    );
    check(&shop, 1, "0.00", json!(0.0));
}

#[test]
fn what_is_in_an_updated_cart_was_added_however_late_it_is_told() {
    let server = Server::start();
    let events = [
        (3_000, "view_item", cart(&[("LAMP", "20.00", 1)])),
        (2_000, "cart_update", cart(&[("LAMP", "20.00", 1)])),
        (1_000, "begin_checkout", json!({})),
    ];
    for (site, order) in [("in-order", [0, 1, 2]), ("late", [2, 1, 0])] {
        let shop = server.shop(site);
        send(&shop, &order.map(|place| events[place].clone()));
        let steps = shop.report("funnel")["steps"].clone();
        let counts = [0, 1, 2].map(|step: usize| steps[step]["count"].as_i64());
        assert_eq!(counts, [Some(1), Some(1), Some(1)], "{site}: {steps:#}");
        assert_eq!(shop.row("products", "item_id", "LAMP")["add_rate"], 1.0, "{site}");
    }
    let empty = server.shop("empty");
    send(
        &empty,
        &[
            (3_000, "view_item", cart(&[("LAMP", "20.00", 1)])),
            (2_000, "cart_update", json!({ "note": "\"items\":" })),
            (2_500, "view_item", json!({})),
        ],
    );
    assert_eq!(empty.report("funnel")["steps"][1]["count"], 0, "nothing was in it");
}

#[test]
fn a_total_with_tax_and_shipping_in_it_is_what_the_customer_paid() {
    let server = Server::start();
    let order = json!({
        "transaction_id": "T-1", "order_total": "35.43", "tax": "4.90", "shipping": "5.99",
        "discount": "2.00", "items": [item("LAMP", "24.54", 1)],
    });
    let check = |site: &str, flags: &[&str], item_revenue: &str| {
        let mut all = vec!["--timezone", "UTC", "--origin", footfall_tests::ORIGIN];
        all.extend(flags);
        let shop = server.shop_with(site, &all);
        send(&shop, &[(0, "purchase", order.clone())]);
        let overview = shop.overview();
        let found = ["gross_revenue", "item_revenue", "tax", "shipping", "discount"]
            .map(|metric| amount(&overview, metric));
        assert_eq!(found, ["35.43", item_revenue, "4.90", "5.99", "2.00"], "{site}");
        send(&shop, &[(0, "refund", json!({ "transaction_id": "T-1" }))]);
        assert_eq!(amount(&shop.overview(), "total_revenue"), "0.00");
    };
    check("before-tax", &[], "24.54");
    check("with-tax", &["--prices-include-tax"], "29.44");
}

#[test]
fn a_cart_goes_with_its_session_into_the_one_that_it_becomes_part_of() {
    let server = Server::start();
    let shop = server.shop("shop");
    let view = |minutes| (minutes * MINUTE_MS, "page_view", json!({}));
    let added = (60 * MINUTE_MS, "add_to_cart", cart(&[("LAMP", "20.00", 1)]));
    send(&shop, &[view(100), added, view(80)]);
    let question = "select cart.id, session.id, session.page_views from cart
        left join session on session.id = cart.session_id";
    let found = server.database().query_row(question, (), |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
    });
    assert_eq!(must(found, "the cart's session"), (1, 1, 2));
}
