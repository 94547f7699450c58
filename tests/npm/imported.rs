//! A shop that imports it, in a real browser, against a real collector on another origin.

use std::collections::BTreeSet;

use footfall_tests::{
    Browser, Engine, Listener, Page, Reply, Server, Shop, amount, must, wait_until,
};
use serde_json::Value;

use crate::declared::{interface, members};
use crate::package;

/// A shop's page; what its bundler would make of `import '@footfall/tracker'` is the module itself.
const PAGE: &str =
    "<!doctype html><title>A shop</title><link rel=icon href=data:,><script type=module>
import { footfall, track } from '/tracker.js';
track('add_to_cart', { currency: 'EUR', items: [{ item_id: 'SKU-1', price: 10, quantity: 2 }] });
footfall.install({ host: 'HOST', site: 'shop' });
footfall.install({ host: 'HOST', site: 'shop' });
const items = [{ item_id: 'SKU-1', price: '10.00', quantity: 2 }];
track('purchase', { transaction_id: 'A-1', currency: 'EUR', value: 20, shipping: 5, items });
items.length = 0;
window.imported = footfall;
</script>";

fn opened() -> (Server, Listener, Shop, Browser) {
    let server = Server::start();
    let page = PAGE.replace("HOST", &server.url);
    let listener = Listener::open(move |asked| {
        Reply::Answer(match &*asked.path {
            "/tracker.js" => Page::new(200, "text/javascript", package("index.js")),
            "/" => Page::new(200, "text/html", page.clone()),
            _ => Page::new(404, "text/plain", ""),
        })
    });
    let origin = format!("http://127.0.0.1:{}", listener.port);
    let site = server.shop_with("shop", &["--timezone", "UTC", "--origin", &origin]);
    let browser = Browser::start(Engine::Chromium);
    browser.open(&origin);
    (server, listener, site, browser)
}

#[test]
fn what_a_shop_says_through_it_is_counted() {
    let (_server, _listener, site, browser) = opened();
    browser.run_async("imported.ready");
    let products = wait_until("the order", || {
        (site.overview()["orders"] == 1).then(|| site.row("products", "item_id", "SKU-1"))
    });
    let overview = site.overview();
    assert_eq!(overview["page_views"], 1, "one tag, however often it is installed");
    assert_eq!(amount(&overview, "gross_revenue"), "25.00");
    assert_eq!((&products["units"], &products["adds"]), (&2.into(), &1.into()), "{products}");
    browser.run("imported.track('login'); imported.page()");
    wait_until("another page view", || (site.overview()["page_views"] == 2).then_some(()));
    browser.run("imported.consent('denied'); imported.page()");
    assert_eq!(browser.errors(), Vec::<Value>::new());
}

#[test]
fn its_calls_are_the_tags() {
    let (_server, _listener, _site, browser) = opened();
    browser.run_async("imported.ready");
    let names = |script: &str| -> BTreeSet<String> {
        must(serde_json::from_value(browser.run(script)), script)
    };
    let tag = names("return Object.keys(window.footfall)");
    assert_eq!(tag, members(&interface(&package("index.d.ts"), "Tracker")));
    let mut imported = names("return Object.keys(window.imported)");
    assert!(imported.remove("install"));
    assert_eq!(imported, tag);
}
