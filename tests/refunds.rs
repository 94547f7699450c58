//! Refunds: counted once, never above their order, whenever they arrive.

use footfall_tests::{Server, Shop, amount};
use serde_json::{Value, json};

/// 2 × LAMP at 10.00 and a POT at 10.00, tax 3.00 and shipping 5.00 on top: 38.00 paid.
fn order(shop: &Shop, id: &str) {
    let mut load = shop.load();
    let params = json!({
        "transaction_id": id, "currency": "EUR", "value": "30.00", "tax": "3.00", "shipping": "5.00",
        "items": [
            { "item_id": "LAMP", "price": "10.00", "quantity": 2 },
            { "item_id": "POT", "price": "10.00" },
        ],
    });
    let events = [load.event("purchase", params)];
    shop.store(&load.batch(&events));
}

fn refund(shop: &Shop, params: Value) {
    let mut load = shop.load();
    let events = [load.event("refund", params)];
    shop.store(&load.batch(&events));
}

/// What was refunded in all, of lamps and of pots.
#[track_caller]
fn check(shop: &Shop, all: &str, lamps: &str, pots: &str) {
    let overview = shop.overview();
    assert_eq!(amount(&overview, "refunds"), all);
    assert_eq!(amount(&shop.row("products", "item_id", "LAMP"), "refunds"), lamps, "lamps");
    assert_eq!(amount(&shop.row("products", "item_id", "POT"), "refunds"), pots, "pots");
    let cents = |text: String| text.replace('.', "").parse::<i64>().ok();
    let [gross, refunds, total] = ["gross_revenue", "refunds", "total_revenue"]
        .map(|metric| cents(amount(&overview, metric)));
    assert_eq!(total, gross.zip(refunds).map(|(gross, refunds)| gross - refunds), "{overview:#}");
}

#[test]
fn a_full_refund_gives_back_all_that_was_paid_once() {
    let server = Server::start();
    let shop = server.shop("shop");
    order(&shop, "T-1");
    check(&shop, "0.00", "0.00", "0.00");
    for _ in 0..2 {
        refund(&shop, json!({ "transaction_id": "T-1" }));
        check(&shop, "38.00", "20.00", "10.00");
    }
    assert_eq!(shop.drops("duplicate_refund"), 1);
    assert_eq!(shop.overview()["orders"], 1, "a refunded order stays an order");
}

#[test]
fn a_refund_that_arrives_before_its_order_waits_for_it() {
    let server = Server::start();
    let shop = server.shop("shop");
    refund(
        &shop,
        json!({ "transaction_id": "T-1", "items": [{ "item_id": "LAMP", "quantity": 1 }] }),
    );
    assert_eq!(amount(&shop.overview(), "refunds"), "0.00", "of nothing, nothing is refunded");
    order(&shop, "T-1");
    check(&shop, "10.00", "10.00", "0.00");
    refund(
        &shop,
        json!({ "transaction_id": "T-1", "items": [{ "item_id": "LAMP", "quantity": 1 }] }),
    );
    check(&shop, "10.00", "10.00", "0.00");
}

#[test]
fn a_refund_of_another_order_waits_for_ever() {
    let server = Server::start();
    let shop = server.shop("shop");
    order(&shop, "T-1");
    refund(&shop, json!({ "transaction_id": "T-2" }));
    check(&shop, "0.00", "0.00", "0.00");
}

#[test]
fn an_item_is_refunded_at_what_was_paid_for_it() {
    let server = Server::start();
    let shop = server.shop("shop");
    order(&shop, "T-1");
    refund(
        &shop,
        json!({ "transaction_id": "T-1", "items": [{ "item_id": "LAMP", "quantity": 1 }] }),
    );
    check(&shop, "10.00", "10.00", "0.00");
    refund(
        &shop,
        json!({ "transaction_id": "T-1", "items": [{ "item_id": "POT", "price": "4.00" }] }),
    );
    check(&shop, "14.00", "10.00", "4.00");
}

