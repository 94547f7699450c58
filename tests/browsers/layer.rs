//! The shop's `dataLayer`, in the forms that shops use, and our own calls.

use crate::matrix::{Case, case};
use crate::page::Html;
use crate::stage::Stage;

pub(crate) const CASES: &[Case] = &[
    case("GA4: a visit from the list to the order, pushed with ecommerce", ga4),
    case("gtag(): the same visit", gtag),
    case("Universal Analytics: the older form of the same visit", universal),
    case("what was pushed before the tag counts once", early),
    case("what was pushed before the tag and what comes after keep their order", in_order),
    case("a data layer that the shop replaces while it loads is still heard", replaced),
    case("a data layer whose push was wrapped by a tag manager is heard once", wrapped),
    case("pushes with several entries are several events", several),
    case("entries for others are left alone", others),
    case("footfall.track with its parameters, before and after the tag", tracked),
    case("footfall.push and the functions beside it are the same", pushed),
];

/// The counts of a [`visit`], and its reports: two mugs at 10 €, tax 3.80, shipping 4.90.
fn check_visit(stage: &Stage) {
    stage.leave();
    stage.arrives(&[
        ("page_view", 1),
        ("view_item", 1),
        ("add_to_cart", 1),
        ("begin_checkout", 1),
        ("purchase", 1),
    ]);
    check_reports(stage);
}

/// What the owner reads of it, in whichever dialect it was told.
pub(crate) fn check_reports(stage: &Stage) {
    let overview = stage.site.overview();
    for (metric, expected) in [
        ("gross_revenue", "28.70"),
        ("item_revenue", "20.00"),
        ("tax", "3.80"),
        ("shipping", "4.90"),
    ] {
        assert_eq!(footfall_tests::amount(&overview, metric), expected, "{metric}: {overview:#}");
    }
    let mug = stage.site.row("products", "item_id", "MUG");
    let counts =
        ["views", "adds", "orders", "units"].map(|count| mug[count].as_i64().unwrap_or(-1));
    assert_eq!(counts, [1, 1, 1, 2], "{mug:#}");
}

const ITEMS: &str = "const items = [{ item_id: 'MUG', item_name: 'Mug', item_category: 'Kitchen', price: 10, quantity: 2 }];";

fn ga4(stage: &Stage) {
    stage
        .begin(&Html::default().before("window.dataLayer = [{ 'gtm.start': 1, event: 'gtm.js' }]"));
    stage.run(&format!(
        "{ITEMS}
        const say = (event, more) => {{
            dataLayer.push({{ ecommerce: null }});
            dataLayer.push({{ event, ecommerce: {{ currency: 'EUR', value: 20, items, ...more }} }});
        }};
        say('view_item'); say('add_to_cart'); say('begin_checkout');
        say('purchase', {{ transaction_id: 'A-1', tax: 3.8, shipping: '4.90' }});"
    ));
    check_visit(stage);
}

const GTAG: &str = "window.dataLayer = []; function gtag() { dataLayer.push(arguments) } gtag('js', new Date()); gtag('config', 'G-1');";

fn gtag(stage: &Stage) {
    stage.begin(&Html::default().before(GTAG));
    stage.run(&format!(
        "{ITEMS}
        const all = {{ currency: 'EUR', value: 20, items }};
        gtag('event', 'view_item', all); gtag('event', 'add_to_cart', all); gtag('event', 'begin_checkout', all);
        gtag('event', 'purchase', {{ ...all, transaction_id: 'A-1', tax: 3.8, shipping: 4.9 }});"
    ));
    check_visit(stage);
}

/// There, an order's revenue has tax and shipping in it.
fn universal(stage: &Stage) {
    stage.begin(&Html::default().before("window.dataLayer = []"));
    stage.run(
        "const products = [{ id: 'MUG', name: 'Mug', brand: 'Fernwood', category: 'Kitchen/Mugs', price: '10.00', quantity: 2 }];
        dataLayer.push({ event: 'productDetail', ecommerce: { currencyCode: 'EUR', detail: { products } } });
        dataLayer.push({ event: 'addToCart', ecommerce: { currencyCode: 'EUR', add: { products } } });
        dataLayer.push({ event: 'checkout', ecommerce: { currencyCode: 'EUR', checkout: { actionField: { step: 1 }, products } } });
        dataLayer.push({ event: 'transaction', ecommerce: { currencyCode: 'EUR', purchase: {
            actionField: { id: 'A-1', revenue: '28.70', tax: '3.80', shipping: '4.90' }, products,
        } } });",
    );
    check_visit(stage);
}

