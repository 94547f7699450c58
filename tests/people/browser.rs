//! An owner in a real browser, from the first start to a link for the agency, and the agency behind it.

use footfall_tests::{Browser, Engine, PASSWORD, Server, wait_until};
use serde_json::json;

const EMAIL: &str = "owner@shop.example";

/// The script may speak of what is not there yet.
#[track_caller]
fn wait_for(browser: &Browser, what: &str, script: &str) {
    let script = format!("return {script}");
    wait_until(what, || (browser.try_run(&script).ok()? == true).then_some(()));
}

/// A shop with two orders, of which one came by phone.
fn sold(server: &Server) {
    let shop = server.shop("shop");
    let phone = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36";
    for (shop, order, total) in
        [(shop.visited_with(phone), "T-1", "10.00"), (shop.clone(), "T-2", "32.00")]
    {
        let mut load = shop.load();
        let events = [load.page_view(), load.purchase(order, total, &[("LAMP", total, 1)])];
        shop.store(&load.batch(&events));
    }
}

fn first_account(browser: &Browser, server: &Server) {
    browser.open(&server.printed("sign in"));
    browser.reads("#notice h2", "Make this server yours");
    browser.write("#email", EMAIL);
    browser.write("#new-password", "too short");
    browser.click("#notice form button");
    // The browser itself says that it is too short; nothing is sent.
    wait_for(browser, "its word", "!document.querySelector('#new-password').validity.valid");
    browser.write("#new-password", PASSWORD);
    browser.click("#notice form button");
    wait_for(
        browser,
        "the dashboard",
        "location.pathname === '/' && document.body.dataset.state === 'ready'",
    );
}

fn sign_in(browser: &Browser, password: &str) {
    browser.reads("#notice h2", "Sign in");
    for (field, autocomplete) in [("email", "username"), ("password", "current-password")] {
        let said = browser.run(&format!("return document.getElementById('{field}').autocomplete"));
        assert_eq!(said, autocomplete);
    }
    browser.write("#email", EMAIL);
    browser.write("#password", password);
    browser.click("#notice form button");
}

/// What stands in the box of what is shown once.
fn shown_once(browser: &Browser, kind: &str, begins: &str) -> String {
    wait_until(begins, || {
        let text = browser.text(&format!("#{kind}-card .once code"));
        text.starts_with(begins).then_some(text)
    })
}

#[test]
fn an_owner_makes_the_account_a_key_and_a_shared_link_and_the_agency_reads_what_is_shared() {
    let server = Server::start();
    sold(&server);
    let browser = Browser::start(Engine::Chromium);
    first_account(&browser, &server);

    browser.click("#sign-out");
    sign_in(&browser, "not the password");
    browser.reads("#notice form > .problem", "No account here has this address and password.");
    sign_in(&browser, PASSWORD);
    wait_for(&browser, "the numbers", "document.body.dataset.state === 'ready'");

    browser.open(&format!("{}/?view=people&site=shop", server.url));
    wait_for(
        &browser,
        "the people",
        "document.querySelector('#people-card').dataset.panel === 'filled'",
    );
    assert!(browser.text("#people-card").contains(EMAIL));
    assert!(
        browser.text("#sessions-card").contains("Chrome on Linux"),
        "{}",
        browser.text("#sessions-card")
    );

    browser.write("#key-name", "For the till");
    browser.click("#keys-card form button");
    let key = shown_once(&browser, "keys", "ff_");
    let reports = |key: &str| {
        let url =
            format!("{}/api/v1/sites/shop/overview?from=2026-01-01&to=2026-01-02", server.url);
        server.http.get(&url, &[("authorization", &format!("Bearer {key}"))]).status
    };
    assert_eq!(reports(&key), 200);
    let revoke = "#keys-card li:last-child .chip-button";
    browser.click(revoke);
    browser.reads(revoke, "Sure?");
    browser.click(revoke);
    wait_until("the key's end", || (reports(&key) == 401).then_some(()));
    assert!(!browser.text("#keys-card .managed").contains("For the till"));

    browser.write("#share-name", "For the agency");
    browser.write("#share-filter", "device==mobile");
    browser.click("#shares-card form button");
    let link = shown_once(&browser, "shares", &format!("{}/share/", server.url));
    wait_for(
        &browser,
        "its line",
        "document.querySelector('#audit-card').innerText.includes('shared the shop by link')",
    );

    let agency = Browser::start(Engine::Chromium);
    agency.open(&link);
    wait_for(&agency, "the numbers", "document.body.dataset.state === 'ready'");
    assert_eq!(agency.run("return location.search.includes('site=shop')"), true);
    agency.open(&format!("{}/?site=shop&range=7d", server.url));
    agency.reads("[data-metric=\"total_revenue\"] .value", "€10.00");
    let notice = agency.text("#notice");
    assert!(notice.contains("For the agency") && notice.contains("device==mobile"), "{notice}");
    let links = agency.run(
        "return [...document.querySelectorAll('#navigation li')].filter((item) => item.getClientRects().length > 0).map((item) => item.dataset.only ?? null)",
    );
    assert!(!links.to_string().contains("people"), "{links}");
    agency.open(&format!("{}/?site=shop&range=7d&filter=device%3D%3Ddesktop", server.url));
    agency.reads("[data-metric=\"total_revenue\"] .value", "€0.00");
    assert_eq!(agency.errors(), Vec::<serde_json::Value>::new(), "nothing was asked for in vain");

    let revoke = "#shares-card li:last-child .chip-button";
    browser.click(revoke);
    browser.reads(revoke, "Sure?");
    browser.click(revoke);
    wait_until("the share's end", || {
        agency.reload();
        (agency.run("return document.body.dataset.state") == json!("signed-out")).then_some(())
    });
}