#[test]
fn items_are_never_refunded_above_their_lines() {
    let server = Server::start();
    let shop = server.shop("shop");
    order(&shop, "T-1");
    refund(
        &shop,
        json!({ "transaction_id": "T-1", "items": [{ "item_id": "LAMP", "price": "99.00", "quantity": 7 }] }),
    );
    check(&shop, "20.00", "20.00", "0.00");
    refund(
        &shop,
        json!({ "transaction_id": "T-1", "items": [{ "item_id": "LAMP", "quantity": 2 }] }),
    );
    check(&shop, "20.00", "20.00", "0.00");
    refund(
        &shop,
        json!({ "transaction_id": "T-1", "items": [{ "item_id": "VASE", "price": "9.00" }] }),
    );
    check(&shop, "20.00", "20.00", "0.00");
}

#[test]
fn no_order_is_refunded_above_what_was_paid() {
    let server = Server::start();
    let shop = server.shop("shop");
    order(&shop, "T-1");
    refund(
        &shop,
        json!({ "transaction_id": "T-1", "value": "500.00", "items": [{ "item_id": "POT" }] }),
    );
    check(&shop, "38.00", "0.00", "10.00");
    refund(&shop, json!({ "transaction_id": "T-1", "refund_id": "another" }));
    check(&shop, "38.00", "20.00", "10.00");
}

#[test]
fn the_rest_of_an_order_is_what_a_full_refund_after_a_partial_one_gives_back() {
    let server = Server::start();
    let shop = server.shop("shop");
    order(&shop, "T-1");
    refund(
        &shop,
        json!({ "transaction_id": "T-1", "items": [{ "item_id": "LAMP", "quantity": 1 }] }),
    );
    refund(&shop, json!({ "transaction_id": "T-1" }));
    check(&shop, "38.00", "20.00", "10.00");
}

#[test]
fn what_the_shop_says_it_paid_back_for_items_is_believed_with_tax_and_shipping() {
    let server = Server::start();
    let shop = server.shop("shop");
    order(&shop, "T-1");
    let items = json!([{ "item_id": "POT" }]);
    refund(
        &shop,
        json!({ "transaction_id": "T-1", "value": "10.00", "tax": "1.00", "items": items }),
    );
    check(&shop, "11.00", "0.00", "10.00");
}

#[test]
fn two_refunds_of_the_same_thing_are_two_when_the_shop_names_them_so() {
    let server = Server::start();
    let shop = server.shop("shop");
    order(&shop, "T-1");
    let lamp = json!([{ "item_id": "LAMP", "quantity": 1 }]);
    for name in ["R-1", "R-2", "R-2"] {
        refund(&shop, json!({ "transaction_id": "T-1", "refund_id": name, "items": lamp }));
    }
    check(&shop, "20.00", "20.00", "0.00");
    assert_eq!(shop.drops("duplicate_refund"), 1);
}

#[test]
fn a_refund_lies_on_its_own_day_and_its_order_on_its_own() {
    const DAY_MS: i64 = 86_400_000;
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let events = [
        load.event_ago(
            2 * DAY_MS,
            "purchase",
            json!({ "transaction_id": "T-1", "value": "10.00" }),
        ),
        load.event_ago(DAY_MS, "refund", json!({ "transaction_id": "T-1" })),
    ];
    shop.store(&load.batch(&events));
    let days = shop.report("timeseries");
    let rows = days["rows"].as_array().cloned().unwrap_or_default();
    let moved: Vec<_> = rows
        .iter()
        .map(|row| {
            (amount(row, "gross_revenue"), amount(row, "refunds"), amount(row, "total_revenue"))
        })
        .filter(|(gross, refunds, _)| gross != "0.00" || refunds != "0.00")
        .collect();
    let text = |gross: &str, refunds: &str, total: &str| {
        (gross.to_owned(), refunds.to_owned(), total.to_owned())
    };
    assert_eq!(moved, [text("10.00", "0.00", "10.00"), text("0.00", "10.00", "-10.00")]);
}