fn early(stage: &Stage) {
    let script = format!(
        "{ITEMS} window.dataLayer = [{{ event: 'view_item', ecommerce: {{ items }} }}]; dataLayer.push({{ event: 'search', search_term: 'mug' }});"
    );
    stage.begin(&Html::default().before(&script));
    stage.leave();
    stage.arrives(&[("page_view", 1), ("view_item", 1), ("search", 1)]);
}

fn in_order(stage: &Stage) {
    let early = "steps(0, 10); dataLayer = []; for (let i = 10; i < 20; i++) step(i);";
    stage.begin(&Html::default().before(early));
    stage.run("steps(20, 30)");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 30)]);
    let mut steps = stage.stored();
    steps.retain(|event| event.name == "step");
    steps.sort_by_key(|event| event.n);
    let refs: Vec<String> = steps
        .iter()
        .map(|step| step.params["ref"].as_str().unwrap_or_default().to_owned())
        .collect();
    let expected: Vec<String> = (0..30).map(|number| number.to_string()).collect();
    assert_eq!(refs, expected);
}

const LOGIN: &str = "dataLayer.push({ event: 'login', method: 'mail' });";

fn replaced(stage: &Stage) {
    let early = format!(
        "window.dataLayer = []; {LOGIN} addEventListener('load', () => {{ window.dataLayer = []; {LOGIN} }});"
    );
    stage.begin(&Html::default().before(&early));
    stage.run(LOGIN);
    stage.leave();
    stage.arrives(&[("page_view", 1), ("login", 3)]);
}

fn wrapped(stage: &Stage) {
    stage.begin(&Html::default().before("window.dataLayer = []; window.passed = 0;"));
    let wrap = "const push = dataLayer.push; dataLayer.push = function () { window.passed += arguments.length; return push.apply(this, arguments); };";
    stage.run(&format!("{wrap} {LOGIN} {LOGIN}"));
    assert_eq!(stage.run("return [passed, dataLayer.length]"), serde_json::json!([2, 2]));
    stage.leave();
    stage.arrives(&[("page_view", 1), ("login", 2)]);
}

fn several(stage: &Stage) {
    stage.begin(&Html::default().before("window.dataLayer = []"));
    let length = stage
        .run("return dataLayer.push({ event: 'login' }, { event: 'sign_up' }, { event: 'login' })");
    assert_eq!(length, 3, "push answers as it did");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("login", 2), ("sign_up", 1)]);
}

fn others(stage: &Stage) {
    stage.begin(&Html::default().before(GTAG));
    stage.run(
        "dataLayer.push({ event: 'gtm.click' }, { event: 'cookie_banner_shown' }, 'text', 5, null, undefined, [], () => {});
        gtag('set', { a: 1 }); gtag('get', 'G-1', 'client_id', () => {}); gtag('event', 'page_view'); gtag('event', 'user_engagement');",
    );
    stage.leave();
    stage.arrives(&[("page_view", 1)]);
}

fn tracked(stage: &Stage) {
    let early = "footfall.push(['track', 'wish', { colour: 'red', ref: 1 }]);";
    stage.begin(&Html::default().before(early));
    stage.run("footfall.track('wish', { colour: 'blue', size: 3, gift: true, ref: 2 }); footfall.track('plain')");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("wish", 2), ("plain", 1)]);
    let colours: Vec<String> = stage
        .stored()
        .iter()
        .filter_map(|event| event.params["colour"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(colours, ["red", "blue"]);
}

fn pushed(stage: &Stage) {
    stage.begin(&Html::default());
    stage.run("footfall.push(['track', 'wish', { ref: 1 }]); footfall.push(['page']); footfall.track('wish', { ref: 2 })");
    stage.leave();
    stage.arrives(&[("page_view", 2), ("wish", 2)]);
}
