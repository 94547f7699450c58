//! A page is opened: by which tag, and how it counts.

use footfall_tests::Engine;
use serde_json::json;

use crate::matrix::{Case, case};
use crate::page::Html;
use crate::stage::Stage;

pub(crate) const CASES: &[Case] = &[
    case("a page that is opened is one view", opened),
    case("a page that is reloaded is another view", reloaded),
    case("a tag that stands twice on the page counts once", twice),
    case("an order leaves within a second of its push, and is one order", ordered),
    case("a page on which nothing happens leaves nothing on the device", idle),
    case("a tag of /{site}.js knows its site by the path", by_path),
    case("a tag of /matomo.js knows its site by setSiteId", by_set_site_id),
    case("the image counts the view where no script runs", image),
];

fn opened(stage: &Stage) {
    stage.begin(&Html::default());
    stage.leave();
    stage.views(&[("/", 1)]);
    assert_eq!(stage.site.overview()["sessions"], 1);
}

fn reloaded(stage: &Stage) {
    stage.begin(&Html::default());
    stage.browser.reload();
    stage.ready();
    stage.leave();
    stage.views(&[("/", 2)]);
    assert_eq!(stage.site.overview()["sessions"], 1);
}

fn twice(stage: &Stage) {
    let again = "<script async src=\"{tag}/footfall.js\" data-site=\"{site}\"></script>";
    stage.begin(&Html::default().body(again));
    stage.run("steps(0, 3)");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 3)]);
}

/// A shop's order, as GA4 has it.
pub(crate) const PURCHASE: &str = "
    (window.dataLayer = window.dataLayer || []).push({ event: 'purchase', ecommerce: {
        transaction_id: 'A-1', currency: 'EUR', value: 20, tax: 3.8, shipping: 4.9,
        items: [{ item_id: 'MUG', item_name: 'Mug', price: 10, quantity: 2 }],
    } })";

fn ordered(stage: &Stage) {
    stage.begin(&Html::default());
    stage.arrives(&[("page_view", 1)]);
    let pushed_ms = stage.run(&format!("{PURCHASE}; return Date.now()")).as_i64().unwrap_or(0);
    stage.arrives(&[("page_view", 1), ("purchase", 1)]);
    let late = stage.sent().last().map_or(i64::MAX, |sent| sent.at_ms - pushed_ms);
    assert!(late <= 1_000, "it left after {late} ms");
    assert_eq!(stage.site.overview()["orders"], 1);
    assert_eq!(stage.site.row("products", "item_id", "MUG")["units"], 2);
}

fn idle(stage: &Stage) {
    stage.begin(&Html::default());
    stage.arrives(&[("page_view", 1)]);
    stage.nothing_is_kept();
}

fn by_path(stage: &Stage) {
    stage.begin(&Html::default().script(&format!("{}.js", stage.site.id)));
    stage.run("step(1)");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 1)]);
}

fn by_set_site_id(stage: &Stage) {
    let tag = "var _paq = [['setTrackerUrl', '/matomo.php'], ['setSiteId', '{site}'], ['trackPageView'], ['enableLinkTracking']];";
    stage.show(&Html::default().before(tag).script("matomo.js"));
    stage.arrives(&[("page_view", 1)]);
    assert_eq!(stage.site.drops("unknown_command"), 0);
}

/// Chromium can be told to run no script; elsewhere a page without a tag shows the same image. Firefox and WebKit tell
/// other sites no more than the page's origin, whatever the page allows: the view counts, as the shop's first page.
fn image(stage: &Stage) {
    let image = "<img src=\"{tag}/v1/pixel.gif?site={site}\" referrerpolicy=\"no-referrer-when-downgrade\" alt=\"\">";
    let scripts = |off: bool| {
        if stage.browser.engine == Engine::Chromium {
            let value = json!({ "value": off });
            stage.browser.devtools("Emulation.setScriptExecutionDisabled", &value);
        }
    };
    let noscript = format!("<noscript>{image}</noscript>");
    let page = match stage.browser.engine {
        Engine::Chromium => Html::default().body(&noscript),
        _ => Html::default().untagged().body(image),
    };
    stage.serve("/campaign", &page);
    scripts(true);
    stage.open("/campaign?utm_source=letter");
    if stage.browser.engine == Engine::Chromium {
        stage.views(&[("/campaign", 1)]);
        assert_eq!(stage.site.row("sources", "source", "letter")["sessions"], 1);
    } else {
        stage.arrives(&[("page_view", 1)]);
    }
    scripts(false);
}
