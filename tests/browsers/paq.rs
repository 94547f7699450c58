//! `_paq`, as Piwik PRO's and Matomo's shops use it.

use crate::layer::check_reports;
use crate::matrix::{Case, case};
use crate::page::Html;
use crate::stage::Stage;

pub(crate) const CASES: &[Case] = &[
    case("_paq, Piwik PRO: a visit from the product to the order", piwik_pro),
    case("_paq, Matomo: a visit with addEcommerceItem and trackEcommerceOrder", matomo),
    case("_paq: what was pushed before the tag counts once", early),
    case("_paq: trackPageView claims the view that was counted already", claims),
    case("_paq: a second trackPageView is a view of its own", second_view),
    case("_paq: setCustomUrl and setDocumentTitle name the view", named),
    case(
        "_paq: getEcommerceItems answers the cart, addEcommerceItem replaces, clearEcommerceCart empties",
        cart,
    ),
    case("_paq: a function in the queue is called with the tracker as this", function),
    case("_paq: Piwik.getTracker and Matomo.getAsyncTracker answer the tracker", get_tracker),
    case("_paq: a command that nobody knows is counted and no error", unknown),
    case("_paq: trackSiteSearch, trackEvent and trackLink are events", events),
    case("_paq: an order without items counts", without_items),
];

/// A shop with what Matomo's tag says, and our script.
fn tagged(early: &str) -> Html {
    let tag = format!(
        "var _paq = window._paq = window._paq || []; {early} _paq.push(['setTrackerUrl', '/matomo.php'], ['setSiteId', '{{site}}']);"
    );
    Html::default().before(&tag)
}

const VIEW: &str = "_paq.push(['trackPageView']); _paq.push(['enableLinkTracking']);";

fn piwik_pro(stage: &Stage) {
    stage.begin(&tagged(VIEW));
    stage.run(
        "const products = [{ sku: 'MUG', name: 'Mug', category: ['Kitchen', 'Mugs'], price: '10.00', quantity: 2, brand: 'Fernwood' }];
        const options = { currencyCode: 'EUR' };
        _paq.push(['ecommerceProductDetailView', products, options]);
        _paq.push(['ecommerceAddToCart', products, options]);
        _paq.push(['ecommerceCartUpdate', products, '20.00', options]);
        _paq.push(['ecommerceOrder', products, { orderId: 'A-1', grandTotal: '28.70', subTotal: 20, tax: '3.80', shipping: 4.9 }, options]);",
    );
    stage.until_stored("purchase", 1);
    stage.leave();
    stage.until_stored("page_view", 1);
    check_reports(stage);
    stage.agrees();
}

fn matomo(stage: &Stage) {
    stage.begin(&tagged(""));
    stage.run(
        "_paq.push(['setEcommerceView', 'MUG', 'Mug', 'Kitchen', 10]);
        _paq.push(['trackPageView']);
        _paq.push(['addEcommerceItem', 'MUG', 'Mug', 'Kitchen', 10, 2]);
        _paq.push(['trackEcommerceCartUpdate', 20]);
        _paq.push(['trackEcommerceOrder', 'A-1', 28.7, 20, 3.8, 4.9, false]);",
    );
    stage.until_stored("purchase", 1);
    stage.leave();
    stage.until_stored("page_view", 1);
    let overview = stage.site.overview();
    assert_eq!(overview["orders"], 1);
    let amount = |metric: &str| footfall_tests::amount(&overview, metric);
    assert_eq!((amount("gross_revenue"), amount("item_revenue")), ("28.70".into(), "20.00".into()));
    let mug = stage.site.row("products", "item_id", "MUG");
    let counts = ["views", "orders", "units"].map(|count| mug[count].as_i64().unwrap_or(-1));
    assert_eq!(counts, [1, 1, 2], "{mug:#}");
    stage.agrees();
}

fn early(stage: &Stage) {
    let early = format!(
        "{VIEW} _paq.push(['addEcommerceItem', 'MUG', 'Mug', 'Kitchen', 10, 2]); _paq.push(['trackEcommerceOrder', 'A-1', 20]);"
    );
    stage.show(&tagged(&early));
    stage.arrives(&[("page_view", 1), ("purchase", 1)]);
    assert_eq!(stage.site.row("products", "item_id", "MUG")["units"], 2);
}

fn claims(stage: &Stage) {
    stage.begin(&tagged(VIEW));
    stage.leave();
    stage.views(&[("/", 1)]);
}

