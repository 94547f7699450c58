//! One order, told by the shop's server and by a page: the server is believed, the page says in which visit.

use footfall_tests::{Server, Shop, amount, item};
use serde_json::{Value, json};

use crate::sender::{Sender, order, page_says};

/// What a page says of the order that [`order`] is: another total, and another thing.
fn claim(id: &str) -> Value {
    json!({ "transaction_id": id, "currency": "EUR", "value": "1.00", "items": [item("VASE", "1.00", 1)] })
}

/// Told in both orders, both shops must show the same.
fn told_both_ways(check: impl Fn(&Shop)) {
    let server = Server::start();
    let (one, other) = (server.shop("server-first"), server.shop("page-first"));
    Sender::new(&server, "server-first").say("purchase", order("T-1"));
    page_says(&one, "purchase", claim("T-1"));
    page_says(&other, "purchase", claim("T-1"));
    Sender::new(&server, "page-first").say("purchase", order("T-1"));
    check(&one);
    check(&other);
}

#[test]
fn what_the_server_says_was_paid_and_bought_counts_instead_of_what_the_page_says() {
    told_both_ways(|shop| {
        let overview = shop.overview();
        assert_eq!(overview["orders"], 1);
        let found = ["gross_revenue", "item_revenue", "tax", "shipping"]
            .map(|metric| amount(&overview, metric));
        assert_eq!(found, ["29.00", "20.00", "4.00", "5.00"], "{}", shop.id);
        let lamp = shop.row("products", "item_id", "LAMP");
        assert_eq!((&lamp["orders"], &*amount(&lamp, "revenue")), (&json!(1), "20.00"));
        let vase = shop.row("products", "item_id", "VASE");
        assert_eq!(vase, Value::Null, "nothing ever happened to it");
    });
}

#[test]
fn the_visit_and_its_source_are_those_of_the_page() {
    told_both_ways(|shop| {
        let overview = shop.overview();
        assert_eq!(overview["session_conversion_rate"], 1.0, "{}", shop.id);
        let letter = shop.row("sources", "source", "letter");
        assert_eq!((&letter["orders"], &*amount(&letter, "total_revenue")), (&json!(1), "29.00"));
    });
}

#[test]
fn a_difference_is_counted_and_shown_beside_the_order() {
    told_both_ways(|shop| {
        assert_eq!((shop.drops("order_difference"), shop.drops("duplicate_order")), (1, 0));
        let row = shop.row("orders", "order_id", "T-1");
        assert_eq!((&row["verified"], &row["verified_by"]), (&json!(true), &json!("server")));
        let found = ["total", "reported", "difference"].map(|money| amount(&row, money));
        assert_eq!(found, ["29.00", "1.00", "28.00"], "{row:#}");
        assert_eq!((&row["source"], &row["medium"]), (&json!("letter"), &json!("email")));
    });
}

#[test]
fn two_reports_that_agree_differ_in_nothing() {
    let server = Server::start();
    let shop = server.shop("shop");
    page_says(&shop, "purchase", order("T-1"));
    Sender::new(&server, "shop").say("purchase", order("T-1"));
    assert_eq!(shop.drops("order_difference"), 0);
    let row = shop.row("orders", "order_id", "T-1");
    assert_eq!(
        (amount(&row, "reported"), amount(&row, "difference")),
        ("29.00".into(), "0.00".into())
    );
}

#[test]
fn of_two_pages_the_first_counts_and_of_two_reports_of_the_server_too() {
    let server = Server::start();
    let shop = server.shop("shop");
    page_says(&shop, "purchase", claim("T-1"));
    page_says(&shop, "purchase", order("T-1"));
    assert_eq!(amount(&shop.overview(), "gross_revenue"), "1.00");
    let sender = Sender::new(&server, "shop");
    sender.say("purchase", order("T-1"));
    sender.say("purchase", claim("T-1"));
    assert_eq!(amount(&shop.overview(), "gross_revenue"), "29.00");
    assert_eq!(shop.drops("duplicate_order"), 2);
}

