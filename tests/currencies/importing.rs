//! `footfall rates`: what is imported, what changes by it, and what stays.

use footfall_tests::{Output, Server, Shop, amount, item, must};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

/// So many days ago, in UTC.
fn date(days_ago: i32) -> String {
    Timestamp::now().to_zoned(TimeZone::UTC).date().saturating_sub(days_ago.days()).to_string()
}

fn import(server: &Server, table: &str) -> Output {
    let file = server.data.with_extension("csv");
    must(std::fs::write(&file, table), "the rates");
    server.command(&["rates", "import", &file.display().to_string()])
}

#[track_caller]
fn imported(server: &Server, table: &str) -> Value {
    let output = import(server, table);
    assert!(output.success, "{output:?}");
    must(serde_json::from_str(&output.stdout), &output.stdout)
}

fn order(shop: &Shop, id: &str, currency: &str, total: &str) {
    let mut load = shop.load();
    let params = json!({
        "transaction_id": id, "currency": currency, "value": total, "items": [item("LAMP", total, 1)],
    });
    let events = [load.event("purchase", params)];
    shop.store(&load.batch(&events));
}

fn revenue(shop: &Shop) -> (i64, String) {
    let overview = shop.overview();
    (overview["orders"].as_i64().unwrap_or(-1), amount(&overview, "gross_revenue"))
}

#[test]
fn an_order_waits_apart_until_its_rate_is_imported_and_then_counts_everywhere() {
    let server = Server::start();
    let shop = server.shop("shop");
    order(&shop, "T-1", "USD", "10.00");
    order(&shop, "T-2", "EUR", "5.00");
    assert_eq!(revenue(&shop), (1, "5.00".to_owned()));
    assert_eq!(shop.overview()["unconverted"][0]["currency"], "USD");
    assert_eq!(shop.row("orders", "order_id", "T-1")["converted_total"], Value::Null);

    let said = imported(&server, &format!("Date,USD,CYP,\n{},1.25,N/A,\n", date(2)));
    let expected = json!({
        "days": 1, "rates": 2, "changed_rates": 2, "unknown_currencies": ["CYP"],
        "converted_orders": 1, "orders_without_rate": 0,
    });
    assert_eq!(said, expected);
    assert_eq!(revenue(&shop), (2, "13.00".to_owned()));
    assert_eq!(shop.overview()["unconverted"], json!([]));
    assert_eq!(amount(&shop.row("products", "item_id", "LAMP"), "revenue"), "13.00");
    assert_eq!(amount(&shop.row("sources", "source", "(direct)"), "gross_revenue"), "13.00");
    let row = shop.row("orders", "order_id", "T-1");
    assert_eq!(amount(&row, "converted_total"), "8.00");
    let rates = (&row["rate_date"], &row["rate_per_euro"], &row["site_rate_per_euro"]);
    assert_eq!(rates, (&json!(date(2)), &json!("1.25"), &json!("1")));
    assert_eq!(shop.row("orders", "order_id", "T-2")["rate_date"], Value::Null);
}

#[test]
fn an_order_keeps_its_rate_and_a_full_refund_months_later_nets_to_nothing() {
    let server = Server::start();
    let shop = server.shop("shop");
    imported(&server, &format!("Date,USD\n{},3.00\n", date(0)));
    order(&shop, "T-1", "USD", "10.00");
    assert_eq!(revenue(&shop), (1, "3.33".to_owned()));
    // The bank corrects its rate, and publishes another one.
    let said = imported(&server, &format!("Date,USD\n{},1.00\n{},2.00\n", date(-1), date(0)));
    assert_eq!((&said["changed_rates"], &said["converted_orders"]), (&json!(3), &json!(0)));
    assert_eq!(revenue(&shop), (1, "3.33".to_owned()));
    let mut load = shop.load();
    let refund = |value: &str, id: &str| {
        json!({
            "transaction_id": "T-1", "refund_id": id, "currency": "USD", "value": value,
            "items": [item("LAMP", value, 1)],
        })
    };
    let events = [
        load.event("refund", refund("3.35", "R-1")),
        load.event("refund", refund("3.35", "R-2")),
        load.event("refund", refund("3.30", "R-3")),
    ];
    shop.store(&load.batch(&events));
    let overview = shop.overview();
    assert_eq!(
        (amount(&overview, "refunds"), amount(&overview, "total_revenue")),
        ("3.33".to_owned(), "0.00".to_owned())
    );
    let lamp = shop.row("products", "item_id", "LAMP");
    assert_eq!(amount(&lamp, "revenue"), amount(&lamp, "refunds"));
}

