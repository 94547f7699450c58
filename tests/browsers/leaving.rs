//! The visitor goes: what was pushed a moment before arrives, once.

use std::time::Duration;

use footfall_tests::Engine;
use serde_json::json;

use crate::line::Fault;
use crate::matrix::{Case, case};
use crate::page::Html;
use crate::raw::TAKEN_OVER;
use crate::stage::Stage;

pub(crate) const CASES: &[Case] = &[
    case("a visitor who leaves after 400 ms: 30 events of 3 kB and the view arrive", bounce),
    case("a visitor who leaves before the Wasm is there: 20 events and the view arrive", early),
    case("20 events in one task, and then another page", navigated),
    case("20 events in one task, and then a reload", reloaded),
    case("20 events in one task, and then the tab is closed", closed).without(&[(
        Engine::WebKit,
        "window.close() does nothing under its driver; the next case closes by the driver",
    )]),
    case("20 events in one task, and then the driver closes the tab", closed_by_driver),
    case("20 events in one task, and then the renderer crashes", crashed)
        .without(&[(Engine::Firefox, NO_CRASH), (Engine::WebKit, NO_CRASH)]),
    case(
        "20 events with consent, and then the renderer crashes: the next visit has them once",
        crashed_with_consent,
    )
    .without(&[(Engine::Firefox, NO_CRASH), (Engine::WebKit, NO_CRASH)]),
    case("a page out of sight sends what it has, and goes on when it is looked at", hidden),
    case("a page out of sight ten times doubles nothing", hidden_often),
    case("a page shown again from the back/forward cache is another view", shown_again),
    case(
        "what was not sent when the page went into the cache is not lost when it comes back",
        kept_in_cache,
    ),
    case("a page rendered in advance counts when it is shown", prerendered)
        .without(&[(Engine::Firefox, NO_PRERENDER), (Engine::WebKit, NO_PRERENDER)]),
    case("a page rendered in advance and never shown is no view", never_shown)
        .without(&[(Engine::Firefox, NO_PRERENDER), (Engine::WebKit, NO_PRERENDER)]),
];

const NO_CRASH: &str = "its driver can't crash a page";
const NO_PRERENDER: &str = "the engine renders no page in advance";

fn bounce(stage: &Stage) {
    stage.traffic.always(Fault::AnswerAfter(Duration::from_millis(20)));
    let script = "
        const text = 'x'.repeat(360), more = {};
        for (let i = 0; i < 8; i++) more['text_' + i] = text;
        const begun = performance.now();
        for (let i = 0; i < 30; i++) setTimeout(() => step(i, more), i * 10);
        setTimeout(() => location = '/left', 400);";
    stage.show(&Html::default().before(script));
    stage.until("location.pathname == '/left'");
    stage.arrives(&[("page_view", 1), ("step", 30)]);
}

fn early(stage: &Stage) {
    stage.traffic.hold(".wasm");
    // Its script is, and the module that it names: a page has to be open for so long.
    let script = format!(
        "steps(0, 20); const timer = setInterval(() => {{
            if ({TAKEN_OVER}) {{ clearInterval(timer); location = '/left'; }}
        }}, 1)"
    );
    stage.show(&Html::default().before(&script));
    stage.until("location.pathname == '/left'");
    stage.arrives(&[("page_view", 1), ("step", 20)]);
}

fn navigated(stage: &Stage) {
    stage.begin(&Html::default());
    stage.run("steps(0, 20); location = '/left'");
    stage.until("location.pathname == '/left'");
    stage.arrives(&[("page_view", 1), ("step", 20)]);
}

fn reloaded(stage: &Stage) {
    stage.begin(&Html::default());
    stage.run("steps(0, 20); location.reload()");
    stage.arrives(&[("page_view", 2), ("step", 20)]);
}

/// The tab that a link of the page opens.
fn second_tab(stage: &Stage) {
    // Without an opener, Chromium says nothing at all to a page whose own script closes it.
    let link = "<a id=other target=_blank rel=opener href=\"/second\">Another</a>";
    stage.serve("/second", &Html::titled("Another"));
    stage.show(&Html::default().untagged().body(link));
    let tab = stage.browser.tab_of(|| stage.browser.click("#other"));
    stage.browser.switch_to(&tab);
    stage.ready();
}

fn closed(stage: &Stage) {
    let first = stage.browser.tab();
    second_tab(stage);
    stage.run("steps(0, 20); window.close()");
    stage.browser.switch_to(&first);
    stage.arrives(&[("page_view", 1), ("step", 20)]);
}

fn closed_by_driver(stage: &Stage) {
    let first = stage.browser.tab();
    second_tab(stage);
    stage.run("steps(0, 20)");
    stage.browser.close_tab();
    stage.browser.switch_to(&first);
    stage.arrives(&[("page_view", 1), ("step", 20)]);
}

