//! Texts that shoppers and clients choose, in every place where they can: none of them runs in any view or export, and the
//! policy of the page has nothing to report, since nothing was even tried.

use footfall_tests::{Dashboard, Engine, Server, Shop, views, wait_until};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::payloads::payloads;

/// What fits into one page of a table.
const TEXTS_OF_A_SHOP: usize = 50;

/// Before anything of a page runs.
const WATCH: &str = "window.violations = [];
    addEventListener('securitypolicyviolation', (event) => violations.push(`${event.violatedDirective} ${event.blockedURI}`));";

/// One visit that says a text wherever a shopper, a link or a shop's own page can say something.
fn visit(shop: &Shop, number: usize, text: &str) {
    let coded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let url = format!(
        "https://shop.example/{coded}?utm_source={coded}&utm_medium={coded}&utm_campaign={coded}"
    );
    let mut load =
        shop.visited_by(text).load().at(&url).from(&format!("https://elsewhere.example/{coded}"));
    load.title = text.to_owned();
    let id = format!("{number} {text}");
    let item = json!({
        "item_id": id, "item_name": text, "item_brand": text, "item_variant": text, "coupon": text, "affiliation": text,
        "item_category": text, "item_category2": text, "item_list_id": text, "item_list_name": text, "price": "1.00",
    });
    let promotion = json!({
        "promotion_id": text, "promotion_name": text, "creative_name": text, "creative_slot": text, "items": [item],
    });
    let list = json!({ "item_list_id": text, "item_list_name": text, "items": [item] });
    let items = json!({ "currency": "EUR", "value": "1.00", "coupon": text, "items": [item] });
    let mut order = items.clone();
    order["transaction_id"] = json!(id);
    order["affiliation"] = json!(text);
    let events = [
        load.page_view(),
        load.event("view_item_list", list.clone()),
        load.event("select_item", list),
        load.event("view_promotion", promotion.clone()),
        load.event("select_promotion", promotion),
        load.event("search", json!({ "search_term": text })),
        load.event("own_event", json!({ "said": text })),
        load.event("view_item", items.clone()),
        load.event("add_to_cart", items.clone()),
        load.event("begin_checkout", items),
        load.event("purchase", order),
    ];
    let mut batch = load.batch(&events);
    batch["customer"] = json!(id);
    shop.store(&batch);
    // Another cart, which nobody orders.
    let mut load = shop.visited_by(&format!("another {number}")).load().at(&url);
    let events = [load.page_view(), load.event("add_to_cart", json!({ "items": [item] }))];
    shop.store(&load.batch(&events));
}

#[track_caller]
fn is_calm(page: &Dashboard, at: &str) {
    let heard = page.browser.run("return [window.ran ?? null, window.violations ?? 'unwatched']");
    assert_eq!(heard, json!([null, []]), "{at}");
}

/// Every text is where it was seen in a table, as a text.
#[track_caller]
fn shows(page: &Dashboard, view: &str, texts: &[String]) {
    let shown = page.browser.run("return document.getElementById('stage').textContent");
    let shown = shown.as_str().unwrap_or_default();
    let missing: Vec<_> = texts.iter().filter(|text| !shown.contains(text.as_str())).collect();
    assert!(missing.is_empty(), "{view} does not show {missing:?}");
}

fn exports(shop: &Shop) {
    let key = format!("Bearer {}", shop.key);
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let (from, to) = (today.saturating_sub(1.day()), today.saturating_add(1.day()));
    for report in ["products", "pages", "sources", "campaigns", "coupons", "searches", "orders"] {
        for (format, content) in [
            ("json", "application/json"),
            ("csv", "text/csv; charset=utf-8"),
            ("ndjson", "application/x-ndjson"),
        ] {
            let query = format!("from={from}&to={to}&format={format}&limit=1000");
            let answer = shop.ask(report, &query, &[("authorization", &key)]);
            let what = format!("{report} as {format}");
            assert_eq!(answer.status, 200, "{what}: {answer:?}");
            assert!(answer.body.contains("ran"), "{what}: {answer:?}");
            assert_eq!(answer.header("content-type"), Some(content), "{what}");
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{what}");
        }
    }
}

#[test]
fn no_text_that_a_client_can_send_runs_in_any_view_or_export() {
    let all = payloads();
    assert_eq!(all.len(), 500);
    // Each shop costs a quarter of a minute. Without FOOTFALL_LONG one has some of every kind.
    let is_long = std::env::var_os("FOOTFALL_LONG").is_some();
    let some: Vec<String> = all.iter().step_by(all.len() / TEXTS_OF_A_SHOP + 1).cloned().collect();
    let shops: Vec<&[String]> =
        if is_long { all.chunks(TEXTS_OF_A_SHOP).collect() } else { vec![&some] };

    let server = Server::start();
    let mut page = Dashboard::open(Engine::Chromium, &server, "shop-0");
    page.browser.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": WATCH }));
    for (number, texts) in shops.into_iter().enumerate() {
        let id = format!("shop-{number}");
        let name = texts.first().map_or("", |text| text);
        let flags = ["--name", name, "--origin", "https://shop.example"];
        let shop = server.shop_with(&id, &flags);
        for (number, text) in texts.iter().enumerate() {
            visit(&shop, number, text);
        }
        exports(&shop);
        page.look_at(&id);
        for view in views() {
            page.show(&format!("view={}&range=today", view.id));
            assert_eq!(page.settled(), "ready", "{}", view.id);
            is_calm(&page, &view.id);
            if view.id == "products" {
                shows(&page, &view.id, texts);
            }
        }
        let errors = page.browser.errors();
        assert_eq!(errors, Vec::<Value>::new(), "of {id}");
        by_hand(&page, texts);
    }
}

/// Where a text becomes part of the question.
fn by_hand(page: &Dashboard, texts: &[String]) {
    for text in texts.iter().step_by(10) {
        let coded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let quoted = format!("source=={text:?}");
        let filter: String = form_urlencoded::byte_serialize(quoted.as_bytes()).collect();
        for query in [
            format!("view=overview&range=today&filter={filter}"),
            format!("view=product&item={coded}"),
            format!("view={coded}&range={coded}&segment={coded}&item={coded}&find={coded}"),
            format!("view=products&find={coded}"),
        ] {
            page.show(&query);
            wait_until("an answer", || (page.settled() != "loading").then_some(()));
            is_calm(page, &query);
        }
    }
    // The server refuses what is no question, which the browser tells; and nothing else.
    let mut errors = page.browser.errors();
    errors.retain(|error| error["source"] != "network");
    assert_eq!(errors, Vec::<Value>::new());
}