/// Refunds are exchanged one after the other, so what each comes to is a matter of their order. They were read by their
/// ids, and a day kept a cent that was never given back.
#[test]
fn refunds_are_exchanged_in_the_order_in_which_they_happened_whatever_their_ids() {
    let server = Server::start();
    let shop = server.shop_at_noon("shop");
    imported(&server, &format!("Date,USD\n{},2.00\n", date(4)));
    const HOUR_MS: i64 = 3_600_000;
    let mut load = shop.load();
    let params = json!({
        "transaction_id": "T-1", "currency": "USD", "value": "1.00", "items": [item("LAMP", "1.00", 1)],
    });
    let events = [load.event_ago(60 * HOUR_MS, "purchase", params)];
    shop.store(&load.batch(&events));
    for (hours, id) in [(48, "R-2"), (24, "R-1"), (0, "R-3")] {
        let mut load = shop.load();
        let params = json!({
            "transaction_id": "T-1", "refund_id": id, "currency": "USD", "value": "0.01",
            "items": [item("LAMP", "0.01", 1)],
        });
        let events = [load.event_ago(hours * HOUR_MS, "refund", params)];
        shop.store(&load.batch(&events));
    }
    let days = shop.report("timeseries")["rows"].as_array().cloned().unwrap_or_default();
    let refunds = days.iter().map(|day| amount(day, "refunds"));
    let given_back: Vec<String> = refunds.filter(|refunds| refunds != "0.00").collect();
    // Half a cent each: rounded up, then nothing, then up again.
    assert_eq!(given_back, ["0.01", "0.01"]);
}

#[test]
fn a_rate_is_good_for_a_week_and_no_longer() {
    let server = Server::start();
    let shop = server.shop("shop");
    order(&shop, "T-1", "USD", "10.00");
    let said = imported(&server, &format!("Date,USD\n{},2.00\n{},2.00\n", date(-1), date(8)));
    assert_eq!((&said["converted_orders"], &said["orders_without_rate"]), (&json!(0), &json!(1)));
    let said = imported(&server, &format!("Date,USD\n{},2.50\n", date(7)));
    assert_eq!((&said["converted_orders"], &said["orders_without_rate"]), (&json!(1), &json!(0)));
    assert_eq!(revenue(&shop), (1, "4.00".to_owned()));
}

#[test]
fn a_cart_in_another_currency_is_worth_something_once_there_is_a_rate() {
    let server = Server::start();
    let shop = server.shop_at_noon("shop");
    let mut load = shop.load();
    let add = json!({ "currency": "USD", "items": [item("LAMP", "10.00", 1)] });
    let events = [load.event_ago(2 * 3_600_000, "add_to_cart", add)];
    shop.store(&load.batch(&events));
    let lost = || amount(&shop.overview(), "lost_revenue");
    assert_eq!(lost(), "0.00");
    imported(&server, &format!("Date,USD\n{},1.25\n", date(3)));
    assert_eq!(lost(), "8.00");
}

#[test]
fn rates_are_listed_and_a_file_that_is_no_table_changes_nothing() {
    let server = Server::start();
    for (table, words) in [
        ("order_id,total\n1,2\n", "first line"),
        ("Date,USD\n2026-01-02,1.1\n2026-01-01,x\n", "line 3: x is no rate"),
    ] {
        let refused = import(&server, table);
        assert!(!refused.success && refused.stderr.contains(words), "{refused:?}");
    }
    assert_eq!(server.command(&["rates", "list"]).stdout, "");
    imported(&server, "Date,USD,JPY\n2026-01-02,1.10,N/A\n2026-01-01,1.20,160\n");
    let listed = server.command(&["rates", "list"]).stdout;
    let expected = "EUR\t2026-01-01\t2026-01-02\t2\t1\n\
                    JPY\t2026-01-01\t2026-01-01\t1\t160\n\
                    USD\t2026-01-01\t2026-01-02\t2\t1.1\n";
    assert_eq!(listed, expected);
    let missing = server.command(&["rates", "import", "/nowhere.csv"]);
    assert!(!missing.success && missing.stderr.contains("/nowhere.csv"), "{missing:?}");
}
