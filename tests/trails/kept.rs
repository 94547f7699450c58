//! What is kept of products and of sessions that do too much.

use footfall_tests::{ANY_RATE, Server, TestDir, amount, must};
use serde_json::{Value, json};

use crate::states::rows;

const STEPS_OF_AN_EVENT: usize = 200;
const EVENTS: usize = 80;
const TRAIL_BYTES: i64 = 32 * 1024;
const DAY_MS: i64 = 86_400_000;

/// Without end: a page of 200 products, again and again in one session.
#[test]
fn a_machine_fills_its_trail_and_everything_else_is_counted_as_ever() {
    let dir = TestDir::default();
    let server = Server::on(&dir.data(), &ANY_RATE);
    let shop = server.shop("shop");
    let items: Vec<Value> =
        (0..STEPS_OF_AN_EVENT).map(|n| json!({ "item_id": format!("{n}") })).collect();
    let mut load = shop.load();
    let mut send = |shop: &footfall_tests::Shop, events: usize| {
        for _ in 0..events / 20 {
            let view = |_| load.event("view_item", json!({ "items": items }));
            let events: Vec<Value> = (0..20).map(view).collect();
            shop.store(&load.batch(&events));
        }
    };
    send(&shop, EVENTS);
    let check = |server: &Server, events: usize| {
        let database = server.database();
        let question = "select length(trail) from session";
        let bytes: Vec<i64> = rows(&database, question, |row| row.get(0));
        assert!(
            bytes.len() == 1 && (TRAIL_BYTES..TRAIL_BYTES + 100).contains(&bytes[0]),
            "{bytes:?}"
        );
        let all = shop.behind(server).all_products();
        let products = must(all["rows"].as_array().ok_or("none"), "the products");
        assert_eq!(products.len(), STEPS_OF_AN_EVENT);
        for product in products {
            assert_eq!(product["views"], events, "{product}");
        }
        shop.behind(server).drops("trail_full")
    };
    let too_many = check(&server, EVENTS);
    let steps = EVENTS * STEPS_OF_AN_EVENT;
    assert!(0 < too_many && too_many < steps as i64, "{too_many} of {steps}");
    server.kill();
    let server = Server::on(&dir.data(), &ANY_RATE);
    send(&shop.behind(&server), 20);
    let more = 20 * STEPS_OF_AN_EVENT as i64;
    assert_eq!(check(&server, EVENTS + 20), too_many + more);
}

#[test]
fn a_product_is_of_the_brand_and_the_categories_that_were_said_last() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut load = shop.load();
    let mut check = |said: Value, expected: [&str; 3]| {
        let mut item = json!({ "item_id": "LAMP" });
        for (key, value) in said.as_object().into_iter().flatten() {
            item[key] = value.clone();
        }
        let events = [load.event("view_item", json!({ "items": [item] }))];
        shop.store(&load.batch(&events));
        let question = "select name, brand, category from product";
        let found: Vec<[String; 3]> =
            rows(&server.database(), question, |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]));
        assert_eq!(found, [expected.map(str::to_owned)], "{said}");
    };
    check(json!({}), ["LAMP", "", ""]);
    check(json!({ "item_name": "Lamp", "item_brand": "Lux" }), ["Lamp", "Lux", ""]);
    let place = json!({ "item_category": "Home", "item_category2": "Light" });
    check(place, ["Lamp", "Lux", "Home > Light"]);
    check(json!({ "item_brand": "Umbra" }), ["Lamp", "Umbra", "Home > Light"]);
    check(json!({ "item_category": "Sale" }), ["Lamp", "Umbra", "Sale"]);
    check(json!({}), ["Lamp", "Umbra", "Sale"]);
}

#[test]
fn what_older_days_hold_is_of_the_category_that_a_product_has_now() {
    let server = Server::start();
    let shop = server.shop("shop");
    let sell = |days: i64, product: &str, category: &str| {
        let mut load = shop.load();
        let line = json!({ "item_id": product, "item_category": category, "price": "10.00" });
        let order = format!("{product}-{days}");
        let purchase = json!({ "transaction_id": order, "currency": "EUR", "value": "10.00", "items": [line] });
        let events = [load.event_ago(days * DAY_MS, "purchase", purchase)];
        shop.store(&load.batch(&events));
    };
    let check = |home: &str, garden: &str| {
        let revenue = ["Home", "Garden"]
            .map(|name| amount(&shop.row("categories", "category", name), "revenue"));
        assert_eq!(revenue, [home, garden]);
    };
    sell(2, "LAMP", "Home");
    sell(2, "STOOL", "Garden");
    check("10.00", "10.00");
    // A new one changes nothing of before.
    sell(0, "RUG", "Home");
    check("20.00", "10.00");
    // One that has another place takes along what it had brought.
    sell(0, "LAMP", "Garden");
    check("10.00", "30.00");
}
