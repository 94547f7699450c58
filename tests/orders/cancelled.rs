//! Cancelled orders leave their own day, and what was refunded of them is void.

use footfall_tests::{Server, Shop, amount, item};
use serde_json::{Value, json};

use crate::sender::{Sender, order, page_says};

#[track_caller]
fn check(shop: &Shop, orders: i64, gross: &str, refunds: &str, conversion: Value) {
    let overview = shop.overview();
    let found = (
        &overview["orders"],
        &*amount(&overview, "gross_revenue"),
        &*amount(&overview, "refunds"),
        &overview["session_conversion_rate"],
    );
    assert_eq!(found, (&json!(orders), gross, refunds, &conversion), "{overview:#}");
    let lamp = shop.row("products", "item_id", "LAMP");
    let counts = ["orders", "units"].map(|count| lamp[count].as_i64().unwrap_or(0));
    assert_eq!(counts, [orders, orders], "{lamp:#}");
}

fn cancel(id: &str) -> Value {
    json!({ "transaction_id": id })
}

#[test]
fn a_cancelled_order_and_its_refunds_count_nowhere() {
    let server = Server::start();
    let shop = server.shop("shop");
    let sender = Sender::new(&server, "shop");
    page_says(&shop, "purchase", order("T-1"));
    sender.say("refund", json!({ "transaction_id": "T-1", "items": [item("LAMP", "8.00", 1)] }));
    check(&shop, 1, "29.00", "8.00", json!(1.0));
    sender.say("order_cancelled", cancel("T-1"));
    check(&shop, 0, "0.00", "0.00", json!(0.0));
    let letter = shop.row("sources", "source", "letter");
    assert_eq!((&letter["orders"], &*amount(&letter, "total_revenue")), (&json!(0), "0.00"));
    // A refund after it is of nothing.
    sender.say("refund", json!({ "transaction_id": "T-1" }));
    check(&shop, 0, "0.00", "0.00", json!(0.0));
    assert!(shop.row("orders", "order_id", "T-1")["cancelled_at_ms"].is_i64());
}

#[test]
fn what_the_shopper_did_stays_done() {
    let server = Server::start();
    let shop = server.shop("shop");
    let line = json!({ "items": [item("LAMP", "20.00", 1)] });
    for name in ["view_item", "add_to_cart", "begin_checkout"] {
        page_says(&shop, name, line.clone());
    }
    page_says(&shop, "purchase", order("T-1"));
    Sender::new(&server, "shop").say("order_cancelled", cancel("T-1"));
    assert_eq!(shop.report("funnel")["steps"][3]["count"], 1);
    assert_eq!(shop.row("products", "item_id", "LAMP")["buy_rate"], 1.0);
    let overview = shop.overview();
    assert_eq!(
        (&overview["carts"], &overview["checkout_abandonment_rate"]),
        (&json!(1), &json!(0.0))
    );
}

#[test]
fn a_cancellation_that_comes_before_its_order_waits_for_it() {
    let server = Server::start();
    let shop = server.shop("shop");
    Sender::new(&server, "shop").say("order_cancelled", cancel("T-1"));
    page_says(&shop, "purchase", order("T-1"));
    check(&shop, 0, "0.00", "0.00", json!(0.0));
}

#[test]
fn a_page_cancels_what_pages_say_and_nothing_else() {
    let server = Server::start();
    let shop = server.shop("shop");
    let sender = Sender::new(&server, "shop");
    page_says(&shop, "purchase", order("T-1"));
    page_says(&shop, "order_cancelled", cancel("T-1"));
    check(&shop, 0, "0.00", "0.00", json!(0.0));
    // The server knows better.
    sender.say("purchase", order("T-1"));
    check(&shop, 1, "29.00", "0.00", json!(1.0));
    page_says(&shop, "order_cancelled", cancel("T-1"));
    check(&shop, 1, "29.00", "0.00", json!(1.0));
    assert_eq!(shop.drops("cancellation_of_verified_order"), 2);
    page_says(&shop, "order_cancelled", cancel("T-2"));
    sender.say("purchase", order("T-2"));
    assert_eq!(shop.overview()["orders"], 2);
}

#[test]
fn a_cancellation_counts_once() {
    let server = Server::start();
    let shop = server.shop("shop");
    let sender = Sender::new(&server, "shop");
    sender.say("purchase", order("T-1"));
    for request in ["1", "2"] {
        let event = json!({ "name": "order_cancelled", "params": cancel("T-1") });
        assert_eq!(sender.send(&[("idempotency-key", request)], &[event]).status, 200);
    }
    assert_eq!(shop.drops("duplicate_cancellation"), 1);
    assert_eq!(shop.overview()["orders"], 0);
}