/// Plays this, and then 20 events in one task of a page that is gone after it. Another tab is in its place.
fn crash(stage: &Stage, before: impl FnOnce()) {
    let (next, page) = (stage.browser.tab(), stage.browser.new_tab());
    stage.browser.switch_to(&page);
    before();
    stage.run("steps(0, 20)");
    // It can't answer any more.
    let _gone = stage.browser.try_devtools("Page.crash", &json!({})).is_err();
    stage.browser.switch_to(&next);
}

fn crashed(stage: &Stage) {
    crash(stage, || {
        stage.begin(&Html::default());
        stage.arrives(&[("page_view", 1)]);
    });
    stage.arrives(&[("page_view", 1), ("step", 20)]);
}

fn crashed_with_consent(stage: &Stage) {
    crash(stage, || {
        stage.begin(&Html::default().before("footfall.push(['consent', 'granted'])"));
        stage.arrives(&[("page_view", 1)]);
        stage.traffic.always(Fault::Gone);
    });
    stage.traffic.always(Fault::None);
    stage.open("/");
    stage.arrives(&[("page_view", 2), ("step", 20)]);
}

/// It is the page that says when it is out of sight.
const TOLD: &str = "addEventListener('visibilitychange', () => document.hidden && navigator.sendBeacon('/said', `hidden ${timesHidden}`));";

fn hidden(stage: &Stage) {
    stage.begin(&Html::default().before(TOLD));
    stage.run("steps(0, 5)");
    let page = stage.browser.look_away();
    stage.until_said("hidden 1");
    stage.arrives(&[("page_view", 1), ("step", 5)]);
    stage.browser.look_back(&page);
    stage.run("steps(5, 10)");
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 10)]);
}

fn hidden_often(stage: &Stage) {
    stage.begin(&Html::default().before(TOLD));
    for turn in 0..10 {
        stage.run(&format!("step({turn})"));
        let page = stage.browser.look_away();
        stage.until_said(&format!("hidden {}", turn + 1));
        stage.browser.look_back(&page);
    }
    stage.leave();
    stage.arrives(&[("page_view", 1), ("step", 10)]);
}

/// Whether the page that is shown now came from the cache, for the reader: where it did not, it was loaded again.
fn note_cache(stage: &Stage) {
    let persisted = stage.run("return window.persisted === true") == true;
    let word = if persisted { "; from the cache" } else { "; NOT from the cache" };
    stage.note.borrow_mut().push_str(word);
}

const PERSISTED: &str = "addEventListener('pageshow', event => window.persisted = event.persisted)";

fn shown_again(stage: &Stage) {
    stage.begin(&Html::default().before(PERSISTED));
    stage.run("step(1)");
    stage.leave();
    stage.browser.back();
    stage.until("location.pathname == '/' && 'persisted' in window");
    note_cache(stage);
    stage.run("step(2)");
    stage.leave();
    stage.arrives(&[("page_view", 2), ("step", 2)]);
    let views: Vec<(i64, i64)> = stage
        .stored()
        .into_iter()
        .filter(|event| event.name == "step")
        .map(|event| (event.page_load, event.view))
        .collect();
    assert_ne!(views[0], views[1], "each step belongs to the view it was made on");
}

fn kept_in_cache(stage: &Stage) {
    stage.begin(&Html::default().before(PERSISTED));
    stage.arrives(&[("page_view", 1)]);
    stage.traffic.always(Fault::Status(503, None));
    stage.run("steps(0, 20)");
    stage.leave();
    stage.traffic.always(Fault::None);
    stage.browser.back();
    stage.until("location.pathname == '/' && 'persisted' in window");
    note_cache(stage);
    if stage.run("return persisted") == true {
        stage.arrives(&[("page_view", 2), ("step", 20)]);
    } else {
        stage.arrives(&[("page_view", 2)]);
    }
}

const PRERENDER: &str = "<script type=\"speculationrules\">{\"prerender\":[{\"source\":\"list\",\"urls\":[\"/next\"]}]}</script>";

/// A page that has the next one rendered already.
fn next_is_rendered(stage: &Stage) {
    let told = "if (document.prerendering) addEventListener('load', () => navigator.sendBeacon('/said', 'rendered'));";
    stage.serve("/next", &Html::titled("Next").before(told));
    stage.begin(&Html::default().body(PRERENDER));
    stage.until_said("rendered");
}

fn prerendered(stage: &Stage) {
    next_is_rendered(stage);
    stage.run("location = '/next'");
    stage.until("location.pathname == '/next'");
    let activated = "return performance.getEntriesByType('navigation')[0].activationStart > 0";
    assert_eq!(stage.run(activated), true, "the page was rendered in advance");
    stage.ready();
    stage.run("step(1)");
    stage.leave();
    stage.views(&[("/", 1), ("/next", 1)]);
}

fn never_shown(stage: &Stage) {
    next_is_rendered(stage);
    stage.leave();
    stage.views(&[("/", 1)]);
}
