//! A database from before orders could be verified: its orders and refunds go on as they were.

use footfall_tests::{Server, TestDir, amount, must};
use rusqlite::Connection;
use serde_json::json;

use crate::sender::Sender;

/// Yesterday, as days since 1970: reports ask for the last four.
fn yesterday() -> i64 {
    footfall_tests::now_ms() / 86_400_000 - 1
}

/// 30.00 for two LAMPs, of which one was refunded.
fn old_database(dir: &TestDir) {
    must(std::fs::create_dir_all(dir.data()), "a directory");
    let database = must(Connection::open(dir.data().join("footfall.db")), "a database");
    let steps = [
        include_str!("../../collector/src/store/migrations/0001_first.sql"),
        include_str!("../../collector/src/store/migrations/0002_scrub_params.sql"),
    ];
    must(database.execute_batch(&steps.concat()), "the old tables");
    must(database.pragma_update(None, "user_version", 2), "their version");
    let (day, at_ms) = (yesterday(), yesterday() * 86_400_000);
    let rows = format!(
        "INSERT INTO site (key, name, currency, time_zone, origins, prices_include_tax, created_at_ms)
             VALUES ('shop', 'Shop', 'EUR', 'UTC', '[\"https://shop.example\"]', 0, 0);
         INSERT INTO product (site_id, item_key, name) VALUES (1, 'LAMP', 'Lamp');
         INSERT INTO purchase VALUES (1, 1, 'T-1', 99, {day}, {at_ms}, 'EUR', 3000, 3000, 0, 0, 0, 1500, '');
         INSERT INTO purchase_item VALUES (1, 0, 1, 2000, 3000, 1500);
         INSERT INTO refund VALUES (1, 1, 'T-1', 'id:R-1', 1, {day}, {at_ms}, 'EUR', 1500, NULL);
         INSERT INTO day_rollup VALUES (1, {day}, 0, 1, 3000, 3000, 0, 0, 0, 1500);
         INSERT INTO product_rollup VALUES (1, {day}, 1, 0, 0, 0, 1, 2000, 3000, 1500, 0, 0, 0);"
    );
    must(database.execute_batch(&rows), "what it held");
}

#[test]
fn an_old_orders_refunds_stay_and_count_when_it_is_refunded_further_and_cancelled() {
    let dir = TestDir::default();
    old_database(&dir);
    let server = Server::on(&dir.data(), &[]);
    let shop = footfall_tests::Shop::new(&server, "shop", &server.key("shop", "read"));
    let sender = Sender::new(&server, "shop");
    let check = |refunds: &str| {
        assert_eq!(amount(&shop.overview(), "refunds"), refunds);
        assert_eq!(amount(&shop.row("products", "item_id", "LAMP"), "refunds"), refunds);
        assert_eq!(amount(&shop.row("orders", "order_id", "T-1"), "refunded"), refunds);
    };
    check("15.00");
    sender.say("refund", json!({ "transaction_id": "T-1", "refund_id": "R-2" }));
    check("30.00");
    sender.say("refund", json!({ "transaction_id": "T-1", "refund_id": "R-3" }));
    check("30.00");
    sender.say("order_cancelled", json!({ "transaction_id": "T-1" }));
    let overview = shop.overview();
    assert_eq!(
        (&overview["orders"], &*amount(&overview, "gross_revenue"), &*amount(&overview, "refunds")),
        (&json!(0), "0.00", "0.00")
    );
}
