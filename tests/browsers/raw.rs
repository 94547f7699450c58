//! Where no Wasm runs: the loader sends the raw calls, and the collector runs the same Rust on them.

use serde_json::Value;

use crate::layer::check_reports;
use crate::matrix::{Case, case};
use crate::page::Html;
use crate::stage::Stage;

pub(crate) const CASES: &[Case] = &[
    case("no Wasm by the page's policy: the same visit gives the same reports", by_policy),
    case("no Wasm by a failed download: the same visit gives the same reports", by_download),
    case("no Wasm in an old browser: the same visit gives the same reports", by_age),
    case("no Wasm: _paq gives the same reports", paq),
    case("no Wasm: 20 events in one task, and then another page", leaving),
    case("no Wasm: routes of a single-page shop are views", routes),
    case("no Wasm: 500 events in one task all arrive", many),
    case("the raw form carries no title, no free text and no query but utm_*", bare),
    case("the raw form obeys denied consent", denied),
    case("the raw form obeys consent that is denied in the middle", denied_later),
    case("the raw form with Global Privacy Control keeps nothing on the device", privacy_control),
    case("a Wasm that comes after the raw form goes on where it ended", late),
];

/// What a shop may allow: its own inline scripts and the tag's origin, and no Wasm.
const POLICY: &str = "script-src 'self' 'unsafe-inline' {tag}; connect-src 'self' {tag}";

fn without_wasm() -> Html {
    Html::default().policy(POLICY)
}

const VISIT: &str = "
    const items = [{ item_id: 'MUG', item_name: 'Mug', item_category: 'Kitchen', price: 10, quantity: 2 }];
    const say = (event, more) =>
        dataLayer.push({ event, ecommerce: { currency: 'EUR', value: 20, items, ...more } });
    window.dataLayer = window.dataLayer || [];
    say('view_item'); say('add_to_cart'); say('begin_checkout');
    footfall.push(['track', 'wish', { ref: 1, size: 4 }]);
    say('purchase', { transaction_id: 'A-1', tax: 3.8, shipping: 4.9, coupon: 'WELCOME' });";

const COUNTS: [(&str, usize); 6] = [
    ("page_view", 1),
    ("view_item", 1),
    ("add_to_cart", 1),
    ("begin_checkout", 1),
    ("wish", 1),
    ("purchase", 1),
];

/// The reports of a visit, without what depends on how long it took, and on which of the two sites it is.
fn reports(stage: &Stage) -> Vec<Value> {
    let steps = stage.site.report("funnel")["steps"].as_array().cloned().unwrap_or_default();
    let reports = ["overview", "products", "sources"].map(|report| stage.site.report(report));
    reports.into_iter().chain(steps).map(kept).collect()
}

fn kept(mut report: Value) -> Value {
    if let Some(report) = report.as_object_mut() {
        report.retain(|key, _| !key.contains("_ms") && key != "site");
        for row in report.get_mut("rows").and_then(Value::as_array_mut).into_iter().flatten() {
            *row = kept(row.take());
        }
    }
    report
}

/// The same visit with and without.
fn check(stage: &Stage, page: &Html) {
    stage.show(page);
    stage.run(VISIT);
    stage.until_sent("a request", |sent| !sent.is_empty());
    stage.leave();
    stage.arrives(&COUNTS);
    check_reports(stage);
    let other = stage.another();
    other.begin(&Html::default());
    other.run(VISIT);
    other.leave();
    other.arrives(&COUNTS);
    assert_eq!(reports(stage), reports(&other));
    assert!(stage.sent().iter().all(|sent| sent.is_raw()), "{}", stage.story());
    assert!(other.sent().iter().all(|sent| !sent.is_raw()), "{}", other.story());
    assert_eq!(other.wrongs(), Vec::<String>::new());
}

fn by_policy(stage: &Stage) {
    check(stage, &without_wasm());
}

fn by_download(stage: &Stage) {
    stage.traffic.lose(".wasm");
    check(stage, &Html::default());
}

fn by_age(stage: &Stage) {
    check(stage, &Html::default().before("delete window.WebAssembly"));
}

fn paq(stage: &Stage) {
    let early = "var _paq = [['trackPageView'], ['setSiteId', '{site}']];";
    stage.show(&without_wasm().before(early));
    stage.run(
        "const products = [{ sku: 'MUG', name: 'Mug', category: 'Kitchen', price: '10.00', quantity: 2 }];
        const options = { currencyCode: 'EUR' };
        _paq.push(['ecommerceProductDetailView', products, options]);
        _paq.push(['ecommerceAddToCart', products, options]);
        _paq.push(['ecommerceOrder', products, { orderId: 'A-1', grandTotal: '28.70', subTotal: 20, tax: '3.80', shipping: 4.9 }, options]);",
    );
    stage.until_stored("purchase", 1);
    stage.leave();
    stage.arrives(&[("page_view", 1), ("view_item", 1), ("add_to_cart", 1), ("purchase", 1)]);
    check_reports(stage);
}

