//! The collector is slow, full, gone, or back again.

use footfall_tests::{Engine, must};
use serde_json::json;

use crate::line::Fault;
use crate::matrix::{Case, case};
use crate::opening::PURCHASE;
use crate::page::Html;
use crate::stage::Stage;

pub(crate) const CASES: &[Case] = &[
    case("offline for 5 s with 20 events, and back: all arrive", offline),
    case("three times 503, then 200: all arrive", three_503),
    case("429 with Retry-After 3: the next request comes no sooner", retry_after),
    case("a batch that was stored but never answered is sent again and stored once", unanswered),
    case("every second batch is stored but never answered: nothing doubles", every_second),
    case("a batch that is refused for good is not sent again", refused),
    case("a collector that hangs delays neither load, nor clicks, nor the next page", hanging),
    case("a tag that can't be loaded is no error of the page", no_tag),
    case("1,000 events in one task all arrive", thousand),
    case("100 events 50 ms apart leave in at most 10 requests", paced),
    case("an order leaves within a second of its push while other events wait", order_among_others),
    case("12 purchases with 30 long items each, more than any keepalive takes, all arrive", large),
];

/// Cuts the page off, and back again. Where the browser can't say so itself, the line hangs up.
fn cut_off(stage: &Stage, off: bool) {
    match stage.browser.engine {
        Engine::Chromium => {
            stage.browser.devtools("Network.enable", &json!({}));
            let conditions = json!({
                "offline": off, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
            });
            stage.browser.devtools("Network.emulateNetworkConditions", &conditions);
        }
        _ => stage.traffic.always(if off { Fault::Gone } else { Fault::None }),
    }
}

fn offline(stage: &Stage) {
    stage.begin(&Html::default());
    stage.arrives(&[("page_view", 1)]);
    cut_off(stage, true);
    stage.run("steps(0, 20)");
    stage.pass(5_000);
    cut_off(stage, false);
    stage.arrives(&[("page_view", 1), ("step", 20)]);
}

fn three_503(stage: &Stage) {
    stage.traffic.next(&[Fault::Status(503, None); 3]);
    stage.begin(&Html::default());
    stage.run("steps(0, 20)");
    stage.arrives(&[("page_view", 1), ("step", 20)]);
    let refused = stage.sent().iter().filter(|sent| sent.status == 503).count();
    assert_eq!(refused, 3);
}

fn retry_after(stage: &Stage) {
    stage.traffic.next(&[Fault::Status(429, Some("3"))]);
    stage.begin(&Html::default());
    stage.run("steps(0, 5)");
    stage.arrives(&[("page_view", 1), ("step", 5)]);
    let sent = stage.sent();
    let rest_ms = sent[1].at_ms - sent[0].at_ms;
    assert!(rest_ms >= 3_000, "only {rest_ms} ms after it was asked to wait: {}", stage.story());
}

fn unanswered(stage: &Stage) {
    stage.traffic.next(&[Fault::StoredThenGone]);
    stage.begin(&Html::default());
    stage.run("steps(0, 20)");
    stage.arrives(&[("page_view", 1), ("step", 20)]);
    stage.until_sent("the copy", |sent| sent.len() > 1);
    stage.leave();
}

fn every_second(stage: &Stage) {
    for _turn in 0..5 {
        stage.traffic.next(&[Fault::StoredThenGone, Fault::None]);
    }
    stage.begin(&Html::default());
    for turn in 0..10 {
        stage.run(&format!("steps({}, {})", turn * 3, turn * 3 + 3));
        stage.run(&PURCHASE.replace("A-1", &format!("A-{turn}")));
        let sent = stage.sent().len();
        stage.until_sent("another batch", |now| now.len() > sent);
    }
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 30), ("purchase", 10)]);
}

fn refused(stage: &Stage) {
    stage.traffic.next(&[Fault::Status(403, None)]);
    stage.begin(&Html::default());
    stage.run("steps(0, 3)");
    stage.until_sent("the batch", |sent| !sent.is_empty());
    let lost = stage.sent()[0].names();
    let lost = |name: &str| lost.iter().filter(|lost| *lost == name).count();
    stage.run("steps(3, 6)");
    stage.leave();
    let mut rest = vec![("step", 6 - lost("step"))];
    rest.extend((lost("page_view") == 0).then_some(("page_view", 1)));
    stage.arrives(&rest);
}

/// How long each took the page, in ms.
fn hanging(stage: &Stage) {
    stage.traffic.always(Fault::Never);
    let clicks = "<button id=more onclick=\"window.clicked = (window.clicked || 0) + 1; step(clicked)\">More</button>";
    stage.begin(&Html::default().body(clicks));
    for _click in 0..5 {
        stage.browser.click("#more");
    }
    stage.run(PURCHASE);
    stage.until("window.clicked == 5");
    stage.until_sent("a batch", |sent| !sent.is_empty());
    let loaded = "return performance.getEntriesByType('navigation')[0].loadEventEnd";
    let load_ms = stage.run(loaded).as_f64().unwrap_or(f64::MAX);
    assert!(load_ms < 3_000.0, "the page took {load_ms} ms to load");
    stage.run("sessionStorage.gone = Date.now(); location = '/left'");
    stage.until("location.pathname == '/left' && document.readyState == 'complete'");
    let left_ms = stage.run("return Date.now() - sessionStorage.gone").as_i64();
    assert!(left_ms < Some(3_000), "the next page took {left_ms:?} ms");
}

fn no_tag(stage: &Stage) {
    stage.traffic.always(Fault::Gone);
    stage.show(&Html::default());
    stage.run("steps(0, 5)");
    stage.leave();
    stage.arrives(&[]);
}

fn thousand(stage: &Stage) {
    stage.begin(&Html::default());
    stage.run("steps(0, 1000)");
    stage.arrives(&[("page_view", 1), ("step", 1_000)]);
}

fn paced(stage: &Stage) {
    stage.begin(&Html::default());
    stage.browser.run_async(
        "new Promise(done => {
            let ref = 0;
            const timer = setInterval(() => { step(ref++); if (ref == 100) { clearInterval(timer); done(true); } }, 50);
        })",
    );
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 100)]);
    let requests = stage.sent().len();
    assert!(requests <= 10, "{requests} requests");
}

fn order_among_others(stage: &Stage) {
    stage.begin(&Html::default());
    stage.run("window.made = 0; window.timer = setInterval(() => step(window.made++), 20)");
    stage.pass(500);
    let pushed_ms = stage.run(&format!("{PURCHASE}; return Date.now()")).as_i64().unwrap_or(0);
    stage.until_sent("the order", |sent| sent.iter().any(|sent| sent.bytes.contains("A-1")));
    let made = stage.run("clearInterval(window.timer); return window.made").as_u64().unwrap_or(0);
    let sent = stage.sent().into_iter().find(|sent| sent.bytes.contains("A-1"));
    let late = must(sent.ok_or("no order"), "the order").at_ms - pushed_ms;
    assert!(late <= 1_000, "it left after {late} ms");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", made as usize), ("purchase", 1)]);
}

fn large(stage: &Stage) {
    stage.begin(&Html::default());
    stage.run(
        "for (let order = 0; order < 12; order++) {
            const items = [];
            for (let line = 0; line < 30; line++) items.push({
                item_id: `P-${line}`, item_name: `Product ${line} ` + 'of a long name '.repeat(20), price: 1,
            });
            footfall.track('purchase', { transaction_id: `L-${order}`, currency: 'EUR', value: 30, items });
        }",
    );
    stage.arrives(&[("page_view", 1), ("purchase", 12)]);
}
