//! What a shopper does, by clicks.

use footfall_tests::{Browser, wait_until};

use crate::shop::TestShop;

/// The pages that [`buys`] looks at, with the thank-you page twice: whoever tests reloads it.
pub(crate) const PAGES: usize = 12;

/// From the list to the thank-you page: two candles and a trowel, a mug that is taken out again, and a coupon.
/// Answers the order's id, as it stands on the page.
#[track_caller]
pub(crate) fn buys(browser: &Browser, shop: &TestShop) -> String {
    browser.open(&shop.page(""));
    browser.click("a[data-product=\"HOM-02\"]");
    browser.write("#quantity", "2");
    browser.click("#add-to-cart");
    browser.reads("#added-text", "Added 2 to your cart.");
    for product in ["GRD-02", "KIT-01"] {
        browser.click("a.brand");
        browser.click(&format!("a[data-product=\"{product}\"]"));
        browser.click("#add-to-cart");
        browser.reads("#added-text", "Added 1 to your cart.");
    }
    browser.click("#view-cart");
    browser.reads("#cart-total", "€52.20");
    browser.click("tr[data-item=\"KIT-01\"] .remove");
    browser.reads("#cart-total", "€39.30");
    browser.write("#coupon", "WELCOME10");
    browser.click("#apply-coupon");
    browser.reads("#cart-total", "€35.37");
    browser.click("#checkout");
    browser.click("#to-shipping");
    browser.click("#to-payment");
    browser.click("#place-order");
    browser.reads("#order-total", "€40.27");
    browser.text("#order-id")
}

/// Looks at these pages, at each until its tracker is ready.
#[track_caller]
pub(crate) fn visits(browser: &Browser, shop: &TestShop, paths: &[&str]) {
    for path in paths {
        let before = shop.sent().len();
        browser.open(&shop.page(path));
        let ready = browser.run("return typeof window.footfall?.ready");
        assert_eq!(ready, "object", "no tracker on {}", browser.shows());
        // Where batches go past the test shop, to a server of their own, there is nothing to see here.
        if shop.sees_batches() {
            wait_until("its first request", || (shop.sent().len() > before).then_some(()));
        }
    }
}