fn leaving(stage: &Stage) {
    stage.show(&without_wasm());
    stage.until_sent("the view", |sent| !sent.is_empty());
    stage.run("steps(0, 20); location = '/left'");
    stage.until("location.pathname == '/left'");
    stage.arrives(&[("page_view", 1), ("step", 20)]);
}

fn routes(stage: &Stage) {
    stage.show(&without_wasm());
    stage.until_sent("the view", |sent| !sent.is_empty());
    stage.run("history.pushState({}, '', '/mugs'); step(1)");
    stage.until_stored("step", 1);
    stage.run("history.pushState({}, '', '/bowls'); step(2)");
    stage.leave();
    stage.views(&[("/", 1), ("/mugs", 1), ("/bowls", 1)]);
    stage.arrives(&[("page_view", 3), ("step", 2)]);
}

fn many(stage: &Stage) {
    stage.show(&without_wasm());
    stage.run("steps(0, 500)");
    stage.arrives(&[("page_view", 1), ("step", 500)]);
}

/// Words that must stay in the page, each where a page has such.
const SECRETS: [&str; 7] = [
    "secrettitle",
    "secretquery",
    "secretfragment",
    "secretparam",
    "secretterm",
    "secretlabel",
    "secretroute",
];

fn bare(stage: &Stage) {
    let page = Html::titled("secrettitle").policy(POLICY).before("window.dataLayer = []");
    stage.serve("/", &page);
    stage.open("/?utm_source=letter&utm_campaign=spring&q=secretquery#secretfragment");
    stage.run(
        "footfall.push(['track', 'wish', { ref: 1, note: 'secretparam' }]);
        dataLayer.push({ event: 'search', search_term: 'secretterm' });
        dataLayer.push({ event: 'login', method: 'secretlabel' });
        history.pushState({}, '', '/mugs?note=secretroute');",
    );
    stage.until_stored("wish", 1);
    stage.leave();
    stage.until_stored("page_view", 2);
    stage.agrees();
    for sent in stage.sent() {
        assert!(sent.is_raw());
        for secret in SECRETS {
            assert!(!sent.bytes.contains(secret), "{secret} left: {}", sent.bytes);
        }
    }
    assert_eq!(stage.site.row("sources", "source", "letter")["sessions"], 1);
}

fn denied(stage: &Stage) {
    stage.show(&without_wasm().before("footfall.push(['consent', 'denied'])"));
    stage.run("steps(0, 5)");
    stage.pass(1_500);
    stage.leave();
    stage.arrives(&[]);
    assert_eq!(stage.story(), "0 requests: ");
}

fn denied_later(stage: &Stage) {
    stage.show(&without_wasm());
    stage.run("step(1)");
    stage.arrives(&[("page_view", 1), ("step", 1)]);
    let sent = stage.sent().len();
    stage.run("footfall.consent('denied'); steps(2, 7)");
    stage.pass(1_500);
    stage.leave();
    stage.nothing_is_kept();
    stage.arrives(&[("page_view", 1), ("step", 1)]);
    assert_eq!(stage.sent().len(), sent, "{}", stage.story());
}

fn privacy_control(stage: &Stage) {
    let control = "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }); footfall.push(['consent', 'granted'])";
    stage.show(&without_wasm().before(control));
    stage.run("steps(0, 5)");
    stage.arrives(&[("page_view", 1), ("step", 5)]);
    stage.nothing_is_kept();
    assert!(stage.sent().iter().all(|sent| sent.body.get("visitor").is_none()));
}

/// `start.js` is there: until then a page can send nothing, and the loader's own `debug` waits for it.
pub(crate) const TAKEN_OVER: &str = "footfall.debug && !/ready/.test(footfall.debug)";

/// The page is hidden before the Wasm is there, and shown again when it is.
fn late(stage: &Stage) {
    stage.traffic.hold(".wasm");
    stage.show(&Html::default());
    stage.run("steps(0, 5)");
    stage.until(TAKEN_OVER);
    let page = stage.browser.look_away();
    stage.until_sent("the raw form", |sent| !sent.is_empty());
    stage.traffic.release();
    stage.browser.look_back(&page);
    stage.ready();
    stage.run("steps(5, 10)");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 10)]);
    let raw: Vec<bool> = stage.sent().iter().map(|sent| sent.is_raw()).collect();
    assert!(raw.first() == Some(&true) && raw.last() == Some(&false), "{}", stage.story());
    let loads: std::collections::BTreeSet<i64> =
        stage.stored().into_iter().map(|event| event.page_load).collect();
    assert_eq!(loads.len(), 1, "one page load");
}
