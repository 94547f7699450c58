//! What a filter bar offers while somebody types: values that there are, the frequent first, and of this shop only.

use footfall_tests::{PageLoad, Server, Shop, item};
use serde_json::{Value, json};

const FILTERS: usize = 31;

fn told(shop: &Shop, visitor: &str, load: &mut PageLoad, more: &[(&str, Value)]) {
    let mut events = vec![load.page_view()];
    events.extend(more.iter().map(|(name, params)| load.event(name, params.clone())));
    shop.visited_by(visitor).store(&load.batch(&events));
}

/// Three visits: two of the sale by mail, one of a lamp that is bought.
fn visited(shop: &Shop) {
    for visitor in ["one", "two"] {
        let url =
            "https://shop.example/sale?utm_source=newsletter&utm_medium=email&utm_campaign=Sale";
        told(shop, visitor, &mut shop.load().at(url), &[]);
    }
    let mut load = shop.load().at("https://shop.example/lamp-sale").from("https://blog.example/");
    load.time_zone = Some("Europe/Paris".to_owned());
    let mut lamp = item("LAMP-100%", "12.50", 1);
    lamp["item_brand"] = json!("Lux");
    lamp["item_category"] = json!("Home");
    let items = json!({ "items": [lamp] });
    let order = json!({ "transaction_id": "T-1", "currency": "EUR", "value": 25, "coupon": "TEN", "items": [lamp] });
    let list = json!({ "item_list_name": "New", "items": [lamp] });
    let steps = [
        ("search", json!({ "search_term": "lamp" })),
        ("view_item_list", list),
        ("view_item", items),
        ("opened_a_drawer", json!({})),
        ("purchase", order),
    ];
    told(shop, "three", &mut load, &steps);
}

fn values(shop: &Shop, query: &str) -> Vec<String> {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let from = today.saturating_sub(jiff::ToSpan::days(89));
    let answer = shop.report_of("values", from, today.saturating_add(jiff::ToSpan::days(1)), query);
    let rows = answer["rows"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row["value"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn values_are_those_that_there_are_the_frequent_first() {
    let server = Server::start();
    let (shop, other) = (server.shop("shop"), server.shop("other"));
    visited(&shop);
    told(&other, "four", &mut other.load().at("https://shop.example/elsewhere"), &[]);
    let cases: &[(&str, &[&str])] = &[
        ("dimension=source", &["newsletter", "blog.example"]),
        ("dimension=medium", &["email", "referral"]),
        ("dimension=campaign", &["Sale"]),
        ("dimension=page", &["/sale", "/lamp-sale"]),
        ("dimension=page&limit=1", &["/sale"]),
        // What begins with it comes before what is more frequent and only contains it.
        ("dimension=page&q=LAMP", &["/lamp-sale"]),
        ("dimension=page&q=%2Fla", &["/lamp-sale"]),
        ("dimension=page&q=elsewhere", &[]),
        ("dimension=product", &["LAMP-100%"]),
        ("dimension=product_bought&q=100%25", &["LAMP-100%"]),
        ("dimension=product&q=_", &[]),
        ("dimension=product_name", &["The LAMP-100%"]),
        ("dimension=brand", &["Lux"]),
        ("dimension=category&q=ho", &["Home"]),
        ("dimension=search_term", &["lamp"]),
        ("dimension=list", &["New"]),
        ("dimension=event", &["opened_a_drawer"]),
        ("dimension=coupon&q=t", &["TEN"]),
        ("dimension=order_id", &["T-1"]),
        ("dimension=country&q=f", &["FR"]),
        ("dimension=device", &["desktop", "mobile", "tablet"]),
        ("dimension=device&q=b", &["mobile", "tablet"]),
        ("dimension=revenue", &[]),
    ];
    for (query, expected) in cases {
        assert_eq!(values(&shop, &format!("&{query}")), *expected, "{query}");
    }
}

#[test]
fn a_value_that_begins_with_what_was_typed_comes_before_one_that_only_contains_it() {
    let server = Server::start();
    let shop = server.shop("shop");
    for (visitor, path) in [("one", "a-mug"), ("two", "a-mug"), ("three", "mug")] {
        let url = format!("https://shop.example/?utm_source={path}");
        told(&shop, visitor, &mut shop.load().at(&url), &[]);
    }
    assert_eq!(values(&shop, "&dimension=source&q=mug"), ["mug", "a-mug"]);
    assert_eq!(values(&shop, "&dimension=source"), ["a-mug", "mug"]);
}

#[test]
fn dimensions_of_filters_are_listed_and_none_else_is_known() {
    let server = Server::start();
    let shop = server.shop("shop");
    let key = format!("Bearer {}", shop.key);
    let url = format!("{}/api/v1/definitions", server.url);
    let definitions = server.http.get(&url, &[("authorization", &key)]).json();
    let filters = definitions["filters"].as_array().cloned().unwrap_or_default();
    assert_eq!(filters.len(), FILTERS);
    for filter in filters {
        let id = filter["id"].as_str().unwrap_or_default();
        let found = values(&shop, &format!("&dimension={id}"));
        let known = filter["values"].as_array().cloned().unwrap_or_default();
        assert!(
            known.iter().all(|value| found.iter().any(|found| value == found)),
            "{id}: {found:?}"
        );
        assert_eq!(found.len(), known.len(), "{id} of a shop that nobody visited: {found:?}");
    }
    let query = "from=2026-01-01&to=2026-01-02&dimension=colour";
    let wrong = shop.ask("values", query, &[("authorization", &key)]);
    assert_eq!((wrong.status, &wrong.json()["error"]["field"]), (400, &json!("dimension")));
}
