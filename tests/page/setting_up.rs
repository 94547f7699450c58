//! A shop that is set up in the page, from the form to "we hear your shop"; and what it is to be told.

use footfall_tests::{Dashboard, ORIGIN, Server, Shop, wait_until};
use serde_json::json;

use crate::ENGINES;

const FORM: &str = "#add-site-card form";

/// The field of the form of a new shop, by its place.
fn field(kind: &str, place: usize) -> String {
    format!("{FORM} .field:nth-of-type({place}) {kind}")
}

#[test]
fn a_shop_is_added_in_the_page_and_heard_with_its_first_event() {
    let server = Server::start();
    for (engine, id) in ENGINES.into_iter().zip(["first", "second"]) {
        let page = Dashboard::open(engine, &server, "demo");
        page.show("view=setup");
        assert_eq!(page.settled(), "ready", "{}", page.browser.shows());
        // What is wrong stands at its field.
        page.browser.write(&field("input", 1), "Not An Id");
        page.browser.click(&format!("{FORM} button"));
        wait_until("a complaint", || {
            let words = page.browser.text(&format!("{FORM} .field:nth-of-type(1) .problem"));
            (!words.is_empty()).then_some(())
        });
        page.browser.write(&field("input", 1), id);
        page.browser.write(&field("input", 2), "<b>My shop</b>");
        page.browser.write(&field("textarea", 3), ORIGIN);
        page.browser.click(&format!("{FORM} button"));
        page.browser.reads(".verdict", "Waiting for the first event of <b>My shop</b>");
        let tag = page.browser.text("#tag-card .snippet code");
        assert!(tag.contains(&format!("data-site=\"{id}\"")), "{tag}");
        let shop = Shop::new(&server, id, "");
        let mut load = shop.load();
        let unnamed = json!({ "transaction_id": "<img src=x onerror=alert(1)>", "value": 5 });
        let events = [load.page_view(), load.event("purchase", unnamed)];
        shop.store(&load.batch(&events));
        page.browser.reads(".verdict", "We hear your shop: first event received");
        wait_until("the warnings", || {
            let warnings = page.browser.text("#warnings-card");
            let is_told = warnings.contains("1 order named no currency");
            (is_told && warnings.contains("<img src=x onerror=alert(1)>")).then_some(())
        });
        assert_eq!(page.browser.run("return document.querySelectorAll('#stage img').length"), 0);
    }
}

#[test]
fn what_a_shop_is_to_be_told_is_chosen_in_the_page() {
    let server = Server::start();
    for (engine, site) in ENGINES.into_iter().zip(["one", "two"]) {
        server.shop(site);
        let page = Dashboard::open(engine, &server, site);
        page.show("view=alerts");
        assert_eq!(page.settled(), "ready", "{}", page.browser.shows());
        page.browser.click("#rule-no_orders");
        page.browser.write("#alerts-webhook", "http://10.0.0.1/");
        page.browser.click("#targets-card form:nth-of-type(2) button");
        page.browser.reads("#alerts-webhook-problem", "not an address of a private network");
        page.browser.write("#alerts-webhook", "http://localhost:9/hook");
        page.browser.click("#targets-card form:nth-of-type(2) button");
        wait_until("the secret", || {
            page.browser.text(".secret code").starts_with("ffh_").then_some(())
        });
        page.browser.click(".targets li button");
        wait_until("what became of it", || {
            let sent = page.browser.text("#sent-card table");
            sent.contains("its name leads to an address that is not public").then_some(())
        });
        page.browser.reload();
        wait_until("the rule", || {
            let is_on = "return document.getElementById('rule-no_orders')?.checked ?? null";
            (page.browser.run(is_on) == true).then_some(())
        });
        assert_eq!(page.browser.text(".secret"), "", "it is shown once");
    }
}
