//! What the line of live updates tells of the shop as it is now.

use std::io::{BufRead, BufReader};

use footfall_tests::{Server, Shop, amount, item, must};
use serde_json::{Value, json};

/// An open line, read event by event.
struct Line(BufReader<Box<dyn std::io::Read>>);

impl Line {
    fn open(server: &Server, shop: &Shop, query: &str) -> Self {
        let url = format!("{}/api/v1/sites/{}/live{query}", server.url, shop.id);
        let key = format!("Bearer {}", shop.key);
        Self(BufReader::new(must(server.http.open(&url, &[("authorization", &key)]), &url)))
    }

    /// The next event's name and data.
    fn next(&mut self) -> (String, Value) {
        let mut name = String::new();
        loop {
            let mut line = String::new();
            let read = must(self.0.read_line(&mut line), "a line");
            assert!(read > 0, "the line has ended");
            if let Some(said) = line.strip_prefix("event: ") {
                said.trim().clone_into(&mut name);
            } else if let Some(data) = line.strip_prefix("data: ") {
                return (name, must(serde_json::from_str(data), data));
            }
        }
    }

    fn now(&mut self) -> Value {
        loop {
            let (name, data) = self.next();
            if name == "now" {
                return data;
            }
        }
    }
}

#[test]
fn an_order_comes_over_the_line_with_who_is_there_and_what_lies_in_carts() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut line = Line::open(&server, &shop, "?now=1");
    let first = line.now();
    assert_eq!(
        (&first["people"], &first["carts"], &first["newest_orders"]),
        (&json!(0), &json!(0), &json!([])),
        "{first:#}"
    );

    let lamp = json!({ "items": [item("LAMP", "12.50", 3)] });
    let mut load = shop.load().at("https://shop.example/lamps?utm_source=news");
    let events = [load.page_view(), load.event("add_to_cart", lamp)];
    shop.store(&load.batch(&events));
    let now = line.now();
    assert_eq!((&now["people"], &now["carts"]), (&json!(1), &json!(1)), "{now:#}");
    assert_eq!(now["pages"], json!([{ "page": "/lamps", "people": 1 }]));
    assert_eq!(now["sources"][0]["source"], "news");
    assert_eq!(amount(&now, "carts_value"), "37.50");
    assert_eq!(now["newest_carts"][0]["units"], 3);
    assert_eq!(now["newest_carts"][0]["is_in_checkout"], false);

    let mut load = shop.load().at("https://shop.example/thanks");
    let events = [load.page_view(), load.purchase("T-1", "37.50", &[("LAMP", "12.50", 3)])];
    shop.store(&load.batch(&events));
    let now = line.now();
    assert_eq!((&now["people"], &now["carts"]), (&json!(1), &json!(0)), "{now:#}");
    assert_eq!(now["pages"], json!([{ "page": "/thanks", "people": 1 }]));
    let order = &now["newest_orders"][0];
    assert_eq!((&order["order_id"], amount(order, "total")), (&json!("T-1"), "37.50".to_owned()));
    assert_eq!(order["items"], json!([{ "name": "The LAMP", "units": 3 }]));
    assert_eq!(order["verified"], false);
}

#[test]
fn another_shops_visitors_are_not_told() {
    let server = Server::start();
    let (shop, other) = (server.shop("shop"), server.shop("other"));
    let mut load = other.load();
    let events = [load.page_view(), load.purchase("T-1", "5.00", &[("POT", "5.00", 1)])];
    other.store(&load.batch(&events));
    let now = Line::open(&server, &shop, "?now=1").now();
    assert_eq!((&now["people"], &now["newest_orders"]), (&json!(0), &json!([])), "{now:#}");
    let now = Line::open(&server, &other, "?now=1").now();
    assert_eq!((&now["people"], &now["newest_orders"][0]["order_id"]), (&json!(1), &json!("T-1")));
}

#[test]
fn whoever_does_not_ask_for_now_hears_of_commits_only() {
    let server = Server::start();
    let shop = server.shop("shop");
    let mut line = Line::open(&server, &shop, "");
    for told in 1..=2 {
        let mut load = shop.load();
        let events = [load.page_view()];
        shop.store(&load.batch(&events));
        assert_eq!(line.next(), ("commit".to_owned(), json!({ "events": told })));
    }
}
