//! Unique pages and product names by the hundred thousand: the server's memory does not grow with them.

use footfall_tests::{Server, Shop, item, must};
use serde_json::{Value, json};

/// Of each: pages, and products.
const UNIQUE: usize = 10_000;
const UNIQUE_LONG: usize = 1_000_000;
const BATCH: usize = 400;
const SENDERS: usize = 4;
const MAX_RESIDENT_BYTES: u64 = 128_000_000;
/// The default, in the long run; fewer than there are in the short one.
const PER_DAY: usize = 2_000;
const PER_DAY_LONG: usize = 50_000;

/// Each event on a page of its own, with a product of its own.
fn flood(shop: &Shop, unique: std::ops::Range<usize>) {
    let mut load = shop.load();
    let (mut pages, mut events) = (Vec::new(), Vec::new());
    for (view, n) in unique.enumerate() {
        let view = 2 * view;
        let url = format!("https://shop.example/flood/{n}?this-page-is-like-no-other={n}");
        pages.push(json!({ "view": view, "url": url, "title": format!("Page {n}") }));
        let item = item(&format!("SKU-{n}-made-up"), "1.00", 1);
        let viewed = json!({ "currency": "EUR", "items": [item] });
        for (name, params) in [("page_view", json!({})), ("view_item", viewed)] {
            let mut event = load.event(name, params);
            event["view"] = json!(view);
            events.push(event);
        }
    }
    let mut batch = load.batch(&events);
    batch["pages"] = Value::Array(pages);
    shop.store(&batch);
}

/// By `/metrics`, as an operator sees it.
fn metric(server: &Server, name: &str) -> u64 {
    let answer = server.http.get(&format!("{}/metrics", server.url), &[]);
    let mut lines = answer.body.lines();
    let found = lines.find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    must(found.ok_or(answer.body.clone()), name)
}

#[test]
fn a_flood_of_unique_pages_and_products_leaves_the_memory_flat() {
    let (unique, per_day) = match std::env::var_os("FOOTFALL_LONG") {
        Some(_) => (UNIQUE_LONG, PER_DAY_LONG),
        None => (UNIQUE, PER_DAY),
    };
    let server = Server::with(&["--new-texts-per-day", &per_day.to_string()]);
    let shop = server.shop("shop");
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            let shop = &shop;
            scope.spawn(move || {
                let first = sender * BATCH;
                for (n, start) in (first..unique).step_by(SENDERS * BATCH).enumerate() {
                    // Many visitors: one would be told to slow down.
                    let shop = shop.visited_by(&format!("{sender}-{}", n % 1_000));
                    flood(&shop, start..(start + BATCH).min(unique));
                }
            });
        }
    });
    let resident = metric(&server, "footfall_resident_bytes ");
    println!("{unique} unique pages and products: {resident} bytes resident");
    assert!(resident < MAX_RESIDENT_BYTES, "{resident}");
    assert_eq!(metric(&server, "footfall_events_stored_total "), 2 * unique as u64);
    assert_eq!(shop.overview()["page_views"], unique);
    // Pages, titles and products; and the page that a visit begins on is looked for once more.
    let (folded, visits) = (3 * (unique - per_day), unique / BATCH);
    let counted = shop.drops("texts_folded") as usize;
    assert!((folded..=folded + visits).contains(&counted), "{counted} instead of {folded}");
    let other = shop.row("pages", "page", "(other)");
    assert_eq!(other["page_views"], unique - per_day);
}