fn second_view(stage: &Stage) {
    stage.begin(&tagged(VIEW));
    stage.run("_paq.push(['trackPageView'])");
    stage.leave();
    stage.views(&[("/", 2)]);
}

fn named(stage: &Stage) {
    stage.begin(&tagged(VIEW));
    stage.run(
        "_paq.push(['setCustomUrl', '/virtual/mugs']); _paq.push(['setDocumentTitle', 'Virtual mugs']); _paq.push(['trackPageView']);",
    );
    stage.leave();
    stage.views(&[("/", 1), ("/virtual/mugs", 1)]);
    assert_eq!(stage.site.row("pages", "page", "/virtual/mugs")["title"], "Virtual mugs");
}

fn cart(stage: &Stage) {
    stage.begin(&tagged(VIEW));
    let items = "_paq.push([function () { window.items = this.getEcommerceItems(); }]);";
    stage.run(&format!(
        "_paq.push(['addEcommerceItem', 'MUG', 'Mug', 'Kitchen', 10, 1]);
        _paq.push(['addEcommerceItem', 'MUG', 'Mug', 'Kitchen', 10, 2]);
        _paq.push(['addEcommerceItem', 'BOWL', 'Bowl', 'Kitchen', 8, 1]);
        _paq.push(['removeEcommerceItem', 'BOWL']); {items}"
    ));
    stage.until("window.items");
    // Matomo answers a map by sku of [sku, name, category, price, quantity], Piwik PRO a list of the same.
    let known = "return JSON.stringify(Object.values(items).map(item => item[0] + item[4]))";
    assert_eq!(stage.run(known), "[\"MUG2\"]");
    stage.run(&format!("window.items = null; _paq.push(['clearEcommerceCart']); {items}"));
    stage.until("window.items");
    assert_eq!(stage.run("return Object.keys(items).length"), 0);
    stage.leave();
    stage.arrives(&[("page_view", 1)]);
}

fn function(stage: &Stage) {
    let early = "_paq.push([function () { this.trackEvent('early', 'called', 'a', 1); window.called = 1; }]);";
    stage.begin(&tagged(&format!("{VIEW} {early}")));
    stage.until("window.called == 1");
    stage.run("_paq.push([function () { window.called = this.getSiteId ? 3 : 2; }])");
    stage.until("window.called >= 2");
    stage.leave();
    stage.until_stored("page_view", 1);
    stage.agrees();
    assert_eq!(stage.stored().iter().filter(|event| event.name != "user_engagement").count(), 2);
}

fn get_tracker(stage: &Stage) {
    stage.begin(&tagged(VIEW));
    stage.until("window.Matomo || window.Piwik");
    stage.run(
        "const tracker = Piwik.getTracker('/matomo.php', '1');
        tracker.addEcommerceItem('MUG', 'Mug', 'Kitchen', 10, 2);
        Matomo.getAsyncTracker().trackEcommerceOrder('A-1', 20);",
    );
    stage.leave();
    stage.arrives(&[("page_view", 1), ("purchase", 1)]);
}

fn unknown(stage: &Stage) {
    stage.begin(&tagged(&format!("{VIEW} _paq.push(['setNobodyKnowsThis', 1]);")));
    stage.run("_paq.push(['nobodyKnowsThisEither'], [], null, 'text', 5, [{}]); steps(0, 3)");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 3)]);
    let count = || (stage.site.drops("unknown_command") >= 2).then_some(());
    footfall_tests::wait_until("unknown_command in the drops", count);
}

fn events(stage: &Stage) {
    stage.begin(&tagged(VIEW));
    stage.run(
        "_paq.push(['trackSiteSearch', 'mug', 'Kitchen', 3]); _paq.push(['trackEvent', 'Video', 'play', 'Mugs', 2]);
        _paq.push(['trackLink', 'https://example.com/', 'link']);",
    );
    stage.leave();
    stage.until_stored("search", 1);
    stage.agrees();
    assert_eq!(stage.stored().iter().filter(|event| event.name != "user_engagement").count(), 4);
}

fn without_items(stage: &Stage) {
    stage.begin(&tagged(VIEW));
    stage.run("_paq.push(['trackEcommerceOrder', 'A-1', '12.50'])");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("purchase", 1)]);
    assert_eq!(footfall_tests::amount(&stage.site.overview(), "gross_revenue"), "12.50");
}
