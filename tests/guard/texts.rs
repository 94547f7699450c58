//! A flood of new texts: beyond a day's worth of them they are `(other)`, and the money is all there.

use footfall_tests::{Server, Shop, TestDir, amount, item};
use serde_json::{Value, json};

/// One view of each of these pages, each with a title of its own.
fn view(shop: &Shop, pages: impl Iterator<Item = usize>) {
    for page in pages {
        let mut load = shop.load().at(&format!("https://shop.example/page-{page}"));
        load.title = format!("Page {page}");
        let events = [load.page_view()];
        shop.store(&load.batch(&events));
    }
}

#[track_caller]
fn check_page(shop: &Shop, page: &str, views: i64) {
    assert_eq!(shop.row("pages", "page", page)["page_views"], views, "{page}");
}

#[test]
fn pages_beyond_a_days_worth_are_one_page_and_known_ones_count_as_ever() {
    let server = Server::with(&["--new-texts-per-day", "20"]);
    let shop = server.shop("shop");
    view(&shop, 0..50);
    let rows = shop.report("pages")["rows"].as_array().map_or(0, Vec::len);
    assert_eq!(rows, 21);
    check_page(&shop, "(other)", 30);
    assert_eq!(shop.row("pages", "page", "(other)")["title"], "(other)");
    assert_eq!(shop.row("pages", "page", "/page-19")["title"], "Page 19");
    // Of each of 30 requests the page and the title.
    assert_eq!(shop.drops("texts_folded"), 60);
    view(&shop, [3, 45].into_iter());
    check_page(&shop, "/page-3", 2);
    check_page(&shop, "(other)", 31);
    assert_eq!(shop.overview()["page_views"], 52, "nothing is lost");
}

#[test]
fn one_sites_flood_is_no_other_sites_matter_and_a_restart_gives_no_second_days_worth() {
    let dir = TestDir::default();
    let flags = ["--new-texts-per-day", "20"];
    let first = Server::on(&dir.data(), &flags);
    let (shop, other) = (first.shop("shop"), first.shop("other"));
    view(&shop, 0..25);
    first.kill();
    let second = Server::on(&dir.data(), &flags);
    let (shop, other) = (shop.behind(&second), other.behind(&second));
    view(&shop, 25..30);
    check_page(&shop, "(other)", 10);
    view(&other, 100..110);
    check_page(&other, "/page-109", 1);
    assert_eq!(other.drops("texts_folded"), 0);
}

#[test]
fn an_order_keeps_its_money_and_its_units_when_its_products_are_too_many() {
    let server = Server::with(&["--new-texts-per-day", "20"]);
    let shop = server.shop("shop");
    let mut load = shop.load();
    let items: Vec<Value> = (0..30).map(|n| item(&format!("P{n}"), "1.10", 2)).collect();
    let params = json!({
        "transaction_id": "1", "currency": "EUR", "value": "66.00", "tax": "1.00", "items": items,
    });
    let events = [load.page_view(), load.event("purchase", params)];
    shop.store(&load.batch(&events));
    let overview = shop.overview();
    assert_eq!(amount(&overview, "gross_revenue"), "67.00");
    assert_eq!(amount(&overview, "item_revenue"), "66.00");
    let folded = shop.row("products", "item_id", "(other)");
    assert_eq!((&folded["units"], &folded["orders"]), (&json!(20), &json!(1)));
    assert_eq!(amount(&folded, "revenue"), "22.00");
    assert_eq!(amount(&shop.row("products", "item_id", "P0"), "revenue"), "2.20");

    // And it can be refunded, in full and not beyond.
    let mut load = shop.load();
    let back: Vec<Value> = (0..30).map(|n| item(&format!("P{n}"), "1.10", 2)).collect();
    let params = json!({ "transaction_id": "1", "currency": "EUR", "items": back });
    let events = [load.page_view(), load.event("refund", params)];
    shop.store(&load.batch(&events));
    assert_eq!(amount(&shop.overview(), "refunds"), "66.00");
    assert_eq!(amount(&shop.row("products", "item_id", "(other)"), "refunds"), "22.00");
}

#[test]
fn made_up_campaigns_are_one_campaign() {
    // A fiftieth of it.
    let server = Server::with(&["--new-texts-per-day", "500"]);
    let shop = server.shop("shop");
    for n in 0..20 {
        let url = format!("https://shop.example/?utm_source=s{n}&utm_medium=m&utm_campaign=c");
        let shop = shop.visited_by(&n.to_string());
        let mut load = shop.load().at(&url);
        let events = [load.page_view()];
        shop.store(&load.batch(&events));
    }
    let rows = shop.report("sources")["rows"].as_array().map_or(0, Vec::len);
    assert_eq!(rows, 11);
    let other = shop.row("sources", "source", "(other)");
    assert_eq!((&other["medium"], &other["sessions"]), (&json!("(other)"), &json!(10)));
    assert_eq!(shop.drops("texts_folded"), 10);
}
