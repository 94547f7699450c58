//! The report `orders`: one by one, newest first, page by page.

use footfall_tests::{Server, amount};
use serde_json::{Value, json};

use crate::sender::{Sender, order};

#[test]
fn orders_are_listed_newest_first_in_pages_that_miss_and_repeat_none() {
    let server = Server::start();
    let shop = server.shop("shop");
    let sender = Sender::new(&server, "shop");
    let now_ms = footfall_tests::now_ms();
    // Two of one moment among them.
    let ages = [40, 0, 30, 20, 20, 10, 50];
    let events: Vec<Value> = ages
        .iter()
        .enumerate()
        .map(|(number, minutes)| {
            let at = now_ms - minutes * 60_000;
            json!({ "name": "purchase", "at": at, "params": order(&format!("T-{number}")) })
        })
        .collect();
    assert_eq!(sender.send(&[], &events).status, 200);
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let yesterday = today.yesterday().unwrap_or_default();
    let mut listed: Vec<String> = Vec::new();
    let mut after = String::new();
    for page in 0..4 {
        let more = format!("&limit=2{after}");
        let report = shop.report_of("orders", yesterday, today, &more);
        let rows = report["rows"].as_array().cloned().unwrap_or_default();
        assert_eq!(rows.len(), if page < 3 { 2 } else { 1 });
        listed.extend(rows.iter().filter_map(|row| row["order_id"].as_str().map(str::to_owned)));
        after = match report["next"].as_str() {
            Some(next) => format!("&after={next}"),
            None => break,
        };
    }
    assert_eq!(listed, ["T-1", "T-5", "T-4", "T-3", "T-2", "T-0", "T-6"]);
    let key = format!("Bearer {}", shop.key);
    let query = format!("from={yesterday}&to={today}&after=nowhere");
    let answer = shop.ask("orders", &query, &[("authorization", &key)]);
    assert_eq!((answer.status, &answer.json()["error"]["field"]), (400, &json!("after")));
}

#[test]
fn an_order_that_only_a_page_knows_is_not_verified_and_has_its_source() {
    let server = Server::start();
    let shop = server.shop("shop");
    crate::sender::page_says(&shop, "purchase", order("T-1"));
    crate::sender::page_says(&shop, "refund", json!({ "transaction_id": "T-1" }));
    let row = shop.row("orders", "order_id", "T-1");
    assert_eq!((&row["verified"], &row["verified_by"]), (&json!(false), &Value::Null));
    assert_eq!((amount(&row, "total"), amount(&row, "refunded")), ("29.00".into(), "29.00".into()));
    assert_eq!((&row["reported"], &row["difference"]), (&Value::Null, &Value::Null));
    assert_eq!((&row["source"], &row["campaign"]), (&json!("letter"), &json!("")));
}
