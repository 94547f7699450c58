//! A database from before there were rates: its orders in other currencies wait, and are exchanged like any others.

use footfall_tests::{Server, Shop, TestDir, amount, must};
use rusqlite::Connection;
use serde_json::json;

/// Yesterday: 20.00 euros, and 40.00 dollars of which 10.00 were paid back for one of two LAMPs.
fn old_database(dir: &TestDir) {
    must(std::fs::create_dir_all(dir.data()), "a directory");
    let database = must(Connection::open(dir.data().join("footfall.db")), "a database");
    let steps = [
        include_str!("../../collector/src/store/migrations/0001_first.sql"),
        include_str!("../../collector/src/store/migrations/0002_scrub_params.sql"),
    ];
    must(database.execute_batch(&steps.concat()), "the old tables");
    must(database.pragma_update(None, "user_version", 2), "their version");
    let day = footfall_tests::now_ms() / 86_400_000 - 1;
    let at_ms = day * 86_400_000;
    let rows = format!(
        "INSERT INTO site (key, name, currency, time_zone, origins, prices_include_tax, created_at_ms)
             VALUES ('shop', 'Shop', 'EUR', 'UTC', '[]', 0, 0);
         INSERT INTO product (site_id, item_key, name) VALUES (1, 'LAMP', 'Lamp');
         INSERT INTO purchase VALUES (1, 1, 'E-1', 99, {day}, {at_ms}, 'EUR', 2000, 2000, 0, 0, 0, 0, '');
         INSERT INTO purchase VALUES (2, 1, 'D-1', 99, {day}, {at_ms}, 'USD', 4000, 4000, 0, 0, 0, 1000, '');
         INSERT INTO purchase_item VALUES (2, 0, 1, 2000, 4000, 1000);
         INSERT INTO refund VALUES (1, 1, 'D-1', 'id:R-1', 2, {day}, {at_ms}, 'USD', 1000, NULL);
         INSERT INTO day_rollup VALUES (1, {day}, 0, 1, 2000, 2000, 0, 0, 0, 0);
         INSERT INTO product_rollup VALUES (1, {day}, 1, 0, 0, 0, 1, 2000, 0, 0, 0, 0, 0);"
    );
    must(database.execute_batch(&rows), "what it held");
}

#[test]
fn an_old_order_in_another_currency_is_exchanged_with_what_was_paid_back() {
    let dir = TestDir::default();
    old_database(&dir);
    let server = Server::on(&dir.data(), &[]);
    let shop = Shop::new(&server, "shop", &server.key("shop", "read"));
    let check = |orders: i64, gross: &str, refunds: &str, lamp: [&str; 2]| {
        let overview = shop.overview();
        let found = (&overview["orders"], amount(&overview, "gross_revenue"));
        assert_eq!(found, (&json!(orders), gross.to_owned()));
        assert_eq!(amount(&overview, "refunds"), refunds);
        let row = shop.row("products", "item_id", "LAMP");
        assert_eq!([amount(&row, "revenue"), amount(&row, "refunds")], lamp);
        assert_eq!((&row["orders"], &row["units"]), (&json!(1), &json!(2)));
    };
    check(1, "20.00", "0.00", ["0.00", "0.00"]);
    assert_eq!(shop.overview()["unconverted"][0]["orders"], 1);
    let yesterday = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().yesterday();
    let table = format!("Date,USD\n{},1.25\n", must(yesterday, "a date"));
    let file = server.data.with_extension("csv");
    must(std::fs::write(&file, table), "the rates");
    let imported = server.command(&["rates", "import", &file.display().to_string()]);
    assert!(imported.stdout.contains("\"converted_orders\":1"), "{imported:?}");
    check(2, "52.00", "8.00", ["32.00", "8.00"]);
    let row = shop.row("orders", "order_id", "D-1");
    let found = (amount(&row, "converted_total"), amount(&row, "converted_refunded"));
    assert_eq!(found, ("32.00".to_owned(), "8.00".to_owned()));
}