#[test]
fn a_page_never_refunds_a_verified_order_whether_before_or_after() {
    let server = Server::start();
    let shop = server.shop("shop");
    let sender = Sender::new(&server, "shop");
    // A refund that waits for its order, one that had been settled, and one that comes after.
    page_says(&shop, "refund", json!({ "transaction_id": "T-1" }));
    sender.say("purchase", order("T-1"));
    page_says(&shop, "purchase", order("T-2"));
    page_says(&shop, "refund", json!({ "transaction_id": "T-2" }));
    assert_eq!(amount(&shop.overview(), "refunds"), "29.00");
    sender.say("purchase", order("T-2"));
    page_says(&shop, "refund", json!({ "transaction_id": "T-2", "refund_id": "R-9" }));
    assert_eq!(amount(&shop.overview(), "refunds"), "0.00");
    assert_eq!(amount(&shop.row("products", "item_id", "LAMP"), "refunds"), "0.00");
    assert_eq!(shop.drops("refund_of_verified_order"), 3);
    // The server's own counts, also under the name that a page has used.
    sender.say("refund", json!({ "transaction_id": "T-2" }));
    assert_eq!(amount(&shop.overview(), "refunds"), "29.00");
}

#[test]
fn the_servers_refund_stays_when_its_order_is_told_anew_and_never_exceeds_it() {
    let server = Server::start();
    let shop = server.shop("shop");
    let sender = Sender::new(&server, "shop");
    page_says(&shop, "purchase", json!({ "transaction_id": "T-1", "value": "500.00" }));
    sender.say("refund", json!({ "transaction_id": "T-1" }));
    assert_eq!(amount(&shop.overview(), "refunds"), "500.00");
    sender.say("purchase", order("T-1"));
    let overview = shop.overview();
    assert_eq!(
        (&*amount(&overview, "refunds"), &*amount(&overview, "total_revenue")),
        ("29.00", "0.00")
    );
}

#[test]
fn an_order_that_is_told_in_another_currency_leaves_the_totals_of_the_first() {
    let server = Server::start();
    let shop = server.shop("shop");
    page_says(&shop, "purchase", order("T-1"));
    let yen = json!({ "transaction_id": "T-1", "currency": "JPY", "value": "4500" });
    Sender::new(&server, "shop").say("purchase", yen);
    let overview = shop.overview();
    assert_eq!((&overview["orders"], &*amount(&overview, "gross_revenue")), (&json!(0), "0.00"));
    assert_eq!(
        overview["unconverted"][0]["gross_revenue"],
        json!({ "amount": "4500", "currency": "JPY" })
    );
    let row = shop.row("orders", "order_id", "T-1");
    assert_eq!((amount(&row, "reported"), &row["difference"]), ("29.00".into(), &Value::Null));
    assert_eq!(shop.drops("order_difference"), 1);
}

#[test]
fn an_order_moves_to_the_day_that_the_server_says() {
    const DAY_MS: i64 = 86_400_000;
    let server = Server::start();
    let shop = server.shop("shop");
    page_says(&shop, "purchase", order("T-1"));
    let at = footfall_tests::now_ms() - 2 * DAY_MS;
    let sent = Sender::new(&server, "shop")
        .send(&[], &[json!({ "name": "purchase", "at": at, "params": order("T-1") })]);
    assert_eq!(sent.status, 200);
    let rows = shop.report("timeseries")["rows"].as_array().cloned().unwrap_or_default();
    let orders: Vec<_> = rows.iter().filter_map(|row| row["orders"].as_i64()).collect();
    assert_eq!(orders, [0, 0, 1, 0, 0, 0], "of four days before to one after");
    assert_eq!(shop.row("orders", "order_id", "T-1")["at_ms"], at);
}
